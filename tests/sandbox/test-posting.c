/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

#define CREATOR "/v2/post/publish/creator_info/query/"
#define INIT "/v2/post/publish/video/init/"
#define INBOX "/v2/post/publish/inbox/video/init/"
#define STATUS "/v2/post/publish/status/fetch/"
#define CANCEL "/v2/post/publish/cancel/"

#define INFO "\"post_info\":{\"privacy_level\":\"%s\",\"brand_content_toggle\":false%s}"
#define SOURCE "\"source_info\":{\"source\":\"FILE_UPLOAD\",\"video_size\":1000,\"chunk_size\":1000,\"total_chunk_count\":1}"

static Answer *
init (Client     *client,
      Tokens     *tokens,
      const char *privacy,
      const char *more)
{
  g_autofree char *json = g_strdup_printf ("{" INFO "," SOURCE "}", privacy, more);

  return client_post (client, INIT, tokens->access, json);
}

static char *
get_options (Client *client,
             Tokens *tokens)
{
  g_autoptr(Answer) answer = client_post (client, CREATOR, tokens->access, "{}");
  JsonArray *options = poster_json_get_array (answer_data (answer), "privacy_level_options");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (options); i++)
    g_string_append_printf (text, "%s ", json_array_get_string_element (options, i));
  return g_string_free (text, FALSE);
}

static void
test_creator_info (void)
{
  static const char *const flags[] = { "comment_disabled", "duet_disabled", "stitch_disabled" };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *public_options = get_options (client, tokens);
  g_autofree char *private_options = NULL;
  g_autoptr(Answer) empty = client_post (client, CREATOR, tokens->access, "");
  JsonObject *data = answer_data (empty);

  g_assert_cmpstr (public_options, ==, "PUBLIC_TO_EVERYONE MUTUAL_FOLLOW_FRIENDS SELF_ONLY ");
  g_assert_cmpstr (poster_json_get_string (data, "creator_username"), ==, "kitchen");
  g_assert_cmpint (poster_json_get_int (data, "max_video_post_duration_sec", 0), ==, 600);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autofree char *user = g_strdup_printf ("{\"handle\":\"kitchen\",\"%s\":true,\"nickname\":\"The Kitchen\"}", flags[i]);
      g_autoptr(Answer) before = client_post (client, CREATOR, tokens->access, "{}");
      g_autoptr(Answer) after = NULL;

      g_assert_false (poster_json_get_boolean (answer_data (before), flags[i], TRUE));
      client_user (client, user);
      after = client_post (client, CREATOR, tokens->access, "{}");
      g_assert_true (poster_json_get_boolean (answer_data (after), flags[i], FALSE));
      g_assert_cmpstr (poster_json_get_string (answer_data (after), "creator_nickname"), ==, "The Kitchen");
    }
  client_user (client, "{\"handle\":\"kitchen\",\"private\":true,\"duet_disabled\":false,\"stitch_disabled\":false}");
  private_options = get_options (client, tokens);
  g_assert_cmpstr (private_options, ==, "FOLLOWER_OF_CREATOR MUTUAL_FOLLOW_FRIENDS SELF_ONLY ");
  answer_free (g_steal_pointer (&empty));
  empty = client_post (client, CREATOR, tokens->access, "{}");
  g_assert_true (poster_json_get_boolean (answer_data (empty), "duet_disabled", FALSE));
  g_assert_true (poster_json_get_boolean (answer_data (empty), "stitch_disabled", FALSE));
}

static void
test_refusals_come_with_200 (void)
{
  static const char *const codes[] = { "spam_risk_too_many_posts", "spam_risk_user_banned_from_posting",
                                       "reached_active_user_cap" };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *user = g_strdup_printf ("{\"handle\":\"kitchen\",\"refusal\":\"%s\"}", codes[i]);

      client_user (client, user);
      assert_refused (client_post (client, CREATOR, tokens->access, "{}"), 200, codes[i]);
      assert_refused (init (client, tokens, "SELF_ONLY", ""), 403, codes[i]);
    }
  client_user (client, "{\"handle\":\"kitchen\",\"refusal\":null}");
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 200, "ok");
}

