/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/* So long after the last change the new zone data are taken to be complete: an update replaces
 * hundreds of files. */
#define POSTER_ZONE_WATCH_PATIENCE_US (10 * G_USEC_PER_SEC)

/* Tells when the data of time zones on this machine were replaced. */
typedef struct _PosterZoneWatch PosterZoneWatch;

typedef void (*PosterZoneWatchFunc) (gpointer user_data);

PosterZoneWatch *poster_zone_watch_new  (PosterClock *clock, PosterZoneWatchFunc func, gpointer user_data);
void             poster_zone_watch_free (PosterZoneWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterZoneWatch, poster_zone_watch_free)

G_END_DECLS
