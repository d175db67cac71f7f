/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-video-sink"

#include "poster-video-sink.h"

#include "poster-frame-index.h"
#include "poster-texture.h"
#include "poster-tone-map.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

/* The room for a picture while nobody has said: a phone's in a window. */
#define DEFAULT_WIDTH  360
#define DEFAULT_HEIGHT 640

/* How much smaller the room must get before frames are asked for anew. */
#define MATERIALLY 0.75

/* The end of a pipeline that makes textures of frames, at the size they are shown at.
 *
 * Lives as long as one of its users: the player, the callbacks of the pipeline, and a frame that
 * waits for the main loop. All below @lock is shared with the threads of the pipeline. */
struct _PosterVideoSink
{
  PosterVideoSinkFunc  func;       /* (nullable): main context only; %NULL once closed */
  gpointer             user_data;
  GMainContext        *context;
  GstElement          *bin;
  GstElement          *filter;     /* (unowned): in @bin, which waits for its threads before it goes */

  GMutex               lock;
  GSource             *source;     /* (nullable): tells the main context */
  GstSample           *sample;     /* (nullable): the latest frame, not yet taken */
  guint32              sample_seqnum;
  gint64               sample_ns;  /* when the latest frame begins; -1 before there was one */
  gboolean             counts;     /* whether taking it makes one frame more */
  guint64              n_shown;
  guint64              n_dropped;
  PosterFrameIndex    *index;
  GstBuffer           *held;       /* (nullable): before the place sought, until it is known whether the next is too */
  gboolean             holding;    /* nothing at or after that place has come yet */
  GstSegment           segment;    /* of what comes in; it begins at the place sought */
  guint32              seqnum;     /* ... and of the seek that it came of */
  gboolean             ended;      /* after that nothing comes any more */
  gint64               cut_ns;     /* the place in the clip where the first frame was cut; -1 for nowhere */
  gint64               begun_ns;   /* and where that frame begins */
  int                  room_width;
  int                  room_height;
  int                  stored_width;
  int                  stored_height;
  GstVideoOrientationMethod orientation;
  int                  width;      /* as displayed; 0 until known */
  int                  height;
  int                  made_width; /* the size frames are asked for at */
  int                  made_height;
  gint64               frame_ns;   /* how long a frame mostly is */
  const PosterToneMap *tone_map;   /* (nullable): what frames need to be shown on a common screen */
};

static void
clear (gpointer data)
{
  PosterVideoSink *self = data;

  g_clear_pointer (&self->sample, gst_sample_unref);
  gst_clear_buffer (&self->held);
  g_clear_pointer (&self->index, poster_frame_index_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
}

static PosterVideoSink *
sink_ref (PosterVideoSink *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
sink_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear);
}

static gboolean
news_cb (gpointer user_data)
{
  PosterVideoSink *self = user_data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);
  if (self->func != NULL)
    self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
tell (PosterVideoSink *self)
{
  if (self->source != NULL)
    return;
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->source, "poster-video-sink");
  g_source_set_callback (self->source, news_cb, sink_ref (self), sink_unref);
  g_source_attach (self->source, self->context);
}

/* Returns: the moment of the clip, in nanoseconds; also for what a seek decodes but does not show,
 *   which is outside of the segment */
static gint64
stream_time (const GstSegment *segment,
             GstClockTime      timestamp)
{
  return (gint64) segment->time + ((gint64) timestamp - (gint64) segment->start);
}

/* With the lock held. Returns: when the frame begins in the clip, in nanoseconds; -1 when it does
 *   not say */
static gint64
get_start (PosterVideoSink *self,
           GstSample       *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gint64 shown_ns;

  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    return -1;
  shown_ns = stream_time (gst_sample_get_segment (sample), GST_BUFFER_PTS (buffer));
  return shown_ns == self->cut_ns ? self->begun_ns : shown_ns;
}

/* With the lock held. What the sink never got, because it or a decoder was late, lies between two
 * frames that it did get. */
