/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-platform-form.h"
#include "poster-platforms.h"

#define CREATOR \
  "{\"creator\":{\"nickname\":\"The Kitchen\",\"username\":\"kitchen\"}," \
  "\"privacyLevels\":[{\"value\":\"PUBLIC_TO_EVERYONE\",\"label\":\"Public\"}," \
  "{\"value\":\"MUTUAL_FOLLOW_FRIENDS\",\"label\":\"Mutual\"},{\"value\":\"SELF_ONLY\",\"label\":\"Me\"}]," \
  "\"postingLimits\":{\"maxVideoDurationSec\":300," \
  "\"interactionSettings\":{\"comment\":true,\"duet\":true,\"stitch\":false}},\"canPostMore\":true}"

#define CONSENT "\"content_preview_confirmed\":true,\"express_consent_given\":true"
#define PUBLIC "\"privacy_level\":\"PUBLIC_TO_EVERYONE\""

static PosterPlatforms *platforms;

static PosterPlatform *
tiktok (void)
{
  return poster_platforms_find (platforms, "tiktok");
}

static GPtrArray *
make_files (PosterMediaType type,
            guint           count)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);

  for (guint i = 0; i < count; i++)
    {
      PosterMediaFacts *facts = poster_media_facts_new ();

      facts->type = type;
      facts->duration_us = type == POSTER_MEDIA_VIDEO ? 5 * G_USEC_PER_SEC : 0;
      g_ptr_array_add (files, facts);
    }
  return files;
}

static char *
summarize (GPtrArray *findings)
{
  GString *summary = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      g_assert_nonnull (finding->message);
      g_assert_cmpstr (finding->platform, ==, "tiktok");
      g_assert_cmpint (finding->media_index, ==, -1);
      g_test_message ("  %s: %s [%s; %s]", finding->rule, finding->message, finding->measured, finding->allowed);
      g_string_append_printf (summary, "%s%s:%s", i > 0 ? " " : "", finding->rule,
                              poster_severity_to_string (finding->severity));
    }
  return g_string_free (summary, FALSE);
}

static JsonObject *
resolve (const char         *given,
         GPtrArray          *files,
         PosterConsentMode   consent,
         const char         *creator,
         char              **summary)
{
  g_autoptr(JsonObject) given_json = given != NULL ? poster_json_parse_object (given, -1, NULL) : NULL;
  g_autoptr(JsonObject) creator_json = creator != NULL ? poster_json_parse_object (creator, -1, NULL) : NULL;
  g_autoptr(GPtrArray) findings = NULL;
  JsonObject *options;

  g_assert_true (given == NULL || given_json != NULL);
  options = poster_options_resolve (tiktok (), given_json, files, consent, creator_json, &findings);
  g_assert_nonnull (options);
  *summary = summarize (findings);
  return options;
}

static void
test_defaults (void)
{
  g_autoptr(GPtrArray) video = make_files (POSTER_MEDIA_VIDEO, 1);
  g_autoptr(GPtrArray) photos = make_files (POSTER_MEDIA_IMAGE, 3);
  g_autofree char *summary = NULL;
  g_autofree char *photo_summary = NULL;
  g_autoptr(JsonObject) options = resolve ("{" PUBLIC "," CONSENT "}", video, POSTER_CONSENT_ABSENT_REFUSED, NULL,
                                           &summary);
  g_autoptr(JsonObject) photo_options = resolve ("{" PUBLIC "," CONSENT ",\"allow_duet\":true,\"allow_stitch\":true}",
                                                 photos, POSTER_CONSENT_ABSENT_REFUSED, NULL, &photo_summary);
  g_autofree char *text = poster_json_to_text (options, FALSE);
  g_autofree char *photo_text = poster_json_to_text (photo_options, FALSE);

  g_assert_cmpstr (summary, ==, "");
  g_assert_cmpstr (text, ==,
                   "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"content_preview_confirmed\":true,"
                   "\"express_consent_given\":true,\"allow_comment\":false,\"allow_duet\":false,"
                   "\"allow_stitch\":false,\"commercial_content_type\":\"none\",\"is_brand_organic_post\":false,"
                   "\"brand_partner_promote\":false,\"video_made_with_ai\":false,\"video_cover_timestamp_ms\":1000,"
                   "\"draft\":false}");
  /* Photos know neither duet nor stitch, and nobody is scolded for sending them. */
  g_assert_cmpstr (photo_summary, ==, "");
  g_assert_cmpstr (photo_text, ==,
                   "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"content_preview_confirmed\":true,"
                   "\"express_consent_given\":true,\"allow_comment\":false,\"commercial_content_type\":\"none\","
                   "\"is_brand_organic_post\":false,\"brand_partner_promote\":false,\"video_made_with_ai\":false,"
                   "\"photo_cover_index\":0,\"auto_add_music\":false,\"draft\":false}");
}

