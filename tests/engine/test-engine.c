/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <unistd.h>

#include "poster-engine.h"
#include "poster-engine-client.h"
#include "poster-error.h"
#include "poster-memory-secrets.h"
#include "poster-publish-job.h"
#include "poster-script-connector.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)

typedef struct
{
  char                  *data_dir;
  PosterTestClock       *clock;
  PosterMemorySecrets   *secrets;
  PosterScriptConnector *connector;
  PosterStore           *store;
  PosterEngine          *engine;   /* (nullable) */
  gboolean               rested;
  GError                *trouble;  /* (nullable) */
} Fixture;

static void
rested_cb (PosterEngine *engine,
           Fixture      *fixture)
{
  fixture->rested = TRUE;
}

static void
trouble_cb (PosterEngine *engine,
            GError       *error,
            Fixture      *fixture)
{
  g_clear_error (&fixture->trouble);
  fixture->trouble = g_error_copy (error);
}

static void
open_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
}

static void
start_engine (Fixture *fixture)
{
  g_autoptr(PosterConnectorRegistry) registry = NULL;
  g_autoptr(GError) error = NULL;

  registry = poster_connector_registry_new ();
  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->connector));
  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                       POSTER_CLOCK (fixture->clock));
  g_signal_connect (fixture->engine, "rested", G_CALLBACK (rested_cb), fixture);
  g_signal_connect (fixture->engine, "trouble", G_CALLBACK (trouble_cb), fixture);
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
  g_clear_object (&result);  /* it holds the engine */
  g_signal_handlers_disconnect_by_data (fixture->engine, fixture);
  poster_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->engine));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->data_dir = g_dir_make_tmp ("poster-engine-XXXXXX", NULL);
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = poster_script_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
  open_store (fixture);
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
  g_clear_error (&fixture->trouble);
  remove_tree (fixture->data_dir);
  g_free (fixture->data_dir);
}

/* Lets time pass, as much as it takes, until the engine has nothing left to do. */
static void
run_until_settled (Fixture *fixture)
{
  for (guint turns = 0; turns < 10000; turns++)
    {
      while (!fixture->rested)
        g_main_context_iteration (NULL, TRUE);
      if (poster_engine_is_settled (fixture->engine, G_MAXINT64 / 4))
        return;
      fixture->rested = FALSE;
      g_assert_true (poster_test_clock_run_next (fixture->clock));
    }
  g_assert_not_reached ();
}

static void
run_until_rested (Fixture *fixture)
{
  while (!fixture->rested)
    g_main_context_iteration (NULL, TRUE);
}

static char *
add_account (Fixture    *fixture,
             const char *handle)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("script", NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("script", "tiktok", handle);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup (handle);
  account->username = g_strdup (handle);
  g_ptr_array_add (accounts, g_object_ref (account));
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (((PosterAccount *) g_ptr_array_index (stored, 0))->id);
}

static gint64
save_post (Fixture    *fixture,
           PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 version;

  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  version = poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return version;
}

/* A post to each of the accounts, due at @due_us. */
static PosterPost *
add_post (Fixture            *fixture,
          gint64              due_us,
          const char *const  *account_ids)
{
  PosterPost *post = poster_post_new ();

  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  for (guint i = 0; account_ids[i] != NULL; i++)
    {
      PosterTarget *target = poster_target_new (account_ids[i]);

      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = due_us;
      target->wake_us = due_us;
      g_ptr_array_add (post->targets, target);
    }
  post->version = save_post (fixture, post);
  return post;
}

static PosterPost *
add_single_post (Fixture *fixture)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };

  return add_post (fixture, START_US, accounts);
}

static const char *
target_id (PosterPost *post,
           guint       index)
{
  return ((PosterTarget *) g_ptr_array_index (post->targets, index))->id;
}

static PosterTarget *
get_target (Fixture    *fixture,
            PosterPost *post,
            guint       index)
{
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_object_ref (g_ptr_array_index (stored->targets, index));
}

static void
assert_state (Fixture           *fixture,
              PosterPost        *post,
              guint              index,
              PosterTargetState  state)
{
  g_autoptr(PosterTarget) target = get_target (fixture, post, index);

  g_assert_cmpstr (poster_target_state_to_string (target->state), ==, poster_target_state_to_string (state));
}

