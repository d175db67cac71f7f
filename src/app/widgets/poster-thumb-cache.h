/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"
#include "poster-media-pool.h"

G_BEGIN_DECLS

#define POSTER_TYPE_THUMB_CACHE (poster_thumb_cache_get_type ())
G_DECLARE_FINAL_TYPE (PosterThumbCache, poster_thumb_cache, POSTER, THUMB_CACHE, GObject)

/* Small pictures of media items: those used last in memory, more of them on disk, the rest made
 * by the media pool. Main thread only; all that takes time happens in others. */
PosterThumbCache *poster_thumb_cache_new              (PosterMediaPool     *pool,
                                                       const char          *folder);
PosterThumbCache *poster_thumb_cache_get_default      (void);
void              poster_thumb_cache_set_default      (PosterThumbCache    *self);
void              poster_thumb_cache_set_memory_limit (PosterThumbCache    *self,
                                                       gsize                limit_bytes);

GdkTexture       *poster_thumb_cache_peek             (PosterThumbCache    *self,
                                                       PosterMediaItem     *item,
                                                       int                  size);
void              poster_thumb_cache_load_async       (PosterThumbCache    *self,
                                                       PosterMediaItem     *item,
                                                       int                  size,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
GdkTexture       *poster_thumb_cache_load_finish      (PosterThumbCache    *self,
                                                       GAsyncResult        *result,
                                                       GError             **error);

G_END_DECLS