static void
test_bearer_is_needed (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  assert_refused (client_post (client, CREATOR, NULL, "{}"), 401, "access_token_invalid");
  assert_refused (client_post (client, CREATOR, tokens->refresh, "{}"), 401, "access_token_invalid");
  assert_refused (client_post (client, CREATOR, tokens->access, "{"), 400, "invalid_params");
  assert_refused (client_post (client, CREATOR, tokens->access, "[]"), 400, "invalid_params");
  assert_refused (client_post (client, CREATOR, tokens->access, "{\"a\":1}"), 400, "invalid_param");
}

static void
test_post_info_is_checked (void)
{
  static const char *const wrong[] = {
    ",\"disable_duet\":\"false\"", ",\"is_aigc\":1", ",\"video_cover_timestamp_ms\":\"5\"", ",\"title\":5",
    ",\"content_preview_confirmed\":true", ",\"media_type\":\"video\"", ",\"brand_organic_toggle\":null",
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  client_faults (client, "{\"rate_limits\":false}");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (init (client, tokens, "SELF_ONLY", wrong[i]), 400, "invalid_param");
  assert_refused (client_post (client, INIT, tokens->access, "{" SOURCE "}"), 400, "invalid_param");
  assert_refused (client_post (client, INIT, tokens->access, "{\"post_info\":{\"privacy_level\":\"SELF_ONLY\"}," SOURCE "}"),
                  400, "invalid_param");
  assert_refused (client_post (client, INIT, tokens->access, "{\"post_info\":{\"brand_content_toggle\":true}," SOURCE "}"),
                  400, "invalid_param");
  assert_refused (init (client, tokens, "SELF_ONLY", ",\"disable_duet\":true,\"disable_stitch\":false,\"is_aigc\":true,"
                        "\"disable_comment\":true,\"brand_organic_toggle\":true,\"video_cover_timestamp_ms\":1000"),
                  200, "ok");
  client_faults (client, "{\"invalid_param_name\":\"invalid_params\",\"rate_limits\":false}");
  assert_refused (init (client, tokens, "SELF_ONLY", wrong[0]), 400, "invalid_params");
  client_faults (client, "{\"allow_unknown_fields\":true,\"rate_limits\":false}");
  assert_refused (init (client, tokens, "SELF_ONLY", wrong[4]), 200, "ok");
}

static void
test_privacy_is_among_the_options (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  assert_refused (init (client, tokens, "FOLLOWER_OF_CREATOR", ""), 403, "privacy_level_option_mismatch");
  assert_refused (init (client, tokens, "public", ""), 403, "privacy_level_option_mismatch");
  assert_refused (init (client, tokens, "PUBLIC_TO_EVERYONE", ""), 200, "ok");
  client_user (client, "{\"handle\":\"kitchen\",\"private\":true}");
  assert_refused (init (client, tokens, "PUBLIC_TO_EVERYONE", ""), 403, "privacy_level_option_mismatch");
  assert_refused (init (client, tokens, "FOLLOWER_OF_CREATOR", ""), 200, "ok");
}

static void
test_title_is_counted_in_utf16 (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  GString *title = g_string_new (",\"title\":\"");

  for (int i = 0; i < 1100; i++)
    g_string_append (title, "\xf0\x9f\x8d\xb2");
  g_string_append (title, "\"");
  assert_refused (init (client, tokens, "SELF_ONLY", title->str), 200, "ok");
  g_string_insert (title, (gssize) title->len - 1, "a");
  assert_refused (init (client, tokens, "SELF_ONLY", title->str), 400, "invalid_param");
  g_string_free (title, TRUE);
}

static void
test_chunk_rules (void)
{
  static const struct
  {
    gint64   size;
    gint64   chunk;
    gint64   count;
    gboolean good;
  } cases[] = {
    /* The plan of the reference, and TikTok's own example. */
    { 1, 1, 1, TRUE },
    { 3145728, 3145728, 1, TRUE },
    { 5000000, 5000000, 1, TRUE },
    { 50000123, 10000000, 5, TRUE },
    { 50000123, 50000123, 1, TRUE },
    { 64000000, 64000000, 1, TRUE },
    { 64000001, 10000000, 6, TRUE },
    { 70000000, 10000000, 7, TRUE },
    { 128000001, 10000000, 12, TRUE },
    { 1073741824, 10000000, 107, TRUE },
    { G_GINT64_CONSTANT (4294967296), 10000000, 429, TRUE },
    { 127999999, 64000000, 1, FALSE },
    { 128000000, 64000000, 2, TRUE },
    /* Round up instead of down; a chunk count of nothing. */
    { 50000123, 10000000, 6, FALSE },
    { 50000123, 10000000, 0, FALSE },
    { 12000000, 10000000, 1, FALSE },
    { 12000000, 10000000, 2, FALSE },
    { 64000001, 64000001, 1, FALSE },
    { 90000000, 64000000, 1, FALSE },
    { 3000000, 1000000, 3, FALSE },
    { 20000000, 5000000, 4, FALSE },
    { 5000000, 5242880, 1, FALSE },
    { 0, 1, 1, FALSE },
    { 0, 0, 0, FALSE },
    { -5, -5, 1, FALSE },
    { G_GINT64_CONSTANT (4294967297), 10000000, 429, FALSE },
    { G_MAXINT64, 1, G_MAXINT64, FALSE },
    { G_GINT64_CONSTANT (4294967296), 4000000, 1073, FALSE },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  client_faults (client, "{\"rate_limits\":false}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json =
        g_strdup_printf ("{" INFO ",\"source_info\":{\"source\":\"FILE_UPLOAD\",\"video_size\":%" G_GINT64_FORMAT
                         ",\"chunk_size\":%" G_GINT64_FORMAT ",\"total_chunk_count\":%" G_GINT64_FORMAT "}}",
                         "SELF_ONLY", "", cases[i].size, cases[i].chunk, cases[i].count);

      assert_refused (client_post (client, INIT, tokens->access, json), cases[i].good ? 200 : 400,
                      cases[i].good ? "ok" : "invalid_param");
    }
  assert_refused (client_post (client, INBOX, tokens->access, "{\"source_info\":{\"source\":\"FILE_UPLOAD\","
                               "\"video_size\":1000.0,\"chunk_size\":1000,\"total_chunk_count\":1}}"), 400, "invalid_param");
}

static void
test_six_inits_a_minute (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Tokens) other = client_connect (client, "garden");

  for (int i = 0; i < 6; i++)
    {
      assert_refused (init (client, tokens, "SELF_ONLY", ""), 200, "ok");
      client_advance (client, G_USEC_PER_SEC);
    }
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 429, "rate_limit_exceeded");
  assert_refused (init (client, other, "SELF_ONLY", ""), 200, "ok");
  client_advance (client, 54 * G_USEC_PER_SEC - 1);
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 429, "rate_limit_exceeded");
  client_advance (client, 1);
  /* The minute slides: one has left it. */
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 200, "ok");
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 429, "rate_limit_exceeded");
}

