/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pictures that cost little to draw. In any thread. */

GdkTexture *poster_texture_new_opaque (const guint8 *pixels,
                                       int           width,
                                       int           height,
                                       gsize         stride);
GdkTexture *poster_texture_make_ready (GdkTexture   *texture);
GdkTexture *poster_texture_read       (GBytes       *picture,
                                       GError      **error);

G_END_DECLS
