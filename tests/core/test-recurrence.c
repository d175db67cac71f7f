/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-error.h"
#include "poster-recurrence.h"

static PosterRecurrence *
rule_of (const char *text)
{
  g_autoptr(GError) error = NULL;
  PosterRecurrence *rule = poster_recurrence_new_from_text (text, &error);

  g_assert_no_error (error);
  return rule;
}

static PosterSchedule *
start_of (const char *wall,
          const char *zone)
{
  g_autoptr(GError) error = NULL;
  PosterSchedule *start = poster_schedule_new_wall (wall, zone, &error);

  g_assert_no_error (error);
  return start;
}

static void
test_dates (void)
{
  static const struct
  {
    const char *rule;
    const char *start;
    const char *expected;  /* days; … when there are more */
  } cases[] = {
    { "FREQ=DAILY", "2026-12-30 18:00", "2026-12-30 2026-12-31 2027-01-01 2027-01-02 2027-01-03 …" },
    { "FREQ=DAILY;INTERVAL=3;COUNT=3", "2026-02-27 18:00", "2026-02-27 2026-03-02 2026-03-05" },
    { "FREQ=DAILY;UNTIL=20261224", "2026-12-23 18:00", "2026-12-23 2026-12-24" },
    { "FREQ=DAILY;UNTIL=20261222", "2026-12-23 18:00", "" },
    /* 2026-11-22 is a Sunday. */
    { "FREQ=WEEKLY", "2026-11-22 18:00", "2026-11-22 2026-11-29 2026-12-06 2026-12-13 2026-12-20 …" },
    { "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", "2026-11-22 18:00", "2026-11-23 2026-11-26 2026-11-30 2026-12-03" },
    { "FREQ=WEEKLY;BYDAY=SU,WE;COUNT=4", "2026-11-25 18:00", "2026-11-25 2026-11-29 2026-12-02 2026-12-06" },
    /* Weeks begin on Monday: the Sunday is of the week before. */
    { "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4", "2026-11-22 18:00", "2026-11-22 2026-11-30 2026-12-06 2026-12-14" },
    { "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3", "2026-11-25 18:00", "2026-12-08 2026-12-22 2027-01-05" },
    { "FREQ=MONTHLY", "2026-11-22 18:00", "2026-11-22 2026-12-22 2027-01-22 2027-02-22 2027-03-22 …" },
    { "FREQ=MONTHLY;BYMONTHDAY=5", "2026-11-22 18:00", "2026-12-05 2027-01-05 2027-02-05 2027-03-05 2027-04-05 …" },
    /* The 31st is skipped where there is none, the last day is not. */
    { "FREQ=MONTHLY", "2026-12-31 18:00", "2026-12-31 2027-01-31 2027-03-31 2027-05-31 2027-07-31 …" },
    { "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2026-11-22 18:00", "2026-12-31 2027-01-31 2027-03-31" },
    { "FREQ=MONTHLY;BYMONTHDAY=30;COUNT=3", "2027-01-22 18:00", "2027-01-30 2027-03-30 2027-04-30" },
    { "FREQ=MONTHLY;BYMONTHDAY=29;COUNT=3", "2027-01-30 18:00", "2027-03-29 2027-04-29 2027-05-29" },
    { "FREQ=MONTHLY;BYMONTHDAY=29;COUNT=3", "2028-01-30 18:00", "2028-02-29 2028-03-29 2028-04-29" },
    { "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-11-22 18:00", "2027-11-30 2027-12-31 2028-01-31 2028-02-29 2028-03-31 …" },
    { "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1;UNTIL=20270601", "2026-11-22 18:00", "2026-11-30 2027-02-28 2027-05-31" },
    /* Every February that has a 31st. */
    { "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2027-02-01 18:00", "" },
    { "FREQ=YEARLY;COUNT=3", "2026-12-24 18:00", "2026-12-24 2027-12-24 2028-12-24" },
    { "FREQ=YEARLY;COUNT=3", "2024-02-29 18:00", "2024-02-29 2028-02-29 2032-02-29" },
    { "FREQ=YEARLY", "2096-02-29 18:00", "2096-02-29 2104-02-29 2108-02-29 2112-02-29 2116-02-29 …" },
    { "FREQ=YEARLY;INTERVAL=3;COUNT=3", "2024-02-29 18:00", "2024-02-29 2036-02-29 2048-02-29" },
    { "FREQ=YEARLY;INTERVAL=999", "2024-02-29 18:00", "2024-02-29" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterRecurrence) rule = rule_of (cases[i].rule);
      g_autoptr(PosterSchedule) start = start_of (cases[i].start, "Europe/Berlin");
      g_autoptr(GPtrArray) dates = poster_recurrence_list (rule, start, G_MININT64, 6);
      g_autoptr(GString) text = g_string_new (NULL);

      g_test_message ("%s from %s", cases[i].rule, cases[i].start);
      for (guint j = 0; j < dates->len; j++)
        {
          const char *wall = poster_schedule_get_wall (g_ptr_array_index (dates, j));

          g_assert_true (g_str_has_suffix (wall, "T18:00:00"));
          if (j < 5)
            g_string_append_printf (text, "%s%.10s", j > 0 ? " " : "", wall);
          else
            g_string_append (text, " …");
        }
      g_assert_cmpstr (text->str, ==, cases[i].expected);
    }
}

