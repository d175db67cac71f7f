/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

#include "poster-list-rows.h"
#include "poster-post-list.h"

/* The list of posts as a model: it says what the store says, tells of each change exactly and in as
 * few words as it takes, and keeps little. No display is needed. */

typedef struct
{
  char            *dir;
  PosterWorkspace *workspace;
  PosterStore     *store;
  PosterSession   *session;
  PosterPostList  *list;
  PosterAccount   *first;
  PosterAccount   *second;

  /* What the signals said. */
  GPtrArray       *shadow;     /* (element-type PosterPostEntry), NULL where it is not followed */
  guint            n_items;
  guint            n_signals;
  guint            n_removed;
  guint            n_added;
  guint            next_number;
} Fixture;

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* Replays what the model tells against a copy of its rows: whoever follows the signals alone has to
 * have the same as whoever asks, at each of them. */
static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  g_assert_cmpuint (position + removed, <=, fixture->n_items);
  g_assert_true (removed > 0 || added > 0);
  fixture->n_items += added - removed;
  fixture->n_signals++;
  fixture->n_removed += removed;
  fixture->n_added += added;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->n_items);
  g_assert_null (g_list_model_get_item (model, fixture->n_items));
  if (fixture->shadow == NULL)
    return;
  if (removed > 0)
    g_ptr_array_remove_range (fixture->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->shadow, (int) (position + i), g_list_model_get_item (model, position + i));
  for (guint i = 0; i < fixture->n_items; i++)
    {
      g_autoptr(PosterPostEntry) entry = g_list_model_get_item (model, i);

      g_assert_true (entry == g_ptr_array_index (fixture->shadow, i));
    }
}

static void
forget_signals (Fixture *fixture)
{
  fixture->n_signals = 0;
  fixture->n_removed = 0;
  fixture->n_added = 0;
}

static void
open_list (Fixture  *fixture,
           gboolean  is_followed)
{
  fixture->list = poster_post_list_new (fixture->session);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  fixture->n_items = 0;
  g_assert_false (poster_post_list_get_is_loaded (fixture->list));
  if (is_followed)
    fixture->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  while (!poster_post_list_get_is_loaded (fixture->list))
    g_main_context_iteration (NULL, TRUE);
  forget_signals (fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-list-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->workspace = poster_workspace_new (fixture->dir, &error);
  g_assert_no_error (error);
  g_assert_true (poster_workspace_open (fixture->workspace, &error));
  g_assert_no_error (error);
  fixture->store = poster_workspace_get_store (fixture->workspace);
  fixture->session = poster_session_new (fixture->workspace);

  connection->remote_id = g_strdup ("open-id-1");
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "open-id-1"));
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "open-id-2"));
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  fixture->first = g_object_ref (g_ptr_array_index (stored, 0));
  fixture->second = g_object_ref (g_ptr_array_index (stored, 1));
}

/* Somebody may still be waiting for an answer, and holds it so long. */
static void
drop (gpointer object)
{
  gpointer weak = object;

  g_object_add_weak_pointer (object, &weak);
  g_object_unref (object);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) files = NULL;
  const char *name;

  g_clear_pointer (&fixture->shadow, g_ptr_array_unref);
  if (fixture->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (fixture->list, fixture);
      g_assert_finalize_object (fixture->list);
    }
  drop (fixture->session);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  drop (fixture->workspace);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  files = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_clear_pointer (&fixture->dir, g_free);
}

/* Making posts. */

static PosterPost *
new_post (Fixture           *fixture,
          PosterTargetState  state,
          gint64             due_us,
          const char        *content)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->first->id);

  g_free (post->content);
  post->content = g_strdup (content);
  target->state = state;
  target->due_us = due_us;
  if (state == POSTER_TARGET_PUBLISHED)
    target->published_us = due_us;
  g_ptr_array_add (post->targets, target);
  return post;
}

