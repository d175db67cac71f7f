/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-look-screen"

#include "poster-preview-looks.h"

#include "poster-json.h"
#include "poster-preview-caption.h"

#include <glib/gi18n-lib.h>

/* A platform that shows a clip all over the screen of a phone, and its own interface over it. What
 * is drawn is white on a picture, whatever the colours of the desktop. */
#define WIDTH  POSTER_PREVIEW_SCREEN_WIDTH
#define HEIGHT POSTER_PREVIEW_SCREEN_HEIGHT

/* Between the rows of the words. */
#define GAP 5

static const GdkRGBA white = { 1, 1, 1, 1 };

static float
figure (JsonObject *json,
        const char *member,
        float       fallback)
{
  return (float) poster_json_get_double (json, member, (double) fallback);
}

static GdkRGBA
read_alpha (JsonObject *json)
{
  return (GdkRGBA) { 1, 1, 1, figure (json, "alpha", 1) };
}

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Light pictures get darker where there are words. */
static void
draw_shade (PosterPreviewPen *pen,
            float             from,
            float             to,
            float             alpha_from,
            float             alpha_to)
{
  const GskColorStop stops[] = {
    { 0, { 0, 0, 0, alpha_from } },
    { 1, { 0, 0, 0, alpha_to } },
  };
  graphene_rect_t rect = GRAPHENE_RECT_INIT (0, from, WIDTH, to - from);

  gtk_snapshot_append_linear_gradient (pen->snapshot, &rect, &rect.origin, &GRAPHENE_POINT_INIT (0, to),
                                       stops, G_N_ELEMENTS (stops));
}

static void
draw_shades (JsonObject       *look,
             PosterPreviewPen *pen)
{
  JsonObject *shade = look != NULL ? poster_json_get_object (look, "shade") : NULL;
  float top = shade != NULL ? figure (shade, "top", 0) : 90;
  float bottom = shade != NULL ? figure (shade, "bottom", 0) : 185;

  if (top > 0)
    draw_shade (pen, 0, top, 0.42f, 0);
  if (bottom > 0)
    draw_shade (pen, HEIGHT - bottom, HEIGHT, 0, 0.68f);
}

/* The heads of several pages, the one that is open underlined. */
static void
draw_tabs (PosterPreviewPen *pen,
           JsonObject       *mark,
           JsonArray        *tabs)
{
  const GdkRGBA closed = { 1, 1, 1, 0.72f };
  float size = figure (mark, "size", 14), gap = 14, width = -gap, y = figure (mark, "y", 24), x;
  gint64 open = poster_json_get_int (mark, "open", 0);

  for (guint i = 0; i < json_array_get_length (tabs); i++)
    width += gap + poster_preview_pen_measure (pen, poster_preview_word (json_array_get_string_element (tabs, i)), size,
                                               (gint64) i == open ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_SEMIBOLD);
  x = WIDTH / 2.0f - width / 2;
  for (guint i = 0; i < json_array_get_length (tabs); i++)
    {
      gboolean is_open = (gint64) i == open;
      float taken = poster_preview_pen_line (pen, poster_preview_word (json_array_get_string_element (tabs, i)), x, y,
                                             WIDTH, size, is_open ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_SEMIBOLD,
                                             is_open ? &white : &closed);
      graphene_rect_t line = poster_preview_pen_place (pen, x, y + 11, taken, 2);

      if (is_open)
        gtk_snapshot_append_color (pen->snapshot, &white, &line);
      x += taken + gap;
    }
}

static void
draw_bars (const PosterPreviewPost *post,
           PosterPreviewPen        *pen,
           float                    y)
{
  guint count = CLAMP (post->count, 1, 40);
  float gap = count > 12 ? 2 : 4, width = (WIDTH - 20 - gap * (float) (count - 1)) / (float) count;

  for (guint i = 0; i < count; i++)
    {
      const GdkRGBA color = { 1, 1, 1, i <= post->index ? 0.95f : 0.4f };
      graphene_rect_t bar = poster_preview_pen_place (pen, 10 + (width + gap) * (float) i, y, width, 2);

      poster_preview_pen_box (pen, &bar, 1, &color);
    }
}