/* At both edges of daylight saving the wall is what counts. */
static void
test_edges (void)
{
  static const struct
  {
    const char *zone;
    const char *start;
    const char *instants[4];
  } cases[] = {
    { "Europe/Berlin", "2026-03-28 18:00", { "2026-03-28T17:00:00Z", "2026-03-29T16:00:00Z", "2026-03-30T16:00:00Z" } },
    { "Europe/Berlin", "2026-03-28 02:30", { "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" } },
    { "Europe/Berlin", "2026-10-24 02:30", { "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" } },
    { "America/New_York", "2026-03-07 02:30", { "2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z" } },
    { "America/New_York", "2026-10-31 01:30", { "2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z" } },
    { "Australia/Lord_Howe", "2026-10-03 02:15", { "2026-10-02T15:45:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z" } },
    { "Australia/Lord_Howe", "2026-04-04 01:45", { "2026-04-03T14:45:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z" } },
    /* The day that Samoa left out is at the first moment of the next. */
    { "Pacific/Apia", "2011-12-29 12:00", { "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z" } },
    /* Where two fall on one moment, one is left. */
    { "Pacific/Apia", "2011-12-29 00:00", { "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterRecurrence) rule = rule_of ("FREQ=DAILY");
      g_autoptr(PosterSchedule) start = start_of (cases[i].start, cases[i].zone);
      g_autoptr(GPtrArray) dates = poster_recurrence_list (rule, start, G_MININT64, 3);

      g_test_message ("%s in %s", cases[i].start, cases[i].zone);
      g_assert_cmpuint (dates->len, ==, 3);
      for (guint j = 0; j < 3; j++)
        {
          g_autoptr(GDateTime) time =
            g_date_time_new_from_unix_utc (poster_schedule_get_instant_us (g_ptr_array_index (dates, j)) / G_USEC_PER_SEC);
          g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

          g_assert_cmpstr (text, ==, cases[i].instants[j]);
          g_assert_cmpstr (poster_schedule_get_zone (g_ptr_array_index (dates, j)), ==, cases[i].zone);
        }
    }
}

/* However far on one asks, the answer is the one that counting from the start gives. */
static void
test_far_on (void)
{
  static const char *const rules[] = {
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=17", "FREQ=WEEKLY;BYDAY=MO,TU,SU", "FREQ=WEEKLY;INTERVAL=5;BYDAY=FR,SA",
    "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=2", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY;INTERVAL=4",
    "FREQ=YEARLY"
  };
  static const char *const starts[] = { "2024-02-29 06:30", "2025-12-31 23:59", "2026-11-22 00:00" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    for (guint j = 0; j < G_N_ELEMENTS (starts); j++)
      {
        g_autofree char *counted_text = g_strconcat (rules[i], ";COUNT=9999", NULL);
        g_autoptr(PosterRecurrence) rule = rule_of (rules[i]);
        g_autoptr(PosterRecurrence) counted = rule_of (counted_text);
        g_autoptr(PosterSchedule) start = start_of (starts[j], "America/New_York");
        gint64 after_us = poster_schedule_get_instant_us (start);

        for (guint n = 0; n < 40; n++)
          {
            g_autoptr(PosterSchedule) one = poster_recurrence_next (rule, start, NULL, after_us);
            g_autoptr(PosterSchedule) other = poster_recurrence_next (counted, start, NULL, after_us);
            g_autoptr(PosterSchedule) by_wall = NULL;

            g_assert_nonnull (one);
            g_assert_nonnull (other);
            g_assert_cmpstr (poster_schedule_get_wall (one), ==, poster_schedule_get_wall (other));
            by_wall = poster_recurrence_next (rule, start, poster_schedule_get_wall (one), G_MININT64);
            g_assert_cmpstr (poster_schedule_get_wall (by_wall), >, poster_schedule_get_wall (one));
            after_us += (gint64) (n * n) * 9 * G_TIME_SPAN_HOUR;
          }
      }
}

static void
test_count (void)
{
  g_autoptr(PosterRecurrence) rule = rule_of ("FREQ=DAILY;COUNT=3");
  g_autoptr(PosterSchedule) start = start_of ("2026-11-22 18:00", "UTC");
  g_autoptr(PosterSchedule) last = NULL;
  g_autoptr(PosterSchedule) none = NULL;

  /* Those that have been count. */
  last = poster_recurrence_next (rule, start, "2026-11-23T18:00:00", G_MININT64);
  g_assert_cmpstr (poster_schedule_get_wall (last), ==, "2026-11-24T18:00:00");
  none = poster_recurrence_next (rule, start, "2026-11-24T18:00:00", G_MININT64);
  g_assert_null (none);
}

/* What is meant by this one and all that follow. */
static void
test_move_on (void)
{
  static const struct
  {
    const char *rule;
    const char *start;
    const char *occurrence;
    const char *moved_to;
    const char *expected;
  } cases[] = {
    /* 2026-11-23 is a Monday. */
    { "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23 18:00", "2026-11-30T18:00:00", "2026-11-30 19:00", "FREQ=WEEKLY;BYDAY=MO,TH" },
    { "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23 18:00", "2026-11-30T18:00:00", "2026-12-01 18:00", "FREQ=WEEKLY;BYDAY=TU,TH" },
    { "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23 18:00", "2026-11-30T18:00:00", "2026-12-03 18:00", "FREQ=WEEKLY;BYDAY=MO,TH" },
    { "FREQ=WEEKLY;COUNT=10", "2026-11-23 18:00", "2026-12-14T18:00:00", "2026-12-15 18:00", "FREQ=WEEKLY;COUNT=7" },
    { "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", "2026-11-23 18:00", "2026-12-03T18:00:00", "2026-12-03 09:00",
      "FREQ=WEEKLY;COUNT=1;BYDAY=MO,TH" },
    { "FREQ=DAILY;INTERVAL=2;COUNT=3", "2026-11-23 18:00", NULL, "2026-11-24 18:00", "FREQ=DAILY;INTERVAL=2;COUNT=3" },
    { "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30 18:00", "2026-12-31T18:00:00", "2026-12-31 09:00", "FREQ=MONTHLY;BYMONTHDAY=-1" },
    { "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30 18:00", "2026-12-31T18:00:00", "2027-01-04 09:00", "FREQ=MONTHLY" },
    { "FREQ=YEARLY;UNTIL=20301231", "2026-12-24 18:00", "2026-12-24T18:00:00", "2026-12-23 18:00", "FREQ=YEARLY;UNTIL=20301231" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterRecurrence) rule = rule_of (cases[i].rule);
      g_autoptr(PosterSchedule) start = start_of (cases[i].start, "Europe/Berlin");
      g_autoptr(PosterSchedule) moved_to = start_of (cases[i].moved_to, "Europe/Berlin");
      g_autoptr(PosterRecurrence) expected = rule_of (cases[i].expected);
      g_autoptr(PosterRecurrence) rest = poster_recurrence_move_on (rule, start, cases[i].occurrence, moved_to);
      g_autofree char *text = poster_recurrence_to_text (rest);
      g_autofree char *expected_text = poster_recurrence_to_text (expected);

      g_assert_cmpstr (text, ==, expected_text);
    }
}

/* What begins at an instant repeats on the wall of its zone, too. */
static void
test_instant (void)
{
  g_autoptr(PosterRecurrence) rule = rule_of ("FREQ=DAILY");
  g_autoptr(PosterSchedule) start = poster_schedule_new_from_text ("2026-03-28T17:00:00Z", "Europe/Berlin", NULL);
  g_autoptr(GPtrArray) dates = poster_recurrence_list (rule, start, G_MININT64, 2);

  g_assert_cmpstr (poster_schedule_get_wall (g_ptr_array_index (dates, 1)), ==, "2026-03-29T18:00:00");
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *expected;  /* NULL: refused; "": the same */
  } cases[] = {
    { "FREQ=DAILY", "" },
    { "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10", "" },
    { "FREQ=MONTHLY;BYMONTHDAY=31", "" },
    { "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20281231", "" },
    { "FREQ=YEARLY;INTERVAL=999", "" },
    { "rrule:freq=weekly;byday=th,mo", "FREQ=WEEKLY;BYDAY=MO,TH" },
    { "COUNT=9999;INTERVAL=1;FREQ=DAILY", "FREQ=DAILY;COUNT=9999" },
    { "FREQ=WEEKLY;BYDAY=SU,MO", "FREQ=WEEKLY;BYDAY=MO,SU" },
    { "", NULL },
    { "FREQ", NULL },
    { "FREQ=", NULL },
    { "FREQ=HOURLY", NULL },
    { "INTERVAL=2", NULL },
    { "FREQ=DAILY;", NULL },
    { "FREQ=DAILY;;COUNT=2", NULL },
    { "FREQ=DAILY;FREQ=DAILY", NULL },
    { "FREQ=DAILY; COUNT=2", NULL },
    { "FREQ=DAILY;INTERVAL=0", NULL },
    { "FREQ=DAILY;INTERVAL=1000", NULL },
    { "FREQ=DAILY;INTERVAL=-1", NULL },
    { "FREQ=DAILY;INTERVAL=+1", NULL },
    { "FREQ=DAILY;COUNT=0", NULL },
    { "FREQ=DAILY;COUNT=10000", NULL },
    { "FREQ=DAILY;COUNT=2x", NULL },
    { "FREQ=DAILY;COUNT=2;UNTIL=20261231", NULL },
    { "FREQ=DAILY;UNTIL=20260229", NULL },
    { "FREQ=DAILY;UNTIL=20261301", NULL },
    { "FREQ=DAILY;UNTIL=2026-12-31", NULL },
    { "FREQ=DAILY;UNTIL=20261231T180000Z", NULL },
    { "FREQ=DAILY;BYDAY=MO", NULL },
    { "FREQ=WEEKLY;BYDAY=", NULL },
    { "FREQ=WEEKLY;BYDAY=MO,MO", NULL },
    { "FREQ=WEEKLY;BYDAY=1MO", NULL },
    { "FREQ=WEEKLY;BYDAY=MO,", NULL },
    { "FREQ=WEEKLY;BYMONTHDAY=1", NULL },
    { "FREQ=MONTHLY;BYMONTHDAY=0", NULL },
    { "FREQ=MONTHLY;BYMONTHDAY=32", NULL },
    { "FREQ=MONTHLY;BYMONTHDAY=-2", NULL },
    { "FREQ=MONTHLY;BYMONTHDAY=1,2", NULL },
    { "FREQ=MONTHLY;BYDAY=1MO", NULL },
    { "FREQ=DAILY;WKST=MO", NULL },
    { "FREQ=DAILY;BYHOUR=3", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text (cases[i].text, &error);
      g_autofree char *text = rule != NULL ? poster_recurrence_to_text (rule) : NULL;

      g_test_message ("“%s”", cases[i].text);
      if (cases[i].expected == NULL)
        g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      else
        g_assert_cmpstr (text, ==, cases[i].expected[0] != '\0' ? cases[i].expected : cases[i].text);
    }
}

static void
test_words (void)
{
  static const struct
  {
    const char *rule;
    const char *start;
    const char *expected;
  } cases[] = {
    { "FREQ=DAILY", "2026-11-22 18:00", "Every day at 18:00" },
    { "FREQ=DAILY;INTERVAL=3;COUNT=1", "2026-11-22 09:05", "Every 3 days at 09:05, 1 time" },
    { "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10", "2026-11-22 18:00", "Every week on Monday and Thursday at 18:00, 10 times" },
    { "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,TH", "2026-11-22 18:00", "Every 2 weeks on Monday, Thursday and Sunday at 18:00" },
    { "FREQ=WEEKLY", "2026-11-22 18:00", "Every week on Sunday at 18:00" },
    { "FREQ=MONTHLY;UNTIL=20271231", "2026-11-22 18:00", "Every month on day 22 at 18:00, until 31 December 2027" },
    { "FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-22 18:00", "Every month that has a day 31 on that day at 18:00" },
    { "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1", "2026-11-22 18:00", "Every 2 months on the last day at 18:00" },
    { "FREQ=YEARLY", "2026-11-22 18:00", "Every year on 22 November at 18:00" },
    { "FREQ=YEARLY", "2028-02-29 18:00", "Every leap year on 29 February at 18:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterRecurrence) rule = rule_of (cases[i].rule);
      g_autoptr(PosterSchedule) start = start_of (cases[i].start, "Europe/Berlin");
      g_autofree char *text = poster_recurrence_describe (rule, start);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrence/days-of-the-calendar", test_dates);
  g_test_add_func ("/recurrence/keeps-to-the-wall-at-both-edges", test_edges);
  g_test_add_func ("/recurrence/far-on-is-as-counted", test_far_on);
  g_test_add_func ("/recurrence/those-that-have-been-count", test_count);
  g_test_add_func ("/recurrence/goes-on-from-where-it-is-moved-to", test_move_on);
  g_test_add_func ("/recurrence/an-instant-repeats-on-the-wall", test_instant);
  g_test_add_func ("/recurrence/text-is-read-strictly", test_text);
  g_test_add_func ("/recurrence/is-told-in-words", test_words);
  return g_test_run ();
}
