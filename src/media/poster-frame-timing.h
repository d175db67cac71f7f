/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PosterFrameTiming PosterFrameTiming;

PosterFrameTiming *poster_frame_timing_new     (void);
void               poster_frame_timing_free    (PosterFrameTiming *self);
void               poster_frame_timing_add     (PosterFrameTiming *self,
                                                guint32            count,
                                                guint32            delta);
double             poster_frame_timing_tidy    (double             rate);
gboolean           poster_frame_timing_measure (PosterFrameTiming *self,
                                                double             ticks_per_second,
                                                guint              rounding_ticks,
                                                double            *frame_rate,
                                                gboolean          *variable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterFrameTiming, poster_frame_timing_free)

G_END_DECLS