static GPtrArray *
get_journal (Fixture    *fixture,
             const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *journal;

  poster_store_list_journal_async (fixture->store, id, 0, NULL, poster_test_keep_result_cb, &result);
  journal = poster_store_list_journal_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return journal;
}

static void
test_publishes_what_is_due (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(PosterTarget) target = NULL;

  start_engine (fixture);
  run_until_settled (fixture);
  target = get_target (fixture, post, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_PUBLISHED);
  g_assert_cmpint (target->published_us, ==, START_US);
  g_assert_nonnull (target->platform_post_id);
  g_assert_null (target->step_state);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target->id), ==, 1);
}

static void
test_journal_tells_the_story (Fixture       *fixture,
                              gconstpointer  data)
{
  static const char *const expected[] = { "ask", "init", "upload", "publish", "status" };
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GPtrArray) journal = NULL;

  start_engine (fixture);
  run_until_settled (fixture);
  journal = get_journal (fixture, target_id (post, 0));
  g_assert_cmpuint (journal->len, ==, 2 * G_N_ELEMENTS (expected));
  for (guint i = 0; i < journal->len; i++)
    {
      PosterJournalEntry *entry = g_ptr_array_index (journal, i);

      g_assert_cmpstr (entry->step, ==, expected[i / 2]);
      g_assert_cmpint (entry->phase, ==, i % 2 == 0 ? POSTER_JOURNAL_BEGUN : POSTER_JOURNAL_DONE);
    }
}

static void
test_waits_for_its_time (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterPost) post = add_post (fixture, START_US + 30 * G_TIME_SPAN_DAY, accounts);
  g_autoptr(PosterTarget) target = NULL;

  start_engine (fixture);
  run_until_rested (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_SCHEDULED);
  g_assert_true (poster_engine_is_settled (fixture->engine, G_TIME_SPAN_MINUTE));
  run_until_settled (fixture);
  target = get_target (fixture, post, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_PUBLISHED);
  g_assert_cmpint (target->published_us, ==, START_US + 30 * G_TIME_SPAN_DAY);
}

static void
test_late_is_published_within_the_grace (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterPost) in_time = add_post (fixture, START_US - POSTER_ENGINE_DEFAULT_GRACE_US, accounts);
  g_autoptr(PosterPost) too_late = add_post (fixture, START_US - POSTER_ENGINE_DEFAULT_GRACE_US - 1, accounts);
  g_autoptr(PosterTarget) missed = NULL;

  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, in_time, 0, POSTER_TARGET_PUBLISHED);
  missed = get_target (fixture, too_late, 0);
  g_assert_cmpint (missed->state, ==, POSTER_TARGET_MISSED);
  g_assert_cmpstr (missed->error_code, ==, "missed");
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, missed->id), ==, 0);
}

static void
test_grace_is_a_setting (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterPost) post = add_post (fixture, START_US - 2 * G_TIME_SPAN_HOUR, accounts);
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_set_setting_async (fixture->store, POSTER_ENGINE_GRACE_SETTING, "180", NULL,
                                  poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_set_setting_finish (fixture->store, poster_test_await (&result), NULL));
  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
}

static void
test_one_failure_does_not_touch_another (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *first = add_account (fixture, "kitchen");
  g_autofree char *second = add_account (fixture, "garden");
  const char *accounts[] = { first, second, NULL };
  g_autoptr(PosterPost) post = add_post (fixture, START_US, accounts);
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint published;

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_NEVER);
  start_engine (fixture);
  run_until_settled (fixture);
  published = poster_script_connector_get_published (fixture->connector, target_id (post, 0)) +
              poster_script_connector_get_published (fixture->connector, target_id (post, 1));
  g_assert_cmpuint (published, ==, 1);
  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_post_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_cmpstr (poster_post_get_status (stored), ==, "partial");
}

static void
test_retries_are_bounded (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);

  for (guint i = 0; i < 100; i++)
    poster_script_connector_plan (fixture->connector, "init", SCRIPT_LATER);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_FAILED);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "init"), ==, 12);
}

static void
test_refused_is_not_repeated (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);

  poster_script_connector_plan (fixture->connector, "publish", SCRIPT_NEVER);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_FAILED);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "publish"), ==, 1);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "settle"), ==, 0);
}

