/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-remote-account"

#include "poster-remote-account.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-remote-service.h"

typedef struct
{
  PosterAccount    *account;
  char             *display_name;  /* (nullable): %NULL to forget it */
  PosterConnection *connection;    /* (nullable), once it was read */
} Change;

/* The steps, in the order they run: got -> unlinked | renamed -> saved */
static void got_cb      (GObject *object, GAsyncResult *result, gpointer user_data);
static void unlinked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void renamed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb    (GObject *object, GAsyncResult *result, gpointer user_data);

static void
change_free (Change *change)
{
  g_object_unref (change->account);
  g_free (change->display_name);
  g_clear_object (&change->connection);
  g_free (change);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  PosterConnector *connector;

  change->connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (change->connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  connector = poster_connector_registry_find (poster_workspace_get_registry (workspace), change->connection->connector);
  if (connector == NULL || !POSTER_IS_REMOTE_SERVICE (connector))
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_INVALID,
                             _("No service keeps this account: it is reached without one."));
  else if (change->display_name != NULL)
    poster_remote_service_rename_async (POSTER_REMOTE_SERVICE (connector), change->connection, change->account,
                                        change->display_name, g_task_get_cancellable (task), renamed_cb,
                                        g_object_ref (task));
  else
    poster_remote_service_unlink_async (POSTER_REMOTE_SERVICE (connector), change->connection, change->account,
                                        g_task_get_cancellable (task), unlinked_cb, g_object_ref (task));
}

static void
unlinked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_remote_service_unlink_finish (POSTER_REMOTE_SERVICE (object), result, &error) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_remote_service_rename_finish (POSTER_REMOTE_SERVICE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* The service has it: from here on it is not broken off. */
  poster_store_rename_account_async (poster_workspace_get_store (workspace), change->account->id, change->display_name,
                                     NULL, saved_cb, g_object_ref (task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_rename_account_finish (POSTER_STORE (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
begin (GTask           *task,
       PosterWorkspace *workspace,
       PosterAccount   *account,
       const char      *display_name)
{
  Change *change = g_new0 (Change, 1);

  g_task_set_check_cancellable (task, FALSE);
  change->account = g_object_ref (account);
  change->display_name = g_strdup (display_name);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  poster_store_get_connection_async (poster_workspace_get_store (workspace), account->connection_id,
                                     g_task_get_cancellable (task), got_cb, task);
}

/**
 * poster_remote_account_unlink_async:
 * @workspace: an open workspace
 * @account: an account that a service keeps
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes the service forget @account.
 *
 * Errors: those of the connector and the store; %POSTER_ERROR_INVALID where no service keeps it
 */
void
poster_remote_account_unlink_async (PosterWorkspace     *workspace,
                                    PosterAccount       *account,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_remote_account_unlink_async);
  begin (task, workspace, account, NULL);
}

/**
 * poster_remote_account_unlink_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: see poster_remote_account_unlink_async()
 *
 * Returns: whether the service does not have it any more
 */
gboolean
poster_remote_account_unlink_finish (PosterWorkspace  *workspace,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_remote_account_rename_async:
 * @workspace: an open workspace
 * @account: an account that a service keeps
 * @display_name: what it is to be called
 * @cancellable: (nullable): to stop it before the service was told
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gives @account another display name, at the service and here.
 *
 * Errors: those of the connector and the store; %POSTER_ERROR_INVALID where no service keeps it
 */
void
poster_remote_account_rename_async (PosterWorkspace     *workspace,
                                    PosterAccount       *account,
                                    const char          *display_name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_remote_account_rename_async);
  begin (task, workspace, account, display_name);
}

/**
 * poster_remote_account_rename_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: see poster_remote_account_rename_async()
 *
 * Returns: whether it is called that now
 */
gboolean
poster_remote_account_rename_finish (PosterWorkspace  *workspace,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