static void
save (PosterStore *store,
      PosterPost  *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_post_async (store, post, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  post->version = poster_store_save_post_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
}

static PosterPost *
save_new (Fixture           *fixture,
          PosterTargetState  state,
          gint64             due_us,
          const char        *content)
{
  PosterPost *post = new_post (fixture, state, due_us, content);

  save (fixture->store, post);
  return post;
}

static PosterTarget *
first_target (PosterPost *post)
{
  return g_ptr_array_index (post->targets, 0);
}

static void
set_state (PosterStore       *store,
           PosterPost        *post,
           PosterTargetState  state)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  first_target (post)->state = state;
  first_target (post)->published_us = state == POSTER_TARGET_PUBLISHED ? 5 : -1;
  poster_store_commit_target_async (store, first_target (post), POSTER_STATES_ANY, NULL, NULL,
                                    keep_result_cb, &result);
  poster_store_commit_target_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  post->version++;
}

static void
delete (PosterStore *store,
        const char  *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_delete_post_async (store, post_id, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  poster_store_delete_post_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
}

/* What the list says, and what it should say. */

static const char letters[] = "NSPDO";  /* needs you, sending, planned, drafts, out */

/* The rows in words: "N2 first second | O1 third", with a heading's letter and count, and the text
 * of each post. */
static char *
describe (GListModel *model)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterPostEntry) entry = g_list_model_get_item (model, i);
      PosterPost *post = poster_post_entry_get_post (entry);

      if (poster_post_entry_get_is_heading (entry))
        g_string_append_printf (text, "%s%c%u", i > 0 ? " | " : "", letters[poster_post_entry_get_section (entry)],
                                poster_post_entry_get_count (entry));
      else
        g_string_append_printf (text, " %s%s%s", poster_post_entry_get_is_first (entry) ? "(" : "",
                                post != NULL ? post->content : "?",
                                poster_post_entry_get_is_last (entry) ? ")" : "");
    }
  return g_string_free (text, FALSE);
}

/* Goes on until the list says @wanted; with a list that never does, until the test's time is up. */
static void
expect (Fixture    *fixture,
        const char *wanted)
{
  for (;;)
    {
      g_autofree char *text = describe (G_LIST_MODEL (fixture->list));

      if (g_str_equal (text, wanted))
        return;
      g_test_message ("%s, not yet: %s", text, wanted);
      g_main_context_iteration (NULL, TRUE);
    }
}

static PosterPostEntry *
find_entry (Fixture    *fixture,
            const char *post_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr(PosterPostEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      if (g_strcmp0 (poster_post_entry_get_post_id (entry), post_id) == 0)
        return g_steal_pointer (&entry);
    }
  return NULL;
}

static void
test_sections_and_order (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PosterPost) failed = save_new (fixture, POSTER_TARGET_FAILED, 1, "failed");
  g_autoptr(PosterPost) missed = save_new (fixture, POSTER_TARGET_MISSED, 1, "missed");
  g_autoptr(PosterPost) late = save_new (fixture, POSTER_TARGET_SENDING, 20, "late");
  g_autoptr(PosterPost) later = save_new (fixture, POSTER_TARGET_PREPARING, 30, "later");
  g_autoptr(PosterPost) far = save_new (fixture, POSTER_TARGET_SCHEDULED, 90, "far");
  g_autoptr(PosterPost) soon = save_new (fixture, POSTER_TARGET_SCHEDULED, 80, "soon");
  g_autoptr(PosterPost) old = save_new (fixture, POSTER_TARGET_DRAFT, -1, "old");
  g_autoptr(PosterPost) taken_back = save_new (fixture, POSTER_TARGET_CANCELLED, -1, "back");
  g_autoptr(PosterPost) before = save_new (fixture, POSTER_TARGET_PUBLISHED, 3, "before");
  g_autoptr(PosterPost) newest = save_new (fixture, POSTER_TARGET_PUBLISHED, 4, "newest");

  open_list (fixture, TRUE);
  /* All of them at once, none of them empty. */
  expect (fixture, "N2 (missed failed) | S2 (late later) | P2 (soon far) | D2 (back old) | O2 (newest before)");
  g_assert_cmpuint (fixture->n_items, ==, 15);
  g_assert_cmpuint (poster_post_list_get_n_posts (fixture->list), ==, 10);
  g_assert_cmpuint (poster_post_list_get_n_needs_you (fixture->list), ==, 2);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  open_list (fixture, TRUE);
  g_assert_cmpuint (fixture->n_items, ==, 0);
  g_assert_cmpuint (poster_post_list_get_n_posts (fixture->list), ==, 0);
}

