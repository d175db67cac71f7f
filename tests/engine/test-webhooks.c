/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "poster-engine.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-script-connector.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"
#include "poster-webhooks.h"

/* Telling webhooks what happens, with a real receiver. */

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define MINUTE G_TIME_SPAN_MINUTE
#define SECRET "a key that only two know"

/* What the receiver got. */
typedef struct
{
  char *path;
  char *body;
  char *signature;   /* (nullable) */
  char *own_header;  /* (nullable) */
} Received;

typedef struct
{
  char                  *data_dir;
  PosterTestClock       *clock;
  PosterMemorySecrets   *secrets;
  PosterScriptConnector *connector;
  PosterStore           *store;
  PosterEngine          *engine;    /* (nullable) */
  char                  *account;
  SoupServer            *server;
  GPtrArray             *received;  /* (element-type Received) */
  guint                  status;    /* what it answers, 0: nothing at all */
  GPtrArray             *hanging;   /* (element-type SoupServerMessage) */
  PosterWebhook         *webhook;   /* (nullable) */
} Fixture;

static void
received_free (Received *received)
{
  g_free (received->path);
  g_free (received->body);
  g_free (received->signature);
  g_free (received->own_header);
  g_free (received);
}

static void
receive_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  Received *received = g_new0 (Received, 1);

  g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
  g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "application/json");
  received->path = g_strdup (path);
  received->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  received->signature = g_strdup (soup_message_headers_get_one (headers, "X-Late-Signature"));
  received->own_header = g_strdup (soup_message_headers_get_one (headers, "X-Own"));
  g_ptr_array_add (fixture->received, received);
  if (fixture->status == 0)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (fixture->hanging, g_object_ref (message));
      return;
    }
  soup_server_message_set_status (message, fixture->status, NULL);
  if (fixture->status == SOUP_STATUS_FOUND)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", "/elsewhere");
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "thank you", strlen ("thank you"));
}

static void
start_engine (Fixture *fixture)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(GError) error = NULL;

  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->connector));
  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                       POSTER_CLOCK (fixture->clock));
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

static PosterWebhook *
save_webhook (Fixture                 *fixture,
              const PosterWebhookWish *wish,
              GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_webhooks_save_async (fixture->store, POSTER_SECRETS (fixture->secrets), wish, NULL, poster_test_keep_result_cb,
                              &result);
  return poster_webhooks_save_finish (fixture->store, poster_test_await (&result), error);
}

static char *
dup_url (Fixture    *fixture,
         const char *path)
{
  GSList *uris = soup_server_get_uris (fixture->server);
  char *url = g_strdup_printf ("http://127.0.0.1:%d%s", g_uri_get_port (uris->data), path);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

static PosterWebhook *
add_webhook (Fixture    *fixture,
             const char *path,
             const char *secret)
{
  g_autofree char *url = dup_url (fixture, path);
  PosterWebhookWish wish = { .name = "Kitchen", .url = url, .secret = secret, .is_active = -1 };
  g_autoptr(GError) error = NULL;
  PosterWebhook *webhook = save_webhook (fixture, &wish, &error);

  g_assert_no_error (error);
  return webhook;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->data_dir = g_dir_make_tmp ("poster-webhooks-XXXXXX", NULL);
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = poster_script_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  fixture->account = add_account (fixture, "kitchen");
  fixture->received = g_ptr_array_new_with_free_func ((GDestroyNotify) received_free);
  fixture->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->status = 200;
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, receive_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
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
  stop_engine (fixture);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  soup_server_disconnect (fixture->server);
  g_ptr_array_unref (fixture->hanging);
  g_clear_object (&fixture->server);
  g_assert_finalize_object (fixture->connector);
  g_clear_object (&fixture->webhook);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  g_ptr_array_unref (fixture->received);
  remove_tree (fixture->data_dir);
  g_free (fixture->data_dir);
  g_free (fixture->account);
}

static PosterPost *
add_post (Fixture    *fixture,
          const char *content,
          gint64      due_us)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->account);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (post->content);
  post->content = g_strdup (content);
  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = due_us;
  target->wake_us = due_us;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  post->version = poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  if (fixture->engine != NULL)
    poster_engine_ring (fixture->engine);
  return post;
}

