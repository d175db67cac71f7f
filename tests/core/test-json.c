/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-facts.h"

static JsonObject *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonObject *json = poster_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  return json;
}

/* Whatever stands under a name, asking for it in any way is safe. */
static void
test_other_types_are_absent (void)
{
  static const char *const values[] = { "null", "true", "5", "5.5", "\"text\"", "{\"a\":1}", "[1]" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"m\":%s}", values[i]);
      g_autoptr(JsonObject) json = parse (text);

      g_test_message ("%s", text);
      g_assert_cmpstr (poster_json_get_string (json, "m"), ==, i == 4 ? "text" : NULL);
      g_assert_cmpint (poster_json_get_int (json, "m", -7), ==, i == 2 || i == 3 ? 5 : -7);
      g_assert_cmpfloat (poster_json_get_double (json, "m", -7), ==, i == 2 ? 5 : i == 3 ? 5.5 : -7);
      g_assert_cmpint (poster_json_get_boolean (json, "m", FALSE), ==, i == 1);
      g_assert_cmpint (poster_json_get_boolean (json, "m", TRUE), ==, TRUE);
      g_assert_true ((poster_json_get_object (json, "m") != NULL) == (i == 5));
      g_assert_true ((poster_json_get_array (json, "m") != NULL) == (i == 6));
      g_assert_null (poster_json_get_string (json, "other"));
      g_assert_cmpint (poster_json_get_int (json, "other", -7), ==, -7);
    }
  g_assert_null (poster_json_get_string (NULL, "m"));
  g_assert_cmpint (poster_json_get_int (NULL, "m", -7), ==, -7);
  g_assert_cmpfloat (poster_json_get_double (NULL, "m", -7), ==, -7);
  g_assert_true (poster_json_get_boolean (NULL, "m", TRUE));
  g_assert_null (poster_json_get_object (NULL, "m"));
  g_assert_null (poster_json_get_array (NULL, "m"));
}

static void
test_large_numbers (void)
{
  g_autoptr(JsonObject) json = parse ("{\"a\":9223372036854775807,\"b\":-9223372036854775807,\"c\":7300000000000000123,"
                                      "\"d\":1e300,\"e\":-1e300,\"f\":1e3}");

  g_assert_cmpint (poster_json_get_int (json, "a", 0), ==, G_MAXINT64);
  g_assert_cmpint (poster_json_get_int (json, "b", 0), ==, -G_MAXINT64);
  g_assert_cmpint (poster_json_get_int (json, "c", 0), ==, 7300000000000000123);
  g_assert_cmpint (poster_json_get_int (json, "d", -7), ==, -7);
  g_assert_cmpint (poster_json_get_int (json, "e", -7), ==, -7);
  g_assert_cmpint (poster_json_get_int (json, "f", -7), ==, 1000);
}

static void
test_ids (void)
{
  static const struct
  {
    const char *json;
    const char *id;
  } cases[] = {
    { "{\"m\":\"7300000000000000123\"}", "7300000000000000123" },
    { "{\"m\":7300000000000000123}", "7300000000000000123" },
    { "{\"m\":0}", "0" },
    { "{\"m\":\"\"}", NULL },
    { "{\"m\":7.3}", NULL },
    { "{\"m\":null}", NULL },
    { "{\"m\":true}", NULL },
    { "{\"m\":{}}", NULL },
    { "{\"m\":[]}", NULL },
    { "{}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) json = parse (cases[i].json);
      g_autofree char *id = poster_json_node_to_id (json_object_get_member (json, "m"));

      g_test_message ("%s", cases[i].json);
      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

static void
test_nonsense (void)
{
  static const char *const nonsense[] = {
    "", " ", "null", "5", "\"secret\"", "[]", "{", "{\"a\":}", "<html>secret</html>", "{} {}x", "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonObject) json = poster_json_parse_object (nonsense[i], -1, &error);

      g_test_message ("%u", i);
      g_assert_null (json);
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_parses_a_length (void)
{
  g_autoptr(JsonObject) json = poster_json_parse_object ("{\"a\":1}garbage", 7, NULL);

  g_assert_nonnull (json);
  g_assert_cmpint (poster_json_get_int (json, "a", 0), ==, 1);
}

static void
test_copies_are_deep (void)
{
  g_autoptr(JsonObject) json = parse ("{\"a\":{\"b\":[1,{\"c\":7300000000000000123}]},\"d\":0.1}");
  g_autoptr(JsonObject) copy = poster_json_copy (json);
  g_autofree char *before = poster_json_to_text (json, FALSE);
  g_autofree char *text = NULL;

  json_object_set_int_member (poster_json_get_object (json, "a"), "b", 2);
  json_object_set_int_member (json, "d", 3);
  text = poster_json_to_text (copy, FALSE);
  g_assert_cmpstr (text, ==, before);
  g_assert_null (poster_json_copy (NULL));
}

static void
test_facts_survive_json (void)
{
  g_autoptr(PosterMediaFacts) facts = poster_media_facts_new ();
  g_autoptr(PosterMediaFacts) back = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 12345678;
  facts->width = 1080;
  facts->height = 1920;
  facts->rotation = 90;
  facts->mirrored = TRUE;
  facts->frame_rate = 29.97;
  facts->variable_frame_rate = TRUE;
  facts->video_codec = g_strdup ("h264");
  facts->video_profile = g_strdup ("high");
  facts->video_bitrate = 8000000;
  facts->bit_depth = 8;
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 128000;
  facts->audio_sample_rate = 48000;
  facts->audio_channels = 2;
  facts->hdr = g_strdup ("hlg");
  facts->faststart = TRUE;
  facts->fragmented = TRUE;
  facts->video_tracks = 1;
  facts->audio_tracks = 2;
  facts->size = 5000000000;
  facts->problem = g_strdup ("Cut");
  json = poster_media_facts_to_json (facts);
  back = poster_media_facts_from_json (json);
  again = poster_media_facts_to_json (back);
  text = poster_json_to_text (json, FALSE);
  text_again = poster_json_to_text (again, FALSE);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpint (back->duration_us, ==, 12345678);
  g_assert_cmpint (back->size, ==, 5000000000);
  g_assert_cmpfloat (back->frame_rate, ==, 29.97);
}

/* Facts come from another process, which may have been killed in the middle of a word. */
static void
test_damaged_facts (void)
{
  g_autoptr(JsonObject) json = parse ("{\"type\":\"hologram\",\"width\":\"wide\",\"duration\":null,\"container\":5}");
  g_autoptr(PosterMediaFacts) facts = poster_media_facts_from_json (json);

  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_cmpint (facts->width, ==, 0);
  g_assert_cmpint (facts->duration_us, ==, 0);
  g_assert_null (facts->container);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/other-types-are-absent", test_other_types_are_absent);
  g_test_add_func ("/json/large-numbers-are-exact", test_large_numbers);
  g_test_add_func ("/json/ids-are-text", test_ids);
  g_test_add_func ("/json/nonsense-is-refused-and-not-quoted", test_nonsense);
  g_test_add_func ("/json/parses-no-further-than-told", test_parses_a_length);
  g_test_add_func ("/json/copies-are-deep", test_copies_are_deep);
  g_test_add_func ("/facts/survive-json", test_facts_survive_json);
  g_test_add_func ("/facts/damaged-ones-are-empty", test_damaged_facts);
  return g_test_run ();
}
