/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-client.h"

#include "poster-json.h"

#include <string.h>

#define LOOPBACK "http://127.0.0.1:49731/callback"
#define LOOPBACK_ESCAPED "http%3A%2F%2F127.0.0.1%3A49731%2Fcallback"

/* Returns: (transfer full): the id of a new profile */
static char *
new_profile (Late       *late,
             const char *name)
{
  g_autofree char *json = g_strdup_printf ("{\"name\":\"%s\"}", name);
  g_autoptr(Answer) answer = late_post (late, "profiles", json);

  g_assert_cmpuint (answer->status, ==, 201);
  return g_strdup (poster_json_get_string (poster_json_get_object (answer->json, "profile"), "_id"));
}

/* Begins to connect and goes through the page. Returns: (transfer full): the query of the redirect */
static GHashTable *
go_through (Late       *late,
            const char *platform,
            const char *profile,
            const char *more,
            const char *decision)
{
  g_autofree char *path = g_strdup_printf ("connect/%s?profileId=%s&redirect_url=%s%s", platform,
                                           profile, LOOPBACK_ESCAPED, more);
  g_autoptr(Answer) begun = late_get (late, path);
  const char *url = poster_json_get_string (begun->json, "authUrl");
  g_autofree char *page = NULL;
  g_autoptr(Answer) answer = NULL;

  g_assert_cmpuint (begun->status, ==, 200);
  g_assert_nonnull (url);
  page = g_strconcat (url, decision, NULL);
  answer = client_get (late->client, page, NULL);
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_true (g_str_has_prefix (answer->location, LOOPBACK "?"));
  return g_uri_parse_params (answer->location + strlen (LOOPBACK "?"), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

static const char *
account_username (Answer *answer)
{
  return poster_json_get_string (poster_json_get_object (answer->json, "account"), "username");
}

static void
test_oauth (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autoptr(GHashTable) query =
      go_through (late, "youtube", profile, "", "&sandbox_decision=allow&sandbox_user=baker");
  g_autoptr(GHashTable) denied = go_through (late, "tiktok", profile, "", "&sandbox_decision=deny");
  g_autoptr(GHashTable) taken =
      go_through (late, "youtube", profile, "", "&sandbox_decision=allow&sandbox_user=other");
  g_autofree char *list = g_strdup_printf ("accounts?profileId=%s", profile);
  g_autoptr(Answer) accounts = late_get (late, list);
  JsonArray *array = poster_json_get_array (accounts->json, "accounts");

  g_assert_cmpstr (g_hash_table_lookup (query, "connected"), ==, "youtube");
  g_assert_cmpstr (g_hash_table_lookup (query, "profileId"), ==, profile);
  g_assert_cmpstr (g_hash_table_lookup (query, "username"), ==, "baker");
  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (array, 0), "_id"), ==,
                   g_hash_table_lookup (query, "accountId"));
  g_assert_cmpstr (g_hash_table_lookup (denied, "error"), ==, "access_denied");
  g_assert_cmpstr (g_hash_table_lookup (taken, "error"), ==, "account_limit_reached");
}

static void
test_page (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autofree char *path = g_strdup_printf ("connect/threads?profileId=%s", profile);
  g_autoptr(Answer) begun = late_get (late, path);
  const char *url = poster_json_get_string (begun->json, "authUrl");
  g_autoptr(Answer) page = client_get (client, url, NULL);
  g_autoptr(Answer) done = NULL;
  g_autoptr(Answer) again = NULL;

  g_assert_cmpuint (page->status, ==, 200);
  g_assert_nonnull (strstr (page->text, "<form"));
  client_faults (client, "{\"consent\":{\"decision\":\"allow\"}}");
  done = client_get (client, url, NULL);
  g_assert_cmpuint (done->status, ==, 200);
  g_assert_nonnull (strstr (done->text, "Connected"));
  again = client_get (client, url, NULL);
  g_assert_cmpuint (again->status, ==, 400);

  late_assert_refused (late_get (late, "connect/threads"), 400, "profileId is required");
  late_assert_refused (late_get (late, "connect/myspace?profileId=1"), 400, "Unsupported platform");
  late_assert_refused (late_get (late, "connect/threads?profileId=000000000000000000000000"), 404,
                       "Profile not found");
}

