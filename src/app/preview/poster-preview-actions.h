/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-player.h"

G_BEGIN_DECLS

void poster_preview_actions_install (GtkWidgetClass *widget_class);
void poster_preview_actions_update  (GtkWidget      *widget,
                                     PosterPlayer   *player);

G_END_DECLS
