/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-connect"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-connect.h"

static gboolean is_practice;
static char *practice_handle;
static char *client_key;
static gboolean no_browser;
static gboolean as_json;

static gboolean
practice_cb (const char  *option_name,
             const char  *value,
             gpointer     data,
             GError     **error)
{
  is_practice = TRUE;
  g_free (practice_handle);
  practice_handle = g_strdup (value);
  return TRUE;
}

static const GOptionEntry entries[] = {
  { "practice", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, practice_cb, N_("Connect a practice account, which lives on this computer; without a handle a new one"), N_("HANDLE") },
  { "client-key", 0, 0, G_OPTION_ARG_STRING, &client_key, N_("Client key of your own TikTok app; its secret is read as one line from standard input"), N_("KEY") },
  { "no-browser", 0, 0, G_OPTION_ARG_NONE, &no_browser, N_("Only print the address of the consent page"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
check_arguments (char   **arguments,
                 GError **error)
{
  const char *connector = poster_command_one_argument (arguments, _("The name of a connector"), error);

  if (connector == NULL)
    return FALSE;
  if (!g_str_equal (connector, "tiktok"))
    {
      g_autofree char *clean = poster_command_clean (connector);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a connector; there is: tiktok."), clean);
      return FALSE;
    }
  if (is_practice && client_key != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A practice account needs no client key: give either --practice or --client-key."));
      return FALSE;
    }
  if (!is_practice && (client_key == NULL || client_key[0] == '\0'))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Give --client-key with the key of your TikTok app, or --practice."));
      return FALSE;
    }
  return TRUE;
}

/* The address is a result: a script reads it, a person may open it elsewhere. */
static void
open_cb (const char *uri,
         gpointer    user_data)
{
  g_autoptr(GError) error = NULL;

  if (as_json)
    g_printerr ("%s\n", uri);
  else
    {
      poster_command_print ("%s\n", uri);
      poster_command_flush (NULL);
    }
  poster_command_tell (_("Waiting for your consent on that page…"));
  if (!no_browser && !g_app_info_launch_default_for_uri (uri, NULL, &error))
    poster_command_tell (_("No browser could be opened (%s): open the address above yourself."), error->message);
}

static PosterSignInRequest *
build_request (const char  *connector,
               GError     **error)
{
  PosterSignInRequest *request;
  g_autoptr(PosterSecretText) secret = NULL;

  if (is_practice)
    {
      request = poster_sign_in_request_new ();
      request->practice = TRUE;
      request->handle = g_strdup (practice_handle != NULL && practice_handle[0] == '@' ? practice_handle + 1
                                                                                        : practice_handle);
      return request;
    }
  secret = poster_command_read_secret (_("Client secret:"), error);
  if (secret == NULL)
    return NULL;
  request = poster_connect_request_new (connector, client_key, secret);
  request->open_func = open_cb;
  return request;
}

static gboolean
print_accounts (GPtrArray  *accounts,
                GError    **error)
{
  if (as_json)
    {
      g_autoptr(JsonObject) document = json_object_new ();
      JsonArray *array = json_array_new ();

      /* A sign-in to TikTok gives one account; others may give more. */
      if (accounts->len > 0)
        json_object_set_object_member (document, "account", poster_account_to_json (g_ptr_array_index (accounts, 0)));
      for (guint i = 0; i < accounts->len; i++)
        json_array_add_object_element (array, poster_account_to_json (g_ptr_array_index (accounts, i)));
      json_object_set_array_member (document, "accounts", array);
      return poster_command_print_json (document, error);
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *name = poster_command_name_account (account);

      poster_command_print ("%s  %s  %s%s\n", account->id, account->platform, name,
                            account->is_practice ? _("  (practice)") : "");
    }
  return TRUE;
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterSignInRequest) request = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  if (!check_arguments (arguments, error))
    return POSTER_EXIT_USAGE;
  /* Before anybody is asked for a secret: there may be no place to keep it. */
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  request = build_request (arguments[0], error);
  if (request == NULL)
    return POSTER_EXIT_REFUSED;

  poster_connect_async (workspace, arguments[0], request, poster_command_get_cancellable (),
                        poster_command_keep_result, &result);
  accounts = poster_connect_finish (workspace, poster_command_wait (&result), error);
  if (accounts == NULL || !print_accounts (accounts, error))
    return POSTER_EXIT_REFUSED;
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_connect = {
  .name = "connect",
  .usage = N_("tiktok"),
  .summary = N_("Connect an account"),
  .details = N_("TikTok lets only registered apps post: register one of your own, and give its\n"
                "key. The consent page opens in the browser; the account is connected once you\n"
                "agree there. An account that was connected before keeps its id."),
  .entries = entries,
  .run = run,
};
