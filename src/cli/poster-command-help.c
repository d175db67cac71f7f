/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-help"

#include "poster-command-line.h"

#include <glib/gi18n-lib.h>

#include "poster-command-io.h"
#include "poster-command-manual.h"

static gboolean as_manual;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print all commands and their options as one JSON document"), NULL },
  /* How the build makes the manual page. */
  { "manual", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &as_manual, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static int
run (char   **arguments,
     GError **error)
{
  const PosterCommand *command = NULL;
  g_autofree char *help = NULL;
  g_autoptr(JsonObject) table = NULL;

  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Help is given on one command at a time."));
      return POSTER_EXIT_USAGE;
    }
  if (arguments[0] != NULL)
    {
      command = poster_command_line_find (arguments[0]);
      if (command == NULL)
        {
          g_autofree char *sentence = poster_command_line_say_unknown (arguments[0]);

          g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
          return POSTER_EXIT_USAGE;
        }
    }
  if (as_json)
    {
      table = poster_command_table_to_json ();
      return poster_command_print_json (table, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
    }
  help = as_manual ? poster_command_manual_to_roff () : poster_command_line_help (command);
  return poster_command_print_text (help, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_help = {
  .name = "help",
  .usage = N_("[COMMAND]"),
  .summary = N_("Tell what commands there are, or all about one"),
  .entries = entries,
  .run = run,
};
