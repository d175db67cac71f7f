/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-platform.h"

G_BEGIN_DECLS

/**
 * PosterPreviewLook:
 * @widget: whose fonts and icons are used
 * @screen: where the phone shows something
 * @unit: a pixel of a screen 284 wide: all measures are multiples of it
 * @platform: (nullable): whose interface it is
 * @kind: of the post
 * @handle: (nullable): without the @
 * @title: (nullable): of pictures alone
 * @caption: (nullable): whole
 * @index: which picture, from 0
 * @count: of how many; less than 2 when there are none to turn to
 * @safe_zones: whether to shade what is covered
 * @words: (nullable): shown instead of a picture
 *
 * All that is drawn over the picture.
 */
typedef struct
{
  GtkWidget       *widget;
  graphene_rect_t  screen;
  float            unit;
  PosterPlatform  *platform;
  PosterPostKind   kind;
  const char      *handle;
  const char      *title;
  const char      *caption;
  guint            index;
  guint            count;
  gboolean         safe_zones;
  const char      *words;
} PosterPreviewLook;

/* Where the account's picture and the disc of its sound are, in units: centre and diameter. */
#define POSTER_PREVIEW_AVATAR_X    258.5f
#define POSTER_PREVIEW_AVATAR_Y    250.0f
#define POSTER_PREVIEW_AVATAR_SIZE 34.0f
#define POSTER_PREVIEW_DISC_Y      465.0f
#define POSTER_PREVIEW_DISC_SIZE   14.0f

gboolean       poster_preview_paint_has_insets (PosterPlatform          *platform);
GskRenderNode *poster_preview_paint            (const PosterPreviewLook *look);
void           poster_preview_paint_zones      (const PosterPreviewLook *look,
                                                GtkSnapshot             *snapshot);
PangoLayout   *poster_preview_paint_layout     (const PosterPreviewLook *look,
                                                const char              *text,
                                                float                    size,
                                                PangoWeight              weight);
void           poster_preview_paint_text       (const PosterPreviewLook *look,
                                                GtkSnapshot             *snapshot,
                                                PangoLayout             *layout,
                                                float                    x,
                                                float                    y,
                                                float                    alpha);
void           poster_preview_paint_round      (GtkSnapshot             *snapshot,
                                                const graphene_rect_t   *rect,
                                                float                    radius,
                                                const GdkRGBA           *color);

G_END_DECLS
