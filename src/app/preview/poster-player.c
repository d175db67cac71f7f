/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player"

#include "poster-player.h"

#include "poster-player-listener.h"
#include "poster-player-words.h"
#include "poster-video-sink.h"

#include <glib/gi18n-lib.h>
#include <gst/audio/streamvolume.h>
#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
#include <math.h>

/* Of playbin's flags, which it exports as a type of its own only. */
#define FLAG_VIDEO        (1 << 0)
#define FLAG_AUDIO        (1 << 1)
#define FLAG_SOFT_VOLUME  (1 << 4)
#define FLAG_NATIVE_VIDEO (1 << 6)

#define MIN_RATE 0.25
#define MAX_RATE 4.0

/**
 * PosterPlayer:
 *
 * Plays a clip as a #GdkPaintable, at the size that it is shown at.
 *
 * All of it is used from the main context that it was made in; nothing blocks there. GStreamer is
 * not touched before the first file is set. Without a sound device it plays silently.
 *
 * What could not be played is told by #PosterPlayer:error. Only files that the media worker has
 * decoded once before belong here: a decoder may crash.
 */
struct _PosterPlayer
{
  GObject          parent_instance;

  GFile           *file;             /* (nullable) */
  char            *error;            /* (nullable) */
  GdkTexture      *texture;          /* (nullable): the frame shown */
  gint64           shown_us;         /* when that begins */
  gint64           position_us;
  gint64           duration_us;
  int              width;            /* as displayed; 0 until known */
  int              height;
  int              room_width;       /* 0: nobody has said */
  int              room_height;
  double           volume;
  double           rate;
  gboolean         muted;
  gboolean         loop;
  gboolean         playing;          /* what is wanted, also while a scrub holds it still */
  gboolean         scrubbing;
  gboolean         prepared;

  GstElement      *playbin;          /* (nullable) */
  PosterVideoSink *sink;             /* (nullable): with @playbin */
  GstElement      *audio_sink;       /* (nullable): with @playbin */
  gboolean         no_sound;         /* the sound device failed: this file plays without */
  char            *missing;          /* (nullable): what to say when no picture comes, with @playbin */
  gboolean         ended;
  gboolean         seeking;          /* one seek is on its way */
  guint32          seqnum;           /* of the latest */
  gint64           sought_us;        /* and where it goes to */
  gint64           wanted_us;        /* where to go when that is done; -1 for nowhere */
  int              wanted_steps;     /* and by how many frames after that */
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterPlayer, poster_player, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

enum
{
  PROP_0,
  PROP_FILE,
  PROP_IS_PREPARED,
  PROP_IS_SEEKING,
  PROP_PLAYING,
  PROP_POSITION_US,
  PROP_DURATION_US,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_MUTED,
  PROP_VOLUME,
  PROP_RATE,
  PROP_LOOP,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void open_file (PosterPlayer *self);

static void
notify (PosterPlayer *self,
        int           property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_position (PosterPlayer *self,
              gint64        position_us)
{
  if (self->position_us == position_us)
    return;
  self->position_us = position_us;
  notify (self, PROP_POSITION_US);
}

static void
set_playing (PosterPlayer *self,
             gboolean      playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  notify (self, PROP_PLAYING);
}

static void
set_seeking (PosterPlayer *self,
             gboolean      seeking)
{
  if (self->seeking == seeking)
    return;
  self->seeking = seeking;
  notify (self, PROP_IS_SEEKING);
}

static void
set_prepared (PosterPlayer *self,
              gboolean      prepared)
{
  if (self->prepared == prepared)
    return;
  self->prepared = prepared;
  notify (self, PROP_IS_PREPARED);
}

/* The state that what is wanted comes down to. */
static void
apply_state (PosterPlayer *self)
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
static void
close_pipeline (PosterPlayer *self)
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
  set_seeking (self, FALSE);
}

static void
fail (PosterPlayer *self,
      char         *words)
{
  close_pipeline (self);
  set_prepared (self, FALSE);
  set_playing (self, FALSE);
  g_free (self->error);
  self->error = words;
  notify (self, PROP_ERROR);
}

static void
start_seek (PosterPlayer *self,
            gint64        position_us)
{
  /* A microsecond is longer than what a frame's beginning was rounded down by. */
  gint64 position_ns = position_us * 1000 + 999;
  GstEvent *event = gst_event_new_seek (self->rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                        GST_SEEK_TYPE_SET, position_ns, GST_SEEK_TYPE_NONE, -1);

  self->ended = FALSE;
  self->sought_us = position_us;
  self->seqnum = gst_event_get_seqnum (event);
  set_seeking (self, TRUE);
  if (!gst_element_send_event (self->playbin, event))
    set_seeking (self, FALSE);
}

/* One seek at a time; of those asked for meanwhile only the last counts. */
static void
go_on_seeking (PosterPlayer *self)
{
  if (self->playbin == NULL || !self->prepared || self->seeking)
    return;
  if (self->wanted_us >= 0)
    {
      gint64 wanted_us = self->wanted_us;

      self->wanted_us = -1;
      start_seek (self, wanted_us);
    }
  else if (self->wanted_steps != 0)
    {
      gint64 wanted_us = poster_video_sink_step (self->sink, self->position_us, self->wanted_steps);

      self->wanted_steps = 0;
      if (wanted_us >= 0)
        start_seek (self, wanted_us);
    }
}

static void
update_duration (PosterPlayer *self)
{
  gint64 duration_ns;

  if (!gst_element_query_duration (self->playbin, GST_FORMAT_TIME, &duration_ns) ||
      duration_ns / 1000 == self->duration_us)
    return;
  self->duration_us = duration_ns / 1000;
  notify (self, PROP_DURATION_US);
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
      notify (self, PROP_WIDTH);
      notify (self, PROP_HEIGHT);
      g_object_thaw_notify (G_OBJECT (self));
      gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
    }

