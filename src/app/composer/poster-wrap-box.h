/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_WRAP_BOX (poster_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (PosterWrapBox, poster_wrap_box, POSTER, WRAP_BOX, GtkWidget)

GtkWidget *poster_wrap_box_new           (int            spacing,
                                          int            line_spacing);
void       poster_wrap_box_set_align_end (PosterWrapBox *self,
                                          gboolean       align_end);
void       poster_wrap_box_append        (PosterWrapBox *self,
                                          GtkWidget     *child);
void       poster_wrap_box_insert_after  (PosterWrapBox *self,
                                          GtkWidget     *child,
                                          GtkWidget     *sibling);
void       poster_wrap_box_remove        (PosterWrapBox *self,
                                          GtkWidget     *child);

G_END_DECLS
