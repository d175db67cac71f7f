/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-convert"

#include "poster-media-convert.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-convert-image.h"
#include "poster-convert-pipeline.h"
#include "poster-json.h"
#include "poster-media-decode.h"

/* How often the position is asked for. */
#define TURN_NS (100 * GST_MSECOND)

/* Without progress in so many turns it never ends: a minute. */
#define MAX_TURNS_WITHOUT_PROGRESS 600

/* A result that is too large is made again with fewer bits, so often. */
#define MAX_ATTEMPTS 3

/* What one conversion is made of, and how far it is. */
typedef struct
{
  PosterMediaPulse     *pulse;
  PosterConvertPicture  picture;
  PosterConvertSound    sound;
  gboolean              wants_sound;
  gboolean              wants_silence;
  gint64                start_us;
  gint64                end_us;       /* -1 for its own end */
  gint64                duration_us;  /* of the result */
  gint64                max_size;

  GstElement           *pipeline;
  GstElement           *parser;
  GstElement           *muxer;
  GMutex                lock;         /* the parser's pads come in its own thread */
  GError               *error;        /* (nullable): why a stream cannot be made */
  GPtrArray            *blocked;      /* (element-type GstPad): wait for the seek */
  GArray               *probes;       /* (element-type gulong): of @blocked */
  gboolean              has_picture;
  gboolean              has_sound;
  gint64                made_us;      /* how much of the picture is made */
  gint                  frames;       /* atomic: how many came to the encoder */
  double                told;         /* how much of the work was said to be done */
} Conversion;

static gboolean
is_mappable (GstCaps    *caps,
             const char *prefix)
{
  return g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), prefix);
}

/* No stream moves before the parser has shown all of them. */
static GstPadProbeReturn
block_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GstElement *pipeline = user_data;

  gst_element_post_message (pipeline, gst_message_new_application (GST_OBJECT (pipeline), gst_structure_new_empty ("poster-streams")));
  return GST_PAD_PROBE_OK;
}

/* Nothing has been given on yet that could be thrown away; the muxer would take it for the end. */
static GstPadProbeReturn
drop_flush_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  return GST_PAD_PROBE_DROP;
}

/* The picture tells how far it is: sound runs ahead. */
static GstPadProbeReturn
made_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  Conversion *self = user_data;
  g_autoptr(GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;
  guint64 made;

  if (event == NULL)
    return GST_PAD_PROBE_OK;
  gst_event_parse_segment (event, &segment);
  made = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info)));
  if (GST_CLOCK_TIME_IS_VALID (made))
    {
      g_mutex_lock (&self->lock);
      self->made_us = MAX (self->made_us, (gint64) (made / 1000));
      g_mutex_unlock (&self->lock);
    }
  return GST_PAD_PROBE_OK;
}

/* Links a stream of the file to the container, by way of what changes it. */
static void
link_stream (Conversion *self,
             GstPad     *pad,
             GstElement *bin,
             const char *template_name)
{
  g_autoptr(GstPad) sink = gst_element_get_static_pad (bin, "sink");
  g_autoptr(GstPad) source = gst_element_get_static_pad (bin, "src");
  g_autoptr(GstPad) muxer_pad = NULL;
  gulong probe;

  gst_bin_add (GST_BIN (self->pipeline), bin);
  muxer_pad = gst_element_request_pad_simple (self->muxer, template_name);
  if (gst_pad_link (source, muxer_pad) != GST_PAD_LINK_OK || gst_pad_link (pad, sink) != GST_PAD_LINK_OK)
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("A stream of the file cannot be put into MP4."));
  if (self->start_us > 0 || self->end_us >= 0)
    {
      /* Events go on: the parser pushes some before it has shown all of its pads. */
      probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, block_cb, self->pipeline, NULL);
      g_ptr_array_add (self->blocked, gst_object_ref (pad));
      g_array_append_val (self->probes, probe);
      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, drop_flush_cb, NULL, NULL);
    }
  if (g_str_has_prefix (template_name, "video"))
    gst_pad_add_probe (muxer_pad, GST_PAD_PROBE_TYPE_BUFFER, made_cb, self, NULL);
  gst_element_sync_state_with_parent (bin);
}

/* The muxer takes no streams any more once it has begun: this one comes along with the picture. */
static void
add_silence (Conversion *self)
{
  GstElement *silence = poster_convert_silence_new (&self->sound, self->duration_us, &self->error);
  g_autoptr(GstPad) from = NULL;
  g_autoptr(GstPad) to = NULL;

  if (silence == NULL)
    return;
  gst_bin_add (GST_BIN (self->pipeline), silence);
  from = gst_element_get_static_pad (silence, "src");
  to = gst_element_request_pad_simple (self->muxer, "audio_%u");
  gst_pad_link (from, to);
  gst_element_sync_state_with_parent (silence);
}

static void
drop_stream (Conversion *self,
             GstPad     *pad)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr(GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");

  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_pad_link (pad, sink_pad);
  gst_element_sync_state_with_parent (sink);
}

