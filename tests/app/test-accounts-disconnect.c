/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-disconnect-action.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-row.h"
#include "poster-accounts-page.h"
#include "poster-json.h"

/* Without a main window nobody can take anything back, and the rest follows at once; with one, see
 * tests/gui. */

static JsonObject *
make_credentials (Accounts *accounts)
{
  JsonObject *credentials = json_object_new ();

  json_object_set_string_member (credentials, "access_token", "act.unknown");
  json_object_set_string_member (credentials, "refresh_token", "rft.unknown");
  json_object_set_string_member (credentials, "client_key", accounts->client_key);
  json_object_set_string_member (credentials, "client_secret", accounts->client_secret);
  json_object_set_string_member (credentials, "open_id", "kitchen");
  return credentials;
}

typedef struct
{
  Accounts   *accounts;
  const char *connection_id;
} Secret;

static gboolean
is_cleared (gpointer user_data)
{
  Secret *secret = user_data;
  g_autofree char *text = accounts_dup_secret (secret->accounts, secret->connection_id);

  return text == NULL;
}

static void
wait_until_cleared (Accounts   *accounts,
                    const char *connection_id)
{
  Secret secret = { accounts, connection_id };

  /* Something has to wake the loop while the secret is looked after. */
  while (!is_cleared (&secret))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_no_jobs (gpointer user_data)
{
  return g_list_model_get_n_items (poster_session_get_jobs (user_data)) == 0;
}

static void
test_goes (Accounts      *accounts,
           gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  GtkWidget *page;
  GtkWidget *window;

  accounts_start_sandbox (accounts);
  account = accounts_add (accounts, "kitchen", 12, FALSE, make_credentials (accounts));
  accounts_save_post (accounts, account, POSTER_TARGET_SCHEDULED);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 800, 500);
  g_assert_true (gtk_widget_activate_action (app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL), "account.disconnect",
                                             NULL));
  accounts_wait (accounts, "kitchen", FALSE);
  wait_until_cleared (accounts, account->connection_id);
  app_test_wait (has_no_jobs, accounts->session);
  g_assert_null (app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL));
  app_test_close (window);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (app_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "@kitchen is still needed") != NULL)
        return window;
    }
  return NULL;
}

static gboolean
is_explained (gpointer user_data)
{
  return find_dialog () != NULL;
}

static gboolean
is_dismissed (gpointer user_data)
{
  return find_dialog () == NULL;
}

/* While a post is on its way the sign-in is needed: that is said, and nothing happens. */
static void
test_still_needed (Accounts      *accounts,
                   gconstpointer  data)
{
  g_autoptr(PosterAccount) account = accounts_add (accounts, "kitchen", 12, FALSE, make_credentials (accounts));
  g_autoptr(PosterAccount) after = NULL;
  g_autofree char *secret = NULL;
  GtkWidget *page;
  GtkWidget *window;

  accounts_save_post (accounts, account, POSTER_TARGET_UNKNOWN);
  accounts_save_post (accounts, account, POSTER_TARGET_PROCESSING);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 800, 500);
  gtk_widget_activate_action (app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL), "account.disconnect", NULL);
  app_test_wait (is_explained, NULL);
  gtk_window_close (find_dialog ());
  app_test_wait (is_dismissed, NULL);
  after = accounts_find (accounts, "kitchen");
  g_assert_nonnull (after);
  secret = accounts_dup_secret (accounts, account->connection_id);
  g_assert_nonnull (secret);
  app_test_close (window);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree char *connection_id = poster_store_remove_account_finish (POSTER_STORE (object), result, NULL);

  g_assert_nonnull (connection_id);
}

/* The program ended while it could still be taken back: the next one does the rest. */
static void
test_swept (Accounts      *accounts,
            gconstpointer  data)
{
  g_autoptr(PosterAccount) gone = NULL;
  g_autoptr(PosterAccount) stays = NULL;
  g_autofree char *secret = NULL;

  accounts_start_sandbox (accounts);
  gone = accounts_add (accounts, "kitchen", 12, FALSE, make_credentials (accounts));
  stays = accounts_add (accounts, "studio", 12, FALSE, make_credentials (accounts));
  poster_store_remove_account_async (poster_workspace_get_store (accounts->workspace), gone->id, NULL, removed_cb, NULL);
  accounts_wait (accounts, "kitchen", FALSE);
  secret = accounts_dup_secret (accounts, gone->connection_id);
  g_assert_nonnull (secret);

  accounts_restart (accounts);
  poster_disconnect_sweep (accounts->session);
  wait_until_cleared (accounts, gone->connection_id);
  g_free (secret);
  secret = accounts_dup_secret (accounts, stays->connection_id);
  g_assert_nonnull (secret);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Accounts, NULL, accounts_set_up, func, accounts_tear_down)
  ADD ("/accounts/disconnect/at-once-and-for-good", test_goes);
  ADD ("/accounts/disconnect/not-while-it-is-needed", test_still_needed);
  ADD ("/accounts/disconnect/what-was-left-is-done", test_swept);
  return g_test_run ();
}
