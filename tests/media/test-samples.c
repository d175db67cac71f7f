/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test.h"

#include <string.h>

/* Real files with real oddities, where they are at hand. Figures by ffprobe, and by looking. */

typedef struct
{
  const char      *name;
  PosterMediaType  type;
  const char      *container;
  int              width, height, rotation;
  gboolean         mirrored;
  double           duration, frame_rate;
  gboolean         variable;
  const char      *video_codec, *video_profile, *hdr;
  int              bit_depth;
  const char      *audio_codec;
  int              audio_bitrate, sample_rate, channels;
  gboolean         faststart, fragmented, problem;
} Sample;

static const Sample samples[] = {
  { "sample_portrait.mp4", POSTER_MEDIA_VIDEO, "mp4", 720, 1080, 0, FALSE, 1.089, 29.97, FALSE,
    "h264", "high", NULL, 8, "aac", 71295, 44100, 1 },
  { "internal_emulator_transformer_output_270_rotated.mp4", POSTER_MEDIA_VIDEO, "mp4", 720, 1280, 270, FALSE,
    4.972, 29.97, FALSE, "h264", "constrained-baseline", NULL, 8, "aac", 129162, 44100, 2 },
  { "sample_rotate_and_reflect.mp4", POSTER_MEDIA_VIDEO, "mp4", 720, 1080, 270, TRUE, 1.024, 29.97, FALSE,
    "h264", "high", NULL, 8, "aac", 74502, 44100, 1, TRUE },
  { "dolbyVision-hdr.MOV", POSTER_MEDIA_VIDEO, "mov", 720, 1280, 90, FALSE, 0.1067, 30, FALSE,
    "h265", "main-10", "dolby-vision", 10, "aac", 131610, 44100, 2 },
  { "sample_fragmented.mp4", POSTER_MEDIA_VIDEO, "mp4", 1080, 720, 0, FALSE, 1.068, 29.97, FALSE,
    "h264", "high", NULL, 8, "aac", 136741, 44100, 1, TRUE, TRUE },
  { "edit_list_positive_shift.mp4", POSTER_MEDIA_VIDEO, "mp4", 1920, 1080, 0, FALSE, 10.006, 30, FALSE,
    "h264", "constrained-baseline", NULL, 8, "aac", 2277, 48000, 2 },
  { "sample_android_slow_motion.mp4", POSTER_MEDIA_VIDEO, "mp4", 1280, 720, 0, FALSE, 0.526, 13.3246, TRUE,
    "h264", "high", NULL, 8, NULL, 0, 0, 0, TRUE },
  { "bt601.mov", POSTER_MEDIA_VIDEO, "mov", 640, 428, 0, FALSE, 1.0201, 29.4089, FALSE,
    "h264", "main", NULL, 8, "aac", 74502, 44100, 1 },
  { "h265_bframes.mp4", POSTER_MEDIA_VIDEO, "mp4", 854, 480, 0, FALSE, 1.0, 30, FALSE, "h265", "main", NULL, 8 },
  { "sample_av1.mp4", POSTER_MEDIA_VIDEO, "mp4", 1080, 720, 0, FALSE, 1.089, 29.97, FALSE,
    "av1", "main", NULL, 8, "aac", 71295, 44100, 1 },
  { "bbb_642x642_768kbps_30fps_vp9.webm", POSTER_MEDIA_VIDEO, "webm", 642, 642, 0, FALSE, 2.9667, 30, FALSE,
    "vp9", "profile-0", NULL, 8 },
  { "sample_video_only.mp4", POSTER_MEDIA_VIDEO, "mp4", 1080, 720, 0, FALSE, 1.001, 29.97, FALSE,
    "h264", "high", NULL, 8 },
  { "sample_audio_only.mp4", POSTER_MEDIA_AUDIO, "mp4", 0, 0, 0, FALSE, 1.089, 0, FALSE,
    NULL, NULL, NULL, 0, "aac", 72956, 44100, 1 },
  { "sample_shorter_audio.mp4", POSTER_MEDIA_VIDEO, "mp4", 320, 240, 0, FALSE, 1.2, 60, FALSE,
    "h264", "constrained-baseline", NULL, 8, "aac", 72132, 44100, 1 },
  /* The picture plays; the sound is not described and so is none. */
  { "sample_missing_stsd.mp4", POSTER_MEDIA_VIDEO, "mp4", 1080, 720, 0, FALSE, 1.024, 29.97, FALSE,
    "h264", "high", NULL, 8, NULL, 0, 0, 0, TRUE, FALSE, TRUE },
  /* It promises eight bytes that are not there and that no sample is in: all of it plays. */
  { "sample_mdat_too_long.mp4", POSTER_MEDIA_VIDEO, "mp4", 1080, 720, 0, FALSE, 1.024, 29.97, FALSE,
    "h264", "high", NULL, 8, "aac", 74502, 44100, 1, TRUE, FALSE, TRUE },
  { "sample_still_photo.heic", POSTER_MEDIA_IMAGE, "heif", 1080, 1920, 0, FALSE, 0, 0, FALSE, NULL, NULL, NULL, 8 },
  { "exif-Portrait_6.jpg", POSTER_MEDIA_IMAGE, "jpeg", 1200, 1800, 90, FALSE, 0, 0, FALSE, NULL, NULL, NULL, 8 },
  { "exif-Landscape_8.jpg", POSTER_MEDIA_IMAGE, "jpeg", 1800, 1200, 270, FALSE, 0, 0, FALSE, NULL, NULL, NULL, 8 },
  { "pixel-motion-photo-shortened.jpg", POSTER_MEDIA_IMAGE, "jpeg", 3024, 4032, 90, FALSE, 0, 0, FALSE,
    NULL, NULL, NULL, 8 },
  { "media3test.png", POSTER_MEDIA_IMAGE, "png", 304, 84, 0, FALSE, 0, 0, FALSE, NULL, NULL, NULL, 8 },
};