static void
pad_added_cb (GstElement *parser,
              GstPad     *pad,
              gpointer    user_data)
{
  Conversion *self = user_data;
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstElement *bin = NULL;

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  if (self->error == NULL && is_mappable (caps, "video/") && !self->has_picture)
    {
      self->has_picture = TRUE;
      bin = poster_convert_picture_new (&self->picture, caps, &self->error);
      if (bin != NULL)
        link_stream (self, pad, bin, "video_%u");
      if (bin != NULL && self->error == NULL && self->wants_silence)
        add_silence (self);
    }
  else if (self->error == NULL && is_mappable (caps, "audio/") && !self->has_sound && self->wants_sound)
    {
      self->has_sound = TRUE;
      bin = poster_convert_sound_new (&self->sound, caps, &self->error);
      if (bin != NULL)
        link_stream (self, pad, bin, "audio_%u");
    }
  if (bin == NULL)
    drop_stream (self, pad);
}

static char *
reopen (int fd)
{
  return g_strdup_printf ("/proc/self/fd/%d", fd);
}

static gboolean
build (Conversion  *self,
       int          fd,
       int          scratch_fd,
       int          output_fd,
       GError     **error)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *sink = gst_element_factory_make ("filesink", NULL);
  g_autofree char *in = reopen (fd);
  g_autofree char *scratch = reopen (scratch_fd);
  g_autofree char *out = reopen (output_fd);

  self->parser = gst_element_factory_make ("parsebin", NULL);
  self->muxer = gst_element_factory_make ("mp4mux", NULL);
  if (source == NULL || sink == NULL || self->parser == NULL || self->muxer == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      g_clear_pointer (&sink, gst_object_unref);
      g_clear_pointer (&self->parser, gst_object_unref);
      g_clear_pointer (&self->muxer, gst_object_unref);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("This computer cannot make MP4 files: a part of GStreamer is missing."));
      return FALSE;
    }
  self->pipeline = gst_pipeline_new (NULL);
  g_object_set (source, "location", in, NULL);
  g_object_set (self->muxer, "faststart", TRUE, "faststart-file", scratch, NULL);
  g_object_set (sink, "location", out, "sync", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, self->parser, self->muxer, sink, NULL);
  gst_element_link (source, self->parser);
  gst_element_link (self->muxer, sink);
  g_signal_connect (self->parser, "pad-added", G_CALLBACK (pad_added_cb), self);
  return TRUE;
}

/* All streams stand still: they are sent to where the clip begins, and let go. */
static void
begin_at_start (Conversion *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->blocked->len == 0)
    return;
  gst_pad_send_event (g_ptr_array_index (self->blocked, 0),
                      gst_event_new_seek (1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                          GST_SEEK_TYPE_SET, self->start_us * GST_USECOND,
                                          self->end_us >= 0 ? GST_SEEK_TYPE_SET : GST_SEEK_TYPE_NONE,
                                          self->end_us >= 0 ? self->end_us * GST_USECOND : 0));
  for (guint i = 0; i < self->blocked->len; i++)
    gst_pad_remove_probe (g_ptr_array_index (self->blocked, i), g_array_index (self->probes, gulong, i));
  g_ptr_array_set_size (self->blocked, 0);
}

/* What went wrong, for a person: where the file itself is at fault, and where there is no room. */
static void
take_error (GstMessage  *message,
            GError     **error)
{
  g_autoptr(GError) problem = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &problem, &debug);
  g_debug ("%s: %s", problem->message, debug);
  if (g_error_matches (problem, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is no room left for the result."));
  else if (g_error_matches (problem, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
           g_error_matches (problem, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("This computer cannot decode the file."));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The file breaks off or is damaged: %s"), problem->message);
}

static gboolean
run (Conversion  *self,
     GError     **error)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);
  gint64 position = -1;
  int frames = -1, still = 0;

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  while (still < MAX_TURNS_WITHOUT_PROGRESS)
    {
      g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered (bus, TURN_NS, GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_APPLICATION);
      gint64 now;

      if (self->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&self->error));
          return FALSE;
        }
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          take_error (message, error);
          return FALSE;
        }
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
        return TRUE;
      if (message != NULL)
        begin_at_start (self);
      g_mutex_lock (&self->lock);
      now = self->made_us;
      g_mutex_unlock (&self->lock);
      /* An encoder takes in dozens of frames before it gives one out. */
      if (now == position && g_atomic_int_get (&self->frames) == frames)
        {
          still++;
          continue;
        }
      position = now;
      frames = g_atomic_int_get (&self->frames);
      still = 0;
      if (self->duration_us > 0)
        self->told = MAX (self->told, (double) now / self->duration_us);
      poster_media_pulse_progress (self->pulse, self->told);
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The file cannot be decoded to its end."));
  return FALSE;
}

static void
take_down (Conversion *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  g_ptr_array_set_size (self->blocked, 0);
  g_array_set_size (self->probes, 0);
  self->has_picture = self->has_sound = FALSE;
  self->made_us = 0;
}

