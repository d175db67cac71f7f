/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

/* Accounts that take no posts for a while, and what has gone out to them. */

typedef struct
{
  PosterStore *store;       /* (unowned): the task holds it */
  char        *account_id;
  char        *code;        /* (nullable) */
  char        *message;     /* (nullable) */
  gint64       until_us;
  gint64       since_us;
  gint64       now_us;
  gint64       first_us;    /* what was found */
  guint        n_posts;     /* what was found */
  GPtrArray   *turns;       /* (nullable), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->account_id);
  g_free (operation->code);
  g_free (operation->message);
  g_clear_pointer (&operation->turns, g_ptr_array_unref);
  g_free (operation);
}

static Operation *
operation_new (PosterStore *store,
               const char  *account_id)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = store;
  operation->account_id = g_strdup (account_id);
  operation->now_us = poster_clock_get_now_us (store->clock);
  return operation;
}

static gboolean
pause_account_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "UPDATE accounts SET paused_code = ?, paused_message = ?, paused_until_us = ? WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->code);
  poster_sql_bind_text (write, 2, operation->message);
  poster_sql_bind_us (write, 3, operation->until_us);
  poster_sql_bind_text (write, 4, operation->account_id);
  return poster_sql_finish (sql, write, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_pause_account_async:
 * @self: a store
 * @account_id: id of an account
 * @code: (nullable): machine word of the reason; %NULL when it takes posts again
 * @message: (nullable): the reason in one sentence for people
 * @until_us: until when, microseconds since the epoch; -1 until a person acts
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes that an account takes no posts, or does again. Signing in again ends it, too.
 */
void
poster_store_pause_account_async (PosterStore         *self,
                                  const char          *account_id,
                                  const char          *code,
                                  const char          *message,
                                  gint64               until_us,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation = operation_new (self, account_id);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_pause_account_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->code = g_strdup (code);
  operation->message = code != NULL ? g_strdup (message) : NULL;
  operation->until_us = code != NULL ? until_us : -1;
  poster_store_write (self, task, pause_account_func);
}

/**
 * poster_store_pause_account_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is noted
 */
gboolean
poster_store_pause_account_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return poster_store_finish (self, result, poster_store_pause_account_async, error) != NULL;
}

static gboolean
count_published_func (PosterSql  *sql,
                      gpointer    data,
                      GError    **error)
{
  Operation *operation = data;
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT count (*), min (published_us) FROM targets INDEXED BY targets_calendar "
    "WHERE ifnull (published_us, due_us) > ? AND ifnull (published_us, due_us) <= ? "
    "AND account_id = ? AND state = 'published' AND NOT is_inbox", error);

  operation->first_us = -1;
  if (find == NULL)
    return FALSE;
  sqlite3_bind_int64 (find, 1, operation->since_us);
  sqlite3_bind_int64 (find, 2, operation->now_us);
  poster_sql_bind_text (find, 3, operation->account_id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  operation->n_posts = (guint) sqlite3_column_int (find, 0);
  operation->first_us = poster_sql_get_us (find, 1);
  return poster_sql_finish (sql, find, error);
}

/**
 * poster_store_count_published_async:
 * @self: a store
 * @account_id: id of an account
 * @since_us: an instant, microseconds since the epoch
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Counts what went out to an account after @since_us; what waits in its inbox is not out.
 */
void
poster_store_count_published_async (PosterStore         *self,
                                    const char          *account_id,
                                    gint64               since_us,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Operation *operation = operation_new (self, account_id);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_count_published_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->since_us = since_us;
  poster_store_read (self, task, count_published_func);
}

/**
 * poster_store_count_published_finish:
 * @self: a store
 * @result: the result
 * @n_posts: (out): how many
 * @first_us: (out): when the first of them went out, -1 when there is none
 * @error: see #PosterStore
 *
 * Returns: whether they were counted
 */
gboolean
poster_store_count_published_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     guint         *n_posts,
                                     gint64        *first_us,
                                     GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_count_published_async, error);

  if (operation == NULL)
    return FALSE;
  *n_posts = operation->n_posts;
  *first_us = operation->first_us;
  return TRUE;
}

static void
turn_free (PosterTurn *turn)
{
  g_free (turn->account_id);
  g_free (turn);
}

/* The journal grows at its end: only what is as young as that is read. */
static gboolean
list_turns_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  PosterSqlStep step;
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "SELECT t.account_id, j.at_us, t.due_us FROM journal j CROSS JOIN targets t ON t.id = j.target_id "
    "WHERE j.seq > 0 AND j.phase = 'begun' ORDER BY j.seq DESC", error);

  operation->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);
  if (list == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW &&
         sqlite3_column_int64 (list, 1) >= operation->since_us)
    {
      PosterTurn *turn;

      if (g_hash_table_contains (seen, poster_sql_column (list, 0)))
        continue;
      turn = g_new0 (PosterTurn, 1);
      turn->account_id = poster_sql_dup_text (list, 0);
      turn->begun_us = sqlite3_column_int64 (list, 1);
      turn->due_us = poster_sql_get_us (list, 2);
      g_ptr_array_add (operation->turns, turn);
      g_hash_table_add (seen, turn->account_id);
    }
  /* What is older is nobody's question. */
  sqlite3_reset (list);
  return step != POSTER_SQL_FAILED;
}

/**
 * poster_store_list_turns_async:
 * @self: a store
 * @since_us: an instant, microseconds since the epoch
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds what was sent last to each account, of what was sent since then.
 */
void
poster_store_list_turns_async (PosterStore         *self,
                               gint64               since_us,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation = operation_new (self, NULL);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_turns_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->since_us = since_us;
  poster_store_read (self, task, list_turns_func);
}

/**
 * poster_store_list_turns_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterTurn): one for each account that had any
 */
GPtrArray *
poster_store_list_turns_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_turns_async, error);

  return operation != NULL ? g_steal_pointer (&operation->turns) : NULL;
}
