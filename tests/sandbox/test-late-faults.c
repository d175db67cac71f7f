/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-client.h"

#include "poster-json.h"

#include <string.h>

static Answer *
presign (Late       *late,
         const char *more)
{
  g_autofree char *json =
      g_strdup_printf ("{\"filename\":\"soup \\u00fc.mp4\",\"contentType\":\"video/mp4\"%s}", more);
  Answer *answer = late_post (late, "media/presign", json);

  g_assert_cmpuint (answer->status, ==, 200);
  return answer;
}

static void
test_presign (void)
{
  static const struct
  {
    const char *json;
    const char *words;
  } cases[] = {
    { "{}", "filename and contentType are required" },
    { "{\"filename\":\"a.mp4\"}", "filename and contentType are required" },
    { "{\"filename\":5,\"contentType\":\"video/mp4\"}", "filename" },
    { "{\"filename\":\"a.txt\",\"contentType\":\"text/plain\"}", "Content type not allowed: text/plain" },
    { "{\"filename\":\"a.mp4\",\"contentType\":\"video/mp4\",\"size\":5368709121}", "Maximum size is 5GB" },
    { "{\"filename\":\"a.mp4\",\"contentType\":\"video/mp4\",\"size\":\"5\"}", "size" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) most =
      late_post (late, "media/presign",
                 "{\"filename\":\"a\",\"contentType\":\"video/mp4\",\"size\":5368709120}");
  g_autoptr(Answer) modern = presign (late, "");
  g_autoptr(Answer) early = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    late_assert_refused (late_post (late, "media/presign", cases[i].json), 400, cases[i].words);
  g_assert_cmpuint (most->status, ==, 200);
  g_assert_cmpint (poster_json_get_int (modern->json, "expiresIn", 0), ==, 3600);
  g_assert_true (g_str_has_prefix (poster_json_get_string (modern->json, "key"), "temp/"));
  client_faults (client, "{\"late_shape\":\"early\"}");
  early = presign (late, "");
  g_assert_cmpstr (poster_json_get_string (early->json, "type"), ==, "video");
}

static void
test_put (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) signed_one = presign (late, ",\"size\":5");
  const char *url = poster_json_get_string (signed_one->json, "uploadUrl");
  const char *public_url = poster_json_get_string (signed_one->json, "publicUrl");
  g_autofree char *unsigned_url = g_strndup (url, strcspn (url, "?"));
  g_autoptr(Answer) facts = NULL;

  assert_status (late_put (late, unsigned_url, "video/mp4", "films", NULL, NULL), 403);
  assert_status (late_put (late, url, "video/webm", "films", NULL, NULL), 403);
  assert_status (late_put (late, url, "video/mp4", "films", "Authorization", "Bearer x"), 400);
  assert_status (late_put (late, url, "video/mp4", "film", NULL, NULL), 400);
  assert_status (client_get (client, public_url, NULL), 404);
  g_assert_cmpint (late_count (client, "uploads"), ==, 0);
  assert_status (late_put (late, url, "video/mp4", "films", NULL, NULL), 200);
  facts = client_get (client, public_url, NULL);
  g_assert_cmpint (poster_json_get_int (facts->json, "size", 0), ==, 5);
  {
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "films", 5);

    g_assert_cmpstr (poster_json_get_string (facts->json, "sha256"), ==, hash);
  }
}

static void
test_put_expires (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) good = presign (late, "");
  g_autoptr(Answer) bad = NULL;

  client_advance (client, G_TIME_SPAN_HOUR - G_TIME_SPAN_SECOND);
  assert_status (late_put (late, poster_json_get_string (good->json, "uploadUrl"), "video/mp4", "x",
                           NULL, NULL),
                 200);
  client_advance (client, G_TIME_SPAN_SECOND);
  assert_status (late_put (late, poster_json_get_string (good->json, "uploadUrl"), "video/mp4", "x",
                           NULL, NULL),
                 403);
  client_faults (client, "{\"rules\":[{\"endpoint\":\"late_presign\",\"kind\":\"expire_upload_url\"}]}");
  bad = presign (late, "");
  assert_status (late_put (late, poster_json_get_string (bad->json, "uploadUrl"), "video/mp4", "x",
                           NULL, NULL),
                 403);
}