typedef struct
{
  const char        *given;
  PosterConsentMode  consent;
  const char        *creator;
  const char        *expected;
} Case;

#define REFUSED POSTER_CONSENT_ABSENT_REFUSED
#define ACCEPTED POSTER_CONSENT_ABSENT_ACCEPTED

static void
check_cases (const Case *cases,
             gsize       n_cases,
             GPtrArray  *files)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *summary = NULL;
      g_autoptr(JsonObject) options = NULL;

      g_test_message ("%s", cases[i].given);
      options = resolve (cases[i].given, files, cases[i].consent, cases[i].creator, &summary);
      g_assert_cmpstr (summary, ==, cases[i].expected);
    }
}

static void
test_consent (void)
{
  static const Case cases[] = {
    { "{" PUBLIC "," CONSENT "}", REFUSED, NULL, "" },
    { "{" PUBLIC "}", REFUSED, NULL, "option-content-preview-confirmed:error option-express-consent-given:error" },
    { "{" PUBLIC "}", ACCEPTED, NULL, "" },
    { "{" PUBLIC ",\"express_consent_given\":true}", REFUSED, NULL, "option-content-preview-confirmed:error" },
    { "{" PUBLIC ",\"express_consent_given\":null,\"content_preview_confirmed\":true}", REFUSED, NULL,
      "option-express-consent-given:error" },
    { "{" PUBLIC ",\"express_consent_given\":false}", ACCEPTED, NULL, "option-express-consent-given:error" },
    { "{" PUBLIC ",\"contentPreviewConfirmed\":false}", ACCEPTED, NULL, "option-content-preview-confirmed:error" },
    { "{" PUBLIC ",\"express_consent_given\":false,\"content_preview_confirmed\":true}", REFUSED, NULL,
      "option-express-consent-given:error" },
  };
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);
  g_autofree char *summary = NULL;
  g_autoptr(JsonObject) options = NULL;

  check_cases (cases, G_N_ELEMENTS (cases), files);
  options = resolve ("{" PUBLIC "}", files, ACCEPTED, NULL, &summary);
  g_assert_true (poster_json_get_boolean (options, "express_consent_given", FALSE));
  g_assert_true (poster_json_get_boolean (options, "content_preview_confirmed", FALSE));
}

static void
test_privacy (void)
{
  static const Case cases[] = {
    { "{" CONSENT "}", REFUSED, NULL, "option-privacy-level:error" },
    { "{}", ACCEPTED, NULL, "option-privacy-level:error" },
    { NULL, ACCEPTED, NULL, "option-privacy-level:error" },
    { "{\"privacy_level\":null}", ACCEPTED, NULL, "option-privacy-level:error" },
    { "{\"privacy_level\":\"\"}", ACCEPTED, NULL, "option-privacy-level:error" },
    { "{\"privacy_level\":5}", ACCEPTED, NULL, "option-privacy-level:error" },
    { "{\"privacy_level\":\"PUBLIC\"}", ACCEPTED, NULL, "option-privacy-level:error" },
    { "{" PUBLIC "}", ACCEPTED, CREATOR, "" },
    { "{\"privacyLevel\":\"SELF_ONLY\"}", ACCEPTED, CREATOR, "" },
    { "{\"privacyLevel\":\"self_only\"}", ACCEPTED, CREATOR, "" },
    /* One that TikTok knows, but that this account does not offer. */
    { "{\"privacy_level\":\"FOLLOWER_OF_CREATOR\"}", ACCEPTED, NULL, "" },
    { "{\"privacy_level\":\"FOLLOWER_OF_CREATOR\"}", ACCEPTED, CREATOR, "option-privacy-level:error" },
    /* One that nobody heard of, but that the account offers. */
    { "{\"privacy_level\":\"CLOSE_FRIENDS\"}", ACCEPTED, "{\"privacyLevels\":[{\"value\":\"CLOSE_FRIENDS\"}]}", "" },
    { "{\"privacy_level\":\"CLOSE_FRIENDS\"}", ACCEPTED, "{\"privacyLevels\":[\"CLOSE_FRIENDS\"]}", "" },
    /* The inbox needs none. */
    { "{\"draft\":true}", ACCEPTED, CREATOR, "" },
    { "{\"draft\":\"true\"}", ACCEPTED, CREATOR, "" },
    { "{\"draft\":false}", ACCEPTED, CREATOR, "option-privacy-level:error" },
  };
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);

  check_cases (cases, G_N_ELEMENTS (cases), files);
}

