/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-model.h"
#include "poster-calendar-tile.h"

G_BEGIN_DECLS

/* How many posts a day of the month shows at most; the others are counted. */
#define POSTER_DAY_CELL_TILES 3

#define POSTER_TYPE_DAY_CELL (poster_day_cell_get_type ())
G_DECLARE_FINAL_TYPE (PosterDayCell, poster_day_cell, POSTER, DAY_CELL, GtkWidget)

/* A day of the month: its number and its first posts. */
GtkWidget          *poster_day_cell_new        (PosterSession *session);
void                poster_day_cell_set_day    (PosterDayCell *self,
                                                guint32        day,
                                                guint32        today,
                                                gboolean       is_outside,
                                                GPtrArray     *entries,
                                                GArray        *slots);
guint32             poster_day_cell_get_day    (PosterDayCell *self);
guint               poster_day_cell_get_n_tiles (PosterDayCell *self);
PosterCalendarTile *poster_day_cell_get_tile   (PosterDayCell *self,
                                                guint          index);
PosterCalendarTile *poster_day_cell_find_tile  (PosterDayCell *self,
                                                const char    *post_id);
void                poster_day_cell_set_target (PosterDayCell *self,
                                                gboolean       is_target);

G_END_DECLS
