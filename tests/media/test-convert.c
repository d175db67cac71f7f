/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "media-test.h"
#include "poster-checker.h"
#include "poster-conversion.h"
#include "poster-platforms.h"
#include "poster-test-async.h"

#define OUT " ! filesink name=out"
#define FRAMES(number, size, rate) \
  "videotestsrc num-buffers=" #number " pattern=ball ! video/x-raw," size ",framerate=" rate ",format=I420 ! "
#define H264 "x264enc speed-preset=ultrafast key-int-max=50 ! h264parse ! queue ! mux. "
#define TONE(number) "audiotestsrc samplesperbuffer=1024 num-buffers=" #number " ! audio/x-raw,rate=48000,channels=2 ! audioconvert ! "
#define AAC "avenc_aac bitrate=160000 ! aacparse ! queue ! mux. "

static PosterPlatforms *platforms;

/* What is wrong with a clip, where it is to go, and how much of it has to be touched for that. */
typedef struct
{
  const char             *name;
  const char             *pipeline;
  const char             *platform;
  PosterConversionDepth   depth;
  PosterConversionWishes  wishes;
} Case;

static const Case cases[] = {
  { "good.mp4", FRAMES (90, "width=360,height=640", "30/1") H264 TONE (141) AAC "mp4mux faststart=true name=mux" OUT,
    "tiktok", POSTER_CONVERSION_NOTHING, POSTER_CONVERSION_WISHES_INIT },
  { "packed.mkv", FRAMES (90, "width=360,height=640", "30/1") H264 TONE (141) AAC "matroskamux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_REMUX, POSTER_CONVERSION_WISHES_INIT },
  { "silent.mp4", FRAMES (90, "width=360,height=640", "30/1") H264 "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_SOUND, POSTER_CONVERSION_WISHES_INIT },
  { "slow.mp4", FRAMES (45, "width=360,height=640", "15/1") H264 TONE (141) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE, POSTER_CONVERSION_WISHES_INIT },
  { "wide.mp4", FRAMES (90, "width=640,height=360", "30/1") H264 TONE (141) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE, POSTER_CONVERSION_WISHES_INIT },
  { "wide-blur.mp4", FRAMES (90, "width=640,height=360", "30/1") H264 TONE (141) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE, { POSTER_CONVERSION_FIT_BLUR, 0.5, 0.5, 0, -1, FALSE, 0, POSTER_SEVERITY_WARNING } },
  { "wide-crop.mp4", FRAMES (90, "width=960,height=540", "30/1") H264 TONE (141) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE, { POSTER_CONVERSION_FIT_CROP, 1.0, 0.5, 0, -1, FALSE, 0, POSTER_SEVERITY_WARNING } },
  { "vp8.webm", FRAMES (90, "width=360,height=640", "30/1") "vp8enc deadline=1 ! queue ! mux. " TONE (141) "vorbisenc ! queue ! mux. "
    "webmmux name=mux" OUT,
    "instagram", POSTER_CONVERSION_PICTURE, POSTER_CONVERSION_WISHES_INIT },
  { "long.mp4", FRAMES (300, "width=360,height=640", "30/1") H264 TONE (469) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE,
    { POSTER_CONVERSION_FIT_PAD, 0.5, 0.5, 2500000, 6500000, FALSE, 0, POSTER_SEVERITY_WARNING } },
  { "small.mp4", "videotestsrc num-buffers=90 pattern=snow ! video/x-raw,width=360,height=640,framerate=30/1,format=I420 ! " H264
    TONE (141) AAC "mp4mux name=mux" OUT,
    "tiktok", POSTER_CONVERSION_PICTURE,
    { POSTER_CONVERSION_FIT_PAD, 0.5, 0.5, 0, -1, FALSE, 300000, POSTER_SEVERITY_WARNING } },
};

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  gint64 *last = user_data;

  g_assert_cmpint (done, >=, *last);
  g_assert_cmpint (done, <=, total);
  *last = done;
}

static PosterConversion *
plan_for (const PosterMediaFacts       *facts,
          const char                   *platform,
          const PosterConversionWishes *wishes)
{
  PosterConversionNeed need = { .platform = poster_platforms_find (platforms, platform) };

  return poster_conversion_plan (facts, &need, 1, wishes);
}

static void
test_case (MediaTest     *test,
           gconstpointer  data)
{
  const Case *one = data;
  g_autofree char *source = media_test_make (test, one->name, one->pipeline);
  g_autofree char *target = media_test_path (test, "result.mp4");
  g_autoptr(GFile) from = NULL;
  g_autoptr(GFile) to = g_file_new_for_path (target);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterMediaFacts) after = NULL;
  g_autoptr(PosterConversion) plan = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 last = 0;

  if (source == NULL)
    {
      g_test_skip ("no encoder for the source here");
      return;
    }
  from = g_file_new_for_path (source);
  facts = media_test_probe (test, source, &error);
  g_assert_no_error (error);
  plan = plan_for (facts, one->platform, &one->wishes);
  g_assert_cmpint (plan->depth, ==, one->depth);
  if (plan->depth == POSTER_CONVERSION_NOTHING)
    return;
  poster_media_pool_convert_async (test->pool, from, facts, plan, to, progress_cb, &last, NULL, poster_test_keep_result_cb, &result);
  poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  g_assert_no_error (error);

  after = media_test_probe (test, target, &error);
  g_assert_no_error (error);
  g_assert_null (after->problem);
  findings = poster_checker_check_file (poster_platforms_find (platforms, one->platform), after, 0, NULL, NULL);
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      g_test_message ("%s: %s", finding->rule, finding->message);
      g_assert_cmpint (finding->severity, <, POSTER_SEVERITY_WARNING);
    }
  g_assert_cmpint (after->width, ==, plan->expected->width);
  g_assert_cmpint (after->height, ==, plan->expected->height);
  g_assert_cmpfloat_with_epsilon (after->frame_rate, plan->expected->frame_rate, 0.05);
  g_assert_cmpstr (after->audio_codec, ==, "aac");
  g_assert_true (after->faststart);
  g_test_message ("%" G_GINT64_FORMAT " us, to be %" G_GINT64_FORMAT, after->duration_us, plan->expected->duration_us);
  g_assert_cmpint (ABS (after->duration_us - plan->expected->duration_us), <, 60000);
  if (one->wishes.max_size > 0)
    {
      g_test_message ("%" G_GINT64_FORMAT " bytes of %" G_GINT64_FORMAT, after->size, one->wishes.max_size);
      g_assert_cmpint (after->size, <=, one->wishes.max_size);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static char *
list_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
cancel_cb (gint64   done,
           gint64   total,
           gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Whatever ends a conversion leaves nothing behind, and the original as it was. */
static void
test_nothing_is_left (MediaTest     *test,
                      gconstpointer  data)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autofree char *source = media_test_make (test, "wide.mp4", FRAMES (240, "width=640,height=360", "30/1") H264
                                             TONE (375) AAC "mp4mux name=mux" OUT);
  g_autofree char *target = media_test_path (test, "result.mp4");
  g_autofree char *nowhere = media_test_path (test, "no such folder/result.mp4");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GFile) from = NULL;
  g_autoptr(GFile) to = g_file_new_for_path (target);
  g_autoptr(GFile) to_nowhere = g_file_new_for_path (nowhere);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterConversion) plan = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (source == NULL)
    {
      g_test_skip ("no encoder for the source here");
      return;
    }
  from = g_file_new_for_path (source);
  facts = media_test_probe (test, source, &error);
  g_assert_no_error (error);
  plan = plan_for (facts, "tiktok", &wishes);
  before = list_folder (test->folder);

  poster_media_pool_convert_async (test->pool, from, facts, plan, to, cancel_cb, cancellable, cancellable, poster_test_keep_result_cb, &result);
  poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  poster_media_pool_convert_async (test->pool, from, facts, plan, to_nowhere, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  /* A petabyte is not there. */
  plan->expected->size = G_GINT64_CONSTANT (1000000000000000);
  poster_media_pool_convert_async (test->pool, from, facts, plan, to, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_test_message ("%s", error->message);

  after = list_folder (test->folder);
  g_assert_cmpstr (after, ==, before);
}

/* A source that ends in the middle of a frame, with its index before. */
static void
test_broken (MediaTest     *test,
             gconstpointer  data)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autofree char *whole = media_test_make (test, "whole.mp4", FRAMES (90, "width=640,height=360", "30/1") H264
                                            TONE (141) AAC "mp4mux faststart=true name=mux" OUT);
  g_autofree char *source = NULL;
  g_autofree char *target = media_test_path (test, "result.mp4");
  g_autoptr(GFile) from = NULL;
  g_autoptr(GFile) to = g_file_new_for_path (target);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterConversion) plan = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_done;

  if (whole == NULL)
    {
      g_test_skip ("no encoder for the source here");
      return;
    }
  facts = media_test_probe (test, whole, &error);
  g_assert_no_error (error);
  source = media_test_copy (test, whole, "broken.mp4", (gsize) facts->size / 2);
  from = g_file_new_for_path (source);
  plan = plan_for (facts, "tiktok", &wishes);
  poster_media_pool_convert_async (test->pool, from, facts, plan, to, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  is_done = poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  /* What there is may be kept, and then it is whole; or the reason is told, and nothing is there. */
  g_assert_cmpint (is_done, ==, g_file_test (target, G_FILE_TEST_EXISTS));
  g_assert_cmpint (is_done, ==, error == NULL);
  if (is_done)
    {
      g_autoptr(PosterMediaFacts) after = media_test_probe (test, target, &error);

      g_assert_no_error (error);
      g_assert_null (after->problem);
    }
  else
    g_test_message ("%s", error->message);
}

