/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-store-profiles.h"
#include "poster-store-queues.h"
#include "store-fixture.h"

/* Queues, and the slots that posts take of them. This program is also the other processes that
 * want slots: `test-queues ROLE FOLDER QUEUE`. */

typedef StoreFixture Fixture;

static char *program;

#define HOUR G_TIME_SPAN_HOUR

static PosterQueue *
save_queue (PosterStore *store,
            PosterQueue *queue,
            gboolean     reshuffle,
            guint       *n_moved,
            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_queue_async (store, queue, reshuffle, NULL, keep_result_cb, &result);
  return poster_store_save_queue_finish (store, wait_for (&result), n_moved, error);
}

static int
count_moves (PosterStore *store,
             const char  *queue_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  int n_moves;

  poster_store_count_moves_async (store, queue_id, NULL, keep_result_cb, &result);
  n_moves = poster_store_count_moves_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return n_moves;
}

static PosterQueue *
get_queue (PosterStore *store,
           const char  *id,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_queue_async (store, id, NULL, keep_result_cb, &result);
  return poster_store_get_queue_finish (store, wait_for (&result), error);
}

static GPtrArray *
list_queues (PosterStore *store,
             const char  *profile_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *queues;

  poster_store_list_queues_async (store, profile_id, NULL, keep_result_cb, &result);
  queues = poster_store_list_queues_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return queues;
}

static gboolean
delete_queue (PosterStore *store,
              const char  *id,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_delete_queue_async (store, id, NULL, keep_result_cb, &result);
  return poster_store_delete_queue_finish (store, wait_for (&result), error);
}

static PosterPost *
save_in_queue (PosterStore *store,
               PosterPost  *post,
               const char  *queue_id,
               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_post_in_queue_async (store, post, queue_id, POSTER_STATES_EDITABLE, NULL, keep_result_cb, &result);
  return poster_store_save_post_in_queue_finish (store, wait_for (&result), error);
}

static GPtrArray *
list_slots (PosterStore           *store,
            const PosterSlotQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *slots;

  poster_store_list_slots_async (store, query, NULL, keep_result_cb, &result);
  slots = poster_store_list_slots_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return slots;
}

static gboolean
trash_post (PosterStore *store,
            const char  *id)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_trash_post_async (store, id, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  return poster_store_trash_post_finish (store, wait_for (&result), NULL);
}

static gboolean
restore_post (PosterStore *store,
              const char  *id)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_restore_post_async (store, id, NULL, keep_result_cb, &result);
  return poster_store_restore_post_finish (store, wait_for (&result), NULL);
}

static PosterQueue *
make_queue (PosterStore *store,
            const char  *name,
            const char  *zone,
            const char  *slots)
{
  g_autoptr(PosterQueue) queue = poster_queue_new (name, zone);
  g_autoptr(GError) error = NULL;
  PosterQueue *stored;

  g_assert_true (poster_queue_slots_from_text (queue, slots));
  stored = save_queue (store, queue, FALSE, NULL, &error);
  g_assert_no_error (error);
  return stored;
}

/* A post in the queue; checks where it stands. */
static PosterPost *
queue_post (Fixture    *fixture,
            const char *queue_id,
            gint64      expected_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) queued = save_in_queue (fixture->store, post, queue_id, &error);
  PosterPost *stored;

  g_assert_no_error (error);
  g_assert_cmpint (queued->slot_us, ==, expected_us);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->version, ==, queued->version);
  g_assert_cmpint (stored->slot_us, ==, expected_us);
  g_assert_nonnull (poster_schedule_get_wall (stored->schedule));
  g_assert_cmpint (poster_schedule_get_instant_us (stored->schedule), ==, expected_us);
  g_assert_cmpint (first_target (stored)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpint (first_target (stored)->due_us, ==, expected_us);
  g_assert_cmpint (first_target (stored)->wake_us, ==, expected_us);
  return stored;
}

