/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-checker.h"
#include "poster-json.h"
#include "poster-platforms.h"

static PosterPlatforms *platforms;

/* A phone's clip that TikTok has nothing to say against. */
static PosterMediaFacts *
good_video (void)
{
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 15 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = 30;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 192000;
  facts->faststart = TRUE;
  facts->video_tracks = facts->audio_tracks = 1;
  facts->size = 12345678;
  return facts;
}

static PosterMediaFacts *
good_photo (void)
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

/* Sets one member of @facts as the `check --json` document has it. */
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
      else if (g_ascii_isdigit (parts[1][0]))
        json_object_set_member (json, parts[0], json_from_string (parts[1], NULL));
      else if (g_str_equal (parts[1], "true") || g_str_equal (parts[1], "false"))
        json_object_set_boolean_member (json, parts[0], parts[1][0] == 't');
      else
        json_object_set_string_member (json, parts[0], parts[1]);
    }
  return poster_media_facts_from_json (json);
}

/* "rule:severity rule:severity" of @findings; also proves that each of them is complete. */
static char *
summarize (GPtrArray *findings)
{
  GString *summary = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      g_assert_nonnull (finding->message);
      g_assert_true (g_utf8_validate (finding->message, -1, NULL));
      g_assert_null (strchr (finding->message, '{'));
      g_assert_null (strstr (finding->message, "(null)"));
      g_test_message ("  %s %s: %s [%s; %s; %s]", finding->platform, finding->rule, finding->message,
                      finding->measured, finding->allowed, finding->fix);
      g_string_append_printf (summary, "%s%s:%s", i > 0 ? " " : "", finding->rule,
                              poster_severity_to_string (finding->severity));
    }
  return g_string_free (summary, FALSE);
}

typedef struct
{
  const char *platform;
  const char *base;     /* "video" or "photo" */
  const char *change;
  const char *expected;
} FileCase;

static void
check_file_cases (const FileCase *cases,
                  gsize           n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr(PosterMediaFacts) facts = with (g_str_equal (cases[i].base, "video") ? good_video () : good_photo (),
                                                cases[i].change);
      PosterPlatform *platform = poster_platforms_find (platforms, cases[i].platform);
      g_autoptr(GPtrArray) findings = NULL;
      g_autofree char *summary = NULL;

      g_test_message ("%s: %s with %s", cases[i].platform, cases[i].base, cases[i].change);
      findings = poster_checker_check_file (platform, facts, 3, NULL, NULL);
      summary = summarize (findings);
      g_assert_cmpstr (summary, ==, cases[i].expected);
      for (guint j = 0; j < findings->len; j++)
        {
          PosterFinding *finding = g_ptr_array_index (findings, j);

          g_assert_cmpint (finding->media_index, ==, 3);
          g_assert_cmpstr (finding->platform, ==, cases[i].platform);
        }
    }
}