typedef struct
{
  const char *name;
  const char *pipeline;
  const char *platform;
  gint64      max_size;
} PictureCase;

static const PictureCase pictures[] = {
  { "drawing.png", "videotestsrc num-buffers=1 ! video/x-raw,width=1600,height=900,format=RGB ! pngenc" OUT, "tiktok", 0 },
  { "noise.png", "videotestsrc num-buffers=1 pattern=snow ! video/x-raw,width=2400,height=1800,format=RGB ! pngenc" OUT, "bluesky", 0 },
  { "small.jpg", "videotestsrc num-buffers=1 pattern=snow ! video/x-raw,width=1200,height=1600 ! jpegenc" OUT, "instagram", 60000 },
};

static void
test_picture (MediaTest     *test,
              gconstpointer  data)
{
  const PictureCase *one = data;
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autofree char *source = media_test_make (test, one->name, one->pipeline);
  g_autofree char *target = media_test_path (test, "result.jpg");
  g_autoptr(GFile) from = NULL;
  g_autoptr(GFile) to = g_file_new_for_path (target);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterMediaFacts) after = NULL;
  g_autoptr(PosterConversion) plan = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (source == NULL)
    {
      g_test_skip ("no encoder for the source here");
      return;
    }
  from = g_file_new_for_path (source);
  facts = media_test_probe (test, source, &error);
  g_assert_no_error (error);
  wishes.max_size = one->max_size;
  plan = plan_for (facts, one->platform, &wishes);
  g_assert_cmpint (plan->depth, ==, POSTER_CONVERSION_PICTURE);
  poster_media_pool_convert_async (test->pool, from, facts, plan, to, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  poster_media_pool_convert_finish (test->pool, poster_test_await (&result), &error);
  g_assert_no_error (error);
  after = media_test_probe (test, target, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after->container, ==, "jpeg");
  g_test_message ("%" G_GINT64_FORMAT " bytes, %d × %d", after->size, after->width, after->height);
  if (plan->wishes.max_size > 0)
    g_assert_cmpint (after->size, <=, plan->wishes.max_size);
  findings = poster_checker_check_file (poster_platforms_find (platforms, one->platform), after, 0, NULL, NULL);
  for (guint i = 0; i < findings->len; i++)
    g_assert_cmpint (((PosterFinding *) g_ptr_array_index (findings, i))->severity, <, POSTER_SEVERITY_WARNING);
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
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/convert/fits-afterwards/", cases[i].name, NULL);

      g_test_add (path, MediaTest, &cases[i], media_test_set_up, test_case, media_test_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *path = g_strconcat ("/convert/a-picture-fits-afterwards/", pictures[i].name, NULL);

      g_test_add (path, MediaTest, &pictures[i], media_test_set_up, test_picture, media_test_tear_down);
    }
  g_test_add ("/convert/nothing-is-left-of-what-came-to-nothing", MediaTest, NULL, media_test_set_up, test_nothing_is_left, media_test_tear_down);
  g_test_add ("/convert/a-clip-that-breaks-off", MediaTest, NULL, media_test_set_up, test_broken, media_test_tear_down);
  status = g_test_run ();
  g_clear_object (&platforms);
  return status;
}
