/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player"

#include "poster-player-private.h"

#include "poster-player-listener.h"
#include "poster-player-words.h"

#include <glib/gi18n-lib.h>
#include <gst/audio/streamvolume.h>
#include <gst/pbutils/pbutils.h>

/* Of playbin's flags, which it exports as a type of its own only. */
#define FLAG_VIDEO        (1 << 0)
#define FLAG_AUDIO        (1 << 1)
#define FLAG_SOFT_VOLUME  (1 << 4)
#define FLAG_NATIVE_VIDEO (1 << 6)

/* The state that what is wanted comes down to. */
void
poster_player_apply_state (PosterPlayer *self)
{
  if (self->playbin != NULL && self->prepared)
    gst_element_set_state (self->playbin,
                           self->playing && !self->scrubbing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
}

static void
stop_cb (GstElement *playbin,
         gpointer    user_data)
{
  gst_element_set_state (playbin, GST_STATE_NULL);
}

/* The threads of a pipeline take their time to end: that is waited for elsewhere. */
void
poster_player_close_pipeline (PosterPlayer *self)
{
  g_autoptr(GstBus) bus = NULL;

  if (self->playbin == NULL)
    return;
  bus = gst_element_get_bus (self->playbin);
  gst_bus_remove_watch (bus);
  g_clear_pointer (&self->sink, poster_video_sink_close);
  gst_clear_object (&self->audio_sink);
  gst_element_call_async (self->playbin, stop_cb, NULL, NULL);
  gst_clear_object (&self->playbin);
  g_clear_pointer (&self->missing, g_free);
  self->ended = FALSE;
  self->seqnum = 0;
  self->wanted_us = -1;
  self->wanted_steps = 0;
  poster_player_update_seeking (self, FALSE);
}

static void
fail (PosterPlayer *self,
      char         *words)
{
  poster_player_close_pipeline (self);
  poster_player_update_prepared (self, FALSE);
  poster_player_update_playing (self, FALSE);
  g_free (self->error);
  self->error = words;
  poster_player_notify (self, PROP_ERROR);
}

static void
update_duration (PosterPlayer *self)
{
  gint64 duration_ns;

  if (!gst_element_query_duration (self->playbin, GST_FORMAT_TIME, &duration_ns) ||
      duration_ns / 1000 == self->duration_us)
    return;
  self->duration_us = duration_ns / 1000;
  poster_player_notify (self, PROP_DURATION_US);
}

/* What comes after a seek has its number, or one that was given later. */
static gboolean
is_of_latest_seek (PosterPlayer *self,
                   guint32       seqnum)
{
  return (gint32) (seqnum - self->seqnum) >= 0;
}

/* A frame, or a shape, has come. */
static void
news_cb (gpointer user_data)
{
  PosterPlayer *self = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  guint32 seqnum;
  int width, height;

  if (poster_video_sink_get_size (self->sink, &width, &height) && (width != self->width || height != self->height))
    {
      self->width = width;
      self->height = height;
      g_object_freeze_notify (G_OBJECT (self));
      poster_player_notify (self, PROP_WIDTH);
      poster_player_notify (self, PROP_HEIGHT);
      g_object_thaw_notify (G_OBJECT (self));
      gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
    }

  texture = poster_video_sink_take (self->sink, &self->shown_us, &seqnum);
  if (texture == NULL)
    return;
  g_set_object (&self->texture, texture);
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (self->seeking && is_of_latest_seek (self, seqnum))
    poster_player_update_seeking (self, FALSE);
  /* While a seek is on its way, the place is where that goes to. */
  if (self->prepared && !self->seeking && self->wanted_us < 0)
    poster_player_update_position (self, MAX (self->shown_us, 0));
  poster_player_go_on_seeking (self);
}

/* What announces the end may have an older number when nothing came before it. */
static gboolean
has_ended (PosterPlayer *self)
{
  guint32 seqnum;

  return poster_video_sink_get_ended (self->sink, &seqnum) && is_of_latest_seek (self, seqnum);
}

/* Of the latest seek all has come. Returns: whether one can go on, which one cannot when there is not
 * even a beginning any more */
static gboolean
finish_seek (PosterPlayer *self)
{
  if (self->seeking && self->sought_us == 0)
    {
      fail (self, g_strdup (_("The file can no longer be read: is its disk still connected?")));
      return FALSE;
    }
  /* Where one sought there was no frame any more. */
  poster_player_update_seeking (self, FALSE);
  self->ended = TRUE;
  return TRUE;
}

static void
async_done (PosterPlayer *self)
{
  if (self->prepared)
    {
      /* While it does not play, this is all one hears of a place where nothing can be read. A frame
       * that is there is taken first. */
      if (self->seeking && has_ended (self))
        news_cb (self);
      if (self->seeking && has_ended (self) && finish_seek (self))
        poster_player_go_on_seeking (self);
      return;
    }
  /* Nothing reached the end for pictures: there are none. */
  if (!poster_video_sink_get_size (self->sink, &self->width, &self->height))
    {
      fail (self, self->missing != NULL ? g_steal_pointer (&self->missing)
                                        : g_strdup (_("The file has sound but no picture.")));
      return;
    }
  poster_player_notify (self, PROP_WIDTH);
  poster_player_notify (self, PROP_HEIGHT);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  update_duration (self);
  poster_player_update_prepared (self, TRUE);
  if (self->rate != 1 && self->wanted_us < 0)
    self->wanted_us = self->position_us;
  poster_player_apply_state (self);
  news_cb (self);
  poster_player_go_on_seeking (self);
}

static void
end_of_clip (PosterPlayer *self,
             guint32       seqnum)
{
  /* A frame that is there is taken first, and may be followed by another seek. */
  if (self->seeking)
    news_cb (self);
  if ((!is_of_latest_seek (self, seqnum) && !has_ended (self)) || !finish_seek (self))
    return;
  if (self->loop && self->playing && !self->scrubbing)
    {
      if (!self->seeking && self->wanted_us < 0)
        poster_player_seek (self, 0);
      return;
    }
  if (self->playing && !self->scrubbing)
    {
      poster_player_update_playing (self, FALSE);
      poster_player_apply_state (self);
    }
  poster_player_go_on_seeking (self);
}

static gboolean
is_of_sound (PosterPlayer *self,
             GstObject    *source)
{
  return self->audio_sink != NULL &&
         (source == GST_OBJECT (self->audio_sink) ||
          gst_object_has_as_ancestor (source, GST_OBJECT (self->audio_sink)));
}

static void
handle_error (PosterPlayer *self,
              GstMessage   *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  g_debug ("%s: %s", error->message, debug);
  if (!self->no_sound && is_of_sound (self, GST_MESSAGE_SRC (message)))
    {
      gint64 position_us = self->position_us;

      poster_player_close_pipeline (self);
      self->no_sound = TRUE;
      self->wanted_us = self->prepared ? position_us : -1;
      self->prepared = FALSE;
      poster_player_open_pipeline (self);
      return;
    }
  fail (self, self->missing != NULL ? g_steal_pointer (&self->missing) : poster_player_words_for_error (error));
}

/* A demuxer failed, which may be all that is ever heard of it. Once a frame is there, what comes of
 * it is up to the pipeline. */
static void
handle_demuxer_error (PosterPlayer *self,
                      GstMessage   *message)
{
  g_autoptr(GError) error = NULL;

  if (self->prepared || !gst_message_has_name (message, POSTER_PLAYER_LISTENER_ERROR))
    return;
  gst_structure_get (gst_message_get_structure (message), "error", G_TYPE_ERROR, &error, NULL);
  fail (self, poster_player_words_for_error (error));
}

static void
handle_missing (PosterPlayer *self,
                GstMessage   *message)
{
  gboolean is_video;
  g_autofree char *words = poster_player_words_for_missing (message, &is_video);

  /* A clip whose sound cannot be decoded plays without. What follows is an error, or an end of
   * preparing without a picture. */
  if (is_video && self->missing == NULL)
    self->missing = g_steal_pointer (&words);
}

static gboolean
message_cb (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  PosterPlayer *self = user_data;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ASYNC_DONE:
      if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->playbin))
        async_done (self);
      break;
    case GST_MESSAGE_DURATION_CHANGED:
      update_duration (self);
      break;
    case GST_MESSAGE_EOS:
      end_of_clip (self, gst_message_get_seqnum (message));
      break;
    case GST_MESSAGE_ERROR:
      handle_error (self, message);
      break;
    case GST_MESSAGE_APPLICATION:
      handle_demuxer_error (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      if (gst_is_missing_plugin_message (message))
        handle_missing (self, message);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* GTK shows volume as one hears it. */
void
poster_player_apply_volume (PosterPlayer *self)
{
  if (self->playbin == NULL)
    return;
  gst_stream_volume_set_volume (GST_STREAM_VOLUME (self->playbin), GST_STREAM_VOLUME_FORMAT_CUBIC, self->volume);
  gst_stream_volume_set_mute (GST_STREAM_VOLUME (self->playbin), self->muted);
}

/* Returns: (transfer full): what the sound goes to */
static GstElement *
create_audio_sink (PosterPlayer *self)
{
  GstElement *sink = NULL;

  if (!self->no_sound)
    sink = gst_element_factory_make ("autoaudiosink", NULL);
  if (sink == NULL)
    {
      sink = gst_element_factory_make ("fakesink", NULL);
      if (sink != NULL)
        g_object_set (sink, "sync", TRUE, NULL);
    }
  return sink != NULL ? gst_object_ref_sink (sink) : NULL;
}

void
poster_player_open_pipeline (PosterPlayer *self)
{
  g_autofree char *uri = g_file_get_uri (self->file);
  g_autoptr(GstBus) bus = NULL;
  GstElement *tempo;

  /* Not playbin3. That of 1.22.0, which is our floor, was loaded and stopped 100 times with each of ten
   * clips: one of a telephone with Dolby Vision crashed it 68 times, in its own change to NULL, one
   * without a description of its sound once (an assertion in reconfigure_output()); with a decoder
   * missing it hung once in 400 times. playbin did none of it. */
  self->playbin = gst_element_factory_make ("playbin", NULL);
  if (self->playbin != NULL)
    {
      gst_object_ref_sink (self->playbin);
      self->sink = poster_video_sink_new (news_cb, self);
    }
  if (self->sink == NULL)
    {
      gst_clear_object (&self->playbin);
      fail (self, g_strdup (_("The media libraries of this computer are not complete.")));
      return;
    }
  if (self->room_width > 0)
    poster_video_sink_set_room (self->sink, self->room_width, self->room_height);
  poster_video_sink_watch (self->sink, self->playbin);
  self->audio_sink = create_audio_sink (self);
  g_object_set (self->playbin,
                "flags", FLAG_VIDEO | FLAG_AUDIO | FLAG_SOFT_VOLUME | FLAG_NATIVE_VIDEO,
                "video-sink", poster_video_sink_get_element (self->sink),
                "audio-sink", self->audio_sink,
                "uri", uri,
                NULL);
  /* Slow or fast, voices stay as high as they are. */
  tempo = gst_parse_bin_from_description ("audioconvert ! scaletempo", TRUE, NULL);
  if (tempo != NULL)
    g_object_set (self->playbin, "audio-filter", tempo, NULL);
  poster_player_apply_volume (self);
  bus = gst_element_get_bus (self->playbin);
  gst_bus_add_watch (bus, message_cb, self);
  gst_element_set_state (self->playbin, GST_STATE_PAUSED);
}