static void
test_queues_are_kept (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterQueue) first = make_queue (fixture->store, "Reels", "Europe/Berlin", "mon 18:00;thu 9:30");
  g_autoptr(PosterQueue) second = make_queue (fixture->store, "Evenings", "UTC", "daily 20:00");
  g_autoptr(PosterQueue) same_name = poster_queue_new (" Reels ", "UTC");
  g_autoptr(PosterQueue) found = NULL;
  g_autoptr(PosterQueue) by_default = NULL;
  g_autoptr(PosterQueue) changed = NULL;
  g_autoptr(GPtrArray) queues = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autofree char *slots = NULL;

  g_assert_true (first->is_default);
  g_assert_false (second->is_default);
  store_fixture_reopen (fixture);
  found = get_queue (fixture->store, second->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->name, ==, "Evenings");
  g_assert_cmpstr (found->zone, ==, "UTC");
  g_assert_cmpuint (found->slots->len, ==, 7);
  g_assert_true (found->is_active);
  g_assert_cmpint (found->created_us, ==, NOON);
  by_default = get_queue (fixture->store, NULL, &error);
  g_assert_cmpstr (by_default->id, ==, first->id);
  slots = poster_queue_slots_to_text (by_default);
  g_assert_cmpstr (slots, ==, "mon 18:00;thu 09:30");

  /* One takes the place of another as the default; there is always one. */
  second->is_default = TRUE;
  changed = save_queue (fixture->store, second, FALSE, NULL, &error);
  g_assert_no_error (error);
  queues = list_queues (fixture->store, first->profile_id);
  g_assert_cmpuint (queues->len, ==, 2);
  g_assert_cmpstr (((PosterQueue *) g_ptr_array_index (queues, 0))->id, ==, second->id);
  g_assert_false (((PosterQueue *) g_ptr_array_index (queues, 1))->is_default);

  poster_queue_add_slot (same_name, 0, 0);
  g_assert_null (save_queue (fixture->store, same_name, FALSE, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (delete_queue (fixture->store, second->id, &error));
  g_assert_no_error (error);
  left = list_queues (fixture->store, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_true (((PosterQueue *) g_ptr_array_index (left, 0))->is_default);
  g_assert_false (delete_queue (fixture->store, second->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_profiles (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterProfile) profile = poster_profile_new ("Client");
  g_autoptr(GPtrArray) profiles = NULL;
  g_autoptr(PosterQueue) queue = poster_queue_new ("Reels", "UTC");
  g_autoptr(PosterQueue) queued = NULL;
  g_autoptr(PosterQueue) usual = NULL;
  g_autoptr(GPtrArray) queues = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) kept = NULL;
  const char *old_default;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      profile->description = g_strdup (i == 0 ? NULL : "for others");
      poster_store_save_profile_async (fixture->store, profile, NULL, keep_result_cb, &result);
      g_assert_true (poster_store_save_profile_finish (fixture->store, wait_for (&result), &error));
      g_assert_no_error (error);
    }
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_list_profiles_async (fixture->store, NULL, keep_result_cb, &result);
    profiles = poster_store_list_profiles_finish (fixture->store, wait_for (&result), &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (profiles->len, ==, 2);
  g_assert_true (((PosterProfile *) g_ptr_array_index (profiles, 0))->is_default);
  g_assert_cmpstr (((PosterProfile *) g_ptr_array_index (profiles, 1))->name, ==, "Client");
  g_assert_cmpstr (((PosterProfile *) g_ptr_array_index (profiles, 1))->description, ==, "for others");
  old_default = ((PosterProfile *) g_ptr_array_index (profiles, 0))->id;

  /* Queues are each profile's own, with a default of each; its posts keep their times. */
  g_assert_true (poster_queue_add_slot (queue, 1, 18 * 60));
  queue->profile_id = g_strdup (profile->id);
  queued = save_queue (fixture->store, queue, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (queued->is_default);
  g_assert_null (get_queue (fixture->store, NULL, NULL));
  usual = make_queue (fixture->store, "Usual", "UTC", "daily 9:00");
  queues = list_queues (fixture->store, NULL);
  g_assert_cmpuint (queues->len, ==, 2);
  g_assert_cmpstr (((PosterQueue *) g_ptr_array_index (queues, 0))->id, ==, usual->id);
  post = queue_post (fixture, queued->id, NOON + 30 * HOUR);
  g_assert_cmpstr (post->profile_id, ==, profile->id);
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_delete_profile_async (fixture->store, old_default, NULL, keep_result_cb, &result);
    g_assert_false (poster_store_delete_profile_finish (fixture->store, wait_for (&result), &error));
    g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
    g_clear_error (&error);
  }
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_delete_profile_async (fixture->store, profile->id, NULL, keep_result_cb, &result);
    g_assert_true (poster_store_delete_profile_finish (fixture->store, wait_for (&result), &error));
    g_assert_no_error (error);
  }
  g_assert_null (get_queue (fixture->store, queued->id, NULL));
  kept = get_post (fixture->store, post->id, &error);
  g_assert_cmpint (first_target (kept)->due_us, ==, NOON + 30 * HOUR);
  g_assert_cmpint (kept->slot_us, ==, -1);
}

static void
test_next_free (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterQueue) queue = NULL;
  g_autoptr(PosterQueue) paused = NULL;
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) third = NULL;
  g_autoptr(PosterPost) again = NULL;

  g_assert_null (save_in_queue (fixture->store, post, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  queue = make_queue (fixture->store, "Evenings", "UTC", "daily 18:00");
  first = queue_post (fixture, NULL, NOON + 6 * HOUR);
  second = queue_post (fixture, NULL, NOON + 30 * HOUR);
  third = queue_post (fixture, queue->id, NOON + 54 * HOUR);
  g_assert_cmpstr (third->queue_id, ==, queue->id);
  g_assert_cmpstr (third->profile_id, ==, queue->profile_id);

  /* One that is in it keeps its slot. */
  again = save_in_queue (fixture->store, second, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->slot_us, ==, NOON + 30 * HOUR);

  queue->is_active = FALSE;
  paused = save_queue (fixture->store, queue, FALSE, NULL, &error);
  g_assert_null (save_in_queue (fixture->store, post, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
}

typedef void (*Release) (Fixture *fixture, PosterPost *post);

static void
reschedule (Fixture    *fixture,
            PosterPost *post)
{
  poster_schedule_unref (post->schedule);
  post->schedule = poster_schedule_new_instant (NOON + HOUR, "UTC");
  first_target (post)->due_us = NOON + HOUR;
  first_target (post)->wake_us = NOON + HOUR;
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_EDITABLE, NULL), >, 0);
}

static void
make_draft (Fixture    *fixture,
            PosterPost *post)
{
  first_target (post)->state = POSTER_TARGET_DRAFT;
  first_target (post)->due_us = -1;
  first_target (post)->wake_us = -1;
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_EDITABLE, NULL), >, 0);
}

