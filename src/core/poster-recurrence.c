/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-recurrence"

#include "poster-recurrence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"

#define DAY_SECONDS ((gint64) 24 * 3600)

/* The day that began the epoch, as GDate counts days. */
#define EPOCH_JULIAN 719163

/* No rule that ever has another date has it later than this: each fourth year, twelve times. */
#define REACH_DAYS (100 * 366)

struct _PosterRecurrence
{
  gatomicrefcount        ref_count;
  PosterRecurrenceParts  parts;
  char                  *until;      /* (nullable), what parts.until points to */
  gint64                 until_day;  /* the last day, counted from the epoch */
};

G_DEFINE_BOXED_TYPE (PosterRecurrence, poster_recurrence, poster_recurrence_ref, poster_recurrence_unref)

/* RFC 5545, 3.3.10; 0 is Sunday. */
static const char *const day_words[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
static const char *const frequency_words[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };

/* --- Days, counted from the epoch --- */

static gint64
day_of_date (int year,
             int month,
             int day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return (gint64) g_date_get_julian (&date) - EPOCH_JULIAN;
}

static void
date_of_day (gint64  day,
             GDate  *date)
{
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32) (day + EPOCH_JULIAN));
}

static guint
weekday_of_day (gint64 day)
{
  return (guint) ((((day + 4) % 7) + 7) % 7);  /* 1970 began on a Thursday */
}

