/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

typedef struct _PosterThrottle PosterThrottle;

typedef void (*PosterThrottleFunc) (goffset  done_bytes,
                                    goffset  total_bytes,
                                    gpointer user_data);

PosterThrottle *poster_throttle_new    (PosterClock        *clock,
                                        PosterThrottleFunc  func,
                                        gpointer            user_data);
void            poster_throttle_free   (PosterThrottle     *self);
void            poster_throttle_report (PosterThrottle     *self,
                                        goffset             done_bytes,
                                        goffset             total_bytes);
void            poster_throttle_flush  (PosterThrottle     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterThrottle, poster_throttle_free)

G_END_DECLS
