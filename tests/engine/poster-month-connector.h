/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MONTH_CONNECTOR (poster_month_connector_get_type ())
G_DECLARE_FINAL_TYPE (PosterMonthConnector, poster_month_connector, POSTER, MONTH_CONNECTOR, PosterConnector)

/* A platform that can be out of reach, fails now and then, loses answers and takes so many posts a
 * day from an account; and what it was given. */
PosterMonthConnector *poster_month_connector_new           (PosterClock          *clock,
                                                            PosterSecrets        *secrets,
                                                            guint                 posts_per_day);
void                  poster_month_connector_set_reachable (PosterMonthConnector *self,
                                                            gboolean              is_reachable);
guint                 poster_month_connector_get_published (PosterMonthConnector *self,
                                                            const char           *target_id);
gboolean              poster_month_connector_had_fault     (PosterMonthConnector *self,
                                                            const char           *target_id);
gboolean              poster_month_connector_was_capped    (PosterMonthConnector *self,
                                                            const char           *account_id,
                                                            gint64                from_us,
                                                            gint64                until_us);

G_END_DECLS
