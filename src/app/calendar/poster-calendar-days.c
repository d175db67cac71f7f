/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-days"

#include "poster-calendar-days.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>

#include "poster-schedule.h"

/* 1970-01-01 */
#define EPOCH_DAY 719163

/* _NL_TIME_WEEK_1STDAY is the date of a Sunday or of a Monday: which of them the locale's days are
 * counted from. See locale(5) of the Linux man-pages, "week" of LC_TIME. */
#define A_SUNDAY 19971130
#define A_MONDAY 19971201

/**
 * poster_days_get_first_weekday:
 *
 * Returns: the day that a week begins with in the reader's locale
 */
GDateWeekday
poster_days_get_first_weekday (void)
{
#ifdef __GLIBC__
  union
  {
    const char   *text;
    unsigned int  word;
  } origin;
  const char *first = nl_langinfo (_NL_TIME_FIRST_WEEKDAY);
  int from_sunday;

  origin.text = nl_langinfo (_NL_TIME_WEEK_1STDAY);
  if (first == NULL || first[0] < 1 || first[0] > 7)
    return G_DATE_MONDAY;
  from_sunday = (first[0] - 1 + (origin.word == A_MONDAY ? 1 : 0)) % 7;
  return from_sunday == 0 ? G_DATE_SUNDAY : (GDateWeekday) from_sunday;
#else
  return G_DATE_MONDAY;
#endif
}

/**
 * poster_days_get_weekday:
 * @day: a day
 *
 * Returns: which day of the week it is
 */
GDateWeekday
poster_days_get_weekday (guint32 day)
{
  return (GDateWeekday) ((day - 1) % 7 + 1);
}

/**
 * poster_days_get_week_start:
 * @day: a day
 *
 * Returns: the first day of its week, in the reader's locale
 */
guint32
poster_days_get_week_start (guint32 day)
{
  return day - (7u + poster_days_get_weekday (day) - poster_days_get_first_weekday ()) % 7;
}

/**
 * poster_days_from_date:
 * @year: a year, 1 to 9999
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Returns: that day
 */
guint32
poster_days_from_date (int year,
                       int month,
                       int day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

/**
 * poster_days_to_date:
 * @day: a day
 * @year: (out) (optional): its year
 * @month: (out) (optional): its month, 1 to 12
 * @day_of_month: (out) (optional): its number in the month
 *
 * The other way round.
 */
void
poster_days_to_date (guint32  day,
                     int     *year,
                     int     *month,
                     int     *day_of_month)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);
  if (year != NULL)
    *year = g_date_get_year (&date);
  if (month != NULL)
    *month = g_date_get_month (&date);
  if (day_of_month != NULL)
    *day_of_month = g_date_get_day (&date);
}

/**
 * poster_days_get_month_start:
 * @day: a day
 *
 * Returns: the first day of its month
 */
guint32
poster_days_get_month_start (guint32 day)
{
  int day_of_month;

  poster_days_to_date (day, NULL, NULL, &day_of_month);
  return day - (guint32) day_of_month + 1;
}

/**
 * poster_days_get_month_length:
 * @day: a day
 *
 * Returns: how many days its month has
 */
guint
poster_days_get_month_length (guint32 day)
{
  int year, month;

  poster_days_to_date (day, &year, &month, NULL);
  return g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
}

/**
 * poster_days_add_months:
 * @day: a day
 * @months: how many months later, or with a minus earlier
 *
 * Returns: the day of the same number in that month, or the last one where it is shorter
 */
guint32
poster_days_add_months (guint32 day,
                        int     months)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);
  if (months >= 0)
    g_date_add_months (&date, (guint) months);
  else
    g_date_subtract_months (&date, (guint) -months);
  return g_date_get_julian (&date);
}

/**
 * poster_days_at:
 * @instant_us: microseconds since the epoch
 * @zone: where
 * @minute: (out) (optional): the minute of the day on the wall there
 *
 * Returns: the day that it is there then
 */
guint32
poster_days_at (gint64     instant_us,
                GTimeZone *zone,
                int       *minute)
{
  gint64 seconds = instant_us / G_USEC_PER_SEC - (instant_us % G_USEC_PER_SEC < 0 ? 1 : 0);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  gint64 wall = seconds + g_time_zone_get_offset (zone, interval);
  gint64 days = wall / 86400 - (wall % 86400 < 0 ? 1 : 0);

  if (minute != NULL)
    *minute = (int) ((wall - days * 86400) / 60);
  return (guint32) (days + EPOCH_DAY);
}

