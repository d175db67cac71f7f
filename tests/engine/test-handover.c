/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "poster-engine.h"
#include "poster-error.h"
#include "poster-file-identity.h"
#include "poster-memory-secrets.h"
#include "poster-script-remote.h"
#include "poster-store-remote.h"
#include "poster-store-submissions.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define DUE_US (START_US + 2 * G_TIME_SPAN_DAY)

typedef struct
{
  char                *data_dir;
  PosterTestClock     *clock;
  PosterMemorySecrets *secrets;
  PosterScriptRemote  *service;
  PosterStore         *store;
  PosterEngine        *engine;    /* (nullable) */
  GPtrArray           *accounts;  /* (element-type PosterAccount) */
  gboolean             rested;
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

  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->service));
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

static void
sign_in (Fixture *fixture)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("late", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  static const char *const names[] = { "kitchen", "garden", "cellar" };

  connection->remote_id = g_strdup ("key");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PosterAccount *account = poster_account_new ("late", "tiktok", names[i]);

      account->username = g_strdup (names[i]);
      g_ptr_array_add (accounts, account);
      g_ptr_array_add (poster_script_remote_get_accounts (fixture->service), g_object_ref (account));
    }
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  fixture->accounts = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *pattern = NULL;
  g_autoptr(GError) error = NULL;

  pattern = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "poster-handover-XXXXXX", NULL);
  fixture->data_dir = g_mkdtemp (g_steal_pointer (&pattern));
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->service = poster_script_remote_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  sign_in (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  stop_engine (fixture);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  g_assert_finalize_object (fixture->service);
  g_clear_pointer (&fixture->accounts, g_ptr_array_unref);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  dir = g_dir_open (fixture->data_dir, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->data_dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->data_dir);
  g_free (fixture->data_dir);
}

/* Waits until the engine has nothing to do at this moment. */
static void
rest (Fixture *fixture)
{
  while (!fixture->rested)
    g_main_context_iteration (NULL, TRUE);
}

/* The same after something changed in the store. */
static void
ring (Fixture *fixture)
{
  fixture->rested = FALSE;
  poster_engine_ring (fixture->engine);
  rest (fixture);
}

/* Lets time pass until @until_us, the engine at work. */
static void
run_until (Fixture *fixture,
           gint64   until_us)
{
  rest (fixture);
  for (guint turns = 0; turns < 10000; turns++)
    {
      gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));

      if (poster_engine_is_settled (fixture->engine, until_us - now_us))
        {
          if (now_us < until_us)
            poster_test_clock_set (fixture->clock, until_us);
          return;
        }
      /* Either it waits for a time, or it is at work. */
      fixture->rested = FALSE;
      (void) poster_test_clock_run_next (fixture->clock);
      rest (fixture);
    }
  g_assert_not_reached ();
}

static const char *
account_id (Fixture *fixture,
            guint    index)
{
  return ((PosterAccount *) g_ptr_array_index (fixture->accounts, index))->id;
}

