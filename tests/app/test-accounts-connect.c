/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-connect-window.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-accounts-page.h"
#include "poster-json.h"
#include "poster-practice-action.h"
#include "poster-test-async.h"

/* What the person sees on the page that is shown. */
static gboolean
is_shown (GtkWidget  *root,
          const char *part)
{
  GtkWidget *child;

  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return TRUE;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_shown (child, part))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GtkWindow  *window;
  const char *part;
} Words;

static gboolean
is_said (gpointer user_data)
{
  Words *words = user_data;

  return is_shown (GTK_WIDGET (words->window), words->part);
}

static void
wait_for_words (GtkWindow  *window,
                const char *part)
{
  Words words = { window, part };

  app_test_wait (is_said, &words);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

static GtkWindow *
present (Accounts      *accounts,
         PosterAccount *reconnect)
{
  GtkWindow *window = poster_connect_window_new (NULL, accounts->session, reconnect);

  gtk_window_set_modal (window, FALSE);
  gtk_window_present (window);
  app_test_wait (is_mapped, window);
  app_test_wait_frames (GTK_WIDGET (window), 2);
  return window;
}

static void
type (GtkWindow  *window,
      const char *row,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, row)), text);
}

static const char *
typed (GtkWindow  *window,
       const char *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, row)));
}

static gboolean
can_start (GtkWindow *window)
{
  return gtk_widget_get_sensitive (app_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Open Browser"));
}

typedef struct
{
  char     *text;
  gboolean  is_read;
} Read;

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Read *read = user_data;

  read->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  read->is_read = TRUE;
}

static gboolean
is_read (gpointer user_data)
{
  return ((Read *) user_data)->is_read;
}

static gboolean
can_copy (gpointer user_data)
{
  GtkWidget *content = app_test_find (user_data, ADW_TYPE_BUTTON_CONTENT, "Copy _Link");

  return gtk_widget_is_sensitive (content);
}

/* Starts, and gets the link as a person would whose browser did not open. */
static char *
start (GtkWindow *window)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  Read read = { 0 };

  g_assert_true (can_start (window));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "connect.start", NULL));
  g_assert_true (is_shown (GTK_WIDGET (window), "Waiting for your browser"));
  g_assert_cmpstr (typed (window, "Client _secret"), ==, "");
  app_test_wait (can_copy, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "connect.copy-link", NULL);
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &read);
  app_test_wait (is_read, &read);
  g_assert_nonnull (read.text);
  return read.text;
}

static void
sign_in (Accounts   *accounts,
         GtkWindow  *window,
         const char *answer)
{
  g_autofree char *link = NULL;

  type (window, "Client _key", accounts->client_key);
  type (window, "Client _secret", accounts->client_secret);
  link = start (window);
  g_assert_true (g_str_has_prefix (link, accounts->base_url));
  g_assert_null (strstr (link, accounts->client_secret));
  accounts_consent (accounts, link, answer);
}

static void
save_picture (GtkWindow  *window,
              const char *name)
{
  app_test_save_picture (GTK_WIDGET (window), name);
}

static void
save_dark_picture (GtkWindow  *window,
                   const char *name)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  app_test_wait_frames (GTK_WIDGET (window), 3);
  app_test_save_picture (GTK_WIDGET (window), name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* The browser that was just asked for may hold it a little longer; nothing else does. */
static void
close_window (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  app_test_wait (is_gone, &window);
}

static void
connect_as (Accounts   *accounts,
            const char *handle)
{
  g_autofree char *answer = g_strconcat ("sandbox_decision=allow&sandbox_user=", handle, NULL);
  GtkWindow *window = present (accounts, NULL);

  sign_in (accounts, window, answer);
  wait_for_words (window, "is connected");
  accounts_wait (accounts, handle, TRUE);
  close_window (window);
}

static void
test_whole_way (Accounts      *accounts,
                gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  g_autofree char *link = NULL;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  window = present (accounts, NULL);
  g_assert_cmpstr (gtk_window_get_title (window), ==, "Connect TikTok");
  g_assert_false (can_start (window));
  save_picture (window, "connect-start");
  type (window, "Client _key", "  ");
  type (window, "Client _secret", accounts->client_secret);
  g_assert_false (can_start (window));
  /* Copying brings blanks along. */
  g_free (link);
  link = g_strdup_printf (" %s\n", accounts->client_key);
  type (window, "Client _key", link);
  g_clear_pointer (&link, g_free);
  g_assert_true (can_start (window));

  link = start (window);
  app_test_wait_frames (GTK_WIDGET (window), 2);
  save_picture (window, "connect-waiting");
  save_dark_picture (window, "connect-waiting-dark");
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "@kitchen is connected");
  g_assert_false (is_shown (GTK_WIDGET (window), "was not allowed"));
  save_picture (window, "connect-done");
  accounts_wait (accounts, "kitchen", TRUE);
  account = accounts_find (accounts, "kitchen");
  g_assert_true (account->is_active);
  g_assert_false (account->is_practice);
  close_window (window);
}

