/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_PICTURE_BAR (poster_picture_bar_get_type ())
G_DECLARE_FINAL_TYPE (PosterPictureBar, poster_picture_bar, POSTER, PICTURE_BAR, GtkWidget)

/* Turns between the pictures of a carousel. Signals:
 *   ::chosen (guint position)   a person wants to see that one */
GtkWidget *poster_picture_bar_new       (void);
void       poster_picture_bar_set_media (PosterPictureBar *self,
                                         GListModel       *media,
                                         guint             position);

G_END_DECLS