/* A removal and an insertion, and the row is the one it was. */
static void
test_a_move_is_two_signals (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) other = save_new (fixture, POSTER_TARGET_SENDING, 1, "other");
  g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_SENDING, 2, "post");
  g_autoptr(PosterPost) draft = save_new (fixture, POSTER_TARGET_DRAFT, -1, "draft");
  g_autoptr(PosterPost) out = save_new (fixture, POSTER_TARGET_PUBLISHED, 1, "out");
  g_autoptr(PosterPostEntry) entry = NULL;
  g_autoptr(PosterPostEntry) moved = NULL;

  open_list (fixture, TRUE);
  expect (fixture, "S2 (other post) | D1 (draft) | O1 (out)");
  entry = find_entry (fixture, post->id);
  forget_signals (fixture);
  set_state (fixture->store, post, POSTER_TARGET_PUBLISHED);
  expect (fixture, "S1 (other) | D1 (draft) | O2 (post out)");
  g_assert_cmpuint (fixture->n_signals, ==, 2);
  g_assert_cmpuint (fixture->n_removed, ==, 1);
  g_assert_cmpuint (fixture->n_added, ==, 1);
  moved = find_entry (fixture, post->id);
  g_assert_true (moved == entry);
  g_assert_cmpint (poster_post_entry_get_section (moved), ==, POSTER_SECTION_PUBLISHED);

  /* The last of a section takes the heading with it. */
  forget_signals (fixture);
  set_state (fixture->store, other, POSTER_TARGET_FAILED);
  expect (fixture, "N1 (other) | D1 (draft) | O2 (post out)");
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  g_assert_cmpuint (fixture->n_removed, ==, 2);
  g_assert_cmpuint (fixture->n_added, ==, 2);
  g_assert_cmpuint (poster_post_list_get_n_needs_you (fixture->list), ==, 1);
}

static void
count_notify_cb (GObject    *object,
                 GParamSpec *pspec,
                 guint      *count)
{
  (*count)++;
}

/* A post that stays where it is changes its row and nothing else. */
static void
test_a_change_in_place_is_no_signal (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_SCHEDULED, 1, "text");
  g_autoptr(PosterPost) other = save_new (fixture, POSTER_TARGET_SCHEDULED, 2, "other");
  g_autoptr(PosterPostEntry) entry = NULL;
  guint n_notified = 0;

  open_list (fixture, TRUE);
  expect (fixture, "P2 (text other)");
  entry = find_entry (fixture, post->id);
  g_signal_connect (entry, "notify::post", G_CALLBACK (count_notify_cb), &n_notified);
  forget_signals (fixture);
  g_free (post->content);
  post->content = g_strdup ("edited");
  save (fixture->store, post);
  expect (fixture, "P2 (edited other)");
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  g_assert_cmpuint (n_notified, ==, 1);
}

/* Another process writes; ours is rung. */
static void
test_other_processes (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_SENDING, 1, "post");
  g_autoptr(PosterPost) doomed = save_new (fixture, POSTER_TARGET_DRAFT, 1, "doomed");
  g_autoptr(PosterPost) added = new_post (fixture, POSTER_TARGET_SCHEDULED, 1, "added");
  g_autoptr(PosterStore) theirs = poster_store_open (fixture->dir, poster_workspace_get_clock (fixture->workspace), &error);

  g_assert_no_error (error);
  open_list (fixture, TRUE);
  expect (fixture, "S1 (post) | D1 (doomed)");
  set_state (theirs, post, POSTER_TARGET_PROCESSING);
  save (theirs, added);
  poster_store_notice_changes (fixture->store);
  expect (fixture, "S1 (post) | P1 (added) | D1 (doomed)");

  /* What is gone cannot be named: everything is looked at. */
  forget_signals (fixture);
  delete (theirs, doomed->id);
  set_state (theirs, post, POSTER_TARGET_PUBLISHED);
  poster_store_notice_changes (fixture->store);
  expect (fixture, "P1 (added) | O1 (post)");
  poster_store_close (theirs);
}

