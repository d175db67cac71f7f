/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint       poster_word_distance (const char *a, const char *b);
const char *poster_closest_word  (const char *typed, const char * const *words);
char       *poster_ask_if_meant  (const char *sentence, const char *typed, const char * const *words);

G_END_DECLS
