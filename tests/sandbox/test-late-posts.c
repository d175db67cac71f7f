/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-client.h"

#include "poster-json.h"

#include <string.h>

static void
test_key (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *key = g_strdup (late->key);
  g_autofree char *json = g_strdup_printf ("{\"key\":\"%s\"}", key);
  g_autoptr(Answer) usage = late_get (late, "usage-stats");
  g_autoptr(Answer) users = late_get (late, "/v1/users");

  g_assert_cmpuint (strlen (key), ==, 67);
  g_assert_true (g_str_has_prefix (key, "sk_"));
  g_assert_cmpuint (usage->status, ==, 200);
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (usage->json, "usage"), "profiles", 0), ==, 1);
  g_assert_cmpstr (poster_json_get_string (users->json, "currentUserId"), ==, late->user_id);

  late->key[5] = late->key[5] == 'a' ? 'b' : 'a';
  late_assert_refused (late_get (late, "usage-stats"), 401, "Unauthorized");
  g_clear_pointer (&late->key, g_free);
  late_assert_refused (late_get (late, "posts"), 401, "Unauthorized");
  late->key = g_strdup (key);
  answer_free (late_control (client, "revoke", json));
  late_assert_refused (late_get (late, "usage-stats"), 401, "Unauthorized");
}

static void
test_keys (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) made = late_post (late, "api-keys", "{\"name\":\"Laptop\",\"expiresIn\":1}");
  JsonObject *key = poster_json_get_object (made->json, "apiKey");
  g_autofree char *path = g_strconcat ("api-keys/", poster_json_get_string (key, "id"), NULL);
  g_autoptr(Answer) list = late_get (late, "api-keys");

  g_assert_cmpuint (made->status, ==, 201);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (list->json, "apiKeys")), ==, 2);
  g_assert_null (strstr (list->text, poster_json_get_string (key, "key")));
  late_assert_refused (late_post (late, "api-keys", "{}"), 400, "name is required");
  assert_status (late_send (late, "DELETE", path, NULL, NULL, NULL), 200);
  late_assert_refused (late_send (late, "DELETE", path, NULL, NULL, NULL), 404, "Not found");
}

static void
test_expired_key (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) made = late_post (late, "api-keys", "{\"name\":\"Laptop\",\"expiresIn\":1}");

  g_free (late->key);
  late->key = g_strdup (poster_json_get_string (poster_json_get_object (made->json, "apiKey"), "key"));
  assert_status (late_get (late, "usage-stats"), 200);
  client_advance (client, G_TIME_SPAN_DAY);
  late_assert_refused (late_get (late, "usage-stats"), 401, "Unauthorized");
}

static void
test_profiles (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Late) other = late_new (client, "garden");
  g_autoptr(Answer) made = late_post (late, "profiles", "{\"name\":\"Cakes\",\"color\":\"#4CAF50\"}");
  g_autofree char *path = g_strconcat (
      "profiles/", poster_json_get_string (poster_json_get_object (made->json, "profile"), "_id"),
      NULL);
  g_autofree char *default_path = g_strconcat ("profiles/", late->profile_id, NULL);

  g_assert_cmpuint (made->status, ==, 201);
  assert_status (late_send (late, "PUT", path, "{\"name\":\"Tarts\",\"isDefault\":true}", NULL, NULL), 200);
  late_assert_refused (late_send (late, "PUT", path, "{\"name\":5}", NULL, NULL), 400, "name");
  late_assert_refused (late_post (late, "profiles", "{\"name\":\"Tarts\"}"), 409, "already exists");
  late_assert_refused (late_post (late, "profiles", "{\"name\":\"x\",\"color\":\"red\"}"), 400, "color");
  late_assert_refused (late_get (other, path), 403, "access");
  late_assert_refused (late_get (late, "profiles/000000000000000000000000"), 404, "not found");
  late_assert_refused (late_get (late, "profiles/x"), 400, "Invalid");
  late_assert_refused (late_send (late, "DELETE", default_path, NULL, NULL, NULL), 400, "connected accounts");
  assert_status (late_send (late, "DELETE", path, NULL, NULL, NULL), 200);
  client_faults (client, "{\"late_profile_limit\":1}");
  {
    g_autoptr(Answer) refused = late_post (late, "profiles", "{\"name\":\"x\"}");

    g_assert_cmpuint (refused->status, ==, 403);
    g_assert_cmpstr (poster_json_get_string (refused->json, "code"), ==, "PROFILE_LIMIT_EXCEEDED");
  }
}

