/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "poster-engine.h"
#include "poster-error.h"
#include "poster-fixed-practice.h"
#include "poster-http-session.h"
#include "poster-json-call.h"
#include "poster-json.h"
#include "poster-late-connector.h"
#include "poster-memory-secrets.h"
#include "poster-remote-service.h"
#include "poster-sandbox.h"
#include "poster-store-remote.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define DUE_US (START_US + 2 * G_TIME_SPAN_HOUR)

/* The engine, the connector and the stand-in for Late, with a clock that they share. */
typedef struct
{
  char                *data_dir;
  PosterTestClock     *clock;
  PosterMemorySecrets *secrets;
  PosterSandbox       *sandbox;
  SoupSession         *http;
  PosterConnector     *connector;
  PosterStore         *store;
  PosterEngine        *engine;
  PosterConnection    *connection;
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
sign_in (Fixture *fixture)
{
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) signed_in = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;

  request->practice = TRUE;
  request->handle = g_strdup ("kitchen");
  poster_connector_sign_in_async (fixture->connector, request, NULL, poster_test_keep_result_cb, &result);
  signed_in = poster_connector_sign_in_finish (fixture->connector, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_set_object (&fixture->connection, signed_in->connection);
  poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS, signed_in->credentials);
  poster_store_save_sign_in_async (fixture->store, signed_in->connection, signed_in->accounts, NULL,
                                   poster_test_keep_result_cb, &saved);
  fixture->accounts = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(PosterFixedPractice) practice = NULL;
  g_autoptr(GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("poster-handover-late-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->http = poster_http_session_new ();
  fixture->sandbox = poster_sandbox_new (POSTER_CLOCK (fixture->clock), fixture->data_dir);
  poster_sandbox_start (fixture->sandbox, 0, &error);
  g_assert_no_error (error);
  practice = poster_fixed_practice_new (poster_sandbox_get_base_url (fixture->sandbox));
  fixture->connector = POSTER_CONNECTOR (poster_late_connector_new (POSTER_CLOCK (fixture->clock),
                                                                    POSTER_SECRETS (fixture->secrets),
                                                                    POSTER_PRACTICE (practice), NULL, NULL));
  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  sign_in (fixture);
  poster_connector_registry_add (registry, fixture->connector);
  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                       POSTER_CLOCK (fixture->clock));
  g_signal_connect (fixture->engine, "rested", G_CALLBACK (rested_cb), fixture);
  poster_engine_start (fixture->engine, &error);
  g_assert_no_error (error);
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
  g_autoptr(GAsyncResult) result = NULL;

  poster_engine_stop_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_clear_object (&result);
  g_signal_handlers_disconnect_by_data (fixture->engine, fixture);
  poster_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->engine));
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->connector);
  poster_test_settle ();
  poster_sandbox_stop (fixture->sandbox);
  g_clear_object (&fixture->sandbox);
  g_clear_object (&fixture->http);
  g_clear_object (&fixture->connection);
  g_clear_pointer (&fixture->accounts, g_ptr_array_unref);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->data_dir);
  g_free (fixture->data_dir);
}

/* Rings, and lets as little time pass as it takes until there is nothing to do before @until_us. */
static void
run_until (Fixture *fixture,
           gint64   until_us)
{
  fixture->rested = FALSE;
  poster_engine_ring (fixture->engine);
  for (guint turns = 0; turns < 2000; turns++)
    {
      gint64 now_us;

      while (!fixture->rested)
        g_main_context_iteration (NULL, TRUE);
      now_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));
      if (poster_engine_is_settled (fixture->engine, until_us - now_us))
        {
          if (now_us < until_us)
            poster_test_clock_set (fixture->clock, until_us);
          return;
        }
      fixture->rested = FALSE;
      (void) poster_test_clock_run_next (fixture->clock);
    }
  g_assert_not_reached ();
}

static void
sync_service (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_engine_sync_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_engine_sync_finish (fixture->engine, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static PosterAccount *
find_account (Fixture    *fixture,
              const char *platform)
{
  for (guint i = 0; i < fixture->accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (fixture->accounts, i))->platform, platform))
      return g_ptr_array_index (fixture->accounts, i);
  g_assert_not_reached ();
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

/* A text to two accounts, which the service has by the end of it. */
static PosterPost *
hand_over (Fixture *fixture)
{
  static const char *const platforms[] = { "twitter", "bluesky" };
  PosterPost *post = poster_post_new ();

  g_free (post->content);
  post->content = g_strdup ("Soup");
  post->schedule = poster_schedule_new_instant (DUE_US, "Europe/Berlin");
  for (guint i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      PosterTarget *target = poster_target_new (find_account (fixture, platforms[i])->id);

      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->holder = POSTER_HOLDER_REMOTE;
      target->due_us = DUE_US;
      target->wake_us = DUE_US;
      g_ptr_array_add (post->targets, target);
    }
  save (fixture, post);
  run_until (fixture, START_US + 5 * G_TIME_SPAN_MINUTE);
  return post;
}

static PosterPost *
get_post (Fixture    *fixture,
          PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *stored;

  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return stored;
}

static void
assert_states (Fixture           *fixture,
               PosterPost        *post,
               PosterTargetState  state,
               gboolean           is_handed_over)
{
  g_autoptr(PosterPost) stored = get_post (fixture, post);

  for (guint i = 0; i < stored->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (stored->targets, i);

      if (target->error_message != NULL)
        g_test_message ("%s", target->error_message);
      g_assert_cmpstr (poster_target_state_to_string (target->state), ==, poster_target_state_to_string (state));
      g_assert_cmpint (target->is_handed_over, ==, is_handed_over);
    }
}

/* What the service has. */
static GPtrArray *
list_remote (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterRemotePage) page = NULL;
  g_autoptr(GError) error = NULL;

  poster_remote_service_list_posts_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection, NULL, NULL, NULL,
                                          poster_test_keep_result_cb, &result);
  page = poster_remote_service_list_posts_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                  poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_ptr_array_ref (page->posts);
}

