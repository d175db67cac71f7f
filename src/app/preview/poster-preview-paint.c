/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-paint"

#include "poster-preview-paint.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Measures are in units, see PosterPreviewLook: the screen is 284 x 505 of them. What is drawn is
 * white on a picture, whatever the colours of the desktop. */
#define MIDDLE        142.0f
#define BUTTON_X      258.5f
#define TEXT_X        14.0f
#define TEXT_WIDTH    214.0f
#define CAPTION_LINES 2

/* As much of a caption as could be in two lines, in bytes. */
#define CAPTION_BYTES 400

static const GdkRGBA white = { 1, 1, 1, 1 };

/**
 * poster_preview_paint_layout:
 * @look: what is drawn
 * @text: a line, or several
 * @size: of the font, in units
 * @weight: of the font
 *
 * Returns: (transfer full): a layout of @text
 */
PangoLayout *
poster_preview_paint_layout (const PosterPreviewLook *look,
                             const char              *text,
                             float                    size,
                             PangoWeight              weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (look->widget, text);
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));

  pango_font_description_set_absolute_size (font, (double) (size * look->unit * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  return layout;
}

/* Legible on any picture. */
static void
push_shadow (const PosterPreviewLook *look,
             GtkSnapshot             *snapshot)
{
  const GskShadow shadow = { { 0, 0, 0, 0.45f }, 0, 0.7f * look->unit, 2.5f * look->unit };

  gtk_snapshot_push_shadow (snapshot, &shadow, 1);
}

/**
 * poster_preview_paint_text:
 * @look: what is drawn
 * @snapshot: where to
 * @layout: a text
 * @x: its start, in units
 * @y: the middle of its first line, in units
 * @alpha: how opaque it is
 */
void
poster_preview_paint_text (const PosterPreviewLook *look,
                           GtkSnapshot             *snapshot,
                           PangoLayout             *layout,
                           float                    x,
                           float                    y,
                           float                    alpha)
{
  const GdkRGBA color = { 1, 1, 1, alpha };
  PangoRectangle line;

  pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (layout, 0), NULL, &line);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (look->screen.origin.x + x * look->unit,
                                                look->screen.origin.y + y * look->unit - (float) line.height / 2));
  push_shadow (look, snapshot);
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

/**
 * poster_preview_paint_round:
 * @snapshot: where to
 * @rect: a box
 * @radius: of its corners
 * @color: that it is filled with
 */
void
poster_preview_paint_round (GtkSnapshot           *snapshot,
                            const graphene_rect_t *rect,
                            float                  radius,
                            const GdkRGBA         *color)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, rect);
  gtk_snapshot_pop (snapshot);
}

static void
paint_disc (const PosterPreviewLook *look,
            GtkSnapshot             *snapshot,
            float                    x,
            float                    y,
            float                    diameter,
            const GdkRGBA           *color)
{
  float size = diameter * look->unit;

  poster_preview_paint_round (snapshot,
                              &GRAPHENE_RECT_INIT (look->screen.origin.x + x * look->unit - size / 2,
                                                   look->screen.origin.y + y * look->unit - size / 2, size, size),
                              size / 2, color);
}

static void
paint_icon (const PosterPreviewLook *look,
            GtkSnapshot             *snapshot,
            const char              *name,
            float                    x,
            float                    y,
            float                    size)
{
  const GdkRGBA colors[] = { white, white, white, white };
  float pixels = size * look->unit;
  g_autoptr(GtkIconPaintable) icon = NULL;

  icon = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (look->widget)),
                                     name, NULL, MAX (1, (int) (pixels + 0.5f)),
                                     gtk_widget_get_scale_factor (look->widget), GTK_TEXT_DIR_LTR,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (look->screen.origin.x + x * look->unit - pixels / 2,
                                                look->screen.origin.y + y * look->unit - pixels / 2));
  push_shadow (look, snapshot);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, (double) pixels,
                                            (double) pixels, colors, G_N_ELEMENTS (colors));
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

/* Light pictures get darker where there are words. */
static void
paint_shade (const PosterPreviewLook *look,
             GtkSnapshot             *snapshot,
             float                    from,
             float                    to,
             float                    alpha_from,
             float                    alpha_to)
{
  const graphene_rect_t *screen = &look->screen;
  const GskColorStop stops[] = {
    { 0, { 0, 0, 0, alpha_from } },
    { 1, { 0, 0, 0, alpha_to } },
  };
  graphene_rect_t rect = GRAPHENE_RECT_INIT (screen->origin.x, screen->origin.y + from * look->unit,
                                             screen->size.width, ceilf ((to - from) * look->unit) + 1);

  gtk_snapshot_append_linear_gradient (snapshot, &rect, &rect.origin,
                                       &GRAPHENE_POINT_INIT (rect.origin.x, rect.origin.y + rect.size.height),
                                       stops, G_N_ELEMENTS (stops));
}

