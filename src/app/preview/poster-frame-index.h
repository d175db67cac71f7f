/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PosterFrameIndex PosterFrameIndex;

PosterFrameIndex *poster_frame_index_new      (void);
void              poster_frame_index_free     (PosterFrameIndex *self);
void              poster_frame_index_clear    (PosterFrameIndex *self);
void              poster_frame_index_add      (PosterFrameIndex *self,
                                               gint64            start_ns,
                                               gint64            decode_ns);
void              poster_frame_index_end      (PosterFrameIndex *self);
gint64            poster_frame_index_step     (PosterFrameIndex *self,
                                               gint64            time_ns,
                                               int               frames,
                                               gint64            frame_ns);
int               poster_frame_index_count    (PosterFrameIndex *self,
                                               gint64            from_ns,
                                               gint64            to_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterFrameIndex, poster_frame_index_free)

G_END_DECLS
