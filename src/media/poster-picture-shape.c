/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-picture-shape"

#include "poster-picture-shape.h"

#include <math.h>

/**
 * poster_picture_shape_apply:
 * @shape: a picture as it is stored
 * @facts: gets the size it is displayed at; its rotation is known already
 */
void
poster_picture_shape_apply (const PosterPictureShape *shape,
                            PosterMediaFacts         *facts)
{
  double aspect = shape->pixel_aspect > 0.02 && shape->pixel_aspect < 50 ? shape->pixel_aspect : 1;
  int width = (int) lround (shape->stored_width * aspect);

  facts->width = facts->rotation % 180 != 0 ? shape->stored_height : width;
  facts->height = facts->rotation % 180 != 0 ? width : shape->stored_height;
}
