/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"
#include "poster-media-facts.h"

G_BEGIN_DECLS

gboolean poster_document_header_probe (PosterByteSource *source,
                                       PosterMediaFacts *facts);

G_END_DECLS
