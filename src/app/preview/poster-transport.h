/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-pool.h"
#include "poster-player.h"

G_BEGIN_DECLS

#define POSTER_TYPE_TRANSPORT (poster_transport_get_type ())
G_DECLARE_FINAL_TYPE (PosterTransport, poster_transport, POSTER, TRANSPORT, GtkWidget)

/* Play button, filmstrip to scrub on, time, sound: for one player. Insensitive until that has a
 * file it can play. @pool (nullable) makes the pictures of the filmstrip. */
GtkWidget *poster_transport_new (PosterPlayer    *player,
                                 PosterMediaPool *pool);

G_END_DECLS
