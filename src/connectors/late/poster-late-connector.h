/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"

G_BEGIN_DECLS

#define POSTER_TYPE_LATE_CONNECTOR (poster_late_connector_get_type ())
G_DECLARE_FINAL_TYPE (PosterLateConnector, poster_late_connector, POSTER, LATE_CONNECTOR, PosterConnector)

PosterLateConnector *poster_late_connector_new (PosterClock    *clock,
                                                PosterSecrets  *secrets,
                                                PosterPractice *practice,
                                                SoupSession    *session,
                                                const char     *base_uri);

G_END_DECLS
