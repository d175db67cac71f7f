/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api-private.h"
#include "poster-media-item.h"

G_BEGIN_DECLS

extern const PosterApiRoute poster_api_media_routes[];

PosterMediaItem *poster_api_media_find (PosterApi *self, const char *name);

G_END_DECLS