static void
test_tiktok_video (void)
{
  static const FileCase cases[] = {
    { "tiktok", "video", "", "" },
    /* Containers. */
    { "tiktok", "video", "container=mov", "" },
    { "tiktok", "video", "container=webm videoCodec=vp9 audioCodec=opus", "" },
    { "tiktok", "video", "container=webm videoCodec=vp8 audioCodec=vorbis", "" },
    { "tiktok", "video", "container=avi", "container:error" },
    { "tiktok", "video", "container=matroska", "container:error" },
    { "tiktok", "video", "container=null", "container:error" },
    /* Codecs. */
    { "tiktok", "video", "videoCodec=h265", "" },
    { "tiktok", "video", "videoCodec=vp8", "" },
    { "tiktok", "video", "videoCodec=vp9", "" },
    { "tiktok", "video", "videoCodec=av1", "video-codec:error" },
    { "tiktok", "video", "videoCodec=null", "video-codec:error" },
    /* Frame rate: 23 to 60, a tenth of tolerance. */
    { "tiktok", "video", "frameRate=23", "" },
    { "tiktok", "video", "frameRate=23.976", "" },
    { "tiktok", "video", "frameRate=22.9", "" },
    { "tiktok", "video", "frameRate=22.89", "frame-rate:error" },
    { "tiktok", "video", "frameRate=22", "frame-rate:error" },
    { "tiktok", "video", "frameRate=59.94", "" },
    { "tiktok", "video", "frameRate=60", "" },
    { "tiktok", "video", "frameRate=60.1", "" },
    { "tiktok", "video", "frameRate=60.11", "frame-rate:error" },
    { "tiktok", "video", "frameRate=120", "frame-rate:error" },
    { "tiktok", "video", "frameRate=0", "frame-rate:warning" },
    /* Sides: 360 to 4096 each. */
    { "tiktok", "video", "width=360 height=640", "" },
    { "tiktok", "video", "width=359 height=640", "dimensions:error" },
    { "tiktok", "video", "width=2304 height=4096", "" },
    { "tiktok", "video", "width=2304 height=4097", "dimensions:error" },
    { "tiktok", "video", "width=0 height=0", "dimensions:warning" },
    /* Length: 3 s to 10 min. */
    { "tiktok", "video", "duration=3", "" },
    { "tiktok", "video", "duration=2.99", "" },
    { "tiktok", "video", "duration=2.98", "duration:error" },
    { "tiktok", "video", "duration=2.9", "duration:error" },
    { "tiktok", "video", "duration=600", "" },
    { "tiktok", "video", "duration=600.01", "" },
    { "tiktok", "video", "duration=600.02", "duration:error" },
    { "tiktok", "video", "duration=0", "duration:warning" },
    /* Bytes. */
    { "tiktok", "video", "size=287600000", "" },
    { "tiktok", "video", "size=287600001", "file-size-late:warning" },
    { "tiktok", "video", "size=4000000000", "file-size-late:warning" },
    { "tiktok", "video", "size=4000000001", "file-size:error file-size-late:warning" },
    /* Shape. */
    { "tiktok", "video", "width=608 height=1080", "" },
    { "tiktok", "video", "width=720 height=1280", "" },
    { "tiktok", "video", "width=1920 height=1080", "aspect-ratio:warning" },
    { "tiktok", "video", "width=1080 height=1080", "aspect-ratio:warning" },
    /* Sound. */
    { "tiktok", "video", "audioCodec=null", "audio-missing:error" },
    { "tiktok", "video", "audioCodec=mp3", "audio-codec:error" },
    { "tiktok", "video", "container=mov audioCodec=pcm", "audio-codec:error" },
    { "tiktok", "video", "container=webm videoCodec=vp9 audioCodec=aac", "audio-codec-webm:error" },
    { "tiktok", "video", "audioCodec=opus", "audio-codec:error" },
    { "tiktok", "video", "audioBitrate=128000", "" },
    { "tiktok", "video", "audioBitrate=124000", "" },
    { "tiktok", "video", "audioBitrate=123999", "audio-bitrate:warning" },
    { "tiktok", "video", "audioBitrate=96000", "audio-bitrate:warning" },
    { "tiktok", "video", "audioBitrate=0", "" },
    /* Worth knowing. */
    { "tiktok", "video", "variableFrameRate=true", "variable-frame-rate:info" },
    { "tiktok", "video", "hdr=hlg", "hdr:info" },
    { "tiktok", "video", "hdr=dolby-vision", "hdr:info" },
    { "tiktok", "video", "faststart=false", "faststart:info" },
    { "tiktok", "video", "faststart=false fragmented=true", "" },
    { "tiktok", "video", "container=webm videoCodec=vp9 audioCodec=opus faststart=false", "" },
    { "tiktok", "video", "problem=Cut", "damaged:warning" },
    /* What is no video. */
    { "tiktok", "video", "type=audio videoCodec=null", "media-type:error" },
    { "tiktok", "video", "type=unreadable", "unreadable:error" },
    { "tiktok", "video", "type=unreadable problem=Cut", "unreadable:error" },
    /* Several at once. */
    { "tiktok", "video", "container=avi frameRate=15 audioCodec=null",
      "container:error frame-rate:error audio-missing:error" },
  };

  check_file_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_tiktok_photo (void)
{
  static const FileCase cases[] = {
    { "tiktok", "photo", "", "" },
    { "tiktok", "photo", "container=webp", "" },
    { "tiktok", "photo", "container=png", "image-format:error" },
    { "tiktok", "photo", "container=heif", "image-format:error" },
    { "tiktok", "photo", "size=20000000", "" },
    { "tiktok", "photo", "size=20000001", "image-file-size:error" },
    { "tiktok", "photo", "width=1080 height=1920", "" },
    { "tiktok", "photo", "width=1920 height=1080", "" },
    { "tiktok", "photo", "width=1081 height=1350", "image-short-side:warning" },
    { "tiktok", "photo", "width=1080 height=1921", "image-long-side:warning" },
    { "tiktok", "photo", "width=3024 height=4032", "image-short-side:warning" },
  };

  check_file_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_other_platforms (void)
{
  static const FileCase cases[] = {
    { "twitter", "video", "", "" },
    { "twitter", "video", "duration=140", "" },
    { "twitter", "video", "duration=141", "duration:error" },
    { "twitter", "video", "duration=0.4", "duration:error" },
    { "twitter", "video", "size=512000001", "file-size:error" },
    { "twitter", "video", "container=webm", "container:error" },
    { "twitter", "video", "width=3000 height=1000", "" },
    { "twitter", "video", "width=3001 height=1000", "aspect-ratio:error" },
    { "twitter", "video", "width=1000 height=3000", "" },
    { "twitter", "photo", "size=5000000", "" },
    { "twitter", "photo", "size=5000001", "image-file-size:error" },
    { "twitter", "photo", "container=gif size=15000000", "" },
    { "twitter", "photo", "container=gif size=15000001", "gif-file-size:error" },
    { "twitter", "photo", "container=heif", "image-format:error" },
    { "instagram", "video", "", "" },
    { "instagram", "video", "duration=90", "" },
    { "instagram", "video", "duration=91", "duration-reel:warning" },
    { "instagram", "video", "duration=901", "duration:error duration-reel:warning" },
    { "instagram", "video", "duration=2", "duration:error" },
    { "instagram", "video", "size=300000001", "file-size:error" },
    { "instagram", "photo", "width=1080 height=1350", "" },
    { "instagram", "photo", "width=1910 height=1000", "" },
    { "instagram", "photo", "width=2000 height=1000", "image-aspect-ratio:warning" },
    { "instagram", "photo", "width=1080 height=1920", "image-aspect-ratio:warning" },
    { "instagram", "photo", "container=webp", "image-format:error" },
    { "facebook", "video", "duration=14400", "" },
    { "facebook", "video", "duration=14401", "duration:error" },
    { "facebook", "photo", "size=4000001", "image-file-size-in-practice:warning" },
    { "facebook", "photo", "size=10000001", "image-file-size:error image-file-size-in-practice:warning" },
    { "linkedin", "video", "duration=3", "" },
    { "linkedin", "video", "duration=2.9", "duration:error" },
    { "linkedin", "video", "duration=601", "duration-personal:warning" },
    { "linkedin", "video", "duration=1801", "duration:error duration-personal:warning" },
    { "linkedin", "video", "container=avi", "" },
    { "linkedin", "video", "size=500000001", "file-size-member:warning" },
    { "linkedin", "video", "size=5000000001", "file-size:error file-size-member:warning" },
    { "linkedin", "video", "width=2400 height=1000", "" },
    { "linkedin", "video", "width=2500 height=1000", "aspect-ratio:error" },
    { "youtube", "video", "container=webm", "" },
    { "youtube", "video", "duration=901", "duration-unverified:warning" },
    { "youtube", "video", "duration=43201", "duration:error duration-unverified:warning" },
    { "youtube", "photo", "", "media-type:error" },
    { "youtube", "video", "type=audio", "media-type:error" },
    { "threads", "video", "duration=301", "duration:error" },
    { "threads", "video", "videoCodec=h265", "video-codec:warning" },
    { "threads", "photo", "container=webp", "image-format-safe:warning" },
    { "threads", "photo", "container=heif", "image-format:error" },
    { "reddit", "video", "", "video-support:warning" },
    { "reddit", "photo", "", "" },
    { "reddit", "photo", "size=20000001", "image-file-size:error" },
    { "pinterest", "video", "duration=3.9 width=1000 height=1500", "duration:error" },
    { "pinterest", "video", "duration=4 width=1000 height=1500", "" },
    { "pinterest", "photo", "", "aspect-ratio:info" },
    { "bluesky", "video", "", "" },
    { "bluesky", "video", "duration=181", "duration-safe:warning" },
    { "bluesky", "video", "size=50000001", "file-size-safe:warning" },
    { "bluesky", "video", "size=300000001", "file-size:error file-size-safe:warning" },
    { "bluesky", "photo", "size=1000001", "image-file-size-safe:warning" },
    { "bluesky", "photo", "size=2000001", "image-file-size:error image-file-size-safe:warning" },
    { "telegram", "video", "size=50000000", "" },
    { "telegram", "video", "size=50000001", "file-size:error" },
    { "telegram", "photo", "size=10000001", "image-file-size:error" },
    { "snapchat", "video", "", "" },
    { "snapchat", "video", "duration=4.9", "duration:error" },
    { "snapchat", "video", "duration=60.1", "duration:error" },
    { "snapchat", "video", "width=540 height=960", "" },
    { "snapchat", "video", "width=540 height=959", "long-side:error" },
    { "snapchat", "video", "width=539 height=959", "short-side:error" },
    { "googlebusiness", "photo", "", "" },
    { "googlebusiness", "photo", "width=400 height=300", "" },
    { "googlebusiness", "photo", "width=399 height=300", "long-side:error" },
    { "googlebusiness", "photo", "width=399 height=299", "short-side:error" },
    { "googlebusiness", "photo", "size=5000001", "image-file-size:error" },
    { "googlebusiness", "video", "", "media-type:error" },
  };

  check_file_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_every_platform_refuses_the_unreadable (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);
      g_autoptr(PosterMediaFacts) facts = poster_media_facts_new ();
      g_autoptr(GPtrArray) findings = NULL;
      PosterFinding *finding;

      facts->problem = g_strdup ("The file ends in the middle.");
      findings = poster_checker_check_file (platform, facts, 0, NULL, NULL);
      g_assert_cmpuint (findings->len, ==, 1);
      finding = g_ptr_array_index (findings, 0);
      g_assert_cmpint (finding->severity, ==, POSTER_SEVERITY_ERROR);
      g_assert_cmpstr (finding->message, ==, "The file ends in the middle.");
      g_assert_true (poster_findings_have_error (findings));
    }
}

static void
test_creators_own_maximum (void)
{
  static const struct
  {
    const char *creator;
    const char *expected;
  } cases[] = {
    { "{}", "" },
    { "{\"postingLimits\":{\"maxVideoDurationSec\":15}}", "" },
    { "{\"postingLimits\":{\"maxVideoDurationSec\":14}}", "duration:error" },
    { "{\"postingLimits\":{\"maxVideoDurationSec\":0}}", "" },
    { "{\"postingLimits\":{\"maxVideoDurationSec\":\"14\"}}", "" },
    { "{\"postingLimits\":null}", "" },
    { "{\"postingLimits\":{\"maxVideoDurationSec\":36000}}", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) creator = poster_json_parse_object (cases[i].creator, -1, NULL);
      g_autoptr(PosterMediaFacts) facts = good_video ();
      g_autoptr(GPtrArray) findings = poster_checker_check_file (poster_platforms_find (platforms, "tiktok"), facts,
                                                                 0, NULL, creator);
      g_autofree char *summary = summarize (findings);

      g_assert_cmpstr (summary, ==, cases[i].expected);
      if (findings->len > 0)
        {
          PosterFinding *finding = g_ptr_array_index (findings, 0);

          g_assert_cmpstr (finding->message, ==, "15 s long; TikTok lets this account post 3 s to 14 s. Trim it to 14 s?");
          g_assert_cmpstr (finding->measured, ==, "15 s");
          g_assert_cmpstr (finding->allowed, ==, "3-14 s");
          g_assert_cmpstr (finding->fix, ==, "trim");
        }
    }
}

/* What the platform tells to the second has no tolerance: it would be refused after the upload. */
static void
test_creators_maximum_is_exact (void)
{
  static const struct
  {
    const char *change;
    guint       n_findings;
  } cases[] = {
    { "duration=600", 0 },
    { "duration=600.000001", 1 },
    { "duration=60", 0 },
  };
  g_autoptr(JsonObject) creator = poster_json_parse_object ("{\"postingLimits\":{\"maxVideoDurationSec\":600}}", -1,
                                                            NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterMediaFacts) facts = with (good_video (), cases[i].change);
      g_autoptr(GPtrArray) findings = poster_checker_check_file (poster_platforms_find (platforms, "tiktok"), facts,
                                                                 0, NULL, creator);
      g_autofree char *summary = summarize (findings);

      g_test_message ("%s: %s", cases[i].change, summary);
      g_assert_cmpuint (findings->len, ==, cases[i].n_findings);
    }
}

