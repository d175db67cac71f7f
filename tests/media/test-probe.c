/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The real worker, on files that are made here. */

#define SOUND "audiotestsrc num-buffers=44 samplesperbuffer=1024 ! audio/x-raw,rate=44100,channels=2 ! audioconvert ! audioresample ! "
#define OUT " ! filesink name=out"

/* Returns: (nullable): facts; NULL, with the test skipped, where an encoder is missing */
static PosterMediaFacts *
make_and_probe (MediaTest  *test,
                const char *name,
                const char *pipeline)
{
  g_autofree char *path = media_test_make (test, name, pipeline);
  g_autoptr(GError) error = NULL;
  PosterMediaFacts *facts;

  if (path == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return NULL;
    }
  facts = media_test_probe (test, path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (facts);
  return facts;
}

static void
assert_video (PosterMediaFacts *facts,
              const char       *container,
              int               width,
              int               height,
              double            frame_rate,
              double            duration,
              const char       *video_codec,
              const char       *audio_codec)
{
  g_assert_cmpstr (facts->problem, ==, NULL);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_VIDEO);
  g_assert_cmpstr (facts->container, ==, container);
  g_assert_cmpint (facts->width, ==, width);
  g_assert_cmpint (facts->height, ==, height);
  g_assert_cmpfloat_with_epsilon (facts->frame_rate, frame_rate, 0.05);
  g_assert_cmpfloat_with_epsilon ((double) facts->duration_us / G_USEC_PER_SEC, duration, 0.1);
  g_assert_cmpstr (facts->video_codec, ==, video_codec);
  g_assert_cmpstr (facts->audio_codec, ==, audio_codec);
  g_assert_cmpint (facts->size, >, 0);
}

static void
test_mp4 (MediaTest     *test,
          gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) facts = make_and_probe (test, "a.mp4",
    "videotestsrc num-buffers=30 ! video/x-raw,width=360,height=640,framerate=30/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast ! video/x-h264,profile=high ! h264parse ! mp4mux name=m faststart=true" OUT
    " " SOUND "avenc_aac bitrate=128000 ! aacparse ! m.");

  if (facts == NULL)
    return;
  assert_video (facts, "mp4", 360, 640, 30, 1.02, "h264", "aac");
  g_assert_true (facts->faststart);
  g_assert_false (facts->variable_frame_rate);
  g_assert_cmpint (facts->audio_sample_rate, ==, 44100);
  g_assert_cmpint (facts->audio_channels, ==, 2);
  g_assert_cmpint (facts->audio_bitrate, >, 10000);
  g_assert_cmpstr (facts->mime_type, ==, "video/mp4");
}

static void
test_fragmented (MediaTest     *test,
                 gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) facts = make_and_probe (test, "f.mp4",
    "videotestsrc num-buffers=50 ! video/x-raw,width=320,height=240,framerate=25/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast key-int-max=10 ! h264parse ! mp4mux fragment-duration=400" OUT);

  if (facts == NULL)
    return;
  assert_video (facts, "mp4", 320, 240, 25, 2, "h264", NULL);
  g_assert_true (facts->fragmented);
}

/* Turns a film by a quarter, as a phone does: in its track's header. GStreamer 1.22 reads that
 * but cannot write it. */