static void
assert_remote (Fixture    *fixture,
               const char *content,
               guint       n_targets)
{
  g_autoptr(GPtrArray) posts = list_remote (fixture);
  PosterRemotePost *post;

  g_assert_cmpuint (posts->len, ==, 1);
  post = g_ptr_array_index (posts, 0);
  g_assert_cmpstr (post->content, ==, content);
  g_assert_cmpuint (post->targets->len, ==, n_targets);
}

/* Somebody else writes another text. */
static void
change_there (Fixture    *fixture,
              const char *content)
{
  g_autoptr(GPtrArray) posts = list_remote (fixture);
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (fixture->sandbox), "/sandbox/late/external", NULL);
  g_autoptr(PosterJsonCall) call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", url);
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  text = g_strdup_printf ("{\"postId\":\"%s\",\"set\":{\"content\":\"%s\"}}",
                          ((PosterRemotePost *) g_ptr_array_index (posts, 0))->remote_id, content);
  body = poster_json_parse_object (text, -1, NULL);
  poster_json_call_set_json_body (call, body);
  poster_json_call_send_async (fixture->http, call, NULL, poster_test_keep_result_cb, &result);
  answer = poster_json_call_send_finish (fixture->http, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
edit (Fixture    *fixture,
      PosterPost *post,
      const char *content)
{
  g_autoptr(PosterPost) edited = get_post (fixture, post);

  g_free (edited->content);
  edited->content = g_strdup (content);
  save (fixture, edited);
}

static void
test_stays_in_step (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(PosterPost) changed = NULL;

  assert_states (fixture, post, POSTER_TARGET_SCHEDULED, TRUE);
  assert_remote (fixture, "Soup", 2);
  edit (fixture, post, "Stew");
  run_until (fixture, START_US + 10 * G_TIME_SPAN_MINUTE);
  assert_states (fixture, post, POSTER_TARGET_SCHEDULED, TRUE);
  assert_remote (fixture, "Stew", 2);

  /* Nothing was done there, whatever the service makes of what it is sent. */
  sync_service (fixture);
  run_until (fixture, START_US + 15 * G_TIME_SPAN_MINUTE);
  assert_states (fixture, post, POSTER_TARGET_SCHEDULED, TRUE);
  changed = get_post (fixture, post);
  g_assert_cmpstr (changed->content, ==, "Stew");
  g_clear_object (&changed);

  change_there (fixture, "Goulash");
  sync_service (fixture);
  run_until (fixture, START_US + 20 * G_TIME_SPAN_MINUTE);
  changed = get_post (fixture, post);
  g_assert_cmpstr (changed->content, ==, "Goulash");
  assert_states (fixture, post, POSTER_TARGET_SCHEDULED, TRUE);
  assert_remote (fixture, "Goulash", 2);

  run_until (fixture, DUE_US + G_TIME_SPAN_HOUR);
  assert_states (fixture, post, POSTER_TARGET_PUBLISHED, FALSE);
  assert_remote (fixture, "Goulash", 2);
}

static void
test_conflict (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  change_there (fixture, "Goulash");
  edit (fixture, post, "Stew");
  run_until (fixture, START_US + 10 * G_TIME_SPAN_MINUTE);
  sync_service (fixture);
  assert_states (fixture, post, POSTER_TARGET_HELD, TRUE);
  assert_remote (fixture, "Goulash", 2);
  poster_store_resolve_remote_async (fixture->store, post->id, POSTER_REMOTE_CHOICE_MINE, NULL,
                                     poster_test_keep_result_cb, &result);
  poster_store_resolve_remote_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  run_until (fixture, START_US + 20 * G_TIME_SPAN_MINUTE);
  assert_states (fixture, post, POSTER_TARGET_SCHEDULED, TRUE);
  assert_remote (fixture, "Stew", 2);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = hand_over (fixture);
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_engine_cancel_async (fixture->engine, post->id, poster_test_keep_result_cb, &result);
  g_assert_true (poster_engine_cancel_finish (fixture->engine, poster_test_await (&result), &error));
  run_until (fixture, START_US + 10 * G_TIME_SPAN_MINUTE);
  assert_states (fixture, post, POSTER_TARGET_CANCELLED, FALSE);
  posts = list_remote (fixture);
  g_assert_cmpuint (posts->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/handover-late/stays-in-step", test_stays_in_step);
  ADD ("/handover-late/conflict", test_conflict);
  ADD ("/handover-late/cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
