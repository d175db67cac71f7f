/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-look-card"

#include "poster-preview-looks.h"

#include "poster-json.h"
#include "poster-preview-caption.h"
#include "poster-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A platform that shows posts as cards, one below the other: blocks from the top down, in the order
 * of the data. Colours are those of the desktop. */
#define PAD 14
#define GAP 10

/* Beside an avatar that has a column of its own. */
#define COLUMN_GAP 10

typedef struct
{
  const PosterPreviewPost *post;
  PosterPreviewPen        *pen;
  PosterPreviewScene      *scene;
  GtkSnapshot             *over;    /* what lies over the picture */
  float                    x;       /* of the content */
  float                    width;
  float                    y;       /* below what is drawn */
} Card;

static float
figure (JsonObject *json,
        const char *member,
        float       fallback)
{
  return (float) poster_json_get_double (json, member, (double) fallback);
}

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

static const char *
read_word (JsonObject *json,
           const char *member)
{
  const char *word = poster_json_get_string (json, member);

  return word != NULL ? poster_preview_word (word) : NULL;
}

static const char *
get_name (Card *card)
{
  if (is_there (card->post->name))
    return card->post->name;
  return is_there (card->post->handle) ? card->post->handle : _("Account");
}

/* As much of a text as can be a title, in bytes. */
#define TITLE_BYTES 400

/* Returns: (transfer full) (nullable): where there must be a title and none is given, the first line */
static char *
dup_title (Card       *card,
           JsonObject *block)
{
  const char *end;
  char *title;

  if (is_there (card->post->title))
    return g_strdup (card->post->title);
  if (!poster_json_get_boolean (block, "or-caption", FALSE) || !is_there (card->post->caption))
    return NULL;
  title = g_strndup (card->post->caption, MIN (strcspn (card->post->caption, "\n"), TITLE_BYTES));
  if (!g_utf8_validate (title, -1, &end))
    title[end - title] = '\0';
  return title;
}

static void
draw_avatar (Card  *card,
             float  x,
             float  middle,
             float  size)
{
  card->scene->avatar = poster_preview_pen_place (card->pen, x, middle - size / 2, size, size);
}

/* Draws one of the words about who posted it. Returns: the room that it took */
static float
draw_part (Card       *card,
           const char *part,
           float       x,
           float       middle,
           float       width,
           float       size)
{
  PosterPreviewPen *pen = card->pen;
  const PosterPreviewPost *post = card->post;
  g_autofree char *text = NULL;

  if (width < 8)
    return 0;
  if (g_str_equal (part, "name"))
    return poster_preview_pen_line (pen, get_name (card), x, middle, width, size, PANGO_WEIGHT_BOLD, &pen->text);
  if (g_str_equal (part, "accent-name"))
    return poster_preview_pen_line (pen, get_name (card), x, middle, width, size, PANGO_WEIGHT_BOLD, &pen->accent);
  if (g_str_equal (part, "handle"))
    return poster_preview_pen_line (pen, is_there (post->handle) ? post->handle : get_name (card), x, middle, width, size,
                                    PANGO_WEIGHT_BOLD, &pen->text);
  if (g_str_equal (part, "globe"))
    {
      poster_preview_pen_icon (pen, "poster-preview-globe-symbolic", x + size / 2, middle, size, &pen->dim);
      return size;
    }
  if (g_str_equal (part, "at-handle"))
    text = is_there (post->handle) ? g_strconcat ("@", post->handle, NULL) : NULL;
  else if (g_str_equal (part, "community"))
    text = is_there (post->handle) ? g_strconcat ("u/", post->handle, NULL) : NULL;
  else if (g_str_equal (part, "dot"))
    text = g_strdup ("·");
  else
    text = g_strdup (poster_preview_word (part));
  if (text == NULL)
    return 0;
  return poster_preview_pen_line (pen, text, x, middle, width, size, PANGO_WEIGHT_NORMAL, &pen->dim);
}

static void
draw_parts (Card      *card,
            JsonArray *parts,
            float      x,
            float      middle,
            float      width,
            float      size)
{
  float end = x + width;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      float taken = draw_part (card, json_array_get_string_element (parts, i), x, middle, end - x, size);

      x += taken > 0 ? taken + 5 : 0;
    }
}

