/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-compat.h"
#include "poster-preferences.h"
#include "poster-test-async.h"
#include "poster-zone-button.h"

/* What is set is stored where whoever heeds it looks, and shown as it was set. */

typedef struct
{
  Accounts   accounts;
  GSettings *settings;
  GtkWidget *page;
  GtkWidget *window;   /* (nullable) */
} Fixture;

static const char *const keys[] = { "time-zone", "default-connection", "run-in-background" };

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->settings = g_settings_new ("org.late.Poster");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
  accounts_set_up (&fixture->accounts, data);
}

static void
show (Fixture *fixture)
{
  fixture->page = poster_preferences_page_new (fixture->accounts.session, fixture->settings);
  fixture->window = app_test_show (fixture->page, 640, 720);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    app_test_close (fixture->window);
  accounts_tear_down (&fixture->accounts, data);
  g_object_unref (fixture->settings);
}

static char *
get_stored_grace (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *value;

  poster_store_get_setting_async (poster_session_get_store (fixture->accounts.session), POSTER_ENGINE_GRACE_SETTING, NULL,
                                  poster_test_keep_result_cb, &result);
  value = poster_store_get_setting_finish (poster_session_get_store (fixture->accounts.session),
                                           poster_test_await (&result), &error);
  g_assert_no_error (error);
  return value;
}

static GtkSpinButton *
find_spin (Fixture *fixture)
{
  return GTK_SPIN_BUTTON (app_test_find (fixture->page, GTK_TYPE_SPIN_BUTTON, NULL));
}

typedef struct
{
  Fixture    *fixture;
  const char *grace;
  int         minutes;
} Wanted;

static gboolean
is_stored (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autofree char *stored = get_stored_grace (wanted->fixture);

  return g_strcmp0 (stored, wanted->grace) == 0;
}

static gboolean
shows_minutes (gpointer user_data)
{
  Wanted *wanted = user_data;

  return gtk_spin_button_get_value_as_int (find_spin (wanted->fixture)) == wanted->minutes;
}

static void
test_grace (Fixture       *fixture,
            gconstpointer  data)
{
  Wanted wanted = { .fixture = fixture, .grace = "45", .minutes = 30 };
  g_autofree char *untouched = NULL;

  /* What holds unless somebody says otherwise; to show it stores nothing. */
  show (fixture);
  app_test_wait (shows_minutes, &wanted);
  app_test_settle ();
  untouched = get_stored_grace (fixture);
  g_assert_null (untouched);

  gtk_spin_button_set_value (find_spin (fixture), 45);
  app_test_wait (is_stored, &wanted);
  app_test_close (g_steal_pointer (&fixture->window));

  show (fixture);
  wanted.minutes = 45;
  app_test_wait (shows_minutes, &wanted);
}

static GtkMenuButton *
open_zones (Fixture *fixture)
{
  GtkWidget *zones = app_test_find (fixture->page, POSTER_TYPE_ZONE_BUTTON, NULL);
  GtkMenuButton *button = GTK_MENU_BUTTON (app_test_find (zones, GTK_TYPE_MENU_BUTTON, NULL));

  gtk_menu_button_popup (button);
  while (!gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (button))))
    g_main_context_iteration (NULL, TRUE);
  return button;
}

static guint
search_zones (GtkMenuButton *button,
              const char    *text)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  GtkWidget *entry = app_test_find (popover, GTK_TYPE_SEARCH_ENTRY, NULL);
  GtkWidget *list = app_test_find (popover, GTK_TYPE_LIST_VIEW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}

