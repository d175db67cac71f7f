/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-player.h"
#include "poster-video-sink.h"

G_BEGIN_DECLS

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

/* Properties. */
void poster_player_notify          (PosterPlayer *self,
                                    int           property);
void poster_player_update_position (PosterPlayer *self,
                                    gint64        position_us);
void poster_player_update_playing  (PosterPlayer *self,
                                    gboolean      playing);
void poster_player_update_seeking  (PosterPlayer *self,
                                    gboolean      seeking);
void poster_player_update_prepared (PosterPlayer *self,
                                    gboolean      prepared);

/* The pipeline. */
void poster_player_open_pipeline   (PosterPlayer *self);
void poster_player_close_pipeline  (PosterPlayer *self);
void poster_player_apply_state     (PosterPlayer *self);
void poster_player_apply_volume    (PosterPlayer *self);

/* Seeks. */
void poster_player_go_on_seeking   (PosterPlayer *self);

G_END_DECLS
