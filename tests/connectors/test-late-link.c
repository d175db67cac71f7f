/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

#include "poster-http-session.h"

#define NO_ACCOUNTS "{\"accounts\":[]}"
#define PROFILES "{\"profiles\":[{\"_id\":\"p1\",\"name\":\"Mine\",\"isDefault\":true},{\"_id\":\"p2\",\"name\":\"Other\"}]}"
#define TIKTOK_ACCOUNT "{\"_id\":\"n1\",\"platform\":\"tiktok\",\"profileId\":\"p1\",\"username\":\"kitchen\",\"isActive\":true}"
#define ONE_ACCOUNT "{\"accounts\":[" TIKTOK_ACCOUNT "]}"

/* What a person does. */
typedef struct
{
  LateFixture       *fixture;
  SoupSession       *browser;
  PosterAccountLink *link;
  const char        *comes_back;  /* (nullable): query that the browser comes back with */
  const char        *chooses;     /* (nullable): id of the choice */
  char              *opened;      /* (nullable) */
  char              *asked;       /* (nullable) */
  char              *code;        /* (nullable) */
  char              *bot;         /* (nullable) */
  GAsyncResult      *result;      /* (nullable) */
} Person;

/* Where the service was told to send the browser back to. */
static char *
dup_redirect_url (LateFixture *fixture)
{
  guint last = poster_script_server_get_n_requests (fixture->server) - 1;
  const char *head = poster_script_server_get_head (fixture->server, last);
  const char *start = strstr (head, "redirect_url=");
  g_autofree char *escaped = NULL;

  g_assert_nonnull (start);
  start += strlen ("redirect_url=");
  escaped = g_strndup (start, strcspn (start, " &\r\n"));
  return g_uri_unescape_string (escaped, NULL);
}

static void
open_uri_cb (PosterAccountLink *link,
             const char        *uri,
             gpointer           user_data)
{
  Person *person = user_data;
  g_autofree char *base = dup_redirect_url (person->fixture);
  g_autofree char *back = g_strdup_printf ("%s?%s", base, person->comes_back != NULL ? person->comes_back : "");
  g_autoptr(SoupMessage) message = NULL;

  person->opened = g_strdup (uri);
  if (person->comes_back == NULL)
    return;
  message = soup_message_new ("GET", back);
  soup_session_send_and_read_async (person->browser, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void
choose_cb (PosterAccountLink *link,
           const char        *kind,
           GPtrArray         *choices,
           gpointer           user_data)
{
  Person *person = user_data;
  g_autoptr(GString) asked = g_string_new (kind);

  for (guint i = 0; i < choices->len; i++)
    {
      PosterLinkChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (asked, " %s=%s", choice->id, choice->name);
    }
  person->asked = g_strdup (asked->str);
  poster_account_link_choose (link, person->chooses);
}

static void
code_cb (PosterAccountLink *link,
         const char        *code,
         const char        *bot,
         const char        *instructions,
         gint64             expires_us,
         gpointer           user_data)
{
  Person *person = user_data;

  person->code = g_strdup (code);
  person->bot = g_strdup (bot);
  g_assert_cmpint (expires_us, >, 0);
}

static Person *
person_new (LateFixture *fixture,
            const char  *platform,
            const char  *handle,
            const char  *secret)
{
  Person *person = g_new0 (Person, 1);

  person->fixture = fixture;
  person->browser = poster_http_session_new ();
  person->link = poster_account_link_new (platform, handle, secret);
  g_signal_connect (person->link, "open-uri", G_CALLBACK (open_uri_cb), person);
  g_signal_connect (person->link, "choose", G_CALLBACK (choose_cb), person);
  g_signal_connect (person->link, "code", G_CALLBACK (code_cb), person);
  return person;
}

static void
person_free (Person *person)
{
  /* Nothing holds it longer than the attempt lasts. */
  poster_test_settle ();
  g_assert_finalize_object (person->link);
  g_object_unref (person->browser);
  g_clear_object (&person->result);
  g_free (person->opened);
  g_free (person->asked);
  g_free (person->code);
  g_free (person->bot);
  g_free (person);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

static void
start (Person *person)
{
  poster_remote_service_link_async (POSTER_REMOTE_SERVICE (person->fixture->connector), person->fixture->connection,
                                    person->link, person->fixture->cancellable, poster_test_keep_result_cb,
                                    &person->result);
}

static PosterAccount *
finish (Person  *person,
        GError **error)
{
  PosterAccount *account;

  poster_test_await (&person->result);
  account = poster_remote_service_link_finish (POSTER_REMOTE_SERVICE (person->fixture->connector), person->result, error);
  g_clear_object (&person->result);
  return account;
}

/* The browser comes back to us, and nobody had to know of profiles. */
static void
test_redirect (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "tiktok", NULL, NULL);
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  person->comes_back = "connected=tiktok&profileId=p1&username=%40kitchen";
  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"authUrl\":\"https://tiktok.example/consent\",\"state\":\"x\"}");
  late_fixture_push (fixture, "200 OK", ONE_ACCOUNT);
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (person->opened, ==, "https://tiktok.example/consent");
  g_assert_cmpstr (account->remote_id, ==, "n1");
  g_assert_cmpstr (account->username, ==, "kitchen");
  late_assert_request (fixture, 2, "GET /api/v1/connect/tiktok?profileId=p1&headless=true&redirect_url=http%3A%2F%2F127.0.0.1");
}

static void
test_refused (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "tiktok", NULL, NULL);
  g_autoptr(GError) error = NULL;

  person->comes_back = "error=access_denied";
  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"url\":\"https://tiktok.example/consent\"}");
  start (person);
  g_assert_null (finish (person, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_AUTH);
  g_assert_cmpstr (poster_error_get_code (error), ==, "access_denied");
}

