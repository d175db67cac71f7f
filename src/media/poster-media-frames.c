/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-frames"

#include "poster-media-frames.h"

#include "poster-media-decode.h"
#include "poster-media-picture.h"
#include "poster-tone-map.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

/* How long one frame may take: less than the silence after which a worker is ended. */
#define TURN_NS   (50 * GST_MSECOND)
#define MAX_TURNS 160

/* The frames of a video, small and as they are stored: for whom they are made turns them. */
struct _PosterMediaFrames
{
  GstElement       *pipeline;
  GstElement       *sink;   /* (owned) */
  PosterMediaPulse *pulse;
};

/**
 * poster_media_frames_new:
 * @fd: an open regular file
 * @facts: of that file, a video
 * @max_width: room there is for a frame as it is displayed
 * @max_height: room there is
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): the frames, at the first of them
 */
PosterMediaFrames *
poster_media_frames_new (int                      fd,
                         const PosterMediaFacts  *facts,
                         int                      max_width,
                         int                      max_height,
                         PosterMediaPulse        *pulse,
                         GError                 **error)
{
  gboolean swap = facts->rotation % 180 != 0;
  g_autofree char *description = NULL;
  PosterMediaFrames *self;
  GstElement *bin;
  int width, height;

  poster_media_decode_init (pulse);
  poster_media_picture_fit (facts->width, facts->height, max_width, max_height, &width, &height);
  description = g_strdup_printf ("videoscale add-borders=false ! videoconvert ! "
                                 "video/x-raw,format=RGB,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
                                 "appsink name=sink sync=false max-buffers=1",
                                 swap ? height : width, swap ? width : height);
  bin = gst_parse_bin_from_description (description, TRUE, NULL);
  if (bin == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The media libraries of this computer are not complete."));
      return NULL;
    }
  self = g_new0 (PosterMediaFrames, 1);
  self->pulse = pulse;
  self->sink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  self->pipeline = poster_media_decode_new (fd, "video/x-raw", bin);
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  if (poster_media_decode_wait (self->pipeline, facts->problem != NULL, pulse) != POSTER_DECODE_WORKED)
    {
      poster_media_frames_free (self);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No picture of the file could be made."));
      return NULL;
    }
  /* Playing, it goes on by one frame each time one is taken out. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

/**
 * poster_media_frames_free:
 * @self: (transfer full): frames
 */
void
poster_media_frames_free (PosterMediaFrames *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->sink);
  gst_object_unref (self->pipeline);
  g_free (self);
}

/* Conversion leaves the curve and the primaries of a clip as they are: its colours still say what
 * they mean, and by them high dynamic range is known. */
static GdkPixbuf *
copy_frame (GstSample *sample)
{
  const PosterToneMap *tone_map;
  GstVideoInfo info;
  GstVideoFrame frame;
  GdkPixbuf *picture;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, GST_VIDEO_FRAME_WIDTH (&frame), GST_VIDEO_FRAME_HEIGHT (&frame));
  for (int y = 0; picture != NULL && y < GST_VIDEO_FRAME_HEIGHT (&frame); y++)
    memcpy (gdk_pixbuf_get_pixels (picture) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (picture),
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0) +
            (gsize) y * (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) GST_VIDEO_FRAME_WIDTH (&frame) * 3);
  gst_video_frame_unmap (&frame);
  tone_map = poster_tone_map_get (&info.colorimetry);
  if (picture != NULL && tone_map != NULL)
    poster_tone_map_apply_rgb (tone_map, gdk_pixbuf_get_pixels (picture), gdk_pixbuf_get_width (picture),
                               gdk_pixbuf_get_height (picture), gdk_pixbuf_get_rowstride (picture));
  return picture;
}

/**
 * poster_media_frames_next:
 * @self: frames
 * @shown_us: (out) (optional): when it is on the screen; -1 for unknown
 *
 * Returns: (transfer full) (nullable): the next frame, %NULL at the end
 */
GdkPixbuf *
poster_media_frames_next (PosterMediaFrames *self,
                          gint64            *shown_us)
{
  g_autoptr(GstSample) sample = NULL;
  GstBuffer *buffer;
  guint64 time_ns = GST_CLOCK_TIME_NONE;

  /* In a damaged file another stream may keep the pipeline from playing: the frame is there for
   * all that. */
  for (int turn = 0; turn < MAX_TURNS && sample == NULL; turn++)
    {
      sample = gst_app_sink_try_pull_preroll (GST_APP_SINK (self->sink), 0);
      if (sample == NULL)
        sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), TURN_NS);
      if (sample == NULL && gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        break;
    }
  if (sample == NULL)
    return NULL;
  buffer = gst_sample_get_buffer (sample);
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    time_ns = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (shown_us != NULL)
    *shown_us = GST_CLOCK_TIME_IS_VALID (time_ns) ? (gint64) (time_ns / 1000) : -1;
  return copy_frame (sample);
}

/**
 * poster_media_frames_seek:
 * @self: frames
 * @position_us: a time of the video
 * @how: which frame there
 * @shown_us: (out) (optional): when it is on the screen; -1 for unknown
 *
 * Returns: (transfer full) (nullable): that frame
 */
GdkPixbuf *
poster_media_frames_seek (PosterMediaFrames *self,
                          gint64             position_us,
                          PosterMediaSeek    how,
                          gint64            *shown_us)
{
  const GstSeekFlags flags[] = {
    [POSTER_MEDIA_SEEK_EXACTLY] = GST_SEEK_FLAG_ACCURATE,
    [POSTER_MEDIA_SEEK_KEY_BEFORE] = GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE,
    [POSTER_MEDIA_SEEK_KEY_NEAREST] = GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_NEAREST,
  };

  /* The sink has lost the frames it had when this returns. */
  poster_media_pulse_beat (self->pulse);
  if (!gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | flags[how], position_us * 1000))
    return NULL;
  return poster_media_frames_next (self, shown_us);
}
