/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-zone-rows"

#include "poster-zone-rows.h"

#include <sys/stat.h>

#include "poster-post-moving.h"
#include "poster-post-writing.h"
#include "poster-submission-rows.h"

/* What waits for a time on the wall, when it turns out that the clock there goes differently. */

/* One post or target that has another instant now. */
typedef struct
{
  char           *post_id;
  char           *target_id;  /* (nullable): of this target alone */
  char           *queue_id;   /* (nullable): it holds a slot of it */
  PosterSchedule *schedule;
} Move;

static void
move_free (Move *move)
{
  g_free (move->post_id);
  g_free (move->target_id);
  g_free (move->queue_id);
  poster_schedule_unref (move->schedule);
  g_free (move);
}

/* What was made of a file, as long as it is the same. */
typedef struct
{
  dev_t            device;
  ino_t            inode;
  struct timespec  changed;
  char            *digest;
} KnownData;

static void
known_data_free (KnownData *known)
{
  g_free (known->digest);
  g_free (known);
}

/* What tells the data of a zone from others of it. Asked for with every post that goes into a queue,
 * hence with a memory. Returns: (transfer full) (nullable) */
static char *
digest_zone (const char *name)
{
  static GMutex lock;
  static GHashTable *memory;  /* (element-type utf8 KnownData), by path */
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "/usr/share/zoneinfo", name, NULL);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autofree char *data = NULL;
  struct stat status;
  KnownData *known;
  gsize length;

  if (memory == NULL)
    memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_data_free);
  if (stat (path, &status) < 0)
    return NULL;
  known = g_hash_table_lookup (memory, path);
  if (known != NULL && known->device == status.st_dev && known->inode == status.st_ino &&
      known->changed.tv_sec == status.st_mtim.tv_sec && known->changed.tv_nsec == status.st_mtim.tv_nsec)
    return g_strdup (known->digest);
  if (!g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  known = g_new0 (KnownData, 1);
  known->device = status.st_dev;
  known->inode = status.st_ino;
  known->changed = status.st_mtim;
  known->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
  g_hash_table_insert (memory, g_steal_pointer (&path), known);
  return g_strdup (known->digest);
}

/**
 * poster_zone_rows_list:
 * @sql: a connection, in a transaction
 * @error: %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Each is found by one look into an index, however many posts there are.
 *
 * Returns: (transfer full) (element-type utf8): the zones in which something waits
 */
GPtrArray *
poster_zone_rows_list (PosterSql  *sql,
                       GError    **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "WITH RECURSIVE "
    "p (name) AS (SELECT min (schedule_zone) FROM posts WHERE schedule_wall IS NOT NULL AND states & 6 UNION ALL "
    "  SELECT (SELECT min (schedule_zone) FROM posts WHERE schedule_wall IS NOT NULL AND states & 6 "
    "    AND schedule_zone > p.name) FROM p WHERE p.name IS NOT NULL), "
    "t (name) AS (SELECT min (schedule_zone) FROM targets WHERE schedule_wall IS NOT NULL "
    "  AND state IN ('scheduled', 'held') UNION ALL "
    "  SELECT (SELECT min (schedule_zone) FROM targets WHERE schedule_wall IS NOT NULL "
    "    AND state IN ('scheduled', 'held') AND schedule_zone > t.name) FROM t WHERE t.name IS NOT NULL) "
    "SELECT name FROM p WHERE name IS NOT NULL UNION SELECT name FROM t WHERE name IS NOT NULL", error);
  PosterSqlStep step;

  if (list == NULL)
    return NULL;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (names, poster_sql_dup_text (list, 0));
  return step == POSTER_SQL_DONE ? g_steal_pointer (&names) : NULL;
}

static gboolean
is_known (PosterSql   *sql,
          const char  *zone,
          const char  *digest,
          gboolean    *known,
          GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM zones WHERE name = ? AND digest = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, zone);
  poster_sql_bind_text (find, 2, digest);
  step = poster_sql_step (sql, find, error);
  *known = step == POSTER_SQL_ROW;
  return *known ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
note_zone (PosterSql   *sql,
           const char  *zone,
           const char  *digest,
           GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "INSERT OR REPLACE INTO zones (name, digest) VALUES (?, ?)", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, zone);
  poster_sql_bind_text (write, 2, digest);
  return poster_sql_finish (sql, write, error);
}

/* Adds to @moves what @query finds to have another instant; it gives the post, the target or NULL,
 * the queue or NULL, the time on the wall, and the instant that is stored. */
static gboolean
find_moves (PosterSql   *sql,
            const char  *query,
            const char  *zone,
            GPtrArray   *moves,
            GError     **error)
{
  sqlite3_stmt *list = poster_sql_prepare (sql, query, error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, zone);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterSchedule *schedule = poster_schedule_new_wall (poster_sql_column (list, 3), zone, NULL);
      Move *move;

      if (schedule == NULL)
        continue;
      if (poster_schedule_get_instant_us (schedule) == sqlite3_column_int64 (list, 4))
        {
          poster_schedule_unref (schedule);
          continue;
        }
      move = g_new0 (Move, 1);
      move->post_id = poster_sql_dup_text (list, 0);
      move->target_id = poster_sql_dup_text (list, 1);
      move->queue_id = poster_sql_dup_text (list, 2);
      move->schedule = schedule;
      g_ptr_array_add (moves, move);
    }
  return step == POSTER_SQL_DONE;
}