static void
test_denied (Accounts      *accounts,
             gconstpointer  data)
{
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  window = present (accounts, NULL);
  sign_in (accounts, window, "sandbox_decision=deny&sandbox_user=kitchen");
  wait_for_words (window, "The answer was no");
  save_picture (window, "connect-denied");
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_accounts (accounts->session)), ==, 0);

  /* And again: the key is still there, the secret is not. */
  gtk_widget_activate_action (GTK_WIDGET (window), "connect.again", NULL);
  g_assert_cmpstr (typed (window, "Client _key"), ==, accounts->client_key);
  g_assert_cmpstr (typed (window, "Client _secret"), ==, "");
  g_assert_false (can_start (window));
  sign_in (accounts, window, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "@kitchen is connected");
  close_window (window);
}

/* Closed in the middle: nobody listens any more, and nothing is connected. */
static void
test_cancelled (Accounts      *accounts,
                gconstpointer  data)
{
  g_autofree char *link = NULL;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  window = present (accounts, NULL);
  type (window, "Client _key", accounts->client_key);
  type (window, "Client _secret", accounts->client_secret);
  link = start (window);
  close_window (window);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_accounts (accounts->session)), ==, 0);
}

static void
test_partial (Accounts      *accounts,
              gconstpointer  data)
{
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  window = present (accounts, NULL);
  sign_in (accounts, window, "sandbox_decision=allow&sandbox_user=kitchen&sandbox_scopes=user.info.basic"
           "&sandbox_scopes=user.info.profile&sandbox_scopes=video.upload");
  wait_for_words (window, "@kitchen is connected");
  g_assert_true (is_shown (GTK_WIDGET (window), "Posting directly was not allowed"));
  g_assert_true (is_shown (GTK_WIDGET (window), "Reading figures was not allowed"));
  save_picture (window, "connect-partial");
  close_window (window);
}

static void
test_wrong_secret (Accounts      *accounts,
                   gconstpointer  data)
{
  GtkWindow *window;
  g_autofree char *link = NULL;

  accounts_start_sandbox (accounts);
  window = present (accounts, NULL);
  type (window, "Client _key", accounts->client_key);
  type (window, "Client _secret", "quite-another-secret");
  link = start (window);
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "That key does not fit");
  g_assert_false (is_shown (GTK_WIDGET (window), "quite-another-secret"));
  save_picture (window, "connect-wrong-key");
  close_window (window);
}

static void
test_no_network (Accounts      *accounts,
                 gconstpointer  data)
{
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  /* The consent page answers, the token's address does not. */
  g_setenv ("POSTER_TIKTOK_BASE_URL", "http://127.0.0.1:1", TRUE);
  accounts_restart (accounts);
  window = present (accounts, NULL);
  sign_in (accounts, window, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "No way through");
  close_window (window);
}

/* The second account of the same app: neither key nor secret has to be typed. */
static void
test_remembered (Accounts      *accounts,
                 gconstpointer  data)
{
  g_autofree char *link = NULL;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  connect_as (accounts, "kitchen");
  window = present (accounts, NULL);
  wait_for_words (window, "still has the secret");
  g_assert_cmpstr (typed (window, "Client _key"), ==, accounts->client_key);
  g_assert_true (can_start (window));
  save_picture (window, "connect-remembered");
  type (window, "Client _key", "another");
  g_assert_false (can_start (window));
  type (window, "Client _key", accounts->client_key);

  link = start (window);
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=studio");
  wait_for_words (window, "@studio is connected");
  accounts_wait (accounts, "studio", TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_accounts (accounts->session)), ==, 2);
  close_window (window);
}

