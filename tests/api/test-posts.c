/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "cli-fixture.h"

/* Posts over the REST API: the program serves, this asks, and a practice account receives. */

typedef struct
{
  Cli          cli;
  GSubprocess *server;
  SoupSession *session;
  char        *url;
  char        *key;
  char        *account;   /* id */
  char        *practice;  /* base address of the practice service */
  guint        status;    /* of the last answer */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  JsonArray *accounts;
  g_autoptr(JsonObject) json = NULL;

  cli_set_up (&fixture->cli, data);
  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "accounts", "--json", NULL));
  json = cli_json (&fixture->cli);
  accounts = json_object_get_array_member (json, "accounts");
  fixture->account = g_strdup (json_object_get_string_member (json_array_get_object_element (accounts, 0), "_id"));
  cli_assert_done (&fixture->cli, cli_run (&fixture->cli, "serve", "--new-key", "Test", NULL));
  fixture->key = g_strstrip (g_strdup (fixture->cli.out));
  fixture->practice = cli_practice_url (&fixture->cli);
  fixture->session = soup_session_new ();
  fixture->server = cli_start (&fixture->cli, "serve", "--port=0", NULL);
  fixture->url = g_strstrip (cli_wait_for_line (g_subprocess_get_stdout_pipe (fixture->server), "http"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_subprocess_send_signal (fixture->server, SIGTERM);
  g_assert_cmpint (cli_end (&fixture->cli, fixture->server, NULL), ==, 0);
  g_object_unref (fixture->session);
  g_free (fixture->url);
  g_free (fixture->key);
  g_free (fixture->account);
  g_free (fixture->practice);
  cli_tear_down (&fixture->cli, data);
}

static JsonObject *
send (Fixture    *fixture,
      const char *method,
      const char *url,
      GBytes     *body,
      const char *type,
      const char *request_id)
{
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *shown = g_strconcat ("Bearer ", fixture->key, NULL);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, type, body);
  if (!g_str_equal (method, "PUT") || g_str_equal (type, "application/json"))
    soup_message_headers_append (headers, "Authorization", shown);
  if (request_id != NULL)
    soup_message_headers_append (headers, "x-request-id", request_id);
  answer = soup_session_send_and_read (fixture->session, message, NULL, &error);
  g_assert_no_error (error);
  fixture->status = soup_message_get_status (message);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_test_message ("%s %s: %u %s", method, url, fixture->status, text);
  /* Nothing of this machine is told. */
  g_assert_null (strstr (text, fixture->cli.dir));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

/* @body: (nullable): with ACCOUNT for the id of the account, URL for @media, and ' for " */
static JsonObject *
ask_with (Fixture    *fixture,
          const char *method,
          const char *path,
          const char *body,
          const char *media,
          const char *request_id)
{
  g_autofree char *url = g_strconcat (fixture->url, path, NULL);
  g_autoptr(GString) text = g_string_new (body);
  g_autoptr(GBytes) bytes = NULL;

  g_string_replace (text, "ACCOUNT", fixture->account, 0);
  g_string_replace (text, "URL", media != NULL ? media : "", 0);
  g_string_replace (text, "'", "\"", 0);
  if (body != NULL)
    bytes = g_bytes_new (text->str, text->len);
  return send (fixture, method, url, bytes, "application/json", request_id);
}

static JsonObject *
ask (Fixture    *fixture,
     const char *method,
     const char *path,
     const char *body,
     const char *media)
{
  return ask_with (fixture, method, path, body, media, NULL);
}

/* As a client does: presign, then PUT. Returns: where the file is then. */
static char *
upload (Fixture *fixture)
{
  g_autoptr(JsonObject) presigned = NULL;
  g_autoptr(JsonObject) done = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  const char *url;
  char *data;
  gsize length;

  presigned = ask (fixture, "POST", "/v1/media/presign", "{'filename':'clip.mp4','contentType':'video/mp4'}", NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_file_get_contents (fixture->cli.clip, &data, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, length);
  url = json_object_get_string_member (presigned, "uploadUrl");
  done = send (fixture, "PUT", url, bytes, "video/mp4", NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  again = send (fixture, "PUT", url, bytes, "video/mp4", NULL);
  g_assert_cmpuint (fixture->status, ==, 403);
  return g_strdup (json_object_get_string_member (presigned, "publicUrl"));
}

static JsonObject *
get_post (JsonObject *answer)
{
  return json_object_get_object_member (answer, "post");
}

static const char *
get_status (JsonObject *answer)
{
  return json_object_get_string_member (get_post (answer), "status");
}

#define TIKTOK(settings) \
  "'mediaItems':[{'type':'video','url':'URL'}],'platforms':[{'platform':'tiktok','accountId':'ACCOUNT'," \
  "'platformSpecificData':{'tiktokSettings':{" settings "'allow_comment':true,'allow_duet':true,'allow_stitch':true}}}]"
#define PUBLIC "'privacy_level':'PUBLIC_TO_EVERYONE',"

static void
test_publish (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *url = upload (fixture);
  g_autoptr(JsonObject) made = NULL;
  g_autoptr(JsonObject) got = NULL;
  g_autoptr(JsonObject) gone = NULL;
  g_autofree char *path = NULL;

  made = ask (fixture, "POST", "/v1/posts", "{'content':'Now','publishNow':true," TIKTOK (PUBLIC) "}", url);
  g_assert_cmpuint (fixture->status, ==, 201);
  g_assert_cmpstr (get_status (made), ==, "published");
  g_assert_cmpuint (cli_publications (fixture->practice, "kitchen"), ==, 1);
  path = g_strconcat ("/v1/posts/", json_object_get_string_member (get_post (made), "_id"), NULL);
  got = ask (fixture, "GET", path, NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpstr (get_status (got), ==, "published");
  gone = ask (fixture, "DELETE", path, NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 400);
}

static void
test_life (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *url = upload (fixture);
  g_autoptr(JsonObject) made = NULL;
  g_autoptr(JsonObject) changed = NULL;
  g_autoptr(JsonObject) listed = NULL;
  g_autoptr(JsonObject) none = NULL;
  g_autoptr(JsonObject) gone = NULL;
  g_autoptr(JsonObject) missing = NULL;
  g_autofree char *path = NULL;

  made = ask (fixture, "POST", "/v1/posts", "{'content':'Later','scheduledFor':'2040-01-15T16:00:00',"
              "'timezone':'America/New_York'," TIKTOK (PUBLIC) "}", url);
  g_assert_cmpuint (fixture->status, ==, 201);
  g_assert_cmpstr (get_status (made), ==, "scheduled");
  g_assert_cmpstr (json_object_get_string_member (get_post (made), "scheduledFor"), ==, "2040-01-15T21:00:00.000Z");
  g_assert_cmpstr (json_object_get_string_member (get_post (made), "timezone"), ==, "America/New_York");

  path = g_strconcat ("/v1/posts/", json_object_get_string_member (get_post (made), "_id"), NULL);
  changed = ask (fixture, "PUT", path, "{'content':'Other words'}", NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (get_post (changed), "content"), ==, "Other words");
  g_assert_cmpstr (get_status (changed), ==, "scheduled");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (get_post (changed), "mediaItems")), ==, 1);

  listed = ask (fixture, "GET", "/v1/posts?limit=500&status=scheduled&platform=tiktok", NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (listed, "pagination"), "total"), ==, 1);
  none = ask (fixture, "GET", "/v1/posts?dateFrom=2040-01-16", NULL, NULL);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (none, "pagination"), "total"), ==, 0);

  gone = ask (fixture, "DELETE", path, NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 200);
  missing = ask (fixture, "GET", path, NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 404);
}

