/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-pool.h"

G_BEGIN_DECLS

#define POSTER_TYPE_STILL (poster_still_get_type ())
G_DECLARE_FINAL_TYPE (PosterStill, poster_still, POSTER, STILL, GObject)

/* A picture as a #GdkPaintable: decoded by the media worker, turned as EXIF says, no larger than it
 * is shown. Properties: `is-prepared`, `error` (nullable sentence).
 *
 * A poster_still_new() loads when it is first told how much room there is, which PosterPreview
 * does for the one it shows. */
PosterStill *poster_still_new             (PosterMediaPool *pool,
                                           GFile           *file);
void         poster_still_set_room        (PosterStill     *self,
                                           int              width,
                                           int              height);
GFile       *poster_still_get_file        (PosterStill     *self);
gboolean     poster_still_get_is_prepared (PosterStill     *self);
const char  *poster_still_get_error       (PosterStill     *self);
GdkTexture  *poster_still_get_texture     (PosterStill     *self);

G_END_DECLS