static void
end_as (Fixture           *fixture,
        PosterPost        *post,
        PosterTargetState  state)
{
  first_target (post)->state = state;
  first_target (post)->wake_us = -1;
  g_assert_true (commit_target (fixture->store, first_target (post), POSTER_STATES_ANY, NULL, NULL));
}

static void
cancel (Fixture    *fixture,
        PosterPost *post)
{
  end_as (fixture, post, POSTER_TARGET_CANCELLED);
}

static void
fail (Fixture    *fixture,
      PosterPost *post)
{
  end_as (fixture, post, POSTER_TARGET_FAILED);
}

static void
publish_early (Fixture    *fixture,
               PosterPost *post)
{
  end_as (fixture, post, POSTER_TARGET_PUBLISHED);
}

static void
delete_it (Fixture    *fixture,
           PosterPost *post)
{
  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_ANY, NULL));
}

static void
trash_it (Fixture    *fixture,
          PosterPost *post)
{
  g_assert_true (trash_post (fixture->store, post->id));
}

/* Whatever takes a post out of its slot, the next post gets it. */
static void
test_given_back (Fixture       *fixture,
                 gconstpointer  data)
{
  const Release ways[] = { reschedule, make_draft, cancel, fail, publish_early, delete_it, trash_it };
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Evenings", "UTC", "daily 18:00");
  g_autoptr(PosterPost) first = queue_post (fixture, NULL, NOON + 6 * HOUR);
  g_autoptr(PosterPost) last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(PosterPost) post = queue_post (fixture, NULL, NOON + 30 * HOUR);
      g_autoptr(PosterPost) after = queue_post (fixture, NULL, NOON + 54 * HOUR);
      g_autoptr(PosterPost) released = NULL;
      g_autoptr(PosterPost) instead = NULL;

      ways[i] (fixture, post);
      released = get_post (fixture->store, post->id, NULL);
      if (released != NULL)
        g_assert_cmpint (released->slot_us, ==, -1);
      instead = queue_post (fixture, NULL, NOON + 30 * HOUR);
      g_assert_true (delete_post (fixture->store, instead->id, POSTER_STATES_ANY, NULL));
      g_assert_true (delete_post (fixture->store, after->id, POSTER_STATES_ANY, NULL));
    }
  /* One that is under way, or waits for a person, holds it on. */
  end_as (fixture, first, POSTER_TARGET_SENDING);
  end_as (fixture, first, POSTER_TARGET_UNKNOWN);
  last = queue_post (fixture, NULL, NOON + 30 * HOUR);
}

