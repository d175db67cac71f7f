/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cli-fixture.h"

/* The REST server as a script meets it: the program serves, and this asks. */

typedef struct
{
  Cli          cli;
  GSubprocess *server;
  SoupSession *session;
  char        *url;
  char        *key;
  guint        status;         /* of the last answer */
  SoupMessage *message;        /* (nullable), the last */
} Fixture;

static void
start (Fixture    *fixture,
       const char *option)
{
  g_autofree char *line = NULL;

  fixture->server = cli_start (&fixture->cli, "serve", "--port=0", option, NULL);
  line = cli_wait_for_line (g_subprocess_get_stdout_pipe (fixture->server), "http");
  g_assert_nonnull (line);
  g_free (fixture->url);
  fixture->url = g_strstrip (g_steal_pointer (&line));
}

static void
stop (Fixture *fixture)
{
  g_subprocess_send_signal (fixture->server, SIGTERM);
  g_assert_cmpint (cli_end (&fixture->cli, fixture->server, NULL), ==, 0);
  fixture->server = NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  cli_set_up (&fixture->cli, data);
  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "serve", "--new-key", "First", NULL));
  fixture->key = g_strstrip (g_strdup (fixture->cli.out));
  fixture->session = soup_session_new ();
  start (fixture, data);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->server != NULL)
    stop (fixture);
  g_clear_object (&fixture->message);
  g_object_unref (fixture->session);
  g_free (fixture->url);
  g_free (fixture->key);
  cli_tear_down (&fixture->cli, data);
}

/* @header: (nullable): `Name: value` */
static JsonObject *
ask_with (Fixture    *fixture,
          const char *method,
          const char *path,
          const char *body,
          const char *key,
          const char *header)
{
  g_autofree char *url = g_strconcat (fixture->url, path, NULL);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  g_clear_object (&fixture->message);
  fixture->message = soup_message_new (method, url);
  if (body != NULL)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (fixture->message, "application/json", bytes);
    }
  if (key != NULL)
    {
      g_autofree char *shown = g_strconcat ("Bearer ", key, NULL);

      soup_message_headers_append (soup_message_get_request_headers (fixture->message), "Authorization", shown);
    }
  if (header != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (header, ": ", 2);

      soup_message_headers_replace (soup_message_get_request_headers (fixture->message), parts[0], parts[1]);
    }
  answer = soup_session_send_and_read (fixture->session, fixture->message, NULL, &error);
  g_assert_no_error (error);
  fixture->status = soup_message_get_status (fixture->message);
  g_assert_null (fixture->key != NULL && key == NULL
                 ? g_strstr_len (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), fixture->key) : NULL);
  node = json_from_string (g_bytes_get_data (answer, NULL), &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static JsonObject *
ask (Fixture    *fixture,
     const char *method,
     const char *path,
     const char *body)
{
  return ask_with (fixture, method, path, body, fixture->key, NULL);
}

#define expect(fixture, expected, ...) \
  G_STMT_START { \
    g_autoptr(JsonObject) json_ = __VA_ARGS__; \
    if ((fixture)->status != (expected)) \
      g_error ("%s:%d: status %u, %s", __FILE__, __LINE__, (fixture)->status, json_object_has_member (json_, "error") \
               ? json_object_get_string_member (json_, "error") : ""); \
    if ((expected) >= 400) \
      g_assert_true (json_object_has_member (json_, "error")); \
  } G_STMT_END

static void
test_key (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *wrong = g_strdup (fixture->key);
  g_autofree char *database = g_build_filename (fixture->cli.data_dir, "poster.sqlite", NULL);
  g_autofree char *log = g_build_filename (fixture->cli.data_dir, "poster.sqlite-wal", NULL);
  const char *files[] = { database, log };
  SoupMessageHeaders *headers;

  g_assert_cmpuint (strlen (fixture->key), ==, 67);
  g_assert_true (g_str_has_prefix (fixture->key, "sk_"));
  g_assert_cmpuint (strspn (fixture->key + 3, "0123456789abcdef"), ==, 64);
  wrong[66] = wrong[66] == '0' ? '1' : '0';
  expect (fixture, 200, ask (fixture, "GET", "/v1/api-keys", NULL));
  headers = soup_message_get_response_headers (fixture->message);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-RateLimit-Limit"), ==, "60000");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-RateLimit-Remaining"), ==, "59999");
  g_assert_nonnull (soup_message_headers_get_one (headers, "X-RateLimit-Reset"));
  expect (fixture, 200, ask (fixture, "GET", "/api/v1/api-keys", NULL));
  expect (fixture, 401, ask_with (fixture, "GET", "/v1/api-keys", NULL, wrong, NULL));
  expect (fixture, 401, ask_with (fixture, "GET", "/v1/api-keys", NULL, NULL, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_get_contents (files[i], &bytes, &length, NULL))
        g_assert_null (memmem (bytes, length, fixture->key, strlen (fixture->key)));
    }
}

