/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-cancel"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* Where no engine runs: one that does nothing else, so that no other post goes out by the way. */
static gboolean
cancel_here (PosterWorkspace  *workspace,
             const char       *post_id,
             GError          **error)
{
  g_autoptr(PosterEngine) engine = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  engine = poster_engine_new (poster_workspace_get_store (workspace), poster_workspace_get_registry (workspace),
                              poster_workspace_get_secrets (workspace), poster_workspace_get_clock (workspace));
  poster_engine_cancel_async (engine, post_id, poster_command_keep_result, &result);
  return poster_engine_cancel_finish (engine, poster_command_wait (&result), error);
}

static gboolean
cancel_post (PosterWorkspace  *workspace,
             const char       *post_id,
             GError          **error)
{
  for (guint tries = 0; ; tries++)
    {
      g_autoptr(PosterEngineClient) client = poster_workspace_connect_engine (workspace, NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) local_error = NULL;

      if (client != NULL)
        {
          poster_engine_client_cancel_async (client, post_id, NULL, poster_command_keep_result, &result);
          if (poster_engine_client_cancel_finish (client, poster_command_wait (&result), &local_error))
            return TRUE;
          if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CLOSED))
            {
              g_propagate_error (error, g_steal_pointer (&local_error));
              return FALSE;
            }
          g_clear_error (&local_error);
        }
      if (poster_workspace_lock (workspace, &local_error))
        {
          gboolean done = cancel_here (workspace, post_id, error);

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

/* What the engine left because a new sign-in has to come first is told in its own words. */
static gboolean
is_held_in_doubt (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (target->state == POSTER_TARGET_HELD && target->is_committed)
        return TRUE;
    }
  return FALSE;
}

static int
run (char   **arguments,
     GError **error)
{
  const char *id = poster_command_one_argument (arguments, _("The id of a post"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GError) local_error = NULL;

  if (id == NULL)
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, id, error);
  if (post == NULL)
    return POSTER_EXIT_REFUSED;
  if (!cancel_post (workspace, post->id, &local_error))
    {
      if (g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_CONFLICT) && is_held_in_doubt (post))
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT, poster_command_held_in_doubt ());
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return POSTER_EXIT_REFUSED;
    }
  poster_command_tell (_("Cancelled."));
  if (as_json)
    {
      after = poster_command_get_post (workspace, post->id, error);
      if (after == NULL || !poster_command_print_post (workspace, after, error))
        return POSTER_EXIT_REFUSED;
    }
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_cancel = {
  .name = "cancel",
  .usage = N_("ID"),
  .summary = N_("Take a post back before it is out"),
  .entries = entries,
  .run = run,
};
