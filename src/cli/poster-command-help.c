/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-help"

#include "poster-command-line.h"

#include <glib/gi18n-lib.h>

#include "poster-command-io.h"

static int
run (char   **arguments,
     GError **error)
{
  const PosterCommand *command = NULL;
  g_autofree char *help = NULL;

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
          g_autofree char *clean = poster_command_clean (arguments[0]);

          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not a command."), clean);
          return POSTER_EXIT_USAGE;
        }
    }
  help = poster_command_line_help (command);
  return poster_command_print_text (help, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_help = {
  .name = "help",
  .usage = N_("[COMMAND]"),
  .summary = N_("Tell what commands there are, or all about one"),
  .run = run,
};