static void
test_put_breaks (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) good = presign (late, "");
  const char *url = poster_json_get_string (good->json, "uploadUrl");
  g_autofree char *bytes = g_strnfill (200000, 'x');

  client_faults (
      client,
      "{\"rules\":[{\"endpoint\":\"late_put\",\"user\":\"garden\",\"kind\":\"html_502\"},"
      "{\"endpoint\":\"late_put\",\"user\":\"kitchen\",\"kind\":\"drop_mid_body\",\"nth\":1},"
      "{\"endpoint\":\"late_put\",\"kind\":\"drop_after\",\"nth\":1}]}");
  assert_status (late_put (late, url, "video/mp4", bytes, NULL, NULL), 0);
  g_assert_cmpint (late_count (client, "uploads"), ==, 0);
  assert_status (late_put (late, url, "video/mp4", bytes, NULL, NULL), 0);
  g_assert_cmpint (late_count (client, "uploads"), ==, 1);
  assert_status (late_put (late, url, "video/mp4", bytes, NULL, NULL), 200);
}

/* What goes wrong with an answer to a good request. */
static void
test_answers (void)
{
  static const struct
  {
    const char *rule;
    guint       status;
    const char *text;
  } cases[] = {
    { "\"kind\":\"html_502\"", 502, "<html>" },
    { "\"kind\":\"garbage\"", 200, "{" },
    { "\"kind\":\"truncated\"", 200, "{\"" },
    { "\"kind\":\"drop_before\"", 0, "" },
    { "\"kind\":\"drop_mid_body\"", 0, "" },
    { "\"kind\":\"expire_token\"", 401, "{\"error\":\"Unauthorized\"}" },
    { "\"kind\":\"status\",\"http_status\":402,\"code\":\"analytics_addon_required\"", 402,
      "analytics_addon_required" },
    { "\"kind\":\"status\",\"http_status\":403,\"code\":\"PROFILE_OVER_LIMIT\",\"message\":\"Too "
      "many\"",
      403, "PROFILE_OVER_LIMIT" },
    { "\"kind\":\"status\",\"http_status\":404", 404, "\"type\":\"not_found\"" },
    { "\"kind\":\"status\",\"http_status\":409,\"details\":{\"existingPostId\":\"abc\"}", 409,
      "\"existingPostId\":\"abc\"" },
    { "\"kind\":\"status\",\"http_status\":422", 422, "invalid_request_error" },
    { "\"kind\":\"status\",\"http_status\":424", 424, "platform_error" },
    { "\"kind\":\"status\",\"http_status\":503", 503, "api_error" },
    { "\"kind\":\"status\",\"http_status\":500,\"body\":\"<html>oh</html>\"", 500,
      "<html>oh</html>" },
    { "\"kind\":\"extra_fields\"", 200, "unheard_of" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *faults =
          g_strdup_printf ("{\"rules\":[{\"endpoint\":\"late_usage\",%s}]}", cases[i].rule);
      g_autoptr(Answer) answer = NULL;

      client_faults (client, faults);
      answer = late_get (late, "usage-stats");
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (strstr (answer->text, cases[i].text) == NULL)
        g_error ("%s: “%s” is not in “%s”", cases[i].rule, cases[i].text, answer->text);
      if (strstr (cases[i].rule, "truncated") != NULL || strstr (cases[i].rule, "garbage") != NULL)
        g_assert_null (answer->json);
    }
}

static Answer *
get_with_headers (Late                *late,
                  const char          *path,
                  SoupMessageHeaders **headers,
                  SoupMessage        **message)
{
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (late->client->sandbox), path, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", late->key, NULL);

  *message = soup_message_new ("GET", url);
  soup_message_headers_replace (soup_message_get_request_headers (*message), "Authorization", bearer);
  *headers = soup_message_get_response_headers (*message);
  return client_send (late->client, g_object_ref (*message), NULL, NULL, 0);
}

static void
test_rate (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  SoupMessageHeaders *headers;

  client_faults (client, "{\"late_rate_per_minute\":2}");
  for (int i = 0; i < 3; i++)
    {
      g_autoptr(SoupMessage) message = NULL;
      g_autoptr(Answer) answer = get_with_headers (late, "/v1/usage-stats", &headers, &message);

      g_assert_cmpuint (answer->status, ==, i < 2 ? 200 : 429);
      g_assert_cmpstr (soup_message_headers_get_one (headers, "X-RateLimit-Limit"), ==, "2");
      g_assert_cmpstr (soup_message_headers_get_one (headers, "X-RateLimit-Remaining"), ==, i == 0 ? "1" : "0");
      g_assert_cmpstr (soup_message_headers_get_one (headers, "Retry-After"), ==, i < 2 ? NULL : "60");
    }
  client_advance (client, G_TIME_SPAN_MINUTE);
  assert_status (late_get (late, "usage-stats"), 200);
}

static void
test_velocity (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *json = late_body (late, "twitter", "Three", ",\"publishNow\":true");

  client_faults (client, "{\"late_posts_per_hour\":2}");
  g_free (late_create (late, "twitter", "One", ",\"publishNow\":true"));
  g_free (late_create (late, "twitter", "Two", ",\"publishNow\":true"));
  late_assert_refused (late_post (late, "posts", json), 429, "in the last hour");
  client_advance (client, G_TIME_SPAN_HOUR);
  assert_status (late_post (late, "posts", json), 201);
}

static void
test_clock (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  gint64 now = poster_clock_get_now_us (POSTER_CLOCK (client->clock)) / G_USEC_PER_SEC;

  for (int i = 0; i < 3; i++)
    {
      static const char *const faults[] = { "{}", "{\"late_date_skew_us\":600000000}",
                                            "{\"late_date_skew_us\":600000000,\"late_date_behind\":true}" };
      static const gint64 off[] = { 0, 600, -600 };
      SoupMessageHeaders *headers;
      g_autoptr(SoupMessage) message = NULL;
      g_autoptr(Answer) answer = NULL;
      g_autoptr(GDateTime) date = NULL;

      client_faults (client, faults[i]);
      answer = get_with_headers (late, "/v1/usage-stats", &headers, &message);
      date = soup_date_time_new_from_http_string (soup_message_headers_get_one (headers, "Date"));
      g_assert_cmpint (g_date_time_to_unix (date), ==, now + off[i]);
    }
}

static void
test_unknown (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "twitter", "Soup", "");
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(Answer) accounts = NULL;
  g_autoptr(JsonObject) plain = NULL;

  client_faults (client, "{\"late_unknown_status\":\"quarantined\",\"late_unknown_platform\":\"mastodon\"}");
  post = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "quarantined");
  accounts = late_get (late, "accounts");
  g_assert_nonnull (strstr (accounts->text, "\"mastodon\""));
  client_faults (client, "{\"late_ids\":\"strings\"}");
  plain = late_dup_post (late, id);
  g_assert_nonnull (poster_json_get_string (late_target (plain, 0), "accountId"));
}