static void
test_brought_back (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Evenings", "UTC", "daily 18:00");
  g_autoptr(PosterPost) first = queue_post (fixture, NULL, NOON + 6 * HOUR);
  g_autoptr(PosterPost) second = queue_post (fixture, NULL, NOON + 30 * HOUR);
  g_autoptr(PosterPost) thief = NULL;
  g_autoptr(PosterPost) back = NULL;
  g_autoptr(PosterPost) other = NULL;

  /* Its slot is still free: it has it again. */
  g_assert_true (trash_post (fixture->store, first->id));
  g_assert_true (restore_post (fixture->store, first->id));
  back = get_post (fixture->store, first->id, NULL);
  g_assert_cmpint (back->slot_us, ==, NOON + 6 * HOUR);
  g_assert_cmpstr (back->queue_id, ==, queue->id);

  /* Another has it meanwhile: it keeps its time alone. */
  g_assert_true (trash_post (fixture->store, second->id));
  thief = queue_post (fixture, NULL, NOON + 30 * HOUR);
  g_assert_true (restore_post (fixture->store, second->id));
  other = get_post (fixture->store, second->id, NULL);
  g_assert_cmpint (other->slot_us, ==, -1);
  g_assert_cmpint (first_target (other)->due_us, ==, NOON + 30 * HOUR);
}

