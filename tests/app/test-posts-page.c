/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-posts-page.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-error.h"
#include "poster-post-actions.h"
#include "poster-post-details.h"
#include "poster-post-menu.h"
#include "poster-post-row.h"
#include "poster-store-series.h"
#include "poster-target-card.h"
#include "poster-test-async.h"

/* The page with the posts, and the details of one. */

typedef struct
{
  Accounts       accounts;
  PosterAccount *kitchen;
  PosterAccount *studio;
  GtkWidget     *page;
  GtkWidget     *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, NULL);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, TRUE, NULL);
  fixture->page = poster_posts_page_new ();
  poster_posts_page_set_session (POSTER_POSTS_PAGE (fixture->page), fixture->accounts.session);
  fixture->window = app_test_show (fixture->page, 1100, 700);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  app_test_close (fixture->window);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, NULL);
}

static PosterPost *
new_post (const char        *content,
          PosterAccount     *account,
          PosterTargetState  state)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (account->id);

  g_free (post->content);
  post->content = g_strdup (content);
  target->state = state;
  g_ptr_array_add (post->targets, target);
  return post;
}

static PosterPost *
save (Fixture    *fixture,
      PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_post_async (poster_session_get_store (fixture->accounts.session), post, POSTER_STATES_ANY, NULL,
                                poster_test_keep_result_cb, &result);
  post->version = poster_store_save_post_finish (poster_session_get_store (fixture->accounts.session),
                                                 poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

typedef struct
{
  GtkWidget  *root;
  const char *text;
  gboolean    is_there;
} Wanted;

static gboolean
is_as_wanted (gpointer user_data)
{
  Wanted *wanted = user_data;
  GtkWidget *label = app_test_find (wanted->root, GTK_TYPE_LABEL, wanted->text);

  return (label != NULL && gtk_widget_get_mapped (label)) == wanted->is_there;
}

static void
wait_for (GtkWidget  *root,
          const char *text,
          gboolean    is_there)
{
  Wanted wanted = { root, text, is_there };

  app_test_wait (is_as_wanted, &wanted);
}

static void
test_sections (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) draft = NULL;
  g_autoptr(PosterPost) failed = NULL;

  wait_for (fixture->page, "No Posts Yet", TRUE);
  app_test_save_picture (fixture->window, "posts-empty");
  draft = save (fixture, new_post ("Three days above the lake", fixture->kitchen, POSTER_TARGET_DRAFT));
  wait_for (fixture->page, "Three days above the lake", TRUE);
  wait_for (fixture->page, "No Posts Yet", FALSE);
  wait_for (fixture->page, "Drafts", TRUE);
  wait_for (fixture->page, "Needs you", FALSE);
  g_assert_cmpuint (poster_posts_page_get_n_needs_you (POSTER_POSTS_PAGE (fixture->page)), ==, 0);

  failed = save (fixture, new_post ("Latte art", fixture->studio, POSTER_TARGET_FAILED));
  wait_for (fixture->page, "Latte art", TRUE);
  wait_for (fixture->page, "Needs you", TRUE);
  g_assert_cmpuint (poster_posts_page_get_n_needs_you (POSTER_POSTS_PAGE (fixture->page)), ==, 1);
  app_test_save_picture (fixture->window, "posts-two");
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = save (fixture, new_post ("Three days above the lake", fixture->kitchen, POSTER_TARGET_DRAFT));
  GtkEditable *entry = GTK_EDITABLE (app_test_find (fixture->page, GTK_TYPE_SEARCH_ENTRY, NULL));

  wait_for (fixture->page, "Three days above the lake", TRUE);
  poster_posts_page_set_search_mode (POSTER_POSTS_PAGE (fixture->page), TRUE);
  g_assert_true (poster_posts_page_get_search_mode (POSTER_POSTS_PAGE (fixture->page)));
  gtk_editable_set_text (entry, "volcano");
  wait_for (fixture->page, "No Posts Found", TRUE);
  gtk_editable_set_text (entry, "above");
  wait_for (fixture->page, "Three days above the lake", TRUE);
  gtk_editable_set_text (entry, "volcano");
  wait_for (fixture->page, "No Posts Found", TRUE);
  poster_posts_page_set_search_mode (POSTER_POSTS_PAGE (fixture->page), FALSE);
  wait_for (fixture->page, "Three days above the lake", TRUE);
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) first = save (fixture, new_post ("Of the kitchen", fixture->kitchen, POSTER_TARGET_DRAFT));
  g_autoptr(PosterPost) second = save (fixture, new_post ("Of the studio", fixture->studio, POSTER_TARGET_FAILED));
  GtkWidget *popover = poster_posts_page_get_filter_popover (POSTER_POSTS_PAGE (fixture->page));
  GtkWidget *drafts = app_test_find (popover, GTK_TYPE_LABEL, "Drafts");
  GtkWidget *studio = app_test_find (popover, GTK_TYPE_LABEL, "@studio");
  gboolean is_filtered;

  wait_for (fixture->page, "Of the kitchen", TRUE);
  wait_for (fixture->page, "Of the studio", TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_ancestor (drafts, GTK_TYPE_CHECK_BUTTON)), FALSE);
  wait_for (fixture->page, "Of the kitchen", FALSE);
  wait_for (fixture->page, "Of the studio", TRUE);
  g_object_get (fixture->page, "is-filtered", &is_filtered, NULL);
  g_assert_true (is_filtered);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_ancestor (drafts, GTK_TYPE_CHECK_BUTTON)), TRUE);
  wait_for (fixture->page, "Of the kitchen", TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_ancestor (studio, GTK_TYPE_CHECK_BUTTON)), TRUE);
  wait_for (fixture->page, "Of the kitchen", FALSE);
  wait_for (fixture->page, "Of the studio", TRUE);

  g_signal_emit_by_name (app_test_find (popover, GTK_TYPE_BUTTON, "Show All"), "clicked");
  wait_for (fixture->page, "Of the kitchen", TRUE);
  g_object_get (fixture->page, "is-filtered", &is_filtered, NULL);
  g_assert_false (is_filtered);
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = save (fixture, new_post ("Three days above the lake", fixture->kitchen, POSTER_TARGET_DRAFT));
  int minimum;

  wait_for (fixture->page, "Three days above the lake", TRUE);
  wait_for (fixture->page, "Not scheduled", TRUE);
  wait_for (fixture->page, "Edit", TRUE);
  app_test_resize (fixture->window, 360, 600);
  wait_for (fixture->page, "Edit", FALSE);
  wait_for (fixture->page, "@kitchen", TRUE);
  gtk_widget_measure (fixture->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  app_test_resize (fixture->window, 1100, 600);
  wait_for (fixture->page, "Edit", TRUE);
  poster_posts_page_set_narrow (POSTER_POSTS_PAGE (fixture->page), TRUE);
  wait_for (fixture->page, "Edit", FALSE);
}

