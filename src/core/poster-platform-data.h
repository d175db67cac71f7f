/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-platform.h"

G_BEGIN_DECLS

/**
 * PosterPlatformData:
 * @options: by canonical key, defaults left out as they came
 * @extra: what Poster knows no option for, in the API's shape; to be sent back as it is
 * @content: (nullable): the text of a thread's first post, which is published instead of the post's own
 * @media_items: (nullable): its files, in the API's shape
 *
 * What the API's `platformSpecificData` said.
 */
typedef struct
{
  JsonObject *options;
  JsonObject *extra;
  char       *content;
  JsonArray  *media_items;
} PosterPlatformData;

JsonObject         *poster_platform_build_specific_data (PosterPlatform *self,
                                                         JsonObject     *options,
                                                         const char     *content,
                                                         const char     *title,
                                                         JsonArray      *media_items,
                                                         JsonObject     *extra);
JsonObject         *poster_platform_build_post_members  (PosterPlatform *self,
                                                         JsonObject     *options);
JsonObject         *poster_platform_nest_options        (PosterPlatform *self,
                                                         JsonObject     *options,
                                                         const char     *content,
                                                         JsonArray      *media_items);
PosterPlatformData *poster_platform_read_specific_data  (PosterPlatform *self,
                                                         JsonObject     *specific_data,
                                                         JsonObject     *post);
void                poster_platform_data_free           (PosterPlatformData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPlatformData, poster_platform_data_free)

G_END_DECLS
