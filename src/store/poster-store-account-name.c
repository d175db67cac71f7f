/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

typedef struct
{
  PosterStore *store;         /* (unowned): the task holds it */
  char        *account_id;
  char        *display_name;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->account_id);
  g_free (operation->display_name);
  g_free (operation);
}

static gboolean
rename_func (PosterSql  *sql,
             gpointer    data,
             GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE accounts SET display_name = ? WHERE id = ? RETURNING 1", error);
  PosterSqlStep step;

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->display_name);
  poster_sql_bind_text (write, 2, operation->account_id);
  step = poster_sql_step (sql, write, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  if (step == POSTER_SQL_DONE)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), operation->account_id);
      return FALSE;
    }
  return poster_sql_finish (sql, write, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_rename_account_async:
 * @self: a store
 * @account_id: id of an account
 * @display_name: what people see
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Keeps the display name, and touches nothing else of the account: unlike signing in it ends no pause.
 */
void
poster_store_rename_account_async (PosterStore         *self,
                                   const char          *account_id,
                                   const char          *display_name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_rename_account_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->store = self;
  operation->account_id = g_strdup (account_id);
  operation->display_name = g_strdup (display_name);
  poster_store_write (self, task, rename_func);
}

/**
 * poster_store_rename_account_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_rename_account_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_rename_account_async, error) != NULL;
}