static void
set_web_folder (Accounts      *accounts,
                PosterAccount *account)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  g_autoptr(PosterConnection) connection = accounts_get_connection (accounts, account->connection_id);
  JsonObject *folder = json_object_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (folder, "uri", "file:///tmp");
  json_object_set_string_member (folder, "prefix", "https://example.org/");
  json_object_set_object_member (connection->metadata, "web_folder", folder);
  poster_store_save_connection_async (store, connection, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_connection_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_active (gpointer user_data)
{
  g_autoptr(PosterAccount) account = accounts_find (user_data, "kitchen");

  return account != NULL && account->is_active;
}

/* The same account, with what was set up for it. */
static void
test_reconnect (Accounts      *accounts,
                gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(PosterAccount) after = NULL;
  g_autoptr(PosterConnection) connection = NULL;
  g_autofree char *link = NULL;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  connect_as (accounts, "kitchen");
  account = accounts_find (accounts, "kitchen");
  set_web_folder (accounts, account);
  accounts_sign_out (accounts, account);

  window = present (accounts, account);
  g_assert_true (is_shown (GTK_WIDGET (window), "Sign in @kitchen again"));
  wait_for_words (window, "still has the secret");
  link = start (window);
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "@kitchen is connected");
  app_test_wait (is_active, accounts);
  after = accounts_find (accounts, "kitchen");
  g_assert_cmpstr (after->id, ==, account->id);
  connection = accounts_get_connection (accounts, after->connection_id);
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (connection->metadata, "web_folder"), "prefix"), ==,
                   "https://example.org/");
  close_window (window);
}

/* The browser may be signed in as somebody else. */
static void
test_reconnect_other (Accounts      *accounts,
                      gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  g_autofree char *link = NULL;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  connect_as (accounts, "kitchen");
  account = accounts_find (accounts, "kitchen");
  window = present (accounts, account);
  wait_for_words (window, "still has the secret");
  link = start (window);
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=studio");
  wait_for_words (window, "@studio is connected");
  g_assert_true (is_shown (GTK_WIDGET (window), "@kitchen still waits"));
  close_window (window);
}

static void
test_practice (Accounts      *accounts,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(PosterAccount) same = NULL;
  g_autoptr(GError) error = NULL;

  poster_practice_connect_async (accounts->session, "tiktok", NULL, NULL, poster_test_keep_result_cb, &result);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_jobs (accounts->session)), ==, 1);
  account = poster_practice_connect_finish (accounts->session, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_true (account->is_practice);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_jobs (accounts->session)), ==, 0);
  accounts_wait (accounts, account->username, TRUE);

  poster_practice_connect_async (accounts->session, "tiktok", account->username, NULL, poster_test_keep_result_cb, &again);
  same = poster_practice_connect_finish (accounts->session, poster_test_await (&again), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same->id, ==, account->id);
}

/* Lets the sign-in end in two days. */
static void
shorten (Accounts      *accounts,
         PosterAccount *account)
{
  PosterSecrets *secrets = poster_workspace_get_secrets (accounts->workspace);
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (accounts->session));
  g_autofree char *secret = accounts_dup_secret (accounts, account->connection_id);
  g_autoptr(JsonObject) credentials = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  credentials = poster_json_parse_object (secret, -1, &error);
  g_assert_no_error (error);
  json_object_set_int_member (credentials, "refresh_expires_us", now_us + 2 * G_TIME_SPAN_DAY);
  text = poster_json_to_text (credentials, FALSE);
  poster_secrets_store_async (secrets, account->connection_id, POSTER_SECRET_CREDENTIALS, "test", text, NULL,
                              poster_test_keep_result_cb, &result);
  poster_secrets_store_finish (secrets, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static GtkWindow *
find_connect_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (POSTER_IS_CONNECT_WINDOW (window))
        return window;
    }
  return NULL;
}

