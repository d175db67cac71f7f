/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-player.h"

#include "app-test.h"
#include "poster-frame-index.h"
#include "poster-tone-map.h"
#include "poster-video-sink.h"
#include "preview-clips.h"

#include <glib/gstdio.h>
#include <gst/base/gstbasesink.h>
#include <string.h>

typedef struct
{
  char         *folder;
  PosterPlayer *player;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("poster-player-XXXXXX", NULL);
  fixture->player = poster_player_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "clip.mp4", NULL);

  g_assert_finalize_object (fixture->player);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static gboolean
is_settled (gpointer user_data)
{
  PosterPlayer *player = user_data;

  return poster_player_get_error (player) != NULL ||
         (poster_player_get_is_prepared (player) && !poster_player_get_is_seeking (player) &&
          poster_player_get_texture (player) != NULL);
}

static void
open_clip (Fixture           *fixture,
           const PreviewClip *clip)
{
  g_autoptr(GFile) file = preview_clip_make (clip, fixture->folder);

  poster_player_set_file (fixture->player, file);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
}

static int
frame_of (PosterPlayer *player)
{
  return preview_clip_read_frame (poster_player_get_texture (player), FALSE);
}

static int
seek_frame (PosterPlayer *player,
            gint64        position_us)
{
  poster_player_seek (player, position_us);
  app_test_wait (is_settled, player);
  g_assert_cmpstr (poster_player_get_error (player), ==, NULL);
  return frame_of (player);
}

static int
step (PosterPlayer *player,
      int           frames)
{
  poster_player_step_frame (player, frames);
  app_test_wait (is_settled, player);
  return frame_of (player);
}

static void
test_first_frame (Fixture       *fixture,
                  gconstpointer  data)
{
  const PreviewClip clip = { .frames = 50, .sound = TRUE };
  GdkPaintable *paintable = GDK_PAINTABLE (fixture->player);
  g_autoptr(GdkPaintable) image = NULL;

  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 0);
  g_assert_false (poster_player_get_is_prepared (fixture->player));
  open_clip (fixture, &clip);
  g_assert_false (poster_player_get_playing (fixture->player));
  g_assert_cmpint (frame_of (fixture->player), ==, 0);
  g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, 0);
  /* The sound may last a little longer than the picture. */
  g_assert_cmpint (ABS (poster_player_get_duration_us (fixture->player) - 2 * G_USEC_PER_SEC), <, 60000);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, PREVIEW_CLIP_WIDTH);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, PREVIEW_CLIP_HEIGHT);
  image = gdk_paintable_get_current_image (paintable);
  g_assert_true (image == GDK_PAINTABLE (poster_player_get_texture (fixture->player)));
}

static void
test_seek (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 60 };
  const int wanted[] = { 37, 24, 25, 26, 1, 59, 0, 13, 49 };

  open_clip (fixture, &clip);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_assert_cmpint (seek_frame (fixture->player, preview_clip_middle_us (&clip, wanted[i])), ==, wanted[i]);
      /* The place is where the frame begins, and leads back to it. */
      g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, wanted[i] * 40000);
      g_assert_cmpint (seek_frame (fixture->player, wanted[i] * 40000), ==, wanted[i]);
    }
  g_assert_cmpint (seek_frame (fixture->player, G_MAXINT64), ==, 59);
  g_assert_cmpint (seek_frame (fixture->player, -5), ==, 0);
}

static void
test_last_seek_wins (Fixture       *fixture,
                     gconstpointer  data)
{
  const PreviewClip clip = { .frames = 60 };

  open_clip (fixture, &clip);
  for (int frame = 0; frame < 60; frame++)
    {
      poster_player_seek (fixture->player, preview_clip_middle_us (&clip, frame));
      g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, preview_clip_middle_us (&clip, frame));
    }
  g_assert_cmpint (seek_frame (fixture->player, preview_clip_middle_us (&clip, 41)), ==, 41);
}

