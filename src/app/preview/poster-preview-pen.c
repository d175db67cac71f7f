/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-pen"

#include "poster-preview-pen.h"

#include <adwaita.h>

/* Icons are made this much larger than a unit is a pixel: pages are shown somewhat larger, and much
 * smaller. */
#define ICON_SCALE 2

/* Of the shadow behind what lies on a picture. */
#define SHADOW_RADIUS 2.5f

/**
 * poster_preview_pen_init:
 * @self: a pen
 * @widget: whose fonts, icons and direction are used
 * @width: of the page, in units
 *
 * Makes a pen that writes white on pictures. To be followed by poster_preview_pen_clear().
 */
void
poster_preview_pen_init (PosterPreviewPen *self,
                         GtkWidget        *widget,
                         float             width)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  cairo_font_options_t *options = cairo_font_options_create ();

  *self = (PosterPreviewPen) { .widget = widget, .width = width };
  self->snapshot = gtk_snapshot_new ();
  self->context = gtk_widget_create_pango_context (widget);
  /* What is scaled afterwards has no whole pixels to keep to. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  self->is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  self->is_high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_for_display (gtk_widget_get_display (widget)));
  self->over_picture = TRUE;
  poster_preview_pen_color (self, &white, &white);
}

void
poster_preview_pen_clear (PosterPreviewPen *self)
{
  g_clear_object (&self->snapshot);
  g_clear_object (&self->context);
}

static GdkRGBA
thin (const GdkRGBA *color,
      float          by)
{
  GdkRGBA thinner = *color;

  thinner.alpha *= by;
  return thinner;
}

/**
 * poster_preview_pen_color:
 * @self: a pen
 * @text: the colour of words: the other colours follow from it
 * @accent: of hashtags, mentions and links
 */
void
poster_preview_pen_color (PosterPreviewPen *self,
                          const GdkRGBA    *text,
                          const GdkRGBA    *accent)
{
  self->text = *text;
  self->accent = *accent;
  self->dim = thin (text, self->is_high_contrast ? 0.9f : self->over_picture ? 0.75f : 0.6f);
  self->line = thin (text, self->is_high_contrast ? 0.5f : 0.12f);
  self->fill = thin (text, self->is_high_contrast ? 0.15f : 0.08f);
}

/**
 * poster_preview_pen_place:
 * @self: a pen
 * @x: from the start of the page
 * @y: from its top
 * @width: of a box
 * @height: of it
 *
 * Returns: where that is, from the left
 */
graphene_rect_t
poster_preview_pen_place (PosterPreviewPen *self,
                          float             x,
                          float             y,
                          float             width,
                          float             height)
{
  return GRAPHENE_RECT_INIT (self->is_mirrored ? self->width - x - width : x, y, width, height);
}

/**
 * poster_preview_pen_lay_out:
 * @self: a pen
 * @text: a line, or several
 * @size: of the font
 * @weight: of it
 *
 * Returns: (transfer full): a layout of @text
 */
