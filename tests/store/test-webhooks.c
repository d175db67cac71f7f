/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-store-webhooks.h"

#include <sqlite3.h>

#include "poster-error.h"
#include "poster-json.h"
#include "store-fixture.h"

/* What webhooks are told of, and what becomes of it. */

typedef StoreFixture Fixture;

static PosterWebhook *
save_webhook (Fixture        *fixture,
              PosterWebhook  *webhook,
              GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_webhook_async (fixture->store, webhook, NULL, keep_result_cb, &result);
  return poster_store_save_webhook_finish (fixture->store, wait_for (&result), error);
}

static PosterWebhook *
get_webhook (Fixture       *fixture,
             PosterWebhook *webhook)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterWebhook *stored;

  poster_store_get_webhook_async (fixture->store, webhook->id, NULL, keep_result_cb, &result);
  stored = poster_store_get_webhook_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return stored;
}

/* @events: separated by blanks, NULL for all */
static PosterWebhook *
add_webhook (Fixture    *fixture,
             const char *name,
             const char *events)
{
  g_autoptr(PosterWebhook) webhook = poster_webhook_new ();
  g_autoptr(GError) error = NULL;
  PosterWebhook *stored;

  webhook->name = g_strdup (name);
  webhook->url = g_strdup ("https://example.com/hook");
  g_strfreev (webhook->events);
  webhook->events = events != NULL ? g_strsplit (events, " ", -1) : g_strdupv ((char **) poster_webhook_get_events ());
  stored = save_webhook (fixture, webhook, &error);
  g_assert_no_error (error);
  return stored;
}

static GPtrArray *
look (Fixture *fixture,
      gint64  *next_us)
{
  static const char *const nobody[] = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *deliveries;

  poster_store_look_for_deliveries_async (fixture->store, nobody, NULL, keep_result_cb, &result);
  deliveries = poster_store_look_for_deliveries_finish (fixture->store, wait_for (&result), next_us, &error);
  g_assert_no_error (error);
  return deliveries;
}

/* Returns: whether the webhook was switched off */
static gboolean
note (Fixture               *fixture,
      PosterWebhookDelivery *delivery,
      gboolean               is_success,
      gint64                 again_us)
{
  g_autoptr(PosterWebhookAttempt) attempt = poster_webhook_attempt_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean switched_off;

  attempt->webhook_id = g_strdup (delivery->webhook->id);
  attempt->webhook_name = g_strdup (delivery->webhook->name);
  attempt->event = g_strdup (delivery->event);
  attempt->url = g_strdup (delivery->webhook->url);
  attempt->payload = g_strdup (delivery->payload);
  attempt->delivery = delivery->seq;
  attempt->is_success = is_success;
  attempt->status_code = is_success ? 200 : 500;
  attempt->error_message = is_success ? NULL : g_strdup ("It answered with an error");
  attempt->attempt = delivery->attempts + 1;
  attempt->at_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));
  poster_store_note_webhook_attempt_async (fixture->store, attempt, again_us, NULL, keep_result_cb, &result);
  poster_store_note_webhook_attempt_finish (fixture->store, wait_for (&result), &switched_off, &error);
  g_assert_no_error (error);
  return switched_off;
}

/* Takes what is first in the one queue there is: its payload, NULL when it is empty. */
static JsonObject *
take (Fixture *fixture)
{
  gint64 next_us;
  g_autoptr(GPtrArray) deliveries = look (fixture, &next_us);
  PosterWebhookDelivery *delivery;

  g_assert_cmpuint (deliveries->len, <=, 1);
  if (deliveries->len == 0)
    return NULL;
  delivery = g_ptr_array_index (deliveries, 0);
  note (fixture, delivery, TRUE, -1);
  return poster_json_parse_object (delivery->payload, -1, NULL);
}

static void
assert_event (Fixture    *fixture,
              const char *event)
{
  g_autoptr(JsonObject) payload = take (fixture);

  g_assert_cmpstr (payload != NULL ? poster_json_get_string (payload, "event") : NULL, ==, event);
}

static void
run_sql (Fixture    *fixture,
         const char *sql)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static gint64
count (Fixture    *fixture,
       const char *query)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  sqlite3 *handle;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, query, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  return number;
}

