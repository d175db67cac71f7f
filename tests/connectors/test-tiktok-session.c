/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiktok-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

#include "poster-http-session.h"

/* What the consent page's address asks for, and the person's browser. */
typedef struct
{
  SoupSession *browser;
  char        *extra;   /* what the person does */
  char        *opened;  /* (nullable) */
  guint        count;
} Person;

static Person *
person_new (const char *extra)
{
  Person *person = g_new0 (Person, 1);

  person->browser = poster_http_session_new ();
  person->extra = g_strdup (extra);
  return person;
}

static void
person_free (Person *person)
{
  g_object_unref (person->browser);
  g_free (person->extra);
  g_free (person->opened);
  g_free (person);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

static void
open_cb (const char *uri,
         gpointer    user_data)
{
  Person *person = user_data;
  g_autofree char *decided = g_strconcat (uri, person->extra, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", decided);

  g_free (person->opened);
  person->opened = g_strdup (uri);
  person->count++;
  if (*person->extra != '\0')
    soup_session_send_and_read_async (person->browser, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

/* A sign-in with an app of the person's own, at an address of its own. */
static PosterSignInRequest *
new_request (Fixture *fixture,
             Person  *person)
{
  PosterSignInRequest *request = poster_sign_in_request_new ();

  request->base = g_strdup (poster_sandbox_get_base_url (fixture->sandbox));
  request->auth_uri = g_strconcat (request->base, "/v2/auth/authorize/", NULL);
  json_object_set_string_member (request->parameters, "client_key", POSTER_SANDBOX_CLIENT_KEY);
  request->secret = g_strdup (poster_sandbox_get_client_secret (fixture->sandbox));
  request->open_func = open_cb;
  request->open_data = person;
  return request;
}

static const char *
get_param (GHashTable *query,
           const char *name)
{
  return g_hash_table_lookup (query, name);
}

static void
test_browser (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("&sandbox_decision=allow&sandbox_user=garden");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GHashTable) query = NULL;
  g_autoptr(JsonObject) credentials = NULL;
  g_autoptr(GError) error = NULL;
  PosterAccount *account;

  fixture_user (fixture, "{\"handle\":\"garden\",\"nickname\":\"The Garden\",\"follower_count\":41}");
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_no_error (error);

  query = soup_form_decode (strchr (person->opened, '?') + 1);
  g_assert_cmpstr (get_param (query, "response_type"), ==, "code");
  g_assert_cmpstr (get_param (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpuint (strlen (get_param (query, "code_challenge")), ==, 64);
  g_assert_true (g_str_has_prefix (get_param (query, "redirect_uri"), "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (get_param (query, "redirect_uri"), "/callback/"));
  g_assert_cmpstr (get_param (query, "scope"), ==,
                   "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload");
  g_assert_null (strstr (person->opened, request->secret));

  account = g_ptr_array_index (sign_in->accounts, 0);
  g_assert_cmpstr (account->username, ==, "garden");
  g_assert_cmpstr (account->display_name, ==, "The Garden");
  g_assert_cmpint (account->followers, ==, 41);
  g_assert_false (account->is_practice);
  g_assert_cmpstr (account->connection_id, ==, sign_in->connection->id);
  g_assert_cmpstr (account->remote_id, ==, sign_in->connection->remote_id);
  g_assert_cmpstr (sign_in->connection->base, ==, request->base);
  g_assert_cmpstr (poster_json_get_string (sign_in->connection->metadata, "client_key"), ==, POSTER_SANDBOX_CLIENT_KEY);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (sign_in->connection->metadata, "scopes")), ==, 6);
  credentials = poster_json_parse_object (sign_in->credentials, -1, NULL);
  g_assert_cmpstr (poster_json_get_string (credentials, "client_secret"), ==, request->secret);
  g_assert_nonnull (poster_json_get_string (credentials, "access_token"));
}

static void
test_practice (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) again = NULL;
  g_autoptr(PosterSignIn) other = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (fixture->account->username, ==, "kitchen");
  g_assert_true (fixture->account->is_practice);
  g_assert_cmpstr (fixture->connection->base, ==, POSTER_BASE_PRACTICE);

  request->practice = TRUE;
  request->handle = g_strdup ("kitchen");
  again = fixture_sign_in (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->connection->remote_id, ==, fixture->connection->remote_id);

  g_clear_pointer (&request->handle, g_free);
  other = fixture_sign_in (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other->connection->remote_id, !=, fixture->connection->remote_id);
}

static void
test_denied (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("&sandbox_decision=deny");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_null (sign_in);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "access_denied");
}

static void
test_denied_in_practice (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  request->practice = TRUE;
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"authorize\",\"kind\":\"html_502\"}]}");
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_null (sign_in);
  fixture_assert_code (error, POSTER_ERROR_SERVICE, "consent_failed");
}

static void
test_wrong_secret (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("&sandbox_decision=allow&sandbox_user=garden");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, data);
  g_free (request->secret);
  request->secret = g_strdup ("the-wrong-one");
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_null (sign_in);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "invalid_client");
}