static void
read_plan (Conversion *self,
           JsonObject *plan)
{
  JsonObject *expected = poster_json_get_object (plan, "expected");
  const char *audio = poster_json_get_string (plan, "audio");
  const char *fit = poster_json_get_string (plan, "fit");
  JsonObject *source = poster_json_get_object (plan, "source");
  int width = (int) poster_json_get_int (source, "width", 0);
  int height = (int) poster_json_get_int (source, "height", 0);
  double start = poster_json_get_double (plan, "start", 0), end = poster_json_get_double (plan, "end", -1);
  PosterConvertPicture *picture = &self->picture;
  double scale;

  self->start_us = (gint64) (start * G_USEC_PER_SEC);
  self->end_us = end >= 0 ? (gint64) (end * G_USEC_PER_SEC) : -1;
  self->duration_us = (gint64) (poster_json_get_double (expected, "duration", 0) * G_USEC_PER_SEC);
  self->max_size = poster_json_get_int (plan, "maxSize", 0);
  self->wants_sound = g_strcmp0 (audio, "copy") == 0 || g_strcmp0 (audio, "encode") == 0;
  self->wants_silence = g_strcmp0 (audio, "silence") == 0;
  self->sound.is_copied = g_strcmp0 (audio, "copy") == 0;
  self->sound.bitrate = poster_json_get_int (plan, "audioBitrate", 192000);
  self->sound.sample_rate = (int) poster_json_get_int (expected, "audioSampleRate", 48000);
  self->sound.channels = (int) poster_json_get_int (expected, "audioChannels", 2);
  self->sound.gain = 1;

  picture->is_copied = g_strcmp0 (poster_json_get_string (plan, "depth"), "picture") != 0;
  picture->is_hdr = poster_json_get_string (source, "hdr") != NULL;
  picture->width = (int) poster_json_get_int (expected, "width", 0);
  picture->height = (int) poster_json_get_int (expected, "height", 0);
  picture->is_blurred = g_strcmp0 (fit, "blur") == 0;
  picture->crop_x = poster_json_get_double (plan, "cropX", 0.5);
  picture->crop_y = poster_json_get_double (plan, "cropY", 0.5);
  picture->frame_rate = poster_json_get_double (expected, "frameRate", 0);
  picture->bitrate = poster_json_get_int (plan, "videoBitrate", 0);
  picture->inner_width = picture->width;
  picture->inner_height = picture->height;
  if (width <= 0 || height <= 0)
    return;
  scale = g_strcmp0 (fit, "crop") == 0 ? MAX ((double) picture->width / width, (double) picture->height / height)
                                       : MIN ((double) picture->width / width, (double) picture->height / height);
  /* Within two pixels it is the same shape. */
  picture->inner_width = fabs (width * scale - picture->width) <= 2 ? picture->width : (int) lround (width * scale / 2) * 2;
  picture->inner_height = fabs (height * scale - picture->height) <= 2 ? picture->height : (int) lround (height * scale / 2) * 2;
}

/**
 * poster_media_convert:
 * @fd: a clip or a picture
 * @plan: what is to be done, as poster_conversion_to_json() has it, with the facts of the clip as
 *   `source`
 * @scratch_fd: an empty file beside the result
 * @output_fd: an empty file: the result
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_NOT_SUPPORTED where this computer has no decoder or encoder, %G_IO_ERROR_NO_SPACE,
 *   %G_IO_ERROR_INVALID_DATA where the clip is at fault
 *
 * Makes an MP4 of a clip, a JPEG of a picture.
 *
 * Returns: whether it is whole
 */
gboolean
poster_media_convert (int                fd,
                      JsonObject        *plan,
                      int                scratch_fd,
                      int                output_fd,
                      PosterMediaPulse  *pulse,
                      GError           **error)
{
  Conversion self = { .pulse = pulse };
  gboolean is_done = FALSE;

  if (g_strcmp0 (poster_json_get_string (poster_json_get_object (plan, "source"), "type"), "image") == 0)
    return poster_convert_image (fd, plan, output_fd, pulse, error);
  poster_media_decode_init (pulse);
  g_mutex_init (&self.lock);
  self.blocked = g_ptr_array_new_with_free_func (gst_object_unref);
  self.probes = g_array_new (FALSE, FALSE, sizeof (gulong));
  read_plan (&self, plan);
  self.picture.frames = &self.frames;
  for (guint attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      struct stat status;

      is_done = ftruncate (output_fd, 0) == 0 && ftruncate (scratch_fd, 0) == 0 &&
                build (&self, fd, scratch_fd, output_fd, error) && run (&self, error);
      take_down (&self);
      if (!is_done || self.max_size <= 0 || self.picture.is_copied || fstat (output_fd, &status) != 0 ||
          status.st_size <= self.max_size || self.duration_us <= 0)
        break;
      /* The encoder took more than it was given. */
      self.picture.bitrate = (gint64) (((double) self.max_size / status.st_size) * 0.98 *
                                       (self.picture.bitrate > 0 ? (double) self.picture.bitrate
                                                                 : (double) status.st_size * 8 * G_USEC_PER_SEC / self.duration_us -
                                                                     self.sound.bitrate));
    }
  g_clear_error (&self.error);
  g_ptr_array_unref (self.blocked);
  g_array_unref (self.probes);
  g_mutex_clear (&self.lock);
  return is_done;
}