static void
test_keys_come_and_go (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *second = NULL;
  g_autofree char *path = NULL;
  g_autoptr(JsonObject) made = NULL;
  JsonObject *key;

  /* Of another process, while this one serves. */
  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "serve", "--new-key", "Second", NULL));
  second = g_strstrip (g_strdup (fixture->cli.out));
  expect (fixture, 200, ask_with (fixture, "GET", "/v1/api-keys", NULL, second, NULL));

  made = ask (fixture, "POST", "/v1/api-keys", "{\"name\":\"Third\",\"expiresIn\":2}");
  g_assert_cmpuint (fixture->status, ==, 201);
  key = json_object_get_object_member (made, "apiKey");
  expect (fixture, 200, ask_with (fixture, "GET", "/v1/api-keys", NULL, json_object_get_string_member (key, "key"), NULL));
  path = g_strconcat ("/v1/api-keys/", json_object_get_string_member (key, "id"), NULL);
  expect (fixture, 200, ask (fixture, "DELETE", path, NULL));
  expect (fixture, 404, ask (fixture, "DELETE", path, NULL));
  expect (fixture, 401, ask_with (fixture, "GET", "/v1/api-keys", NULL, json_object_get_string_member (key, "key"), NULL));
  expect (fixture, 400, ask (fixture, "POST", "/v1/api-keys", "{\"name\":\" \"}"));
}

static void
test_strangers (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (200000, '[');

  expect (fixture, 403, ask_with (fixture, "GET", "/v1/api-keys", NULL, fixture->key, "Host: evil.example"));
  expect (fixture, 403, ask_with (fixture, "GET", "/v1/api-keys", NULL, fixture->key, "Host: 127.0.0.1.evil.example:80"));
  expect (fixture, 200, ask_with (fixture, "GET", "/v1/api-keys", NULL, fixture->key, "Host: localhost:80"));
  expect (fixture, 403, ask_with (fixture, "GET", "/v1/api-keys", NULL, fixture->key, "Origin: https://evil.example"));
  expect (fixture, 403, ask_with (fixture, "GET", "/v1/api-keys", NULL, fixture->key, "Sec-Fetch-Site: cross-site"));
  expect (fixture, 400, ask (fixture, "POST", "/v1/api-keys", deep));
  expect (fixture, 400, ask (fixture, "POST", "/v1/api-keys", "{\"name\":"));
  expect (fixture, 400, ask (fixture, "POST", "/v1/api-keys", "[1]"));
  expect (fixture, 404, ask (fixture, "GET", "/v1/nonsense", NULL));
  expect (fixture, 404, ask (fixture, "GET", "/v1/../../etc/passwd", NULL));
  expect (fixture, 404, ask (fixture, "DELETE", "/v1/api-keys/a%2Fb", NULL));
  expect (fixture, 405, ask (fixture, "DELETE", "/v1/api-keys", NULL));
}

static void
test_rate (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    expect (fixture, 200, ask (fixture, "GET", "/v1/api-keys", NULL));
  expect (fixture, 429, ask (fixture, "GET", "/v1/api-keys", NULL));
  g_assert_nonnull (soup_message_headers_get_one (soup_message_get_response_headers (fixture->message), "Retry-After"));
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (fixture->message),
                                                 "X-RateLimit-Remaining"), ==, "0");
}

