/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

#define POSTER_TYPE_TEST_CLOCK (poster_test_clock_get_type ())
G_DECLARE_FINAL_TYPE (PosterTestClock, poster_test_clock, POSTER, TEST_CLOCK, PosterClock)

PosterTestClock *poster_test_clock_new      (gint64 now_us);
void             poster_test_clock_advance  (PosterTestClock *self, gint64 by_us);
void             poster_test_clock_set      (PosterTestClock *self, gint64 now_us);
gboolean         poster_test_clock_run_next (PosterTestClock *self);

G_END_DECLS