static void
save (Fixture    *fixture,
      PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_post_async (fixture->store, post, POSTER_STATES_EDITABLE, NULL, poster_test_keep_result_cb, &result);
  post->version = poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static PosterPost *
make_post (Fixture      *fixture,
           guint         n_accounts,
           gint64        due_us,
           PosterHolder  holder)
{
  PosterPost *post = poster_post_new ();

  g_free (post->content);
  post->content = g_strdup ("Soup");
  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  for (guint i = 0; i < n_accounts; i++)
    {
      PosterTarget *target = poster_target_new (account_id (fixture, i));

      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->holder = holder;
      target->due_us = due_us;
      target->wake_us = due_us;
      g_ptr_array_add (post->targets, target);
    }
  return post;
}

static PosterPost *
add_post (Fixture      *fixture,
          guint         n_accounts,
          gint64        due_us,
          PosterHolder  holder)
{
  PosterPost *post = make_post (fixture, n_accounts, due_us, holder);

  save (fixture, post);
  return post;
}

static PosterPost *
get_post (Fixture    *fixture,
          const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *post;

  poster_store_get_post_async (fixture->store, id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

static PosterTarget *
target_of (PosterPost *post,
           guint       index)
{
  return g_ptr_array_index (post->targets, index);
}

#define assert_state(fixture, post, index, expected) G_STMT_START {                                   \
    g_autoptr(PosterPost) stored_ = get_post (fixture, (post)->id);                                     \
    g_assert_cmpstr (poster_target_state_to_string (target_of (stored_, index)->state), ==,             \
                     poster_target_state_to_string (expected));                                         \
  } G_STMT_END

#define assert_published_once(fixture, n_accounts) G_STMT_START {                                     \
    for (guint i_ = 0; i_ < (n_accounts); i_++)                                                         \
      g_assert_cmpuint (poster_script_remote_count_published ((fixture)->service,                       \
        ((PosterAccount *) g_ptr_array_index ((fixture)->accounts, i_))->remote_id), ==, 1);            \
  } G_STMT_END

/* A post to two accounts that the service has by now. */
static PosterPost *
hand_over (Fixture *fixture)
{
  PosterPost *post = add_post (fixture, 2, DUE_US, POSTER_HOLDER_REMOTE);

  if (fixture->engine == NULL)
    start_engine (fixture);
  ring (fixture);
  return post;
}

static void
test_accounts_share_a_submission (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) stored = get_post (fixture, post->id);
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  g_assert_cmpuint (remote->targets->len, ==, 2);
  g_assert_cmpint (remote->scheduled_us, ==, DUE_US);
  g_assert_cmpstr (remote->submission_id, ==, target_of (stored, 0)->submission_id);
  g_assert_cmpstr (remote->submission_id, ==, target_of (stored, 1)->submission_id);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, POSTER_TARGET_SCHEDULED);
      g_assert_true (target_of (stored, i)->is_handed_over);
      g_assert_cmpint (target_of (stored, i)->wake_us, >, DUE_US);
    }
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "create"), ==, 1);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "upload"), ==, 1);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "update"), ==, 0);
}

static void
test_here_publishes_at_its_time (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_post (fixture, 2, DUE_US, POSTER_HOLDER_HERE);

  start_engine (fixture);
  rest (fixture);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  g_assert_cmpuint (poster_script_remote_get_post (fixture->service)->targets->len, ==, 2);
  g_assert_cmpint (poster_script_remote_get_post (fixture->service)->scheduled_us, ==, DUE_US);
}

static void
test_is_never_missed (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);

  stop_engine (fixture);
  poster_test_clock_set (fixture->clock, DUE_US + 5 * G_TIME_SPAN_DAY);
  start_engine (fixture);
  run_until (fixture, DUE_US + 6 * G_TIME_SPAN_DAY);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_offline_waits_for_the_network (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) waiting = NULL;

  poster_script_remote_set_offline (fixture->service, TRUE);
  post = hand_over (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_DAY);
  waiting = get_post (fixture, post->id);
  g_assert_cmpint (target_of (waiting, 0)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_false (target_of (waiting, 0)->is_handed_over);
  g_assert_nonnull (target_of (waiting, 0)->error_message);
  g_assert_cmpint (target_of (waiting, 0)->failures, >, 12);
  poster_script_remote_set_offline (fixture->service, FALSE);
  poster_engine_try_again (fixture->engine);
  while (poster_script_remote_get_posts (fixture->service)->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)), ==, START_US + G_TIME_SPAN_DAY);
  g_assert_cmpint (poster_script_remote_get_post (fixture->service)->scheduled_us, ==, DUE_US);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_offline_until_due (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;

  poster_script_remote_set_offline (fixture->service, TRUE);
  post = hand_over (fixture);
  run_until (fixture, DUE_US + 10 * G_TIME_SPAN_MINUTE);
  poster_script_remote_set_offline (fixture->service, FALSE);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_offline_for_too_long (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;

  poster_script_remote_set_offline (fixture->service, TRUE);
  post = hand_over (fixture);
  run_until (fixture, DUE_US + 2 * G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_MISSED);
  assert_state (fixture, post, 1, POSTER_TARGET_MISSED);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
}

static void
test_lost_answers_make_no_double (Fixture       *fixture,
                                  gconstpointer  data)
{
  static const RemoteAct acts[] = { REMOTE_LOST_AFTER, REMOTE_LOST_BEFORE };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr(PosterPost) post = NULL;

      poster_script_remote_plan (fixture->service, "create", acts[i]);
      poster_script_remote_plan (fixture->service, "settle", REMOTE_OFFLINE);
      post = hand_over (fixture);
      run_until (fixture, START_US + (i + 1) * G_TIME_SPAN_HOUR);
      g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, i + 1);
      g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "settle"), ==, 2 * (i + 1));
      assert_state (fixture, post, 0, POSTER_TARGET_SCHEDULED);
    }
}

