/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"

G_BEGIN_DECLS

#define POSTER_TYPE_TIKTOK_CONNECTOR (poster_tiktok_connector_get_type ())
G_DECLARE_FINAL_TYPE (PosterTiktokConnector, poster_tiktok_connector, POSTER, TIKTOK_CONNECTOR, PosterConnector)

PosterTiktokConnector *poster_tiktok_connector_new (PosterClock    *clock,
                                                    PosterSecrets  *secrets,
                                                    PosterPractice *practice,
                                                    SoupSession    *session,
                                                    const char     *base_uri);
void                   poster_tiktok_connector_set_unlimited (PosterTiktokConnector *self,
                                                              gboolean               is_unlimited);

G_END_DECLS
