/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-accounts-page.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-health.h"
#include "poster-account-row.h"
#include "poster-json.h"
#include "poster-welcome.h"

static JsonObject *
make_credentials (gint64 ends_us)
{
  JsonObject *credentials = json_object_new ();

  json_object_set_string_member (credentials, "access_token", "a");
  json_object_set_string_member (credentials, "refresh_token", "r");
  json_object_set_int_member (credentials, "refresh_expires_us", ends_us);
  return credentials;
}

typedef struct
{
  GtkWidget  *root;
  const char *words;
} Words;

static gboolean
is_said (gpointer user_data)
{
  Words *words = user_data;

  return app_test_find (words->root, GTK_TYPE_LABEL, words->words) != NULL;
}

static void
wait_for_words (GtkWidget  *root,
                const char *said)
{
  Words words = { root, said };

  app_test_wait (is_said, &words);
}

static GtkWidget *
find_row (GtkWidget  *root,
          const char *handle)
{
  GtkWidget *child;

  if (POSTER_IS_ACCOUNT_ROW (root))
    return g_str_equal (poster_account_row_get_account (POSTER_ACCOUNT_ROW (root))->username, handle) ? root : NULL;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = find_row (child, handle);

      if (row != NULL)
        return row;
    }
  return NULL;
}

/* Whether a label says that on screen; those of rows and buttons do as well. */
static gboolean
is_shown (GtkWidget  *root,
          const char *text)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return TRUE;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_shown (child, text))
      return TRUE;
  return FALSE;
}

/* As the picture has it: one that is well, one whose sign-in ends, one signed out, one for practice. */
static void
test_page (Accounts      *accounts,
           gconstpointer  data)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (accounts->session));
  g_autoptr(PosterAccount) kitchen = accounts_add (accounts, "kitchen", 48210, FALSE,
                                                   make_credentials (now_us + 90 * G_TIME_SPAN_DAY));
  g_autoptr(PosterAccount) studio = accounts_add (accounts, "studio", 6034, FALSE,
                                                  make_credentials (now_us + 4 * G_TIME_SPAN_DAY));
  g_autoptr(PosterAccount) trailnotes = accounts_add (accounts, "trailnotes", 1, FALSE, NULL);
  g_autoptr(PosterAccount) practice = accounts_add (accounts, "practice", -1, TRUE, NULL);
  g_autofree char *ending = NULL;
  GtkWidget *page;
  GtkWidget *window;
  GtkWidget *row;

  accounts_sign_out (accounts, trailnotes);
  page = poster_accounts_page_new_with_session (accounts->session);
  window = app_test_show (page, 1280, 753);
  ending = poster_account_health_dup_words (POSTER_ACCOUNT_ENDS_SOON, studio, now_us + 4 * G_TIME_SPAN_DAY, now_us);
  wait_for_words (find_row (page, "studio"), ending);
  app_test_save_picture (window, "accounts-wide");

  row = find_row (page, "kitchen");
  g_assert_true (is_shown (row, "@kitchen"));
  g_assert_true (is_shown (row, "Ready"));
  g_assert_false (is_shown (row, "Practice"));
  g_assert_false (is_shown (row, "Sign In…"));
  g_assert_true (is_shown (find_row (page, "studio"), "Renew"));
  row = find_row (page, "trailnotes");
  g_assert_true (is_shown (row, "Signed out"));
  g_assert_true (is_shown (row, "Sign In…"));
  g_assert_true (is_shown (row, "TikTok, 1 follower"));
  row = find_row (page, "practice");
  g_assert_true (is_shown (row, "Practice"));
  g_assert_true (is_shown (row, "Posts stay on this computer"));
  g_assert_true (is_shown (row, "Ready"));

  /* Narrow: the health is below, nothing is cut off. */
  app_test_resize (window, 360, 720);
  app_test_wait_frames (window, 3);
  g_assert_true (is_shown (find_row (page, "kitchen"), "Ready"));
  g_assert_cmpint (gtk_widget_get_width (page), ==, 360);
  app_test_save_picture (window, "accounts-narrow");

  app_test_resize (window, 1280, 753);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  app_test_wait_frames (window, 3);
  app_test_save_picture (window, "accounts-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  app_test_wait_frames (window, 3);
  app_test_save_picture (window, "accounts-rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  app_test_close (window);
}

/* Before anything is connected, the page says what can be. */
static void
test_empty (Accounts      *accounts,
            gconstpointer  data)
{
  GtkWidget *page = poster_accounts_page_new_with_session (accounts->session);
  GtkWidget *window = app_test_show (page, 800, 500);
  g_autoptr(PosterAccount) account = NULL;

  g_assert_true (is_shown (page, "Ways to post"));
  g_assert_true (is_shown (page, "TikTok"));
  g_assert_true (is_shown (page, "Practice account"));
  app_test_save_picture (window, "accounts-empty");

  account = accounts_add (accounts, "kitchen", 12, FALSE, NULL);
  app_test_wait_frames (window, 2);
  g_assert_nonnull (find_row (page, "kitchen"));
  g_assert_true (is_shown (page, "More ways to post"));
  g_assert_false (is_shown (page, "Ways to post"));
  app_test_close (window);
}

/* Who is signed out elsewhere is so here at once. */
static void
test_follows (Accounts      *accounts,
              gconstpointer  data)
{
  g_autoptr(PosterAccount) first = accounts_add (accounts, "first", 12, FALSE, NULL);
  g_autoptr(PosterAccount) second = accounts_add (accounts, "second", 12, FALSE, NULL);
  GtkWidget *page = poster_accounts_page_new_with_session (accounts->session);
  GtkWidget *window = app_test_show (page, 800, 500);

  g_assert_true (is_shown (find_row (page, "first"), "Ready"));
  accounts_sign_out (accounts, first);
  g_assert_true (is_shown (find_row (page, "first"), "Signed out"));
  g_assert_true (is_shown (find_row (page, "second"), "Ready"));
  app_test_close (window);
}

static void
ignore_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
}

