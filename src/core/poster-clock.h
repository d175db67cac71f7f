/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define POSTER_TYPE_CLOCK (poster_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (PosterClock, poster_clock, POSTER, CLOCK, GObject)

/**
 * PosterClockClass:
 * @get_now_us: wall clock, microseconds since 1970-01-01T00:00:00Z
 * @get_monotonic_us: a clock that never goes back, in microseconds
 * @create_alarm: (transfer full): a source ready once the wall clock reaches the given instant,
 *   or jumps (suspend, someone sets the clock); it stays ready until destroyed
 * @create_delay: (transfer full): a source ready once the given number of microseconds has
 *   passed on the monotonic clock
 */
struct _PosterClockClass
{
  GObjectClass parent_class;

  gint64    (*get_now_us)       (PosterClock *self);
  gint64    (*get_monotonic_us) (PosterClock *self);
  GSource * (*create_alarm)     (PosterClock *self, gint64 at_us);
  GSource * (*create_delay)     (PosterClock *self, gint64 delay_us);
};

PosterClock *poster_clock_new              (void);
gint64       poster_clock_get_now_us       (PosterClock *self);
gint64       poster_clock_get_monotonic_us (PosterClock *self);
GDateTime   *poster_clock_dup_now          (PosterClock *self);
GSource     *poster_clock_create_alarm     (PosterClock *self, gint64 at_us);
GSource     *poster_clock_create_delay     (PosterClock *self, gint64 delay_us);
guint        poster_clock_add_alarm        (PosterClock *self, gint64 at_us, GSourceFunc func, gpointer data);
guint        poster_clock_add_delay        (PosterClock *self, gint64 delay_us, GSourceFunc func, gpointer data);
void         poster_clock_sleep_async      (PosterClock         *self,
                                            gint64               delay_us,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean     poster_clock_sleep_finish     (PosterClock   *self,
                                            GAsyncResult  *result,
                                            GError       **error);

char        *poster_time_format            (gint64 time_us);

G_END_DECLS
