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

      g_test_message ("%s %s", cases[i].platform, cases[i].options);
      g_assert_nonnull (options);
      data = poster_platform_build_specific_data (platform, options, "The caption", NULL, NULL, NULL);
      assert_same (data, cases[i].data);
      back = poster_platform_read_specific_data (platform, data, NULL);
      assert_same (back->options, cases[i].options);
      assert_same (back->extra, "{}");
    }
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
  g_test_add_func ("/platform-data/nobody-consents-for-somebody", test_nobody_consents_for_somebody);
  g_test_add_func ("/platform-data/every-place-and-spelling-is-read", test_every_place_and_spelling);
  g_test_add_func ("/platform-data/unknown-members-are-kept", test_unknown_members_are_kept);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