static void
test_limits_of_the_others (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = client_publish (client, tokens->access, 1000);
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);

  for (int i = 0; i < 20; i++)
    assert_refused (client_post (client, CREATOR, tokens->access, "{}"), 200, "ok");
  assert_refused (client_post (client, CREATOR, tokens->access, "{}"), 429, "rate_limit_exceeded");
  for (int i = 0; i < 30; i++)
    assert_refused (client_post (client, STATUS, tokens->access, json), 200, "ok");
  assert_refused (client_post (client, STATUS, tokens->access, json), 429, "rate_limit_exceeded");
}

static void
test_unaudited (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *options = NULL;

  client_faults (client, "{\"unaudited\":true}");
  assert_refused (init (client, tokens, "PUBLIC_TO_EVERYONE", ""), 403,
                  "unaudited_client_can_only_post_to_private_accounts");
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 403, "unaudited_client_can_only_post_to_private_accounts");
  client_user (client, "{\"handle\":\"kitchen\",\"private\":true}");
  assert_refused (init (client, tokens, "FOLLOWER_OF_CREATOR", ""), 403,
                  "unaudited_client_can_only_post_to_private_accounts");
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 200, "ok");
  client_faults (client, "{\"unaudited\":true,\"unaudited_options_limited\":true}");
  options = get_options (client, tokens);
  g_assert_cmpstr (options, ==, "SELF_ONLY ");
}

