/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-error.h"
#include "poster-schedule.h"

static void
test_wall_times (void)
{
  static const struct
  {
    const char *wall;
    const char *zone;
    const char *instant;
  } cases[] = {
    { "2026-12-24 18:00", "Europe/Berlin", "2026-12-24T17:00:00.000Z" },
    { "2026-07-24 18:00", "Europe/Berlin", "2026-07-24T16:00:00.000Z" },
    { "2026-12-24 18:00:59", "Europe/Berlin", "2026-12-24T17:00:59.000Z" },
    { "2026-12-24T18:00", "UTC", "2026-12-24T18:00:00.000Z" },
    { "2026-12-24t18:00:05", "Etc/GMT+5", "2026-12-24T23:00:05.000Z" },
    { "2026-12-24 18:00", "Asia/Kathmandu", "2026-12-24T12:15:00.000Z" },
    { "2026-12-24 18:00", "Pacific/Kiritimati", "2026-12-24T04:00:00.000Z" },
    { "2026-12-24 18:00", "Pacific/Pago_Pago", "2026-12-25T05:00:00.000Z" },
    { "2026-12-31 23:59:59", "America/New_York", "2027-01-01T04:59:59.000Z" },
    /* The clock is put forward at 2:00: what it skips is the first moment afterwards. */
    { "2026-03-29 01:59:59", "Europe/Berlin", "2026-03-29T00:59:59.000Z" },
    { "2026-03-29 02:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z" },
    { "2026-03-29 02:30", "Europe/Berlin", "2026-03-29T01:00:00.000Z" },
    { "2026-03-29 02:59:59", "Europe/Berlin", "2026-03-29T01:00:00.000Z" },
    { "2026-03-29 03:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z" },
    { "2026-03-29 03:00:01", "Europe/Berlin", "2026-03-29T01:00:01.000Z" },
    /* And put back at 3:00: of a time that comes twice, the first. */
    { "2026-10-25 01:59:59", "Europe/Berlin", "2026-10-24T23:59:59.000Z" },
    { "2026-10-25 02:00", "Europe/Berlin", "2026-10-25T00:00:00.000Z" },
    { "2026-10-25 02:59:59", "Europe/Berlin", "2026-10-25T00:59:59.000Z" },
    { "2026-10-25 03:00", "Europe/Berlin", "2026-10-25T02:00:00.000Z" },
    { "2026-03-08 02:30", "America/New_York", "2026-03-08T07:00:00.000Z" },
    { "2026-11-01 01:30", "America/New_York", "2026-11-01T05:30:00.000Z" },
    { "2026-11-01 02:00", "America/New_York", "2026-11-01T07:00:00.000Z" },
    /* Lord Howe Island moves by half an hour: 2:00 to 2:30 in October, 2:00 to 1:30 in April. */
    { "2026-10-04 01:59", "Australia/Lord_Howe", "2026-10-03T15:29:00.000Z" },
    { "2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z" },
    { "2026-10-04 02:30", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z" },
    { "2026-04-05 01:29", "Australia/Lord_Howe", "2026-04-04T14:29:00.000Z" },
    { "2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00.000Z" },
    { "2026-04-05 02:00", "Australia/Lord_Howe", "2026-04-04T15:30:00.000Z" },
    /* Chatham changes at 2:45 and 3:45. */
    { "2026-09-27 02:44", "Pacific/Chatham", "2026-09-26T13:59:00.000Z" },
    { "2026-09-27 03:00", "Pacific/Chatham", "2026-09-26T14:00:00.000Z" },
    { "2026-04-05 03:00", "Pacific/Chatham", "2026-04-04T13:15:00.000Z" },
    { "2026-04-05 03:45", "Pacific/Chatham", "2026-04-04T15:00:00.000Z" },
    /* Samoa left out a whole day. */
    { "2011-12-30 12:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z" },
    /* Changes at midnight. */
    { "2026-04-24 00:30", "Africa/Cairo", "2026-04-23T22:00:00.000Z" },
    { "2028-02-29 12:00", "Europe/Berlin", "2028-02-29T11:00:00.000Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (cases[i].wall, cases[i].zone, &error);
      g_autofree char *instant = NULL;

      g_test_message ("%s in %s", cases[i].wall, cases[i].zone);
      g_assert_no_error (error);
      instant = poster_time_format (poster_schedule_get_instant_us (schedule));
      g_assert_cmpstr (instant, ==, cases[i].instant);
      g_assert_cmpstr (poster_schedule_get_zone (schedule), ==, cases[i].zone);
    }
}

static void
test_wall_is_kept_in_one_form (void)
{
  static const char *const spellings[] = { "2026-12-24 18:00", "2026-12-24T18:00", "2026-12-24 18:00:00" };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (spellings[i], "Europe/Berlin", NULL);

      g_assert_cmpstr (poster_schedule_get_wall (schedule), ==, "2026-12-24T18:00:00");
    }
}

/* The time that somebody wrote is kept, and the instant derived: writing it down and reading it
 * again moves nothing, not even in a gap. */
static void
test_survives_being_stored (void)
{
  static const char *const walls[] = { "2026-03-29 02:30", "2026-10-25 02:30", "2026-12-24 18:00" };

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (walls[i], "Europe/Berlin", NULL);
      g_autoptr(PosterSchedule) again = poster_schedule_new_wall (poster_schedule_get_wall (schedule),
                                                                  poster_schedule_get_zone (schedule), NULL);

      g_assert_cmpint (poster_schedule_get_instant_us (schedule), ==, poster_schedule_get_instant_us (again));
      g_assert_cmpstr (poster_schedule_get_wall (schedule), ==, poster_schedule_get_wall (again));
    }
}