static void
test_branded_content (void)
{
  static const Case cases[] = {
    { "{" PUBLIC ",\"commercial_content_type\":\"brand_content\"}", ACCEPTED, NULL, "" },
    { "{" PUBLIC ",\"brandPartnerPromote\":true}", ACCEPTED, NULL, "" },
    { "{\"privacy_level\":\"SELF_ONLY\",\"commercial_content_type\":\"brand_organic\"}", ACCEPTED, NULL, "" },
    { "{\"privacy_level\":\"SELF_ONLY\",\"commercial_content_type\":\"brand_content\"}", ACCEPTED, NULL,
      "option-privacy-level:error" },
    { "{\"privacy_level\":\"SELF_ONLY\",\"brand_partner_promote\":true}", ACCEPTED, NULL,
      "option-privacy-level:error" },
    { "{\"commercial_content_type\":\"brand_content\",\"brand_partner_promote\":true,\"privacy_level\":\"SELF_ONLY\"}",
      ACCEPTED, NULL, "option-privacy-level:error" },
    { "{" PUBLIC ",\"commercial_content_type\":\"other\"}", ACCEPTED, NULL, "option-commercial-content-type:error" },
  };
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);
  g_autoptr(JsonObject) given = poster_json_parse_object (cases[3].given, -1, NULL);
  g_autoptr(JsonObject) options = NULL;
  g_autoptr(GPtrArray) findings = NULL;

  check_cases (cases, G_N_ELEMENTS (cases), files);
  /* In the words that TikTok prescribes. */
  options = poster_options_resolve (tiktok (), given, files, ACCEPTED, NULL, &findings);
  g_assert_cmpstr (((PosterFinding *) g_ptr_array_index (findings, 0))->message, ==,
                   "Branded content visibility cannot be set to private.");
}

/* What the creator has switched off cannot be switched on for a post; it goes out without. */
static void
test_creators_settings (void)
{
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);
  g_autofree char *summary = NULL;
  g_autoptr(JsonObject) options = resolve ("{" PUBLIC ",\"allow_comment\":true,\"allow_duet\":true,\"allow_stitch\":true}",
                                           files, ACCEPTED, CREATOR, &summary);

  g_assert_cmpstr (summary, ==, "option-allow-stitch:warning");
  g_assert_true (poster_json_get_boolean (options, "allow_comment", FALSE));
  g_assert_true (poster_json_get_boolean (options, "allow_duet", FALSE));
  g_assert_false (poster_json_get_boolean (options, "allow_stitch", TRUE));
}

