/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_RING (poster_ring_get_type ())
G_DECLARE_FINAL_TYPE (PosterRing, poster_ring, POSTER, RING, GtkWidget)

GtkWidget *poster_ring_new          (void);
void       poster_ring_set_child    (PosterRing *self,
                                     GtkWidget  *child);
GtkWidget *poster_ring_get_child    (PosterRing *self);
void       poster_ring_set_turning  (PosterRing *self,
                                     gboolean    turning);
gboolean   poster_ring_get_turning  (PosterRing *self);
void       poster_ring_close        (PosterRing *self);
double     poster_ring_get_fraction (PosterRing *self);

G_END_DECLS