/* What, how much, and what to do. */
static void
test_messages (void)
{
  static const struct
  {
    const char *base;
    const char *change;
    const char *message;
    const char *measured;
    const char *allowed;
    const char *fix;
  } cases[] = {
    { "video", "frameRate=22", "22 frames a second; TikTok takes 23 to 60. Convert to 30?",
      "22 fps", "23-60 fps", "fps" },
    { "video", "frameRate=120", "120 frames a second; TikTok takes 23 to 60. Convert to 60?",
      "120 fps", "23-60 fps", "fps" },
    { "video", "frameRate=22.8951", "22.9 frames a second; TikTok takes 23 to 60. Convert to 30?",
      "22.9 fps", "23-60 fps", "fps" },
    { "video", "duration=2.9", "2.9 s long; TikTok takes 3 s to 10 min. Use a longer clip.",
      "2.9 s", "3-600 s", NULL },
    { "video", "duration=605.5", "10 min 5.5 s long; TikTok takes 3 s to 10 min. Trim it to 10 min?",
      "605.5 s", "3-600 s", "trim" },
    { "video", "container=avi", "The file is of type AVI; TikTok takes MP4, MOV or WebM. Convert it?",
      "avi", "mp4, mov, webm", "convert" },
    { "video", "videoCodec=av1", "The picture is coded as AV1; TikTok takes H.264, H.265, VP8 or VP9. Convert it?",
      "av1", "h264, h265, vp8, vp9", "convert" },
    { "video", "width=320 height=568", "320 × 568 pixels; TikTok takes 360 to 4096 on each side. Convert it?",
      "320x568 px", "360-4096 px", "convert" },
    { "video", "width=1920 height=1080", "The picture is 16:9; TikTok recommends 9:16. Pad or crop it?",
      "16:9", "9:16", "pad" },
    { "video", "audioCodec=null", "There is no sound; TikTok takes only videos that have some. Add silence?",
      "no audio", "audio", "add-audio" },
    { "video", "audioBitrate=72130", "Sound of 72 kbit/s; TikTok recommends 128 kbit/s or more.",
      "72 kbps", ">= 128 kbps", NULL },
    { "video", "audioBitrate=96000", "Sound of 96 kbit/s; TikTok recommends 128 kbit/s or more.",
      "96 kbps", ">= 128 kbps", NULL },
    { "video", "size=300000000", "300.0 MB large; by way of Late TikTok takes up to 287.6 MB. Convert it?",
      "300000000 bytes", "<= 287600000 bytes", "convert" },
    { "photo", "container=png", "The file is of type PNG; TikTok takes JPEG or WebP. Convert it?",
      "png", "jpeg, webp", "convert" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterMediaFacts) facts = with (g_str_equal (cases[i].base, "video") ? good_video () : good_photo (),
                                                cases[i].change);
      g_autoptr(GPtrArray) findings = poster_checker_check_file (poster_platforms_find (platforms, "tiktok"), facts,
                                                                 0, NULL, NULL);
      g_auto(GStrv) parts = NULL;
      g_autofree char *message = NULL;
      PosterFinding *finding;

      g_test_message ("%s", cases[i].change);
      g_assert_cmpuint (findings->len, >=, 1);
      finding = g_ptr_array_index (findings, 0);
      parts = g_strsplit (finding->message, "\302\240", -1);  /* GLib's no-break spaces */
      message = g_strjoinv (" ", parts);
      g_assert_cmpstr (message, ==, cases[i].message);
      g_assert_cmpstr (finding->measured, ==, cases[i].measured);
      g_assert_cmpstr (finding->allowed, ==, cases[i].allowed);
      g_assert_cmpstr (finding->fix, ==, cases[i].fix);
    }
}