/* The keyboard walks over posts, not over their buttons, and stays in the list when one goes away. */
static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) first = save (fixture, new_post ("The first", fixture->kitchen, POSTER_TARGET_FAILED));
  g_autoptr(PosterPost) second = save (fixture, new_post ("The second", fixture->kitchen, POSTER_TARGET_FAILED));
  GtkWidget *list_view = app_test_find (fixture->page, GTK_TYPE_LIST_VIEW, NULL);
  GtkWidget *focus;

  wait_for (fixture->page, "The first", TRUE);
  wait_for (fixture->page, "The second", TRUE);
  g_assert_true (gtk_widget_grab_focus (list_view));
  for (guint i = 0; i < 3; i++)
    gtk_widget_child_focus (list_view, GTK_DIR_DOWN);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (app_test_find (focus, GTK_TYPE_LABEL, "The first"));
  g_assert_false (GTK_IS_BUTTON (focus));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "The first, Failed, Changed a moment ago");
  g_assert_true (gtk_widget_child_focus (list_view, GTK_DIR_TAB_FORWARD));
  g_assert_true (GTK_IS_BUTTON (gtk_window_get_focus (GTK_WINDOW (fixture->window))));

  g_assert_true (gtk_widget_activate_action (fixture->page, "posts.delete", "s", first->id));
  wait_for (fixture->page, "The first", FALSE);
  app_test_wait_frames (fixture->page, 2);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, list_view));
}

