/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "poster-draft.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

#define POSTER_TYPE_COVER (poster_cover_get_type ())
G_DECLARE_FINAL_TYPE (PosterCover, poster_cover, POSTER, COVER, GObject)

/* What of a draft is seen before it is opened: a frame of its video, or one of its pictures. It lies
 * in the options of those platforms that describe one. Signals:
 *   ::changed ()   another one, or its picture is there */
PosterCover     *poster_cover_new             (PosterDraft     *draft,
                                               PosterPlatforms *platforms,
                                               PosterMediaPool *pool);
gboolean         poster_cover_get_is_possible (PosterCover     *self);
gboolean         poster_cover_get_is_chosen   (PosterCover     *self);
gint64           poster_cover_get_position_us (PosterCover     *self);
PosterMediaItem *poster_cover_get_item        (PosterCover     *self);
GdkTexture      *poster_cover_get_texture     (PosterCover     *self);
void             poster_cover_set_position_us (PosterCover     *self,
                                               gint64           position_us);
void             poster_cover_set_item        (PosterCover     *self,
                                               PosterMediaItem *item);
void             poster_cover_clear           (PosterCover     *self);

G_END_DECLS
