/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-accounts"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static void
print_for_people (GPtrArray *accounts,
                  gint64     now_us)
{
  if (accounts->len == 0)
    poster_command_tell (_("There are no accounts yet: “late-poster connect tiktok --practice” makes one to try things out."));
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *name = poster_command_name_account (account);
      g_autofree char *display_name = poster_command_clean (account->display_name != NULL ? account->display_name : "");

      poster_command_print ("%s  %s  %s%s%s%s%s\n", account->id, account->platform, name,
                            display_name[0] != '\0' ? "  " : "", display_name,
                            account->is_practice ? _("  (practice)") : "",
                            account->is_active ? "" : _("  (needs to be connected again)"));
      if (account->is_active && poster_account_is_paused (account, now_us))
        {
          g_autofree char *reason = poster_command_clean (account->paused_message);

          poster_command_print ("    %s\n", reason);
        }
    }
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(JsonObject) document = NULL;
  JsonArray *array;

  if (!poster_command_no_arguments (arguments, error))
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  accounts = poster_command_list_accounts (workspace, FALSE, error);
  if (accounts == NULL)
    return POSTER_EXIT_REFUSED;
  if (!as_json)
    {
      print_for_people (accounts, poster_clock_get_now_us (poster_workspace_get_clock (workspace)));
      return POSTER_EXIT_DONE;
    }

  document = json_object_new ();
  array = json_array_sized_new (accounts->len);
  for (guint i = 0; i < accounts->len; i++)
    json_array_add_object_element (array, poster_account_to_json (g_ptr_array_index (accounts, i)));
  json_object_set_array_member (document, "accounts", array);
  return poster_command_print_json (document, error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_accounts = {
  .name = "accounts",
  .summary = N_("List the accounts that can be posted to"),
  .entries = entries,
  .run = run,
};
