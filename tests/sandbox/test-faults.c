/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-error.h"
#include "poster-json.h"

#include <string.h>

#define CREATOR "/v2/post/publish/creator_info/query/"

static Answer *
ask (Client *client,
     Tokens *tokens)
{
  return client_post (client, CREATOR, tokens->access, "{}");
}

static void
test_status_code_and_header (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (client->sandbox), CREATOR, NULL);
  SoupMessage *message = soup_message_new ("POST", url);
  g_autoptr(Answer) answer = NULL;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"status\",\"http_status\":429,"
                 "\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\",\"retry_after\":17}]}");
  g_object_ref (message);
  answer = client_send (client, message, "application/json", "{}", 2);
  g_assert_cmpuint (answer->status, ==, 429);
  g_assert_cmpstr (answer_code (answer), ==, "rate_limit_exceeded");
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After"), ==, "17");
  g_object_unref (message);
  client_faults (client, "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"status\",\"http_status\":503}]}");
  assert_refused (client_form (client, "/v2/oauth/token/", ""), 503, "server_error");
  client_faults (client, "{\"rules\":[{\"endpoint\":\"*\",\"kind\":\"status\",\"http_status\":418,\"body\":\"tea\"}]}");
  answer_free (answer);
  answer = ask (client, tokens);
  g_assert_cmpuint (answer->status, ==, 418);
  g_assert_cmpstr (answer->text, ==, "tea");
}

static void
test_error_code_has_its_status (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  client_faults (client, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"error_code\","
                 "\"code\":\"spam_risk_too_many_pending_share\"},"
                 "{\"endpoint\":\"token\",\"kind\":\"error_code\",\"code\":\"temporarily_unavailable\"}]}");
  assert_refused (ask (client, tokens), 403, "spam_risk_too_many_pending_share");
  assert_refused (client_form (client, "/v2/oauth/token/", ""), 400, "temporarily_unavailable");
}

static void
test_counting (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Tokens) other = client_connect (client, "garden");

  client_faults (client, "{\"rules\":[{\"endpoint\":\"creator_info\",\"user\":\"kitchen\",\"kind\":\"error_code\","
                 "\"code\":\"internal_error\",\"nth\":2,\"times\":2}]}");
  assert_refused (ask (client, other), 200, "ok");
  assert_refused (ask (client, tokens), 200, "ok");
  assert_refused (ask (client, tokens), 500, "internal_error");
  assert_refused (ask (client, other), 200, "ok");
  assert_refused (ask (client, tokens), 500, "internal_error");
  assert_refused (ask (client, tokens), 200, "ok");
}

static void
test_chance_is_seeded (void)
{
  char seen[2][41] = { { 0 } };

  for (int k = 0; k < 2; k++)
    {
      g_autoptr(Client) client = client_new (NULL);
      g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

      client_faults (client, "{\"seed\":5,\"rate_limits\":false,\"rules\":[{\"endpoint\":\"creator_info\","
                     "\"kind\":\"error_code\",\"code\":\"internal_error\",\"probability\":0.5}]}");
      for (int i = 0; i < 40; i++)
        {
          g_autoptr(Answer) answer = ask (client, tokens);

          seen[k][i] = answer->status == 200 ? '.' : 'x';
        }
    }
  g_assert_cmpstr (seen[0], ==, seen[1]);
  g_assert_nonnull (strchr (seen[0], '.'));
  g_assert_nonnull (strchr (seen[0], 'x'));
}

static gint64
count_inits (Client *client)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (client->sandbox);

  return poster_json_get_int (poster_json_get_object (ledger, "counts"), "inits", -1);
}

static Answer *
init (Client *client,
      Tokens *tokens)
{
  return client_post (client, "/v2/post/publish/video/init/", tokens->access,
                      "{\"post_info\":{\"privacy_level\":\"SELF_ONLY\",\"brand_content_toggle\":false},\"source_info\":"
                      "{\"source\":\"FILE_UPLOAD\",\"video_size\":1000,\"chunk_size\":1000,\"total_chunk_count\":1}}");
}