static void
test_one_engine (Fixture       *fixture,
                 gconstpointer  data)
{
  cli_assert_refused (&fixture->cli, cli_run (&fixture->cli, "serve", "--port=0", NULL), 1, "Only one program");
  cli_assert_refused (&fixture->cli, cli_run (&fixture->cli, "serve", "--listen=0.0.0.0", NULL), 2, "--tls-certificate");
  stop (fixture);
  start (fixture, NULL);
  expect (fixture, 200, ask (fixture, "GET", "/v1/api-keys", NULL));
}

/* Whatever the document names is answered, and by nobody without a key. */
static void
test_document (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) document = ask_with (fixture, "GET", "/v1/openapi.json", NULL, NULL, NULL);
  g_autoptr(GHashTable) operations = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *paths = json_object_get_object_member (document, "paths");
  g_autoptr(GList) names = json_object_get_members (paths);

  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_nonnull (names);
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonObject *item = json_object_get_object_member (paths, name->data);
      g_autoptr(GList) methods = json_object_get_members (item);
      g_autoptr(GRegex) braces = g_regex_new ("\\{[^}]*\\}", 0, 0, NULL);
      g_autofree char *path = g_regex_replace_literal (braces, name->data, -1, 0, "0123456789abcdef01234567", 0, NULL);

      for (GList *method = methods; method != NULL; method = method->next)
        {
          JsonObject *operation = json_object_get_object_member (item, method->data);
          g_autofree char *word = g_ascii_strup (method->data, -1);

          g_assert_true (g_hash_table_add (operations, (gpointer) json_object_get_string_member (operation, "operationId")));
          if (!json_object_has_member (operation, "security"))
            {
              expect (fixture, 401, ask_with (fixture, word, path, NULL, NULL, NULL));
            }
          else if (strcmp (word, "GET") == 0 && strchr (name->data, '{') == NULL)
            {
              expect (fixture, 200, ask_with (fixture, word, path, NULL, NULL, NULL));
            }
        }
    }
}

static void
test_profiles (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) all = NULL;
  g_autoptr(JsonObject) made = NULL;
  g_autofree char *path = NULL;
  JsonObject *profile;

  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "connect", "tiktok", "--practice=kitchen", NULL));
  made = ask (fixture, "POST", "/v1/profiles", "{\"name\":\"Shop\",\"color\":\"#00ff00\"}");
  g_assert_cmpuint (fixture->status, ==, 201);
  profile = json_object_get_object_member (made, "profile");
  path = g_strconcat ("/v1/profiles/", json_object_get_string_member (profile, "_id"), NULL);
  expect (fixture, 200, ask (fixture, "PUT", path, "{\"name\":\"Market\"}"));
  expect (fixture, 400, ask (fixture, "PUT", path, "{\"color\":\"green\"}"));
  all = ask (fixture, "GET", "/v1/profiles", NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (all, "profiles")), ==, 2);
  profile = json_array_get_object_element (json_object_get_array_member (all, "profiles"), 0);
  g_assert_true (json_object_get_boolean_member (profile, "isDefault"));
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (
                     json_object_get_array_member (profile, "accounts"), 0), "username"), ==, "kitchen");
  profile = json_array_get_object_element (json_object_get_array_member (all, "profiles"), 1);
  g_assert_cmpstr (json_object_get_string_member (profile, "name"), ==, "Market");
  expect (fixture, 200, ask (fixture, "DELETE", path, NULL));
  expect (fixture, 404, ask (fixture, "GET", path, NULL));
}

static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(JsonObject) all = NULL;
  g_autoptr(JsonObject) health = NULL;
  g_autoptr(JsonObject) creator = NULL;
  g_autofree char *path = NULL;
  g_autofree char *creator_path = NULL;
  JsonObject *account;

  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "connect", "tiktok", "--practice=kitchen", NULL));
  all = ask (fixture, "GET", "/v1/accounts", NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (all, "accounts")), ==, 1);
  account = json_array_get_object_element (json_object_get_array_member (all, "accounts"), 0);
  g_assert_true (json_object_has_member (json_object_get_object_member (account, "profileId"), "_id"));
  path = g_strconcat ("/v1/accounts/", json_object_get_string_member (account, "_id"), NULL);
  creator_path = g_strconcat (path, "/tiktok/creator-info", NULL);
  creator = ask (fixture, "GET", creator_path, NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (creator, "privacyLevels")), >, 0);
  health = ask (fixture, "GET", "/v1/accounts/health", NULL);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (health, "summary"), "healthy"), ==, 1);
  expect (fixture, 200, ask (fixture, "PUT", path, "{\"displayName\":\"The Kitchen\"}"));
  expect (fixture, 200, ask (fixture, "GET", "/v1/accounts/follower-stats", NULL));
  expect (fixture, 501, ask (fixture, "GET", "/v1/connect/tiktok", NULL));
  expect (fixture, 200, ask (fixture, "DELETE", path, NULL));
  expect (fixture, 404, ask (fixture, "DELETE", path, NULL));
}

