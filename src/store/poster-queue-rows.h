/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post.h"
#include "poster-queue.h"
#include "poster-sql.h"

G_BEGIN_DECLS

GPtrArray   *poster_queue_rows_list       (PosterSql *sql, const char *profile_id, GError **error);
PosterQueue *poster_queue_rows_find       (PosterSql *sql, const char *queue_id, GError **error);
char        *poster_queue_rows_profile    (PosterSql *sql, const char *profile_id, GError **error);
gboolean     poster_queue_rows_take_slot  (PosterSql *sql, PosterQueue *queue, const char *post_id, gint64 now_us,
                                           PosterQueueMoment *moment, GError **error);
gboolean     poster_queue_rows_take_this  (PosterSql *sql, PosterQueue *queue, const char *post_id, gint64 at_us,
                                           PosterQueueMoment *moment, gboolean *is_free, GError **error);
gboolean     poster_queue_rows_reshuffle  (PosterSql *sql, PosterQueue *queue, gint64 now_us, gint64 change,
                                           guint *n_moved, GError **error);
gboolean     poster_queue_rows_count_moves (PosterSql *sql, PosterQueue *queue, gint64 now_us, guint *n_moves,
                                            GError **error);

G_END_DECLS