/* The browser is on another machine: the account just appears. What was there before is not it. A
 * profile holds one account of a platform, so another one is made where all are full. */
static void
test_polled (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "tiktok", NULL, NULL);
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", ONE_ACCOUNT);
  late_fixture_push (fixture, "200 OK", "{\"profiles\":[{\"_id\":\"p1\",\"name\":\"Mine\",\"isDefault\":true}]}");
  late_fixture_push (fixture, "201 Created", "{\"message\":\"ok\",\"profile\":{\"_id\":\"p9\"}}");
  late_fixture_push (fixture, "200 OK", "{\"authUrl\":\"https://tiktok.example/consent\"}");
  late_fixture_push (fixture, "200 OK", ONE_ACCOUNT);
  /* Trouble on the way does not end it. */
  late_fixture_push (fixture, "502 Bad Gateway", "");
  for (guint i = 0; i < 2; i++)
    late_fixture_push (fixture, "200 OK", "{\"accounts\":[" TIKTOK_ACCOUNT ",{\"_id\":\"n2\",\"platform\":\"tiktok\","
                                          "\"profileId\":\"p9\",\"username\":\"garden\",\"isActive\":true}]}");
  poster_shift_clock_skip (fixture->clock, 2 * G_USEC_PER_SEC, 5 * G_USEC_PER_SEC);
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->username, ==, "garden");
  g_assert_nonnull (person->opened);
  late_assert_request (fixture, 2, "POST /api/v1/profiles HTTP");
  late_assert_request (fixture, 3, "GET /api/v1/connect/tiktok?profileId=p9&");
}

