/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterTiktokChunks:
 * @size: bytes of the file
 * @chunk_size: bytes of each chunk but the last
 * @count: number of chunks; the last one takes the remainder
 *
 * How a file is cut for uploading.
 */
typedef struct
{
  gint64 size;
  gint64 chunk_size;
  guint  count;
} PosterTiktokChunks;

gboolean poster_tiktok_chunks_plan           (gint64                    size,
                                              PosterTiktokChunks       *chunks);
gint64   poster_tiktok_chunks_get_last_start (const PosterTiktokChunks *chunks);

G_END_DECLS
