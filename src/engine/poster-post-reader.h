/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composition.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

/**
 * PosterPostReaderMediaFunc:
 * @json: one of `mediaItems`
 * @user_data: as given with the function
 * @error: why there is no such file
 *
 * Returns: (transfer full): the file that @json means
 */
typedef PosterMediaItem *(*PosterPostReaderMediaFunc) (JsonObject  *json,
                                                       gpointer     user_data,
                                                       GError     **error);

/**
 * PosterPostReading:
 * @request: what is wanted
 * @profile_id: (nullable): whose queue is meant, when @request does not name one
 *
 * What a client of the API asked for.
 */
typedef struct
{
  PosterCompositionRequest *request;
  char                     *profile_id;
} PosterPostReading;

PosterPostReading *poster_post_reader_read  (PosterPlatforms            *platforms,
                                             GPtrArray                  *accounts,
                                             JsonObject                 *body,
                                             PosterPost                 *base,
                                             PosterPostReaderMediaFunc   find_media,
                                             gpointer                    user_data,
                                             GError                    **error);
void               poster_post_reading_free (PosterPostReading          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPostReading, poster_post_reading_free)

G_END_DECLS
