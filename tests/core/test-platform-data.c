/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-json.h"
#include "poster-platform-data.h"
#include "poster-platforms.h"

static PosterPlatforms *platforms;

typedef struct
{
  const char *platform;
  const char *options;  /* by canonical key */
  const char *data;     /* what the API is sent */
} Case;

/* What goes both ways. */
static const Case cases[] = {
  { "tiktok", "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true,\"allow_duet\":false,\"allow_stitch\":false,"
              "\"content_preview_confirmed\":true,\"express_consent_given\":true}",
    "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true,\"allow_duet\":false,\"allow_stitch\":false,"
    "\"content_preview_confirmed\":true,\"express_consent_given\":true}" },
  { "twitter",
    "{\"threadItems\":[\"Two\",\"Three\"],\"replySettings\":\"mentionedUsers\",\"madeWithAi\":true,"
    "\"sensitiveMedia.other\":true}",
    "{\"threadItems\":[{\"content\":\"The caption\"},{\"content\":\"Two\"},{\"content\":\"Three\"}],"
    "\"replySettings\":\"mentionedUsers\",\"madeWithAi\":true,\"sensitiveMedia\":{\"other\":true}}" },
  { "twitter",
    "{\"poll.options\":[\"Yes\",\"No\"],\"poll.duration_minutes\":1440}",
    "{\"poll\":{\"options\":[\"Yes\",\"No\"],\"duration_minutes\":1440}}" },
  { "instagram",
    "{\"contentType\":\"story\"}",
    "{\"contentType\":\"story\"}" },
  { "instagram",
    "{\"shareToFeed\":false,\"collaborators\":[\"a\",\"b\"],\"firstComment\":\"Hello\","
    "\"userTags\":[\"c 0.5 0.25 1\",\"d\"],\"trialParams.graduationStrategy\":\"MANUAL\","
    "\"thumbOffset\":1500}",
    "{\"shareToFeed\":false,\"collaborators\":[\"a\",\"b\"],\"firstComment\":\"Hello\","
    "\"userTags\":[{\"username\":\"c\",\"x\":0.5,\"y\":0.25,\"mediaIndex\":1},{\"username\":\"d\"}],"
    "\"trialParams\":{\"graduationStrategy\":\"MANUAL\"},\"thumbOffset\":1500}" },
  { "facebook",
    "{\"contentType\":\"reel\",\"title\":\"A reel\",\"pageId\":\"12\","
    "\"facebookSettings.draft\":true}",
    "{\"contentType\":\"reel\",\"title\":\"A reel\",\"pageId\":\"12\","
    "\"facebookSettings\":{\"draft\":true}}" },
  { "facebook",
    "{\"facebookSettings.carouselCards\":[{\"link\":\"https://a.example\"},"
    "{\"link\":\"https://b.example\"}]}",
    "{\"facebookSettings\":{\"carouselCards\":[{\"link\":\"https://a.example\"},"
    "{\"link\":\"https://b.example\"}]}}" },
  { "linkedin",
    "{\"organizationUrn\":\"urn:li:organization:1\",\"poll.options\":[\"a\",\"b\"],"
    "\"poll.question\":\"Which?\",\"poll.duration\":\"ONE_DAY\"}",
    "{\"organizationUrn\":\"urn:li:organization:1\",\"poll\":{\"options\":[\"a\",\"b\"],"
    "\"question\":\"Which?\",\"duration\":\"ONE_DAY\"}}" },
  { "pinterest",
    "{\"boardId\":\"5\",\"title\":\"A pin\",\"link\":\"https://a.example\","
    "\"coverImageKeyFrameTime\":0}",
    "{\"boardId\":\"5\",\"title\":\"A pin\",\"link\":\"https://a.example\","
    "\"coverImageKeyFrameTime\":0}" },
  { "youtube",
    "{\"title\":\"A video\",\"visibility\":\"unlisted\",\"madeForKids\":false,\"categoryId\":\"10\"}",
    "{\"title\":\"A video\",\"visibility\":\"unlisted\",\"madeForKids\":false,\"categoryId\":\"10\"}" },
  { "threads",
    "{\"topic_tag\":\"Food\",\"threadItems\":[\"Two\"]}",
    "{\"topic_tag\":\"Food\",\"threadItems\":[{\"content\":\"The caption\"},{\"content\":\"Two\"}]}" },
  { "bluesky",
    "{\"langs\":[\"en\",\"de\"],\"threadItems\":[\"Two\"]}",
    "{\"langs\":[\"en\",\"de\"],\"threadItems\":[{\"content\":\"The caption\"},{\"content\":\"Two\"}]"
    "}" },
  { "reddit",
    "{\"subreddit\":\"food\",\"flairId\":\"f\",\"sendreplies\":false,\"nsfw\":true}",
    "{\"subreddit\":\"food\",\"flairId\":\"f\",\"sendreplies\":false,\"nsfw\":true}" },
  { "telegram",
    "{\"parseMode\":\"MarkdownV2\",\"disableNotification\":true}",
    "{\"parseMode\":\"MarkdownV2\",\"disableNotification\":true}" },
  { "snapchat",
    "{\"contentType\":\"spotlight\"}",
    "{\"contentType\":\"spotlight\"}" },
  { "googlebusiness",
    "{\"locationId\":\"locations/1\",\"callToAction.type\":\"BOOK\","
    "\"callToAction.url\":\"https://a.example\"}",
    "{\"locationId\":\"locations/1\",\"callToAction\":{\"type\":\"BOOK\","
    "\"url\":\"https://a.example\"}}" },
  { "googlebusiness",
    "{\"topicType\":\"EVENT\",\"event.title\":\"Market\",\"event.schedule.startDate\":\"2026-05-31\","
    "\"event.schedule.endDate\":\"2026-06-01\",\"event.schedule.startTime\":\"09:05\"}",
    "{\"topicType\":\"EVENT\",\"event\":{\"title\":\"Market\","
    "\"schedule\":{\"startDate\":{\"year\":2026,\"month\":5,\"day\":31},\"endDate\":{\"year\":2026,"
    "\"month\":6,\"day\":1},\"startTime\":{\"hours\":9,\"minutes\":5}}}}" },
};

