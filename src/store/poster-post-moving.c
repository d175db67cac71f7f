/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-moving"

#include "poster-post-moving.h"

#include "poster-post-writing.h"
#include "poster-submission-rows.h"

/* Giving many posts another time, without reading and writing each whole. */

/* Whether the stored time of the post is another one. */
static gboolean
check_moved (PosterSql       *sql,
             const char      *post_id,
             PosterSchedule  *schedule,
             gboolean        *moved,
             GError         **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT schedule_us, schedule_wall, schedule_zone FROM posts "
                                           "WHERE id = ?", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post_id);
  if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
    return FALSE;
  *moved = poster_sql_get_us (find, 0) != poster_schedule_get_instant_us (schedule) ||
           g_strcmp0 (poster_sql_column (find, 1), poster_schedule_get_wall (schedule)) != 0 ||
           g_strcmp0 (poster_sql_column (find, 2), poster_schedule_get_zone (schedule)) != 0;
  return poster_sql_finish (sql, find, error);
}

static gboolean
write_targets (PosterSql   *sql,
               const char  *post_id,
               gint64       due_us,
               GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "UPDATE targets SET wake_us = CASE WHEN wake_us = due_us THEN ?1 ELSE wake_us END, due_us = ?1 "
    "WHERE post_id = ?2 AND state IN ('scheduled', 'held') AND schedule_zone IS NULL", error);

  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, due_us);
  poster_sql_bind_text (write, 2, post_id);
  return poster_sql_finish (sql, write, error);
}

static gboolean
write_post (PosterSql       *sql,
            const char      *post_id,
            PosterSchedule  *schedule,
            gint64           slot_us,
            GError         **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "UPDATE posts SET schedule_wall = ?, schedule_zone = ?, schedule_us = ?, slot_us = ? WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, poster_schedule_get_wall (schedule));
  poster_sql_bind_text (write, 2, poster_schedule_get_zone (schedule));
  sqlite3_bind_int64 (write, 3, poster_schedule_get_instant_us (schedule));
  poster_sql_bind_us (write, 4, slot_us);
  poster_sql_bind_text (write, 5, post_id);
  return poster_sql_finish (sql, write, error);
}

/**
 * poster_post_moving_note_edit:
 * @sql: the writer's connection, in a transaction
 * @post_id: id of a post that was just written
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Whoever read the post before is to read it again before it is published.
 *
 * Returns: whether it is written
 */
gboolean
poster_post_moving_note_edit (PosterSql   *sql,
                              const char  *post_id,
                              GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE posts SET edited_version = version WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, post_id);
  return poster_sql_finish (sql, write, error);
}

/**
 * poster_post_moving_set_time:
 * @sql: the writer's connection, in a transaction
 * @post_id: id of a post that is there
 * @schedule: its new time
 * @slot_us: the slot of its queue that it holds from now on, -1 for none
 * @now_us: now
 * @change: number of the change
 * @moved: (out): whether it had another time
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Gives a post, and those of its targets that wait and have no time of their own, another time.
 *
 * Returns: whether it is written
 */
gboolean
poster_post_moving_set_time (PosterSql       *sql,
                             const char      *post_id,
                             PosterSchedule  *schedule,
                             gint64           slot_us,
                             gint64           now_us,
                             gint64           change,
                             gboolean        *moved,
                             GError         **error)
{
  if (!check_moved (sql, post_id, schedule, moved, error) ||
      !write_post (sql, post_id, schedule, slot_us, error))
    return FALSE;
  return !*moved ||
         (write_targets (sql, post_id, poster_schedule_get_instant_us (schedule), error) &&
          poster_post_writing_touch (sql, post_id, now_us, change, error) &&
          poster_post_moving_note_edit (sql, post_id, error) &&
          poster_submission_rows_note_edit (sql, post_id, now_us, error));
}
