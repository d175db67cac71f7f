/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-bytes.h"
#include "poster-matroska.h"

#include <math.h>
#include <string.h>

/* What a file is made of; zero is the plain case. */
typedef struct
{
  const char *doc_type;     /* "webm" */
  const char *codec;        /* "V_VP9" */
  guint       width, height;
  guint       display_width, display_height, display_unit;
  guint       crop;
  guint       transfer;
  double      roll;
  double      duration_ms;  /* 0: no such element */
  guint       frames;       /* 30 */
  guint       frame_ms;     /* 40 */
  guint       default_duration_ns;
  gboolean    uneven;
  gboolean    reordered;
  gboolean    live;         /* sizes are not known, no cues, no length */
  gboolean    groups;
  gboolean    sound;
  guint       cut_bytes;
  guint       junk;         /* bytes of nonsense at the end of the segment */
} Recipe;

static void
add_block (GByteArray   *bytes,
           const Recipe *recipe,
           guint         track,
           int           time,
           guint         length)
{
  guint group = recipe->groups ? media_bytes_element (bytes, 0xa0) : 0;
  guint block = media_bytes_element (bytes, recipe->groups ? 0xa1 : 0xa3);

  media_bytes_u8 (bytes, 0x80 | track);
  media_bytes_u16 (bytes, (guint) time & 0xffff);
  media_bytes_u8 (bytes, recipe->groups ? 0 : 0x80);
  media_bytes_zeros (bytes, length);
  media_bytes_close (bytes, block);
  if (recipe->groups)
    {
      media_bytes_uint (bytes, 0x9b, recipe->frame_ms);
      media_bytes_close (bytes, group);
    }
}

static void
add_tracks (GByteArray   *bytes,
            const Recipe *recipe)
{
  guint tracks = media_bytes_element (bytes, 0x1654ae6b);
  guint entry = media_bytes_element (bytes, 0xae);
  guint video, inner;

  media_bytes_uint (bytes, 0xd7, 1);
  media_bytes_uint (bytes, 0x83, 1);
  media_bytes_string (bytes, 0x86, recipe->codec);
  if (recipe->default_duration_ns > 0)
    media_bytes_uint (bytes, 0x23e383, recipe->default_duration_ns);
  video = media_bytes_element (bytes, 0xe0);
  media_bytes_uint (bytes, 0xb0, recipe->width);
  media_bytes_uint (bytes, 0xba, recipe->height);
  if (recipe->crop > 0)
    media_bytes_uint (bytes, 0x54aa, recipe->crop);
  if (recipe->display_width > 0)
    {
      media_bytes_uint (bytes, 0x54b0, recipe->display_width);
      media_bytes_uint (bytes, 0x54ba, recipe->display_height);
      media_bytes_uint (bytes, 0x54b2, recipe->display_unit);
    }
  if (recipe->transfer > 0)
    {
      inner = media_bytes_element (bytes, 0x55b0);
      media_bytes_uint (bytes, 0x55b2, 10);
      media_bytes_uint (bytes, 0x55ba, recipe->transfer);
      media_bytes_close (bytes, inner);
    }
  if (fabs (recipe->roll) > 0)
    {
      inner = media_bytes_element (bytes, 0x7670);
      media_bytes_double (bytes, 0x7675, recipe->roll);
      media_bytes_close (bytes, inner);
    }
  media_bytes_close (bytes, video);
  media_bytes_close (bytes, entry);
  if (recipe->sound)
    {
      entry = media_bytes_element (bytes, 0xae);
      media_bytes_uint (bytes, 0xd7, 2);
      media_bytes_uint (bytes, 0x83, 2);
      media_bytes_string (bytes, 0x86, "A_OPUS");
      inner = media_bytes_element (bytes, 0xe1);
      media_bytes_double (bytes, 0xb5, 48000);
      media_bytes_uint (bytes, 0x9f, 2);
      media_bytes_close (bytes, inner);
      media_bytes_close (bytes, entry);
    }
  media_bytes_close (bytes, tracks);
}

