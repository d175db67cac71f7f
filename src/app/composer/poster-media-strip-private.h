/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-strip.h"

#include <adwaita.h>

#include "poster-alt-text-row.h"
#include "poster-media-tile.h"
#include "poster-thumb.h"
#include "poster-wrap-box.h"

G_BEGIN_DECLS

struct _PosterMediaStrip
{
  GtkWidget         parent_instance;

  PosterDraft      *draft;         /* (nullable), until it is set */
  PosterPlatforms  *platforms;
  PosterCover      *cover;         /* (nullable) */
  GPtrArray        *tile_widgets;  /* (element-type PosterMediaTile) (unowned), in order */
  GtkWidget        *add_tile;
  PosterMediaItem  *chosen;        /* (nullable), of several */
  PosterMediaTile  *moving;        /* (unowned) (nullable), while its place changes */
  PosterMediaTile  *dragged;       /* (unowned) (nullable), while a person holds it */
  guint             gap;           /* where it would come to lie */

  GtkStack         *stack;
  PosterThumb      *thumb;
  GtkPicture       *cover_frame;
  GtkWidget        *cover_mark;
  GtkLabel         *duration;
  GtkSpinner       *spinner;
  GtkLabel         *name;
  GtkLabel         *facts;
  GtkWidget        *replace_button;
  GtkLabel         *several_heading;
  GtkLabel         *several_count;
  PosterWrapBox    *tiles;
  AdwBin           *tiles_place;
  AdwBin           *alt_text_place;
  PosterAltTextRow *alt_text;
};

/* In poster-media-strip.c. */
void             poster_media_strip_choose       (PosterMediaStrip *self,
                                                  PosterMediaItem  *item);
guint            poster_media_strip_find         (PosterMediaStrip *self,
                                                  PosterMediaItem  *item);
void             poster_media_strip_remove       (PosterMediaStrip *self,
                                                  PosterMediaItem  *item);

/* In poster-media-strip-order.c: the order is changed by hand. */
void             poster_media_strip_set_up_order (PosterMediaStrip *self);
void             poster_media_strip_set_up_tile  (PosterMediaStrip *self,
                                                  GtkWidget        *tile);

G_END_DECLS
