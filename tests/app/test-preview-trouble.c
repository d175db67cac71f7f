/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-player.h"
#include "poster-transport.h"

#include "app-test.h"
#include "preview-clips.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

/* Clips of kinds that are rare or broken. */
typedef struct
{
  char         *folder;
  char         *path;
  GFile        *file;
  PosterPlayer *player;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("poster-preview-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "clip.mp4", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->player = poster_player_new ();
  poster_player_set_loop (fixture->player, FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->player);
  g_object_unref (fixture->file);
  g_unlink (fixture->path);
  g_free (fixture->path);
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

static gboolean
has_stopped (gpointer user_data)
{
  return !poster_player_get_playing (user_data);
}

static gboolean
has_moved (gpointer user_data)
{
  return poster_player_get_position_us (user_data) > 100000;
}

/* Runs a pipeline whose `filesink name=out` is to write the clip. */
static void
make (Fixture    *fixture,
      const char *description)
{
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) out = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GError) error = NULL;

  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (out, "location", fixture->path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
open_file (Fixture *fixture)
{
  poster_player_set_file (fixture->player, fixture->file);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
}

static void
play_to_the_end (Fixture *fixture)
{
  poster_player_play (fixture->player);
  app_test_wait (has_stopped, fixture->player);
}

static int
frame_of (PosterPlayer *player)
{
  return preview_clip_read_frame (poster_player_get_texture (player), FALSE);
}

static void
assert_size (Fixture *fixture,
             int      width,
             int      height)
{
  g_assert_cmpint (poster_player_get_width (fixture->player), ==, width);
  g_assert_cmpint (poster_player_get_height (fixture->player), ==, height);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (fixture->player)), ==, width);
  g_assert_cmpint (gdk_texture_get_height (poster_player_get_texture (fixture->player)), ==, height);
}

static void
test_one_frame (Fixture       *fixture,
                gconstpointer  data)
{
  const PreviewClip clip = { .frames = 1 };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  g_assert_cmpint (frame_of (fixture->player), ==, 0);
  g_assert_cmpint (poster_player_get_duration_us (fixture->player), ==, 40000);
  for (int i = -2; i <= 2; i++)
    {
      poster_player_step_frame (fixture->player, i);
      app_test_wait (is_settled, fixture->player);
      g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, 0);
    }
  play_to_the_end (fixture);
  g_assert_cmpint (frame_of (fixture->player), ==, 0);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  /* Over and over, until it is told to stop. */
  poster_player_set_loop (fixture->player, TRUE);
  poster_player_play (fixture->player);
  app_test_wait (is_settled, fixture->player);
  g_assert_true (poster_player_get_playing (fixture->player));
  poster_player_pause (fixture->player);
  app_test_wait (is_settled, fixture->player);
}

static void
test_ten_hours (Fixture       *fixture,
                gconstpointer  data)
{
  const gint64 minute_us = 60 * G_USEC_PER_SEC;
  PosterPlayer *player = fixture->player;
  GtkWidget *transport = poster_transport_new (player, NULL);
  GtkWidget *window = app_test_show (transport, 476, 60);

  make (fixture, "videotestsrc num-buffers=600 ! video/x-raw,width=64,height=48,framerate=1/60 "
                 "! x264enc speed-preset=ultrafast key-int-max=30 ! h264parse ! mp4mux ! filesink name=out");
  open_file (fixture);
  g_assert_cmpint (poster_player_get_duration_us (player), ==, 600 * minute_us);
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, " / 10:00:00"));
  poster_player_seek (player, 9 * 60 * minute_us + minute_us / 2);
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 9 * 60 * minute_us);
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, "9:00:00"));
  poster_player_step_frame (player, 1);
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, (9 * 60 + 1) * minute_us);
  poster_player_seek (player, G_MAXINT64);
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 599 * minute_us);
  app_test_close (window);
}

static void
test_three_sounds (Fixture       *fixture,
                   gconstpointer  data)
{
  make (fixture, "videotestsrc num-buffers=20 ! video/x-raw,width=160,height=120,framerate=25/1 "
                 "! x264enc speed-preset=ultrafast ! h264parse ! mp4mux name=mux ! filesink name=out "
                 "audiotestsrc num-buffers=34 ! avenc_aac ! mux. audiotestsrc num-buffers=34 freq=200 ! avenc_aac ! mux. "
                 "audiotestsrc num-buffers=34 freq=900 ! audio/x-raw,channels=1 ! avenc_aac ! mux.");
  open_file (fixture);
  play_to_the_end (fixture);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, 19 * 40000);
}

