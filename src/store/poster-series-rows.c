/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-series-rows"

#include "poster-series-rows.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-rows.h"
#include "poster-post-writing.h"

/* Series and what their posts are made of, in a transaction. */

#define SERIES_COLUMNS "s.id, s.rule, s.start_wall, s.zone, s.next_post_id"

/* The post itself, among the targets that media belong to. */
#define OWN_MEDIA (-1)

#define WAITING (POSTER_STATES (POSTER_TARGET_SCHEDULED) | POSTER_STATES (POSTER_TARGET_HELD))

static PosterSeries *
read_series (sqlite3_stmt  *row,
             GError       **error)
{
  g_autoptr(PosterSeries) series = g_object_new (POSTER_TYPE_SERIES, NULL);

  series->id = poster_sql_dup_text (row, 0);
  series->recurrence = poster_recurrence_new_from_text (poster_sql_column (row, 1), error);
  if (series->recurrence == NULL)
    return NULL;
  series->start = poster_schedule_new_wall (poster_sql_column (row, 2), poster_sql_column (row, 3), error);
  if (series->start == NULL)
    return NULL;
  series->next_post_id = poster_sql_dup_text (row, 4);
  return g_steal_pointer (&series);
}

/**
 * poster_series_rows_list:
 * @sql: a connection, in a transaction
 * @error: %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type PosterSeries): those that have not ended, oldest first
 */
GPtrArray *
poster_series_rows_list (PosterSql  *sql,
                         GError    **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " SERIES_COLUMNS " FROM series s "
                                           "WHERE s.next_post_id IS NOT NULL ORDER BY s.seq", error);
  PosterSqlStep step;

  if (find == NULL)
    return NULL;
  while ((step = poster_sql_step (sql, find, error)) == POSTER_SQL_ROW)
    {
      PosterSeries *series = read_series (find, NULL);

      if (series != NULL)
        g_ptr_array_add (list, series);
      else
        g_warning ("The rule of the series %s in the database is none", poster_sql_column (find, 0));
    }
  return step == POSTER_SQL_DONE ? g_steal_pointer (&list) : NULL;
}

static PosterSeries *
find_series (PosterSql   *sql,
             const char  *query,
             const char  *id,
             GError     **error)
{
  g_autoptr(PosterSeries) series = NULL;
  sqlite3_stmt *find = poster_sql_prepare (sql, query, error);

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, id);
  if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
    return NULL;
  series = read_series (find, error);
  if (series == NULL)
    {
      sqlite3_reset (find);
      return NULL;
    }
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&series) : NULL;
}

/**
 * poster_series_rows_find:
 * @sql: a connection, in a transaction
 * @series_id: id of a series
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the series
 */