static void
test_reshuffled (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Evenings", "UTC", "daily 18:00");
  g_autoptr(PosterQueue) changed = NULL;
  g_autoptr(PosterQueue) same = NULL;
  PosterPost *posts[5];
  /* 0 is out of it, 1 is under way and stays, the others follow one another. */
  const gint64 expected[] = { NOON + HOUR, NOON + 30 * HOUR, NOON + 18 * HOUR, NOON + 42 * HOUR, NOON + 54 * HOUR };
  g_autoptr(PosterPost) next = NULL;
  guint n_moved = 0;

  for (guint i = 0; i < 5; i++)
    posts[i] = queue_post (fixture, NULL, NOON + (6 + 24 * i) * HOUR);
  reschedule (fixture, posts[0]);
  end_as (fixture, posts[1], POSTER_TARGET_PREPARING);

  /* 6:00 and 18:00 in UTC: 18:00 today is free, but that is over when the clock says 18:30. */
  poster_test_clock_set (fixture->clock, NOON + 390 * G_TIME_SPAN_MINUTE);
  poster_queue_slots_from_text (queue, "daily 6:00;daily 18:00");
  same = save_queue (fixture->store, queue, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&same);
  g_assert_cmpint (count_moves (fixture->store, queue->id), ==, 3);
  store_fixture_forget (fixture);
  changed = save_queue (fixture->store, queue, TRUE, &n_moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_moved, ==, 3);
  g_assert_cmpint (count_moves (fixture->store, queue->id), ==, 0);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(PosterPost) stored = get_post (fixture->store, posts[i]->id, &error);

      g_assert_no_error (error);
      g_assert_cmpint (first_target (stored)->due_us, ==, expected[i]);
      if (i > 1)
        {
          g_assert_cmpint (stored->slot_us, ==, expected[i]);
          g_assert_cmpint (poster_schedule_get_instant_us (stored->schedule), ==, expected[i]);
          g_assert_cmpint (first_target (stored)->wake_us, ==, expected[i]);
          g_assert_cmpint (stored->version, >, posts[i]->version);
          /* Whoever read it before does not publish it now. */
          g_assert_false (claim_target (fixture->store, posts[i], first_target (posts[i]), POSTER_STATES_ANY, &error));
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
          g_clear_error (&error);
        }
      g_object_unref (posts[i]);
    }
  next = queue_post (fixture, NULL, NOON + 66 * HOUR);

  /* Nothing to do: nothing done. */
  same = save_queue (fixture->store, changed, TRUE, &n_moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_moved, ==, 0);
}

static void
test_preview (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Evenings", "Europe/Berlin", "daily 19:00");
  g_autoptr(PosterQueue) other = make_queue (fixture->store, "Mornings", "UTC", "daily 6:00");
  g_autoptr(PosterPost) first = queue_post (fixture, queue->id, NOON + 6 * HOUR);
  g_autoptr(PosterPost) second = queue_post (fixture, queue->id, NOON + 30 * HOUR);
  PosterSlotQuery next = { .queue_id = queue->id, .until_us = -1, .limit = 3 };
  PosterSlotQuery next_free = { .queue_id = queue->id, .until_us = -1, .limit = 2, .free_only = TRUE };
  PosterSlotQuery days = { .from_us = NOON - 48 * HOUR, .until_us = NOON + 42 * HOUR };
  g_autoptr(GPtrArray) slots = NULL;
  g_autoptr(GPtrArray) free_slots = NULL;
  g_autoptr(GPtrArray) in_days = NULL;
  PosterStoreSlot *slot;

  g_assert_true (delete_post (fixture->store, first->id, POSTER_STATES_ANY, NULL));
  slots = list_slots (fixture->store, &next);
  g_assert_cmpuint (slots->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      slot = g_ptr_array_index (slots, i);
      g_assert_cmpint (slot->at_us, ==, NOON + (6 + 24 * i) * HOUR);
      g_assert_cmpstr (slot->post_id, ==, i == 1 ? second->id : NULL);
      g_assert_cmpstr (poster_schedule_get_zone (slot->schedule), ==, "Europe/Berlin");
      g_assert_cmpint (poster_schedule_get_instant_us (slot->schedule), ==, slot->at_us);
    }
  free_slots = list_slots (fixture->store, &next_free);
  g_assert_cmpuint (free_slots->len, ==, 2);
  g_assert_cmpint (((PosterStoreSlot *) g_ptr_array_index (free_slots, 1))->at_us, ==, NOON + 54 * HOUR);

  /* Of all queues, none in the past, the end excluded. */
  in_days = list_slots (fixture->store, &days);
  g_assert_cmpuint (in_days->len, ==, 3);
  slot = g_ptr_array_index (in_days, 1);
  g_assert_cmpstr (slot->queue_id, ==, other->id);
  g_assert_cmpint (slot->at_us, ==, NOON + 18 * HOUR);
  slot = g_ptr_array_index (in_days, 2);
  g_assert_cmpstr (slot->post_id, ==, second->id);
}