static void
test_no_sound (Fixture       *fixture,
               gconstpointer  data)
{
  const PreviewClip clip = { .frames = 15 };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  poster_player_set_volume (fixture->player, 0.3);
  poster_player_set_muted (fixture->player, TRUE);
  poster_player_set_rate (fixture->player, 0.5);
  app_test_wait (is_settled, fixture->player);
  play_to_the_end (fixture);
  g_assert_cmpint (frame_of (fixture->player), ==, 14);
}

/* Returns: whether the player shows something light there */
static gboolean
is_light_at (PosterPlayer *player,
             gsize         x,
             gsize         y)
{
  GdkTexture *texture = poster_player_get_texture (player);
  gsize width = (gsize) gdk_texture_get_width (texture);
  g_autofree guint8 *pixels = g_malloc (width * 4 * (gsize) gdk_texture_get_height (texture));

  gdk_texture_download (texture, pixels, width * 4);
  return pixels[(y * width + x) * 4 + 1] > 127;
}

static void
test_odd_size (Fixture       *fixture,
               gconstpointer  data)
{
  make (fixture, "videotestsrc num-buffers=10 pattern=white ! video/x-raw,width=101,height=57,framerate=25/1 "
                 "! vp8enc deadline=1 ! webmmux ! filesink name=out");
  open_file (fixture);
  assert_size (fixture, 101, 57);
  /* Up to the very edge. */
  g_assert_true (is_light_at (fixture->player, 100, 56));
  g_assert_true (is_light_at (fixture->player, 0, 0));
  /* Smaller, it keeps its shape. */
  poster_player_set_room (fixture->player, 33, 100);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (gdk_texture_get_height (poster_player_get_texture (fixture->player)), >=, 18);
  play_to_the_end (fixture);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
}

static void
test_pixel_shape (Fixture       *fixture,
                  gconstpointer  data)
{
  make (fixture, "videotestsrc num-buffers=5 ! video/x-raw,width=72,height=60,framerate=25/1,pixel-aspect-ratio=12/11 "
                 "! x264enc speed-preset=ultrafast ! h264parse ! mp4mux ! filesink name=out");
  open_file (fixture);
  assert_size (fixture, 79, 60);
}

/* Pixels that are not square, and lying on its side: a turn changes which way they are wide. */
static void
test_turned (Fixture       *fixture,
             gconstpointer  data)
{
  const PreviewClip clip = { .frames = 10, .rotation = 90, .pixel_width = 2 };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  assert_size (fixture, PREVIEW_CLIP_HEIGHT, 2 * PREVIEW_CLIP_WIDTH);
  poster_player_seek (fixture->player, preview_clip_middle_us (&clip, 5));
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (preview_clip_read_frame (poster_player_get_texture (fixture->player), TRUE), ==, 5);
}