static void
test_an_edit_reaches_the_service (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  g_free (edited->content);
  edited->content = g_strdup ("Soup with croutons");
  save (fixture, edited);
  ring (fixture);
  g_assert_cmpstr (remote->content, ==, "Soup with croutons");
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "update"), ==, 1);

  /* Another time, while nobody can be reached. */
  g_clear_object (&edited);
  edited = get_post (fixture, post->id);
  poster_script_remote_set_offline (fixture->service, TRUE);
  poster_schedule_unref (edited->schedule);
  edited->schedule = poster_schedule_new_instant (DUE_US + G_TIME_SPAN_DAY, "UTC");
  for (guint i = 0; i < 2; i++)
    {
      target_of (edited, i)->due_us = DUE_US + G_TIME_SPAN_DAY;
      target_of (edited, i)->wake_us = DUE_US + G_TIME_SPAN_DAY;
    }
  save (fixture, edited);
  ring (fixture);
  run_until (fixture, START_US + 5 * G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_SCHEDULED);
  poster_script_remote_set_offline (fixture->service, FALSE);
  run_until (fixture, START_US + 6 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (remote->scheduled_us, ==, DUE_US + G_TIME_SPAN_DAY);
  run_until (fixture, DUE_US + 2 * G_TIME_SPAN_DAY);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_an_account_less (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  g_ptr_array_remove_index (edited->targets, 0);
  save (fixture, edited);
  ring (fixture);
  g_assert_cmpuint (remote->targets->len, ==, 1);
  g_assert_cmpstr (((PosterRemoteTarget *) g_ptr_array_index (remote->targets, 0))->account_remote_id, ==, "garden");
}

static void
test_held_here_instead (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  g_autoptr(PosterPost) stored = NULL;

  target_of (edited, 0)->holder = POSTER_HOLDER_HERE;
  target_of (edited, 1)->holder = POSTER_HOLDER_HERE;
  save (fixture, edited);
  poster_script_remote_plan (fixture->service, "remove", REMOTE_LOST_AFTER);
  ring (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
  stored = get_post (fixture, post->id);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (target_of (stored, i)->is_handed_over);
      g_assert_null (target_of (stored, i)->submission_id);
      g_assert_cmpint (target_of (stored, i)->wake_us, ==, DUE_US);
    }
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_one_of_them_held_here (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);
  g_autoptr(PosterPost) stored = NULL;

  target_of (edited, 0)->holder = POSTER_HOLDER_HERE;
  save (fixture, edited);
  ring (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  g_assert_cmpuint (remote->targets->len, ==, 1);
  stored = get_post (fixture, post->id);
  g_assert_false (target_of (stored, 0)->is_handed_over);
  g_assert_true (target_of (stored, 1)->is_handed_over);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static gboolean
cancel (Fixture    *fixture,
        PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  return poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error);
}

static void
test_a_cancel_reaches_the_service (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) stored = NULL;

  poster_script_remote_set_offline (fixture->service, TRUE);
  g_assert_true (cancel (fixture, post));
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  stop_engine (fixture);
  poster_script_remote_set_offline (fixture->service, FALSE);
  start_engine (fixture);
  run_until (fixture, START_US + 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
  stored = get_post (fixture, post->id);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, POSTER_TARGET_CANCELLED);
      g_assert_false (target_of (stored, i)->is_handed_over);
      g_assert_cmpint (target_of (stored, i)->wake_us, ==, -1);
    }
}

