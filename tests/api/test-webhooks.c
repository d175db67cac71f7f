/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "poster-api-key.h"
#include "poster-api.h"
#include "poster-connector-registry.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-store-api-keys.h"
#include "poster-test-async.h"

/* /v1/webhooks, as a script sees it. */

typedef struct
{
  char                *data_dir;
  PosterClock         *clock;
  PosterStore         *store;
  PosterMemorySecrets *secrets;
  PosterEngine        *engine;
  PosterApi           *api;
  SoupSession         *session;
  char                *key;
  SoupServer          *receiver;
  char                *receiver_url;
  guint                receiver_status;
  char                *last_body;  /* (nullable), what the receiver got */
} Fixture;

static void
receive_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  g_free (fixture->last_body);
  fixture->last_body = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  soup_server_message_set_status (message, fixture->receiver_status, NULL);
}

static void
start_api (Fixture *fixture)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);
  g_autoptr(PosterMediaPool) pool = poster_media_pool_new (fixture->clock, NULL, 1);
  g_autoptr(PosterComposer) composer = poster_composer_new (fixture->store, pool, platforms, fixture->clock);
  const PosterApiManners manners = { NULL };
  PosterApiParts parts = { NULL };
  g_autoptr(GError) error = NULL;

  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets), fixture->clock);
  poster_engine_start (fixture->engine, &error);
  g_assert_no_error (error);
  parts.engine = fixture->engine;
  parts.composer = composer;
  parts.platforms = platforms;
  parts.media_pool = pool;
  fixture->api = poster_api_new (&parts);
  poster_api_start (fixture->api, &manners, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterApiKey) key = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GSList *uris;

  fixture->data_dir = g_dir_make_tmp ("poster-api-webhooks-XXXXXX", NULL);
  fixture->clock = poster_clock_new ();
  fixture->secrets = poster_memory_secrets_new ();
  fixture->store = poster_store_open (fixture->data_dir, fixture->clock, &error);
  g_assert_no_error (error);
  key = poster_api_key_new ("test", &fixture->key);
  poster_store_add_api_key_async (fixture->store, key, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_add_api_key_finish (fixture->store, poster_test_await (&result), &error));
  start_api (fixture);
  fixture->session = soup_session_new ();

  fixture->receiver_status = 200;
  fixture->receiver = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->receiver, NULL, receive_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->receiver, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (fixture->receiver);
  fixture->receiver_url = g_strdup_printf ("http://127.0.0.1:%d/hook", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
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

  soup_session_abort (fixture->session);
  poster_api_stop (fixture->api);
  poster_test_settle ();
  g_clear_object (&fixture->api);
  poster_engine_stop_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_clear_object (&result);
  poster_test_settle ();
  g_clear_object (&fixture->engine);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  soup_server_disconnect (fixture->receiver);
  g_clear_object (&fixture->receiver);
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->data_dir);
  g_free (fixture->data_dir);
  g_free (fixture->key);
  g_free (fixture->receiver_url);
  g_free (fixture->last_body);
}

/* @body: (nullable); what is answered, with @status checked */
static JsonObject *
ask (Fixture    *fixture,
     const char *method,
     const char *path,
     const char *body,
     guint       status)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", poster_api_get_port (fixture->api), path);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autofree char *authorization = g_strconcat ("Bearer ", fixture->key, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", authorization);
  if (body != NULL)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, poster_test_keep_result_cb, &result);
  answer = soup_session_send_and_read_finish (fixture->session, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  json = poster_json_parse_object (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), &error);
  g_assert_no_error (error);
  return json;
}

static void
refused (Fixture    *fixture,
         const char *method,
         const char *path,
         const char *body,
         guint       status)
{
  g_autoptr(JsonObject) json = ask (fixture, method, path, body, status);

  g_assert_nonnull (poster_json_get_string (json, "error"));
}

