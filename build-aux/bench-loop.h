/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How long the main loop of this thread is kept busy at a time. What a frame of 60 Hz lasts: */
#define BENCH_FRAME_US 16000

typedef struct
{
  gint64 longest_us;       /* that the loop did not look at what is waiting */
  gint64 longest_work_us;  /* that the processor worked for it at a stretch, which a busy machine does not change */
  guint  n_long;           /* how many times it was longer than a frame */
  guint  n_rounds;
} BenchLoop;

void   bench_loop_begin       (void);
void   bench_loop_end         (BenchLoop *loop);
gint64 bench_loop_get_work_us (void);
