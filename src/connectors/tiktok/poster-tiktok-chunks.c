/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-chunks.h"

/* TikTok's media transfer guide: each chunk 5 MB to 64 MB, the last up to 128 MB, 1 to 1000 of
 * them, count = floor (size / chunk). Whether its MB are 10^6 or 2^20 bytes is not said, so both
 * figures here hold either way. */
#define WHOLE_MAX 64000000
#define CHUNK     10000000
#define COUNT_MAX 1000

/**
 * poster_tiktok_chunks_plan:
 * @size: bytes of the file
 * @chunks: (out caller-allocates): the plan
 *
 * Plans how to cut a file. What fits into one chunk goes as one, and then the chunk is exactly the
 * file: a chunk size that differs from the size of a file of one chunk is refused.
 *
 * Returns: %FALSE when there is no way: nothing to send, or more than 1000 chunks
 */
gboolean
poster_tiktok_chunks_plan (gint64              size,
                           PosterTiktokChunks *chunks)
{
  if (size <= 0 || size / CHUNK > COUNT_MAX)
    return FALSE;
  chunks->size = size;
  chunks->chunk_size = size <= WHOLE_MAX ? size : CHUNK;
  chunks->count = (guint) (size / chunks->chunk_size);
  return TRUE;
}

/**
 * poster_tiktok_chunks_get_last_start:
 * @chunks: a plan
 *
 * Returns: the first byte of the last chunk, the one that makes the video public
 */
gint64
poster_tiktok_chunks_get_last_start (const PosterTiktokChunks *chunks)
{
  return chunks->chunk_size * (chunks->count - 1);
}