/* The four whose choices are asked for with a temporary token. */
static void
test_steps (void)
{
  static const struct
  {
    const char *platform;
    const char *step;
    const char *list_path;
    const char *save_path;
    const char *list;
    const char *choice;
  } cases[] = {
    { "facebook", "select_page", "connect/facebook/select-page", "connect/facebook/select-page",
      "pages", "\"pageId\":\"100200300400501\"" },
    { "pinterest", "select_board", "connect/pinterest/select-board",
      "connect/pinterest/select-board", "boards", "\"boardId\":\"549755885175001\"" },
    { "googlebusiness", "select_location", "connect/googlebusiness/locations",
      "connect/googlebusiness/select-location", "locations",
      "\"locationId\":\"9281089117903930794\"" },
    { "snapchat", "select_public_profile", "connect/snapchat/select-profile",
      "connect/snapchat/select-profile", "publicProfiles",
      "\"selectedPublicProfile\":{\"id\":\"abc123-def456\",\"display_name\":\"x\"}" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autofree char *key = g_strdup (late->key);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) query = go_through (late, cases[i].platform, profile, "&headless=true",
                                                "&sandbox_decision=allow&sandbox_user=baker");
      const char *temp = g_hash_table_lookup (query, "tempToken");
      const char *connect = g_hash_table_lookup (query, "connect_token");
      g_autofree char *list_path =
          g_strdup_printf ("%s?profileId=%s&tempToken=%s", cases[i].list_path, profile, temp);
      g_autofree char *wrong_path =
          g_strdup_printf ("%s?profileId=%s&tempToken=x", cases[i].list_path, profile);
      g_autofree char *json =
          g_strdup_printf ("{\"profileId\":\"%s\",\"tempToken\":\"%s\",\"userProfile\":%s,%s,"
                           "\"redirect_url\":\"" LOOPBACK "\"}",
                           profile, temp, (const char *) g_hash_table_lookup (query, "userProfile"),
                           cases[i].choice);
      g_autoptr(Answer) list = NULL;
      g_autoptr(Answer) saved = NULL;

      g_assert_cmpstr (g_hash_table_lookup (query, "step"), ==, cases[i].step);
      g_assert_cmpstr (g_hash_table_lookup (query, "platform"), ==, cases[i].platform);
      /* Without the key, the token of the redirect is enough. */
      g_clear_pointer (&late->key, g_free);
      list = late_send (late, "GET", list_path, NULL, "X-Connect-Token", connect);
      g_assert_cmpuint (list->status, ==, 200);
      g_assert_cmpuint (json_array_get_length (poster_json_get_array (list->json, cases[i].list)), >=, 2);
      late_assert_refused (late_get (late, list_path), 401, "Unauthorized");
      late->key = g_strdup (key);
      late_assert_refused (late_get (late, wrong_path), 500, "invalid or expired token");
      late_assert_refused (late_post (late, cases[i].save_path, "{}"), 400, "Missing required fields");
      saved = late_post (late, cases[i].save_path, json);
      g_assert_cmpuint (saved->status, ==, 200);
      g_assert_nonnull (poster_json_get_string (poster_json_get_object (saved->json, "account"), "accountId"));
      g_assert_nonnull (strstr (poster_json_get_string (saved->json, "redirect_url"), "connected="));
    }
}

static void
test_linkedin (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autofree char *third = new_profile (late, "Third");
  g_autoptr(GHashTable) query = go_through (late, "linkedin", profile, "&headless=true",
                                             "&sandbox_decision=allow&sandbox_user=jo");
  g_autoptr(GHashTable) alone =
      go_through (late, "linkedin", third, "&headless=true",
                  "&sandbox_decision=allow&sandbox_user=al&sandbox_organizations=none");
  g_autofree char *path =
      g_strdup_printf ("connect/pending-data?token=%s",
                       (const char *) g_hash_table_lookup (query, "pendingDataToken"));
  g_autofree char *key = g_steal_pointer (&late->key);
  g_autoptr(Answer) data = late_get (late, path);
  const char *temp = poster_json_get_string (data->json, "tempToken");
  g_autofree char *json = NULL;
  g_autofree char *person = NULL;
  g_autoptr(Answer) saved = NULL;

  g_assert_cmpstr (g_hash_table_lookup (alone, "connected"), ==, "linkedin");
  g_assert_cmpuint (data->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (data->json, "organizations")), ==, 2);
  late_assert_refused (late_get (late, path), 404, "not found or expired");
  late->key = g_strdup (key);
  json = g_strdup_printf ("{\"profileId\":\"%s\",\"tempToken\":\"%s\",\"userProfile\":{},"
                          "\"accountType\":\"organization\","
                          "\"selectedOrganization\":{\"id\":\"12345678\"}}",
                          profile, temp);
  person = g_strdup_printf (
      "{\"profileId\":\"%s\",\"tempToken\":\"%s\",\"userProfile\":{},\"accountType\":\"robot\"}",
      profile, temp);
  late_assert_refused (late_post (late, "connect/linkedin/select-organization", person), 400, "Missing");
  saved = late_post (late, "connect/linkedin/select-organization", json);
  g_assert_cmpuint (saved->status, ==, 200);
  g_assert_cmpstr (account_username (saved), ==, "jo-works");
}

