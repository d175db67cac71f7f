/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"
#include "poster-media-pulse.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/**
 * PosterMediaSeek:
 * @POSTER_MEDIA_SEEK_EXACTLY: the frame on the screen at that time
 * @POSTER_MEDIA_SEEK_KEY_BEFORE: the nearest at or before it that can be decoded without another
 * @POSTER_MEDIA_SEEK_KEY_NEAREST: the nearest that can be decoded without another
 */
typedef enum
{
  POSTER_MEDIA_SEEK_EXACTLY,
  POSTER_MEDIA_SEEK_KEY_BEFORE,
  POSTER_MEDIA_SEEK_KEY_NEAREST,
} PosterMediaSeek;

typedef struct _PosterMediaFrames PosterMediaFrames;

PosterMediaFrames *poster_media_frames_new  (int                      fd,
                                             const PosterMediaFacts  *facts,
                                             int                      max_width,
                                             int                      max_height,
                                             PosterMediaPulse        *pulse,
                                             GError                 **error);
void               poster_media_frames_free (PosterMediaFrames       *self);
GdkPixbuf         *poster_media_frames_next (PosterMediaFrames       *self,
                                             gint64                  *shown_us);
GdkPixbuf         *poster_media_frames_seek (PosterMediaFrames       *self,
                                             gint64                   position_us,
                                             PosterMediaSeek          how,
                                             gint64                  *shown_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaFrames, poster_media_frames_free)

G_END_DECLS