PangoLayout *
poster_preview_pen_lay_out (PosterPreviewPen *self,
                            const char       *text,
                            float             size,
                            PangoWeight       weight)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (self->context));

  pango_font_description_set_absolute_size (font, (double) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  /* Pango means where a text that runs as the desktop does begins, if it is told where that is. */
  pango_layout_set_alignment (layout, self->is_mirrored ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  return layout;
}

static float
get_width (PangoLayout *layout)
{
  int width = pango_layout_get_width (layout);

  if (width < 0)
    pango_layout_get_size (layout, &width, NULL);
  return (float) width / PANGO_SCALE;
}

/* Returns: (transfer full): where to draw what throws a shadow, until cast_shadow() */
static GtkSnapshot *
begin_shadow (PosterPreviewPen *self)
{
  const GskShadow shadow = { { 0, 0, 0, 0.45f }, 0, 0.7f, SHADOW_RADIUS };
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  if (self->over_picture)
    gtk_snapshot_push_shadow (snapshot, &shadow, 1);
  return snapshot;
}

/* Where there is no GL, a shadow costs as much as all that is drawn anew, unless a clip tells how far it
 * reaches: with ten of them a clip stutters, and typing waits. A snapshot leaves out a clip that cuts
 * nothing off, so it is made here.
 *
 * @snapshot: (transfer full): of begin_shadow() */
static void
cast_shadow (PosterPreviewPen *self,
             GtkSnapshot      *snapshot)
{
  g_autoptr(GskRenderNode) clip = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  graphene_rect_t reach;

  if (self->over_picture)
    gtk_snapshot_pop (snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;
  gsk_render_node_get_bounds (node, &reach);
  clip = self->over_picture ? gsk_clip_node_new (node, &reach) : gsk_render_node_ref (node);
  gtk_snapshot_append_node (self->snapshot, clip);
}

/**
 * poster_preview_pen_layout:
 * @self: a pen
 * @layout: of poster_preview_pen_lay_out()
 * @x: its start
 * @y: its top
 * @color: of its text
 */
void
poster_preview_pen_layout (PosterPreviewPen *self,
                           PangoLayout      *layout,
                           float             x,
                           float             y,
                           const GdkRGBA    *color)
{
  graphene_rect_t place = poster_preview_pen_place (self, x, y, get_width (layout), 0);
  GtkSnapshot *shadow = begin_shadow (self);

  gtk_snapshot_save (self->snapshot);
  gtk_snapshot_translate (self->snapshot, &place.origin);
  gtk_snapshot_append_layout (shadow, layout, color);
  cast_shadow (self, shadow);
  gtk_snapshot_restore (self->snapshot);
}

/**
 * poster_preview_pen_measure:
 * @self: a pen
 * @text: a line
 * @size: of the font
 * @weight: of it
 *
 * Returns: how wide it is
 */
float
poster_preview_pen_measure (PosterPreviewPen *self,
                            const char       *text,
                            float             size,
                            PangoWeight       weight)
{
  g_autoptr(PangoLayout) layout = poster_preview_pen_lay_out (self, text, size, weight);

  return get_width (layout);
}

/**
 * poster_preview_pen_line:
 * @self: a pen
 * @text: one line
 * @x: its start
 * @middle: of its height
 * @width: how much room there is; more than that is cut
 * @size: of the font
 * @weight: of it
 * @color: of it
 *
 * Returns: the room that it took
 */
float
poster_preview_pen_line (PosterPreviewPen *self,
                         const char       *text,
                         float             x,
                         float             middle,
                         float             width,
                         float             size,
                         PangoWeight       weight,
                         const GdkRGBA    *color)
{
  g_autoptr(PangoLayout) layout = poster_preview_pen_lay_out (self, text, size, weight);
  float natural, taken;
  int height;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  natural = get_width (layout);
  taken = MIN (natural, MAX (width, 0));
  if (natural > taken)
    {
      pango_layout_set_width (layout, (int) (taken * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_size (layout, NULL, &height);
  poster_preview_pen_layout (self, layout, x, middle - (float) height / PANGO_SCALE / 2, color);
  return taken;
}

/**
 * poster_preview_pen_icon:
 * @self: a pen
 * @name: of a symbolic icon
 * @x: its middle
 * @y: its middle
 * @size: of it
 * @color: of it
 */
void
poster_preview_pen_icon (PosterPreviewPen *self,
                         const char       *name,
                         float             x,
                         float             y,
                         float             size,
                         const GdkRGBA    *color)
{
  const GdkRGBA colors[] = { *color, *color, *color, *color };
  graphene_rect_t place = poster_preview_pen_place (self, x - size / 2, y - size / 2, size, size);
  g_autoptr(GtkIconPaintable) icon = NULL;
  GtkSnapshot *shadow = begin_shadow (self);

  icon = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (self->widget)),
                                     name, NULL, MAX (1, (int) (size + 0.5f)),
                                     ICON_SCALE * gtk_widget_get_scale_factor (self->widget),
                                     self->is_mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (self->snapshot);
  gtk_snapshot_translate (self->snapshot, &place.origin);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), shadow, (double) size,
                                            (double) size, colors, G_N_ELEMENTS (colors));
  cast_shadow (self, shadow);
  gtk_snapshot_restore (self->snapshot);
}

/**
 * poster_preview_pen_box:
 * @self: a pen
 * @rect: of poster_preview_pen_place()
 * @radius: of its corners
 * @color: that it is filled with
 */
void
poster_preview_pen_box (PosterPreviewPen      *self,
                        const graphene_rect_t *rect,
                        float                  radius,
                        const GdkRGBA         *color)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_push_rounded_clip (self->snapshot, &rounded);
  gtk_snapshot_append_color (self->snapshot, color, rect);
  gtk_snapshot_pop (self->snapshot);
}

/**
 * poster_preview_pen_ring:
 * @self: a pen
 * @rect: of poster_preview_pen_place()
 * @radius: of its corners
 * @thickness: of the line, inside
 * @color: of it
 */
void
poster_preview_pen_ring (PosterPreviewPen      *self,
                         const graphene_rect_t *rect,
                         float                  radius,
                         float                  thickness,
                         const GdkRGBA         *color)
{
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  const float widths[4] = { thickness, thickness, thickness, thickness };
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_append_border (self->snapshot, &rounded, widths, colors);
}

/**
 * poster_preview_pen_disc:
 * @self: a pen
 * @x: its middle
 * @y: its middle
 * @diameter: of it
 * @color: that it is filled with
 */
void
poster_preview_pen_disc (PosterPreviewPen *self,
                         float             x,
                         float             y,
                         float             diameter,
                         const GdkRGBA    *color)
{
  graphene_rect_t rect = poster_preview_pen_place (self, x - diameter / 2, y - diameter / 2, diameter, diameter);

  poster_preview_pen_box (self, &rect, diameter / 2, color);
}