static void
check_steps (Fixture           *fixture,
             const PreviewClip *clip)
{
  PosterPlayer *player = fixture->player;
  /* Where frames are uneven, the file does not say how long the last one is: it is not shown. */
  int last = clip->uneven ? clip->frames - 2 : clip->frames - 1;

  open_clip (fixture, clip);
  for (int frame = 1; frame <= last; frame++)
    g_assert_cmpint (step (player, 1), ==, frame);
  g_assert_cmpint (step (player, 1), ==, last);
  for (int frame = last - 1; frame >= 0; frame--)
    g_assert_cmpint (step (player, -1), ==, frame);
  g_assert_cmpint (step (player, -1), ==, 0);
  /* From in between as well. */
  g_assert_cmpint (seek_frame (player, preview_clip_middle_us (clip, 26)), ==, 26);
  g_assert_cmpint (step (player, -1), ==, 25);
  g_assert_cmpint (step (player, -1), ==, 24);
  g_assert_cmpint (step (player, 1), ==, 25);
}

static void
test_step (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 56 };

  check_steps (fixture, &clip);
  /* Keys pressed faster than frames come all count. */
  for (int i = 0; i < 5; i++)
    poster_player_step_frame (fixture->player, 1);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (frame_of (fixture->player), ==, 30);
}

static void
test_step_uneven (Fixture       *fixture,
                  gconstpointer  data)
{
  const PreviewClip clip = { .frames = 40, .uneven = TRUE };

  check_steps (fixture, &clip);
}

static gboolean
has_moved (gpointer user_data)
{
  return poster_player_get_position_us (user_data) > 0;
}

static gboolean
has_stopped (gpointer user_data)
{
  return !poster_player_get_playing (user_data);
}

static void
test_play (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 12, .sound = TRUE };

  poster_player_set_loop (fixture->player, FALSE);
  open_clip (fixture, &clip);
  poster_player_play (fixture->player);
  g_assert_true (poster_player_get_playing (fixture->player));
  app_test_wait (has_stopped, fixture->player);
  g_assert_cmpint (frame_of (fixture->player), ==, 11);
  /* Once more, from the start. */
  poster_player_play (fixture->player);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (frame_of (fixture->player), <, 11);
  app_test_wait (has_stopped, fixture->player);
  g_assert_cmpint (frame_of (fixture->player), ==, 11);
}

typedef struct
{
  gint64 last_us;
  int    rounds;
} Rounds;

static void
count_round_cb (PosterPlayer *player,
                GParamSpec   *pspec,
                gpointer      user_data)
{
  Rounds *rounds = user_data;
  gint64 position_us = poster_player_get_position_us (player);

  if (position_us < rounds->last_us)
    rounds->rounds++;
  rounds->last_us = position_us;
}

static gboolean
is_twice_round (gpointer user_data)
{
  Rounds *rounds = user_data;

  return rounds->rounds >= 2;
}

static void
test_loop (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 8 };
  Rounds rounds = { 0 };

  open_clip (fixture, &clip);
  g_signal_connect (fixture->player, "notify::position-us", G_CALLBACK (count_round_cb), &rounds);
  poster_player_play (fixture->player);
  app_test_wait (is_twice_round, &rounds);
  g_assert_true (poster_player_get_playing (fixture->player));
  poster_player_pause (fixture->player);
  g_signal_handlers_disconnect_by_data (fixture->player, &rounds);
}

