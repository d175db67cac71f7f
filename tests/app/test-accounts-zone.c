/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-row.h"
#include "poster-account-zone-window.h"
#include "poster-accounts-page.h"
#include "poster-zone-button.h"

static GtkWindow *
find_zone_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (POSTER_IS_ACCOUNT_ZONE_WINDOW (window))
        return window;
    }
  return NULL;
}

static gboolean
is_there (gpointer user_data)
{
  GtkWindow *window = find_zone_window ();

  return window != NULL && gtk_widget_get_mapped (GTK_WIDGET (window));
}

static gboolean
is_gone (gpointer user_data)
{
  return find_zone_window () == NULL;
}

typedef struct
{
  Accounts   *accounts;
  const char *zone;
} Wanted;

static gboolean
has_zone (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autoptr(PosterAccount) account = accounts_find (wanted->accounts, "studio");

  return g_strcmp0 (account->zone, wanted->zone) == 0;
}

static PosterZoneButton *
ask (GtkWidget *page)
{
  GtkWidget *row = app_test_find (page, POSTER_TYPE_ACCOUNT_ROW, NULL);
  GtkWidget *button;

  g_assert_true (gtk_widget_activate_action (row, "account.time-zone", NULL));
  app_test_wait (is_there, NULL);
  button = app_test_find (GTK_WIDGET (find_zone_window ()), POSTER_TYPE_ZONE_BUTTON, NULL);
  g_assert_nonnull (button);
  return POSTER_ZONE_BUTTON (button);
}

static void
save (void)
{
  gtk_widget_activate_action (GTK_WIDGET (find_zone_window ()), "zone.save", NULL);
  app_test_wait (is_gone, NULL);
}

/* It is chosen, shown the next time, and can be taken back. */
static void
test_set (Accounts      *accounts,
          gconstpointer  data)
{
  g_autoptr(PosterAccount) studio = accounts_add (accounts, "studio", -1, FALSE, NULL);
  GtkWidget *page = poster_accounts_page_new_with_session (accounts->session);
  GtkWidget *window = app_test_show (page, 800, 600);
  Wanted wanted = { accounts, "America/New_York" };
  PosterZoneButton *button = ask (page);

  g_assert_nonnull (app_test_find (GTK_WIDGET (button), GTK_TYPE_LABEL, "Not Set"));
  poster_zone_button_set_zone (button, "America/New_York");
  app_test_wait_frames (GTK_WIDGET (find_zone_window ()), 2);
  app_test_save_picture (GTK_WIDGET (find_zone_window ()), "account-zone");
  save ();
  app_test_wait (has_zone, &wanted);

  button = ask (page);
  g_assert_cmpstr (poster_zone_button_get_zone (button), ==, "America/New_York");
  poster_zone_button_set_zone (button, NULL);
  save ();
  wanted.zone = NULL;
  app_test_wait (has_zone, &wanted);
  app_test_close (window);
}

/* What cannot be stored is told, and nothing is lost. */
static void
test_not_stored (Accounts      *accounts,
                 gconstpointer  data)
{
  g_autoptr(PosterAccount) studio = accounts_add (accounts, "studio", -1, FALSE, NULL);
  GtkWindow *window;
  GtkWidget *problem;

  g_free (studio->id);
  studio->id = g_strdup ("0123456789abcdef01234567");
  window = poster_account_zone_window_new (NULL, accounts->session, studio);
  gtk_window_present (window);
  app_test_wait (is_there, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "zone.save", NULL);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      problem = app_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "No account “0123456789abcdef01234567” is known");
    }
  while (problem == NULL);
  g_assert_true (gtk_widget_is_visible (problem));
  gtk_window_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

  g_test_add ("/accounts-zone/is-said-by-a-person", Accounts, NULL, accounts_set_up, test_set, accounts_tear_down);
  g_test_add ("/accounts-zone/not-stored", Accounts, NULL, accounts_set_up, test_not_stored, accounts_tear_down);
  return g_test_run ();
}