static void
test_dropped_before_and_after (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  client_faults (client, "{\"rules\":[{\"endpoint\":\"video_init\",\"kind\":\"drop_before\",\"nth\":1},"
                 "{\"endpoint\":\"video_init\",\"kind\":\"drop_after\",\"nth\":1},"
                 "{\"endpoint\":\"video_init\",\"kind\":\"drop_mid_body\",\"nth\":1}]}");
  assert_status (init (client, tokens), 0);
  g_assert_cmpint (count_inits (client), ==, 0);
  assert_status (init (client, tokens), 0);
  g_assert_cmpint (count_inits (client), ==, 1);
  assert_status (init (client, tokens), 0);
  g_assert_cmpint (count_inits (client), ==, 2);
  assert_status (init (client, tokens), 200);
}

static void
test_nonsense_in_answers (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) html = NULL;
  g_autoptr(Answer) garbage = NULL;
  g_autoptr(Answer) missing = NULL;
  g_autoptr(Answer) null = NULL;
  g_autoptr(Answer) empty = NULL;
  g_autoptr(Answer) extra = NULL;

  client_faults (client, "{\"rules\":["
                 "{\"endpoint\":\"creator_info\",\"kind\":\"html_502\",\"nth\":1},"
                 "{\"endpoint\":\"creator_info\",\"kind\":\"garbage\",\"nth\":1},"
                 "{\"endpoint\":\"creator_info\",\"kind\":\"data_missing\",\"nth\":1},"
                 "{\"endpoint\":\"creator_info\",\"kind\":\"data_null\",\"nth\":1},"
                 "{\"endpoint\":\"creator_info\",\"kind\":\"data_empty\",\"nth\":1},"
                 "{\"endpoint\":\"creator_info\",\"kind\":\"extra_fields\",\"nth\":1}]}");
  html = ask (client, tokens);
  g_assert_cmpuint (html->status, ==, 502);
  g_assert_true (g_str_has_prefix (html->text, "<html>"));
  garbage = ask (client, tokens);
  g_assert_cmpuint (garbage->status, ==, 200);
  g_assert_null (garbage->json);
  missing = ask (client, tokens);
  g_assert_false (json_object_has_member (missing->json, "data"));
  g_assert_cmpstr (answer_code (missing), ==, "ok");
  null = ask (client, tokens);
  g_assert_true (json_object_get_null_member (null->json, "data"));
  empty = ask (client, tokens);
  g_assert_cmpuint (json_object_get_size (answer_data (empty)), ==, 0);
  extra = ask (client, tokens);
  g_assert_true (json_object_has_member (extra->json, "unheard_of"));
  g_assert_true (json_object_has_member (answer_data (extra), "unheard_of"));
}

static void
test_delay_and_slowness_follow_the_clock (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (client->sandbox), "/v2/user/info/?fields=open_id", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  client_faults (client, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"slow\",\"pieces\":3,\"interval_us\":0},"
                 "{\"endpoint\":\"user_info\",\"kind\":\"delay\",\"delay_us\":5000000}]}");
  assert_refused (ask (client, tokens), 200, "ok");
  /* Nothing comes before the time has passed; poster_test_clock_run_next () finds who waits. */
  soup_session_send_and_read_async (client->session, message, G_PRIORITY_DEFAULT, cancellable, NULL, NULL);
  while (!poster_test_clock_run_next (client->clock))
    g_main_context_iteration (NULL, TRUE);
  while (soup_message_get_status (message) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_message_get_status (message), ==, 401);
}

