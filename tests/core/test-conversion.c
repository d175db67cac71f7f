/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "poster-checker.h"
#include "poster-conversion.h"
#include "poster-json.h"
#include "poster-platforms.h"

static PosterPlatforms *platforms;

/* Half a minute that nobody has anything to say against. */
static PosterMediaFacts *
good_clip (void)
{
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 30 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = 30;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 192000;
  facts->audio_sample_rate = 48000;
  facts->audio_channels = 2;
  facts->faststart = TRUE;
  facts->video_tracks = facts->audio_tracks = 1;
  facts->size = 20000000;
  return facts;
}

static PosterMediaFacts *
good_picture (void)
{
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_IMAGE;
  facts->container = g_strdup ("jpeg");
  facts->mime_type = g_strdup ("image/jpeg");
  facts->width = 1080;
  facts->height = 1350;
  facts->size = 500000;
  return facts;
}

/* @change: members of the `check --json` document and what they become, such as `width=100`. */
static PosterMediaFacts *
with (PosterMediaFacts *facts,
      const char       *change)
{
  g_autoptr(PosterMediaFacts) before = facts;
  g_autoptr(JsonObject) json = poster_media_facts_to_json (facts);
  g_auto(GStrv) changes = g_strsplit (change, " ", -1);

  for (guint i = 0; changes[i] != NULL && *changes[i] != '\0'; i++)
    {
      g_auto(GStrv) parts = g_strsplit (changes[i], "=", 2);

      if (g_str_equal (parts[1], "null"))
        json_object_remove_member (json, parts[0]);
      else
        json_object_set_member (json, parts[0], json_from_string (parts[1], NULL));
    }
  return poster_media_facts_from_json (json);
}

static PosterConversion *
plan_for (const PosterMediaFacts       *facts,
          const char                   *names,
          const PosterConversionWishes *wishes)
{
  g_auto(GStrv) keys = g_strsplit (names, ",", -1);
  PosterConversionNeed needs[13] = { 0 };
  guint n_needs = 0;

  for (; keys[n_needs] != NULL; n_needs++)
    needs[n_needs].platform = poster_platforms_find (platforms, keys[n_needs]);
  return poster_conversion_plan (facts, needs, n_needs, wishes);
}

/* What is wrong with a file, how much of it has to be touched, and what comes out of that. */
typedef struct
{
  const char            *platforms;
  const char            *change;
  PosterConversionDepth  depth;
  const char            *expected;
} Case;

static const Case clips[] = {
  { "tiktok", "", POSTER_CONVERSION_NOTHING, "" },
  { "tiktok", "container=\"matroska\" mimeType=\"video/x-matroska\"", POSTER_CONVERSION_REMUX, "container=\"mp4\" mimeType=\"video/mp4\"" },
  { "tiktok", "container=\"mpegts\"", POSTER_CONVERSION_REMUX, "container=\"mp4\" videoCodec=\"h264\"" },
  { "tiktok", "audioCodec=null audioBitrate=null audioSampleRate=null audioChannels=null audioTracks=0", POSTER_CONVERSION_SOUND, "audioCodec=\"aac\" videoCodec=\"h264\" width=1080" },
  { "tiktok", "videoCodec=\"prores\" container=\"mov\"", POSTER_CONVERSION_PICTURE, "videoCodec=\"h264\" container=\"mp4\"" },
  { "tiktok", "frameRate=15.0", POSTER_CONVERSION_PICTURE, "frameRate=30.0" },
  { "tiktok", "frameRate=120.0", POSTER_CONVERSION_PICTURE, "frameRate=60.0" },
  { "tiktok", "frameRate=240.0", POSTER_CONVERSION_PICTURE, "frameRate=60.0" },
  { "tiktok", "width=1920 height=1080", POSTER_CONVERSION_PICTURE, "width=1080 height=1920" },
  { "tiktok", "width=270 height=480", POSTER_CONVERSION_PICTURE, "width=360 height=640" },
  { "tiktok", "size=5000000000", POSTER_CONVERSION_PICTURE, "videoCodec=\"h264\"" },
  { "bluesky", "size=60000000", POSTER_CONVERSION_PICTURE, "videoCodec=\"h264\"" },
  { "instagram", "container=\"webm\" videoCodec=\"vp9\" audioCodec=\"opus\"", POSTER_CONVERSION_PICTURE, "container=\"mp4\" audioCodec=\"aac\"" },
};

static const Case pictures[] = {
  { "tiktok", "", POSTER_CONVERSION_NOTHING, "" },
  { "tiktok", "container=\"heif\" mimeType=\"image/heif\"", POSTER_CONVERSION_PICTURE, "container=\"jpeg\" mimeType=\"image/jpeg\"" },
  { "tiktok,instagram,bluesky", "container=\"tiff\" size=90000000", POSTER_CONVERSION_PICTURE, "container=\"jpeg\"" },
  { "instagram", "width=2000 height=500", POSTER_CONVERSION_PICTURE, "width=2000" },
};

