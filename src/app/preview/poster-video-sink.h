/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _PosterVideoSink PosterVideoSink;

/**
 * PosterVideoSinkFunc:
 * @user_data: what was given with the function
 *
 * There is a new frame, or a new shape of the picture. Called in the main context.
 */
typedef void (*PosterVideoSinkFunc) (gpointer user_data);

PosterVideoSink *poster_video_sink_new          (PosterVideoSinkFunc  func,
                                                 gpointer             user_data);
void             poster_video_sink_close        (PosterVideoSink     *self);
GstElement      *poster_video_sink_get_element  (PosterVideoSink     *self);
void             poster_video_sink_watch        (PosterVideoSink     *self,
                                                 GstElement          *playbin);
gboolean         poster_video_sink_set_room     (PosterVideoSink     *self,
                                                 int                  width,
                                                 int                  height);
gboolean         poster_video_sink_get_size     (PosterVideoSink     *self,
                                                 int                 *width,
                                                 int                 *height);
gboolean         poster_video_sink_get_ended    (PosterVideoSink     *self,
                                                 guint32             *seqnum);
GdkTexture      *poster_video_sink_take         (PosterVideoSink     *self,
                                                 gint64              *start_us,
                                                 guint32             *seqnum);
gint64           poster_video_sink_step         (PosterVideoSink     *self,
                                                 gint64               start_us,
                                                 int                  frames);
void             poster_video_sink_get_n_frames (PosterVideoSink     *self,
                                                 guint64             *shown,
                                                 guint64             *dropped);

G_END_DECLS
