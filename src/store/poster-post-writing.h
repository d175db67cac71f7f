/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post.h"
#include "poster-sql.h"

G_BEGIN_DECLS

gboolean poster_post_writing_check  (PosterSql *sql, PosterPost *post, PosterTargetStates allowed, GError **error);
gboolean poster_post_writing_save   (PosterSql *sql, PosterPost *post, gint64 change, GError **error);
gboolean poster_post_writing_delete (PosterSql *sql, const char *post_id, GError **error);
gboolean poster_post_writing_remove_media (PosterSql *sql, const char *ids, GError **error);
gboolean poster_post_writing_touch  (PosterSql *sql, const char *post_id, gint64 now_us, gint64 change, GError **error);

gboolean poster_target_writing_get_states (PosterSql *sql, const char *post_id, PosterTargetStates *states,
                                           GError **error);

G_END_DECLS
