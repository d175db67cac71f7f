/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preview-clips.h"

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <string.h>

#define FRAME_US 40000
#define BARS     8

/**
 * preview_clip_can_make:
 *
 * Returns: whether what makes clips is installed
 */
gboolean
preview_clip_can_make (void)
{
  const char *const names[] = { "x264enc", "avenc_aac", "mp4mux", "appsrc" };

  gst_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GstElementFactory) factory = gst_element_factory_find (names[i]);

      if (factory == NULL)
        return FALSE;
    }
  return TRUE;
}

static gint64
start_us (const PreviewClip *clip,
          int                frame)
{
  if (!clip->uneven)
    return frame * (gint64) FRAME_US;
  return (frame / 2) * (gint64) (4 * FRAME_US) + (frame % 2) * (gint64) FRAME_US;
}

/**
 * preview_clip_middle_us:
 * @clip: a clip
 * @frame: one of its frames
 *
 * Returns: a moment in the middle of that frame
 */
gint64
preview_clip_middle_us (const PreviewClip *clip,
                        int                frame)
{
  return (start_us (clip, frame) + start_us (clip, frame + 1)) / 2;
}

static GstBuffer *
create_frame (const PreviewClip *clip,
              int                frame)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, PREVIEW_CLIP_WIDTH * PREVIEW_CLIP_HEIGHT * 3 / 2, NULL);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  memset (map.data, 128, map.size);
  for (gsize y = 0; y < PREVIEW_CLIP_HEIGHT; y++)
    for (gsize x = 0; x < PREVIEW_CLIP_WIDTH; x++)
      {
        gsize bar = x * BARS / PREVIEW_CLIP_WIDTH;

        map.data[y * PREVIEW_CLIP_WIDTH + x] = (frame >> (BARS - 1 - bar)) & 1 ? 235 : 16;
      }
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = (GstClockTime) start_us (clip, frame) * 1000;
  GST_BUFFER_DURATION (buffer) = (GstClockTime) (start_us (clip, frame + 1) - start_us (clip, frame)) * 1000;
  return buffer;
}

/* Says in the track's header that the picture is to be turned. */
static void
write_rotation (const char *path)
{
  static const guint8 matrix[36] = {
    0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
    0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0,
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;
  char *header;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  header = memmem (content, length, "tkhd", 4);
  g_assert_nonnull (header);
  memcpy (header + 4 + 40, matrix, sizeof matrix);
  g_file_set_contents (path, content, (gssize) length, &error);
  g_assert_no_error (error);
}

/**
 * preview_clip_make:
 * @clip: what it is to be like
 * @folder: where
 *
 * Returns: (transfer full): an MP4 file
 */
GFile *
preview_clip_make (const PreviewClip *clip,
                   const char        *folder)
{
  g_autofree char *path = g_build_filename (folder, "clip.mp4", NULL);
  g_autofree char *sound = NULL;
  g_autofree char *description = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GError) error = NULL;

  /* As many buffers of 1024 samples as the picture lasts. */
  sound = g_strdup_printf ("audiotestsrc num-buffers=%d volume=0.1 ! audio/x-raw,rate=44100,channels=2 ! avenc_aac ! aacparse ! mux.",
                           (int) (start_us (clip, clip->frames) * 44100 / 1024 / G_USEC_PER_SEC));
  description = g_strdup_printf ("appsrc name=source format=time caps=video/x-raw,format=I420,width=%d,height=%d,"
                                 "framerate=%d/1,pixel-aspect-ratio=%d/1 "
                                 "! x264enc speed-preset=veryfast key-int-max=25 bframes=3 quantizer=10 pass=quant "
                                 "! h264parse ! mp4mux name=mux ! filesink location=\"%s\" %s",
                                 PREVIEW_CLIP_WIDTH, PREVIEW_CLIP_HEIGHT, clip->uneven ? 0 : 25,
                                 MAX (1, clip->pixel_width), path, clip->sound ? sound : "");
  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (int frame = 0; frame < clip->frames; frame++)
    g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), create_frame (clip, frame)), ==, GST_FLOW_OK);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (clip->rotation == 90)
    write_rotation (path);
  return g_file_new_for_path (path);
}

static int
read_bars (GdkTexture *texture,
           gsize       left,
           gsize       part,
           gboolean    turned)
{
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize height = (gsize) gdk_texture_get_height (texture);
  g_autofree guint8 *pixels = g_malloc (width * height * 4);
  int frame = 0;

  gdk_texture_download (texture, pixels, width * 4);
  for (gsize bar = 0; bar < BARS; bar++)
    {
      gsize x = left + (turned ? part / 2 : (2 * bar + 1) * part / (2 * BARS));
      gsize y = turned ? (2 * bar + 1) * height / (2 * BARS) : height / 2;

      frame = frame * 2 + (pixels[(y * width + x) * 4 + 1] > 127 ? 1 : 0);
    }
  return frame;
}

/**
 * preview_clip_read_frame:
 * @texture: what is shown
 * @turned: whether the bars lie: the first on top
 *
 * Returns: the number of the frame
 */
int
preview_clip_read_frame (GdkTexture *texture,
                         gboolean    turned)
{
  return read_bars (texture, 0, (gsize) gdk_texture_get_width (texture), turned);
}

/**
 * preview_clip_read_part:
 * @texture: several frames side by side
 * @left: where one begins
 * @width: how wide it is
 *
 * Returns: the number of that frame
 */
int
preview_clip_read_part (GdkTexture *texture,
                        int         left,
                        int         width)
{
  return read_bars (texture, (gsize) left, (gsize) width, FALSE);
}
