/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"

G_BEGIN_DECLS

/* The disk's side of PosterThumbCache: one PNG a picture, named by its key. All in threads. */

void        poster_thumb_files_load_async   (const char           *folder,
                                             const char           *key,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GdkTexture *poster_thumb_files_load_finish  (GAsyncResult         *result,
                                             GError              **error);
void        poster_thumb_files_store_async  (const char           *folder,
                                             const char           *key,
                                             PosterMediaItem      *item,
                                             GBytes               *png,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GdkTexture *poster_thumb_files_store_finish (GAsyncResult         *result,
                                             GError              **error);
void        poster_thumb_files_trim_async   (const char           *folder,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean    poster_thumb_files_trim_finish  (GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
