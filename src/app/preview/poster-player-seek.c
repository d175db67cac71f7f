/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player"

#include "poster-player-private.h"

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
  poster_player_update_seeking (self, TRUE);
  if (!gst_element_send_event (self->playbin, event))
    poster_player_update_seeking (self, FALSE);
}

/* One seek at a time; of those asked for meanwhile only the last counts. */
void
poster_player_go_on_seeking (PosterPlayer *self)
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
  poster_player_update_position (self, self->wanted_us);
  poster_player_go_on_seeking (self);
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
  poster_player_go_on_seeking (self);
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
  poster_player_apply_state (self);
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
  poster_player_apply_state (self);
}
