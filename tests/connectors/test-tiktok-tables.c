/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "poster-connector-registry.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-test-clock.h"
#include "poster-tiktok-chunks.h"
#include "poster-tiktok-creator.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-published.h"

static void
test_chunks (void)
{
  /* The table of the reference, section 5.2, and its edges. */
  static const struct { gint64 size, chunk; guint count; gint64 last; } table[] = {
    { 1, 1, 1, 1 },
    { 3145728, 3145728, 1, 3145728 },
    { 5000000, 5000000, 1, 5000000 },
    { 50000123, 50000123, 1, 50000123 },
    { 64000000, 64000000, 1, 64000000 },
    { 64000001, 10000000, 6, 14000001 },
    { 70000000, 10000000, 7, 10000000 },
    { 128000001, 10000000, 12, 18000001 },
    { 1073741824, 10000000, 107, 13741824 },
    { 4000000000, 10000000, 400, 10000000 },
    { 4294967296, 10000000, 429, 14967296 },
    { 10009999999, 10000000, 1000, 19999999 },
  };
  PosterTiktokChunks chunks;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_true (poster_tiktok_chunks_plan (table[i].size, &chunks));
      g_assert_cmpint (chunks.chunk_size, ==, table[i].chunk);
      g_assert_cmpuint (chunks.count, ==, table[i].count);
      g_assert_cmpint (chunks.size - poster_tiktok_chunks_get_last_start (&chunks), ==, table[i].last);
      /* What TikTok checks. */
      g_assert_cmpint (chunks.count, ==, chunks.size / chunks.chunk_size);
      g_assert_cmpint (table[i].last, <=, 128000000);
      g_assert_true (chunks.count > 1 || chunks.chunk_size == chunks.size);
    }
  g_assert_false (poster_tiktok_chunks_plan (0, &chunks));
  g_assert_false (poster_tiktok_chunks_plan (-1, &chunks));
  g_assert_false (poster_tiktok_chunks_plan (G_GINT64_CONSTANT (10010000000), &chunks));
  g_assert_false (poster_tiktok_chunks_plan (G_MAXINT64, &chunks));
}

static const struct
{
  const char  *word;
  PosterError  code;
  const char  *category;
  PosterRetry  retry;
} words[] = {
  { "invalid_param", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "invalid_params", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "invalid_file_upload", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "scope_permission_missed", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_NEVER },
  { "scope_not_authorized", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_NEVER },
  { "access_token_invalid", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "rate_limit_exceeded", POSTER_ERROR_RATE_LIMITED, "platform_error", POSTER_RETRY_LATER },
  { "internal_error", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER },
  { "spam_risk_too_many_posts", POSTER_ERROR_RATE_LIMITED, "user_abuse", POSTER_RETRY_NEVER },
  { "spam_risk_user_banned_from_posting", POSTER_ERROR_REJECTED, "platform_rejected", POSTER_RETRY_NEVER },
  { "spam_risk_too_many_pending_share", POSTER_ERROR_RATE_LIMITED, "user_abuse", POSTER_RETRY_NEVER },
  { "spam_risk_text", POSTER_ERROR_REJECTED, "user_abuse", POSTER_RETRY_NEVER },
  { "spam_risk", POSTER_ERROR_REJECTED, "user_abuse", POSTER_RETRY_NEVER },
  { "reached_active_user_cap", POSTER_ERROR_RATE_LIMITED, "account_issue", POSTER_RETRY_NEVER },
  { "unaudited_client_can_only_post_to_private_accounts", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER },
  { "url_ownership_unverified", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER },
  { "privacy_level_option_mismatch", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "app_version_check_failed", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER },
  { "invalid_publish_id", POSTER_ERROR_NOT_FOUND, "platform_error", POSTER_RETRY_NEVER },
  { "token_not_authorized_for_specified_publish_id", POSTER_ERROR_CONFLICT, "account_issue", POSTER_RETRY_NEVER },
  { "publish_not_cancellable", POSTER_ERROR_CONFLICT, "user_content", POSTER_RETRY_NEVER },
  { "file_format_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "duration_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "frame_rate_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "picture_size_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER },
  { "internal", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER },
  { "video_pull_failed", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER },
  { "photo_pull_failed", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER },
  { "publish_cancelled", POSTER_ERROR_CONFLICT, "user_content", POSTER_RETRY_NEVER },
  { "auth_removed", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "access_denied", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "invalid_client", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "invalid_grant", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "invalid_request", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "invalid_scope", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "unauthorized_client", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "unsupported_grant_type", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "unsupported_response_type", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN },
  { "server_error", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER },
  { "temporarily_unavailable", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER },
};