static void
paint_tabs (const PosterPreviewLook *look,
            GtkSnapshot             *snapshot)
{
  /* Translators: one of the two feeds in TikTok's own program */
  g_autoptr(PangoLayout) following =
    poster_preview_paint_layout (look, C_("TikTok", "Following"), 14, PANGO_WEIGHT_SEMIBOLD);
  /* Translators: the other of the two feeds in TikTok's own program */
  g_autoptr(PangoLayout) for_you = poster_preview_paint_layout (look, C_("TikTok", "For You"), 14, PANGO_WEIGHT_BOLD);
  int following_width, for_you_width;
  float x;

  pango_layout_get_pixel_size (following, &following_width, NULL);
  pango_layout_get_pixel_size (for_you, &for_you_width, NULL);
  x = MIDDLE - ((float) (following_width + for_you_width) / look->unit + 14) / 2;
  poster_preview_paint_text (look, snapshot, following, x, 24, 0.72f);
  x += (float) following_width / look->unit + 14;
  poster_preview_paint_text (look, snapshot, for_you, x, 24, 1);
  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT (look->screen.origin.x + x * look->unit,
                                                  look->screen.origin.y + 35 * look->unit,
                                                  (float) for_you_width, 2 * look->unit));
  paint_icon (look, snapshot, "poster-preview-search-symbolic", 264, 23, 17);
}

static void
paint_buttons (const PosterPreviewLook *look,
               GtkSnapshot             *snapshot)
{
  const GdkRGBA ring = { 0.16f, 0.16f, 0.16f, 0.95f };
  const GdkRGBA groove = { 0.08f, 0.08f, 0.08f, 1 };

  paint_disc (look, snapshot, BUTTON_X, POSTER_PREVIEW_AVATAR_Y, POSTER_PREVIEW_AVATAR_SIZE + 4, &white);
  paint_icon (look, snapshot, "poster-preview-heart-symbolic", BUTTON_X, 297, 25);
  paint_icon (look, snapshot, "poster-preview-speech-symbolic", BUTTON_X, 340, 23);
  paint_icon (look, snapshot, "poster-preview-bookmark-symbolic", BUTTON_X, 379, 23);
  paint_icon (look, snapshot, "poster-preview-share-symbolic", BUTTON_X, 420, 25);
  paint_disc (look, snapshot, BUTTON_X, POSTER_PREVIEW_DISC_Y, 36, &ring);
  paint_disc (look, snapshot, BUTTON_X, POSTER_PREVIEW_DISC_Y, 23, &groove);
}

/* Whether a beginning of the caption, and that there is more, fit. */
static gboolean
fits (PangoLayout *layout,
      const char  *text,
      int          length,
      int          lines)
{
  /* Translators: TikTok's own word after a caption that it has cut short */
  const char *more = C_("TikTok", "more");
  g_autofree char *begun = g_strndup (text, (gsize) length);
  g_autofree char *cut = g_strconcat (g_strchomp (begun), "… ", more, NULL);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = (guint) (strlen (cut) - strlen (more));
  pango_attr_list_insert (attributes, bold);
  pango_layout_set_text (layout, cut, -1);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return pango_layout_get_line_count (layout) <= lines;
}

