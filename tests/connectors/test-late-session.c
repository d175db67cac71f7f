/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

#include "poster-late-address.h"

#define USAGE "{\"planName\":\"Build\",\"limits\":{\"uploads\":-1,\"profiles\":10},\"usage\":{\"uploads\":3,\"profiles\":1}}"
#define USERS "{\"currentUserId\":\"6507a1b2c3d4e5f6a7b8c9d0\",\"users\":[{\"_id\":\"6507a1b2c3d4e5f6a7b8c9d1\"," \
  "\"name\":\"Someone Else\"},{\"_id\":\"6507a1b2c3d4e5f6a7b8c9d0\",\"name\":\"The Kitchen\"}]}"
#define ACCOUNTS "{\"accounts\":[" \
  "{\"_id\":\"64e1\",\"platform\":\"twitter\",\"profileId\":{\"_id\":\"64f0\",\"name\":\"My Brand\"}," \
  "\"username\":\"@kitchen\",\"displayName\":\"The Kitchen\",\"isActive\":true,\"followersCount\":41}," \
  "{\"_id\":\"64e2\",\"platform\":\"tiktok\",\"profileId\":\"64f0\",\"username\":\"kitchen.tt\",\"isActive\":true," \
  "\"profilePicture\":null,\"needsReconnection\":true}," \
  "{\"_id\":\"64e3\",\"platform\":\"smoke-signals\",\"profileId\":\"64f0\",\"username\":\"x\",\"isActive\":true}," \
  "{\"_id\":\"64e4\",\"platform\":\"bluesky\",\"profileId\":\"64f1\",\"username\":\"kitchen.example\",\"isActive\":false}]," \
  "\"hasAnalyticsAccess\":false}"
#define HEALTH "{\"summary\":{\"total\":3},\"accounts\":[{\"accountId\":\"64e4\",\"status\":\"error\",\"tokenValid\":false," \
  "\"needsReconnect\":true,\"issues\":[\"Token expired\"]},{\"accountId\":\"64e1\",\"status\":\"healthy\",\"canPost\":true}]}"

static void
test_addresses (void)
{
  static const struct
  {
    const char *typed;
    const char *base;  /* (nullable): %NULL when it is refused */
  } cases[] = {
    { "https://getlate.dev/api", "https://getlate.dev/api" },
    { "https://getlate.dev/api/v1/", "https://getlate.dev/api" },
    { " getlate.dev ", "https://getlate.dev/api" },
    { "https://zernio.com/api/v1", "https://zernio.com/api" },
    { "https://zernio.com", "https://zernio.com/api" },
    { "https://WWW.Zernio.com/", "https://zernio.com/api" },
    { "https://docs.getlate.dev/quickstart", "https://getlate.dev/api" },
    { "https://posts.example.org:8443/late/", "https://posts.example.org:8443/late" },
    { "https://posts.example.org/v1", "https://posts.example.org" },
    { "http://127.0.0.1:8080/api/v1", "http://127.0.0.1:8080/api" },
    { "localhost:8080", "http://localhost:8080" },
    { "http://[::1]:8080/v1/", "http://[::1]:8080" },
    { "http://posts.example.org/api", NULL },
    { "http://getlate.dev/api", NULL },
    { "ftp://posts.example.org", NULL },
    { "https://somebody:secret@posts.example.org", NULL },
    { "https://posts.example.org/?key=1", NULL },
    { "https://", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *base = poster_late_address_normalize (cases[i].typed, &error);

      g_assert_cmpstr (base, ==, cases[i].base);
      if (cases[i].base == NULL)
        g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      else
        g_assert_no_error (error);
    }
}

static PosterAccount *
find (GPtrArray  *accounts,
      const char *remote_id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->remote_id, remote_id))
      return g_ptr_array_index (accounts, i);
  return NULL;
}