static void
test_filters (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) lemon = save_new (fixture, POSTER_TARGET_FAILED, 1, "Lemon");
  g_autoptr(PosterPost) street = save_new (fixture, POSTER_TARGET_SCHEDULED, 1, "Straße");
  g_autoptr(PosterPost) elsewhere = new_post (fixture, POSTER_TARGET_SCHEDULED, 2, "lemon-cake");

  g_free (first_target (elsewhere)->account_id);
  first_target (elsewhere)->account_id = g_strdup (fixture->second->id);
  save (fixture->store, elsewhere);
  open_list (fixture, TRUE);
  expect (fixture, "N1 (Lemon) | P2 (Straße lemon-cake)");

  poster_post_list_set_search (fixture->list, "LEMON");
  expect (fixture, "N1 (Lemon) | P1 (lemon-cake)");
  poster_post_list_set_account (fixture->list, fixture->second->id);
  expect (fixture, "P1 (lemon-cake)");
  poster_post_list_set_search (fixture->list, "strasse");
  expect (fixture, "");
  g_assert_cmpuint (poster_post_list_get_n_posts (fixture->list), ==, 3);
  g_assert_cmpuint (poster_post_list_get_n_needs_you (fixture->list), ==, 1);

  /* What changes meanwhile is filtered, too. */
  poster_post_list_set_account (fixture->list, NULL);
  expect (fixture, "P1 (Straße)");
  forget_signals (fixture);
  g_free (lemon->content);
  lemon->content = g_strdup ("Lemon STRASSE");
  save (fixture->store, lemon);
  expect (fixture, "N1 (Lemon STRASSE) | P1 (Straße)");
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  delete (fixture->store, street->id);
  expect (fixture, "N1 (Lemon STRASSE)");
  poster_post_list_set_search (fixture->list, "");
  poster_post_list_set_sections (fixture->list, 1u << POSTER_SECTION_SCHEDULED);
  expect (fixture, "P1 (lemon-cake)");
  g_assert_cmpuint (poster_post_list_get_n_posts (fixture->list), ==, 2);
  poster_post_list_set_sections (fixture->list, 0);
  expect (fixture, "N1 (Lemon STRASSE) | P1 (lemon-cake)");
}

/* Somebody types: only the last word counts. */
static void
test_typing (Fixture       *fixture,
             gconstpointer  data)
{
  const char *const typed[] = { "t", "te", "tex", "text ", "text 1", "text 17" };

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *content = g_strdup_printf ("text %u", i);
      g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_DRAFT, -1, content);
    }
  open_list (fixture, TRUE);
  forget_signals (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    poster_post_list_set_search (fixture->list, typed[i]);
  expect (fixture, "D1 (text 17)");
  /* The ones before and the ones after. */
  g_assert_cmpuint (fixture->n_signals, ==, 2);
}

static void
test_hidden_at_once (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) one = save_new (fixture, POSTER_TARGET_DRAFT, -1, "one");
  g_autoptr(PosterPost) two = save_new (fixture, POSTER_TARGET_DRAFT, -1, "two");
  g_autoptr(PosterPost) three = save_new (fixture, POSTER_TARGET_SCHEDULED, 1, "three");
  g_autoptr(GAsyncResult) trashed = NULL;
  g_autoptr(GAsyncResult) restored = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *at_once = NULL;

  open_list (fixture, TRUE);
  expect (fixture, "P1 (three) | D2 (two one)");
  forget_signals (fixture);
  poster_post_list_hide (fixture->list, two->id);
  at_once = describe (G_LIST_MODEL (fixture->list));
  g_assert_cmpstr (at_once, ==, "P1 (three) | D1 (one)");
  g_assert_cmpuint (fixture->n_signals, ==, 1);

  poster_post_list_hide (fixture->list, three->id);
  poster_post_list_hide (fixture->list, "000000000000000000000000");
  poster_post_list_hide (fixture->list, "nonsense");
  expect (fixture, "D1 (one)");

  /* It stays away whatever befalls it, and comes back where it belongs. */
  set_state (fixture->store, three, POSTER_TARGET_FAILED);
  set_state (fixture->store, one, POSTER_TARGET_CANCELLED);
  poster_store_trash_post_async (fixture->store, two->id, POSTER_STATES_ANY, NULL, keep_result_cb, &trashed);
  g_assert_true (poster_store_trash_post_finish (fixture->store, wait_for (&trashed), &error));
  while (poster_post_list_get_n_posts (fixture->list) != 2)
    g_main_context_iteration (NULL, TRUE);
  expect (fixture, "D1 (one)");
  poster_post_list_unhide (fixture->list, three->id);
  expect (fixture, "N1 (three) | D1 (one)");
  poster_store_restore_post_async (fixture->store, two->id, NULL, keep_result_cb, &restored);
  g_assert_true (poster_store_restore_post_finish (fixture->store, wait_for (&restored), &error));
  poster_post_list_unhide (fixture->list, two->id);
  expect (fixture, "N1 (three) | D2 (one two)");
}