/* Returns: (transfer full): the caption as the feed cuts it */
static PangoLayout *
lay_out_caption (const PosterPreviewLook *look,
                 int                      lines)
{
  g_autofree char *text = g_strndup (look->caption, CAPTION_BYTES);
  gboolean is_whole = strlen (look->caption) <= CAPTION_BYTES;
  g_autofree int *places = NULL;
  const PangoLogAttr *breaks;
  g_autoptr(PangoLayout) whole = NULL;
  PangoLayout *layout;
  int n_breaks, low = 0, high = 0;
  const char *end;

  /* Not in the middle of a character. */
  g_utf8_validate (text, -1, &end);
  text[end - text] = '\0';
  g_strchomp (text);
  layout = poster_preview_paint_layout (look, text, 13, PANGO_WEIGHT_NORMAL);
  pango_layout_set_width (layout, (int) (TEXT_WIDTH * look->unit * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (is_whole && pango_layout_get_line_count (layout) <= lines)
    return layout;

  /* The longest beginning, to a character that a person sees as one. */
  whole = pango_layout_copy (layout);
  breaks = pango_layout_get_log_attrs_readonly (whole, &n_breaks);
  places = g_new0 (int, (gsize) n_breaks + 1);
  for (int i = 0; i < n_breaks; i++)
    if (breaks[i].is_cursor_position)
      places[high++] = (int) (g_utf8_offset_to_pointer (text, i) - text);
  while (low + 1 < high)
    {
      int middle = (low + high) / 2;

      if (fits (layout, text, places[middle], lines))
        low = middle;
      else
        high = middle;
    }
  fits (layout, text, places[low], lines);
  return layout;
}

/* From the bottom up: what is there decides how high it reaches. */
static void
paint_words (const PosterPreviewLook *look,
             GtkSnapshot             *snapshot)
{
  gboolean has_title = look->title != NULL && *look->title != '\0';
  float bottom = look->count > 1 ? 463 : 478;
  /* Translators: what TikTok calls the sound that came with a clip */
  g_autoptr(PangoLayout) sound =
    poster_preview_paint_layout (look, C_("TikTok", "Original sound"), 12.5f, PANGO_WEIGHT_NORMAL);

  paint_icon (look, snapshot, "poster-preview-sound-symbolic", TEXT_X + 6, bottom, 12);
  poster_preview_paint_text (look, snapshot, sound, TEXT_X + 16, bottom, 1);
  bottom -= 22;
  if (look->caption != NULL && *look->caption != '\0')
    {
      g_autoptr(PangoLayout) caption = lay_out_caption (look, has_title ? 1 : CAPTION_LINES);
      float height = 0;
      int pixels;

      pango_layout_get_pixel_size (caption, NULL, &pixels);
      height = (float) pixels / look->unit;
      height -= height / (float) MAX (1, pango_layout_get_line_count (caption));
      poster_preview_paint_text (look, snapshot, caption, TEXT_X, bottom - height, 1);
      bottom -= height + 17;
    }
  if (has_title)
    {
      g_autoptr(PangoLayout) title = poster_preview_paint_layout (look, look->title, 13, PANGO_WEIGHT_BOLD);

      pango_layout_set_width (title, (int) (TEXT_WIDTH * look->unit * PANGO_SCALE));
      pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (title, TRUE);
      poster_preview_paint_text (look, snapshot, title, TEXT_X, bottom, 1);
      bottom -= 18;
    }
  if (look->handle != NULL && *look->handle != '\0')
    {
      g_autofree char *handle = g_strconcat ("@", look->handle, NULL);
      g_autoptr(PangoLayout) layout = poster_preview_paint_layout (look, handle, 14, PANGO_WEIGHT_BOLD);

      pango_layout_set_width (layout, (int) (TEXT_WIDTH * look->unit * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      poster_preview_paint_text (look, snapshot, layout, TEXT_X, bottom - 1, 1);
    }
}

static void
paint_count (const PosterPreviewLook *look,
             GtkSnapshot             *snapshot)
{
  const GdkRGBA pill = { 0, 0, 0, 0.55f };
  /* Translators: the second of six pictures */
  g_autofree char *text = g_strdup_printf (C_("picture of pictures", "%u / %u"), look->index + 1, look->count);
  g_autoptr(PangoLayout) layout = poster_preview_paint_layout (look, text, 11, PANGO_WEIGHT_BOLD);
  float unit = look->unit, step = MIN (13, 170.0f / (float) look->count), dot = MIN (6, step * 0.6f);
  float first = MIDDLE - step * (float) (look->count - 1) / 2;
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  poster_preview_paint_round (snapshot,
                              &GRAPHENE_RECT_INIT (look->screen.origin.x + 272 * unit - (float) width - 14 * unit,
                                                   look->screen.origin.y + 96 * unit,
                                                   (float) width + 14 * unit, 17 * unit),
                              8.5f * unit, &pill);
  poster_preview_paint_text (look, snapshot, layout, 265 - (float) width / unit, 104.5f, 1);
  for (guint i = 0; i < look->count; i++)
    {
      const GdkRGBA color = { 1, 1, 1, i == look->index ? 1 : 0.45f };

      paint_disc (look, snapshot, first + step * (float) i, 488, dot, &color);
    }
}

static void
paint_instead (const PosterPreviewLook *look,
               GtkSnapshot             *snapshot)
{
  g_autoptr(PangoLayout) layout = poster_preview_paint_layout (look, look->words, 14, PANGO_WEIGHT_NORMAL);

  pango_layout_set_width (layout, (int) (200 * look->unit * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  paint_icon (look, snapshot, "dialog-warning-symbolic", MIDDLE, 160, 28);
  poster_preview_paint_text (look, snapshot, layout, 30, 192, 0.9f);
}

/**
 * poster_preview_paint:
 * @look: what is to be seen
 *
 * Returns: (transfer full) (nullable): all that lies over the picture; it can be drawn again with
 *   every frame
 */
GskRenderNode *
poster_preview_paint (const PosterPreviewLook *look)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gboolean is_feed = look->platform != NULL && g_str_equal (look->platform->key, "tiktok");

  paint_shade (look, snapshot, 0, 90, 0.42f, 0);
  paint_shade (look, snapshot, 320, 505, 0, 0.68f);
  if (look->words != NULL)
    paint_instead (look, snapshot);
  if (look->safe_zones)
    poster_preview_paint_zones (look, snapshot);
  if (is_feed)
    {
      paint_tabs (look, snapshot);
      paint_buttons (look, snapshot);
      paint_words (look, snapshot);
    }
  if (look->count > 1)
    paint_count (look, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}
