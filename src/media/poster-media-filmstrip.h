/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-pulse.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

GdkPixbuf *poster_media_filmstrip (int                fd,
                                   int                frames,
                                   int                max_width,
                                   int                max_height,
                                   PosterMediaPulse  *pulse,
                                   GError           **error);

G_END_DECLS
