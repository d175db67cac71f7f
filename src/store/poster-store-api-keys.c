/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-api-keys.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-store-private.h"

typedef struct
{
  PosterStore  *store;   /* (unowned): the task holds it */
  gint64        now_us;
  PosterApiKey *key;     /* (nullable) */
  char         *id;      /* (nullable) */
  GHashTable   *used;    /* (nullable) */
  GPtrArray    *keys;    /* (nullable) (element-type PosterApiKey), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->key);
  g_free (operation->id);
  g_clear_pointer (&operation->used, g_hash_table_unref);
  g_clear_pointer (&operation->keys, g_ptr_array_unref);
  g_free (operation);
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          Operation          **operation,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

static gboolean
list_func (PosterSql  *sql,
           gpointer    data,
           GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT id, name, preview, hash, created_us, expires_us, used_us "
                                           "FROM api_keys ORDER BY seq", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  operation->keys = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterApiKey *key = g_object_new (POSTER_TYPE_API_KEY, NULL);

      key->id = poster_sql_dup_text (list, 0);
      key->name = poster_sql_dup_text (list, 1);
      key->preview = poster_sql_dup_text (list, 2);
      key->hash = poster_sql_dup_text (list, 3);
      key->created_us = sqlite3_column_int64 (list, 4);
      key->expires_us = poster_sql_get_us (list, 5);
      key->used_us = poster_sql_get_us (list, 6);
      g_ptr_array_add (operation->keys, key);
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_api_keys_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the keys of the REST API.
 */
void
poster_store_list_api_keys_async (PosterStore         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_api_keys_async, &operation, cancellable, callback, user_data);

  poster_store_read (self, task, list_func);
}

/**
 * poster_store_list_api_keys_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterApiKey): the keys, oldest first
 */
GPtrArray *
poster_store_list_api_keys_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_api_keys_async, error);

  return operation != NULL ? g_steal_pointer (&operation->keys) : NULL;
}

static gboolean
add_func (PosterSql  *sql,
          gpointer    data,
          GError    **error)
{
  Operation *operation = data;
  PosterApiKey *key = operation->key;
  g_autofree char *name = g_strstrip (g_strdup (key->name != NULL ? key->name : ""));
  sqlite3_stmt *write;
  gint64 n_keys;

  if (name[0] == '\0')
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("A key needs a name."));
      return FALSE;
    }
  if (!poster_sql_get_number (sql, "SELECT count(*) FROM api_keys", &n_keys, error))
    return FALSE;
  if (n_keys >= POSTER_STORE_MAX_API_KEYS)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                   _("There are %d keys already: revoke one that is not needed any more."), POSTER_STORE_MAX_API_KEYS);
      return FALSE;
    }
  write = poster_sql_prepare (sql, "INSERT INTO api_keys (id, name, preview, hash, created_us, expires_us, used_us) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?)", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, key->id);
  poster_sql_bind_text (write, 2, name);
  poster_sql_bind_text (write, 3, key->preview);
  poster_sql_bind_text (write, 4, key->hash);
  sqlite3_bind_int64 (write, 5, key->created_us != 0 ? key->created_us : operation->now_us);
  poster_sql_bind_us (write, 6, key->expires_us);
  poster_sql_bind_us (write, 7, key->used_us);
  return poster_sql_finish (sql, write, error) && poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_add_api_key_async:
 * @self: a store
 * @key: a new key; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Whoever shows the key is let in from now on.
 */
void
poster_store_add_api_key_async (PosterStore         *self,
                                PosterApiKey        *key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_add_api_key_async, &operation, cancellable, callback, user_data);

  operation->key = poster_api_key_copy (key);
  poster_store_write (self, task, add_func);
}

/**
 * poster_store_add_api_key_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_INVALID, %POSTER_ERROR_CONFLICT, and see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_add_api_key_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return poster_store_finish (self, result, poster_store_add_api_key_async, error) != NULL;
}

static gboolean
delete_func (PosterSql  *sql,
             gpointer    data,
             GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *statement = poster_sql_prepare (sql, "DELETE FROM api_keys WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  if (sqlite3_changes (poster_sql_get_handle (sql)) == 0)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No key “%s” is known."), operation->id);
      return FALSE;
    }
  return poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_delete_api_key_async:
 * @self: a store
 * @key_id: id of a key
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Revokes a key: nobody is let in with it any more.
 */
void
poster_store_delete_api_key_async (PosterStore         *self,
                                   const char          *key_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_delete_api_key_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (key_id);
  poster_store_write (self, task, delete_func);
}

/**
 * poster_store_delete_api_key_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_store_delete_api_key_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_delete_api_key_async, error) != NULL;
}

static gboolean
note_func (PosterSql  *sql,
           gpointer    data,
           GError    **error)
{
  Operation *operation = data;
  GHashTableIter iter;
  gpointer id;
  gpointer used_us;

  g_hash_table_iter_init (&iter, operation->used);
  while (g_hash_table_iter_next (&iter, &id, &used_us))
    {
      sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE api_keys SET used_us = ? WHERE id = ?", error);

      if (write == NULL)
        return FALSE;
      sqlite3_bind_int64 (write, 1, *(gint64 *) used_us);
      poster_sql_bind_text (write, 2, id);
      if (!poster_sql_finish (sql, write, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_store_note_api_use_async:
 * @self: a store
 * @used: (element-type utf8 gint64): when, by the ids of keys; not to be changed any more
 * @cancellable: (nullable): to give up before it is written
 * @callback: (nullable): called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes when keys were used last.
 */
void
poster_store_note_api_use_async (PosterStore         *self,
                                 GHashTable          *used,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_note_api_use_async, &operation, cancellable, callback, user_data);

  operation->used = g_hash_table_ref (used);
  poster_store_write (self, task, note_func);
}

/**
 * poster_store_note_api_use_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_note_api_use_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return poster_store_finish (self, result, poster_store_note_api_use_async, error) != NULL;
}