  texture = poster_video_sink_take (self->sink, &self->shown_us, &seqnum);
  if (texture == NULL)
    return;
  g_set_object (&self->texture, texture);
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (self->seeking && is_of_latest_seek (self, seqnum))
    set_seeking (self, FALSE);
  /* While a seek is on its way, the place is where that goes to. */
  if (self->prepared && !self->seeking && self->wanted_us < 0)
    set_position (self, MAX (self->shown_us, 0));
  go_on_seeking (self);
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
  set_seeking (self, FALSE);
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
        go_on_seeking (self);
      return;
    }
  /* Nothing reached the end for pictures: there are none. */
  if (!poster_video_sink_get_size (self->sink, &self->width, &self->height))
    {
      fail (self, self->missing != NULL ? g_steal_pointer (&self->missing)
                                        : g_strdup (_("The file has sound but no picture.")));
      return;
    }
  notify (self, PROP_WIDTH);
  notify (self, PROP_HEIGHT);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  update_duration (self);
  set_prepared (self, TRUE);
  if (self->rate != 1 && self->wanted_us < 0)
    self->wanted_us = self->position_us;
  apply_state (self);
  news_cb (self);
  go_on_seeking (self);
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
      set_playing (self, FALSE);
      apply_state (self);
    }
  go_on_seeking (self);
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

      close_pipeline (self);
      self->no_sound = TRUE;
      self->wanted_us = self->prepared ? position_us : -1;
      self->prepared = FALSE;
      open_file (self);
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
static void
apply_volume (PosterPlayer *self)
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

static void
open_file (PosterPlayer *self)
{
  g_autofree char *uri = g_file_get_uri (self->file);
  g_autoptr(GstBus) bus = NULL;
  GstElement *tempo;

  /* Not playbin3: that of 1.22, which is our floor, crashes now and then when it is stopped on a file
   * for which a decoder is missing. */
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
  apply_volume (self);
  bus = gst_element_get_bus (self->playbin);
  gst_bus_add_watch (bus, message_cb, self);
  gst_element_set_state (self->playbin, GST_STATE_PAUSED);
}

static void
poster_player_snapshot (GdkPaintable *paintable,
                        GdkSnapshot  *snapshot,
                        double        width,
                        double        height)
{
  PosterPlayer *self = POSTER_PLAYER (paintable);

  if (self->texture != NULL)
    gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
}

static GdkPaintable *
poster_player_get_current_image (GdkPaintable *paintable)
{
  PosterPlayer *self = POSTER_PLAYER (paintable);

  if (self->texture != NULL)
    return g_object_ref (GDK_PAINTABLE (self->texture));
  return gdk_paintable_new_empty (self->width, self->height);
}