static void
test_sign_in_holds_and_resumes (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(PosterConnection) mended = NULL;
  g_autoptr(GAsyncResult) accounts_result = NULL;
  g_autoptr(GAsyncResult) get_result = NULL;
  g_autoptr(GAsyncResult) save_result = NULL;
  g_autoptr(GAsyncResult) resume_result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  PosterAccount *account;

  poster_script_connector_plan (fixture->connector, "init", SCRIPT_SIGN_IN);
  start_engine (fixture);
  run_until_settled (fixture);
  target = get_target (fixture, post, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_HELD);
  g_assert_cmpint (target->wake_us, ==, -1);

  poster_store_list_accounts_async (fixture->store, FALSE, NULL, poster_test_keep_result_cb, &accounts_result);
  accounts = poster_store_list_accounts_finish (fixture->store, poster_test_await (&accounts_result), NULL);
  account = g_ptr_array_index (accounts, 0);
  poster_store_get_connection_async (fixture->store, account->connection_id, NULL, poster_test_keep_result_cb, &get_result);
  connection = poster_store_get_connection_finish (fixture->store, poster_test_await (&get_result), NULL);
  g_assert_true (connection->needs_sign_in);

  mended = poster_connection_copy (connection);
  mended->needs_sign_in = FALSE;
  poster_store_save_connection_async (fixture->store, mended, NULL, poster_test_keep_result_cb, &save_result);
  g_assert_true (poster_store_save_connection_finish (fixture->store, poster_test_await (&save_result), NULL));
  fixture->rested = FALSE;
  poster_engine_resume_held_async (fixture->engine, connection->id, poster_test_keep_result_cb, &resume_result);
  g_assert_true (poster_engine_resume_held_finish (fixture->engine, poster_test_await (&resume_result), NULL));
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
}

static void
test_locked_keyring_holds_until_unlocked (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(PosterTarget) target = NULL;

  poster_script_connector_plan (fixture->connector, "ask", SCRIPT_LOCKED);
  poster_script_connector_plan (fixture->connector, "ask", SCRIPT_LOCKED);
  start_engine (fixture);
  run_until_rested (fixture);
  target = get_target (fixture, post, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_HELD);
  g_assert_cmpint (target->wake_us, >, START_US);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
}

/* Everything that can happen to a commit, twice in a row, each followed by everything that can
 * happen to the question what became of it: in no order is anything published twice, nothing is
 * called failed that was published, and nothing published that was not. */
static void
test_commit_in_every_order (Fixture       *fixture,
                            gconstpointer  data)
{
  static const ScriptAct commits[] = { SCRIPT_OK, SCRIPT_LATER, SCRIPT_NEVER, SCRIPT_SIGN_IN,
                                       SCRIPT_LOST_BEFORE, SCRIPT_LOST_AFTER };
  static const ScriptAct settles[] = { SCRIPT_OK, SCRIPT_LATER, SCRIPT_CANNOT_TELL, SCRIPT_SIGN_IN };
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint first = 0; first < G_N_ELEMENTS (commits); first++)
    for (guint second = 0; second < G_N_ELEMENTS (commits); second++)
      for (guint third = 0; third < G_N_ELEMENTS (settles); third++)
        for (guint fourth = 0; fourth < G_N_ELEMENTS (settles); fourth++)
          {
            g_autofree char *handle = g_strdup_printf ("u%u-%u-%u-%u", first, second, third, fourth);
            g_autofree char *account = add_account (fixture, handle);
            const char *accounts[] = { account, NULL };
            g_autoptr(PosterScriptConnector) connector = NULL;
            g_autoptr(PosterPost) post = add_post (fixture, poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)),
                                                   accounts);
            g_autoptr(PosterTarget) target = NULL;
            guint published;

            connector = poster_script_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
            g_set_object (&fixture->connector, connector);
            poster_script_connector_plan (connector, "publish", commits[first]);
            poster_script_connector_plan (connector, "publish", commits[second]);
            poster_script_connector_plan (connector, "settle", settles[third]);
            poster_script_connector_plan (connector, "settle", settles[fourth]);
            start_engine (fixture);
            run_until_settled (fixture);
            stop_engine (fixture);

            target = get_target (fixture, post, 0);
            published = poster_script_connector_get_published (connector, target->id);
            g_test_message ("%s: %u published, %s", handle, published, poster_target_state_to_string (target->state));
            g_assert_cmpuint (published, <=, 1);
            if (target->state == POSTER_TARGET_PUBLISHED)
              g_assert_cmpuint (published, ==, 1);
            else if (target->state == POSTER_TARGET_FAILED)
              g_assert_cmpuint (published, ==, 0);
            else if (target->state != POSTER_TARGET_UNKNOWN)
              g_assert_cmpint (target->state, ==, POSTER_TARGET_HELD);
          }
}

