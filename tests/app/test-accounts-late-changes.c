/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-link-window.h"

#include "accounts-late.h"
#include "app-test.h"
#include "poster-account-row.h"
#include "poster-accounts-page.h"
#include "poster-connection-list.h"
#include "poster-rename-window.h"
#include "poster-test-async.h"

/* What a person does with accounts that Late keeps, and with the key to them: at a Late that answers. */

typedef struct
{
  Accounts   *accounts;
  guint       n;
} Count;

static gboolean
has_so_many (gpointer user_data)
{
  Count *count = user_data;

  return g_list_model_get_n_items (poster_session_get_accounts (count->accounts->session)) == count->n;
}

static void
wait_for_accounts (Accounts *accounts,
                   guint     n)
{
  Count count = { accounts, n };

  app_test_wait (has_so_many, &count);
}

/* Connects to a Late that has accounts on these platforms; the page on screen, and (transfer full) the key. */
static GtkWidget *
begin (Accounts    *accounts,
       const char  *platforms,
       guint        n_accounts,
       GtkWidget  **window,
       char       **key)
{
  GtkWidget *page;

  accounts_start_sandbox (accounts);
  *key = late_make_key (accounts, "mira", platforms);
  late_connect_with (accounts, *key);
  wait_for_accounts (accounts, n_accounts);
  page = poster_accounts_page_new_with_session (accounts->session);
  *window = app_test_show (page, 800, 600);
  late_wait_for_words (page, "Add Account…");
  return page;
}

typedef struct
{
  GType       type;
  GtkWindow  *found;  /* (nullable) (unowned) */
} Search;

static gboolean
is_open (gpointer user_data)
{
  Search *search = user_data;
  GListModel *windows = gtk_window_get_toplevels ();

  search->found = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows) && search->found == NULL; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, search->type) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        search->found = window;
    }
  return search->found != NULL;
}

static GtkWindow *
wait_for_window (GType type)
{
  Search search = { type, NULL };

  app_test_wait (is_open, &search);
  return search.found;
}

static gboolean
is_closed (gpointer user_data)
{
  return !is_open (user_data);
}

static void
wait_until_closed (GType type)
{
  Search search = { type, NULL };

  app_test_wait (is_closed, &search);
}

static void
pause_account (Accounts      *accounts,
               PosterAccount *account)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_pause_account_async (store, account->id, "daily", "No more today.", -1, NULL,
                                    poster_test_keep_result_cb, &result);
  poster_store_pause_account_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static PosterAccount *
get_account (Accounts *accounts)
{
  return g_list_model_get_item (poster_session_get_accounts (accounts->session), 0);
}

/* Another name, here and at Late, says nothing of why no posts go there. */
static void
test_rename (Accounts      *accounts,
             gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr(PosterAccount) before = NULL;
  g_autoptr(PosterAccount) after = NULL;
  GtkWidget *window;
  GtkWidget *page = begin (accounts, "[\"instagram\"]", 1, &window, &key);
  GtkWindow *dialog;
  GtkWidget *save;

  before = get_account (accounts);
  pause_account (accounts, before);
  late_wait_for_words (page, "Barred from posting");
  g_assert_true (gtk_widget_activate_action (app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL), "account.rename", NULL));
  dialog = wait_for_window (POSTER_TYPE_RENAME_WINDOW);
  save = app_test_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "_Save");
  gtk_editable_set_text (late_find_field (dialog, "_Name"), "  ");
  g_assert_false (gtk_widget_get_sensitive (save));
  gtk_editable_set_text (late_find_field (dialog, "_Name"), " Pots and Pans ");
  g_assert_true (gtk_widget_get_sensitive (save));
  app_test_save_picture (GTK_WIDGET (dialog), "late-rename");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "rename.save", NULL));
  wait_until_closed (POSTER_TYPE_RENAME_WINDOW);
  late_wait_for_words (page, "Pots and Pans");
  after = get_account (accounts);
  g_assert_cmpstr (after->id, ==, before->id);
  g_assert_cmpstr (after->display_name, ==, "Pots and Pans");
  g_assert_cmpstr (after->paused_code, ==, "daily");
  g_assert_true (late_is_shown (page, "Barred from posting"));
  app_test_close (window);
}

