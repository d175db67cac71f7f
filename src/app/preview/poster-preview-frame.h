/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-preview-look.h"

G_BEGIN_DECLS

/* As large as it is meant to be. */
#define POSTER_PREVIEW_FRAME_WIDTH  300
#define POSTER_PREVIEW_FRAME_HEIGHT 521

/**
 * PosterPreviewFrame:
 * @page: where the page is, in pixels
 * @unit: how many pixels a unit of the page is
 * @is_outlined: the phone's edge must be seen on any ground
 * @body: (nullable): the phone around it, drawn
 * @picture: (nullable): what is in the page's place for it, drawn
 *
 * Where in a widget a page is shown.
 */
typedef struct
{
  graphene_rect_t  page;
  float            unit;
  gboolean         is_outlined;
  GskRenderNode   *body;
  GskRenderNode   *picture;
} PosterPreviewFrame;

void poster_preview_frame_fit              (PosterPreviewFrame       *self,
                                            const PosterPreviewScene *scene,
                                            int                       width,
                                            int                       height);
void poster_preview_frame_clear            (PosterPreviewFrame       *self);
void poster_preview_frame_clear_picture    (PosterPreviewFrame       *self);
void poster_preview_frame_place            (PosterPreviewFrame       *self,
                                            const graphene_rect_t    *units,
                                            graphene_rect_t          *pixels);
void poster_preview_frame_snapshot_body    (PosterPreviewFrame       *self,
                                            GtkSnapshot              *snapshot);
void poster_preview_frame_begin            (PosterPreviewFrame       *self,
                                            const PosterPreviewScene *scene,
                                            GtkSnapshot              *snapshot);
void poster_preview_frame_snapshot_layer   (PosterPreviewFrame       *self,
                                            PosterPreviewLayer       *layer,
                                            GtkSnapshot              *snapshot);
void poster_preview_frame_snapshot_picture (PosterPreviewFrame       *self,
                                            const PosterPreviewScene *scene,
                                            GdkPaintable             *paintable,
                                            GtkSnapshot              *snapshot);
void poster_preview_frame_snapshot_cells   (PosterPreviewFrame       *self,
                                            const PosterPreviewScene *scene,
                                            GPtrArray                *paintables,
                                            GtkSnapshot              *snapshot);
void poster_preview_frame_end              (GtkSnapshot              *snapshot);

G_END_DECLS