static void
turn (Fixture           *fixture,
      PosterPost        *post,
      PosterTargetState  state)
{
  g_autoptr(PosterTarget) target = poster_target_copy (first_target (post));
  g_autoptr(GError) error = NULL;

  target->state = state;
  if (state == POSTER_TARGET_PUBLISHED)
    {
      target->published_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));
      target->platform_post_id = g_strdup ("7301");
      target->platform_post_url = g_strdup ("https://example.com/video/7301");
    }
  if (state == POSTER_TARGET_FAILED)
    target->error_message = g_strdup ("TikTok did not take it");
  commit_target (fixture->store, target, POSTER_STATES_ANY, NULL, &error);
  g_assert_no_error (error);
}

static PosterPost *
add_post (Fixture    *fixture,
          const char *content)
{
  PosterPost *post = new_post (fixture, content);
  g_autoptr(GError) error = NULL;

  post->version = save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  return post;
}

static void
test_tells_what_became_of_a_post (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(PosterPost) post = add_post (fixture, "Pasta");
  g_autoptr(JsonObject) payload = take (fixture);
  JsonObject *json = poster_json_get_object (payload, "post");
  JsonObject *platform = json_array_get_object_element (poster_json_get_array (json, "platforms"), 0);

  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "post.scheduled");
  g_assert_cmpuint (strlen (poster_json_get_string (payload, "id")), ==, 24);
  g_assert_cmpstr (poster_json_get_string (payload, "timestamp"), ==, "2026-11-22T12:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (json, "id"), ==, post->id);
  g_assert_cmpstr (poster_json_get_string (json, "content"), ==, "Pasta");
  g_assert_cmpstr (poster_json_get_string (json, "status"), ==, "scheduled");
  g_assert_cmpstr (poster_json_get_string (json, "scheduledFor"), ==, "2026-11-22T13:00:00.000Z");
  g_assert_false (json_object_has_member (json, "publishedAt"));
  g_assert_cmpstr (poster_json_get_string (platform, "platform"), ==, "tiktok");
  g_assert_cmpstr (poster_json_get_string (platform, "status"), ==, "pending");
  g_assert_cmpstr (poster_json_get_string (platform, "accountId"), ==, fixture->first->id);

  /* On its way it is put off and goes on: that is told nobody. */
  turn (fixture, post, POSTER_TARGET_PREPARING);
  turn (fixture, post, POSTER_TARGET_SCHEDULED);
  turn (fixture, post, POSTER_TARGET_SENDING);
  assert_event (fixture, NULL);
  turn (fixture, post, POSTER_TARGET_PUBLISHED);
  g_clear_pointer (&payload, json_object_unref);
  payload = take (fixture);
  json = poster_json_get_object (payload, "post");
  platform = json_array_get_object_element (poster_json_get_array (json, "platforms"), 0);
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "post.published");
  g_assert_cmpstr (poster_json_get_string (json, "publishedAt"), ==, "2026-11-22T12:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (platform, "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (platform, "publishedUrl"), ==, "https://example.com/video/7301");
  g_assert_cmpstr (poster_json_get_string (platform, "platformPostId"), ==, "7301");
  assert_event (fixture, NULL);
}

static void
test_tells_of_failures (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(PosterPost) post = new_post (fixture, "To two");
  g_autoptr(PosterPost) alone = add_post (fixture, "Alone");
  PosterTarget *second = poster_target_new (fixture->second->id);
  g_autoptr(JsonObject) payload = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *platform;

  assert_event (fixture, "post.scheduled");
  turn (fixture, alone, POSTER_TARGET_FAILED);
  payload = take (fixture);
  platform = json_array_get_object_element (poster_json_get_array (poster_json_get_object (payload, "post"), "platforms"), 0);
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "post.failed");
  g_assert_cmpstr (poster_json_get_string (platform, "error"), ==, "TikTok did not take it");

  second->state = POSTER_TARGET_SENDING;
  g_ptr_array_add (post->targets, second);
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  turn (fixture, post, POSTER_TARGET_PUBLISHED);
  assert_event (fixture, NULL);
  second->state = POSTER_TARGET_MISSED;
  commit_target (fixture->store, second, POSTER_STATES_ANY, NULL, &error);
  g_assert_no_error (error);
  assert_event (fixture, "post.partial");
}

