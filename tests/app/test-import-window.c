/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-import-window.h"
#include "poster-test-async.h"

#define PLAN \
  "date,timezone,accounts,caption,note,option:privacy_level\n" \
  "draft 2031-12-24 18:00,Europe/Berlin,kitchen,Pasta tonight,,PUBLIC_TO_EVERYONE\n" \
  "draft,,,\"Leftovers, three ways\",,\n" \
  "2020-01-01 12:00,Europe/Berlin,kitchen,Too late,,PUBLIC_TO_EVERYONE\n" \
  "2031-12-26 18:00,Europe/Berlin,nobody,For whom?,,PUBLIC_TO_EVERYONE\n"

typedef struct
{
  PosterImportWindow *window;
  guint               n_imported;
  gboolean            is_gone;
} Import;

static gboolean
has_page (gpointer user_data)
{
  Import *import = user_data;
  GtkWidget *stack = app_test_find (GTK_WIDGET (import->window), GTK_TYPE_STACK, NULL);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "reading") != 0;
}

static gboolean
is_gone (gpointer user_data)
{
  return ((Import *) user_data)->is_gone;
}

static void
imported_cb (PosterImportWindow *window,
             guint               n_posts,
             Import             *import)
{
  import->n_imported = n_posts;
}

static void
gone_cb (gpointer  user_data,
         GObject  *object)
{
  Import *import = user_data;

  import->window = NULL;
  import->is_gone = TRUE;
}

static void
open_plan (Accounts   *accounts,
           Import     *import,
           const char *text)
{
  g_autofree char *path = g_build_filename (accounts->dir, "Advent.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  *import = (Import) { .window = poster_import_window_new (NULL, accounts->session, "UTC") };
  gtk_window_set_modal (GTK_WINDOW (import->window), FALSE);
  g_object_weak_ref (G_OBJECT (import->window), gone_cb, import);
  g_signal_connect (import->window, "imported", G_CALLBACK (imported_cb), import);
  poster_import_window_load (import->window, file);
  gtk_window_present (GTK_WINDOW (import->window));
  app_test_wait (has_page, import);
  app_test_settle ();
}

static GPtrArray *
list_posts (Accounts *accounts)
{
  PosterStore *store = poster_session_get_store (accounts->session);
  PosterPostQuery query = { .oldest_first = TRUE };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *posts;

  poster_store_list_posts_async (store, &query, NULL, poster_test_keep_result_cb, &result);
  posts = poster_store_list_posts_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return posts;
}

static void
test_import (Accounts      *accounts,
             gconstpointer  data)
{
  Import import;
  GtkWidget *widget;
  GtkWidget *problems;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  PosterPost *post;

  accounts_add (accounts, "kitchen", 1200, TRUE, NULL);
  accounts_wait (accounts, "kitchen", TRUE);
  open_plan (accounts, &import, PLAN);
  widget = GTK_WIDGET (import.window);
  app_test_wait_frames (widget, 2);
  app_test_save_picture (widget, "import-plan");
  none = list_posts (accounts);
  g_assert_cmpuint (none->len, ==, 0);

  /* Each row is there with what becomes of it. */
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "Pasta tonight"));
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "Line 5"));
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "There is no account “nobody”."));
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "2 posts can be imported. 2 rows have to be put right first."));

  problems = app_test_find (widget, GTK_TYPE_TOGGLE_BUTTON, "Only _Problems");
  g_assert_nonnull (problems);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (problems), TRUE);
  app_test_settle ();
  g_assert_null (app_test_find (widget, GTK_TYPE_LABEL, "Leftovers, three ways"));
  g_assert_nonnull (app_test_find (widget, GTK_TYPE_LABEL, "Too late"));
  app_test_resize (widget, 360, 720);
  app_test_wait_frames (widget, 2);
  app_test_save_picture (widget, "import-plan-narrow");

  /* Whoever closes it while it stores loses nothing. */
  g_assert_true (gtk_widget_activate_action (widget, "plan.import", NULL));
  gtk_window_close (GTK_WINDOW (widget));
  g_assert_false (import.is_gone);
  app_test_wait (is_gone, &import);
  g_assert_cmpuint (import.n_imported, ==, 2);
  posts = list_posts (accounts);
  g_assert_cmpuint (posts->len, ==, 2);
  post = g_ptr_array_index (posts, 0);
  g_assert_cmpstr (post->content, ==, "Pasta tonight");
  g_assert_cmpstr (poster_schedule_get_wall (post->schedule), ==, "2031-12-24T18:00:00");
}

static void
test_unreadable (Accounts      *accounts,
                 gconstpointer  data)
{
  const struct { const char *text; const char *words; } plans[] = {
    { "captoin\nx\n", "“captoin” is not a column" },
    { "caption\n", "The plan has no posts" },
    { "{", "not a JSON document" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      Import import;
      AdwStatusPage *page;

      open_plan (accounts, &import, plans[i].text);
      page = ADW_STATUS_PAGE (app_test_find (GTK_WIDGET (import.window), ADW_TYPE_STATUS_PAGE, NULL));
      g_assert_nonnull (strstr (adw_status_page_get_description (page), plans[i].words));
      if (i == 0)
        {
          app_test_wait_frames (GTK_WIDGET (import.window), 2);
          app_test_save_picture (GTK_WIDGET (import.window), "import-plan-refused");
        }
      gtk_window_destroy (GTK_WINDOW (import.window));
      app_test_wait (is_gone, &import);
    }
}

/* Closing it while it looks ends the looking, and nothing is made. */
static void
test_closed (Accounts      *accounts,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (accounts->dir, "Advent.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GPtrArray) posts = NULL;
  Import import = { .window = poster_import_window_new (NULL, accounts->session, "UTC") };

  g_assert_true (g_file_set_contents (path, PLAN, -1, NULL));
  g_object_weak_ref (G_OBJECT (import.window), gone_cb, &import);
  gtk_window_present (GTK_WINDOW (import.window));
  poster_import_window_load (import.window, file);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_jobs (accounts->session)), ==, 1);
  gtk_window_close (GTK_WINDOW (import.window));
  app_test_wait (is_gone, &import);
  g_assert_cmpuint (g_list_model_get_n_items (poster_session_get_jobs (accounts->session)), ==, 0);
  posts = list_posts (accounts);
  g_assert_cmpuint (posts->len, ==, 0);
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
  ADD ("/import-window/shows-what-becomes-of-each-row-before-it-is-made", test_import);
  ADD ("/import-window/what-is-no-plan-is-told-in-words", test_unreadable);
  ADD ("/import-window/closed-is-cancelled", test_closed);
  return g_test_run ();
}