/* One byte too many must not read "4.0 GB; takes up to 4.0 GB". */
static void
test_messages_tell_close_figures_apart (void)
{
  g_autoptr(PosterMediaFacts) facts = with (good_video (), "size=4000000001");
  g_autoptr(GPtrArray) findings = poster_checker_check_file (poster_platforms_find (platforms, "tiktok"), facts, 0,
                                                             NULL, NULL);
  PosterFinding *finding = g_ptr_array_index (findings, 0);

  g_assert_nonnull (strstr (finding->message, "4000000001"));
}

static void
test_json (void)
{
  g_autoptr(PosterMediaFacts) facts = with (good_video (), "frameRate=22");
  g_autoptr(GPtrArray) findings = poster_checker_check_file (poster_platforms_find (platforms, "tiktok"), facts, 0,
                                                             NULL, NULL);
  g_autoptr(JsonObject) json = poster_finding_to_json (g_ptr_array_index (findings, 0));
  g_autofree char *text = poster_json_to_text (json, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"platform\":\"tiktok\",\"rule\":\"frame-rate\",\"severity\":\"error\",\"measured\":\"22 fps\","
                   "\"allowed\":\"23-60 fps\",\"message\":\"22 frames a second; TikTok takes 23 to 60. Convert to 30?\","
                   "\"fix\":\"fps\"}");
}