static gboolean
is_published (Fixture    *fixture,
              PosterPost *post)
{
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_post_async (fixture->store, post->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_str_equal (poster_post_get_status (stored), "published");
}

static PosterWebhook *
get_webhook (Fixture       *fixture,
             PosterWebhook *webhook)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterWebhook *stored;

  poster_store_get_webhook_async (fixture->store, webhook->id, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_get_webhook_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return stored;
}

static GPtrArray *
list_log (Fixture *fixture)
{
  PosterWebhookLogQuery query = { .limit = 100 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *log;

  poster_store_list_webhook_log_async (fixture->store, &query, NULL, poster_test_keep_result_cb, &result);
  log = poster_store_list_webhook_log_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return log;
}

/* Waits until @n_lines attempts are in the log. */
static void
wait_for_log (Fixture *fixture,
              guint    n_lines)
{
  for (;;)
    {
      g_autoptr(GPtrArray) log = list_log (fixture);

      if (log->len >= n_lines)
        break;
    }
  poster_test_settle ();
}

static void
wait_for_received (Fixture *fixture,
                   guint    n_received)
{
  while (fixture->received->len < n_received)
    g_main_context_iteration (NULL, TRUE);
}

static JsonObject *
parse (Fixture *fixture,
       guint    index)
{
  g_autoptr(GError) error = NULL;
  Received *received = g_ptr_array_index (fixture->received, index);
  JsonObject *payload = poster_json_parse_object (received->body, -1, &error);

  g_assert_no_error (error);
  return payload;
}

static void
assert_received (Fixture    *fixture,
                 guint       index,
                 const char *event,
                 const char *content)
{
  g_autoptr(JsonObject) payload = parse (fixture, index);
  JsonObject *post = poster_json_get_object (payload, "post");

  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, event);
  g_assert_cmpstr (poster_json_get_string (post, "content"), ==, content);
}

/* RFC 2104 by hand, in hex digits. */
static char *
sign (const char *key,
      const char *text)
{
  g_autoptr(GChecksum) inner = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GChecksum) outer = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 inner_pad[64], outer_pad[64], digest[32];
  gsize length = sizeof digest;

  g_assert_cmpuint (strlen (key), <=, sizeof inner_pad);
  for (guint i = 0; i < sizeof inner_pad; i++)
    {
      guint8 byte = i < strlen (key) ? (guint8) key[i] : 0;

      inner_pad[i] = byte ^ 0x36;
      outer_pad[i] = byte ^ 0x5c;
    }
  g_checksum_update (inner, inner_pad, sizeof inner_pad);
  g_checksum_update (inner, (const guint8 *) text, (gssize) strlen (text));
  g_checksum_get_digest (inner, digest, &length);
  g_checksum_update (outer, outer_pad, sizeof outer_pad);
  g_checksum_update (outer, digest, sizeof digest);
  return g_strdup (g_checksum_get_string (outer));
}

