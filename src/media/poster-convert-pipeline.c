/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-convert-pipeline"

#include "poster-convert-pipeline.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/video/video.h>
#include <math.h>
#include <string.h>

#include "poster-tone-map.h"

/* Encoders in the order they are tried. Those of graphics cards come first; each is asked whether it
 * can start here. */
static const char *const picture_encoders[] = {
  "vah264enc", "vah264lpenc", "nvh264enc", "v4l2h264enc", "x264enc", "openh264enc", NULL,
};
static const char *const sound_encoders[] = { "fdkaacenc", "avenc_aac", "voaacenc", "faac", NULL };

/* Returns: (nullable): the first that works here */
static const char *
find_encoder (const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      GstElement *encoder = gst_element_factory_make (names[i], NULL);
      gboolean can_start;

      if (encoder == NULL)
        continue;
      gst_object_ref_sink (encoder);
      can_start = gst_element_set_state (encoder, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
      gst_element_set_state (encoder, GST_STATE_NULL);
      gst_object_unref (encoder);
      if (can_start)
        {
          g_debug ("Encodes with %s", names[i]);
          return names[i];
        }
    }
  return NULL;
}

/* Bytes of frames that an encoder may look ahead over, and what it does at most: x264's own choice. */
#define LOOK_AHEAD_BYTES  (160 << 20)
#define LOOK_AHEAD_FRAMES 40

/* The quality that is asked for where no size is: of x264, 20 cannot be told from the original at the
 * usual distance; see https://trac.ffmpeg.org/wiki/Encode/H.264. */
static void
set_picture_quality (GstElement                 *encoder,
                     const char                 *name,
                     const PosterConvertPicture *picture)
{
  gint64 frame_bytes = (gint64) picture->width * picture->height * 3 / 2;
  gint64 bitrate = picture->bitrate;

  if (g_str_equal (name, "x264enc"))
    {
      gst_util_set_object_arg (G_OBJECT (encoder), "speed-preset", "medium");
      g_object_set (encoder, "rc-lookahead", (int) CLAMP (LOOK_AHEAD_BYTES / MAX (frame_bytes, 1), 8, LOOK_AHEAD_FRAMES), NULL);
      if (bitrate > 0)
        g_object_set (encoder, "bitrate", (guint) (bitrate / 1000), "vbv-buf-capacity", 4000, NULL);
      else
        {
          gst_util_set_object_arg (G_OBJECT (encoder), "pass", "qual");
          g_object_set (encoder, "quantizer", 20, NULL);
        }
    }
  else if (g_str_equal (name, "openh264enc"))
    {
      gst_util_set_object_arg (G_OBJECT (encoder), "complexity", "high");
      if (bitrate > 0)
        {
          gst_util_set_object_arg (G_OBJECT (encoder), "rate-control", "bitrate");
          g_object_set (encoder, "bitrate", (guint) bitrate, NULL);
        }
      else
        {
          gst_util_set_object_arg (G_OBJECT (encoder), "rate-control", "quality");
          g_object_set (encoder, "qp-max", 28, "qp-min", 14, NULL);
        }
    }
  else if (bitrate > 0 && g_object_class_find_property (G_OBJECT_GET_CLASS (encoder), "bitrate") != NULL)
    g_object_set (encoder, "bitrate", (guint) (bitrate / 1000), NULL);
}

static void
show_pad (GstElement *bin,
          const char *element_name,
          const char *pad_name)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (bin), element_name);
  g_autoptr(GstPad) pad = element != NULL ? gst_element_get_static_pad (element, pad_name) : NULL;

  if (pad != NULL)
    gst_element_add_pad (bin, gst_ghost_pad_new (pad_name, pad));
}

/* @description: elements, of which one may be called `in`, and one is called `out`. Pads that come later
 * leave others unlinked for a while, so that these have to be named. */
static GstElement *
parse (const char  *description,
       GError     **error)
{
  g_autoptr(GError) problem = NULL;
  GstElement *bin = gst_parse_bin_from_description_full (description, FALSE, NULL,
                                                         GST_PARSE_FLAG_FATAL_ERRORS | GST_PARSE_FLAG_NO_SINGLE_ELEMENT_BINS,
                                                         &problem);

  if (bin == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("A part of GStreamer is missing: %s"), problem->message);
      return NULL;
    }
  show_pad (bin, "in", "sink");
  show_pad (bin, "out", "src");
  return bin;
}

/* Bright pictures of HDR are brought down before anything is done to them. */
static GstPadProbeReturn
tone_map_cb (GstPad          *pad,
             GstPadProbeInfo *probe,
             gpointer         user_data)
{
  const PosterToneMap *tone_map = user_data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (probe));
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoInfo info;
  GstVideoFrame frame;

  GST_PAD_PROBE_INFO_DATA (probe) = buffer;
  if (caps != NULL && gst_video_info_from_caps (&info, caps) && gst_video_frame_map (&frame, &info, buffer, GST_MAP_READWRITE))
    {
      poster_tone_map_apply (tone_map, GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), GST_VIDEO_FRAME_WIDTH (&frame),
                             GST_VIDEO_FRAME_HEIGHT (&frame), GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
      gst_video_frame_unmap (&frame);
    }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