static void
test_grants_can_be_lost (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *form = g_strdup_printf ("client_key=" POSTER_SANDBOX_CLIENT_KEY "&client_secret=%s"
                                           "&grant_type=refresh_token&refresh_token=%s",
                                           poster_sandbox_get_client_secret (client->sandbox), tokens->refresh);
  g_autoptr(Answer) answer = NULL;
  g_autoptr(Tokens) renewed = NULL;
  g_autofree char *form_again = NULL;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"creator_info\",\"kind\":\"expire_token\",\"nth\":1}]}");
  assert_refused (ask (client, tokens), 401, "access_token_invalid");
  assert_refused (ask (client, tokens), 401, "access_token_invalid");
  answer = client_form (client, "/v2/oauth/token/", form);
  renewed = tokens_from_answer (answer);
  assert_refused (ask (client, renewed), 200, "ok");

  client_faults (client, "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"revoke\",\"nth\":1}]}");
  form_again = g_strdup_printf ("client_key=" POSTER_SANDBOX_CLIENT_KEY "&client_secret=%s&grant_type=refresh_token"
                                "&refresh_token=%s", poster_sandbox_get_client_secret (client->sandbox),
                                renewed->refresh);
  assert_refused (client_form (client, "/v2/oauth/token/", form_again), 400, "invalid_grant");
  assert_refused (ask (client, renewed), 401, "access_token_invalid");
}

static void
test_post_is_told_to_fail (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"video_init\",\"kind\":\"fail\",\"reason\":\"internal\",\"nth\":1},"
                 "{\"endpoint\":\"upload\",\"kind\":\"fail\",\"reason\":\"spam_risk_text\",\"nth\":2}]}");
  first = client_publish (client, tokens->access, 1000);
  second = client_publish (client, tokens->access, 1000);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(JsonObject) entry = NULL;

      g_free (client_wait_state (client, tokens->access, i == 0 ? first : second, "FAILED"));
      entry = client_ledger_entry (client, i == 0 ? first : second);
      g_assert_cmpstr (poster_json_get_string (entry, "fail_reason"), ==, i == 0 ? "internal" : "spam_risk_text");
    }
}

static void
test_unknown_members_are_named (void)
{
  static const struct
  {
    const char *json;
    const char *names;
  } cases[] = {
    { "{\"unheard_of\":1}", "unheard_of" },
    { "{\"unaudited\":1}", "unaudited" },
    { "{\"rotation\":\"sometimes\"}", "rotation" },
    { "{\"processing_us\":-1}", "processing_us" },
    { "{\"rules\":{}}", "rules" },
    { "{\"rules\":[{\"endpoint\":\"token\"}]}", "kind" },
    { "{\"rules\":[{\"kind\":\"delay\"}]}", "endpoint" },
    { "{\"rules\":[{\"endpoint\":\"moon\",\"kind\":\"delay\"}]}", "endpoint" },
    { "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"explode\"}]}", "kind" },
    { "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"delay\",\"wait\":5}]}", "wait" },
  };
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "faults.json", NULL);
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (g_file_set_contents (path, cases[i].json, -1, NULL));
      g_assert_false (poster_sandbox_load_faults (client->sandbox, path, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].names));
      g_clear_error (&error);
    }
  g_assert_true (g_file_set_contents (path, "not JSON", -1, NULL));
  g_assert_false (poster_sandbox_load_faults (client->sandbox, path, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "{\"unaudited\":true,\"rules\":[]}", -1, NULL));
  g_assert_true (poster_sandbox_load_faults (client->sandbox, path, &error));
  g_assert_no_error (error);
  remove_folder (folder);
}

static void
test_control_interface (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) shown = NULL;
  g_autoptr(Answer) cleared = NULL;
  JsonArray *rules;
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (client->sandbox), "/sandbox/faults", NULL);

  assert_status (client_post (client, "/sandbox/faults", NULL, "{\"rules\":[{\"endpoint\":\"creator_info\","
                              "\"kind\":\"html_502\",\"nth\":1}]}"), 200);
  assert_status (client_post (client, "/sandbox/faults", NULL, "{\"unaudited\":true}"), 200);
  assert_status (client_post (client, "/sandbox/faults", NULL, "{\"unheard_of\":true}"), 400);
  assert_status (ask (client, tokens), 502);
  shown = client_get (client, "/sandbox/faults", NULL);
  g_assert_true (poster_json_get_boolean (shown->json, "unaudited", FALSE));
  rules = poster_json_get_array (shown->json, "rules");
  g_assert_cmpuint (json_array_get_length (rules), ==, 1);
  g_assert_cmpint (poster_json_get_int (json_array_get_object_element (rules, 0), "applied", 0), ==, 1);
  assert_status (client_send (client, soup_message_new ("DELETE", url), NULL, NULL, 0), 200);
  cleared = client_get (client, "/sandbox/faults", NULL);
  g_assert_false (poster_json_get_boolean (cleared->json, "unaudited", TRUE));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (cleared->json, "rules")), ==, 0);
}