static void
test_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GError) error = poster_tiktok_error_new (words[i].word, NULL);

      g_assert_true (poster_tiktok_error_is_known (words[i].word));
      g_assert_error (error, POSTER_ERROR, (int) words[i].code);
      g_assert_cmpstr (poster_error_get_code (error), ==, words[i].word);
      g_assert_cmpstr (poster_error_get_category (error), ==, words[i].category);
      g_assert_cmpint (poster_error_get_retry (error), ==, words[i].retry);
      /* A sentence, and not the machine word. */
      g_assert_null (strstr (error->message, words[i].word));
      g_assert_true (g_str_has_suffix (error->message, "."));
      if (g_str_has_prefix (words[i].word, "spam_risk"))
        g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
    }
}

static void
test_unknown_error (void)
{
  g_autoptr(GError) error = poster_tiktok_error_new ("moon_in_the_wrong_phase", "The moon\nis wrong");
  g_autoptr(GError) secret =
    poster_tiktok_error_new ("invalid_params", "bad act.4f9a token https://u.example/?upload_token=1 "
                             "0123456789012345678901234567890123456789012345 chunk size");

  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "moon_in_the_wrong_phase"));
  g_assert_nonnull (strstr (error->message, "The moon is wrong"));
  g_assert_cmpstr (poster_error_get_category (error), ==, "unknown");
  g_assert_nonnull (strstr (secret->message, "chunk size"));
  g_assert_null (strstr (secret->message, "act."));
  g_assert_null (strstr (secret->message, "upload_token"));
  g_assert_null (strstr (secret->message, "01234567890"));
}

static PosterPublication *
new_publication (const char *content,
                 const char *title,
                 const char *options,
                 ...)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "open-id");
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(PosterTarget) target = poster_target_new (account->id);
  va_list containers;
  const char *container;

  g_free (post->content);
  post->content = g_strdup (content);
  post->title = g_strdup (title);
  g_clear_pointer (&target->options, json_object_unref);
  target->options = poster_json_parse_object (options, -1, NULL);
  g_assert_nonnull (target->options);
  va_start (containers, options);
  while ((container = va_arg (containers, const char *)) != NULL)
    {
      PosterMediaItem *item = poster_media_item_new ("/nowhere");

      item->facts = poster_media_facts_new ();
      item->facts->container = g_strdup (container);
      item->facts->type = strstr ("jpeg webp png", container) != NULL ? POSTER_MEDIA_IMAGE : POSTER_MEDIA_VIDEO;
      g_ptr_array_add (post->media, item);
    }
  va_end (containers);
  return poster_publication_new (post, target, account, connection);
}

static char *
new_text (guint       length,
          const char *character)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < length; i++)
    g_string_append (text, character);
  return g_string_free (text, FALSE);
}

static void
assert_checked (PosterPublication *owned_publication,
                const char        *code)
{
  g_autoptr(PosterPublication) publication = owned_publication;
  g_autoptr(GError) error = NULL;

  poster_tiktok_post_check (publication, &error);
  g_assert_cmpstr (error != NULL ? poster_error_get_code (error) : NULL, ==, code);
  if (error != NULL)
    g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
}

#define PUBLIC "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}"