static gboolean
parse_day (const char *text,
           gint64     *day)
{
  int year, month, day_of_month;

  if (strlen (text) != strlen ("2026-12-31"))
    return FALSE;
  for (guint i = 0; text[i] != '\0'; i++)
    if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;
  year = (int) g_ascii_strtoll (text, NULL, 10);
  month = (int) g_ascii_strtoll (text + 5, NULL, 10);
  day_of_month = (int) g_ascii_strtoll (text + 8, NULL, 10);
  if (!g_date_valid_dmy ((GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *day = day_of_date (year, month, day_of_month);
  return TRUE;
}

/* --- Rules --- */

/**
 * poster_recurrence_new:
 * @parts: what it says
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): the rule
 */
PosterRecurrence *
poster_recurrence_new (const PosterRecurrenceParts  *parts,
                       GError                      **error)
{
  const char *problem = NULL;
  gint64 until_day = 0;
  PosterRecurrence *self;

  if (parts->interval < 1 || parts->interval > POSTER_RECURRENCE_MAX_INTERVAL)
    problem = _("A post can repeat at every 1 to 999 days, weeks, months or years.");
  else if (parts->count > POSTER_RECURRENCE_MAX_COUNT)
    problem = _("A post can repeat 1 to 9999 times, or without end.");
  else if (parts->count > 0 && parts->until != NULL)
    problem = _("A post repeats either until a day or a number of times: say one of them.");
  else if (parts->until != NULL && !parse_day (parts->until, &until_day))
    problem = _("The last day is not a date; write it like 2026-12-31.");
  else if ((parts->weekdays & ~0x7fu) != 0 || (parts->weekdays != 0 && parts->frequency != POSTER_FREQUENCY_WEEKLY))
    problem = _("Days of the week go only with every week.");
  else if (parts->month_day < -1 || parts->month_day > 31 ||
           (parts->month_day != 0 && parts->frequency != POSTER_FREQUENCY_MONTHLY))
    problem = _("A day of the month is 1 to 31 or the last one, and goes only with every month.");
  if (problem != NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, problem);
      return NULL;
    }

  self = g_new0 (PosterRecurrence, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->parts = *parts;
  self->until = g_strdup (parts->until);
  self->parts.until = self->until;
  self->until_day = until_day;
  return self;
}

PosterRecurrence *
poster_recurrence_ref (PosterRecurrence *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
poster_recurrence_unref (PosterRecurrence *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->until);
  g_free (self);
}

/**
 * poster_recurrence_get_parts:
 * @self: a rule
 * @parts: (out caller-allocates): what it says; its text is the rule's
 */
void
poster_recurrence_get_parts (PosterRecurrence      *self,
                             PosterRecurrenceParts *parts)
{
  *parts = self->parts;
}

/* --- As text --- */

static gboolean
parse_number (const char *text,
              guint       longest,
              guint      *number)
{
  gsize length = strlen (text);

  if (length < 1 || length > longest || strspn (text, "0123456789") != length || text[0] == '0')
    return FALSE;
  *number = (guint) g_ascii_strtoull (text, NULL, 10);
  return TRUE;
}

static gboolean
parse_weekdays (const char *text,
                guint      *weekdays)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint day = 0;

      while (day < 7 && !g_str_equal (words[i], day_words[day]))
        day++;
      if (day == 7 || (*weekdays & (1u << day)) != 0)
        return FALSE;
      *weekdays |= 1u << day;
    }
  return words[0] != NULL;
}

static gboolean
parse_until (const char  *text,
             char       **until)
{
  gint64 day;

  if (strlen (text) != strlen ("20261231"))
    return FALSE;
  *until = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  return parse_day (*until, &day);
}

static gboolean
parse_part (const char             *key,
            const char             *value,
            PosterRecurrenceParts  *parts,
            char                  **until)
{
  guint number = 0;

  if (g_str_equal (key, "FREQ"))
    {
      for (guint i = 0; i < G_N_ELEMENTS (frequency_words); i++)
        if (g_str_equal (value, frequency_words[i]))
          {
            parts->frequency = (PosterFrequency) i;
            return TRUE;
          }
      return FALSE;
    }
  if (g_str_equal (key, "INTERVAL"))
    return parse_number (value, 3, &parts->interval);
  if (g_str_equal (key, "COUNT"))
    return parse_number (value, 4, &parts->count);
  if (g_str_equal (key, "BYDAY"))
    return parse_weekdays (value, &parts->weekdays);
  if (g_str_equal (key, "BYMONTHDAY"))
    {
      if (g_str_equal (value, "-1"))
        {
          parts->month_day = POSTER_RECURRENCE_LAST_DAY;
          return TRUE;
        }
      if (!parse_number (value, 2, &number))
        return FALSE;
      parts->month_day = (int) number;
      return TRUE;
    }
  if (g_str_equal (key, "UNTIL"))
    return parse_until (value, until);
  return FALSE;
}

/**
 * poster_recurrence_new_from_text:
 * @text: a part of what RFC 5545 (3.3.10) calls a recurrence rule, such as
 *   `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10`: FREQ of DAILY, WEEKLY, MONTHLY or YEARLY;
 *   INTERVAL; BYDAY with WEEKLY, without numbers; one BYMONTHDAY with MONTHLY, 1 to 31 or -1; COUNT
 *   or UNTIL, the latter a date. Each once, in any order and case, with `RRULE:` before it or without
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): the rule
 */
PosterRecurrence *
poster_recurrence_new_from_text (const char  *text,
                                 GError     **error)
{
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_auto(GStrv) words = g_strsplit (g_str_has_prefix (upper, "RRULE:") ? upper + strlen ("RRULE:") : upper, ";", -1);
  g_autoptr(GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *until = NULL;
  PosterRecurrenceParts parts = { .interval = 1 };

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');

      if (equals != NULL)
        *equals = '\0';
      if (equals == NULL || !g_hash_table_add (keys, words[i]) || !parse_part (words[i], equals + 1, &parts, &until))
        {
          if (equals != NULL)
            *equals = '=';
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       /* Translators: the words in capitals stay as they are */
                       _("“%s” says nothing of how a post repeats; write it like FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10, with "
                         "FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, and INTERVAL, BYDAY, BYMONTHDAY, COUNT or "
                         "UNTIL=20261231."), words[i]);
          return NULL;
        }
    }
  if (!g_hash_table_contains (keys, "FREQ"))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("“%s” does not say how often a post repeats; begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."), text);
      return NULL;
    }
  parts.until = until;
  return poster_recurrence_new (&parts, error);
}

