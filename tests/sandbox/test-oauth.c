/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

#define TOKEN "/v2/oauth/token/"

static char *
refresh_form (Client     *client,
              const char *refresh)
{
  return g_strdup_printf ("client_key=" POSTER_SANDBOX_CLIENT_KEY "&client_secret=%s&grant_type=refresh_token"
                          "&refresh_token=%s", poster_sandbox_get_client_secret (client->sandbox), refresh);
}

static Answer *
refresh (Client     *client,
         const char *token)
{
  g_autofree char *form = refresh_form (client, token);

  return client_form (client, TOKEN, form);
}

static gboolean
is_token_good (Client     *client,
               const char *access)
{
  g_autoptr(Answer) answer = client_post (client, "/v2/post/publish/creator_info/query/", access, "{}");

  g_assert_true (answer->status == 200 || answer->status == 401);
  if (answer->status == 401)
    g_assert_cmpstr (answer_code (answer), ==, "access_token_invalid");
  return answer->status == 200;
}

/* What a person has to see instead of the consent page. */
static void
assert_error_page (Client     *client,
                   const char *path,
                   const char *names)
{
  g_autoptr(Answer) answer = client_get (client, path, NULL);

  g_assert_cmpuint (answer->status, ==, 400);
  g_assert_null (answer->location);
  g_assert_nonnull (strstr (answer->text, names));
}

static void
test_signs_in (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Tokens) again = client_connect (client, "kitchen");
  g_autoptr(Tokens) other = client_connect (client, "garden");

  g_assert_true (is_token_good (client, tokens->access));
  g_assert_false (is_token_good (client, "act.nonsense"));
  g_assert_cmpstr (tokens->scope, ==, ALL_SCOPES);
  g_assert_cmpstr (tokens->open_id, ==, again->open_id);
  g_assert_cmpstr (tokens->open_id, !=, other->open_id);
}

static void
test_consent_page_has_a_form (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *path = client_authorize (client, "&extra=%22%3E%3Cscript%3E");
  g_autoptr(Answer) answer = client_get (client, path, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->text, "name=\"sandbox_user\""));
  g_assert_nonnull (strstr (answer->text, "value=\"video.publish\" checked"));
  g_assert_nonnull (strstr (answer->text, "value=\"deny\""));
  g_assert_null (strstr (answer->text, "<script>"));
}

static void
test_person_says_no (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *path = client_authorize (client, "&sandbox_decision=deny");
  g_autoptr(Answer) answer = client_get (client, path, NULL);

  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_true (g_str_has_prefix (answer->location, REDIRECT "?error=access_denied&"));
  g_assert_true (g_str_has_suffix (answer->location, "&state=abc"));
}

static void
test_new_user_gets_a_handle (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) first = client_connect (client, "");
  g_autoptr(Tokens) second = client_connect (client, "");

  g_assert_cmpstr (first->open_id, !=, second->open_id);
}

static void
test_authorize_is_strict (void)
{
  static const struct
  {
    const char *replace;
    const char *by;
    const char *names;
  } cases[] = {
    { "client_key=" POSTER_SANDBOX_CLIENT_KEY, "client_key=stranger", "client_key" },
    { "response_type=code", "response_type=token", "response_type" },
    { "scope=" ALL_SCOPES, "scope=user.info.basic,moon.land", "scope" },
    { "scope=" ALL_SCOPES, "scope=user.info.basic%20video.publish", "scope" },
    { "127.0.0.1%3A49731", "127.0.0.1", "redirect_uri" },
    { "127.0.0.1%3A49731", "%5B%3A%3A1%5D%3A49731", "redirect_uri" },
    { "127.0.0.1%3A49731", "example.org%3A49731", "redirect_uri" },
    { "callback%2F", "callback%2F%3Fa%3Db", "redirect_uri" },
    { "callback%2F", "callback%2F%23a", "redirect_uri" },
    { "&code_challenge=" CHALLENGE, "", "code_challenge" },
    { "code_challenge_method=S256", "code_challenge_method=plain", "code_challenge_method" },
    { "&state=abc", "", "state" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *good = client_authorize (client, "&sandbox_decision=allow&sandbox_user=kitchen");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) parts = g_strsplit (good, cases[i].replace, 2);
      g_autofree char *bad = g_strjoinv (cases[i].by, parts);

      g_assert_nonnull (parts[1]);
      assert_error_page (client, bad, cases[i].names);
    }
}

