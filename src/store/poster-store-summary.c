/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

/* What there is to come, in a few figures: they cost what is under way, however many posts there are. */

typedef struct
{
  PosterSummary *summary;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->summary);
  g_free (operation);
}

static gboolean
read_counts (PosterSql      *sql,
             PosterSummary  *summary,
             GError        **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT n_posts FROM section_counts WHERE section = ?", error);
  const struct
  {
    PosterPostSection  section;
    guint             *count;
  } wanted[] = {
    { POSTER_SECTION_SENDING, &summary->n_under_way },
    { POSTER_SECTION_SCHEDULED, &summary->n_scheduled },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      PosterSqlStep step;

      if (find == NULL)
        return FALSE;
      sqlite3_reset (find);
      sqlite3_bind_int (find, 1, (int) wanted[i].section);
      step = poster_sql_step (sql, find, error);
      if (step == POSTER_SQL_FAILED)
        return FALSE;
      if (step == POSTER_SQL_DONE)
        continue;
      *wanted[i].count = (guint) sqlite3_column_int (find, 0);
      if (!poster_sql_finish (sql, find, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_is_sending (PosterSql      *sql,
                 PosterSummary  *summary,
                 GError        **error)
{
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM targets INDEXED BY targets_busy WHERE wake_us IS NOT NULL "
                                           "AND wake_us > 0 AND state <> 'scheduled' AND state IN ('preparing', 'sending') "
                                           "LIMIT 1", error);

  if (find == NULL)
    return FALSE;
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  summary->is_sending = TRUE;
  return poster_sql_finish (sql, find, error);
}

static gboolean
sum_up_func (PosterSql  *sql,
             gpointer    data,
             GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find;
  PosterSqlStep step;

  operation->summary = g_new0 (PosterSummary, 1);
  operation->summary->last_us = -1;
  if (!read_counts (sql, operation->summary, error) || !read_is_sending (sql, operation->summary, error))
    return FALSE;
  find = poster_sql_prepare (sql, "SELECT wake_us FROM targets INDEXED BY targets_wake WHERE wake_us IS NOT NULL "
                             "ORDER BY wake_us DESC LIMIT 1", error);
  if (find == NULL)
    return FALSE;
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  operation->summary->last_us = sqlite3_column_int64 (find, 0);
  return poster_sql_finish (sql, find, error);
}

/**
 * poster_store_sum_up_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Tells what there is to come.
 */
void
poster_store_sum_up_async (PosterStore         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_sum_up_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  poster_store_read (self, task, sum_up_func);
}

/**
 * poster_store_sum_up_finish:
 * @self: a store
 * @result: the result
 * @summary: (out): what there is to come
 * @error: see #PosterStore
 *
 * Returns: whether it is known
 */
gboolean
poster_store_sum_up_finish (PosterStore    *self,
                            GAsyncResult   *result,
                            PosterSummary  *summary,
                            GError        **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_sum_up_async, error);

  if (operation == NULL)
    return FALSE;
  *summary = *operation->summary;
  return TRUE;
}