static void
test_scrub (Fixture       *fixture,
            gconstpointer  data)
{
  const PreviewClip clip = { .frames = 100 };
  PosterPlayer *player = fixture->player;

  open_clip (fixture, &clip);
  poster_player_play (player);
  app_test_wait (has_moved, player);
  poster_player_begin_scrub (player);
  g_assert_true (poster_player_get_playing (player));
  g_assert_cmpint (seek_frame (player, preview_clip_middle_us (&clip, 70)), ==, 70);
  /* It stands still, however long that takes. */
  app_test_settle ();
  g_assert_cmpint (frame_of (player), ==, 70);
  g_assert_cmpint (seek_frame (player, preview_clip_middle_us (&clip, 30)), ==, 30);
  poster_player_end_scrub (player);
  while (poster_player_get_position_us (player) <= 30 * 40000)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_rotation (Fixture       *fixture,
               gconstpointer  data)
{
  const PreviewClip clip = { .frames = 30, .rotation = 90 };

  open_clip (fixture, &clip);
  g_assert_cmpint (poster_player_get_width (fixture->player), ==, PREVIEW_CLIP_HEIGHT);
  g_assert_cmpint (poster_player_get_height (fixture->player), ==, PREVIEW_CLIP_WIDTH);
  seek_frame (fixture->player, preview_clip_middle_us (&clip, 0xb & 29));
  /* Turned clockwise, what was at the left is on top. */
  g_assert_cmpint (preview_clip_read_frame (poster_player_get_texture (fixture->player), TRUE), ==, 0xb & 29);
}

static void
test_pixel_shape (Fixture       *fixture,
                  gconstpointer  data)
{
  const PreviewClip clip = { .frames = 10, .pixel_width = 2 };
  GdkTexture *texture;

  open_clip (fixture, &clip);
  g_assert_cmpint (poster_player_get_width (fixture->player), ==, 2 * PREVIEW_CLIP_WIDTH);
  g_assert_cmpint (poster_player_get_height (fixture->player), ==, PREVIEW_CLIP_HEIGHT);
  texture = poster_player_get_texture (fixture->player);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2 * PREVIEW_CLIP_WIDTH);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, PREVIEW_CLIP_HEIGHT);
}

static void
test_room (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 30 };
  PosterPlayer *player = fixture->player;

  poster_player_set_room (player, 40, 72);
  open_clip (fixture, &clip);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (player)), ==, 40);
  seek_frame (player, preview_clip_middle_us (&clip, 17));
  poster_player_set_room (player, 80, 144);
  app_test_wait (is_settled, player);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (player)), ==, 80);
  g_assert_cmpint (gdk_texture_get_height (poster_player_get_texture (player)), ==, 144);
  g_assert_cmpint (frame_of (player), ==, 17);
  /* A little less room is not worth the work. */
  poster_player_set_room (player, 76, 140);
  app_test_wait (is_settled, player);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (player)), ==, 80);
  /* More than there is, is not made up. */
  poster_player_set_room (player, 1000, 1000);
  app_test_wait (is_settled, player);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (player)), ==, PREVIEW_CLIP_WIDTH);
  g_assert_cmpint (poster_player_get_width (player), ==, PREVIEW_CLIP_WIDTH);
}

static void
test_rate (Fixture       *fixture,
           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 50, .sound = TRUE };
  PosterPlayer *player = fixture->player;

  open_clip (fixture, &clip);
  seek_frame (player, preview_clip_middle_us (&clip, 20));
  poster_player_set_rate (player, 2);
  poster_player_set_volume (player, 0.5);
  poster_player_set_muted (player, TRUE);
  app_test_wait (is_settled, player);
  g_assert_cmpint (frame_of (player), ==, 20);
  g_assert_cmpint (step (player, 1), ==, 21);
  poster_player_play (player);
  while (poster_player_get_position_us (player) <= 25 * 40000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (poster_player_get_rate (player), ==, 2);
  g_assert_cmpfloat (poster_player_get_volume (player), ==, 0.5);
  g_assert_true (poster_player_get_muted (player));
}

static void
ignore_cb (gpointer user_data)
{
}

/* Frames as fast as they come. */
static void
be_hasty (GstElement *bin)
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (bin), "sink");

  g_object_set (sink, "sync", FALSE, "qos", FALSE, NULL);
}

