/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-nodes"

#include "poster-preview-nodes.h"

#include <string.h>

static const cairo_user_data_key_t name_key;

/**
 * poster_preview_nodes_name:
 * @cr: of gtk_snapshot_append_cairo()
 * @name: says all that is drawn with it
 *
 * Names a drawing: poster_preview_nodes_equal() cannot look into it.
 */
void
poster_preview_nodes_name (cairo_t    *cr,
                           const char *name)
{
  cairo_surface_set_user_data (cairo_get_target (cr), &name_key, g_strdup (name), g_free);
}

static gboolean
are_rects_equal (const graphene_rect_t *a,
                 const graphene_rect_t *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static gboolean
have_equal_bounds (GskRenderNode *a,
                   GskRenderNode *b)
{
  graphene_rect_t first, second;

  gsk_render_node_get_bounds (a, &first);
  gsk_render_node_get_bounds (b, &second);
  return are_rects_equal (&first, &second);
}

static gboolean
are_containers_equal (GskRenderNode *a,
                      GskRenderNode *b)
{
  guint n_children = gsk_container_node_get_n_children (a);

  if (gsk_container_node_get_n_children (b) != n_children)
    return FALSE;
  for (guint i = 0; i < n_children; i++)
    if (!poster_preview_nodes_equal (gsk_container_node_get_child (a, i), gsk_container_node_get_child (b, i)))
      return FALSE;
  return TRUE;
}

static gboolean
are_texts_equal (GskRenderNode *a,
                 GskRenderNode *b)
{
  /* Not through its argument: GTK declares this function pure, so the compiler thinks that it sets nothing. */
  const PangoGlyphInfo *first = gsk_text_node_get_glyphs (a, NULL);
  const PangoGlyphInfo *second = gsk_text_node_get_glyphs (b, NULL);
  guint n_glyphs = gsk_text_node_get_num_glyphs (a);

  if (gsk_text_node_get_num_glyphs (b) != n_glyphs || gsk_text_node_get_font (a) != gsk_text_node_get_font (b) ||
      !graphene_point_equal (gsk_text_node_get_offset (a), gsk_text_node_get_offset (b)) ||
      !gdk_rgba_equal (gsk_text_node_get_color (a), gsk_text_node_get_color (b)))
    return FALSE;
  for (guint i = 0; i < n_glyphs; i++)
    if (first[i].glyph != second[i].glyph || first[i].geometry.width != second[i].geometry.width ||
        first[i].geometry.x_offset != second[i].geometry.x_offset ||
        first[i].geometry.y_offset != second[i].geometry.y_offset)
      return FALSE;
  return TRUE;
}

static gboolean
are_shadows_equal (GskRenderNode *a,
                   GskRenderNode *b)
{
  gsize n_shadows = gsk_shadow_node_get_n_shadows (a);

  if (gsk_shadow_node_get_n_shadows (b) != n_shadows)
    return FALSE;
  for (gsize i = 0; i < n_shadows; i++)
    if (memcmp (gsk_shadow_node_get_shadow (a, i), gsk_shadow_node_get_shadow (b, i), sizeof (GskShadow)) != 0)
      return FALSE;
  return poster_preview_nodes_equal (gsk_shadow_node_get_child (a), gsk_shadow_node_get_child (b));
}

static gboolean
are_borders_equal (GskRenderNode *a,
                   GskRenderNode *b)
{
  return memcmp (gsk_border_node_get_outline (a), gsk_border_node_get_outline (b), sizeof (GskRoundedRect)) == 0 &&
         memcmp (gsk_border_node_get_widths (a), gsk_border_node_get_widths (b), 4 * sizeof (float)) == 0 &&
         memcmp (gsk_border_node_get_colors (a), gsk_border_node_get_colors (b), 4 * sizeof (GdkRGBA)) == 0;
}

/* Those that repeat have the same accessors. */
static gboolean
are_gradients_equal (GskRenderNode *a,
                     GskRenderNode *b)
{
  const GskColorStop *first = gsk_linear_gradient_node_get_color_stops (a, NULL);
  const GskColorStop *second = gsk_linear_gradient_node_get_color_stops (b, NULL);
  gsize n_stops = gsk_linear_gradient_node_get_n_color_stops (a);

  return gsk_linear_gradient_node_get_n_color_stops (b) == n_stops && memcmp (first, second, n_stops * sizeof *first) == 0 &&
         graphene_point_equal (gsk_linear_gradient_node_get_start (a), gsk_linear_gradient_node_get_start (b)) &&
         graphene_point_equal (gsk_linear_gradient_node_get_end (a), gsk_linear_gradient_node_get_end (b)) &&
         have_equal_bounds (a, b);
}

static gboolean
are_color_matrices_equal (GskRenderNode *a,
                          GskRenderNode *b)
{
  return graphene_matrix_equal (gsk_color_matrix_node_get_color_matrix (a), gsk_color_matrix_node_get_color_matrix (b)) &&
         graphene_vec4_equal (gsk_color_matrix_node_get_color_offset (a), gsk_color_matrix_node_get_color_offset (b)) &&
         poster_preview_nodes_equal (gsk_color_matrix_node_get_child (a), gsk_color_matrix_node_get_child (b));
}

static gboolean
are_drawings_equal (GskRenderNode *a,
                    GskRenderNode *b)
{
  cairo_surface_t *first = gsk_cairo_node_get_surface (a), *second = gsk_cairo_node_get_surface (b);
  const char *name = first != NULL ? cairo_surface_get_user_data (first, &name_key) : NULL;

  return name != NULL && second != NULL && g_strcmp0 (name, cairo_surface_get_user_data (second, &name_key)) == 0 &&
         have_equal_bounds (a, b);
}

/**
 * poster_preview_nodes_equal:
 * @a: a node
 * @b: another
 *
 * Returns: whether both draw the same; %FALSE for nodes of kinds that a preview does not have
 */
gboolean
poster_preview_nodes_equal (GskRenderNode *a,
                            GskRenderNode *b)
{
  GskRenderNodeType type = gsk_render_node_get_node_type (a);

  if (a == b)
    return TRUE;
  if (gsk_render_node_get_node_type (b) != type)
    return FALSE;
  switch ((int) type)
    {
    case GSK_CONTAINER_NODE:
      return are_containers_equal (a, b);
    case GSK_TRANSFORM_NODE:
      return gsk_transform_equal (gsk_transform_node_get_transform (a), gsk_transform_node_get_transform (b)) &&
             poster_preview_nodes_equal (gsk_transform_node_get_child (a), gsk_transform_node_get_child (b));
    case GSK_CLIP_NODE:
      return are_rects_equal (gsk_clip_node_get_clip (a), gsk_clip_node_get_clip (b)) &&
             poster_preview_nodes_equal (gsk_clip_node_get_child (a), gsk_clip_node_get_child (b));
    case GSK_ROUNDED_CLIP_NODE:
      return memcmp (gsk_rounded_clip_node_get_clip (a), gsk_rounded_clip_node_get_clip (b), sizeof (GskRoundedRect)) == 0 &&
             poster_preview_nodes_equal (gsk_rounded_clip_node_get_child (a), gsk_rounded_clip_node_get_child (b));
    case GSK_SHADOW_NODE:
      return are_shadows_equal (a, b);
    case GSK_COLOR_MATRIX_NODE:
      return are_color_matrices_equal (a, b);
    case GSK_TEXT_NODE:
      return are_texts_equal (a, b);
    case GSK_COLOR_NODE:
      return gdk_rgba_equal (gsk_color_node_get_color (a), gsk_color_node_get_color (b)) && have_equal_bounds (a, b);
    case GSK_TEXTURE_NODE:
      return gsk_texture_node_get_texture (a) == gsk_texture_node_get_texture (b) && have_equal_bounds (a, b);
    case GSK_BORDER_NODE:
      return are_borders_equal (a, b);
    case GSK_LINEAR_GRADIENT_NODE:
    case GSK_REPEATING_LINEAR_GRADIENT_NODE:
      return are_gradients_equal (a, b);
    case GSK_CAIRO_NODE:
      return are_drawings_equal (a, b);
    default:
      return FALSE;
    }
}