static void
test_nothing_to_sign_in_with (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&request->secret, g_free);
  sign_in = fixture_sign_in (fixture, request, &error);
  fixture_assert_code (error, POSTER_ERROR_INVALID, "client_secret_missing");
  g_clear_error (&error);
  json_object_remove_member (request->parameters, "client_key");
  sign_in = fixture_sign_in (fixture, request, &error);
  fixture_assert_code (error, POSTER_ERROR_INVALID, "client_key_missing");
  g_assert_cmpuint (person->count, ==, 0);
}

static void
cancel_cb (const char *uri,
           gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_cancellable_cancel (fixture->cancellable);
}

static void
test_cancelled (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GError) error = NULL;

  request->open_func = cancel_cb;
  request->open_data = fixture;
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_null (sign_in);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The person unticked something: the rest works, and what does not says so. */
static void
test_partial_grant (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(Person) person = person_new ("&sandbox_decision=allow&sandbox_user=garden"
                                         "&sandbox_scopes=user.info.basic,video.upload");
  g_autoptr(PosterSignInRequest) request = new_request (fixture, person);
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(PosterPublication) direct = NULL;
  g_autoptr(PosterPublication) inbox = NULL;
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  fixture_user (fixture, "{\"handle\":\"garden\",\"nickname\":\"The Garden\"}");
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (sign_in->connection->metadata, "scopes")), ==, 2);
  fixture_keep (fixture, sign_in);
  g_assert_cmpstr (fixture->account->username, ==, "The Garden");  /* the handle was not granted */

  direct = fixture_new_video_post (fixture, MB);
  result = fixture_publish (fixture, direct, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "scope_not_authorized");
  g_assert_nonnull (strstr (error->message, "video.publish"));
  /* It must not hold back what this connection can do. */
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_clear_error (&error);
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "scope_not_authorized");
  g_clear_error (&error);

  inbox = fixture_new_publication (fixture, "", "{\"draft\":true}");
  g_ptr_array_add (inbox->media, fixture_new_video (fixture, MB));
  result = fixture_publish (fixture, inbox, &error);
  g_assert_no_error (error);
  g_assert_true (result->is_inbox);
}

static void
test_no_upload_scope (void)
{
  g_autoptr(Fixture) fixture = fixture_new_for ("garden", "user.info.basic,video.publish");
  g_autoptr(PosterPublication) inbox = fixture_new_publication (fixture, "", "{\"draft\":true}");
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (fixture->account->username, ==, "garden");  /* told by creator_info */
  g_ptr_array_add (inbox->media, fixture_new_video (fixture, MB));
  result = fixture_publish (fixture, inbox, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "scope_not_authorized");
  g_assert_nonnull (strstr (error->message, "video.upload"));
}

static char *
dup_token (Fixture    *fixture,
           const char *member)
{
  g_autoptr(JsonObject) credentials = fixture_credentials (fixture);

  return g_strdup (poster_json_get_string (credentials, member));
}

static void
test_refreshes_ahead (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *access = dup_token (fixture, "access_token");
  g_autofree char *refresh = dup_token (fixture, "refresh_token");
  g_autofree char *new_access = NULL;
  g_autofree char *new_refresh = NULL;
  gint64 asked = fixture_count (fixture, "requests", "creator_info");

  poster_shift_clock_advance (fixture->clock, 116 * G_TIME_SPAN_MINUTE);  /* of 120 */
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  fixture_note_secrets (fixture, fixture->connection->id);
  new_access = dup_token (fixture, "access_token");
  new_refresh = dup_token (fixture, "refresh_token");
  g_assert_cmpstr (new_access, !=, access);
  g_assert_cmpstr (new_refresh, !=, refresh);
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, asked + 1);
}