static void
test_bluesky (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autofree char *json =
      g_strdup_printf ("{\"identifier\":\"jo.bsky.social\",\"appPassword\":\"abcd-efgh-ijkl-mnop\","
                       "\"state\":\"%s-%s\"}",
                       late->user_id, profile);
  g_autofree char *wrong = g_strdup_printf (
      "{\"identifier\":\"jo.bsky.social\",\"appPassword\":\"secret\",\"profileId\":\"%s\"}",
      profile);
  g_autoptr(Answer) answer = NULL;

  late_assert_refused (late_post (late, "connect/bluesky/credentials", wrong), 400,
                       "Invalid identifier or password");
  late_assert_refused (late_post (late, "connect/bluesky/credentials",
                                  "{\"identifier\":\"a\",\"appPassword\":\"b\",\"state\":\"c\"}"),
                       400, "Invalid state");
  answer = late_post (late, "connect/bluesky/credentials", json);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (account_username (answer), ==, "jo.bsky.social");
}

static void
test_telegram (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *profile = new_profile (late, "Second");
  g_autofree char *path = g_strdup_printf ("connect/telegram?profileId=%s", profile);
  g_autoptr(Answer) begun = late_get (late, path);
  g_autoptr(Answer) other = late_get (late, path);
  const char *code = poster_json_get_string (begun->json, "code");
  g_autofree char *poll = g_strdup_printf ("connect/telegram?code=%s", code);
  g_autofree char *poll_other =
      g_strdup_printf ("connect/telegram?code=%s", poster_json_get_string (other->json, "code"));
  g_autofree char *heard = g_strdup_printf ("{\"code\":\"%s\",\"chat\":\"@soups\"}", code);
  g_autoptr(Answer) pending = late_send (late, "PATCH", poll, NULL, NULL, NULL);
  g_autoptr(Answer) connected = NULL;
  g_autoptr(Answer) expired = NULL;

  g_assert_true (g_str_has_prefix (code, "LATE-"));
  g_assert_nonnull (poster_json_get_string (begun->json, "botUsername"));
  g_assert_cmpstr (poster_json_get_string (pending->json, "status"), ==, "pending");
  answer_free (late_control (client, "telegram", heard));
  connected = late_send (late, "PATCH", poll, NULL, NULL, NULL);
  g_assert_cmpstr (poster_json_get_string (connected->json, "status"), ==, "connected");
  g_assert_cmpstr (account_username (connected), ==, "@soups");
  client_advance (client, 15 * G_TIME_SPAN_MINUTE);
  expired = late_send (late, "PATCH", poll_other, NULL, NULL, NULL);
  g_assert_cmpstr (poster_json_get_string (expired->json, "status"), ==, "expired");
  late_assert_refused (
      late_send (late, "PATCH", "connect/telegram?code=LATE-NOTHIN", NULL, NULL, NULL), 404,
      "Code not found");
}

