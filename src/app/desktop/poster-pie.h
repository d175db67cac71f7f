/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_PIE (poster_pie_get_type ())
G_DECLARE_FINAL_TYPE (PosterPie, poster_pie, POSTER, PIE, GtkWidget)

GtkWidget *poster_pie_new          (void);
void       poster_pie_set_fraction (PosterPie *self,
                                    double     fraction);

G_END_DECLS