/* The slots that they hold are given back first: one may get what another had. Two that fall on
 * one moment now cannot both hold it. */
static gboolean
leave_slot (PosterSql  *sql,
            Move       *move,
            GError    **error)
{
  sqlite3_stmt *write;

  if (move->queue_id == NULL)
    return TRUE;
  write = poster_sql_prepare (sql, "UPDATE posts SET slot_us = NULL WHERE id = ?", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, move->post_id);
  return poster_sql_finish (sql, write, error);
}

static gboolean
find_slot (PosterSql  *sql,
           Move       *move,
           gint64     *slot_us,
           GError    **error)
{
  sqlite3_stmt *find;
  PosterSqlStep step;

  *slot_us = -1;
  if (move->queue_id == NULL)
    return TRUE;
  find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE queue_id = ? AND slot_us = ?", error);
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, move->queue_id);
  sqlite3_bind_int64 (find, 2, poster_schedule_get_instant_us (move->schedule));
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    *slot_us = poster_schedule_get_instant_us (move->schedule);
  return step == POSTER_SQL_ROW ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
move_target (PosterSql  *sql,
             Move       *move,
             gint64      now_us,
             gint64      change,
             GError    **error)
{
  gint64 due_us = poster_schedule_get_instant_us (move->schedule);
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "UPDATE targets SET schedule_us = ?1, wake_us = CASE WHEN wake_us = due_us THEN ?1 ELSE wake_us END, due_us = ?1 "
    "WHERE id = ?2", error);

  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, due_us);
  poster_sql_bind_text (write, 2, move->target_id);
  return poster_sql_finish (sql, write, error) &&
         poster_post_writing_touch (sql, move->post_id, now_us, change, error) &&
         poster_post_moving_note_edit (sql, move->post_id, error) &&
         poster_submission_rows_note_edit (sql, move->post_id, now_us, error);
}

static gboolean
make_moves (PosterSql      *sql,
            PosterChanges  *changes,
            GPtrArray      *moves,
            gint64          now_us,
            GError        **error)
{
  gint64 change;

  if (moves->len == 0)
    return TRUE;
  if (!poster_changes_add_post (changes, sql, "", &change, error) ||
      !poster_changes_add_wide (changes, sql, "", error) ||
      !poster_sql_run_script (sql, "UPDATE queues SET free_from_us = 0;", error))
    return FALSE;
  for (guint i = 0; i < moves->len; i++)
    if (!leave_slot (sql, g_ptr_array_index (moves, i), error))
      return FALSE;
  for (guint i = 0; i < moves->len; i++)
    {
      Move *move = g_ptr_array_index (moves, i);
      gboolean moved;
      gint64 slot_us;

      if (move->target_id != NULL
          ? !move_target (sql, move, now_us, change, error)
          : !find_slot (sql, move, &slot_us, error) ||
            !poster_post_moving_set_time (sql, move->post_id, move->schedule, slot_us, now_us, change, &moved,
                                          error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_zone_rows_follow:
 * @sql: the writer's connection, in a transaction
 * @changes: what the transaction changes
 * @zones: (element-type utf8): names of zones
 * @now_us: now
 * @n_moved: (out): how many posts and targets got another instant
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Gives what waits in @zones the instant that its time on the wall is by the data of today, where
 * those are other data than when this was last done.
 *
 * Returns: whether it is written
 */
gboolean
poster_zone_rows_follow (PosterSql      *sql,
                         PosterChanges  *changes,
                         GPtrArray      *zones,
                         gint64          now_us,
                         gint64         *n_moved,
                         GError        **error)
{
  g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func ((GDestroyNotify) move_free);

  for (guint i = 0; i < zones->len; i++)
    {
      const char *zone = g_ptr_array_index (zones, i);
      g_autofree char *digest = digest_zone (zone);
      gboolean known;

      /* Without data there is nothing to follow. */
      if (digest == NULL)
        continue;
      if (!is_known (sql, zone, digest, &known, error))
        return FALSE;
      if (known)
        continue;
      if (!find_moves (sql, "SELECT id, NULL, CASE WHEN slot_us IS NOT NULL THEN queue_id END, schedule_wall, schedule_us "
                       "FROM posts WHERE schedule_zone = ? AND schedule_wall IS NOT NULL AND states & 6",
                       zone, moves, error) ||
          !find_moves (sql, "SELECT post_id, id, NULL, schedule_wall, schedule_us FROM targets WHERE schedule_zone = ? "
                       "AND schedule_wall IS NOT NULL AND state IN ('scheduled', 'held')", zone, moves, error) ||
          !note_zone (sql, zone, digest, error))
        return FALSE;
    }
  *n_moved = moves->len;
  return make_moves (sql, changes, moves, now_us, error);
}