static void
journaled_cb (PosterEngine       *engine,
              PosterJournalEntry *entry,
              gpointer            user_data)
{
  guint *left = user_data;

  if (*left > 0)
    (*left)--;
}

/* The engine is stopped after each line of the journal, and another one goes on. */
static void
test_goes_on_after_every_line (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };

  for (guint lines = 1; lines <= 10; lines++)
    {
      g_autoptr(PosterPost) post = add_post (fixture, poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)), accounts);
      guint left = lines;

      start_engine (fixture);
      g_signal_connect (fixture->engine, "journaled", G_CALLBACK (journaled_cb), &left);
      while (left > 0)
        g_main_context_iteration (NULL, TRUE);
      g_signal_handlers_disconnect_by_data (fixture->engine, &left);
      stop_engine (fixture);

      start_engine (fixture);
      run_until_settled (fixture);
      assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
      g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (post, 0)), ==, 1);
      stop_engine (fixture);
    }
}

/* A commit that hangs is broken off when the engine stops, and settled by the next one. */
static void
test_hanging_commit_is_settled (Fixture       *fixture,
                                gconstpointer  data)
{
  const ScriptAct *act = data;
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GAsyncResult) result = NULL;

  poster_script_connector_plan (fixture->connector, "publish", *act);
  start_engine (fixture);
  while (poster_script_connector_get_runs (fixture->connector, "publish") == 0)
    g_main_context_iteration (NULL, TRUE);
  poster_engine_stop_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_test_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  poster_test_await (&result);
  g_clear_object (&result);
  stop_engine (fixture);

  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (post, 0)), ==, 1);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "settle"), ==, 1);
}

static void
test_cancel_before_its_time (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterPost) post = add_post (fixture, START_US + G_TIME_SPAN_DAY, accounts);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  start_engine (fixture);
  run_until_rested (fixture);
  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error));
  g_assert_no_error (error);
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
}

static void
test_cancel_in_the_middle (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_connector_plan (fixture->connector, "upload", SCRIPT_HANG);
  start_engine (fixture);
  while (poster_script_connector_get_runs (fixture->connector, "upload") == 0)
    g_main_context_iteration (NULL, TRUE);
  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error));
  g_assert_no_error (error);
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
  g_assert_cmpuint (poster_script_connector_get_cancels (fixture->connector), ==, 1);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (post, 0)), ==, 0);
}

static void
test_cancel_too_late (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_connector_plan (fixture->connector, "status", SCRIPT_AGAIN);
  start_engine (fixture);

  /* Between two questions no job runs for it, and the one that is made for cancelling has to find
   * out first. */
  run_until_rested (fixture);
  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  g_assert_false (poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
}

/* A post of one file, with the identity that it has now. */
static PosterPost *
add_post_of_file (Fixture    *fixture,
                  const char *path)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (account);
  PosterMediaItem *item = poster_media_item_new (path);
  GStatBuf info;

  g_assert_true (g_file_set_contents (path, "as it was checked", -1, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  item->size = info.st_size;
  item->mtime_ns = (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
  item->sampled_hash = g_strdup ("0000");
  item->full_hash = g_strdup ("0000");
  g_ptr_array_add (post->media, item);
  post->schedule = poster_schedule_new_instant (START_US, "UTC");
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = START_US;
  target->wake_us = START_US;
  g_ptr_array_add (post->targets, target);
  save_post (fixture, post);
  return post;
}

static void
assert_refused_for_its_file (Fixture    *fixture,
                             PosterPost *post)
{
  g_autoptr(PosterTarget) stored = get_target (fixture, post, 0);

  g_assert_cmpint (stored->state, ==, POSTER_TARGET_FAILED);
  g_assert_cmpstr (stored->error_category, ==, "user_content");
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, stored->id), ==, 0);
}

static void
test_changed_file_is_not_sent (Fixture       *fixture,
                               gconstpointer  data)
{
  gboolean remove = GPOINTER_TO_INT (data);
  g_autofree char *path = g_build_filename (fixture->data_dir, "clip.mp4", NULL);
  g_autoptr(PosterPost) post = add_post_of_file (fixture, path);

  if (remove)
    g_assert_cmpint (g_unlink (path), ==, 0);
  else
    g_assert_true (g_file_set_contents (path, "something else entirely", -1, NULL));
  start_engine (fixture);
  run_until_settled (fixture);
  assert_refused_for_its_file (fixture, post);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "ask"), ==, 0);
}