static void
test_sample (gconstpointer data)
{
  const Sample *sample = data;
  g_autofree char *path = media_test_sample (sample->name);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(GError) error = NULL;
  MediaTest test;

  if (path == NULL)
    {
      g_test_skip ("the sample files are not here");
      return;
    }
  media_test_set_up (&test, NULL);
  facts = media_test_probe (&test, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (facts->type, ==, sample->type);
  g_assert_cmpstr (facts->container, ==, sample->container);
  g_assert_cmpint (facts->width, ==, sample->width);
  g_assert_cmpint (facts->height, ==, sample->height);
  g_assert_cmpint (facts->rotation, ==, sample->rotation);
  g_assert_cmpint (facts->mirrored, ==, sample->mirrored);
  g_assert_cmpfloat_with_epsilon ((double) facts->duration_us / G_USEC_PER_SEC, sample->duration, 0.002);
  g_assert_cmpfloat_with_epsilon (facts->frame_rate, sample->frame_rate, 0.001);
  g_assert_cmpint (facts->variable_frame_rate, ==, sample->variable);
  g_assert_cmpstr (facts->video_codec, ==, sample->video_codec);
  g_assert_cmpstr (facts->video_profile, ==, sample->video_profile);
  g_assert_cmpstr (facts->hdr, ==, sample->hdr);
  g_assert_cmpint (facts->bit_depth, ==, sample->bit_depth);
  g_assert_cmpstr (facts->audio_codec, ==, sample->audio_codec);
  g_assert_cmpint (ABS (facts->audio_bitrate - sample->audio_bitrate), <=, 1);
  g_assert_cmpint (facts->audio_sample_rate, ==, sample->sample_rate);
  g_assert_cmpint (facts->audio_channels, ==, sample->channels);
  g_assert_cmpint (facts->faststart, ==, sample->faststart);
  g_assert_cmpint (facts->fragmented, ==, sample->fragmented);
  g_assert_cmpint (facts->problem != NULL, ==, sample->problem);
  if (sample->type != POSTER_MEDIA_AUDIO && !g_str_equal (sample->container, "heif"))
    {
      int width, height;
      g_autoptr(GBytes) picture = media_test_thumbnail (&test, path, 160, -1, &width, &height, &error);

      g_assert_no_error (error);
      g_assert_nonnull (picture);
      g_assert_cmpint (MAX (width, height), ==, 160);
      /* Its own shape, as displayed. */
      g_assert_cmpfloat_with_epsilon ((double) width / height, (double) sample->width / sample->height, 0.03);
    }
  media_test_tear_down (&test, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *name = g_strconcat ("/samples/", samples[i].name, NULL);

      g_test_add_data_func (name, &samples[i], test_sample);
    }
  return g_test_run ();
}