static void
test_names (void)
{
  static const struct
  {
    const char *given;
    const char *key;
    const char *value;
    const char *summary;
  } cases[] = {
    { "{\"privacyLevel\":\"SELF_ONLY\"}", "privacy_level", "\"SELF_ONLY\"", "" },
    { "{\"tiktokSettings\":{\"privacy_level\":\"SELF_ONLY\"}}", "privacy_level", "\"SELF_ONLY\"", "" },
    { "{\"tiktokSettings\":{\"privacyLevel\":\"SELF_ONLY\"}}", "privacy_level", "\"SELF_ONLY\"", "" },
    /* Flat wins over nested, today's name over an alias. */
    { "{\"privacyLevel\":\"SELF_ONLY\",\"tiktokSettings\":{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}}",
      "privacy_level", "\"SELF_ONLY\"", "" },
    { "{\"privacy_level\":\"SELF_ONLY\",\"privacyLevel\":\"PUBLIC_TO_EVERYONE\"}", "privacy_level", "\"SELF_ONLY\"",
      "" },
    { "{" PUBLIC ",\"allowComments\":true}", "allow_comment", "true", "" },
    { "{" PUBLIC ",\"allowComment\":true}", "allow_comment", "true", "" },
    { "{" PUBLIC ",\"allowDuet\":true}", "allow_duet", "true", "" },
    { "{" PUBLIC ",\"allowStitch\":true}", "allow_stitch", "true", "" },
    { "{" PUBLIC ",\"videoMadeWithAi\":true}", "video_made_with_ai", "true", "" },
    { "{" PUBLIC ",\"videoCoverTimestampMs\":2500}", "video_cover_timestamp_ms", "2500", "" },
    { "{" PUBLIC ",\"commercialContentType\":\"brand_organic\"}", "commercial_content_type", "\"brand_organic\"", "" },
    { "{" PUBLIC ",\"isBrandOrganicPost\":true}", "is_brand_organic_post", "true", "" },
    { "{" PUBLIC ",\"mediaType\":\"video\"}", "media_type", "\"video\"", "" },
    /* What clients write in other types. */
    { "{" PUBLIC ",\"allow_comment\":\"true\"}", "allow_comment", "true", "" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":\"2500\"}", "video_cover_timestamp_ms", "2500", "" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":2500.0}", "video_cover_timestamp_ms", "2500", "" },
    { "{" PUBLIC ",\"allow_comment\":\"maybe\"}", "allow_comment", NULL, "option-allow-comment:error" },
    { "{" PUBLIC ",\"allow_comment\":{}}", "allow_comment", NULL, "option-allow-comment:error" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":2.5}", "video_cover_timestamp_ms", NULL,
      "option-video-cover-timestamp-ms:error" },
    /* Unknown ones. */
    { "{" PUBLIC ",\"boardId\":\"5\"}", "boardId", NULL, "option-unknown:warning" },
    { "{" PUBLIC ",\"tiktokSettings\":{\"boardId\":\"5\"}}", "boardId", NULL, "option-unknown:warning" },
    /* Limits. */
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":5000}", "video_cover_timestamp_ms", "5000", "" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":5001}", "video_cover_timestamp_ms", "5001",
      "option-video-cover-timestamp-ms:error" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":0}", "video_cover_timestamp_ms", "0", "" },
    { "{" PUBLIC ",\"video_cover_timestamp_ms\":-1}", "video_cover_timestamp_ms", "-1",
      "option-video-cover-timestamp-ms:error" },
  };
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *summary = NULL;
      g_autofree char *value = NULL;
      g_autoptr(JsonObject) options = NULL;
      JsonNode *node;

      g_test_message ("%s", cases[i].given);
      options = resolve (cases[i].given, files, ACCEPTED, NULL, &summary);
      g_assert_cmpstr (summary, ==, cases[i].summary);
      node = json_object_get_member (options, cases[i].key);
      value = node != NULL ? json_to_string (node, FALSE) : NULL;
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_photo_options (void)
{
  static const Case cases[] = {
    { "{" PUBLIC ",\"photo_cover_index\":2}", ACCEPTED, NULL, "" },
    { "{" PUBLIC ",\"photo_cover_index\":3}", ACCEPTED, NULL, "option-photo-cover-index:error" },
    { "{" PUBLIC ",\"photoCoverIndex\":-1}", ACCEPTED, NULL, "option-photo-cover-index:error" },
    { "{" PUBLIC ",\"autoAddMusic\":true}", ACCEPTED, NULL, "" },
    { "{" PUBLIC ",\"description\":\"Six photos\"}", ACCEPTED, NULL, "" },
  };
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_IMAGE, 3);
  g_autofree char *words = g_strnfill (4000, 'x');
  g_autofree char *fits = g_strdup_printf ("{" PUBLIC ",\"description\":\"%s\"}", words);
  g_autofree char *too_long = g_strdup_printf ("{" PUBLIC ",\"description\":\"%sx\"}", words);
  const Case descriptions[] = {
    { fits, ACCEPTED, NULL, "" },
    { too_long, ACCEPTED, NULL, "option-description:error" },
  };

  check_cases (cases, G_N_ELEMENTS (cases), files);
  check_cases (descriptions, G_N_ELEMENTS (descriptions), files);
}

