/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-account-rows.h"
#include "poster-error.h"
#include "poster-json.h"

/* Connections and accounts. */

#define CONNECTION_COLUMNS "id, connector, base, remote_id, needs_sign_in, metadata, created_us"

typedef struct
{
  PosterStore      *store;       /* (unowned): the task holds it */
  gint64            now_us;

  /* Operands. */
  PosterConnection *connection;  /* (nullable), also what was found */
  GPtrArray        *accounts;    /* (nullable), also what was found */
  GPtrArray        *connections; /* (nullable), what was found */
  char             *id;          /* (nullable), also what was found */
  char             *connector;
  char             *base;        /* (nullable) */
  char             *remote_id;
  gboolean          with_removed;
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->connection);
  g_clear_pointer (&operation->accounts, g_ptr_array_unref);
  g_clear_pointer (&operation->connections, g_ptr_array_unref);
  g_free (operation->id);
  g_free (operation->connector);
  g_free (operation->base);
  g_free (operation->remote_id);
  g_free (operation);
}

static Operation *
operation_new (PosterStore *store)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = store;
  operation->now_us = poster_clock_get_now_us (store->clock);
  return operation;
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

static PosterConnection *
read_connection (sqlite3_stmt *row)
{
  PosterConnection *connection = g_object_new (POSTER_TYPE_CONNECTION, NULL);

  connection->id = poster_sql_dup_text (row, 0);
  connection->connector = poster_sql_dup_text (row, 1);
  connection->base = poster_sql_dup_text (row, 2);
  connection->remote_id = poster_sql_dup_text (row, 3);
  connection->needs_sign_in = sqlite3_column_int (row, 4);
  connection->metadata = poster_account_rows_read_metadata (row, 5);
  connection->created_us = sqlite3_column_int64 (row, 6);
  return connection;
}

/* Reads the one connection that @find gives; %NULL without @error when there is none. */
static gboolean
read_one_connection (PosterSql         *sql,
                     sqlite3_stmt      *find,
                     PosterConnection **connection,
                     GError           **error)
{
  PosterSqlStep step = poster_sql_step (sql, find, error);

  if (step == POSTER_SQL_ROW)
    {
      g_set_object (connection, NULL);
      *connection = read_connection (find);
      return poster_sql_finish (sql, find, error);
    }
  return step == POSTER_SQL_DONE;
}

static sqlite3_stmt *
prepare_find_connection (PosterSql   *sql,
                         const char  *connector,
                         const char  *base,
                         const char  *remote_id,
                         GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT " CONNECTION_COLUMNS " FROM connections "
    "WHERE connector = ? AND ifnull (base, '') = ? AND remote_id = ?", error);

  if (find != NULL)
    {
      poster_sql_bind_text (find, 1, connector);
      poster_sql_bind_text (find, 2, base != NULL ? base : "");
      poster_sql_bind_text (find, 3, remote_id != NULL ? remote_id : "");
    }
  return find;
}

static gboolean
write_connection (PosterSql         *sql,
                  PosterConnection  *connection,
                  gint64             now_us,
                  GError           **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO connections (" CONNECTION_COLUMNS ") VALUES (?, ?, ?, ?, ?, ifnull (?, '{}'), ?) "
    "ON CONFLICT (id) DO UPDATE SET connector = excluded.connector, base = excluded.base, "
    "remote_id = excluded.remote_id, needs_sign_in = excluded.needs_sign_in, metadata = excluded.metadata", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, connection->id);
  poster_sql_bind_text (write, 2, connection->connector);
  poster_sql_bind_text (write, 3, connection->base);
  poster_sql_bind_text (write, 4, connection->remote_id != NULL ? connection->remote_id : "");
  sqlite3_bind_int (write, 5, connection->needs_sign_in);
  poster_sql_bind_json (write, 6, connection->metadata);
  sqlite3_bind_int64 (write, 7, connection->created_us > 0 ? connection->created_us : now_us);
  return poster_sql_finish (sql, write, error);
}