static void
hide_another_cb (GListModel *model,
                 guint       position,
                 guint       removed,
                 guint       added,
                 const char *post_id)
{
  g_autoptr(PosterPostEntry) first = g_list_model_get_item (model, 0);

  if (first != NULL)
    poster_post_list_hide (POSTER_POST_LIST (model), post_id);
}

static void
test_hidden_by_one_who_is_told (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) one = save_new (fixture, POSTER_TARGET_DRAFT, -1, "one");
  g_autoptr(PosterPost) two = save_new (fixture, POSTER_TARGET_DRAFT, -1, "two");
  g_autoptr(PosterPost) three = save_new (fixture, POSTER_TARGET_DRAFT, -1, "three");
  gulong handler;

  open_list (fixture, TRUE);
  handler = g_signal_connect (fixture->list, "items-changed", G_CALLBACK (hide_another_cb), one->id);
  poster_post_list_hide (fixture->list, three->id);
  expect (fixture, "D1 (two)");
  g_signal_handler_disconnect (fixture->list, handler);
}

#define N_BURST 1000

/* A thousand posts change, one transaction each: here, or in another process that rings in the end. */
static void
test_burst (Fixture       *fixture,
            gconstpointer  data)
{
  gboolean is_elsewhere = GPOINTER_TO_INT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterStore) theirs = poster_store_open (fixture->dir, poster_workspace_get_clock (fixture->workspace), &error);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) last = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < N_BURST; i++)
    {
      PosterPost *post = new_post (fixture, POSTER_TARGET_SENDING, (gint64) i + 1, "text");

      g_ptr_array_add (posts, post);
      if (i + 1 < N_BURST)
        poster_store_save_post_async (fixture->store, post, 0, NULL, NULL, NULL);
      else
        save (fixture->store, post);
    }
  open_list (fixture, FALSE);
  g_assert_cmpuint (fixture->n_items, ==, N_BURST + 1);
  for (guint i = 0; i < N_BURST; i++)
    {
      PosterTarget *target = first_target (g_ptr_array_index (posts, (i * 389) % N_BURST));

      target->state = i % 2 == 0 ? POSTER_TARGET_PUBLISHED : POSTER_TARGET_FAILED;
      target->published_us = (gint64) i + 1;
      poster_store_commit_target_async (is_elsewhere ? theirs : fixture->store, target, POSTER_STATES_ANY, NULL, NULL,
                                        i + 1 < N_BURST ? NULL : keep_result_cb, &last);
    }
  wait_for (&last);
  if (is_elsewhere)
    {
      g_assert_cmpuint (fixture->n_signals, ==, 0);
      poster_store_notice_changes (fixture->store);
    }
  while (fixture->n_items != N_BURST + 2 || poster_post_list_get_n_needs_you (fixture->list) != N_BURST / 2)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%u signals, %u rows removed and %u added", fixture->n_signals, fixture->n_removed, fixture->n_added);

  /* However scattered they are. */
  if (is_elsewhere)
    g_assert_cmpuint (fixture->n_signals, <=, 24);
  poster_store_close (theirs);
}