static void
count (PosterVideoSink *self,
       gint64           start_ns)
{
  if (self->sample_ns < 0 || self->sample_seqnum != self->seqnum)
    {
      self->counts = TRUE;
      return;
    }
  /* The first of those that are played has been shown before. */
  if (start_ns == self->sample_ns)
    return;
  self->n_dropped += (guint64) poster_frame_index_count (self->index, self->sample_ns, start_ns);
  if (self->sample != NULL && self->counts)
    self->n_dropped++;
  self->counts = TRUE;
}

static void
take_sample (PosterVideoSink *self,
             GstSample       *sample)
{
  gint64 start_ns;

  g_mutex_lock (&self->lock);
  start_ns = get_start (self, sample);
  count (self, start_ns);
  g_clear_pointer (&self->sample, gst_sample_unref);
  self->sample = sample;
  self->sample_ns = start_ns;
  self->sample_seqnum = self->seqnum;
  tell (self);
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
new_preroll_cb (GstAppSink *appsink,
                gpointer    user_data)
{
  GstSample *sample = gst_app_sink_try_pull_preroll (appsink, 0);

  if (sample != NULL)
    take_sample (user_data, sample);
  return GST_FLOW_OK;
}

static GstFlowReturn
new_sample_cb (GstAppSink *appsink,
               gpointer    user_data)
{
  GstSample *sample = gst_app_sink_try_pull_sample (appsink, 0);

  if (sample != NULL)
    take_sample (user_data, sample);
  return GST_FLOW_OK;
}

static gboolean
swaps_sides (GstVideoOrientationMethod orientation)
{
  return orientation == GST_VIDEO_ORIENTATION_90R || orientation == GST_VIDEO_ORIENTATION_90L ||
         orientation == GST_VIDEO_ORIENTATION_UL_LR || orientation == GST_VIDEO_ORIENTATION_UR_LL;
}

/* With the lock held. Returns: (transfer full) (nullable): what to ask for from now on */
static GstCaps *
update_size (PosterVideoSink *self)
{
  gboolean swap = swaps_sides (self->orientation);
  int width = swap ? self->stored_height : self->stored_width;
  int height = swap ? self->stored_width : self->stored_height;
  double scale;

  if (width < 1 || height < 1)
    return NULL;
  if (self->width != width || self->height != height)
    {
      self->width = width;
      self->height = height;
      tell (self);
    }
  /* Never more than there is. */
  scale = MIN ((double) self->room_width / width, (double) self->room_height / height);
  scale = MIN (scale, 1);
  self->made_width = MAX (1, (int) (width * scale + 0.5));
  self->made_height = MAX (1, (int) (height * scale + 0.5));
  return gst_caps_new_simple ("video/x-raw",
                              "format", G_TYPE_STRING, "BGRA",
                              "width", G_TYPE_INT, self->made_width,
                              "height", G_TYPE_INT, self->made_height,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
                              NULL);
}

static void
apply_size (PosterVideoSink *self,
            GstCaps         *caps)
{
  if (caps == NULL)
    return;
  g_object_set (self->filter, "caps", caps, NULL);
  gst_caps_unref (caps);
}

static void
read_caps (PosterVideoSink *self,
           GstCaps         *caps)
{
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, caps))
    return;
  self->tone_map = poster_tone_map_get (&info.colorimetry);
  self->stored_height = info.height;
  self->stored_width = MAX (1, (int) gst_util_uint64_scale_int_round ((guint64) info.width, info.par_n, info.par_d));
  self->frame_ns = info.fps_n > 0 ? (gint64) gst_util_uint64_scale_int (GST_SECOND, info.fps_d, info.fps_n) : 0;
  /* Headers say 90000 frames a second where they mean to say nothing. */
  if (self->frame_ns < GST_SECOND / 500 || self->frame_ns > GST_SECOND)
    self->frame_ns = GST_SECOND / 30;
}

/* A decoder cuts what lies before the place sought by how long it believes that frames are, which
 * in files with frames of different lengths is wrong. So it is told to give all that it decodes:
 * the segment begins earlier by what its offset says, until held_cb() has put it right. */