PosterSeries *
poster_series_rows_find (PosterSql   *sql,
                         const char  *series_id,
                         GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  PosterSeries *series = find_series (sql, "SELECT " SERIES_COLUMNS " FROM series s WHERE s.id = ?", series_id, &local_error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (series == NULL)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No series “%s” is known"), series_id);
  return series;
}

/* --- What its posts are made of --- */

static gboolean
write_media (PosterSql   *sql,
             const char  *series_id,
             int          target,
             GPtrArray   *media,
             GError     **error)
{
  for (guint i = 0; i < media->len; i++)
    {
      /* A row of its own: what is noted of a file is each post's own. */
      g_autoptr(PosterMediaItem) item = poster_media_item_copy (g_ptr_array_index (media, i));
      sqlite3_stmt *write;

      if (!poster_media_rows_write (sql, item, error))
        return FALSE;
      write = poster_sql_prepare (sql, "INSERT INTO series_media (series_id, target, position, media_id) "
                                  "VALUES (?, ?, ?, ?)", error);
      if (write == NULL)
        return FALSE;
      poster_sql_bind_text (write, 1, series_id);
      sqlite3_bind_int (write, 2, target);
      sqlite3_bind_int64 (write, 3, i);
      poster_sql_bind_text (write, 4, item->id);
      if (!poster_sql_finish (sql, write, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_target (PosterSql     *sql,
              const char    *series_id,
              int            position,
              PosterTarget  *target,
              GError       **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO series_targets (series_id, position, account_id, place, content, title, has_media, options, holder) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ifnull (?, '{}'), ?)", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, series_id);
  sqlite3_bind_int (write, 2, position);
  poster_sql_bind_text (write, 3, target->account_id);
  poster_sql_bind_json (write, 4, target->place);
  poster_sql_bind_text (write, 5, target->content);
  poster_sql_bind_text (write, 6, target->title);
  sqlite3_bind_int (write, 7, target->media != NULL);
  poster_sql_bind_json (write, 8, target->options);
  sqlite3_bind_int (write, 9, target->holder);
  return poster_sql_finish (sql, write, error) &&
         (target->media == NULL || write_media (sql, series_id, position, target->media, error));
}

/* Returns: (transfer full): the ids of the media that the series had, as a JSON array */
static char *
clear_template (PosterSql   *sql,
                const char  *series_id,
                GError     **error)
{
  const char *const statements[] = {
    "DELETE FROM series_media WHERE series_id = ?", "DELETE FROM series_targets WHERE series_id = ?"
  };
  g_autofree char *ids = NULL;
  sqlite3_stmt *statement = poster_sql_prepare (sql, "SELECT json_group_array (media_id) FROM series_media "
                                                "WHERE series_id = ?", error);

  if (statement == NULL)
    return NULL;
  poster_sql_bind_text (statement, 1, series_id);
  if (poster_sql_step (sql, statement, error) != POSTER_SQL_ROW)
    return NULL;
  ids = poster_sql_dup_text (statement, 0);
  if (!poster_sql_finish (sql, statement, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      statement = poster_sql_prepare (sql, statements[i], error);
      if (statement == NULL)
        return NULL;
      poster_sql_bind_text (statement, 1, series_id);
      if (!poster_sql_finish (sql, statement, error))
        return NULL;
    }
  return g_steal_pointer (&ids);
}

/**
 * poster_series_rows_write:
 * @sql: the writer's connection, in a transaction
 * @series: a series
 * @post: what its posts are made of
 * @now_us: now
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Writes @series as it is, in place of the one with its id.
 *
 * Returns: whether it is written
 */
gboolean
poster_series_rows_write (PosterSql     *sql,
                          PosterSeries  *series,
                          PosterPost    *post,
                          gint64         now_us,
                          GError       **error)
{
  g_autofree char *rule = poster_recurrence_to_text (series->recurrence);
  g_autofree char *old_media = NULL;
  sqlite3_stmt *write;

  write = poster_sql_prepare (sql,
    "INSERT INTO series (id, profile_id, title, content, rule, start_wall, zone, next_post_id, created_us) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET profile_id = excluded.profile_id, "
    "title = excluded.title, content = excluded.content, rule = excluded.rule, start_wall = excluded.start_wall, "
    "zone = excluded.zone, next_post_id = excluded.next_post_id", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, series->id);
  poster_sql_bind_text (write, 2, post->profile_id);
  poster_sql_bind_text (write, 3, post->title);
  poster_sql_bind_text (write, 4, post->content != NULL ? post->content : "");
  poster_sql_bind_text (write, 5, rule);
  poster_sql_bind_text (write, 6, poster_schedule_get_wall (series->start));
  poster_sql_bind_text (write, 7, poster_schedule_get_zone (series->start));
  poster_sql_bind_text (write, 8, series->next_post_id);
  sqlite3_bind_int64 (write, 9, now_us);
  if (!poster_sql_finish (sql, write, error))
    return FALSE;

  old_media = clear_template (sql, series->id, error);
  if (old_media == NULL || !write_media (sql, series->id, OWN_MEDIA, post->media, error))
    return FALSE;
  for (guint i = 0; i < post->targets->len; i++)
    if (!write_target (sql, series->id, (int) i, g_ptr_array_index (post->targets, i), error))
      return FALSE;
  return poster_post_writing_remove_media (sql, old_media, error);
}

static GPtrArray *
read_media (PosterSql   *sql,
            const char  *series_id,
            int          target,
            GError     **error)
{
  g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_MEDIA_COLUMNS " FROM series_media u "
                                           "CROSS JOIN media m ON m.id = u.media_id "
                                           "WHERE u.series_id = ? AND u.target = ? ORDER BY u.position", error);
  PosterSqlStep step;

  if (list == NULL)
    return NULL;
  poster_sql_bind_text (list, 1, series_id);
  sqlite3_bind_int (list, 2, target);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      g_autoptr(PosterMediaItem) item = poster_media_rows_read (list, 0);

      g_ptr_array_add (media, poster_media_item_copy (item));
    }
  return step == POSTER_SQL_DONE ? g_steal_pointer (&media) : NULL;
}

/* Accounts that were disconnected since are left out. */
static gboolean
read_targets (PosterSql   *sql,
              const char  *series_id,
              PosterPost  *post,
              GError     **error)
{
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (int));
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "SELECT t.position, t.account_id, t.place, t.content, t.title, t.has_media, t.options, t.holder FROM series_targets t "
    "CROSS JOIN accounts a ON a.id = t.account_id WHERE t.series_id = ? AND NOT a.is_removed ORDER BY t.position", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, series_id);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterTarget *target = poster_target_new (poster_sql_column (list, 1));
      const char *place = poster_sql_column (list, 2);
      int position = sqlite3_column_int (list, 0);

      target->post_id = g_strdup (post->id);
      target->place = place != NULL ? poster_json_parse_object (place, -1, NULL) : NULL;
      target->content = poster_sql_dup_text (list, 3);
      target->title = poster_sql_dup_text (list, 4);
      if (!sqlite3_column_int (list, 5))
        position = OWN_MEDIA;
      g_clear_pointer (&target->options, json_object_unref);
      target->options = poster_json_parse_object (poster_sql_column (list, 6), -1, NULL);
      if (target->options == NULL)
        target->options = json_object_new ();
      target->holder = sqlite3_column_int (list, 7) == POSTER_HOLDER_REMOTE ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
      g_ptr_array_add (post->targets, target);
      g_array_append_val (positions, position);
    }
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  for (guint i = 0; i < positions->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (g_array_index (positions, int, i) == OWN_MEDIA)
        continue;
      target->media = read_media (sql, series_id, g_array_index (positions, int, i), error);
      if (target->media == NULL)
        return FALSE;
    }
  return TRUE;
}

