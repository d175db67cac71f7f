/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-frame-timing"

#include "poster-frame-timing.h"

#include <math.h>

/* Runs kept: an hour of frames that are all spaced differently. What comes later is left out of
 * the figures, which are averages by then. */
#define MAX_RUNS 500000

/* How far a rate is off, relative to itself, when its last digits were cut. */
#define ROUNDING 2e-5

/* How far apart the frames of a video are, as runs of equal distances in the order of showing. */
struct _PosterFrameTiming
{
  GArray *runs;  /* (element-type Run) */
};

typedef struct
{
  guint32 count;
  guint32 delta;
} Run;

PosterFrameTiming *
poster_frame_timing_new (void)
{
  PosterFrameTiming *self = g_new0 (PosterFrameTiming, 1);

  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  return self;
}

void
poster_frame_timing_free (PosterFrameTiming *self)
{
  g_array_unref (self->runs);
  g_free (self);
}

/**
 * poster_frame_timing_add:
 * @self: a timing
 * @count: of frames
 * @delta: ticks from each to the next
 */
void
poster_frame_timing_add (PosterFrameTiming *self,
                         guint32            count,
                         guint32            delta)
{
  Run run = { count, delta };
  Run *last = self->runs->len > 0 ? &g_array_index (self->runs, Run, self->runs->len - 1) : NULL;

  if (count == 0)
    return;
  if (last != NULL && last->delta == delta && last->count <= G_MAXUINT32 - count)
    last->count += count;
  else if (self->runs->len < MAX_RUNS)
    g_array_append_val (self->runs, run);
}

static int
compare_runs (gconstpointer a,
              gconstpointer b)
{
  guint32 first = ((const Run *) a)->delta;
  guint32 second = ((const Run *) b)->delta;

  return first < second ? -1 : first > second;
}

/* Rates are whole, or whole ones slowed down by 1001/1000; what rounding may have made of one of
 * those is it. */
static double
tidy (double rate,
      double tolerance)
{
  double whole = round (rate);
  double slowed = round (rate * 1.001) / 1.001;
  double near = fabs (rate - whole) < fabs (rate - slowed) ? whole : slowed;

  return near > 0 && fabs (rate / near - 1) < tolerance ? near : rate;
}

/**
 * poster_frame_timing_tidy:
 * @rate: frames a second, as a header states it
 *
 * Returns: @rate without the header's rounding
 */
double
poster_frame_timing_tidy (double rate)
{
  return tidy (rate, ROUNDING);
}

/**
 * poster_frame_timing_measure:
 * @self: a timing
 * @ticks_per_second: of the distances
 * @rounding_ticks: how far a distance may be off because the container rounds
 * @frame_rate: (out): frames a second on average
 * @variable: (out): whether the frames are unevenly spaced: more than one in a hundred is off
 *   the usual distance by more than a tenth of it, and by more than @rounding_ticks
 *
 * Returns: whether there was enough to tell
 */
gboolean
poster_frame_timing_measure (PosterFrameTiming *self,
                             double             ticks_per_second,
                             guint              rounding_ticks,
                             double            *frame_rate,
                             gboolean          *variable)
{
  g_autoptr(GArray) sorted = NULL;
  guint64 frames = 0, ticks = 0, seen = 0, uneven = 0;
  guint32 usual = 0;
  Run *last;

  if (self->runs->len == 0 || ticks_per_second <= 0)
    return FALSE;
  sorted = g_array_copy (self->runs);
  for (guint i = 0; i < sorted->len; i++)
    {
      Run *run = &g_array_index (sorted, Run, i);

      frames += run->count;
      ticks += (guint64) run->count * run->delta;
    }
  g_array_sort (sorted, compare_runs);
  for (guint i = 0; i < sorted->len && seen <= frames / 2; i++)
    {
      Run *run = &g_array_index (sorted, Run, i);

      seen += run->count;
      usual = run->delta;
    }

  /* Some writers do not know how long the last frame lasts and put down next to nothing. */
  last = &g_array_index (self->runs, Run, self->runs->len - 1);
  if (last->count == 1 && frames > 2 && last->delta < usual / 2)
    {
      frames--;
      ticks -= last->delta;
    }
  if (ticks == 0)
    return FALSE;
  *frame_rate = tidy ((double) frames * ticks_per_second / (double) ticks,
                      MAX (ROUNDING, rounding_ticks / 2.0 / (double) ticks));

  for (guint i = 0; i < self->runs->len; i++)
    {
      Run *run = &g_array_index (self->runs, Run, i);
      gint64 off = ABS ((gint64) run->delta - usual);

      /* The last frame stays until the sound ends; that is not uneven. */
      if (off > rounding_ticks && off > usual / 10)
        uneven += i == self->runs->len - 1 ? run->count - 1 : run->count;
    }
  *variable = uneven * 100 > frames;
  return TRUE;
}