static void
turn (const char *path)
{
  static const guint8 quarter[] = "\0\0\0\0" "\0\1\0\0" "\0\0\0\0" "\xff\xff\0\0" "\0\0\0\0";
  g_autofree char *content = NULL;
  gsize length;
  char *header;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  header = memmem (content, length, "tkhd", 4);
  g_assert_nonnull (header);
  memcpy (header + 44, quarter, 20);
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

static void
test_mov_rotated (MediaTest     *test,
                  gconstpointer  data)
{
  g_autofree char *path = media_test_make (test, "r.mov",
    "videotestsrc num-buffers=30 ! video/x-raw,width=640,height=360,framerate=30000/1001 ! "
    "videoconvert ! x264enc speed-preset=ultrafast ! h264parse ! qtmux" OUT);
  g_autoptr(PosterMediaFacts) facts = NULL;

  if (path == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  turn (path);
  facts = media_test_probe (test, path, NULL);
  assert_video (facts, "mov", 360, 640, 30000.0 / 1001, 1, "h264", NULL);
  g_assert_cmpint (facts->rotation, ==, 90);
}

static void
test_square_pixels (MediaTest     *test,
                    gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) facts = make_and_probe (test, "p.mp4",
    "videotestsrc num-buffers=10 ! video/x-raw,width=720,height=576,framerate=25/1,pixel-aspect-ratio=64/45 ! "
    "videoconvert ! x264enc speed-preset=ultrafast ! h264parse ! mp4mux" OUT);

  if (facts == NULL)
    return;
  assert_video (facts, "mp4", 1024, 576, 25, 0.4, "h264", NULL);
}

static void
test_webm (MediaTest     *test,
           gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) vp8 = make_and_probe (test, "8.webm",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=568,framerate=30/1 ! vp8enc deadline=1 ! webmmux name=m" OUT
    " " SOUND "opusenc ! m.");
  g_autoptr(PosterMediaFacts) vp9 = NULL;
  g_autoptr(PosterMediaFacts) live = NULL;

  if (vp8 == NULL)
    return;
  assert_video (vp8, "webm", 320, 568, 30, 1.02, "vp8", "opus");
  g_assert_cmpint (vp8->bit_depth, ==, 8);
  vp9 = make_and_probe (test, "9.webm",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=24/1 ! vp9enc deadline=1 ! webmmux name=m" OUT
    " " SOUND "vorbisenc ! m.");
  if (vp9 == NULL)
    return;
  assert_video (vp9, "webm", 320, 240, 24, 1.25, "vp9", "vorbis");
  live = make_and_probe (test, "l.webm",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=25/1 ! vp8enc deadline=1 ! "
    "webmmux streamable=true" OUT);
  if (live != NULL)
    assert_video (live, "webm", 320, 240, 25, 1.2, "vp8", NULL);
}

static void
test_others (MediaTest     *test,
             gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) matroska = make_and_probe (test, "m.mkv",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=30/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast ! h264parse ! matroskamux" OUT);
  g_autoptr(PosterMediaFacts) avi = make_and_probe (test, "a.avi",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=25/1 ! jpegenc ! avimux name=m" OUT
    " " SOUND "m.");
  g_autoptr(PosterMediaFacts) stream = make_and_probe (test, "t.ts",
    "videotestsrc num-buffers=50 ! video/x-raw,width=320,height=240,framerate=25/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast key-int-max=25 ! h264parse ! mpegtsmux name=m" OUT
    " " SOUND "avenc_aac ! aacparse ! m.");
  g_autoptr(PosterMediaFacts) sound = make_and_probe (test, "s.wav", SOUND "wavenc" OUT);
  g_autoptr(PosterMediaFacts) ogg = make_and_probe (test, "s.ogg", SOUND "vorbisenc ! oggmux" OUT);

  if (matroska == NULL || avi == NULL || stream == NULL || sound == NULL || ogg == NULL)
    return;
  assert_video (matroska, "matroska", 320, 240, 30, 1, "h264", NULL);
  assert_video (avi, "avi", 320, 240, 25, 1.2, "mjpeg", "pcm");
  assert_video (stream, "mpegts", 320, 240, 25, 2, "h264", "aac");
  /* No header says that: it is counted. */
  g_assert_cmpint (stream->audio_bitrate, >, 10000);
  g_assert_cmpint (sound->type, ==, POSTER_MEDIA_AUDIO);
  g_assert_cmpstr (sound->container, ==, "wav");
  g_assert_cmpstr (sound->audio_codec, ==, "pcm");
  g_assert_cmpfloat_with_epsilon ((double) sound->duration_us / G_USEC_PER_SEC, 44 * 1024 / 44100.0, 0.01);
  g_assert_cmpint (sound->audio_bitrate, >, 1000000);
  g_assert_cmpint (ogg->type, ==, POSTER_MEDIA_AUDIO);
  g_assert_cmpstr (ogg->audio_codec, ==, "vorbis");
}

