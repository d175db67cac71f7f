/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-layer"

#include "poster-preview-layer.h"

#include "poster-preview-nodes.h"

/* One of the things that are drawn. Of two frames, GTK draws anew what differs, but it does not look
 * below a node that scales: were a page one such node, a letter that is typed would draw all of it.
 * So each mark is scaled by itself, and that node stays the same as long as the mark does. */
typedef struct
{
  GskRenderNode    *node;    /* in units */
  GskRenderNode    *scaled;  /* (nullable), in pixels, for this place and size: */
  graphene_point_t  origin;
  float             unit;
} Mark;

struct _PosterPreviewLayer
{
  GArray *marks;  /* of Mark */
};

static void
mark_clear (gpointer data)
{
  Mark *mark = data;

  gsk_render_node_unref (mark->node);
  g_clear_pointer (&mark->scaled, gsk_render_node_unref);
}

static void
add_mark (PosterPreviewLayer *layer,
          GskRenderNode      *node)
{
  const Mark mark = { .node = gsk_render_node_ref (node) };

  g_array_append_val (layer->marks, mark);
}

/**
 * poster_preview_layer_new:
 * @node: (nullable) (transfer full): all that is drawn, in units
 *
 * Returns: (transfer full): a layer of it
 */
PosterPreviewLayer *
poster_preview_layer_new (GskRenderNode *node)
{
  PosterPreviewLayer *layer = g_new0 (PosterPreviewLayer, 1);

  layer->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (layer->marks, mark_clear);
  if (node == NULL)
    return layer;
  if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE)
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      add_mark (layer, gsk_container_node_get_child (node, i));
  else
    add_mark (layer, node);
  gsk_render_node_unref (node);
  return layer;
}

void
poster_preview_layer_free (PosterPreviewLayer *layer)
{
  g_array_unref (layer->marks);
  g_free (layer);
}

/**
 * poster_preview_layer_keep:
 * @layer: a layer
 * @former: what was drawn before
 *
 * Takes the marks that are the same as before from there, so that they are not drawn anew.
 */
void
poster_preview_layer_keep (PosterPreviewLayer *layer,
                           PosterPreviewLayer *former)
{
  guint next = 0;

  for (guint i = 0; i < layer->marks->len; i++)
    {
      Mark *mark = &g_array_index (layer->marks, Mark, i);

      /* They come in the same order; some may have gone. */
      for (guint j = next; j < former->marks->len; j++)
        {
          Mark *kept = &g_array_index (former->marks, Mark, j);

          if (!poster_preview_nodes_equal (mark->node, kept->node))
            continue;
          mark_clear (mark);
          *mark = *kept;
          gsk_render_node_ref (mark->node);
          if (mark->scaled != NULL)
            gsk_render_node_ref (mark->scaled);
          next = j + 1;
          break;
        }
    }
}

/**
 * poster_preview_layer_scale:
 * @node: (transfer full): in units
 * @origin: of the page, in pixels
 * @unit: how many pixels a unit is
 *
 * Returns: (transfer full): it in pixels
 */
GskRenderNode *
poster_preview_layer_scale (GskRenderNode          *node,
                            const graphene_point_t *origin,
                            float                   unit)
{
  GskTransform *transform = gsk_transform_scale (gsk_transform_translate (NULL, origin), unit, unit);
  GskRenderNode *scaled = gsk_transform_node_new (node, transform);

  gsk_transform_unref (transform);
  gsk_render_node_unref (node);
  return scaled;
}

static gboolean
is_placed (const Mark             *mark,
           const graphene_point_t *origin,
           float                   unit)
{
  return mark->scaled != NULL && graphene_point_equal (&mark->origin, origin) && !(mark->unit < unit) && !(mark->unit > unit);
}

/**
 * poster_preview_layer_snapshot:
 * @layer: a layer
 * @origin: of the page, in pixels
 * @unit: how many pixels a unit is
 * @snapshot: where to, in pixels
 *
 * Draws it, with the same nodes as the last time as far as they are in the same place.
 */
void
poster_preview_layer_snapshot (PosterPreviewLayer     *layer,
                               const graphene_point_t *origin,
                               float                   unit,
                               GtkSnapshot            *snapshot)
{
  for (guint i = 0; i < layer->marks->len; i++)
    {
      Mark *mark = &g_array_index (layer->marks, Mark, i);

      if (!is_placed (mark, origin, unit))
        {
          g_clear_pointer (&mark->scaled, gsk_render_node_unref);
          mark->scaled = poster_preview_layer_scale (gsk_render_node_ref (mark->node), origin, unit);
          mark->origin = *origin;
          mark->unit = unit;
        }
      gtk_snapshot_append_node (snapshot, mark->scaled);
    }
}
