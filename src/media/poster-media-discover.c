/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-discover"

#include "poster-media-discover.h"

#include "poster-codec-config.h"
#include "poster-frame-timing.h"
#include "poster-media-decode.h"
#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>
#include <gst/pbutils/pbutils.h>
#include <gst/video/video.h>
#include <math.h>

/* Less than the silence after which a worker is ended. */
#define DISCOVER_LIMIT_NS (9 * GST_SECOND)
/* Frames looked at to tell their rate. */
#define MAX_FRAMES 600
#define TURN_NS    (100 * GST_MSECOND)
#define MAX_TURNS  80

typedef struct
{
  const char *media_type;
  const char *codec;
} CodecName;

static const CodecName codecs[] = {
  { "video/x-h264", "h264" },     { "video/x-h265", "h265" },      { "video/x-vp8", "vp8" },
  { "video/x-vp9", "vp9" },       { "video/x-av1", "av1" },        { "video/x-theora", "theora" },
  { "video/x-divx", "mpeg4" },    { "video/x-xvid", "mpeg4" },     { "video/x-wmv", "wmv" },
  { "video/x-flash-video", "flv1" }, { "video/x-h263", "h263" },   { "image/jpeg", "mjpeg" },
  { "video/x-prores", "prores" }, { "video/x-dv", "dv" },          { "video/x-msmpeg", "msmpeg4" },
  { "video/x-raw", "raw" },       { "audio/x-vorbis", "vorbis" },  { "audio/x-opus", "opus" },
  { "audio/x-flac", "flac" },     { "audio/x-raw", "pcm" },        { "audio/x-ac3", "ac3" },
  { "audio/x-eac3", "eac3" },     { "audio/x-dts", "dts" },        { "audio/x-wma", "wma" },
  { "audio/x-alaw", "pcm" },      { "audio/x-mulaw", "pcm" },      { "audio/AMR", "amr-nb" },
  { "audio/AMR-WB", "amr-wb" },   { "audio/x-adpcm", "adpcm" },    { "audio/x-speex", "speex" },
  { "audio/x-wavpack", "wavpack" }, { "audio/x-wav", "pcm" },      { "audio/x-aiff", "pcm" },
};

static const CodecName mime_types[] = {
  { "video/x-msvideo", "avi" },   { "audio/x-wav", "wav" },   { "audio/x-aiff", "aiff" },
  { "audio/flac", "flac" },       { "audio/mpeg", "mp3" },    { "video/x-flv", "flv" },
  { "video/x-ms-asf", "asf" },    { "video/mpeg", "mpegps" }, { "video/mpeg", "mpegvideo" },
  { "audio/amr", "amr" },         { "audio/x-caf", "caf" },   { "application/mxf", "mxf" },
  { "audio/x-wavpack", "wavpack" }, { "video/mp2t", "mpegts" }, { "audio/aac", "adts" },
};

static const char *
name_codec (GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  int version = 0, layer = 0;

  gst_structure_get_int (structure, "mpegversion", &version);
  gst_structure_get_int (structure, "layer", &layer);
  if (gst_structure_has_name (structure, "video/mpeg"))
    return version == 4 ? "mpeg4" : version == 2 ? "mpeg2" : "mpeg1";
  if (gst_structure_has_name (structure, "audio/mpeg"))
    return version == 4 || version == 2 ? "aac" : layer == 3 ? "mp3" : layer == 2 ? "mp2" : "mp1";
  for (gsize i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (gst_structure_has_name (structure, codecs[i].media_type))
      return codecs[i].codec;
  return "unknown";
}

static void
fill_picture (PosterMediaFacts    *facts,
              GstDiscovererVideoInfo *info,
              GstCaps             *caps)
{
  PosterPictureShape shape = { 0 };
  const GstTagList *tags = gst_discoverer_stream_info_get_tags (GST_DISCOVERER_STREAM_INFO (info));
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  GstVideoColorimetry colorimetry;
  g_autofree char *turn = NULL;
  guint depth = 0;
  guint num = gst_discoverer_video_info_get_framerate_num (info);
  guint den = gst_discoverer_video_info_get_framerate_denom (info);

  if (tags != NULL && gst_tag_list_get_string (tags, GST_TAG_IMAGE_ORIENTATION, &turn))
    {
      /* "flip-rotate-90" turns first and flips then, which is flipping first and turning back. */
      facts->mirrored = g_str_has_prefix (turn, "flip-");
      facts->rotation = g_str_has_suffix (turn, "90") ? 90 : g_str_has_suffix (turn, "180") ? 180
                        : g_str_has_suffix (turn, "270") ? 270 : 0;
      if (facts->mirrored)
        facts->rotation = (360 - facts->rotation) % 360;
    }
  shape.stored_width = (int) MIN (gst_discoverer_video_info_get_width (info), 1000000);
  shape.stored_height = (int) MIN (gst_discoverer_video_info_get_height (info), 1000000);
  if (gst_discoverer_video_info_get_par_denom (info) > 0)
    shape.pixel_aspect = (double) gst_discoverer_video_info_get_par_num (info) /
                         gst_discoverer_video_info_get_par_denom (info);
  poster_picture_shape_apply (&shape, facts);
  facts->video_codec = g_strdup (name_codec (caps));
  facts->video_profile = g_strdup (gst_structure_get_string (structure, "profile"));
  if (gst_structure_get_uint (structure, "bit-depth-luma", &depth))
    facts->bit_depth = (int) depth;
  if (gst_video_colorimetry_from_string (&colorimetry, gst_structure_get_string (structure, "colorimetry")))
    facts->hdr = g_strdup (poster_codec_hdr_of_transfer (gst_video_transfer_function_to_iso (colorimetry.transfer)));
  facts->video_bitrate = gst_discoverer_video_info_get_bitrate (info);
  if (num > 0 && den > 0 && num / den >= 5 && num / den <= 240)
    facts->frame_rate = poster_frame_timing_tidy ((double) num / den);
}

typedef struct
{
  GArray       *times;  /* (element-type GstClockTime), of the picture */
  gint          frames; /* atomic */
  guint         taken;  /* atomic: 1 once a picture, 2 once sound is looked at */
  gint64        sound_bytes;
  GstClockTime  sound_start;
  GstClockTime  sound_end;
} Frames;

static GstPadProbeReturn
picture_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  Frames *frames = user_data;
  GstClockTime time = GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info));

  if (GST_CLOCK_TIME_IS_VALID (time) && frames->times->len < MAX_FRAMES)
    g_array_append_val (frames->times, time);
  g_atomic_int_inc (&frames->frames);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
