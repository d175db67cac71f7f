/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-entry.h"

G_BEGIN_DECLS

/**
 * PosterWeekPlace:
 * @entry: the post
 * @lane: which of the lanes beside one another it is in
 * @n_lanes: how many there are at that time
 * @n_more: how many posts there is no room for, this one the first of them; 0 for a post that is seen
 *
 * Where a post stands in its day.
 */
typedef struct
{
  PosterCalendarEntry *entry;
  guint                lane;
  guint                n_lanes;
  guint                n_more;
} PosterWeekPlace;

GArray *poster_week_lanes_new (GPtrArray *entries, int minutes);

G_END_DECLS
