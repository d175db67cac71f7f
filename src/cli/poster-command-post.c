/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-post"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-compose.h"

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;

  if (!poster_command_compose_check_options (error))
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  return poster_command_compose (workspace, NULL, arguments, error);
}

const PosterCommand poster_command_post = {
  .name = "post",
  .usage = N_("[FILE…]"),
  .summary = N_("Publish files now, or store them to be published"),
  .details = N_("The post is checked first; what a platform would refuse is refused here. TikTok\n"
                "wants --option privacy_level=…, and your consent:\n"
                "--option content_preview_confirmed=true --option express_consent_given=true.\n"
                "Without --wait the post is stored, and whatever publishes from the same data\n"
                "directory (“late-poster run”) sends it."),
  .entries = poster_command_compose_entries,
  .several = "to",
  .run = run,
};