/* Nonsense instead of a part of it. */
static void
damage (Fixture *fixture,
        double   from,
        double   to)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (fixture->path, &content, &length, &error);
  g_assert_no_error (error);
  for (gsize i = (gsize) ((double) length * from); i < (gsize) ((double) length * to); i++)
    content[i] = (char) (i * 7 + i / 11);
  g_file_set_contents (fixture->path, content, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
test_broken_middle (Fixture       *fixture,
                    gconstpointer  data)
{
  const PreviewClip clip = { .frames = 100, .sound = TRUE };
  PosterPlayer *player = fixture->player;
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  damage (fixture, 0.4, 0.6);
  open_file (fixture);
  g_assert_cmpint (frame_of (player), ==, 0);
  poster_player_set_rate (player, 2);
  app_test_wait (is_settled, player);
  poster_player_play (player);
  app_test_wait (has_stopped, player);
  /* It goes on after that, or says why not. */
  if (poster_player_get_error (player) == NULL)
    g_assert_cmpint (frame_of (player), ==, 99);
  else
    g_assert_nonnull (strstr (poster_player_get_error (player), "damaged"));
  poster_player_seek (player, 2 * G_USEC_PER_SEC);
  app_test_wait (is_settled, player);
}

static void
cut_off (Fixture *fixture)
{
  g_assert_cmpint (truncate (fixture->path, 30), ==, 0);
}

/* Of a file that was cut off nothing more can be read, wherever one goes: it does not wait for that. */
static void
test_cut_off_while_playing (Fixture       *fixture,
                            gconstpointer  data)
{
  const PreviewClip clip = { .frames = 250, .sound = TRUE };
  PosterPlayer *player = fixture->player;
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  poster_player_play (player);
  app_test_wait (has_moved, player);
  cut_off (fixture);
  poster_player_seek (player, 9 * G_USEC_PER_SEC);
  app_test_wait (has_stopped, player);
  app_test_wait (is_settled, player);
  /* Not even the beginning: then it says so, rather than to look for it over and over. */
  poster_player_set_loop (player, TRUE);
  poster_player_play (player);
  app_test_wait (has_stopped, player);
  g_assert_nonnull (strstr (poster_player_get_error (player), "disk"));
}

static void
test_cut_off_while_paused (Fixture       *fixture,
                           gconstpointer  data)
{
  const PreviewClip clip = { .frames = 250 };
  PosterPlayer *player = fixture->player;
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  cut_off (fixture);
  for (int second = 9; second > 3; second--)
    {
      poster_player_seek (player, second * G_USEC_PER_SEC);
      app_test_wait (is_settled, player);
    }
  g_assert_nonnull (poster_player_get_texture (player));
  poster_player_seek (player, 0);
  app_test_wait (is_settled, player);
  g_assert_nonnull (strstr (poster_player_get_error (player), "disk"));
}

static void
test_deleted (Fixture       *fixture,
              gconstpointer  data)
{
  const PreviewClip clip = { .frames = 25 };
  PosterPlayer *player = fixture->player;
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);

  open_file (fixture);
  poster_player_play (player);
  app_test_wait (has_moved, player);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  app_test_wait (has_stopped, player);
  /* As long as it is open it is there. */
  g_assert_cmpstr (poster_player_get_error (player), ==, NULL);
  g_assert_cmpint (frame_of (player), ==, 24);
  poster_player_set_file (player, NULL);
  poster_player_set_file (player, fixture->file);
  app_test_wait (is_settled, player);
  g_assert_nonnull (strstr (poster_player_get_error (player), "not there any more"));
}

/* Without a decoder for the sound, one sees it all the same. */
static void
test_no_sound_decoder (Fixture       *fixture,
                       gconstpointer  data)
{
  const PreviewClip clip = { .frames = 20, .sound = TRUE };
  g_autoptr(GFile) file = preview_clip_make (&clip, fixture->folder);
  g_autoptr(GstCaps) caps = gst_caps_from_string ("audio/mpeg,mpegversion=4");
  GList *all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_NONE + 1);
  GList *decoders = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);
  g_autoptr(GArray) ranks = g_array_new (FALSE, FALSE, sizeof (guint));
  guint i = 0;

  for (GList *at = decoders; at != NULL; at = at->next)
    {
      guint rank = gst_plugin_feature_get_rank (at->data);

      g_array_append_val (ranks, rank);
      gst_plugin_feature_set_rank (at->data, GST_RANK_NONE);
    }
  open_file (fixture);
  play_to_the_end (fixture);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
  g_assert_cmpint (frame_of (fixture->player), ==, 19);
  for (GList *at = decoders; at != NULL; at = at->next)
    gst_plugin_feature_set_rank (at->data, g_array_index (ranks, guint, i++));
  gst_plugin_feature_list_free (decoders);
  gst_plugin_feature_list_free (all);
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
  app_test_init (&argc, &argv);
  if (!preview_clip_can_make ())
    {
      g_print ("1..0 # SKIP what makes clips is not installed\n");
      return 0;
    }

  add ("/preview-trouble/one-frame", test_one_frame);
  add ("/preview-trouble/ten-hours", test_ten_hours);
  add ("/preview-trouble/three-tracks-of-sound", test_three_sounds);
  add ("/preview-trouble/no-sound", test_no_sound);
  add ("/preview-trouble/odd-size", test_odd_size);
  add ("/preview-trouble/pixels-not-quite-square", test_pixel_shape);
  add ("/preview-trouble/turned-with-wide-pixels", test_turned);
  add ("/preview-trouble/broken-in-the-middle", test_broken_middle);
  add ("/preview-trouble/cut-off-while-playing", test_cut_off_while_playing);
  add ("/preview-trouble/cut-off-while-paused", test_cut_off_while_paused);
  add ("/preview-trouble/deleted-while-playing", test_deleted);
  add ("/preview-trouble/no-decoder-for-the-sound", test_no_sound_decoder);

  return g_test_run ();
}