/* Whatever the machine is busy with, each frame is one or the other. */
static void
test_count (Fixture       *fixture,
            gconstpointer  data)
{
  const PreviewClip clip = { .frames = 50, .sound = TRUE };
  PosterPlayer *player = fixture->player;
  guint64 shown, dropped;

  poster_player_get_n_frames (player, &shown, &dropped);
  g_assert_cmpuint (shown, ==, 0);
  poster_player_set_loop (player, FALSE);
  open_clip (fixture, &clip);
  poster_player_get_n_frames (player, &shown, &dropped);
  g_assert_cmpuint (shown, ==, 1);
  poster_player_play (player);
  app_test_wait (has_stopped, player);
  poster_player_get_n_frames (player, &shown, &dropped);
  g_assert_cmpuint (shown + dropped, ==, 50);
  g_assert_cmpuint (shown, >=, 2);
  /* What one seeks over is not dropped. */
  seek_frame (player, preview_clip_middle_us (&clip, 3));
  seek_frame (player, preview_clip_middle_us (&clip, 40));
  poster_player_get_n_frames (player, &shown, &dropped);
  g_assert_cmpuint (shown + dropped, ==, 52);
}

/* All frames but the last find the main loop busy. */
static void
test_count_dropped (void)
{
  g_autoptr(GstElement) pipeline = gst_pipeline_new (NULL);
  GstElement *source = gst_element_factory_make ("videotestsrc", NULL);
  PosterVideoSink *sink = poster_video_sink_new (ignore_cb, NULL);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;
  guint64 shown, dropped;
  gint64 start_us;
  guint32 seqnum;

  g_object_set (source, "num-buffers", 100, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, poster_video_sink_get_element (sink), NULL);
  g_assert_true (gst_element_link (source, poster_video_sink_get_element (sink)));
  be_hasty (poster_video_sink_get_element (sink));
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  texture = poster_video_sink_take (sink, &start_us, &seqnum);
  g_assert_nonnull (texture);
  g_assert_cmpint (start_us, ==, 3300000);
  poster_video_sink_get_n_frames (sink, &shown, &dropped);
  g_assert_cmpuint (shown, ==, 1);
  g_assert_cmpuint (dropped, ==, 99);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  poster_video_sink_close (sink);
}

typedef struct
{
  const char *colorimetry;
  double      value;        /* of red, green and blue, from 0 to 1 */
  int         light;        /* what is to be shown */
  int         tolerance;
} Tone;

/* A frame of one grey, of ten bits a colour. Returns: how light it is shown, from 0 to 255 */
static int
show_tone (const Tone *tone)
{
  g_autoptr(GstElement) pipeline = gst_pipeline_new (NULL);
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  PosterVideoSink *sink = poster_video_sink_new (ignore_cb, NULL);
  g_autofree char *description = g_strdup_printf ("video/x-raw,format=I420_10LE,width=64,height=48,framerate=1/1,"
                                                  "colorimetry=%s", tone->colorimetry);
  g_autoptr(GstCaps) caps = gst_caps_from_string (description);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;
  GstFlowReturn flow = GST_FLOW_ERROR;
  GstBuffer *buffer;
  GstVideoInfo info;
  GstMapInfo map;
  guint8 pixels[64 * 48 * 4];
  gint64 start_us;
  guint32 seqnum;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  buffer = gst_buffer_new_allocate (NULL, info.size, NULL);
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < info.size / 2; i++)
    {
      gboolean is_light = 2 * i < info.offset[1];

      GST_WRITE_UINT16_LE (map.data + 2 * i, (guint16) (is_light ? 64 + 876 * tone->value + 0.5 : 512));
    }
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = 0;
  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, poster_video_sink_get_element (sink), NULL);
  g_assert_true (gst_element_link (source, poster_video_sink_get_element (sink)));
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (source, "push-buffer", buffer, &flow);
  g_assert_cmpint (flow, ==, GST_FLOW_OK);
  gst_buffer_unref (buffer);
  g_signal_emit_by_name (source, "end-of-stream", &flow);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  texture = poster_video_sink_take (sink, &start_us, &seqnum);
  g_assert_nonnull (texture);
  gdk_texture_download (texture, pixels, 64 * 4);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  poster_video_sink_close (sink);
  /* Grey stays grey, but for what is lost by eight bits a colour. */
  for (gsize i = 0; i < 64 * 48; i++)
    {
      g_assert_cmpint (ABS (pixels[4 * i] - pixels[4 * i + 1]), <=, 4);
      g_assert_cmpint (ABS (pixels[4 * i] - pixels[4 * i + 2]), <=, 4);
    }
  return pixels[1];
}

