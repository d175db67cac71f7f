/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-conflict"

#include "poster-command-conflict.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-remote-sync.h"

/**
 * poster_command_is_in_conflict:
 * @post: a post
 *
 * Returns: whether it was changed here and at a service, and waits for a person to say what counts
 */
gboolean
poster_command_is_in_conflict (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (target->state == POSTER_TARGET_HELD && g_strcmp0 (target->error_code, POSTER_ERROR_CODE_REMOTE_CHANGED) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Brings what is known of the services up to date: by the engine that runs, or here, without one that
 * would publish other posts by the way. */
static gboolean
ask_services (PosterWorkspace  *workspace,
              GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);

  for (guint tries = 0; ; tries++)
    {
      g_autoptr(PosterEngineClient) client = poster_workspace_connect_engine (workspace, NULL);
      g_autoptr(GHashTable) validators = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) local_error = NULL;
      gboolean is_any_open, done;

      if (client != NULL)
        {
          poster_engine_client_sync_async (client, poster_command_get_cancellable (), poster_command_keep_result, &result);
          if (poster_engine_client_sync_finish (client, poster_command_wait (&result), &local_error))
            return TRUE;
          if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CLOSED))
            {
              g_propagate_error (error, g_steal_pointer (&local_error));
              return FALSE;
            }
          g_clear_error (&local_error);
          g_clear_object (&result);
        }
      if (poster_workspace_lock (workspace, &local_error))
        {
          validators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
          poster_remote_sync_run_async (store, poster_workspace_get_registry (workspace),
                                        poster_workspace_get_clock (workspace), validators, NULL, G_TIME_SPAN_DAY,
                                        poster_command_get_cancellable (), poster_command_keep_result, &result);
          done = poster_remote_sync_run_finish (store, poster_command_wait (&result), &is_any_open, error);
          poster_workspace_unlock (workspace);
          return done;
        }
      if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_BUSY) || tries == POSTER_COMMAND_PAUSES)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!poster_command_pause (workspace, error))
        return FALSE;
    }
}

static gboolean
resolve (PosterStore         *store,
         PosterPost          *post,
         PosterRemoteChoice   choice,
         GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_resolve_remote_async (store, post->id, choice, NULL, poster_command_keep_result, &result);
  return poster_store_resolve_remote_finish (store, poster_command_wait (&result), error);
}

/**
 * poster_command_end_conflict:
 * @workspace: an open workspace
 * @post: a post
 * @choice: what counts
 * @error: %POSTER_ERROR_CONFLICT when there is nothing to choose, those of the store and the service
 *
 * Ends a conflict. Where it is not known yet what the service has, that is asked first.
 *
 * Returns: whether it is ended
 */
gboolean
poster_command_end_conflict (PosterWorkspace     *workspace,
                             PosterPost          *post,
                             PosterRemoteChoice   choice,
                             GError             **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GError) local_error = NULL;

  if (!poster_command_is_in_conflict (post))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("Nobody changed this post at Late behind an edit made here, so there is nothing to choose with "
                             "--keep."));
      return FALSE;
    }
  if (resolve (store, post, choice, &local_error))
    return TRUE;
  if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return ask_services (workspace, error) && resolve (store, post, choice, error);
}