/* What was out already when it was to be taken back is not called cancelled. */
static void
test_a_cancel_that_comes_too_late (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);

  poster_script_remote_set_offline (fixture->service, TRUE);
  g_assert_true (cancel (fixture, post));
  run_until (fixture, DUE_US + G_TIME_SPAN_MINUTE);
  poster_script_remote_set_offline (fixture->service, FALSE);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
}

static void
delete_for_good (Fixture    *fixture,
                 PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_delete_post_async (fixture->store, post->id, POSTER_STATES_EDITABLE, NULL,
                                  poster_test_keep_result_cb, &result);
  poster_store_delete_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_a_delete_reaches_the_service (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);

  poster_script_remote_set_offline (fixture->service, TRUE);
  delete_for_good (fixture, post);
  ring (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 1);
  stop_engine (fixture);
  start_engine (fixture);
  poster_script_remote_set_offline (fixture->service, FALSE);
  run_until (fixture, START_US + 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
}

static void
trash (Fixture    *fixture,
       PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_trash_post_async (fixture->store, post->id, POSTER_STATES_EDITABLE, NULL,
                                 poster_test_keep_result_cb, &result);
  poster_store_trash_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
restore (Fixture    *fixture,
         PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_restore_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  poster_store_restore_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_a_delete_that_is_undone (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);

  trash (fixture, post);
  ring (fixture);
  run_until (fixture, START_US + 20 * G_USEC_PER_SEC);
  restore (fixture, post);
  ring (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "remove"), ==, 0);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "create"), ==, 1);

  /* Later than anybody is asked: the service has forgotten it, and gets it anew. */
  trash (fixture, post);
  ring (fixture);
  run_until (fixture, START_US + 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (poster_script_remote_get_posts (fixture->service)->len, ==, 0);
  restore (fixture, post);
  ring (fixture);
  g_assert_cmpuint (poster_script_remote_get_post (fixture->service)->targets->len, ==, 2);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_changed_on_both_sides (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  g_autoptr(PosterPost) stored = NULL;
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  g_free (remote->content);
  remote->content = g_strdup ("Theirs");
  g_free (edited->content);
  edited->content = g_strdup ("Mine");
  save (fixture, edited);
  ring (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  stored = get_post (fixture, post->id);
  g_assert_cmpstr (remote->content, ==, "Theirs");
  g_assert_cmpstr (stored->content, ==, "Mine");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, POSTER_TARGET_HELD);
      g_assert_cmpstr (target_of (stored, i)->error_code, ==, POSTER_ERROR_CODE_REMOTE_CHANGED);
    }
}

static PosterMediaItem *
make_file (Fixture    *fixture,
           const char *name)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GAsyncResult) measured = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item = poster_media_item_new (path);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  poster_file_identity_measure_async (file, TRUE, NULL, NULL, NULL, poster_test_keep_result_cb, &measured);
  identity = poster_file_identity_measure_finish (poster_test_await (&measured), &error);
  g_assert_no_error (error);
  item->size = identity->size;
  item->mtime_ns = identity->mtime_ns;
  item->sampled_hash = g_strdup (identity->sampled_hash);
  item->full_hash = g_strdup (identity->full_hash);
  return item;
}

/* A post whose target of that number has a file of its own, which is gone. */
static PosterPost *
add_post_with_gone_file (Fixture *fixture,
                         guint    index)
{
  PosterPost *post = make_post (fixture, 3, DUE_US, POSTER_HOLDER_REMOTE);
  g_autofree char *path = g_build_filename (fixture->data_dir, "gone.mp4", NULL);

  g_ptr_array_add (post->media, make_file (fixture, "film.mp4"));
  target_of (post, index)->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (target_of (post, index)->media, make_file (fixture, "gone.mp4"));
  save (fixture, post);
  g_remove (path);
  return post;
}

