/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char         *poster_platform_words_translate (const char *words);
const char * const *poster_platform_words_get_all   (void);

G_END_DECLS