/* Both edges of daylight saving: 2:00 and 2:30 are one moment on 28 March 2027 in Berlin. */
static void
test_gap (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Nights", "Europe/Berlin", "sun 2:00;sun 2:30;sun 4:00");
  /* 2027-03-28T00:00:00Z */
  gint64 night_us = NOON + (126 * 24 - 12) * HOUR;
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) third = NULL;

  poster_test_clock_set (fixture->clock, night_us);
  first = queue_post (fixture, NULL, night_us + HOUR);
  second = queue_post (fixture, NULL, night_us + 2 * HOUR);
  third = queue_post (fixture, NULL, night_us + 7 * 24 * HOUR);
}

/* --- Several processes --- */

#define RACERS 4
#define EACH 15

static PosterPost *
bare_post (const char *account_id)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (account_id);

  target->post_id = g_strdup (post->id);
  g_ptr_array_add (post->targets, target);
  return post;
}

static void
child_queues (const char *dir,
              const char *account_id,
              guint       n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (NOON);
  PosterStore *store = poster_store_open (dir, POSTER_CLOCK (clock), &error);

  g_assert_no_error (error);
  for (guint i = 0; n == 0 || i < n; i++)
    {
      g_autoptr(PosterPost) post = bare_post (account_id);
      g_autoptr(PosterPost) queued = save_in_queue (store, post, NULL, &error);

      g_assert_no_error (error);
      printf ("%s %" G_GINT64_FORMAT "\n", queued->id, queued->slot_us);
      fflush (stdout);
    }
  poster_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (store);
}

static GSubprocess *
start (Fixture    *fixture,
       const char *role)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                         program, role, fixture->dir, fixture->first->id, NULL);

  g_assert_no_error (error);
  return child;
}

/* Reads what a child told to have taken, into @told: slot -> post. */
static void
collect (GDataInputStream *lines,
         GHashTable       *told,
         guint             n_lines)
{
  for (guint i = 0; n_lines == 0 || i < n_lines; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      gint64 *slot;

      if (line == NULL)
        break;
      slot = g_new (gint64, 1);
      *slot = g_ascii_strtoll (line + 25, NULL, 10);
      line[24] = '\0';
      g_assert_true (g_hash_table_insert (told, slot, g_steal_pointer (&line)));  /* nobody else was told that one */
    }
}

/* Every slot that was told is held by whom it was told, and there is no hole before the last. */
static void
check_told (Fixture    *fixture,
            GHashTable *told,
            guint       n_expected)
{
  PosterSlotQuery query = { .until_us = -1, .limit = n_expected + 1 };
  g_autoptr(GPtrArray) slots = list_slots (fixture->store, &query);
  guint n_held = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      const char *post_id = g_hash_table_lookup (told, &slot->at_us);

      if (slot->post_id != NULL)
        g_assert_cmpuint (n_held++, ==, i);
      if (post_id != NULL)
        g_assert_cmpstr (slot->post_id, ==, post_id);
    }
  g_assert_cmpuint (n_held, >=, g_hash_table_size (told));
  g_assert_cmpuint (n_held, <=, n_expected);
}