frame_cb (GstPad          *pad,
          GstPadProbeInfo *probe,
          gpointer         user_data)
{
  g_atomic_int_inc ((gint *) user_data);
  return GST_PAD_PROBE_OK;
}

/* Whether it is HDR is known when the first frame has been decoded. */
static GstPadProbeReturn
caps_cb (GstPad          *pad,
         GstPadProbeInfo *probe,
         gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (probe);
  const PosterToneMap *tone_map;
  GstVideoInfo info;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  if (!gst_video_info_from_caps (&info, caps))
    return GST_PAD_PROBE_OK;
  tone_map = poster_tone_map_get (&info.colorimetry);
  if (tone_map != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, tone_map_cb, (gpointer) tone_map, NULL);
  return GST_PAD_PROBE_REMOVE;
}

static char *
describe_frame (const PosterConvertPicture *picture)
{
  int left = picture->width - picture->inner_width;
  int top = picture->height - picture->inner_height;

  if (left == 0 && top == 0)
    return g_strdup_printf ("videoscale method=lanczos add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1",
                            picture->width, picture->height);
  if (picture->is_blurred)
    {
      /* Made very small and large again it is blurred, for next to nothing. */
      int small_width = MAX (8, picture->width / 32 * 2), small_height = MAX (8, picture->height / 32 * 2);

      return g_strdup_printf (
        "tee name=split "
        "split. ! queue max-size-buffers=4 max-size-time=0 max-size-bytes=0 ! aspectratiocrop aspect-ratio=%d/%d ! "
        "videoscale method=bilinear add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
        "videoscale method=bilinear add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
        "videobalance brightness=-0.08 ! mix.sink_0 "
        "split. ! queue max-size-buffers=4 max-size-time=0 max-size-bytes=0 ! "
        "videoscale method=lanczos add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1 ! mix.sink_1 "
        "compositor name=mix sink_1::xpos=%d sink_1::ypos=%d ! video/x-raw,width=%d,height=%d",
        picture->width, picture->height, small_width, small_height, picture->width, picture->height,
        picture->inner_width, picture->inner_height, left / 2, top / 2, picture->width, picture->height);
    }
  if (left > 0 || top > 0)
    return g_strdup_printf ("videoscale method=lanczos add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
                            "videobox border-alpha=1.0 fill=black left=%d right=%d top=%d bottom=%d",
                            picture->inner_width, picture->inner_height,
                            -(left / 2), -(left - left / 2), -(top / 2), -(top - top / 2));
  return g_strdup_printf ("videoscale method=lanczos add-borders=false ! video/x-raw,width=%d,height=%d,pixel-aspect-ratio=1/1 ! "
                          "videocrop left=%d right=%d top=%d bottom=%d",
                          picture->inner_width, picture->inner_height,
                          (int) lround (-left * picture->crop_x), -left - (int) lround (-left * picture->crop_x),
                          (int) lround (-top * picture->crop_y), -top - (int) lround (-top * picture->crop_y));
}

/* A parser gives every frame of a copied stream the times that MP4 wants. */
static GstElement *
copy_picture (GstCaps  *caps,
              GError  **error)
{
  const char *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  if (g_str_equal (name, "video/x-h264"))
    return parse ("h264parse name=in ! h264timestamper ! h264parse ! video/x-h264,stream-format=avc,alignment=au ! queue name=out", error);
  if (g_str_equal (name, "video/x-h265"))
    return parse ("h265parse name=in ! h265timestamper ! h265parse ! video/x-h265,stream-format=hvc1,alignment=au ! queue name=out", error);
  return parse ("identity name=in ! queue name=out", error);
}

/**
 * poster_convert_picture_new:
 * @picture: what is to become of it
 * @caps: of the encoded stream that comes
 * @error: return location for an error
 *
 * Returns: (transfer floating) (nullable): what makes of an encoded stream one for MP4; %NULL with
 *   %G_IO_ERROR_NOT_SUPPORTED where this computer has no encoder
 */
