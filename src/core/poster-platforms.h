/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-platform.h"

G_BEGIN_DECLS

/**
 * PosterPlatforms:
 *
 * All platforms that the program knows, as a #GListModel of #PosterPlatform. Immutable, so that
 * threads may share it.
 */
#define POSTER_TYPE_PLATFORMS (poster_platforms_get_type ())
G_DECLARE_FINAL_TYPE (PosterPlatforms, poster_platforms, POSTER, PLATFORMS, GObject)

#define POSTER_PLATFORMS_RESOURCE "/org/late/Poster/platforms.json"

PosterPlatforms    *poster_platforms_new           (GError **error);
PosterPlatforms    *poster_platforms_new_from_json (const char *json, gssize length, GError **error);
PosterPlatform     *poster_platforms_find          (PosterPlatforms *self, const char *key);
const char * const *poster_platforms_get_keys      (PosterPlatforms *self);

G_END_DECLS
