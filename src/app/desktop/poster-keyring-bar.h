/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_KEYRING_BAR (poster_keyring_bar_get_type ())
G_DECLARE_FINAL_TYPE (PosterKeyringBar, poster_keyring_bar, POSTER, KEYRING_BAR, GtkWidget)

GtkWidget *poster_keyring_bar_new         (void);
void       poster_keyring_bar_set_session (PosterKeyringBar *self,
                                           PosterSession    *session);

G_END_DECLS