/* A draft without files keeps what will apply to either kind. */
static void
test_without_media (void)
{
  g_autofree char *summary = NULL;
  g_autoptr(JsonObject) options = resolve ("{" PUBLIC ",\"allow_duet\":true,\"photo_cover_index\":7}", NULL, ACCEPTED,
                                           NULL, &summary);

  g_assert_cmpstr (summary, ==, "");
  g_assert_true (poster_json_get_boolean (options, "allow_duet", FALSE));
  g_assert_cmpint (poster_json_get_int (options, "photo_cover_index", -1), ==, 7);
}

/* Canonical options are options: resolving them again changes nothing. */
static void
test_idempotent (void)
{
  g_autoptr(GPtrArray) files = make_files (POSTER_MEDIA_VIDEO, 1);
  g_autofree char *summary = NULL;
  g_autofree char *again_summary = NULL;
  g_autoptr(JsonObject) options = resolve ("{" PUBLIC ",\"allowDuet\":true,\"draft\":true}", files, ACCEPTED, CREATOR,
                                           &summary);
  g_autofree char *text = poster_json_to_text (options, FALSE);
  g_autoptr(JsonObject) again = resolve (text, files, REFUSED, CREATOR, &again_summary);

  g_assert_cmpstr (again_summary, ==, "");
  g_assert_cmpuint (json_object_get_size (again), ==, json_object_get_size (options));
  g_assert_true (poster_json_get_boolean (again, "allow_duet", FALSE));
}