static void
test_a_gone_file_stops_only_its_own (Fixture       *fixture,
                                     gconstpointer  data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr(PosterPost) post = add_post_with_gone_file (fixture, index);
  g_autoptr(PosterPost) stored = NULL;

  start_engine (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  stored = get_post (fixture, post->id);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, i == index ? POSTER_TARGET_FAILED : POSTER_TARGET_SCHEDULED);
      g_assert_cmpint (target_of (stored, i)->is_handed_over, ==, i != index);
    }
  g_assert_null (target_of (stored, index)->submission_id);
  g_assert_cmpuint (poster_script_remote_get_post (fixture->service)->targets->len, ==, 2);
}

static void
test_a_paused_account_stops_only_its_own (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = add_post (fixture, 3, DUE_US, POSTER_HOLDER_REMOTE);

  poster_store_pause_account_async (fixture->store, account_id (fixture, 1), "too_many", "Too many.",
                                    START_US + 3 * G_TIME_SPAN_HOUR, NULL, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  start_engine (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 1, POSTER_TARGET_HELD);
  g_assert_cmpuint (poster_script_remote_get_post (fixture->service)->targets->len, ==, 2);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_published_once (fixture, 3);
  for (guint i = 0; i < 3; i++)
    assert_state (fixture, post, i, POSTER_TARGET_PUBLISHED);
}

static void
test_a_refusal_is_that_of_all (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) stored = NULL;

  poster_script_remote_plan (fixture->service, "create", REMOTE_REFUSED);
  post = hand_over (fixture);
  stored = get_post (fixture, post->id);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, POSTER_TARGET_FAILED);
      g_assert_cmpstr (target_of (stored, i)->error_message, ==, "refused");
    }
}

/* A server that is away for a day makes what was due meanwhile missed, not failed; what is due in time
 * goes out. */
static void
test_an_outage_is_waited_out (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterPost) early = add_post (fixture, 1, START_US + G_TIME_SPAN_HOUR, POSTER_HOLDER_HERE);
  g_autoptr(PosterPost) late = add_post (fixture, 1, START_US + 2 * G_TIME_SPAN_HOUR, POSTER_HOLDER_HERE);

  start_engine (fixture);
  poster_script_remote_set_offline (fixture->service, TRUE);
  run_until (fixture, START_US + 2 * G_TIME_SPAN_HOUR + 25 * G_TIME_SPAN_MINUTE);
  assert_state (fixture, early, 0, POSTER_TARGET_MISSED);
  poster_script_remote_set_offline (fixture->service, FALSE);
  run_until (fixture, START_US + 3 * G_TIME_SPAN_HOUR);
  assert_state (fixture, late, 0, POSTER_TARGET_PUBLISHED);
}

static void
sync_services (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_test_clock_advance (fixture->clock, G_USEC_PER_SEC);
  poster_engine_sync_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_engine_sync_finish (fixture->engine, poster_test_await (&result), &error);
  g_assert_no_error (error);
  ring (fixture);
}

/* As long as it takes for the services to be asked once. */
static void
pass_minutes (Fixture *fixture,
              guint    n_minutes)
{
  rest (fixture);
  fixture->rested = FALSE;
  poster_test_clock_advance (fixture->clock, n_minutes * G_TIME_SPAN_MINUTE);
  rest (fixture);
}

/* Somebody writes another text there, and chooses another time. */
static void
change_there (Fixture    *fixture,
              const char *content,
              gint64      scheduled_us)
{
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  g_free (remote->content);
  remote->content = g_strdup (content);
  remote->scheduled_us = scheduled_us;
  poster_script_remote_touch (fixture->service);
}

static gboolean
journal_says (gconstpointer entry,
              gconstpointer words)
{
  return g_strcmp0 (((const PosterJournalEntry *) entry)->message, words) == 0;
}