static void
test_queue (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonObject) all = ask (fixture, "GET", "/v1/profiles", NULL);
  const char *profile = json_object_get_string_member (json_array_get_object_element (
                          json_object_get_array_member (all, "profiles"), 0), "_id");
  g_autofree char *slots = g_strconcat ("/v1/queue/slots?profileId=", profile, NULL);
  g_autofree char *preview = g_strconcat ("/v1/queue/preview?count=3&profileId=", profile, NULL);
  g_autofree char *next = g_strconcat ("/v1/queue/next-slot?profileId=", profile, NULL);
  g_autofree char *body = g_strdup_printf ("{\"profileId\":\"%s\",\"name\":\"Week\",\"timezone\":\"Europe/Berlin\","
                                           "\"slots\":[{\"dayOfWeek\":1,\"time\":\"09:30\"}]}", profile);
  g_autofree char *other = g_strdup_printf ("{\"profileId\":\"%s\",\"timezone\":\"Europe/Berlin\","
                                            "\"slots\":[{\"dayOfWeek\":9,\"time\":\"09:30\"}]}", profile);
  g_autoptr(JsonObject) made = NULL;
  g_autoptr(JsonObject) shown = NULL;
  g_autofree char *gone = NULL;

  expect (fixture, 404, ask (fixture, "GET", next, NULL));
  made = ask (fixture, "POST", "/v1/queue/slots", body);
  g_assert_cmpuint (fixture->status, ==, 201);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (made, "nextSlots")), ==, 10);
  expect (fixture, 400, ask (fixture, "PUT", "/v1/queue/slots", other));
  expect (fixture, 200, ask (fixture, "PUT", "/v1/queue/slots", body));
  expect (fixture, 200, ask (fixture, "GET", slots, NULL));
  expect (fixture, 200, ask (fixture, "GET", next, NULL));
  shown = ask (fixture, "GET", preview, NULL);
  g_assert_cmpint (json_object_get_int_member (shown, "count"), ==, 3);
  g_assert_nonnull (strstr (json_array_get_string_element (json_object_get_array_member (shown, "slots"), 0), "T09:30:00+0"));
  gone = g_strconcat (slots, "&queueId=", json_object_get_string_member (json_object_get_object_member (made, "schedule"), "_id"), NULL);
  expect (fixture, 200, ask (fixture, "DELETE", gone, NULL));
  expect (fixture, 404, ask (fixture, "GET", next, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/server/only-a-key-lets-in", Fixture, NULL, set_up, test_key, tear_down);
  g_test_add ("/server/keys-come-and-go-while-it-serves", Fixture, NULL, set_up, test_keys_come_and_go, tear_down);
  g_test_add ("/server/strangers-and-nonsense-are-refused", Fixture, NULL, set_up, test_strangers, tear_down);
  g_test_add ("/server/a-key-may-ask-so-often", Fixture, "--rate-limit=3", set_up, test_rate, tear_down);
  g_test_add ("/server/one-engine-per-data-directory", Fixture, NULL, set_up, test_one_engine, tear_down);
  g_test_add ("/server/what-the-document-names-is-answered", Fixture, NULL, set_up, test_document, tear_down);
  g_test_add ("/server/profiles-have-their-accounts", Fixture, NULL, set_up, test_profiles, tear_down);
  g_test_add ("/server/accounts-are-listed-changed-and-disconnected", Fixture, NULL, set_up, test_accounts, tear_down);
  g_test_add ("/server/queues-tell-their-slots", Fixture, NULL, set_up, test_queue, tear_down);
  return g_test_run ();
}