/**
 * poster_recurrence_to_text:
 * @self: a rule
 *
 * Returns: (transfer full): what poster_recurrence_new_from_text() reads
 */
char *
poster_recurrence_to_text (PosterRecurrence *self)
{
  GString *text = g_string_new ("FREQ=");
  const char *comma = ";BYDAY=";

  g_string_append (text, frequency_words[self->parts.frequency]);
  if (self->parts.interval > 1)
    g_string_append_printf (text, ";INTERVAL=%u", self->parts.interval);
  for (guint day = 1; day <= 7; day++)
    if (self->parts.weekdays & (1u << (day % 7)))
      {
        g_string_append_printf (text, "%s%s", comma, day_words[day % 7]);
        comma = ",";
      }
  if (self->parts.month_day != POSTER_RECURRENCE_DAY_OF_START)
    g_string_append_printf (text, ";BYMONTHDAY=%d", self->parts.month_day);
  if (self->parts.count > 0)
    g_string_append_printf (text, ";COUNT=%u", self->parts.count);
  if (self->until != NULL)
    g_string_append_printf (text, ";UNTIL=%.4s%.2s%.2s", self->until, self->until + 5, self->until + 8);
  return g_string_free (text, FALSE);
}

/* --- For people --- */

static char *
format_day (gint64      day,
            const char *format)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (day * DAY_SECONDS);

  return g_date_time_format (date, format);
}

static char *
list_weekdays (guint weekdays)
{
  GString *text = g_string_new (NULL);
  guint n_left = 0;

  for (guint bits = weekdays; bits != 0; bits &= bits - 1)
    n_left++;
  for (guint day = 1; day <= 7; day++)
    {
      g_autofree char *name = NULL;

      if ((weekdays & (1u << (day % 7))) == 0)
        continue;
      name = format_day (3 + day, "%A");  /* 1970-01-05 was a Monday */
      g_string_append (text, name);
      n_left--;
      if (n_left > 0)
        /* Translators: between the last two elements of a list, and between the others */
        g_string_append (text, n_left == 1 ? _(" and ") : _(", "));
    }
  return g_string_free (text, FALSE);
}

static char *
describe_days (PosterRecurrence *self,
               gint64            start_day)
{
  guint n = self->parts.interval;
  g_autofree char *names = NULL;
  g_autofree char *date = NULL;
  GDate start;
  int month_day;

  date_of_day (start_day, &start);
  switch (self->parts.frequency)
    {
    case POSTER_FREQUENCY_WEEKLY:
      names = list_weekdays (self->parts.weekdays != 0 ? self->parts.weekdays : 1u << weekday_of_day (start_day));
      return n == 1 ? g_strdup_printf (_("Every week on %s"), names)
                    : g_strdup_printf (ngettext ("Every %u week on %s", "Every %u weeks on %s", n), n, names);

    case POSTER_FREQUENCY_MONTHLY:
      if (self->parts.month_day == POSTER_RECURRENCE_LAST_DAY)
        return n == 1 ? g_strdup (_("Every month on the last day"))
                      : g_strdup_printf (ngettext ("Every %u month on the last day", "Every %u months on the last day", n), n);
      month_day = self->parts.month_day > 0 ? self->parts.month_day : (int) g_date_get_day (&start);
      if (month_day > 28)
        return n == 1 ? g_strdup_printf (_("Every month that has a day %d on that day"), month_day)
                      : g_strdup_printf (ngettext ("Every %u month on day %d, where there is one",
                                                   "Every %u months on day %d, where there is one", n), n, month_day);
      return n == 1 ? g_strdup_printf (_("Every month on day %d"), month_day)
                    : g_strdup_printf (ngettext ("Every %u month on day %d", "Every %u months on day %d", n), n, month_day);

    case POSTER_FREQUENCY_YEARLY:
      /* Translators: a day and a month, in the terms of g_date_time_format() */
      date = format_day (start_day, _("%-d %B"));
      if (g_date_get_month (&start) == G_DATE_FEBRUARY && g_date_get_day (&start) == 29)
        return n == 1 ? g_strdup_printf (_("Every leap year on %s"), date)
                      : g_strdup_printf (ngettext ("Every %u year on %s, where there is one",
                                                   "Every %u years on %s, where there is one", n), n, date);
      return n == 1 ? g_strdup_printf (_("Every year on %s"), date)
                    : g_strdup_printf (ngettext ("Every %u year on %s", "Every %u years on %s", n), n, date);

    case POSTER_FREQUENCY_DAILY:
    default:
      return n == 1 ? g_strdup (_("Every day")) : g_strdup_printf (ngettext ("Every %u day", "Every %u days", n), n);
    }
}

