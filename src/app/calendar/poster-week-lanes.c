/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-lanes"

#include "poster-week-lanes.h"

/* More than these beside one another would not be seen: the last lane then says how many there are. */
#define MAX_LANES 4

static void
clear_place (gpointer data)
{
  g_clear_object (&((PosterWeekPlace *) data)->entry);
}

/* The first lane that is free at @minute; it is taken until @end. */
static guint
take_lane (GArray *lanes,
           int     minute,
           int     end)
{
  guint lane = 0;

  while (lane < lanes->len && g_array_index (lanes, int, lane) > minute)
    lane++;
  if (lane == lanes->len)
    g_array_append_val (lanes, end);
  else
    g_array_index (lanes, int, lane) = end;
  return lane;
}

/* Those from @first on lie over one another, in @n_lanes: what is beyond the last lane is counted there. */
static void
settle (GArray *places,
        guint   first,
        guint   n_lanes,
        int     minutes)
{
  PosterWeekPlace *more = NULL;
  guint n_kept = first;

  for (guint i = first; i < places->len; i++)
    {
      PosterWeekPlace *place = &g_array_index (places, PosterWeekPlace, i);

      place->n_lanes = MIN (n_lanes, MAX_LANES);
      if (n_lanes <= MAX_LANES || place->lane + 1 < MAX_LANES)
        {
          if (i != n_kept)
            {
              g_array_index (places, PosterWeekPlace, n_kept) = *place;
              place->entry = NULL;
            }
          n_kept++;
          continue;
        }
      if (more != NULL && place->entry->minute < more->entry->minute + minutes)
        {
          more->n_more++;
          g_clear_object (&place->entry);
          continue;
        }
      place->lane = MAX_LANES - 1;
      place->n_more = 1;
      more = &g_array_index (places, PosterWeekPlace, n_kept);
      if (i != n_kept)
        {
          *more = *place;
          place->entry = NULL;
        }
      n_kept++;
    }
  g_array_set_size (places, n_kept);
}

/**
 * poster_week_lanes_new:
 * @entries: (element-type PosterCalendarEntry): the posts of a day, the earliest first
 * @minutes: how long each takes up its place
 *
 * Puts posts that would lie over one another side by side.
 *
 * Returns: (transfer full) (element-type PosterWeekPlace): where each stands
 */
GArray *
poster_week_lanes_new (GPtrArray *entries,
                       int        minutes)
{
  GArray *places = g_array_new (FALSE, TRUE, sizeof (PosterWeekPlace));
  g_autoptr(GArray) lanes = g_array_new (FALSE, FALSE, sizeof (int));
  guint first = 0;
  int end = G_MININT;

  g_array_set_clear_func (places, clear_place);
  for (guint i = 0; i < entries->len; i++)
    {
      PosterCalendarEntry *entry = g_ptr_array_index (entries, i);
      PosterWeekPlace place = { 0 };

      /* Nothing before it reaches to it: those before have the whole width among themselves. */
      if (entry->minute >= end)
        {
          settle (places, first, lanes->len, minutes);
          first = places->len;
          g_array_set_size (lanes, 0);
        }
      place.entry = g_object_ref (entry);
      end = MAX (end, entry->minute + minutes);
      place.lane = take_lane (lanes, entry->minute, entry->minute + minutes);
      g_array_append_val (places, place);
    }
  settle (places, first, lanes->len, minutes);
  return places;
}
