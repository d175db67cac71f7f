/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char   *poster_sleep_habits_dup_words    (void);
gint64  poster_sleep_habits_get_delay_us (void);
char   *poster_sleep_habits_describe     (int mains_s,
                                          int battery_s);

G_END_DECLS