static void
test_nonsense (void)
{
  static const char *const nonsense[] = {
    "", "tomorrow", "2026-12-24", "18:00", "2026-13-24 18:00", "2026-00-24 18:00", "2026-12-32 18:00",
    "2026-02-29 12:00", "2100-02-29 12:00", "2026-04-31 12:00", "2026-12-24 24:00", "2026-12-24 18:60",
    "2026-12-24 18:00:60", "2026-12-24 18:00:", "2026-12-24  18:00", "2026-12-24 18.00", "2026/12/24 18:00",
    "26-12-24 18:00", "+026-12-24 18:00", "2026-12-24 18:00 ", " 2026-12-24 18:00", "0000-12-24 18:00",
    "2026-12-24 -8:00", "2026-12-24T18:00+", "2026-12-24T18:00Zulu",
  };

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr(GError) wall_error = NULL;
      g_autoptr(GError) text_error = NULL;

      g_test_message ("“%s”", nonsense[i]);
      g_assert_null (poster_schedule_new_wall (nonsense[i], "Europe/Berlin", &wall_error));
      g_assert_error (wall_error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_null (poster_schedule_new_from_text (nonsense[i], "Europe/Berlin", &text_error));
      g_assert_error (text_error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_nonnull (strstr (text_error->message, "2026-12-24 18:00"));
    }
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *zone;
    const char *instant;
    const char *wall;
  } cases[] = {
    { "2026-12-24 18:00", "Europe/Berlin", "2026-12-24T17:00:00.000Z", "2026-12-24T18:00:00" },
    { "2026-12-24T18:00:00Z", "Europe/Berlin", "2026-12-24T18:00:00.000Z", NULL },
    { "2026-12-24T18:00:00+01:00", "America/New_York", "2026-12-24T17:00:00.000Z", NULL },
    { "2026-12-24T18:00:00-0530", "UTC", "2026-12-24T23:30:00.000Z", NULL },
    { "2026-12-24T18:00:00.250Z", "UTC", "2026-12-24T18:00:00.250Z", NULL },
    { "2026-12-24T18:00Z", "UTC", "2026-12-24T18:00:00.000Z", NULL },
    { "2026-12-24T18:00+05:45", "UTC", "2026-12-24T12:15:00.000Z", NULL },
    { "2026-12-24 18:00+01:00", "UTC", "2026-12-24T17:00:00.000Z", NULL },
    { "2026-12-24 18:00:30-08:00", "UTC", "2026-12-25T02:00:30.000Z", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_from_text (cases[i].text, cases[i].zone, &error);
      g_autofree char *instant = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      instant = poster_time_format (poster_schedule_get_instant_us (schedule));
      g_assert_cmpstr (instant, ==, cases[i].instant);
      g_assert_cmpstr (poster_schedule_get_wall (schedule), ==, cases[i].wall);
      g_assert_cmpstr (poster_schedule_get_zone (schedule), ==, cases[i].zone);
    }
}

static void
test_zones (void)
{
  static const char *const known[] = {
    "UTC", "Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT-14", "Etc/UTC",
    "Australia/Lord_Howe", "Pacific/Chatham", "America/Port-au-Prince", "Asia/Kolkata", "CET",
  };
  static const char *const unknown[] = {
    "", "Mars/Olympus", "Europe/Berlin ", "europe/berlin", "+02:00", "-05", "02:00", "CET-1CEST", "EST5EDT4",
    "Europe", "America/Argentina", "../etc/passwd", "Europe/../Europe/Berlin", "/usr/share/zoneinfo/UTC", "zone.tab",
    "localtime", "posixrules", "leapseconds", "posix/Europe/Berlin", "right/Europe/Berlin", "Europe/Ber\nlin",
    ":Europe/Berlin", "<+02>-2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_test_message ("%s", known[i]);
      g_assert_true (poster_zone_is_known (known[i]));
    }
  g_assert_false (poster_zone_is_known (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr(GError) wall_error = NULL;
      g_autoptr(GError) text_error = NULL;

      g_test_message ("“%s”", unknown[i]);
      g_assert_false (poster_zone_is_known (unknown[i]));
      g_assert_null (poster_schedule_new_wall ("2026-12-24 18:00", unknown[i], &wall_error));
      g_assert_error (wall_error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_nonnull (strstr (wall_error->message, "Europe/Berlin"));
      g_assert_null (poster_schedule_new_from_text ("2026-12-24T18:00:00Z", unknown[i], &text_error));
      g_assert_error (text_error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
}

static void
test_local_zone (void)
{
  g_autofree char *zone = poster_zone_dup_local ();

  g_assert_true (poster_zone_is_known (zone));
}

static void
test_instants (void)
{
  g_autoptr(PosterSchedule) schedule = poster_schedule_new_instant (1798135200250000, "Asia/Kathmandu");
  g_autofree char *local = poster_schedule_format_local (schedule);

  g_assert_null (poster_schedule_get_wall (schedule));
  g_assert_cmpint (poster_schedule_get_instant_us (schedule), ==, 1798135200250000);
  g_assert_cmpstr (poster_schedule_get_zone (schedule), ==, "Asia/Kathmandu");
  g_assert_nonnull (strstr (local, "23:45:00"));
  g_assert_nonnull (strstr (local, "Asia/Kathmandu"));
}

/* Of every wall-clock time in the year, in zones of every kind: the instant shows that time, or
 * is the end of a gap. */
static void
test_every_hour_of_a_year (void)
{
  static const char *const zones[] = {
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca", "Asia/Kolkata",
  };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (zones[i]);
      gint64 last = G_MININT64;

      for (gint64 wall = 1767225600; wall < 1798761600; wall += 900)
        {
          gint64 instant = poster_zone_wall_to_instant_us (zone, wall) / G_USEC_PER_SEC;
          gint64 offset = g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant));
          gint64 before = g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL,
                                                                                   instant - 1));

          if (instant + offset != wall)
            {
              g_assert_cmpint (offset, >, before);             /* just after a jump forward */
              g_assert_cmpint (instant + before, <=, wall);    /* that skipped the time */
              g_assert_cmpint (instant + offset, >, wall);
            }
          else
            {
              gint64 earlier = wall - MAX (offset, offset + 3600);

              /* None shows it earlier. */
              g_assert_cmpint (earlier + g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, earlier)),
                               !=, wall);
            }
          g_assert_cmpint (instant, >=, last);
          last = instant;
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/wall-times-become-instants", test_wall_times);
  g_test_add_func ("/schedule/wall-is-kept-in-one-form", test_wall_is_kept_in_one_form);
  g_test_add_func ("/schedule/survives-being-stored", test_survives_being_stored);
  g_test_add_func ("/schedule/nonsense-is-refused", test_nonsense);
  g_test_add_func ("/schedule/text-with-and-without-offset", test_text);
  g_test_add_func ("/schedule/zones-are-names-of-the-database", test_zones);
  g_test_add_func ("/schedule/the-local-zone-has-a-name", test_local_zone);
  g_test_add_func ("/schedule/instants-are-exact", test_instants);
  g_test_add_func ("/schedule/every-quarter-hour-of-a-year", test_every_hour_of_a_year);
  return g_test_run ();
}