static void
test_accounts (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *account = late_account (late, "threads");
  g_autofree char *path = g_strconcat ("accounts/", account, NULL);
  g_autofree char *health = g_strconcat (path, "/health", NULL);
  g_autofree char *lapse = g_strdup_printf ("{\"accountId\":\"%s\",\"isActive\":false}", account);
  g_autofree char *picture = g_strdup_printf ("/late-picture/%s", account);
  g_autofree char *json = late_body (late, "threads", "Soup", ",\"publishNow\":true");
  g_autofree char *etag = NULL;
  g_autoptr(Answer) all = late_get (late, "accounts");
  g_autoptr(Answer) sick = NULL;
  g_autoptr(Answer) list = NULL;
  g_autoptr(Answer) refused = NULL;

  g_assert_cmpuint (json_array_get_length (poster_json_get_array (all->json, "accounts")), ==, 13);
  etag = g_strdup (late->etag);
  assert_status (late_send (late, "GET", "accounts", NULL, "If-None-Match", etag), 304);
  assert_status (client_get (client, picture, NULL), 200);
  assert_status (late_send (late, "PUT", path, "{\"displayName\":\"Jo\"}", NULL, NULL), 200);
  assert_status (late_send (late, "GET", "accounts", NULL, "If-None-Match", etag), 200);
  late_assert_refused (late_send (late, "PUT", path, "{}", NULL, NULL), 400, "required");
  answer_free (late_control (client, "account", lapse));
  sick = late_get (late, health);
  g_assert_cmpstr (poster_json_get_string (sick->json, "status"), ==, "error");
  list = late_get (late, "accounts/health?status=error");
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (list->json, "accounts")), ==, 1);
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (list->json, "summary"), "healthy", 0), ==, 12);
  refused = late_post (late, "posts", json);
  g_assert_cmpstr (poster_json_get_string (refused->json, "code"), ==, "ACCOUNT_DISCONNECTED");
  assert_status (late_send (late, "DELETE", path, NULL, NULL, NULL), 200);
  late_assert_refused (late_get (late, health), 404, "Account not found");
  late_assert_refused (late_get (late, "accounts?page=1"), 400, "both page and limit");
  {
    g_autoptr(Answer) page = late_get (late, "accounts?page=2&limit=10");

    g_assert_cmpuint (json_array_get_length (poster_json_get_array (page->json, "accounts")), ==, 2);
  }
}

static void
test_choices (void)
{
  static const char *const paths[][2] = {
    { "facebook", "facebook-page" },     { "linkedin", "linkedin-organizations" },
    { "pinterest", "pinterest-boards" }, { "googlebusiness", "gmb-locations" },
    { "reddit", "reddit-subreddits" },   { "reddit", "reddit-flairs?subreddit=soup" },
    { "tiktok", "tiktok/creator-info" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *x = late_account (late, "twitter");
  g_autofree char *facebook = late_account (late, "facebook");
  g_autofree char *linkedin = late_account (late, "linkedin");
  g_autofree char *page = g_strdup_printf ("accounts/%s/facebook-page", facebook);
  g_autofree char *organization = g_strdup_printf ("accounts/%s/linkedin-organization", linkedin);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *account = late_account (late, paths[i][0]);
      g_autofree char *path = g_strdup_printf ("accounts/%s/%s", account, paths[i][1]);
      g_autofree char *wrong = g_strdup_printf ("accounts/%s/%s", x, paths[i][1]);

      assert_status (late_get (late, path), 200);
      late_assert_refused (late_get (late, wrong), 400, "only available");
    }
  late_assert_refused (late_send (late, "PUT", page, "{\"selectedPageId\":\"1\"}", NULL, NULL), 400,
                       "not among");
  assert_status (late_send (late, "PUT", page, "{\"selectedPageId\":\"100200300400502\"}", NULL, NULL), 200);
  late_assert_refused (
      late_send (late, "PUT", organization, "{\"accountType\":\"organization\"}", NULL, NULL), 400,
      "accountType");
  assert_status (late_send (late, "PUT", organization, "{\"accountType\":\"personal\"}", NULL, NULL), 200);
  {
    g_autoptr(Answer) answer = late_get (late, page);

    g_assert_cmpstr (poster_json_get_string (answer->json, "selectedPageId"), ==, "100200300400502");
  }
}

static void
test_followers (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *account = late_account (late, "twitter");
  g_autofree char *path = g_strdup_printf ("accounts/follower-stats?accountIds=%s&granularity=weekly", account);
  g_autoptr(Answer) answer = late_get (late, path);

  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer->json, "accounts")), ==, 1);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (
                        poster_json_get_object (answer->json, "stats"), account)),
                    ==, 5);
  client_faults (client, "{\"late_analytics\":false}");
  late_assert_refused (late_get (late, path), 403, "add-on");
}

static void
test_groups (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *account = late_account (late, "twitter");
  g_autofree char *json = g_strdup_printf ("{\"name\":\"All\",\"accountIds\":[\"%s\"]}", account);
  g_autoptr(Answer) made = late_post (late, "account-groups", json);
  g_autofree char *path = g_strconcat (
      "account-groups/",
      poster_json_get_string (poster_json_get_object (made->json, "group"), "_id"), NULL);

  g_assert_cmpuint (made->status, ==, 201);
  late_assert_refused (late_post (late, "account-groups", json), 409, "already exists");
  late_assert_refused (late_post (late, "account-groups", "{\"name\":\"x\"}"), 400, "accountIds is required");
  late_assert_refused (
      late_post (late, "account-groups", "{\"name\":\"x\",\"accountIds\":[\"y\"]}"), 400,
      "unknown account");
  assert_status (late_send (late, "PUT", path, "{\"name\":\"Some\"}", NULL, NULL), 200);
  assert_status (late_send (late, "DELETE", path, NULL, NULL, NULL), 200);
  late_assert_refused (late_send (late, "DELETE", path, NULL, NULL, NULL), 404, "Not found");
}

