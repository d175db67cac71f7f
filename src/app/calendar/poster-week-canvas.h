/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-desk.h"
#include "poster-week-card.h"

G_BEGIN_DECLS

#define POSTER_WEEK_GUTTER 56
#define POSTER_WEEK_HOUR 48

#define POSTER_TYPE_WEEK_CANVAS (poster_week_canvas_get_type ())
G_DECLARE_FINAL_TYPE (PosterWeekCanvas, poster_week_canvas, POSTER, WEEK_CANVAS, GtkWidget)

/* The hours of a week with its posts; lies in something that scrolls. */
GtkWidget      *poster_week_canvas_new          (PosterCalendarDesk *desk);
void            poster_week_canvas_update       (PosterWeekCanvas   *self);
void            poster_week_canvas_set_seen     (PosterWeekCanvas   *self,
                                                 double              top,
                                                 double              height);
int             poster_week_canvas_get_y        (int                 minute);
PosterWeekCard *poster_week_canvas_find_card    (PosterWeekCanvas   *self,
                                                 const char         *post_id);

/* Dragging, as the pointer does it. */
gboolean        poster_week_canvas_drag_begin   (PosterWeekCanvas   *self,
                                                 double              x,
                                                 double              y);
void            poster_week_canvas_drag_to      (PosterWeekCanvas   *self,
                                                 double              x,
                                                 double              y,
                                                 gboolean            is_fine);
void            poster_week_canvas_drag_end     (PosterWeekCanvas   *self,
                                                 gboolean            is_dropped);

G_END_DECLS
