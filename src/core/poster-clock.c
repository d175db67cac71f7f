/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-clock"

#include "poster-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/**
 * PosterClock:
 *
 * The one source of time. Everything that asks what time it is, waits or wakes goes through a
 * clock, so that a test can let a month pass in a second by handing in another one. The class
 * itself is the machine's clock.
 */
G_DEFINE_TYPE (PosterClock, poster_clock, G_TYPE_OBJECT)

typedef struct
{
  GSource  parent;
  gpointer tag;
  int      fd;
} AlarmSource;

static gboolean
alarm_source_dispatch (GSource     *source,
                       GSourceFunc  callback,
                       gpointer     user_data)
{
  AlarmSource *alarm = (AlarmSource *) source;
  guint64 expirations;

  /* ECANCELED tells that the clock was set; the caller looks at the time either way. */
  while (read (alarm->fd, &expirations, sizeof expirations) < 0 && errno == EINTR)
    ;

  return callback != NULL ? callback (user_data) : G_SOURCE_REMOVE;
}

static void
alarm_source_finalize (GSource *source)
{
  AlarmSource *alarm = (AlarmSource *) source;

  if (alarm->fd >= 0)
    close (alarm->fd);
}

static GSourceFuncs alarm_source_funcs = {
  .dispatch = alarm_source_dispatch,
  .finalize = alarm_source_finalize,
};

static gint64
poster_clock_real_get_now_us (PosterClock *self)
{
  return g_get_real_time ();
}

static gint64
poster_clock_real_get_monotonic_us (PosterClock *self)
{
  return g_get_monotonic_time ();
}

static GSource *
poster_clock_real_create_alarm (PosterClock *self,
                                gint64       at_us)
{
  /* TFD_TIMER_CANCEL_ON_SET needs an absolute timer on CLOCK_REALTIME. Such a timer goes on
   * counting through suspend and fires at once on resume. Zero would disarm it. */
  struct itimerspec when = {
    .it_value = {
      .tv_sec = MAX (at_us, 1) / G_USEC_PER_SEC,
      .tv_nsec = MAX (at_us, 1) % G_USEC_PER_SEC * 1000,
    },
  };
  GSource *source;
  AlarmSource *alarm;

  source = g_source_new (&alarm_source_funcs, sizeof (AlarmSource));
  alarm = (AlarmSource *) source;
  alarm->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (alarm->fd < 0 ||
      timerfd_settime (alarm->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) < 0)
    g_error ("No timer could be had from the kernel: %s", g_strerror (errno));
  alarm->tag = g_source_add_unix_fd (source, alarm->fd, G_IO_IN);
  g_source_set_static_name (source, "PosterClock alarm");
  return source;
}

static GSource *
poster_clock_real_create_delay (PosterClock *self,
                                gint64       delay_us)
{
  GSource *source = g_timeout_source_new (0);

  g_source_set_ready_time (source, g_get_monotonic_time () + MAX (delay_us, 0));
  g_source_set_static_name (source, "PosterClock delay");
  return source;
}

static void
poster_clock_class_init (PosterClockClass *klass)
{
  klass->get_now_us = poster_clock_real_get_now_us;
  klass->get_monotonic_us = poster_clock_real_get_monotonic_us;
  klass->create_alarm = poster_clock_real_create_alarm;
  klass->create_delay = poster_clock_real_create_delay;
}

static void
poster_clock_init (PosterClock *self)
{
}

/**
 * poster_clock_new:
 *
 * Returns: (transfer full): the machine's clock. Safe to use from any thread.
 */
PosterClock *
poster_clock_new (void)
{
  return g_object_new (POSTER_TYPE_CLOCK, NULL);
}

/**
 * poster_clock_get_now_us:
 * @self: a clock
 *
 * Returns: microseconds since 1970-01-01T00:00:00Z
 */
gint64
poster_clock_get_now_us (PosterClock *self)
{
  return POSTER_CLOCK_GET_CLASS (self)->get_now_us (self);
}

/**
 * poster_clock_get_monotonic_us:
 * @self: a clock
 *
 * Returns: microseconds on a clock that never goes back; only differences mean anything
 */
gint64
poster_clock_get_monotonic_us (PosterClock *self)
{
  return POSTER_CLOCK_GET_CLASS (self)->get_monotonic_us (self);
}

/**
 * poster_clock_dup_now:
 * @self: a clock
 *
 * Returns: (transfer full): the present instant, in UTC
 */
GDateTime *
poster_clock_dup_now (PosterClock *self)
{
  gint64 now_us = poster_clock_get_now_us (self);
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);

  return g_date_time_add (seconds, now_us % G_USEC_PER_SEC);
}

