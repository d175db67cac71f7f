/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define POSTER_LATE_OFFICIAL_BASE_URI "https://getlate.dev/api"

char    *poster_late_address_normalize (const char *text, GError **error);
char    *poster_late_address_dup_host  (const char *base);
gboolean poster_late_address_is_safe   (const char *uri);

G_END_DECLS