static void
test_clock_and_users_by_control (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) users = NULL;

  assert_status (client_post (client, "/sandbox/users", NULL, "{\"handle\":\"garden\",\"private\":true}"), 200);
  assert_status (client_post (client, "/sandbox/users", NULL, "{\"handle\":\"garden\",\"private\":1}"), 400);
  assert_status (client_post (client, "/sandbox/users", NULL, "{\"handle\":\"gar den\"}"), 400);
  assert_status (client_post (client, "/sandbox/users", NULL, "{\"private\":true}"), 400);
  users = client_get (client, "/sandbox/users", NULL);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (users->json, "users")), ==, 2);
  assert_status (client_post (client, "/sandbox/clock", NULL, "{\"advance_us\":7200000000}"), 200);
  assert_refused (ask (client, tokens), 401, "access_token_invalid");
}

static void
test_control_is_not_for_web_pages (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *url = g_strconcat (poster_sandbox_get_base_url (client->sandbox), "/sandbox/info", NULL);
  SoupMessage *message = soup_message_new ("GET", url);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Host", "rebound.example");
  assert_status (client_send (client, message, NULL, NULL, 0), 403);
  message = soup_message_new ("GET", url);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Origin", "https://example.org");
  assert_status (client_send (client, message, NULL, NULL, 0), 403);
  assert_status (client_form (client, "/sandbox/clock", "{\"advance_us\":1}"), 403);
  assert_status (client_get (client, "/sandbox/info", NULL), 200);
}

static void
test_ledger_has_no_secret (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autoptr(Answer) answer = client_get (client, "/sandbox/ledger", NULL);

  g_assert_nonnull (strstr (answer->text, publish_id));
  g_assert_null (strstr (answer->text, tokens->access));
  g_assert_null (strstr (answer->text, tokens->refresh));
  g_assert_null (strstr (answer->text, strstr (url, "upload_token=") + strlen ("upload_token=")));
  g_assert_null (strstr (answer->text, poster_sandbox_get_client_secret (client->sandbox)));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer->json, "inits")), ==, 1);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer->json, "publications")), ==, 0);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer->json, "tokens")), ==, 1);
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (answer->json, "requests"), "video_init", 0), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/faults/status-code-and-header", test_status_code_and_header);
  g_test_add_func ("/sandbox/faults/error-code-has-its-status", test_error_code_has_its_status);
  g_test_add_func ("/sandbox/faults/counting", test_counting);
  g_test_add_func ("/sandbox/faults/chance-is-seeded", test_chance_is_seeded);
  g_test_add_func ("/sandbox/faults/dropped-before-and-after", test_dropped_before_and_after);
  g_test_add_func ("/sandbox/faults/nonsense-in-answers", test_nonsense_in_answers);
  g_test_add_func ("/sandbox/faults/delay-and-slowness-follow-the-clock", test_delay_and_slowness_follow_the_clock);
  g_test_add_func ("/sandbox/faults/grants-can-be-lost", test_grants_can_be_lost);
  g_test_add_func ("/sandbox/faults/post-is-told-to-fail", test_post_is_told_to_fail);
  g_test_add_func ("/sandbox/faults/unknown-members-are-named", test_unknown_members_are_named);
  g_test_add_func ("/sandbox/faults/control-interface", test_control_interface);
  g_test_add_func ("/sandbox/faults/clock-and-users-by-control", test_clock_and_users_by_control);
  g_test_add_func ("/sandbox/faults/control-is-not-for-web-pages", test_control_is_not_for_web_pages);
  g_test_add_func ("/sandbox/faults/ledger-has-no-secret", test_ledger_has_no_secret);
  return g_test_run ();
}