/* ITU-R BT.2408, table 1: a grey card and white paper, in PQ and in HLG, are 26 and 203 nits; on a
 * common screen the card is 42.5 % of the signal. */
static void
test_high_dynamic_range (void)
{
  const Tone tones[] = {
    { "bt2100-pq", 0, 0, 2 },
    { "bt2100-pq", 0.38, 108, 5 },
    { "bt2100-pq", 0.58, 235, 10 },
    { "bt2100-pq", 0.7518, 255, 1 },
    { "bt2100-pq", 1, 255, 0 },
    { "bt2100-hlg", 0, 0, 2 },
    { "bt2100-hlg", 0.38, 108, 5 },
    { "bt2100-hlg", 0.75, 235, 10 },
    { "bt2100-hlg", 1, 255, 1 },
    /* What is for a common screen stays as it is. */
    { "bt709", 0.38, 97, 2 },
    { "bt709", 1, 255, 1 },
    { "bt2020-10", 0.38, 97, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tones); i++)
    {
      int light = show_tone (&tones[i]);

      g_test_message ("%s: %.2f is shown as %d", tones[i].colorimetry, tones[i].value, light);
      g_assert_cmpint (ABS (light - tones[i].light), <=, tones[i].tolerance);
    }
}

/* Leaves as red, green and blue what was so before. */
static void
test_tone_map_colours (void)
{
  GstVideoColorimetry colorimetry;
  const PosterToneMap *map;
  /* Red of BT.709, black, and a grey, in PQ with the primaries of BT.2020. */
  guint8 pixels[] = { 56, 83, 136, 7, 0, 0, 0, 7, 97, 97, 97, 7 };

  g_assert_true (gst_video_colorimetry_from_string (&colorimetry, "bt2100-pq"));
  map = poster_tone_map_get (&colorimetry);
  g_assert_nonnull (map);
  poster_tone_map_apply (map, pixels, 1, 3, 4);
  g_assert_cmpint (pixels[2], >, 200);
  g_assert_cmpint (pixels[1], <, 40);
  g_assert_cmpint (pixels[0], <, 40);
  g_assert_cmpint (pixels[4] + pixels[5] + pixels[6], ==, 0);
  g_assert_cmpint (ABS (pixels[8] - 108), <=, 3);
  g_assert_cmpint (pixels[3], ==, 7);
  g_assert_cmpint (pixels[11], ==, 7);
  g_assert_true (gst_video_colorimetry_from_string (&colorimetry, "bt709"));
  g_assert_null (poster_tone_map_get (&colorimetry));
}

static void
assert_fails (Fixture    *fixture,
              const char *path,
              const char *says)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  poster_player_set_file (fixture->player, NULL);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  poster_player_set_file (fixture->player, file);
  poster_player_play (fixture->player);
  app_test_wait (is_settled, fixture->player);
  g_assert_nonnull (poster_player_get_error (fixture->player));
  g_assert_nonnull (strstr (poster_player_get_error (fixture->player), says));
  g_assert_false (poster_player_get_is_prepared (fixture->player));
  g_assert_false (poster_player_get_playing (fixture->player));
  /* Whatever is asked of it then, it stays calm. */
  poster_player_seek (fixture->player, 5);
  poster_player_step_frame (fixture->player, 1);
  poster_player_play (fixture->player);
  poster_player_set_room (fixture->player, 100, 100);
  g_assert_false (poster_player_get_playing (fixture->player));
}