static void
test_refreshes_when_refused (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;
  gint64 asked = fixture_count (fixture, "requests", "creator_info");

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"expire_token\",\"times\":1}]}");
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, asked + 2);
}

/* Once, not for ever. */
static void
test_refreshes_once (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;
  gint64 asked = fixture_count (fixture, "requests", "creator_info");

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"error_code\","
                           "\"code\":\"access_token_invalid\"}]}");
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "access_token_invalid");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_AFTER_SIGN_IN);
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, asked + 2);
}

/* Ten calls at once find the token expired: one refresh, and all ten go on with its result. */
static void
test_one_refresh_at_a_time (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  GAsyncResult *results[10] = { NULL };
  gint64 tokens = fixture_count (fixture, "counts", "tokens");

  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    poster_connector_describe_async (fixture->connector, fixture->connection, fixture->account, NULL,
                                     poster_test_keep_result_cb, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(JsonObject) description = NULL;
      g_autoptr(GError) error = NULL;

      description = poster_connector_describe_finish (fixture->connector, poster_test_await (&results[i]), &error);
      g_assert_no_error (error);
      g_clear_object (&results[i]);
    }
  g_assert_cmpint (fixture_count (fixture, "counts", "tokens"), ==, tokens + 1);
}

/* Whoever waits for a refresh may go; the refresh itself is never broken off. */
static void
test_refresh_survives_cancelling (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *refresh = dup_token (fixture, "refresh_token");
  g_autofree char *new_refresh = NULL;

  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  poster_connector_describe_async (fixture->connector, fixture->connection, fixture->account, fixture->cancellable,
                                   poster_test_keep_result_cb, &result);
  while (fixture_count (fixture, "requests", "token") < 2)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  description = poster_connector_describe_finish (fixture->connector, poster_test_await (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  new_refresh = dup_token (fixture, "refresh_token");
  g_assert_cmpstr (new_refresh, !=, refresh);
  g_cancellable_reset (fixture->cancellable);
  later = fixture_describe (fixture, &error);
  g_assert_no_error (error);
}

/* The token runs out between the upload and the question what became of it. */
static void
test_expiry_between_upload_and_status (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "status");
  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "inits"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
}

/* It is refused in the middle of polling: the poll is repeated, and nothing else. */
static void
test_refused_while_polling (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "status");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"status\",\"kind\":\"expire_token\",\"times\":1}]}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "requests", "video_init"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "requests", "upload"), ==, 1);
}

/* The answer of a refresh got lost, and the old token is dead: only a person can help. */
static void
test_lost_rotation (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"drop_after\",\"times\":1}]}");
  description = fixture_describe (fixture, &error);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_clear_error (&error);
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "invalid_grant");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_AFTER_SIGN_IN);
}

/* With a service that lets the old one live on, the next attempt gets through. */
static void
test_lost_rotation_with_grace (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rotation\":\"grace\",\"rules\":[{\"endpoint\":\"token\",\"kind\":\"drop_after\",\"times\":1}]}");
  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  description = fixture_describe (fixture, &error);
  g_assert_nonnull (error);
  g_clear_error (&error);
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
}

static void
test_refresh_trouble (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"rules\":[{\"endpoint\":\"token\",\"times\":1,%s}]}",
                                             (const char *) data);

  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  fixture_faults (fixture, faults);
  description = fixture_describe (fixture, &error);
  g_assert_null (description);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_clear_error (&error);
  later = fixture_describe (fixture, &error);
  g_assert_no_error (error);
}

/* Ahead of its end a token is still good when the new one cannot be had just now. */
static void
test_trouble_ahead_of_expiry (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  poster_shift_clock_advance (fixture->clock, 116 * G_TIME_SPAN_MINUTE);
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"html_502\",\"times\":1}]}");
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
}