static void
test_code_is_escaped (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *code = client_get_code (client, "kitchen", "");
  g_autofree char *decoded = g_uri_unescape_string (code, NULL);
  g_autofree char *twice = g_uri_escape_string (code, NULL, FALSE);
  g_autofree char *form = client_code_form (client, twice);

  g_assert_nonnull (strpbrk (decoded, "*!"));
  g_assert_nonnull (strchr (decoded, '%'));
  /* Not decoded before it was encoded again. */
  assert_refused (client_form (client, TOKEN, form), 400, "invalid_grant");
}

static void
test_code_is_good_once (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *code = client_get_code (client, "kitchen", "");
  g_autofree char *form = client_code_form (client, code);

  assert_status (client_form (client, TOKEN, form), 200);
  assert_refused (client_form (client, TOKEN, form), 400, "invalid_grant");
}

static void
test_code_expires (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *code = client_get_code (client, "kitchen", "");
  g_autofree char *form = client_code_form (client, code);

  client_advance (client, 5 * G_TIME_SPAN_MINUTE);
  assert_refused (client_form (client, TOKEN, form), 400, "invalid_grant");
}

static void
test_token_call_is_strict (void)
{
  static const struct
  {
    const char *replace;
    const char *by;
    const char *code;
  } cases[] = {
    { "client_secret=", "client_sacret=", "invalid_request" },
    { "client_secret=", "client_secret=x", "invalid_client" },
    { "client_key=" POSTER_SANDBOX_CLIENT_KEY, "client_key=stranger", "invalid_client" },
    { "grant_type=authorization_code", "grant_type=password", "unsupported_grant_type" },
    { "grant_type=authorization_code&", "", "invalid_request" },
    { "callback%2F", "callback", "invalid_request" },
    { "127.0.0.1%3A49731", "127.0.0.1%3A49732", "invalid_request" },
    { "code_verifier=d", "code_verifier=e", "invalid_request" },
    { "&code_verifier=" VERIFIER, "", "invalid_request" },
    { "&code_verifier=", "&code_verifier=" VERIFIER "&code_verifier=", "invalid_request" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *code = client_get_code (client, "kitchen", "");
  g_autofree char *good = client_code_form (client, code);
  g_autofree char *url = NULL;
  SoupMessage *message;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) parts = g_strsplit (good, cases[i].replace, 2);
      g_autofree char *bad = g_strjoinv (cases[i].by, parts);

      g_assert_nonnull (parts[1]);
      assert_refused (client_form (client, TOKEN, bad), 400, cases[i].code);
    }
  assert_refused (client_post (client, TOKEN, NULL, "{\"grant_type\":\"authorization_code\"}"), 400, "invalid_request");
  url = g_strconcat (poster_sandbox_get_base_url (client->sandbox), TOKEN, NULL);
  message = soup_message_new ("POST", url);
  assert_refused (client_send (client, message, "text/plain", good, strlen (good)), 400, "invalid_request");
  /* None of this has used the code up. */
  assert_status (client_form (client, TOKEN, good), 200);
}

static void
test_challenge_is_hex (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *path = client_authorize (client, "&sandbox_decision=allow&sandbox_user=kitchen");
  g_auto(GStrv) parts = g_strsplit (path, CHALLENGE, 2);
  g_autofree char *base64url = g_strjoinv ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", parts);
  g_autoptr(Answer) answer = client_get (client, base64url, NULL);
  g_autofree char *code = NULL;
  g_autofree char *form = NULL;

  /* The consent page takes it, the token call does not. */
  g_assert_cmpuint (answer->status, ==, 302);
  code = g_strdup (answer->location + strlen (REDIRECT "?code="));
  code[strcspn (code, "&")] = '\0';
  form = client_code_form (client, code);
  assert_refused (client_form (client, TOKEN, form), 400, "invalid_request");
}