/* What the platform has of it by then is taken back. */
static void
test_file_changes_on_the_way (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "clip.mp4", NULL);
  g_autoptr(PosterPost) post = add_post_of_file (fixture, path);

  poster_script_connector_plan (fixture->connector, "upload", SCRIPT_LATER);
  start_engine (fixture);
  run_until_rested (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_SENDING);
  g_assert_true (g_file_set_contents (path, "something else entirely", -1, NULL));
  run_until_settled (fixture);
  assert_refused_for_its_file (fixture, post);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "upload"), ==, 1);
  g_assert_cmpuint (poster_script_connector_get_cancels (fixture->connector), ==, 1);
}

static void
sign_in_again (Fixture *fixture)
{
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  connection = poster_connection_new ("script", NULL);
  connection->remote_id = g_strdup ("kitchen");
  account = poster_account_new ("script", "tiktok", "kitchen");
  account->username = g_strdup ("kitchen");
  g_ptr_array_add (accounts, g_object_ref (account));
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_nonnull (stored);
}

static PosterPost *
reread (Fixture    *fixture,
        PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  return poster_store_get_post_finish (fixture->store, poster_test_await (&result), NULL);
}

static void
assert_published_once (Fixture    *fixture,
                       PosterPost *post)
{
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (post, 0)), ==, 1);
}

/* The platform has it, and the sign-in is lost before it says so: nobody may change, cancel or
 * delete the post until somebody could look. */
static void
test_held_after_the_commit_is_locked (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(PosterPost) held = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GAsyncResult) deleted = NULL;
  g_autoptr(GAsyncResult) cancelled = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_connector_plan (fixture->connector, "status", SCRIPT_SIGN_IN);
  start_engine (fixture);
  run_until_settled (fixture);
  held = reread (fixture, post);
  assert_state (fixture, post, 0, POSTER_TARGET_HELD);
  g_assert_true (((PosterTarget *) g_ptr_array_index (held->targets, 0))->is_committed);
  g_assert_cmpstr (poster_post_get_status (held), ==, "publishing");

  poster_store_save_post_async (fixture->store, held, POSTER_STATES_EDITABLE, NULL, poster_test_keep_result_cb, &saved);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, poster_test_await (&saved), &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  poster_store_delete_post_async (fixture->store, post->id, POSTER_STATES_EDITABLE, NULL,
                                  poster_test_keep_result_cb, &deleted);
  g_assert_false (poster_store_delete_post_finish (fixture->store, poster_test_await (&deleted), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &cancelled);
  g_assert_false (poster_engine_cancel_finish (fixture->engine, poster_test_await (&cancelled), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_object (&cancelled);

  /* An hour later, by an engine that only finds it when it starts. */
  stop_engine (fixture);
  sign_in_again (fixture);
  poster_test_clock_advance (fixture->clock, G_TIME_SPAN_HOUR);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_published_once (fixture, post);
}

/* The account is given up while the platform has the post: it is not called failed. */
static void
test_disconnected_on_the_way (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *connection_id = NULL;
  PosterTarget *target = g_ptr_array_index (post->targets, 0);

  poster_script_connector_plan (fixture->connector, "status", SCRIPT_AGAIN);
  start_engine (fixture);
  run_until_rested (fixture);
  poster_store_remove_account_async (fixture->store, target->account_id, NULL, poster_test_keep_result_cb, &result);
  connection_id = poster_store_remove_account_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_nonnull (connection_id);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_HELD);
  stop_engine (fixture);

  sign_in_again (fixture);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_published_once (fixture, post);
}

/* Longer than the grace period, and told once. */
static void
test_keyring_locked_for_long_after_the_commit (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GPtrArray) journal = NULL;

  for (guint i = 0; i < 60; i++)
    poster_script_connector_plan (fixture->connector, "status", SCRIPT_LOCKED);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_published_once (fixture, post);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "status"), ==, 61);
  journal = get_journal (fixture, target_id (post, 0));
  g_assert_cmpuint (journal->len, <, 15);
}