static void
test_race (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Busy", "America/New_York", "daily 6:00;daily 12:00;daily 18:00");
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  GSubprocess *children[RACERS];

  for (guint i = 0; i < RACERS; i++)
    children[i] = start (fixture, "some");
  for (guint i = 0; i < RACERS; i++)
    {
      g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (children[i]));
      g_autoptr(GError) error = NULL;

      collect (lines, told, 0);
      g_subprocess_wait_check (children[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (children[i]);
    }
  g_assert_cmpuint (g_hash_table_size (told), ==, RACERS * EACH);
  check_told (fixture, told, RACERS * EACH);
}

static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Busy", "Australia/Lord_Howe", "daily 2:15;daily 18:00");
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) queued = NULL;

  for (guint round = 0; round < 4; round++)
    {
      g_autoptr(GSubprocess) child = start (fixture, "for-ever");
      g_autoptr(GSubprocess) other = start (fixture, "for-ever");
      g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      g_autoptr(GDataInputStream) other_lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (other));

      collect (lines, told, 1 + round);
      g_subprocess_send_signal (child, SIGKILL);
      collect (other_lines, told, 3);
      g_subprocess_send_signal (other, SIGKILL);
      g_subprocess_wait (child, NULL, NULL);
      g_subprocess_wait (other, NULL, NULL);
      collect (lines, told, 0);
      collect (other_lines, told, 0);
      store_fixture_reopen (fixture);
      g_assert_null (poster_store_get_damaged_path (fixture->store));
      /* One more each may be stored that was not told any more. */
      check_told (fixture, told, g_hash_table_size (told) + 2 * (round + 1));
    }
  queued = save_in_queue (fixture->store, post, NULL, &error);
  g_assert_no_error (error);
}

/* --- Many --- */

static GMutex noted_lock;
static GHashTable *noted;  /* (element-type utf8), statements that were run */
static gint64 n_noted;

static int
trace_cb (unsigned  event,
          void     *data,
          void     *statement,
          void     *text)
{
  g_mutex_lock (&noted_lock);
  g_hash_table_add (noted, g_strdup (sqlite3_sql (statement)));
  n_noted++;
  g_mutex_unlock (&noted_lock);
  return 0;
}

static int
note_connection (sqlite3                           *handle,
                 char                             **error,
                 const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (handle, SQLITE_TRACE_STMT, trace_cb, NULL);
}

#define MANY 10000

