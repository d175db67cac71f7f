/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"

G_BEGIN_DECLS

#define POSTER_TYPE_THUMB (poster_thumb_get_type ())
G_DECLARE_FINAL_TYPE (PosterThumb, poster_thumb, POSTER, THUMB, GtkWidget)

/* A picture of a media item in its own shape inside a place of fixed size, whose room is there
 * before the picture is. Properties "item" (PosterMediaItem, nullable), "n-items" (uint: more than one
 * shows a second sheet behind), "max-width", "max-height" (int, pixels; 54 and 56 in lists), "even"
 * (boolean: of all shapes about the same amount is seen, for columns of them). Textures come from
 * PosterThumbCache. */
GtkWidget *poster_thumb_new      (int max_width, int max_height);
void       poster_thumb_set_item (PosterThumb     *self,
                                  PosterMediaItem *item,
                                  guint            n_items);
/* Of what has no picture, after setting no item. */
void       poster_thumb_set_icon (PosterThumb     *self,
                                  const char      *icon_name);
void       poster_thumb_set_even (PosterThumb     *self,
                                  gboolean         even);

G_END_DECLS