static int
poster_player_get_intrinsic_width (GdkPaintable *paintable)
{
  return POSTER_PLAYER (paintable)->width;
}

static int
poster_player_get_intrinsic_height (GdkPaintable *paintable)
{
  return POSTER_PLAYER (paintable)->height;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = poster_player_snapshot;
  iface->get_current_image = poster_player_get_current_image;
  iface->get_intrinsic_width = poster_player_get_intrinsic_width;
  iface->get_intrinsic_height = poster_player_get_intrinsic_height;
}

static void
poster_player_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PosterPlayer *self = POSTER_PLAYER (object);

  switch (property_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_IS_PREPARED:
      g_value_set_boolean (value, self->prepared);
      break;
    case PROP_IS_SEEKING:
      g_value_set_boolean (value, poster_player_get_is_seeking (self));
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    case PROP_POSITION_US:
      g_value_set_int64 (value, self->position_us);
      break;
    case PROP_DURATION_US:
      g_value_set_int64 (value, self->duration_us);
      break;
    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, self->height);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_LOOP:
      g_value_set_boolean (value, self->loop);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_player_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  PosterPlayer *self = POSTER_PLAYER (object);

  switch (property_id)
    {
    case PROP_FILE:
      poster_player_set_file (self, g_value_get_object (value));
      break;
    case PROP_PLAYING:
      if (g_value_get_boolean (value))
        poster_player_play (self);
      else
        poster_player_pause (self);
      break;
    case PROP_MUTED:
      poster_player_set_muted (self, g_value_get_boolean (value));
      break;
    case PROP_VOLUME:
      poster_player_set_volume (self, g_value_get_double (value));
      break;
    case PROP_RATE:
      poster_player_set_rate (self, g_value_get_double (value));
      break;
    case PROP_LOOP:
      poster_player_set_loop (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_player_dispose (GObject *object)
{
  PosterPlayer *self = POSTER_PLAYER (object);

  close_pipeline (self);
  g_clear_object (&self->texture);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (poster_player_parent_class)->dispose (object);
}

static void
poster_player_finalize (GObject *object)
{
  PosterPlayer *self = POSTER_PLAYER (object);

  g_free (self->error);
  G_OBJECT_CLASS (poster_player_parent_class)->finalize (object);
}

static void
poster_player_class_init (PosterPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags set = shown | G_PARAM_WRITABLE;

  object_class->get_property = poster_player_get_property;
  object_class->set_property = poster_player_set_property;
  object_class->dispose = poster_player_dispose;
  object_class->finalize = poster_player_finalize;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, set);
  /**
   * PosterPlayer:is-prepared:
   *
   * Whether the first frame is there, and with it size and duration.
   */
  properties[PROP_IS_PREPARED] = g_param_spec_boolean ("is-prepared", NULL, NULL, FALSE, shown);
  /**
   * PosterPlayer:is-seeking:
   *
   * Whether a frame that was asked for is not shown yet.
   */
  properties[PROP_IS_SEEKING] = g_param_spec_boolean ("is-seeking", NULL, NULL, FALSE, shown);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, set);
  /**
   * PosterPlayer:position-us:
   *
   * When the frame that is shown begins; while a seek is on its way, where that goes to.
   */
  properties[PROP_POSITION_US] = g_param_spec_int64 ("position-us", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_DURATION_US] = g_param_spec_int64 ("duration-us", NULL, NULL, 0, G_MAXINT64, 0, shown);
  /**
   * PosterPlayer:width:
   *
   * Of the picture as it is displayed, turned and with square pixels; 0 until it is known.
   */
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0, shown);
  properties[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 0, G_MAXINT, 0, shown);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, set);
  /**
   * PosterPlayer:volume:
   *
   * As one hears it: half is half as loud.
   */
  properties[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, set);
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, MIN_RATE, MAX_RATE, 1, set);
  /**
   * PosterPlayer:loop:
   *
   * Whether it starts again at the end, as feeds do.
   */
  properties[PROP_LOOP] = g_param_spec_boolean ("loop", NULL, NULL, TRUE, set);
  /**
   * PosterPlayer:error:
   *
   * Why the file cannot be played, as a sentence for people; %NULL while it can.
   */
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, shown);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_player_init (PosterPlayer *self)
{
  self->volume = 1;
  self->rate = 1;
  self->loop = TRUE;
  self->wanted_us = -1;
}