static GstPadProbeReturn
widen_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstEvent *wide;
  GstSegment segment;
  guint64 before;

  if (GST_EVENT_TYPE (event) != GST_EVENT_SEGMENT)
    return GST_PAD_PROBE_OK;
  gst_event_copy_segment (event, &segment);
  if (segment.format != GST_FORMAT_TIME || segment.rate < 0 || segment.offset != 0 ||
      !GST_CLOCK_TIME_IS_VALID (segment.start) || !GST_CLOCK_TIME_IS_VALID (segment.time))
    return GST_PAD_PROBE_OK;
  before = MIN (segment.start, segment.time);
  segment.start -= before;
  segment.time -= before;
  segment.offset = before;
  wide = gst_event_new_segment (&segment);
  gst_event_set_seqnum (wide, gst_event_get_seqnum (event));
  gst_event_unref (event);
  GST_PAD_PROBE_INFO_DATA (info) = wide;
  return GST_PAD_PROBE_OK;
}

/* Returns: (transfer full): the segment as it was before widen_cb() */
static GstEvent *
narrow (PosterVideoSink *self,
        GstEvent        *event)
{
  GstEvent *right;

  gst_event_copy_segment (event, &self->segment);
  self->segment.start += self->segment.offset;
  self->segment.time += self->segment.offset;
  self->segment.offset = 0;
  self->seqnum = gst_event_get_seqnum (event);
  right = gst_event_new_segment (&self->segment);
  gst_event_set_seqnum (right, self->seqnum);
  gst_event_unref (event);
  return right;
}

/* With the lock held. Returns: (transfer full) (nullable): the frame that is shown at the place
 *   sought, cut to begin there */
static GstBuffer *
release (PosterVideoSink *self)
{
  GstBuffer *buffer;

  self->holding = FALSE;
  if (self->held == NULL)
    return NULL;
  buffer = gst_buffer_make_writable (g_steal_pointer (&self->held));
  self->cut_ns = (gint64) self->segment.time;
  self->begun_ns = stream_time (&self->segment, GST_BUFFER_PTS (buffer));
  GST_BUFFER_PTS (buffer) = self->segment.start;
  GST_BUFFER_DURATION (buffer) = GST_CLOCK_TIME_NONE;
  return buffer;
}

/* With the lock held. At the end: what was due after the last frame that came. */
static void
count_rest (PosterVideoSink *self)
{
  gint64 end_ns = G_MAXINT64;

  if (self->sample_ns < 0 || self->sample_seqnum != self->seqnum || self->segment.format != GST_FORMAT_TIME)
    return;
  if (GST_CLOCK_TIME_IS_VALID (self->segment.stop))
    end_ns = stream_time (&self->segment, self->segment.stop);
  self->n_dropped += (guint64) poster_frame_index_count (self->index, self->sample_ns, end_ns);
}

/* Lets through nothing that lies before the place sought but the last of it, which is what is shown
 * there. */
static GstPadProbeReturn
held_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  PosterVideoSink *self = user_data;
  GstBuffer *buffer = NULL;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    {
      GstBuffer *coming = GST_PAD_PROBE_INFO_BUFFER (info);

      g_mutex_lock (&self->lock);
      if (self->holding && GST_BUFFER_PTS_IS_VALID (coming))
        {
          if (GST_BUFFER_PTS (coming) < self->segment.start)
            {
              gst_clear_buffer (&self->held);
              self->held = coming;
              g_mutex_unlock (&self->lock);
              return GST_PAD_PROBE_HANDLED;
            }
          if (GST_BUFFER_PTS (coming) == self->segment.start)
            gst_clear_buffer (&self->held);
          buffer = release (self);
        }
      g_mutex_unlock (&self->lock);
    }
  else
    {
      g_mutex_lock (&self->lock);
      switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)))
        {
        case GST_EVENT_SEGMENT:
          GST_PAD_PROBE_INFO_DATA (info) = narrow (self, GST_PAD_PROBE_INFO_EVENT (info));
          gst_clear_buffer (&self->held);
          self->cut_ns = -1;
          self->ended = FALSE;
          self->holding = self->segment.format == GST_FORMAT_TIME && self->segment.rate > 0;
          break;
        case GST_EVENT_FLUSH_STOP:
          gst_clear_buffer (&self->held);
          self->holding = FALSE;
          self->ended = FALSE;
          self->seqnum = gst_event_get_seqnum (GST_PAD_PROBE_INFO_EVENT (info));
          break;
        case GST_EVENT_EOS:
          self->ended = TRUE;
          buffer = release (self);
          if (buffer == NULL)
            count_rest (self);
          break;
        default:
          break;
        }
      g_mutex_unlock (&self->lock);
    }
  /* Ahead of what is coming; this comes by here again, and is let through. */
  if (buffer != NULL)
    gst_pad_chain (pad, buffer);
  return GST_PAD_PROBE_OK;
}

