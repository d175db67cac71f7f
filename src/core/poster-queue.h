/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "poster-schedule.h"

G_BEGIN_DECLS

/**
 * PosterQueueSlot:
 * @weekday: the day of the week, 0 is Sunday, as in the API
 * @minute: minutes since midnight on the clock on the wall
 *
 * One time of the week.
 */
typedef struct
{
  guint weekday;
  guint minute;
} PosterQueueSlot;

/**
 * PosterQueueMoment:
 * @at_us: the instant, microseconds since the epoch
 * @wall_seconds: the time that the clock on the wall would show, as seconds since
 *   1970-01-01T00:00:00 on that clock; one that the clock skips stands for the first moment after
 *
 * When a slot comes round.
 */
typedef struct
{
  gint64 at_us;
  gint64 wall_seconds;
} PosterQueueMoment;

/**
 * PosterQueueIter:
 *
 * Goes through the moments of a queue, each once and in order. On the caller's stack; after
 * poster_queue_iter_init() it is to be cleared.
 */
typedef struct
{
  /*< private >*/
  GTimeZone *zone;
  GArray    *slots;
  gint64     day_seconds;
  guint      weekday;
  guint      index;
  gint64     last_us;
  gint64     end_seconds;
} PosterQueueIter;

#define POSTER_TYPE_QUEUE (poster_queue_get_type ())
G_DECLARE_FINAL_TYPE (PosterQueue, poster_queue, POSTER, QUEUE, GObject)

/**
 * PosterQueue:
 * @id: 24 hex digits
 * @profile_id: (nullable): the profile it belongs to; %NULL for the default one, until it is stored
 * @name: what a person calls it
 * @zone: IANA name of the zone of its times
 * @slots: (element-type PosterQueueSlot): in the order of the week, each once: see
 *   poster_queue_add_slot()
 * @is_active: whether posts may be added
 * @is_default: whether it is the one that is meant when none is named; of each profile that has
 *   queues just one is
 * @created_us: when it was made, 0 for now
 * @updated_us: when it was changed last
 *
 * Times of the week at which posts go out, one at each. A record, like #PosterConnection.
 */
struct _PosterQueue
{
  GObject   parent_instance;

  char     *id;
  char     *profile_id;
  char     *name;
  char     *zone;
  GArray   *slots;
  gboolean  is_active;
  gboolean  is_default;
  gint64    created_us;
  gint64    updated_us;
};

PosterQueue    *poster_queue_new           (const char *name, const char *zone);
PosterQueue    *poster_queue_copy          (PosterQueue *self);
gboolean        poster_queue_add_slot      (PosterQueue *self, guint weekday, guint minute);
gboolean        poster_queue_add_slot_text (PosterQueue *self, const char *text, GError **error);
gboolean        poster_queue_check         (PosterQueue *self, GError **error);
GArray         *poster_queue_next_slots    (PosterQueue *self, gint64 after_us, guint n_slots,
                                            const gint64 *taken_us, gsize n_taken);
char           *poster_queue_slots_to_text (PosterQueue *self);
gboolean        poster_queue_slots_from_text (PosterQueue *self, const char *text);
char           *poster_queue_describe      (PosterQueue *self);
char           *poster_queue_describe_slot (const PosterQueueSlot *slot);
const char     *poster_weekday_get_name    (guint weekday);

void            poster_queue_iter_init     (PosterQueueIter *iter, PosterQueue *queue, gint64 after_us);
gboolean        poster_queue_iter_next     (PosterQueueIter *iter, PosterQueueMoment *moment);
void            poster_queue_iter_clear    (PosterQueueIter *iter);
PosterSchedule *poster_queue_moment_to_schedule (const PosterQueueMoment *moment, const char *zone);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PosterQueueIter, poster_queue_iter_clear)

G_END_DECLS
