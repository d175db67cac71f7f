/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test.h"

#include "poster-tone-map.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* Pictures of clips of high dynamic range look as the player shows the clips. */

typedef struct
{
  const char *name;
  const char *colorimetry;
  int         stored;       /* a grey, as stored, of 255 */
  int         shown;        /* as it is to be seen */
  int         tolerance;
} Tone;

/* ITU-R BT.2408, table 1: a grey card and white paper, in PQ and in HLG, are 26 and 203 nits; on a
 * common screen the card is 42.5 % of the signal. The tolerance is for eight bits a colour. */
static const Tone tones[] = {
  { "pq-grey", "bt2100-pq", 97, 108, 6 },
  { "pq-white", "bt2100-pq", 148, 235, 10 },
  { "hlg-grey", "bt2100-hlg", 97, 108, 6 },
  { "hlg-white", "bt2100-hlg", 191, 235, 10 },
  /* What is for a common screen stays as it is. */
  { "bt709-grey", "bt709", 97, 97, 3 },
};

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GdkPixbuf *
read_png (GBytes *png)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(GError) error = NULL;

  gdk_pixbuf_loader_write_bytes (loader, png, &error);
  g_assert_no_error (error);
  gdk_pixbuf_loader_close (loader, &error);
  g_assert_no_error (error);
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static GdkPixbuf *
make_thumbnail (MediaTest  *test,
                const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) png = media_test_thumbnail (test, path, 160, -1, NULL, NULL, &error);

  g_assert_no_error (error);
  return read_png (png);
}

static GdkPixbuf *
make_filmstrip (MediaTest  *test,
                const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GError) error = NULL;

  poster_media_pool_filmstrip_async (test->pool, file, 3, 60, 80, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  png = poster_media_pool_filmstrip_finish (test->pool, result, &error);
  g_assert_no_error (error);
  return read_png (png);
}

static void
assert_grey (GdkPixbuf  *picture,
             const Tone *tone)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  int channels = gdk_pixbuf_get_n_channels (picture);

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y += 7)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x += 7)
      {
        const guint8 *pixel = pixels + y * gdk_pixbuf_get_rowstride (picture) + x * channels;

        for (int i = 0; i < 3; i++)
          g_assert_cmpint (ABS (pixel[i] - tone->shown), <=, tone->tolerance);
      }
}

static void
test_tone (gconstpointer data)
{
  const Tone *tone = data;
  g_autofree char *pipeline = g_strdup_printf (
    "videotestsrc pattern=solid-color foreground-color=0xff%02x%02x%02x num-buffers=20 ! "
    "video/x-raw,format=%s,width=160,height=96,framerate=10/1,colorimetry=%s ! "
    "x264enc speed-preset=ultrafast qp-max=10 ! h264parse ! mp4mux ! filesink name=out",
    tone->stored, tone->stored, tone->stored, g_str_equal (tone->colorimetry, "bt709") ? "I420" : "I420_10LE",
    tone->colorimetry);
  MediaTest test = { 0 };
  g_autofree char *clip = NULL;

  media_test_set_up (&test, NULL);
  clip = media_test_make (&test, "tone.mp4", pipeline);
  if (clip == NULL)
    {
      g_test_skip ("an encoder for it is not installed");
    }
  else
    {
      g_autoptr(GdkPixbuf) thumbnail = make_thumbnail (&test, clip);
      g_autoptr(GdkPixbuf) filmstrip = make_filmstrip (&test, clip);

      assert_grey (thumbnail, tone);
      assert_grey (filmstrip, tone);
    }
  media_test_tear_down (&test, NULL);
}

/* Both layouts of a frame give the same. */
static void
test_layouts (void)
{
  static const char *const names[] = { "bt2100-pq", "bt2100-hlg" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GstVideoColorimetry colorimetry;
      const PosterToneMap *map;
      guint8 four[256 * 4];
      guint8 three[256 * 3];

      g_assert_true (gst_video_colorimetry_from_string (&colorimetry, names[i]));
      map = poster_tone_map_get (&colorimetry);
      g_assert_nonnull (map);
      for (int j = 0; j < 256; j++)
        {
          four[j * 4 + 2] = three[j * 3] = (guint8) j;
          four[j * 4 + 1] = three[j * 3 + 1] = (guint8) (j * 7);
          four[j * 4] = three[j * 3 + 2] = (guint8) (255 - j);
          four[j * 4 + 3] = 9;
        }
      poster_tone_map_apply (map, four, 16, 16, 16 * 4);
      poster_tone_map_apply_rgb (map, three, 16, 16, 16 * 3);
      for (int j = 0; j < 256; j++)
        {
          g_assert_cmpint (four[j * 4 + 2], ==, three[j * 3]);
          g_assert_cmpint (four[j * 4 + 1], ==, three[j * 3 + 1]);
          g_assert_cmpint (four[j * 4], ==, three[j * 3 + 2]);
          g_assert_cmpint (four[j * 4 + 3], ==, 9);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tones); i++)
    {
      g_autofree char *name = g_strconcat ("/tone-map/pictures-of-", tones[i].name, NULL);

      g_test_add_data_func (name, &tones[i], test_tone);
    }
  g_test_add_func ("/tone-map/both-layouts", test_layouts);
  return g_test_run ();
}