/* What comes in, before it is scaled: the shape of the picture and which way up it is. */
static GstPadProbeReturn
incoming_cb (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  PosterVideoSink *self = user_data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstVideoOrientationMethod orientation;
  GstTagList *tags;
  GstCaps *caps = NULL;

  switch (GST_EVENT_TYPE (event))
    {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      g_mutex_lock (&self->lock);
      read_caps (self, caps);
      caps = update_size (self);
      g_mutex_unlock (&self->lock);
      break;
    case GST_EVENT_TAG:
      gst_event_parse_tag (event, &tags);
      if (gst_video_orientation_from_tag (tags, &orientation))
        {
          g_mutex_lock (&self->lock);
          self->orientation = orientation;
          caps = update_size (self);
          g_mutex_unlock (&self->lock);
        }
      break;
    default:
      break;
    }
  apply_size (self, caps);
  return GST_PAD_PROBE_OK;
}

/* What goes out, small and turned: that of high dynamic range would be grey on a common screen, since
 * conversion leaves its curve as it is. */
static GstPadProbeReturn
outgoing_cb (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  PosterVideoSink *self = user_data;
  const PosterToneMap *tone_map;
  g_autoptr(GstCaps) caps = NULL;
  GstVideoInfo video;
  GstVideoFrame frame;
  GstBuffer *buffer;

  g_mutex_lock (&self->lock);
  tone_map = self->tone_map;
  g_mutex_unlock (&self->lock);
  if (tone_map == NULL)
    return GST_PAD_PROBE_OK;
  caps = gst_pad_get_current_caps (pad);
  if (caps == NULL || !gst_video_info_from_caps (&video, caps))
    return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (gst_video_frame_map (&frame, &video, buffer, GST_MAP_READWRITE))
    {
      poster_tone_map_apply (tone_map, GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), GST_VIDEO_FRAME_WIDTH (&frame),
                             GST_VIDEO_FRAME_HEIGHT (&frame), GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
      gst_video_frame_unmap (&frame);
    }
  return GST_PAD_PROBE_OK;
}

/* What the file says about its frames. */
static GstPadProbeReturn
demuxed_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  PosterVideoSink *self = user_data;
  GstPadProbeType type = GST_PAD_PROBE_INFO_TYPE (info);

  if (type & GST_PAD_PROBE_TYPE_BUFFER)
    {
      GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
      g_autoptr(GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
      const GstSegment *segment;

      if (event == NULL || !GST_BUFFER_PTS_IS_VALID (buffer))
        return GST_PAD_PROBE_OK;
      gst_event_parse_segment (event, &segment);
      if (segment->format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (segment->time))
        return GST_PAD_PROBE_OK;
      g_mutex_lock (&self->lock);
      poster_frame_index_add (self->index, stream_time (segment, GST_BUFFER_PTS (buffer)),
                              GST_BUFFER_DTS_IS_VALID (buffer) ? stream_time (segment, GST_BUFFER_DTS (buffer)) : -1);
      g_mutex_unlock (&self->lock);
      return GST_PAD_PROBE_OK;
    }

  switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)))
    {
    case GST_EVENT_FLUSH_STOP:
    case GST_EVENT_EOS:
      g_mutex_lock (&self->lock);
      if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
        poster_frame_index_end (self->index);
      else
        poster_frame_index_clear (self->index);
      g_mutex_unlock (&self->lock);
      break;
    default:
      break;
    }
  return GST_PAD_PROBE_OK;
}

static void
pad_added_cb (GstElement *demuxer,
              GstPad     *pad,
              gpointer    user_data)
{
  g_autoptr(GstCaps) caps = gst_pad_query_caps (pad, NULL);

  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps) ||
      !g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/"))
    return;
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     demuxed_cb, sink_ref (user_data), sink_unref);
}

static void
unref_closure (gpointer  data,
               GClosure *closure)
{
  sink_unref (data);
}

