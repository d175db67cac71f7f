/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-preview-look.h"
#include "poster-preview-pen.h"

G_BEGIN_DECLS

#define POSTER_PREVIEW_SCREEN_WIDTH  284
#define POSTER_PREVIEW_SCREEN_HEIGHT 505

void poster_preview_look_screen (const PosterPreviewPost *post,
                                 PosterPreviewPen        *pen,
                                 PosterPreviewScene      *scene);
void poster_preview_look_card   (const PosterPreviewPost *post,
                                 PosterPreviewPen        *pen,
                                 PosterPreviewScene      *scene);
void poster_preview_look_zones  (JsonObject              *insets,
                                 PosterPreviewPen        *pen,
                                 const graphene_rect_t   *screen);

/* Several pictures at once. */
gboolean poster_preview_grid_is_for    (const PosterPreviewPost *post);
float    poster_preview_grid_get_ratio (const PosterPreviewPost *post);
void     poster_preview_grid_lay_out   (const PosterPreviewPost *post,
                                        PosterPreviewPen        *pen,
                                        float                    x,
                                        float                    y,
                                        float                    width,
                                        float                    height,
                                        PosterPreviewScene      *scene);
gboolean poster_preview_strip_is_for   (const PosterPreviewPost *post);
float    poster_preview_strip_lay_out  (const PosterPreviewPost *post,
                                        PosterPreviewPen        *pen,
                                        float                    x,
                                        float                    y,
                                        float                    width,
                                        float                    ratio,
                                        PosterPreviewScene      *scene);

/* The card of an address. */
char    *poster_preview_link_dup_host  (const PosterPreviewPost *post);
float    poster_preview_link_draw      (const PosterPreviewPost *post,
                                        PosterPreviewPen        *pen,
                                        float                    x,
                                        float                    y,
                                        float                    width);

/* What both families draw over a picture. */
void poster_preview_look_dots    (const PosterPreviewPost *post,
                                  PosterPreviewPen        *pen,
                                  float                    middle,
                                  float                    y,
                                  const GdkRGBA           *here,
                                  const GdkRGBA           *elsewhere);
void poster_preview_look_counter (const PosterPreviewPost *post,
                                  PosterPreviewPen        *pen,
                                  float                    end,
                                  float                    y);
void poster_preview_look_instead (PosterPreviewPen        *pen,
                                  const char              *icon,
                                  const char              *words,
                                  const graphene_rect_t   *place);

G_END_DECLS