static void
test_errors_may_come_with_200 (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Answer) answer = NULL;

  client_faults (client, "{\"oauth_errors_http_200\":true}");
  answer = refresh (client, "rft.nonsense");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (poster_json_get_string (answer->json, "error"), ==, "invalid_grant");
  g_assert_nonnull (poster_json_get_string (answer->json, "error_description"));
  g_assert_nonnull (poster_json_get_string (answer->json, "log_id"));
}

static void
test_two_lifetimes (void)
{
  static const struct
  {
    const char *faults;
    gint64      access_s;
    gint64      refresh_s;
  } cases[] = {
    { "{}", 7200, 15552000 },
    { "{\"token_lifetimes\":\"long\"}", 86400, 31536000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Client) client = client_new (NULL);
      g_autofree char *code = client_get_code (client, "kitchen", "");
      g_autofree char *form = client_code_form (client, code);
      g_autoptr(Answer) answer = NULL;
      g_autoptr(Tokens) tokens = NULL;

      client_faults (client, cases[i].faults);
      answer = client_form (client, TOKEN, form);
      g_assert_cmpint (poster_json_get_int (answer->json, "expires_in", 0), ==, cases[i].access_s);
      g_assert_cmpint (poster_json_get_int (answer->json, "refresh_expires_in", 0), ==, cases[i].refresh_s);
      tokens = tokens_from_answer (answer);
      client_advance (client, cases[i].access_s * G_USEC_PER_SEC - 1);
      g_assert_true (is_token_good (client, tokens->access));
      client_advance (client, 1);
      g_assert_false (is_token_good (client, tokens->access));
      client_advance (client, (cases[i].refresh_s - cases[i].access_s) * G_USEC_PER_SEC);
      assert_refused (refresh (client, tokens->refresh), 400, "invalid_grant");
    }
}

static void
test_rotation (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) first = client_connect (client, "kitchen");
  g_autoptr(Answer) answer = refresh (client, first->refresh);
  g_autoptr(Tokens) second = tokens_from_answer (answer);
  g_autoptr(Answer) later = NULL;
  g_autoptr(Tokens) third = NULL;

  g_assert_cmpstr (second->refresh, !=, first->refresh);
  g_assert_cmpstr (second->open_id, ==, first->open_id);
  g_assert_true (is_token_good (client, second->access));
  assert_refused (refresh (client, first->refresh), 400, "invalid_grant");

  client_faults (client, "{\"rotation\":\"keep\"}");
  later = refresh (client, second->refresh);
  third = tokens_from_answer (later);
  g_assert_cmpstr (third->refresh, ==, second->refresh);
  assert_status (refresh (client, second->refresh), 200);

  client_faults (client, "{\"rotation\":\"grace\"}");
  assert_status (refresh (client, second->refresh), 200);
  assert_status (refresh (client, second->refresh), 200);
}

static void
test_partial_grant (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *code = client_get_code (client, "kitchen", "&sandbox_scopes=video.upload,video.list");
  g_autofree char *form = client_code_form (client, code);
  g_autoptr(Answer) answer = client_form (client, TOKEN, form);
  g_autoptr(Tokens) tokens = tokens_from_answer (answer);
  g_autoptr(Tokens) less = NULL;

  g_assert_cmpstr (tokens->scope, ==, "user.info.basic,video.list,video.upload");
  assert_refused (client_post (client, "/v2/post/publish/creator_info/query/", tokens->access, ""), 401,
                  "scope_not_authorized");
  client_faults (client, "{\"partial_scopes\":\"video.publish\"}");
  less = client_connect (client, "garden");
  g_assert_cmpstr (less->scope, ==, "user.info.basic,video.publish");
}

