/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "poster-checker.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-platform-form.h"
#include "poster-platforms.h"

/* The options of all platforms but TikTok, whose own are in test-options.c. */

static PosterPlatforms *platforms;

static GPtrArray *
make_files (const char *letters)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);

  for (const char *c = letters; *c != '\0'; c++)
    {
      PosterMediaFacts *facts = poster_media_facts_new ();

      facts->type = *c == 'v' ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_IMAGE;
      facts->duration_us = *c == 'v' ? 5 * G_USEC_PER_SEC : 0;
      g_ptr_array_add (files, facts);
    }
  return files;
}

/* Late's description of its interface, of early and of late 2026. */
static void
test_every_name_of_the_api (void)
{
  static const struct
  {
    const char *platform;
    const char *names;
  } cases[] = {
    { "twitter",
      "threadItems replyToTweetId quoteTweetId replySettings poll.options poll.duration_minutes "
      "longVideo madeWithAi paidPartnership sensitiveMedia.adultContent sensitiveMedia.graphicViolence "
      "sensitiveMedia.other" },
    { "threads",
      "threadItems topic_tag" },
    { "bluesky",
      "threadItems langs" },
    { "facebook",
      "contentType firstComment pageId title facebookSettings.draft facebookSettings.carouselCards "
      "facebookSettings.textFormatPresetId" },
    { "instagram",
      "contentType shareToFeed collaborators firstComment trialParams.graduationStrategy userTags "
      "audioName thumbOffset instagramThumbnail reelCover" },
    { "linkedin",
      "organizationUrn firstComment disableLinkPreview documentTitle reshareUrl poll.question "
      "poll.options poll.duration" },
    { "pinterest",
      "title boardId link coverImageUrl coverImageKeyFrameTime" },
    { "youtube",
      "title visibility madeForKids firstComment containsSyntheticMedia categoryId playlistId tags" },
    { "googlebusiness",
      "locationId callToAction.type callToAction.url topicType event.title event.schedule.startDate "
      "event.schedule.startTime event.schedule.endDate event.schedule.endTime offer.couponCode "
      "offer.redeemOnlineUrl offer.termsConditions languageCode" },
    { "telegram",
      "parseMode disableWebPagePreview disableNotification protectContent" },
    { "snapchat",
      "contentType" },
    { "reddit",
      "subreddit title url forceSelf flairId flairText nsfw spoiler sendreplies nativeVideo videogif" },
    { "tiktok",
      "privacyLevel allowComment allowDuet allowStitch contentPreviewConfirmed expressConsentGiven "
      "mediaType videoCoverTimestampMs photoCoverIndex autoAddMusic videoMadeWithAi "
      "commercialContentType brandPartnerPromote isBrandOrganicPost draft description "
      "videoCoverImageUrl privacy_level allow_comment allow_duet allow_stitch content_preview_confirmed "
      "express_consent_given media_type video_cover_timestamp_ms photo_cover_index auto_add_music "
      "video_made_with_ai commercial_content_type brand_partner_promote is_brand_organic_post" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, cases[i].platform);
      g_auto(GStrv) names = g_strsplit (cases[i].names, " ", -1);

      for (guint j = 0; names[j] != NULL; j++)
        {
          PosterOption *option = poster_platform_find_option (platform, names[j]);

          g_test_message ("%s %s", cases[i].platform, names[j]);
          g_assert_nonnull (option);
          g_assert_cmpuint (strlen (option->source), >, 10);
        }
    }
  g_assert_cmpuint (G_N_ELEMENTS (cases), ==, g_list_model_get_n_items (G_LIST_MODEL (platforms)));
}

