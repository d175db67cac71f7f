/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-backoff.h"

#include "poster-error.h"

static void
test_doubles_up_to_the_limit (void)
{
  const gint64 expected[] = { 1000, 2000, 4000, 8000, 10000, 10000 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (poster_backoff_compute_us (i + 1, 1000, 10000, 1.0), ==, expected[i]);
      g_assert_cmpint (poster_backoff_compute_us (i + 1, 1000, 10000, 0.0), ==, expected[i] / 2);
    }
}

static void
test_survives_any_numbers (void)
{
  g_assert_cmpint (poster_backoff_compute_us (G_MAXUINT, G_MAXINT64, G_MAXINT64, 1.0), >, 0);
  g_assert_cmpint (poster_backoff_compute_us (G_MAXUINT, 1, G_MAXINT64, 0.0), ==, G_MAXINT64 / 2);
  g_assert_cmpint (poster_backoff_compute_us (G_MAXUINT, 0, 1000, 1.0), ==, 0);
  g_assert_cmpint (poster_backoff_compute_us (0, 1000, 10000, 1.0), ==, 1000);
  g_assert_cmpint (poster_backoff_compute_us (3, 1000, -5, 1.0), ==, 0);
  g_assert_cmpint (poster_backoff_compute_us (3, 5000, 1000, 1.0), ==, 1000);
}

static void
test_leaves_half_to_chance (void)
{
  gint64 lowest_us = G_MAXINT64;
  gint64 highest_us = 0;

  for (guint i = 0; i < 1000; i++)
    {
      gint64 delay_us = poster_backoff_delay_us (3, 1000, 100000);

      lowest_us = MIN (lowest_us, delay_us);
      highest_us = MAX (highest_us, delay_us);
    }
  g_assert_cmpint (lowest_us, >=, 2000);
  g_assert_cmpint (highest_us, <=, 4000);
  g_assert_cmpint (highest_us, >, lowest_us);
}

static void
test_honours_retry_after (void)
{
  g_autoptr(GError) error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_RATE_LIMITED, "Slowly");

  poster_error_get_details (error)->retry_after_us = 77 * G_USEC_PER_SEC;
  g_assert_cmpint (poster_backoff_delay_for_error_us (1, 1000, 10000, error), ==, 77 * G_USEC_PER_SEC);
  poster_error_get_details (error)->retry_after_us = 1;
  g_assert_cmpint (poster_backoff_delay_for_error_us (1, 1000, 10000, error), >=, 500);
  g_assert_cmpint (poster_backoff_delay_for_error_us (1, 1000, 10000, NULL), >=, 500);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/doubles-up-to-the-limit", test_doubles_up_to_the_limit);
  g_test_add_func ("/backoff/survives-any-numbers", test_survives_any_numbers);
  g_test_add_func ("/backoff/leaves-half-to-chance", test_leaves_half_to_chance);
  g_test_add_func ("/backoff/honours-retry-after", test_honours_retry_after);
  return g_test_run ();
}