static void
fill (Fixture     *fixture,
      PosterQueue *queue)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_auto(PosterQueueIter) iter = { 0 };
  PosterQueueMoment moment;
  sqlite3_stmt *post, *target;
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
    "INSERT INTO posts (id, content, schedule_wall, schedule_zone, schedule_us, version, edited_version, created_us, "
    "updated_us, status, states, changed, section, sort_key, queue_id, slot_us) "
    "VALUES (printf ('%024x', ?1), '', strftime ('%Y-%m-%dT%H:%M:%S', ?2 / 1000000, 'unixepoch'), 'UTC', ?2, 1, 1, ?1, 0, "
    "'scheduled', 2, 0, 2, ?2, ?3, ?2)",
    -1, &post, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
    "INSERT INTO targets (id, post_id, position, created_us, account_id, state, holder, has_media, options, due_us, "
    "wake_us, attempts, failures, is_inbox, is_committed) "
    "VALUES (printf ('aa%022x', ?1), printf ('%024x', ?1), 0, ?1, ?3, 'scheduled', 0, 0, '{}', ?2, ?2, 0, 0, 0, 0)",
    -1, &target, NULL), ==, SQLITE_OK);
  poster_queue_iter_init (&iter, queue, NOON);
  for (int i = 1; i <= MANY; i++)
    {
      g_assert_true (poster_queue_iter_next (&iter, &moment));
      sqlite3_bind_int (post, 1, i);
      sqlite3_bind_int64 (post, 2, moment.at_us);
      sqlite3_bind_text (post, 3, queue->id, -1, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (post), ==, SQLITE_DONE);
      sqlite3_reset (post);
      sqlite3_bind_int (target, 1, i);
      sqlite3_bind_int64 (target, 2, moment.at_us);
      sqlite3_bind_text (target, 3, fixture->first->id, -1, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (target), ==, SQLITE_DONE);
      sqlite3_reset (target);
    }
  sqlite3_finalize (post);
  sqlite3_finalize (target);
  g_assert_cmpint (sqlite3_exec (handle, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
check_plans (Fixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  GHashTableIter iter;
  gpointer key;
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_trace_v2 (handle, 0, NULL, NULL);
  g_hash_table_iter_init (&iter, noted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *sql = key;
      g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
      sqlite3_stmt *plan;

      /* Opening looks at one row of each table. */
      if ((!g_str_has_prefix (sql, "SELECT") && !g_str_has_prefix (sql, "UPDATE") && !g_str_has_prefix (sql, "DELETE")) ||
          strstr (sql, "LIMIT 1)") != NULL)
        continue;
      g_assert_cmpint (sqlite3_prepare_v2 (handle, explain, -1, &plan, NULL), ==, SQLITE_OK);
      while (sqlite3_step (plan) == SQLITE_ROW)
        {
          const char *step = (const char *) sqlite3_column_text (plan, 3);

          if (g_str_has_prefix (step, "SCAN") &&
              (strstr (step, "posts") != NULL || strstr (step, "targets") != NULL || g_str_has_suffix (step, " p") ||
               g_str_has_suffix (step, " t")))
            g_error ("“%s” is planned as “%s”", sql, step);
        }
      sqlite3_finalize (plan);
    }
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = make_queue (fixture->store, "Long", "UTC", "daily 6:00;daily 12:00;daily 18:00;daily 22:00");
  g_autoptr(PosterQueue) changed = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) filler = NULL;
  guint n_moved = 0;

  fill (fixture, queue);
  noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sqlite3_auto_extension ((void (*) (void)) note_connection);
  store_fixture_reopen (fixture);
  /* The 10,001st: the first has to find it, the next knows where to begin. */
  first = queue_post (fixture, NULL, NOON + (2500 * 24 + 6) * HOUR);
  n_noted = 0;
  for (guint i = 1; i < 9; i++)
    {
      g_autoptr(PosterPost) post = queue_post (fixture, NULL, NOON + (2500 * 24 + (i % 4 == 0 ? 24 * (i / 4) + 6 :
                                                                                   i % 4 == 1 ? 24 * (i / 4) + 10 :
                                                                                   i % 4 == 2 ? 24 * (i / 4) + 18 :
                                                                                   24 * (i / 4) + 24)) * HOUR);
    }
  g_assert_cmpint (n_noted, <, 9 * 60);
  /* A hole is found again. */
  g_assert_true (delete_post (fixture->store, "000000000000000000000064", POSTER_STATES_ANY, &error));
  g_assert_no_error (error);
  filler = queue_post (fixture, NULL, NOON + (24 * 24 + 24) * HOUR);
  check_plans (fixture);

  poster_queue_slots_from_text (queue, "daily 7:00;daily 13:00;daily 19:00;daily 23:00");
  changed = save_queue (fixture->store, queue, TRUE, &n_moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_moved, ==, MANY + 9);
  check_plans (fixture);
  sqlite3_cancel_auto_extension ((void (*) (void)) note_connection);
  poster_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_reopen (fixture);
  g_clear_pointer (&noted, g_hash_table_unref);
}

#define ADD(name, func) \
  g_test_add ("/store/queues/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  program = argv[0];
  if (argc > 3)
    {
      child_queues (argv[2], argv[3], strcmp (argv[1], "some") == 0 ? EACH : 0);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  ADD ("are-kept", test_queues_are_kept);
  ADD ("belong-to-profiles", test_profiles);
  ADD ("give-the-next-free-slot", test_next_free);
  ADD ("get-back-what-a-post-leaves", test_given_back);
  ADD ("a-post-brought-back-takes-nobody-s-slot", test_brought_back);
  ADD ("reshuffled-posts-keep-their-order", test_reshuffled);
  ADD ("show-what-is-free", test_preview);
  ADD ("slots-that-fall-together-are-one", test_gap);
  ADD ("racing-processes-never-share-a-slot", test_race);
  ADD ("a-killed-process-leaves-no-half-slot", test_killed);
  ADD ("ten-thousand-posts-are-not-gone-through", test_many);
  return g_test_run ();
}