static guint
count_rows (GtkWidget *root)
{
  guint n_rows = POSTER_IS_POST_ROW (root) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_rows += count_rows (child);
  return n_rows;
}

/* Rows are made for what is seen, and those there are show what is scrolled to. */
static void
test_scrolls (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *scrolled = app_test_find (fixture->page, GTK_TYPE_SCROLLED_WINDOW, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *content = g_strdup_printf ("Post %u", i);
      g_autoptr(PosterPost) post = save (fixture, new_post (content, fixture->kitchen, POSTER_TARGET_DRAFT));

      (void) post;
    }
  wait_for (fixture->page, "Post 149", TRUE);
  g_assert_cmpuint (count_rows (fixture->page), <, 30);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  wait_for (fixture->page, "Post 0", TRUE);
  g_assert_cmpuint (count_rows (fixture->page), <, 30);
  gtk_adjustment_set_value (adjustment, 0);
  wait_for (fixture->page, "Post 149", TRUE);
}

static gboolean
has_item (GMenuModel *menu,
          const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; j < g_menu_model_get_n_items (section); j++)
        {
          g_autofree char *name = NULL;

          g_menu_model_get_item_attribute (section, j, G_MENU_ATTRIBUTE_ACTION, "s", &name);
          if (g_strcmp0 (name, action) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

static void
test_menu (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    PosterTargetState state;
    gboolean          has_edit, has_retry, has_now, has_cancel, has_delete;
  } cases[] = {
    { POSTER_TARGET_DRAFT, TRUE, FALSE, FALSE, FALSE, TRUE },
    { POSTER_TARGET_SENDING, FALSE, FALSE, FALSE, TRUE, FALSE },
    { POSTER_TARGET_FAILED, TRUE, TRUE, FALSE, FALSE, TRUE },
    { POSTER_TARGET_MISSED, TRUE, TRUE, TRUE, FALSE, TRUE },
    { POSTER_TARGET_PUBLISHED, FALSE, FALSE, FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterPost) post = new_post ("x", fixture->kitchen, cases[i].state);
      g_autoptr(GMenuModel) menu = poster_post_menu_new (fixture->accounts.session, post, TRUE);

      g_test_message ("%s", poster_target_state_to_string (cases[i].state));
      g_assert_true (has_item (menu, "app.show-post"));
      g_assert_true (has_item (menu, "posts.duplicate"));
      g_assert_false (has_item (menu, "posts.open"));
      g_assert_cmpint (has_item (menu, "app.edit-post"), ==, cases[i].has_edit);
      g_assert_cmpint (has_item (menu, "posts.retry"), ==, cases[i].has_retry);
      g_assert_cmpint (has_item (menu, "posts.post-now"), ==, cases[i].has_now);
      g_assert_cmpint (has_item (menu, "posts.cancel"), ==, cases[i].has_cancel);
      g_assert_cmpint (has_item (menu, "posts.delete"), ==, cases[i].has_delete);
    }
}

static void
test_deletes (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = save (fixture, new_post ("Not this one", fixture->kitchen, POSTER_TARGET_DRAFT));

  wait_for (fixture->page, "Not this one", TRUE);
  g_assert_true (gtk_widget_activate_action (fixture->page, "posts.delete", "s", post->id));
  wait_for (fixture->page, "No Posts Yet", TRUE);
}

static gboolean
is_gone (gpointer user_data)
{
  gpointer *weak = user_data;

  return *weak == NULL;
}

static void
test_details (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post ("The loaf that forgives everything\nand more", fixture->kitchen,
                                         POSTER_TARGET_UNKNOWN);
  PosterPostDetails *details;
  PosterTarget *target;
  gpointer weak;
  int minimum;

  target = poster_target_new (fixture->studio->id);
  target->state = POSTER_TARGET_FAILED;
  target->error_message = g_strdup ("The clip is too long. Shorten it to 10 minutes.");
  target->error_category = g_strdup ("user_content");
  g_ptr_array_add (post->targets, target);
  save (fixture, post);

  details = poster_post_details_open (fixture->accounts.session, GTK_WINDOW (fixture->window), post->id);
  g_assert_true (poster_post_details_open (fixture->accounts.session, NULL, post->id) == details);
  gtk_window_present (GTK_WINDOW (details));
  wait_for (GTK_WIDGET (details), "The loaf that forgives everything\nand more", TRUE);
  wait_for (GTK_WIDGET (details), "@kitchen on TikTok", TRUE);
  wait_for (GTK_WIDGET (details), "It Is Out", TRUE);
  wait_for (GTK_WIDGET (details), "It Is Not: Post Again", TRUE);
  wait_for (GTK_WIDGET (details), "The clip is too long. Shorten it to 10 minutes.", TRUE);
  app_test_save_picture (GTK_WIDGET (details), "post-details");
  gtk_widget_measure (GTK_WIDGET (details), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  /* A person says that it is out; the window follows, and the other account stays as it was. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (details), "posts.is-out", "(ss)", post->id,
                                             ((PosterTarget *) g_ptr_array_index (post->targets, 0))->id));
  wait_for (GTK_WIDGET (details), "It Is Out", FALSE);
  wait_for (GTK_WIDGET (details), "Published", TRUE);
  wait_for (GTK_WIDGET (details), "The clip is too long. Shorten it to 10 minutes.", TRUE);

  weak = details;
  g_object_add_weak_pointer (G_OBJECT (details), &weak);
  gtk_window_close (GTK_WINDOW (details));
  app_test_wait (is_gone, &weak);
}

/* A post that a service has, and what was changed there while it was changed here. */
static PosterPost *
save_conflict (Fixture    *fixture,
               const char *theirs)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (fixture->accounts.session));
  PosterPost *post = new_post ("Soup, as I had it", fixture->kitchen, POSTER_TARGET_SCHEDULED);
  PosterTarget *target = g_ptr_array_index (post->targets, 0);
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  target->holder = POSTER_HOLDER_REMOTE;
  target->due_us = now_us + 3 * G_TIME_SPAN_DAY;
  g_free (target->post_id);
  target->post_id = g_strdup (post->id);
  save (fixture, post);
  submission = poster_submission_new (fixture->kitchen->connection_id, post->id);
  submission->remote_id = g_strdup ("there");
  submission->is_open = TRUE;
  if (theirs != NULL)
    submission->remote = g_strdup_printf ("{\"id\": \"there\", \"mark\": \"m\", \"content\": \"%s\", \"us\": %" G_GINT64_FORMAT
                                          ", \"media\": 0, \"targets\": [{\"account\": \"%s\"}]}", theirs,
                                          now_us + 4 * G_TIME_SPAN_DAY, fixture->kitchen->remote_id);
  target->is_handed_over = TRUE;
  target->told_us = target->due_us;
  target->submission_id = g_strdup (submission->id);
  if (theirs != NULL)
    {
      target->state = POSTER_TARGET_HELD;
      target->error_code = g_strdup (POSTER_ERROR_CODE_REMOTE_CHANGED);
      target->error_category = g_strdup ("user_content");
      target->error_message = g_strdup ("The post was changed here and at Late. Choose which is to count.");
    }
  poster_store_commit_targets_async (store, NULL, post->targets, POSTER_STATES_ANY, NULL, submission, NULL,
                                     poster_test_keep_result_cb, &result);
  poster_store_commit_targets_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

static PosterPostDetails *
open_details (Fixture    *fixture,
              PosterPost *post)
{
  PosterPostDetails *details = poster_post_details_open (fixture->accounts.session, GTK_WINDOW (fixture->window), post->id);

  gtk_window_present (GTK_WINDOW (details));
  return details;
}

static void
close_details (PosterPostDetails *details)
{
  gpointer weak = details;

  g_object_add_weak_pointer (G_OBJECT (details), &weak);
  gtk_window_close (GTK_WINDOW (details));
  app_test_wait (is_gone, &weak);
}

/* Both versions are shown, and a person says which counts. */
static void
test_conflict (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_conflict (fixture, "Soup, as it is there");
  PosterPostDetails *details;
  int minimum;

  wait_for (fixture->page, "Changed at Late, too", TRUE);
  wait_for (fixture->page, "Choose…", TRUE);
  app_test_save_picture (fixture->window, "posts-conflict");
  details = open_details (fixture, post);
  wait_for (GTK_WIDGET (details), "Soup, as it is there", TRUE);
  wait_for (GTK_WIDGET (details), "Keep Mine", TRUE);
  wait_for (GTK_WIDGET (details), "Use Theirs", TRUE);
  app_test_save_picture (GTK_WIDGET (details), "post-details-conflict");
  gtk_widget_measure (GTK_WIDGET (details), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  g_signal_emit_by_name (app_test_find (GTK_WIDGET (details), GTK_TYPE_BUTTON, data != NULL ? "Use Theirs" : "Keep Mine"),
                         "clicked");
  wait_for (GTK_WIDGET (details), "Keep Mine", FALSE);
  wait_for (fixture->page, "Changed at Late, too", FALSE);
  wait_for (fixture->page, data != NULL ? "Soup, as it is there" : "Soup, as I had it", TRUE);
  close_details (details);
}

static void
test_handed_over (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_conflict (fixture, NULL);

  wait_for (fixture->page, "Late posts it", TRUE);
}

static void
test_details_of_deleted (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PosterPost) post = save (fixture, new_post ("Not this one", fixture->kitchen, POSTER_TARGET_DRAFT));
  PosterPostDetails *details = poster_post_details_open (fixture->accounts.session, GTK_WINDOW (fixture->window), post->id);
  gpointer weak = details;

  g_object_add_weak_pointer (G_OBJECT (details), &weak);
  gtk_window_present (GTK_WINDOW (details));
  wait_for (GTK_WIDGET (details), "Not this one", TRUE);
  wait_for (GTK_WIDGET (details), "Edit", TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (details), "posts.delete", "s", post->id));
  app_test_wait (is_gone, &weak);
}

static PosterPost *
save_series (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text ("FREQ=WEEKLY;BYDAY=MO,FR", NULL);
  g_autoptr(PosterPost) post = new_post ("Twice a week", fixture->kitchen, POSTER_TARGET_SCHEDULED);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *stored;

  post->schedule = poster_schedule_new_wall ("2040-01-02T18:00:00", "UTC", NULL);
  poster_store_save_series_async (store, post, rule, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_series_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return stored;
}

static void
test_series (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_series (fixture);
  PosterPostDetails *details = open_details (fixture, post);

  wait_for (GTK_WIDGET (details), "Every week on Monday and Friday at 18:00", TRUE);
  app_test_wait_frames (GTK_WIDGET (details), 2);
  app_test_save_picture (GTK_WIDGET (details), "post-details-series");
  g_signal_emit_by_name (app_test_find (GTK_WIDGET (details), GTK_TYPE_BUTTON, "_Stop Repeating"), "clicked");
  wait_for (GTK_WIDGET (details), "Every week on Monday and Friday at 18:00", FALSE);
  close_details (details);
}

/* What a question was put by, if it was. */
static GtkWidget *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_question () != NULL;
}

static gboolean
is_not_asked (gpointer user_data)
{
  return find_question () == NULL;
}

static void
answer (const char *response)
{
  GtkWidget *question;

  app_test_wait (is_asked, NULL);
  question = find_question ();
  app_test_wait_frames (question, 2);
  app_test_save_picture (question, "series-question");
  g_signal_emit_by_name (app_test_find (question, GTK_TYPE_BUTTON, response), "clicked");
  app_test_wait (is_not_asked, NULL);
}

static guint
count_series (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) series = NULL;

  poster_store_list_series_async (store, NULL, poster_test_keep_result_cb, &result);
  series = poster_store_list_series_finish (store, poster_test_await (&result), NULL);
  return series->len;
}

