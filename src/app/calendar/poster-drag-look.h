/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-calendar-tile.h"

G_BEGIN_DECLS

#define POSTER_TYPE_DRAG_LOOK (poster_drag_look_get_type ())
G_DECLARE_FINAL_TYPE (PosterDragLook, poster_drag_look, POSTER, DRAG_LOOK, GObject)

/* What a post looks like while it is dragged: lifted, with the time that it would get. */
PosterDragLook *poster_drag_look_new       (GtkWidget          *widget);
void            poster_drag_look_set_words (PosterDragLook     *self,
                                            const char         *words);
void            poster_drag_look_lift      (PosterDragLook     *self,
                                            PosterCalendarTile *tile);
const char     *poster_drag_look_get_words (PosterDragLook     *self);
void            poster_drag_look_snapshot  (PosterDragLook     *self,
                                            GtkSnapshot        *snapshot,
                                            double              x,
                                            double              y);

G_END_DECLS
