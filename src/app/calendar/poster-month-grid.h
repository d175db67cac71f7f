/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-desk.h"
#include "poster-day-cell.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MONTH_GRID (poster_month_grid_get_type ())
G_DECLARE_FINAL_TYPE (PosterMonthGrid, poster_month_grid, POSTER, MONTH_GRID, GtkWidget)

/* The month that the day of a desk is in: a week a row. */
GtkWidget     *poster_month_grid_new        (PosterCalendarDesk *desk);
void           poster_month_grid_update     (PosterMonthGrid    *self);
guint32        poster_month_grid_get_first  (PosterMonthGrid    *self);
guint          poster_month_grid_get_n_days (PosterMonthGrid    *self);
PosterDayCell *poster_month_grid_get_cell   (PosterMonthGrid    *self,
                                             guint32             day);
void           poster_month_grid_focus_day  (PosterMonthGrid    *self,
                                             guint32             day);

/* Dragging, as the pointer does it; @x and @y are those of the grid. */
gboolean       poster_month_grid_drag_begin  (PosterMonthGrid   *self,
                                              double             x,
                                              double             y);
void           poster_month_grid_drag_to     (PosterMonthGrid   *self,
                                              double             x,
                                              double             y);
void           poster_month_grid_drag_end    (PosterMonthGrid   *self,
                                              gboolean           is_dropped);
gboolean       poster_month_grid_is_dragging (PosterMonthGrid   *self);

G_END_DECLS