sound_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  Frames *frames = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  if (!GST_CLOCK_TIME_IS_VALID (GST_BUFFER_PTS (buffer)))
    return GST_PAD_PROBE_OK;
  if (!GST_CLOCK_TIME_IS_VALID (frames->sound_start))
    frames->sound_start = GST_BUFFER_PTS (buffer);
  /* What has begun to play by the last buffer is all before it. */
  if (GST_CLOCK_TIME_IS_VALID (frames->sound_end))
    frames->sound_bytes += (gint64) gst_buffer_get_size (buffer);
  frames->sound_end = GST_BUFFER_PTS (buffer);
  return GST_PAD_PROBE_OK;
}

static void
frames_pad_added_cb (GstElement *parser,
                     GstPad     *pad,
                     gpointer    user_data)
{
  GstElement *pipeline = user_data;
  Frames *frames = g_object_get_data (G_OBJECT (pipeline), "poster-frames");
  /* The pad is new: it promises what it will carry, but carries nothing yet. */
  g_autoptr(GstCaps) caps = gst_pad_query_caps (pad, NULL);
  g_autoptr(GstPad) sink_pad = NULL;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  const char *name = gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";

  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  sink_pad = gst_element_get_static_pad (sink, "sink");
  if ((g_str_has_prefix (name, "video/") || g_str_has_prefix (name, "image/")) &&
      (g_atomic_int_or (&frames->taken, 1) & 1) == 0)
    gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, picture_cb, frames, NULL);
  else if (g_str_has_prefix (name, "audio/") && (g_atomic_int_or (&frames->taken, 2) & 2) == 0)
    gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, sound_cb, frames, NULL);
  gst_pad_link (pad, sink_pad);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  GstClockTime first = *(const GstClockTime *) a;
  GstClockTime second = *(const GstClockTime *) b;

  return first < second ? -1 : first > second;
}

static void
measure_frame_rate (Frames           *frames,
                    PosterMediaFacts *facts)
{
  g_autoptr(PosterFrameTiming) timing = poster_frame_timing_new ();
  double stated = facts->frame_rate;

  /* Program streams give some frames a time and leave the others to be counted. */
  if (frames->times->len < 2 || frames->times->len * 20 < (guint) frames->frames * 19)
    return;
  g_array_sort (frames->times, compare_times);
  for (guint i = 1; i < frames->times->len; i++)
    poster_frame_timing_add (timing, 1,
                             (guint32) MIN ((g_array_index (frames->times, GstClockTime, i) -
                                             g_array_index (frames->times, GstClockTime, i - 1)) / 1000,
                                            G_MAXUINT32));
  if (poster_frame_timing_measure (timing, G_USEC_PER_SEC, 2000, &facts->frame_rate, &facts->variable_frame_rate) &&
      fabs (facts->frame_rate - stated) < 0.005 * stated)
    facts->frame_rate = stated;
}

/* Measures what no header says, from frames that are taken apart but not decoded. */
static void
measure_frames (int               fd,
                PosterMediaFacts *facts,
                PosterMediaPulse *pulse)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *parser = gst_element_factory_make ("parsebin", NULL);
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  Frames frames = { .sound_start = GST_CLOCK_TIME_NONE, .sound_end = GST_CLOCK_TIME_NONE };
  gboolean ended = FALSE;

  frames.times = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  g_object_set_data (G_OBJECT (pipeline), "poster-frames", &frames);
  g_object_set (source, "location", path, NULL);
  g_signal_connect (parser, "pad-added", G_CALLBACK (frames_pad_added_cb), pipeline);
  gst_bin_add_many (GST_BIN (pipeline), source, parser, NULL);
  gst_element_link (source, parser);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (int turn = 0; turn < MAX_TURNS && !ended && g_atomic_int_get (&frames.frames) < MAX_FRAMES; turn++)
    {
      g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered (bus, TURN_NS,
                                                                  GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
      poster_media_pulse_beat (pulse);
      ended = message != NULL;
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);

  measure_frame_rate (&frames, facts);
  g_array_unref (frames.times);
  if (facts->audio_bitrate == 0 && GST_CLOCK_TIME_IS_VALID (frames.sound_start) &&
      frames.sound_end > frames.sound_start)
    facts->audio_bitrate = (gint64) ((double) frames.sound_bytes * 8 * GST_SECOND /
                                     (double) (frames.sound_end - frames.sound_start) + 0.5);
}

