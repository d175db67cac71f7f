/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-options-group.h"
#include "poster-platforms.h"

#include "app-test.h"

/* The options of all platforms, made into rows from the data. */

static PosterPlatforms *platforms;

typedef struct
{
  PosterOptionsGroup *group;
  GtkWidget          *window;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *platform,
        int         width)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  fixture->group = POSTER_OPTIONS_GROUP (poster_options_group_new (poster_platforms_find (platforms, platform)));
  gtk_widget_set_margin_top (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (fixture->group), 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (fixture->group));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  fixture->window = app_test_show (scroller, width, 720);
}

static void
tear_down (Fixture *fixture)
{
  app_test_close (fixture->window);
}

/* One account whose service says @creator; "" while it is still asked. */
static void
set_account (Fixture    *fixture,
             const char *platform,
             const char *creator_text)
{
  g_autoptr(PosterAccount) account = poster_account_new ("late", platform, "kitchen");
  g_autoptr(JsonObject) creator = *creator_text != '\0' ? poster_json_parse_object (creator_text, -1, NULL) : NULL;
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) creators = g_ptr_array_new ();

  account->username = g_strdup ("kitchen");
  account->is_active = TRUE;
  g_ptr_array_add (accounts, account);
  g_ptr_array_add (creators, creator);
  poster_options_group_set_accounts (fixture->group, accounts, creators);
}

static void
set_options (Fixture    *fixture,
             const char *text)
{
  g_autoptr(JsonObject) options = poster_json_parse_object (text, -1, NULL);

  g_assert_nonnull (options);
  poster_options_group_set_options (fixture->group, options);
}

#define assert_options(fixture, expected) G_STMT_START { \
  g_autoptr(JsonObject) options_ = poster_options_group_dup_options ((fixture)->group); \
  g_autofree char *text_ = poster_json_to_text (options_, FALSE); \
  g_assert_cmpstr (text_, ==, expected); \
} G_STMT_END

#define assert_missing(fixture, expected) G_STMT_START { \
  g_autoptr(GPtrArray) missing_ = poster_options_group_dup_missing ((fixture)->group); \
  g_assert_cmpstr (missing_->len > 0 ? g_ptr_array_index (missing_, 0) : NULL, ==, expected); \
} G_STMT_END

static GtkWidget *
find_row (Fixture    *fixture,
          const char *title)
{
  return app_test_find (GTK_WIDGET (fixture->group), ADW_TYPE_PREFERENCES_ROW, title);
}

static GtkWidget *
get_row (Fixture    *fixture,
         const char *title)
{
  GtkWidget *row = find_row (fixture, title);

  g_test_message ("row “%s”", title);
  g_assert_nonnull (row);
  return row;
}

static gboolean
is_shown (Fixture    *fixture,
          const char *title)
{
  GtkWidget *row = find_row (fixture, title);

  return row != NULL && gtk_widget_get_visible (row);
}

/* Opened up, so that a warning of any of the rows would be one. */
static void
open_all (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    open_all (child);
}

static void
test_all_platforms (void)
{
  for (const char *const *key = poster_platforms_get_keys (platforms); *key != NULL; key++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, *key);
      g_autofree char *picture = g_strconcat ("options-of-", *key, NULL);
      Fixture fixture;

      g_test_message ("%s", *key);
      set_up (&fixture, *key, 640);
      set_account (&fixture, *key, "{\"boards\":[{\"value\":\"1\",\"label\":\"Food\"}],"
                                   "\"subreddits\":[{\"value\":\"food\",\"label\":\"r/food\"}]}");
      for (PosterPostKind kind = POSTER_POST_TEXT; kind <= POSTER_POST_VIDEO; kind++)
        if ((platform->kinds & POSTER_POST_KINDS (kind)) != 0)
          poster_options_group_set_kind (fixture.group, kind);
      app_test_settle ();
      app_test_save_picture (fixture.window, picture);
      open_all (GTK_WIDGET (fixture.group));
      app_test_settle ();
      assert_options (&fixture, "{}");
      tear_down (&fixture);
    }
}

/* The one that takes a text out. */
static GtkWidget *
remove_button (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_BUTTON (child) ? NULL : remove_button (child);

      if (GTK_IS_BUTTON (child) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (child)), "user-trash-symbolic") == 0)
        return child;
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
type (GtkWidget  *row,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
test_list (void)
{
  Fixture fixture;

  set_up (&fixture, "instagram", 640);
  set_account (&fixture, "instagram", "{}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Collaborators")), TRUE);
  g_assert_nonnull (app_test_find (get_row (&fixture, "Collaborators"), GTK_TYPE_LABEL, "None"));
  type (get_row (&fixture, "No. 1"), "bakery");
  assert_options (&fixture, "{\"collaborators\":[\"bakery\"]}");
  type (get_row (&fixture, "No. 2"), "cellar");
  assert_options (&fixture, "{\"collaborators\":[\"bakery\",\"cellar\"]}");
  g_assert_nonnull (app_test_find (get_row (&fixture, "Collaborators"), GTK_TYPE_LABEL, "2 of 3"));
  app_test_settle ();
  app_test_save_picture (fixture.window, "options-list");

  g_signal_emit_by_name (remove_button (get_row (&fixture, "No. 1")), "clicked");
  assert_options (&fixture, "{\"collaborators\":[\"cellar\"]}");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row (&fixture, "No. 1"))), ==, "cellar");
  type (get_row (&fixture, "No. 1"), "");
  assert_options (&fixture, "{}");

  set_options (&fixture, "{\"collaborators\":[\"a\",\"b\"]}");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row (&fixture, "No. 2"))), ==, "b");
  assert_options (&fixture, "{\"collaborators\":[\"a\",\"b\"]}");
  tear_down (&fixture);
}