static void
test_unaudited_serves_five_users (void)
{
  g_autoptr(Client) client = client_new (NULL);

  client_faults (client, "{\"unaudited\":true}");
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *handle = g_strdup_printf ("user%d", i);
      g_autofree char *user = g_strdup_printf ("{\"handle\":\"%s\",\"private\":true}", handle);
      g_autoptr(Tokens) tokens = client_connect (client, handle);

      client_user (client, user);
      assert_refused (init (client, tokens, "SELF_ONLY", ""), i < 5 ? 200 : 403, i < 5 ? "ok" : "reached_active_user_cap");
    }
}

static void
test_posts_per_day (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  client_faults (client, "{\"posts_per_day\":2}");
  first = client_publish (client, tokens->access, 1000);
  second = client_publish (client, tokens->access, 1000);
  assert_refused (init (client, tokens, "SELF_ONLY", ""), 403, "spam_risk_too_many_posts");
}

static JsonObject *
get_status (Client     *client,
            Tokens     *tokens,
            const char *publish_id,
            Answer    **answer)
{
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);

  *answer = client_post (client, STATUS, tokens->access, json);
  return answer_data (*answer);
}

static void
test_status_goes_on_with_time (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autoptr(Answer) early = NULL;
  g_autoptr(Answer) done = NULL;
  g_autoptr(Answer) shown = NULL;
  JsonObject *data;
  JsonArray *ids;

  client_faults (client, "{\"processing_us\":5000000,\"id_delay_us\":60000000}");
  publish_id = client_publish (client, tokens->access, 1000);
  client_advance (client, 5 * G_USEC_PER_SEC - 1);
  data = get_status (client, tokens, publish_id, &early);
  g_assert_cmpstr (poster_json_get_string (data, "status"), ==, "PROCESSING_UPLOAD");
  g_assert_cmpint (poster_json_get_int (data, "uploaded_bytes", 0), ==, 1000);
  client_advance (client, 1);
  data = get_status (client, tokens, publish_id, &done);
  g_assert_cmpstr (poster_json_get_string (data, "status"), ==, "PUBLISH_COMPLETE");
  ids = poster_json_get_array (data, "publicaly_available_post_id");
  g_assert_cmpuint (json_array_get_length (ids), ==, 0);
  client_advance (client, G_TIME_SPAN_MINUTE);
  data = get_status (client, tokens, publish_id, &shown);
  ids = poster_json_get_array (data, "publicaly_available_post_id");
  g_assert_cmpuint (json_array_get_length (ids), ==, 1);
  g_assert_cmpint (json_array_get_int_element (ids, 0), >, G_GINT64_CONSTANT (1) << 53);
}

static void
test_id_after_polls_and_spelling (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;

  client_faults (client, "{\"processing_us\":0,\"id_after_polls\":2,\"ids_as_strings\":true,\"ids_spelled_right\":true,"
                 "\"log_id_name\":\"logid\"}");
  publish_id = client_publish (client, tokens->access, 1000);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(Answer) answer = NULL;
      JsonObject *data = get_status (client, tokens, publish_id, &answer);
      JsonArray *ids = poster_json_get_array (data, "publicly_available_post_id");

      g_assert_cmpuint (json_array_get_length (ids), ==, i < 2 ? 0 : 1);
      if (i == 2)
        g_assert_true (g_str_has_prefix (json_array_get_string_element (ids, 0), "73"));
      g_assert_nonnull (poster_json_get_string (poster_json_get_object (answer->json, "error"), "logid"));
    }
}

static void
test_private_posts_have_no_id (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) made = init (client, tokens, "SELF_ONLY", "");
  const char *publish_id = poster_json_get_string (answer_data (made), "publish_id");
  const char *url = poster_json_get_string (answer_data (made), "upload_url");
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *state = NULL;
  g_autoptr(Answer) answer = NULL;
  JsonObject *data;

  assert_status (client_put (client, url, "video/mp4", "bytes 0-999/1000", bytes, 1000), 201);
  state = client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE");
  client_advance (client, G_TIME_SPAN_DAY / 24);
  data = get_status (client, tokens, publish_id, &answer);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (data, "publicaly_available_post_id")), ==, 0);
}

