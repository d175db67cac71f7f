/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time of day as people write it, in minutes since midnight. */
gboolean  poster_clock_text_parse  (const char *text,
                                    int        *minutes);
char     *poster_clock_text_format (int         minutes);

G_END_DECLS