static void
test_bad_files (Fixture       *fixture,
                gconstpointer  data)
{
  const PreviewClip clip = { .frames = 10 };
  g_autofree char *path = g_build_filename (fixture->folder, "clip.mp4", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.mp4", NULL);
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  assert_fails (fixture, missing, "not there");
  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  /* The index is at the end. */
  g_file_set_contents (path, content, (gssize) length / 2, &error);
  g_assert_no_error (error);
  assert_fails (fixture, path, "damaged");
  g_file_set_contents (path, "Not a clip at all, but words.", -1, &error);
  g_assert_no_error (error);
  assert_fails (fixture, path, "not a clip");
  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);
  assert_fails (fixture, path, ".");
}

static void
test_sound_only (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "clip.mp4", NULL);
  g_autofree char *description = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;

  description = g_strdup_printf ("audiotestsrc num-buffers=40 ! avenc_aac ! aacparse ! mp4mux ! filesink location=\"%s\"", path);
  pipeline = gst_parse_launch (description, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  assert_fails (fixture, path, "no picture");
}

/* Ranks of those that decode H.264, so that there are none. */
static GHashTable *
hide_decoders (void)
{
  GHashTable *ranks = g_hash_table_new_full (NULL, NULL, gst_object_unref, NULL);
  g_autoptr(GstCaps) caps = gst_caps_from_string ("video/x-h264");
  GList *all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_NONE + 1);
  GList *decoders = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);

  for (GList *at = decoders; at != NULL; at = at->next)
    {
      g_hash_table_insert (ranks, gst_object_ref (at->data), GUINT_TO_POINTER (gst_plugin_feature_get_rank (at->data)));
      gst_plugin_feature_set_rank (at->data, GST_RANK_NONE);
    }
  gst_plugin_feature_list_free (decoders);
  gst_plugin_feature_list_free (all);
  return ranks;
}

static void
restore_decoders (GHashTable *ranks)
{
  GHashTableIter iter;
  gpointer feature, rank;

  g_hash_table_iter_init (&iter, ranks);
  while (g_hash_table_iter_next (&iter, &feature, &rank))
    gst_plugin_feature_set_rank (feature, GPOINTER_TO_UINT (rank));
  g_hash_table_unref (ranks);
}

static void
test_no_decoder (Fixture       *fixture,
                 gconstpointer  data)
{
  const PreviewClip clip = { .frames = 10, .sound = TRUE };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);
  GHashTable *ranks = hide_decoders ();

  assert_fails (fixture, g_file_peek_path (file), "H.264");
  restore_decoders (ranks);
  poster_player_set_file (fixture->player, NULL);
  poster_player_set_file (fixture->player, file);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  g_assert_cmpint (frame_of (fixture->player), ==, 0);
}

/* A sound device that is there and then is not. */

static int devices_opened;

typedef struct { GstBaseSink parent_instance; } TestDevice;
typedef struct { GstBaseSinkClass parent_class; } TestDeviceClass;

GType test_device_get_type (void);
G_DEFINE_TYPE (TestDevice, test_device, GST_TYPE_BASE_SINK)

static GstStateChangeReturn
test_device_change_state (GstElement     *element,
                          GstStateChange  change)
{
  if (change == GST_STATE_CHANGE_READY_TO_PAUSED)
    {
      devices_opened++;
      GST_ELEMENT_ERROR (element, RESOURCE, OPEN_WRITE, ("The device is gone."), (NULL));
      return GST_STATE_CHANGE_FAILURE;
    }
  return GST_ELEMENT_CLASS (test_device_parent_class)->change_state (element, change);
}

static void
test_device_class_init (TestDeviceClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  element_class->change_state = test_device_change_state;
  gst_element_class_add_pad_template (element_class,
                                      gst_pad_template_new ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_CAPS_ANY));
  gst_element_class_set_static_metadata (element_class, "Broken device", "Sink/Audio", "Fails", "Nobody");
}

static void
test_device_init (TestDevice *device)
{
}