static void
test_cancel (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "tiktok", NULL, NULL);
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"authUrl\":\"https://tiktok.example/consent\"}");
  start (person);
  while (person->opened == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (finish (person, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  const char *platform;
  const char *comes_back;
  const char *list_request;
  const char *list;          /* (nullable): the redirect had it all */
  const char *asked;         /* (nullable): there is nothing to choose */
  const char *chooses;
  const char *save_request;
  const char *saved;         /* JSON that the body is compared with */
} ChoiceCase;

static const ChoiceCase choice_cases[] = {
  { "facebook",
    "profileId=p1&tempToken=tt&userProfile=%7B%22id%22%3A%229%22%7D&connect_token=ct&platform=facebook&step=select_page",
    "GET /api/v1/connect/facebook/select-page?profileId=p1&tempToken=tt HTTP",
    "{\"pages\":[{\"id\":\"1\",\"name\":\"Brand\"},{\"id\":\"2\",\"name\":\"Other\"}]}",
    "page 1=Brand 2=Other", "2", "POST /api/v1/connect/facebook/select-page HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"tt\",\"userProfile\":{\"id\":\"9\"},\"pageId\":\"2\"}" },
  { "linkedin",
    "profileId=p1&pendingDataToken=pd&connect_token=ct&platform=linkedin&step=select_organization",
    "GET /api/v1/connect/pending-data?token=pd HTTP",
    "{\"platform\":\"linkedin\",\"tempToken\":\"AQV\",\"userProfile\":{\"id\":\"9\",\"displayName\":\"Sam\"},"
    "\"organizations\":[{\"id\":\"1\",\"urn\":\"urn:li:organization:1\",\"name\":\"Acme\"}]}",
    "organization personal=Sam 1=Acme", "1", "POST /api/v1/connect/linkedin/select-organization HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"AQV\",\"userProfile\":{\"id\":\"9\",\"displayName\":\"Sam\"},"
    "\"accountType\":\"organization\",\"selectedOrganization\":{\"id\":\"1\",\"urn\":\"urn:li:organization:1\",\"name\":\"Acme\"}}" },
  { "linkedin",
    "profileId=p1&pendingDataToken=pd&connect_token=ct&platform=linkedin&step=select_organization",
    "GET /api/v1/connect/pending-data?token=pd HTTP",
    "{\"tempToken\":\"AQV\",\"userProfile\":{\"id\":\"9\",\"displayName\":\"Sam\"},"
    "\"organizations\":[{\"id\":\"1\",\"name\":\"Acme\"}]}",
    "organization personal=Sam 1=Acme", "personal", "POST /api/v1/connect/linkedin/select-organization HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"AQV\",\"userProfile\":{\"id\":\"9\",\"displayName\":\"Sam\"},"
    "\"accountType\":\"personal\"}" },
  { "pinterest",
    "profileId=p1&tempToken=tt&userProfile=%7B%22id%22%3A%229%22%7D&connect_token=ct&platform=pinterest&step=select_board"
    "&refreshToken=rt&expiresIn=3600",
    "GET /api/v1/connect/pinterest/select-board?profileId=p1&tempToken=tt HTTP",
    "{\"boards\":[{\"id\":\"1\",\"name\":\"Soups\"},{\"id\":\"2\",\"name\":\"Stews\"}]}",
    "board 1=Soups 2=Stews", "1", "POST /api/v1/connect/pinterest/select-board HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"tt\",\"userProfile\":{\"id\":\"9\"},\"refreshToken\":\"rt\",\"expiresIn\":3600,"
    "\"boardId\":\"1\",\"boardName\":\"Soups\"}" },
  /* One is no choice. */
  { "googlebusiness",
    "profileId=p1&tempToken=tt&userProfile=%7B%22refreshToken%22%3A%22r%22%7D&connect_token=ct&platform=googlebusiness"
    "&step=select_location",
    "GET /api/v1/connect/googlebusiness/locations?profileId=p1&tempToken=tt HTTP",
    "{\"locations\":[{\"id\":\"7\",\"name\":\"The Shop\",\"address\":\"Main St\"}]}",
    NULL, NULL, "POST /api/v1/connect/googlebusiness/select-location HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"tt\",\"userProfile\":{\"refreshToken\":\"r\"},\"locationId\":\"7\"}" },
  /* The redirect carries the list. */
  { "snapchat",
    "profileId=p1&tempToken=tt&userProfile=%7B%22id%22%3A%229%22%7D&connect_token=ct&platform=snapchat&step=select_public_profile"
    "&publicProfiles=%5B%7B%22id%22%3A%22a%22%2C%22display_name%22%3A%22A%22%7D%2C%7B%22id%22%3A%22b%22%2C%22display_name%22%3A%22B%22%7D%5D",
    NULL, NULL, "profile a=A b=B", "b", "POST /api/v1/connect/snapchat/select-profile HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"tt\",\"userProfile\":{\"id\":\"9\"},"
    "\"selectedPublicProfile\":{\"id\":\"b\",\"display_name\":\"B\"}}" },
  { "instagram",
    "profileId=p1&tempToken=tt&connect_token=ct&platform=instagram&step=select_account",
    "GET /api/v1/connect/instagram/select-account?profileId=p1&tempToken=tt HTTP",
    "{\"pages\":[{\"id\":\"1\",\"name\":\"Brand\",\"instagram_business_account\":{\"username\":\"brand\"}},"
    "{\"id\":\"2\",\"name\":\"Other\"}]}",
    "account 1=Brand 2=Other", "1", "POST /api/v1/connect/instagram/select-account HTTP",
    "{\"profileId\":\"p1\",\"tempToken\":\"tt\",\"pageId\":\"1\"}" },
};

static void
test_choice (gconstpointer data)
{
  const ChoiceCase *row = data;
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, row->platform, NULL, NULL);
  g_autoptr(PosterAccount) account = NULL;
  g_autofree char *accounts = NULL;
  g_autoptr(JsonNode) wanted = json_from_string (row->saved, NULL);
  g_autoptr(JsonNode) sent = json_node_alloc ();
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;
  guint at = 3;

  person->comes_back = row->comes_back;
  person->chooses = row->chooses;
  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"authUrl\":\"https://consent.example/\"}");
  if (row->list != NULL)
    late_fixture_push (fixture, "200 OK", row->list);
  late_fixture_push (fixture, "200 OK", "{\"message\":\"ok\",\"account\":{\"accountId\":\"n7\",\"username\":\"x\"}}");
  accounts = g_strdup_printf ("{\"accounts\":[" TIKTOK_ACCOUNT ",{\"_id\":\"n7\",\"platform\":\"%s\",\"profileId\":\"p1\","
                              "\"username\":\"x\",\"isActive\":true}]}", row->platform);
  late_fixture_push (fixture, "200 OK", accounts);
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->remote_id, ==, "n7");
  g_assert_cmpstr (person->asked, ==, row->asked);
  if (row->list != NULL)
    {
      g_assert_nonnull (strstr (poster_script_server_get_head (fixture->server, at), "X-Connect-Token: ct\r\n"));
      late_assert_request (fixture, at++, row->list_request);
    }
  late_assert_request (fixture, at, row->save_request);
  body = late_fixture_dup_body (fixture, at);
  json_node_init_object (sent, body);
  if (!json_node_equal (sent, wanted))
    g_error ("Sent was %s", json_to_string (sent, FALSE));
}

