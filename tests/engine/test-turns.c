/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "poster-engine.h"
#include "poster-error.h"
#include "poster-memory-secrets.h"
#include "poster-retry.h"
#include "poster-script-connector.h"
#include "poster-slots.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* Which account's turn it is: catching up, fairness, and accounts that take no more. */

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define MINUTE G_TIME_SPAN_MINUTE

typedef struct
{
  char                  *data_dir;
  PosterTestClock       *clock;
  PosterMemorySecrets   *secrets;
  PosterScriptConnector *connector;
  PosterStore           *store;
  PosterEngine          *engine;    /* (nullable) */
  char                  *kitchen;   /* ids of accounts */
  char                  *garden;
  gboolean               rested;
} Fixture;

static void
rested_cb (PosterEngine *engine,
           Fixture      *fixture)
{
  fixture->rested = TRUE;
}

static void
start_engine (Fixture *fixture)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(GError) error = NULL;

  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->connector));
  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                       POSTER_CLOCK (fixture->clock));
  g_signal_connect (fixture->engine, "rested", G_CALLBACK (rested_cb), fixture);
  fixture->rested = FALSE;
  poster_engine_start (fixture->engine, &error);
  g_assert_no_error (error);
}

static void
stop_engine (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (fixture->engine == NULL)
    return;
  poster_engine_stop_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_clear_object (&result);
  g_signal_handlers_disconnect_by_data (fixture->engine, fixture);
  poster_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->engine));
}

static char *
add_account (Fixture    *fixture,
             const char *handle)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("script", NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("script", "tiktok", handle);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup (handle);
  account->username = g_strdup (handle);
  g_ptr_array_add (accounts, account);
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (((PosterAccount *) g_ptr_array_index (stored, 0))->id);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("poster-turns-XXXXXX", NULL);
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = poster_script_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  fixture->kitchen = add_account (fixture, "kitchen");
  fixture->garden = add_account (fixture, "garden");
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  stop_engine (fixture);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  g_assert_finalize_object (fixture->connector);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->data_dir);
  g_free (fixture->data_dir);
  g_free (fixture->kitchen);
  g_free (fixture->garden);
}

static PosterPost *
add_post (Fixture    *fixture,
          const char *account_id,
          gint64      due_us)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (account_id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = due_us;
  target->wake_us = due_us;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  post->version = poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

static PosterTarget *
get_target (Fixture    *fixture,
            PosterPost *post)
{
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_object_ref (g_ptr_array_index (stored->targets, 0));
}

static void
assert_state (Fixture           *fixture,
              PosterPost        *post,
              PosterTargetState  state)
{
  g_autoptr(PosterTarget) target = get_target (fixture, post);

  g_assert_cmpstr (poster_target_state_to_string (target->state), ==, poster_target_state_to_string (state));
}

static void
assert_published (Fixture    *fixture,
                  PosterPost *post,
                  gint64      at_us)
{
  g_autoptr(PosterTarget) target = get_target (fixture, post);

  g_assert_cmpstr (poster_target_state_to_string (target->state), ==, "published");
  g_assert_cmpint ((target->published_us - START_US) / G_USEC_PER_SEC, ==, (at_us - START_US) / G_USEC_PER_SEC);
  g_assert_null (target->error_message);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target->id), ==, 1);
}

static gboolean
is_published (Fixture    *fixture,
              PosterPost *post)
{
  g_autoptr(PosterTarget) target = get_target (fixture, post);

  return target->state == POSTER_TARGET_PUBLISHED;
}

static PosterAccount *
get_account (Fixture    *fixture,
             const char *id)
{
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_accounts_async (fixture->store, FALSE, NULL, poster_test_keep_result_cb, &result);
  accounts = poster_store_list_accounts_finish (fixture->store, poster_test_await (&result), NULL);
  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->id, id))
      return g_object_ref (g_ptr_array_index (accounts, i));
  g_assert_not_reached ();
}

static void
run_until_rested (Fixture *fixture)
{
  while (!fixture->rested)
    g_main_context_iteration (NULL, TRUE);
}

/* Lets time pass until @until_us, or as much as it takes until nothing is left to do. */
static void
run_until (Fixture *fixture,
           gint64   until_us)
{
  for (guint turns = 0; turns < 10000; turns++)
    {
      gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));

      run_until_rested (fixture);
      if (poster_engine_is_settled (fixture->engine, until_us - now_us))
        return;
      fixture->rested = FALSE;
      g_assert_true (poster_test_clock_run_next (fixture->clock));
    }
  g_assert_not_reached ();
}

