/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-account.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_AVATAR (poster_account_avatar_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountAvatar, poster_account_avatar, POSTER, ACCOUNT_AVATAR, GtkWidget)

/* AdwAvatar with the platform's glyph in a disc of the surface's colour at the lower end corner; one
 * widget everywhere. Sizes: 40 lists, 32 chips, 28 rows, 22 calendar. Accessible name "@kitchen on
 * TikTok". Properties "account" (PosterAccount, nullable), "size" (int), "accented" (boolean: the
 * disc in accent, of a chip that is on). */
GtkWidget *poster_account_avatar_new          (int                  size);
void       poster_account_avatar_set_account  (PosterAccountAvatar *self,
                                               PosterAccount       *account);
void       poster_account_avatar_set_accented (PosterAccountAvatar *self,
                                               gboolean             accented);

G_END_DECLS
