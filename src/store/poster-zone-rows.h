/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-changes.h"
#include "poster-sql.h"

G_BEGIN_DECLS

GPtrArray *poster_zone_rows_list   (PosterSql *sql, GError **error);
gboolean   poster_zone_rows_follow (PosterSql *sql, PosterChanges *changes, GPtrArray *zones, gint64 now_us,
                                    gint64 *n_moved, GError **error);

G_END_DECLS