static void
test_async (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = NULL;
  g_autoptr(JsonObject) before = NULL;
  g_autoptr(JsonObject) without = NULL;
  g_autoptr(JsonObject) after = NULL;

  client_faults (client, "{\"late_async\":true,\"late_publish_us\":5000000,\"late_url_delay_us\":3000000}");
  id = late_create (late, "twitter", "Soup", ",\"publishNow\":true");
  before = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (before, "status"), ==, "publishing");
  client_advance (client, 5 * G_USEC_PER_SEC);
  without = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (without, "status"), ==, "published");
  g_assert_true (json_object_get_null_member (late_target (without, 0), "platformPostUrl"));
  client_advance (client, 3 * G_USEC_PER_SEC);
  after = late_dup_post (late, id);
  g_assert_nonnull (poster_json_get_string (late_target (after, 0), "platformPostUrl"));
}

/* What somebody else did is told like anything else. */
static void
test_external (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "twitter", "Soup", "");
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autofree char *change = g_strdup_printf ("{\"postId\":\"%s\",\"set\":{\"content\":\"Stew\"}}", id);
  g_autofree char *removal = g_strdup_printf ("{\"postId\":\"%s\",\"delete\":true}", id);
  g_autoptr(JsonObject) before = late_dup_post (late, id);
  g_autoptr(JsonObject) after = NULL;

  client_advance (client, G_USEC_PER_SEC);
  answer_free (late_control (client, "external", change));
  after = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (after, "content"), ==, "Stew");
  g_assert_cmpstr (poster_json_get_string (after, "updatedAt"), >,
                   poster_json_get_string (before, "updatedAt"));
  answer_free (late_control (client, "external", removal));
  late_assert_refused (late_get (late, path), 404, "not found");
}

