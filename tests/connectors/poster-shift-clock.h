/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/* The machine's clock, with hours that pass at once when a test says so. */
#define POSTER_TYPE_SHIFT_CLOCK (poster_shift_clock_get_type ())
G_DECLARE_FINAL_TYPE (PosterShiftClock, poster_shift_clock, POSTER, SHIFT_CLOCK, PosterClock)

PosterShiftClock *poster_shift_clock_new         (void);
void              poster_shift_clock_advance     (PosterShiftClock *self, gint64 by_us);
void              poster_shift_clock_skip        (PosterShiftClock *self, gint64 from_us, gint64 to_us);
guint             poster_shift_clock_get_skipped (PosterShiftClock *self);

G_END_DECLS