/**
 * poster_days_to_instant_us:
 * @day: a day
 * @minute: the minute of it on the wall; also beyond the day
 * @zone: where
 *
 * Returns: when that is, microseconds since the epoch; where the clock is changed, as
 *   poster_zone_wall_to_instant_us() says
 */
gint64
poster_days_to_instant_us (guint32    day,
                           int        minute,
                           GTimeZone *zone)
{
  return poster_zone_wall_to_instant_us (zone, ((gint64) day - EPOCH_DAY) * 86400 + (gint64) minute * 60);
}

/**
 * poster_days_dup_wall:
 * @day: a day
 * @minute: the minute of it
 *
 * Returns: (transfer full): that time as poster_schedule_new_wall() takes it
 */
char *
poster_days_dup_wall (guint32 day,
                      int     minute)
{
  int year, month, day_of_month;

  poster_days_to_date (day, &year, &month, &day_of_month);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:00", year, month, day_of_month, minute / 60, minute % 60);
}

/**
 * poster_days_format:
 * @day: a day
 * @format: for g_date_time_format()
 *
 * Returns: (transfer full): the day in words
 */
char *
poster_days_format (guint32     day,
                    const char *format)
{
  int year, month, day_of_month;
  g_autoptr(GDateTime) time = NULL;

  poster_days_to_date (day, &year, &month, &day_of_month);
  time = g_date_time_new_utc (year, month, day_of_month, 12, 0, 0);
  return g_date_time_format (time, format);
}

/**
 * poster_days_name:
 * @day: a day
 *
 * Returns: (transfer full): "Thursday, 24 December"
 */
char *
poster_days_name (guint32 day)
{
  /* Translators: a day of the calendar, for g_date_time_format(): Thursday, 24 December */
  return poster_days_format (day, _("%A, %-d %B"));
}

/**
 * poster_days_name_near:
 * @day: a day
 * @today: the present day
 *
 * Returns: (transfer full): "Today", "Tomorrow", "Yesterday" or its name
 */
char *
poster_days_name_near (guint32 day,
                       guint32 today)
{
  if (day == today)
    return g_strdup (_("Today"));
  if (day == today + 1)
    return g_strdup (_("Tomorrow"));
  if (day + 1 == today)
    return g_strdup (_("Yesterday"));
  return poster_days_name (day);
}

/**
 * poster_days_name_month:
 * @day: a day
 * @is_short: whether there is little room
 *
 * Returns: (transfer full): "December 2026", or "Dec 2026"
 */
char *
poster_days_name_month (guint32  day,
                        gboolean is_short)
{
  if (is_short)
    /* Translators: a month as a short title, for g_date_time_format(): Dec 2026 */
    return poster_days_format (day, _("%Ob %Y"));
  /* Translators: a month as a title, for g_date_time_format(): December 2026 */
  return poster_days_format (day, _("%OB %Y"));
}

/**
 * poster_days_name_week:
 * @day: the first day of a week
 *
 * Returns: (transfer full): "7 to 13 December 2026"
 */
char *
poster_days_name_week (guint32 day)
{
  int first_year, first_month, last_year, last_month;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  poster_days_to_date (day, &first_year, &first_month, NULL);
  poster_days_to_date (day + 6, &last_year, &last_month, NULL);
  /* Translators: how a week begins in a title, for g_date_time_format(): 28 December 2026 (to 3 January 2027) */
  first = poster_days_format (day, first_year != last_year ? _("%-d %B %Y") :
                              /* Translators: how a week begins in a title: 30 November (to 6 December 2026) */
                              first_month != last_month ? _("%-d %B") :
                              /* Translators: how a week begins in a title: 7 (to 13 December 2026) */
                              _("%-d"));
  /* Translators: how a week ends in a title: (7 to) 13 December 2026 */
  last = poster_days_format (day + 6, _("%-d %B %Y"));
  /* Translators: a week as a title: 7 to 13 December 2026 */
  return g_strdup_printf (_("%s to %s"), first, last);
}
