/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-parts"

#include "poster-preview-looks.h"

#include <glib/gi18n-lib.h>

/* Platforms have a dot for each picture as long as there is room for them. */
#define DOTS_WIDTH 170.0f

/**
 * poster_preview_look_dots:
 * @post: what is to be seen
 * @pen: draws it
 * @middle: of the row of dots
 * @y: its middle
 * @here: the colour of the dot of the picture that is shown
 * @elsewhere: of the others
 *
 * Draws a dot for each picture.
 */
void
poster_preview_look_dots (const PosterPreviewPost *post,
                          PosterPreviewPen        *pen,
                          float                    middle,
                          float                    y,
                          const GdkRGBA           *here,
                          const GdkRGBA           *elsewhere)
{
  float step = MIN (13, DOTS_WIDTH / (float) post->count), dot = MIN (6, step * 0.6f);
  float first = middle - step * (float) (post->count - 1) / 2;

  for (guint i = 0; i < post->count; i++)
    poster_preview_pen_disc (pen, first + step * (float) i, y, dot, i == post->index ? here : elsewhere);
}

/**
 * poster_preview_look_counter:
 * @post: what is to be seen
 * @pen: draws it
 * @end: where it ends
 * @y: its top
 *
 * Draws which of how many pictures is shown.
 */
void
poster_preview_look_counter (const PosterPreviewPost *post,
                             PosterPreviewPen        *pen,
                             float                    end,
                             float                    y)
{
  const GdkRGBA dark = { 0, 0, 0, 0.6f }, white = { 1, 1, 1, 1 };
  /* Translators: the second of six pictures */
  g_autofree char *text = g_strdup_printf (C_("picture of pictures", "%u / %u"), post->index + 1, post->count);
  float width = poster_preview_pen_measure (pen, text, 11, PANGO_WEIGHT_BOLD);
  graphene_rect_t pill = poster_preview_pen_place (pen, end - width - 14, y, width + 14, 18);

  poster_preview_pen_box (pen, &pill, 9, &dark);
  poster_preview_pen_line (pen, text, end - width - 7, y + 9, width + 1, 11, PANGO_WEIGHT_BOLD, &white);
}

/**
 * poster_preview_look_instead:
 * @pen: draws it
 * @icon: what it is about
 * @words: a sentence
 * @place: of poster_preview_pen_place()
 *
 * Draws words where there is no picture.
 */
void
poster_preview_look_instead (PosterPreviewPen      *pen,
                             const char            *icon,
                             const char            *words,
                             const graphene_rect_t *place)
{
  g_autoptr(PangoLayout) layout = poster_preview_pen_lay_out (pen, words, 14, PANGO_WEIGHT_NORMAL);
  float width = MIN (200, place->size.width - 40), x, y;
  int height;

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_size (layout, NULL, &height);
  /* A little above the middle, which looks like the middle. */
  x = place->origin.x + place->size.width / 2;
  if (pen->is_mirrored)
    x = pen->width - x;
  y = place->origin.y + place->size.height * 0.45f - (float) height / PANGO_SCALE / 2;
  poster_preview_pen_icon (pen, icon, x, y - 14, 28, &pen->text);
  poster_preview_pen_layout (pen, layout, x - width / 2, y + 10, &pen->dim);
}