static void
test_every_fail_reason (void)
{
  static const char *const reasons[] = {
    "file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed",
    "internal", "video_pull_failed", "photo_pull_failed", "publish_cancelled", "auth_removed",
    "spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "spam_risk_text", "spam_risk", "a_new_one",
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *faults = g_strdup_printf ("{\"fail_reason\":\"%s\",\"rate_limits\":false}", reasons[i]);
      g_autofree char *publish_id = NULL;
      g_autofree char *next = NULL;
      g_autofree char *state = NULL;
      g_autoptr(Answer) answer = NULL;

      client_faults (client, faults);
      publish_id = client_publish (client, tokens->access, 1000);
      g_free (client_wait_state (client, tokens->access, publish_id, "FAILED"));
      g_assert_cmpstr (poster_json_get_string (get_status (client, tokens, publish_id, &answer), "fail_reason"), ==,
                       reasons[i]);
      /* Good for one post only. */
      next = client_publish (client, tokens->access, 1000);
      state = client_wait_state (client, tokens->access, next, "PUBLISH_COMPLETE");
    }
}

static void
test_publish_ids_are_private (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Tokens) other = client_connect (client, "garden");
  g_autofree char *publish_id = client_publish (client, tokens->access, 1000);
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);

  g_assert_cmpuint (strlen (publish_id), <=, 64);
  assert_refused (client_post (client, STATUS, other->access, json), 400, "token_not_authorized_for_specified_publish_id");
  assert_refused (client_post (client, CANCEL, other->access, json), 400, "token_not_authorized_for_specified_publish_id");
  assert_refused (client_post (client, STATUS, tokens->access, "{\"publish_id\":\"x\"}"), 400, "invalid_publish_id");
  assert_refused (client_post (client, STATUS, tokens->access, "{}"), 400, "invalid_publish_id");
}

static void
test_cancel (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *done = NULL;
  g_autofree char *done_json = NULL;
  g_autoptr(Answer) answer = NULL;
  JsonObject *data;

  assert_refused (client_post (client, CANCEL, tokens->access, json), 200, "ok");
  data = get_status (client, tokens, publish_id, &answer);
  g_assert_cmpstr (poster_json_get_string (data, "status"), ==, "FAILED");
  g_assert_cmpstr (poster_json_get_string (data, "fail_reason"), ==, "publish_cancelled");
  assert_refused (client_post (client, CANCEL, tokens->access, json), 400, "publish_not_cancellable");
  assert_status (client_put (client, url, "video/mp4", "bytes 0-999/1000", bytes, 1000), 404);

  done = client_publish (client, tokens->access, 1000);
  done_json = g_strdup_printf ("{\"publish_id\":\"%s\"}", done);
  client_advance (client, 2 * G_USEC_PER_SEC);
  assert_refused (client_post (client, CANCEL, tokens->access, done_json), 400, "publish_not_cancellable");
}

static void
test_revoking_ends_what_is_on_its_way (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *done = client_publish (client, tokens->access, 1000);
  g_autofree char *publish_id = NULL;
  g_autofree char *done_state = NULL;
  g_autofree char *state = NULL;
  g_autoptr(Tokens) again = NULL;

  client_advance (client, G_TIME_SPAN_MINUTE);
  publish_id = client_publish (client, tokens->access, 1000);
  client_faults (client, "{\"rules\":[{\"endpoint\":\"status\",\"kind\":\"revoke\",\"nth\":1}]}");
  assert_refused (client_post (client, STATUS, tokens->access, "{}"), 401, "access_token_invalid");
  again = client_connect (client, "kitchen");
  state = client_wait_state (client, again->access, publish_id, "FAILED");
  done_state = client_wait_state (client, again->access, done, "PUBLISH_COMPLETE");
}

