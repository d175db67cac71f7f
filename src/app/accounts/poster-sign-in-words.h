/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-connection.h"

G_BEGIN_DECLS

/**
 * PosterSignInTrouble:
 * @title: what happened, in a few words
 * @text: what that means and what to do, whole sentences
 * @icon_name: a symbolic icon
 *
 * Why a sign-in failed, in a friend's words. Belongs to the caller.
 */
typedef struct
{
  char       *title;
  char       *text;
  const char *icon_name;
} PosterSignInTrouble;

PosterSignInTrouble *poster_sign_in_trouble_new  (const GError        *error,
                                                  const char          *service);
void                 poster_sign_in_trouble_free (PosterSignInTrouble *self);

char                *poster_sign_in_dup_missing  (PosterConnection    *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSignInTrouble, poster_sign_in_trouble_free)

G_END_DECLS
