/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PosterPreviewPen:
 * @widget: whose fonts and icons are used
 * @snapshot: where to
 * @context: for text
 * @width: of the page, in units
 * @is_mirrored: one reads from right to left: what is at the start is at the right
 * @is_high_contrast: nothing is faint, and what has a shape has an outline
 * @over_picture: what is drawn must be legible on any picture
 * @text: the colour of words
 * @dim: of words that matter less
 * @accent: of hashtags, mentions and links
 * @line: of hairlines
 * @fill: of buttons, and of what is not there
 *
 * Draws parts of a platform's interface. All measures are in units, which whoever shows the page
 * scales; `x` counts from the start, so that nobody but the pen thinks of the direction.
 */
typedef struct
{
  GtkWidget    *widget;
  GtkSnapshot  *snapshot;
  PangoContext *context;
  float         width;
  gboolean      is_mirrored;
  gboolean      is_high_contrast;
  gboolean      over_picture;
  GdkRGBA       text;
  GdkRGBA       dim;
  GdkRGBA       accent;
  GdkRGBA       line;
  GdkRGBA       fill;
} PosterPreviewPen;

void         poster_preview_pen_init    (PosterPreviewPen      *self,
                                         GtkWidget             *widget,
                                         float                  width);
void         poster_preview_pen_clear   (PosterPreviewPen      *self);
void         poster_preview_pen_color   (PosterPreviewPen      *self,
                                         const GdkRGBA         *text,
                                         const GdkRGBA         *accent);
PangoLayout *poster_preview_pen_lay_out (PosterPreviewPen      *self,
                                         const char            *text,
                                         float                  size,
                                         PangoWeight            weight);
void         poster_preview_pen_layout  (PosterPreviewPen      *self,
                                         PangoLayout           *layout,
                                         float                  x,
                                         float                  y,
                                         const GdkRGBA         *color);
float        poster_preview_pen_line    (PosterPreviewPen      *self,
                                         const char            *text,
                                         float                  x,
                                         float                  middle,
                                         float                  width,
                                         float                  size,
                                         PangoWeight            weight,
                                         const GdkRGBA         *color);
float        poster_preview_pen_measure (PosterPreviewPen      *self,
                                         const char            *text,
                                         float                  size,
                                         PangoWeight            weight);
void         poster_preview_pen_icon    (PosterPreviewPen      *self,
                                         const char            *name,
                                         float                  x,
                                         float                  y,
                                         float                  size,
                                         const GdkRGBA         *color);
void         poster_preview_pen_box     (PosterPreviewPen      *self,
                                         const graphene_rect_t *rect,
                                         float                  radius,
                                         const GdkRGBA         *color);
void         poster_preview_pen_ring    (PosterPreviewPen      *self,
                                         const graphene_rect_t *rect,
                                         float                  radius,
                                         float                  thickness,
                                         const GdkRGBA         *color);
void         poster_preview_pen_disc    (PosterPreviewPen      *self,
                                         float                  x,
                                         float                  y,
                                         float                  diameter,
                                         const GdkRGBA         *color);
graphene_rect_t poster_preview_pen_place (PosterPreviewPen     *self,
                                          float                 x,
                                          float                 y,
                                          float                 width,
                                          float                 height);

G_END_DECLS
