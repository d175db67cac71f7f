/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "poster-recurrence.h"
#include "poster-schedule.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SERIES (poster_series_get_type ())
G_DECLARE_FINAL_TYPE (PosterSeries, poster_series, POSTER, SERIES, GObject)

/**
 * PosterSeries:
 * @id: 24 hex digits
 * @recurrence: how it repeats
 * @start: when it began, a time on the wall
 * @next_post_id: (nullable): the post that is the next to go out; %NULL when it has ended
 *
 * A post that repeats. The next of its posts is a scheduled one like any other; the one after it
 * is made when that is claimed, missed, cancelled or deleted. A record, like #PosterConnection.
 */
struct _PosterSeries
{
  GObject           parent_instance;

  char             *id;
  PosterRecurrence *recurrence;
  PosterSchedule   *start;
  char             *next_post_id;
};

PosterSeries *poster_series_new       (PosterRecurrence *recurrence, PosterSchedule *start);
GPtrArray    *poster_series_list_next (PosterSeries *self, gint64 after_us, guint n_dates);

G_END_DECLS
