/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-creator"

#include "poster-command-creator.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"

/* A service that does not answer is not waited for longer than this: publishing asks again. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

static gboolean
give_up_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
interrupted_cb (GCancellable *interrupted,
                GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Where no engine runs; the workspace is locked. */
static JsonObject *
describe_here (PosterWorkspace  *workspace,
               PosterAccount    *account,
               GCancellable     *cancellable,
               GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GAsyncResult) got = NULL;
  g_autoptr(GAsyncResult) described = NULL;
  PosterConnector *connector;

  poster_store_get_connection_async (store, account->connection_id, cancellable, poster_command_keep_result, &got);
  connection = poster_store_get_connection_finish (store, poster_command_wait (&got), error);
  if (connection == NULL)
    return NULL;
  connector = poster_connector_registry_find (poster_workspace_get_registry (workspace), connection->connector);
  if (connector == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                           _("This version of Poster has no connector for it."));
      return NULL;
    }
  poster_connector_describe_async (connector, connection, account, cancellable, poster_command_keep_result, &described);
  return poster_connector_describe_finish (connector, poster_command_wait (&described), error);
}

static JsonObject *
describe (PosterWorkspace  *workspace,
          PosterAccount    *account,
          GCancellable     *cancellable,
          GError          **error)
{
  for (guint tries = 0; ; tries++)
    {
      g_autoptr(PosterEngineClient) client = poster_workspace_connect_engine (workspace, NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) local_error = NULL;
      JsonObject *description;

      if (client != NULL)
        {
          poster_engine_client_describe_async (client, account->id, cancellable, poster_command_keep_result, &result);
          description = poster_engine_client_describe_finish (client, poster_command_wait (&result), &local_error);
          if (description != NULL)
            return description;
          if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CLOSED))
            {
              g_propagate_error (error, g_steal_pointer (&local_error));
              return NULL;
            }
          g_clear_error (&local_error);
        }
      if (poster_workspace_lock (workspace, &local_error))
        {
          description = describe_here (workspace, account, cancellable, error);
          poster_workspace_unlock (workspace);
          return description;
        }
      if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_BUSY) || tries == POSTER_COMMAND_PAUSES)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (!poster_command_pause (workspace, error))
        return NULL;
    }
}

/**
 * poster_command_ask_creators:
 * @workspace: an open workspace
 * @request: a request; the creators of its targets are filled in
 * @error: %G_IO_ERROR_CANCELLED on a signal
 *
 * Asks the services what the accounts may do now, so that what they would refuse is refused before
 * it is stored. Drafts ask nobody. An account that cannot be asked is no reason to refuse: that is
 * told on stderr, and publishing asks again.
 *
 * Returns: whether to go on
 */
gboolean
poster_command_ask_creators (PosterWorkspace           *workspace,
                             PosterCompositionRequest  *request,
                             GError                   **error)
{
  GCancellable *interrupted = poster_command_get_cancellable ();

  if (request->when == POSTER_COMPOSITION_DRAFT ||
      (request->when == POSTER_COMPOSITION_KEEP && g_str_equal (poster_post_get_status (request->base), "draft")))
    return TRUE;
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (request->targets, i);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GSource) patience = poster_clock_create_delay (poster_workspace_get_clock (workspace), PATIENCE_US);
      g_autoptr(GError) local_error = NULL;
      g_autofree char *name = NULL;
      gulong handler;

      g_source_set_callback (patience, give_up_cb, cancellable, NULL);
      g_source_attach (patience, NULL);
      handler = g_cancellable_connect (interrupted, G_CALLBACK (interrupted_cb), cancellable, NULL);
      target->creator = describe (workspace, target->account, cancellable, &local_error);
      g_cancellable_disconnect (interrupted, handler);
      g_source_destroy (patience);

      if (g_cancellable_set_error_if_cancelled (interrupted, error))
        return FALSE;
      if (target->creator != NULL)
        continue;
      name = poster_command_name_account (target->account);
      poster_command_tell (_("Warning: what %s may do now could not be asked; publishing asks again: %s"), name,
                           g_cancellable_is_cancelled (cancellable) ? _("The service does not answer.")
                                                                    : local_error->message);
    }
  return TRUE;
}