static PosterPost *
find_post (Fixture    *fixture,
           const char *id)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_post_async (store, id, NULL, poster_test_keep_result_cb, &result);
  return poster_store_get_post_finish (store, poster_test_await (&result), NULL);
}

typedef struct
{
  Fixture    *fixture;
  const char *id;
} Deleted;

static gboolean
is_deleted (gpointer user_data)
{
  Deleted *deleted = user_data;
  g_autoptr(PosterPost) post = find_post (deleted->fixture, deleted->id);

  return post == NULL;
}

/* Without this post the next one comes in its place; without those that follow, none does. */
static void
test_series_deleted (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_series (fixture);
  Deleted deleted = { fixture, post->id };

  wait_for (fixture->page, "Twice a week", TRUE);
  g_assert_true (gtk_widget_activate_action (fixture->page, "posts.delete", "s", post->id));
  answer ("_Cancel");
  g_assert_false (is_deleted (&deleted));
  g_assert_true (gtk_widget_activate_action (fixture->page, "posts.delete", "s", post->id));
  answer (data);
  app_test_wait (is_deleted, &deleted);
  if (g_str_equal (data, "_This Post"))
    {
      wait_for (fixture->page, "Twice a week", TRUE);
      g_assert_cmpuint (count_series (fixture), ==, 1);
    }
  else
    {
      wait_for (fixture->page, "No Posts Yet", TRUE);
      g_assert_cmpuint (count_series (fixture), ==, 0);
    }
}

