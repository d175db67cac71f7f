/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-error.h"
#include "poster-queue.h"

static gint64
instant (const char *text)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static char *
format (gint64 at_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);

  g_assert_cmpint (at_us % G_USEC_PER_SEC, ==, 0);
  return g_date_time_format (time, "%Y-%m-%dT%H:%MZ");
}

static PosterQueue *
new_queue (const char *zone,
           const char *slots)
{
  PosterQueue *queue = poster_queue_new ("test", zone);

  g_assert_true (poster_queue_slots_from_text (queue, slots));
  return queue;
}

static char *
join (GArray *moments)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < moments->len; i++)
    {
      g_autofree char *time = format (g_array_index (moments, PosterQueueMoment, i).at_us);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", time);
    }
  return g_string_free (text, FALSE);
}

static void
test_next (void)
{
  static const struct
  {
    const char *zone;
    const char *slots;
    const char *after;
    guint       n;
    const char *expected;
  } cases[] = {
    { "UTC", "mon 18:00;thu 9:30", "2026-11-22T12:00:00Z", 3, "2026-11-23T18:00Z 2026-11-26T09:30Z 2026-11-30T18:00Z" },
    /* After means after. */
    { "UTC", "mon 18:00", "2026-11-23T18:00:00Z", 1, "2026-11-30T18:00Z" },
    { "UTC", "mon 18:00", "2026-11-23T17:59:59.999999Z", 1, "2026-11-23T18:00Z" },
    { "UTC", "sat 23:59;sun 0:00", "2026-11-21T12:00:00Z", 3, "2026-11-21T23:59Z 2026-11-22T00:00Z 2026-11-28T23:59Z" },
    { "UTC", "sun 0:00", "1969-12-25T00:00:00Z", 2, "1969-12-28T00:00Z 1970-01-04T00:00Z" },
    /* The day of the week is that of the zone. */
    { "Pacific/Kiritimati", "mon 8:00", "2026-11-22T12:00:00Z", 1, "2026-11-22T18:00Z" },
    { "Pacific/Pago_Pago", "mon 20:00", "2026-11-22T12:00:00Z", 1, "2026-11-24T07:00Z" },
    { "Asia/Kathmandu", "mon 18:00", "2026-11-22T12:00:00Z", 1, "2026-11-23T12:15Z" },
    { "Asia/Tokyo", "daily 0:00", "2026-11-22T12:00:00Z", 2, "2026-11-22T15:00Z 2026-11-23T15:00Z" },
    /* A leap day is a day. */
    { "Europe/Berlin", "tue 12:00", "2028-02-28T12:00:00Z", 2, "2028-02-29T11:00Z 2028-03-07T11:00Z" },
    /* Berlin skips 2:00 to 3:00 on 29 March: what falls there is once, just after. */
    { "Europe/Berlin", "sun 1:59;sun 2:00;sun 2:30;sun 3:00;sun 3:01", "2026-03-28T12:00:00Z", 4,
      "2026-03-29T00:59Z 2026-03-29T01:00Z 2026-03-29T01:01Z 2026-04-04T23:59Z" },
    { "Europe/Berlin", "sun 2:30;mon 2:30", "2026-03-29T00:59:59Z", 2, "2026-03-29T01:00Z 2026-03-30T00:30Z" },
    /* Once it has been, it has been. */
    { "Europe/Berlin", "sun 2:00;sun 2:30", "2026-03-29T01:00:00Z", 1, "2026-04-05T00:00Z" },
    /* And shows 2:00 to 3:00 twice on 25 October: the first counts. */
    { "Europe/Berlin", "sun 1:59;sun 2:00;sun 2:59;sun 3:00", "2026-10-24T12:00:00Z", 4,
      "2026-10-24T23:59Z 2026-10-25T00:00Z 2026-10-25T00:59Z 2026-10-25T02:00Z" },
    { "Europe/Berlin", "sun 2:30", "2026-10-25T00:30:00Z", 1, "2026-11-01T01:30Z" },
    { "Europe/Berlin", "sun 2:30", "2026-10-25T01:10:00Z", 1, "2026-11-01T01:30Z" },
    /* The time on the wall stays. */
    { "Europe/Berlin", "sat 18:00;sun 18:00", "2026-10-24T00:00:00Z", 2, "2026-10-24T16:00Z 2026-10-25T17:00Z" },
    { "America/New_York", "sun 1:30;sun 2:30;sun 3:00", "2026-03-08T00:00:00Z", 3,
      "2026-03-08T06:30Z 2026-03-08T07:00Z 2026-03-15T05:30Z" },
    { "America/New_York", "sun 1:30;sun 2:00", "2026-11-01T00:00:00Z", 3,
      "2026-11-01T05:30Z 2026-11-01T07:00Z 2026-11-08T06:30Z" },
    /* Half an hour: 2:00 to 2:30 in October, 2:00 back to 1:30 in April. */
    { "Australia/Lord_Howe", "sun 1:59;sun 2:15;sun 2:29;sun 2:30;sun 2:31", "2026-10-03T12:00:00Z", 3,
      "2026-10-03T15:29Z 2026-10-03T15:30Z 2026-10-03T15:31Z" },
    { "Australia/Lord_Howe", "sun 1:29;sun 1:45;sun 2:00", "2026-04-04T12:00:00Z", 3,
      "2026-04-04T14:29Z 2026-04-04T14:45Z 2026-04-04T15:30Z" },
    /* Samoa left out a whole day, a Friday. */
    { "Pacific/Apia", "thu 12:00;fri 9:00;fri 12:00;sat 0:00;sat 12:00", "2011-12-29T00:00:00Z", 4,
      "2011-12-29T22:00Z 2011-12-30T10:00Z 2011-12-30T22:00Z 2012-01-04T22:00Z" },
    { "Africa/Cairo", "fri 0:00;fri 0:30;fri 1:00", "2026-04-23T12:00:00Z", 2, "2026-04-23T22:00Z 2026-04-30T21:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterQueue) queue = new_queue (cases[i].zone, cases[i].slots);
      g_autoptr(GArray) moments = poster_queue_next_slots (queue, instant (cases[i].after), cases[i].n, NULL, 0);
      g_autofree char *text = join (moments);

      g_test_message ("%s, %s", cases[i].zone, cases[i].slots);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_taken (void)
{
  g_autoptr(PosterQueue) queue = new_queue ("UTC", "daily 12:00");
  gint64 taken[] = {
    instant ("2026-11-20T12:00:00Z"), instant ("2026-11-23T12:00:00Z"), instant ("2026-11-24T00:00:00Z"),
    instant ("2026-11-24T12:00:00Z"), instant ("2026-11-26T12:00:00Z")
  };
  g_autoptr(GArray) moments = poster_queue_next_slots (queue, instant ("2026-11-22T12:00:00Z"), 3, taken, G_N_ELEMENTS (taken));
  g_autofree char *text = join (moments);

  g_assert_cmpstr (text, ==, "2026-11-25T12:00Z 2026-11-27T12:00Z 2026-11-28T12:00Z");
}

/* In every zone, over years: each day's slot once, in order, and on the wall where it should be. */
static void
test_every_zone (void)
{
  static const char *const zones[] = {
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu",
    "Africa/Casablanca", "Africa/Cairo", "America/St_Johns", "America/Santiago", "America/Havana", "Asia/Gaza",
    "Antarctica/Troll", "Asia/Tehran", "Asia/Pyongyang", "Europe/Istanbul", "Europe/Dublin", "Pacific/Kwajalein"
  };

  static const char *const starts[] = { "2010-06-01T00:00:00Z", "2026-01-01T00:00:00Z" };

  for (guint k = 0; k < G_N_ELEMENTS (zones) * G_N_ELEMENTS (starts); k++)
    {
      guint i = k / G_N_ELEMENTS (starts);
      g_autoptr(PosterQueue) queue = new_queue (zones[i], "daily 0:00;daily 2:15;daily 3:00;daily 23:59");
      g_autoptr(GTimeZone) zone = poster_zone_load (zones[i]);
      g_auto(PosterQueueIter) iter = { 0 };
      PosterQueueMoment moment;
      gint64 last_us = instant (starts[k % G_N_ELEMENTS (starts)]);
      guint n_off = 0;

      poster_queue_iter_init (&iter, queue, last_us);
      for (guint n = 0; n < 4 * 800; n++)
        {
          g_autoptr(PosterQueue) same = poster_queue_copy (queue);
          g_autoptr(PosterSchedule) schedule = NULL;

          g_assert_true (poster_queue_iter_next (&iter, &moment));
          g_assert_cmpint (moment.at_us, >, last_us);
          g_assert_cmpint (moment.at_us - last_us, <=, 26 * G_TIME_SPAN_HOUR);
          if (poster_zone_instant_to_wall (zone, moment.at_us) != moment.wall_seconds)
            n_off++;
          if (n % 97 == 0)
            {
              g_autoptr(GArray) again = poster_queue_next_slots (same, last_us, 1, NULL, 0);

              schedule = poster_queue_moment_to_schedule (&moment, zones[i]);
              g_assert_cmpint (poster_schedule_get_instant_us (schedule), ==, moment.at_us);
              g_assert_cmpint (g_array_index (again, PosterQueueMoment, 0).at_us, ==, moment.at_us);
            }
          last_us = moment.at_us;
        }
      /* Only what a clock skipped is elsewhere than it should be. */
      g_assert_cmpuint (n_off, <=, 12);
    }
}

static void
test_slot_text (void)
{
  static const struct
  {
    const char *text;
    const char *expected;  /* NULL: makes no sense */
  } cases[] = {
    { "mon 18:00", "mon 18:00" },
    { "Monday 9:05", "mon 09:05" },
    { "mon,thu 18:00", "mon 18:00;thu 18:00" },
    { "thu, mon, thu 18:00", "mon 18:00;thu 18:00" },
    { " SUN  0:00 ", "sun 00:00" },
    { "daily 23:59", "sun 23:59;mon 23:59;tue 23:59;wed 23:59;thu 23:59;fri 23:59;sat 23:59" },
    { "weekdays 8:00", "mon 08:00;tue 08:00;wed 08:00;thu 08:00;fri 08:00" },
    { "weekend 8:00", "sun 08:00;sat 08:00" },
    { "", NULL },
    { "mon", NULL },
    { "18:00", NULL },
    { "18:00 mon", NULL },
    { "mon 18", NULL },
    { "mon 24:00", NULL },
    { "mon 18:60", NULL },
    { "mon 018:00", NULL },
    { "mon 18:0", NULL },
    { "mon 18:000", NULL },
    { "mon -1:00", NULL },
    { "mon 18:00 19:00", NULL },
    { "mo 18:00", NULL },
    { "mond 18:00", NULL },
    { "noday 18:00", NULL },
    { "mon 18:00;tue 18:00", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterQueue) queue = poster_queue_new ("test", "UTC");
      g_autoptr(GError) error = NULL;
      gboolean good = poster_queue_add_slot_text (queue, cases[i].text, &error);
      g_autofree char *text = poster_queue_slots_to_text (queue);

      g_test_message ("“%s”", cases[i].text);
      if (cases[i].expected == NULL)
        {
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
          g_assert_cmpstr (text, ==, "");
          g_assert_false (poster_queue_check (queue, NULL));
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (good);
      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true (poster_queue_check (queue, NULL));
      g_assert_true (poster_queue_slots_from_text (queue, text));
    }
}

static void
test_check (void)
{
  g_autoptr(PosterQueue) queue = new_queue ("Nowhere/Nothing", "mon 18:00");
  g_autoptr(PosterQueue) empty = new_queue ("UTC", "");
  g_autoptr(PosterQueue) nameless = poster_queue_new ("  ", "UTC");
  PosterQueueMoment moment;
  g_auto(PosterQueueIter) iter = { 0 };

  g_assert_false (poster_queue_check (queue, NULL));
  g_assert_false (poster_queue_check (empty, NULL));
  g_assert_true (poster_queue_add_slot (nameless, 0, 0));
  g_assert_false (poster_queue_check (nameless, NULL));
  g_assert_false (poster_queue_add_slot (nameless, 7, 0));
  g_assert_false (poster_queue_add_slot (nameless, 0, 1440));
  poster_queue_iter_init (&iter, empty, 0);
  g_assert_false (poster_queue_iter_next (&iter, &moment));
}

static void
test_words (void)
{
  g_autoptr(PosterQueue) queue = new_queue ("UTC", "sun 9:00;thu 18:00;mon 18:00");
  g_autofree char *text = poster_queue_describe (queue);

  g_assert_cmpstr (text, ==, "Monday 18:00, Thursday 18:00, Sunday 09:00");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/queue/slots-come-round-on-the-wall", test_next);
  g_test_add_func ("/queue/taken-slots-are-passed-over", test_taken);
  g_test_add_func ("/queue/each-slot-comes-once-in-every-zone", test_every_zone);
  g_test_add_func ("/queue/slots-are-read-strictly", test_slot_text);
  g_test_add_func ("/queue/what-makes-no-sense-is-refused", test_check);
  g_test_add_func ("/queue/is-told-in-words", test_words);
  return g_test_run ();
}
