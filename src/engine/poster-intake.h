/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-item.h"
#include "poster-media-pool.h"

G_BEGIN_DECLS

/* Up to this size a file is hashed as a whole, so that the same content with another time of
 * change passes for it later; of a larger one only samples are, because reading it all would
 * take longer than a person waits. */
#define POSTER_INTAKE_FULL_HASH_BYTES (256 * 1024 * 1024)

void             poster_intake_measure_async  (PosterMediaPool      *pool,
                                               PosterMediaItem      *item,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
PosterMediaItem *poster_intake_measure_finish (GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