static void
draw_field (PosterPreviewPen *pen,
            JsonObject       *mark,
            const char       *text)
{
  const GdkRGBA edge = { 1, 1, 1, 0.65f };
  float x = figure (mark, "x", 0), y = figure (mark, "y", 0), width = figure (mark, "width", 100), height = figure (mark, "height", 30);
  graphene_rect_t place = poster_preview_pen_place (pen, x, y - height / 2, width, height);

  poster_preview_pen_ring (pen, &place, height / 2, 1, &edge);
  poster_preview_pen_line (pen, text, x + 14, y, width - 28, 11.5f, PANGO_WEIGHT_NORMAL, &white);
}

/* Returns: the room that it took */
static float
draw_button (PosterPreviewPen *pen,
             const char       *word,
             gboolean          is_filled,
             float             x,
             float             middle)
{
  const GdkRGBA edge = { 1, 1, 1, 0.85f };
  const GdkRGBA black = { 0.06f, 0.06f, 0.06f, 1 };
  float width = poster_preview_pen_measure (pen, word, 10.5f, PANGO_WEIGHT_SEMIBOLD) + 18;
  graphene_rect_t place = poster_preview_pen_place (pen, x, middle - 10, width, 20);

  if (is_filled)
    poster_preview_pen_box (pen, &place, 10, &white);
  else
    poster_preview_pen_ring (pen, &place, 6, 1, &edge);
  pen->over_picture = !is_filled;
  poster_preview_pen_line (pen, word, x + 9, middle, width, 10.5f, PANGO_WEIGHT_SEMIBOLD, is_filled ? &black : &white);
  pen->over_picture = TRUE;
  return width;
}

static void
draw_avatar (PosterPreviewPen   *pen,
             PosterPreviewScene *scene,
             float               x,
             float               y,
             float               size,
             float               ring)
{
  if (ring > 0)
    poster_preview_pen_disc (pen, x, y, size + ring, &white);
  scene->avatar = poster_preview_pen_place (pen, x - size / 2, y - size / 2, size, size);
}

static void
draw_disc (PosterPreviewPen   *pen,
           PosterPreviewScene *scene,
           float               x,
           float               y,
           float               size)
{
  const GdkRGBA ring = { 0.16f, 0.16f, 0.16f, 0.95f };
  const GdkRGBA groove = { 0.08f, 0.08f, 0.08f, 1 };

  poster_preview_pen_disc (pen, x, y, size * 36 / 14, &ring);
  poster_preview_pen_disc (pen, x, y, size * 23 / 14, &groove);
  scene->disc = poster_preview_pen_place (pen, x - size / 2, y - size / 2, size, size);
}

static void
draw_text (PosterPreviewPen *pen,
           JsonObject       *mark,
           const char       *text,
           float             x,
           float             y)
{
  const GdkRGBA color = read_alpha (mark);
  const char *align = poster_json_get_string (mark, "align");
  float size = figure (mark, "size", 12);
  PangoWeight weight = poster_json_get_boolean (mark, "bold", FALSE) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL;
  float width = poster_preview_pen_measure (pen, text, size, weight);

  if (g_strcmp0 (align, "middle") == 0)
    x -= width / 2;
  else if (g_strcmp0 (align, "end") == 0)
    x -= width;
  poster_preview_pen_line (pen, text, x, y, WIDTH, size, weight, &color);
}

static void
draw_handle (const PosterPreviewPost *post,
             PosterPreviewPen        *pen,
             JsonObject              *mark,
             float                    x,
             float                    y)
{
  float size = figure (mark, "size", 12.5f);

  if (!is_there (post->handle))
    return;
  x += poster_preview_pen_line (pen, post->handle, x, y, 130, size, PANGO_WEIGHT_SEMIBOLD, &white) + 6;
  poster_preview_pen_line (pen, poster_preview_word ("now"), x, y, 60, size, PANGO_WEIGHT_NORMAL, &pen->dim);
}

