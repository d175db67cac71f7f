/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-queue-group.h"
#include "poster-queues-window.h"
#include "poster-test-async.h"

typedef struct
{
  Accounts   accounts;
  GtkWidget *window;
} Fixture;

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
  fixture->window = GTK_WIDGET (poster_queues_window_new (NULL, fixture->accounts.session));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), data != NULL ? 360 : 560, 720);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait_frames (fixture->window, 3);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  accounts_tear_down (&fixture->accounts, data);
}

typedef struct
{
  GtkWidget  *root;
  GType       type;
  const char *words;
} Sought;

static gboolean
is_found (gpointer user_data)
{
  Sought *sought = user_data;
  GtkWidget *found = app_test_find (sought->root, sought->type, sought->words);

  return found != NULL && gtk_widget_get_mapped (found);
}

static GtkWidget *
await (Fixture    *fixture,
       GType       type,
       const char *words)
{
  Sought sought = { fixture->window, type, words };

  app_test_wait (is_found, &sought);
  return app_test_find (fixture->window, type, words);
}

static void
press (Fixture    *fixture,
       const char *label)
{
  g_signal_emit_by_name (await (fixture, GTK_TYPE_BUTTON, label), "clicked");
}

/* (nullable) (transfer full): the only queue */
static PosterQueue *
dup_queue (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) queues = NULL;

  poster_store_list_queues_async (store, NULL, NULL, poster_test_keep_result_cb, &result);
  queues = poster_store_list_queues_finish (store, poster_test_await (&result), NULL);
  g_assert_nonnull (queues);
  return queues->len > 0 ? g_object_ref (g_ptr_array_index (queues, 0)) : NULL;
}

typedef struct
{
  Fixture *fixture;
  guint    n_slots;
} Slots;

static gboolean
shows_slots (gpointer user_data)
{
  Slots *slots = user_data;
  GtkWidget *group = app_test_find (slots->fixture->window, POSTER_TYPE_QUEUE_GROUP, NULL);

  return group != NULL && poster_queue_group_get_queue (POSTER_QUEUE_GROUP (group))->slots->len == slots->n_slots;
}

static void
await_slots (Fixture *fixture,
             guint    n_slots)
{
  Slots slots = { fixture, n_slots };

  app_test_wait (shows_slots, &slots);
}

static void
test_set_up (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = NULL;
  g_autoptr(PosterQueue) paused = NULL;
  GtkWidget *time, *toggle;

  await (fixture, ADW_TYPE_STATUS_PAGE, "No Queue Yet");
  app_test_save_picture (fixture->window, data != NULL ? "queues-none-narrow" : "queues-none");
  press (fixture, "_Monday to Friday, 18:00");
  await_slots (fixture, 5);
  queue = dup_queue (fixture);
  g_assert_cmpuint (g_array_index (queue->slots, PosterQueueSlot, 0).weekday, ==, 1);
  g_assert_cmpuint (g_array_index (queue->slots, PosterQueueSlot, 4).weekday, ==, 5);
  g_assert_true (queue->is_default);

  /* One more, as it is typed. */
  time = await (fixture, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (time), "9.30");
  g_signal_emit_by_name (time, "activate");
  await_slots (fixture, 6);
  app_test_wait_frames (fixture->window, 3);
  app_test_save_picture (fixture->window, data != NULL ? "queues-narrow" : "queues");
  gtk_editable_set_text (GTK_EDITABLE (time), "soon");
  g_assert_false (gtk_widget_is_sensitive (await (fixture, GTK_TYPE_BUTTON, "_Add")));

  toggle = await (fixture, GTK_TYPE_SWITCH, NULL);
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  do
    {
      g_clear_object (&paused);
      paused = dup_queue (fixture);
    }
  while (paused->is_active);
}

static GtkWidget *
find_with_tooltip (GtkWidget  *root,
                   const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_with_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_undo (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterQueue) before = NULL;
  g_autoptr(PosterQueue) after = NULL;

  press (fixture, "_Monday to Friday, 18:00");
  await_slots (fixture, 5);
  g_signal_emit_by_name (find_with_tooltip (fixture->window, "Remove Wednesday, 18:00"), "clicked");
  await_slots (fixture, 4);
  press (fixture, "Undo");
  await_slots (fixture, 5);

  before = dup_queue (fixture);
  g_signal_emit_by_name (find_with_tooltip (fixture->window, "Delete Queue"), "clicked");
  await (fixture, ADW_TYPE_STATUS_PAGE, "No Queue Yet");
  app_test_wait_frames (fixture->window, 30);
  press (fixture, "Undo");
  await_slots (fixture, 5);
  after = dup_queue (fixture);
  g_assert_cmpstr (after->id, ==, before->id);
  g_assert_cmpstr (after->name, ==, before->name);
}

static PosterPost *
queue_post (Fixture       *fixture,
            PosterAccount *account)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *stored;

  post->content = g_strdup ("x");
  g_ptr_array_add (post->targets, poster_target_new (account->id));
  poster_store_save_post_in_queue_async (store, post, NULL, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_post_in_queue_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return stored;
}

static void
change_slots (Fixture    *fixture,
              const char *slots)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterQueue) queue = dup_queue (fixture);
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_true (poster_queue_slots_from_text (queue, slots));
  poster_store_save_queue_async (store, queue, FALSE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_queue_finish (store, poster_test_await (&result), NULL, NULL);
  g_assert_nonnull (stored);
}

static gint64
get_slot (Fixture    *fixture,
          const char *post_id)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;

  poster_store_get_post_async (store, post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (store, poster_test_await (&result), NULL);
  return post->slot_us;
}

/* The dialog over the window, once it asks @heading. */
static GtkWidget *
find_question (const char *heading)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window)) &&
          g_strcmp0 (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (window)), heading) == 0)
        return GTK_WIDGET (window);
    }
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_question (user_data) != NULL;
}

/* How much would move is said first, and it moves only then. */
static void
test_moving (Fixture       *fixture,
             gconstpointer  data)
{
  static char heading[] = "Move 2 Posts to Other Times?";
  g_autoptr(PosterAccount) kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;

  press (fixture, "_Monday to Friday, 18:00");
  await_slots (fixture, 5);
  first = queue_post (fixture, kitchen);
  second = queue_post (fixture, kitchen);
  press (fixture, "Move _Waiting Posts…");
  await (fixture, GTK_TYPE_LABEL, "All posts that wait have their times already.");

  change_slots (fixture, "daily 7:15");
  await_slots (fixture, 7);
  g_assert_cmpint (get_slot (fixture, first->id), ==, first->slot_us);
  press (fixture, "Move _Waiting Posts…");
  app_test_wait (is_asked, heading);
  app_test_wait_frames (find_question (heading), 3);
  app_test_save_picture (find_question (heading), "queues-move");
  g_assert_cmpint (get_slot (fixture, first->id), ==, first->slot_us);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question (heading)), "move");
  while (get_slot (fixture, first->id) == first->slot_us)
    ;
  g_assert_cmpint (get_slot (fixture, second->id), !=, second->slot_us);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  g_test_add ("/queues-window/times-are-added", Fixture, NULL, set_up, test_set_up, tear_down);
  g_test_add ("/queues-window/fits-a-small-screen", Fixture, "narrow", set_up, test_set_up, tear_down);
  g_test_add ("/queues-window/what-is-taken-away-comes-back", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/queues-window/says-how-many-posts-would-move", Fixture, NULL, set_up, test_moving, tear_down);
  return g_test_run ();
}