static void
test_changed_there (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GPtrArray) journal = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  change_there (fixture, "Theirs", DUE_US + G_TIME_SPAN_DAY);
  sync_services (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  stored = get_post (fixture, post->id);
  g_assert_cmpstr (stored->content, ==, "Theirs");
  g_assert_cmpint (poster_post_get_due_us (stored), ==, DUE_US + G_TIME_SPAN_DAY);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (target_of (stored, i)->state, ==, POSTER_TARGET_SCHEDULED);
      g_assert_cmpint (target_of (stored, i)->due_us, ==, DUE_US + G_TIME_SPAN_DAY);
      g_assert_cmpint (target_of (stored, i)->wake_us, >, DUE_US + G_TIME_SPAN_DAY);
    }
  g_assert_cmpstr (remote->content, ==, "Theirs");
  g_assert_cmpint (remote->scheduled_us, ==, DUE_US + G_TIME_SPAN_DAY);
  poster_store_list_journal_async (fixture->store, target_of (stored, 0)->id, 0, NULL, poster_test_keep_result_cb, &result);
  journal = poster_store_list_journal_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_true (g_ptr_array_find_with_equal_func (journal, "Changed at Late.", journal_says, NULL));
  run_until (fixture, DUE_US + 2 * G_TIME_SPAN_DAY);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
}

static void
test_removed_there (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);

  /* What began at the start has ended by then. */
  sync_services (fixture);
  poster_script_remote_remove (fixture->service, poster_script_remote_get_post (fixture->service));
  /* Nobody has to ask: that is done every few minutes. */
  pass_minutes (fixture, 6);
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
  assert_state (fixture, post, 1, POSTER_TARGET_CANCELLED);
  run_until (fixture, DUE_US + G_TIME_SPAN_DAY);
  assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
}

static void
test_published_there (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);

  remote->scheduled_us = START_US;
  for (guint i = 0; i < 2; i++)
    ((PosterRemoteTarget *) g_ptr_array_index (remote->targets, i))->state = POSTER_TARGET_PUBLISHED;
  poster_script_remote_touch (fixture->service);
  sync_services (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_MINUTE);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
}

static void
test_accounts_changed_there (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) stored = NULL;
  PosterRemotePost *remote = poster_script_remote_get_post (fixture->service);
  PosterRemoteTarget *added = poster_remote_post_add_target (remote);

  added->account_remote_id = g_strdup ("cellar");
  added->platform = g_strdup ("tiktok");
  added->state = POSTER_TARGET_SCHEDULED;
  for (guint i = 0; i < remote->targets->len; i++)
    if (g_str_equal (((PosterRemoteTarget *) g_ptr_array_index (remote->targets, i))->account_remote_id, "kitchen"))
      g_ptr_array_remove_index (remote->targets, i--);
  poster_script_remote_touch (fixture->service);
  sync_services (fixture);
  run_until (fixture, START_US + G_TIME_SPAN_HOUR);
  stored = get_post (fixture, post->id);
  g_assert_cmpuint (stored->targets->len, ==, 3);
  g_assert_cmpint (target_of (stored, 0)->state, ==, POSTER_TARGET_CANCELLED);
  g_assert_cmpint (target_of (stored, 1)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpint (target_of (stored, 2)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpuint (remote->targets->len, ==, 2);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 2, POSTER_TARGET_PUBLISHED);
  g_assert_cmpuint (poster_script_remote_count_published (fixture->service, "kitchen"), ==, 0);
  g_assert_cmpuint (poster_script_remote_count_published (fixture->service, "cellar"), ==, 1);
}

static void
resolve (Fixture            *fixture,
         PosterPost         *post,
         PosterRemoteChoice  choice)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_resolve_remote_async (fixture->store, post->id, choice, NULL, poster_test_keep_result_cb, &result);
  poster_store_resolve_remote_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  ring (fixture);
}

