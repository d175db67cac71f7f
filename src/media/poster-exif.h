/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"

G_BEGIN_DECLS

/**
 * PosterTiffFacts:
 * @width: pixels as stored, 0 when the directory does not say
 * @orientation: 1 to 8 as EXIF counts, 0 when the directory does not say
 *
 * What the first directory of a TIFF structure tells; EXIF data is one.
 */
typedef struct
{
  guint32 width;
  guint32 height;
  guint   bits_per_sample;
  guint   samples_per_pixel;
  guint   orientation;
  gboolean has_alpha;
} PosterTiffFacts;

gboolean poster_tiff_read               (PosterByteSource *source,
                                         gint64            start,
                                         gint64            end,
                                         PosterTiffFacts  *tiff);
void     poster_exif_orientation_to_turn (guint            orientation,
                                         int              *rotation,
                                         gboolean         *mirrored);

G_END_DECLS
