/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-queue-rows"

#include "poster-queue-rows.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-post-moving.h"

/* Reading queues and giving their slots away, in a transaction. */

#define QUEUE_COLUMNS \
  "q.id, q.profile_id, q.name, q.zone, q.slots, q.is_active, q.is_default, q.created_us, q.updated_us"

static PosterQueue *
read_queue (sqlite3_stmt *row)
{
  PosterQueue *queue = g_object_new (POSTER_TYPE_QUEUE, NULL);

  queue->id = poster_sql_dup_text (row, 0);
  queue->profile_id = poster_sql_dup_text (row, 1);
  queue->name = poster_sql_dup_text (row, 2);
  queue->zone = poster_sql_dup_text (row, 3);
  if (!poster_queue_slots_from_text (queue, poster_sql_column (row, 4)))
    g_warning ("A slot of the queue %s in the database is none", queue->id);
  queue->is_active = sqlite3_column_int (row, 5);
  queue->is_default = sqlite3_column_int (row, 6);
  queue->created_us = sqlite3_column_int64 (row, 7);
  queue->updated_us = sqlite3_column_int64 (row, 8);
  return queue;
}

/**
 * poster_queue_rows_list:
 * @sql: a connection, in a transaction
 * @profile_id: (nullable): of this profile; %NULL for all
 * @error: %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type PosterQueue): the queues, those of the default profile and
 *   of each the default one first
 */
GPtrArray *
poster_queue_rows_list (PosterSql   *sql,
                        const char  *profile_id,
                        GError     **error)
{
  g_autoptr(GPtrArray) queues = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " QUEUE_COLUMNS " FROM queues q "
                                           "JOIN profiles p ON p.id = q.profile_id WHERE ?1 IS NULL OR q.profile_id = ?1 "
                                           "ORDER BY p.is_default DESC, q.is_default DESC, q.seq", error);
  PosterSqlStep step;

  if (list == NULL)
    return NULL;
  poster_sql_bind_text (list, 1, profile_id);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (queues, read_queue (list));
  return step == POSTER_SQL_DONE ? g_steal_pointer (&queues) : NULL;
}

/**
 * poster_queue_rows_find:
 * @sql: a connection, in a transaction
 * @queue_id: (nullable): id of a queue; %NULL for the default one of the default profile
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the queue
 */
PosterQueue *
poster_queue_rows_find (PosterSql   *sql,
                        const char  *queue_id,
                        GError     **error)
{
  g_autoptr(PosterQueue) queue = NULL;
  PosterSqlStep step;
  sqlite3_stmt *find;

  find = poster_sql_prepare (sql, queue_id != NULL
                             ? "SELECT " QUEUE_COLUMNS " FROM queues q WHERE q.id = ?"
                             : "SELECT " QUEUE_COLUMNS " FROM profiles p CROSS JOIN queues q ON q.profile_id = p.id "
                               "WHERE p.is_default AND q.is_default", error);
  if (find == NULL)
    return NULL;
  if (queue_id != NULL)
    poster_sql_bind_text (find, 1, queue_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE && queue_id != NULL)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No queue “%s” is known"), queue_id);
  else if (step == POSTER_SQL_DONE)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no queue yet"));
  if (step != POSTER_SQL_ROW)
    return NULL;
  queue = read_queue (find);
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&queue) : NULL;
}

/**
 * poster_queue_rows_profile:
 * @sql: a connection, in a transaction
 * @profile_id: (nullable): id of a profile; %NULL for the default one
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the id of that profile, which is there
 */
char *
poster_queue_rows_profile (PosterSql   *sql,
                           const char  *profile_id,
                           GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, profile_id != NULL ? "SELECT id FROM profiles WHERE id = ?"
                                                                   : "SELECT id FROM profiles WHERE is_default", error);
  g_autofree char *id = NULL;
  PosterSqlStep step;

  if (find == NULL)
    return NULL;
  if (profile_id != NULL)
    poster_sql_bind_text (find, 1, profile_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No profile “%s” is known"),
                 profile_id != NULL ? profile_id : "");
  if (step != POSTER_SQL_ROW)
    return NULL;
  id = poster_sql_dup_text (find, 0);
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&id) : NULL;
}

static gboolean
is_held (PosterSql   *sql,
         const char  *queue_id,
         gint64       at_us,
         const char  *except_post_id,
         gboolean    *held,
         GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE queue_id = ? AND slot_us = ? AND id <> ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue_id);
  sqlite3_bind_int64 (find, 2, at_us);
  poster_sql_bind_text (find, 3, except_post_id);
  step = poster_sql_step (sql, find, error);
  *held = step == POSTER_SQL_ROW;
  return *held ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