/* A new post of the series, without a time yet. */
static PosterPost *
read_template (PosterSql   *sql,
               const char  *series_id,
               GError     **error)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT profile_id, title, content FROM series WHERE id = ?", error);

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, series_id);
  if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
    return NULL;
  post->profile_id = poster_sql_dup_text (find, 0);
  post->title = poster_sql_dup_text (find, 1);
  g_free (post->content);
  post->content = poster_sql_dup_text (find, 2);
  post->series_id = g_strdup (series_id);
  if (!poster_sql_finish (sql, find, error))
    return NULL;
  g_clear_pointer (&post->media, g_ptr_array_unref);
  post->media = read_media (sql, series_id, OWN_MEDIA, error);
  if (post->media == NULL)
    {
      post->media = g_ptr_array_new ();
      return NULL;
    }
  return read_targets (sql, series_id, post, error) ? g_steal_pointer (&post) : NULL;
}

/* --- One after the other --- */

/**
 * poster_series_rows_set_next:
 * @sql: the writer's connection, in a transaction
 * @series_id: id of a series
 * @post_id: (nullable): the post that is its next, %NULL when it has ended
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Returns: whether it is written
 */
gboolean
poster_series_rows_set_next (PosterSql   *sql,
                             const char  *series_id,
                             const char  *post_id,
                             GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE series SET next_post_id = ? WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, post_id);
  poster_sql_bind_text (write, 2, series_id);
  return poster_sql_finish (sql, write, error);
}

/* Whether the date was used already, be it by a post in the trash. */
static gboolean
is_used (PosterSql   *sql,
         const char  *series_id,
         const char  *occurrence,
         gboolean    *used,
         GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE series_id = ? AND occurrence = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, series_id);
  poster_sql_bind_text (find, 2, occurrence);
  step = poster_sql_step (sql, find, error);
  *used = step == POSTER_SQL_ROW;
  return *used ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
