/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-throttle"

#include "poster-throttle.h"

/* Thirty times a second is as often as anybody can see it. */
#define INTERVAL_US ((G_USEC_PER_SEC + 29) / 30)

/**
 * PosterThrottle:
 *
 * Passes progress on, at most 30 times a second and never backwards. What is held back is told
 * a moment later, or by poster_throttle_flush().
 */
struct _PosterThrottle
{
  PosterClock        *clock;
  PosterThrottleFunc  func;
  gpointer            user_data;
  GSource            *timer;          /* (nullable), runs while something is held back */
  goffset             done_bytes;
  goffset             total_bytes;
  goffset             told_bytes;     /* -1 before anything was told */
  gint64              told_at_us;     /* monotonic */
};

/**
 * poster_throttle_new:
 * @clock: the time
 * @func: (scope forever): told the progress, in the thread-default main context of who reports it
 * @user_data: passed to @func
 *
 * Returns: (transfer full): a throttle, for one main context
 */
PosterThrottle *
poster_throttle_new (PosterClock        *clock,
                     PosterThrottleFunc  func,
                     gpointer            user_data)
{
  PosterThrottle *self = g_new0 (PosterThrottle, 1);

  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->done_bytes = -1;
  self->told_bytes = -1;
  return self;
}

static void
stop_timer (PosterThrottle *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/**
 * poster_throttle_free:
 * @self: (transfer full): a throttle; nothing is told any more
 */
void
poster_throttle_free (PosterThrottle *self)
{
  stop_timer (self);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * poster_throttle_flush:
 * @self: a throttle
 *
 * Tells at once what was held back.
 */
void
poster_throttle_flush (PosterThrottle *self)
{
  stop_timer (self);
  if (self->done_bytes == self->told_bytes)
    return;
  self->told_bytes = self->done_bytes;
  self->told_at_us = poster_clock_get_monotonic_us (self->clock);
  self->func (self->done_bytes, self->total_bytes, self->user_data);
}

static gboolean
timer_cb (gpointer user_data)
{
  poster_throttle_flush (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * poster_throttle_report:
 * @self: a throttle
 * @done_bytes: what is done; less than before changes nothing
 * @total_bytes: what there is to do, -1 when not known
 */
void
poster_throttle_report (PosterThrottle *self,
                        goffset         done_bytes,
                        goffset         total_bytes)
{
  gint64 wait_us;

  if (done_bytes <= self->done_bytes)
    return;
  self->done_bytes = done_bytes;
  self->total_bytes = total_bytes;

  wait_us = self->told_bytes < 0
            ? 0 : self->told_at_us + INTERVAL_US - poster_clock_get_monotonic_us (self->clock);
  if (wait_us <= 0)
    {
      poster_throttle_flush (self);
    }
  else if (self->timer == NULL)
    {
      self->timer = poster_clock_create_delay (self->clock, wait_us);
      g_source_set_callback (self->timer, timer_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }
}