/* Everything at random, with the rows compared at each signal. */
static void
test_whatever_happens (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const searches[] = { NULL, "1", "2", NULL };
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPostQuery everything = { 0 };
  guint n_listed = 0;

  open_list (fixture, TRUE);
  for (guint round = 0; round < 300; round++)
    {
      guint what = (guint) g_test_rand_int_range (0, 10);
      guint which = posts->len > 0 ? (guint) g_test_rand_int_range (0, (int) posts->len) : 0;
      PosterTargetState state = (PosterTargetState) g_test_rand_int_range (0, POSTER_N_TARGET_STATES);
      g_autofree char *content = g_strdup_printf ("%u", round);

      if (what < 3 || posts->len < 5)
        g_ptr_array_add (posts, save_new (fixture, state, g_test_rand_int_range (1, 9), content));
      else if (what < 7)
        set_state (fixture->store, g_ptr_array_index (posts, which), state);
      else if (what == 7)
        {
          delete (fixture->store, ((PosterPost *) g_ptr_array_index (posts, which))->id);
          g_ptr_array_remove_index (posts, which);
        }
      else if (what == 8)
        {
          const char *id = ((PosterPost *) g_ptr_array_index (posts, which))->id;

          if (g_hash_table_remove (hidden, id))
            poster_post_list_unhide (fixture->list, id);
          else
            {
              g_hash_table_add (hidden, g_strdup (id));
              poster_post_list_hide (fixture->list, id);
            }
        }
      else
        poster_post_list_set_search (fixture->list, searches[g_test_rand_int_range (0, G_N_ELEMENTS (searches))]);
      while (g_test_rand_int_range (0, 3) > 0)
        g_main_context_iteration (NULL, FALSE);
    }

  /* In the end it is what the store has. */
  poster_post_list_set_search (fixture->list, NULL);
  poster_store_list_posts_async (fixture->store, &everything, NULL, keep_result_cb, &result);
  all = poster_store_list_posts_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, posts->len);
  for (guint i = 0; i < all->len; i++)
    if (!g_hash_table_contains (hidden, ((PosterPost *) g_ptr_array_index (all, i))->id))
      n_listed++;
  for (;;)
    {
      guint n_posts = 0;
      guint n_right = 0;

      for (guint i = 0; i < fixture->n_items; i++)
        {
          g_autoptr(PosterPostEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);
          PosterPost *post = poster_post_entry_get_post (entry);

          if (poster_post_entry_get_is_heading (entry))
            continue;
          n_posts++;
          for (guint j = 0; post != NULL && j < all->len; j++)
            {
              PosterPost *stored = g_ptr_array_index (all, j);
              PosterPostPlace place;

              poster_post_get_place (stored, &place);
              if (g_str_equal (stored->id, post->id) && stored->version == post->version &&
                  place.section == poster_post_entry_get_section (entry))
                n_right++;
            }
        }
      if (n_posts == n_listed && n_right == n_listed)
        break;
      g_test_message ("%u of %u rows are right, %u are wanted", n_right, n_posts, n_listed);
      g_main_context_iteration (NULL, TRUE);
    }
}

#define N_MANY 100000

/* Written behind the store's back. */
static void
fill (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "poster.sqlite", NULL);
  g_autofree char *script = NULL;
  char *message = NULL;
  sqlite3 *handle;

  script = g_strdup_printf (
    "PRAGMA synchronous = OFF; BEGIN;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO posts (seq, id, profile_id, title, content, schedule_wall, schedule_zone, schedule_us, version, edited_version, created_us, "
    "  updated_us, status, states, changed, section, sort_key) "
    "  SELECT NULL, printf ('%%024x', i * 40503), NULL, NULL, 'Caption ' || i, NULL, 'UTC', i, 1, 1, i, i, "
    "  'published', 64, 0, 4, -i FROM n;"
    "INSERT INTO targets SELECT NULL, 'aa' || substr (id, 3), id, 0, created_us, '%s', NULL, "
    "  'published', 0, NULL, NULL, 0, NULL, NULL, NULL, '{}', 1, NULL, 1, 0, NULL, NULL, NULL, NULL, "
    "  '7546134564211234567', NULL, created_us, 0, NULL, NULL, 0, NULL, 0, NULL FROM posts;"
    "COMMIT;", N_MANY, fixture->first->id);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, script, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
