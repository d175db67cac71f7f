/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_PLAYER (poster_player_get_type ())
G_DECLARE_FINAL_TYPE (PosterPlayer, poster_player, POSTER, PLAYER, GObject)

PosterPlayer *poster_player_new             (void);
void          poster_player_set_file        (PosterPlayer *self,
                                             GFile        *file);
GFile        *poster_player_get_file        (PosterPlayer *self);
void          poster_player_play            (PosterPlayer *self);
void          poster_player_pause           (PosterPlayer *self);
void          poster_player_toggle          (PosterPlayer *self);
void          poster_player_seek            (PosterPlayer *self,
                                             gint64        position_us);
void          poster_player_step_frame      (PosterPlayer *self,
                                             int           frames);
void          poster_player_begin_scrub     (PosterPlayer *self);
void          poster_player_end_scrub       (PosterPlayer *self);
void          poster_player_set_room        (PosterPlayer *self,
                                             int           width,
                                             int           height);
gboolean      poster_player_get_is_prepared (PosterPlayer *self);
gboolean      poster_player_get_is_seeking  (PosterPlayer *self);
gboolean      poster_player_get_playing     (PosterPlayer *self);
gint64        poster_player_get_position_us (PosterPlayer *self);
gint64        poster_player_get_duration_us (PosterPlayer *self);
int           poster_player_get_width       (PosterPlayer *self);
int           poster_player_get_height      (PosterPlayer *self);
void          poster_player_get_n_frames    (PosterPlayer *self,
                                             guint64      *shown,
                                             guint64      *dropped);
const char   *poster_player_get_error       (PosterPlayer *self);
GdkTexture   *poster_player_get_texture     (PosterPlayer *self);
gboolean      poster_player_get_muted       (PosterPlayer *self);
void          poster_player_set_muted       (PosterPlayer *self,
                                             gboolean      muted);
double        poster_player_get_volume      (PosterPlayer *self);
void          poster_player_set_volume      (PosterPlayer *self,
                                             double        volume);
double        poster_player_get_rate        (PosterPlayer *self);
void          poster_player_set_rate        (PosterPlayer *self,
                                             double        rate);
gboolean      poster_player_get_loop        (PosterPlayer *self);
void          poster_player_set_loop        (PosterPlayer *self,
                                             gboolean      loop);

G_END_DECLS