static void
test_zone (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *entry;
  GtkWidget *zones;
  GtkMenuButton *button;
  g_autofree char *zone = NULL;
  g_autofree char *none = NULL;

  show (fixture);
  zones = app_test_find (fixture->page, POSTER_TYPE_ZONE_BUTTON, NULL);
  button = open_zones (fixture);
  entry = app_test_find (zones, GTK_TYPE_SEARCH_ENTRY, NULL);
  /* Typing begins to search at once. */
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), entry));
  g_assert_cmpuint (search_zones (button, ""), >, 300);

  /* Any part of the name is found, and as people write it. */
  g_assert_cmpuint (search_zones (button, "no such place"), ==, 0);
  g_assert_cmpuint (search_zones (button, "new y"), ==, 1);
  app_test_save_picture (GTK_WIDGET (gtk_menu_button_get_popover (button)), "preferences-zones");
  g_signal_emit_by_name (entry, "activate");
  zone = g_settings_get_string (fixture->settings, "time-zone");
  g_assert_cmpstr (zone, ==, "America/New_York");
  g_assert_nonnull (app_test_find (zones, GTK_TYPE_LABEL, "America/New York"));

  /* This computer's, wherever it goes, is no zone. */
  button = open_zones (fixture);
  g_assert_cmpuint (search_zones (button, "this computer"), ==, 1);
  g_signal_emit_by_name (entry, "activate");
  none = g_settings_get_string (fixture->settings, "time-zone");
  g_assert_cmpstr (none, ==, "");

  /* What another window sets is shown. */
  g_settings_set_string (fixture->settings, "time-zone", "Asia/Tokyo");
  g_assert_cmpstr (poster_zone_button_get_zone (POSTER_ZONE_BUTTON (zones)), ==, "Asia/Tokyo");
}

/* One that the list does not have is there all the same, once it was chosen. */
static void
test_zone_alias (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkMenuButton *button;

  g_settings_set_string (fixture->settings, "time-zone", "US/Pacific");
  show (fixture);
  g_assert_nonnull (app_test_find (fixture->page, GTK_TYPE_LABEL, "US/Pacific"));
  button = open_zones (fixture);
  g_assert_cmpuint (search_zones (button, "us/pac"), ==, 1);
}

static AdwComboRow *
find_connections (Fixture *fixture)
{
  return ADW_COMBO_ROW (app_test_find (fixture->page, ADW_TYPE_COMBO_ROW, NULL));
}

static void
test_connection (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterAccount) kitchen = accounts_add (&fixture->accounts, "kitchen", 12, FALSE, NULL);
  g_autoptr(PosterAccount) studio = NULL;
  g_autofree char *chosen = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *none = NULL;
  AdwComboRow *row;

  g_settings_set_string (fixture->settings, "default-connection", "0123456789abcdef01234567");
  show (fixture);
  row = find_connections (fixture);
  /* One that is gone leaves none in particular; to show that sets nothing. */
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), ==, 2);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  kept = g_settings_get_string (fixture->settings, "default-connection");
  g_assert_cmpstr (kept, ==, "0123456789abcdef01234567");

  adw_combo_row_set_selected (row, 1);
  chosen = g_settings_get_string (fixture->settings, "default-connection");
  g_assert_cmpstr (chosen, ==, kitchen->connection_id);

  studio = accounts_add (&fixture->accounts, "studio", 3, FALSE, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), ==, 3);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
  adw_combo_row_set_selected (row, 0);
  none = g_settings_get_string (fixture->settings, "default-connection");
  g_assert_cmpstr (none, ==, "");
}

static void
test_background (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *toggle;

  show (fixture);
  toggle = app_test_find (fixture->page, GTK_TYPE_SWITCH, NULL);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  g_assert_true (g_settings_get_boolean (fixture->settings, "run-in-background"));
  /* A refusal sets it back. */
  g_settings_set_boolean (fixture->settings, "run-in-background", FALSE);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
}

static GtkWidget *
find_question (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (GTK_WINDOW (window)) == GTK_WINDOW (fixture->window))
        return window;
    }
  return NULL;
}

static gboolean
has_question (gpointer user_data)
{
  return find_question (user_data) != NULL;
}

static gboolean
has_no_question (gpointer user_data)
{
  return find_question (user_data) == NULL;
}