static void
test_sign_in (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;
  PosterAccount *account;

  late_fixture_push (fixture, "200 OK", USAGE);
  late_fixture_push (fixture, "200 OK", USERS);
  late_fixture_push (fixture, "200 OK", ACCOUNTS);
  late_fixture_push (fixture, "200 OK", HEALTH);
  sign_in = late_sign_in (fixture, NULL, " " LATE_KEY "\n", &error);
  g_assert_no_error (error);
  late_assert_request (fixture, 0, "GET /api/v1/usage-stats HTTP");
  late_assert_request (fixture, 1, "GET /api/v1/users HTTP");
  late_assert_request (fixture, 2, "GET /api/v1/accounts?page=1&limit=100 HTTP");

  g_assert_cmpstr (sign_in->credentials, ==, LATE_KEY);
  g_assert_null (sign_in->connection->base);
  g_assert_cmpstr (sign_in->connection->remote_id, ==, "6507a1b2c3d4e5f6a7b8c9d0");
  g_assert_cmpstr (poster_json_get_string (sign_in->connection->metadata, "plan"), ==, "Build");
  g_assert_cmpstr (poster_json_get_string (sign_in->connection->metadata, "user_name"), ==, "The Kitchen");

  /* The platform nobody knows is left out. */
  g_assert_cmpuint (sign_in->accounts->len, ==, 3);
  account = find (sign_in->accounts, "64e1");
  g_assert_cmpstr (account->platform, ==, "twitter");
  g_assert_cmpstr (account->connector, ==, "late");
  g_assert_cmpstr (account->connection_id, ==, sign_in->connection->id);
  g_assert_cmpstr (account->username, ==, "kitchen");
  g_assert_cmpstr (account->display_name, ==, "The Kitchen");
  g_assert_cmpint (account->followers, ==, 41);
  g_assert_cmpstr (poster_json_get_string (account->metadata, "profile_id"), ==, "64f0");
  g_assert_true (account->is_active);
  account = find (sign_in->accounts, "64e2");
  g_assert_false (account->is_active);
  g_assert_null (account->avatar_uri);
  g_assert_cmpstr (poster_json_get_string (account->metadata, "profile_id"), ==, "64f0");
  account = find (sign_in->accounts, "64e4");
  g_assert_false (account->is_active);
  g_assert_cmpstr (json_array_get_string_element (poster_json_get_array (account->metadata, "issues"), 0), ==,
                   "Token expired");
}

static void
test_wrong_key (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "401 Unauthorized", "{\"error\":\"Unauthorized\"}");
  sign_in = late_sign_in (fixture, NULL, LATE_KEY, &error);
  g_assert_null (sign_in);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_AUTH);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_AFTER_SIGN_IN);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 1);
}

