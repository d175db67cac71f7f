/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

#define TORTURE_TYPE_CLOCK (torture_clock_get_type ())
G_DECLARE_FINAL_TYPE (TortureClock, torture_clock, TORTURE, CLOCK, PosterClock)

TortureClock *torture_clock_new  (const char *path);
void          torture_clock_skip (TortureClock *self, gint64 by_us);
void          torture_clock_set  (TortureClock *self, gint64 by_us);

G_END_DECLS
