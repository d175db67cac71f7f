/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "composer-fixture.h"
#include "poster-composer-window-private.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-store-queues.h"
#include "poster-test-async.h"
#include "poster-words.h"

/* COMPOSER_NOON is on a Sunday: the next slots are on Monday and Thursday at six in the evening. */
#define MONDAY (COMPOSER_NOON + 30 * G_TIME_SPAN_HOUR)
#define THURSDAY (MONDAY + 3 * G_TIME_SPAN_DAY)

/* (transfer full): as it is stored */
static PosterQueue *
save_queue (PosterStore *store,
            PosterQueue *queue)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterQueue *stored;

  poster_store_save_queue_async (store, queue, FALSE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_queue_finish (store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  return stored;
}

static PosterQueue *
add_queue (PosterStore *store,
           const char  *name)
{
  g_autoptr(PosterQueue) queue = poster_queue_new (name, "UTC");

  poster_queue_add_slot (queue, 1, 18 * 60);
  poster_queue_add_slot (queue, 4, 18 * 60);
  return save_queue (store, queue);
}

static void
write_draft (ComposerFixture *fixture,
             const char      *caption)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip (caption);

  poster_draft_insert_media (fixture->draft, 0, item);
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_caption (fixture->draft, caption);
}

static PosterPost *
publish (ComposerFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  PosterPost *post = composer_fixture_publish (fixture, &error);

  g_assert_no_error (error);
  return post;
}

static void
test_takes (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterQueue) queue = add_queue (fixture->store, "Evenings");
  const gint64 expected[] = { MONDAY, THURSDAY };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(PosterPost) post = NULL;
      g_autoptr(PosterPost) stored = NULL;

      composer_fixture_begin (fixture);
      write_draft (fixture, i == 0 ? "one" : "two");
      poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
      post = publish (fixture);
      g_assert_cmpint (poster_post_get_due_us (post), ==, expected[i]);
      stored = composer_fixture_get (fixture, post->id);
      g_assert_cmpstr (stored->queue_id, ==, queue->id);
      g_assert_cmpint (stored->slot_us, ==, expected[i]);
      g_assert_cmpstr (poster_post_get_status (stored), ==, "scheduled");
    }
}

static void
assert_plan (ComposerFixture       *fixture,
             PosterCompositionWhen  when,
             const char            *queue_id)
{
  g_assert_cmpint (poster_draft_get_when (fixture->draft), ==, when);
  if (queue_id != NULL)
    g_assert_cmpstr (poster_draft_get_queue_id (fixture->draft), ==, queue_id);
}

/* As when the program ended and was started again. */
static void
open_again (ComposerFixture *fixture)
{
  g_autofree char *post_id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));

  composer_fixture_save (fixture);
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, post_id));
}

static void
test_survives (ComposerFixture *fixture,
               gconstpointer    data)
{
  g_autoptr(PosterQueue) first = add_queue (fixture->store, "Evenings");
  g_autoptr(PosterQueue) other = add_queue (fixture->store, "Mornings");
  g_autoptr(PosterPost) post = NULL;

  write_draft (fixture, "one");
  composer_fixture_save (fixture);
  poster_draft_set_queue_id (fixture->draft, other->id);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  open_again (fixture);
  assert_plan (fixture, POSTER_COMPOSITION_QUEUE, other->id);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_SAVED);

  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_NOW);
  open_again (fixture);
  assert_plan (fixture, POSTER_COMPOSITION_NOW, NULL);

  poster_draft_set_queue_id (fixture->draft, other->id);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  open_again (fixture);
  post = publish (fixture);
  g_assert_cmpstr (post->queue_id, ==, other->id);
}

static void
test_keeps (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterQueue) queue = add_queue (fixture->store, "Evenings");
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) again = NULL;

  write_draft (fixture, "one");
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  first = publish (fixture);

  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, first->id));
  assert_plan (fixture, POSTER_COMPOSITION_QUEUE, queue->id);
  g_assert_nonnull (poster_draft_get_held_slot (fixture->draft, queue->id));
  poster_draft_set_caption (fixture->draft, "another text");
  open_again (fixture);
  assert_plan (fixture, POSTER_COMPOSITION_QUEUE, queue->id);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "another text");
  g_assert_cmpint (poster_schedule_get_instant_us (poster_draft_get_held_slot (fixture->draft, queue->id)), ==, MONDAY);
  again = publish (fixture);
  g_assert_cmpint (again->slot_us, ==, MONDAY);

  composer_fixture_begin (fixture);
  write_draft (fixture, "two");
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  second = publish (fixture);
  g_assert_cmpint (second->slot_us, ==, THURSDAY);
}

