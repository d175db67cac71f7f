/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <string.h>

static JsonObject *
describe (LateFixture  *fixture,
          const char   *platform,
          GError      **error)
{
  g_autoptr(PosterAccount) account = poster_account_new ("late", platform, "a1");
  g_autoptr(GAsyncResult) result = NULL;

  account->username = g_strdup ("kitchen");
  poster_connector_describe_async (fixture->connector, fixture->connection, account, fixture->cancellable,
                                   poster_test_keep_result_cb, &result);
  return poster_connector_describe_finish (fixture->connector, poster_test_await (&result), error);
}

static char *
dup_choices (JsonObject *description,
             const char *array)
{
  JsonArray *choices = poster_json_get_array (description, array);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (choices);
  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", poster_json_get_string (choice, "value"),
                              poster_json_get_string (choice, "label"));
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *platform;
  const char *path;
  const char *answer;
  const char *array;
  const char *choices;
} ChoicesCase;

static const ChoicesCase cases[] = {
  { "pinterest", "/api/v1/accounts/a1/pinterest-boards", "{\"boards\":[{\"id\":\"1\",\"name\":\"Soups\"},{\"id\":2,\"name\":\"Stews\"}]}",
    "boards", "1=Soups 2=Stews" },
  { "facebook", "/api/v1/accounts/a1/facebook-page", "{\"pages\":[{\"id\":\"7\",\"name\":\"Brand\"}],\"selectedPageId\":\"7\"}",
    "pages", "7=Brand" },
  { "linkedin", "/api/v1/accounts/a1/linkedin-organizations",
    "{\"organizations\":[{\"id\":\"12\",\"name\":\"Acme\"},{\"id\":\"13\",\"urn\":\"urn:li:organization:13\",\"name\":\"Sub\"}]}",
    "organizations", "urn:li:organization:12=Acme urn:li:organization:13=Sub" },
  { "googlebusiness", "/api/v1/accounts/a1/gmb-locations", "{\"locations\":[{\"id\":\"5\",\"name\":\"The Shop\"},{\"no\":\"id\"}]}",
    "locations", "5=The Shop" },
  { "youtube", "/api/v1/accounts/a1/youtube-playlists", "{\"playlists\":[{\"id\":\"PL1\",\"title\":\"Tutorials\"}]}",
    "playlists", "PL1=Tutorials" },
};

static void
test_choices (gconstpointer data)
{
  const ChoicesCase *row = data;
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autofree char *line = g_strdup_printf ("GET %s HTTP", row->path);
  g_autofree char *choices = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", row->answer);
  description = describe (fixture, row->platform, &error);
  g_assert_no_error (error);
  late_assert_request (fixture, 0, line);
  choices = dup_choices (description, row->array);
  g_assert_cmpstr (choices, ==, row->choices);
}

static void
test_reddit (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autofree char *subreddits = NULL;
  g_autofree char *flairs = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", "{\"subreddits\":[{\"id\":\"x\",\"name\":\"soup\"},{\"id\":\"y\",\"name\":\"stew\"}],"
                                        "\"defaultSubreddit\":\"stew\"}");
  late_fixture_push (fixture, "200 OK", "{\"flairs\":[{\"id\":\"f1\",\"text\":\"Discussion\"}]}");
  description = describe (fixture, "reddit", &error);
  g_assert_no_error (error);
  late_assert_request (fixture, 1, "GET /api/v1/accounts/a1/reddit-flairs?subreddit=stew HTTP");
  subreddits = dup_choices (description, "subreddits");
  g_assert_cmpstr (subreddits, ==, "soup=soup stew=stew");
  flairs = dup_choices (description, "flairs");
  g_assert_cmpstr (flairs, ==, "f1=Discussion");
}

/* The same members as of an account that is reached directly. */
static void
test_tiktok (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autofree char *levels = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK",
                     "{\"creator\":{\"nickname\":\"The Kitchen\",\"avatarUrl\":\"https://x.example/a\",\"isVerified\":false,"
                     "\"canPostMore\":false},\"privacyLevels\":[{\"value\":\"SELF_ONLY\",\"label\":\"x\"},"
                     "{\"value\":\"CLOSE_FRIENDS\",\"label\":\"Close friends\"}],\"postingLimits\":{\"maxVideoDurationSec\":600,"
                     "\"interactionSettings\":{\"comment\":true,\"duet\":false,\"stitch\":true}}}");
  description = describe (fixture, "tiktok", &error);
  g_assert_no_error (error);
  late_assert_request (fixture, 0, "GET /api/v1/accounts/a1/tiktok/creator-info HTTP");
  levels = dup_choices (description, "privacyLevels");
  g_assert_cmpstr (levels, ==, "SELF_ONLY=Only me CLOSE_FRIENDS=Close friends");
  g_assert_false (poster_json_get_boolean (description, "canPostMore", TRUE));
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (description, "creator"), "username"), ==, "kitchen");
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (description, "postingLimits"), "maxVideoDurationSec", 0), ==, 600);
}

/* An early server does not know what a creator may do; the levels that there are can be chosen still. */
static void
test_tiktok_early (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autofree char *levels = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "404 Not Found", "<html></html>");
  description = describe (fixture, "tiktok", &error);
  g_assert_no_error (error);
  levels = dup_choices (description, "privacyLevels");
  g_assert_nonnull (strstr (levels, "PUBLIC_TO_EVERYONE=Everyone"));
}

static void
test_trouble (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "503 Service Unavailable", "");
  g_assert_null (describe (fixture, "pinterest", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
}

static void
test_nothing (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  description = describe (fixture, "twitter", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (description), ==, 0);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  late_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/late/describe/%s", cases[i].array);

      g_test_add_data_func (path, &cases[i], test_choices);
    }
  g_test_add_func ("/late/describe/subreddits-and-flairs", test_reddit);
  g_test_add_func ("/late/describe/a-creator", test_tiktok);
  g_test_add_func ("/late/describe/any-creator-of-an-early-server", test_tiktok_early);
  g_test_add_func ("/late/describe/trouble-is-told", test_trouble);
  g_test_add_func ("/late/describe/nothing-to-choose", test_nothing);
  return g_test_run ();
}
