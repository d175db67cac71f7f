/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

/* Calls that give one text: where the same media went before, and the settings of the engine. */

typedef struct
{
  char *account_id;    /* (nullable) */
  char *sampled_hash;  /* (nullable) */
  char *except_post;   /* (nullable) */
  char *key;           /* (nullable) */
  char *text;          /* (nullable), to be written or what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->account_id);
  g_free (operation->sampled_hash);
  g_free (operation->except_post);
  g_free (operation->key);
  g_free (operation->text);
  g_free (operation);
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          Operation           *operation,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  return poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/* Reads the one text that @find gives, if any. */
static gboolean
read_text (PosterSql     *sql,
           sqlite3_stmt  *find,
           char         **text,
           GError       **error)
{
  PosterSqlStep step = poster_sql_step (sql, find, error);

  if (step == POSTER_SQL_ROW)
    {
      *text = poster_sql_dup_text (find, 0);
      return poster_sql_finish (sql, find, error);
    }
  return step == POSTER_SQL_DONE;
}

static gboolean
find_same_media_func (PosterSql  *sql,
                      gpointer    data,
                      GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT u.post_id FROM media m CROSS JOIN post_media u ON u.media_id = m.id "
    "CROSS JOIN targets t ON t.post_id = u.post_id WHERE m.sampled_hash = ?1 AND t.account_id = ?2 AND u.post_id <> ?3 "
    "AND u.target_id = CASE t.has_media WHEN 0 THEN '' ELSE t.id END "
    "AND t.state IN ('scheduled', 'held', 'preparing', 'sending', 'processing', 'published', 'unknown') "
    "AND NOT EXISTS (SELECT 1 FROM posts a CROSS JOIN posts b WHERE a.id = ?3 AND b.id = u.post_id "
    "AND b.series_id = a.series_id) "
    "ORDER BY t.state = 'published' DESC, t.created_us DESC LIMIT 1", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, operation->sampled_hash);
  poster_sql_bind_text (find, 2, operation->account_id);
  poster_sql_bind_text (find, 3, operation->except_post != NULL ? operation->except_post : "");
  return read_text (sql, find, &operation->text, error);
}

/**
 * poster_store_find_same_media_async:
 * @self: a store
 * @account_id: id of an account
 * @sampled_hash: hash of some media, as in #PosterMediaItem
 * @except_post_id: (nullable): id of the post that is being looked at
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks for another post by which the same content went to the account, is on its way there, is
 * going to be, or perhaps went; not for drafts, nor for what failed or was cancelled, nor for posts
 * of the same series: that they repeat was asked for.
 */
void
poster_store_find_same_media_async (PosterStore         *self,
                                    const char          *account_id,
                                    const char          *sampled_hash,
                                    const char          *except_post_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = task_new (self, poster_store_find_same_media_async, operation,
                                    cancellable, callback, user_data);

  operation->account_id = g_strdup (account_id);
  operation->sampled_hash = g_strdup (sampled_hash);
  operation->except_post = g_strdup (except_post_id);
  poster_store_read (self, task, find_same_media_func);
}

/**
 * poster_store_find_same_media_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (nullable): the id of such a post, of a published one if there is one;
 *   %NULL without @error when there is none
 */
char *
poster_store_find_same_media_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_find_same_media_async, error);

  return operation != NULL ? g_steal_pointer (&operation->text) : NULL;
}

static gboolean
set_setting_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *write = poster_sql_prepare (sql, operation->text != NULL
                                            ? "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
                                            : "DELETE FROM settings WHERE key = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->key);
  if (operation->text != NULL)
    poster_sql_bind_text (write, 2, operation->text);
  return poster_sql_finish (sql, write, error);
}

/**
 * poster_store_set_setting_async:
 * @self: a store
 * @key: name of a setting
 * @value: (nullable): its value; %NULL to forget it
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Keeps a setting of the engine.
 */
void
poster_store_set_setting_async (PosterStore         *self,
                                const char          *key,
                                const char          *value,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = task_new (self, poster_store_set_setting_async, operation,
                                    cancellable, callback, user_data);

  operation->key = g_strdup (key);
  operation->text = g_strdup (value);
  poster_store_write (self, task, set_setting_func);
}

/**
 * poster_store_set_setting_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_set_setting_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return poster_store_finish (self, result, poster_store_set_setting_async, error) != NULL;
}

static gboolean
get_setting_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT value FROM settings WHERE key = ?", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, operation->key);
  return read_text (sql, find, &operation->text, error);
}

/**
 * poster_store_get_setting_async:
 * @self: a store
 * @key: name of a setting
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads a setting of the engine.
 */
void
poster_store_get_setting_async (PosterStore         *self,
                                const char          *key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = task_new (self, poster_store_get_setting_async, operation,
                                    cancellable, callback, user_data);

  operation->key = g_strdup (key);
  poster_store_read (self, task, get_setting_func);
}

/**
 * poster_store_get_setting_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (nullable): its value; %NULL without @error when it was never set
 */
char *
poster_store_get_setting_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_setting_async, error);

  return operation != NULL ? g_steal_pointer (&operation->text) : NULL;
}