static gboolean
write_account (PosterSql      *sql,
               const char     *connection_id,
               PosterAccount  *account,
               gint64          now_us,
               GError        **error)
{
  /* An account that is there already keeps its id, the time when it was connected first, and its zone;
   * what paused it a person has just looked after. */
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO accounts (id, connection_id, platform, remote_id, username, display_name, avatar_uri, is_active, "
    "is_removed, followers, metadata, created_us, zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ifnull (?, '{}'), ?, ?) "
    "ON CONFLICT (connection_id, remote_id) DO UPDATE SET platform = excluded.platform, "
    "username = excluded.username, display_name = excluded.display_name, avatar_uri = excluded.avatar_uri, "
    "is_active = excluded.is_active, is_removed = 0, followers = excluded.followers, metadata = excluded.metadata, "
    "paused_code = NULL, paused_message = NULL, paused_until_us = NULL",
    error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, account->id);
  poster_sql_bind_text (write, 2, connection_id);
  poster_sql_bind_text (write, 3, account->platform);
  poster_sql_bind_text (write, 4, account->remote_id);
  poster_sql_bind_text (write, 5, account->username);
  poster_sql_bind_text (write, 6, account->display_name);
  poster_sql_bind_text (write, 7, account->avatar_uri);
  sqlite3_bind_int (write, 8, account->is_active);
  sqlite3_bind_int64 (write, 9, account->followers);
  poster_sql_bind_json (write, 10, account->metadata);
  sqlite3_bind_int64 (write, 11, account->created_us > 0 ? account->created_us : now_us);
  poster_sql_bind_text (write, 12, account->zone);
  return poster_sql_finish (sql, write, error);
}

static PosterAccount *
find_account (PosterSql   *sql,
              const char  *connection_id,
              const char  *remote_id,
              GError     **error)
{
  g_autoptr(PosterAccount) account = NULL;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_ACCOUNT_COLUMNS
                                           "WHERE a.connection_id = ? AND a.remote_id = ?", error);

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, connection_id);
  poster_sql_bind_text (find, 2, remote_id);
  if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
    return NULL;
  account = poster_account_rows_read (find);
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&account) : NULL;
}

static gboolean
save_sign_in_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  PosterConnection *connection = operation->connection;
  g_autoptr(PosterConnection) stored = NULL;
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *find = prepare_find_connection (sql, connection->connector, connection->base,
                                                connection->remote_id, error);

  if (find == NULL || !read_one_connection (sql, find, &stored, error))
    return FALSE;
  if (stored != NULL)
    {
      g_free (connection->id);
      connection->id = g_strdup (stored->id);
    }
  if (!write_connection (sql, connection, operation->now_us, error))
    return FALSE;

  for (guint i = 0; i < operation->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (operation->accounts, i);
      PosterAccount *as_stored;

      if (!write_account (sql, connection->id, account, operation->now_us, error))
        return FALSE;
      as_stored = find_account (sql, connection->id, account->remote_id, error);
      if (as_stored == NULL)
        return FALSE;
      g_ptr_array_add (accounts, as_stored);
    }
  g_ptr_array_unref (operation->accounts);
  operation->accounts = g_steal_pointer (&accounts);
  return poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_save_sign_in_async:
 * @self: a store
 * @connection: the credential; not changed
 * @accounts: (element-type PosterAccount): what it reaches; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Keeps a connection and its accounts. What is there already keeps its id and the time it was
 * made: a connection with the same connector, base and remote id, an account with the same
 * remote id on it, removed or not. Other accounts of the connection stay as they are.
 */
void
poster_store_save_sign_in_async (PosterStore         *self,
                                 PosterConnection    *connection,
                                 GPtrArray           *accounts,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_save_sign_in_async, operation,
                                    cancellable, callback, user_data);

  operation->connection = poster_connection_copy (connection);
  operation->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (operation->accounts, poster_account_copy (g_ptr_array_index (accounts, i)));
  poster_store_write (self, task, save_sign_in_func);
}

