/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_OPTION_SPLIT (poster_option_split_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionSplit, poster_option_split, POSTER, OPTION_SPLIT, GtkWidget)

GtkWidget *poster_option_split_new (GtkWidget *start,
                                    GtkWidget *end);

G_END_DECLS