static void
assert_same (JsonObject *json,
             const char *expected)
{
  g_autoptr(JsonObject) object = poster_json_parse_object (expected, -1, NULL);
  g_autoptr(JsonNode) a = json_node_init_object (json_node_alloc (), json);
  g_autoptr(JsonNode) b = NULL;
  g_autofree char *text = poster_json_to_text (json, FALSE);

  g_assert_nonnull (object);
  b = json_node_init_object (json_node_alloc (), object);
  if (!json_node_equal (a, b))
    g_assert_cmpstr (text, ==, expected);
}

static void
test_both_ways (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, cases[i].platform);
      g_autoptr(JsonObject) options = poster_json_parse_object (cases[i].options, -1, NULL);
      g_autoptr(JsonObject) data = NULL;
      g_autoptr(PosterPlatformData) back = NULL;
      g_autoptr(JsonObject) again = NULL;

      g_test_message ("%s %s", cases[i].platform, cases[i].options);
      g_assert_nonnull (options);
      data = poster_platform_build_specific_data (platform, options, "The caption", NULL, NULL, NULL);
      assert_same (data, cases[i].data);
      back = poster_platform_read_specific_data (platform, data, NULL);
      assert_same (back->options, cases[i].options);
      assert_same (back->extra, "{}");
      again = poster_platform_build_specific_data (platform, back->options, back->content, NULL, NULL, back->extra);
      assert_same (again, cases[i].data);
    }
}

/* Defaults are the API's own business, and what means nothing is not said. */
static void
test_defaults_are_left_out (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);
      g_autoptr(JsonObject) none = poster_platform_build_specific_data (platform, NULL, "x", NULL, NULL, NULL);
      g_autoptr(JsonObject) defaults = poster_platform_complete_options (platform, NULL);
      g_autoptr(JsonObject) data = poster_platform_build_specific_data (platform, defaults, "x", NULL, NULL, NULL);
      g_autoptr(JsonObject) of_post = poster_platform_build_post_members (platform, defaults);
      JsonObjectIter iter;
      const char *member;

      g_test_message ("%s", platform->key);
      assert_same (none, "{}");
      assert_same (of_post, "{}");
      json_object_iter_init (&iter, data);
      while (json_object_iter_next (&iter, &member, NULL))
        g_assert_true (poster_platform_find_option (platform, member)->is_always_sent);
    }
}