static void
test_told_in_order_and_signed (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  fixture->webhook = add_webhook (fixture, "/hook", SECRET);
  start_engine (fixture);
  first = add_post (fixture, "First", START_US + MINUTE);
  second = add_post (fixture, "Second", START_US + 2 * MINUTE);
  wait_for_log (fixture, 2);
  assert_received (fixture, 0, "post.scheduled", "First");
  assert_received (fixture, 1, "post.scheduled", "Second");
  poster_test_clock_advance (fixture->clock, MINUTE);
  wait_for_log (fixture, 3);
  assert_received (fixture, 2, "post.published", "First");
  poster_test_clock_advance (fixture->clock, MINUTE);
  wait_for_log (fixture, 4);
  assert_received (fixture, 3, "post.published", "Second");

  for (guint i = 0; i < fixture->received->len; i++)
    {
      Received *received = g_ptr_array_index (fixture->received, i);
      g_autoptr(JsonObject) payload = parse (fixture, i);
      g_autofree char *signature = sign (SECRET, received->body);

      g_assert_cmpstr (received->path, ==, "/hook");
      g_assert_cmpstr (received->signature, ==, signature);
      g_assert_true (g_hash_table_add (ids, g_strdup (poster_json_get_string (payload, "id"))));
    }
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpint (stored->fired_us, >, 0);
  g_assert_cmpuint (stored->failures, ==, 0);
}

/* A secret is in the keyring and nowhere else. */
static void
test_secrets_are_kept (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *url = dup_url (fixture, "/hook");
  g_autoptr(JsonObject) headers = json_object_new ();
  PosterWebhookWish wish = { .name = "Kitchen", .url = url, .secret = SECRET, .headers = headers, .is_active = 1 };
  PosterWebhookWish change = { .name = "Renamed", .is_active = -1 };
  PosterWebhookWish shown = { .headers = headers, .is_active = -1 };
  PosterWebhookWish none = { .secret = "", .headers = NULL, .is_active = -1 };
  g_autoptr(PosterWebhook) webhook = NULL;
  g_autoptr(PosterWebhook) renamed = NULL;
  g_autoptr(PosterWebhook) saved = NULL;
  g_autoptr(PosterWebhook) bare = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *database = NULL;
  g_autofree char *wal_path = g_build_filename (fixture->data_dir, "poster.sqlite-wal", NULL);
  gsize length;

  json_object_set_string_member (headers, "X-Own", "a token of its own");
  webhook = save_webhook (fixture, &wish, &error);
  g_assert_no_error (error);
  g_assert_true (webhook->has_secret);
  json = poster_webhook_to_json (webhook);
  text = poster_json_to_text (json, FALSE);
  g_assert_null (strstr (text, SECRET));
  g_assert_null (strstr (text, "a token"));
  g_assert_true (g_file_get_contents (wal_path, &database, &length, NULL));
  g_assert_null (g_strstr_len (database, (gssize) length, SECRET));
  g_assert_nonnull (memmem (database, length, "X-Own", 5));
  g_assert_null (memmem (database, length, SECRET, strlen (SECRET)));
  g_assert_null (memmem (database, length, "a token", 7));

  /* What is shown of it may be sent back. */
  change.id = shown.id = none.id = webhook->id;
  renamed = save_webhook (fixture, &change, &error);
  g_assert_no_error (error);
  g_assert_true (renamed->has_secret);
  json_object_set_string_member (headers, "X-Own", POSTER_WEBHOOK_HIDDEN);
  saved = save_webhook (fixture, &shown, &error);
  g_assert_no_error (error);
  start_engine (fixture);
  post = add_post (fixture, "Pasta", START_US + MINUTE);
  wait_for_log (fixture, 1);
  {
    Received *received = g_ptr_array_index (fixture->received, 0);
    g_autofree char *signature = sign (SECRET, received->body);

    g_assert_cmpstr (received->own_header, ==, "a token of its own");
    g_assert_cmpstr (received->signature, ==, signature);
  }

  bare = save_webhook (fixture, &none, &error);
  g_assert_no_error (error);
  g_assert_false (bare->has_secret);
  g_assert_null (strstr (poster_memory_secrets_peek (fixture->secrets, webhook->id, POSTER_SECRET_WEBHOOK), SECRET));
  poster_webhooks_delete_async (fixture->store, POSTER_SECRETS (fixture->secrets), webhook->id, NULL,
                                poster_test_keep_result_cb, &result);
  g_assert_true (poster_webhooks_delete_finish (fixture->store, poster_test_await (&result), &error));
  poster_test_settle ();
  g_assert_null (poster_memory_secrets_peek (fixture->secrets, webhook->id, POSTER_SECRET_WEBHOOK));
}

