/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-export"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-exporter.h"

static char *format_word;
static char *status_word;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_word, N_("csv (as a spreadsheet takes it) or json"), N_("FORMAT") },
  { "status", 0, 0, G_OPTION_ARG_STRING, &status_word, N_("Only posts of this status, such as scheduled"), N_("STATUS") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("The same as --format=json"), NULL },
  G_OPTION_ENTRY_NULL
};

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) plan = NULL;
  gboolean is_json = as_json || g_strcmp0 (format_word, "json") == 0;

  if (!poster_command_no_arguments (arguments, error) || !poster_command_check_status (status_word, error))
    return POSTER_EXIT_USAGE;
  if (!is_json && format_word != NULL && !g_str_equal (format_word, "csv"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a format of a plan; there are csv and json."), format_word);
      return POSTER_EXIT_USAGE;
    }
  if (as_json && g_strcmp0 (format_word, "csv") == 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--json and --format=csv contradict each other."));
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  poster_exporter_write_async (poster_workspace_get_store (workspace), is_json ? POSTER_EXPORT_JSON : POSTER_EXPORT_CSV,
                               status_word, poster_command_get_cancellable (), poster_command_keep_result, &result);
  plan = poster_exporter_write_finish (poster_workspace_get_store (workspace), poster_command_wait (&result), error);
  if (plan == NULL)
    return POSTER_EXIT_REFUSED;
  /* Whether it arrived is told by poster_command_flush(). */
  fwrite (g_bytes_get_data (plan, NULL), 1, g_bytes_get_size (plan), stdout);
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_export = {
  .name = "export",
  .summary = N_("Write the posts down as a plan, for a spreadsheet or a script"),
  .details = N_("The plan goes to standard output; “late-poster import” takes it back. What is\n"
                "here already is not imported twice, and what was out does not go out again."),
  .entries = entries,
  .run = run,
};
