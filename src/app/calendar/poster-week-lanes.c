/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-lanes"

#include "poster-week-lanes.h"

/* More than these beside one another would not be seen; the later ones lie over the earlier. */
#define MAX_LANES 4

static void
clear_place (gpointer data)
{
  g_clear_object (&((PosterWeekPlace *) data)->entry);
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
  int free_from[MAX_LANES] = { 0 };
  guint first = 0, n_lanes = 0;
  int end = G_MININT;

  g_array_set_clear_func (places, clear_place);
  for (guint i = 0; i <= entries->len; i++)
    {
      PosterCalendarEntry *entry = i < entries->len ? g_ptr_array_index (entries, i) : NULL;
      PosterWeekPlace place = { 0 };

      /* Nothing before it reaches to it: those before have the whole width among themselves. */
      if (entry == NULL || entry->minute >= end)
        {
          for (guint j = first; j < places->len; j++)
            g_array_index (places, PosterWeekPlace, j).n_lanes = MAX (n_lanes, 1);
          first = places->len;
          n_lanes = 0;
          for (guint j = 0; j < MAX_LANES; j++)
            free_from[j] = G_MININT;
        }
      if (entry == NULL)
        break;
      place.entry = g_object_ref (entry);
      while (place.lane + 1 < MAX_LANES && free_from[place.lane] > entry->minute)
        place.lane++;
      free_from[place.lane] = entry->minute + minutes;
      n_lanes = MAX (n_lanes, place.lane + 1);
      end = MAX (end, entry->minute + minutes);
      g_array_append_val (places, place);
    }
  return places;
}