static void
test_refuses_nonsense (Fixture       *fixture,
                       gconstpointer  data)
{
  static const char *const no_events[] = { NULL };
  static const char *const strange[] = { "post.eaten", NULL };
  g_autoptr(JsonObject) smuggled = json_object_new ();
  g_autoptr(JsonObject) ours = json_object_new ();
  const PosterWebhookWish wishes[] = {
    { .name = "No address", .is_active = 1 },
    { .url = "ftp://example.com/", .is_active = 1 },
    { .url = "http://example.com/plain", .is_active = 1 },
    { .url = "https://me:secret@example.com/", .is_active = 1 },
    { .url = "https://example.com/", .name = "", .is_active = 1 },
    { .url = "https://example.com/", .name = "123456789012345678901234567890123456789012345678901", .is_active = 1 },
    { .url = "https://example.com/", .events = no_events, .is_active = 1 },
    { .url = "https://example.com/", .events = strange, .is_active = 1 },
    { .url = "https://example.com/", .headers = smuggled, .is_active = 1 },
    { .url = "https://example.com/", .headers = ours, .is_active = 1 },
  };
  const PosterWebhookWish near[] = {
    { .url = "https://example.com/hook?a=b", .is_active = 1 },
    { .url = "http://localhost:5678/hook", .is_active = 1 },
    { .url = "http://192.168.1.5/hook", .is_active = 1 },
    { .url = "http://printer.local/", .is_active = 1 },
  };

  json_object_set_string_member (smuggled, "X-Own", "a\r\nHost: elsewhere");
  json_object_set_string_member (ours, "Content-Length", "3");
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (save_webhook (fixture, &wishes[i], &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (near); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterWebhook) webhook = save_webhook (fixture, &near[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (webhook->events), ==, 7);
    }
  g_assert_cmpuint (poster_memory_secrets_get_count (fixture->secrets), ==, 0);
}

/* What was written and not sent is sent by whoever comes next; and what was sent and not noted is
 * sent again, as the same. */
static void
test_survives_its_end (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(GError) error = NULL;

  fixture->webhook = add_webhook (fixture, "/hook", NULL);
  post = add_post (fixture, "Pasta", START_US + MINUTE);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  fixture->store = poster_store_open (fixture->data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);

  fixture->status = 0;
  start_engine (fixture);
  wait_for_received (fixture, 1);
  stop_engine (fixture);
  fixture->status = 200;
  start_engine (fixture);
  wait_for_log (fixture, 1);
  g_assert_cmpuint (fixture->received->len, ==, 2);
  first = parse (fixture, 0);
  second = parse (fixture, 1);
  g_assert_cmpstr (poster_json_get_string (first, "id"), ==, poster_json_get_string (second, "id"));
  assert_received (fixture, 1, "post.scheduled", "Pasta");
  g_assert_null (((Received *) g_ptr_array_index (fixture->received, 1))->signature);
}

static void
test_tried_again (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(GPtrArray) log = NULL;
  PosterWebhookAttempt *attempt;

  fixture->webhook = add_webhook (fixture, "/hook", NULL);
  start_engine (fixture);
  fixture->status = 500;
  first = add_post (fixture, "First", START_US + 60 * MINUTE);
  wait_for_log (fixture, 1);
  second = add_post (fixture, "Second", START_US + 70 * MINUTE);
  poster_test_settle ();
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpuint (stored->failures, ==, 1);
  g_assert_cmpuint (fixture->received->len, ==, 1);

  /* Half of a quarter of a minute at least, and the second waits for the first. */
  poster_test_clock_advance (fixture->clock, 7 * G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_cmpuint (fixture->received->len, ==, 1);
  fixture->status = SOUP_STATUS_FOUND;
  poster_test_clock_advance (fixture->clock, 8 * G_USEC_PER_SEC);
  wait_for_log (fixture, 2);
  fixture->status = 204;
  poster_test_clock_advance (fixture->clock, 30 * G_USEC_PER_SEC);
  wait_for_log (fixture, 4);
  for (guint i = 0; i < 3; i++)
    assert_received (fixture, i, "post.scheduled", "First");
  assert_received (fixture, 3, "post.scheduled", "Second");
  g_clear_object (&stored);
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpuint (stored->failures, ==, 0);
  log = list_log (fixture);
  attempt = g_ptr_array_index (log, 3);
  g_assert_cmpuint (attempt->status_code, ==, 500);
  g_assert_cmpstr (attempt->answer, ==, "thank you");
  g_assert_nonnull (attempt->error_message);
  attempt = g_ptr_array_index (log, 1);
  g_assert_cmpuint (attempt->attempt, ==, 3);
  g_assert_true (attempt->is_success);
}

static void
test_switched_off_after_ten (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(PosterWebhook) on = NULL;
  g_autoptr(GError) error = NULL;
  PosterWebhookWish wish = { .is_active = 1 };

  fixture->webhook = add_webhook (fixture, "/hook", NULL);
  start_engine (fixture);
  fixture->status = 503;
  post = add_post (fixture, "Pasta", START_US + 30 * 24 * 60 * MINUTE);
  for (guint i = 1; i <= POSTER_WEBHOOK_MAX_FAILURES; i++)
    {
      wait_for_log (fixture, i);
      poster_test_clock_advance (fixture->clock, 60 * MINUTE);
    }
  for (guint i = 0; i < 3; i++)
    {
      poster_test_settle ();
      poster_test_clock_advance (fixture->clock, 60 * MINUTE);
    }
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_false (stored->is_active);
  g_assert_cmpint (stored->switched_off_us, >, START_US);
  g_assert_cmpuint (fixture->received->len, ==, POSTER_WEBHOOK_MAX_FAILURES);

  fixture->status = 200;
  wish.id = fixture->webhook->id;
  on = save_webhook (fixture, &wish, &error);
  g_assert_no_error (error);
  wait_for_log (fixture, POSTER_WEBHOOK_MAX_FAILURES + 1);
  assert_received (fixture, POSTER_WEBHOOK_MAX_FAILURES, "post.scheduled", "Pasta");
}

/* One that does not answer keeps neither posts nor other webhooks waiting. */
static void
test_hangs_alone (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PosterWebhook) other = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterWebhook) stored = NULL;

  fixture->webhook = add_webhook (fixture, "/hangs", NULL);
  start_engine (fixture);
  fixture->status = 0;
  post = add_post (fixture, "Pasta", START_US + MINUTE / 30);
  wait_for_received (fixture, 1);
  fixture->status = 200;
  other = add_webhook (fixture, "/answers", NULL);
  poster_test_clock_advance (fixture->clock, MINUTE / 30);
  while (!is_published (fixture, post))
    poster_test_settle ();
  wait_for_log (fixture, 1);
  g_assert_cmpuint (fixture->received->len, ==, 2);
  g_assert_cmpstr (((Received *) g_ptr_array_index (fixture->received, 1))->path, ==, "/answers");
  assert_received (fixture, 1, "post.published", "Pasta");

  /* It is given up after ten seconds, and told again. */
  poster_test_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  wait_for_log (fixture, 2);
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpuint (stored->failures, ==, 1);
  poster_test_clock_advance (fixture->clock, 15 * G_USEC_PER_SEC);
  wait_for_log (fixture, 4);
  assert_received (fixture, 2, "post.scheduled", "Pasta");
  assert_received (fixture, 3, "post.published", "Pasta");
}