static void
run_until_settled (Fixture *fixture)
{
  run_until (fixture, G_MAXINT64 / 4);
}

static void
ring (Fixture *fixture)
{
  fixture->rested = FALSE;
  poster_engine_ring (fixture->engine);
}

static void
set_spacing (Fixture    *fixture,
             const char *minutes)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_set_setting_async (fixture->store, POSTER_ENGINE_SPACING_SETTING, minutes, NULL,
                                  poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_set_setting_finish (fixture->store, poster_test_await (&result), NULL));
}

static void
test_late_ones_keep_a_distance (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US - 25 * MINUTE);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US - 15 * MINUTE);
  g_autoptr(PosterPost) third = add_post (fixture, fixture->kitchen, START_US - 5 * MINUTE);
  g_autoptr(PosterPost) other = add_post (fixture, fixture->garden, START_US - 5 * MINUTE);
  g_autoptr(PosterTarget) waiting = NULL;

  start_engine (fixture);
  run_until (fixture, START_US + MINUTE);
  assert_published (fixture, first, START_US);
  assert_published (fixture, other, START_US);
  waiting = get_target (fixture, second);
  g_assert_cmpint (waiting->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpint (waiting->wake_us, ==, START_US + 5 * MINUTE);
  g_assert_cmpstr (waiting->error_code, ==, "keeps_distance");
  g_assert_nonnull (waiting->error_message);
  run_until_settled (fixture);
  assert_published (fixture, second, START_US + 5 * MINUTE);
  assert_published (fixture, third, START_US + 10 * MINUTE);
}

/* The distance is never greater than a person chose, so nobody gets later by it. */
static void
test_planned_closer_stays_closer (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US - 30 * MINUTE);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US - 29 * MINUTE);
  g_autoptr(PosterPost) third = add_post (fixture, fixture->kitchen, START_US - 29 * MINUTE);

  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US);
  assert_published (fixture, second, START_US + MINUTE);
  assert_published (fixture, third, START_US + MINUTE);
}

static void
test_in_time_keeps_no_distance (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US + 10 * MINUTE);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US + 10 * MINUTE + 30 * G_USEC_PER_SEC);

  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US + 10 * MINUTE);
  assert_published (fixture, second, START_US + 10 * MINUTE + 30 * G_USEC_PER_SEC);
}

/* One that is on time itself does not follow on the heels of one that was late. */
static void
test_in_time_after_a_late_one (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(PosterPost) late = add_post (fixture, fixture->kitchen, START_US - 20 * MINUTE);
  g_autoptr(PosterPost) in_time = add_post (fixture, fixture->kitchen, START_US + MINUTE);

  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, late, START_US);
  assert_published (fixture, in_time, START_US + 5 * MINUTE);
}

static void
test_distance_is_a_setting (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US - 25 * MINUTE);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US - 15 * MINUTE);

  set_spacing (fixture, "2");
  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US);
  assert_published (fixture, second, START_US + 2 * MINUTE);
}

/* The program ends after the first of them and comes back a minute later. */
static void
test_distance_outlives_the_program (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US - 25 * MINUTE);
  g_autoptr(PosterPost) second = NULL;

  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US);
  stop_engine (fixture);
  second = add_post (fixture, fixture->kitchen, START_US - 15 * MINUTE);
  poster_test_clock_advance (fixture->clock, MINUTE);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_published (fixture, second, START_US + 5 * MINUTE);
}

/* However many there are, what is too late waits for a person, and nothing is sent at once. */
static void
test_never_a_burst (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_missed = 0;
  gint64 last_us = 0;

  for (gint64 i = 0; i < 20; i++)
    g_ptr_array_add (posts, add_post (fixture, fixture->kitchen, START_US - (10 + 10 * i) * MINUTE));
  start_engine (fixture);
  run_until_settled (fixture);
  for (guint i = posts->len; i > 0; i--)
    {
      g_autoptr(PosterTarget) target = get_target (fixture, g_ptr_array_index (posts, i - 1));

      if (target->state == POSTER_TARGET_MISSED)
        {
          n_missed++;
          continue;
        }
      g_assert_cmpint (target->state, ==, POSTER_TARGET_PUBLISHED);
      g_assert_cmpint (target->published_us, >=, last_us + 5 * MINUTE);
      last_us = target->published_us;
    }
  g_assert_cmpuint (n_missed, ==, 17);
}

