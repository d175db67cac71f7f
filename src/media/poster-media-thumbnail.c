/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-thumbnail"

#include "poster-media-thumbnail.h"

#include "poster-media-decode.h"
#include "poster-media-picture.h"
#include "poster-media-probe.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

/* Where a frame that shows something is looked for, in hundredths of the length. */
static const int places[] = { 10, 30, 50, 0 };

/* A frame whose lightness varies less than this shows next to nothing (fades, titles). */
#define GOOD_DEVIATION 20.0

/* How long one frame may take: less than the silence after which a worker is ended. */
#define TURN_NS   (50 * GST_MSECOND)
#define MAX_TURNS 160

static GdkPixbuf *
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);
  return NULL;
}

static GdkPixbuf *
picture_thumbnail (int                      fd,
                   const PosterMediaFacts  *facts,
                   int                      max_width,
                   int                      max_height,
                   PosterMediaPulse        *pulse,
                   GError                 **error)
{
  GdkPixbuf *picture;
  gboolean no_decoder;

  picture = poster_media_picture_decode (fd, facts->size, facts, max_width, max_height, pulse, &no_decoder, NULL);
  if (picture != NULL)
    return poster_media_picture_turn (picture, facts->rotation, facts->mirrored);
  if (no_decoder)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   /* Translators: %s is a picture format, e.g. "heif" */
                   _("This computer has nothing to show pictures of the format %s with."), facts->container);
      return NULL;
    }
  return fail (error, _("The picture is damaged: it cannot be decoded."));
}

/* Returns: (transfer full) (nullable): the next frame, %NULL at the end */
static GdkPixbuf *
pull_frame (GstElement *sink)
{
  g_autoptr(GstSample) sample = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;
  GdkPixbuf *picture;

  /* In a damaged file another stream may keep the pipeline from playing: the frame is there for
   * all that. */
  for (int turn = 0; turn < MAX_TURNS && sample == NULL; turn++)
    {
      sample = gst_app_sink_try_pull_preroll (GST_APP_SINK (sink), 0);
      if (sample == NULL)
        sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), TURN_NS);
      if (sample == NULL && gst_app_sink_is_eos (GST_APP_SINK (sink)))
        break;
    }
  if (sample == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, GST_VIDEO_FRAME_WIDTH (&frame), GST_VIDEO_FRAME_HEIGHT (&frame));
  for (int y = 0; picture != NULL && y < GST_VIDEO_FRAME_HEIGHT (&frame); y++)
    memcpy (gdk_pixbuf_get_pixels (picture) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (picture),
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0) +
            (gsize) y * (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) GST_VIDEO_FRAME_WIDTH (&frame) * 3);
  gst_video_frame_unmap (&frame);
  return picture;
}

/* How much there is to see: the variance of the green channel, which is most of the lightness. */
static double
measure_variance (GdkPixbuf *picture)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (picture);
  gsize width = (gsize) gdk_pixbuf_get_width (picture);
  gsize height = (gsize) gdk_pixbuf_get_height (picture);
  double sum = 0, squares = 0, count = (double) width * (double) height;

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        double value = pixels[y * stride + x * 3 + 1];

        sum += value;
        squares += value * value;
      }
  return squares / count - sum / count * (sum / count);
}

/* Returns: (transfer full) (nullable): the frame at a time, as it is stored */
static GdkPixbuf *
seek_frame (GstElement       *pipeline,
            GstElement       *sink,
            gint64            position_us,
            gboolean          exactly,
            PosterMediaPulse *pulse)
{
  GstSeekFlags flags = GST_SEEK_FLAG_FLUSH | (exactly ? GST_SEEK_FLAG_ACCURATE
                                                      : GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE);

  /* The sink has lost the frames it had when this returns. */
  poster_media_pulse_beat (pulse);
  if (!gst_element_seek_simple (pipeline, GST_FORMAT_TIME, flags, position_us * 1000))
    return NULL;
  return pull_frame (sink);
}

