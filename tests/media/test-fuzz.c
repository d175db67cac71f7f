/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-headers.h"

#include "media-bytes.h"
#include "media-test.h"

#include <string.h>

/* Numbers that are wrong in interesting ways. */
static const guint32 evil[] = { 0, 1, 2, 7, 8, 15, 16, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000,
                                0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };

static void
feed (const guint8 *data,
      gsize         length)
{
  /* An allocation of just the right length: the address sanitizer sees one byte too many. */
  g_autofree guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy, length);
}

/* Cut everywhere, and spoilt everywhere. */
static void
torture (const guint8 *data,
         gsize         length,
         gsize         cut_step,
         guint         rounds)
{
  g_autofree guint8 *copy = NULL;

  feed (data, length);
  for (gsize cut = 0; cut < length; cut += cut_step)
    feed (data, cut);
  for (guint round = 0; round < rounds; round++)
    {
      guint changes = (guint) g_test_rand_int_range (1, 6);

      g_free (copy);
      copy = g_memdup2 (data, length);
      for (guint i = 0; i < changes; i++)
        {
          /* Most of what decides is at the beginning, the rest at the end. */
          gsize range = g_test_rand_bit () ? MIN (length, 2000) : length;
          gsize at = (gsize) g_test_rand_int_range (0, (gint32) range);

          if (g_test_rand_bit () && at + 4 <= length)
            {
              guint32 value = GUINT32_TO_BE (evil[g_test_rand_int_range (0, G_N_ELEMENTS (evil))]);

              memcpy (copy + at, &value, 4);
            }
          else
            copy[at] = (guint8) g_test_rand_int_range (0, 256);
        }
      feed (copy, length);
    }
}

static void
test_made (MediaTest     *test,
           gconstpointer  data)
{
  g_autofree char *path = media_test_make (test, "file", data);
  g_autofree char *content = NULL;
  gsize length;

  if (path == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
      return;
    }
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  torture ((const guint8 *) content, length, MAX (length / 1500, 1), g_test_slow () ? 200000 : 1500);
}

static void
test_sample (MediaTest     *test,
             gconstpointer  data)
{
  g_autofree char *path = media_test_sample (data);
  g_autofree char *content = NULL;
  gsize length;

  if (path == NULL)
    {
      g_test_skip ("the sample files are not here");
      return;
    }
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  torture ((const guint8 *) content, length, MAX (length / 400, 1), g_test_slow () ? 100000 : 400);
}

/* Beginnings that lead each reader in, and nonsense behind. */
static void
test_nonsense (MediaTest     *test,
               gconstpointer  data)
{
  static const char *const heads[] = { "\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF", "II*", "MM", "BM",
                                       "\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\xff", "OggS", "\xff\xfb" };

  for (guint round = 0; round < (g_test_slow () ? 200000 : 4000); round++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      guint length = (guint) g_test_rand_int_range (0, 400);

      if (round % 3 > 0)
        media_bytes_text (bytes, heads[g_test_rand_int_range (0, G_N_ELEMENTS (heads))]);
      for (guint i = 0; i < length; i++)
        media_bytes_u8 (bytes, g_test_rand_bit () ? 0 : (guint) g_test_rand_int_range (0, 256));
      feed (bytes->data, bytes->len);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const made[][2] = {
    { "mov", "videotestsrc num-buffers=10 ! video/x-raw,width=64,height=64 ! jpegenc ! qtmux name=m ! filesink name=out "
             "audiotestsrc num-buffers=10 ! audioconvert ! m." },
    { "fragmented-mp4", "videotestsrc num-buffers=30 ! video/x-raw,width=64,height=64 ! videoconvert ! "
                        "x264enc ! h264parse ! mp4mux fragment-duration=300 ! filesink name=out" },
    { "webm", "videotestsrc num-buffers=10 ! video/x-raw,width=64,height=64 ! vp8enc deadline=1 ! webmmux name=m ! "
              "filesink name=out audiotestsrc num-buffers=10 ! audioconvert ! vorbisenc ! m." },
    { "jpeg", "videotestsrc num-buffers=1 ! video/x-raw,width=64,height=64 ! jpegenc ! filesink name=out" },
    { "png", "videotestsrc num-buffers=1 ! video/x-raw,format=RGBA,width=64,height=64 ! pngenc ! filesink name=out" },
    { "webp", "videotestsrc num-buffers=1 ! video/x-raw,width=64,height=64 ! webpenc ! filesink name=out" },
  };
  static const char *const samples[] = {
    "dolbyVision-hdr.MOV", "sample_fragmented.mp4", "sample_still_photo.heic", "sample_android_slow_motion.mp4",
    "edit_list_positive_shift.mp4", "bbb_642x642_768kbps_30fps_vp9.webm", "exif-Portrait_6.jpg",
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/fuzz/nonsense", MediaTest, NULL, media_test_set_up, test_nonsense, media_test_tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autofree char *name = g_strconcat ("/fuzz/", made[i][0], NULL);

      g_test_add (name, MediaTest, made[i][1], media_test_set_up, test_made, media_test_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *name = g_strconcat ("/fuzz/", samples[i], NULL);

      g_test_add (name, MediaTest, samples[i], media_test_set_up, test_sample, media_test_tear_down);
    }
  return g_test_run ();
}