/* @is_gone: whether the service no longer has it at all */
static void
test_a_conflict_is_settled_by_a_person (Fixture            *fixture,
                                        gboolean            is_gone,
                                        PosterRemoteChoice  choice)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) edited = get_post (fixture, post->id);
  g_autoptr(PosterPost) stored = NULL;

  if (is_gone)
    poster_script_remote_remove (fixture->service, poster_script_remote_get_post (fixture->service));
  else
    change_there (fixture, "Theirs", DUE_US);
  g_free (edited->content);
  edited->content = g_strdup ("Mine");
  save (fixture, edited);
  sync_services (fixture);
  sync_services (fixture);
  assert_state (fixture, post, 0, POSTER_TARGET_HELD);
  resolve (fixture, post, choice);
  run_until (fixture, START_US + 2 * G_TIME_SPAN_HOUR);
  stored = get_post (fixture, post->id);
  if (is_gone && choice == POSTER_REMOTE_CHOICE_THEIRS)
    {
      assert_state (fixture, post, 0, POSTER_TARGET_CANCELLED);
      return;
    }
  g_assert_cmpstr (stored->content, ==, choice == POSTER_REMOTE_CHOICE_MINE ? "Mine" : "Theirs");
  g_assert_cmpstr (poster_script_remote_get_post (fixture->service)->content, ==, stored->content);
  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_state (fixture, post, 0, POSTER_TARGET_PUBLISHED);
  assert_state (fixture, post, 1, POSTER_TARGET_PUBLISHED);
  assert_published_once (fixture, 2);
}

static void
test_mine_counts (Fixture       *fixture,
                  gconstpointer  data)
{
  test_a_conflict_is_settled_by_a_person (fixture, FALSE, POSTER_REMOTE_CHOICE_MINE);
}

static void
test_theirs_counts (Fixture       *fixture,
                    gconstpointer  data)
{
  test_a_conflict_is_settled_by_a_person (fixture, FALSE, POSTER_REMOTE_CHOICE_THEIRS);
}

static void
test_mine_counts_though_gone (Fixture       *fixture,
                              gconstpointer  data)
{
  test_a_conflict_is_settled_by_a_person (fixture, TRUE, POSTER_REMOTE_CHOICE_MINE);
}

static void
test_gone_counts (Fixture       *fixture,
                  gconstpointer  data)
{
  test_a_conflict_is_settled_by_a_person (fixture, TRUE, POSTER_REMOTE_CHOICE_THEIRS);
}

/* Where nothing changed nothing is read, and nothing written. */
static void
test_nothing_changed (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) before = NULL;
  g_autoptr(PosterPost) after = NULL;

  for (guint i = 0; i < 5; i++)
    g_object_unref (hand_over (fixture));
  sync_services (fixture);
  before = get_post (fixture, post->id);
  for (guint i = 0; i < 24; i++)
    pass_minutes (fixture, 5);
  after = get_post (fixture, post->id);
  g_assert_cmpint (after->version, ==, before->version);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "look"), ==, 0);
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "list"), >, 10);
  /* 24 times in two hours; one in six reads the three pages. */
  g_assert_cmpuint (poster_script_remote_get_runs (fixture->service, "list"), <, 45);
}

static void
test_accounts_are_refreshed (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  GPtrArray *at_service = poster_script_remote_get_accounts (fixture->service);

  ((PosterAccount *) g_ptr_array_index (at_service, 1))->followers = 4711;
  g_ptr_array_remove_index (at_service, 0);
  g_ptr_array_add (at_service, poster_account_new ("late", "bluesky", "attic"));
  start_engine (fixture);
  while (poster_script_remote_get_runs (fixture->service, "accounts") == 0)
    g_main_context_iteration (NULL, TRUE);
  sync_services (fixture);
  poster_store_list_accounts_async (fixture->store, FALSE, NULL, poster_test_keep_result_cb, &result);
  accounts = poster_store_list_accounts_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_cmpuint (accounts->len, ==, 4);
  g_assert_false (((PosterAccount *) g_ptr_array_index (accounts, 0))->is_active);
  g_assert_true (((PosterAccount *) g_ptr_array_index (accounts, 1))->is_active);
  g_assert_cmpint (((PosterAccount *) g_ptr_array_index (accounts, 1))->followers, ==, 4711);
  g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (accounts, 3))->remote_id, ==, "attic");
  g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (accounts, 1))->id, ==, account_id (fixture, 1));
}