static void
test_refused (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *url = upload (fixture);
  g_autoptr(JsonObject) no_privacy = NULL;
  g_autoptr(JsonObject) no_consent = NULL;
  g_autoptr(JsonObject) no_file = NULL;
  g_autoptr(JsonObject) many = NULL;
  g_autoptr(JsonObject) checked = NULL;
  guint n_before = cli_publications (fixture->practice, "kitchen");

  no_privacy = ask (fixture, "POST", "/v1/posts", "{'content':'a','publishNow':true," TIKTOK ("") "}", url);
  g_assert_cmpuint (fixture->status, ==, 400);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
    json_object_get_object_member (no_privacy, "details"), "findings")), >, 0);
  no_consent = ask (fixture, "POST", "/v1/posts", "{'content':'a','publishNow':true,"
                    TIKTOK (PUBLIC "'express_consent_given':false,") "}", url);
  g_assert_cmpuint (fixture->status, ==, 400);
  no_file = ask (fixture, "POST", "/v1/posts", "{'content':'a','publishNow':true," TIKTOK (PUBLIC) "}",
                 "file:///etc/passwd");
  g_assert_cmpuint (fixture->status, ==, 400);
  many = ask (fixture, "GET", "/v1/posts?limit=501", NULL, NULL);
  g_assert_cmpuint (fixture->status, ==, 400);
  checked = ask (fixture, "POST", "/v1/tools/validate/post", "{'content':'a','publishNow':true," TIKTOK ("") "}", url);
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_false (json_object_get_boolean_member (checked, "valid"));
  g_assert_cmpuint (cli_publications (fixture->practice, "kitchen"), ==, n_before);
}

