/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"
#include "poster-media-facts.h"

G_BEGIN_DECLS

gboolean poster_image_header_probe (PosterByteSource *source,
                                    PosterMediaFacts *facts);

/* The formats, each in its own file: FALSE when the bytes are not of that format. */
gboolean poster_image_jpeg_probe   (PosterByteSource *source, PosterMediaFacts *facts);
gboolean poster_image_png_probe    (PosterByteSource *source, PosterMediaFacts *facts);
gboolean poster_image_webp_probe   (PosterByteSource *source, PosterMediaFacts *facts);
gboolean poster_image_gif_probe    (PosterByteSource *source, PosterMediaFacts *facts);
gboolean poster_image_heif_probe   (PosterByteSource *source, PosterMediaFacts *facts);

/* For the formats: enters what every image has. */
void     poster_image_header_fill  (PosterMediaFacts *facts,
                                    const char       *format,
                                    guint32           stored_width,
                                    guint32           stored_height,
                                    int               rotation,
                                    gboolean          mirrored);
void     poster_image_header_set_cut_short (PosterMediaFacts *facts);

G_END_DECLS
