/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-job.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SESSION (poster_session_get_type ())
G_DECLARE_FINAL_TYPE (PosterSession, poster_session, POSTER, SESSION, GObject)

/* The window's side of a workspace. The engine runs in this process, or in another one whose
 * client this is: widgets need not know which.
 *
 * Signals:
 *   ::post-changed (const char *post_id)                            after the commit; "" = many
 *   ::progress (const char *target_id, gint64 done, gint64 total)   bytes of an upload
 *   ::trouble (GError *error)                                       the engine cannot work; it tries again */
PosterSession   *poster_session_new               (PosterWorkspace      *workspace);
void             poster_session_start             (PosterSession        *self);
void             poster_session_stop_async        (PosterSession        *self,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean         poster_session_stop_finish       (PosterSession        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

PosterWorkspace *poster_session_get_workspace     (PosterSession        *self);
PosterStore     *poster_session_get_store         (PosterSession        *self);
PosterClock     *poster_session_get_clock         (PosterSession        *self);
gboolean         poster_session_get_is_engine     (PosterSession        *self);

/* Accounts: those connected (element-type PosterAccount), sorted by creation; a changed one is a
 * new object at its place. */
GListModel      *poster_session_get_accounts      (PosterSession        *self);
gboolean         poster_session_get_is_loaded     (PosterSession        *self);
/* Whether an account was ever connected. */
gboolean         poster_session_get_was_used      (PosterSession        *self);
PosterAccount   *poster_session_find_account      (PosterSession        *self,
                                                   const char           *account_id);

/* Jobs that run now (element-type PosterJob). */
GListModel      *poster_session_get_jobs          (PosterSession        *self);
void             poster_session_add_job           (PosterSession        *self,
                                                   PosterJob            *job);
void             poster_session_remove_job        (PosterSession        *self,
                                                   PosterJob            *job);

/* What is known of an upload that runs. */
gboolean         poster_session_get_progress      (PosterSession        *self,
                                                   const char           *target_id,
                                                   gint64               *done,
                                                   gint64               *total);

void             poster_session_ring              (PosterSession        *self);
/* What is held for want of a sign-in or a keyring is tried again. */
void             poster_session_resume_held       (PosterSession        *self);
void             poster_session_describe_async    (PosterSession        *self,
                                                   PosterAccount        *account,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
JsonObject      *poster_session_describe_finish   (PosterSession        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void             poster_session_cancel_post_async  (PosterSession        *self,
                                                    const char           *post_id,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean         poster_session_cancel_post_finish (PosterSession        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
