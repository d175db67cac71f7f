/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterDragEdge:
 *
 * What is held at an edge goes on there, each time after a moment.
 */
typedef struct _PosterDragEdge PosterDragEdge;

typedef void (*PosterDragEdgeFunc) (gpointer user_data, int direction);

PosterDragEdge *poster_drag_edge_new  (PosterClock        *clock,
                                       gint64              moment_us,
                                       PosterDragEdgeFunc  func,
                                       gpointer            user_data);
void            poster_drag_edge_free (PosterDragEdge     *self);
void            poster_drag_edge_hold (PosterDragEdge     *self,
                                       int                 direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterDragEdge, poster_drag_edge_free)

G_END_DECLS
