/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-jpeg"

#include "poster-image-header.h"

#include "poster-exif.h"

#include <string.h>

#define MARKER_SOI  0xd8
#define MARKER_EOI  0xd9
#define MARKER_SOS  0xda
#define MARKER_APP1 0xe1

/* Segments before and between the scans; a progressive picture has a few dozen. */
#define MAX_SEGMENTS 100000

static gboolean
is_frame_header (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Goes through coded data to the next marker that is one (ITU-T T.81, B.1.1.5: a 0xff in the
 * data is followed by 0x00 or a restart marker). Returns: its place, -1 at the end. */
static gint64
skip_scan (PosterByteSource *source,
           gint64            at)
{
  gint64 size = poster_byte_source_get_size (source);

  while (at < size - 1)
    {
      gsize length = (gsize) MIN (size - at, POSTER_BYTE_SOURCE_WINDOW);
      const guint8 *data = poster_byte_source_peek (source, at, length);
      const guint8 *found;
      guint8 next;

      if (data == NULL)
        return -1;
      found = memchr (data, 0xff, length - 1);
      if (found == NULL)
        {
          at += (gint64) length - 1;
          continue;
        }
      at += found - data;
      next = found[1];
      if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7))
        return at;
      at += next == 0xff ? 1 : 2;
    }
  return -1;
}

/**
 * poster_image_jpeg_probe:
 * @source: a file
 * @facts: filled in
 *
 * Reads the headers of a JPEG and looks whether it goes on to its end. What follows the end (a
 * phone's "motion photo" has a video there) is not the picture's business.
 *
 * Returns: whether it is a JPEG
 */
gboolean
poster_image_jpeg_probe (PosterByteSource *source,
                         PosterMediaFacts *facts)
{
  const guint8 *data = poster_byte_source_peek (source, 0, 3);
  guint32 width = 0, height = 0;
  guint precision = 0, orientation = 0;
  gboolean complete = FALSE;
  gint64 at = 2;
  int rotation;
  gboolean mirrored;

  if (data == NULL || data[0] != 0xff || data[1] != MARKER_SOI || data[2] != 0xff)
    return FALSE;

  for (int i = 0; i < MAX_SEGMENTS && !complete; i++)
    {
      guint8 marker;
      guint16 length;

      data = poster_byte_source_peek (source, at, 2);
      if (data == NULL || data[0] != 0xff)
        break;
      marker = data[1];
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == MARKER_EOI)
        {
          complete = TRUE;
          break;
        }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))
        {
          at += 2;
          continue;
        }
      if (!poster_byte_source_get_u16 (source, at + 2, &length) || length < 2)
        break;
      if (is_frame_header (marker) && width == 0)
        {
          data = poster_byte_source_peek (source, at + 4, 6);
          if (data == NULL)
            break;
          precision = data[0];
          height = poster_be16 (data + 1);
          width = poster_be16 (data + 3);
        }
      else if (marker == MARKER_APP1 && orientation == 0 && length >= 16)
        {
          PosterTiffFacts tiff;

          data = poster_byte_source_peek (source, at + 4, 6);
          if (data != NULL && memcmp (data, "Exif\0", 5) == 0 &&
              poster_tiff_read (source, at + 10, at + 2 + length, &tiff))
            orientation = tiff.orientation;
        }
      at += 2 + (gint64) length;
      if (marker == MARKER_SOS)
        {
          at = skip_scan (source, at);
          if (at < 0)
            break;
        }
    }

  poster_exif_orientation_to_turn (orientation, &rotation, &mirrored);
  poster_image_header_fill (facts, "jpeg", width, height, rotation, mirrored);
  facts->bit_depth = (int) precision;
  if (!complete || width == 0 || height == 0)
    poster_image_header_set_cut_short (facts);
  return TRUE;
}
