/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *poster_id_new      (void);
gboolean  poster_id_is_valid (const char *text);

G_END_DECLS