static void
test_drafts (void)
{
  static const char body[] = "{" SOURCE "}";
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) first = client_post (client, INBOX, tokens->access, body);
  JsonObject *data = answer_data (first);
  const char *publish_id = poster_json_get_string (data, "publish_id");
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *state = NULL;
  g_autofree char *posted = NULL;
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);

  g_assert_true (g_str_has_prefix (publish_id, "v_inbox_file~"));
  assert_status (client_put (client, poster_json_get_string (data, "upload_url"), "video/mp4", "bytes 0-999/1000", bytes,
                             1000), 201);
  state = client_wait_state (client, tokens->access, publish_id, "SEND_TO_USER_INBOX");
  for (int i = 0; i < 4; i++)
    assert_refused (client_post (client, INBOX, tokens->access, body), 200, "ok");
  client_advance (client, G_TIME_SPAN_HOUR);
  assert_refused (client_post (client, INBOX, tokens->access, body), 403, "spam_risk_too_many_pending_share");
  /* One that the creator has posted is pending no more. */
  assert_status (client_post (client, "/sandbox/drafts", NULL, json), 200);
  posted = client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE");
  assert_refused (client_post (client, INBOX, tokens->access, body), 200, "ok");
  assert_refused (client_post (client, INBOX, tokens->access, body), 403, "spam_risk_too_many_pending_share");
  client_faults (client, "{\"pending_shares\":6}");
  assert_refused (client_post (client, INBOX, tokens->access, body), 200, "ok");
  assert_refused (client_post (client, INBOX, tokens->access, "{\"post_info\":{\"title\":\"x\"}," SOURCE "}"), 400,
                  "invalid_param");
}

static void
test_drafts_free_up_after_a_day (void)
{
  static const char body[] = "{" SOURCE "}";
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) first = client_connect (client, "kitchen");
  g_autoptr(Tokens) later = NULL;

  for (int i = 0; i < 5; i++)
    assert_refused (client_post (client, INBOX, first->access, body), 200, "ok");
  client_advance (client, G_TIME_SPAN_DAY - 1);
  later = client_connect (client, "kitchen");
  assert_refused (client_post (client, INBOX, later->access, body), 403, "spam_risk_too_many_pending_share");
  client_advance (client, 1);
  assert_refused (client_post (client, INBOX, later->access, body), 200, "ok");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/posting/creator-info", test_creator_info);
  g_test_add_func ("/sandbox/posting/refusals-come-with-200", test_refusals_come_with_200);
  g_test_add_func ("/sandbox/posting/bearer-is-needed", test_bearer_is_needed);
  g_test_add_func ("/sandbox/posting/post-info-is-checked", test_post_info_is_checked);
  g_test_add_func ("/sandbox/posting/privacy-is-among-the-options", test_privacy_is_among_the_options);
  g_test_add_func ("/sandbox/posting/title-is-counted-in-utf16", test_title_is_counted_in_utf16);
  g_test_add_func ("/sandbox/posting/chunk-rules", test_chunk_rules);
  g_test_add_func ("/sandbox/posting/six-inits-a-minute", test_six_inits_a_minute);
  g_test_add_func ("/sandbox/posting/limits-of-the-others", test_limits_of_the_others);
  g_test_add_func ("/sandbox/posting/unaudited", test_unaudited);
  g_test_add_func ("/sandbox/posting/unaudited-serves-five-users", test_unaudited_serves_five_users);
  g_test_add_func ("/sandbox/posting/posts-per-day", test_posts_per_day);
  g_test_add_func ("/sandbox/posting/status-goes-on-with-time", test_status_goes_on_with_time);
  g_test_add_func ("/sandbox/posting/id-after-polls-and-spelling", test_id_after_polls_and_spelling);
  g_test_add_func ("/sandbox/posting/private-posts-have-no-id", test_private_posts_have_no_id);
  g_test_add_func ("/sandbox/posting/every-fail-reason", test_every_fail_reason);
  g_test_add_func ("/sandbox/posting/publish-ids-are-private", test_publish_ids_are_private);
  g_test_add_func ("/sandbox/posting/cancel", test_cancel);
  g_test_add_func ("/sandbox/posting/revoking-ends-what-is-on-its-way", test_revoking_ends_what_is_on_its_way);
  g_test_add_func ("/sandbox/posting/drafts", test_drafts);
  g_test_add_func ("/sandbox/posting/drafts-free-up-after-a-day", test_drafts_free_up_after_a_day);
  return g_test_run ();
}