make_next (PosterSql      *sql,
           PosterChanges  *changes,
           PosterSeries   *series,
           const char     *after_wall,
           gint64          now_us,
           GError        **error)
{
  g_autoptr(PosterSchedule) next = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *after = g_strdup (after_wall);
  gboolean used;
  gint64 change;

  do
    {
      g_clear_pointer (&next, poster_schedule_unref);
      next = poster_recurrence_next (series->recurrence, series->start, after, now_us - POSTER_SERIES_LATENESS_US);
      if (next == NULL)
        return poster_series_rows_set_next (sql, series->id, NULL, error);
      g_free (after);
      after = g_strdup (poster_schedule_get_wall (next));
      if (!is_used (sql, series->id, after, &used, error))
        return FALSE;
    }
  while (used);

  post = read_template (sql, series->id, error);
  if (post == NULL)
    return FALSE;
  if (post->targets->len == 0)
    return poster_series_rows_set_next (sql, series->id, NULL, error);
  post->occurrence = g_strdup (after);
  post->schedule = g_steal_pointer (&next);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = poster_schedule_get_instant_us (post->schedule);
      target->wake_us = target->due_us;
    }
  post->created_us = now_us;
  post->updated_us = now_us;
  post->version = 1;
  return poster_changes_add_post (changes, sql, post->id, &change, error) &&
         poster_post_writing_save (sql, post, change, error) &&
         poster_series_rows_set_next (sql, series->id, post->id, error);
}

/* Which date of its series the post is, if it still waits for it. */
static gboolean
find_occurrence (PosterSql   *sql,
                 const char  *post_id,
                 char       **occurrence,
                 gboolean    *is_waiting,
                 GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT occurrence, states FROM posts WHERE id = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post_id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  *occurrence = poster_sql_dup_text (find, 0);
  *is_waiting = (sqlite3_column_int64 (find, 1) & ~(gint64) WAITING) == 0;
  return poster_sql_finish (sql, find, error);
}

/**
 * poster_series_rows_advance:
 * @sql: the writer's connection, in a transaction
 * @changes: what the transaction changes
 * @post_id: id of a post that was just written, or is about to be deleted
 * @is_gone: whether it is
 * @now_us: now
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * If the post was the next of a series and does not wait any more, whatever became of it, makes the
 * one after it.
 *
 * Returns: whether all went well
 */
gboolean
poster_series_rows_advance (PosterSql      *sql,
                            PosterChanges  *changes,
                            const char     *post_id,
                            gboolean        is_gone,
                            gint64          now_us,
                            GError        **error)
{
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *occurrence = NULL;
  gboolean is_waiting = FALSE;

  series = find_series (sql, "SELECT " SERIES_COLUMNS " FROM series s WHERE s.next_post_id = ?", post_id, &local_error);
  if (series == NULL)
    {
      if (local_error == NULL)
        return TRUE;
      /* A series that cannot be read must not stop its post from going out. */
      if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_INVALID))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_warning ("The series of post %s cannot go on: %s", post_id, local_error->message);
      return TRUE;
    }
  if (!find_occurrence (sql, post_id, &occurrence, &is_waiting, error))
    return FALSE;
  return (is_waiting && !is_gone) || make_next (sql, changes, series, occurrence, now_us, error);
}

/**
 * poster_series_rows_go_back:
 * @sql: the writer's connection, in a transaction
 * @changes: what the transaction changes
 * @post_id: id of a post that was just brought back
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * If the post was the next of its series when it was deleted, it is that again: the one that was
 * made in its place goes, unless somebody has touched it.
 *
 * Returns: whether all went well
 */
gboolean
poster_series_rows_go_back (PosterSql      *sql,
                            PosterChanges  *changes,
                            const char     *post_id,
                            GError        **error)
{
  g_autofree char *series_id = NULL;
  g_autofree char *other_id = NULL;
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT s.id, o.id FROM posts p CROSS JOIN series s ON s.id = p.series_id CROSS JOIN posts o ON o.id = s.next_post_id "
    "WHERE p.id = ?1 AND o.id <> p.id AND o.version = 1 AND o.states = ?2 AND p.states & ~?3 = 0 "
    "AND p.occurrence < o.occurrence", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post_id);
  sqlite3_bind_int64 (find, 2, POSTER_STATES (POSTER_TARGET_SCHEDULED));
  sqlite3_bind_int64 (find, 3, WAITING);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  series_id = poster_sql_dup_text (find, 0);
  other_id = poster_sql_dup_text (find, 1);
  return poster_sql_finish (sql, find, error) &&
         poster_series_rows_set_next (sql, series_id, post_id, error) &&
         poster_post_writing_delete (sql, other_id, error) &&
         poster_changes_add_wide (changes, sql, other_id, error);
}
