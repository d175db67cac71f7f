/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-disconnect"

#include "poster-disconnect.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

typedef struct
{
  /* Input. */
  char               *connection_id;
  char               *account_id;   /* (nullable), %NULL when it was removed before */
  gboolean            insist;

  /* In progress. */
  PosterEngineClient *client;       /* (nullable), the engine of another process */
  char               *left_behind;  /* (nullable), why the service still has the sign-in */
} Disconnect;

/* The steps, in the order they run:
 * listed -> (got ->) signed_out -> (removed | listed_again) -> (cleared) */
static void listed_cb       (GObject *object, GAsyncResult *result, gpointer user_data);
static void got_cb          (GObject *object, GAsyncResult *result, gpointer user_data);
static void signed_out_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void forget          (GTask *task);
static void removed_cb      (GObject *object, GAsyncResult *result, gpointer user_data);
static void listed_again_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cleared_cb      (GObject *object, GAsyncResult *result, gpointer user_data);

static void
disconnect_free (Disconnect *data)
{
  g_free (data->connection_id);
  g_free (data->account_id);
  g_clear_object (&data->client);
  g_free (data->left_behind);
  g_free (data);
}

/* Whether another account than the one that goes lives on the connection. */
static gboolean
needs_connection (Disconnect *data,
                  GPtrArray  *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_strcmp0 (account->connection_id, data->connection_id) == 0 &&
          g_strcmp0 (account->id, data->account_id) != 0)
        return TRUE;
    }
  return FALSE;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Disconnect *data = g_task_get_task_data (task);
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_shared;

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  is_shared = needs_connection (data, accounts);

  /* A sign-in that others live on stays. */
  if (is_shared && data->account_id == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (is_shared)
    {
      forget (task);
      return;
    }
  data->client = poster_workspace_connect_engine (workspace, NULL);
  if (data->client != NULL)
    poster_engine_client_sign_out_async (data->client, data->connection_id, g_task_get_cancellable (task),
                                         signed_out_cb, g_object_ref (task));
  else
    poster_store_get_connection_async (POSTER_STORE (object), data->connection_id,
                                       g_task_get_cancellable (task), got_cb, g_object_ref (task));
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  PosterConnector *connector;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (connection == NULL || (poster_workspace_get_engine (workspace) == NULL && !poster_workspace_lock (workspace, &error)))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  connector = poster_connector_registry_find (poster_workspace_get_registry (workspace), connection->connector);
  if (connector == NULL)
    {
      if (poster_workspace_get_engine (workspace) == NULL)
        poster_workspace_unlock (workspace);
      forget (task);
      return;
    }
  poster_connector_sign_out_async (connector, connection, g_task_get_cancellable (task),
                                   signed_out_cb, g_object_ref (task));
}

static void
signed_out_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Disconnect *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (data->client != NULL)
    done = poster_engine_client_sign_out_finish (data->client, result, &error);
  else
    {
      done = poster_connector_sign_out_finish (POSTER_CONNECTOR (object), result, &error);
      if (poster_workspace_get_engine (workspace) == NULL)
        poster_workspace_unlock (workspace);
    }

  /* Somebody who leaves must be able to, whatever the service says. */
  if (!done && (data->insist || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!done)
    data->left_behind = g_strdup (error->message);
  forget (task);
}

static void
forget (GTask *task)
{
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Disconnect *data = g_task_get_task_data (task);

  if (data->account_id != NULL)
    poster_store_remove_account_async (poster_workspace_get_store (workspace), data->account_id, NULL,
                                       removed_cb, g_object_ref (task));
  else
    poster_store_list_accounts_async (poster_workspace_get_store (workspace), FALSE, NULL,
                                      listed_again_cb, g_object_ref (task));
}