static void
test_tells_of_cancelling (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(PosterPost) taken_back = add_post (fixture, "Taken back");
  g_autoptr(PosterPost) deleted = add_post (fixture, "Deleted");
  g_autoptr(PosterPost) trashed = add_post (fixture, "Trashed");
  g_autoptr(JsonObject) payload = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json, *platform;

  for (guint i = 0; i < 3; i++)
    assert_event (fixture, "post.scheduled");
  turn (fixture, taken_back, POSTER_TARGET_CANCELLED);
  assert_event (fixture, "post.cancelled");

  delete_post (fixture->store, deleted->id, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  payload = take (fixture);
  json = poster_json_get_object (payload, "post");
  platform = json_array_get_object_element (poster_json_get_array (json, "platforms"), 0);
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "post.cancelled");
  g_assert_cmpstr (poster_json_get_string (json, "content"), ==, "Deleted");
  g_assert_cmpstr (poster_json_get_string (json, "status"), ==, "cancelled");
  g_assert_cmpstr (poster_json_get_string (platform, "platform"), ==, "tiktok");

  poster_store_trash_post_async (fixture->store, trashed->id, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_trash_post_finish (fixture->store, wait_for (&result), &error));
  assert_event (fixture, "post.cancelled");
  g_clear_object (&result);
  poster_store_restore_post_async (fixture->store, trashed->id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_restore_post_finish (fixture->store, wait_for (&result), &error));
  assert_event (fixture, "post.scheduled");

  /* What nobody was told of as scheduled is not told of as cancelled either. */
  delete_post (fixture->store, taken_back->id, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  assert_event (fixture, NULL);
  g_assert_cmpint (count (fixture, "SELECT (SELECT count (*) FROM webhook_gone) + (SELECT count (*) FROM webhook_gone_targets) "
                          "+ (SELECT count (*) FROM webhook_notes)"), ==, 0);
}

static void
sign_in (Fixture *fixture)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (accounts, fixture->first);
  stored = save_sign_in (fixture->store, fixture->connection, accounts, &error);
  g_assert_no_error (error);
}

static void
test_tells_of_accounts (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(JsonObject) payload = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  /* Both accounts of the connection, for the service refused it. */
  poster_store_note_sign_in_needed_async (fixture->store, fixture->first->connection_id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_note_sign_in_needed_finish (fixture->store, wait_for (&result), &error));
  payload = take (fixture);
  json = poster_json_get_object (payload, "account");
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "account.disconnected");
  g_assert_cmpstr (poster_json_get_string (json, "disconnectionType"), ==, "unintentional");
  g_assert_cmpstr (poster_json_get_string (json, "platform"), ==, "tiktok");
  g_assert_nonnull (poster_json_get_string (json, "profileId"));
  g_assert_nonnull (poster_json_get_string (json, "reason"));
  assert_event (fixture, "account.disconnected");
  assert_event (fixture, NULL);

  sign_in (fixture);
  assert_event (fixture, "account.connected");
  assert_event (fixture, "account.connected");
  sign_in (fixture);
  assert_event (fixture, NULL);

  g_clear_object (&result);
  poster_store_remove_account_async (fixture->store, fixture->first->id, NULL, keep_result_cb, &result);
  g_free (poster_store_remove_account_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
  g_clear_pointer (&payload, json_object_unref);
  payload = take (fixture);
  json = poster_json_get_object (payload, "account");
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "account.disconnected");
  g_assert_cmpstr (poster_json_get_string (json, "accountId"), ==, fixture->first->id);
  g_assert_cmpstr (poster_json_get_string (json, "disconnectionType"), ==, "intentional");
  sign_in (fixture);
  assert_event (fixture, "account.connected");
}

/* Nothing is written for nobody, nor for those who did not ask. */
static void
test_only_who_asked (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) before = add_post (fixture, "Before there was a webhook");
  g_autoptr(PosterWebhook) webhook = NULL;
  g_autoptr(PosterWebhook) off = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (count (fixture, "SELECT count (*) FROM webhook_deliveries"), ==, 0);
  webhook = add_webhook (fixture, "Failures", "post.failed");
  turn (fixture, before, POSTER_TARGET_PUBLISHED);
  assert_event (fixture, NULL);
  turn (fixture, before, POSTER_TARGET_FAILED);
  assert_event (fixture, "post.failed");

  webhook->is_active = FALSE;
  off = save_webhook (fixture, webhook, &error);
  g_assert_no_error (error);
  turn (fixture, before, POSTER_TARGET_PUBLISHED);
  turn (fixture, before, POSTER_TARGET_FAILED);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM webhook_deliveries"), ==, 0);
}

/* The change and the word of it are one transaction: neither is there without the other. */
static void
test_with_the_change_or_not_at_all (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(PosterPost) post = add_post (fixture, "Pasta");
  g_autoptr(PosterTarget) target = poster_target_copy (first_target (post));
  g_autoptr(GError) error = NULL;

  assert_event (fixture, "post.scheduled");
  target->state = POSTER_TARGET_PUBLISHED;
  run_sql (fixture, "CREATE TRIGGER refuse BEFORE INSERT ON webhook_deliveries BEGIN SELECT RAISE (ABORT, 'no'); END;");
  g_assert_false (commit_target (fixture->store, target, POSTER_STATES_ANY, NULL, &error));
  g_clear_error (&error);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM posts WHERE status = 'published'"), ==, 0);
  run_sql (fixture, "DROP TRIGGER refuse");

  g_assert_true (commit_target (fixture->store, target, POSTER_STATES_ANY, NULL, &error));
  store_fixture_reopen (fixture);
  assert_event (fixture, "post.published");
}