/* What the platform says for sure is not doubted. */
static void
test_settled_as_failed (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);

  poster_script_connector_plan (fixture->connector, "publish", SCRIPT_LOST_BEFORE);
  poster_script_connector_plan (fixture->connector, "settle", SCRIPT_FINAL);
  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_FAILED);
}

/* A clock that was years ahead told it to wait for years. */
static void
test_clock_put_right (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(PosterTarget) target = NULL;

  poster_script_connector_plan (fixture->connector, "status", SCRIPT_AGAIN);
  start_engine (fixture);
  run_until_rested (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PROCESSING);
  fixture->rested = FALSE;
  poster_test_clock_set (fixture->clock, START_US - 365 * G_TIME_SPAN_DAY);
  run_until_rested (fixture);
  target = get_target (fixture, post, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_PUBLISHED);
}

static void
test_cancel_beside_a_failure (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_single_post (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_connector_plan (fixture->connector, "upload", SCRIPT_HANG_FAIL);
  start_engine (fixture);
  while (poster_script_connector_get_runs (fixture->connector, "upload") == 0)
    g_main_context_iteration (NULL, TRUE);
  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error));
  g_assert_no_error (error);
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
}

/* The engine had read the post when somebody edited it: what was edited goes out, not what was read. */
static void
test_edited_meanwhile (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(PosterPost) read = add_single_post (fixture);
  g_autoptr(PosterPost) edited = poster_post_copy (read);
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(PosterPublishJob) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (edited->content);
  edited->content = g_strdup ("better words");
  save_post (fixture, edited);

  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->connector));
  job = poster_publish_job_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                POSTER_CLOCK (fixture->clock), read, g_ptr_array_index (read->targets, 0),
                                POSTER_ENGINE_DEFAULT_GRACE_US);
  poster_publish_job_run_async (job, poster_test_keep_result_cb, &result);
  g_assert_true (poster_publish_job_run_finish (job, poster_test_await (&result), &error));
  assert_state (fixture, read, 0, POSTER_TARGET_SCHEDULED);
  g_assert_cmpuint (poster_script_connector_get_runs (fixture->connector, "ask"), ==, 0);

  start_engine (fixture);
  run_until_settled (fixture);
  assert_state (fixture, read, 0, POSTER_TARGET_PUBLISHED);
}

static void
test_only_one_engine (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(PosterEngine) second = NULL;
  g_autoptr(GError) error = NULL;

  start_engine (fixture);
  second = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets), POSTER_CLOCK (fixture->clock));
  g_assert_false (poster_engine_start (second, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_BUSY);
}

static void
changed_cb (PosterEngineClient *client,
            const char         *post_id,
            gpointer            user_data)
{
  char **last = user_data;

  g_free (*last);
  *last = g_strdup (post_id);
}

