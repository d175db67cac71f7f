/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"
#include "poster-test-async.h"

/* A post of text alone, from the empty page on. */
typedef struct
{
  Accounts              accounts;
  PosterComposerWindow *window;
} Fixture;

static gboolean
is_open (gpointer user_data)
{
  return ((PosterComposerWindow *) user_data)->is_open;
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
open_window (Fixture *fixture,
             int      width,
             int      height)
{
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
  app_test_wait (is_mapped, fixture->window);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  accounts_tear_down (&fixture->accounts, data);
}

/* One on a network that no connector of this test reaches: what it takes is known all the same. */
static PosterAccount *
add_account (Fixture    *fixture,
             const char *platform,
             const char *handle)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterConnection) connection = poster_connection_new ("elsewhere", NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("elsewhere", platform, handle);
  g_autoptr(GPtrArray) given = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup (handle);
  account->username = g_strdup (handle);
  g_ptr_array_add (given, account);
  poster_store_save_sign_in_async (store, connection, given, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  accounts_wait (&fixture->accounts, handle, TRUE);
  return accounts_find (&fixture->accounts, handle);
}

/* Nobody can ask that service; what it says of who may post all. */
static void
answer (Fixture       *fixture,
        PosterAccount *account)
{
  g_autoptr(JsonObject) creator = json_object_new ();

  json_object_set_boolean_member (creator, "canPostMore", TRUE);
  poster_creators_stop (fixture->window->creators);
  poster_draft_set_creator (fixture->window->draft, account->id, creator);
}

static const char *
page_of (PosterComposerWindow *window)
{
  return gtk_stack_get_visible_child_name (window->stack);
}

static void
choose (Fixture       *fixture,
        PosterAccount *first,
        PosterAccount *second)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, first);
  if (second != NULL)
    g_ptr_array_add (accounts, second);
  poster_draft_set_accounts (fixture->window->draft, accounts);
}

typedef struct
{
  Fixture    *fixture;
  const char *words;
} Said;

static gboolean
is_said (gpointer user_data)
{
  Said *said = user_data;
  GtkWidget *label = app_test_find (GTK_WIDGET (said->fixture->window), GTK_TYPE_LABEL, said->words);

  return label != NULL && gtk_widget_is_visible (label);
}

static void
wait_for_words (Fixture    *fixture,
                const char *words)
{
  Said said = { fixture, words };

  app_test_wait (is_said, &said);
}

static gboolean
can_post (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return gtk_widget_is_sensitive (app_test_find (GTK_WIDGET (window->publish_bar), GTK_TYPE_BUTTON, "Post _Now"));
}

/* TikTok takes none: to begin with one would lead nowhere. */
static void
test_offered_where_taken (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterAccount) kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  g_autoptr(PosterAccount) cook = NULL;

  open_window (fixture, 1280, 800);
  g_assert_false (gtk_widget_get_visible (fixture->window->write_button));
  g_assert_false (poster_composer_window_takes_text (fixture->window));

  cook = add_account (fixture, "bluesky", "cook");
  g_assert_true (gtk_widget_get_visible (fixture->window->write_button));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-empty-text");
}

static gboolean
is_writing (gpointer user_data)
{
  PosterComposerWindow *window = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return GTK_IS_TEXT_VIEW (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (window->caption_box));
}

static void
test_goes_out (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterAccount) cook = add_account (fixture, "bluesky", "cook");
  g_autoptr(PosterAccount) kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  GtkTextBuffer *buffer;

  open_window (fixture, 1280, 800);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.write-text", NULL);
  g_assert_cmpstr (page_of (fixture->window), ==, "form");
  app_test_wait (is_writing, fixture->window);
  wait_for_words (fixture, "Write something first, or add a video or pictures.");

  choose (fixture, cook, NULL);
  answer (fixture, cook);
  buffer = poster_caption_box_get_buffer (fixture->window->caption_box);
  gtk_text_buffer_insert_at_cursor (buffer, "No oven, no problem. #pasta", -1);
  app_test_wait (can_post, fixture->window);
  g_assert_cmpint (poster_draft_get_kind (fixture->window->draft), ==, POSTER_POST_TEXT);
  wait_for_words (fixture, "Ready for Bluesky");
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-text");

  /* Who needs more says so before anything is sent. */
  choose (fixture, cook, kitchen);
  wait_for_words (fixture, "TikTok takes no post of text alone");
  g_assert_false (can_post (fixture->window));
}

static void
test_pasted (Fixture       *fixture,
             gconstpointer  data)
{
  open_window (fixture, 1280, 800);
  g_assert_true (gtk_widget_get_visible (fixture->window->write_button));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), "Ten minutes, one pan.");
  g_assert_true (poster_composer_window_paste_text (fixture->window));
  app_test_wait (is_writing, fixture->window);
  poster_caption_box_commit (fixture->window->caption_box);
  g_assert_cmpstr (poster_draft_get_caption (fixture->window->draft), ==, "Ten minutes, one pan.");
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/composer-text/is-offered-where-it-is-taken", test_offered_where_taken);
  ADD ("/composer-text/goes-out-without-files", test_goes_out);
  ADD ("/composer-text/a-pasted-text-begins-a-post", test_pasted);
  return g_test_run ();
}
