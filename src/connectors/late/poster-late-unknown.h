/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-platforms.h"

G_BEGIN_DECLS

JsonObject *poster_late_unknown_take (PosterPlatforms *platforms, JsonObject *post, JsonObject *state);
void        poster_late_unknown_put  (JsonObject *unknown, JsonObject *body);

G_END_DECLS
