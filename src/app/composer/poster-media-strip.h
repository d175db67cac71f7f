/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-cover.h"
#include "poster-draft.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEDIA_STRIP (poster_media_strip_get_type ())
G_DECLARE_FINAL_TYPE (PosterMediaStrip, poster_media_strip, POSTER, MEDIA_STRIP, GtkWidget)

/* The files of a draft: one clip with what is known of it, or a row of pictures. Signals:
 *   ::replace (PosterMediaItem *item)   a person wants another one in its place
 *   ::remove (PosterMediaItem *item)    a person wants to take it out
 *   ::chosen (PosterMediaItem *item)    another one is described, and has the ring
 *   ::add ()                            a person wants to add more */
void             poster_media_strip_set_draft  (PosterMediaStrip *self,
                                                PosterDraft      *draft,
                                                PosterPlatforms  *platforms);
void             poster_media_strip_set_cover  (PosterMediaStrip *self,
                                                PosterCover      *cover);
/* The counts, after something else of the draft has changed. */
void             poster_media_strip_update     (PosterMediaStrip *self);
/* The picture that a person chose last; %NULL where there is none. */
PosterMediaItem *poster_media_strip_get_chosen (PosterMediaStrip *self);

G_END_DECLS