static void
draw_pill (Card       *card,
           const char *word,
           float       end,
           float       middle)
{
  PosterPreviewPen *pen = card->pen;
  const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 0.87f };
  /* The accent of dark desktops is a light one. */
  gboolean is_light = pen->accent.red * 0.3f + pen->accent.green * 0.6f + pen->accent.blue * 0.1f > 0.55f;
  float width = poster_preview_pen_measure (pen, word, 12, PANGO_WEIGHT_BOLD) + 24;
  graphene_rect_t place = poster_preview_pen_place (pen, end - width, middle - 14, width, 28);

  poster_preview_pen_box (pen, &place, 14, &pen->accent);
  poster_preview_pen_line (pen, word, end - width + 12, middle, width, 12, PANGO_WEIGHT_BOLD,
                           is_light ? &black : &white);
}

/* Who posted it, and when. */
static void
draw_author (Card       *card,
             JsonObject *block)
{
  float avatar = figure (block, "avatar", 0), size = figure (block, "size", 14), x = card->x, width = card->width, middle;
  JsonArray *second = poster_json_get_array (block, "second");
  float height = MAX (avatar, second != NULL ? size * 2 + 7 : size + 6);

  middle = card->y + height / 2;
  if (avatar > 0)
    {
      draw_avatar (card, x, middle, avatar);
      x += avatar + 10;
      width -= avatar + 10;
    }
  if (poster_json_get_boolean (block, "menu", TRUE))
    {
      width -= 24;
      poster_preview_pen_icon (card->pen, "view-more-horizontal-symbolic", card->x + card->width - 8,
                               second != NULL ? middle - size * 0.6f : middle, 16, &card->pen->dim);
    }
  draw_parts (card, poster_json_get_array (block, "first"), x, second != NULL ? middle - size * 0.68f : middle, width, size);
  draw_parts (card, second, x, middle + size * 0.68f, width, size - 2);
  card->y += height + figure (block, "gap", GAP);
}

static void
draw_title (Card       *card,
            JsonObject *block)
{
  g_autofree char *title = dup_title (card, block);
  g_autoptr(PangoLayout) layout = NULL;
  gint64 characters = poster_json_get_int (block, "characters", 0);
  float avatar = figure (block, "avatar", 0), x = card->x, width = card->width, height;
  int pixels;

  if (title == NULL)
    return;
  if (characters > 0 && poster_text_count (title, POSTER_TEXT_GRAPHEMES) > characters)
    {
      const PosterPreviewCut cut = { .width = width, .size = 10, .lines = 99, .characters = (guint) characters };
      g_autoptr(PangoLayout) cut_layout = poster_preview_caption_lay_out (card->pen, title, &cut);

      g_free (title);
      title = g_strdup (pango_layout_get_text (cut_layout));
    }
  if (avatar > 0)
    {
      x += avatar + 12;
      width -= avatar + 36;
      poster_preview_pen_icon (card->pen, "view-more-horizontal-symbolic", card->x + card->width - 8, card->y + 11, 16,
                               &card->pen->dim);
    }
  layout = poster_preview_pen_lay_out (card->pen, title, figure (block, "size", 17), PANGO_WEIGHT_BOLD);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, -(int) poster_json_get_int (block, "lines", 3));
  pango_layout_get_size (layout, NULL, &pixels);
  poster_preview_pen_layout (card->pen, layout, x, card->y, &card->pen->text);
  height = (float) pixels / PANGO_SCALE;
  if (avatar > 0)
    {
      draw_parts (card, poster_json_get_array (block, "second"), x, card->y + height + 11, width, 12);
      draw_avatar (card, card->x, card->y + avatar / 2 + 2, avatar);
      height = MAX (height + 19, avatar + 2);
    }
  card->y += height + figure (block, "gap", GAP);
}

