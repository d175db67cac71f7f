/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEDIA_TILE (poster_media_tile_get_type ())
G_DECLARE_FINAL_TYPE (PosterMediaTile, poster_media_tile, POSTER, MEDIA_TILE, GtkWidget)

/* One file of several, filling its place; it can be taken hold of. Signals:
 *   ::chosen ()          the focus came to it, or a person pressed it
 *   ::removed ()         a person took it out
 *   ::dragged (gboolean is_dragged)   a person took hold of it, or let go of it */
GtkWidget       *poster_media_tile_new          (PosterMediaItem *item);
PosterMediaItem *poster_media_tile_get_item     (PosterMediaTile *self);
void             poster_media_tile_set_item     (PosterMediaTile *self,
                                                 PosterMediaItem *item);
void             poster_media_tile_set_number   (PosterMediaTile *self,
                                                 guint            number,
                                                 guint            count);
void             poster_media_tile_set_chosen   (PosterMediaTile *self,
                                                 gboolean         is_chosen);
void             poster_media_tile_set_is_cover (PosterMediaTile *self,
                                                 gboolean         is_cover);

G_END_DECLS