/* That very slot is taken, though one before it is free; and never one that another post holds. */
static void
test_wanted (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autoptr(PosterQueue) queue = add_queue (fixture->store, "Evenings");
  g_autoptr(PosterSchedule) thursday = poster_schedule_new_instant (THURSDAY, "UTC");
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) refused = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(GError) error = NULL;

  write_draft (fixture, "one");
  composer_fixture_save (fixture);
  poster_draft_want_slot (fixture->draft, queue->id, thursday);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  open_again (fixture);
  g_assert_nonnull (poster_draft_get_wanted_slot (fixture->draft));
  first = publish (fixture);
  g_assert_cmpstr (first->queue_id, ==, queue->id);
  g_assert_cmpint (first->slot_us, ==, THURSDAY);

  composer_fixture_begin (fixture);
  write_draft (fixture, "two");
  poster_draft_want_slot (fixture->draft, queue->id, thursday);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_QUEUE);
  refused = composer_fixture_publish (fixture, &error);
  g_assert_null (refused);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_STORE_SLOT_TAKEN);

  poster_draft_want_slot (fixture->draft, queue->id, NULL);
  second = publish (fixture);
  g_assert_cmpint (second->slot_us, ==, MONDAY);
}

/* --- The window --- */

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterStore          *store;
  PosterComposerWindow *window;
} Fixture;

static gboolean
is_open (gpointer user_data)
{
  return ((PosterComposerWindow *) user_data)->is_open;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->store = poster_session_get_store (fixture->accounts.session);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    {
      gtk_window_close (GTK_WINDOW (fixture->window));
      app_test_wait (is_gone, &fixture->window);
    }
  g_clear_object (&fixture->kitchen);
  accounts_tear_down (&fixture->accounts, data);
}

/* A composer with all that TikTok wants to know. */
static void
open_window (Fixture *fixture,
             int      width,
             int      height)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip ("hash-1");
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr(JsonObject) options = json_object_new ();
  g_autoptr(JsonObject) creator =
    poster_json_parse_object ("{\"nickname\": \"Kitchen\", \"canPostMore\": true, \"privacyLevels\": ["
                              "{\"value\": \"SELF_ONLY\", \"label\": \"Only me\"}],"
                              "\"postingLimits\": {\"maxVideoDurationSec\": 600, \"interactionSettings\": "
                              "{\"comment\": true, \"duet\": true, \"stitch\": true}}}", -1, NULL);

  g_free (item->path);
  item->path = accounts_make_file (&fixture->accounts, "clip.mp4");
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
  poster_draft_insert_media (fixture->window->draft, 0, item);
  g_ptr_array_add (chosen, fixture->kitchen);
  poster_draft_set_accounts (fixture->window->draft, chosen);
  poster_draft_set_creator (fixture->window->draft, fixture->kitchen->id, creator);
  poster_creators_stop (fixture->window->creators);
  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

typedef struct
{
  GtkWidget  *root;
  GType       type;
  const char *words;
} Sought;

static GtkWidget *
find_shown (GtkWidget  *root,
            GType       type,
            const char *words)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_is_visible (root) && gtk_widget_get_mapped (root) &&
      app_test_find (root, type, words) == root)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_shown (child, type, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_found (gpointer user_data)
{
  Sought *sought = user_data;

  return find_shown (sought->root, sought->type, sought->words) != NULL;
}

static GtkWidget *
await (Fixture    *fixture,
       GType       type,
       const char *words)
{
  Sought sought = { GTK_WIDGET (fixture->window), type, words };

  app_test_wait (is_found, &sought);
  return find_shown (sought.root, type, words);
}

static gboolean
is_ready (gpointer user_data)
{
  return gtk_widget_is_sensitive (user_data);
}

/* (transfer full): when the next Monday or Thursday, 18:00 UTC, is, in words */
static char *
say_next (Fixture *fixture)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (fixture->accounts.session));
  g_autoptr(PosterQueue) queue = poster_queue_new ("any", "UTC");
  g_autoptr(GArray) next = NULL;

  poster_queue_add_slot (queue, 1, 18 * 60);
  poster_queue_add_slot (queue, 4, 18 * 60);
  next = poster_queue_next_slots (queue, now_us, 1, NULL, 0);
  return poster_words_time (g_array_index (next, PosterQueueMoment, 0).at_us, now_us, "UTC");
}