static void
test_welcome (Accounts      *accounts,
              gconstpointer  data)
{
  GtkWidget *welcome = poster_welcome_new ();
  GtkWidget *window = app_test_show (welcome, 1280, 753);
  GtkWidget *button = app_test_find (welcome, GTK_TYPE_BUTTON, "Connect an _Account");
  const GActionEntry entries[] = { { "connect", ignore_action }, { "connect-practice", ignore_action } };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (window, "app", G_ACTION_GROUP (group));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.connect");
  button = app_test_find (welcome, GTK_TYPE_BUTTON, "Try with a _Practice Account");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.connect-practice");
  app_test_save_picture (window, "welcome-wide");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  app_test_wait_frames (window, 3);
  app_test_save_picture (window, "welcome-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  app_test_resize (window, 360, 720);
  app_test_save_picture (window, "welcome-narrow");
  g_assert_cmpint (gtk_widget_get_width (welcome), ==, 360);
  app_test_close (window);
}

static void
test_health (void)
{
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "x");
  gint64 now_us = G_GINT64_CONSTANT (1795348800000000);  /* a Sunday, at noon */
  const struct
  {
    gint64      ends_us;
    gboolean    is_active;
    const char *words;
  } cases[] = {
    { 0, TRUE, "Ready" },
    { 0, FALSE, "Signed out" },
    { now_us + 8 * G_TIME_SPAN_DAY, TRUE, "Ready" },
    { now_us + 5 * G_TIME_SPAN_DAY, TRUE, "Sign-in ends on Friday" },
    { now_us + G_TIME_SPAN_DAY, TRUE, "Sign-in ends tomorrow" },
    { now_us + G_TIME_SPAN_HOUR, TRUE, "Sign-in ends today" },
    { now_us, TRUE, "Signed out" },
    { now_us + 8 * G_TIME_SPAN_DAY, FALSE, "Signed out" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterAccountHealth health;
      g_autofree char *words = NULL;

      account->is_active = cases[i].is_active;
      health = poster_account_health_of (account, cases[i].ends_us, now_us);
      words = poster_account_health_dup_words (health, account, cases[i].ends_us, now_us);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* What it waits for is said, unless somebody has to sign in anyway. */
static void
test_pause (void)
{
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "x");
  gint64 now_us = G_GINT64_CONSTANT (1795348800000000);
  g_autofree char *paused = NULL;
  g_autofree char *barred = NULL;

  account->is_active = TRUE;
  account->paused_code = g_strdup ("no_more");
  account->paused_until_us = now_us + 2 * G_TIME_SPAN_HOUR;
  g_assert_cmpint (poster_account_health_of (account, 0, now_us), ==, POSTER_ACCOUNT_PAUSED);
  paused = poster_account_health_dup_words (POSTER_ACCOUNT_PAUSED, account, 0, now_us);
  g_assert_true (g_regex_match_simple ("^No posts until .*\\d\\d:\\d\\d$", paused, 0, 0));
  g_assert_cmpint (poster_account_health_of (account, 0, account->paused_until_us), ==, POSTER_ACCOUNT_READY);

  account->paused_until_us = -1;
  g_assert_cmpint (poster_account_health_of (account, 0, now_us), ==, POSTER_ACCOUNT_BARRED);
  barred = poster_account_health_dup_words (POSTER_ACCOUNT_BARRED, account, 0, now_us);
  g_assert_cmpstr (barred, ==, "Barred from posting");
  account->is_active = FALSE;
  g_assert_cmpint (poster_account_health_of (account, 0, now_us), ==, POSTER_ACCOUNT_SIGNED_OUT);
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
  ADD ("/accounts/page/each-account-with-its-health", test_page);
  ADD ("/accounts/page/empty-says-what-can-be", test_empty);
  ADD ("/accounts/page/follows-the-session", test_follows);
  ADD ("/accounts/welcome/two-ways-to-begin", test_welcome);
  g_test_add_func ("/accounts/health/in-words", test_health);
  g_test_add_func ("/accounts/health/says-what-it-waits-for", test_pause);
  return g_test_run ();
}
