/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"
#include "poster-media-pulse.h"
#include "poster-picture-shape.h"

G_BEGIN_DECLS

PosterMediaFacts *poster_media_probe        (int                  fd,
                                             PosterMediaPulse    *pulse);
PosterMediaFacts *poster_media_probe_header (int                  fd,
                                             PosterPictureShape  *shape,
                                             const char         **other_container,
                                             PosterMediaPulse    *pulse);

G_END_DECLS
