/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-shift-clock.h"

struct _PosterShiftClock
{
  PosterClock parent_instance;
  gint64      shift_us;
  gint64      skip_from_us;
  gint64      skip_to_us;
  guint       skipped;
};

G_DEFINE_FINAL_TYPE (PosterShiftClock, poster_shift_clock, POSTER_TYPE_CLOCK)

static gint64
get_now_us (PosterClock *clock)
{
  return POSTER_CLOCK_CLASS (poster_shift_clock_parent_class)->get_now_us (clock) +
         POSTER_SHIFT_CLOCK (clock)->shift_us;
}

static gint64
get_monotonic_us (PosterClock *clock)
{
  return POSTER_CLOCK_CLASS (poster_shift_clock_parent_class)->get_monotonic_us (clock) +
         POSTER_SHIFT_CLOCK (clock)->shift_us;
}

static GSource *
create_delay (PosterClock *clock,
              gint64       delay_us)
{
  PosterShiftClock *self = POSTER_SHIFT_CLOCK (clock);

  if (delay_us >= self->skip_from_us && delay_us <= self->skip_to_us)
    {
      self->shift_us += delay_us;
      self->skipped++;
      delay_us = 0;
    }
  return POSTER_CLOCK_CLASS (poster_shift_clock_parent_class)->create_delay (clock, delay_us);
}

static void
poster_shift_clock_class_init (PosterShiftClockClass *klass)
{
  PosterClockClass *clock_class = POSTER_CLOCK_CLASS (klass);

  clock_class->get_now_us = get_now_us;
  clock_class->get_monotonic_us = get_monotonic_us;
  clock_class->create_delay = create_delay;
}

static void
poster_shift_clock_init (PosterShiftClock *self)
{
  self->skip_from_us = G_MAXINT64;
}

PosterShiftClock *
poster_shift_clock_new (void)
{
  return g_object_new (POSTER_TYPE_SHIFT_CLOCK, NULL);
}

/* Both clocks go on; delays that are under way last as long as they would have. */
void
poster_shift_clock_advance (PosterShiftClock *self,
                            gint64            by_us)
{
  self->shift_us += by_us;
}

/* From now on delays of that length pass at once, and the clocks with them. */
void
poster_shift_clock_skip (PosterShiftClock *self,
                         gint64            from_us,
                         gint64            to_us)
{
  self->skip_from_us = from_us;
  self->skip_to_us = to_us;
}

/* Returns: how many delays were passed over */
guint
poster_shift_clock_get_skipped (PosterShiftClock *self)
{
  return self->skipped;
}