static void
test_pictures (MediaTest     *test,
               gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) jpeg = make_and_probe (test, "really-a.png",
    "videotestsrc num-buffers=1 ! video/x-raw,width=640,height=480 ! jpegenc" OUT);
  g_autoptr(PosterMediaFacts) png = make_and_probe (test, "p.png",
    "videotestsrc num-buffers=1 ! video/x-raw,format=RGBA,width=64,height=48 ! pngenc" OUT);
  g_autoptr(PosterMediaFacts) webp = make_and_probe (test, "w.webp",
    "videotestsrc num-buffers=1 ! video/x-raw,width=320,height=240 ! videoconvert ! webpenc" OUT);

  if (jpeg == NULL || png == NULL || webp == NULL)
    return;
  /* By content, not by name. */
  g_assert_cmpstr (jpeg->container, ==, "jpeg");
  g_assert_cmpint (jpeg->type, ==, POSTER_MEDIA_IMAGE);
  g_assert_cmpint (jpeg->width, ==, 640);
  g_assert_cmpint (jpeg->height, ==, 480);
  g_assert_null (jpeg->problem);
  g_assert_cmpstr (png->container, ==, "png");
  g_assert_true (png->has_alpha);
  g_assert_cmpstr (webp->container, ==, "webp");
  g_assert_cmpint (webp->type, ==, POSTER_MEDIA_IMAGE);
}

static void
assert_unreadable (MediaTest  *test,
                   const char *path,
                   const char *says)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterMediaFacts) facts = media_test_probe (test, path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (facts->problem);
  g_test_message ("%s", facts->problem);
  g_assert_nonnull (strstr (facts->problem, says));
  g_assert_null (strchr (facts->problem, '\n'));
}