static void
test_bluesky (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "bluesky", "@kitchen.example", "abcd-efgh");
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"currentUserId\":\"u1\",\"users\":[]}");
  late_fixture_push (fixture, "200 OK", "{\"account\":{\"_id\":\"n3\"}}");
  late_fixture_push (fixture, "200 OK", "{\"accounts\":[{\"_id\":\"n3\",\"platform\":\"bluesky\",\"username\":\"kitchen.example\","
                                        "\"isActive\":true}]}");
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->remote_id, ==, "n3");
  body = late_fixture_dup_body (fixture, 3);
  g_assert_cmpstr (poster_json_get_string (body, "identifier"), ==, "kitchen.example");
  g_assert_cmpstr (poster_json_get_string (body, "appPassword"), ==, "abcd-efgh");
  g_assert_cmpstr (poster_json_get_string (body, "state"), ==, "u1-p1");
}

/* A wrong app password is not a wrong key. */
static void
test_bluesky_refused (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "bluesky", "kitchen.example", "wrong");
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (fixture->connection->metadata, "user_id", "u1");
  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "401 Unauthorized", "{\"error\":\"Invalid identifier or password\"}");
  start (person);
  g_assert_null (finish (person, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_assert_null (strstr (error->message, "wrong"));
}

static void
test_telegram (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "telegram", NULL, NULL);
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", NO_ACCOUNTS);
  late_fixture_push (fixture, "200 OK", PROFILES);
  late_fixture_push (fixture, "200 OK", "{\"code\":\"LATE-ABC123\",\"expiresIn\":900,\"botUsername\":\"SomeBot\","
                                        "\"instructions\":[\"One\",\"Two\"]}");
  late_fixture_push (fixture, "200 OK", "{\"status\":\"pending\",\"expiresIn\":800}");
  late_fixture_push (fixture, "200 OK", "{\"status\":\"connected\",\"chatTitle\":\"Soups\",\"account\":{\"_id\":\"n4\"}}");
  late_fixture_push (fixture, "200 OK", "{\"accounts\":[{\"_id\":\"n4\",\"platform\":\"telegram\",\"username\":\"soups\","
                                        "\"isActive\":true}]}");
  poster_shift_clock_skip (fixture->clock, 2 * G_USEC_PER_SEC, 5 * G_USEC_PER_SEC);
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (person->code, ==, "LATE-ABC123");
  g_assert_cmpstr (person->bot, ==, "SomeBot");
  late_assert_request (fixture, 3, "PATCH /api/v1/connect/telegram?code=LATE-ABC123 HTTP");
  g_assert_cmpstr (account->remote_id, ==, "n4");
}

