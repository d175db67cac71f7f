/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-decode"

#include "poster-media-decode.h"

#include "poster-codec-config.h"

#include <gst/video/video.h>
#include <string.h>

#define TURN_NS (20 * GST_MSECOND)
/* A first frame that takes longer than this in all, signs of life or not, never comes. */
#define MAX_TURNS 3000
/* After an error in one stream another may still get its frame through: likely where it is known
 * that the other one is damaged. */
#define MAX_TURNS_AFTER_ERROR         25
#define MAX_TURNS_AFTER_KNOWN_DAMAGE 400

#define STATE_KEY "poster-decode-state"

typedef struct
{
  char     *raw_type;       /* `video/x-raw` or `audio/x-raw` */
  gboolean  linked;
  gint      frames;         /* atomic */
  gint      reads;          /* atomic */
  gint      missing;        /* atomic: of the wanted kind, no decoder */
  gint      ended;          /* atomic: the sink will get nothing more */
} State;

static void
state_free (State *state)
{
  g_free (state->raw_type);
  g_free (state);
}

/**
 * poster_media_decode_init:
 * @pulse: the worker's signs of life
 *
 * Starts GStreamer, the first time. Decoders of graphics cards are left out: whether a file is
 * good must not depend on the card, and their drivers fail in their own ways.
 */
void
poster_media_decode_init (PosterMediaPulse *pulse)
{
  static gboolean done = FALSE;
  GList *decoders;

  if (done)
    return;
  done = TRUE;
  poster_media_pulse_loading (pulse);
  gst_init (NULL, NULL);
  decoders = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);
  for (GList *at = decoders; at != NULL; at = at->next)
    if (gst_element_factory_list_is_type (at->data, GST_ELEMENT_FACTORY_TYPE_HARDWARE))
      gst_plugin_feature_set_rank (at->data, GST_RANK_NONE);
  gst_plugin_feature_list_free (decoders);
  poster_media_pulse_loading (pulse);
}

static gboolean
is_kind (GstCaps    *caps,
         const char *raw_type)
{
  const char *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  return strncmp (name, raw_type, 6) == 0 ||
         (g_str_has_prefix (raw_type, "video/") && g_str_has_prefix (name, "image/"));
}

/* Streams of another kind are not decoded; they stay where they are, unlinked. */
static gboolean
autoplug_continue_cb (GstElement *decodebin,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    user_data)
{
  State *state = user_data;
  g_autoptr(GstObject) element = gst_pad_get_parent (pad);
  GstElementFactory *factory = GST_IS_ELEMENT (element) ? gst_element_get_factory (GST_ELEMENT (element)) : NULL;

  if (factory == NULL || !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DEMUXER))
    return TRUE;
  return is_kind (caps, state->raw_type);
}

static GstPadProbeReturn
frame_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  State *state = user_data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    g_atomic_int_inc (&state->frames);
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    g_atomic_int_set (&state->ended, 1);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
read_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  State *state = user_data;

  g_atomic_int_inc (&state->reads);
  return GST_PAD_PROBE_OK;
}

static void
pad_added_cb (GstElement *decodebin,
              GstPad     *pad,
              gpointer    user_data)
{
  GstElement *sink = user_data;
  State *state = g_object_get_data (G_OBJECT (sink), STATE_KEY);
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr(GstPad) sink_pad = NULL;

  if (caps == NULL || state->linked ||
      !gst_structure_has_name (gst_caps_get_structure (caps, 0), state->raw_type))
    return;
  sink_pad = gst_element_get_static_pad (sink, "sink");
  state->linked = gst_pad_link (pad, sink_pad) == GST_PAD_LINK_OK;
}

static void
unknown_type_cb (GstElement *decodebin,
                 GstPad     *pad,
                 GstCaps    *caps,
                 gpointer    user_data)
{
  State *state = user_data;

  if (is_kind (caps, state->raw_type))
    g_atomic_int_set (&state->missing, 1);
}

static void
element_added_cb (GstBin     *bin,
                  GstBin     *sub_bin,
                  GstElement *element,
                  gpointer    user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  /* Frame threads hold frames back: the first one would come only after a few more. */
  if (factory != NULL && gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER) &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (element), "max-threads") != NULL)
    g_object_set (element, "max-threads", 1, NULL);
}

/**
 * poster_media_decode_new:
 * @fd: a file
 * @raw_type: `video/x-raw` or `audio/x-raw`: what to decode
 * @sink: (transfer floating): what gets it
 *
 * Returns: (transfer full): a pipeline from the file to @sink
 */
GstElement *
poster_media_decode_new (int         fd,
                         const char *raw_type,
                         GstElement *sink)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *decodebin = gst_element_factory_make ("decodebin", NULL);
  /* Opened anew, so that every user has a position of its own. */
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr(GstPad) pad = NULL;
  State *state = g_new0 (State, 1);

  state->raw_type = g_strdup (raw_type);
  g_object_set_data_full (G_OBJECT (sink), STATE_KEY, state, (GDestroyNotify) state_free);
  g_object_set_data (G_OBJECT (pipeline), STATE_KEY, state);
  g_object_set (source, "location", path, NULL);
  g_signal_connect (pipeline, "deep-element-added", G_CALLBACK (element_added_cb), NULL);
  g_signal_connect (decodebin, "autoplug-continue", G_CALLBACK (autoplug_continue_cb), state);
  g_signal_connect (decodebin, "unknown-type", G_CALLBACK (unknown_type_cb), state);
  g_signal_connect (decodebin, "pad-added", G_CALLBACK (pad_added_cb), sink);
  gst_bin_add_many (GST_BIN (pipeline), source, decodebin, sink, NULL);
  gst_element_link (source, decodebin);

  pad = gst_element_get_static_pad (source, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_PUSH,
                     read_cb, state, NULL);
  g_clear_pointer (&pad, gst_object_unref);
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, frame_cb, state, NULL);
  return pipeline;
}

