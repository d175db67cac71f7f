/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-zones"

#include "poster-preview-paint.h"

#include "poster-json.h"

#include <glib/gi18n-lib.h>

/* Returns: (nullable): what the platform covers, as `data/platforms.json` has it */
static JsonObject *
get_insets (PosterPlatform *platform)
{
  return platform != NULL && platform->preview != NULL ? poster_json_get_object (platform->preview, "insets") : NULL;
}

/**
 * poster_preview_paint_has_insets:
 * @platform: (nullable): a platform
 *
 * Returns: whether anybody measured what its interface covers
 */
gboolean
poster_preview_paint_has_insets (PosterPlatform *platform)
{
  return get_insets (platform) != NULL;
}

static float
read_inset (JsonObject *insets,
            const char *side)
{
  return (float) CLAMP (poster_json_get_double (insets, side, 0), 0, 0.5);
}

/* What is covered: darker, and hatched for those who see no difference in that. */
static void
paint_covered (GtkSnapshot           *snapshot,
               const graphene_rect_t *screen,
               const graphene_rect_t *safe,
               float                  unit)
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
      gtk_snapshot_append_color (snapshot, &dark, &covered[i]);
      gtk_snapshot_append_repeating_linear_gradient (snapshot, &covered[i], &screen->origin,
                                                     &GRAPHENE_POINT_INIT (left + 5 * unit, top + 5 * unit),
                                                     hatch, G_N_ELEMENTS (hatch));
    }
}

static void
paint_line (GtkSnapshot           *snapshot,
            const graphene_rect_t *safe,
            float                  unit)
{
  const double dashes[] = { (double) (4 * unit), (double) (3 * unit) };
  graphene_rect_t around = *safe;
  double radius = (double) (4 * unit), x, y, width, height;
  cairo_t *cr;

  graphene_rect_inset (&around, -2, -2);
  cr = gtk_snapshot_append_cairo (snapshot, &around);
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
  cairo_set_line_width (cr, MAX (1, 1.2 * (double) unit));
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * poster_preview_paint_zones:
 * @look: what is drawn
 * @snapshot: where to
 *
 * Shades what the platform's own interface covers, and says what the rest is for.
 */
void
poster_preview_paint_zones (const PosterPreviewLook *look,
                            GtkSnapshot             *snapshot)
{
  const GdkRGBA pill = { 0, 0, 0, 0.55f };
  JsonObject *insets = get_insets (look->platform);
  g_autoptr(PangoLayout) layout = NULL;
  float unit = look->unit;
  graphene_rect_t safe;
  int width;

  if (insets == NULL)
    return;
  safe = GRAPHENE_RECT_INIT (look->screen.origin.x + read_inset (insets, "start") * look->screen.size.width,
                             look->screen.origin.y + read_inset (insets, "top") * look->screen.size.height,
                             look->screen.size.width * (1 - read_inset (insets, "start") - read_inset (insets, "end")),
                             look->screen.size.height * (1 - read_inset (insets, "top") - read_inset (insets, "bottom")));
  paint_covered (snapshot, &look->screen, &safe, unit);
  paint_line (snapshot, &safe, unit);
  layout = poster_preview_paint_layout (look, _("Keep words and faces in here"), 11, PANGO_WEIGHT_SEMIBOLD);
  pango_layout_set_width (layout, (int) ((safe.size.width - 28 * unit) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &width, NULL);
  poster_preview_paint_round (snapshot,
                              &GRAPHENE_RECT_INIT (safe.origin.x + 8 * unit, safe.origin.y + 8 * unit,
                                                   (float) width + 12 * unit, 16 * unit),
                              8 * unit, &pill);
  poster_preview_paint_text (look, snapshot, layout, (safe.origin.x - look->screen.origin.x) / unit + 14,
                             (safe.origin.y - look->screen.origin.y) / unit + 16, 1);
}
