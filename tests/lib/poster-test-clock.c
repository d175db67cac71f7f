/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-test-clock.h"

/* A clock that stands still until it is told to go on. Alarms and delays made from it become
 * ready when the clock is moved past them, in the main context they are attached to. */
struct _PosterTestClock
{
  PosterClock  parent_instance;
  GMutex       lock;
  gint64       now_us;
  gint64       monotonic_us;
  GPtrArray   *sources;  /* (element-type WaitSource), borrowed: each takes itself out when freed */
};

typedef struct
{
  GSource          parent;
  PosterTestClock *clock;
  gboolean         on_wall_clock;
  gint64           at_us;
} WaitSource;

G_DEFINE_FINAL_TYPE (PosterTestClock, poster_test_clock, POSTER_TYPE_CLOCK)

static gboolean
wait_source_due (WaitSource *wait)
{
  return wait->at_us <= (wait->on_wall_clock ? wait->clock->now_us : wait->clock->monotonic_us);
}

static gboolean
wait_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  return callback != NULL ? callback (user_data) : G_SOURCE_REMOVE;
}

static void
wait_source_finalize (GSource *source)
{
  WaitSource *wait = (WaitSource *) source;

  g_mutex_lock (&wait->clock->lock);
  g_ptr_array_remove_fast (wait->clock->sources, wait);
  g_mutex_unlock (&wait->clock->lock);
  g_object_unref (wait->clock);
}

static GSourceFuncs wait_source_funcs = {
  .dispatch = wait_source_dispatch,
  .finalize = wait_source_finalize,
};

static GSource *
wait_source_new (PosterTestClock *self,
                 gboolean         on_wall_clock,
                 gint64           at_us)
{
  GSource *source = g_source_new (&wait_source_funcs, sizeof (WaitSource));
  WaitSource *wait = (WaitSource *) source;

  wait->clock = g_object_ref (self);
  wait->on_wall_clock = on_wall_clock;
  wait->at_us = at_us;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->sources, wait);
  if (wait_source_due (wait))
    g_source_set_ready_time (source, 0);
  g_mutex_unlock (&self->lock);
  return source;
}

static gint64
get_now_us (PosterClock *clock)
{
  PosterTestClock *self = POSTER_TEST_CLOCK (clock);
  gint64 now_us;

  g_mutex_lock (&self->lock);
  now_us = self->now_us;
  g_mutex_unlock (&self->lock);
  return now_us;
}

static gint64
get_monotonic_us (PosterClock *clock)
{
  PosterTestClock *self = POSTER_TEST_CLOCK (clock);
  gint64 monotonic_us;

  g_mutex_lock (&self->lock);
  monotonic_us = self->monotonic_us;
  g_mutex_unlock (&self->lock);
  return monotonic_us;
}

static GSource *
create_alarm (PosterClock *clock,
              gint64       at_us)
{
  return wait_source_new (POSTER_TEST_CLOCK (clock), TRUE, at_us);
}

static GSource *
create_delay (PosterClock *clock,
              gint64       delay_us)
{
  return wait_source_new (POSTER_TEST_CLOCK (clock), FALSE, get_monotonic_us (clock) + MAX (delay_us, 0));
}

static void
finalize (GObject *object)
{
  PosterTestClock *self = POSTER_TEST_CLOCK (object);

  g_ptr_array_unref (self->sources);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (poster_test_clock_parent_class)->finalize (object);
}

static void
poster_test_clock_class_init (PosterTestClockClass *klass)
{
  PosterClockClass *clock_class = POSTER_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  clock_class->get_now_us = get_now_us;
  clock_class->get_monotonic_us = get_monotonic_us;
  clock_class->create_alarm = create_alarm;
  clock_class->create_delay = create_delay;
}

static void
poster_test_clock_init (PosterTestClock *self)
{
  g_mutex_init (&self->lock);
  self->sources = g_ptr_array_new ();
}

PosterTestClock *
poster_test_clock_new (gint64 now_us)
{
  PosterTestClock *self = g_object_new (POSTER_TYPE_TEST_CLOCK, NULL);

  self->now_us = now_us;
  self->monotonic_us = G_USEC_PER_SEC;
  return self;
}

static void
move (PosterTestClock *self,
      gint64           now_us,
      gint64           monotonic_us,
      gboolean         wall_clock_was_set)
{
  g_mutex_lock (&self->lock);
  self->now_us = now_us;
  self->monotonic_us = monotonic_us;
  for (guint i = 0; i < self->sources->len; i++)
    {
      WaitSource *wait = g_ptr_array_index (self->sources, i);

      if (wait_source_due (wait) || (wait->on_wall_clock && wall_clock_was_set))
        g_source_set_ready_time (&wait->parent, 0);
    }
  g_mutex_unlock (&self->lock);
}

/* Time passes: both clocks go on. */
void
poster_test_clock_advance (PosterTestClock *self,
                           gint64           by_us)
{
  move (self, self->now_us + by_us, self->monotonic_us + by_us, FALSE);
}

/* Somebody sets the wall clock (or the machine slept): every alarm is told. */
void
poster_test_clock_set (PosterTestClock *self,
                       gint64           now_us)
{
  move (self, now_us, self->monotonic_us, TRUE);
}

/* Goes on to the next thing anyone waits for. Returns: whether there was one. */
gboolean
poster_test_clock_run_next (PosterTestClock *self)
{
  gint64 best_us = G_MAXINT64;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sources->len; i++)
    {
      WaitSource *wait = g_ptr_array_index (self->sources, i);
      gint64 left_us = wait->at_us - (wait->on_wall_clock ? self->now_us : self->monotonic_us);

      if (!g_source_is_destroyed (&wait->parent))
        best_us = MIN (best_us, MAX (left_us, 0));
    }
  g_mutex_unlock (&self->lock);
  if (best_us == G_MAXINT64)
    return FALSE;
  poster_test_clock_advance (self, best_us);
  return TRUE;
}
