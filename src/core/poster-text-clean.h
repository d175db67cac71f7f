/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  poster_text_is_clean (const char *text, gssize length);
char     *poster_text_clean    (const char *bytes, gssize length);

G_END_DECLS