static void
draw_text (Card       *card,
           JsonObject *block)
{
  const PosterPreviewCut cut = {
    .width = card->width,
    .size = figure (block, "size", 14),
    .lines = (guint) poster_json_get_int (block, "lines", 0),
    .characters = (guint) poster_json_get_int (block, "characters", 0),
    .more = read_word (block, "more"),
    .before = poster_json_get_boolean (block, "handle", FALSE) ? card->post->handle : NULL,
    .manner = card->post->platform != NULL ? &card->post->platform->manner : NULL,
  };
  g_autoptr(PangoLayout) layout = NULL;
  int height;

  if (!is_there (card->post->caption))
    return;
  /* It is the title already. */
  if (poster_json_get_boolean (block, "below-title", FALSE) && !is_there (card->post->title))
    return;
  layout = poster_preview_caption_lay_out (card->pen, card->post->caption, &cut);
  pango_layout_get_size (layout, NULL, &height);
  poster_preview_pen_layout (card->pen, layout, card->x, card->y, &card->pen->text);
  card->y += (float) height / PANGO_SCALE + figure (block, "gap", GAP);
}

static void
draw_over_media (Card       *card,
                 JsonObject *block,
                 float       x,
                 float       width)
{
  const PosterPreviewPost *post = card->post;
  const char *badge = read_word (block, "badge");
  GtkSnapshot *under = card->pen->snapshot;

  card->pen->snapshot = card->over;
  if (post->words != NULL)
    {
      PosterPreviewPen pen = *card->pen;
      const GdkRGBA white = { 1, 1, 1, 1 };

      poster_preview_pen_color (&pen, &white, &white);
      poster_preview_look_instead (&pen, "dialog-warning-symbolic", post->words, &card->scene->media);
    }
  if (badge != NULL)
    draw_pill (card, badge, x + width - 10, card->y + 24);
  if (post->count > 1 && card->scene->n_cells == 0 && poster_json_get_boolean (block, "counter", TRUE))
    poster_preview_look_counter (post, card->pen, x + width - 10, card->y + 10 + (badge != NULL ? 36 : 0));
  card->pen->snapshot = under;
}

/* Several pictures. Returns: how high they are */
static float
draw_pictures (Card       *card,
               JsonObject *block,
               float       x,
               float       width,
               float       ratio)
{
  GtkSnapshot *under = card->pen->snapshot;
  float height;

  card->pen->snapshot = card->over;
  if (poster_preview_grid_is_for (card->post))
    {
      height = width / poster_preview_grid_get_ratio (card->post);
      poster_preview_grid_lay_out (card->post, card->pen, x, card->y, width, height, card->scene);
    }
  else
    {
      height = poster_preview_strip_lay_out (card->post, card->pen, x, card->y, width, ratio, card->scene);
      card->scene->cell_radius = figure (block, "radius", 12);
      for (guint i = 0; i < card->scene->n_cells; i++)
        poster_preview_pen_ring (card->pen, &card->scene->cells[i].place, card->scene->cell_radius, 1, &card->pen->line);
    }
  card->pen->snapshot = under;
  return height;
}

/* A picture in its own shape, as far as the platform takes that; several as the platform arranges them. */
static void
draw_media (Card       *card,
            JsonObject *block)
{
  const PosterPreviewPost *post = card->post;
  PosterPreviewPen *pen = card->pen;
  gboolean bleeds = poster_json_get_boolean (block, "bleed", FALSE);
  gboolean is_strip = poster_preview_strip_is_for (post);
  float x = bleeds ? 0 : card->x, width = bleeds ? pen->width : card->width, height, radius;
  float narrowest = figure (block, "narrowest", 0.5f), widest = figure (block, "widest", 3);
  float ratio = CLAMP (post->aspect > 0 ? (float) post->aspect : 1, narrowest, widest);

  if (!post->has_media && !poster_json_get_boolean (block, "always", FALSE))
    return;
  height = width / ratio;
  if (is_strip || poster_preview_grid_is_for (post))
    height = draw_pictures (card, block, x, width, ratio);
  radius = bleeds || is_strip ? 0 : figure (block, "radius", 12);
  card->scene->media = is_strip ? poster_preview_pen_place (pen, 0, card->y, pen->width, height)
                                : poster_preview_pen_place (pen, x, card->y, width, height);
  card->scene->media_radius = radius;
  card->scene->fit = g_strcmp0 (poster_json_get_string (block, "fit"), "whole") == 0 ? POSTER_PREVIEW_WHOLE : POSTER_PREVIEW_FILL;
  if (!post->has_media)
    {
      poster_preview_pen_box (pen, &card->scene->media, radius, &pen->fill);
      poster_preview_pen_icon (pen, "image-x-generic-symbolic", x + width / 2, card->y + height / 2, 40, &pen->dim);
    }
  draw_over_media (card, block, x, width);
  if (!bleeds && !is_strip)
    {
      GtkSnapshot *under = pen->snapshot;

      pen->snapshot = card->over;
      poster_preview_pen_ring (pen, &card->scene->media, radius, 1, &pen->line);
      pen->snapshot = under;
    }
  card->y += height + figure (block, "gap", GAP);
}