static void
assert_members (const PosterMediaFacts *facts,
                const char             *members)
{
  g_autoptr(PosterMediaFacts) same = with (with (good_clip (), ""), "");
  g_autoptr(JsonObject) json = poster_media_facts_to_json (facts);
  g_auto(GStrv) parts = g_strsplit (members, " ", -1);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto(GStrv) pair = g_strsplit (parts[i], "=", 2);
      g_autofree char *text = json_object_has_member (json, pair[0])
                                  ? json_to_string (json_object_get_member (json, pair[0]), FALSE)
                                  : g_strdup ("nothing");

      if (!g_str_equal (text, pair[1]))
        g_test_message ("%s is %s, not %s", pair[0], text, pair[1]);
      g_assert_cmpstr (text, ==, pair[1]);
    }
}

static void
check_cases (const Case       *cases,
             guint             n_cases,
             PosterMediaFacts *(*make) (void))
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr(PosterMediaFacts) facts = with (make (), cases[i].change);
      g_autoptr(PosterConversion) plan = plan_for (facts, cases[i].platforms, NULL);

      g_test_message ("%s: %s", cases[i].platforms, cases[i].change);
      for (guint j = 0; j < plan->remaining->len; j++)
        g_test_message ("remains: %s", ((PosterFinding *) g_ptr_array_index (plan->remaining, j))->rule);
      g_assert_cmpint (plan->depth, ==, cases[i].depth);
      g_assert_cmpuint (plan->remaining->len, ==, 0);
      assert_members (plan->expected, cases[i].expected);
      /* Nothing is done without a reason, and nothing is mended that is not done. */
      g_assert_cmpint (plan->reasons->len > 0, ==, plan->depth != POSTER_CONVERSION_NOTHING);
    }
}

static void
test_least_change (void)
{
  check_cases (clips, G_N_ELEMENTS (clips), good_clip);
  check_cases (pictures, G_N_ELEMENTS (pictures), good_picture);
}

/* Whatever is mended, the rules of all the platforms find nothing in what is planned. */
static void
test_all_at_once (void)
{
  g_autoptr(PosterMediaFacts) facts = with (good_clip (), "container=\"avi\" videoCodec=\"mpeg4\" audioCodec=\"mp3\" "
                                            "width=640 height=480 frameRate=15.0 size=400000000");
  g_autoptr(PosterConversion) plan = plan_for (facts, "tiktok,instagram,youtube,twitter,bluesky,threads,pinterest", NULL);

  g_assert_cmpint (plan->depth, ==, POSTER_CONVERSION_PICTURE);
  for (guint i = 0; i < plan->remaining->len; i++)
    g_test_message ("remains: %s", ((PosterFinding *) g_ptr_array_index (plan->remaining, i))->message);
  g_assert_cmpuint (plan->remaining->len, ==, 0);
  g_assert_cmpint (plan->expected->size, <=, 50000000);
}

static void
test_fit (void)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autoptr(PosterMediaFacts) facts = with (good_clip (), "width=1920 height=1080");
  g_autoptr(PosterConversion) padded = plan_for (facts, "tiktok", &wishes);
  g_autoptr(PosterConversion) cropped = NULL;

  wishes.fit = POSTER_CONVERSION_FIT_CROP;
  cropped = plan_for (facts, "tiktok", &wishes);
  assert_members (padded->expected, "width=1080 height=1920");
  assert_members (cropped->expected, "width=608 height=1080");
}

static void
test_trim (void)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autoptr(PosterMediaFacts) facts = with (good_clip (), "duration=700.0 size=200000000");
  g_autoptr(PosterConversion) untouched = plan_for (facts, "tiktok", &wishes);
  g_autoptr(PosterConversion) trimmed = NULL;

  /* What to leave out is for a person to say. */
  g_assert_cmpint (untouched->depth, ==, POSTER_CONVERSION_NOTHING);
  g_assert_cmpuint (untouched->remaining->len, ==, 1);
  wishes.start_us = 10 * G_USEC_PER_SEC;
  wishes.end_us = 70 * G_USEC_PER_SEC;
  trimmed = plan_for (facts, "tiktok", &wishes);
  g_assert_cmpint (trimmed->depth, ==, POSTER_CONVERSION_PICTURE);
  g_assert_cmpint (trimmed->expected->duration_us, ==, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (trimmed->remaining->len, ==, 0);
}

static void
test_size (void)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autoptr(PosterMediaFacts) facts = with (good_clip (), "duration=60.0 size=150000000");
  g_autoptr(PosterConversion) plan = NULL;

  wishes.max_size = 50000000;
  plan = plan_for (facts, "tiktok", &wishes);
  g_assert_cmpint (plan->depth, ==, POSTER_CONVERSION_PICTURE);
  g_assert_cmpint (plan->expected->size, <=, 50000000);
  /* No more is thrown away than has to be. */
  g_assert_cmpint ((plan->video_bitrate + plan->audio_bitrate) * 60 / 8, >, 45000000);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  g_test_add_func ("/conversion/the-least-change", test_least_change);
  g_test_add_func ("/conversion/many-platforms-at-once", test_all_at_once);
  g_test_add_func ("/conversion/a-frame-holds-the-picture-or-the-picture-the-frame", test_fit);
  g_test_add_func ("/conversion/what-is-left-out-is-a-persons-decision", test_trim);
  g_test_add_func ("/conversion/a-largest-size", test_size);
  status = g_test_run ();
  g_clear_object (&platforms);
  return status;
}
