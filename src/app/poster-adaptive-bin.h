/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_ADAPTIVE_BIN (poster_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (PosterAdaptiveBin, poster_adaptive_bin, POSTER, ADAPTIVE_BIN, GtkWidget)

GtkWidget *poster_adaptive_bin_new             (void);
void       poster_adaptive_bin_set_child       (PosterAdaptiveBin *self,
                                                GtkWidget         *child);
GtkWidget *poster_adaptive_bin_get_child       (PosterAdaptiveBin *self);
void       poster_adaptive_bin_set_width_limit (PosterAdaptiveBin *self,
                                                int                width);
int        poster_adaptive_bin_get_width_limit (PosterAdaptiveBin *self);
gboolean   poster_adaptive_bin_get_narrow      (PosterAdaptiveBin *self);

G_END_DECLS