static gboolean
is_account_active (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  poster_store_list_accounts_async (fixture->store, FALSE, NULL, poster_test_keep_result_cb, &result);
  accounts = poster_store_list_accounts_finish (fixture->store, poster_test_await (&result), NULL);
  return ((PosterAccount *) g_ptr_array_index (accounts, 0))->is_active;
}

static void
test_a_revoked_key_is_noticed (Fixture       *fixture,
                               gconstpointer  data)
{
  poster_script_remote_plan (fixture->service, "accounts", REMOTE_SIGN_IN);
  start_engine (fixture);
  g_assert_true (is_account_active (fixture));
  while (is_account_active (fixture))
    g_main_context_iteration (NULL, FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/handover/accounts-share-a-submission", test_accounts_share_a_submission);
  ADD ("/handover/here-publishes-at-its-time", test_here_publishes_at_its_time);
  ADD ("/handover/is-never-missed", test_is_never_missed);
  ADD ("/handover/offline/waits-for-the-network", test_offline_waits_for_the_network);
  ADD ("/handover/offline/until-due", test_offline_until_due);
  ADD ("/handover/offline/for-too-long", test_offline_for_too_long);
  ADD ("/handover/lost-answers-make-no-double", test_lost_answers_make_no_double);
  ADD ("/handover/edit/reaches-the-service", test_an_edit_reaches_the_service);
  ADD ("/handover/edit/an-account-less", test_an_account_less);
  ADD ("/handover/edit/held-here-instead", test_held_here_instead);
  ADD ("/handover/edit/one-of-them-held-here", test_one_of_them_held_here);
  ADD ("/handover/edit/changed-on-both-sides", test_changed_on_both_sides);
  ADD ("/handover/cancel/reaches-the-service", test_a_cancel_reaches_the_service);
  ADD ("/handover/cancel/comes-too-late", test_a_cancel_that_comes_too_late);
  ADD ("/handover/delete/reaches-the-service", test_a_delete_reaches_the_service);
  ADD ("/handover/delete/undone", test_a_delete_that_is_undone);
  g_test_add ("/handover/a-gone-file-stops-only-its-own/leader", Fixture, GUINT_TO_POINTER (0), set_up,
              test_a_gone_file_stops_only_its_own, tear_down);
  g_test_add ("/handover/a-gone-file-stops-only-its-own/follower", Fixture, GUINT_TO_POINTER (1), set_up,
              test_a_gone_file_stops_only_its_own, tear_down);
  ADD ("/handover/a-paused-account-stops-only-its-own", test_a_paused_account_stops_only_its_own);
  ADD ("/handover/a-refusal-is-that-of-all", test_a_refusal_is_that_of_all);
  ADD ("/handover/an-outage-is-waited-out", test_an_outage_is_waited_out);
  ADD ("/handover/there/changed", test_changed_there);
  ADD ("/handover/there/removed", test_removed_there);
  ADD ("/handover/there/published", test_published_there);
  ADD ("/handover/there/other-accounts", test_accounts_changed_there);
  ADD ("/handover/there/nothing-changed", test_nothing_changed);
  ADD ("/handover/conflict/mine-counts", test_mine_counts);
  ADD ("/handover/conflict/theirs-counts", test_theirs_counts);
  ADD ("/handover/conflict/mine-counts-though-gone", test_mine_counts_though_gone);
  ADD ("/handover/conflict/gone-counts", test_gone_counts);
  ADD ("/handover/accounts/refreshed", test_accounts_are_refreshed);
  ADD ("/handover/accounts/revoked-key", test_a_revoked_key_is_noticed);
#undef ADD
  return g_test_run ();
}