/* The computer slept: the alarm comes when it wakes, and what was due meanwhile is looked at. */
static void
test_wakes_after_a_sleep (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterPost) missed = add_post (fixture, fixture->kitchen, START_US + 10 * MINUTE);
  g_autoptr(PosterPost) caught = add_post (fixture, fixture->kitchen, START_US + 100 * MINUTE);
  g_autoptr(PosterPost) later = add_post (fixture, fixture->kitchen, START_US + 300 * MINUTE);

  start_engine (fixture);
  run_until_rested (fixture);
  fixture->rested = FALSE;
  poster_test_clock_set (fixture->clock, START_US + 120 * MINUTE);
  run_until_settled (fixture);
  assert_state (fixture, missed, POSTER_TARGET_MISSED);
  assert_published (fixture, caught, START_US + 120 * MINUTE);
  assert_published (fixture, later, START_US + 300 * MINUTE);
}

/* Dragged to another day while it waits: it goes out then, and not when it would have. */
static void
test_moved_while_it_waits (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US - 25 * MINUTE);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US - 15 * MINUTE);
  g_autoptr(PosterTarget) waiting = NULL;
  g_autoptr(PosterTarget) moved = NULL;
  g_autoptr(PosterTarget) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  start_engine (fixture);
  run_until (fixture, START_US + MINUTE);
  waiting = get_target (fixture, second);
  g_assert_cmpint (waiting->wake_us, ==, START_US + 5 * MINUTE);
  moved = poster_target_copy (waiting);
  moved->due_us = START_US + G_TIME_SPAN_DAY;
  poster_store_commit_target_async (fixture->store, moved, POSTER_STATES_ANY, NULL, NULL, poster_test_keep_result_cb,
                                    &result);
  g_assert_true (poster_store_commit_target_finish (fixture->store, poster_test_await (&result), &error));
  ring (fixture);
  run_until (fixture, START_US + 10 * MINUTE);
  after = get_target (fixture, second);
  g_assert_cmpint (after->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_null (after->error_message);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US);
  assert_published (fixture, second, START_US + G_TIME_SPAN_DAY);
}

/* Twenty accounts that hang, with a hundred posts more behind each of a few: another's goes out. */
static void
test_slow_ones_block_nobody (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(PosterPost) other = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *handle = g_strdup_printf ("slow%u", i);
      g_autofree char *account = add_account (fixture, handle);

      for (guint j = 0; j < 10; j++)
        {
          g_autoptr(PosterPost) post = add_post (fixture, account, START_US);
        }
      poster_script_connector_plan (fixture->connector, "ask", SCRIPT_HANG);
    }
  start_engine (fixture);
  while (poster_script_connector_get_runs (fixture->connector, "ask") < 20)
    g_main_context_iteration (NULL, TRUE);
  other = add_post (fixture, fixture->garden, START_US);
  ring (fixture);
  while (!is_published (fixture, other))
    g_main_context_iteration (NULL, TRUE);
  assert_published (fixture, other, START_US);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "ask"), ==, 21);
}

/* What the platform works on is only asked about now and then; meanwhile the next one goes out. */
static void
test_waiting_holds_up_nothing (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US);

  for (guint i = 0; i < 100; i++)
    poster_script_connector_plan (fixture->connector, "status", SCRIPT_AGAIN);
  start_engine (fixture);
  run_until (fixture, START_US);
  assert_state (fixture, first, POSTER_TARGET_PROCESSING);
  assert_state (fixture, second, POSTER_TARGET_PROCESSING);
  run_until_settled (fixture);
  assert_state (fixture, first, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, second, POSTER_TARGET_PUBLISHED);
}

