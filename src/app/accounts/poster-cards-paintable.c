/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-cards-paintable"

#include "poster-cards-paintable.h"

#include <adwaita.h>

#include "poster-cards-scenes.h"

/**
 * PosterCardsPaintable:
 *
 * Three phones, fanned out: what this program is about. In full for the welcome, or as an outline
 * in the colour of the text (it is symbolic then) for places that are still empty.
 */
struct _PosterCardsPaintable
{
  GObject  parent_instance;

  gboolean outline;
};

/* In units of the intrinsic size. */
typedef struct
{
  double           center_x;
  double           center_y;
  double           width;
  double           height;
  double           degrees;
  PosterCardsScene scene;
} Card;

/* The one in front comes last. */
static const Card cards[] = {
  { 83, 138, 118, 212, -13, poster_cards_draw_sunset },
  { 317, 138, 118, 212, 13, poster_cards_draw_vase },
  { 200, 138, 148, 256, 0, poster_cards_draw_kitchen },
};

#define FULL_WIDTH  400
#define FULL_HEIGHT 290
#define FULL_BEZEL  5
#define FULL_RADIUS 19

/* Of the shadow. */
#define N_SHADOWS    14
#define SHADOW_WIDTH 24

/* The outline is the same drawing, smaller. */
#define OUTLINE_WIDTH  200
#define OUTLINE_HEIGHT 160

/* AdwStatusPage takes half away from whatever it shows. */
#define OUTLINE_LINE_ALPHA 0.45
#define OUTLINE_SIGN_ALPHA 0.95

static void poster_cards_paintable_iface_init (GdkPaintableInterface *iface);
static void poster_cards_paintable_symbolic_iface_init (GtkSymbolicPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterCardsPaintable, poster_cards_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, poster_cards_paintable_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SYMBOLIC_PAINTABLE,
                                                      poster_cards_paintable_symbolic_iface_init))

/* Full */

/* Soft and below: a pile of ever wider areas that can hardly be seen, denser near the card. (The renderers do not agree on
 * the shadow of something that is turned.) */
static void
snapshot_shadow (GtkSnapshot           *snapshot,
                 const graphene_rect_t *card,
                 float                  scale)
{
  for (guint i = 1; i <= N_SHADOWS; i++)
    {
      float grown = SHADOW_WIDTH * scale * i * i / (N_SHADOWS * N_SHADOWS);
      graphene_rect_t area = *card;
      GskRoundedRect body;

      graphene_rect_inset (&area, -grown, -grown);
      graphene_rect_offset (&area, 0, 7 * scale);
      gsk_rounded_rect_init_from_rect (&body, &area, FULL_RADIUS * scale + grown);
      gtk_snapshot_push_rounded_clip (snapshot, &body);
      gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 0.14f / N_SHADOWS }, &area);
      gtk_snapshot_pop (snapshot);
    }
}

/* Drawn at @scale instead of within a scaled snapshot: GTK 4.8 misplaces what cairo draws there. */
static void
snapshot_card (GtkSnapshot *snapshot,
               const Card  *card,
               float        scale)
{
  float width = (float) card->width * scale;
  float height = (float) card->height * scale;
  graphene_rect_t outer = GRAPHENE_RECT_INIT (-width / 2, -height / 2, width, height);
  graphene_rect_t screen = outer;
  GskRoundedRect body;
  GskRoundedRect inside;
  cairo_t *cr;

  graphene_rect_inset (&screen, FULL_BEZEL * scale, FULL_BEZEL * scale);
  gsk_rounded_rect_init_from_rect (&body, &outer, FULL_RADIUS * scale);
  gsk_rounded_rect_init_from_rect (&inside, &screen, (FULL_RADIUS - FULL_BEZEL) * scale);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) card->center_x * scale,
                                                          (float) card->center_y * scale));
  gtk_snapshot_rotate (snapshot, (float) card->degrees);
  snapshot_shadow (snapshot, &outer, scale);
  gtk_snapshot_push_rounded_clip (snapshot, &body);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0.04f, 0.04f, 0.04f, 1 }, &outer);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_push_rounded_clip (snapshot, &inside);
  cr = gtk_snapshot_append_cairo (snapshot, &screen);
  cairo_translate (cr, screen.origin.x, screen.origin.y);
  cairo_scale (cr, screen.size.width, screen.size.height);
  card->scene (cr);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);

  /* The edge catches some light, so that a phone in the dark can be seen. */
  if (adw_style_manager_get_dark (adw_style_manager_get_default ()))
    {
      GdkRGBA light = { 1, 1, 1, 0.16f };

      gtk_snapshot_append_border (snapshot, &body, (float[4]) { 1, 1, 1, 1 },
                                  (GdkRGBA[4]) { light, light, light, light });
    }
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_full (GtkSnapshot *snapshot,
               double       width,
               double       height)
{
  float scale = (float) MIN (width / FULL_WIDTH, height / FULL_HEIGHT);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (width - FULL_WIDTH * scale) / 2,
                                                          (float) (height - FULL_HEIGHT * scale) / 2));
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    snapshot_card (snapshot, &cards[i], scale);
  gtk_snapshot_restore (snapshot);
}

