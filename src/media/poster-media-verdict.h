/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"

G_BEGIN_DECLS

void poster_media_verdict_set_unreadable (PosterMediaFacts *facts,
                                          const char       *problem);
void poster_media_verdict_set_cut_short  (PosterMediaFacts *facts,
                                          gint64            missing_bytes);
void poster_media_verdict_set_protected  (PosterMediaFacts *facts);

G_END_DECLS