static void
test_left_out_beside_others (void)
{
  PosterPlatform *instagram = poster_platforms_find (platforms, "instagram");
  g_autoptr(JsonObject) options = poster_json_parse_object ("{\"contentType\":\"story\",\"firstComment\":\"Hello\"}", -1,
                                                            NULL);
  g_autoptr(JsonObject) data = poster_platform_build_specific_data (instagram, options, NULL, NULL, NULL, NULL);

  assert_same (data, "{\"contentType\":\"story\"}");
}

/* The post's title, where the platform has titles and nobody gave it another. */
static void
test_title (void)
{
  PosterPlatform *reddit = poster_platforms_find (platforms, "reddit");
  PosterPlatform *facebook = poster_platforms_find (platforms, "facebook");
  PosterPlatform *bluesky = poster_platforms_find (platforms, "bluesky");
  g_autoptr(JsonObject) own = poster_json_parse_object ("{\"title\":\"Own\"}", -1, NULL);
  g_autoptr(JsonObject) of_post = poster_platform_build_specific_data (reddit, NULL, NULL, "The post's", NULL, NULL);
  g_autoptr(JsonObject) of_reddit = poster_platform_build_specific_data (reddit, own, NULL, "The post's", NULL, NULL);
  g_autoptr(JsonObject) no_reel = poster_platform_build_specific_data (facebook, NULL, NULL, "The post's", NULL, NULL);
  g_autoptr(JsonObject) none = poster_platform_build_specific_data (bluesky, NULL, NULL, "The post's", NULL, NULL);

  assert_same (of_post, "{\"title\":\"The post's\"}");
  assert_same (of_reddit, "{\"title\":\"Own\"}");
  assert_same (no_reel, "{}");
  assert_same (none, "{}");
}

/* The API publishes a thread and nothing else: the post comes first in it, with its files. What
 * somebody else put beside a later post stays there. */
static void
test_thread (void)
{
  PosterPlatform *twitter = poster_platforms_find (platforms, "twitter");
  const char *text = "{\"threadItems\":[{\"content\":\"One\",\"mediaItems\":[{\"url\":\"u\"}]},{\"content\":\"Two\"},"
                     "{\"content\":\"Three\",\"mediaItems\":[{\"url\":\"v\"}]}]}";
  g_autoptr(JsonObject) json = poster_json_parse_object (text, -1, NULL);
  g_autoptr(PosterPlatformData) data = poster_platform_read_specific_data (twitter, json, NULL);
  g_autoptr(JsonObject) again = poster_platform_build_specific_data (twitter, data->options, data->content, NULL,
                                                                     data->media_items, data->extra);
  g_autoptr(JsonNode) changed = NULL;
  JsonArray *items = json_object_get_array_member (data->options, "threadItems");
  PosterOption *option = poster_platform_find_option (twitter, "threadItems");

  g_assert_cmpstr (data->content, ==, "One");
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  assert_same (again, text);
  changed = poster_option_item_with_text (option, json_array_get_element (items, 1), "Four");
  assert_same (json_node_get_object (changed), "{\"content\":\"Four\",\"mediaItems\":[{\"url\":\"v\"}]}");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (items, 1), "content"), ==, "Three");
}

/* YouTube's tags are a member of the post. */
static void
test_members_of_the_post (void)
{
  PosterPlatform *youtube = poster_platforms_find (platforms, "youtube");
  g_autoptr(JsonObject) options = poster_json_parse_object ("{\"tags\":[\"food\",\"ships\"]}", -1, NULL);
  g_autoptr(JsonObject) data = poster_platform_build_specific_data (youtube, options, NULL, NULL, NULL, NULL);
  g_autoptr(JsonObject) post = poster_platform_build_post_members (youtube, options);
  g_autoptr(PosterPlatformData) back = poster_platform_read_specific_data (youtube, data, post);

  assert_same (data, "{}");
  assert_same (post, "{\"tags\":[\"food\",\"ships\"]}");
  assert_same (back->options, "{\"tags\":[\"food\",\"ships\"]}");
}