GstElement *
poster_convert_picture_new (const PosterConvertPicture *picture,
                            GstCaps                    *caps,
                            GError                    **error)
{
  g_autofree char *frame = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *description = NULL;
  g_autoptr(GstElement) encoder = NULL;
  g_autoptr(GstElement) map = NULL;
  g_autoptr(GstPad) raw = NULL;
  const char *encoder_name;
  GstElement *bin;

  if (picture->is_copied)
    return copy_picture (caps, error);
  encoder_name = find_encoder (picture_encoders);
  if (encoder_name == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("This computer has no encoder for H.264."));
      return NULL;
    }
  frame = describe_frame (picture);
  if (picture->frame_rate > 0)
    {
      int numerator = 0, denominator = 1;

      gst_util_double_to_fraction (picture->frame_rate, &numerator, &denominator);
      rate = g_strdup_printf ("videorate ! video/x-raw,framerate=%d/%d", numerator, denominator);
    }
  /* Raw frames are large: queues count them. */
  description = g_strdup_printf (
    "decodebin name=in ! %svideoflip method=automatic ! videoconvert ! %s ! %s ! "
    "videoconvert ! video/x-raw,format=I420,colorimetry=bt709 ! queue max-size-buffers=8 max-size-time=0 max-size-bytes=0 ! %s name=encoder ! "
    "h264parse ! video/x-h264,stream-format=avc,alignment=au ! queue name=out",
    picture->is_hdr ? "videoconvert ! video/x-raw,format=BGRA ! identity name=map ! "
                      "capssetter caps=video/x-raw,colorimetry=sRGB ! " : "",
    rate != NULL ? rate : "identity", frame, encoder_name);
  bin = parse (description, error);
  if (bin == NULL)
    return NULL;
  encoder = gst_bin_get_by_name (GST_BIN (bin), "encoder");
  set_picture_quality (encoder, encoder_name, picture);
  raw = gst_element_get_static_pad (encoder, "sink");
  gst_pad_add_probe (raw, GST_PAD_PROBE_TYPE_BUFFER, frame_cb, picture->frames, NULL);
  map = gst_bin_get_by_name (GST_BIN (bin), "map");
  if (map != NULL)
    {
      g_autoptr(GstPad) pad = gst_element_get_static_pad (map, "sink");

      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, caps_cb, NULL, NULL);
    }
  return bin;
}

static GstElement *
encode_sound (const char               *before,
              const PosterConvertSound *sound,
              GError                  **error)
{
  const char *encoder = find_encoder (sound_encoders);
  g_autofree char *description = NULL;

  if (encoder == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("This computer has no encoder for AAC."));
      return NULL;
    }
  description = g_strdup_printf ("%s ! audioconvert ! audioresample ! audio/x-raw,rate=%d,channels=%d ! "
                                 "%s bitrate=%d ! aacparse ! audio/mpeg,stream-format=raw ! queue name=out max-size-bytes=0 max-size-buffers=0 max-size-time=0",
                                 before, sound->sample_rate, sound->channels,
                                 encoder, (int) sound->bitrate);
  return parse (description, error);
}

/**
 * poster_convert_sound_new:
 * @sound: what is to become of it
 * @caps: of the encoded stream that comes
 * @error: return location for an error
 *
 * Returns: (transfer floating) (nullable): what makes of an encoded stream one for MP4; %NULL as for
 *   poster_convert_picture_new()
 */
GstElement *
poster_convert_sound_new (const PosterConvertSound *sound,
                          GstCaps                  *caps,
                          GError                  **error)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  g_autofree char *before = NULL;
  char gain[G_ASCII_DTOSTR_BUF_SIZE];
  int version = 0;

  if (!sound->is_copied)
    {
      before = g_strdup_printf ("decodebin name=in ! audioconvert ! volume volume=%s", g_ascii_formatd (gain, sizeof gain, "%.4f", sound->gain));
      return encode_sound (before, sound, error);
    }
  if (g_str_equal (gst_structure_get_name (structure), "audio/mpeg") && gst_structure_get_int (structure, "mpegversion", &version) &&
      version == 1)
    return parse ("mpegaudioparse name=in ! queue name=out max-size-bytes=0 max-size-buffers=0 max-size-time=0", error);
  return parse ("aacparse name=in ! audio/mpeg,stream-format=raw ! queue name=out max-size-bytes=0 max-size-buffers=0 max-size-time=0", error);
}

/**
 * poster_convert_silence_new:
 * @sound: how it is encoded
 * @duration_us: how much of it there is
 * @error: return location for an error
 *
 * Returns: (transfer floating) (nullable): a source of silence for MP4; %NULL as for
 *   poster_convert_picture_new()
 */
GstElement *
poster_convert_silence_new (const PosterConvertSound *sound,
                            gint64                    duration_us,
                            GError                  **error)
{
  g_autofree char *before = NULL;
  gint64 buffers = (duration_us * sound->sample_rate / G_USEC_PER_SEC + 1023) / 1024;

  /* Of nothing at all an encoder makes so few bits that some platforms take it for bad sound: this lies
   * below what sixteen bits can hold. */
  before = g_strdup_printf ("audiotestsrc wave=white-noise volume=0.00001 samplesperbuffer=1024 num-buffers=%d ! audio/x-raw,rate=%d",
                            (int) CLAMP (buffers, 1, G_MAXINT), sound->sample_rate);
  return encode_sound (before, sound, error);
}