static void
draw_mark (const PosterPreviewPost *post,
           PosterPreviewPen        *pen,
           PosterPreviewScene      *scene,
           JsonObject              *mark)
{
  const char *kind = poster_json_get_string (mark, "mark");
  const char *text = poster_json_get_string (mark, "text");
  const GdkRGBA color = read_alpha (mark);
  float x = figure (mark, "x", WIDTH / 2.0f), y = figure (mark, "y", 0), size = figure (mark, "size", 24);

  text = text != NULL ? poster_preview_word (text) : "";
  if (g_strcmp0 (kind, "icon") == 0)
    {
      poster_preview_pen_icon (pen, poster_json_get_string (mark, "icon"), x, y, size, &color);
      if (*text != '\0')
        poster_preview_pen_line (pen, text, x - poster_preview_pen_measure (pen, text, 10, PANGO_WEIGHT_SEMIBOLD) / 2,
                                 y + size / 2 + 9, WIDTH, 10, PANGO_WEIGHT_SEMIBOLD, &white);
    }
  else if (g_strcmp0 (kind, "tabs") == 0)
    draw_tabs (pen, mark, poster_json_get_array (mark, "tabs"));
  else if (g_strcmp0 (kind, "text") == 0)
    draw_text (pen, mark, text, x, y);
  else if (g_strcmp0 (kind, "avatar") == 0)
    draw_avatar (pen, scene, x, y, size, figure (mark, "ring", 0));
  else if (g_strcmp0 (kind, "disc") == 0)
    draw_disc (pen, scene, x, y, size);
  else if (g_strcmp0 (kind, "handle") == 0)
    draw_handle (post, pen, mark, x, y);
  else if (g_strcmp0 (kind, "bars") == 0)
    draw_bars (post, pen, y);
  else if (g_strcmp0 (kind, "field") == 0)
    draw_field (pen, mark, text);
}

/* Returns: how high the row is; 0 when the post has nothing for it */
static float
draw_handle_row (const PosterPreviewPost *post,
                 PosterPreviewPen        *pen,
                 PosterPreviewScene      *scene,
                 JsonObject              *row,
                 float                    x,
                 float                    width,
                 float                    bottom)
{
  float avatar = figure (row, "avatar", 0), size = figure (row, "size", 14), height = MAX (avatar, size + 4);
  const char *button = poster_json_get_string (row, "button");
  g_autofree char *handle = NULL;

  if (!is_there (post->handle))
    return 0;
  handle = g_strconcat (poster_json_get_boolean (row, "at", TRUE) ? "@" : "", post->handle, NULL);
  if (avatar > 0)
    {
      draw_avatar (pen, scene, x + avatar / 2, bottom - height / 2, avatar, 0);
      x += avatar + 8;
      width -= avatar + 8;
    }
  button = button != NULL ? poster_preview_word (button) : NULL;
  if (button != NULL)
    width -= poster_preview_pen_measure (pen, button, 10.5f, PANGO_WEIGHT_SEMIBOLD) + 28;
  x += poster_preview_pen_line (pen, handle, x, bottom - height / 2, width, size, PANGO_WEIGHT_BOLD, &white) + 10;
  if (button != NULL)
    draw_button (pen, button, poster_json_get_boolean (row, "filled", FALSE), x, bottom - height / 2);
  return height;
}

static float
draw_text_row (const PosterPreviewPost *post,
               PosterPreviewPen        *pen,
               JsonObject              *row,
               const char              *text,
               gboolean                 is_bold,
               float                    x,
               float                    width,
               float                    bottom)
{
  const char *more = poster_json_get_string (row, "more");
  gint64 lines = poster_json_get_int (row, "lines", 1);
  const PosterPreviewCut cut = {
    .width = width,
    .size = figure (row, "size", 13),
    .lines = (guint) (is_there (post->title) ? poster_json_get_int (row, "lines-below-title", lines) : lines),
    .characters = (guint) poster_json_get_int (row, "characters", 0),
    .more = more != NULL ? poster_preview_word (more) : NULL,
    .manner = post->platform != NULL ? &post->platform->manner : NULL,
  };
  g_autoptr(PangoLayout) layout = NULL;
  int height;

  if (!is_there (text))
    return 0;
  layout = poster_preview_caption_lay_out (pen, text, &cut);
  if (is_bold)
    {
      PangoFontDescription *font = pango_font_description_copy (pango_layout_get_font_description (layout));

      pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
      pango_layout_set_font_description (layout, font);
      pango_font_description_free (font);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (layout, -(int) cut.lines);
    }
  pango_layout_get_size (layout, NULL, &height);
  poster_preview_pen_layout (pen, layout, x, bottom - (float) height / PANGO_SCALE, &white);
  return (float) height / PANGO_SCALE;
}

