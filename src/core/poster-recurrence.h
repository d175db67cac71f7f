/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "poster-schedule.h"

G_BEGIN_DECLS

/**
 * PosterFrequency:
 * @POSTER_FREQUENCY_DAILY: every so many days
 * @POSTER_FREQUENCY_WEEKLY: every so many weeks, on some days of the week
 * @POSTER_FREQUENCY_MONTHLY: every so many months, on one day of the month
 * @POSTER_FREQUENCY_YEARLY: every so many years, on the day of the year on which it began
 */
typedef enum
{
  POSTER_FREQUENCY_DAILY,
  POSTER_FREQUENCY_WEEKLY,
  POSTER_FREQUENCY_MONTHLY,
  POSTER_FREQUENCY_YEARLY,
} PosterFrequency;

/* In place of a day of the month. */
#define POSTER_RECURRENCE_DAY_OF_START 0
#define POSTER_RECURRENCE_LAST_DAY (-1)

/* The most that one rule may ask for. */
#define POSTER_RECURRENCE_MAX_INTERVAL 999
#define POSTER_RECURRENCE_MAX_COUNT 9999

/**
 * PosterRecurrenceParts:
 * @frequency: how often
 * @interval: every so many of them, 1 for each
 * @weekdays: for %POSTER_FREQUENCY_WEEKLY, bits 1 << day, 0 is Sunday; no bit: the day of the week
 *   on which it began
 * @month_day: for %POSTER_FREQUENCY_MONTHLY, 1 to 31; %POSTER_RECURRENCE_LAST_DAY;
 *   %POSTER_RECURRENCE_DAY_OF_START
 * @count: after so many it ends, 0 for never
 * @until: (nullable): the last day on which it may happen, `2026-12-31`; not together with @count
 *
 * What a rule says. A plain struct on the caller's stack.
 */
typedef struct
{
  PosterFrequency  frequency;
  guint            interval;
  guint            weekdays;
  int              month_day;
  guint            count;
  const char      *until;
} PosterRecurrenceParts;

/**
 * PosterRecurrence:
 *
 * How something repeats, beginning at a #PosterSchedule: on the clock on the wall of its zone, so
 * that what is at six in the evening stays there when the clocks change. What falls into the hour
 * that a clock skips, or comes twice, is where #PosterSchedule puts it.
 *
 * A month without the 29th, 30th or 31st is skipped by a rule that names that day, and a year
 * without a 29 February likewise, as RFC 5545 (3.3.10) has it; the last day of the month is a
 * choice of its own. Weeks begin on Monday, which matters for every other week. Immutable.
 */
#define POSTER_TYPE_RECURRENCE (poster_recurrence_get_type ())
typedef struct _PosterRecurrence PosterRecurrence;

GType             poster_recurrence_get_type      (void);
PosterRecurrence *poster_recurrence_new           (const PosterRecurrenceParts *parts, GError **error);
PosterRecurrence *poster_recurrence_new_from_text (const char *text, GError **error);
PosterRecurrence *poster_recurrence_ref           (PosterRecurrence *self);
void              poster_recurrence_unref         (PosterRecurrence *self);
void              poster_recurrence_get_parts     (PosterRecurrence *self, PosterRecurrenceParts *parts);
char             *poster_recurrence_to_text       (PosterRecurrence *self);
char             *poster_recurrence_describe      (PosterRecurrence *self, PosterSchedule *start);
PosterSchedule   *poster_recurrence_next          (PosterRecurrence *self, PosterSchedule *start,
                                                   const char *after_wall, gint64 after_us);
PosterRecurrence *poster_recurrence_move_on       (PosterRecurrence *self, PosterSchedule *start,
                                                   const char *occurrence, PosterSchedule *new_start);
GPtrArray        *poster_recurrence_list          (PosterRecurrence *self, PosterSchedule *start, gint64 after_us,
                                                   guint n_dates);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterRecurrence, poster_recurrence_unref)

G_END_DECLS
