/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-entry.h"
#include "poster-session.h"
#include "poster-store-queues.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_MODEL (poster_calendar_model_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarModel, poster_calendar_model, POSTER, CALENDAR_MODEL, GObject)

/* Which posts each day has. Reads the days that are looked at and those beside them, and follows
 * what changes.
 *
 * Signals:
 *   ::changed (guint first, guint last)   something of these days is other than it was, or was read */
PosterCalendarModel *poster_calendar_model_new          (PosterSession       *session);
void                 poster_calendar_model_set_range    (PosterCalendarModel *self,
                                                         guint32              first,
                                                         guint                n_days);
void                 poster_calendar_model_set_account  (PosterCalendarModel *self,
                                                         const char          *account_id);
const char          *poster_calendar_model_get_account  (PosterCalendarModel *self);
/* (element-type PosterCalendarEntry), by time; NULL while it was not read */
GPtrArray           *poster_calendar_model_get_day      (PosterCalendarModel *self,
                                                         guint32              day);
PosterCalendarEntry *poster_calendar_model_find         (PosterCalendarModel *self,
                                                         const char          *post_id);
/* (element-type int): the minutes of it at which a queue has a free slot; NULL for none */
GArray              *poster_calendar_model_get_slots    (PosterCalendarModel *self,
                                                         guint32              day);
/* One of those; the queue that is listed first when several have it */
PosterStoreSlot     *poster_calendar_model_find_slot    (PosterCalendarModel *self,
                                                         guint32              day,
                                                         int                  minute);
GTimeZone           *poster_calendar_model_get_zone     (PosterCalendarModel *self);
const char          *poster_calendar_model_get_zone_name (PosterCalendarModel *self);
guint32              poster_calendar_model_get_today    (PosterCalendarModel *self,
                                                         int                 *minute);

G_END_DECLS