count_finalized_cb (gpointer  user_data,
                    GObject  *object)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) screen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(PosterPost) post = NULL;
  guint n_finalized = 0;
  guint n_read = 0;

  fill (fixture);
  open_list (fixture, FALSE);
  g_assert_cmpuint (fixture->n_items, ==, N_MANY + 1);

  /* The first screen is there already. */
  for (guint i = 1; i < 20; i++)
    {
      g_autoptr(PosterPostEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);
      g_autofree char *content = g_strdup_printf ("Caption %u", N_MANY + 1 - i);

      g_assert_cmpstr (poster_post_entry_get_post (entry)->content, ==, content);
    }

  /* So is any other, a moment later. */
  for (guint i = 70000; i < 70020; i++)
    {
      PosterPostEntry *entry = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      g_assert_null (poster_post_entry_get_post (entry));
      g_assert_nonnull (poster_post_entry_get_post_id (entry));
      g_ptr_array_add (screen, entry);
    }
  for (guint i = 0; i < screen->len; i++)
    {
      g_autofree char *content = g_strdup_printf ("Caption %u", N_MANY + 1 - 70000 - i);

      while (poster_post_entry_get_post (g_ptr_array_index (screen, i)) == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (poster_post_entry_get_post (g_ptr_array_index (screen, i))->content, ==, content);
    }

  /* Somebody scrolls through all of it: only so much of it stays. */
  g_ptr_array_set_size (screen, 0);
  for (guint i = 1; i <= N_MANY; i += 500)
    {
      g_autoptr(PosterPostEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      g_object_weak_ref (G_OBJECT (entry), count_finalized_cb, &n_finalized);
      n_read++;
      while (poster_post_entry_get_post (entry) == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (n_read - n_finalized, <, 20);

  /* A single change among them is a single change. */
  forget_signals (fixture);
  post = save_new (fixture, POSTER_TARGET_PUBLISHED, 70000, "between");
  while (fixture->n_signals == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_signals, ==, 1);
  g_assert_cmpuint (fixture->n_added, ==, 1);
  g_assert_cmpuint (fixture->n_removed, ==, 0);
  while (poster_post_list_get_n_posts (fixture->list) != N_MANY + 1)
    g_main_context_iteration (NULL, TRUE);
  delete (fixture->store, post->id);
  while (fixture->n_signals == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_removed, ==, 1);

  /* Entries that somebody still has outlive the list. */
  g_ptr_array_add (screen, g_list_model_get_item (G_LIST_MODEL (fixture->list), 5000));
  g_ptr_array_add (screen, g_list_model_get_item (G_LIST_MODEL (fixture->list), 1));
  g_signal_handlers_disconnect_by_data (fixture->list, fixture);
  g_assert_finalize_object (fixture->list);
  fixture->list = NULL;
  g_assert_false (poster_post_entry_get_is_heading (g_ptr_array_index (screen, 0)));
}

/* What this thread has had of the processor: on a busy machine the clock on the wall says nothing. */
static gint64
get_cpu_us (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_THREAD, &usage), ==, 0);
  return (gint64) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC +
         usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* The longest turn of the main loop while @n_changes of a hundred thousand posts change, one
 * transaction each; on top of the model a window has its rows to draw. */
static void
test_speed (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) screen = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 longest_us = 0;
  gint64 start_us;
  const guint n_changes = 1000;

  if (!g_test_perf ())
    {
      g_test_skip ("run with -m perf");
      return;
    }
  fill (fixture);
  start_us = g_get_monotonic_time ();
  open_list (fixture, FALSE);
  g_test_minimized_result ((double) (g_get_monotonic_time () - start_us) / 1000, "%u posts listed in %.1f ms", N_MANY,
                           (double) (g_get_monotonic_time () - start_us) / 1000);
  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (screen, g_list_model_get_item (G_LIST_MODEL (fixture->list), i));
  for (guint i = 0; i < n_changes; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, POSTER_TARGET_SENDING, (gint64) i * 97, "new");

      poster_store_save_post_async (fixture->store, post, 0, NULL, NULL, NULL);
    }
  while (poster_post_list_get_n_posts (fixture->list) < N_MANY + n_changes)
    {
      if (!g_main_context_pending (NULL))
        {
          g_main_context_iteration (NULL, TRUE);
          continue;
        }
      start_us = get_cpu_us ();
      g_main_context_iteration (NULL, FALSE);
      longest_us = MAX (longest_us, get_cpu_us () - start_us);
    }
  g_test_minimized_result ((double) longest_us / 1000, "%u changes, %u signals, longest turn %.1f ms", n_changes,
                           fixture->n_signals, (double) longest_us / 1000);
}

