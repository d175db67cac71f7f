/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-drag-edge"

#include "poster-drag-edge.h"

struct _PosterDragEdge
{
  PosterClock        *clock;
  gint64              moment_us;
  PosterDragEdgeFunc  func;
  gpointer            user_data;
  int                 direction;  /* 0: it is at no edge */
  guint               delay;      /* source id, 0 for none */
};

static gboolean
moment_cb (gpointer user_data)
{
  PosterDragEdge *self = user_data;

  self->delay = poster_clock_add_delay (self->clock, self->moment_us, moment_cb, self);
  self->func (self->user_data, self->direction);
  return G_SOURCE_REMOVE;
}

/**
 * poster_drag_edge_new:
 * @clock: by which it waits
 * @moment_us: for how long
 * @func: (scope notified): what happens then
 * @user_data: for @func
 *
 * Returns: (transfer full): an edge that nothing is held at
 */
PosterDragEdge *
poster_drag_edge_new (PosterClock        *clock,
                      gint64              moment_us,
                      PosterDragEdgeFunc  func,
                      gpointer            user_data)
{
  PosterDragEdge *self = g_new0 (PosterDragEdge, 1);

  self->clock = g_object_ref (clock);
  self->moment_us = moment_us;
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
poster_drag_edge_free (PosterDragEdge *self)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * poster_drag_edge_hold:
 * @self: an edge
 * @direction: which one something is held at: -1, 1, or 0 for none
 */
void
poster_drag_edge_hold (PosterDragEdge *self,
                       int             direction)
{
  if (direction == self->direction)
    return;
  self->direction = direction;
  g_clear_handle_id (&self->delay, g_source_remove);
  if (direction != 0)
    self->delay = poster_clock_add_delay (self->clock, self->moment_us, moment_cb, self);
}