static float
draw_sound_row (PosterPreviewPen *pen,
                JsonObject       *row,
                float             x,
                float             width,
                float             bottom)
{
  float size = figure (row, "size", 12.5f);

  poster_preview_pen_icon (pen, "poster-preview-sound-symbolic", x + 6, bottom - size / 2 - 2, 12, &white);
  poster_preview_pen_line (pen, poster_preview_word (poster_json_get_string (row, "text")), x + 17, bottom - size / 2 - 2,
                           width - 17, size, PANGO_WEIGHT_NORMAL, &white);
  return size + 4;
}

static const char *
get_title (const PosterPreviewPost *post,
           JsonObject              *row)
{
  /* Where there must be a title, the text is it. */
  if (!is_there (post->title) && poster_json_get_boolean (row, "or-caption", FALSE))
    return post->caption;
  return post->title;
}

/* From the bottom up: what is there decides how high it reaches. */
static void
draw_words (const PosterPreviewPost *post,
            PosterPreviewPen        *pen,
            PosterPreviewScene      *scene,
            JsonObject              *words)
{
  JsonArray *rows = poster_json_get_array (words, "rows");
  float x = figure (words, "x", 14), width = figure (words, "width", 214), bottom = figure (words, "bottom", 486);

  if (post->count > 1)
    bottom -= figure (words, "room-for-dots", 0);
  for (guint i = rows != NULL ? json_array_get_length (rows) : 0; i > 0; i--)
    {
      JsonObject *row = json_array_get_object_element (rows, i - 1);
      const char *part = poster_json_get_string (row, "part");
      float height = 0;

      if (g_strcmp0 (part, "handle") == 0)
        height = draw_handle_row (post, pen, scene, row, x, width, bottom);
      else if (g_strcmp0 (part, "title") == 0)
        height = draw_text_row (post, pen, row, get_title (post, row), TRUE, x, width, bottom);
      else if (g_strcmp0 (part, "caption") == 0)
        height = draw_text_row (post, pen, row, post->caption, FALSE, x, width, bottom);
      else if (g_strcmp0 (part, "sound") == 0)
        height = draw_sound_row (pen, row, x, width, bottom);
      if (height > 0)
        bottom -= height + figure (row, "gap", GAP);
    }
}

/**
 * poster_preview_look_screen:
 * @post: what is to be seen
 * @pen: draws it
 * @scene: what is known of the page afterwards
 *
 * Draws what a platform lays over a picture that fills the screen of a phone.
 */
void
poster_preview_look_screen (const PosterPreviewPost *post,
                            PosterPreviewPen        *pen,
                            PosterPreviewScene      *scene)
{
  JsonObject *look = post->look;
  JsonArray *marks = look != NULL ? poster_json_get_array (look, "marks") : NULL;
  JsonObject *words = look != NULL ? poster_json_get_object (look, "words") : NULL;
  JsonObject *insets = poster_preview_look_get_insets (look);
  float dots = look != NULL ? figure (look, "dots", 0) : 488, counter = look != NULL ? figure (look, "counter", 0) : 96;

  scene->is_phone = TRUE;
  scene->width = WIDTH;
  scene->height = HEIGHT;
  scene->media = GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT);
  scene->fit = POSTER_PREVIEW_WHOLE;
  if (post->has_media)
    draw_shades (look, pen);
  if (post->words != NULL)
    poster_preview_look_instead (pen, "dialog-warning-symbolic", post->words, &scene->media);
  else if (!post->has_media)
    poster_preview_look_instead (pen, "poster-phone-symbolic", _("Add a video or pictures to see them here."), &scene->media);
  if (post->safe_zones && insets != NULL)
    poster_preview_look_zones (insets, pen, &scene->media);
  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++)
    draw_mark (post, pen, scene, json_array_get_object_element (marks, i));
  if (words != NULL)
    draw_words (post, pen, scene, words);
  if (post->count > 1 && dots > 0)
    {
      const GdkRGBA elsewhere = { 1, 1, 1, 0.45f };

      poster_preview_look_dots (post, pen, WIDTH / 2.0f, dots, &white, &elsewhere);
    }
  if (post->count > 1 && counter > 0)
    poster_preview_look_counter (post, pen, 272, counter);
  scene->under = poster_preview_layer_new (NULL);
  scene->over = poster_preview_layer_new (gtk_snapshot_free_to_node (g_steal_pointer (&pen->snapshot)));
}
