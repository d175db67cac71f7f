/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-frame"

#include "poster-preview-frame.h"

#include <math.h>

/* Of the phone's body and screen, in units. */
#define BODY_RADIUS   34.0f
#define SCREEN_RADIUS 27.0f

/* The body around the screen: nearly as wide when the phone is small. */
#define BODY(unit) (4 + 4 * (unit))

/* Of a card, in pixels, as libadwaita has them, and what its shadow needs. */
#define CARD_RADIUS 12.0f
#define CARD_MARGIN 6

/* Words need not be larger than anywhere else. */
#define CARD_LARGEST 1.15f

/* How much narrower or wider than its place a picture may be and still fill it. */
#define ABOUT_THE_SAME 0.02

/**
 * poster_preview_frame_fit:
 * @self: a frame
 * @scene: a page
 * @width: of the widget, in pixels
 * @height: of it
 *
 * Makes @scene as large as it can be, in the middle.
 */
void
poster_preview_frame_fit (PosterPreviewFrame       *self,
                          const PosterPreviewScene *scene,
                          int                       width,
                          int                       height)
{
  float margin = scene->is_phone ? 8 : 2 * CARD_MARGIN, extra = scene->is_phone ? 8 : 0;
  float unit = MIN (((float) width - margin) / (scene->width + extra), ((float) height - margin) / (scene->height + extra));
  float page_width, page_height;
  graphene_rect_t page;

  unit = MAX (unit, 0.1f);
  if (!scene->is_phone)
    unit = MIN (unit, CARD_LARGEST);
  page_width = roundf (unit * scene->width);
  page_height = roundf (unit * scene->height);
  page = GRAPHENE_RECT_INIT (roundf (((float) width - page_width) / 2), roundf (((float) height - page_height) / 2),
                             page_width, page_height);
  unit = page_width / scene->width;
  if (!graphene_rect_equal (&page, &self->page) || unit < self->unit || unit > self->unit)
    poster_preview_frame_clear (self);
  self->unit = unit;
  self->page = page;
}

void
poster_preview_frame_clear (PosterPreviewFrame *self)
{
  g_clear_pointer (&self->body, gsk_render_node_unref);
  poster_preview_frame_clear_picture (self);
}

/**
 * poster_preview_frame_clear_picture:
 * @self: a frame
 *
 * Forgets how the picture was drawn, since it is another, or elsewhere on the page.
 */
void
poster_preview_frame_clear_picture (PosterPreviewFrame *self)
{
  g_clear_pointer (&self->picture, gsk_render_node_unref);
}

/**
 * poster_preview_frame_place:
 * @self: a frame
 * @units: a place on the page
 * @pixels: (out caller-allocates): where that is in the widget
 */
void
poster_preview_frame_place (PosterPreviewFrame    *self,
                            const graphene_rect_t *units,
                            graphene_rect_t       *pixels)
{
  *pixels = GRAPHENE_RECT_INIT (self->page.origin.x + units->origin.x * self->unit,
                                self->page.origin.y + units->origin.y * self->unit,
                                units->size.width * self->unit, units->size.height * self->unit);
}

/* In a clip that cuts nothing off: without GL, what is drawn anew beside it and within it would else
 * have all of it blurred again. A snapshot leaves out such a clip, so it is made here. */
static void
append_shadow (GtkSnapshot          *snapshot,
               const GskRoundedRect *outline,
               const GdkRGBA        *color,
               float                 unit)
{
  g_autoptr(GskRenderNode) shadow = gsk_outset_shadow_node_new (outline, color, 0, 6 * unit, 0, 22 * unit);
  g_autoptr(GskRenderNode) clip = NULL;
  graphene_rect_t reach;

  gsk_render_node_get_bounds (shadow, &reach);
  clip = gsk_clip_node_new (shadow, &reach);
  gtk_snapshot_append_node (snapshot, clip);
}

static GskRenderNode *
draw_body (PosterPreviewFrame *self)
{
  const GdkRGBA black = { 0.055f, 0.055f, 0.06f, 1 };
  const GdkRGBA shadow = { 0, 0, 0, 0.28f };
  const GdkRGBA edge = { 1, 1, 1, self->is_outlined ? 0.8f : 0.09f };
  const GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  float around = roundf (BODY (self->unit));
  GskRoundedRect outline;
  graphene_rect_t body;

  graphene_rect_inset_r (&self->page, -around, -around, &body);
  gsk_rounded_rect_init_from_rect (&outline, &body, BODY_RADIUS * self->unit);
  append_shadow (snapshot, &outline, &shadow, self->unit);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &black, &body);
  gtk_snapshot_pop (snapshot);
  /* On a dark ground it would have no shape. */
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * poster_preview_frame_snapshot_body:
 * @self: a frame
 * @snapshot: where to
 *
 * Draws the phone around the page.
 */
void
poster_preview_frame_snapshot_body (PosterPreviewFrame *self,
                                    GtkSnapshot        *snapshot)
{
  if (self->body == NULL)
    self->body = draw_body (self);
  gtk_snapshot_append_node (snapshot, self->body);
}