static GPtrArray *
make_files (const char *letters)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);

  for (const char *c = letters; *c != '\0'; c++)
    g_ptr_array_add (files, *c == 'v' ? good_video ()
                            : *c == 'g' ? with (good_photo (), "container=gif")
                            : *c == 'a' ? with (good_video (), "type=audio")
                            : *c == 'u' ? with (good_video (), "type=unreadable") : good_photo ());
  return files;
}

/* @count copies of @unit. */
static char *
repeat (const char *unit,
        guint       count)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

#define EMOJI "😀"

static void
test_post (void)
{
  static const struct
  {
    const char *platform;
    const char *files;
    guint       n_files;
    const char *caption;  /* repeated */
    guint       n_caption;
    const char *title;
    guint       n_title;
    const char *expected;
  } cases[] = {
    /* TikTok: one video or up to 35 photos, no mix, no text alone. */
    { "tiktok", "v", 1, NULL, 0, NULL, 0, "" },
    { "tiktok", "v", 1, "", 1, NULL, 0, "" },
    { "tiktok", "v", 2, NULL, 0, NULL, 0, "video-count:error" },
    { "tiktok", "p", 35, NULL, 0, NULL, 0, "" },
    { "tiktok", "p", 36, NULL, 0, NULL, 0, "photo-count:error" },
    { "tiktok", "pv", 1, NULL, 0, NULL, 0, "mix:error" },
    { "tiktok", "", 0, "x", 1, NULL, 0, "media-required:error" },
    { "tiktok", "u", 2, NULL, 0, NULL, 0, "" },
    /* Captions, in UTF-16 units. */
    { "tiktok", "v", 1, "x", 2200, NULL, 0, "" },
    { "tiktok", "v", 1, "x", 2201, NULL, 0, "caption-length:error" },
    { "tiktok", "v", 1, EMOJI, 1100, NULL, 0, "" },
    { "tiktok", "v", 1, EMOJI, 1101, NULL, 0, "caption-length:error" },
    { "tiktok", "v", 1, "é", 2200, NULL, 0, "" },
    { "tiktok", "v", 1, "x", 100000, NULL, 0, "caption-length:error" },
    { "tiktok", "p", 1, "x", 4000, NULL, 0, "" },
    { "tiktok", "p", 1, "x", 4001, NULL, 0, "description-length:error" },
    { "tiktok", "p", 1, EMOJI, 2000, NULL, 0, "" },
    { "tiktok", "p", 1, EMOJI, 2001, NULL, 0, "description-length:error" },
    { "tiktok", "p", 1, NULL, 0, "x", 90, "" },
    { "tiktok", "p", 1, NULL, 0, "x", 91, "title-length:error" },
    { "tiktok", "p", 1, NULL, 0, EMOJI, 45, "" },
    { "tiktok", "p", 1, NULL, 0, EMOJI, 46, "title-length:error" },
    { "tiktok", "v", 1, NULL, 0, "x", 91, "" },
    { "tiktok", "v", 1, "a\nb", 1, NULL, 0, "line-breaks:info" },
    { "tiktok", "v", 1, "a\r\nb", 1, NULL, 0, "line-breaks:info" },
    /* The others. */
    { "twitter", "", 0, "x", 280, NULL, 0, "" },
    { "twitter", "", 0, "x", 281, NULL, 0, "caption-length:error" },
    { "twitter", "", 0, EMOJI, 140, NULL, 0, "" },
    { "twitter", "", 0, EMOJI, 141, NULL, 0, "caption-length:error" },
    { "twitter", "", 0, "", 1, NULL, 0, "caption-required:error" },
    { "twitter", "", 0, NULL, 0, NULL, 0, "" },
    { "twitter", "p", 4, NULL, 0, NULL, 0, "" },
    { "twitter", "p", 5, NULL, 0, NULL, 0, "photo-count:error" },
    { "twitter", "g", 1, NULL, 0, NULL, 0, "" },
    { "twitter", "g", 2, NULL, 0, NULL, 0, "gif-count:error" },
    { "twitter", "gp", 1, NULL, 0, NULL, 0, "gif-alone:error" },
    { "instagram", "pv", 5, NULL, 0, NULL, 0, "" },
    { "instagram", "p", 11, NULL, 0, NULL, 0, "file-count:error" },
    { "instagram", "", 0, "x", 1, NULL, 0, "media-required:error" },
    { "facebook", "pv", 1, NULL, 0, NULL, 0, "mix:error" },
    { "facebook", "", 0, "x", 63206, NULL, 0, "" },
    { "facebook", "", 0, "x", 63207, NULL, 0, "caption-length:error" },
    { "linkedin", "p", 20, "x", 3000, NULL, 0, "" },
    { "linkedin", "p", 21, "x", 3001, NULL, 0, "photo-count:error caption-length:error" },
    { "youtube", "v", 1, "x", 5000, "x", 100, "" },
    { "youtube", "v", 2, "é", 2501, "x", 101, "video-count:error title-length:error caption-length:error" },
    { "youtube", "", 0, "x", 1, NULL, 0, "media-required:error" },
    { "threads", "p", 10, "x", 500, NULL, 0, "" },
    { "threads", "p", 11, "x", 501, NULL, 0, "photo-count-safe:warning caption-length:error" },
    { "threads", "p", 21, "x", 1, NULL, 0, "photo-count:error photo-count-safe:warning" },
    { "reddit", "p", 1, "x", 40000, "x", 300, "" },
    { "reddit", "p", 2, "x", 40001, "x", 301, "photo-count-safe:warning title-length:error caption-length:error" },
    { "reddit", "", 0, "x", 1, "", 1, "" },
    { "reddit", "", 0, "", 1, "", 1, "title-required:error" },
    { "pinterest", "p", 1, "x", 500, "x", 100, "" },
    { "pinterest", "p", 2, "x", 501, "x", 101, "file-count:error title-length:error caption-length:error" },
    { "bluesky", "", 0, "👨‍👩‍👧‍👦", 120, NULL, 0, "" },
    { "bluesky", "", 0, "x", 300, NULL, 0, "" },
    { "bluesky", "", 0, "x", 301, NULL, 0, "caption-length:error" },
    { "bluesky", "", 0, "👨‍👩‍👧‍👦", 121, NULL, 0, "caption-bytes:error" },
    { "bluesky", "p", 5, NULL, 0, NULL, 0, "photo-count:error" },
    { "bluesky", "pv", 1, NULL, 0, NULL, 0, "mix:error" },
    { "telegram", "", 0, "x", 4096, NULL, 0, "" },
    { "telegram", "", 0, "x", 4097, NULL, 0, "text-length:error" },
    { "telegram", "v", 1, "x", 1024, NULL, 0, "" },
    { "telegram", "v", 1, "x", 1025, NULL, 0, "caption-length:error" },
    { "telegram", "pv", 5, NULL, 0, NULL, 0, "" },
    { "telegram", "pv", 6, NULL, 0, NULL, 0, "file-count:error" },
    { "snapchat", "v", 1, "", 1, NULL, 0, "" },
    { "snapchat", "v", 2, "x", 1, NULL, 0, "file-count:error caption-story:info" },
    /* Hashtags and mentions, as each sees them. */
    { "tiktok", "v", 1, "#a ", 5, NULL, 0, "" },
    { "tiktok", "v", 1, "#a ", 6, NULL, 0, "hashtag-count:warning" },
    { "tiktok", "v", 1, "@a ", 100, NULL, 0, "" },
    { "instagram", "p", 1, "#a ", 5, NULL, 0, "" },
    { "instagram", "p", 1, "#a ", 30, NULL, 0, "hashtag-count-new:warning" },
    { "instagram", "p", 1, "#a ", 31, NULL, 0, "hashtag-count:error hashtag-count-new:warning" },
    { "instagram", "p", 1, "#1 ", 31, NULL, 0, "" },
    { "instagram", "p", 1, "@a ", 20, NULL, 0, "" },
    { "instagram", "p", 1, "@a.b ", 21, NULL, 0, "mention-count:error" },
    { "youtube", "v", 1, "#a ", 60, "x", 1, "" },
    { "youtube", "v", 1, "#a ", 61, "x", 1, "hashtag-count:warning" },
    { "threads", "", 0, "#a ", 1, NULL, 0, "" },
    { "threads", "", 0, "#a ", 2, NULL, 0, "hashtag-count:warning" },
    { "twitter", "", 0, "#a ", 60, NULL, 0, "" },
    { "googlebusiness", "p", 1, "x", 1500, NULL, 0, "" },
    { "googlebusiness", "p", 2, "x", 1501, NULL, 0, "photo-count:error caption-length:error" },
    { "googlebusiness", "p", 1, "", 1, NULL, 0, "caption-required:error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *letters = repeat (cases[i].files, cases[i].n_files);
      g_autofree char *caption = cases[i].caption != NULL ? repeat (cases[i].caption, cases[i].n_caption) : NULL;
      g_autofree char *title = cases[i].title != NULL ? repeat (cases[i].title, cases[i].n_title) : NULL;
      g_autoptr(GPtrArray) files = make_files (letters);
      g_autoptr(GPtrArray) findings = NULL;
      g_autofree char *summary = NULL;

      g_test_message ("%s: %u × %s, caption %u × %s", cases[i].platform, cases[i].n_files, cases[i].files,
                      cases[i].n_caption, cases[i].caption);
      findings = poster_checker_check_post (poster_platforms_find (platforms, cases[i].platform), caption, title,
                                            files, NULL, NULL);
      summary = summarize (findings);
      g_assert_cmpstr (summary, ==, cases[i].expected);
      for (guint j = 0; j < findings->len; j++)
        g_assert_cmpint (((PosterFinding *) g_ptr_array_index (findings, j))->media_index, ==, -1);
    }
}

static void
test_post_messages (void)
{
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  g_autoptr(GPtrArray) files = make_files ("v");
  g_autofree char *caption = repeat ("x", 2210);
  g_autoptr(GPtrArray) findings = poster_checker_check_post (tiktok, caption, NULL, files, NULL, NULL);
  PosterFinding *finding = g_ptr_array_index (findings, 0);

  g_assert_cmpstr (finding->message, ==,
                   "The caption is 2210 characters long; TikTok takes up to 2200. Shorten it by 10.");
  g_assert_cmpstr (finding->measured, ==, "2210");
  g_assert_cmpstr (finding->allowed, ==, "<= 2200");
  g_assert_cmpstr (finding->fix, ==, "shorten-caption");
}

static void
test_hashtag_messages (void)
{
  PosterPlatform *instagram = poster_platforms_find (platforms, "instagram");
  g_autoptr(GPtrArray) files = make_files ("p");
  g_autofree char *tags = repeat ("#a ", 31);
  g_autofree char *names = repeat ("@a ", 22);
  g_autoptr(GPtrArray) findings = poster_checker_check_post (instagram, tags, NULL, files, NULL, NULL);
  g_autoptr(GPtrArray) others = poster_checker_check_post (instagram, names, NULL, files, NULL, NULL);
  PosterFinding *finding = g_ptr_array_index (findings, 0);

  g_assert_cmpstr (finding->message, ==, "31 hashtags; Instagram takes up to 30 in a post. Take 1 out.");
  g_assert_cmpstr (finding->measured, ==, "31");
  g_assert_cmpstr (finding->allowed, ==, "<= 30");
  finding = g_ptr_array_index (findings, 1);
  g_assert_cmpstr (finding->message, ==,
                   "31 hashtags; Instagram is going over to 5 in a post, account by account. Take 26 out.");
  finding = g_ptr_array_index (others, 0);
  g_assert_cmpstr (finding->message, ==, "22 mentions; Instagram takes up to 20 in a post. Take 2 out.");
}

/* With a description of its own, the caption of a photo post is not the description. */
static void
test_description_option_stands_in (void)
{
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  g_autoptr(GPtrArray) files = make_files ("p");
  g_autofree char *caption = repeat ("x", 4001);
  g_autoptr(JsonObject) options = poster_json_parse_object ("{\"description\":\"Six photos\"}", -1, NULL);
  g_autoptr(JsonObject) empty = poster_json_parse_object ("{\"description\":\"\"}", -1, NULL);
  g_autoptr(GPtrArray) findings = poster_checker_check_post (tiktok, caption, NULL, files, options, NULL);
  g_autoptr(GPtrArray) others = poster_checker_check_post (tiktok, caption, NULL, files, empty, NULL);

  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_cmpuint (others->len, ==, 1);
}

static void
test_creator_who_cannot_post (void)
{
  static const char *const creators[] = {
    "{\"canPostMore\":false,\"creator\":{\"nickname\":\"The Kitchen\"}}",
    "{\"creator\":{\"nickname\":\"The Kitchen\",\"canPostMore\":false}}",
  };
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  g_autoptr(GPtrArray) files = make_files ("v");
  g_autoptr(JsonObject) able = poster_json_parse_object ("{\"canPostMore\":true}", -1, NULL);
  g_autoptr(GPtrArray) none = poster_checker_check_post (tiktok, NULL, NULL, files, NULL, able);

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (creators); i++)
    {
      g_autoptr(JsonObject) creator = poster_json_parse_object (creators[i], -1, NULL);
      g_autoptr(GPtrArray) findings = poster_checker_check_post (tiktok, NULL, NULL, files, NULL, creator);
      g_autofree char *summary = summarize (findings);
      PosterFinding *finding = g_ptr_array_index (findings, 0);

      g_assert_cmpstr (summary, ==, "can-post:error");
      g_assert_cmpstr (finding->message, ==, "TikTok takes no more posts from The Kitchen for now. Try again later.");
    }
}