static void
test_publish_now (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "twitter", "Soup", ",\"publishNow\":true");
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autoptr(JsonObject) post = late_dup_post (late, id);
  JsonObject *target = late_target (post, 0);

  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (target, "status"), ==, "published");
  g_assert_true (g_str_has_prefix (poster_json_get_string (target, "platformPostUrl"),
                                   "https://x.com/kitchen/status/"));
  g_assert_nonnull (poster_json_get_object (target, "accountId"));
  g_assert_cmpint (late_count (client, "publishes"), ==, 1);
  late_assert_refused (late_send (late, "DELETE", path, NULL, NULL, NULL), 400, "Cannot delete published");
  late_assert_refused (late_send (late, "PUT", path, "{\"content\":\"x\"}", NULL, NULL), 400, "Cannot edit");
}

static void
test_schedule (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *time = late_time (client, G_TIME_SPAN_HOUR);
  g_autofree char *later = late_time (client, 2 * G_TIME_SPAN_HOUR);
  g_autofree char *more = g_strdup_printf (",\"scheduledFor\":\"%s\",\"timezone\":\"Europe/Madrid\"", time);
  g_autofree char *move = g_strdup_printf ("{\"scheduledFor\":\"%s\",\"content\":\"Stew\"}", later);
  g_autofree char *id = late_create (late, "telegram", "Soup", more);
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autoptr(JsonObject) before = late_dup_post (late, id);
  g_autoptr(JsonObject) during = NULL;
  g_autoptr(JsonObject) after = NULL;

  g_assert_cmpstr (poster_json_get_string (before, "status"), ==, "scheduled");
  g_assert_cmpstr (poster_json_get_string (late_target (before, 0), "status"), ==, "pending");
  g_assert_cmpstr (poster_json_get_string (before, "scheduledFor"), ==, time);
  assert_status (late_send (late, "PUT", path, move, NULL, NULL), 200);
  client_advance (client, G_TIME_SPAN_HOUR + G_TIME_SPAN_MINUTE);
  g_assert_cmpint (late_count (client, "publishes"), ==, 0);
  client_advance (client, G_TIME_SPAN_HOUR - G_TIME_SPAN_MINUTE + G_TIME_SPAN_SECOND);
  during = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (during, "status"), ==, "publishing");
  late_assert_refused (late_send (late, "PUT", path, "{\"content\":\"x\"}", NULL, NULL), 400, "publishing");
  client_advance (client, 2 * G_TIME_SPAN_SECOND);
  after = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (after, "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (after, "content"), ==, "Stew");
  g_assert_cmpint (late_count (client, "publishes"), ==, 1);
}

static void
test_once (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *json = late_body (late, "bluesky", "Soup", ",\"publishNow\":true");
  g_autoptr(Answer) lost = NULL;
  g_autoptr(Answer) again = NULL;
  g_autoptr(Answer) other = NULL;
  JsonObject *details;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"late_create\",\"kind\":\"drop_after\",\"nth\":1}]}");
  lost = late_send (late, "POST", "posts", json, "x-request-id", "5c3b8a52-34a5-4a8c-8b0a-000000000001");
  g_assert_cmpuint (lost->status, ==, 0);
  again = late_send (late, "POST", "posts", json, "x-request-id", "5c3b8a52-34a5-4a8c-8b0a-000000000001");
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_nonnull (poster_json_get_object (again->json, "existingPost"));
  other = late_send (late, "POST", "posts", json, "x-request-id", "5c3b8a52-34a5-4a8c-8b0a-000000000002");
  g_assert_cmpuint (other->status, ==, 409);
  details = poster_json_get_object (other->json, "details");
  g_assert_cmpstr (poster_json_get_string (details, "existingPostId"), ==,
                   poster_json_get_string (poster_json_get_object (again->json, "existingPost"), "_id"));
  g_assert_cmpint (late_count (client, "posts"), ==, 1);
  g_assert_cmpint (late_count (client, "publishes"), ==, 1);

  client_advance (client, G_TIME_SPAN_DAY + G_TIME_SPAN_SECOND);
  assert_status (late_send (late, "POST", "posts", json, "x-request-id",
                            "5c3b8a52-34a5-4a8c-8b0a-000000000001"),
                 201);
  g_assert_cmpint (late_count (client, "doubles"), ==, 1);
}

