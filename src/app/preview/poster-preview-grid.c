/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-grid"

#include "poster-preview-looks.h"

#include "poster-json.h"

#include <glib/gi18n-lib.h>

/* How much of the width the picture of a strip takes: the next one looks in. */
#define STRIP_SHARE 0.86f

static JsonObject *
find_media_block (JsonObject *look)
{
  JsonArray *blocks = look != NULL ? poster_json_get_array (look, "blocks") : NULL;

  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    {
      JsonObject *block = json_array_get_object_element (blocks, i);

      if (g_strcmp0 (poster_json_get_string (block, "block"), "media") == 0)
        return block;
    }
  return NULL;
}

/* Returns: (nullable): how the platform arranges so many pictures */
static JsonObject *
find_layout (JsonObject *look,
             guint       count)
{
  JsonObject *block = find_media_block (look);
  JsonArray *layouts = block != NULL ? poster_json_get_array (block, "grid") : NULL;
  JsonObject *found = NULL;

  for (guint i = 0; layouts != NULL && count > 1 && i < json_array_get_length (layouts); i++)
    {
      JsonObject *layout = json_array_get_object_element (layouts, i);

      if (poster_json_get_int (layout, "pictures", 2) <= (gint64) count)
        found = layout;
    }
  return found;
}

/**
 * poster_preview_grid_is_for:
 * @post: what is to be seen
 *
 * Returns: whether the platform shows the pictures of the post side by side, not one at a time
 */
gboolean
poster_preview_grid_is_for (const PosterPreviewPost *post)
{
  return find_layout (post->look, post->count) != NULL;
}

/**
 * poster_preview_grid_get_ratio:
 * @post: what is to be seen, for which there is a grid
 *
 * Returns: width by height of all of it
 */
float
poster_preview_grid_get_ratio (const PosterPreviewPost *post)
{
  return (float) CLAMP (poster_json_get_double (find_layout (post->look, post->count), "ratio", 1), 0.3, 4);
}

static int
read_step (JsonArray *cell,
           guint      position,
           int        fallback)
{
  return position < json_array_get_length (cell) ? (int) json_array_get_int_element (cell, position) : fallback;
}

/* A part of what @cells lie in, on a raster, with half a gap on the sides that others lie at. */
static graphene_rect_t
get_place (JsonObject            *layout,
           JsonArray             *cell,
           const graphene_rect_t *all,
           float                  gap)
{
  int columns = (int) CLAMP (poster_json_get_int (layout, "columns", 1), 1, 60);
  int rows = (int) CLAMP (poster_json_get_int (layout, "rows", 1), 1, 60);
  int left = CLAMP (read_step (cell, 0, 0), 0, columns - 1), top = CLAMP (read_step (cell, 1, 0), 0, rows - 1);
  int right = CLAMP (left + read_step (cell, 2, 1), left + 1, columns);
  int bottom = CLAMP (top + read_step (cell, 3, 1), top + 1, rows);
  float column = (all->size.width + gap) / (float) columns, row = (all->size.height + gap) / (float) rows;

  return GRAPHENE_RECT_INIT (all->origin.x + (float) left * column, all->origin.y + (float) top * row,
                             (float) (right - left) * column - gap, (float) (bottom - top) * row - gap);
}

static void
add_cell (PosterPreviewScene    *scene,
          const graphene_rect_t *place,
          guint                  picture)
{
  scene->cells[scene->n_cells++] = (PosterPreviewCell) { .place = *place, .picture = picture };
}

/* How many there are that have no place. */
static void
draw_rest (PosterPreviewPen      *pen,
           const graphene_rect_t *place,
           guint                  n_more)
{
  const GdkRGBA dark = { 0, 0, 0, 0.5f }, white = { 1, 1, 1, 1 };
  /* Translators: so many further pictures */
  g_autofree char *text = g_strdup_printf (C_("further pictures", "+%u"), n_more);
  float width = poster_preview_pen_measure (pen, text, 24, PANGO_WEIGHT_SEMIBOLD);
  float middle = place->origin.x + place->size.width / 2;

  gtk_snapshot_append_color (pen->snapshot, &dark, place);
  if (pen->is_mirrored)
    middle = pen->width - middle;
  poster_preview_pen_line (pen, text, middle - width / 2, place->origin.y + place->size.height / 2, width + 1, 24,
                           PANGO_WEIGHT_SEMIBOLD, &white);
}

/**
 * poster_preview_grid_lay_out:
 * @post: what is to be seen, for which there is a grid
 * @pen: draws what lies over the pictures
 * @x: of the grid
 * @y: of it
 * @width: of it
 * @height: of it
 * @scene: gets its cells
 */
void
poster_preview_grid_lay_out (const PosterPreviewPost *post,
                             PosterPreviewPen        *pen,
                             float                    x,
                             float                    y,
                             float                    width,
                             float                    height,
                             PosterPreviewScene      *scene)
{
  JsonObject *layout = find_layout (post->look, post->count);
  JsonArray *cells = poster_json_get_array (layout, "cells");
  float gap = (float) poster_json_get_double (layout, "gap", 2);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (x, y, width, height);
  guint n_cells = cells != NULL ? MIN (json_array_get_length (cells), POSTER_PREVIEW_MOST_CELLS) : 0;

  for (guint i = 0; i < MIN (n_cells, post->count); i++)
    {
      graphene_rect_t cell = get_place (layout, json_array_get_array_element (cells, i), &all, gap);
      graphene_rect_t place = poster_preview_pen_place (pen, cell.origin.x, cell.origin.y, cell.size.width, cell.size.height);

      add_cell (scene, &place, i);
      if (i + 1 == n_cells && post->count > n_cells && poster_json_get_boolean (layout, "counts-rest", FALSE))
        draw_rest (pen, &place, post->count - n_cells);
    }
}

/**
 * poster_preview_strip_is_for:
 * @post: what is to be seen
 *
 * Returns: whether the platform shows its pictures in a row that one moves through
 */
gboolean
poster_preview_strip_is_for (const PosterPreviewPost *post)
{
  JsonObject *block = find_media_block (post->look);

  return post->count > 1 && block != NULL && poster_json_get_boolean (block, "strip", FALSE);
}

/**
 * poster_preview_strip_lay_out:
 * @post: what is to be seen
 * @pen: knows the direction
 * @x: of the picture that is shown
 * @y: of it
 * @width: that there would be for one
 * @ratio: width by height of the picture
 * @scene: gets its cells
 *
 * Returns: how high it is
 */
float
poster_preview_strip_lay_out (const PosterPreviewPost *post,
                              PosterPreviewPen        *pen,
                              float                    x,
                              float                    y,
                              float                    width,
                              float                    ratio,
                              PosterPreviewScene      *scene)
{
  float each = width * STRIP_SHARE, gap = 6, height = each / ratio;
  gboolean is_last = post->index + 1 >= post->count;
  graphene_rect_t place;

  /* The last one ends where the others begin to be cut. */
  if (is_last)
    x = pen->width - 14 - each;
  for (int i = is_last ? -1 : 0; i <= (is_last ? 0 : 1); i++)
    {
      place = poster_preview_pen_place (pen, x + (float) i * (each + gap), y, each, height);
      add_cell (scene, &place, (guint) ((int) post->index + i));
    }
  return height;
}
