/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-disconnect"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-disconnect.h"

static gboolean is_remote;

static const GOptionEntry entries[] = {
  { "remote", 0, 0, G_OPTION_ARG_NONE, &is_remote, N_("Keep the account when the service does not take the sign-in back"), NULL },
  G_OPTION_ENTRY_NULL
};

static int
run (char   **arguments,
     GError **error)
{
  const char *name = poster_command_one_argument (arguments, _("An account"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *left_behind = NULL;
  g_autofree char *clean = NULL;
  PosterAccount *account;

  if (name == NULL)
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  accounts = poster_command_list_accounts (workspace, FALSE, error);
  account = accounts != NULL ? poster_command_find_account (accounts, name, error) : NULL;
  if (account == NULL)
    return POSTER_EXIT_REFUSED;

  poster_disconnect_async (workspace, account, is_remote, poster_command_get_cancellable (),
                           poster_command_keep_result, &result);
  if (!poster_disconnect_finish (workspace, poster_command_wait (&result), &left_behind, error))
    return POSTER_EXIT_REFUSED;
  poster_command_ring (workspace);
  clean = poster_command_name_account (account);
  poster_command_tell (_("%s is disconnected."), clean);
  if (left_behind != NULL)
    poster_command_tell (_("The service could not be told, so it may still list Poster among the apps with access: %s"),
                         left_behind);
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_disconnect = {
  .name = "disconnect",
  .usage = N_("ACCOUNT"),
  .summary = N_("Give an account up"),
  .details = N_("Takes the sign-in back at the service and forgets it here. What was posted stays."),
  .entries = entries,
  .run = run,
};