/* The wall-clock time at which @start is, whatever it is based on. */
static gint64
wall_of_start (PosterSchedule *start,
               GTimeZone      *zone)
{
  gint64 wall;

  if (poster_schedule_get_wall (start) != NULL && poster_wall_parse (poster_schedule_get_wall (start), &wall))
    return wall;
  return poster_zone_instant_to_wall (zone, poster_schedule_get_instant_us (start));
}

static gint64
day_of_wall (gint64 wall)
{
  return wall / DAY_SECONDS - (wall % DAY_SECONDS < 0);
}

/**
 * poster_recurrence_describe:
 * @self: a rule
 * @start: when it begins
 *
 * Returns: (transfer full): it, for people: “Every week on Monday and Thursday at 18:00, 10 times”
 */
char *
poster_recurrence_describe (PosterRecurrence *self,
                            PosterSchedule   *start)
{
  g_autoptr(GTimeZone) zone = poster_zone_load (poster_schedule_get_zone (start));
  gint64 wall = wall_of_start (start, zone);
  g_autofree char *days = describe_days (self, day_of_wall (wall));
  g_autoptr(GDateTime) clock = g_date_time_new_from_unix_utc (wall);
  /* Translators: hours and minutes, in the terms of g_date_time_format() */
  g_autofree char *time = g_date_time_format (clock, _("%H:%M"));
  /* Translators: “Every day” at “18:00” */
  g_autofree char *text = g_strdup_printf (_("%s at %s"), days, time);
  g_autofree char *until = NULL;

  if (self->parts.count > 0)
    /* Translators: “Every day at 18:00”, and how often in all */
    return g_strdup_printf (ngettext ("%s, %u time", "%s, %u times", self->parts.count), text, self->parts.count);
  if (self->until == NULL)
    return g_steal_pointer (&text);
  /* Translators: a date, in the terms of g_date_time_format() */
  until = format_day (self->until_day, _("%-d %B %Y"));
  /* Translators: “Every day at 18:00”, and the last day */
  return g_strdup_printf (_("%s, until %s"), text, until);
}

/* --- When it happens --- */

/* The days on which a rule has it happen, in order. A step is a day, a day of a week, a month or a
 * year that may have one. */
typedef struct
{
  PosterRecurrence *rule;  /* (unowned) */
  gint64            start_day;
  GDate             start;
  gint64            step;
  guint             n_days;  /* so far */
} Days;

/* How many steps are before every day from @from_day on, but for a few. */
static gint64
skip_steps (Days   *days,
            gint64  from_day)
{
  gint64 n_days = from_day - days->start_day;
  gint64 n = (gint64) days->rule->parts.interval;

  switch (days->rule->parts.frequency)
    {
    case POSTER_FREQUENCY_WEEKLY:
      return MAX (n_days / (7 * n) - 2, 0) * 7;
    case POSTER_FREQUENCY_MONTHLY:
      return MAX (n_days / (31 * n) - 2, 0);
    case POSTER_FREQUENCY_YEARLY:
      return MAX (n_days / (366 * n) - 2, 0);
    case POSTER_FREQUENCY_DAILY:
    default:
      return MAX (n_days / n - 2, 0);
    }
}