/* Another process refreshed meanwhile: what it stored is used. */
static void
test_rereads_what_another_stored (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterConnector) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(JsonObject) elsewhere = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(PosterMemorySecrets) stale = poster_memory_secrets_new ();

  before = g_strdup (poster_memory_secrets_peek (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS));
  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  description = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  after = g_strdup (poster_memory_secrets_peek (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS));

  /* This one starts from the dead token, and finds the new one once its refresh is refused. */
  poster_memory_secrets_put (stale, fixture->connection->id, POSTER_SECRET_CREDENTIALS, before);
  other = POSTER_CONNECTOR (poster_tiktok_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (stale),
                                                         POSTER_PRACTICE (fixture->practice), NULL, NULL));
  poster_connector_describe_async (other, fixture->connection, fixture->account, NULL,
                                   poster_test_keep_result_cb, &result);
  while (fixture_count (fixture, "requests", "token") < 3)
    g_main_context_iteration (NULL, TRUE);
  poster_memory_secrets_put (stale, fixture->connection->id, POSTER_SECRET_CREDENTIALS, after);
  elsewhere = poster_connector_describe_finish (other, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

/* The new pair is kept before it is used; when it cannot be kept, nobody uses it, and it is not
 * lost either. */
static void
test_keeps_before_use (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(GError) error = NULL;
  gint64 asked = fixture_count (fixture, "requests", "creator_info");
  gint64 tokens = fixture_count (fixture, "counts", "tokens");

  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  poster_connector_describe_async (fixture->connector, fixture->connection, fixture->account, NULL,
                                   poster_test_keep_result_cb, &result);
  while (fixture_count (fixture, "requests", "token") < 2)
    g_main_context_iteration (NULL, TRUE);
  poster_memory_secrets_set_locked (fixture->secrets, TRUE);
  description = poster_connector_describe_finish (fixture->connector, poster_test_await (&result), &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, asked);
  g_clear_error (&error);

  poster_memory_secrets_set_locked (fixture->secrets, FALSE);
  later = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "tokens"), ==, tokens + 1);
  fixture_note_secrets (fixture, fixture->connection->id);
}

static void
test_lifetimes (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(GError) error = NULL;
  gint64 tokens;

  fixture_faults (fixture, "{\"token_lifetimes\":\"long\",\"rotation\":\"keep\"}");
  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  first = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  tokens = fixture_count (fixture, "counts", "tokens");
  poster_shift_clock_advance (fixture->clock, 20 * G_TIME_SPAN_HOUR);
  second = fixture_describe (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "tokens"), ==, tokens);
}

static void
test_revoked (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"revoke\",\"times\":1}]}");
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "invalid_grant");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_AFTER_SIGN_IN);
  g_assert_cmpstr (poster_error_get_category (error), ==, "auth_expired");
}

/* Permission taken back during publishing: the next attempt waits for the person at its first
 * step, and after signing in again the post goes out, once. */
static void
test_removed_during_publishing (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = fixture_new_video_post (fixture, MB);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "finish-upload");
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"fail\",\"reason\":\"auth_removed\",\"times\":1},"
                           "{\"endpoint\":\"creator_info\",\"kind\":\"revoke\",\"times\":1}]}");
  result = fixture_publish (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "invalid_grant");
  g_assert_cmpint (fixture_count (fixture, "counts", "published"), ==, 0);
  g_clear_error (&error);

  {
    g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
    g_autoptr(PosterSignIn) sign_in = NULL;

    request->practice = TRUE;
    request->handle = g_strdup ("kitchen");
    sign_in = fixture_sign_in (fixture, request, &error);
    g_assert_no_error (error);
    poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS,
                               sign_in->credentials);
  }
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "published"), ==, 1);
}

static void
test_signs_out (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (fixture_sign_out (fixture, &error));
  g_assert_no_error (error);
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "invalid_grant");
  g_clear_error (&error);

  /* What is not known any more needs no taking back. */
  g_assert_true (fixture_sign_out (fixture, &error));
  g_assert_no_error (error);
}

static void
test_sign_out_trouble (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"revoke\",\"kind\":\"html_502\"}]}");
  g_assert_false (fixture_sign_out (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
}

static void
test_not_signed_in (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS, "rubbish");
  description = fixture_describe (fixture, &error);
  fixture_assert_code (error, POSTER_ERROR_AUTH, "not_signed_in");
}

static void
test_no_sandbox (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterConnector) lonely = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  lonely = POSTER_CONNECTOR (poster_tiktok_connector_new (POSTER_CLOCK (fixture->clock),
                                                          POSTER_SECRETS (fixture->secrets), NULL, NULL,
                                                          poster_sandbox_get_base_url (fixture->sandbox)));
  poster_connector_describe_async (lonely, fixture->connection, fixture->account, NULL,
                                   poster_test_keep_result_cb, &result);
  description = poster_connector_describe_finish (lonely, poster_test_await (&result), &error);
  fixture_assert_code (error, POSTER_ERROR_NOT_FOUND, "no_sandbox");
}