static GdkPixbuf *
choose_frame (GstElement             *pipeline,
              GstElement             *sink,
              const PosterMediaFacts *facts,
              PosterMediaPulse       *pulse)
{
  g_autoptr(GdkPixbuf) first = pull_frame (sink);
  g_autoptr(GdkPixbuf) best = NULL;
  gboolean broken = facts->problem != NULL;
  double best_variance = -1;

  if (first == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (places) && best_variance < GOOD_DEVIATION * GOOD_DEVIATION; i++)
    {
      g_autoptr(GdkPixbuf) frame = NULL;
      double variance;

      /* Where one cannot go to a place in a damaged file, the first frame must do. */
      if (places[i] > 0 && !broken)
        frame = seek_frame (pipeline, sink, facts->duration_us / 100 * places[i], FALSE, pulse);
      else if (places[i] == 0)
        frame = g_object_ref (first);
      broken = frame == NULL;
      if (broken)
        continue;
      variance = measure_variance (frame);
      if (variance > best_variance)
        {
          best_variance = variance;
          g_set_object (&best, frame);
        }
    }
  return g_steal_pointer (&best);
}

static GdkPixbuf *
movie_thumbnail (int                       fd,
                 PosterMediaFacts         *facts,
                 int                       max_width,
                 int                       max_height,
                 gint64                    position_us,
                 PosterMediaPulse         *pulse,
                 GError                  **error)
{
  gboolean swap = facts->rotation % 180 != 0;
  GstElement *bin, *sink, *pipeline;
  g_autofree char *description = NULL;
  GdkPixbuf *picture = NULL;
  int width, height;

  poster_media_decode_init (pulse);
  poster_media_picture_fit (facts->width, facts->height, max_width, max_height, &width, &height);
  description = g_strdup_printf ("videoscale add-borders=false ! videoconvert ! "
                                 "video/x-raw,format=RGB,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
                                 "appsink name=sink sync=false max-buffers=1",
                                 swap ? height : width, swap ? width : height);
  bin = gst_parse_bin_from_description (description, TRUE, NULL);
  if (bin == NULL)
    return fail (error, _("The media libraries of this computer are not complete."));
  sink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  pipeline = poster_media_decode_new (fd, "video/x-raw", bin);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  if (poster_media_decode_wait (pipeline, facts->problem != NULL, pulse) == POSTER_DECODE_WORKED)
    {
      /* Playing, it goes on by one frame each time one is taken out. */
      gst_element_set_state (pipeline, GST_STATE_PLAYING);
      if (position_us < 0)
        picture = choose_frame (pipeline, sink, facts, pulse);
      else
        {
          picture = seek_frame (pipeline, sink, position_us, TRUE, pulse);
          /* Past the last frame, the nearest that there is. */
          if (picture == NULL)
            picture = seek_frame (pipeline, sink, facts->duration_us - G_USEC_PER_SEC / 10, FALSE, pulse);
        }
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (sink);
  gst_object_unref (pipeline);
  if (picture == NULL)
    return fail (error, _("No picture of the file could be made."));
  return poster_media_picture_turn (picture, facts->rotation, facts->mirrored);
}

/**
 * poster_media_thumbnail:
 * @fd: an open regular file
 * @max_width: room there is
 * @max_height: room there is
 * @position_us: of a video, what frame; -1 picks one that shows something
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_FAILED, %G_IO_ERROR_NOT_SUPPORTED
 *
 * Returns: (transfer full) (nullable): a small picture, turned as it is displayed
 */
GdkPixbuf *
poster_media_thumbnail (int                fd,
                        int                max_width,
                        int                max_height,
                        gint64             position_us,
                        PosterMediaPulse  *pulse,
                        GError           **error)
{
  PosterPictureShape shape;
  const char *other_container;
  g_autoptr(PosterMediaFacts) facts = poster_media_probe_header (fd, &shape, &other_container, pulse);

  if (other_container != NULL)
    {
      poster_media_facts_unref (facts);
      facts = poster_media_probe (fd, pulse);
    }
  max_width = CLAMP (max_width, 1, 8192);
  max_height = CLAMP (max_height, 1, 8192);
  switch (facts->type)
    {
    case POSTER_MEDIA_IMAGE:
      return picture_thumbnail (fd, facts, max_width, max_height, pulse, error);
    case POSTER_MEDIA_VIDEO:
      return movie_thumbnail (fd, facts, max_width, max_height, position_us, pulse, error);
    case POSTER_MEDIA_AUDIO:
      return fail (error, _("The file has sound but no picture."));
    case POSTER_MEDIA_UNREADABLE:
    default:
      return fail (error, facts->problem);
    }
}