static void
test_validate (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) bad =
      late_post (late, "tools/validate/post",
                 "{\"content\":\"x\",\"platforms\":[{\"platform\":\"instagram\"},"
                 "{\"platform\":\"twitter\"}]}");
  g_autoptr(Answer) length = late_post (late, "tools/validate/post-length", "{\"text\":\"abc\"}");

  g_assert_cmpuint (bad->status, ==, 200);
  g_assert_false (poster_json_get_boolean (bad->json, "valid", TRUE));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (bad->json, "errors")), ==, 1);
  g_assert_cmpint (
      poster_json_get_int (
          poster_json_get_object (poster_json_get_object (length->json, "platforms"), "bluesky"),
          "count", 0),
      ==, 3);
  client_faults (client, "{\"late_shape\":\"early\"}");
  late_assert_refused (late_post (late, "tools/validate/post-length", "{\"text\":\"abc\"}"), 404, "Not found");
}

static void
test_unpublish (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "twitter", "Soup", ",\"publishNow\":true");
  g_autofree char *path = g_strdup_printf ("posts/%s/unpublish", id);
  g_autoptr(JsonObject) post = NULL;

  late_assert_refused (late_post (late, path, "{}"), 400, "platform is required");
  late_assert_refused (late_post (late, path, "{\"platform\":\"tiktok\"}"), 400, "not supported");
  late_assert_refused (late_post (late, path, "{\"platform\":\"threads\"}"), 400, "not published");
  assert_status (late_post (late, path, "{\"platform\":\"twitter\"}"), 200);
  post = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "cancelled");
}

static void
test_edit (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "telegram", "Soup", ",\"publishNow\":true");
  g_autofree char *path = g_strdup_printf ("posts/%s/edit", id);
  g_autoptr(JsonObject) post = NULL;

  late_assert_refused (late_post (late, path, "{\"platform\":\"telegram\"}"), 400, "content is required");
  late_assert_refused (late_post (late, path, "{\"platform\":\"tiktok\",\"content\":\"x\"}"), 400,
                       "not supported");
  late_assert_refused (late_post (late, path, "{\"platform\":\"twitter\",\"content\":\"x\"}"), 400,
                       "not published");
  assert_status (late_post (late, path, "{\"platform\":\"telegram\",\"content\":\"Stew\"}"), 200);
  post = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (late_target (post, 0), "customContent"), ==, "Stew");
}

/* A server that ended goes on where it was; what came due meanwhile is published once. */
static void
test_durable (void)
{
  char *folder = make_folder ();
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;

  {
    g_autoptr(Client) client = client_new (folder);
    g_autoptr(Late) late = late_new (client, "kitchen");
    g_autofree char *time = late_time (client, G_TIME_SPAN_MINUTE);
    g_autofree char *more = g_strdup_printf (",\"scheduledFor\":\"%s\"", time);

    id = late_create (late, "twitter", "Soup", more);
    key = g_strdup (late->key);
  }
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(Client) client = client_new (folder);
      g_autoptr(Late) late = g_new0 (Late, 1);
      g_autoptr(JsonObject) post = NULL;

      late->client = client;
      late->key = g_strdup (key);
      client_advance (client, G_TIME_SPAN_HOUR);
      post = late_dup_post (late, id);
      g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
      g_assert_cmpint (late_count (client, "publishes"), ==, 1);
    }
  remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-late/media/presign-checks", test_presign);
  g_test_add_func ("/sandbox-late/media/put-has-to-be-as-signed", test_put);
  g_test_add_func ("/sandbox-late/media/put-address-expires", test_put_expires);
  g_test_add_func ("/sandbox-late/media/put-breaks", test_put_breaks);
  g_test_add_func ("/sandbox-late/faults/answers-go-wrong", test_answers);
  g_test_add_func ("/sandbox-late/faults/rate-limits-are-told", test_rate);
  g_test_add_func ("/sandbox-late/faults/accounts-have-a-limit", test_velocity);
  g_test_add_func ("/sandbox-late/faults/clock-is-off", test_clock);
  g_test_add_func ("/sandbox-late/faults/unknown-words", test_unknown);
  g_test_add_func ("/sandbox-late/faults/publishing-takes-its-time", test_async);
  g_test_add_func ("/sandbox-late/posts/change-elsewhere", test_external);
  g_test_add_func ("/sandbox-late/posts/can-be-validated", test_validate);
  g_test_add_func ("/sandbox-late/posts/can-be-unpublished", test_unpublish);
  g_test_add_func ("/sandbox-late/posts/published-ones-can-be-reworded", test_edit);
  g_test_add_func ("/sandbox-late/posts/outlive-the-server", test_durable);
  return g_test_run ();
}