/* What was deleted with all that follow comes back with them. */
static void
test_series_restored (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_series (fixture);
  g_autoptr(PosterPost) back = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_post_actions_trash_async (fixture->accounts.session, post->id, post->series_id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_post_actions_trash_finish (fixture->accounts.session, poster_test_await (&result), &error));
  g_assert_cmpuint (count_series (fixture), ==, 0);
  g_clear_object (&result);
  poster_post_actions_restore_async (fixture->accounts.session, post->id, post->series_id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_post_actions_restore_finish (fixture->accounts.session, poster_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_series (fixture), ==, 1);
  back = find_post (fixture, post->id);
  g_assert_true (back->repeats);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/posts-page/sections-as-they-come", test_sections);
  ADD ("/posts-page/searches", test_search);
  ADD ("/posts-page/filters", test_filter);
  ADD ("/posts-page/narrow", test_narrow);
  ADD ("/posts-page/keyboard-walks-over-posts", test_keyboard);
  ADD ("/posts-page/rows-for-what-is-seen", test_scrolls);
  ADD ("/posts-page/menu-has-what-is-possible", test_menu);
  ADD ("/posts-page/deletes", test_deletes);
  ADD ("/post-details/tells-all-and-follows", test_details);
  ADD ("/post-details/closes-with-its-post", test_details_of_deleted);
  ADD ("/post-details/what-was-changed-at-late-too-is-kept-as-it-is-here", test_conflict);
  g_test_add ("/post-details/what-was-changed-at-late-too-is-taken-over", Fixture, "theirs", set_up, test_conflict,
              tear_down);
  ADD ("/post-details/stops-repeating", test_series);
  g_test_add ("/posts-page/deletes-one-that-repeats", Fixture, "_This Post", set_up, test_series_deleted, tear_down);
  g_test_add ("/posts-page/deletes-all-that-follow", Fixture, "This and _All That Follow", set_up, test_series_deleted, tear_down);
  ADD ("/posts-page/brings-back-all-that-follow", test_series_restored);
  ADD ("/posts-page/says-that-late-posts-it", test_handed_over);

  return g_test_run ();
}