static void
count_message_cb (const char     *domain,
                  GLogLevelFlags  level,
                  const char     *message,
                  gpointer        user_data)
{
  guint *n_messages = user_data;

  g_assert_null (strstr (message, SECRET));
  (*n_messages)++;
}

/* Nobody is to blame for a keyring that is locked. */
static void
test_waits_for_the_keyring (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  guint n_messages = 0;
  guint handler;

  fixture->webhook = add_webhook (fixture, "/hook", SECRET);
  poster_memory_secrets_set_locked (fixture->secrets, TRUE);
  start_engine (fixture);
  handler = g_log_set_handler ("poster-webhook-sender", G_LOG_LEVEL_MESSAGE, count_message_cb, &n_messages);
  post = add_post (fixture, "Pasta", START_US + 60 * MINUTE);
  while (n_messages == 0)
    g_main_context_iteration (NULL, TRUE);
  g_log_remove_handler ("poster-webhook-sender", handler);
  g_assert_cmpuint (fixture->received->len, ==, 0);
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpuint (stored->failures, ==, 0);
  poster_memory_secrets_set_locked (fixture->secrets, FALSE);
  poster_engine_try_again (fixture->engine);
  wait_for_log (fixture, 1);
  assert_received (fixture, 0, "post.scheduled", "Pasta");
}