static void
test_both_spellings (void)
{
  static const char *const names[][3] = {
    { "instagram", "contentType", "content_type" },
    { "instagram", "trialParams.graduationStrategy", "trial_params.graduation_strategy" },
    { "threads", "topic_tag", "topicTag" },
    { "twitter", "poll.duration_minutes", "poll.durationMinutes" },
    { "facebook", "facebookSettings.draft", "draft" },
    { "reddit", "sendreplies", "sendReplies" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, names[i][0]);
      PosterOption *option = poster_platform_find_option (platform, names[i][1]);

      g_test_message ("%s", names[i][1]);
      g_assert_cmpstr (option->key, ==, names[i][1]);
      g_assert_true (poster_platform_find_option (platform, names[i][2]) == option);
    }
}

typedef struct
{
  const char *platform;
  const char *files;
  const char *creator;   /* (nullable) */
  const char *given;     /* N is a text of the length below */
  guint       length;
  const char *expected;  /* findings */
  const char *value;     /* (nullable): "key=JSON", or "key" for an option that is left out */
} Case;

static char *
insert_text (const char *given,
             guint       length)
{
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr(GString) string = g_string_new (given);

  g_string_replace (string, "%N", text, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static void
assert_value (JsonObject *options,
              const char *expected)
{
  g_auto(GStrv) parts = g_strsplit (expected, "=", 2);
  JsonNode *node = json_object_get_member (options, parts[0]);
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : NULL;

  g_assert_cmpstr (text, ==, parts[1]);
}

static void
check (const Case *cases,
       gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, cases[i].platform);
      g_autofree char *text = insert_text (cases[i].given, cases[i].length);
      g_autoptr(JsonObject) given = poster_json_parse_object (text, -1, NULL);
      g_autoptr(JsonObject) creator = cases[i].creator != NULL ? poster_json_parse_object (cases[i].creator, -1, NULL)
                                                               : NULL;
      g_autoptr(GPtrArray) files = make_files (cases[i].files);
      g_autoptr(GPtrArray) findings = NULL;
      g_autoptr(JsonObject) options = NULL;
      g_autoptr(GString) summary = g_string_new (NULL);

      g_test_message ("%s %s (%u)", cases[i].platform, cases[i].given, cases[i].length);
      g_assert_nonnull (given);
      options = poster_options_resolve (platform, given, files, POSTER_CONSENT_ABSENT_REFUSED, creator, &findings);
      for (guint j = 0; j < findings->len; j++)
        {
          PosterFinding *finding = g_ptr_array_index (findings, j);

          g_test_message ("  %s: %s", finding->rule, finding->message);
          g_string_append_printf (summary, "%s%s:%s", j > 0 ? " " : "", finding->rule,
                                  poster_severity_to_string (finding->severity));
        }
      g_assert_cmpstr (summary->str, ==, cases[i].expected);
      if (cases[i].value != NULL)
        assert_value (options, cases[i].value);
    }
}

