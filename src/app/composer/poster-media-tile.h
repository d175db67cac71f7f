/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEDIA_TILE (poster_media_tile_get_type ())
G_DECLARE_FINAL_TYPE (PosterMediaTile, poster_media_tile, POSTER, MEDIA_TILE, GtkWidget)

/* One file of several, filling its place. Signals:
 *   ::removed ()   a person took it out */
GtkWidget       *poster_media_tile_new        (PosterMediaItem *item);
PosterMediaItem *poster_media_tile_get_item   (PosterMediaTile *self);
void             poster_media_tile_set_number (PosterMediaTile *self,
                                               guint            number,
                                               guint            count);

G_END_DECLS