static void
open_popover (Fixture    *fixture,
              const char *picture)
{
  GtkWidget *date = app_test_find (GTK_WIDGET (fixture->window->publish_bar), GTK_TYPE_MENU_BUTTON, NULL);

  gtk_menu_button_popup (GTK_MENU_BUTTON (date));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  app_test_save_picture (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (date))), picture);
}

static void
close_popover (Fixture *fixture)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (app_test_find (GTK_WIDGET (fixture->window->publish_bar),
                                                           GTK_TYPE_MENU_BUTTON, NULL)));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
}

/* From no queue at all to a post that is in one. */
static void
test_window (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = NULL;
  g_autoptr(PosterQueue) stored = NULL;
  g_autofree char *next = say_next (fixture);
  g_autofree char *post_id = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;
  GtkWidget *button;

  open_window (fixture, 1280, 800);
  gtk_widget_activate_action (app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_TOGGLE_BUTTON, "Next _Free Slot"),
                              "publish.when", "s", "queue");
  g_assert_cmpint (poster_draft_get_when (fixture->window->draft), ==, POSTER_COMPOSITION_QUEUE);
  await (fixture, GTK_TYPE_LABEL, "Set up a queue first.");
  await (fixture, GTK_TYPE_LABEL, "No Queue Yet");
  open_popover (fixture, "next-slot-none");
  await (fixture, GTK_TYPE_BUTTON, "_Set Up a Queue…");

  queue = add_queue (fixture->store, "Evenings");
  await (fixture, GTK_TYPE_LABEL, next);
  await (fixture, GTK_TYPE_LABEL, "for this post");
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  open_popover (fixture, "next-slot");
  button = await (fixture, GTK_TYPE_BUTTON, "_Add to Queue");
  app_test_wait (is_ready, button);
  app_test_save_picture (GTK_WIDGET (fixture->window), "next-slot-window");

  close_popover (fixture);
  queue->is_active = FALSE;
  stored = save_queue (fixture->store, queue);
  await (fixture, GTK_TYPE_LABEL, "The queue “Evenings” is paused. Resume it, or choose another one.");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_clear_object (&stored);
  queue->is_active = TRUE;
  stored = save_queue (fixture->store, queue);
  app_test_wait (is_ready, button);

  while (poster_draft_keeper_get_post_id (fixture->window->keeper) == NULL)
    g_main_context_iteration (NULL, TRUE);
  post_id = g_strdup (poster_draft_keeper_get_post_id (fixture->window->keeper));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.publish", NULL);
  app_test_wait (is_gone, &fixture->window);
  poster_store_get_post_async (fixture->store, post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_cmpstr (post->queue_id, ==, queue->id);
  g_assert_cmpint (post->slot_us, ==, poster_post_get_due_us (post));
}

static void
test_two_queues (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterQueue) first = add_queue (fixture->store, "Evenings");
  g_autoptr(PosterQueue) other = add_queue (fixture->store, "Mornings_1");
  GtkWidget *check;

  open_window (fixture, 360, 720);
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_QUEUE);
  await (fixture, GTK_TYPE_BUTTON, "_Add to “Evenings”");
  app_test_save_picture (GTK_WIDGET (fixture->window), "next-slot-window-narrow");
  open_popover (fixture, "next-slot-narrow");
  check = gtk_widget_get_ancestor (await (fixture, GTK_TYPE_LABEL, "Mornings_1"), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpstr (poster_draft_get_queue_id (fixture->window->draft), ==, other->id);
  close_popover (fixture);
  await (fixture, GTK_TYPE_BUTTON, "_Add to “Mornings__1”");
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
#define ADD_DRAFT(name, func) \
  g_test_add ("/next-slot" name, ComposerFixture, NULL, composer_fixture_set_up, func, composer_fixture_tear_down)
#define ADD_WINDOW(name, func) g_test_add ("/next-slot" name, Fixture, NULL, set_up, func, tear_down)
  ADD_DRAFT ("/is-taken-when-the-post-is-saved", test_takes);
  ADD_DRAFT ("/is-still-chosen-when-the-draft-comes-back", test_survives);
  ADD_DRAFT ("/is-the-one-that-was-chosen-or-none", test_wanted);
  ADD_DRAFT ("/stays-with-a-post-that-is-edited", test_keeps);
  ADD_WINDOW ("/is-offered-by-the-window", test_window);
  ADD_WINDOW ("/is-of-the-queue-that-is-chosen", test_two_queues);
  return g_test_run ();
}
