/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-image-heif"

#include "poster-image-header.h"

#include "poster-iso-box.h"
#include "poster-codec-config.h"

#include <string.h>

/* HEIF and AVIF: ISO/IEC 23008-12. */

#define MAX_PROPERTIES 4096
#define MAX_ITEMS      65536
#define MAX_BRANDS     64

typedef struct
{
  guint32  width;
  guint32  height;
  int      rotation;
  gboolean mirrored;
  int      bit_depth;
  const char *hdr;
  gboolean has_alpha;
} Picture;

static gboolean
is_still_brand (guint32      brand,
                const char **format)
{
  switch (brand)
    {
    case POSTER_FOURCC ('h', 'e', 'i', 'c'):
    case POSTER_FOURCC ('h', 'e', 'i', 'x'):
    case POSTER_FOURCC ('h', 'e', 'i', 'm'):
    case POSTER_FOURCC ('h', 'e', 'i', 's'):
    case POSTER_FOURCC ('h', 'e', 'v', 'c'):
    case POSTER_FOURCC ('h', 'e', 'v', 'x'):
    case POSTER_FOURCC ('m', 'i', 'f', '1'):
    case POSTER_FOURCC ('m', 's', 'f', '1'):
    case POSTER_FOURCC ('m', 'i', 'f', '2'):
      *format = "heif";
      return TRUE;
    case POSTER_FOURCC ('a', 'v', 'i', 'f'):
    case POSTER_FOURCC ('a', 'v', 'i', 's'):
      *format = "avif";
      return TRUE;
    default:
      return FALSE;
    }
}

/* Returns: (nullable): the format, from the brands of the file */
static const char *
read_brands (PosterByteSource   *source,
             const PosterIsoBox *ftyp,
             gboolean           *sequence)
{
  const char *format = NULL, *other;
  guint32 brand;

  if (!poster_byte_source_get_u32 (source, ftyp->payload, &brand) || !is_still_brand (brand, &format))
    return NULL;
  *sequence = brand == POSTER_FOURCC ('a', 'v', 'i', 's') || brand == POSTER_FOURCC ('m', 's', 'f', '1') ||
              brand == POSTER_FOURCC ('h', 'e', 'v', 'c') || brand == POSTER_FOURCC ('h', 'e', 'v', 'x');
  /* `mif1` says only "some picture": a compatible brand tells which. */
  for (int i = 0; i < MAX_BRANDS && ftyp->payload + 8 + i * 4 + 4 <= ftyp->end; i++)
    if (poster_byte_source_get_u32 (source, ftyp->payload + 8 + i * 4, &brand) && is_still_brand (brand, &other) &&
        g_str_equal (other, "avif"))
      format = "avif";
  return format;
}

static gboolean
read_primary_item (PosterByteSource   *source,
                   const PosterIsoBox *meta,
                   guint32            *id)
{
  PosterIsoBox box;
  guint8 version;
  guint16 id16;

  /* The full box's version and flags come before the children. */
  if (!poster_iso_box_find (source, meta->payload + 4, meta->end, POSTER_FOURCC ('p', 'i', 't', 'm'), &box) ||
      !poster_byte_source_get_u8 (source, box.payload, &version))
    return FALSE;
  if (version > 0)
    return poster_byte_source_get_u32 (source, box.payload + 4, id);
  if (!poster_byte_source_get_u16 (source, box.payload + 4, &id16))
    return FALSE;
  *id = id16;
  return TRUE;
}

/* The turns of a picture apply in the order of their properties, so a flip that comes after a
 * turn is brought before it: flip ∘ turn by r = turn by −r ∘ flip. */
static void
read_property (Picture            *picture,
               PosterByteSource   *source,
               const PosterIsoBox *box)
{
  guint8 config[32] = { 0 };
  PosterCodecConfig codec = { 0 };
  gsize length = (gsize) MIN (box->end - box->payload, (gint64) sizeof config);

  if (!poster_byte_source_read (source, box->payload, length, config))
    return;
  switch (box->type)
    {
    case POSTER_FOURCC ('i', 's', 'p', 'e'):
      if (length >= 12)
        {
          picture->width = poster_be32 (config + 4);
          picture->height = poster_be32 (config + 8);
        }
      break;
    case POSTER_FOURCC ('i', 'r', 'o', 't'):
      /* Counter-clockwise quarters. */
      picture->rotation = (picture->rotation + (4 - (config[0] & 3)) * 90) % 360;
      break;
    case POSTER_FOURCC ('i', 'm', 'i', 'r'):
      /* Axis 0 is the vertical one or the horizontal one, depending on the edition of the
       * standard; since 2022: 0 flips top to bottom, 1 left to right. */
      picture->rotation = (360 - picture->rotation) % 360;
      if ((config[0] & 1) == 0)
        picture->rotation = (picture->rotation + 180) % 360;
      picture->mirrored = !picture->mirrored;
      break;
    case POSTER_FOURCC ('c', 'o', 'l', 'r'):
      if (length >= 10 && memcmp (config, "nclx", 4) == 0)
        picture->hdr = poster_codec_hdr_of_transfer (poster_be16 (config + 6));
      break;
    case POSTER_FOURCC ('p', 'i', 'x', 'i'):
      if (length >= 6 && config[4] > 0)
        picture->bit_depth = config[5];
      break;
    case POSTER_FOURCC ('h', 'v', 'c', 'C'):
      poster_codec_config_read_h265 (&codec, config, length);
      picture->bit_depth = codec.bit_depth > 0 ? codec.bit_depth : picture->bit_depth;
      break;
    case POSTER_FOURCC ('a', 'v', '1', 'C'):
      poster_codec_config_read_av1 (&codec, config, length);
      picture->bit_depth = codec.bit_depth > 0 ? codec.bit_depth : picture->bit_depth;
      break;
    default:
      break;
    }
}