static void
closed_cb (PosterEngineClient *client,
           gpointer            user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_socket_rings_and_tells (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterEngineClient) client = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) subscribed = NULL;
  g_autoptr(GAsyncResult) rung = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *changed = NULL;
  gboolean closed = FALSE;
  g_autofree char *path = g_build_filename (fixture->data_dir, "engine.sock", NULL);
  GStatBuf info;

  start_engine (fixture);
  run_until_rested (fixture);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  client = poster_engine_client_connect (fixture->data_dir, &error);
  g_assert_no_error (error);
  g_signal_connect (client, "changed", G_CALLBACK (changed_cb), &changed);
  g_signal_connect (client, "closed", G_CALLBACK (closed_cb), &closed);
  poster_engine_client_subscribe_async (client, NULL, poster_test_keep_result_cb, &subscribed);
  g_assert_true (poster_engine_client_subscribe_finish (client, poster_test_await (&subscribed), &error));

  post = add_post (fixture, START_US, accounts);
  fixture->rested = FALSE;
  poster_engine_client_ring_async (client, NULL, poster_test_keep_result_cb, &rung);
  g_assert_true (poster_engine_client_ring_finish (client, poster_test_await (&rung), &error));
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  while (g_strcmp0 (changed, post->id) != 0)
    g_main_context_iteration (NULL, TRUE);

  stop_engine (fixture);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_socket_hands_secrets_on (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterEngineClient) client = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) looked_up = NULL;
  g_autoptr(GAsyncResult) cleared = NULL;
  g_autoptr(GAsyncResult) locked = NULL;
  g_autoptr(PosterSecretText) secret = NULL;
  g_autoptr(GError) error = NULL;

  start_engine (fixture);
  client = poster_engine_client_connect (fixture->data_dir, &error);
  g_assert_no_error (error);
  poster_secrets_store_async (POSTER_SECRETS (client), "owner", "credentials", "label", "s3cret", NULL,
                              poster_test_keep_result_cb, &stored);
  g_assert_true (poster_secrets_store_finish (POSTER_SECRETS (client), poster_test_await (&stored), &error));
  g_assert_cmpstr (poster_memory_secrets_peek (fixture->secrets, "owner", "credentials"), ==, "s3cret");
  poster_secrets_lookup_async (POSTER_SECRETS (client), "owner", "credentials", NULL,
                               poster_test_keep_result_cb, &looked_up);
  secret = poster_secrets_lookup_finish (POSTER_SECRETS (client), poster_test_await (&looked_up), &error);
  g_assert_cmpstr (secret, ==, "s3cret");
  poster_secrets_clear_async (POSTER_SECRETS (client), "owner", NULL, NULL, poster_test_keep_result_cb, &cleared);
  g_assert_true (poster_secrets_clear_finish (POSTER_SECRETS (client), poster_test_await (&cleared), &error));
  g_assert_null (poster_memory_secrets_peek (fixture->secrets, "owner", "credentials"));

  poster_memory_secrets_set_locked (fixture->secrets, TRUE);
  poster_secrets_store_async (POSTER_SECRETS (client), "owner", "credentials", "label", "s3cret", NULL,
                              poster_test_keep_result_cb, &locked);
  g_assert_false (poster_secrets_store_finish (POSTER_SECRETS (client), poster_test_await (&locked), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED);
}

static void
test_socket_in_a_deep_directory (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GString) path = g_string_new (fixture->data_dir);
  g_autoptr(PosterEngineClient) client = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  for (guint i = 0; i < 10; i++)
    g_string_append (path, "/a-directory-with-a-long-name");
  g_assert_cmpint (g_mkdir_with_parents (path->str, 0700), ==, 0);
  fixture->store = poster_store_open (path->str, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  start_engine (fixture);
  client = poster_engine_client_connect (path->str, &error);
  g_assert_no_error (error);
}

static void
test_nobody_answers (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterEngineClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = poster_engine_client_connect (fixture->data_dir, &error);
  g_assert_null (client);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
trash (Fixture    *fixture,
       PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_trash_post_async (fixture->store, post->id, POSTER_STATES_EDITABLE, NULL,
                                 poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_trash_post_finish (fixture->store, poster_test_await (&result), &error));
  g_assert_no_error (error);
  poster_engine_ring (fixture->engine);
}

static void
restore (Fixture    *fixture,
         PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_restore_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_restore_post_finish (fixture->store, poster_test_await (&result), &error));
  g_assert_no_error (error);
  fixture->rested = FALSE;
  poster_engine_ring (fixture->engine);
}

