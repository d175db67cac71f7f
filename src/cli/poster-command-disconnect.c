/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-disconnect"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-account-use.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-disconnect.h"
#include "poster-error.h"
#include "poster-remote-account.h"

static gboolean is_remote;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "remote", 0, 0, G_OPTION_ARG_NONE, &is_remote, N_("At the service, too: keep the account when it does not take the sign-in back; behind Late, remove it there"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* Refuses while something is on its way, and tells of what will not go out. */
static gboolean
check_posts (PosterWorkspace  *workspace,
             PosterAccount    *account,
             GError          **error)
{
  g_autofree char *name = poster_command_name_account (account);
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(PosterAccountUse) use = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  poster_account_use_count_async (store, account->id, NULL, poster_command_keep_result, &result);
  use = poster_account_use_count_finish (store, poster_command_wait (&result), error);
  if (use == NULL)
    return FALSE;
  if (use->n_begun > 0)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                   /* Translators: %u is how many, the first %s a handle, the second an id */
                   ngettext ("%u post is on its way to %s, or may be out there: wait for it, or end it with "
                             "“late-poster cancel %s”; if the outcome is unknown, “late-poster retry” settles it.",
                             "%u posts are on their way to %s, or may be out there: wait for them, or end them, such as "
                             "with “late-poster cancel %s”; if the outcome is unknown, “late-poster retry” settles it.",
                             use->n_begun), use->n_begun, name, use->begun_id);
      return FALSE;
    }
  if (use->n_waiting > 0)
    poster_command_tell (ngettext ("Warning: %u post that was to go to %s will not go out there.",
                                   "Warning: %u posts that were to go to %s will not go out there.",
                                   use->n_waiting), use->n_waiting, name);
  return TRUE;
}

/* Behind a service that keeps accounts of its own, giving one up here only hides it. */
static gboolean
unlink_there (PosterWorkspace  *workspace,
              PosterAccount    *account,
              GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_remote_account_unlink_async (workspace, account, poster_command_get_cancellable (), poster_command_keep_result,
                                      &result);
  return poster_remote_account_unlink_finish (workspace, poster_command_wait (&result), error);
}

static int
run (char   **arguments,
     GError **error)
{
  const char *name = poster_command_one_argument (arguments, _("An account"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) document = json_object_new ();
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
  if (account == NULL || !check_posts (workspace, account, error))
    return POSTER_EXIT_REFUSED;

  if (is_remote && poster_account_may_hand_over (account) && !unlink_there (workspace, account, error))
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
  if (as_json)
    {
      json_object_set_string_member (document, "message", "Account disconnected successfully");
      json_object_set_string_member (document, "_id", account->id);
      if (!poster_command_print_json (document, error))
        return POSTER_EXIT_REFUSED;
    }
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_disconnect = {
  .name = "disconnect",
  .usage = N_("ACCOUNT"),
  .summary = N_("Give an account up"),
  .details = N_("Takes the sign-in back at the service and forgets it here. What was posted stays.\n"
                "Refused while a post is on its way there. Behind Late the account is only hidden\n"
                "here, and stays connected there without --remote."),
  .entries = entries,
  .run = run,
};
