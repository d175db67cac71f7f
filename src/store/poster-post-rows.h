/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post.h"
#include "poster-sql.h"

G_BEGIN_DECLS

/* The columns of table posts that poster_post_rows_read() reads. */
#define POSTER_POST_COLUMNS \
  "p.id, p.profile_id, p.title, p.content, p.schedule_wall, p.schedule_zone, p.schedule_us, p.version, " \
  "p.created_us, p.updated_us, p.queue_id, p.slot_us, p.series_id, p.occurrence, " \
  "p.series_id IS NOT NULL AND EXISTS (SELECT 1 FROM series r WHERE r.next_post_id = p.id)"

/* What reading of many rows shares. */
typedef struct _PosterRowCache PosterRowCache;

PosterRowCache *poster_row_cache_new     (void);
void            poster_row_cache_free    (PosterRowCache *self);

PosterPost     *poster_post_rows_read    (sqlite3_stmt *row);
gboolean        poster_post_rows_fill_in (PosterSql *sql, GPtrArray *posts, gboolean are_all_between,
                                          PosterRowCache *cache, GError **error);
PosterPost     *poster_post_rows_find    (PosterSql *sql, const char *post_id, PosterRowCache *cache, GError **error);
guint           poster_post_get_states   (PosterPost *post);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterRowCache, poster_row_cache_free)

G_END_DECLS
