/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player"

#include "poster-player-private.h"

#include "poster-player-listener.h"

#include <math.h>

#define MIN_RATE 0.25
#define MAX_RATE 4.0

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterPlayer, poster_player, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

static GParamSpec *properties[N_PROPS];

void
poster_player_notify (PosterPlayer *self,
                      int           property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
poster_player_update_position (PosterPlayer *self,
                               gint64        position_us)
{
  if (self->position_us == position_us)
    return;
  self->position_us = position_us;
  poster_player_notify (self, PROP_POSITION_US);
}

void
poster_player_update_playing (PosterPlayer *self,
                              gboolean      playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  poster_player_notify (self, PROP_PLAYING);
}

void
poster_player_update_seeking (PosterPlayer *self,
                              gboolean      seeking)
{
  if (self->seeking == seeking)
    return;
  self->seeking = seeking;
  poster_player_notify (self, PROP_IS_SEEKING);
}

void
poster_player_update_prepared (PosterPlayer *self,
                               gboolean      prepared)
{
  if (self->prepared == prepared)
    return;
  self->prepared = prepared;
  poster_player_notify (self, PROP_IS_PREPARED);
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

  poster_player_close_pipeline (self);
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

void
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

void
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
  poster_player_close_pipeline (self);
  g_set_object (&self->file, file);
  poster_player_notify (self, PROP_FILE);
  poster_player_update_prepared (self, FALSE);
  poster_player_update_playing (self, FALSE);
  poster_player_update_position (self, 0);
  self->no_sound = FALSE;
  self->scrubbing = FALSE;
  self->shown_us = 0;
  self->duration_us = 0;
  self->width = 0;
  self->height = 0;
  g_clear_object (&self->texture);
  g_clear_pointer (&self->error, g_free);
  for (int property = PROP_DURATION_US; property <= PROP_HEIGHT; property++)
    poster_player_notify (self, property);
  poster_player_notify (self, PROP_ERROR);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (file != NULL)
    {
      gst_init (NULL, NULL);
      poster_player_listener_start ();
      poster_player_open_pipeline (self);
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
  poster_player_update_playing (self, TRUE);
  poster_player_apply_state (self);
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

  poster_player_update_playing (self, FALSE);
  poster_player_apply_state (self);
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
  poster_player_apply_volume (self);
  poster_player_notify (self, PROP_MUTED);
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
  poster_player_apply_volume (self);
  poster_player_notify (self, PROP_VOLUME);
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
  poster_player_notify (self, PROP_RATE);
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
  poster_player_notify (self, PROP_LOOP);
}
