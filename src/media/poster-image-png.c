/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-png"

#include "poster-image-header.h"

#include "poster-exif.h"

#include <string.h>

/* A large picture comes in chunks of 8 KiB or more. */
#define MAX_CHUNKS 2000000

/**
 * poster_image_png_probe:
 * @source: a file
 * @facts: filled in
 *
 * Reads the chunks of a PNG (W3C PNG, third edition), animated ones included.
 *
 * Returns: whether it is a PNG
 */
gboolean
poster_image_png_probe (PosterByteSource *source,
                        PosterMediaFacts *facts)
{
  const guint8 *data = poster_byte_source_peek (source, 0, 33);
  gint64 size = poster_byte_source_get_size (source);
  guint32 width, height;
  guint orientation = 0;
  guint8 depth, colour;
  gboolean complete = FALSE, animated = FALSE, transparent = FALSE;
  gint64 at = 8;
  int rotation;
  gboolean mirrored;

  if (data == NULL || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  width = poster_be32 (data + 16);
  height = poster_be32 (data + 20);
  depth = data[24];
  colour = data[25];

  for (int i = 0; i < MAX_CHUNKS && !complete; i++)
    {
      guint32 length, type;
      PosterTiffFacts tiff;

      if (!poster_byte_source_get_u32 (source, at, &length) ||
          !poster_byte_source_get_u32 (source, at + 4, &type) || length > size - at - 8)
        break;
      switch (type)
        {
        case POSTER_FOURCC ('a', 'c', 'T', 'L'):
          data = poster_byte_source_peek (source, at + 8, 4);
          animated = data != NULL && length >= 8 && poster_be32 (data) > 1;
          break;
        case POSTER_FOURCC ('t', 'R', 'N', 'S'):
          transparent = TRUE;
          break;
        case POSTER_FOURCC ('e', 'X', 'I', 'f'):
          if (poster_tiff_read (source, at + 8, at + 8 + length, &tiff))
            orientation = tiff.orientation;
          break;
        case POSTER_FOURCC ('I', 'E', 'N', 'D'):
          complete = TRUE;
          break;
        default:
          break;
        }
      at += 12 + (gint64) length;
    }

  poster_exif_orientation_to_turn (orientation, &rotation, &mirrored);
  poster_image_header_fill (facts, "png", width, height, rotation, mirrored);
  facts->bit_depth = colour == 3 ? 8 : depth;
  facts->animated = animated;
  facts->has_alpha = transparent || (colour & 4) != 0;
  if (!complete || width == 0 || height == 0)
    poster_image_header_set_cut_short (facts);
  return TRUE;
}