/* Every slot of the queue before @from_us that is yet to come is held. */
static gboolean
note_free_from (PosterSql   *sql,
                const char  *queue_id,
                gint64       from_us,
                gint64       now_us,
                GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE queues SET free_from_us = ?, free_since_us = ? WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, from_us);
  sqlite3_bind_int64 (write, 2, now_us);
  poster_sql_bind_text (write, 3, queue_id);
  return poster_sql_finish (sql, write, error);
}

/* After which instant there may be a free slot. */
static gboolean
get_free_after (PosterSql   *sql,
                const char  *queue_id,
                gint64       now_us,
                gint64      *after_us,
                GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT free_from_us, free_since_us FROM queues WHERE id = ?", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue_id);
  if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
    return FALSE;
  *after_us = now_us;
  /* Unless the clock was put back since. */
  if (sqlite3_column_int64 (find, 1) <= now_us)
    *after_us = MAX (now_us, sqlite3_column_int64 (find, 0) - 1);
  return poster_sql_finish (sql, find, error);
}

/**
 * poster_queue_rows_take_slot:
 * @sql: the writer's connection, in a transaction
 * @queue: a queue as it is stored
 * @post_id: the post that is to hold it
 * @now_us: now
 * @moment: (out caller-allocates): the slot
 * @error: %POSTER_ERROR_INVALID when there is none, %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Finds the first slot after now that no other post holds. The caller is to write the post with it
 * in the same transaction.
 *
 * Returns: whether there is one
 */
gboolean
poster_queue_rows_take_slot (PosterSql          *sql,
                             PosterQueue        *queue,
                             const char         *post_id,
                             gint64              now_us,
                             PosterQueueMoment  *moment,
                             GError            **error)
{
  g_auto(PosterQueueIter) iter = { 0 };
  gboolean held = TRUE;
  gint64 after_us;

  if (!get_free_after (sql, queue->id, now_us, &after_us, error))
    return FALSE;
  poster_queue_iter_init (&iter, queue, after_us);
  while (held)
    {
      if (!poster_queue_iter_next (&iter, moment))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("The queue “%s” has no free slot."), queue->name);
          return FALSE;
        }
      if (!is_held (sql, queue->id, moment->at_us, post_id, &held, error))
        return FALSE;
    }
  return note_free_from (sql, queue->id, moment->at_us + 1, now_us, error);
}

/**
 * poster_queue_rows_take_this:
 * @sql: the writer's connection, in a transaction
 * @queue: a queue as it is stored
 * @post_id: the post that is to hold it
 * @at_us: the instant of the slot, microseconds since the epoch
 * @moment: (out caller-allocates): the slot
 * @is_free: (out): whether there is one then that no other post holds; else @moment is not set
 * @error: %POSTER_ERROR_DATABASE
 *
 * Finds a certain slot. The caller is to write the post with it in the same transaction.
 *
 * Returns: whether it could be looked for
 */
gboolean
poster_queue_rows_take_this (PosterSql          *sql,
                             PosterQueue        *queue,
                             const char         *post_id,
                             gint64              at_us,
                             PosterQueueMoment  *moment,
                             gboolean           *is_free,
                             GError            **error)
{
  g_auto(PosterQueueIter) iter = { 0 };
  gboolean held;

  *is_free = FALSE;
  poster_queue_iter_init (&iter, queue, at_us - 1);
  if (!poster_queue_iter_next (&iter, moment) || moment->at_us != at_us)
    return TRUE;
  if (!is_held (sql, queue->id, at_us, post_id, &held, error))
    return FALSE;
  *is_free = !held;
  return TRUE;
}

