/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Machine words of targets that wait although nothing is wrong with them. */
#define POSTER_WAIT_SPACING "keeps_distance"

char *poster_wait_words_dup_time (gint64 at_us,
                                  gint64 now_us);

G_END_DECLS
