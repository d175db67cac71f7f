/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-sandbox"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-sandbox.h"

static int port;
static char *faults_path;
static char *practice_directory;
static int ready_fd = -1;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Listen on this port of 127.0.0.1; 0 takes a free one"), N_("N") },
  { "faults", 0, 0, G_OPTION_ARG_FILENAME, &faults_path, N_("What is to go wrong, as a JSON file"), N_("FILE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  /* How the keeper of practice accounts calls it. */
  { "practice", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &practice_directory, NULL, NULL },
  { "ready-fd", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &ready_fd, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static int
run (char   **arguments,
     GError **error)
{
  GCancellable *cancellable;
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterSandbox) sandbox = NULL;
  g_autoptr(JsonObject) any_app = NULL;
  g_autoptr(JsonObject) document = json_object_new ();
  g_autofree char *directory = NULL;

  if (!poster_command_no_arguments (arguments, error))
    return POSTER_EXIT_USAGE;
  if (practice_directory != NULL)
    return poster_sandbox_run_practice (practice_directory, ready_fd);
  if (port < 0 || port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%d is not the number of a port."), port);
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_workspace_new (NULL, error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;

  /* Not the one of the practice accounts, which may be serving at the same time. */
  directory = g_build_filename (poster_workspace_get_data_dir (workspace), "sandbox-server", NULL);
  sandbox = poster_sandbox_new (poster_workspace_get_clock (workspace), directory);

  /* Whoever runs this by hand tries an app of their own: it is registered when it first comes. */
  any_app = json_object_new ();
  json_object_set_boolean_member (any_app, "accept_any_app", TRUE);
  if ((faults_path != NULL && !poster_sandbox_load_faults (sandbox, faults_path, error)) ||
      !poster_sandbox_add_faults (sandbox, any_app, error) ||
      !poster_sandbox_start (sandbox, (guint16) port, error))
    return POSTER_EXIT_REFUSED;

  /* Whoever has read the address may end it at once. */
  cancellable = poster_command_get_cancellable ();
  json_object_set_string_member (document, "url", poster_sandbox_get_base_url (sandbox));
  if (as_json)
    {
      if (!poster_command_print_json (document, error))
        return POSTER_EXIT_REFUSED;
    }
  else
    poster_command_print ("%s\n", poster_sandbox_get_base_url (sandbox));
  if (!poster_command_flush (error))
    return POSTER_EXIT_REFUSED;
  poster_command_tell (_("A stand-in for TikTok answers there; Ctrl+C ends it."));
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  poster_sandbox_stop (sandbox);
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_sandbox = {
  .name = "sandbox",
  .summary = N_("Run the stand-in for TikTok’s servers, in the foreground"),
  .details = N_("Prints its address. It knows any app: the secret that a client key comes with first is\n"
                "the right one from then on. What it received is at /sandbox/ledger; POST\n"
                "/sandbox/faults makes things go wrong while it runs."),
  .entries = entries,
  .run = run,
};