static void
test_checks (void)
{
  g_autofree char *caption = new_text (2200, "a");
  g_autofree char *too_long = new_text (2201, "a");
  g_autofree char *emoji = new_text (1100, "🍞");
  g_autofree char *too_many = new_text (1101, "🍞");
  g_autofree char *title = new_text (91, "a");
  g_autofree char *description = new_text (4001, "a");

  assert_checked (new_publication (caption, NULL, PUBLIC, "mp4", NULL), NULL);
  assert_checked (new_publication (too_long, NULL, PUBLIC, "mp4", NULL), "caption_too_long");
  assert_checked (new_publication (emoji, NULL, PUBLIC, "mov", NULL), NULL);
  assert_checked (new_publication (too_many, NULL, PUBLIC, "webm", NULL), "caption_too_long");
  assert_checked (new_publication ("\xff", NULL, PUBLIC, "mp4", NULL), "caption_not_text");
  assert_checked (new_publication ("", NULL, PUBLIC, "avi", NULL), "file_format_check_failed");
  assert_checked (new_publication ("", NULL, PUBLIC, NULL), "media_missing");
  assert_checked (new_publication ("", NULL, PUBLIC, "mp4", "mp4", NULL), "too_many_videos");
  assert_checked (new_publication ("", NULL, PUBLIC, "mp4", "jpeg", NULL), "mixed_media");
  assert_checked (new_publication (too_long, NULL, PUBLIC, "jpeg", "webp", NULL), NULL);
  assert_checked (new_publication ("", NULL, PUBLIC, "jpeg", "png", NULL), "file_format_check_failed");
  assert_checked (new_publication ("", title, PUBLIC, "jpeg", NULL), "title_too_long");
  assert_checked (new_publication (description, NULL, PUBLIC, "jpeg", NULL), "description_too_long");
  assert_checked (new_publication ("", NULL, "{\"privacy_level\":\"SELF_ONLY\",\"photo_cover_index\":1}", "jpeg", NULL),
                  "photo_cover_index");
  assert_checked (new_publication ("", NULL, "{\"privacy_level\":\"SELF_ONLY\",\"photo_cover_index\":-1}", "jpeg", NULL),
                  "photo_cover_index");
  assert_checked (new_publication ("", NULL, "{}", "mp4", NULL), "privacy_level_missing");
  assert_checked (new_publication ("", NULL, "{\"draft\":true}", "mp4", NULL), NULL);
  assert_checked (new_publication ("", NULL, "{\"draft\":true,\"express_consent_given\":false}", "mp4", NULL), NULL);
  assert_checked (new_publication ("", NULL, "{\"privacy_level\":\"SELF_ONLY\",\"brand_partner_promote\":true}", "mp4",
                                   NULL), "branded_content_private");
}