static void
test_tries_out (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterWebhookAttempt) attempt = NULL;
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(JsonObject) payload = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *signature = NULL;

  fixture->webhook = add_webhook (fixture, "/hook", SECRET);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      fixture->status = i == 0 ? 200 : 404;
      g_clear_object (&attempt);
      poster_webhooks_test_async (fixture->store, POSTER_SECRETS (fixture->secrets), POSTER_CLOCK (fixture->clock),
                                  fixture->webhook->id, NULL, poster_test_keep_result_cb, &result);
      attempt = poster_webhooks_test_finish (fixture->store, poster_test_await (&result), &error);
      g_assert_no_error (error);
      g_assert_cmpint (attempt->is_success, ==, i == 0);
      g_assert_cmpuint (attempt->status_code, ==, fixture->status);
    }
  payload = parse (fixture, 0);
  g_assert_cmpstr (poster_json_get_string (payload, "event"), ==, "webhook.test");
  signature = sign (SECRET, ((Received *) g_ptr_array_index (fixture->received, 0))->body);
  g_assert_cmpstr (((Received *) g_ptr_array_index (fixture->received, 0))->signature, ==, signature);
  stored = get_webhook (fixture, fixture->webhook);
  g_assert_cmpuint (stored->failures, ==, 0);
  wait_for_log (fixture, 2);
}

/* While there is nothing to send, nothing is armed. */
static void
test_sleeps (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;

  fixture->webhook = add_webhook (fixture, "/hook", NULL);
  start_engine (fixture);
  post = add_post (fixture, "Pasta", START_US + 60 * MINUTE);
  wait_for_log (fixture, 1);
  while (!poster_engine_is_settled (fixture->engine, MINUTE))
    poster_test_settle ();
  /* The next thing is the post. */
  while (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)) < START_US + 60 * MINUTE - 1)
    g_assert_true (poster_test_clock_run_next (fixture->clock));
  g_assert_cmpuint (fixture->received->len, ==, 1);
}

#define add(name, func) g_test_add ("/webhooks/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("told-in-order-and-signed", test_told_in_order_and_signed);
  add ("secrets-are-kept", test_secrets_are_kept);
  add ("refuses-nonsense", test_refuses_nonsense);
  add ("survives-its-end", test_survives_its_end);
  add ("tried-again", test_tried_again);
  add ("switched-off-after-ten", test_switched_off_after_ten);
  add ("hangs-alone", test_hangs_alone);
  add ("waits-for-the-keyring", test_waits_for_the_keyring);
  add ("tries-out", test_tries_out);
  add ("sleeps", test_sleeps);
  return g_test_run ();
}