/* Deleted a second before it is due, and brought back: in time, late, and too late. */
static void
test_deleted_does_not_go_out (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *account = add_account (fixture, "kitchen");
  const char *accounts[] = { account, NULL };
  g_autoptr(PosterPost) post = add_post (fixture, START_US + G_USEC_PER_SEC, accounts);
  g_autoptr(PosterPost) late = add_post (fixture, START_US + G_USEC_PER_SEC, accounts);
  g_autoptr(PosterPost) too_late = add_post (fixture, START_US + G_USEC_PER_SEC, accounts);

  start_engine (fixture);
  run_until_rested (fixture);
  trash (fixture, post);
  trash (fixture, late);
  trash (fixture, too_late);
  restore (fixture, post);
  run_until_settled (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  poster_test_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (late, 0)), ==, 0);

  restore (fixture, late);
  run_until_settled (fixture);
  assert_state (fixture, late, 0, POSTER_TARGET_PUBLISHED);
  poster_test_clock_advance (fixture->clock, POSTER_ENGINE_DEFAULT_GRACE_US);
  restore (fixture, too_late);
  run_until_settled (fixture);
  assert_state (fixture, too_late, 0, POSTER_TARGET_MISSED);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target_id (too_late, 0)), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const ScriptAct hang_before = SCRIPT_HANG;
  static const ScriptAct hang_after = SCRIPT_HANG_AFTER;

  g_test_init (&argc, &argv, NULL);
#define TEST(path, data, func) g_test_add ("/engine/" path, Fixture, data, set_up, func, tear_down)
  TEST ("publishes-what-is-due", NULL, test_publishes_what_is_due);
  TEST ("journal-tells-the-story", NULL, test_journal_tells_the_story);
  TEST ("waits-for-its-time", NULL, test_waits_for_its_time);
  TEST ("late-is-published-within-the-grace", NULL, test_late_is_published_within_the_grace);
  TEST ("grace-is-a-setting", NULL, test_grace_is_a_setting);
  TEST ("one-failure-does-not-touch-another", NULL, test_one_failure_does_not_touch_another);
  TEST ("retries-are-bounded", NULL, test_retries_are_bounded);
  TEST ("refused-is-not-repeated", NULL, test_refused_is_not_repeated);
  TEST ("sign-in-holds-and-resumes", NULL, test_sign_in_holds_and_resumes);
  TEST ("locked-keyring-holds-until-unlocked", NULL, test_locked_keyring_holds_until_unlocked);
  TEST ("commit-in-every-order", NULL, test_commit_in_every_order);
  TEST ("goes-on-after-every-line", NULL, test_goes_on_after_every_line);
  TEST ("hanging-commit-is-settled/not-arrived", &hang_before, test_hanging_commit_is_settled);
  TEST ("hanging-commit-is-settled/arrived", &hang_after, test_hanging_commit_is_settled);
  TEST ("deleted-does-not-go-out", NULL, test_deleted_does_not_go_out);
  TEST ("cancel/before-its-time", NULL, test_cancel_before_its_time);
  TEST ("cancel/in-the-middle", NULL, test_cancel_in_the_middle);
  TEST ("cancel/too-late", NULL, test_cancel_too_late);
  TEST ("changed-file-is-not-sent", GINT_TO_POINTER (FALSE), test_changed_file_is_not_sent);
  TEST ("vanished-file-is-not-sent", GINT_TO_POINTER (TRUE), test_changed_file_is_not_sent);
  TEST ("held-after-the-commit-is-locked", NULL, test_held_after_the_commit_is_locked);
  TEST ("disconnected-on-the-way", NULL, test_disconnected_on_the_way);
  TEST ("keyring-locked-for-long-after-the-commit", NULL, test_keyring_locked_for_long_after_the_commit);
  TEST ("settled-as-failed", NULL, test_settled_as_failed);
  TEST ("clock-put-right", NULL, test_clock_put_right);
  TEST ("cancel/beside-a-failure", NULL, test_cancel_beside_a_failure);
  TEST ("file-changes-on-the-way", NULL, test_file_changes_on_the_way);
  TEST ("edited-meanwhile", NULL, test_edited_meanwhile);
  TEST ("only-one", NULL, test_only_one_engine);
  TEST ("socket/rings-and-tells", NULL, test_socket_rings_and_tells);
  TEST ("socket/hands-secrets-on", NULL, test_socket_hands_secrets_on);
  TEST ("socket/in-a-deep-directory", NULL, test_socket_in_a_deep_directory);
  TEST ("socket/nobody-answers", NULL, test_nobody_answers);
#undef TEST
  return g_test_run ();
}