/**
 * poster_preview_frame_begin:
 * @self: a frame
 * @scene: the page in it
 * @snapshot: where to
 *
 * What is drawn until poster_preview_frame_end() is on the page.
 */
void
poster_preview_frame_begin (PosterPreviewFrame       *self,
                            const PosterPreviewScene *scene,
                            GtkSnapshot              *snapshot)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &self->page, scene->is_phone ? SCREEN_RADIUS * self->unit : CARD_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
}

void
poster_preview_frame_end (GtkSnapshot *snapshot)
{
  gtk_snapshot_pop (snapshot);
}

/**
 * poster_preview_frame_snapshot_layer:
 * @self: a frame
 * @layer: of the page in it
 * @snapshot: where to, between poster_preview_frame_begin() and poster_preview_frame_end()
 */
void
poster_preview_frame_snapshot_layer (PosterPreviewFrame *self,
                                     PosterPreviewLayer *layer,
                                     GtkSnapshot        *snapshot)
{
  poster_preview_layer_snapshot (layer, &self->page.origin, self->unit, snapshot);
}

static void
snapshot_fitted (const graphene_rect_t *place,
                 PosterPreviewFit       fit,
                 GdkPaintable          *paintable,
                 GtkSnapshot           *snapshot)
{
  double place_ratio = (double) (place->size.width / place->size.height);
  double ratio = gdk_paintable_get_intrinsic_aspect_ratio (paintable);
  double by, width, height;
  gboolean as_wide;

  if (ratio <= 0)
    ratio = place_ratio;
  by = ratio / place_ratio;
  as_wide = (by > 1) != (fit == POSTER_PREVIEW_FILL || ABS (by - 1) <= ABOUT_THE_SAME);
  width = as_wide ? (double) place->size.width : (double) place->size.height * ratio;
  height = as_wide ? (double) place->size.width / ratio : (double) place->size.height;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (place->origin.x + (place->size.width - (float) width) / 2,
                                                          place->origin.y + (place->size.height - (float) height) / 2));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  gtk_snapshot_restore (snapshot);
}

static GskRenderNode *
draw_picture (const PosterPreviewScene *scene,
              GdkPaintable             *paintable)
{
  const GdkRGBA black = { 0, 0, 0, 1 };
  const graphene_rect_t *media = &scene->media;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, media, scene->media_radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &black, media);
  if (paintable != NULL)
    snapshot_fitted (media, scene->fit, paintable, snapshot);
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static GskRenderNode *
draw_cells (const PosterPreviewScene *scene,
            GPtrArray                *paintables)
{
  const GdkRGBA waiting = { 0.5f, 0.5f, 0.5f, 0.25f };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &scene->media, scene->media_radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  for (guint i = 0; i < scene->n_cells; i++)
    {
      const graphene_rect_t *place = &scene->cells[i].place;

      gsk_rounded_rect_init_from_rect (&outline, place, scene->cell_radius);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &waiting, place);
      if (i < paintables->len)
        snapshot_fitted (place, POSTER_PREVIEW_FILL, g_ptr_array_index (paintables, i), snapshot);
      gtk_snapshot_pop (snapshot);
    }
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* @node: (nullable) (transfer full): in units */
static void
take_picture (PosterPreviewFrame *self,
              GskRenderNode      *node)
{
  if (node != NULL)
    self->picture = poster_preview_layer_scale (node, &self->page.origin, self->unit);
}

/**
 * poster_preview_frame_snapshot_picture:
 * @self: a frame
 * @scene: the page in it
 * @paintable: (nullable): its picture
 * @snapshot: where to, between poster_preview_frame_begin() and poster_preview_frame_end()
 *
 * Draws the picture where the platform shows it, on black where it leaves something free: as the last
 * time, until poster_preview_frame_clear_picture().
 */
void
poster_preview_frame_snapshot_picture (PosterPreviewFrame       *self,
                                       const PosterPreviewScene *scene,
                                       GdkPaintable             *paintable,
                                       GtkSnapshot              *snapshot)
{
  if (scene->media.size.width <= 0 || scene->media.size.height <= 0)
    return;
  if (self->picture == NULL)
    take_picture (self, draw_picture (scene, paintable));
  if (self->picture != NULL)
    gtk_snapshot_append_node (snapshot, self->picture);
}

/**
 * poster_preview_frame_snapshot_cells:
 * @self: a frame
 * @scene: the page in it, with cells
 * @paintables: (element-type GdkPaintable): as many as there are cells
 * @snapshot: where to, between poster_preview_frame_begin() and poster_preview_frame_end()
 *
 * Draws several pictures where the platform shows them, rounded as a whole or each: as the last time,
 * until poster_preview_frame_clear_picture().
 */
void
poster_preview_frame_snapshot_cells (PosterPreviewFrame       *self,
                                     const PosterPreviewScene *scene,
                                     GPtrArray                *paintables,
                                     GtkSnapshot              *snapshot)
{
  if (self->picture == NULL)
    take_picture (self, draw_cells (scene, paintables));
  if (self->picture != NULL)
    gtk_snapshot_append_node (snapshot, self->picture);
}