/**
 * poster_store_save_sign_in_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts as they are stored, in the
 *   order they were given; each tells the id of its connection
 */
GPtrArray *
poster_store_save_sign_in_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_sign_in_async, error);

  return operation != NULL ? g_steal_pointer (&operation->accounts) : NULL;
}

static gboolean
find_connection_func (PosterSql  *sql,
                      gpointer    data,
                      GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find = prepare_find_connection (sql, operation->connector, operation->base,
                                                operation->remote_id, error);

  return find != NULL && read_one_connection (sql, find, &operation->connection, error);
}

/**
 * poster_store_find_connection_async:
 * @self: a store
 * @connector: key of a connector
 * @base: (nullable): base address, see #PosterConnection
 * @remote_id: whom the credential stands for at the service
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks for the connection that a sign-in will find: its id is needed to file the secrets before
 * the sign-in is saved.
 */
void
poster_store_find_connection_async (PosterStore         *self,
                                    const char          *connector,
                                    const char          *base,
                                    const char          *remote_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_find_connection_async, operation,
                                    cancellable, callback, user_data);

  operation->connector = g_strdup (connector);
  operation->base = g_strdup (base);
  operation->remote_id = g_strdup (remote_id);
  poster_store_read (self, task, find_connection_func);
}

/**
 * poster_store_find_connection_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (nullable): the connection; %NULL without @error when there is none
 */
PosterConnection *
poster_store_find_connection_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_find_connection_async, error);

  return operation != NULL ? g_steal_pointer (&operation->connection) : NULL;
}

static gboolean
save_connection_func (PosterSql  *sql,
                      gpointer    data,
                      GError    **error)
{
  Operation *operation = data;

  return write_connection (sql, operation->connection, operation->now_us, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_save_connection_async:
 * @self: a store
 * @connection: a connection; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Replaces the connection with the id of @connection. While it needs a sign-in, none of its
 * accounts is active.
 */
void
poster_store_save_connection_async (PosterStore         *self,
                                    PosterConnection    *connection,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_save_connection_async, operation,
                                    cancellable, callback, user_data);

  operation->connection = poster_connection_copy (connection);
  poster_store_write (self, task, save_connection_func);
}

/**
 * poster_store_save_connection_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_save_connection_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return poster_store_finish (self, result, poster_store_save_connection_async, error) != NULL;
}

static gboolean
note_sign_in_needed_func (PosterSql  *sql,
                          gpointer    data,
                          GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE connections SET needs_sign_in = 1 WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->id);
  return poster_sql_finish (sql, write, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_note_sign_in_needed_async:
 * @self: a store
 * @connection_id: id of a connection
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes that the service refused the credential, and touches nothing else of the connection.
 */
void
poster_store_note_sign_in_needed_async (PosterStore         *self,
                                        const char          *connection_id,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_note_sign_in_needed_async, operation,
                                    cancellable, callback, user_data);

  operation->id = g_strdup (connection_id);
  poster_store_write (self, task, note_sign_in_needed_func);
}

/**
 * poster_store_note_sign_in_needed_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is noted
 */
gboolean
poster_store_note_sign_in_needed_finish (PosterStore   *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  return poster_store_finish (self, result, poster_store_note_sign_in_needed_async, error) != NULL;
}