static void
disconnect (GtkWidget *page,
            gboolean   at_late)
{
  GtkWidget *row = app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL);
  GtkWindow *dialog;

  g_assert_true (gtk_widget_activate_action (row, "account.disconnect", NULL));
  dialog = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  if (at_late)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (app_test_find (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  app_test_save_picture (GTK_WIDGET (dialog), "late-disconnect");
  g_assert_true (late_press (GTK_WIDGET (dialog), "_Disconnect"));
}

/* Hidden here is not gone there, unless the box is ticked. */
static void
test_disconnect (Accounts      *accounts,
                 gconstpointer  data)
{
  g_autofree char *key = NULL;
  GtkWidget *window;
  GtkWidget *page = begin (accounts, "[\"instagram\", \"threads\", \"bluesky\"]", 3, &window, &key);
  GtkWindow *dialog;

  g_assert_cmpuint (late_count_accounts (accounts, key), ==, 3);
  g_assert_true (gtk_widget_activate_action (app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL), "account.disconnect", NULL));
  dialog = wait_for_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (late_press (GTK_WIDGET (dialog), "_Cancel"));
  wait_until_closed (ADW_TYPE_MESSAGE_DIALOG);
  wait_for_accounts (accounts, 3);

  disconnect (page, FALSE);
  wait_for_accounts (accounts, 2);
  wait_until_closed (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpuint (late_count_accounts (accounts, key), ==, 3);

  disconnect (page, TRUE);
  wait_for_accounts (accounts, 1);
  g_assert_cmpuint (late_count_accounts (accounts, key), ==, 2);
  app_test_close (window);
}

static void
choose (GtkWindow  *window,
        const char *title)
{
  GtkWidget *row = app_test_find (GTK_WIDGET (window), ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
}

/* Late itself connects the account. */
static void
test_link (Accounts      *accounts,
           gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autoptr(PosterAccount) known = NULL;
  GtkWidget *window;
  GtkWindow *linking;

  begin (accounts, "[\"instagram\"]", 1, &window, &key);
  known = get_account (accounts);
  linking = poster_link_window_new (NULL, accounts->session, known->connection_id);
  gtk_window_set_modal (linking, FALSE);
  gtk_window_present (linking);
  late_wait_for_words (linking, "Which network?");
  choose (linking, "Bluesky");
  late_wait_for_words (linking, "Sign in to Bluesky");
  gtk_editable_set_text (late_find_field (linking, "_Handle, such as name.bsky.social"), "pots.bsky.social");
  gtk_editable_set_text (GTK_EDITABLE (app_test_find (GTK_WIDGET (linking), ADW_TYPE_PASSWORD_ENTRY_ROW, NULL)),
                         "abcd-efgh-ijkl-mnop");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (linking), "link.sign-in", NULL));
  late_wait_for_words (linking, "@pots.bsky.social is connected");
  wait_for_accounts (accounts, 2);
  g_assert_cmpuint (late_count_accounts (accounts, key), ==, 2);
  gtk_window_destroy (linking);
  app_test_close (window);
}

typedef struct
{
  Accounts   *accounts;
  const char *connection_id;
} Secret;

static gboolean
has_secret (Secret *secret)
{
  g_autofree char *text = accounts_dup_secret (secret->accounts, secret->connection_id);

  return text != NULL;
}

static gboolean
has_connection (gpointer user_data)
{
  return poster_connection_list_has_any (user_data);
}

/* A key that reaches no account is not for ever. */
static void
test_key_without_accounts (Accounts      *accounts,
                           gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *connection_id = NULL;
  g_autoptr(PosterConnection) connection = NULL;
  GtkWidget *window;
  GtkWidget *page;
  Secret secret = { accounts, NULL };

  accounts_start_sandbox (accounts);
  key = late_make_key (accounts, "mira", "false");
  late_connect_with (accounts, key);
  app_test_wait (has_connection, accounts->session);
  connection = g_list_model_get_item (poster_connection_list_get (accounts->session), 0);
  secret.connection_id = connection->id;
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 800, 600);
  late_wait_for_words (page, "No accounts yet");
  app_test_save_picture (window, "late-no-accounts");
  g_assert_true (has_secret (&secret));

  /* Without a main window nobody can take that back. */
  g_assert_true (late_press (page, "Disconnect"));
  while (late_is_shown (page, "No accounts yet") || has_secret (&secret))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (poster_connection_list_has_any (accounts->session));
  g_assert_false (late_is_shown (page, "Add Account…"));

  /* Nor is it gone for ever. */
  late_connect_with (accounts, key);
  late_wait_for_words (page, "No accounts yet");
  g_assert_cmpuint (g_list_model_get_n_items (poster_connection_list_get (accounts->session)), ==, 1);
  app_test_close (window);
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
  ADD ("/accounts-late/another-name", test_rename);
  ADD ("/accounts-late/disconnected-here-or-there", test_disconnect);
  ADD ("/accounts-late/late-connects-an-account", test_link);
  ADD ("/accounts-late/a-key-without-accounts", test_key_without_accounts);
  return g_test_run ();
}