/* Outline */

static void
add_card (cairo_t    *cr,
          const Card *card)
{
  double right = card->width / 2;
  double bottom = card->height / 2;

  cairo_save (cr);
  cairo_translate (cr, card->center_x, card->center_y);
  cairo_rotate (cr, card->degrees * G_PI / 180);
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - FULL_RADIUS, -bottom + FULL_RADIUS, FULL_RADIUS, -G_PI / 2, 0);
  cairo_arc (cr, right - FULL_RADIUS, bottom - FULL_RADIUS, FULL_RADIUS, 0, G_PI / 2);
  cairo_arc (cr, -right + FULL_RADIUS, bottom - FULL_RADIUS, FULL_RADIUS, G_PI / 2, G_PI);
  cairo_arc (cr, -right + FULL_RADIUS, -bottom + FULL_RADIUS, FULL_RADIUS, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  cairo_restore (cr);
}

static void
snapshot_outline (GtkSnapshot   *snapshot,
                  double         width,
                  double         height,
                  const GdkRGBA *color)
{
  const Card *front = &cards[G_N_ELEMENTS (cards) - 1];
  double scale = MIN (width / OUTLINE_WIDTH, height / OUTLINE_HEIGHT) * OUTLINE_WIDTH / FULL_WIDTH;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_translate (cr, width / 2, height / 2);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -front->center_x, -front->center_y);
  cairo_set_line_width (cr, 2 * FULL_WIDTH / (double) OUTLINE_WIDTH);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * OUTLINE_LINE_ALPHA);

  /* What is behind the one in front is not drawn. */
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle (cr, -FULL_WIDTH, -FULL_HEIGHT, 3 * FULL_WIDTH, 3 * FULL_HEIGHT);
  add_card (cr, front);
  cairo_clip (cr);
  for (guint i = 0; i < G_N_ELEMENTS (cards) - 1; i++)
    {
      add_card (cr, &cards[i]);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
  add_card (cr, front);
  cairo_stroke (cr);

  /* The sign for playing points the same way in all scripts. As a whole, or its edge would show. */
  cairo_push_group (cr);
  cairo_set_source_rgb (cr, color->red, color->green, color->blue);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 6);
  cairo_translate (cr, front->center_x, front->center_y);
  cairo_move_to (cr, -15, -19);
  cairo_line_to (cr, 19, 0);
  cairo_line_to (cr, -15, 19);
  cairo_close_path (cr);
  cairo_fill_preserve (cr);
  cairo_stroke (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, color->alpha * OUTLINE_SIGN_ALPHA);
  cairo_destroy (cr);
}

/* The interfaces */

static void
poster_cards_paintable_snapshot_symbolic (GtkSymbolicPaintable *paintable,
                                          GdkSnapshot          *snapshot,
                                          double                width,
                                          double                height,
                                          const GdkRGBA        *colors,
                                          gsize                 n_colors)
{
  PosterCardsPaintable *self = POSTER_CARDS_PAINTABLE (paintable);

  if (self->outline)
    snapshot_outline (snapshot, width, height, &colors[GTK_SYMBOLIC_COLOR_FOREGROUND]);
  else
    snapshot_full (snapshot, width, height);
}

static void
poster_cards_paintable_snapshot (GdkPaintable *paintable,
                                 GdkSnapshot  *snapshot,
                                 double        width,
                                 double        height)
{
  GdkRGBA gray = { 0.5f, 0.5f, 0.5f, 1 };

  poster_cards_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, width, height, &gray, 1);
}

static GdkPaintableFlags
poster_cards_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE;
}

static int
poster_cards_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  return POSTER_CARDS_PAINTABLE (paintable)->outline ? OUTLINE_WIDTH : FULL_WIDTH;
}

static int
poster_cards_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  return POSTER_CARDS_PAINTABLE (paintable)->outline ? OUTLINE_HEIGHT : FULL_HEIGHT;
}

static void
poster_cards_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = poster_cards_paintable_snapshot;
  iface->get_flags = poster_cards_paintable_get_flags;
  iface->get_intrinsic_width = poster_cards_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = poster_cards_paintable_get_intrinsic_height;
}

static void
poster_cards_paintable_symbolic_iface_init (GtkSymbolicPaintableInterface *iface)
{
  iface->snapshot_symbolic = poster_cards_paintable_snapshot_symbolic;
}

static void
poster_cards_paintable_class_init (PosterCardsPaintableClass *klass)
{
}

static void
poster_cards_paintable_init (PosterCardsPaintable *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gdk_paintable_invalidate_contents), self, G_CONNECT_SWAPPED);
}

/**
 * poster_cards_paintable_new:
 * @outline: whether in the colour of the text, in lines only
 *
 * In full it is 400 by 290, as an outline 200 by 160; it keeps its shape at any size.
 *
 * Returns: (transfer full): the picture
 */
GdkPaintable *
poster_cards_paintable_new (gboolean outline)
{
  PosterCardsPaintable *self = g_object_new (POSTER_TYPE_CARDS_PAINTABLE, NULL);

  self->outline = outline;
  return GDK_PAINTABLE (self);
}
