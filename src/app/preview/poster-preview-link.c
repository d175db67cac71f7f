/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-link"

#include "poster-preview-looks.h"

#include "poster-json.h"
#include "poster-text.h"

#include <string.h>

/* As much of a text as an address is looked for in, in bytes. */
#define LINK_BYTES 8000

#define HEIGHT 64
#define RADIUS 12

/* Returns: (transfer full) (nullable): the first address in the text */
static char *
dup_link (const char *whole)
{
  g_autofree char *text = whole != NULL ? g_strndup (whole, LINK_BYTES) : NULL;
  g_autoptr(GArray) ranges = NULL;
  const char *end;

  if (text == NULL)
    return NULL;
  if (!g_utf8_validate (text, -1, &end))
    text[end - text] = '\0';
  ranges = poster_text_find_ranges (text);
  for (guint i = 0; i < ranges->len; i++)
    {
      const PosterTextRange *range = &g_array_index (ranges, PosterTextRange, i);

      if (range->kind == POSTER_TEXT_LINK)
        return g_strndup (text + range->start, range->end - range->start);
    }
  return NULL;
}

static char *
dup_host (const char *link)
{
  const char *host = strstr (link, "://");

  host = host != NULL ? host + 3 : link;
  if (g_str_has_prefix (host, "www."))
    host += 4;
  return g_strndup (host, strcspn (host, "/?#"));
}

/* Not every platform makes anything of an address. */
static gboolean
has_block (JsonObject *look)
{
  JsonArray *blocks = look != NULL ? poster_json_get_array (look, "blocks") : NULL;

  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    if (g_strcmp0 (poster_json_get_string (json_array_get_object_element (blocks, i), "block"), "link") == 0)
      return TRUE;
  return FALSE;
}

/**
 * poster_preview_link_dup_host:
 * @post: what is to be seen
 *
 * Returns: (nullable) (transfer full): of which site there will be a card; %NULL where there is none
 */
char *
poster_preview_link_dup_host (const PosterPreviewPost *post)
{
  g_autofree char *link = post->has_media || !has_block (post->look) ? NULL : dup_link (post->caption);

  return link != NULL ? dup_host (link) : NULL;
}

/**
 * poster_preview_link_draw:
 * @post: what is to be seen
 * @pen: draws it
 * @x: of the card
 * @y: of it
 * @width: of it
 *
 * Draws what a platform makes of an address in a text alone. Title and picture are the page's, which
 * is not asked for: nothing is fetched for a preview.
 *
 * Returns: how high it is; 0 where there is no address
 */
float
poster_preview_link_draw (const PosterPreviewPost *post,
                          PosterPreviewPen        *pen,
                          float                    x,
                          float                    y,
                          float                    width)
{
  g_autofree char *link = post->has_media ? NULL : dup_link (post->caption);
  g_autofree char *host = NULL;
  graphene_rect_t place, side;
  GskRoundedRect outline;

  if (link == NULL)
    return 0;
  host = dup_host (link);
  place = poster_preview_pen_place (pen, x, y, width, HEIGHT);
  side = poster_preview_pen_place (pen, x, y, HEIGHT, HEIGHT);
  gsk_rounded_rect_init_from_rect (&outline, &place, RADIUS);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &outline);
  gtk_snapshot_append_color (pen->snapshot, &pen->fill, &side);
  gtk_snapshot_pop (pen->snapshot);
  poster_preview_pen_ring (pen, &place, RADIUS, 1, &pen->line);
  poster_preview_pen_icon (pen, "poster-preview-globe-symbolic", x + HEIGHT / 2.0f, y + HEIGHT / 2.0f, 26, &pen->dim);
  poster_preview_pen_line (pen, host, x + HEIGHT + 12, y + 22, width - HEIGHT - 24, 14, PANGO_WEIGHT_BOLD, &pen->text);
  poster_preview_pen_line (pen, link, x + HEIGHT + 12, y + 42, width - HEIGHT - 24, 12, PANGO_WEIGHT_NORMAL, &pen->dim);
  return HEIGHT;
}