/* What a post says now counts, not what it said once. */
static void
test_reworded (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *time = late_time (client, G_TIME_SPAN_HOUR);
  g_autofree char *more = g_strdup_printf (",\"scheduledFor\":\"%s\"", time);
  g_autofree char *id = late_create (late, "bluesky", "Soup", more);
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autofree char *soup = late_body (late, "bluesky", "Soup", more);
  g_autofree char *stew = late_body (late, "bluesky", "Stew", more);

  late_assert_refused (late_post (late, "posts", soup), 409, "already posted");
  assert_status (late_send (late, "PUT", path, "{\"content\":\"Stew\"}", NULL, NULL), 200);
  assert_status (late_post (late, "posts", soup), 201);
  late_assert_refused (late_post (late, "posts", stew), 409, "already posted");
}

static void
test_early (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *json = late_body (late, "bluesky", "Soup", ",\"publishNow\":true");
  g_autoptr(Answer) again = NULL;

  client_faults (client, "{\"late_shape\":\"early\"}");
  assert_status (late_send (late, "POST", "posts", json, "x-request-id", "1"), 201);
  again = late_send (late, "POST", "posts", json, "x-request-id", "1");
  g_assert_cmpuint (again->status, ==, 409);
  g_assert_false (json_object_has_member (again->json, "type"));
  g_assert_nonnull (poster_json_get_string (poster_json_get_object (again->json, "details"), "existingPostId"));
}

static void
test_rules (void)
{
  static const struct
  {
    const char *json;   /* %s: an account on X */
    guint       status;
    const char *words;
  } cases[] = {
    { "[1]", 400, "JSON" },
    { "{\"content\":5}", 400, "content" },
    { "{\"content\":\"x\",\"publishNow\":\"yes\"}", 400, "publishNow" },
    { "{\"content\":\"x\",\"tags\":[1]}", 400, "tags" },
    { "{\"content\":\"x\",\"publishNow\":true}", 400, "platform" },
    { "{\"content\":\"x\",\"publishNow\":true,\"platforms\":[{\"platform\":\"twitter\"}]}", 400,
      "accountId is required" },
    { "{\"content\":\"x\",\"publishNow\":true,\"platforms\":[{\"platform\":\"myspace\","
      "\"accountId\":\"%s\"}]}",
      400, "not supported" },
    { "{\"content\":\"x\",\"publishNow\":true,\"platforms\":[{\"platform\":\"tiktok\","
      "\"accountId\":\"%s\"}]}",
      400, "belongs to" },
    { "{\"content\":\"x\",\"publishNow\":true,\"platforms\":[{\"platform\":\"twitter\","
      "\"accountId\":\"000000000000000000000000\"}]}",
      404, "Account not found" },
    { "{\"publishNow\":true,\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"%s\"}]}", 400,
      "Content is required" },
    { "{\"content\":\"x\",\"publishNow\":true,\"isDraft\":true,\"platforms\":[{\"platform\":"
      "\"twitter\",\"accountId\":\"%s\"}]}",
      400, "only one" },
    { "{\"content\":\"x\",\"scheduledFor\":\"soon\",\"platforms\":[{\"platform\":\"twitter\","
      "\"accountId\":\"%s\"}]}",
      400, "valid date" },
    { "{\"content\":\"x\",\"timezone\":\"Mars/"
      "Olympus\",\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"%s\"}]}",
      400, "timezone" },
    { "{\"content\":\"x\",\"mediaItems\":[{\"type\":\"hologram\",\"url\":\"https://a.example/"
      "x\"}]}",
      400, "image, video" },
    { "{\"content\":\"x\",\"mediaItems\":[{\"url\":\"file:///etc/passwd\"}]}", 400, "valid URL" },
    { "{\"content\":\"x\",\"mediaItems\":[{\"url\":\"http://127.0.0.1:1/late-media/temp/"
      "nothing.jpg\"}]}",
      400, "nothing was uploaded" },
    { "{\"content\":\"x\",\"publishNow\":true,\"mediaItems\":[{\"url\":\"https://a.example/"
      "a.jpg\"},{\"url\":\"https://a.example/b.mp4\"}],"
      "\"platforms\":[{\"platform\":\"twitter\",\"accountId\":\"%s\"}]}",
      400, "mixing" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *account = late_account (late, "twitter");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) parts = g_strsplit (cases[i].json, "%s", 2);
      g_autofree char *json = g_strjoinv (account, parts);

      late_assert_refused (late_post (late, "posts", json), cases[i].status, cases[i].words);
    }
  g_assert_cmpint (late_count (client, "posts"), ==, 0);
}

