/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-calendar-entry.h"
#include "poster-session.h"

G_BEGIN_DECLS

/* Of a picture in a calendar. */
#define POSTER_TILE_WIDTH 36
#define POSTER_TILE_HEIGHT 64

#define POSTER_TYPE_CALENDAR_TILE (poster_calendar_tile_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarTile, poster_calendar_tile, POSTER, CALENDAR_TILE, GtkWidget)

/* A post in a calendar: its picture, its state as a badge, and the time below. */
GtkWidget           *poster_calendar_tile_new           (PosterSession       *session,
                                                         gboolean             with_time);
void                 poster_calendar_tile_set_entry     (PosterCalendarTile  *self,
                                                         PosterCalendarEntry *entry);
/* A place that is free: the day and the minute of a queue's slot. */
void                 poster_calendar_tile_set_slot      (PosterCalendarTile  *self,
                                                         guint32              day,
                                                         int                  minute);
int                  poster_calendar_tile_get_slot      (PosterCalendarTile  *self);
guint32              poster_calendar_tile_get_slot_day  (PosterCalendarTile  *self);
PosterCalendarEntry *poster_calendar_tile_get_entry     (PosterCalendarTile  *self);
void                 poster_calendar_tile_set_lifted    (PosterCalendarTile  *self,
                                                         gboolean             is_lifted);
void                 poster_calendar_tile_set_selected  (PosterCalendarTile  *self,
                                                         gboolean             is_selected);
GdkTexture          *poster_calendar_tile_get_texture   (PosterCalendarTile  *self);
void                 poster_calendar_tile_draw_picture  (GtkWidget           *widget,
                                                         GdkTexture          *texture,
                                                         GtkSnapshot         *snapshot,
                                                         const graphene_rect_t *place);
char                *poster_calendar_tile_describe      (PosterSession       *session,
                                                         PosterCalendarEntry *entry);

G_END_DECLS