static GBytes *
make (const Recipe *given)
{
  Recipe recipe = *given;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint element, segment, cluster = 0;

  recipe.doc_type = recipe.doc_type != NULL ? recipe.doc_type : "webm";
  recipe.codec = recipe.codec != NULL ? recipe.codec : "V_VP9";
  recipe.width = recipe.width > 0 ? recipe.width : 640;
  recipe.height = recipe.height > 0 ? recipe.height : 360;
  recipe.frames = recipe.frames > 0 ? recipe.frames : 30;
  recipe.frame_ms = recipe.frame_ms > 0 ? recipe.frame_ms : 40;

  element = media_bytes_element (bytes, 0x1a45dfa3);
  media_bytes_string (bytes, 0x4282, recipe.doc_type);
  media_bytes_close (bytes, element);
  segment = media_bytes_element (bytes, 0x18538067);
  element = media_bytes_element (bytes, 0x1549a966);
  media_bytes_uint (bytes, 0x2ad7b1, 1000000);
  if (fabs (recipe.duration_ms) > 0)
    media_bytes_double (bytes, 0x4489, recipe.duration_ms);
  media_bytes_close (bytes, element);
  add_tracks (bytes, &recipe);
  for (guint i = 0; i < recipe.frames; i++)
    {
      guint shown = recipe.reordered && i % 3 == 1 ? i + 1 : recipe.reordered && i % 3 == 2 ? i - 1 : i;
      guint time = shown * recipe.frame_ms + (recipe.uneven && shown % 2 == 1 ? recipe.frame_ms / 2 : 0);

      if (i % 10 == 0)
        {
          if (cluster > 0 && !recipe.live)
            media_bytes_close (bytes, cluster);
          cluster = media_bytes_element (bytes, 0x1f43b675);
          media_bytes_uint (bytes, 0xe7, i * recipe.frame_ms);
        }
      add_block (bytes, &recipe, 1, (int) time - (int) (i / 10 * 10 * recipe.frame_ms), 500);
      if (recipe.sound)
        add_block (bytes, &recipe, 2, (int) (i % 10 * recipe.frame_ms), 100);
    }
  if (!recipe.live)
    media_bytes_close (bytes, cluster);
  media_bytes_zeros (bytes, recipe.junk);
  if (!recipe.live)
    media_bytes_close (bytes, segment);
  g_byte_array_set_size (bytes, bytes->len - recipe.cut_bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static PosterMediaFacts *
probe (const Recipe *recipe)
{
  g_autoptr(GBytes) bytes = make (recipe);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (bytes);
  PosterMediaFacts *facts = poster_media_facts_new ();
  PosterPictureShape shape = { 0 };

  g_assert_true (poster_matroska_probe (source, facts, &shape));
  return facts;
}

static void
test_plain (void)
{
  g_autoptr(PosterMediaFacts) facts = probe (&(Recipe) { .duration_ms = 1200, .sound = TRUE });
  g_autoptr(PosterMediaFacts) groups = probe (&(Recipe) { .groups = TRUE, .doc_type = "matroska", .codec = "V_MPEG4/ISO/AVC" });

  g_assert_null (facts->problem);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_VIDEO);
  g_assert_cmpstr (facts->container, ==, "webm");
  g_assert_cmpstr (facts->mime_type, ==, "video/webm");
  g_assert_cmpstr (facts->video_codec, ==, "vp9");
  g_assert_cmpint (facts->width, ==, 640);
  g_assert_cmpint (facts->height, ==, 360);
  g_assert_cmpint (facts->duration_us, ==, 1200 * 1000);
  g_assert_cmpfloat (facts->frame_rate, ==, 25);
  g_assert_false (facts->variable_frame_rate);
  g_assert_cmpstr (facts->audio_codec, ==, "opus");
  g_assert_cmpint (facts->audio_channels, ==, 2);
  g_assert_cmpint (facts->audio_sample_rate, ==, 48000);
  g_assert_cmpint (facts->audio_bitrate, ==, 30 * 100 * 8 * 1000 / 1200 + 0);
  g_assert_cmpstr (groups->container, ==, "matroska");
  g_assert_cmpstr (groups->video_codec, ==, "h264");
  g_assert_cmpint (groups->duration_us, ==, 1200 * 1000);
}

/* What a browser's recorder writes. */
static void
test_live (void)
{
  g_autoptr(PosterMediaFacts) live = probe (&(Recipe) { .live = TRUE, .sound = TRUE });
  g_autoptr(PosterMediaFacts) endless = probe (&(Recipe) { .live = TRUE, .duration_ms = INFINITY });
  g_autoptr(PosterMediaFacts) wrong = probe (&(Recipe) { .duration_ms = 90000 });

  g_assert_null (live->problem);
  g_assert_cmpint (live->duration_us, >=, 1160 * 1000);
  g_assert_cmpint (live->duration_us, <=, 1240 * 1000);
  g_assert_cmpfloat (live->frame_rate, ==, 25);
  g_assert_cmpint (endless->duration_us, <=, 1240 * 1000);
  g_assert_cmpint (wrong->duration_us, <=, 1240 * 1000);
}

static void
test_frame_rate (void)
{
  g_autoptr(PosterMediaFacts) uneven = probe (&(Recipe) { .uneven = TRUE });
  g_autoptr(PosterMediaFacts) reordered = probe (&(Recipe) { .reordered = TRUE });
  g_autoptr(PosterMediaFacts) ntsc = probe (&(Recipe) { .frame_ms = 33, .default_duration_ns = 33366667 });
  g_autoptr(PosterMediaFacts) lying = probe (&(Recipe) { .default_duration_ns = 11111 });

  g_assert_true (uneven->variable_frame_rate);
  g_assert_cmpfloat_with_epsilon (uneven->frame_rate, 25, 0.5);
  g_assert_false (reordered->variable_frame_rate);
  g_assert_cmpfloat (reordered->frame_rate, ==, 25);
  g_assert_cmpfloat_with_epsilon (ntsc->frame_rate, 30000.0 / 1001, 1e-6);
  g_assert_cmpfloat (lying->frame_rate, ==, 25);
}

static void
test_shape (void)
{
  g_autoptr(PosterMediaFacts) pixels = probe (&(Recipe) { .width = 720, .height = 576, .display_width = 1024, .display_height = 576 });
  g_autoptr(PosterMediaFacts) ratio = probe (&(Recipe) { .width = 1440, .height = 1080, .display_width = 16, .display_height = 9, .display_unit = 3 });
  g_autoptr(PosterMediaFacts) cropped = probe (&(Recipe) { .width = 1920, .height = 1088, .crop = 8 });
  g_autoptr(PosterMediaFacts) rolled = probe (&(Recipe) { .roll = -90 });

  g_assert_cmpint (pixels->width, ==, 1024);
  g_assert_cmpint (pixels->height, ==, 576);
  g_assert_cmpint (ratio->width, ==, 1920);
  g_assert_cmpint (ratio->height, ==, 1080);
  g_assert_cmpint (cropped->height, ==, 1080);
  g_assert_cmpint (rolled->rotation, ==, 90);
  g_assert_cmpint (rolled->width, ==, 360);
  g_assert_cmpint (rolled->height, ==, 640);
}

static void
test_colour (void)
{
  g_autoptr(PosterMediaFacts) pq = probe (&(Recipe) { .transfer = 16 });

  g_assert_cmpstr (pq->hdr, ==, "hdr10");
  g_assert_cmpint (pq->bit_depth, ==, 10);
}

static void
test_damaged (void)
{
  g_autoptr(PosterMediaFacts) cut = probe (&(Recipe) { .cut_bytes = 700 });
  g_autoptr(PosterMediaFacts) live_cut = probe (&(Recipe) { .live = TRUE, .cut_bytes = 7 });
  g_autoptr(PosterMediaFacts) junk = probe (&(Recipe) { .junk = 600 });

  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (cut->problem, "700 bytes"));
  g_assert_cmpint (live_cut->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_cmpint (junk->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (junk->problem, "makes no sense"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/matroska/measures-a-plain-file", test_plain);
  g_test_add_func ("/matroska/measures-what-browsers-record", test_live);
  g_test_add_func ("/matroska/takes-the-frame-rate-from-the-blocks", test_frame_rate);
  g_test_add_func ("/matroska/makes-pixels-square-and-turns", test_shape);
  g_test_add_func ("/matroska/tells-high-dynamic-range", test_colour);
  g_test_add_func ("/matroska/says-what-is-damaged", test_damaged);

  return g_test_run ();
}
