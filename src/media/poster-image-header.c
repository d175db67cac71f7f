/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-header"

#include "poster-image-header.h"

#include "poster-exif.h"
#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* No side of a picture is longer in any format looked at here, but for damage. */
#define MAX_SIDE (1 << 30)

/**
 * poster_image_header_fill:
 * @facts: filled in
 * @format: our name for the format
 * @stored_width: pixels in the file
 * @stored_height: pixels in the file
 * @rotation: clockwise degrees that the stored picture must be turned
 * @mirrored: whether it must be flipped first
 */
void
poster_image_header_fill (PosterMediaFacts *facts,
                          const char       *format,
                          guint32           stored_width,
                          guint32           stored_height,
                          int               rotation,
                          gboolean          mirrored)
{
  gboolean swap = rotation % 180 != 0;

  g_free (facts->container);
  g_free (facts->mime_type);
  facts->type = POSTER_MEDIA_IMAGE;
  facts->container = g_strdup (format);
  facts->mime_type = g_strconcat ("image/", format, NULL);
  facts->width = (int) MIN (swap ? stored_height : stored_width, MAX_SIDE);
  facts->height = (int) MIN (swap ? stored_width : stored_height, MAX_SIDE);
  facts->rotation = rotation;
  facts->mirrored = mirrored;
}

void
poster_image_header_set_cut_short (PosterMediaFacts *facts)
{
  poster_media_verdict_set_unreadable (
    facts, _("The picture is cut short: its end is missing. Export or copy it again."));
}

static gboolean
probe_tiff (PosterByteSource *source,
            PosterMediaFacts *facts)
{
  PosterTiffFacts tiff;
  int rotation;
  gboolean mirrored;

  if (!poster_tiff_read (source, 0, poster_byte_source_get_size (source), &tiff) ||
      tiff.width == 0 || tiff.height == 0)
    return FALSE;
  poster_exif_orientation_to_turn (tiff.orientation, &rotation, &mirrored);
  poster_image_header_fill (facts, "tiff", tiff.width, tiff.height, rotation, mirrored);
  facts->bit_depth = (int) tiff.bits_per_sample;
  facts->has_alpha = tiff.has_alpha;
  return TRUE;
}

static gboolean
probe_bmp (PosterByteSource *source,
           PosterMediaFacts *facts)
{
  const guint8 *data = poster_byte_source_peek (source, 0, 30);
  gint32 width, height;

  if (data == NULL || memcmp (data, "BM", 2) != 0)
    return FALSE;
  switch (poster_le32 (data + 14))
    {
    case 12:
      width = poster_le16 (data + 18);
      height = poster_le16 (data + 20);
      break;
    case 40:
    case 52:
    case 56:
    case 64:
    case 108:
    case 124:
      width = (gint32) poster_le32 (data + 18);
      height = (gint32) poster_le32 (data + 22);
      break;
    default:
      return FALSE;
    }
  if (width <= 0 || height == 0 || height == G_MININT32)
    return FALSE;
  poster_image_header_fill (facts, "bmp", (guint32) width, (guint32) abs (height), 0, FALSE);
  facts->bit_depth = 8;
  /* Four bytes a pixel alone do not promise transparency; a mask for it does. */
  data = poster_byte_source_peek (source, 0, 70);
  facts->has_alpha = data != NULL && poster_le32 (data + 14) >= 56 && poster_le32 (data + 66) != 0 &&
                     poster_le16 (data + 28) == 32;
  return TRUE;
}

/**
 * poster_image_header_probe:
 * @source: a file
 * @facts: filled in
 *
 * Measures a picture from its headers, without decoding it. The format is told by the content.
 *
 * Returns: whether it is a picture of a known format; %FALSE leaves @facts alone
 */
gboolean
poster_image_header_probe (PosterByteSource *source,
                           PosterMediaFacts *facts)
{
  return poster_image_jpeg_probe (source, facts) || poster_image_png_probe (source, facts) ||
         poster_image_webp_probe (source, facts) || poster_image_gif_probe (source, facts) ||
         poster_image_heif_probe (source, facts) || probe_tiff (source, facts) || probe_bmp (source, facts);
}