/* Each length and number of the data at the limit, one below and one above. */
static void
test_limits (void)
{
  static const Case cases[] = {
    { "twitter", "", NULL, "{\"threadItems\":[\"%N\"]}", 279, "" },
    { "twitter", "", NULL, "{\"threadItems\":[\"%N\"]}", 280, "" },
    { "twitter", "", NULL, "{\"threadItems\":[\"%N\"]}", 281, "option-threadItems:error" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\"]}}", 0, "option-poll.options:error" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"]}}", 0, "" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\",\"c\",\"d\"]}}", 0, "" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}}", 0, "option-poll.options:error" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"%N\"]}}", 25, "" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"%N\"]}}", 26, "option-poll.options:error" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"],\"duration_minutes\":5}}", 0, "" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"],\"duration_minutes\":4}}", 0,
      "option-poll.duration-minutes:error" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"],\"duration_minutes\":10080}}", 0, "" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"],\"duration_minutes\":10081}}", 0,
      "option-poll.duration-minutes:error" },
    { "threads", "", NULL, "{\"threadItems\":[{\"content\":\"%N\"}]}", 500, "" },
    { "threads", "", NULL, "{\"threadItems\":[{\"content\":\"%N\"}]}", 501, "option-threadItems:error" },
    { "threads", "", NULL, "{\"topic_tag\":\"%N\"}", 50, "" },
    { "threads", "", NULL, "{\"topic_tag\":\"%N\"}", 51, "option-topic-tag:error" },
    { "threads", "", NULL, "{\"topic_tag\":\"a.b\"}", 0, "option-topic-tag:error" },
    { "threads", "", NULL, "{\"topic_tag\":\"a&b\"}", 0, "option-topic-tag:error" },
    { "bluesky", "", NULL, "{\"threadItems\":[\"%N\"]}", 300, "" },
    { "bluesky", "", NULL, "{\"threadItems\":[\"%N\"]}", 301, "option-threadItems:error" },
    { "bluesky", "", NULL, "{\"langs\":[\"de\"]}", 0, "" },
    { "bluesky", "", NULL, "{\"langs\":[\"de\",\"en\",\"pt-BR\"]}", 0, "" },
    { "bluesky", "", NULL, "{\"langs\":[\"de\",\"en\",\"pt-BR\",\"fr\"]}", 0, "option-langs:error" },
    { "instagram", "p", NULL, "{\"collaborators\":[\"a\",\"b\"]}", 0, "" },
    { "instagram", "p", NULL, "{\"collaborators\":[\"a\",\"b\",\"c\"]}", 0, "" },
    { "instagram", "p", NULL, "{\"collaborators\":[\"a\",\"b\",\"c\",\"d\"]}", 0, "option-collaborators:error" },
    { "instagram", "p", NULL, "{\"userTags\":[{\"username\":\"@a\",\"x\":1,\"y\":0}]}", 0, "", "userTags=[\"a 1 0\"]" },
    { "instagram", "p", NULL, "{\"userTags\":[{\"username\":\"a\",\"x\":1.01,\"y\":0}]}", 0, "option-userTags:error" },
    { "instagram", "p", NULL, "{\"userTags\":[{\"username\":\"a\",\"x\":0.5,\"y\":-0.01}]}", 0, "option-userTags:error" },
    { "instagram", "p", NULL, "{\"userTags\":[\"a 0.5 0.5 9\"]}", 0, "" },
    { "instagram", "p", NULL, "{\"userTags\":[\"a 0.5 0.5 10\"]}", 0, "option-userTags:error" },
    { "instagram", "p", NULL, "{\"userTags\":[\"a left\"]}", 0, "option-userTags:error" },
    { "instagram", "v", NULL, "{\"thumbOffset\":5000}", 0, "" },
    { "instagram", "v", NULL, "{\"thumbOffset\":5001}", 0, "option-thumbOffset:error" },
    { "instagram", "v", NULL, "{\"thumbOffset\":-1}", 0, "option-thumbOffset:error" },
    { "linkedin", "", NULL, "{\"poll\":{\"question\":\"%N\",\"options\":[\"a\",\"b\"]}}", 140, "" },
    { "linkedin", "", NULL, "{\"poll\":{\"question\":\"%N\",\"options\":[\"a\",\"b\"]}}", 141,
      "option-poll.question:error" },
    { "linkedin", "", NULL, "{\"poll\":{\"question\":\"?\",\"options\":[\"a\",\"%N\"]}}", 30, "" },
    { "linkedin", "", NULL, "{\"poll\":{\"question\":\"?\",\"options\":[\"a\",\"%N\"]}}", 31,
      "option-poll.options:error" },
    { "linkedin", "", NULL, "{\"poll\":{\"question\":\"?\",\"options\":[\"a\"]}}", 0, "option-poll.options:error" },
    { "linkedin", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"]}}", 0, "option-poll.question:error" },
    { "pinterest", "p", NULL, "{\"title\":\"%N\"}", 100, "" },
    { "pinterest", "p", NULL, "{\"title\":\"%N\"}", 101, "option-title:error" },
    { "pinterest", "v", NULL, "{\"coverImageKeyFrameTime\":900}", 0, "" },
    { "pinterest", "v", NULL, "{\"coverImageKeyFrameTime\":901}", 0, "option-coverImageKeyFrameTime:error" },
    { "youtube", "v", NULL, "{\"title\":\"%N\"}", 100, "" },
    { "youtube", "v", NULL, "{\"title\":\"%N\"}", 101, "option-title:error" },
    { "youtube", "v", NULL, "{\"firstComment\":\"%N\"}", 10000, "" },
    { "youtube", "v", NULL, "{\"firstComment\":\"%N\"}", 10001, "option-firstComment:error" },
    { "youtube", "v", NULL, "{\"tags\":[\"%N\"]}", 100, "" },
    { "youtube", "v", NULL, "{\"tags\":[\"%N\"]}", 101, "option-tags:error" },
    { "youtube", "v", NULL, "{\"tags\":[\"%N\",\"%N\",\"%N\",\"%N\",\"%N\"]}", 100, "" },
    { "youtube", "v", NULL, "{\"tags\":[\"%N\",\"%N\",\"%N\",\"%N\",\"%N\",\"x\"]}", 100, "option-tags:error" },
    { "reddit", "", NULL, "{\"title\":\"%N\"}", 300, "" },
    { "reddit", "", NULL, "{\"title\":\"%N\"}", 301, "option-title:error" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* What means nothing beside what else was chosen is left out, with a word. */
static void
test_what_goes_together (void)
{
  static const Case cases[] = {
    { "instagram", "p", NULL, "{\"contentType\":\"story\",\"firstComment\":\"a\"}", 0, "option-firstComment:warning",
      "firstComment" },
    { "instagram", "p", NULL, "{\"firstComment\":\"a\"}", 0, "", "firstComment=\"a\"" },
    { "instagram", "v", NULL, "{\"contentType\":\"story\"}", 0, "", "shareToFeed" },
    { "instagram", "v", NULL, "{}", 0, "", "shareToFeed=true" },
    { "instagram", "p", NULL, "{\"shareToFeed\":false}", 0, "", "shareToFeed" },
    { "instagram", "v", NULL, "{\"reelCover\":\"https://a.example/b.jpg\",\"thumbOffset\":10}", 0,
      "option-thumbOffset:warning", "instagramThumbnail=\"https://a.example/b.jpg\"" },
    { "facebook", "v", NULL, "{\"contentType\":\"story\",\"firstComment\":\"a\",\"facebookSettings\":{\"draft\":true}}", 0,
      "option-firstComment:warning option-facebookSettings.draft:warning", "facebookSettings.draft" },
    { "facebook", "v", NULL, "{\"contentType\":\"reel\",\"title\":\"a\"}", 0, "", "title=\"a\"" },
    { "facebook", "v", NULL, "{\"title\":\"a\"}", 0, "option-title:warning", "title" },
    { "facebook", "v", NULL, "{\"contentType\":\"poem\"}", 0, "option-contentType:error" },
    { "twitter", "p", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"]}}", 0, "", "poll.options" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"]},\"threadItems\":[\"c\"]}", 0, "option-poll.options:warning",
      "poll.options" },
    { "twitter", "", NULL, "{\"poll\":{\"options\":[\"a\",\"b\"]}}", 0, "", "poll.duration_minutes=1440" },
    { "twitter", "", NULL, "{}", 0, "", "poll.duration_minutes" },
    { "twitter", "", NULL, "{\"replyToTweetId\":\"1\",\"replySettings\":\"verified\"}", 0, "option-replySettings:warning" },
    { "googlebusiness", "", NULL, "{\"callToAction\":{\"type\":\"BOOK\"}}", 0, "option-callToAction.url:error" },
    { "googlebusiness", "", NULL, "{\"callToAction\":{\"type\":\"BOOK\",\"url\":\"https://a.example\"}}", 0, "",
      "callToAction.url=\"https://a.example\"" },
    { "googlebusiness", "", NULL, "{\"callToAction\":{\"type\":\"BOOK\",\"url\":\"a.example\"}}", 0,
      "option-callToAction.url:error" },
    { "googlebusiness", "", NULL, "{\"topicType\":\"EVENT\",\"event\":{\"title\":\"a\",\"schedule\":{"
      "\"startDate\":{\"year\":2028,\"month\":2,\"day\":29},\"endDate\":\"2028-03-01T09:00:00Z\","
      "\"startTime\":{\"hours\":9,\"minutes\":5}}}}", 0, "", "event.schedule.startDate=\"2028-02-29\"" },
    { "googlebusiness", "", NULL, "{\"topicType\":\"EVENT\"}", 0,
      "option-event.title:error option-event.schedule.startDate:error option-event.schedule.endDate:error" },
    { "googlebusiness", "", NULL, "{\"topicType\":\"EVENT\",\"event\":{\"title\":\"a\",\"schedule\":{"
      "\"startDate\":\"2027-02-29\",\"endDate\":\"2027-03-01\",\"startTime\":\"24:00\"}}}", 0,
      "option-event.schedule.startDate:error option-event.schedule.startTime:error" },
    { "googlebusiness", "", NULL, "{\"offer\":{\"couponCode\":\"A\"}}", 0, "option-offer.couponCode:warning",
      "offer.couponCode" },
    { "googlebusiness", "", NULL, "{\"callToAction\":{\"typo\":\"BOOK\"}}", 0, "option-unknown:warning" },
    { "reddit", "", NULL, "{\"redditSettings\":{\"nsfw\":true,\"mood\":1}}", 0, "option-unknown:warning", "nsfw=true" },
    { "reddit", "v", NULL, "{\"nativeVideo\":false,\"videogif\":true}", 0, "option-videogif:warning", "videogif" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* What there is to choose from the account's service tells; while it does not, anything may be it. */
static void
test_choices_of_the_account (void)
{
  static const char boards[] = "{\"boards\":[{\"value\":\"1\",\"label\":\"Food\"},{\"value\":\"2\",\"label\":\"Ships\"}]}";
  static const char no_boards[] = "{\"boards\":[]}";
  static const Case cases[] = {
    { "pinterest", "p", boards, "{\"boardId\":\"2\"}", 0, "", "boardId=\"2\"" },
    { "pinterest", "p", boards, "{\"boardId\":2}", 0, "", "boardId=\"2\"" },
    { "pinterest", "p", boards, "{\"boardId\":\"3\"}", 0, "option-boardId:error" },
    { "pinterest", "p", boards, "{}", 0, "", "boardId" },
    { "pinterest", "p", NULL, "{\"boardId\":\"3\"}", 0, "", "boardId=\"3\"" },
    { "pinterest", "p", "{}", "{\"boardId\":\"3\"}", 0, "", "boardId=\"3\"" },
    { "pinterest", "p", no_boards, "{\"boardId\":\"3\"}", 0, "", "boardId=\"3\"" },
    { "reddit", "", "{\"subreddits\":[{\"value\":\"food\",\"label\":\"r/food\"}]}", "{\"subreddit\":\"r/ships\"}", 0, "",
      "subreddit=\"ships\"" },
    { "reddit", "", "{\"subreddits\":[{\"value\":\"food\",\"label\":\"r/food\"}]}", "{}", 0, "option-subreddit:error" },
    { "reddit", "", "{\"defaultSubreddit\":\"food\"}", "{}", 0, "", "subreddit" },
    { "reddit", "", NULL, "{}", 0, "", "subreddit" },
    { "youtube", "v", NULL, "{\"categoryId\":\"42\"}", 0, "", "categoryId=\"42\"" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* As behind `--option`, and in the columns of a plan. */
static void
test_text (void)
{
  static const struct
  {
    const char *platform;
    const char *key;
    const char *text;
    const char *value;  /* (nullable) */
    const char *again;  /* (nullable): as text; NULL for @text */
  } cases[] = {
    { "instagram", "collaborators", "a,b", "[\"a\",\"b\"]", "a, b" },
    { "instagram", "collaborators", " @a , ,@b ", "[\"a\",\"b\"]", "a, b" },
    { "instagram", "collaborators", "[\"a\",\"b,c\"]", "[\"a\",\"b,c\"]", NULL },
    { "instagram", "collaborators", "", "[]", NULL },
    { "instagram", "collaborators", "[{}", "[\"[{}\"]", NULL },
    { "instagram", "userTags", "@a 0.5 0.25, b", "[\"a 0.5 0.25\",\"b\"]", "a 0.5 0.25, b" },
    { "twitter", "threadItems", "One\nline\n---\nTwo\n", "[\"One\\nline\",\"Two\"]", "One\nline\n---\nTwo" },
    { "twitter", "threadItems", "[\"One - two\"]", "[\"One - two\"]", NULL },
    { "reddit", "subreddit", "r/food", "\"food\"", "food" },
    { "reddit", "subreddit", "/r/food", "\"food\"", "food" },
    { "googlebusiness", "callToAction.type", "book", "\"BOOK\"", "BOOK" },
    { "googlebusiness", "callToAction.type", "DANCE", NULL, NULL },
    { "googlebusiness", "event.schedule.startDate", "2026-05-31", "\"2026-05-31\"", NULL },
    { "googlebusiness", "event.schedule.startDate", "31.5.2026", NULL, NULL },
    { "googlebusiness", "event.schedule.startDate", "2026-06-31", NULL, NULL },
    { "googlebusiness", "event.schedule.startTime", "9:30", "\"09:30\"", "09:30" },
    { "googlebusiness", "event.schedule.startTime", "23:59", "\"23:59\"", NULL },
    { "googlebusiness", "event.schedule.startTime", "23:60", NULL, NULL },
    { "facebook", "facebookSettings.carouselCards", "[{\"link\":\"https://a.example\"}]",
      "[{\"link\":\"https://a.example\"}]", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterOption *option = poster_platform_find_option (poster_platforms_find (platforms, cases[i].platform), cases[i].key);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = poster_option_parse_text (option, cases[i].text, &error);
      g_autofree char *value = node != NULL ? json_to_string (node, FALSE) : NULL;
      g_autofree char *again = node != NULL ? poster_option_value_to_text (option, node) : NULL;

      g_test_message ("%s=%s", cases[i].key, cases[i].text);
      g_assert_cmpstr (value, ==, cases[i].value);
      if (node == NULL)
        {
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
          continue;
        }
      g_assert_true (poster_option_is_right_type (option, node));
      if (*cases[i].text != '\0' && !g_str_equal (cases[i].text, "[{}"))
        g_assert_cmpstr (again, ==, cases[i].again != NULL ? cases[i].again : cases[i].text);
    }
}

/* A person is asked for each of them once, the title where the composer has a place for it. */
static void
test_forms_are_whole (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      g_assert_cmpuint (platform->options->len, >, 0);
      for (guint j = 0; j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);
          gboolean is_elsewhere = platform->elsewhere != NULL &&
                                  g_strv_contains ((const char *const *) platform->elsewhere, option->key);
          guint n_rows = 0;

          for (guint k = 0; k < platform->form->len; k++)
            n_rows += poster_form_row_has_option (g_ptr_array_index (platform->form, k), option);
          g_test_message ("%s %s", platform->key, option->key);
          g_assert_cmpuint (n_rows, ==, option->hidden || option->consent || is_elsewhere ? 0 : 1);
        }
    }
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
  g_test_add_func ("/platform-options/every-name-of-the-api", test_every_name_of_the_api);
  g_test_add_func ("/platform-options/known-in-both-spellings", test_both_spellings);
  g_test_add_func ("/platform-options/limits", test_limits);
  g_test_add_func ("/platform-options/what-goes-together", test_what_goes_together);
  g_test_add_func ("/platform-options/choices-of-the-account", test_choices_of_the_account);
  g_test_add_func ("/platform-options/read-from-text-and-written-again", test_text);
  g_test_add_func ("/platform-options/forms-ask-for-all-of-them", test_forms_are_whole);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