/* The posts that may be given other slots, in the order of those they hold. */
static GPtrArray *
list_movable (PosterSql    *sql,
              PosterQueue  *queue,
              gint64        now_us,
              GError      **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = poster_sql_prepare (sql, "SELECT id FROM posts WHERE queue_id = ? AND slot_us > ? "
                                                "AND states = ? ORDER BY slot_us", error);
  PosterSqlStep step;

  if (statement == NULL)
    return NULL;
  poster_sql_bind_text (statement, 1, queue->id);
  sqlite3_bind_int64 (statement, 2, now_us);
  sqlite3_bind_int64 (statement, 3, POSTER_STATES (POSTER_TARGET_SCHEDULED));
  while ((step = poster_sql_step (sql, statement, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (ids, poster_sql_dup_text (statement, 0));
  if (step == POSTER_SQL_FAILED)
    return NULL;

  /* They give them back first, for one may get what another had. */
  statement = poster_sql_prepare (sql, "UPDATE posts SET slot_us = NULL WHERE queue_id = ? AND slot_us > ? "
                                  "AND states = ?", error);
  if (statement == NULL)
    return NULL;
  poster_sql_bind_text (statement, 1, queue->id);
  sqlite3_bind_int64 (statement, 2, now_us);
  sqlite3_bind_int64 (statement, 3, POSTER_STATES (POSTER_TARGET_SCHEDULED));
  return poster_sql_finish (sql, statement, error) ? g_steal_pointer (&ids) : NULL;
}

static void
set_too_few_slots (PosterQueue  *queue,
                   GError      **error)
{
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
               _("The queue “%s” has not slots enough for the posts that are in it."), queue->name);
}

/**
 * poster_queue_rows_reshuffle:
 * @sql: the writer's connection, in a transaction
 * @queue: a queue as it is stored now
 * @now_us: now
 * @change: number of the change
 * @n_moved: (out): how many posts got another time
 * @error: %POSTER_ERROR_INVALID, %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Gives the posts that hold slots yet to come, and are no more than scheduled, the next slots from
 * now on, in their order. What others hold is left to them.
 *
 * Returns: whether all got one
 */
gboolean
poster_queue_rows_reshuffle (PosterSql    *sql,
                             PosterQueue  *queue,
                             gint64        now_us,
                             gint64        change,
                             guint        *n_moved,
                             GError      **error)
{
  g_autoptr(GPtrArray) ids = list_movable (sql, queue, now_us, error);
  g_auto(PosterQueueIter) iter = { 0 };
  PosterQueueMoment moment = { .at_us = now_us };

  *n_moved = 0;
  if (ids == NULL)
    return FALSE;
  poster_queue_iter_init (&iter, queue, now_us);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr(PosterSchedule) schedule = NULL;
      gboolean held = TRUE, moved;

      while (held)
        {
          if (!poster_queue_iter_next (&iter, &moment))
            {
              set_too_few_slots (queue, error);
              return FALSE;
            }
          if (!is_held (sql, queue->id, moment.at_us, id, &held, error))
            return FALSE;
        }
      schedule = poster_queue_moment_to_schedule (&moment, queue->zone);
      if (!poster_post_moving_set_time (sql, id, schedule, moment.at_us, now_us, change, &moved, error))
        return FALSE;
      *n_moved += moved;
    }
  return note_free_from (sql, queue->id, ids->len > 0 ? moment.at_us + 1 : 0, now_us, error);
}

/* Whether the slot stays with a post that is not moved. */
static gboolean
is_kept (PosterSql  *sql,
         const char *queue_id,
         gint64      at_us,
         gboolean   *kept,
         GError    **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE queue_id = ? AND slot_us = ? AND states <> ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue_id);
  sqlite3_bind_int64 (find, 2, at_us);
  sqlite3_bind_int64 (find, 3, POSTER_STATES (POSTER_TARGET_SCHEDULED));
  step = poster_sql_step (sql, find, error);
  *kept = step == POSTER_SQL_ROW;
  return *kept ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

/**
 * poster_queue_rows_count_moves:
 * @sql: a connection
 * @queue: a queue as it is stored now
 * @now_us: now
 * @n_moves: (out): how many posts would get another time
 * @error: %POSTER_ERROR_INVALID: there are not slots enough; %POSTER_ERROR_DATABASE
 *
 * Finds out what poster_queue_rows_reshuffle() would do, and does nothing.
 *
 * Returns: whether that is known
 */
gboolean
poster_queue_rows_count_moves (PosterSql    *sql,
                               PosterQueue  *queue,
                               gint64        now_us,
                               guint        *n_moves,
                               GError      **error)
{
  g_autoptr(GArray) slots = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto(PosterQueueIter) iter = { 0 };
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT slot_us FROM posts WHERE queue_id = ? AND slot_us > ? "
                                           "AND states = ? ORDER BY slot_us", error);
  PosterSqlStep step;

  *n_moves = 0;
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue->id);
  sqlite3_bind_int64 (find, 2, now_us);
  sqlite3_bind_int64 (find, 3, POSTER_STATES (POSTER_TARGET_SCHEDULED));
  while ((step = poster_sql_step (sql, find, error)) == POSTER_SQL_ROW)
    {
      gint64 slot_us = sqlite3_column_int64 (find, 0);

      g_array_append_val (slots, slot_us);
    }
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  poster_queue_iter_init (&iter, queue, now_us);
  for (guint i = 0; i < slots->len; i++)
    {
      PosterQueueMoment moment;
      gboolean kept = TRUE;

      while (kept)
        {
          if (!poster_queue_iter_next (&iter, &moment))
            {
              set_too_few_slots (queue, error);
              return FALSE;
            }
          if (!is_kept (sql, queue->id, moment.at_us, &kept, error))
            return FALSE;
        }
      *n_moves += moment.at_us != g_array_index (slots, gint64, i);
    }
  return TRUE;
}
