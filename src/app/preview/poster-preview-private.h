/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-preview.h"

#include "poster-preview-frame.h"
#include "poster-preview-look.h"

G_BEGIN_DECLS

typedef enum
{
  POSTER_PREVIEW_0,
  POSTER_PREVIEW_PROP_PAINTABLE,
  POSTER_PREVIEW_PROP_PICTURES,
  POSTER_PREVIEW_PROP_PLATFORM,
  POSTER_PREVIEW_PROP_HANDLE,
  POSTER_PREVIEW_PROP_NAME,
  POSTER_PREVIEW_PROP_AVATAR,
  POSTER_PREVIEW_PROP_TITLE,
  POSTER_PREVIEW_PROP_CAPTION,
  POSTER_PREVIEW_PROP_KIND,
  POSTER_PREVIEW_PROP_OPTIONS,
  POSTER_PREVIEW_PROP_LOOK,
  POSTER_PREVIEW_PROP_SHOWN_LOOK,
  POSTER_PREVIEW_PROP_SAFE_ZONES,
  POSTER_PREVIEW_PROP_HAS_SAFE_ZONES,
  POSTER_PREVIEW_PROP_INDEX,
  POSTER_PREVIEW_PROP_COUNT,
  POSTER_PREVIEW_N_PROPS
} PosterPreviewProperty;

struct _PosterPreview
{
  GtkWidget           parent_instance;

  GdkPaintable       *paintable;     /* (nullable) */
  GListModel         *pictures;      /* (nullable) */
  GPtrArray          *cells;         /* those that are shown at once, as the scene has places for them */
  PosterPlatform     *platform;      /* (nullable) */
  char               *handle;        /* (nullable) */
  char               *name;          /* (nullable) */
  GdkPaintable       *avatar;        /* (nullable) */
  char               *title;         /* (nullable) */
  char               *caption;       /* (nullable) */
  JsonObject         *options;       /* (nullable) */
  char               *look_id;       /* (nullable): that somebody has chosen */
  PosterPostKind      kind;
  gboolean            safe_zones;
  guint               index;
  guint               count;

  GtkWidget          *surface;       /* (owned), a child: the card */
  GtkWidget          *tint;          /* (owned), a child: never seen, it has the accent colour */
  GtkWidget          *avatar_image;  /* (owned), a child */
  GtkWidget          *disc_image;    /* (owned), a child */
  JsonObject         *look;          /* (nullable): that is shown, of the platform */
  double              aspect;        /* of the paintable, 0 for none */
  double              seconds;
  PosterPreviewScene *scene;         /* (nullable): %NULL when it has to be laid out anew */
  PosterPreviewScene *former;        /* (nullable): what it was before */
  GdkRGBA             text;          /* as which it was laid out */
  GdkRGBA             accent;
  char               *font;          /* (nullable) */
  PosterPreviewFrame  frame;         /* as allocated */
  guint               n_builds;
  gboolean            resumes;       /* it played when it went out of sight */
};

/* poster-preview-post.c: what is shown. */
PosterPreviewPost
     poster_preview_get_post    (PosterPreview         *self);
void poster_preview_choose_look (PosterPreview         *self);
void poster_preview_rebuild     (PosterPreview         *self);
void poster_preview_changed     (PosterPreview         *self,
                                 PosterPreviewProperty  property);

/* poster-preview-pictures.c: what is in it. */
void poster_preview_tell_room     (PosterPreview       *self);
void poster_preview_settle_cells  (PosterPreview       *self);
void poster_preview_take_picture  (PosterPreview       *self);
void poster_preview_drop_pictures (PosterPreview       *self);
void poster_preview_redraw_picture (PosterPreview      *self);
gboolean
     poster_preview_find_cell     (PosterPreview       *self,
                                   double               x,
                                   double               y,
                                   guint               *picture);

/* poster-preview.c */
void poster_preview_drop_scene  (PosterPreview         *self);
void poster_preview_notify      (PosterPreview         *self,
                                 PosterPreviewProperty  property);

G_END_DECLS