/* The dots of a carousel, where they are below it. */
static void
draw_dots (Card       *card,
           JsonObject *block)
{
  if (card->post->count < 2)
    return;
  poster_preview_look_dots (card->post, card->pen, card->pen->width / 2, card->y + 3, &card->pen->accent, &card->pen->line);
  card->y += 6 + figure (block, "gap", GAP);
}

/* What a platform makes of an address, when there is no picture. */
static void
draw_link (Card       *card,
           JsonObject *block)
{
  float height = poster_preview_link_draw (card->post, card->pen, card->x, card->y, card->width);

  card->y += height > 0 ? height + figure (block, "gap", GAP) : 0;
}

/* Draws one of the things that a reader can do. Returns: the room that it took */
static float
draw_action (Card       *card,
             JsonObject *action,
             const char *style,
             float       x,
             float       middle,
             float       size,
             gboolean    draws)
{
  PosterPreviewPen *pen = card->pen;
  const char *icon = poster_json_get_string (action, "icon"), *second = poster_json_get_string (action, "second");
  const char *label = read_word (action, "label");
  gboolean is_pill = g_strcmp0 (style, "pills") == 0;
  gboolean is_under = g_strcmp0 (style, "under") == 0;
  float label_size = is_under ? 11 : 13;
  float label_width = label != NULL ? poster_preview_pen_measure (pen, label, label_size, PANGO_WEIGHT_SEMIBOLD) : 0;
  float width = is_under ? MAX (size, label_width) : size + (label != NULL ? label_width + 7 : 0), start = x;

  if (second != NULL)
    width += size + 14;
  if (is_pill)
    width += 24;
  if (!draws)
    return width;
  if (is_pill)
    {
      graphene_rect_t pill = poster_preview_pen_place (pen, x, middle - 15, width, 30);

      poster_preview_pen_box (pen, &pill, 15, &pen->fill);
      start += 12;
    }
  if (is_under)
    {
      poster_preview_pen_icon (pen, icon, x + width / 2, middle - 9, size, &pen->dim);
      poster_preview_pen_line (pen, label, x + (width - label_width) / 2, middle + 10, label_width + 1, label_size,
                               PANGO_WEIGHT_SEMIBOLD, &pen->dim);
      return width;
    }
  poster_preview_pen_icon (pen, icon, start + size / 2, middle, size,
                           poster_json_get_boolean (action, "strong", FALSE) ? &pen->text : &pen->dim);
  start += size + 7;
  if (label != NULL)
    start += poster_preview_pen_line (pen, label, start, middle, label_width + 1, label_size, PANGO_WEIGHT_SEMIBOLD, &pen->dim) + 7;
  if (second != NULL)
    poster_preview_pen_icon (pen, second, start + size / 2 + 7, middle, size, &pen->dim);
  return width;
}

static float
measure_actions (Card       *card,
                 JsonArray  *actions,
                 const char *style,
                 float       size)
{
  float width = 0;

  for (guint i = 0; i < json_array_get_length (actions); i++)
    width += draw_action (card, json_array_get_object_element (actions, i), style, 0, 0, size, FALSE);
  return width;
}