/* What is no key is not sent anywhere. */
static void
test_no_key (void)
{
  static const char *const keys[] = { "", "  ", "two words", "sk_ünicode", NULL };
  g_autoptr(LateFixture) fixture = late_fixture_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (late_sign_in (fixture, NULL, keys[i], &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 0);
}

/* A restricted key that may not see people is a connection of its own, and always the same. */
static void
test_restricted_key (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autofree char *base = poster_script_server_dup_url (fixture->server, "/own/v1/");
  g_autofree char *clean = poster_script_server_dup_url (fixture->server, "/own");
  g_autofree char *remote_id = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(PosterSignIn) sign_in = NULL;
      g_autoptr(GError) error = NULL;

      late_fixture_push (fixture, "200 OK", USAGE);
      late_fixture_push (fixture, "403 Forbidden", "{\"error\":\"No access\"}");
      late_fixture_push (fixture, "200 OK", "{\"accounts\":[]}");
      sign_in = late_sign_in (fixture, base, LATE_KEY, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (sign_in->connection->base, ==, clean);
      g_assert_true (g_str_has_prefix (sign_in->connection->remote_id, "key-"));
      g_assert_null (strstr (LATE_KEY, sign_in->connection->remote_id + 4));
      if (remote_id == NULL)
        remote_id = g_strdup (sign_in->connection->remote_id);
      g_assert_cmpstr (sign_in->connection->remote_id, ==, remote_id);
    }
  late_assert_request (fixture, 0, "GET /own/v1/usage-stats HTTP");
}

/* While the server is in trouble nobody can say whose the key is, and so it is not guessed. */
static void
test_trouble_is_no_identity (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", USAGE);
  late_fixture_push (fixture, "503 Service Unavailable", "{\"error\":\"Down\"}");
  g_assert_null (late_sign_in (fixture, NULL, LATE_KEY, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
}

static void
test_pages (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK",
                     "{\"accounts\":[{\"_id\":\"a\",\"platform\":\"tiktok\",\"username\":\"a\",\"isActive\":true}],"
                     "\"pagination\":{\"page\":1,\"limit\":100,\"total\":3,\"pages\":2}}");
  late_fixture_push (fixture, "200 OK",
                     "{\"accounts\":[{\"_id\":\"b\",\"platform\":\"tiktok\",\"username\":\"b\",\"isActive\":true},"
                     "{\"_id\":\"a\",\"platform\":\"tiktok\",\"username\":\"a\",\"isActive\":true}],"
                     "\"pagination\":{\"page\":2,\"limit\":100,\"total\":3,\"pages\":2}}");
  late_fixture_push (fixture, "404 Not Found", "{\"error\":\"Not found\"}");
  accounts = late_list_accounts (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 2);
  late_assert_request (fixture, 1, "GET /api/v1/accounts?page=2&limit=100 HTTP");
}

typedef struct
{
  const char  *status;
  const char  *headers;
  const char  *body;
  PosterError  code;
  const char  *word;
  const char  *category;  /* (nullable) */
  PosterRetry  retry;
  PosterPause  pause;
  gint64       retry_after_us;
  gboolean     may_have_arrived;
  const char  *says;      /* (nullable): what has to be in the sentence */
} ErrorCase;

static const ErrorCase error_cases[] = {
  { "400 Bad Request", "", "{\"error\":\"Invalid timezone\",\"details\":{\"fields\":{\"timezone\":[\"not known\"]}}}",
    POSTER_ERROR_REJECTED, "refused", "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "timezone: not known" },
  { "401 Unauthorized", "", "{\"error\":\"Unauthorized\"}",
    POSTER_ERROR_AUTH, "refused", "auth_expired", POSTER_RETRY_AFTER_SIGN_IN, POSTER_PAUSE_NONE, -1, FALSE, "connect again" },
  { "402 Payment Required", "", "{\"error\":\"x\",\"code\":\"analytics_addon_required\"}",
    POSTER_ERROR_REJECTED, "analytics_addon_required", "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "add-on" },
  { "402 Payment Required", "", "{\"error\":\"Your card expired\",\"code\":\"PAYMENT_REQUIRED\",\"dashboard_url\":\"https://x.example/\"}",
    POSTER_ERROR_REJECTED, "PAYMENT_REQUIRED", "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, -1, FALSE, "Your card expired" },
  { "403 Forbidden", "", "{\"error\":\"x\",\"code\":\"PROFILE_LIMIT_EXCEEDED\"}",
    POSTER_ERROR_REJECTED, "PROFILE_LIMIT_EXCEEDED", "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "profile" },
  { "403 Forbidden", "", "{\"error\":\"x\",\"code\":\"PROFILE_OVER_LIMIT\"}",
    POSTER_ERROR_REJECTED, "PROFILE_OVER_LIMIT", "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, -1, FALSE, "larger plan" },
  { "403 Forbidden", "", "{\"error\":\"x\",\"code\":\"ACCOUNT_DISCONNECTED\"}",
    POSTER_ERROR_REJECTED, "ACCOUNT_DISCONNECTED", "auth_expired", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, -1, FALSE, "Connect the account again" },
  { "403 Forbidden", "", "{\"error\":\"That account is not yours\"}",
    POSTER_ERROR_REJECTED, "refused", "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "That account is not yours" },
  { "404 Not Found", "", "{\"error\":\"Not found\"}",
    POSTER_ERROR_NOT_FOUND, "refused", "unknown", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, NULL },
  { "404 Not Found", "", "<html>nothing here</html>",
    POSTER_ERROR_NOT_FOUND, "not_late", NULL, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "address" },
  { "409 Conflict", "", "{\"error\":\"Post is currently publishing\"}",
    POSTER_ERROR_CONFLICT, "refused", "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "publishing" },
  { "409 Conflict", "", "{\"error\":\"Dup\",\"details\":{\"accountId\":\"a\",\"platform\":\"tiktok\",\"existingPostId\":\"p\"}}",
    POSTER_ERROR_REJECTED, "duplicate_content", "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "within a day" },
  { "422 Unprocessable Entity", "", "{\"message\":\"Too long\"}",
    POSTER_ERROR_REJECTED, "refused", "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "Too long" },
  { "424 Failed Dependency", "", "{\"error\":\"x\"}",
    POSTER_ERROR_REJECTED, "refused", "platform_rejected", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, NULL },
  { "418 I'm a teapot", "", "{\"error\":{\"message\":\"Short and stout\",\"code\":\"TEAPOT\"}}",
    POSTER_ERROR_REJECTED, "TEAPOT", "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, -1, FALSE, "Short and stout" },
  { "429 Too Many Requests", "Retry-After: 7\r\n", "{\"error\":\"Rate limit exceeded\"}",
    POSTER_ERROR_RATE_LIMITED, "rate_limited", "platform_error", POSTER_RETRY_LATER, POSTER_PAUSE_NONE, 7 * G_USEC_PER_SEC, FALSE, NULL },
  /* The clock there is years apart from the one here. */
  { "429 Too Many Requests", "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\nX-RateLimit-Reset: 1420070421\r\n", "{\"error\":\"x\"}",
    POSTER_ERROR_RATE_LIMITED, "rate_limited", "platform_error", POSTER_RETRY_LATER, POSTER_PAUSE_NONE, 21 * G_USEC_PER_SEC, FALSE, NULL },
  { "429 Too Many Requests", "", "{\"error\":\"15 posts per hour\",\"details\":{\"accountId\":\"a\"}}",
    POSTER_ERROR_RATE_LIMITED, "account_rate_limited", "platform_rate_limit", POSTER_RETRY_LATER, POSTER_PAUSE_HOUR, -1, FALSE, "15 posts" },
  { "500 Internal Server Error", "X-Request-Id: req-1\r\n", "{\"error\":\"boom\"}",
    POSTER_ERROR_SERVICE, "service_failed", "system_error", POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, "500" },
  { "502 Bad Gateway", "", "<html>gateway</html>",
    POSTER_ERROR_SERVICE, "service_failed", "system_error", POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, NULL },
  { "200 OK", "", "<html>a captive portal</html>",
    POSTER_ERROR_SERVICE, "nonsense_answer", NULL, POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, NULL },
  { "200 OK", "", "{\"accounts\":[{\"_id\":\"a\",",
    POSTER_ERROR_SERVICE, "nonsense_answer", NULL, POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, NULL },
  { "200 OK", "", "{\"posts\":[]}",
    POSTER_ERROR_SERVICE, "nonsense_answer", NULL, POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, NULL },
  { "301 Moved Permanently", "Location: https://zernio.com/\r\n", "",
    POSTER_ERROR_SERVICE, "redirected", NULL, POSTER_RETRY_LATER, POSTER_PAUSE_NONE, -1, TRUE, "moved" },
};

static void
test_error (gconstpointer data)
{
  const ErrorCase *row = data;
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, row->status, row->headers, row->body);
  g_assert_null (late_list_accounts (fixture, &error));
  g_assert_error (error, POSTER_ERROR, (int) row->code);
  g_assert_cmpstr (poster_error_get_code (error), ==, row->word);
  if (row->category != NULL)
    g_assert_cmpstr (poster_error_get_category (error), ==, row->category);
  g_assert_cmpint (poster_error_get_retry (error), ==, row->retry);
  g_assert_cmpint (poster_error_get_pause (error), ==, row->pause);
  g_assert_cmpint (poster_error_get_retry_after_us (error), ==, row->retry_after_us);
  g_assert_cmpint (poster_error_may_have_arrived (error), ==, row->may_have_arrived);
  if (row->says != NULL && strstr (error->message, row->says) == NULL)
    g_error ("“%s” is not in “%s”", row->says, error->message);
  g_assert_null (strstr (error->message, "https://"));
}

/* What the service says of its limits holds the next request back, by its own clock. */
static void
test_rate_headers (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 before_us;

  poster_script_server_push_json (fixture->server, "200 OK",
                                  "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\nX-RateLimit-Limit: 60\r\n"
                                  "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1420070440\r\n",
                                  "{\"accounts\":[]}");
  accounts = late_list_accounts (fixture, &error);
  g_assert_no_error (error);
  late_fixture_push (fixture, "200 OK", "{\"accounts\":[]}");
  before_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));
  poster_shift_clock_skip (fixture->clock, 35 * G_USEC_PER_SEC, 41 * G_USEC_PER_SEC);
  poster_remote_service_list_accounts_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection,
                                             fixture->cancellable, poster_test_keep_result_cb, &result);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = poster_remote_service_list_accounts_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                         poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (poster_shift_clock_get_skipped (fixture->clock), ==, 1);
  g_assert_cmpint (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)) - before_us, >=, 35 * G_USEC_PER_SEC);
}

static void
test_no_stored_key (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GError) error = NULL;

  g_object_unref (fixture->connection);
  fixture->connection = poster_connection_new ("late", NULL);
  g_assert_null (late_list_accounts (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_AUTH);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  late_init (&argc, &argv);
  g_test_add_func ("/late/address/is-read-as-people-paste-it", test_addresses);
  g_test_add_func ("/late/sign-in/tests-the-key-and-lists-the-accounts", test_sign_in);
  g_test_add_func ("/late/sign-in/refuses-a-wrong-key", test_wrong_key);
  g_test_add_func ("/late/sign-in/sends-nothing-that-is-no-key", test_no_key);
  g_test_add_func ("/late/sign-in/knows-a-restricted-key-again", test_restricted_key);
  g_test_add_func ("/late/sign-in/does-not-guess-whose-the-key-is", test_trouble_is_no_identity);
  g_test_add_func ("/late/accounts/come-in-pages", test_pages);
  g_test_add_func ("/late/call/needs-a-key", test_no_stored_key);
  g_test_add_func ("/late/call/waits-as-the-headers-say", test_rate_headers);
  for (guint i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/late/errors/%u-%s", i, error_cases[i].word);

      g_test_add_data_func (path, &error_cases[i], test_error);
    }
  return g_test_run ();
}