/* The account takes no more: its posts wait until the first of those that went out is a day old. */
static void
test_cap_is_waited_for (Fixture       *fixture,
                        gconstpointer  data)
{
  gint64 until_us = START_US + G_TIME_SPAN_DAY + 10 * G_USEC_PER_SEC;
  g_autoptr(PosterPost) went_out = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) refused = add_post (fixture, fixture->kitchen, START_US + 60 * MINUTE);
  g_autoptr(PosterPost) behind = add_post (fixture, fixture->kitchen, START_US + 120 * MINUTE);
  g_autoptr(PosterPost) next_day = add_post (fixture, fixture->kitchen, START_US + 48 * G_TIME_SPAN_HOUR);
  g_autoptr(PosterPost) other = add_post (fixture, fixture->garden, START_US + 121 * MINUTE);
  g_autoptr(PosterTarget) held = NULL;
  g_autoptr(PosterTarget) held_behind = NULL;
  g_autoptr(PosterAccount) paused = NULL;
  g_autoptr(PosterAccount) garden = NULL;
  g_autoptr(PosterAccount) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_OK);
  poster_script_connector_plan (fixture->connector, "init", SCRIPT_CAP);
  start_engine (fixture);
  run_until (fixture, START_US + 130 * MINUTE);
  assert_published (fixture, went_out, START_US);
  assert_published (fixture, other, START_US + 121 * MINUTE);
  held = get_target (fixture, refused);
  g_assert_cmpint (held->state, ==, POSTER_TARGET_HELD);
  g_assert_cmpint (held->wake_us, ==, until_us);
  g_assert_cmpstr (held->error_code, ==, "no_more");
  g_assert_nonnull (strstr (held->error_message, "1 post within 24 hours"));
  held_behind = get_target (fixture, behind);
  g_assert_cmpint (held_behind->state, ==, POSTER_TARGET_HELD);
  g_assert_cmpint (held_behind->wake_us, ==, until_us);
  g_assert_cmpstr (held_behind->error_message, ==, held->error_message);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "init"), ==, 3);
  assert_state (fixture, next_day, POSTER_TARGET_SCHEDULED);
  paused = get_account (fixture, fixture->kitchen);
  g_assert_true (poster_account_is_paused (paused, until_us - 1));
  g_assert_cmpstr (paused->paused_message, ==, held->error_message);
  garden = get_account (fixture, fixture->garden);
  g_assert_null (garden->paused_code);

  run_until_settled (fixture);
  assert_published (fixture, refused, until_us);
  assert_published (fixture, behind, until_us + 5 * MINUTE);
  assert_published (fixture, next_day, START_US + 48 * G_TIME_SPAN_HOUR);
  after = get_account (fixture, fixture->kitchen);
  g_assert_null (after->paused_code);
}

/* Barred until a person acts: nothing by itself, not even after a restart; trying again is acting. */
static void
test_barred_waits_for_a_person (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) behind = add_post (fixture, fixture->kitchen, START_US + MINUTE);
  g_autoptr(PosterAccount) paused = NULL;
  g_autoptr(PosterAccount) after = NULL;
  g_autoptr(PosterTarget) held = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_BANNED);
  start_engine (fixture);
  run_until_settled (fixture);
  stop_engine (fixture);
  start_engine (fixture);
  run_until_settled (fixture);
  held = get_target (fixture, behind);
  g_assert_cmpint (held->state, ==, POSTER_TARGET_HELD);
  g_assert_cmpint (held->wake_us, ==, -1);
  assert_state (fixture, post, POSTER_TARGET_HELD);
  paused = get_account (fixture, fixture->kitchen);
  g_assert_true (poster_account_is_paused (paused, G_MAXINT64 / 4));
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "init"), ==, 1);

  poster_retry_post_async (fixture->store, POSTER_CLOCK (fixture->clock), post->id, POSTER_WISH_RETRY, NULL,
                           poster_test_keep_result_cb, &result);
  g_assert_true (poster_retry_post_finish (fixture->store, poster_test_await (&result), NULL, &error));
  ring (fixture);
  run_until_settled (fixture);
  assert_published (fixture, post, START_US + MINUTE);
  after = get_account (fixture, fixture->kitchen);
  g_assert_null (after->paused_code);
}

static void
sign_in_again (Fixture *fixture)
{
  g_autoptr(PosterAccount) account = get_account (fixture, fixture->kitchen);
  g_autofree char *id = add_account (fixture, "kitchen");
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_cmpstr (id, ==, fixture->kitchen);
  fixture->rested = FALSE;
  poster_engine_resume_held_async (fixture->engine, account->connection_id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_engine_resume_held_finish (fixture->engine, poster_test_await (&result), NULL));
}

/* Connecting the account again ends it: what is still in time goes out, what is not asks. */
static void
test_reconnecting_ends_it (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) old = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) young = add_post (fixture, fixture->kitchen, START_US + 60 * MINUTE);

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_BANNED);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, young, POSTER_TARGET_HELD);
  poster_test_clock_advance (fixture->clock, 10 * MINUTE);
  sign_in_again (fixture);
  run_until_settled (fixture);
  assert_state (fixture, old, POSTER_TARGET_MISSED);
  assert_published (fixture, young, START_US + 70 * MINUTE);
}