/* The call to the service may have taken long, and somebody may have signed in again meanwhile. */
static void
listed_again_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Disconnect *data = g_task_get_task_data (task);
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (needs_connection (data, accounts))
    g_task_return_boolean (task, TRUE);
  else
    poster_secrets_clear_async (poster_workspace_get_secrets (workspace), data->connection_id, NULL, NULL,
                                cleared_cb, g_object_ref (task));
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  g_autofree char *connection_id = NULL;
  g_autoptr(GError) error = NULL;

  connection_id = poster_store_remove_account_finish (POSTER_STORE (object), result, &error);
  if (connection_id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (connection_id[0] == '\0')
    g_task_return_boolean (task, TRUE);
  else
    poster_secrets_clear_async (poster_workspace_get_secrets (workspace), connection_id, NULL, NULL,
                                cleared_cb, g_object_ref (task));
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_prefix_error (&error, "%s ", _("The account is disconnected, but its secret is still in the keyring:"));
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * poster_disconnect_async:
 * @workspace: an open workspace
 * @account: an account
 * @insist: whether to keep it when the service does not take its sign-in back
 * @cancellable: (nullable): ends the call to the service; not what comes after it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gives an account up: takes the sign-in back at the service, hides the account, and clears the
 * secret, as far as no other account needs them.
 *
 * Errors: those of the connector when @insist, of the vault and of the store
 */
void
poster_disconnect_async (PosterWorkspace     *workspace,
                         PosterAccount       *account,
                         gboolean             insist,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (workspace, cancellable, callback, user_data);
  Disconnect *data = g_new0 (Disconnect, 1);

  g_task_set_source_tag (task, poster_disconnect_async);
  g_task_set_check_cancellable (task, FALSE);
  data->connection_id = g_strdup (account->connection_id);
  data->account_id = g_strdup (account->id);
  data->insist = insist;
  g_task_set_task_data (task, data, (GDestroyNotify) disconnect_free);
  poster_store_list_accounts_async (poster_workspace_get_store (workspace), FALSE, cancellable,
                                    listed_cb, g_steal_pointer (&task));
}

/**
 * poster_disconnect_finish:
 * @workspace: an open workspace
 * @result: the result
 * @left_behind: (out) (nullable): why the service may still have the sign-in; %NULL when it has not
 * @error: see poster_disconnect_async()
 *
 * Returns: whether the account is gone
 */
gboolean
poster_disconnect_finish (PosterWorkspace  *workspace,
                          GAsyncResult     *result,
                          char            **left_behind,
                          GError          **error)
{
  Disconnect *data = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, workspace), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *left_behind = g_steal_pointer (&data->left_behind);
  return TRUE;
}

/**
 * poster_disconnect_settle_async:
 * @workspace: an open workspace
 * @connection_id: a connection, of which poster_store_remove_account_async() has removed an account
 * @cancellable: (nullable): ends the call to the service; not what comes after it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Does the rest of a disconnection that could be taken back until now: takes the sign-in back at the
 * service and clears the secret; nothing when an account (again) needs them. May be repeated.
 *
 * Errors: those of the vault and of the store
 */
void
poster_disconnect_settle_async (PosterWorkspace     *workspace,
                                const char          *connection_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (workspace, cancellable, callback, user_data);
  Disconnect *data = g_new0 (Disconnect, 1);

  g_task_set_source_tag (task, poster_disconnect_settle_async);
  g_task_set_check_cancellable (task, FALSE);
  data->connection_id = g_strdup (connection_id);
  g_task_set_task_data (task, data, (GDestroyNotify) disconnect_free);
  poster_store_list_accounts_async (poster_workspace_get_store (workspace), FALSE, cancellable,
                                    listed_cb, g_steal_pointer (&task));
}

/**
 * poster_disconnect_settle_finish:
 * @workspace: an open workspace
 * @result: the result
 * @left_behind: (out) (nullable): why the service may still have the sign-in; %NULL when it has not
 * @error: see poster_disconnect_settle_async()
 *
 * Returns: whether nothing is left here
 */
gboolean
poster_disconnect_settle_finish (PosterWorkspace  *workspace,
                                 GAsyncResult     *result,
                                 char            **left_behind,
                                 GError          **error)
{
  return poster_disconnect_finish (workspace, result, left_behind, error);
}