static void
test_one_after_the_other (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterWebhook) first = add_webhook (fixture, "First", "post.scheduled");
  g_autoptr(PosterWebhook) second = add_webhook (fixture, "Second", "post.scheduled");
  g_autoptr(PosterPost) one = add_post (fixture, "One");
  g_autoptr(PosterPost) two = add_post (fixture, "Two");
  g_autoptr(GPtrArray) deliveries = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  PosterWebhookDelivery *delivery;
  gint64 next_us;

  deliveries = look (fixture, &next_us);
  g_assert_cmpuint (deliveries->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (strstr (((PosterWebhookDelivery *) g_ptr_array_index (deliveries, i))->payload, "One"));
  delivery = g_ptr_array_index (deliveries, 0);
  g_assert_cmpstr (delivery->webhook->id, ==, first->id);
  g_assert_false (note (fixture, delivery, FALSE, NOON + 10));
  g_clear_pointer (&deliveries, g_ptr_array_unref);

  /* The other webhook goes on; this one waits, and begins with what failed. */
  deliveries = look (fixture, &next_us);
  g_assert_cmpuint (deliveries->len, ==, 1);
  g_assert_cmpint (next_us, ==, NOON + 10);
  g_assert_cmpstr (((PosterWebhookDelivery *) g_ptr_array_index (deliveries, 0))->webhook->id, ==, second->id);
  g_clear_pointer (&deliveries, g_ptr_array_unref);
  stored = get_webhook (fixture, first);
  g_assert_cmpuint (stored->failures, ==, 1);
  g_assert_nonnull (stored->last_error);
  poster_test_clock_advance (fixture->clock, 10);
  deliveries = look (fixture, &next_us);
  delivery = g_ptr_array_index (deliveries, 0);
  g_assert_cmpstr (delivery->webhook->id, ==, first->id);
  g_assert_nonnull (strstr (delivery->payload, "One"));
  g_assert_cmpuint (delivery->attempts, ==, 1);
  note (fixture, delivery, TRUE, -1);
  g_clear_object (&stored);
  stored = get_webhook (fixture, first);
  g_assert_cmpuint (stored->failures, ==, 0);
  g_assert_cmpint (stored->fired_us, ==, NOON + 10);
  g_assert_null (stored->last_error);
  g_clear_pointer (&deliveries, g_ptr_array_unref);
  deliveries = look (fixture, &next_us);
  g_assert_nonnull (strstr (((PosterWebhookDelivery *) g_ptr_array_index (deliveries, 1))->payload, "Two"));
}

static void
test_ten_failures_switch_off (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Deaf", "post.scheduled");
  g_autoptr(PosterPost) post = add_post (fixture, "One");
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(PosterWebhook) on = NULL;
  g_autoptr(GError) error = NULL;
  gint64 next_us;

  for (guint i = 1; i <= 10; i++)
    {
      g_autoptr(GPtrArray) deliveries = look (fixture, &next_us);

      g_assert_cmpuint (deliveries->len, ==, 1);
      g_assert_cmpint (note (fixture, g_ptr_array_index (deliveries, 0), FALSE, NOON), ==, i == 10);
    }
  stored = get_webhook (fixture, webhook);
  g_assert_false (stored->is_active);
  g_assert_cmpint (stored->switched_off_us, ==, NOON);
  g_assert_cmpuint (stored->failures, ==, 10);
  assert_event (fixture, NULL);

  /* Switched on again it is told what it was not. */
  stored->is_active = TRUE;
  on = save_webhook (fixture, stored, &error);
  g_assert_no_error (error);
  g_assert_true (on->is_active);
  g_assert_cmpuint (on->failures, ==, 0);
  g_assert_cmpint (on->switched_off_us, ==, -1);
  assert_event (fixture, "post.scheduled");
}

static GPtrArray *
list_log (Fixture    *fixture,
          const char *webhook_id,
          const char *event,
          const char *status,
          guint       limit)
{
  PosterWebhookLogQuery query = { webhook_id, event, status, limit };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *log;

  poster_store_list_webhook_log_async (fixture->store, &query, NULL, keep_result_cb, &result);
  log = poster_store_list_webhook_log_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return log;
}