static void
test_broken_movies (MediaTest     *test,
                    gconstpointer  data)
{
  g_autofree char *late = media_test_make (test, "late.mp4",
    "videotestsrc num-buffers=60 pattern=snow ! video/x-raw,width=320,height=240,framerate=30/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast ! h264parse ! mp4mux" OUT);
  g_autofree char *early = media_test_make (test, "early.mp4",
    "videotestsrc num-buffers=60 pattern=snow ! video/x-raw,width=320,height=240,framerate=30/1 ! videoconvert ! "
    "x264enc speed-preset=ultrafast ! h264parse ! mp4mux faststart=true" OUT);
  g_autofree char *webm = media_test_make (test, "cut.webm",
    "videotestsrc num-buffers=60 pattern=snow ! video/x-raw,width=320,height=240,framerate=30/1 ! vp8enc deadline=1 ! webmmux" OUT);
  g_autofree char *cut = NULL;
  g_autofree char *content = NULL;
  char *data_start;
  gsize length;

  if (late == NULL || early == NULL || webm == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  cut = media_test_copy (test, late, "cut", 20000);
  assert_unreadable (test, cut, "ends before its index");
  g_clear_pointer (&cut, g_free);
  cut = media_test_copy (test, early, "cut", 100000);
  assert_unreadable (test, cut, "cut short");
  g_clear_pointer (&cut, g_free);
  cut = media_test_copy (test, early, "cut", 200);
  assert_unreadable (test, cut, "cut short");
  g_clear_pointer (&cut, g_free);
  cut = media_test_copy (test, webm, "cut", 30000);
  assert_unreadable (test, cut, "cut short");
  g_clear_pointer (&cut, g_free);

  /* The index is whole, and every byte of the picture is overwritten. */
  g_assert_true (g_file_get_contents (early, &content, &length, NULL));
  data_start = memmem (content, length, "mdat", 4);
  g_assert_nonnull (data_start);
  memset (data_start + 4, 0xa5, length - (gsize) (data_start + 4 - content));
  cut = media_test_write (test, "cut", content, length);
  assert_unreadable (test, cut, "cannot be decoded");
}

static void
test_broken_pictures (MediaTest     *test,
                      gconstpointer  data)
{
  g_autofree char *png = media_test_make (test, "p.png",
    "videotestsrc num-buffers=1 pattern=snow ! video/x-raw,format=RGB,width=320,height=240 ! pngenc" OUT);
  g_autofree char *jpeg = media_test_make (test, "j.jpg",
    "videotestsrc num-buffers=1 pattern=snow ! video/x-raw,width=320,height=240 ! jpegenc" OUT);
  g_autofree char *broken = NULL;
  g_autofree char *content = NULL;
  gsize length;

  if (png == NULL || jpeg == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  broken = media_test_copy (test, png, "broken", 5000);
  assert_unreadable (test, broken, "cut short");
  g_clear_pointer (&broken, g_free);
  broken = media_test_copy (test, jpeg, "broken", 5000);
  assert_unreadable (test, broken, "cut short");
  g_clear_pointer (&broken, g_free);
  g_assert_true (g_file_get_contents (png, &content, &length, NULL));
  memset ((char *) memmem (content, length, "IDAT", 4) + 100, 0x5a, 500);
  broken = media_test_write (test, "broken", content, length);
  assert_unreadable (test, broken, "cannot be decoded");
  g_clear_pointer (&broken, g_free);

  /* A few bytes that claim to be more pixels than memory holds. */
  content[16] = 0x00;
  content[17] = 0x0f;
  content[20] = 0x00;
  content[21] = 0x0f;
  broken = media_test_write (test, "broken", content, length);
  assert_unreadable (test, broken, "too large");
}

static void
test_no_media (MediaTest     *test,
               gconstpointer  data)
{
  static const char text[] = "#EXTM3U\nhttp://127.0.0.1:1/never-asked-for.m3u8\n";
  g_autofree char *empty = media_test_write (test, "empty.mp4", "", 0);
  g_autofree char *list = media_test_write (test, "list.mp4", text, sizeof text - 1);
  g_autofree char *byte = media_test_write (test, "byte.mp4", "\xff", 1);
  g_autofree char *sparse = media_test_path (test, "sparse \xff\xfe\n.mp4");
  int fd = open (sparse, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (4) << 30), ==, 0);
  close (fd);
  assert_unreadable (test, empty, "empty");
  assert_unreadable (test, list, "not a video");
  assert_unreadable (test, byte, "not a video");
  assert_unreadable (test, sparse, "zeros");
}

/* An MP4 that begins rightly and goes on as a hole of gigabytes. */
static void
test_sparse_behind_a_header (MediaTest     *test,
                             gconstpointer  data)
{
  static const char head[] = "\0\0\0\x10" "ftypisom\0\0\2\0" "\0\0\0\x01mdat\0\0\0\1\0\0\0\0";
  g_autofree char *path = media_test_write (test, "hole.mp4", head, sizeof head - 1);

  g_assert_cmpint (truncate (path, G_GINT64_CONSTANT (4) << 30), ==, 0);
  assert_unreadable (test, path, "ends before its index");
}

static GPid
find_worker (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *children = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  return (GPid) strtol (children, NULL, 10);
}

/* The real worker, shot down in the middle of its work. */
static void
test_killed (MediaTest     *test,
             gconstpointer  data)
{
  static const int signals[] = { SIGSEGV, SIGKILL };
  g_autofree char *path = media_test_make (test, "a.webm",
    "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=30/1 ! vp8enc deadline=1 ! webmmux" OUT);

  if (path == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr(PosterMediaFacts) before = media_test_probe (test, path, NULL);
      g_autoptr(PosterMediaFacts) after = NULL;

      g_assert_cmpint (before->type, ==, POSTER_MEDIA_VIDEO);
      g_assert_cmpint (kill (find_worker (), signals[i]), ==, 0);
      after = media_test_probe (test, path, NULL);
      g_assert_cmpint (after->type, ==, POSTER_MEDIA_VIDEO);
    }
}

static void
test_thumbnails (MediaTest     *test,
                 gconstpointer  data)
{
  g_autofree char *clip = media_test_make (test, "t.mp4",
    "videotestsrc num-buffers=60 ! video/x-raw,width=640,height=360,framerate=30/1 ! "
    "videoconvert ! x264enc speed-preset=ultrafast ! h264parse ! mp4mux" OUT);
  g_autofree char *picture = media_test_make (test, "t.jpg",
    "videotestsrc num-buffers=1 ! video/x-raw,width=100,height=50 ! jpegenc" OUT);
  g_autofree char *sound = media_test_make (test, "s.wav", SOUND "wavenc" OUT);
  static const gint64 positions[] = { -1, 0, 1000000, 90 * G_USEC_PER_SEC };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  int width, height;

  if (clip == NULL || picture == NULL || sound == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  turn (clip);
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      bytes = media_test_thumbnail (test, clip, 320, positions[i], &width, &height, &error);
      g_assert_no_error (error);
      g_assert_cmpint (width, ==, 180);
      g_assert_cmpint (height, ==, 320);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
      g_clear_pointer (&bytes, g_bytes_unref);
    }
  /* Never larger than the original. */
  bytes = media_test_thumbnail (test, picture, 320, -1, &width, &height, &error);
  g_assert_no_error (error);
  g_assert_cmpint (width, ==, 100);
  g_assert_cmpint (height, ==, 50);
  g_clear_pointer (&bytes, g_bytes_unref);
  g_assert_null (media_test_thumbnail (test, sound, 320, -1, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "no picture"));
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* Returns: (transfer full) (nullable): the PNG */
static GBytes *
make_filmstrip (MediaTest   *test,
                const char  *path,
                int          frames,
                GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  poster_media_pool_filmstrip_async (test->pool, file, frames, 60, 40, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return poster_media_pool_filmstrip_finish (test->pool, result, error);
}

/* PNG files begin with their size. */
static void
assert_png_size (GBytes *png,
                 guint   width,
                 guint   height)
{
  const guint8 *data = g_bytes_get_data (png, NULL);

  g_assert_cmpuint (g_bytes_get_size (png), >, 24);
  g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (data[18] * 256u + data[19], ==, width);
  g_assert_cmpuint (data[22] * 256u + data[23], ==, height);
}

/* With frames that stand alone, and with but one; what is in them, the test of the preview reads. */
static void
test_filmstrips (MediaTest     *test,
                 gconstpointer  data)
{
  static const int distances[] = { 10, 1000 };
  g_autofree char *picture = media_test_make (test, "t.jpg",
    "videotestsrc num-buffers=1 ! video/x-raw,width=100,height=50 ! jpegenc" OUT);
  g_autoptr(GBytes) none = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (distances); i++)
    {
      g_autofree char *pipeline = g_strdup_printf (
        "videotestsrc pattern=ball num-buffers=90 ! video/x-raw,width=240,height=160,framerate=30/1 ! "
        "videoconvert ! x264enc speed-preset=ultrafast key-int-max=%d ! h264parse ! mp4mux" OUT, distances[i]);
      g_autofree char *clip = media_test_make (test, "f.mp4", pipeline);
      g_autoptr(GBytes) strip = NULL;
      g_autoptr(GBytes) one = NULL;

      if (clip == NULL || picture == NULL)
        {
          g_test_skip ("an encoder for it is not installed");
          return;
        }
      strip = make_filmstrip (test, clip, 6, &error);
      g_assert_no_error (error);
      assert_png_size (strip, 6 * 60, 40);
      one = make_filmstrip (test, clip, 1, &error);
      g_assert_no_error (error);
      assert_png_size (one, 60, 40);
      turn (clip);
      g_clear_pointer (&strip, g_bytes_unref);
      strip = make_filmstrip (test, clip, 6, &error);
      g_assert_no_error (error);
      /* As it is displayed: upright, so less wide. */
      assert_png_size (strip, 6 * 27, 40);
    }
  none = make_filmstrip (test, picture, 6, &error);
  g_assert_null (none);
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/probe/" name, MediaTest, NULL, media_test_set_up, function, media_test_tear_down)
  ADD ("mp4", test_mp4);
  ADD ("fragmented", test_fragmented);
  ADD ("mov-rotated", test_mov_rotated);
  ADD ("pixels-that-are-not-square", test_square_pixels);
  ADD ("webm", test_webm);
  ADD ("other-containers", test_others);
  ADD ("pictures-by-content", test_pictures);
  ADD ("broken-movies", test_broken_movies);
  ADD ("broken-pictures", test_broken_pictures);
  ADD ("what-is-no-media", test_no_media);
  ADD ("a-hole-behind-a-header", test_sparse_behind_a_header);
  ADD ("worker-killed", test_killed);
  ADD ("thumbnails", test_thumbnails);
  ADD ("filmstrips", test_filmstrips);

  return g_test_run ();
}
