/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days of the calendar, each by its Julian day number as #GDate has it. */

GDateWeekday  poster_days_get_first_weekday (void);
guint32       poster_days_get_week_start    (guint32       day);
GDateWeekday  poster_days_get_weekday       (guint32       day);
guint32       poster_days_from_date         (int           year,
                                             int           month,
                                             int           day);
void          poster_days_to_date           (guint32       day,
                                             int          *year,
                                             int          *month,
                                             int          *day_of_month);
guint32       poster_days_get_month_start   (guint32       day);
guint         poster_days_get_month_length  (guint32       day);
guint32       poster_days_add_months        (guint32       day,
                                             int           months);
guint32       poster_days_at                (gint64        instant_us,
                                             GTimeZone    *zone,
                                             int          *minute);
gint64        poster_days_to_instant_us     (guint32       day,
                                             int           minute,
                                             GTimeZone    *zone);
char         *poster_days_dup_wall          (guint32       day,
                                             int           minute);
char         *poster_days_format            (guint32       day,
                                             const char   *format);
char         *poster_days_name              (guint32       day);
char         *poster_days_name_near         (guint32       day,
                                             guint32       today);
char         *poster_days_name_month        (guint32       day,
                                             gboolean      is_short);
char         *poster_days_name_week         (guint32       day);

G_END_DECLS