/* What is reached again stays in its profile. */
static void
test_reconnect (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(Person) person = person_new (fixture, "tiktok", NULL, NULL);
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  person->link->reconnect = g_strdup ("n5");
  person->comes_back = "connected=tiktok&profileId=p5";
  late_fixture_push (fixture, "200 OK", "{\"accounts\":[" TIKTOK_ACCOUNT ",{\"_id\":\"n5\",\"platform\":\"tiktok\","
                                        "\"profileId\":\"p5\",\"username\":\"garden\",\"isActive\":false}]}");
  late_fixture_push (fixture, "200 OK", "{\"authUrl\":\"https://tiktok.example/consent\"}");
  late_fixture_push (fixture, "200 OK", "{\"accounts\":[" TIKTOK_ACCOUNT ",{\"_id\":\"n5\",\"platform\":\"tiktok\","
                                        "\"profileId\":\"p5\",\"username\":\"garden\",\"isActive\":true}]}");
  start (person);
  account = finish (person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->remote_id, ==, "n5");
  late_assert_request (fixture, 1, "GET /api/v1/connect/tiktok?profileId=p5&");
}

static void
test_changes (void)
{
  g_autoptr(LateFixture) fixture = late_fixture_new ();
  g_autoptr(PosterAccount) account = poster_account_new ("late", "tiktok", "n1");
  g_autoptr(GAsyncResult) renamed = NULL;
  g_autoptr(GAsyncResult) unlinked = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) error = NULL;

  late_fixture_push (fixture, "200 OK", "{\"message\":\"ok\",\"displayName\":\"Pots\"}");
  poster_remote_service_rename_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection, account, "Pots",
                                      NULL, poster_test_keep_result_cb, &renamed);
  g_assert_true (poster_remote_service_rename_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                      poster_test_await (&renamed), &error));
  late_assert_request (fixture, 0, "PUT /api/v1/accounts/n1 HTTP");
  body = late_fixture_dup_body (fixture, 0);
  g_assert_cmpstr (poster_json_get_string (body, "displayName"), ==, "Pots");

  /* Gone already is gone. */
  late_fixture_push (fixture, "404 Not Found", "{\"error\":\"Account not found\"}");
  poster_remote_service_unlink_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection, account,
                                      NULL, poster_test_keep_result_cb, &unlinked);
  g_assert_true (poster_remote_service_unlink_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                      poster_test_await (&unlinked), &error));
  late_assert_request (fixture, 1, "DELETE /api/v1/accounts/n1 HTTP");
}

int
main (int    argc,
      char **argv)
{
  late_init (&argc, &argv);
  g_test_add_func ("/late/link/comes-back-from-the-browser", test_redirect);
  g_test_add_func ("/late/link/tells-a-refusal", test_refused);
  g_test_add_func ("/late/link/sees-the-account-appear", test_polled);
  g_test_add_func ("/late/link/can-be-given-up", test_cancel);
  for (guint i = 0; i < G_N_ELEMENTS (choice_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/late/link/asks-which-is-meant/%u-%s", i, choice_cases[i].platform);

      g_test_add_data_func (path, &choice_cases[i], test_choice);
    }
  g_test_add_func ("/late/link/bluesky-by-app-password", test_bluesky);
  g_test_add_func ("/late/link/a-wrong-app-password-is-no-wrong-key", test_bluesky_refused);
  g_test_add_func ("/late/link/telegram-by-code", test_telegram);
  g_test_add_func ("/late/link/an-account-is-reached-again", test_reconnect);
  g_test_add_func ("/late/accounts/are-renamed-and-disconnected", test_changes);
  return g_test_run ();
}
