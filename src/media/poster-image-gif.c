/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-gif"

#include "poster-image-header.h"

#include <string.h>

#define BLOCK_EXTENSION 0x21
#define BLOCK_IMAGE     0x2c
#define BLOCK_TRAILER   0x3b
#define LABEL_CONTROL   0xf9

/* Two frames tell that it moves; the rest need not be walked, but for the end. */
#define MAX_BLOCKS 10000000

/* Returns: where the chain of sub-blocks ends, -1 when it does not */
static gint64
skip_sub_blocks (PosterByteSource *source,
                 gint64            at)
{
  for (int i = 0; i < MAX_BLOCKS; i++)
    {
      guint8 length;

      if (!poster_byte_source_get_u8 (source, at, &length))
        return -1;
      at += 1 + length;
      if (length == 0)
        return at;
    }
  return -1;
}

/**
 * poster_image_gif_probe:
 * @source: a file
 * @facts: filled in
 *
 * Walks the blocks of a GIF (GIF89a specification).
 *
 * Returns: whether it is a GIF
 */
gboolean
poster_image_gif_probe (PosterByteSource *source,
                        PosterMediaFacts *facts)
{
  const guint8 *data = poster_byte_source_peek (source, 0, 13);
  guint32 width, height;
  guint frames = 0;
  gboolean alpha = FALSE, complete = FALSE;
  gint64 at = 13;

  if (data == NULL || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;
  width = poster_le16 (data + 6);
  height = poster_le16 (data + 8);
  if (data[10] & 0x80)
    at += 3 << ((data[10] & 7) + 1);

  for (int i = 0; i < MAX_BLOCKS && at >= 0; i++)
    {
      guint8 kind;

      if (!poster_byte_source_get_u8 (source, at, &kind))
        break;
      if (kind == BLOCK_TRAILER)
        {
          complete = TRUE;
          break;
        }
      if (kind == BLOCK_EXTENSION)
        {
          data = poster_byte_source_peek (source, at, 4);
          if (data == NULL)
            break;
          if (data[1] == LABEL_CONTROL && (data[3] & 1) != 0)
            alpha = TRUE;
          at = skip_sub_blocks (source, at + 2);
        }
      else if (kind == BLOCK_IMAGE)
        {
          data = poster_byte_source_peek (source, at, 10);
          if (data == NULL)
            break;
          at += 10 + (data[9] & 0x80 ? 3 << ((data[9] & 7) + 1) : 0) + 1;
          at = skip_sub_blocks (source, at);
          if (at >= 0)
            frames++;
        }
      else
        break;
    }

  poster_image_header_fill (facts, "gif", width, height, 0, FALSE);
  facts->bit_depth = 8;
  facts->animated = frames > 1;
  facts->has_alpha = alpha;
  /* Many writers forget the trailer: at least one whole frame is what counts. */
  if ((!complete && at < 0) || frames == 0 || width == 0 || height == 0)
    poster_image_header_set_cut_short (facts);
  return TRUE;
}
