/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include "poster-account-rows.h"

typedef struct
{
  PosterStore *store;          /* (unowned): the task holds it */
  char        *connection_id;
  gboolean     is_removed;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->connection_id);
  g_free (operation);
}

static gboolean
mark_func (PosterSql  *sql,
           gpointer    data,
           GError    **error)
{
  Operation *operation = data;

  return poster_account_rows_mark_connection (sql, operation->connection_id, operation->is_removed, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_mark_connection_async:
 * @self: a store
 * @connection_id: id of a connection
 * @is_removed: whether it is given up
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes that a connection is given up (or not, after all): the member %POSTER_CONNECTION_REMOVED of its
 * metadata. Its row stays, because accounts and posts may refer to it; signing in again takes it back.
 */
void
poster_store_mark_connection_async (PosterStore         *self,
                                    const char          *connection_id,
                                    gboolean             is_removed,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_mark_connection_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->store = self;
  operation->connection_id = g_strdup (connection_id);
  operation->is_removed = is_removed;
  poster_store_write (self, task, mark_func);
}

/**
 * poster_store_mark_connection_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is noted
 */
gboolean
poster_store_mark_connection_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return poster_store_finish (self, result, poster_store_mark_connection_async, error) != NULL;
}
