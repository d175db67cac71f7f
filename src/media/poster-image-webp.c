/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-webp"

#include "poster-image-header.h"

#include "poster-exif.h"

#include <string.h>

#define FLAG_ALPHA     0x10
#define MAX_CHUNKS     100000

/**
 * poster_image_webp_probe:
 * @source: a file
 * @facts: filled in
 *
 * Reads the chunks of a WebP (RFC 9649).
 *
 * Returns: whether it is a WebP
 */
gboolean
poster_image_webp_probe (PosterByteSource *source,
                         PosterMediaFacts *facts)
{
  const guint8 *data = poster_byte_source_peek (source, 0, 12);
  gint64 size = poster_byte_source_get_size (source);
  guint32 width = 0, height = 0;
  guint orientation = 0, frames = 0;
  gboolean alpha = FALSE, extended = FALSE, cut_short;
  gint64 at = 12, end;
  int rotation;
  gboolean mirrored;

  if (data == NULL || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;
  end = 8 + (gint64) poster_le32 (data + 4);
  cut_short = end > size;
  end = MIN (end, size);

  for (int i = 0; i < MAX_CHUNKS && end - at >= 8; i++)
    {
      guint32 length;
      PosterTiffFacts tiff;

      data = poster_byte_source_peek (source, at, (gsize) MIN (end - at, 18));
      if (data == NULL)
        break;
      length = poster_le32 (data + 4);
      if (memcmp (data, "VP8X", 4) == 0 && end - at >= 18)
        {
          extended = TRUE;
          alpha = (data[8] & FLAG_ALPHA) != 0;
          width = poster_le24 (data + 12) + 1;
          height = poster_le24 (data + 15) + 1;
        }
      else if (memcmp (data, "VP8 ", 4) == 0 && !extended && end - at >= 18)
        {
          data = poster_byte_source_peek (source, at + 8, (gsize) MIN (end - at - 8, 10));
          if (data != NULL && end - at >= 18 && memcmp (data + 3, "\x9d\x01\x2a", 3) == 0)
            {
              width = poster_le16 (data + 6) & 0x3fff;
              height = poster_le16 (data + 8) & 0x3fff;
            }
        }
      else if (memcmp (data, "VP8L", 4) == 0 && !extended && end - at >= 13 && data[8] == 0x2f)
        {
          guint32 bits = poster_le32 (data + 9);

          width = (bits & 0x3fff) + 1;
          height = (bits >> 14 & 0x3fff) + 1;
          alpha = (bits >> 28 & 1) != 0;
        }
      else if (memcmp (data, "ANMF", 4) == 0)
        frames++;
      else if (memcmp (data, "EXIF", 4) == 0)
        {
          gint64 exif = at + 8;

          /* Some writers keep the six bytes that a JPEG has before it. */
          if (end - at >= 14 && memcmp (data + 8, "Exif", 4) == 0)
            exif += 6;
          if (poster_tiff_read (source, exif, MIN (at + 8 + (gint64) length, end), &tiff))
            orientation = tiff.orientation;
        }
      at += 8 + (gint64) length + (length & 1);
    }

  poster_exif_orientation_to_turn (orientation, &rotation, &mirrored);
  poster_image_header_fill (facts, "webp", width, height, rotation, mirrored);
  facts->bit_depth = 8;
  facts->animated = frames > 1;
  facts->has_alpha = alpha;
  if (cut_short || width == 0 || height == 0)
    poster_image_header_set_cut_short (facts);
  return TRUE;
}
