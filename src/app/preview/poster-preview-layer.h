/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PosterPreviewLayer:
 *
 * What lies over or under the picture of a page: marks one above the other.
 */
typedef struct _PosterPreviewLayer PosterPreviewLayer;

PosterPreviewLayer *poster_preview_layer_new      (GskRenderNode          *node);
void                poster_preview_layer_free     (PosterPreviewLayer     *layer);
void                poster_preview_layer_keep     (PosterPreviewLayer     *layer,
                                                   PosterPreviewLayer     *former);
void                poster_preview_layer_snapshot (PosterPreviewLayer     *layer,
                                                   const graphene_point_t *origin,
                                                   float                   unit,
                                                   GtkSnapshot            *snapshot);

GskRenderNode      *poster_preview_layer_scale    (GskRenderNode          *node,
                                                   const graphene_point_t *origin,
                                                   float                   unit);

G_END_DECLS
