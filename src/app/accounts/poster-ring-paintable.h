/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_RING_PAINTABLE (poster_ring_paintable_get_type ())
G_DECLARE_FINAL_TYPE (PosterRingPaintable, poster_ring_paintable, POSTER, RING_PAINTABLE, GObject)

PosterRingPaintable *poster_ring_paintable_new          (int                  size);
void                 poster_ring_paintable_set_angle    (PosterRingPaintable *self,
                                                         double               turns);
void                 poster_ring_paintable_set_fraction (PosterRingPaintable *self,
                                                         double               fraction);
double               poster_ring_paintable_get_fraction (PosterRingPaintable *self);

G_END_DECLS