static void
test_revoke (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Tokens) other = client_connect (client, "garden");
  g_autofree char *form = g_strdup_printf ("client_key=" POSTER_SANDBOX_CLIENT_KEY "&client_secret=%s&token=%s",
                                           poster_sandbox_get_client_secret (client->sandbox), tokens->access);
  g_autoptr(Answer) answer = client_form (client, "/v2/oauth/revoke/", form);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->text, ==, "{}");
  g_assert_false (is_token_good (client, tokens->access));
  assert_refused (refresh (client, tokens->refresh), 400, "invalid_grant");
  assert_refused (client_form (client, "/v2/oauth/revoke/", form), 400, "invalid_grant");
  g_assert_true (is_token_good (client, other->access));
}

static void
test_registered_apps (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *path = client_authorize (client, "&sandbox_decision=allow&sandbox_user=kitchen");
  g_auto(GStrv) parts = g_strsplit (path, POSTER_SANDBOX_CLIENT_KEY, 2);
  g_autofree char *of_app = g_strjoinv ("mine", parts);
  g_auto(GStrv) address = g_strsplit (of_app, "callback%2F", 2);
  g_autofree char *elsewhere = g_strjoinv ("callback", address);

  assert_error_page (client, of_app, "client_key");
  assert_status (client_post (client, "/sandbox/apps", NULL,
                              "{\"client_key\":\"mine\",\"client_secret\":\"s\","
                              "\"redirect_uris\":[\"http://127.0.0.1:*/callback/\"]}"), 200);
  assert_status (client_get (client, of_app, NULL), 302);
  assert_error_page (client, elsewhere, "redirect_uri");
  assert_status (client_post (client, "/sandbox/apps", NULL,
                              "{\"client_key\":\"mine\",\"client_secret\":\"s\",\"scopes\":\"user.info.basic\"}"), 200);
  assert_error_page (client, of_app, "scope");
}

static void
test_any_app_by_switch (void)
{
  g_autoptr(Client) client = client_new (NULL);

  client_faults (client, "{\"accept_any_app\":true}");
  assert_refused (client_form (client, TOKEN, "client_key=mine&client_secret=first&grant_type=refresh_token"
                               "&refresh_token=x"), 400, "invalid_grant");
  assert_refused (client_form (client, TOKEN, "client_key=mine&client_secret=second&grant_type=refresh_token"
                               "&refresh_token=x"), 400, "invalid_client");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/oauth/signs-in", test_signs_in);
  g_test_add_func ("/sandbox/oauth/consent-page-has-a-form", test_consent_page_has_a_form);
  g_test_add_func ("/sandbox/oauth/person-says-no", test_person_says_no);
  g_test_add_func ("/sandbox/oauth/new-user-gets-a-handle", test_new_user_gets_a_handle);
  g_test_add_func ("/sandbox/oauth/authorize-is-strict", test_authorize_is_strict);
  g_test_add_func ("/sandbox/oauth/code-is-escaped", test_code_is_escaped);
  g_test_add_func ("/sandbox/oauth/code-is-good-once", test_code_is_good_once);
  g_test_add_func ("/sandbox/oauth/code-expires", test_code_expires);
  g_test_add_func ("/sandbox/oauth/token-call-is-strict", test_token_call_is_strict);
  g_test_add_func ("/sandbox/oauth/challenge-is-hex", test_challenge_is_hex);
  g_test_add_func ("/sandbox/oauth/errors-may-come-with-200", test_errors_may_come_with_200);
  g_test_add_func ("/sandbox/oauth/two-lifetimes", test_two_lifetimes);
  g_test_add_func ("/sandbox/oauth/rotation", test_rotation);
  g_test_add_func ("/sandbox/oauth/partial-grant", test_partial_grant);
  g_test_add_func ("/sandbox/oauth/revoke", test_revoke);
  g_test_add_func ("/sandbox/oauth/registered-apps", test_registered_apps);
  g_test_add_func ("/sandbox/oauth/any-app-by-switch", test_any_app_by_switch);
  return g_test_run ();
}