static gboolean
day_of_month (int     month_day,
              gint64  month,  /* since the year 0 */
              gint64 *day)
{
  GDateYear year = (GDateYear) (month / 12);
  GDateMonth name = (GDateMonth) (month % 12 + 1);
  int length;

  if (month / 12 > 9999)
    return FALSE;
  length = g_date_get_days_in_month (name, year);
  if (month_day == POSTER_RECURRENCE_LAST_DAY)
    month_day = length;
  if (month_day > length)
    return FALSE;
  *day = day_of_date (year, name, month_day);
  return TRUE;
}

/* The day of one step, if there is one. */
static gboolean
day_of_step (Days   *days,
             gint64  step,
             gint64 *day)
{
  const PosterRecurrenceParts *parts = &days->rule->parts;
  int start_day = (int) g_date_get_day (&days->start);
  gint64 month = (gint64) g_date_get_year (&days->start) * 12 + g_date_get_month (&days->start) - 1;
  gint64 n = (gint64) parts->interval;
  guint weekdays = parts->weekdays != 0 ? parts->weekdays : 1u << weekday_of_day (days->start_day);

  switch (parts->frequency)
    {
    case POSTER_FREQUENCY_WEEKLY:
      *day = days->start_day - (weekday_of_day (days->start_day) + 6) % 7 + step / 7 * 7 * n + step % 7;
      return (weekdays & (1u << weekday_of_day (*day))) != 0;

    case POSTER_FREQUENCY_MONTHLY:
      return day_of_month (parts->month_day != 0 ? parts->month_day : start_day, month + step * n, day);

    case POSTER_FREQUENCY_YEARLY:
      return day_of_month (start_day, month + step * 12 * n, day);

    case POSTER_FREQUENCY_DAILY:
    default:
      *day = days->start_day + step * n;
      return TRUE;
    }
}

/* The next of the days, if there is one before @end_day. */
static gboolean
next_day (Days   *days,
          gint64  end_day,
          gint64 *day)
{
  PosterRecurrence *rule = days->rule;

  if (rule->parts.count > 0 && days->n_days == rule->parts.count)
    return FALSE;
  for (;;)
    {
      gint64 step = days->step++;

      /* Steps that have no day are counted, too, so that a rule without any comes to an end. */
      if (!day_of_step (days, step, day))
        {
          if (days->start_day + step * (gint64) rule->parts.interval > end_day)
            return FALSE;
          continue;
        }
      if (*day < days->start_day)
        continue;
      if (*day > end_day || (rule->until != NULL && *day > rule->until_day))
        return FALSE;
      days->n_days++;
      return TRUE;
    }
}

/**
 * poster_recurrence_next:
 * @self: a rule
 * @start: when it begins: nothing happens before
 * @after_wall: (nullable): only after this time on the wall, `2026-12-24T18:00:00`
 * @after_us: only after this instant; %G_MININT64 for any
 *
 * Returns: (transfer full) (nullable): the first time that it happens, on the wall of the zone of
 *   @start; %NULL when it does not any more
 */
PosterSchedule *
poster_recurrence_next (PosterRecurrence *self,
                        PosterSchedule   *start,
                        const char       *after_wall,
                        gint64            after_us)
{
  const char *zone_name = poster_schedule_get_zone (start);
  g_autoptr(GTimeZone) zone = poster_zone_load (zone_name);
  gint64 start_wall = wall_of_start (start, zone);
  Days days = { .rule = self, .start_day = day_of_wall (start_wall) };
  gint64 time = start_wall - days.start_day * DAY_SECONDS;
  gint64 after = G_MININT64;
  gint64 from_day = days.start_day;
  gint64 day;

  if (after_wall != NULL && !poster_wall_parse (after_wall, &after))
    after = G_MININT64;
  if (after != G_MININT64)
    from_day = MAX (from_day, day_of_wall (after));
  if (after_us != G_MININT64)
    from_day = MAX (from_day, day_of_wall (poster_zone_instant_to_wall (zone, after_us)) - 2);
  date_of_day (days.start_day, &days.start);
  /* Days that are counted have to be gone through. */
  if (self->parts.count == 0)
    days.step = skip_steps (&days, from_day);

  while (next_day (&days, from_day + REACH_DAYS, &day))
    {
      gint64 wall = day * DAY_SECONDS + time;
      g_autofree char *text = NULL;

      if (wall <= after || poster_zone_wall_to_instant_us (zone, wall) <= after_us)
        continue;
      text = poster_wall_format (wall);
      return poster_schedule_new_wall (text, zone_name, NULL);
    }
  return NULL;
}