/* A consent that nobody gave is not given. */
static void
test_nobody_consents_for_somebody (void)
{
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  g_autoptr(JsonObject) options = poster_json_parse_object ("{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":false,"
                                                           "\"draft\":false}", -1, NULL);
  g_autoptr(JsonObject) data = poster_platform_build_specific_data (tiktok, options, NULL, NULL, NULL, NULL);

  g_assert_false (json_object_has_member (data, "content_preview_confirmed"));
  g_assert_false (json_object_has_member (data, "express_consent_given"));
  /* Its API wants to be told. */
  g_assert_true (json_object_has_member (data, "allow_comment"));
  g_assert_false (json_object_has_member (data, "draft"));
}

/* The early API nested TikTok's, in snake_case; today's are flat, in either. */
static void
test_every_place_and_spelling (void)
{
  static const char *const datas[] = {
    "{\"tiktokSettings\":{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true}}",
    "{\"tiktokSettings\":{\"privacyLevel\":\"SELF_ONLY\",\"allowComments\":true}}",
    "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true}",
    "{\"privacyLevel\":\"SELF_ONLY\",\"allowComment\":\"true\"}",
    "{\"tiktokSettings\":{\"privacyLevel\":\"PUBLIC_TO_EVERYONE\"},\"privacyLevel\":\"SELF_ONLY\",\"allowComment\":true}",
  };
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");

  for (guint i = 0; i < G_N_ELEMENTS (datas); i++)
    {
      g_autoptr(JsonObject) json = poster_json_parse_object (datas[i], -1, NULL);
      g_autoptr(PosterPlatformData) data = poster_platform_read_specific_data (tiktok, json, NULL);

      g_test_message ("%s", datas[i]);
      assert_same (data->options, "{\"privacy_level\":\"SELF_ONLY\",\"allow_comment\":true}");
      assert_same (data->extra, "{}");
    }
}

/* What this version knows nothing of goes back as it came. */
static void
test_unknown_members_are_kept (void)
{
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  const char *text = "{\"privacyLevel\":\"SELF_ONLY\",\"allowComment\":{\"odd\":1},\"newThing\":[1,{\"a\":null}],"
                     "\"tiktokSettings\":{\"deepThing\":5}}";
  g_autoptr(JsonObject) json = poster_json_parse_object (text, -1, NULL);
  g_autoptr(PosterPlatformData) data = poster_platform_read_specific_data (tiktok, json, NULL);
  g_autoptr(JsonObject) again = NULL;

  assert_same (data->options, "{\"privacy_level\":\"SELF_ONLY\"}");
  assert_same (data->extra, "{\"allowComment\":{\"odd\":1},\"newThing\":[1,{\"a\":null}],"
                            "\"tiktokSettings\":{\"deepThing\":5}}");
  again = poster_platform_build_specific_data (tiktok, data->options, NULL, NULL, NULL, data->extra);
  g_assert_true (json_object_has_member (again, "newThing"));
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (again, "tiktokSettings"), "deepThing", 0), ==, 5);
  g_assert_cmpstr (poster_json_get_string (again, "privacy_level"), ==, "SELF_ONLY");
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
  g_test_add_func ("/platform-data/options-go-both-ways", test_both_ways);
  g_test_add_func ("/platform-data/defaults-are-left-out", test_defaults_are_left_out);
  g_test_add_func ("/platform-data/what-does-not-apply-is-left-out", test_left_out_beside_others);
  g_test_add_func ("/platform-data/titles", test_title);
  g_test_add_func ("/platform-data/a-thread-begins-with-the-post", test_thread);
  g_test_add_func ("/platform-data/members-of-the-post", test_members_of_the_post);
  g_test_add_func ("/platform-data/nobody-consents-for-somebody", test_nobody_consents_for_somebody);
  g_test_add_func ("/platform-data/every-place-and-spelling-is-read", test_every_place_and_spelling);
  g_test_add_func ("/platform-data/unknown-members-are-kept", test_unknown_members_are_kept);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
