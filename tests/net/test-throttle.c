/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-throttle.h"

#include "poster-test-async.h"
#include "poster-test-clock.h"

typedef struct
{
  guint   calls;
  goffset last;
} Told;

static void
told_cb (goffset  done_bytes,
         goffset  total_bytes,
         gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpint (total_bytes, ==, 100000);
  g_assert_cmpint (done_bytes, >, told->last);
  told->last = done_bytes;
  told->calls++;
}

static void
test_at_most_thirty_a_second (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  PosterThrottle *throttle;
  Told told = { 0, -1 };

  throttle = poster_throttle_new (POSTER_CLOCK (clock), told_cb, &told);
  for (guint i = 0; i < 10000; i++)
    {
      poster_throttle_report (throttle, 10 * (i + 1), 100000);
      poster_test_clock_advance (clock, 1000);
      poster_test_settle ();
    }
  /* Ten seconds. */
  g_assert_cmpuint (told.calls, >, 200);
  g_assert_cmpuint (told.calls, <=, 301);
  poster_throttle_flush (throttle);
  g_assert_cmpint (told.last, ==, 100000);
  poster_throttle_free (throttle);
}

static void
test_what_is_held_back_is_told (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  PosterThrottle *throttle;
  Told told = { 0, -1 };

  throttle = poster_throttle_new (POSTER_CLOCK (clock), told_cb, &told);
  poster_throttle_report (throttle, 0, 100000);
  poster_throttle_report (throttle, 5, 100000);
  poster_throttle_report (throttle, 7, 100000);
  g_assert_cmpint (told.last, ==, 0);
  poster_test_clock_advance (clock, G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_cmpint (told.last, ==, 7);
  g_assert_cmpuint (told.calls, ==, 2);
  poster_throttle_report (throttle, 3, 100000);
  poster_throttle_flush (throttle);
  g_assert_cmpuint (told.calls, ==, 2);
  poster_throttle_free (throttle);
}

static void
test_silent_when_freed (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  PosterThrottle *throttle;
  Told told = { 0, -1 };

  throttle = poster_throttle_new (POSTER_CLOCK (clock), told_cb, &told);
  poster_throttle_report (throttle, 1, 100000);
  poster_throttle_report (throttle, 2, 100000);
  poster_throttle_free (throttle);
  poster_test_clock_advance (clock, G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_cmpuint (told.calls, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/throttle/at-most-thirty-a-second", test_at_most_thirty_a_second);
  g_test_add_func ("/throttle/what-is-held-back-is-told", test_what_is_held_back_is_told);
  g_test_add_func ("/throttle/silent-when-freed", test_silent_when_freed);
  return g_test_run ();
}