static void
test_no_sound_device (Fixture       *fixture,
                      gconstpointer  data)
{
  const PreviewClip clip = { .frames = 15, .sound = TRUE };
  g_autoptr(GstPluginFeature) feature = NULL;

  gst_element_register (NULL, "testdevice", GST_RANK_PRIMARY + 1000, test_device_get_type ());
  poster_player_set_loop (fixture->player, FALSE);
  open_clip (fixture, &clip);
  g_assert_cmpint (devices_opened, ==, 1);
  poster_player_play (fixture->player);
  app_test_wait (has_stopped, fixture->player);
  g_assert_cmpint (frame_of (fixture->player), ==, 14);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  feature = gst_registry_lookup_feature (gst_registry_get (), "testdevice");
  gst_plugin_feature_set_rank (feature, GST_RANK_NONE);
}

static void
test_ends_while_playing (Fixture       *fixture,
                         gconstpointer  data)
{
  const PreviewClip clip = { .frames = 100, .sound = TRUE };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  for (int round = 0; round < 8; round++)
    {
      PosterPlayer *player = poster_player_new ();

      poster_player_set_file (player, file);
      poster_player_play (player);
      /* At once, when prepared, in the middle of a seek, while playing. */
      if (round % 4 > 0)
        app_test_wait (is_settled, player);
      if (round % 4 == 2)
        poster_player_seek (player, G_USEC_PER_SEC);
      if (round % 4 == 3)
        app_test_wait (has_moved, player);
      g_assert_finalize_object (player);
    }
}

/* A frame outlives the player that it came from. */
static void
test_frame_stays (Fixture       *fixture,
                  gconstpointer  data)
{
  const PreviewClip clip = { .frames = 30 };
  g_autoptr(GdkTexture) texture = NULL;

  open_clip (fixture, &clip);
  seek_frame (fixture->player, preview_clip_middle_us (&clip, 21));
  texture = g_object_ref (poster_player_get_texture (fixture->player));
  poster_player_set_file (fixture->player, NULL);
  g_assert_null (poster_player_get_texture (fixture->player));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (fixture->player)), ==, 0);
  g_assert_cmpint (preview_clip_read_frame (texture, FALSE), ==, 21);
}

/* Where the next frame is, is only believed once none can come in between. */
static void
test_index (void)
{
  g_autoptr(PosterFrameIndex) index = poster_frame_index_new ();

  /* Nothing is known: as long as frames mostly are. */
  g_assert_cmpint (poster_frame_index_step (index, 1000, 1, 100), ==, 1150);
  g_assert_cmpint (poster_frame_index_step (index, 20, -1, 100), ==, 0);
  /* In the order of decoding, with its times. */
  poster_frame_index_add (index, 0, 0);
  poster_frame_index_add (index, 700, 50);
  g_assert_cmpint (poster_frame_index_step (index, 0, 1, 100), ==, 150);
  poster_frame_index_add (index, 300, 100);
  poster_frame_index_add (index, 340, 300);
  poster_frame_index_add (index, 340, 340);
  /* Up to 340 all are known. */
  g_assert_cmpint (poster_frame_index_step (index, 0, 1, 100), ==, 320);
  g_assert_cmpint (poster_frame_index_step (index, 10, 2, 100), ==, 390);
  g_assert_cmpint (poster_frame_index_step (index, 340, -1, 100), ==, 320);
  g_assert_cmpint (poster_frame_index_step (index, 300, -1, 100), ==, 50);
  g_assert_cmpint (poster_frame_index_step (index, 340, 1, 100), ==, 490);
  poster_frame_index_end (index);
  g_assert_cmpint (poster_frame_index_step (index, 340, 1, 100), ==, 750);
  g_assert_cmpint (poster_frame_index_step (index, 700, 1, 100), ==, -1);
  g_assert_cmpint (poster_frame_index_step (index, 300, 50, 100), ==, 750);
  /* What follows elsewhere does not follow here. */
  poster_frame_index_clear (index);
  poster_frame_index_add (index, 5000, 5000);
  poster_frame_index_add (index, 5040, 5040);
  g_assert_cmpint (poster_frame_index_step (index, 5000, 1, 100), ==, 5090);
  /* Before the first that is known. */
  g_assert_cmpint (poster_frame_index_step (index, 5000, -1, 100), ==, 4950);
}

