/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-run"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-command-wait.h"
#include "poster-error.h"
#include "poster-stay-awake.h"

/* What is due so soon is waited for by --until-idle. */
#define IDLE_US G_TIME_SPAN_MINUTE

static gboolean until_idle;

static const GOptionEntry entries[] = {
  { "until-idle", 0, 0, G_OPTION_ARG_NONE, &until_idle, N_("End when nothing is on its way and nothing is due within a minute"), NULL },
  G_OPTION_ENTRY_NULL
};

typedef struct
{
  GError *trouble;  /* (nullable), the last */
} Run;

static void
trouble_cb (PosterEngine *engine,
            const GError *error,
            Run          *run_data)
{
  /* It is tried again and again; saying so once is enough. */
  if (run_data->trouble == NULL || !g_str_equal (run_data->trouble->message, error->message))
    poster_command_complain ("%s", error->message);
  g_clear_error (&run_data->trouble);
  run_data->trouble = g_error_copy (error);
}

/* Another process that only has the lock for a call is waited for; one that publishes is not. */
gboolean
poster_command_start_engine (PosterWorkspace  *workspace,
                             GError          **error)
{
  for (guint tries = 0; ; tries++)
    {
      g_autoptr(PosterEngineClient) other = NULL;
      g_autoptr(GError) local_error = NULL;

      if (poster_workspace_start_engine (workspace, &local_error))
        return TRUE;
      if (g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_BUSY) && tries < POSTER_COMMAND_PAUSES)
        other = poster_workspace_connect_engine (workspace, NULL);
      if (other != NULL || tries == POSTER_COMMAND_PAUSES ||
          !g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_BUSY))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!poster_command_pause (workspace, error))
        return FALSE;
    }
}

static int
run (char   **arguments,
     GError **error)
{
  GCancellable *cancellable = poster_command_get_cancellable ();
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterStayAwake) stay_awake = NULL;
  Run run_data = { NULL };
  PosterEngine *engine;
  int status;

  if (!poster_command_no_arguments (arguments, error))
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL || !poster_command_start_engine (workspace, error))
    return POSTER_EXIT_REFUSED;

  stay_awake = poster_stay_awake_new (poster_workspace_get_store (workspace));
  engine = poster_workspace_get_engine (workspace);
  g_signal_connect (engine, "trouble", G_CALLBACK (trouble_cb), &run_data);
  if (!until_idle)
    poster_command_tell (_("Publishing what is due; Ctrl+C ends it."));
  while (!g_cancellable_is_cancelled (cancellable) &&
         !(until_idle && (run_data.trouble != NULL || poster_engine_is_settled (engine, IDLE_US))))
    g_main_context_iteration (NULL, TRUE);

  g_signal_handlers_disconnect_by_data (engine, &run_data);
  poster_command_stop_engine (workspace);
  g_object_run_dispose (G_OBJECT (stay_awake));
  /* A signal is how this is ended; trouble is why it gives up. */
  status = run_data.trouble != NULL && until_idle ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
  g_clear_error (&run_data.trouble);
  return status;
}

const PosterCommand poster_command_run = {
  .name = "run",
  .summary = N_("Publish what is due, in the foreground"),
  .details = N_("One at a time per data directory. SIGTERM ends it within ten seconds; what is\n"
                "under way then goes on with the next one. With --until-idle the exit status is 0\n"
                "when nothing is left to be done, even if a post failed: “late-poster posts” tells."),
  .entries = entries,
  .run = run,
};