/* What a client of the API put beside a post of a thread stays when its text is changed. */
static void
test_thread (void)
{
  Fixture fixture;
  GtkWidget *view;

  set_up (&fixture, "twitter", 640);
  set_account (&fixture, "twitter", "{}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_TEXT);
  set_options (&fixture, "{\"threadItems\":[{\"content\":\"Two\",\"mediaItems\":[1]}]}");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Thread")), TRUE);
  view = app_test_find (get_row (&fixture, "Post 2"), GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "Two\nand a half", -1);
  assert_options (&fixture, "{\"threadItems\":[{\"content\":\"Two\\nand a half\",\"mediaItems\":[1]}]}");
  view = app_test_find (get_row (&fixture, "Post 3"), GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "Three", -1);
  assert_options (&fixture, "{\"threadItems\":[{\"content\":\"Two\\nand a half\",\"mediaItems\":[1]},\"Three\"]}");
  g_assert_nonnull (app_test_find (get_row (&fixture, "Post 3"), GTK_TYPE_LABEL, "275 left"));
  app_test_settle ();
  app_test_save_picture (fixture.window, "options-thread");
  tear_down (&fixture);
}

/* While nobody knows of boards, there is nothing to choose; what was chosen elsewhere stays. */
static void
test_choices_of_the_account (void)
{
  Fixture fixture;

  set_up (&fixture, "pinterest", 640);
  set_account (&fixture, "pinterest", "");
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  /* Being asked keeps nobody from publishing: it need not be chosen. */
  assert_missing (&fixture, NULL);
  set_account (&fixture, "pinterest", "{}");
  g_assert_false (is_shown (&fixture, "Board"));
  set_account (&fixture, "pinterest", "{\"boards\":[]}");
  g_assert_false (is_shown (&fixture, "Board"));
  set_options (&fixture, "{\"boardId\":\"7\"}");
  g_assert_true (is_shown (&fixture, "Board"));
  assert_options (&fixture, "{\"boardId\":\"7\"}");
  set_account (&fixture, "pinterest", "{\"boards\":[{\"value\":\"7\",\"label\":\"Food\"},{\"value\":\"8\",\"label\":\"Ships\"}]}");
  g_assert_nonnull (app_test_find (get_row (&fixture, "Board"), GTK_TYPE_LABEL, "Food"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (app_test_find (get_row (&fixture, "Ships"), GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  assert_options (&fixture, "{\"boardId\":\"8\"}");
  tear_down (&fixture);
}

static void
test_open_choice (void)
{
  Fixture fixture;
  GtkWidget *another;

  set_up (&fixture, "reddit", 640);
  set_account (&fixture, "reddit", "{\"subreddits\":[{\"value\":\"food\",\"label\":\"r/food\"}]}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_TEXT);
  assert_missing (&fixture, "Choose a subreddit.");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Subreddit")), TRUE);
  another = app_test_find (get_row (&fixture, "Subreddit"), ADW_TYPE_ENTRY_ROW, "Another");
  type (another, "ships");
  assert_options (&fixture, "{\"subreddit\":\"ships\"}");
  assert_missing (&fixture, NULL);
  g_assert_nonnull (app_test_find (get_row (&fixture, "Subreddit"), GTK_TYPE_LABEL, "ships"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (app_test_find (get_row (&fixture, "r/food"), GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  assert_options (&fixture, "{\"subreddit\":\"food\"}");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (another)), ==, "");
  app_test_settle ();
  app_test_save_picture (fixture.window, "options-open-choice");

  /* The account may have one that the service takes by itself. */
  set_options (&fixture, "{}");
  set_account (&fixture, "reddit", "{\"defaultSubreddit\":\"food\"}");
  assert_missing (&fixture, NULL);
  tear_down (&fixture);
}

/* A story has neither a first comment nor collaborators. */
static void
test_kind_of_post (void)
{
  Fixture fixture;

  set_up (&fixture, "instagram", 640);
  set_account (&fixture, "instagram", "{}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_VIDEO);
  set_options (&fixture, "{\"firstComment\":\"Hello\"}");
  g_assert_true (is_shown (&fixture, "First comment"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (app_test_find (get_row (&fixture, "Story"), GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  g_assert_false (is_shown (&fixture, "First comment"));
  g_assert_false (is_shown (&fixture, "Also in the feed"));
  assert_options (&fixture, "{\"contentType\":\"story\"}");
  tear_down (&fixture);
}

/* A day is typed like any text; it is not taken away while it is half written. */
static void
test_day (void)
{
  Fixture fixture;

  set_up (&fixture, "googlebusiness", 360);
  set_account (&fixture, "googlebusiness", "{}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_TEXT);
  set_options (&fixture, "{\"topicType\":\"EVENT\"}");
  assert_missing (&fixture, "Write the name of the event.");
  type (get_row (&fixture, "First day (year-month-day)"), "2026-0");
  assert_options (&fixture, "{\"topicType\":\"EVENT\",\"event.schedule.startDate\":\"2026-0\"}");
  app_test_settle ();
  app_test_save_picture (fixture.window, "options-event");
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  app_test_init (&argc, &argv);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);

  g_test_add_func ("/options-rows/of-all-platforms", test_all_platforms);
  g_test_add_func ("/options-rows/a-list-of-names", test_list);
  g_test_add_func ("/options-rows/a-thread", test_thread);
  g_test_add_func ("/options-rows/choices-of-the-account", test_choices_of_the_account);
  g_test_add_func ("/options-rows/a-choice-that-is-not-offered", test_open_choice);
  g_test_add_func ("/options-rows/of-a-story", test_kind_of_post);
  g_test_add_func ("/options-rows/a-day", test_day);

  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