/* Posts of one kind wait; others of the same account do not. */
static void
test_one_kind_waits (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) kind = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) other = add_post (fixture, fixture->kitchen, START_US + MINUTE);
  g_autoptr(PosterAccount) account = NULL;

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_PENDING);
  start_engine (fixture);
  run_until (fixture, START_US + 2 * MINUTE);
  assert_state (fixture, kind, POSTER_TARGET_HELD);
  assert_published (fixture, other, START_US + MINUTE);
  account = get_account (fixture, fixture->kitchen);
  g_assert_null (account->paused_code);
  run_until_settled (fixture);
  assert_published (fixture, kind, START_US + 60 * MINUTE);
}

/* Waiting its turn is no failure, and nobody else of the account runs into the same wall. */
static void
test_turns_are_waited_for (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) first = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterPost) second = add_post (fixture, fixture->kitchen, START_US);
  g_autoptr(PosterTarget) waiting = NULL;

  for (guint i = 0; i < 20; i++)
    poster_script_connector_plan (fixture->connector, "init", SCRIPT_TURN);
  start_engine (fixture);
  run_until_rested (fixture);
  g_assert_false (poster_engine_is_settled (fixture->engine, MINUTE));
  waiting = get_target (fixture, first);
  g_assert_cmpint (waiting->wake_us, ==, START_US + 30 * G_USEC_PER_SEC);
  g_assert_cmpint (waiting->failures, ==, 0);
  g_assert_nonnull (waiting->error_message);
  assert_state (fixture, second, POSTER_TARGET_SCHEDULED);
  run_until_settled (fixture);
  assert_published (fixture, first, START_US + 600 * G_USEC_PER_SEC);
  assert_published (fixture, second, START_US + 600 * G_USEC_PER_SEC);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (poster_slots_acquire_finish (POSTER_SLOTS (object), result, &error))
    (*(guint *) user_data)++;
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_slots (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (START_US);
  g_autoptr(PosterSlots) slots = poster_slots_new (POSTER_CLOCK (clock), 2, 30 * G_USEC_PER_SEC);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  char holders[6];
  guint n_served = 0;

  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    poster_slots_acquire_async (slots, &holders[i], i == 2 ? cancellable : NULL, count_cb, &n_served);
  poster_test_settle ();
  g_assert_cmpuint (n_served, ==, 2);

  /* Who gives up lets the next one in its place. */
  g_cancellable_cancel (cancellable);
  poster_slots_release (slots, &holders[2]);
  poster_test_settle ();
  g_assert_cmpuint (n_served, ==, 2);
  poster_slots_release (slots, &holders[0]);
  poster_slots_release (slots, &holders[0]);
  poster_test_settle ();
  g_assert_cmpuint (n_served, ==, 3);

  /* Who is slow keeps nobody waiting for ever. */
  poster_test_clock_advance (clock, 30 * G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_cmpuint (n_served, ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    poster_slots_release (slots, &holders[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add ("/turns/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("catching-up/keeps-a-distance", test_late_ones_keep_a_distance);
  TEST ("catching-up/planned-closer-stays-closer", test_planned_closer_stays_closer);
  TEST ("catching-up/in-time-keeps-none", test_in_time_keeps_no_distance);
  TEST ("catching-up/in-time-after-a-late-one", test_in_time_after_a_late_one);
  TEST ("catching-up/distance-is-a-setting", test_distance_is_a_setting);
  TEST ("catching-up/distance-outlives-the-program", test_distance_outlives_the_program);
  TEST ("catching-up/never-a-burst", test_never_a_burst);
  TEST ("catching-up/moved-while-it-waits", test_moved_while_it_waits);
  TEST ("catching-up/wakes-after-a-sleep", test_wakes_after_a_sleep);
  TEST ("fair/slow-ones-block-nobody", test_slow_ones_block_nobody);
  TEST ("fair/waiting-holds-up-nothing", test_waiting_holds_up_nothing);
  TEST ("limits/cap-is-waited-for", test_cap_is_waited_for);
  TEST ("limits/barred-waits-for-a-person", test_barred_waits_for_a_person);
  TEST ("limits/reconnecting-ends-it", test_reconnecting_ends_it);
  TEST ("limits/one-kind-waits", test_one_kind_waits);
  TEST ("limits/turns-are-waited-for", test_turns_are_waited_for);
#undef TEST
  g_test_add_func ("/turns/slots", test_slots);
  return g_test_run ();
}