/* @answer: what its button says */
static void
answer (Fixture    *fixture,
        const char *answer)
{
  GtkWidget *button;

  app_test_wait (has_question, fixture);
  button = app_test_find (find_question (fixture), GTK_TYPE_BUTTON, answer);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  app_test_wait (has_no_question, fixture);
}

static void
test_practice (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterAccount) kitchen = accounts_add (&fixture->accounts, "kitchen", 12, FALSE, NULL);
  g_autoptr(PosterAccount) one = NULL;
  g_autoptr(PosterAccount) two = NULL;
  g_autoptr(PosterAccount) left = NULL;
  GtkWidget *row;
  GtkWidget *button;

  show (fixture);
  row = app_test_find (fixture->page, ADW_TYPE_ACTION_ROW, "Practice accounts");
  button = app_test_find (row, GTK_TYPE_BUTTON, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "None");
  g_assert_false (gtk_widget_get_sensitive (button));

  one = accounts_add (&fixture->accounts, "one", -1, TRUE, NULL);
  two = accounts_add (&fixture->accounts, "two", -1, TRUE, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "2 accounts");
  g_signal_emit_by_name (button, "clicked");
  answer (fixture, "_Cancel");
  app_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_accounts (fixture->accounts.session)), ==, 3);

  g_signal_emit_by_name (button, "clicked");
  answer (fixture, "_Remove");
  accounts_wait (&fixture->accounts, "one", FALSE);
  accounts_wait (&fixture->accounts, "two", FALSE);
  left = accounts_find (&fixture->accounts, "kitchen");
  g_assert_nonnull (left);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "None");
}

/* Where the schema is not installed, what cannot be kept cannot be set; the rest can. */
static void
test_without_settings (Fixture       *fixture,
                       gconstpointer  data)
{
  Wanted wanted = { .fixture = fixture, .grace = "10" };

  fixture->page = poster_preferences_page_new (fixture->accounts.session, NULL);
  fixture->window = app_test_show (fixture->page, 640, 720);
  g_assert_false (gtk_widget_is_sensitive (app_test_find (fixture->page, POSTER_TYPE_ZONE_BUTTON, NULL)));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (find_connections (fixture))));
  g_assert_false (gtk_widget_is_sensitive (app_test_find (fixture->page, GTK_TYPE_SWITCH, NULL)));
  gtk_spin_button_set_value (find_spin (fixture), 10);
  app_test_wait (is_stored, &wanted);
}

static void
test_fits (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterAccount) account = NULL;
  GtkWindow *window = poster_preferences_new (NULL);
  GtkWidget *page;
  int minimum;

  account = accounts_add (&fixture->accounts, "the.long.and.winding.handle.of.a.kitchen.in.the.hills", 12, FALSE, NULL);
  g_settings_set_string (fixture->settings, "time-zone", "America/Argentina/Buenos_Aires");
  g_settings_set_string (fixture->settings, "default-connection", account->connection_id);
  page = poster_preferences_page_new (fixture->accounts.session, fixture->settings);
  poster_preferences_add (window, ADW_PREFERENCES_PAGE (page));
  gtk_window_set_default_size (window, 640, 700);
  gtk_window_present (window);
  app_test_wait_frames (page, 2);
  app_test_save_picture (GTK_WIDGET (window), "preferences-wide");
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  app_test_resize (GTK_WIDGET (window), 360, 640);
  app_test_save_picture (GTK_WIDGET (window), "preferences-narrow");
  app_test_close (GTK_WIDGET (window));
}

#define ADD(path, test) g_test_add ("/preferences/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  ADD ("grace-period-is-stored", test_grace);
  ADD ("zone-is-found-by-any-part-of-its-name", test_zone);
  ADD ("zone-by-another-name-is-kept", test_zone_alias);
  ADD ("connection-is-stored-when-chosen", test_connection);
  ADD ("background-follows-both-ways", test_background);
  ADD ("practice-accounts-go-when-confirmed", test_practice);
  ADD ("without-schema-nothing-pretends", test_without_settings);
  ADD ("fits-into-360", test_fits);
  return g_test_run ();
}