/* Row of what a reader can do: at its start and at its end, or spread. */
static void
draw_actions (Card       *card,
              JsonObject *block)
{
  JsonArray *actions = poster_json_get_array (block, "actions"), *ends = poster_json_get_array (block, "end");
  const char *style = poster_json_get_string (block, "style");
  float size = figure (block, "icon-size", 19), height = g_strcmp0 (style, "under") == 0 ? 38 : 26, x = card->x, gap;
  float middle;

  if (actions == NULL || json_array_get_length (actions) == 0)
    return;
  if (poster_json_get_boolean (block, "line", FALSE))
    {
      graphene_rect_t line = poster_preview_pen_place (card->pen, 0, card->y, card->pen->width, 1);

      gtk_snapshot_append_color (card->pen->snapshot, &card->pen->line, &line);
      card->y += 9;
    }
  middle = card->y + height / 2;
  gap = figure (block, "space", 16);
  if (poster_json_get_boolean (block, "spread", FALSE))
    {
      float room = card->width - measure_actions (card, actions, style, size);

      if (style != NULL)
        {
          gap = room / (float) json_array_get_length (actions);
          x += gap / 2;
        }
      else if (json_array_get_length (actions) > 1)
        gap = room / (float) (json_array_get_length (actions) - 1);
    }
  for (guint i = 0; i < json_array_get_length (actions); i++)
    x += draw_action (card, json_array_get_object_element (actions, i), style, x, middle, size, TRUE) + gap;
  x = card->x + card->width;
  for (guint i = 0; ends != NULL && i < json_array_get_length (ends); i++)
    {
      JsonObject *action = json_array_get_object_element (ends, i);

      x -= draw_action (card, action, style, 0, 0, size, FALSE);
      draw_action (card, action, style, x, middle, size, TRUE);
      x -= gap;
    }
  card->y += height + figure (block, "gap", GAP);
}

/* When it was posted, at the end of a message. */
static void
draw_stamp (Card       *card,
            JsonObject *block)
{
  PosterPreviewPen *pen = card->pen;
  const char *now = poster_preview_word ("now");
  float width = poster_preview_pen_measure (pen, now, 11.5f, PANGO_WEIGHT_NORMAL), end = card->x + card->width;

  poster_preview_pen_line (pen, now, end - width, card->y + 5, width + 1, 11.5f, PANGO_WEIGHT_NORMAL, &pen->dim);
  poster_preview_pen_icon (pen, "poster-preview-eye-symbolic", end - width - 14, card->y + 5, 14, &pen->dim);
  card->y += 10 + figure (block, "gap", GAP);
}

static void
draw_block (Card       *card,
            JsonObject *block)
{
  static const struct
  {
    const char *name;
    void      (*draw) (Card *, JsonObject *);
  } kinds[] = {
    { "author", draw_author },
    { "title", draw_title },
    { "text", draw_text },
    { "media", draw_media },
    { "dots", draw_dots },
    { "link", draw_link },
    { "actions", draw_actions },
    { "stamp", draw_stamp },
  };
  const char *name = poster_json_get_string (block, "block");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i].name) == 0)
      kinds[i].draw (card, block);
}

/**
 * poster_preview_look_card:
 * @post: what is to be seen
 * @pen: draws it
 * @scene: what is known of the page afterwards
 *
 * Draws a post as a card.
 */
void
poster_preview_look_card (const PosterPreviewPost *post,
                          PosterPreviewPen        *pen,
                          PosterPreviewScene      *scene)
{
  JsonArray *blocks = poster_json_get_array (post->look, "blocks");
  float column = figure (post->look, "column", 0);
  Card card = {
    .post = post,
    .pen = pen,
    .scene = scene,
    .over = gtk_snapshot_new (),
    .x = PAD,
    .width = pen->width - 2 * PAD,
    .y = figure (post->look, "top", PAD),
  };

  /* The account's picture has a column of its own. */
  if (column > 0)
    {
      draw_avatar (&card, card.x, card.y + column / 2, column);
      card.x += column + COLUMN_GAP;
      card.width -= column + COLUMN_GAP;
    }
  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    draw_block (&card, json_array_get_object_element (blocks, i));
  if (column > 0)
    card.y = MAX (card.y, PAD + column + GAP);
  scene->width = pen->width;
  scene->height = card.y - GAP + PAD;
  scene->under = poster_preview_layer_new (gtk_snapshot_free_to_node (g_steal_pointer (&pen->snapshot)));
  scene->over = poster_preview_layer_new (gtk_snapshot_free_to_node (card.over));
}