/**
 * poster_player_new:
 *
 * Returns: (transfer full): a player without a file
 */
PosterPlayer *
poster_player_new (void)
{
  return g_object_new (POSTER_TYPE_PLAYER, NULL);
}

/**
 * poster_player_set_file:
 * @self: a player
 * @file: (nullable): a clip; %NULL for none
 *
 * Opens a file, or closes it. It does not play before it is told to, but shows its first frame,
 * see #PosterPlayer:is-prepared.
 */
void
poster_player_set_file (PosterPlayer *self,
                        GFile        *file)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));
  g_return_if_fail (file == NULL || G_IS_FILE (file));

  if (self->file == file || (self->file != NULL && file != NULL && g_file_equal (self->file, file)))
    return;
  g_object_freeze_notify (G_OBJECT (self));
  close_pipeline (self);
  g_set_object (&self->file, file);
  notify (self, PROP_FILE);
  set_prepared (self, FALSE);
  set_playing (self, FALSE);
  set_position (self, 0);
  self->no_sound = FALSE;
  self->scrubbing = FALSE;
  self->shown_us = 0;
  self->duration_us = 0;
  self->width = 0;
  self->height = 0;
  g_clear_object (&self->texture);
  g_clear_pointer (&self->error, g_free);
  for (int property = PROP_DURATION_US; property <= PROP_HEIGHT; property++)
    notify (self, property);
  notify (self, PROP_ERROR);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (file != NULL)
    {
      gst_init (NULL, NULL);
      poster_player_listener_start ();
      open_file (self);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * poster_player_play:
 * @self: a player
 *
 * Plays, from the start again when it is at the end; once the file is prepared, if it is not yet.
 */
void
poster_player_play (PosterPlayer *self)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  if (self->playbin == NULL)
    return;
  if (self->ended)
    poster_player_seek (self, 0);
  set_playing (self, TRUE);
  apply_state (self);
}

/**
 * poster_player_pause:
 * @self: a player
 *
 * Stays at the frame that is shown.
 */
void
poster_player_pause (PosterPlayer *self)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  set_playing (self, FALSE);
  apply_state (self);
}

/**
 * poster_player_toggle:
 * @self: a player
 *
 * Plays, or pauses.
 */
void
poster_player_toggle (PosterPlayer *self)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  if (self->playing)
    poster_player_pause (self);
  else
    poster_player_play (self);
}

/**
 * poster_player_seek:
 * @self: a player
 * @position_us: where to
 *
 * Goes to exactly the frame that is shown at that moment. While it is on its way to one, only the
 * last of those asked for counts.
 */
void
poster_player_seek (PosterPlayer *self,
                    gint64        position_us)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  if (self->playbin == NULL)
    return;
  if (self->duration_us > 0)
    position_us = MIN (position_us, self->duration_us);
  self->wanted_us = MAX (position_us, 0);
  self->wanted_steps = 0;
  set_position (self, self->wanted_us);
  go_on_seeking (self);
}

/**
 * poster_player_step_frame:
 * @self: a player
 * @frames: how many to go on; negative to go back
 *
 * Pauses, and goes to another frame, counted from the one that is shown. Does not go past the
 * first or the last one.
 */
void
poster_player_step_frame (PosterPlayer *self,
                          int           frames)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  if (self->playbin == NULL)
    return;
  poster_player_pause (self);
  self->wanted_steps += frames;
  go_on_seeking (self);
}

/**
 * poster_player_begin_scrub:
 * @self: a player
 *
 * Holds still while someone drags: the seeks that follow each show their frame. #PosterPlayer:playing
 * stays as it is.
 */
void
poster_player_begin_scrub (PosterPlayer *self)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  self->scrubbing = TRUE;
  apply_state (self);
}

/**
 * poster_player_end_scrub:
 * @self: a player
 *
 * Goes on as before the scrub.
 */
void
poster_player_end_scrub (PosterPlayer *self)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  self->scrubbing = FALSE;
  apply_state (self);
}