/* The rows themselves: what is said leads from one to the other, whatever the limit. */
static void
test_rows_compared (void)
{
  for (guint round = 0; round < 500; round++)
    {
      guint n_old = (guint) g_test_rand_int_range (0, 60);
      guint n_new = (guint) g_test_rand_int_range (0, 60);
      guint limit = (guint) g_test_rand_int_range (1, 12);
      g_autoptr(GHashTable) none = poster_list_rows_new_set ();
      g_autoptr(GArray) one = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
      g_autoptr(GArray) other = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
      g_autoptr(GArray) old_rows = NULL;
      g_autoptr(GArray) new_rows = NULL;
      g_autoptr(GArray) changes = NULL;
      g_autoptr(GArray) exact = NULL;
      guint n_touched = 0;

      for (guint i = 0; i < n_old + n_new; i++)
        {
          PosterPostPlace place = { .section = (guint) g_test_rand_int_range (0, POSTER_N_SECTIONS),
                                    .sort_key = g_test_rand_int_range (0, 4) };

          place.id[11] = (guint8) g_test_rand_int_range (0, 8);
          g_array_append_val (i < n_old ? one : other, place);
        }
      g_array_sort (one, poster_post_place_compare);
      g_array_sort (other, poster_post_place_compare);
      for (guint i = one->len; i > 1; i--)
        if (poster_post_place_compare (&g_array_index (one, PosterPostPlace, i - 1),
                                       &g_array_index (one, PosterPostPlace, i - 2)) == 0)
          g_array_remove_index (one, i - 1);
      for (guint i = other->len; i > 1; i--)
        if (poster_post_place_compare (&g_array_index (other, PosterPostPlace, i - 1),
                                       &g_array_index (other, PosterPostPlace, i - 2)) == 0)
          g_array_remove_index (other, i - 1);
      old_rows = poster_list_rows_build (one, none);
      new_rows = poster_list_rows_build (other, none);

      exact = poster_list_rows_compare (old_rows, new_rows, G_MAXUINT);
      changes = poster_list_rows_compare (old_rows, new_rows, limit);
      g_assert_cmpuint (changes->len, <=, MAX (limit, 1));
      for (guint i = 0; i < exact->len; i++)
        n_touched += g_array_index (exact, PosterListChange, i).n_removed;
      for (guint i = 0; i < old_rows->len; i++)
        {
          guint ignored;

          if (g_array_binary_search (new_rows, &g_array_index (old_rows, PosterPostPlace, i),
                                     poster_post_place_compare, &ignored))
            n_touched++;
        }
      g_assert_cmpuint (n_touched, ==, old_rows->len);

      /* From the last on, so that the places of the others still hold. */
      for (guint i = changes->len; i > 0; i--)
        {
          PosterListChange *change = &g_array_index (changes, PosterListChange, i - 1);

          if (change->n_removed > 0)
            g_array_remove_range (old_rows, change->old_start, change->n_removed);
          if (change->n_added > 0)
            g_array_insert_vals (old_rows, change->old_start,
                                 &g_array_index (new_rows, PosterPostPlace, change->new_start), change->n_added);
        }
      g_assert_cmpmem (old_rows->data, old_rows->len * sizeof (PosterPostPlace),
                       new_rows->data, new_rows->len * sizeof (PosterPostPlace));
    }
}

#define add(name, func) g_test_add ("/post-list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("sections-and-order", test_sections_and_order);
  add ("empty", test_empty);
  add ("a-move-is-two-signals", test_a_move_is_two_signals);
  add ("a-change-in-place-is-no-signal", test_a_change_in_place_is_no_signal);
  add ("other-processes", test_other_processes);
  add ("filters", test_filters);
  add ("typing", test_typing);
  add ("hidden-at-once", test_hidden_at_once);
  add ("hidden-by-one-who-is-told", test_hidden_by_one_who_is_told);
  add ("burst", test_burst);
  g_test_add ("/post-list/burst-elsewhere", Fixture, GINT_TO_POINTER (TRUE), set_up, test_burst, tear_down);
  add ("whatever-happens", test_whatever_happens);
  add ("many", test_many);
  add ("speed", test_speed);
  g_test_add_func ("/post-list/rows-compared", test_rows_compared);
  return g_test_run ();
}