/* What begins less than a microsecond away from a frame is that frame. */
static void
test_index_counts (void)
{
  g_autoptr(PosterFrameIndex) index = poster_frame_index_new ();

  for (int i = 0; i < 10; i++)
    poster_frame_index_add (index, i * 40000000, -1);
  g_assert_cmpint (poster_frame_index_count (index, 0, 40000000), ==, 0);
  g_assert_cmpint (poster_frame_index_count (index, 0, 120000000), ==, 2);
  g_assert_cmpint (poster_frame_index_count (index, 39999001, 120000999), ==, 1);
  g_assert_cmpint (poster_frame_index_count (index, 120000000, 0), ==, 0);
  g_assert_cmpint (poster_frame_index_count (index, 400000000, 4000000000), ==, 0);
}

/* A file that does not tell when frames are decoded: after sixteen later ones. */
static void
test_index_without_times (void)
{
  g_autoptr(PosterFrameIndex) index = poster_frame_index_new ();

  for (int i = 0; i < 17; i++)
    poster_frame_index_add (index, i * 200, -1);
  g_assert_cmpint (poster_frame_index_step (index, 0, 1, 100), ==, 150);
  poster_frame_index_add (index, 17 * 200, -1);
  g_assert_cmpint (poster_frame_index_step (index, 0, 1, 100), ==, 250);
  /* It does not grow for ever. */
  for (int i = 18; i < 100000; i++)
    poster_frame_index_add (index, i * 200, -1);
  g_assert_cmpint (poster_frame_index_step (index, 99000 * 200, -1, 100), ==, 98999 * 200 + 50);
}

static void
add (const char *name,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!preview_clip_can_make ())
    {
      g_print ("1..0 # SKIP what makes clips is not installed\n");
      return 0;
    }

  g_test_add_func ("/preview-player/believes-only-what-is-certain", test_index);
  g_test_add_func ("/preview-player/knows-frames-without-times-of-decoding", test_index_without_times);
  g_test_add_func ("/preview-player/counts-frames-in-between", test_index_counts);
  g_test_add_func ("/preview-player/counts-frames-not-taken", test_count_dropped);
  add ("/preview-player/counts-frames-shown-and-dropped", test_count);
  g_test_add_func ("/preview-player/high-dynamic-range-on-a-common-screen", test_high_dynamic_range);
  g_test_add_func ("/preview-player/colours-keep-their-place", test_tone_map_colours);
  add ("/preview-player/shows-the-first-frame", test_first_frame);
  add ("/preview-player/seeks-exactly", test_seek);
  add ("/preview-player/last-seek-wins", test_last_seek_wins);
  add ("/preview-player/steps-by-one-frame", test_step);
  add ("/preview-player/steps-over-frames-of-any-length", test_step_uneven);
  add ("/preview-player/plays-to-the-end-and-again", test_play);
  add ("/preview-player/loops", test_loop);
  add ("/preview-player/holds-still-while-scrubbing", test_scrub);
  add ("/preview-player/turns-as-the-file-says", test_rotation);
  add ("/preview-player/respects-the-shape-of-pixels", test_pixel_shape);
  add ("/preview-player/makes-frames-for-the-room-there-is", test_room);
  add ("/preview-player/rate-volume-mute", test_rate);
  add ("/preview-player/says-what-is-wrong-with-a-file", test_bad_files);
  add ("/preview-player/says-that-there-is-no-picture", test_sound_only);
  add ("/preview-player/names-the-codec-without-a-decoder", test_no_decoder);
  add ("/preview-player/plays-without-a-sound-device", test_no_sound_device);
  add ("/preview-player/ends-while-playing", test_ends_while_playing);
  add ("/preview-player/a-frame-outlives-its-player", test_frame_stays);

  return g_test_run ();
}
