/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-loop.h"

#include <time.h>

static BenchLoop watched;
static gboolean is_watching;
static gint64 woken_us;
static gint64 woken_work_us;

/* How long the processor has worked for this thread, the one with the loop. */
gint64
bench_loop_get_work_us (void)
{
  struct timespec work;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &work);
  return (gint64) work.tv_sec * G_USEC_PER_SEC + work.tv_nsec / 1000;
}

/* What lies between two waits is what the loop does at a stretch: dispatching, layout, drawing. */
static int
watched_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  gint64 now_us = g_get_monotonic_time ();
  int n_ready;

  if (is_watching && woken_us > 0)
    {
      gint64 busy_us = now_us - woken_us;

      watched.n_rounds++;
      watched.longest_us = MAX (watched.longest_us, busy_us);
      watched.longest_work_us = MAX (watched.longest_work_us, bench_loop_get_work_us () - woken_work_us);
      if (busy_us > BENCH_FRAME_US)
        watched.n_long++;
    }
  n_ready = g_poll (fds, n_fds, timeout);
  woken_us = g_get_monotonic_time ();
  woken_work_us = bench_loop_get_work_us ();
  return n_ready;
}

/* Watches the default main context from its next wait on. */
void
bench_loop_begin (void)
{
  watched = (BenchLoop) { 0 };
  woken_us = 0;
  is_watching = TRUE;
  g_main_context_set_poll_func (NULL, watched_poll);
}

/* @loop: (out): what was seen since bench_loop_begin() */
void
bench_loop_end (BenchLoop *loop)
{
  is_watching = FALSE;
  *loop = watched;
}
