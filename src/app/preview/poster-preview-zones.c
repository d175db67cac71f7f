/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-zones"

#include "poster-preview-looks.h"

#include "poster-json.h"
#include "poster-preview-nodes.h"

#include <glib/gi18n-lib.h>

static float
read_inset (JsonObject *insets,
            const char *side)
{
  return (float) CLAMP (poster_json_get_double (insets, side, 0), 0, 0.5);
}

/* What is covered: darker, and hatched for those who see no difference in that. */
static void
draw_covered (PosterPreviewPen      *pen,
              const graphene_rect_t *screen,
              const graphene_rect_t *safe)
{
  const GdkRGBA dark = { 0, 0, 0, 0.38f };
  const GskColorStop hatch[] = {
    { 0, { 0, 0, 0, 0 } },
    { 0.55f, { 0, 0, 0, 0 } },
    { 0.60f, { 0, 0, 0, 0.22f } },
    { 0.95f, { 0, 0, 0, 0.22f } },
    { 1, { 0, 0, 0, 0 } },
  };
  float left = screen->origin.x, top = screen->origin.y;
  float right = left + screen->size.width, bottom = top + screen->size.height;
  float safe_right = safe->origin.x + safe->size.width, safe_bottom = safe->origin.y + safe->size.height;
  const graphene_rect_t covered[] = {
    GRAPHENE_RECT_INIT (left, top, right - left, safe->origin.y - top),
    GRAPHENE_RECT_INIT (left, safe_bottom, right - left, bottom - safe_bottom),
    GRAPHENE_RECT_INIT (left, safe->origin.y, safe->origin.x - left, safe->size.height),
    GRAPHENE_RECT_INIT (safe_right, safe->origin.y, right - safe_right, safe->size.height),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (covered); i++)
    {
      if (covered[i].size.width <= 0 || covered[i].size.height <= 0)
        continue;
      gtk_snapshot_append_color (pen->snapshot, &dark, &covered[i]);
      gtk_snapshot_append_repeating_linear_gradient (pen->snapshot, &covered[i], &screen->origin,
                                                     &GRAPHENE_POINT_INIT (left + 5, top + 5),
                                                     hatch, G_N_ELEMENTS (hatch));
    }
}

static void
draw_outline (PosterPreviewPen      *pen,
              const graphene_rect_t *safe)
{
  const double dashes[] = { 4, 3 };
  g_autofree char *name = g_strdup_printf ("safe zone %g %g %g %g", (double) safe->origin.x, (double) safe->origin.y,
                                           (double) safe->size.width, (double) safe->size.height);
  graphene_rect_t around = *safe;
  double radius = 4, x, y, width, height;
  cairo_t *cr;

  graphene_rect_inset (&around, -2, -2);
  cr = gtk_snapshot_append_cairo (pen->snapshot, &around);
  poster_preview_nodes_name (cr, name);
  x = (double) safe->origin.x;
  y = (double) safe->origin.y;
  width = (double) safe->size.width;
  height = (double) safe->size.height;
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.92);
  cairo_set_line_width (cr, 1.2);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * poster_preview_look_zones:
 * @insets: of the data: parts of the screen that are covered
 * @pen: draws it
 * @screen: where the picture is
 *
 * Shades what the platform's own interface covers, and says what the rest is for.
 */
void
poster_preview_look_zones (JsonObject            *insets,
                           PosterPreviewPen      *pen,
                           const graphene_rect_t *screen)
{
  const GdkRGBA dark = { 0, 0, 0, 0.55f };
  const char *words = _("Keep words and faces in here");
  float start = read_inset (insets, "start") * screen->size.width, end = read_inset (insets, "end") * screen->size.width;
  float top = read_inset (insets, "top") * screen->size.height;
  float bottom = read_inset (insets, "bottom") * screen->size.height;
  float width = MIN (poster_preview_pen_measure (pen, words, 11, PANGO_WEIGHT_SEMIBOLD),
                     screen->size.width - start - end - 28);
  graphene_rect_t safe = poster_preview_pen_place (pen, start, top, screen->size.width - start - end,
                                                   screen->size.height - top - bottom);
  graphene_rect_t pill = poster_preview_pen_place (pen, start + 8, top + 8, width + 12, 16);

  draw_covered (pen, screen, &safe);
  draw_outline (pen, &safe);
  poster_preview_pen_box (pen, &pill, 8, &dark);
  poster_preview_pen_line (pen, words, start + 14, top + 16, width, 11, PANGO_WEIGHT_SEMIBOLD, &pen->text);
}
