/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-pool.h"
#include "poster-player.h"

G_BEGIN_DECLS

#define POSTER_TYPE_FILMSTRIP (poster_filmstrip_get_type ())
G_DECLARE_FINAL_TYPE (PosterFilmstrip, poster_filmstrip, POSTER, FILMSTRIP, GtkWidget)

GtkWidget *poster_filmstrip_new           (PosterPlayer    *player,
                                           PosterMediaPool *pool);
gboolean   poster_filmstrip_has_pictures  (PosterFilmstrip *self);

G_END_DECLS
