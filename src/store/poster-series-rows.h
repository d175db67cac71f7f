/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-changes.h"
#include "poster-post.h"
#include "poster-series.h"
#include "poster-sql.h"

G_BEGIN_DECLS

/* How late the date of a series may be that is still made a post of: what was due while nothing ran
 * must not come all at once. */
#define POSTER_SERIES_LATENESS_US (30 * G_TIME_SPAN_MINUTE)

GPtrArray    *poster_series_rows_list     (PosterSql *sql, GError **error);
PosterSeries *poster_series_rows_find     (PosterSql *sql, const char *series_id, GError **error);
gboolean      poster_series_rows_write    (PosterSql *sql, PosterSeries *series, PosterPost *post, gint64 now_us,
                                           GError **error);
gboolean      poster_series_rows_set_next (PosterSql *sql, const char *series_id, const char *post_id, GError **error);
gboolean      poster_series_rows_advance  (PosterSql *sql, PosterChanges *changes, const char *post_id, gboolean is_gone,
                                           gint64 now_us, GError **error);
gboolean      poster_series_rows_go_back  (PosterSql *sql, PosterChanges *changes, const char *post_id, GError **error);

G_END_DECLS