static void
test_parse_text (void)
{
  static const struct
  {
    const char *key;
    const char *text;
    const char *value;  /* NULL: refused */
  } cases[] = {
    { "allow_comment", "true", "true" },
    { "allow_comment", "TRUE", "true" },
    { "allow_comment", "yes", "true" },
    { "allow_comment", "on", "true" },
    { "allow_comment", "1", "true" },
    { "allow_comment", "false", "false" },
    { "allow_comment", "no", "false" },
    { "allow_comment", "off", "false" },
    { "allow_comment", "0", "false" },
    { "allow_comment", "", NULL },
    { "allow_comment", "2", NULL },
    { "allow_comment", "truely", NULL },
    { "video_cover_timestamp_ms", "1500", "1500" },
    { "video_cover_timestamp_ms", "-1", "-1" },
    { "video_cover_timestamp_ms", "1.5", NULL },
    { "video_cover_timestamp_ms", "", NULL },
    { "video_cover_timestamp_ms", "99999999999999999999", NULL },
    { "privacy_level", "SELF_ONLY", "\"SELF_ONLY\"" },
    { "privacy_level", "self_only", "\"SELF_ONLY\"" },
    { "privacy_level", "CLOSE_FRIENDS", "\"CLOSE_FRIENDS\"" },
    { "privacy_level", "", NULL },
    { "commercial_content_type", "brand_content", "\"brand_content\"" },
    { "commercial_content_type", "ads", NULL },
    { "description", "a = b, \"c\"", "\"a = b, \\\"c\\\"\"" },
    { "description", "", "\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterOption *option = poster_platform_find_option (tiktok (), cases[i].key);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = poster_option_parse_text (option, cases[i].text, &error);
      g_autofree char *value = node != NULL ? json_to_string (node, FALSE) : NULL;

      g_test_message ("%s=%s", cases[i].key, cases[i].text);
      g_assert_cmpstr (value, ==, cases[i].value);
      if (cases[i].value != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
}

static void
test_find (void)
{
  static const char *const keys[] = {
    "privacy_level", "allow_comment", "allow_duet", "allow_stitch", "content_preview_confirmed",
    "express_consent_given", "video_made_with_ai", "video_cover_timestamp_ms", "photo_cover_index", "auto_add_music",
    "commercial_content_type", "brand_partner_promote", "is_brand_organic_post", "draft", "description",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      PosterOption *option = poster_platform_find_option (tiktok (), keys[i]);

      g_assert_nonnull (option);
      g_assert_cmpstr (option->key, ==, keys[i]);
      g_assert_nonnull (poster_option_get_label (option));
    }
  g_assert_true (poster_platform_find_option (tiktok (), "privacyLevel") ==
                 poster_platform_find_option (tiktok (), "privacy_level"));
  g_assert_null (poster_platform_find_option (tiktok (), "boardId"));
  g_assert_null (poster_platform_find_option (tiktok (), NULL));
}

static void
test_choices (void)
{
  PosterOption *privacy = poster_platform_find_option (tiktok (), "privacy_level");
  g_autoptr(JsonObject) creator = poster_json_parse_object (CREATOR, -1, NULL);
  g_autoptr(GPtrArray) all = poster_option_get_choices (privacy, NULL);
  g_autoptr(GPtrArray) offered = poster_option_get_choices (privacy, creator);
  PosterChoice *last = g_ptr_array_index (offered, 2);

  g_assert_cmpuint (all->len, ==, 4);
  g_assert_cmpuint (offered->len, ==, 3);
  g_assert_cmpstr (last->value, ==, "SELF_ONLY");
  g_assert_cmpstr (last->label, ==, "Only me");
}

static void
test_forms (void)
{
  PosterOption *privacy = poster_platform_find_option (tiktok (), "privacy_level");
  PosterOption *duet = poster_platform_find_option (tiktok (), "allow_duet");
  PosterOption *stitch = poster_platform_find_option (tiktok (), "allow_stitch");
  PosterOption *partner = poster_platform_find_option (tiktok (), "brand_partner_promote");
  PosterOption *media_type = poster_platform_find_option (tiktok (), "media_type");
  g_autoptr(JsonObject) branded = poster_json_parse_object ("{\"commercial_content_type\":\"brand_content\"}", -1, NULL);
  g_autoptr(JsonObject) organic = poster_json_parse_object ("{\"commercial_content_type\":\"brand_organic\"}", -1, NULL);
  g_autoptr(JsonObject) creator = poster_json_parse_object (CREATOR, -1, NULL);
  g_autoptr(JsonNode) self_only = json_from_string ("\"SELF_ONLY\"", NULL);
  g_autoptr(JsonNode) everyone = json_from_string ("\"PUBLIC_TO_EVERYONE\"", NULL);
  g_autoptr(JsonNode) on = json_from_string ("true", NULL);
  g_autoptr(JsonNode) off = json_from_string ("false", NULL);

  g_assert_true (poster_option_is_shown (duet, POSTER_POST_VIDEO, NULL, NULL));
  g_assert_false (poster_option_is_shown (duet, POSTER_POST_PHOTO, NULL, NULL));
  g_assert_false (poster_option_is_shown (partner, POSTER_POST_VIDEO, NULL, NULL));
  g_assert_true (poster_option_is_shown (partner, POSTER_POST_VIDEO, organic, NULL));
  g_assert_false (poster_option_is_shown (media_type, POSTER_POST_VIDEO, NULL, NULL));

  g_assert_cmpstr (poster_option_get_forbidden (privacy, self_only, branded, NULL), ==,
                   "Branded content visibility cannot be set to private.");
  g_assert_null (poster_option_get_forbidden (privacy, everyone, branded, NULL));
  g_assert_null (poster_option_get_forbidden (privacy, self_only, organic, NULL));
  g_assert_nonnull (poster_option_get_forbidden (stitch, on, NULL, creator));
  g_assert_null (poster_option_get_forbidden (stitch, off, NULL, creator));
  g_assert_null (poster_option_get_forbidden (duet, on, NULL, creator));
  g_assert_null (poster_option_get_forbidden (stitch, on, NULL, NULL));
}

/* TikTok's Content Sharing Guidelines, points 3b and 3c. */
static void
test_disclosure (void)
{
  static const struct
  {
    const char *options;
    guint       ticked;
    const char *prompt;
  } cases[] = {
    { "{}", 0, NULL },
    { "{\"commercial_content_type\":\"none\"}", 0, NULL },
    { "{\"commercial_content_type\":\"brand_organic\"}", 1, "Your video will be labeled as “Promotional content”" },
    { "{\"commercial_content_type\":\"brand_content\"}", 2, "Your video will be labeled as “Paid partnership”" },
    { "{\"commercial_content_type\":\"brand_content\",\"is_brand_organic_post\":true}", 3,
      "Your video will be labeled as “Paid partnership”" },
    { "{\"commercial_content_type\":\"brand_organic\",\"brand_partner_promote\":true}", 3,
      "Your video will be labeled as “Paid partnership”" },
  };
  PosterFormRow *row = NULL;

  for (guint i = 0; i < tiktok ()->form->len; i++)
    if (((PosterFormRow *) g_ptr_array_index (tiktok ()->form, i))->type == POSTER_FORM_DISCLOSURE)
      row = g_ptr_array_index (tiktok ()->form, i);
  g_assert_nonnull (row);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) options = poster_json_parse_object (cases[i].options, -1, NULL);
      const PosterFormOutcome *outcome;

      g_test_message ("%s", cases[i].options);
      g_assert_cmpuint (poster_form_row_get_ticked (row, options), ==, cases[i].ticked);
      outcome = poster_form_row_find_outcome (row, cases[i].ticked);
      g_assert_cmpstr (outcome != NULL ? poster_form_outcome_get_prompt (outcome, POSTER_POST_VIDEO) : NULL, ==,
                       cases[i].prompt);
    }
}

#define MUSIC "<a href=\"https://www.tiktok.com/legal/page/global/music-usage-confirmation/en\">Music Usage Confirmation</a>."
#define BRANDED "<a href=\"https://www.tiktok.com/legal/page/global/bc-policy/en\">Branded Content Policy</a>"

/* Points 4a and 4b. */
static void
test_declaration (void)
{
  g_autoptr(JsonObject) branded = poster_json_parse_object ("{\"commercial_content_type\":\"brand_content\"}", -1, NULL);
  g_autoptr(JsonObject) both = poster_json_parse_object ("{\"commercial_content_type\":\"brand_organic\","
                                                         "\"brand_partner_promote\":true}", -1, NULL);
  g_autoptr(JsonObject) own = poster_json_parse_object ("{\"commercial_content_type\":\"brand_organic\"}", -1, NULL);
  g_autofree char *usual = poster_platform_dup_declaration (tiktok (), NULL);
  g_autofree char *of_own = poster_platform_dup_declaration (tiktok (), own);
  g_autofree char *of_branded = poster_platform_dup_declaration (tiktok (), branded);
  g_autofree char *of_both = poster_platform_dup_declaration (tiktok (), both);

  g_assert_cmpstr (usual, ==, "By posting, you agree to TikTok&apos;s " MUSIC);
  g_assert_cmpstr (of_own, ==, usual);
  g_assert_cmpstr (of_branded, ==, "By posting, you agree to TikTok&apos;s " BRANDED " and " MUSIC);
  g_assert_cmpstr (of_both, ==, of_branded);
}

/* What another platform has is kept out with a warning. */
static void
test_option_of_another_platform (void)
{
  PosterPlatform *bluesky = poster_platforms_find (platforms, "bluesky");
  g_autoptr(JsonObject) given = poster_json_parse_object ("{\"langs\":[\"de\"],\"boardId\":\"5\"}", -1, NULL);
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(JsonObject) options = poster_options_resolve (bluesky, given, NULL, REFUSED, NULL, &findings);

  g_assert_cmpuint (json_object_get_size (options), ==, 1);
  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_false (poster_findings_have_error (findings));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  g_test_add_func ("/options/omitted-is-off", test_defaults);
  g_test_add_func ("/options/consent-must-be-given-or-unspoken", test_consent);
  g_test_add_func ("/options/privacy-is-never-defaulted", test_privacy);
  g_test_add_func ("/options/branded-content-is-never-private", test_branded_content);
  g_test_add_func ("/options/the-creators-settings-win", test_creators_settings);
  g_test_add_func ("/options/known-by-every-name", test_names);
  g_test_add_func ("/options/of-photos", test_photo_options);
  g_test_add_func ("/options/kept-while-there-are-no-files", test_without_media);
  g_test_add_func ("/options/resolving-twice-changes-nothing", test_idempotent);
  g_test_add_func ("/options/read-from-text", test_parse_text);
  g_test_add_func ("/options/all-of-tiktok", test_find);
  g_test_add_func ("/options/choices-are-the-creators", test_choices);
  g_test_add_func ("/options/forms-know-what-to-show", test_forms);
  g_test_add_func ("/options/what-a-disclosure-comes-to", test_disclosure);
  g_test_add_func ("/options/what-is-declared-before-publishing", test_declaration);
  g_test_add_func ("/options/of-another-platform-are-ignored", test_option_of_another_platform);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