static void
test_settings (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *create = g_strdup_printf ("{\"name\":\"My Production Webhook\",\"url\":\"%s\",\"secret\":\"your-secret-key\","
                                             "\"events\":[\"post.scheduled\",\"post.published\",\"post.failed\","
                                             "\"post.partial\",\"account.connected\",\"account.disconnected\","
                                             "\"message.received\"],\"customHeaders\":{\"X-Token\":\"its token\"},"
                                             "\"isActive\":true}", fixture->receiver_url);
  g_autoptr(JsonObject) created = ask (fixture, "POST", "/v1/webhooks/settings", create, 200);
  JsonObject *webhook = poster_json_get_object (created, "webhook");
  const char *id = poster_json_get_string (webhook, "_id");
  g_autofree char *text = poster_json_to_text (created, FALSE);
  g_autofree char *change = g_strdup_printf ("{\"_id\":\"%s\",\"name\":\"Other\",\"isActive\":false}", id);
  g_autofree char *removal = g_strdup_printf ("/v1/webhooks/settings?id=%s", id);
  g_autoptr(JsonObject) changed = NULL;
  g_autoptr(JsonObject) listed = NULL;
  g_autoptr(JsonObject) removed = NULL;
  g_autoptr(JsonObject) empty = NULL;

  g_assert_true (poster_json_get_boolean (created, "success", FALSE));
  g_assert_cmpstr (poster_json_get_string (webhook, "url"), ==, fixture->receiver_url);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (webhook, "events")), ==, 6);
  g_assert_cmpint (poster_json_get_int (webhook, "failureCount", -1), ==, 0);
  g_assert_true (poster_json_get_boolean (webhook, "isActive", FALSE));
  g_assert_null (strstr (text, "your-secret-key"));
  g_assert_null (strstr (text, "its token"));
  g_assert_nonnull (strstr (text, "X-Token"));

  changed = ask (fixture, "PUT", "/api/v1/webhooks/settings", change, 200);
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (changed, "webhook"), "name"), ==, "Other");
  listed = ask (fixture, "GET", "/v1/webhooks/settings", NULL, 200);
  webhook = json_array_get_object_element (poster_json_get_array (listed, "webhooks"), 0);
  g_assert_cmpstr (poster_json_get_string (webhook, "name"), ==, "Other");
  g_assert_false (poster_json_get_boolean (webhook, "isActive", TRUE));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (webhook, "events")), ==, 6);

  removed = ask (fixture, "DELETE", removal, NULL, 200);
  g_assert_true (poster_json_get_boolean (removed, "success", FALSE));
  empty = ask (fixture, "GET", "/v1/webhooks/settings", NULL, 200);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (empty, "webhooks")), ==, 0);

  refused (fixture, "POST", "/v1/webhooks/settings", "{\"name\":\"No address\"}", 400);
  refused (fixture, "POST", "/v1/webhooks/settings", "{\"url\":\"https://example.com\",\"events\":\"all\"}", 400);
  refused (fixture, "POST", "/v1/webhooks/settings", "{\"url\":\"https://example.com\",\"events\":[\"post.eaten\"]}", 400);
  refused (fixture, "PUT", "/v1/webhooks/settings", "{\"name\":\"Whose?\"}", 400);
  refused (fixture, "PUT", "/v1/webhooks/settings", change, 404);
  refused (fixture, "DELETE", "/v1/webhooks/settings", NULL, 400);
}

static void
test_test_and_log (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *create = g_strdup_printf ("{\"name\":\"Mine\",\"url\":\"%s\"}", fixture->receiver_url);
  g_autoptr(JsonObject) created = ask (fixture, "POST", "/v1/webhooks/settings", create, 200);
  const char *id = poster_json_get_string (poster_json_get_object (created, "webhook"), "_id");
  g_autofree char *body = g_strdup_printf ("{\"webhookId\":\"%s\"}", id);
  g_autofree char *path = g_strdup_printf ("/v1/webhooks/logs?webhookId=%s&status=failed&limit=10", id);
  g_autoptr(JsonObject) fine = NULL;
  g_autoptr(JsonObject) failed = NULL;
  g_autoptr(JsonObject) all = NULL;
  g_autoptr(JsonObject) some = NULL;
  JsonObject *line;

  fine = ask (fixture, "POST", "/v1/webhooks/test", body, 200);
  g_assert_true (poster_json_get_boolean (fine, "success", FALSE));
  g_assert_cmpstr (poster_json_get_string (fine, "message"), ==, "Test webhook sent successfully");
  g_assert_nonnull (strstr (fixture->last_body, "\"event\":\"webhook.test\""));
  fixture->receiver_status = 503;
  failed = ask (fixture, "POST", "/v1/webhooks/test", body, 500);
  g_assert_false (poster_json_get_boolean (failed, "success", TRUE));

  all = ask (fixture, "GET", "/v1/webhooks/logs", NULL, 200);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (all, "logs")), ==, 2);
  some = ask (fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (some, "logs")), ==, 1);
  line = json_array_get_object_element (poster_json_get_array (some, "logs"), 0);
  g_assert_cmpstr (poster_json_get_string (line, "webhookName"), ==, "Mine");
  g_assert_cmpstr (poster_json_get_string (line, "event"), ==, "webhook.test");
  g_assert_cmpstr (poster_json_get_string (line, "status"), ==, "failed");
  g_assert_cmpint (poster_json_get_int (line, "statusCode", 0), ==, 503);
  g_assert_cmpint (poster_json_get_int (line, "attemptNumber", 0), ==, 1);
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (line, "requestPayload"), "event"), ==, "webhook.test");
  g_assert_nonnull (poster_json_get_string (line, "createdAt"));

  refused (fixture, "GET", "/v1/webhooks/logs?limit=101", NULL, 400);
  refused (fixture, "GET", "/v1/webhooks/logs?status=odd", NULL, 400);
  refused (fixture, "POST", "/v1/webhooks/test", "{}", 400);
  refused (fixture, "POST", "/v1/webhooks/test", "{\"webhookId\":\"000000000000000000000000\"}", 404);
}

#define add(name, func) g_test_add ("/api/webhooks/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("settings", test_settings);
  add ("test-and-log", test_test_and_log);
  return g_test_run ();
}