static void
test_same_media (void)
{
  PosterPlatform *tiktok = poster_platforms_find (platforms, "tiktok");
  g_autoptr(PosterFinding) dated = poster_checker_same_media_finding (tiktok, "@kitchen", "yesterday");
  g_autoptr(PosterFinding) undated = poster_checker_same_media_finding (tiktok, "@kitchen", NULL);

  g_assert_cmpint (dated->severity, ==, POSTER_SEVERITY_WARNING);
  g_assert_cmpstr (dated->rule, ==, "same-media");
  g_assert_cmpstr (dated->message, ==, "The same file already went to @kitchen on TikTok (yesterday). Post it again?");
  g_assert_cmpstr (undated->message, ==, "The same file already went to @kitchen on TikTok. Post it again?");
}

static void
test_kind (void)
{
  static const struct
  {
    const char     *files;
    PosterPostKind  kind;
  } cases[] = {
    { "", POSTER_POST_TEXT }, { "p", POSTER_POST_PHOTO }, { "ppp", POSTER_POST_PHOTO }, { "v", POSTER_POST_VIDEO },
    { "pv", POSTER_POST_VIDEO }, { "u", POSTER_POST_VIDEO }, { "pu", POSTER_POST_PHOTO },
  };

  g_assert_cmpint (poster_checker_get_kind (NULL), ==, POSTER_POST_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) files = make_files (cases[i].files);

      g_assert_cmpint (poster_checker_get_kind (files), ==, cases[i].kind);
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
  g_test_add_func ("/checker/tiktok-video", test_tiktok_video);
  g_test_add_func ("/checker/tiktok-photo", test_tiktok_photo);
  g_test_add_func ("/checker/other-platforms", test_other_platforms);
  g_test_add_func ("/checker/every-platform-refuses-the-unreadable", test_every_platform_refuses_the_unreadable);
  g_test_add_func ("/checker/the-creators-own-maximum-counts", test_creators_own_maximum);
  g_test_add_func ("/checker/the-creators-maximum-is-exact", test_creators_maximum_is_exact);
  g_test_add_func ("/checker/messages-say-what-how-much-and-what-to-do", test_messages);
  g_test_add_func ("/checker/messages-tell-close-figures-apart", test_messages_tell_close_figures_apart);
  g_test_add_func ("/checker/findings-as-json", test_json);
  g_test_add_func ("/checker/post-as-a-whole", test_post);
  g_test_add_func ("/checker/post-messages", test_post_messages);
  g_test_add_func ("/checker/hashtag-messages", test_hashtag_messages);
  g_test_add_func ("/checker/a-description-stands-in-for-the-caption", test_description_option_stands_in);
  g_test_add_func ("/checker/a-creator-who-cannot-post", test_creator_who_cannot_post);
  g_test_add_func ("/checker/same-media-again-is-a-warning", test_same_media);
  g_test_add_func ("/checker/kind-of-post", test_kind);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