static void
test_tiktok (void)
{
  static const char flat[] = ",\"publishNow\":true,\"mediaItems\":[{\"type\":\"video\",\"url\":\"%"
                             "s\"}],\"tiktokSettings\":{\"privacy_level\":\"SELF_ONLY\","
                             "\"allow_comment\":true,\"allowDuet\":true,\"allow_stitch\":false,"
                             "\"content_preview_confirmed\":true%s}";
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *url = late_upload (late, "soup.mp4", "video/mp4", "a film");
  g_autofree char *without = g_strdup_printf (flat, url, "");
  g_autofree char *with = g_strdup_printf (flat, url, ",\"expressConsentGiven\":true");
  g_autofree char *refused = late_body (late, "tiktok", "Soup", without);
  g_autofree char *bare = late_body (late, "tiktok", "Soup", ",\"publishNow\":true");
  g_autofree char *id = NULL;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autofree char *etag = NULL;

  late_assert_refused (late_post (late, "posts", bare), 400, "require media");
  late_assert_refused (late_post (late, "posts", refused), 400, "express_consent_given");
  id = late_create (late, "tiktok", "Soup", with);
  post = late_dup_post (late, id);
  g_assert_true (json_object_get_null_member (late_target (post, 0), "platformPostUrl"));
  assert_status (late_get (late, "posts"), 200);
  etag = g_strdup (late->etag);
  assert_status (late_send (late, "GET", "posts", NULL, "If-None-Match", etag), 304);
  client_advance (client, 10 * G_USEC_PER_SEC);
  later = late_dup_post (late, id);
  g_assert_nonnull (poster_json_get_string (late_target (later, 0), "platformPostUrl"));
  /* Nothing but time made this list another one. */
  assert_status (late_send (late, "GET", "posts", NULL, "If-None-Match", etag), 200);
}

static void
test_partial_and_retry (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *x = late_account (late, "twitter");
  g_autofree char *threads = late_account (late, "threads");
  g_autofree char *json = g_strdup_printf (
      "{\"content\":\"Soup\",\"publishNow\":true,\"platforms\":[{\"platform\":\"twitter\","
      "\"accountId\":\"%s\"},{\"platform\":\"threads\",\"accountId\":\"%s\"}]}",
      x, threads);
  g_autoptr(Answer) answer = NULL;
  g_autoptr(Answer) retried = NULL;
  g_autofree char *retry = NULL;
  JsonObject *post;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"late_publish\",\"platform\":\"threads\","
                         "\"kind\":\"fail\",\"nth\":1,"
                         "\"reason\":\"platform_error\",\"message\":\"Threads is asleep\"}]}");
  answer = late_post (late, "posts", json);
  g_assert_cmpuint (answer->status, ==, 201);
  post = poster_json_get_object (answer->json, "post");
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "partial");
  g_assert_cmpstr (poster_json_get_string (late_target (post, 1), "errorMessage"), ==, "Threads is asleep");
  g_assert_cmpstr (poster_json_get_string (late_target (post, 1), "errorCategory"), ==, "platform_error");
  g_assert_cmpstr (poster_json_get_string (late_target (post, 1), "errorSource"), ==, "platform");
  retry = g_strdup_printf ("posts/%s/retry", poster_json_get_string (post, "_id"));
  retried = late_post (late, retry, "{}");
  g_assert_cmpuint (retried->status, ==, 200);
  g_assert_cmpstr (
      poster_json_get_string (poster_json_get_object (retried->json, "post"), "status"), ==,
      "published");
  g_assert_cmpint (late_count (client, "publishes"), ==, 2);
  g_assert_cmpint (late_count (client, "failures"), ==, 1);
  g_assert_cmpint (late_count (client, "doubles"), ==, 0);
  late_assert_refused (late_post (late, retry, "{}"), 400, "failed or partial");
}

