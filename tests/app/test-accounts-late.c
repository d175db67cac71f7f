/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-key-window.h"

#include "accounts-late.h"
#include "app-test.h"
#include "poster-account-groups.h"
#include "poster-account-row.h"
#include "poster-accounts-page.h"
#include "poster-connection-list.h"
#include "poster-groups-window.h"
#include "poster-store-submissions.h"
#include "poster-test-async.h"
#include "poster-ways-window.h"

static guint
count_rows (GtkWidget *root)
{
  guint n_rows = 0;
  GtkWidget *child;

  if (POSTER_IS_ACCOUNT_ROW (root))
    return gtk_widget_get_mapped (root);
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_rows += count_rows (child);
  return n_rows;
}

static gboolean
has_accounts (gpointer user_data)
{
  Accounts *accounts = user_data;

  return g_list_model_get_n_items (poster_session_get_accounts (accounts->session)) > 0;
}

static void
test_key (Accounts      *accounts,
          gconstpointer  data)
{
  g_autofree char *key = NULL;
  GListModel *model;
  GtkWindow *window;

  accounts_start_sandbox (accounts);
  key = late_make_key (accounts, "mira", "true");
  window = poster_key_window_new (NULL, accounts->session, "late", FALSE);
  late_show (window);
  app_test_save_picture (GTK_WIDGET (window), "late-key");
  late_try_key (window, "sk_0000000000000000000000000000000000000000000000000000000000000000");
  late_wait_for_words (window, "does not accept the key");
  g_assert_false (late_is_shown (GTK_WIDGET (window), "sk_0000"));
  app_test_save_picture (GTK_WIDGET (window), "late-key-wrong");

  late_try_key (window, key);
  late_wait_for_words (window, "13 accounts on 13 networks");
  g_assert_cmpstr (gtk_editable_get_text (late_find_field (window, "API _key")), ==, "");
  app_test_save_picture (GTK_WIDGET (window), "late-found");
  /* Who posts is asked once. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_first_child (gtk_widget_get_first_child (
                                 gtk_widget_get_first_child (app_test_find (GTK_WIDGET (window), ADW_TYPE_ACTION_ROW,
                                                                            "This computer posts it"))))), TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "key.done", NULL));
  app_test_wait (has_accounts, accounts);
  model = poster_session_get_accounts (accounts->session);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 13);
}

/* From the page: the group of the connection, what is asked of it, and its key when it is refused. */
static void
test_page (Accounts      *accounts,
           gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *another = NULL;
  g_autofree char *body = NULL;
  g_autofree char *connection_id = NULL;
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(PosterConnection) connection = NULL;
  GtkWidget *page;
  GtkWidget *window;

  accounts_start_sandbox (accounts);
  key = late_make_key (accounts, "mira", "[\"instagram\", \"bluesky\"]");
  late_connect_with (accounts, key);
  app_test_wait (has_accounts, accounts);
  account = g_list_model_get_item (poster_session_get_accounts (accounts->session), 0);
  connection_id = g_strdup (account->connection_id);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 1280, 753);
  late_wait_for_words (page, "Add Account…");
  g_assert_true (late_is_shown (page, "Instagram"));
  g_assert_true (late_is_shown (page, "Another server"));
  g_assert_cmpuint (count_rows (page), ==, 2);
  app_test_save_picture (window, "late-page");

  body = g_strdup_printf ("{\"key\": \"%s\"}", key);
  answer = late_control (accounts, "/sandbox/late/revoke", body);
  accounts_sign_out (accounts, account);
  late_wait_for_words (page, "The key was refused");
  app_test_save_picture (window, "late-page-refused");

  /* Another key of the same person is the same connection. */
  another = late_make_key (accounts, "mira", "false");
  connection = poster_connection_list_find (accounts->session, connection_id);
  g_assert_true (connection->needs_sign_in);
  late_connect_with (accounts, another);
  late_wait_for_words (page, "Ready");
  g_assert_cmpuint (g_list_model_get_n_items (poster_connection_list_get (accounts->session)), ==, 1);
  g_assert_cmpuint (count_rows (page), ==, 2);
  app_test_resize (window, 360, 720);
  app_test_save_picture (window, "late-page-narrow");
  app_test_close (window);
}

static gboolean
has_500 (gpointer user_data)
{
  Accounts *accounts = user_data;

  return g_list_model_get_n_items (poster_session_get_accounts (accounts->session)) == 500;
}

static void
store_many (Accounts *accounts)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("late", NULL);
  g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup ("many");
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("shop%03u", i);
      PosterAccount *account = poster_account_new ("late", i % 2 == 0 ? "instagram" : "threads", name);

      account->username = g_strdup (name);
      account->display_name = g_strdup (name);
      g_ptr_array_add (given, account);
    }
  poster_store_save_sign_in_async (poster_workspace_get_store (accounts->workspace), connection, given, NULL,
                                   poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (poster_workspace_get_store (accounts->workspace),
                                             poster_test_await (&result), &error);
  g_assert_no_error (error);
  app_test_wait (has_500, accounts);
}

