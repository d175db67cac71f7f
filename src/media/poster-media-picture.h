/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"
#include "poster-media-pulse.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

GdkPixbuf *poster_media_picture_decode   (int                      fd,
                                          gint64                   size,
                                          const PosterMediaFacts  *facts,
                                          int                      max_width,
                                          int                      max_height,
                                          PosterMediaPulse        *pulse,
                                          gboolean                *no_decoder,
                                          GError                 **error);
GdkPixbuf *poster_media_picture_turn     (GdkPixbuf               *picture,
                                          int                      rotation,
                                          gboolean                 mirrored);
void       poster_media_picture_fit      (int                      width,
                                          int                      height,
                                          int                      max_width,
                                          int                      max_height,
                                          int                     *fit_width,
                                          int                     *fit_height);

G_END_DECLS