static void
test_list (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autoptr(Answer) first = NULL;
  g_autoptr(Answer) same = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *id = late_create (late, "twitter", "Soup", "");
  JsonObject *pagination;

  answer_free (late_control (client, "posts", "{\"handle\":\"kitchen\",\"count\":250}"));
  first = late_get (late, "posts?limit=100&page=3&status=scheduled");
  pagination = poster_json_get_object (first->json, "pagination");
  g_assert_cmpint (poster_json_get_int (pagination, "total", 0), ==, 250);
  g_assert_cmpint (poster_json_get_int (pagination, "pages", 0), ==, 3);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (first->json, "posts")), ==, 50);
  etag = g_strdup (late->etag);
  g_assert_nonnull (etag);
  same = late_send (late, "GET", "posts?limit=100&page=3&status=scheduled", NULL, "If-None-Match", etag);
  g_assert_cmpuint (same->status, ==, 304);
  {
    g_autoptr(Answer) drafts = late_get (late, "posts?status=draft&platform=twitter&search=soup");

    g_assert_cmpuint (json_array_get_length (poster_json_get_array (drafts->json, "posts")), ==, 1);
  }
  late_assert_refused (late_get (late, "posts?limit=501"), 400, "Invalid query");
  late_assert_refused (late_get (late, "posts?page=0"), 400, "Invalid query");
  late_assert_refused (late_get (late, "posts?dateFrom=yesterday"), 400, "Invalid query");
  late_assert_refused (late_get (late, "posts/000000000000000000000000"), 404, "not found");
}

static void
test_draft (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *id = late_create (late, "twitter", "Soup", ",\"isDraft\":true");
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autofree char *time = late_time (client, G_TIME_SPAN_HOUR);
  g_autofree char *alone = g_strdup_printf ("{\"scheduledFor\":\"%s\"}", time);
  g_autofree char *both = g_strdup_printf ("{\"scheduledFor\":\"%s\",\"isDraft\":false}", time);
  g_autoptr(JsonObject) draft = NULL;
  g_autoptr(JsonObject) scheduled = NULL;

  assert_status (late_send (late, "PUT", path, alone, NULL, NULL), 200);
  draft = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (draft, "status"), ==, "draft");
  assert_status (late_send (late, "PUT", path, both, NULL, NULL), 200);
  scheduled = late_dup_post (late, id);
  g_assert_cmpstr (poster_json_get_string (scheduled, "status"), ==, "scheduled");
  assert_status (late_send (late, "DELETE", path, NULL, NULL, NULL), 200);
  client_advance (client, 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (late_count (client, "publishes"), ==, 0);
  late_assert_refused (late_get (late, path), 404, "not found");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-late/key/works-until-it-is-revoked", test_key);
  g_test_add_func ("/sandbox-late/key/is-told-once", test_keys);
  g_test_add_func ("/sandbox-late/key/expires", test_expired_key);
  g_test_add_func ("/sandbox-late/profiles/follow-the-rules", test_profiles);
  g_test_add_func ("/sandbox-late/posts/are-published-at-once", test_publish_now);
  g_test_add_func ("/sandbox-late/posts/are-published-at-their-time", test_schedule);
  g_test_add_func ("/sandbox-late/posts/same-request-makes-one-post", test_once);
  g_test_add_func ("/sandbox-late/posts/reworded-ones-are-others", test_reworded);
  g_test_add_func ("/sandbox-late/posts/early-shape-knows-no-requests", test_early);
  g_test_add_func ("/sandbox-late/posts/wrong-requests-are-refused", test_rules);
  g_test_add_func ("/sandbox-late/posts/tiktok-wants-consent", test_tiktok);
  g_test_add_func ("/sandbox-late/posts/partial-ones-can-be-retried", test_partial_and_retry);
  g_test_add_func ("/sandbox-late/posts/are-listed-in-pages", test_list);
  g_test_add_func ("/sandbox-late/posts/drafts-wait", test_draft);
  return g_test_run ();
}
