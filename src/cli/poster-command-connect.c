/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-connect"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-closest-word.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-command-link.h"
#include "poster-connect.h"
#include "poster-error.h"

static gboolean is_practice;
static char *practice_handle;
static char *client_key;
static gboolean reads_api_key;
static char *base_url;
static char *platform;
static char *through;
static char *handle;
static char *choice;
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
  { "client-key", 0, 0, G_OPTION_ARG_STRING, &client_key, N_("tiktok: client key of your own TikTok app; its secret is read as one line from standard input"), N_("KEY") },
  { "api-key-stdin", 0, 0, G_OPTION_ARG_NONE, &reads_api_key, N_("late: the API key is read as one line from standard input"), NULL },
  { "base-url", 0, 0, G_OPTION_ARG_STRING, &base_url, N_("late: address of another server with Late's API"), N_("URL") },
  { "platform", 0, 0, G_OPTION_ARG_STRING, &platform, N_("late: add an account on this platform to what is connected"), N_("NAME") },
  { "through", 0, 0, G_OPTION_ARG_STRING, &through, N_("With --platform: an account of the connection it is added to"), N_("ACCOUNT") },
  { "handle", 0, 0, G_OPTION_ARG_STRING, &handle, N_("With --platform: whose account (bluesky), or which channel (telegram)"), N_("HANDLE") },
  { "choose", 0, 0, G_OPTION_ARG_STRING, &choice, N_("With --platform: which page, board, location … where there are several"), N_("ID") },
  { "no-browser", 0, 0, G_OPTION_ARG_NONE, &no_browser, N_("Only print the address of the consent page"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
refuse_use (const char  *message,
            GError     **error)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
check_tiktok (GError **error)
{
  if (reads_api_key || base_url != NULL || platform != NULL)
    return refuse_use (_("--api-key-stdin, --base-url and --platform are for “late-poster connect late”."), error);
  if (is_practice && client_key != NULL)
    return refuse_use (_("A practice account needs no client key: give either --practice or --client-key."), error);
  if (!is_practice && (client_key == NULL || client_key[0] == '\0'))
    return refuse_use (_("Give --client-key with the key of your TikTok app, or --practice."), error);
  return TRUE;
}

static gboolean
check_late (GError **error)
{
  if (client_key != NULL)
    return refuse_use (_("--client-key is for “late-poster connect tiktok”; a Late key is given with --api-key-stdin."),
                       error);
  if ((is_practice ? 1 : 0) + (reads_api_key ? 1 : 0) + (platform != NULL ? 1 : 0) != 1)
    return refuse_use (_("Give one of --api-key-stdin, --practice, or --platform to add an account to what is connected."),
                       error);
  if (base_url != NULL && !reads_api_key)
    return refuse_use (_("--base-url goes with --api-key-stdin."), error);
  if (platform == NULL && (through != NULL || handle != NULL || choice != NULL))
    return refuse_use (_("--through, --handle and --choose go with --platform."), error);
  if (g_strcmp0 (platform, "bluesky") == 0 && handle == NULL)
    return refuse_use (_("Say whose account with --handle; its app password is read from standard input."), error);
  return TRUE;
}

static gboolean
check_arguments (char   **arguments,
                 GError **error)
{
  const char *connector = poster_command_one_argument (arguments, _("The name of a connector"), error);
  const char * const connectors[] = { "tiktok", "late", NULL };
  g_autofree char *clean = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *question = NULL;

  if (connector == NULL)
    return FALSE;
  if (g_str_equal (connector, "tiktok"))
    return check_tiktok (error);
  if (g_str_equal (connector, "late"))
    return check_late (error);
  clean = poster_command_clean (connector);
  sentence = g_strdup_printf (_("“%s” is not a connector; there are: tiktok, late."), clean);
  question = poster_ask_if_meant (sentence, connector, connectors);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, question);
  return FALSE;
}

static void
open_cb (const char *uri,
         gpointer    user_data)
{
  poster_command_show_page (uri, no_browser, as_json);
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
  secret = poster_command_read_secret (reads_api_key ? _("API key:") : _("Client secret:"), error);
  if (secret == NULL)
    return NULL;
  request = poster_connect_request_new (connector, client_key, secret);
  request->base = g_strdup (base_url);
  request->open_func = open_cb;
  return request;
}

/* An account that is added to what is connected already. */
static GPtrArray *
add_account (PosterWorkspace  *workspace,
             GError          **error)
{
  PosterPlatform *found = poster_platforms_find (poster_workspace_get_platforms (workspace), platform);
  const PosterCommandLink what = { found != NULL ? found->key : NULL, through, handle, choice, no_browser, as_json };
  PosterAccount *account;
  GPtrArray *accounts;

  if (found == NULL)
    {
      g_autofree char *clean = poster_command_clean (platform);
      g_autofree char *sentence = NULL;
      g_autofree char *question = NULL;

      sentence = g_strdup_printf (_("“%s” is not a platform that Poster knows."), clean);
      question = poster_ask_if_meant (sentence, platform,
                                      poster_platforms_get_keys (poster_workspace_get_platforms (workspace)));
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, question);
      return NULL;
    }
  account = poster_command_link (workspace, &what, error);
  if (account == NULL)
    return NULL;
  accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (accounts, account);
  return accounts;
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
  if (platform != NULL)
    accounts = add_account (workspace, error);
  else
    {
      request = build_request (arguments[0], error);
      if (request == NULL)
        return POSTER_EXIT_REFUSED;
      poster_connect_async (workspace, arguments[0], request, poster_command_get_cancellable (),
                            poster_command_keep_result, &result);
      accounts = poster_connect_finish (workspace, poster_command_wait (&result), error);
    }
  if (accounts == NULL || !print_accounts (accounts, error))
    return POSTER_EXIT_REFUSED;
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_connect = {
  .name = "connect",
  .usage = N_("tiktok|late"),
  .summary = N_("Connect an account"),
  .details = N_("TikTok lets only registered apps post: register one of your own, and give its\n"
                "key. The consent page opens in the browser; the account is connected once you\n"
                "agree there. A Late key reaches all accounts that are connected at Late, on 13\n"
                "platforms; --platform connects further ones there. An account that was connected\n"
                "before keeps its id."),
  .entries = entries,
  .run = run,
};