static void
element_added_cb (GstBin     *playbin,
                  GstBin     *bin,
                  GstElement *element,
                  gpointer    user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory == NULL)
    return;
  if (gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO))
    {
      g_autoptr(GstPad) pad = gst_element_get_static_pad (element, "sink");

      if (pad != NULL)
        gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, widen_cb, NULL, NULL);
    }
  if (gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DEMUXER))
    g_signal_connect_data (element, "pad-added", G_CALLBACK (pad_added_cb), sink_ref (user_data), unref_closure, 0);
}

/**
 * poster_video_sink_new:
 * @func: called when there is something new
 * @user_data: passed to @func
 *
 * GStreamer must have been initialised.
 *
 * Returns: (transfer full) (nullable): the end of a pipeline; %NULL when elements are missing
 */
PosterVideoSink *
poster_video_sink_new (PosterVideoSinkFunc  func,
                       gpointer             user_data)
{
  static const GstAppSinkCallbacks callbacks = {
    .new_preroll = new_preroll_cb,
    .new_sample = new_sample_cb,
  };
  PosterVideoSink *self;
  g_autoptr(GstElement) appsink = NULL;
  g_autoptr(GstPad) out = NULL;
  g_autoptr(GstPad) pad = NULL;
  GstElement *bin;

  /* Scaled first, in the format that it comes in: the least work. Turned last, when it is small. */
  bin = gst_parse_bin_from_description ("videoscale name=scale method=bilinear2 add-borders=false n-threads=2 ! "
                                        "videoconvert dither=none n-threads=2 ! "
                                        "videoflip video-direction=auto ! "
                                        "capsfilter name=filter caps=video/x-raw,format=BGRA,pixel-aspect-ratio=1/1 ! "
                                        "appsink name=sink max-buffers=1 drop=true qos=true",
                                        TRUE, NULL);
  if (bin == NULL)
    return NULL;
  self = g_atomic_rc_box_new0 (PosterVideoSink);
  g_mutex_init (&self->lock);
  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->index = poster_frame_index_new ();
  self->cut_ns = -1;
  self->sample_ns = -1;
  self->room_width = DEFAULT_WIDTH;
  self->room_height = DEFAULT_HEIGHT;
  self->bin = gst_object_ref_sink (bin);
  self->filter = gst_bin_get_by_name (GST_BIN (bin), "filter");
  gst_object_unref (self->filter);

  appsink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  gst_app_sink_set_callbacks (GST_APP_SINK (appsink), (GstAppSinkCallbacks *) &callbacks, sink_ref (self), sink_unref);
  out = gst_element_get_static_pad (appsink, "sink");
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, outgoing_cb, sink_ref (self), sink_unref);
  pad = gst_element_get_static_pad (bin, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, incoming_cb, sink_ref (self), sink_unref);
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     held_cb, sink_ref (self), sink_unref);
  return self;
}

/**
 * poster_video_sink_close:
 * @self: (transfer full): a sink
 *
 * Gives it up: its function is not called any more, whatever the pipeline still does.
 */
void
poster_video_sink_close (PosterVideoSink *self)
{
  self->func = NULL;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->sample, gst_sample_unref);
  g_mutex_unlock (&self->lock);
  gst_clear_object (&self->bin);
  sink_unref (self);
}

/**
 * poster_video_sink_get_element:
 * @self: a sink
 *
 * Returns: (transfer none): what `playbin` takes as its `video-sink`
 */
GstElement *
poster_video_sink_get_element (PosterVideoSink *self)
{
  return self->bin;
}

/**
 * poster_video_sink_watch:
 * @self: a sink
 * @playbin: the pipeline it is the end of, before it starts
 *
 * Learns from the demuxer when each frame begins, and gets all frames from the decoder.
 */
void
poster_video_sink_watch (PosterVideoSink *self,
                         GstElement      *playbin)
{
  g_signal_connect_data (playbin, "deep-element-added", G_CALLBACK (element_added_cb),
                         sink_ref (self), unref_closure, 0);
}

/**
 * poster_video_sink_set_room:
 * @self: a sink
 * @width: room there is to show the picture in, in pixels of the screen
 * @height: room there is
 *
 * Asks for frames of that size, when it is materially another.
 *
 * Returns: whether frames will be of another size from now on
 */
