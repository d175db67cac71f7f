/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-clock.h"
#include "poster-test-clock.h"

static gboolean
count_cb (gpointer user_data)
{
  (*(int *) user_data)++;
  return G_SOURCE_REMOVE;
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_alarm_in_the_past_fires_at_once (void)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  int count = 0;

  poster_clock_add_alarm (clock, 5, count_cb, &count);
  poster_clock_add_alarm (clock, -5, count_cb, &count);
  while (count < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_alarm_waits_for_its_time (void)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  gint64 at_us = poster_clock_get_now_us (clock) + 20 * 1000;
  int count = 0;

  poster_clock_add_alarm (clock, at_us, count_cb, &count);
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (poster_clock_get_now_us (clock), >=, at_us);
}

static void
test_sleep_is_cancelled (void)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_clock_sleep_async (clock, G_TIME_SPAN_DAY, cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (poster_clock_sleep_finish (clock, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_month_passes (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  g_autoptr(GAsyncResult) result = NULL;
  int count = 0;

  poster_clock_add_alarm (POSTER_CLOCK (clock), 30 * G_TIME_SPAN_DAY, count_cb, &count);
  poster_clock_sleep_async (POSTER_CLOCK (clock), 31 * G_TIME_SPAN_DAY, NULL, keep_result_cb, &result);
  poster_test_clock_advance (clock, 30 * G_TIME_SPAN_DAY - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (count, ==, 0);
  g_assert_true (poster_test_clock_run_next (clock));
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);
  g_assert_true (poster_test_clock_run_next (clock));
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (poster_clock_sleep_finish (POSTER_CLOCK (clock), result, NULL));
}

static void
test_setting_the_clock_wakes_alarms (void)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  int count = 0;

  poster_clock_add_alarm (POSTER_CLOCK (clock), G_TIME_SPAN_DAY, count_cb, &count);
  poster_test_clock_set (clock, -G_TIME_SPAN_HOUR);
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The kernel says what its timers are: one that waits for a time on the real-time clock, is counted on
 * through sleep, and ends early when somebody sets that clock. */
static guint
count_cancelled_on_set (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fdinfo", 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fdinfo", name, NULL);
      g_autofree char *text = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      n += g_regex_match_simple ("^clockid: 0$", text, G_REGEX_MULTILINE, 0) &&
           g_regex_match_simple ("^settime flags: 03$", text, G_REGEX_MULTILINE, 0);
    }
  return n;
}

static void
test_the_kernel_tells_of_a_set_clock (void)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  guint before = count_cancelled_on_set ();
  GSource *alarm = poster_clock_create_alarm (clock, poster_clock_get_now_us (clock) + G_TIME_SPAN_DAY);

  g_assert_cmpuint (count_cancelled_on_set (), ==, before + 1);
  g_source_unref (alarm);
  g_assert_cmpuint (count_cancelled_on_set (), ==, before);
}

static void
test_format (void)
{
  g_autofree char *text = poster_time_format (G_GINT64_CONSTANT (1798131600123456));

  g_assert_cmpstr (text, ==, "2026-12-24T17:00:00.123Z");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/alarm-in-the-past-fires-at-once", test_alarm_in_the_past_fires_at_once);
  g_test_add_func ("/clock/alarm-waits-for-its-time", test_alarm_waits_for_its_time);
  g_test_add_func ("/clock/sleep-is-cancelled", test_sleep_is_cancelled);
  g_test_add_func ("/clock/month-passes", test_month_passes);
  g_test_add_func ("/clock/setting-the-clock-wakes-alarms", test_setting_the_clock_wakes_alarms);
  g_test_add_func ("/clock/the-kernel-tells-of-a-set-clock", test_the_kernel_tells_of_a_set_clock);
  g_test_add_func ("/clock/format", test_format);
  return g_test_run ();
}