/**
 * poster_clock_create_alarm:
 * @self: a clock
 * @at_us: an instant, microseconds since the epoch
 *
 * Returns: (transfer full): a source, not attached yet, that is dispatched once the wall clock
 *   has reached @at_us *or was set*; whoever uses it looks at the clock and, if it is early,
 *   makes another one
 */
GSource *
poster_clock_create_alarm (PosterClock *self,
                           gint64       at_us)
{
  return POSTER_CLOCK_GET_CLASS (self)->create_alarm (self, at_us);
}

/**
 * poster_clock_create_delay:
 * @self: a clock
 * @delay_us: microseconds to wait; zero or less is "at once"
 *
 * Returns: (transfer full): a source, not attached yet, dispatched after @delay_us
 */
GSource *
poster_clock_create_delay (PosterClock *self,
                           gint64       delay_us)
{
  return POSTER_CLOCK_GET_CLASS (self)->create_delay (self, delay_us);
}

static guint
attach (GSource     *source,
        GSourceFunc  func,
        gpointer     data)
{
  guint id;

  g_source_set_callback (source, func, data, NULL);
  id = g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
  return id;
}

/**
 * poster_clock_add_alarm:
 * @self: a clock
 * @at_us: an instant, microseconds since the epoch
 * @func: called in the thread-default main context of the caller
 * @data: passed to @func
 *
 * Returns: the id of an attached source; see poster_clock_create_alarm()
 */
guint
poster_clock_add_alarm (PosterClock *self,
                        gint64       at_us,
                        GSourceFunc  func,
                        gpointer     data)
{
  return attach (poster_clock_create_alarm (self, at_us), func, data);
}

/**
 * poster_clock_add_delay:
 * @self: a clock
 * @delay_us: microseconds to wait
 * @func: called once, in the thread-default main context of the caller; it returns
 *   %G_SOURCE_REMOVE
 * @data: passed to @func
 *
 * Returns: the id of an attached source
 */
guint
poster_clock_add_delay (PosterClock *self,
                        gint64       delay_us,
                        GSourceFunc  func,
                        gpointer     data)
{
  return attach (poster_clock_create_delay (self, delay_us), func, data);
}

typedef struct
{
  GSource *timer;
  GSource *cancelled;  /* (nullable) */
} Sleep;

static void
sleep_free (Sleep *sleep)
{
  g_source_unref (sleep->timer);
  g_clear_pointer (&sleep->cancelled, g_source_unref);
  g_free (sleep);
}

static void
sleep_end (GTask *task)
{
  Sleep *sleep = g_task_get_task_data (task);

  g_source_destroy (sleep->timer);
  if (sleep->cancelled != NULL)
    g_source_destroy (sleep->cancelled);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
sleep_elapsed_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);

  sleep_end (task);
  return G_SOURCE_REMOVE;
}

static gboolean
sleep_cancelled_cb (GCancellable *cancellable,
                    gpointer      user_data)
{
  return sleep_elapsed_cb (user_data);
}

/**
 * poster_clock_sleep_async:
 * @self: a clock
 * @delay_us: microseconds to wait
 * @cancellable: (nullable): ends the wait at once
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Waits without holding anything up.
 */
void
poster_clock_sleep_async (PosterClock         *self,
                          gint64               delay_us,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Sleep *sleep = g_new0 (Sleep, 1);

  g_task_set_source_tag (task, poster_clock_sleep_async);
  sleep->timer = poster_clock_create_delay (self, delay_us);
  g_task_set_task_data (task, sleep, (GDestroyNotify) sleep_free);
  g_source_set_callback (sleep->timer, sleep_elapsed_cb, g_object_ref (task), g_object_unref);
  g_source_attach (sleep->timer, g_task_get_context (task));
  if (cancellable != NULL)
    {
      sleep->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (sleep->cancelled, G_SOURCE_FUNC (sleep_cancelled_cb),
                             g_object_ref (task), g_object_unref);
      g_source_attach (sleep->cancelled, g_task_get_context (task));
    }
}

/**
 * poster_clock_sleep_finish:
 * @self: a clock
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the whole time has passed
 */
gboolean
poster_clock_sleep_finish (PosterClock   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_time_format:
 * @time_us: microseconds since the epoch
 *
 * Returns: (transfer full): @time_us as the API writes instants, `2026-12-24T17:00:00.000Z`
 */
char *
poster_time_format (gint64 time_us)
{
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int) (time_us / 1000 % 1000));
}
