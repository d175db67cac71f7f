/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-reschedule"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-compose.h"

static char *zone_name;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "timezone", 0, 0, G_OPTION_ARG_STRING, &zone_name, N_("Zone of the time, such as Europe/Berlin; else the post’s own"), N_("ZONE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;

  if (g_strv_length (arguments) != 2)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The id of a post and a time are wanted, the time in quotes."));
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, arguments[0], error);
  if (post == NULL || !poster_command_check_editable (post, error))
    return POSTER_EXIT_REFUSED;
  poster_command_compose_set_time (arguments[1], zone_name != NULL || post->schedule == NULL
                                                   ? zone_name : poster_schedule_get_zone (post->schedule), as_json);
  return poster_command_compose (workspace, post, arguments + 2, error);
}

const PosterCommand poster_command_reschedule = {
  .name = "reschedule",
  .usage = N_("ID TIME"),
  .summary = N_("Give a post another time"),
  .entries = entries,
  .run = run,
};
