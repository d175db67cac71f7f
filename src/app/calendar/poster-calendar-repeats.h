/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-entry.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_REPEATS (poster_calendar_repeats_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarRepeats, poster_calendar_repeats, POSTER, CALENDAR_REPEATS, GObject)

PosterCalendarRepeats *poster_calendar_repeats_new       (PosterSession         *session,
                                                          GTimeZone             *zone);
void                   poster_calendar_repeats_read      (PosterCalendarRepeats *self);
void                   poster_calendar_repeats_set_range (PosterCalendarRepeats *self,
                                                          guint32                first,
                                                          guint                  n_days);
GPtrArray             *poster_calendar_repeats_get_day   (PosterCalendarRepeats *self,
                                                          guint32                day);

G_END_DECLS
