/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"
#include "poster-media-facts.h"
#include "poster-media-pulse.h"
#include "poster-picture-shape.h"

G_BEGIN_DECLS

const char *poster_media_sniff    (PosterByteSource   *source);
void        poster_media_discover (int                 fd,
                                   const char         *container,
                                   PosterMediaFacts   *facts,
                                   PosterMediaPulse   *pulse);

G_END_DECLS
