/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-caption"

#include "poster-preview-caption.h"

#include "poster-text.h"

#include <string.h>

/* Where a platform shows all of a text, the preview shows this much of it. */
#define MOST_LINES 12

/* As much as could be in a line, in bytes. */
#define LINE_BYTES 200

#define RIGHT_TO_LEFT_MARK "\xe2\x80\x8f"

static void
color_range (PangoAttrList *attributes,
             const GdkRGBA *color,
             guint          start,
             guint          end)
{
  PangoAttribute *attribute = pango_attr_foreground_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                                         (guint16) (color->blue * 65535));

  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (attributes, attribute);
  attribute = pango_attr_foreground_alpha_new ((guint16) MAX (1, color->alpha * 65535));
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (attributes, attribute);
}

static void
embolden (PangoAttrList *attributes,
          guint          start,
          guint          end)
{
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = start;
  bold->end_index = end;
  pango_attr_list_insert (attributes, bold);
}

/* Puts the first bytes of a text into a layout, with what stands before and after it. */
static void
show (PosterPreviewPen       *pen,
      PangoLayout            *layout,
      const char             *text,
      gsize                   length,
      gboolean                is_whole,
      const PosterPreviewCut *cut)
{
  g_autofree char *begun = g_strndup (text, length);
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(GArray) ranges = NULL;
  PangoAttrList *attributes = pango_attr_list_new ();
  guint start;

  /* A Latin name before it does not make the text one that runs from left to right. */
  if (cut->before != NULL)
    g_string_printf (words, "%s%s", pen->is_mirrored ? RIGHT_TO_LEFT_MARK : "", cut->before);
  embolden (attributes, 0, (guint) words->len);
  if (words->len > 0)
    g_string_append_c (words, ' ');
  start = (guint) words->len;
  g_string_append (words, is_whole ? begun : g_strchomp (begun));
  ranges = cut->manner != NULL ? poster_text_find_ranges_as (begun, cut->manner) : poster_text_find_ranges (begun);
  for (guint i = 0; i < ranges->len; i++)
    {
      const PosterTextRange *range = &g_array_index (ranges, PosterTextRange, i);

      color_range (attributes, &pen->accent, start + (guint) range->start, start + (guint) range->end);
    }
  if (!is_whole)
    {
      g_string_append (words, "…");
      if (cut->more != NULL)
        {
          g_string_append_c (words, ' ');
          start = (guint) words->len;
          g_string_append (words, cut->more);
          if (pen->over_picture)
            embolden (attributes, start, (guint) words->len);
          else
            color_range (attributes, &pen->dim, start, (guint) words->len);
        }
    }
  pango_layout_set_text (layout, words->str, -1);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

static gboolean
fits (PangoLayout *layout,
      guint        lines)
{
  return pango_layout_get_line_count (layout) <= (int) lines;
}

/* The longest beginning that fits with the word that there is more, to a character that a reader
 * sees as one. */
static void
shorten (PosterPreviewPen       *pen,
         PangoLayout            *layout,
         const char             *text,
         guint                   lines,
         const PosterPreviewCut *cut)
{
  g_autoptr(PangoLayout) whole = pango_layout_new (pango_layout_get_context (layout));
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));
  const PangoLogAttr *breaks;
  guint low = 0, high;
  int n_breaks;

  pango_layout_set_text (whole, text, -1);
  breaks = pango_layout_get_log_attrs_readonly (whole, &n_breaks);
  for (int i = 0; i < n_breaks; i++)
    if (breaks[i].is_cursor_position)
      {
        gsize place = (gsize) (g_utf8_offset_to_pointer (text, i) - text);

        g_array_append_val (places, place);
      }
  if (places->len == 0)
    return;
  high = places->len - 1;
  if (cut->characters > 0)
    high = MIN (high, cut->characters);
  show (pen, layout, text, g_array_index (places, gsize, high), FALSE, cut);
  if (fits (layout, lines))
    return;
  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;

      show (pen, layout, text, g_array_index (places, gsize, middle), FALSE, cut);
      if (fits (layout, lines))
        low = middle;
      else
        high = middle;
    }
  show (pen, layout, text, g_array_index (places, gsize, low), FALSE, cut);
}

static gboolean
has_too_many (const char *text,
              guint       characters)
{
  return characters > 0 && poster_text_count (text, POSTER_TEXT_GRAPHEMES) > (gint64) characters;
}

/**
 * poster_preview_caption_lay_out:
 * @pen: what will draw it
 * @text: a caption, of any length
 * @cut: how the platform shows it
 *
 * Returns: (transfer full): @text as the platform wraps and cuts it, with hashtags, mentions and
 *   links in the accent colour
 */
PangoLayout *
poster_preview_caption_lay_out (PosterPreviewPen       *pen,
                                const char             *text,
                                const PosterPreviewCut *cut)
{
  PangoLayout *layout = poster_preview_pen_lay_out (pen, "", cut->size, PANGO_WEIGHT_NORMAL);
  guint lines = cut->lines > 0 ? cut->lines : MOST_LINES;
  g_autofree char *begun = g_strndup (text, (lines + 1) * LINE_BYTES);
  gboolean is_whole = strlen (begun) == strlen (text);
  const char *end;

  /* Not in the middle of a character. */
  if (!g_utf8_validate (begun, -1, &end))
    begun[end - begun] = '\0';
  g_strchomp (begun);
  pango_layout_set_width (layout, (int) (cut->width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, pen->over_picture ? 0 : 1.1f);
  show (pen, layout, begun, strlen (begun), TRUE, cut);
  if (!is_whole || has_too_many (begun, cut->characters) || !fits (layout, lines))
    shorten (pen, layout, begun, lines, cut);
  return layout;
}
