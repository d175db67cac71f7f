/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PosterSchedule:
 *
 * When something is to happen: either a wall-clock time in an IANA zone, from which the instant
 * is derived anew each time it is asked for (zone data change), or an instant. Immutable.
 */
#define POSTER_TYPE_SCHEDULE (poster_schedule_get_type ())
typedef struct _PosterSchedule PosterSchedule;

GType           poster_schedule_get_type       (void);
PosterSchedule *poster_schedule_new_wall       (const char *wall, const char *zone, GError **error);
PosterSchedule *poster_schedule_new_instant    (gint64 instant_us, const char *zone);
PosterSchedule *poster_schedule_new_from_text  (const char *text, const char *zone, GError **error);
PosterSchedule *poster_schedule_ref            (PosterSchedule *self);
void            poster_schedule_unref          (PosterSchedule *self);
gint64          poster_schedule_get_instant_us (PosterSchedule *self);
const char     *poster_schedule_get_wall       (PosterSchedule *self);
const char     *poster_schedule_get_zone       (PosterSchedule *self);
char           *poster_schedule_format_local   (PosterSchedule *self);

gboolean        poster_zone_is_known           (const char *zone);
char           *poster_zone_dup_local          (void);
gint64          poster_zone_wall_to_instant_us (GTimeZone *zone, gint64 wall_seconds);
gint64          poster_zone_instant_to_wall    (GTimeZone *zone, gint64 instant_us);
GTimeZone      *poster_zone_load               (const char *name);
gboolean        poster_wall_parse              (const char *text, gint64 *wall_seconds);
char           *poster_wall_format             (gint64 wall_seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSchedule, poster_schedule_unref)

G_END_DECLS
