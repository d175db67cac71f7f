/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

gboolean    poster_tiktok_creator_allows       (JsonObject           *creator,
                                                PosterPublication    *publication,
                                                GError              **error);
JsonObject *poster_tiktok_creator_describe     (JsonObject           *creator);
void        poster_tiktok_creator_step         (PosterTiktokSession  *session,
                                                PosterPublication    *publication,
                                                GTask                *task);

G_END_DECLS