static gboolean
remove_account_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  g_autofree char *connection_id = NULL;
  sqlite3_stmt *statement;
  PosterSqlStep step;

  statement = poster_sql_prepare (sql, "UPDATE accounts SET is_active = 0, is_removed = 1 WHERE id = ? "
                                  "RETURNING connection_id", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  step = poster_sql_step (sql, statement, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  if (step == POSTER_SQL_DONE)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), operation->id);
      return FALSE;
    }
  connection_id = poster_sql_dup_text (statement, 0);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;

  statement = poster_sql_prepare (sql, "SELECT 1 FROM accounts WHERE connection_id = ? AND NOT is_removed LIMIT 1",
                                  error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, connection_id);
  step = poster_sql_step (sql, statement, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  sqlite3_reset (statement);
  g_free (operation->id);
  operation->id = step == POSTER_SQL_ROW ? g_strdup ("") : g_strdup (connection_id);
  return (step == POSTER_SQL_ROW || poster_account_rows_mark_connection (sql, connection_id, TRUE, error)) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_remove_account_async:
 * @self: a store
 * @account_id: id of an account
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Disconnects an account. Its row stays, inactive and hidden, because posts refer to it; signing
 * in again brings it back. May be repeated.
 */
void
poster_store_remove_account_async (PosterStore         *self,
                                   const char          *account_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_remove_account_async, operation,
                                    cancellable, callback, user_data);

  operation->id = g_strdup (account_id);
  poster_store_write (self, task, remove_account_func);
}

/**
 * poster_store_remove_account_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the id of the connection, whose secrets can go now that no account
 *   uses it any more; empty when one does; %NULL on error
 */
char *
poster_store_remove_account_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_remove_account_async, error);

  return operation != NULL ? g_steal_pointer (&operation->id) : NULL;
}

static gboolean
list_accounts_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_ACCOUNT_COLUMNS
                                           "WHERE ? OR NOT a.is_removed ORDER BY a.created_us, a.seq", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  sqlite3_bind_int (list, 1, operation->with_removed);
  operation->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->accounts, poster_account_rows_read (list));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_accounts_async:
 * @self: a store
 * @with_removed: whether to list disconnected ones, to which old posts refer, too
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the accounts.
 */
void
poster_store_list_accounts_async (PosterStore         *self,
                                  gboolean             with_removed,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_list_accounts_async, operation,
                                    cancellable, callback, user_data);

  operation->with_removed = with_removed;
  poster_store_read (self, task, list_accounts_func);
}

/**
 * poster_store_list_accounts_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts in the order in which they
 *   were connected first
 */
GPtrArray *
poster_store_list_accounts_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_accounts_async, error);

  return operation != NULL ? g_steal_pointer (&operation->accounts) : NULL;
}

static gboolean
get_connection_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " CONNECTION_COLUMNS " FROM connections WHERE id = ?", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, operation->id);
  if (!read_one_connection (sql, find, &operation->connection, error))
    return FALSE;
  if (operation->connection != NULL)
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No connection “%s” is known"), operation->id);
  return FALSE;
}

/**
 * poster_store_get_connection_async:
 * @self: a store
 * @connection_id: id of a connection
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a connection.
 */
void
poster_store_get_connection_async (PosterStore         *self,
                                   const char          *connection_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_get_connection_async, operation,
                                    cancellable, callback, user_data);

  operation->id = g_strdup (connection_id);
  poster_store_read (self, task, get_connection_func);
}

/**
 * poster_store_get_connection_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the connection
 */
PosterConnection *
poster_store_get_connection_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_connection_async, error);

  return operation != NULL ? g_steal_pointer (&operation->connection) : NULL;
}

static gboolean
list_connections_func (PosterSql  *sql,
                       gpointer    data,
                       GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " CONNECTION_COLUMNS " FROM connections ORDER BY created_us, id",
                                           error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  operation->connections = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->connections, read_connection (list));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_connections_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the connections, also those of which no account is left.
 */
void
poster_store_list_connections_async (PosterStore         *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_list_connections_async, operation_new (self),
                                    cancellable, callback, user_data);

  poster_store_read (self, task, list_connections_func);
}

/**
 * poster_store_list_connections_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterConnection): the connections in the order in which
 *   they were made
 */
GPtrArray *
poster_store_list_connections_finish (PosterStore   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_connections_async, error);

  return operation != NULL ? g_steal_pointer (&operation->connections) : NULL;
}