/**
 * poster_player_set_room:
 * @self: a player
 * @width: room there is to show the picture in, in pixels of the screen
 * @height: room there is
 *
 * Says how large the picture is shown: frames are made no larger.
 */
void
poster_player_set_room (PosterPlayer *self,
                        int           width,
                        int           height)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  self->room_width = width;
  self->room_height = height;
  /* When it plays, the next frame comes by itself. */
  if (self->sink != NULL && poster_video_sink_set_room (self->sink, width, height) && self->prepared &&
      !(self->playing && !self->scrubbing) && self->wanted_us < 0)
    poster_player_seek (self, self->position_us);
}

gboolean
poster_player_get_is_prepared (PosterPlayer *self)
{
  return self->prepared;
}

gboolean
poster_player_get_is_seeking (PosterPlayer *self)
{
  return self->seeking || self->wanted_us >= 0 || self->wanted_steps != 0;
}

GFile *
poster_player_get_file (PosterPlayer *self)
{
  return self->file;
}

gboolean
poster_player_get_playing (PosterPlayer *self)
{
  return self->playing;
}

gint64
poster_player_get_position_us (PosterPlayer *self)
{
  return self->position_us;
}

gint64
poster_player_get_duration_us (PosterPlayer *self)
{
  return self->duration_us;
}

int
poster_player_get_width (PosterPlayer *self)
{
  return self->width;
}

int
poster_player_get_height (PosterPlayer *self)
{
  return self->height;
}

/**
 * poster_player_get_n_frames:
 * @self: a player
 * @shown: (out): how many different frames of the file that is open were shown
 * @dropped: (out): how many were due while it played, but came too late to be shown
 */
void
poster_player_get_n_frames (PosterPlayer *self,
                            guint64      *shown,
                            guint64      *dropped)
{
  *shown = *dropped = 0;
  if (self->sink != NULL)
    poster_video_sink_get_n_frames (self->sink, shown, dropped);
}

/**
 * poster_player_get_error:
 * @self: a player
 *
 * Returns: (nullable): why the file cannot be played, as a sentence for people
 */
const char *
poster_player_get_error (PosterPlayer *self)
{
  return self->error;
}

/**
 * poster_player_get_texture:
 * @self: a player
 *
 * Returns: (nullable) (transfer none): the frame that is shown
 */
GdkTexture *
poster_player_get_texture (PosterPlayer *self)
{
  return self->texture;
}

gboolean
poster_player_get_muted (PosterPlayer *self)
{
  return self->muted;
}

void
poster_player_set_muted (PosterPlayer *self,
                         gboolean      muted)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  muted = !!muted;
  if (self->muted == muted)
    return;
  self->muted = muted;
  apply_volume (self);
  notify (self, PROP_MUTED);
}

double
poster_player_get_volume (PosterPlayer *self)
{
  return self->volume;
}

void
poster_player_set_volume (PosterPlayer *self,
                          double        volume)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  volume = CLAMP (volume, 0, 1);
  if (fabs (self->volume - volume) < 0.0001)
    return;
  self->volume = volume;
  apply_volume (self);
  notify (self, PROP_VOLUME);
}

double
poster_player_get_rate (PosterPlayer *self)
{
  return self->rate;
}

/**
 * poster_player_set_rate:
 * @self: a player
 * @rate: 1 is as fast as it was recorded; from 0.25 to 4
 */
void
poster_player_set_rate (PosterPlayer *self,
                        double        rate)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  rate = CLAMP (rate, MIN_RATE, MAX_RATE);
  if (fabs (self->rate - rate) < 0.0001)
    return;
  self->rate = rate;
  notify (self, PROP_RATE);
  /* The pipeline takes it with a seek. */
  if (self->prepared && self->wanted_us < 0)
    poster_player_seek (self, self->position_us);
}

gboolean
poster_player_get_loop (PosterPlayer *self)
{
  return self->loop;
}

void
poster_player_set_loop (PosterPlayer *self,
                        gboolean      loop)
{
  g_return_if_fail (POSTER_IS_PLAYER (self));

  loop = !!loop;
  if (self->loop == loop)
    return;
  self->loop = loop;
  notify (self, PROP_LOOP);
}
