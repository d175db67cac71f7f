/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-edit"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-compose.h"

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;

  if (arguments[0] == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The id of a post is missing."));
      return POSTER_EXIT_USAGE;
    }
  if (!poster_command_compose_check_options (error))
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, arguments[0], error);
  if (post == NULL || !poster_command_check_editable (post, error))
    return POSTER_EXIT_REFUSED;
  return poster_command_compose (workspace, post, arguments + 1, error);
}

const PosterCommand poster_command_edit = {
  .name = "edit",
  .usage = N_("ID [FILE…]"),
  .summary = N_("Change a post that is not out yet"),
  .details = N_("What is given takes the place of what the post has: files, --caption, --to,\n"
                "--at; each --option for itself. The rest stays as it is. Of a post that repeats\n"
                "this one alone is changed; with --repeat, this one and all that follow."),
  .entries = poster_command_compose_entries,
  .several = "to",
  .run = run,
};