/**
 * poster_media_decode_wait:
 * @pipeline: a pipeline that was made here, on its way to the paused state
 * @damaged: whether something else in the file is known to be damaged
 * @pulse: the worker's signs of life
 *
 * Waits until a frame has arrived or cannot arrive any more. The pipeline may be playing then.
 *
 * Returns: what came of it
 */
PosterDecodeOutcome
poster_media_decode_wait (GstElement       *pipeline,
                          gboolean          damaged,
                          PosterMediaPulse *pulse)
{
  const int max_turns_after_error = damaged ? MAX_TURNS_AFTER_KNOWN_DAMAGE : MAX_TURNS_AFTER_ERROR;
  State *state = g_object_get_data (G_OBJECT (pipeline), STATE_KEY);
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  gboolean settled = FALSE;
  int reads = 0, turns_after_error = -1;

  for (int turn = 0; turn < MAX_TURNS && !settled; turn++)
    {
      g_autoptr(GstMessage) message = NULL;

      message = gst_bus_timed_pop_filtered (bus, TURN_NS,
                                            GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_EOS);
      if (g_atomic_int_get (&state->reads) != reads)
        {
          reads = g_atomic_int_get (&state->reads);
          poster_media_pulse_beat (pulse);
        }
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        /* One broken stream must not hide a good one: the picture may still come. */
        turns_after_error = MAX (turns_after_error, 0);
      else if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
        settled = TRUE;
      else if (message != NULL && turns_after_error < 0)
        {
          settled = !state->linked;
          /* What came first was a gap, as an edit list may begin with: on to the first frame. */
          if (!settled && g_atomic_int_get (&state->frames) == 0)
            gst_element_set_state (pipeline, GST_STATE_PLAYING);
        }
      if (g_atomic_int_get (&state->frames) > 0 || g_atomic_int_get (&state->ended) ||
          (turns_after_error >= 0 && turns_after_error++ >= max_turns_after_error))
        settled = TRUE;
    }
  if (g_atomic_int_get (&state->frames) > 0)
    return POSTER_DECODE_WORKED;
  return g_atomic_int_get (&state->missing) ? POSTER_DECODE_NO_DECODER : POSTER_DECODE_FAILED;
}

/* What the decoder knows better than the container. */
static void
refine (GstCaps            *caps,
        PosterMediaFacts   *facts,
        PosterPictureShape *shape)
{
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, caps))
    return;
  shape->stored_width = GST_VIDEO_INFO_WIDTH (&info);
  shape->stored_height = GST_VIDEO_INFO_HEIGHT (&info);
  if (shape->pixel_aspect <= 0 && GST_VIDEO_INFO_PAR_D (&info) > 0)
    shape->pixel_aspect = (double) GST_VIDEO_INFO_PAR_N (&info) / GST_VIDEO_INFO_PAR_D (&info);
  poster_picture_shape_apply (shape, facts);
  facts->bit_depth = (int) GST_VIDEO_FORMAT_INFO_DEPTH (info.finfo, 0);
  if (facts->hdr == NULL)
    facts->hdr = g_strdup (poster_codec_hdr_of_transfer (
      gst_video_transfer_function_to_iso (GST_VIDEO_INFO_COLORIMETRY (&info).transfer)));
  /* VP9's profile is no more than these two (VP9 bitstream specification, 7.2). */
  if (facts->video_profile == NULL && g_strcmp0 (facts->video_codec, "vp9") == 0)
    facts->video_profile = g_strdup (poster_codec_vp9_profile (
      (facts->bit_depth > 8 ? 2 : 0) +
      (GST_VIDEO_FORMAT_INFO_W_SUB (info.finfo, 1) == 1 && GST_VIDEO_FORMAT_INFO_H_SUB (info.finfo, 1) == 1 ? 0 : 1)));
}

/**
 * poster_media_decode_check:
 * @fd: a file
 * @facts: what is known of it; what a decoder knows better is put right
 * @shape: of its picture; put right likewise
 * @pulse: the worker's signs of life
 *
 * Decodes the beginning of the picture, or of the sound where there is no picture.
 *
 * Returns: what came of it
 */
PosterDecodeOutcome
poster_media_decode_check (int                 fd,
                           PosterMediaFacts   *facts,
                           PosterPictureShape *shape,
                           PosterMediaPulse   *pulse)
{
  gboolean picture = facts->type == POSTER_MEDIA_VIDEO;
  GstElement *sink;
  GstElement *pipeline;
  PosterDecodeOutcome outcome;

  poster_media_decode_init (pulse);
  sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (sink, "sync", FALSE, NULL);
  pipeline = poster_media_decode_new (fd, picture ? "video/x-raw" : "audio/x-raw", sink);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  outcome = poster_media_decode_wait (pipeline, facts->problem != NULL, pulse);
  if (outcome == POSTER_DECODE_WORKED && picture)
    {
      g_autoptr(GstPad) pad = gst_element_get_static_pad (sink, "sink");
      g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);

      if (caps != NULL)
        refine (caps, facts, shape);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return outcome;
}
