/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-link"

#include "poster-link.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-remote-service.h"

typedef struct
{
  PosterAccountLink *link;
  PosterConnection  *connection;  /* (nullable), once it was read */
} Link;

/* The steps, in the order they run: got -> linked -> saved */
static void got_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void linked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb  (GObject *object, GAsyncResult *result, gpointer user_data);

static void
link_free (Link *data)
{
  g_object_unref (data->link);
  g_clear_object (&data->connection);
  g_free (data);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Link *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  PosterConnector *connector;

  data->connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (data->connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  connector = poster_connector_registry_find (poster_workspace_get_registry (workspace), data->connection->connector);
  if (connector == NULL || !POSTER_IS_REMOTE_SERVICE (connector))
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_INVALID,
                               _("Accounts cannot be added to this connection: it reaches one alone."));
      return;
    }
  poster_remote_service_link_async (POSTER_REMOTE_SERVICE (connector), data->connection, data->link,
                                    g_task_get_cancellable (task), linked_cb, g_object_ref (task));
}

static void
linked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Link *data = g_task_get_task_data (task);
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  account = poster_remote_service_link_finish (POSTER_REMOTE_SERVICE (object), result, &error);
  if (account == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* The service has it: from here on it is not broken off. */
  accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (accounts, g_steal_pointer (&account));
  poster_store_save_sign_in_async (poster_workspace_get_store (workspace), data->connection, accounts, NULL,
                                   saved_cb, g_object_ref (task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  accounts = poster_store_save_sign_in_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (g_ptr_array_index (accounts, 0)), g_object_unref);
}

/**
 * poster_link_async:
 * @workspace: an open workspace
 * @connection_id: a connection to a service that keeps accounts of its own
 * @link: what is to be connected; asks the person what it needs
 * @cancellable: (nullable): ends the wait for the person
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes the service reach a new account, and keeps that. One that was connected before keeps its id.
 *
 * Errors: those of the connector and the store
 */
void
poster_link_async (PosterWorkspace     *workspace,
                   const char          *connection_id,
                   PosterAccountLink   *link,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, user_data);
  Link *data = g_new0 (Link, 1);

  g_task_set_source_tag (task, poster_link_async);
  g_task_set_check_cancellable (task, FALSE);
  data->link = g_object_ref (link);
  g_task_set_task_data (task, data, (GDestroyNotify) link_free);
  poster_store_get_connection_async (poster_workspace_get_store (workspace), connection_id, cancellable, got_cb, task);
}

/**
 * poster_link_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: see poster_link_async()
 *
 * Returns: (transfer full): the account as stored
 */
PosterAccount *
poster_link_finish (PosterWorkspace  *workspace,
                    GAsyncResult     *result,
                    GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