static void
fill (PosterMediaFacts  *facts,
      const char        *container,
      GstDiscovererInfo *info)
{
  GstClockTime duration = gst_discoverer_info_get_duration (info);
  GList *streams;

  facts->container = g_strdup (container);
  facts->duration_us = GST_CLOCK_TIME_IS_VALID (duration) ? (gint64) (duration / 1000) : 0;
  streams = gst_discoverer_info_get_video_streams (info);
  for (GList *at = streams; at != NULL; at = at->next)
    {
      g_autoptr(GstCaps) caps = gst_discoverer_stream_info_get_caps (at->data);

      /* The cover of a piece of music is no video, nor is a program stream within a stream. */
      if (caps == NULL || gst_discoverer_video_info_is_image (at->data) ||
          gst_discoverer_video_info_get_width (at->data) == 0)
        continue;
      if (facts->video_tracks++ == 0)
        fill_picture (facts, at->data, caps);
    }
  gst_discoverer_stream_info_list_free (streams);

  streams = gst_discoverer_info_get_audio_streams (info);
  for (GList *at = streams; at != NULL; at = at->next)
    {
      g_autoptr(GstCaps) caps = gst_discoverer_stream_info_get_caps (at->data);

      if (caps == NULL || facts->audio_tracks++ > 0)
        continue;
      facts->audio_codec = g_strdup (name_codec (caps));
      facts->audio_sample_rate = (int) gst_discoverer_audio_info_get_sample_rate (at->data);
      facts->audio_channels = (int) gst_discoverer_audio_info_get_channels (at->data);
      facts->audio_bitrate = gst_discoverer_audio_info_get_bitrate (at->data);
    }
  gst_discoverer_stream_info_list_free (streams);
}

static void
name_mime_type (PosterMediaFacts *facts)
{
  if (g_str_equal (facts->container, "ogg"))
    facts->mime_type = g_strdup (facts->video_tracks > 0 ? "video/ogg" : "audio/ogg");
  for (gsize i = 0; i < G_N_ELEMENTS (mime_types) && facts->mime_type == NULL; i++)
    if (g_str_equal (mime_types[i].codec, facts->container))
      facts->mime_type = g_strdup (mime_types[i].media_type);
}

/**
 * poster_media_discover:
 * @fd: a file of a container that is not taken apart here
 * @container: our name for it
 * @facts: filled in
 * @pulse: the worker's signs of life
 *
 * Measures a file with GStreamer, which decodes the beginning of it on the way.
 */
void
poster_media_discover (int               fd,
                       const char       *container,
                       PosterMediaFacts *facts,
                       PosterMediaPulse *pulse)
{
  g_autofree char *uri = g_strdup_printf ("file:///proc/self/fd/%d", fd);
  g_autoptr(GstDiscoverer) discoverer = NULL;
  g_autoptr(GstDiscovererInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  poster_media_decode_init (pulse);
  discoverer = gst_discoverer_new (DISCOVER_LIMIT_NS, &error);
  if (discoverer != NULL)
    info = gst_discoverer_discover_uri (discoverer, uri, &error);
  if (info != NULL)
    fill (facts, container, info);
  else
    facts->container = g_strdup (container);
  name_mime_type (facts);

  if (facts->video_tracks > 0)
    facts->type = POSTER_MEDIA_VIDEO;
  else if (facts->audio_tracks > 0)
    facts->type = POSTER_MEDIA_AUDIO;
  else
    poster_media_verdict_set_unreadable (facts, _("The file is damaged: neither picture nor sound can be made out in it."));
  if (info != NULL && facts->type != POSTER_MEDIA_UNREADABLE &&
      gst_discoverer_info_get_result (info) != GST_DISCOVERER_OK &&
      gst_discoverer_info_get_result (info) != GST_DISCOVERER_MISSING_PLUGINS)
    poster_media_verdict_set_unreadable (facts, _("The file is damaged: its beginning cannot be played."));
  if (facts->type == POSTER_MEDIA_VIDEO)
    measure_frames (fd, facts, pulse);
  /* Where the container keeps no count, all that is not picture is sound. */
  if (facts->type == POSTER_MEDIA_AUDIO && facts->audio_bitrate == 0 && facts->duration_us > 0)
    facts->audio_bitrate = (gint64) ((double) facts->size * 8 * G_USEC_PER_SEC / (double) facts->duration_us);
}
