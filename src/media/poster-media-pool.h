/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-conversion.h"
#include "poster-media-facts.h"
#include "poster-progress.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEDIA_POOL (poster_media_pool_get_type ())
G_DECLARE_FINAL_TYPE (PosterMediaPool, poster_media_pool, POSTER, MEDIA_POOL, GObject)

PosterMediaPool  *poster_media_pool_new               (PosterClock          *clock,
                                                       const char           *worker_path,
                                                       guint                 max_workers);
void              poster_media_pool_set_memory_limit  (PosterMediaPool      *self,
                                                       gint64                memory_limit_bytes);
void              poster_media_pool_probe_async       (PosterMediaPool      *self,
                                                       GFile                *file,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
PosterMediaFacts *poster_media_pool_probe_finish      (PosterMediaPool      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void              poster_media_pool_thumbnail_async   (PosterMediaPool      *self,
                                                       GFile                *file,
                                                       int                   max_width,
                                                       int                   max_height,
                                                       gint64                position_us,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
GBytes           *poster_media_pool_thumbnail_finish  (PosterMediaPool      *self,
                                                       GAsyncResult         *result,
                                                       int                  *width,
                                                       int                  *height,
                                                       GError              **error);
void              poster_media_pool_filmstrip_async   (PosterMediaPool      *self,
                                                       GFile                *file,
                                                       int                   frames,
                                                       int                   max_width,
                                                       int                   max_height,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
GBytes           *poster_media_pool_filmstrip_finish  (PosterMediaPool      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void              poster_media_pool_convert_async     (PosterMediaPool      *self,
                                                       GFile                *file,
                                                       const PosterMediaFacts *facts,
                                                       PosterConversion     *conversion,
                                                       GFile                *destination,
                                                       PosterProgressFunc    progress,
                                                       gpointer              progress_data,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean          poster_media_pool_convert_finish    (PosterMediaPool      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