static gboolean
is_alpha (PosterByteSource   *source,
          const PosterIsoBox *auxc)
{
  g_autofree char *text = NULL;
  gsize length = (gsize) CLAMP (auxc->end - auxc->payload - 4, 0, 64);
  const guint8 *data = poster_byte_source_peek (source, auxc->payload + 4, length);

  if (data == NULL)
    return FALSE;
  text = g_strndup ((const char *) data, length);
  return strstr (text, "alpha") != NULL || g_str_equal (text, "urn:mpeg:hevc:2015:auxid:1");
}

static gboolean
read_properties (Picture            *picture,
                 PosterByteSource   *source,
                 const PosterIsoBox *meta,
                 guint32             primary)
{
  g_autoptr(GArray) properties = g_array_new (FALSE, FALSE, sizeof (PosterIsoBox));
  PosterIsoBox iprp, ipco, ipma, box;
  guint32 flags, entries;
  guint8 version;
  gint64 at;

  if (!poster_iso_box_find (source, meta->payload + 4, meta->end, POSTER_FOURCC ('i', 'p', 'r', 'p'), &iprp) ||
      !poster_iso_box_find_child (source, &iprp, POSTER_FOURCC ('i', 'p', 'c', 'o'), &ipco) ||
      !poster_iso_box_find_child (source, &iprp, POSTER_FOURCC ('i', 'p', 'm', 'a'), &ipma))
    return FALSE;
  at = ipco.payload;
  for (int i = 0; i < MAX_PROPERTIES && poster_iso_box_read (source, at, ipco.end, &box); i++)
    {
      at = box.end;
      g_array_append_val (properties, box);
      if (box.type == POSTER_FOURCC ('a', 'u', 'x', 'C') && is_alpha (source, &box))
        picture->has_alpha = TRUE;
    }

  if (!poster_byte_source_get_u32 (source, ipma.payload, &flags) ||
      !poster_byte_source_get_u32 (source, ipma.payload + 4, &entries))
    return FALSE;
  version = (guint8) (flags >> 24);
  at = ipma.payload + 8;
  for (guint32 i = 0; i < MIN (entries, MAX_ITEMS) && at < ipma.end; i++)
    {
      guint32 id;
      guint16 id16;
      guint8 count;

      if (version < 1)
        {
          if (!poster_byte_source_get_u16 (source, at, &id16))
            return FALSE;
          id = id16;
          at += 2;
        }
      else
        {
          if (!poster_byte_source_get_u32 (source, at, &id))
            return FALSE;
          at += 4;
        }
      if (!poster_byte_source_get_u8 (source, at++, &count))
        return FALSE;
      for (guint j = 0; j < count; j++)
        {
          guint16 index16 = 0;
          guint8 index8 = 0;
          guint index;

          if (flags & 1)
            {
              if (!poster_byte_source_get_u16 (source, at, &index16))
                return FALSE;
              index = index16 & 0x7fff;
              at += 2;
            }
          else
            {
              if (!poster_byte_source_get_u8 (source, at, &index8))
                return FALSE;
              index = index8 & 0x7f;
              at += 1;
            }
          if (id == primary && index >= 1 && index <= properties->len)
            read_property (picture, source, &g_array_index (properties, PosterIsoBox, index - 1));
        }
      if (id == primary)
        return picture->width > 0;
    }
  return FALSE;
}

/**
 * poster_image_heif_probe:
 * @source: a file
 * @facts: filled in
 *
 * Reads the boxes of a HEIF or AVIF picture; no decoder is needed.
 *
 * Returns: whether it is one
 */
gboolean
poster_image_heif_probe (PosterByteSource *source,
                         PosterMediaFacts *facts)
{
  gint64 size = poster_byte_source_get_size (source);
  PosterIsoBox ftyp, box;
  Picture picture = { 0 };
  const char *format;
  gboolean sequence = FALSE, readable = FALSE, cut_short = FALSE;
  guint32 primary;
  gint64 at = 0;

  if (!poster_iso_box_read (source, 0, size, &ftyp) || ftyp.type != POSTER_FOURCC ('f', 't', 'y', 'p'))
    return FALSE;
  format = read_brands (source, &ftyp, &sequence);
  if (format == NULL)
    return FALSE;
  for (int i = 0; i < MAX_PROPERTIES && poster_iso_box_read (source, at, size, &box); i++)
    {
      at = box.end;
      cut_short = cut_short || box.missing > 0;
      if (box.type == POSTER_FOURCC ('m', 'e', 't', 'a') && !readable)
        readable = read_primary_item (source, &box, &primary) &&
                   read_properties (&picture, source, &box, primary);
    }

  poster_image_header_fill (facts, format, picture.width, picture.height, picture.rotation, picture.mirrored);
  facts->bit_depth = picture.bit_depth;
  facts->has_alpha = picture.has_alpha;
  facts->hdr = g_strdup (picture.hdr);
  facts->animated = sequence;
  if (!readable || cut_short)
    poster_image_header_set_cut_short (facts);
  return TRUE;
}