/* Of hundreds of accounts few are rows; the others are found by name. */
static void
test_many (Accounts      *accounts,
           gconstpointer  data)
{
  GtkWidget *page;
  GtkWidget *window;
  GtkWidget *search;

  store_many (accounts);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 800, 600);
  late_wait_for_words (page, "@shop000");
  g_assert_cmpuint (count_rows (page), <=, 32);
  g_assert_true (late_is_shown (page, "Show More"));
  g_assert_true (late_press (page, "Show _More"));
  app_test_wait_frames (window, 2);
  g_assert_cmpuint (count_rows (page), >, 16);

  search = app_test_find (page, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "@SHOP417");
  late_wait_for_words (page, "@shop417");
  g_assert_cmpuint (count_rows (page), ==, 1);
  app_test_save_picture (window, "late-search");
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  late_wait_for_words (page, "No account has that name");
  app_test_close (window);
}

static gboolean
is_held_here (gpointer user_data)
{
  g_autoptr(PosterAccount) account = accounts_find (user_data, "shop000");

  return poster_account_get_holder (account) == POSTER_HOLDER_HERE;
}

/* Who posts is chosen in the menu of the account. */
static void
test_holder (Accounts      *accounts,
             gconstpointer  data)
{
  GtkWidget *page;
  GtkWidget *window;
  GtkWidget *row;

  store_many (accounts);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 800, 600);
  late_wait_for_words (page, "@shop000");
  row = app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL);
  g_assert_true (gtk_widget_activate_action (row, "posting.holder", "s", "here"));
  app_test_wait (is_held_here, accounts);
  late_wait_for_words (page, "posted by this computer");
  app_test_close (window);
}

static void
test_ways (Accounts      *accounts,
           gconstpointer  data)
{
  GtkWindow *window = poster_ways_window_new (NULL, accounts->session);

  late_show (window);
  g_assert_true (late_is_shown (GTK_WIDGET (window), "TikTok"));
  g_assert_true (late_is_shown (GTK_WIDGET (window), "Late"));
  g_assert_true (late_is_shown (GTK_WIDGET (window), "Another server"));
  g_assert_true (late_is_shown (GTK_WIDGET (window), "Practice account"));
  app_test_save_picture (GTK_WIDGET (window), "ways");
  gtk_window_destroy (window);

  window = poster_key_window_new (NULL, accounts->session, "late", TRUE);
  late_show (window);
  gtk_editable_set_text (late_find_field (window, "API _key"), "sk_1");
  g_assert_false (gtk_widget_get_sensitive (app_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "C_onnect")));
  gtk_editable_set_text (late_find_field (window, "Server _address"), "http://127.0.0.1:1");
  late_try_key (window, "sk_1");
  late_wait_for_words (window, "cannot be reached");
  app_test_save_picture (GTK_WIDGET (window), "late-server");
  gtk_window_destroy (window);
}

static gboolean
has_a_group (gpointer user_data)
{
  return g_list_model_get_n_items (user_data) == 1;
}

/* A group outlives the program. */
static void
test_groups (Accounts      *accounts,
             gconstpointer  data)
{
  g_autoptr(PosterAccount) first = accounts_add (accounts, "kitchen", 12, FALSE, NULL);
  g_autoptr(PosterAccount) second = accounts_add (accounts, "studio", 12, FALSE, NULL);
  GtkWindow *window = poster_groups_window_new (NULL, accounts->session);
  GListModel *groups = poster_account_groups_get (accounts->session);
  g_autoptr(PosterAccountGroup) group = NULL;
  GtkWidget *row;

  gtk_window_set_modal (window, FALSE);
  gtk_window_present (window);
  late_wait_for_words (window, "New Group");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "groups.new", NULL));
  gtk_editable_set_text (late_find_field (window, "_Name"), "Food");
  g_assert_false (gtk_widget_get_sensitive (app_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Save")));
  row = app_test_find (GTK_WIDGET (window), ADW_TYPE_ACTION_ROW, "@studio");
  gtk_widget_activate (row);
  g_assert_true (gtk_widget_get_sensitive (app_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Save")));
  app_test_save_picture (GTK_WIDGET (window), "groups-edit");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "groups.save", NULL));
  late_wait_for_words (window, "@studio on TikTok");
  app_test_save_picture (GTK_WIDGET (window), "groups-list");
  gtk_window_destroy (window);

  accounts_restart (accounts);
  groups = poster_account_groups_get (accounts->session);
  app_test_wait (has_a_group, groups);
  group = g_list_model_get_item (groups, 0);
  g_assert_cmpstr (group->name, ==, "Food");
  g_assert_cmpstr (group->account_ids[0], ==, second->id);
  g_assert_null (group->account_ids[1]);
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
  ADD ("/accounts-late/ways-to-post", test_ways);
  ADD ("/accounts-late/a-key-is-tried-at-once", test_key);
  ADD ("/accounts-late/a-group-for-each-key", test_page);
  ADD ("/accounts-late/hundreds-are-searched", test_many);
  ADD ("/accounts-late/who-posts", test_holder);
  ADD ("/accounts-late/groups-are-kept", test_groups);
  return g_test_run ();
}