/* Every week on the same days, but for the one that was moved. */
static guint
move_weekday (guint weekdays,
              guint from,
              guint to)
{
  if (weekdays == 0 || (weekdays & (1u << to)) != 0)
    return weekdays;
  return (weekdays & ~(1u << from)) | 1u << to;
}

/* How many of the days are before this one. */
static guint
count_days_before (PosterRecurrence *self,
                   gint64            start_day,
                   gint64            day)
{
  Days days = { .rule = self, .start_day = start_day };
  gint64 each;

  date_of_day (start_day, &days.start);
  while (next_day (&days, day, &each))
    if (each >= day)
      return days.n_days - 1;
  return days.n_days;
}

/**
 * poster_recurrence_move_on:
 * @self: a rule
 * @start: when it began
 * @occurrence: (nullable): the time on the wall, by the rule, of the first one that is meant,
 *   `2026-12-24T18:00:00`; %NULL: the first of all
 * @new_start: when that one is to be now
 *
 * A rule for “this one and all that follow”, to begin at @new_start. Whoever moves the Monday of every
 * Monday and Thursday to a Tuesday means every Tuesday and Thursday from then on; and what ends after
 * ten times, three of which are past, goes on for seven.
 *
 * Returns: (transfer full): the rule
 */
PosterRecurrence *
poster_recurrence_move_on (PosterRecurrence *self,
                           PosterSchedule   *start,
                           const char       *occurrence,
                           PosterSchedule   *new_start)
{
  g_autoptr(GTimeZone) zone = poster_zone_load (poster_schedule_get_zone (start));
  g_autoptr(GTimeZone) new_zone = poster_zone_load (poster_schedule_get_zone (new_start));
  gint64 start_day = day_of_wall (wall_of_start (start, zone));
  gint64 new_day = day_of_wall (wall_of_start (new_start, new_zone));
  gint64 day = start_day;
  PosterRecurrenceParts parts;
  gint64 wall;

  if (occurrence != NULL && poster_wall_parse (occurrence, &wall))
    day = day_of_wall (wall);
  poster_recurrence_get_parts (self, &parts);
  if (new_day != day)
    {
      /* What was left to the day on which it began, is left to that. */
      parts.weekdays = move_weekday (parts.weekdays, weekday_of_day (day), weekday_of_day (new_day));
      parts.month_day = POSTER_RECURRENCE_DAY_OF_START;
    }
  if (parts.count > 0)
    parts.count -= MIN (count_days_before (self, start_day, day), parts.count - 1);
  return poster_recurrence_new (&parts, NULL);
}

/**
 * poster_recurrence_list:
 * @self: a rule
 * @start: when it begins
 * @after_us: only after this instant; %G_MININT64 for any
 * @n_dates: how many at most
 *
 * Returns: (transfer full) (element-type PosterSchedule): the next times that it happens
 */
GPtrArray *
poster_recurrence_list (PosterRecurrence *self,
                        PosterSchedule   *start,
                        gint64            after_us,
                        guint             n_dates)
{
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_schedule_unref);
  const char *after_wall = NULL;

  while (dates->len < n_dates)
    {
      PosterSchedule *date = poster_recurrence_next (self, start, after_wall, after_us);

      if (date == NULL)
        break;
      g_ptr_array_add (dates, date);
      after_wall = poster_schedule_get_wall (date);
      /* What a clock skips may fall on one moment with the next. */
      after_us = MAX (after_us, poster_schedule_get_instant_us (date));
    }
  return dates;
}
