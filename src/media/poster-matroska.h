/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"
#include "poster-picture-shape.h"

G_BEGIN_DECLS

gboolean poster_matroska_probe (PosterByteSource   *source,
                                PosterMediaFacts   *facts,
                                PosterPictureShape *shape);

G_END_DECLS