static void
assert_log (Fixture    *fixture,
            const char *webhook_id,
            const char *event,
            const char *status,
            guint       limit,
            guint       n_lines)
{
  g_autoptr(GPtrArray) log = list_log (fixture, webhook_id, event, status, limit);

  g_assert_cmpuint (log->len, ==, n_lines);
}

static void
test_log_is_bounded (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = add_webhook (fixture, "Everything", NULL);
  g_autoptr(PosterPost) post = add_post (fixture, "One");
  g_autoptr(GPtrArray) deliveries = NULL;
  g_autoptr(GPtrArray) log = NULL;
  g_autoptr(PosterPost) other = NULL;
  PosterWebhookAttempt *attempt;
  gint64 next_us;

  deliveries = look (fixture, &next_us);
  note (fixture, g_ptr_array_index (deliveries, 0), FALSE, NOON);
  note (fixture, g_ptr_array_index (deliveries, 0), TRUE, -1);
  log = list_log (fixture, webhook->id, NULL, NULL, 50);
  g_assert_cmpuint (log->len, ==, 2);
  attempt = g_ptr_array_index (log, 0);
  g_assert_true (attempt->is_success);
  attempt = g_ptr_array_index (log, 1);
  g_assert_false (attempt->is_success);
  g_assert_cmpuint (attempt->status_code, ==, 500);
  g_assert_cmpstr (attempt->event, ==, "post.scheduled");
  assert_log (fixture, NULL, NULL, "failed", 50, 1);
  assert_log (fixture, NULL, "post.scheduled", NULL, 1, 1);
  assert_log (fixture, NULL, "post.failed", NULL, 50, 0);
  assert_log (fixture, "another", NULL, NULL, 50, 0);

  run_sql (fixture, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) "
           "INSERT INTO webhook_log (id, webhook_id, webhook_name, event, url, payload, is_success, status_code, attempt, "
           "took_us, at_us) SELECT i, 'x', 'x', 'post.failed', 'x', '{}', 1, 200, 1, 1, 1795348800000000 FROM n");
  other = add_post (fixture, "Two");
  g_clear_pointer (&deliveries, g_ptr_array_unref);
  deliveries = look (fixture, &next_us);
  note (fixture, g_ptr_array_index (deliveries, 0), TRUE, -1);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM webhook_log"), ==, POSTER_STORE_WEBHOOK_LOG_LINES);

  poster_test_clock_advance (fixture->clock, POSTER_WEBHOOK_LOG_KEPT_US + 1);
  assert_log (fixture, NULL, NULL, NULL, 50, 0);
}

static void
test_there_are_ten_at_most (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterWebhook) tenth = NULL;
  g_autoptr(PosterWebhook) again = NULL;
  g_autoptr(PosterWebhook) more = poster_webhook_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) gone = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < POSTER_WEBHOOK_MAX; i++)
    {
      g_clear_object (&tenth);
      tenth = add_webhook (fixture, "One of ten", "post.failed");
    }
  more->name = g_strdup ("One too many");
  more->url = g_strdup ("https://example.com/");
  g_assert_null (save_webhook (fixture, more, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_clear_error (&error);
  again = save_webhook (fixture, tenth, &error);
  g_assert_no_error (error);

  poster_store_delete_webhook_async (fixture->store, tenth->id, NULL, keep_result_cb, &gone);
  g_assert_true (poster_store_delete_webhook_finish (fixture->store, wait_for (&gone), &error));
  poster_store_list_webhooks_async (fixture->store, NULL, keep_result_cb, &result);
  all = poster_store_list_webhooks_finish (fixture->store, wait_for (&result), &error);
  g_assert_cmpuint (all->len, ==, 9);
}

#define add(name, func) \
  g_test_add ("/store/webhooks/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("tells-what-became-of-a-post", test_tells_what_became_of_a_post);
  add ("tells-of-failures", test_tells_of_failures);
  add ("tells-of-cancelling", test_tells_of_cancelling);
  add ("tells-of-accounts", test_tells_of_accounts);
  add ("only-who-asked", test_only_who_asked);
  add ("with-the-change-or-not-at-all", test_with_the_change_or_not_at_all);
  add ("one-after-the-other", test_one_after_the_other);
  add ("ten-failures-switch-off", test_ten_failures_switch_off);
  add ("log-is-bounded", test_log_is_bounded);
  add ("there-are-ten-at-most", test_there_are_ten_at_most);
  return g_test_run ();
}
