/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-iso-track.h"

G_BEGIN_DECLS

void poster_iso_fragment_read_defaults (GPtrArray          *tracks,
                                        PosterByteSource   *source,
                                        const PosterIsoBox *mvex);
void poster_iso_fragment_read          (GPtrArray          *tracks,
                                        PosterByteSource   *source,
                                        const PosterIsoBox *moof);

G_END_DECLS