static void
test_once (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  const char *body = "{'content':'Once','scheduledFor':'2040-01-15T16:00:00Z'," TIKTOK (PUBLIC) "}";
  g_autofree char *url = upload (fixture);
  g_autoptr(JsonObject) made = ask_with (fixture, "POST", "/v1/posts", body, url, "7d1f");
  const char *id = json_object_get_string_member (get_post (made), "_id");
  g_autoptr(JsonObject) repeated = ask_with (fixture, "POST", "/v1/posts", body, url, "7d1f");
  g_autoptr(JsonObject) same = NULL;

  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (repeated, "existingPost"), "_id"), ==, id);
  same = ask (fixture, "POST", "/v1/posts", body, url);
  g_assert_cmpuint (fixture->status, ==, 409);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (same, "details"), "existingPostId"), ==, id);
  g_clear_pointer (&same, json_object_unref);
  same = ask (fixture, "GET", "/v1/posts?search=once", NULL, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (same, "posts")), ==, 1);
}

/* The Python program of the API's TikTok page, with the standard library's client; only the host, the
 * key, the account, the file and the date are others. */
static void
test_sample (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  static const char program[] =
    "import json, sys, urllib.request\n"
    "host, key, account, video = sys.argv[1:]\n"
    "body = {'content': 'Check this out! #fyp',\n"
    "  'mediaItems': [{'type': 'video', 'url': video}],\n"
    "  'platforms': [{'platform': 'tiktok', 'accountId': account, 'platformSpecificData': {'tiktokSettings': {\n"
    "    'privacy_level': 'PUBLIC_TO_EVERYONE', 'allow_comment': True, 'allow_duet': True, 'allow_stitch': True}}}],\n"
    "  'scheduledFor': '2040-01-15T16:00:00', 'timezone': 'America/New_York'}\n"
    "request = urllib.request.Request(host + '/api/v1/posts', data=json.dumps(body).encode(),\n"
    "  headers={'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json'}, method='POST')\n"
    "with urllib.request.urlopen(request) as answer:\n"
    "  post = json.load(answer)['post']\n"
    "  print(answer.status, post['_id'], post['status'])\n";
  g_autofree char *url = NULL;
  g_autofree char *out = NULL;
  g_autofree char *expected = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(JsonObject) listed = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *post;

  if (!g_file_test ("/usr/bin/python3", G_FILE_TEST_IS_EXECUTABLE))
    {
      g_test_skip ("There is no Python here");
      return;
    }
  url = upload (fixture);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/usr/bin/python3", "-c", program, fixture->url,
                              fixture->key, fixture->account, url, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  listed = ask (fixture, "GET", "/v1/posts?search=check%20this%20out", NULL, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (listed, "posts")), ==, 1);
  post = json_array_get_object_element (json_object_get_array_member (listed, "posts"), 0);
  expected = g_strdup_printf ("201 %s scheduled\n", json_object_get_string_member (post, "_id"));
  g_assert_cmpstr (out, ==, expected);
}

int
main (int    argc,
      char **argv)
{
  Fixture fixture = { 0 };
  int status;

  g_test_init (&argc, &argv, NULL);
  /* One server for all of them: it takes longer to start than they take. */
  set_up (&fixture, NULL);
  g_test_add_data_func ("/api/posts/a-practice-account-receives", &fixture, test_publish);
  g_test_add_data_func ("/api/posts/are-made-changed-listed-and-deleted", &fixture, test_life);
  g_test_add_data_func ("/api/posts/what-the-rules-refuse-is-refused", &fixture, test_refused);
  g_test_add_data_func ("/api/posts/are-made-once", &fixture, test_once);
  g_test_add_data_func ("/api/posts/the-sample-program-runs", &fixture, test_sample);
  status = g_test_run ();
  tear_down (&fixture, NULL);
  return status;
}