gboolean
poster_video_sink_set_room (PosterVideoSink *self,
                            int              width,
                            int              height)
{
  GstCaps *caps = NULL;
  int before;

  if (width < 1 || height < 1)
    return FALSE;
  g_mutex_lock (&self->lock);
  before = self->made_width;
  if (width > self->room_width || height > self->room_height ||
      (width < self->room_width * MATERIALLY && height < self->room_height * MATERIALLY))
    {
      self->room_width = width;
      self->room_height = height;
      caps = update_size (self);
      if (before == self->made_width)
        g_clear_pointer (&caps, gst_caps_unref);
    }
  g_mutex_unlock (&self->lock);
  if (caps == NULL)
    return FALSE;
  apply_size (self, caps);
  return TRUE;
}

/**
 * poster_video_sink_get_size:
 * @self: a sink
 * @width: (out): of the picture as it is displayed: turned, with square pixels
 * @height: (out): likewise
 *
 * Returns: whether there is a picture
 */
gboolean
poster_video_sink_get_size (PosterVideoSink *self,
                            int             *width,
                            int             *height)
{
  g_mutex_lock (&self->lock);
  *width = self->width;
  *height = self->height;
  g_mutex_unlock (&self->lock);
  return *width > 0;
}

/**
 * poster_video_sink_get_ended:
 * @self: a sink
 * @seqnum: (out): of the latest seek
 *
 * Returns: whether all that comes of that seek has come, which may be nothing
 */
gboolean
poster_video_sink_get_ended (PosterVideoSink *self,
                             guint32         *seqnum)
{
  gboolean ended;

  g_mutex_lock (&self->lock);
  ended = self->ended;
  *seqnum = self->seqnum;
  g_mutex_unlock (&self->lock);
  return ended;
}

/**
 * poster_video_sink_take:
 * @self: a sink
 * @start_us: (out): when the frame begins in the clip, rounded down
 * @seqnum: (out): of the seek that it came of, or of a later event
 *
 * Returns: (transfer full) (nullable): the latest frame; %NULL when it has been taken already
 */
GdkTexture *
poster_video_sink_take (PosterVideoSink *self,
                        gint64          *start_us,
                        guint32         *seqnum)
{
  g_autoptr(GstSample) sample = NULL;
  GdkTexture *texture;
  GstVideoFrame frame;
  GstVideoInfo info;

  g_mutex_lock (&self->lock);
  sample = g_steal_pointer (&self->sample);
  *seqnum = self->sample_seqnum;
  if (sample != NULL)
    {
      if (self->sample_ns >= 0)
        *start_us = self->sample_ns / 1000;
      if (self->counts)
        self->n_shown++;
      self->counts = FALSE;
    }
  g_mutex_unlock (&self->lock);
  if (sample == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;

  if (!gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  texture = poster_texture_new_opaque (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0), GST_VIDEO_FRAME_WIDTH (&frame),
                                       GST_VIDEO_FRAME_HEIGHT (&frame), (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
  gst_video_frame_unmap (&frame);
  return texture;
}

/**
 * poster_video_sink_step:
 * @self: a sink
 * @start_us: when the frame that is shown begins
 * @frames: how many to go on, or back
 *
 * Returns: where to seek to, in microseconds; -1 when there is nothing more
 */
gint64
poster_video_sink_step (PosterVideoSink *self,
                        gint64           start_us,
                        int              frames)
{
  gint64 place_ns;

  g_mutex_lock (&self->lock);
  place_ns = poster_frame_index_step (self->index, start_us * 1000 + 999, frames, self->frame_ns);
  g_mutex_unlock (&self->lock);
  return place_ns < 0 ? -1 : place_ns / 1000;
}

/**
 * poster_video_sink_get_n_frames:
 * @self: a sink
 * @shown: (out): how many different frames were taken
 * @dropped: (out): how many others were due in between, but came too late or were not taken in time
 */
void
poster_video_sink_get_n_frames (PosterVideoSink *self,
                                guint64         *shown,
                                guint64         *dropped)
{
  g_mutex_lock (&self->lock);
  *shown = self->n_shown;
  *dropped = self->n_dropped;
  g_mutex_unlock (&self->lock);
}
