/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *poster_text_next_grapheme (const char *text);
gboolean    poster_text_is_emoji      (const char *start, const char *end);

G_END_DECLS
