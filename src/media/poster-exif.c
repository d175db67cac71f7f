/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-exif"

#include "poster-exif.h"

/* TIFF 6.0 and EXIF 2.32. */
#define TAG_WIDTH             256
#define TAG_HEIGHT            257
#define TAG_BITS_PER_SAMPLE   258
#define TAG_ORIENTATION       274
#define TAG_SAMPLES_PER_PIXEL 277
#define TAG_EXTRA_SAMPLES     338

#define TYPE_SHORT 3
#define TYPE_LONG  4

static guint16
get16 (const guint8 *data,
       gboolean      little)
{
  return little ? poster_le16 (data) : poster_be16 (data);
}

static guint32
get32 (const guint8 *data,
       gboolean      little)
{
  return little ? poster_le32 (data) : poster_be32 (data);
}

/**
 * poster_tiff_read:
 * @source: a file
 * @start: where the TIFF header is
 * @end: where the structure ends
 * @tiff: (out): what it tells
 *
 * Returns: whether there is a TIFF structure
 */
gboolean
poster_tiff_read (PosterByteSource *source,
                  gint64            start,
                  gint64            end,
                  PosterTiffFacts  *tiff)
{
  const guint8 *data = end - start >= 8 ? poster_byte_source_peek (source, start, 8) : NULL;
  gboolean little;
  gint64 directory;
  guint count;

  *tiff = (PosterTiffFacts) { 0 };
  if (data == NULL || (data[0] != 'I' && data[0] != 'M') || data[0] != data[1])
    return FALSE;
  little = data[0] == 'I';
  if (get16 (data + 2, little) != 42)
    return FALSE;
  directory = start + get32 (data + 4, little);
  data = end - directory >= 2 ? poster_byte_source_peek (source, directory, 2) : NULL;
  if (data == NULL)
    return FALSE;
  count = get16 (data, little);
  for (guint i = 0; i < count; i++)
    {
      gint64 entry = directory + 2 + (gint64) i * 12;
      guint16 type;
      guint32 values, value;

      data = end - entry >= 12 ? poster_byte_source_peek (source, entry, 12) : NULL;
      if (data == NULL)
        break;
      type = get16 (data + 2, little);
      values = get32 (data + 4, little);
      value = type == TYPE_SHORT ? get16 (data + 8, little) : type == TYPE_LONG ? get32 (data + 8, little) : 0;
      switch (get16 (data, little))
        {
        case TAG_WIDTH:
          tiff->width = value;
          break;
        case TAG_HEIGHT:
          tiff->height = value;
          break;
        case TAG_BITS_PER_SAMPLE:
          if (type == TYPE_SHORT && values > 2)
            {
              /* More values than fit in the entry: it says where they are. */
              gint64 at = start + get32 (data + 8, little);

              data = end - at >= 2 ? poster_byte_source_peek (source, at, 2) : NULL;
              value = data != NULL ? get16 (data, little) : 0;
            }
          tiff->bits_per_sample = MIN (value, 64);
          break;
        case TAG_ORIENTATION:
          if (type == TYPE_SHORT && value >= 1 && value <= 8)
            tiff->orientation = value;
          break;
        case TAG_SAMPLES_PER_PIXEL:
          tiff->samples_per_pixel = MIN (value, 64);
          break;
        case TAG_EXTRA_SAMPLES:
          tiff->has_alpha = value == 1 || value == 2;
          break;
        default:
          break;
        }
    }
  return TRUE;
}

/**
 * poster_exif_orientation_to_turn:
 * @orientation: 1 to 8; anything else counts as 1
 * @rotation: (out): clockwise degrees to turn the stored picture, after mirroring
 * @mirrored: (out): whether it is flipped left to right first
 */
void
poster_exif_orientation_to_turn (guint     orientation,
                                 int      *rotation,
                                 gboolean *mirrored)
{
  static const struct
  {
    int      rotation;
    gboolean mirrored;
  } turns[] = {
    { 0, FALSE }, { 0, FALSE }, { 0, TRUE }, { 180, FALSE }, { 180, TRUE },
    { 270, TRUE }, { 90, FALSE }, { 90, TRUE }, { 270, FALSE },
  };

  if (orientation >= G_N_ELEMENTS (turns))
    orientation = 1;
  *rotation = turns[orientation].rotation;
  *mirrored = turns[orientation].mirrored;
}