static void
test_queue (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Late) late = late_new (client, "kitchen");
  g_autofree char *json = g_strdup_printf (
      "{\"profileId\":\"%s\",\"name\":\"Mornings\",\"timezone\":\"Europe/Madrid\",\"slots\":["
      "{\"dayOfWeek\":1,\"time\":\"09:00\"},{\"dayOfWeek\":3,\"time\":\"09:30\"}]}",
      late->profile_id);
  g_autofree char *bad = g_strdup_printf (
      "{\"profileId\":\"%s\",\"name\":\"x\",\"timezone\":\"UTC\",\"slots\":[{\"dayOfWeek\":7,"
      "\"time\":\"09:00\"}]}",
      late->profile_id);
  g_autofree char *next = g_strdup_printf ("queue/next-slot?profileId=%s", late->profile_id);
  g_autofree char *slots = g_strdup_printf ("queue/slots?profileId=%s", late->profile_id);
  g_autofree char *preview = g_strdup_printf ("queue/preview?profileId=%s&count=3", late->profile_id);
  g_autofree char *more = g_strdup_printf (",\"queuedFromProfile\":\"%s\"", late->profile_id);
  g_autofree char *none = late_body (late, "twitter", "Soup", more);
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;
  g_autoptr(Answer) list = NULL;
  g_autoptr(Answer) three = NULL;

  late_assert_refused (late_get (late, next), 404, "not found");
  late_assert_refused (late_post (late, "posts", none), 400, "No queue");
  late_assert_refused (late_post (late, "queue/slots", bad), 400, "dayOfWeek");
  assert_status (late_post (late, "queue/slots", json), 201);
  list = late_get (late, slots);
  g_assert_true (poster_json_get_boolean (poster_json_get_object (list->json, "schedule"), "isDefault", FALSE));
  three = late_get (late, preview);
  g_assert_cmpint (poster_json_get_int (three->json, "count", 0), ==, 3);
  first_id = late_create (late, "twitter", "Soup", more);
  second_id = late_create (late, "twitter", "Stew", more);
  {
    g_autoptr(JsonObject) first = late_dup_post (late, first_id);
    g_autoptr(JsonObject) second = late_dup_post (late, second_id);
    JsonArray *times = poster_json_get_array (three->json, "slots");
    g_autoptr(GDateTime) slot = g_date_time_new_from_iso8601 (json_array_get_string_element (times, 0), NULL);
    g_autoptr(GDateTime) at =
        g_date_time_new_from_iso8601 (poster_json_get_string (first, "scheduledFor"), NULL);

    g_assert_true (g_date_time_equal (slot, at));
    g_assert_cmpstr (poster_json_get_string (first, "scheduledFor"), !=,
                     poster_json_get_string (second, "scheduledFor"));
    g_assert_cmpstr (poster_json_get_string (first, "queuedFromProfile"), ==, late->profile_id);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-late/connect/browser-comes-back-with-the-account", test_oauth);
  g_test_add_func ("/sandbox-late/connect/page-is-for-people", test_page);
  g_test_add_func ("/sandbox-late/connect/second-steps-choose", test_steps);
  g_test_add_func ("/sandbox-late/connect/linkedin-tells-once", test_linkedin);
  g_test_add_func ("/sandbox-late/connect/bluesky-takes-an-app-password", test_bluesky);
  g_test_add_func ("/sandbox-late/connect/telegram-takes-a-code", test_telegram);
  g_test_add_func ("/sandbox-late/accounts/follow-the-rules", test_accounts);
  g_test_add_func ("/sandbox-late/accounts/offer-choices", test_choices);
  g_test_add_func ("/sandbox-late/accounts/have-followers", test_followers);
  g_test_add_func ("/sandbox-late/accounts/form-groups", test_groups);
  g_test_add_func ("/sandbox-late/queue/gives-each-post-its-slot", test_queue);
  return g_test_run ();
}
