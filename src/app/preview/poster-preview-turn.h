/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PosterPreviewTurn:
 * @widget: where somebody has turned
 * @by: how many pictures on, or back when negative
 *
 * Returns: whether there was anywhere to turn to
 */
typedef gboolean (*PosterPreviewTurn) (GtkWidget *widget,
                                       int        by);

void poster_preview_turn_add (GtkWidget         *widget,
                              PosterPreviewTurn  turn);

G_END_DECLS