/* The list says when it is time to sign in again, and that it has been done. */
static void
test_renew (Accounts      *accounts,
            gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  g_autofree char *link = NULL;
  GtkWidget *page;
  GtkWidget *parent;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  connect_as (accounts, "kitchen");
  account = accounts_find (accounts, "kitchen");
  shorten (accounts, account);
  page = poster_accounts_page_new_with_session (accounts->session);
  parent = app_test_show (page, 900, 600);
  wait_for_words (GTK_WINDOW (parent), "Sign-in ends on");
  g_signal_emit_by_name (app_test_find (page, GTK_TYPE_BUTTON, "Renew"), "clicked");
  window = find_connect_window ();
  g_assert_nonnull (window);
  wait_for_words (window, "still has the secret");
  link = start (window);
  accounts_consent (accounts, link, "sandbox_decision=allow&sandbox_user=kitchen");
  wait_for_words (window, "@kitchen is connected");
  close_window (window);
  wait_for_words (GTK_WINDOW (parent), "Ready");
  app_test_close (parent);
}

static void
help_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  char **page = user_data;

  g_free (*page);
  *page = g_variant_dup_string (parameter, NULL);
}

/* Who has no key yet is told how to get one. */
static void
test_help (Accounts      *accounts,
           gconstpointer  data)
{
  g_autoptr(GtkApplication) application = gtk_application_new ("org.late.Poster.Test", G_APPLICATION_NON_UNIQUE);
  const GActionEntry entries[] = { { "help", help_cb, "s" } };
  g_autofree char *page = NULL;
  GtkWidget *parent;
  GtkWindow *window;
  g_autoptr(GError) error = NULL;

  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), &page);
  parent = gtk_application_window_new (application);
  gtk_window_present (GTK_WINDOW (parent));
  window = poster_connect_window_new (GTK_WINDOW (parent), accounts->session, NULL);
  gtk_window_present (window);
  app_test_wait (is_mapped, window);
  g_signal_emit_by_name (app_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "How to _Get a Key…"), "clicked");
  g_assert_cmpstr (page, ==, "connect-tiktok");
  close_window (window);
  gtk_window_destroy (GTK_WINDOW (parent));
  app_test_settle ();
}

/* Before the browser opens: nobody should consent and then be told that there is no place for it. */
static void
test_keyring (Accounts      *accounts,
              gconstpointer  data)
{
  GtkWindow *window = present (accounts, NULL);

  type (window, "Client _key", "key");
  type (window, "Client _secret", "secret");
  gtk_widget_activate_action (GTK_WIDGET (window), "connect.start", NULL);
  wait_for_words (window, data);
  g_assert_true (is_shown (GTK_WIDGET (window), "in the keyring and nowhere else"));
  save_picture (window, g_str_equal (data, "Your keyring is locked") ? "connect-locked" : "connect-no-keyring");
  close_window (window);
}

int
main (int    argc,
      char **argv)
{
  const char *keyring = g_getenv ("POSTER_TEST_KEYRING");
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, data, func) g_test_add (path, Accounts, data, accounts_set_up, func, accounts_tear_down)
  if (keyring != NULL)
    {
      ADD ("/accounts/connect/without-an-open-keyring",
           g_str_equal (keyring, "locked") ? "Your keyring is locked" : "There is no keyring", test_keyring);
      return g_test_run ();
    }
  ADD ("/accounts/connect/consent-in-the-browser", NULL, test_whole_way);
  ADD ("/accounts/connect/denied-and-again", NULL, test_denied);
  ADD ("/accounts/connect/closed-in-the-middle", NULL, test_cancelled);
  ADD ("/accounts/connect/a-partial-grant-is-told", NULL, test_partial);
  ADD ("/accounts/connect/a-wrong-secret-is-not-told", NULL, test_wrong_secret);
  ADD ("/accounts/connect/no-network", NULL, test_no_network);
  ADD ("/accounts/connect/the-key-is-remembered", NULL, test_remembered);
  ADD ("/accounts/connect/again-keeps-what-was-set-up", NULL, test_reconnect);
  ADD ("/accounts/connect/again-as-somebody-else", NULL, test_reconnect_other);
  ADD ("/accounts/connect/renewing-is-seen", NULL, test_renew);
  ADD ("/accounts/connect/how-to-get-a-key", NULL, test_help);
  ADD ("/accounts/connect/practice-in-one-click", NULL, test_practice);
  return g_test_run ();
}
