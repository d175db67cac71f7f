/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-schedule.h"

G_BEGIN_DECLS

/* A moment that was chosen, in words. */
char *poster_moment_words      (PosterSchedule *schedule,
                                GPtrArray      *accounts);
char *poster_moment_words_note (PosterSchedule *schedule,
                                gint64          now_us);

G_END_DECLS