/* A connection without an address of its own goes where the program was told to go. */
static void
test_base_uri (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterConnector) told = NULL;
  g_autoptr(PosterConnection) connection = poster_connection_copy (fixture->connection);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) description = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&connection->base, g_free);
  told = POSTER_CONNECTOR (poster_tiktok_connector_new (POSTER_CLOCK (fixture->clock),
                                                        POSTER_SECRETS (fixture->secrets), NULL, NULL,
                                                        poster_sandbox_get_base_url (fixture->sandbox)));
  poster_connector_describe_async (told, connection, fixture->account, NULL, poster_test_keep_result_cb, &result);
  description = poster_connector_describe_finish (told, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/sign-in/works-in-the-browser", test_browser);
  g_test_add_func ("/sign-in/needs-nobody-for-practice", test_practice);
  g_test_add_func ("/sign-in/takes-no-for-an-answer", test_denied);
  g_test_add_func ("/sign-in/ends-when-practice-gives-no-consent", test_denied_in_practice);
  g_test_add_data_func ("/sign-in/says-that-the-secret-is-wrong/400", "{}", test_wrong_secret);
  g_test_add_data_func ("/sign-in/says-that-the-secret-is-wrong/200", "{\"oauth_errors_http_200\":true}",
                        test_wrong_secret);
  g_test_add_func ("/sign-in/says-what-is-missing", test_nothing_to_sign_in_with);
  g_test_add_func ("/sign-in/can-be-cancelled", test_cancelled);
  g_test_add_func ("/sign-in/respects-a-partial-grant", test_partial_grant);
  g_test_add_func ("/sign-in/says-what-the-inbox-needs", test_no_upload_scope);
  g_test_add_func ("/session/refreshes-ahead", test_refreshes_ahead);
  g_test_add_func ("/session/refreshes-when-refused", test_refreshes_when_refused);
  g_test_add_func ("/session/refreshes-once", test_refreshes_once);
  g_test_add_func ("/session/one-refresh-at-a-time", test_one_refresh_at_a_time);
  g_test_add_func ("/session/never-breaks-off-a-refresh", test_refresh_survives_cancelling);
  g_test_add_func ("/session/expires-between-upload-and-status", test_expiry_between_upload_and_status);
  g_test_add_func ("/session/never-publishes-again-for-a-poll", test_refused_while_polling);
  g_test_add_func ("/session/a-lost-rotation-needs-a-person", test_lost_rotation);
  g_test_add_func ("/session/a-lost-rotation-with-grace", test_lost_rotation_with_grace);
  g_test_add_data_func ("/session/survives-trouble/502", "\"kind\":\"html_502\"", test_refresh_trouble);
  g_test_add_data_func ("/session/survives-trouble/garbage", "\"kind\":\"garbage\"", test_refresh_trouble);
  g_test_add_data_func ("/session/survives-trouble/dropped", "\"kind\":\"drop_before\"", test_refresh_trouble);
  g_test_add_data_func ("/session/survives-trouble/unavailable",
                        "\"kind\":\"error_code\",\"code\":\"temporarily_unavailable\"", test_refresh_trouble);
  g_test_add_func ("/session/uses-what-is-still-good", test_trouble_ahead_of_expiry);
  g_test_add_func ("/session/rereads-what-another-stored", test_rereads_what_another_stored);
  g_test_add_func ("/session/keeps-before-use", test_keeps_before_use);
  g_test_add_func ("/session/believes-the-lifetimes-it-is-told", test_lifetimes);
  g_test_add_func ("/session/says-that-permission-was-taken-back", test_revoked);
  g_test_add_func ("/session/waits-for-a-new-sign-in", test_removed_during_publishing);
  g_test_add_func ("/session/signs-out", test_signs_out);
  g_test_add_func ("/session/says-when-signing-out-fails", test_sign_out_trouble);
  g_test_add_func ("/session/says-when-there-is-no-sign-in", test_not_signed_in);
  g_test_add_func ("/session/says-when-there-is-no-sandbox", test_no_sandbox);
  g_test_add_func ("/session/goes-where-it-is-told", test_base_uri);
  return g_test_run ();
}
