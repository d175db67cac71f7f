/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

/* A session on a store of its own, with two accounts. The engine runs, and leaves alone what these
 * functions store: nothing of it is to be woken. */
typedef struct
{
  char            *dir;
  PosterWorkspace *workspace;
  PosterStore     *store;
  PosterSession   *session;
  PosterAccount   *kitchen;
  PosterAccount   *studio;
} Desktop;

typedef gboolean (*DesktopPredicate) (gpointer user_data);

void          desktop_set_up         (Desktop *desktop, gconstpointer data);
void          desktop_tear_down      (Desktop *desktop, gconstpointer data);
void          desktop_wait           (DesktopPredicate predicate, gpointer user_data);
void          desktop_flush          (Desktop *desktop);
PosterPost   *desktop_add_post       (Desktop *desktop, const char *content, PosterTargetState state);
PosterPost   *desktop_add_post_to    (Desktop *desktop, const char *content, PosterTargetState kitchen,
                                      PosterTargetState studio);
PosterTarget *desktop_target         (PosterPost *post, guint position);
void          desktop_commit         (Desktop *desktop, PosterPost *post, guint position, PosterTargetState state);
PosterTargetState desktop_get_state  (Desktop *desktop, const char *post_id, guint position);
char         *desktop_get_setting    (Desktop *desktop, const char *key);

G_END_DECLS
