/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"

G_BEGIN_DECLS

/**
 * PosterPictureShape:
 * @stored_width: pixels in memory
 * @stored_height: pixels in memory
 * @pixel_aspect: width of a pixel over its height, 0 when the container does not say
 *
 * A picture before it is turned and its pixels are made square.
 */
typedef struct
{
  int    stored_width;
  int    stored_height;
  double pixel_aspect;
} PosterPictureShape;

void poster_picture_shape_apply (const PosterPictureShape *shape,
                                 PosterMediaFacts         *facts);

G_END_DECLS