static void
assert_video_info (const char *options,
                   const char *expected)
{
  g_autoptr(PosterPublication) publication = new_publication ("", NULL, options, "mp4", NULL);
  g_autoptr(JsonObject) info = poster_tiktok_post_dup_video_info (publication);
  g_autofree char *text = poster_json_to_text (info, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_video_info (void)
{
  assert_video_info (PUBLIC,
                     "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"disable_comment\":true,"
                     "\"brand_content_toggle\":false,\"brand_organic_toggle\":false,"
                     "\"disable_duet\":true,\"disable_stitch\":true}");
  assert_video_info ("{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true,\"allow_duet\":true,\"allow_stitch\":true,"
                     "\"commercial_content_type\":\"brand_organic\",\"video_cover_timestamp_ms\":1500,"
                     "\"video_made_with_ai\":true}",
                     "{\"privacy_level\":\"SELF_ONLY\",\"disable_comment\":false,"
                     "\"brand_content_toggle\":false,\"brand_organic_toggle\":true,"
                     "\"disable_duet\":false,\"disable_stitch\":false,\"video_cover_timestamp_ms\":1500,"
                     "\"is_aigc\":true}");
  assert_video_info ("{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"commercial_content_type\":\"brand_content\","
                     "\"is_brand_organic_post\":true}",
                     "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"disable_comment\":true,"
                     "\"brand_content_toggle\":true,\"brand_organic_toggle\":true,"
                     "\"disable_duet\":true,\"disable_stitch\":true}");
}

static void
test_photo_info (void)
{
  g_autofree char *long_text = new_text (30, "word ");
  g_autofree char *one_word = new_text (200, "a");
  const struct { const char *content, *title, *options, *expected_title, *expected_description; } table[] = {
    { "Short", NULL, PUBLIC, "Short", NULL },
    { "Short #tag https://a.example/x", NULL, PUBLIC, "Short", "Short #tag https://a.example/x" },
    { "Text", "Title", PUBLIC, "Title", "Text" },
    { "Text", "Title", "{\"privacy_level\":\"SELF_ONLY\",\"description\":\"More\"}", "Title", "More" },
    { long_text, NULL, PUBLIC,
      "word word word word word word word word word word word word word word word word word word", long_text },
    { one_word, NULL, PUBLIC, NULL, one_word },
    { "#only #tags", NULL, PUBLIC, NULL, "#only #tags" },
    { "", NULL, PUBLIC, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PosterPublication) publication = new_publication (table[i].content, table[i].title, table[i].options,
                                                                  "jpeg", NULL);
      g_autoptr(JsonObject) info = poster_tiktok_post_dup_photo_info (publication);

      g_assert_cmpstr (poster_json_get_string (info, "title"), ==, table[i].expected_title);
      g_assert_cmpstr (poster_json_get_string (info, "description"), ==, table[i].expected_description);
      g_assert_cmpint (poster_tiktok_utf16_length (poster_json_get_string (info, "title")), <=, 90);
      g_assert_false (json_object_has_member (info, "disable_duet"));
      g_assert_true (json_object_has_member (info, "auto_add_music"));
    }
}

static void
test_utf16 (void)
{
  g_assert_cmpint (poster_tiktok_utf16_length (NULL), ==, 0);
  g_assert_cmpint (poster_tiktok_utf16_length ("abc"), ==, 3);
  g_assert_cmpint (poster_tiktok_utf16_length ("ä€"), ==, 2);
  g_assert_cmpint (poster_tiktok_utf16_length ("🍞"), ==, 2);
}

static void
test_post_ids (void)
{
  static const struct { const char *json, *id; } table[] = {
    { "{\"publicaly_available_post_id\":[7300000000000000123]}", "7300000000000000123" },
    { "{\"publicaly_available_post_id\":[\"7300000000000000123\"]}", "7300000000000000123" },
    { "{\"publicly_available_post_id\":[7300000000000000123,1]}", "7300000000000000123" },
    { "{\"publicaly_available_post_id\":7300000000000000123}", "7300000000000000123" },
    { "{\"publicaly_available_post_id\":[],\"publicly_available_post_id\":[5]}", "5" },
    { "{\"publicaly_available_post_id\":[]}", NULL },
    { "{\"publicaly_available_post_id\":null}", NULL },
    { "{\"publicaly_available_post_id\":[null]}", NULL },
    { "{\"publicaly_available_post_id\":[{}]}", NULL },
    { "{}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(JsonObject) json = poster_json_parse_object (table[i].json, -1, NULL);
      g_autofree char *id = poster_tiktok_post_id_parse (json);

      g_assert_cmpstr (id, ==, table[i].id);
    }
}

static void
test_registry (void)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(PosterClock) clock = POSTER_CLOCK (poster_test_clock_new (0));
  g_autoptr(PosterSecrets) secrets = POSTER_SECRETS (poster_memory_secrets_new ());

  g_assert_null (poster_connector_registry_find (registry, "tiktok"));
  poster_connector_registry_add_all (registry, clock, secrets, NULL, NULL, NULL);
  g_assert_cmpstr (poster_connector_get_key (poster_connector_registry_find (registry, "tiktok")), ==, "tiktok");
  g_assert_null (poster_connector_registry_find (registry, "telex"));
  g_assert_null (poster_connector_registry_find (registry, NULL));
}

/* What concerns the account makes its posts wait; what concerns one post does not. */
static void
test_pauses (void)
{
  static const struct
  {
    const char  *word;
    PosterPause  pause;
  } cases[] = {
    { "spam_risk_too_many_posts", POSTER_PAUSE_DAY },
    { "spam_risk_user_banned_from_posting", POSTER_PAUSE_UNTIL_ACT },
    { "spam_risk_too_many_pending_share", POSTER_PAUSE_POST },
    { "reached_active_user_cap", POSTER_PAUSE_HOUR },
    { "spam_risk_text", POSTER_PAUSE_NONE },
    { "rate_limit_exceeded", POSTER_PAUSE_NONE },
    { "never_heard_of", POSTER_PAUSE_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = poster_tiktok_error_new (cases[i].word, NULL);

      g_assert_cmpint (poster_error_get_pause (error), ==, cases[i].pause);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tables/chunks-are-what-tiktok-takes", test_chunks);
  g_test_add_func ("/tables/every-error-has-a-meaning-and-a-sentence", test_errors);
  g_test_add_func ("/tables/unknown-errors-are-shown-without-secrets", test_unknown_error);
  g_test_add_func ("/tables/what-is-not-sent", test_checks);
  g_test_add_func ("/tables/video-info", test_video_info);
  g_test_add_func ("/tables/photo-info", test_photo_info);
  g_test_add_func ("/tables/utf16", test_utf16);
  g_test_add_func ("/tables/post-ids", test_post_ids);
  g_test_add_func ("/registry/knows-its-connectors", test_registry);
  g_test_add_func ("/tiktok/errors/what-pauses-an-account", test_pauses);
  return g_test_run ();
}
