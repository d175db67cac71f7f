/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include "poster-post-rows.h"

/* What the engine asks: what is to be done now, and when it has to look again. */

typedef struct
{
  gint64     at_us;
  guint      limit;
  GPtrArray *posts;    /* (nullable) (element-type PosterPost), what was found */
  gint64     wake_us;  /* what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_pointer (&operation->posts, g_ptr_array_unref);
  g_free (operation);
}

/* Adds the posts that @list finds to those found already. */
static gboolean
take_posts (PosterSql     *sql,
            sqlite3_stmt  *list,
            Operation     *operation,
            GHashTable    *listed,
            GError       **error)
{
  PosterSqlStep step;

  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      if (g_hash_table_add (listed, poster_sql_dup_text (list, 0)))
        g_ptr_array_add (operation->posts, poster_post_rows_read (list));
    }
  return step == POSTER_SQL_DONE;
}

static gboolean
list_work_func (PosterSql  *sql,
                gpointer    data,
                GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autoptr(GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "SELECT " POSTER_POST_COLUMNS " FROM targets t INDEXED BY targets_wake CROSS JOIN posts p ON p.id = t.post_id "
    "WHERE t.wake_us IS NOT NULL AND t.wake_us <= ? ORDER BY t.wake_us, t.post_id LIMIT ?", error);

  if (list == NULL)
    return FALSE;
  sqlite3_bind_int64 (list, 1, operation->at_us);
  sqlite3_bind_int64 (list, 2, operation->limit > 0 ? (gint64) operation->limit : -1);
  operation->posts = g_ptr_array_new_with_free_func (g_object_unref);
  if (!take_posts (sql, list, operation, listed, error))
    return FALSE;

  /* The clock was wrong when these were told to wait, and has been put right since. */
  list = poster_sql_prepare (sql,
    "SELECT " POSTER_POST_COLUMNS " FROM targets t INDEXED BY targets_busy CROSS JOIN posts p ON p.id = t.post_id "
    "WHERE t.wake_us IS NOT NULL AND t.state <> 'scheduled' AND t.wake_us > ? ORDER BY t.wake_us, t.post_id LIMIT ?",
    error);
  if (list == NULL)
    return FALSE;
  sqlite3_bind_int64 (list, 1, operation->at_us + POSTER_TARGET_LONGEST_WAIT_US);
  sqlite3_bind_int64 (list, 2, operation->limit > 0 ? (gint64) operation->limit : -1);
  return take_posts (sql, list, operation, listed, error) &&
         poster_post_rows_fill_in (sql, operation->posts, FALSE, cache, error);
}

/**
 * poster_store_list_work_async:
 * @self: a store
 * @now_us: the present instant, microseconds since the epoch
 * @limit: how many targets at most, 0 for all
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds the targets whose wake_us is not after @now_us, the soonest first, and those that are
 * under way but would wait longer than anything waits (see poster_target_is_due()). Costs what it
 * finds, however many posts there are.
 */
void
poster_store_list_work_async (PosterStore         *self,
                              gint64               now_us,
                              guint                limit,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_work_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->at_us = now_us;
  operation->limit = limit;
  poster_store_read (self, task, list_work_func);
}

/**
 * poster_store_list_work_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterPost): the posts of those targets, each once, with
 *   all of its targets, also those that are not due
 */
GPtrArray *
poster_store_list_work_finish (PosterStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_work_async, error);

  return operation != NULL ? g_steal_pointer (&operation->posts) : NULL;
}

static gboolean
get_next_wake_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT wake_us FROM targets INDEXED BY targets_wake "
    "WHERE wake_us IS NOT NULL AND wake_us > ? ORDER BY wake_us LIMIT 1", error);
  PosterSqlStep step;

  operation->wake_us = -1;
  if (find == NULL)
    return FALSE;
  sqlite3_bind_int64 (find, 1, operation->at_us);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_ROW)
    {
      operation->wake_us = sqlite3_column_int64 (find, 0);
      return poster_sql_finish (sql, find, error);
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_get_next_wake_async:
 * @self: a store
 * @after_us: an instant, microseconds since the epoch; -1 for the first of all
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds the first wake_us after @after_us.
 */
void
poster_store_get_next_wake_async (PosterStore         *self,
                                  gint64               after_us,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_get_next_wake_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->at_us = after_us;
  poster_store_read (self, task, get_next_wake_func);
}

/**
 * poster_store_get_next_wake_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: the instant, microseconds since the epoch; -1 without @error when there is none, and
 *   on error
 */
gint64
poster_store_get_next_wake_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_next_wake_async, error);

  return operation != NULL ? operation->wake_us : -1;
}
