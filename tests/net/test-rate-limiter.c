/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-rate-limiter.h"

#include "poster-test-async.h"
#include "poster-test-clock.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  PosterTestClock   *clock;
  PosterRateLimiter *limiter;
  GString           *order;  /* who got through, one letter each; in capitals who failed */
} Fixture;

typedef struct
{
  Fixture *fixture;
  char     name;
} Caller;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = poster_test_clock_new (G_USEC_PER_SEC * 1000);
  fixture->limiter = poster_rate_limiter_new (POSTER_CLOCK (fixture->clock));
  fixture->order = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->limiter);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->order, TRUE);
}

static void
acquired_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Caller *caller = user_data;
  g_autoptr(GError) error = NULL;
  gboolean passed = poster_rate_limiter_acquire_finish (POSTER_RATE_LIMITER (object), result, &error);

  if (!passed)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_string_append_c (caller->fixture->order, passed ? caller->name : g_ascii_toupper (caller->name));
  g_free (caller);
}

static void
acquire (Fixture      *fixture,
         const char   *key,
         char          name,
         guint         max_calls,
         GCancellable *cancellable)
{
  Caller *caller = g_new0 (Caller, 1);

  caller->fixture = fixture;
  caller->name = name;
  poster_rate_limiter_acquire_async (fixture->limiter, key, max_calls, MINUTE_US, cancellable, acquired_cb, caller);
}

static void
assert_order (Fixture    *fixture,
              const char *order)
{
  poster_test_settle ();
  g_assert_cmpstr (fixture->order->str, ==, order);
}

static void
test_window_slides (Fixture       *fixture,
                    gconstpointer  data)
{
  acquire (fixture, "k", 'a', 2, NULL);
  assert_order (fixture, "a");
  poster_test_clock_advance (fixture->clock, 40 * G_USEC_PER_SEC);
  for (char name = 'b'; name <= 'e'; name++)
    acquire (fixture, "k", name, 2, NULL);
  assert_order (fixture, "ab");
  poster_test_clock_advance (fixture->clock, 20 * G_USEC_PER_SEC - 1);
  assert_order (fixture, "ab");
  poster_test_clock_advance (fixture->clock, 1);
  assert_order (fixture, "abc");
  poster_test_clock_advance (fixture->clock, 40 * G_USEC_PER_SEC - 1);
  assert_order (fixture, "abc");
  poster_test_clock_advance (fixture->clock, 1);
  assert_order (fixture, "abcd");
  g_assert_true (poster_test_clock_run_next (fixture->clock));
  assert_order (fixture, "abcde");
}

/* Notes when those were let through whom we did not see yet. */
static void
note_granted (Fixture *fixture,
              gint64  *granted_us,
              gsize   *seen)
{
  poster_test_settle ();
  for (; *seen < fixture->order->len; (*seen)++)
    granted_us[*seen] = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));
}

static void
test_never_more_than_allowed (Fixture       *fixture,
                              gconstpointer  data)
{
  gint64 granted_us[40];
  gsize seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (granted_us); i++)
    {
      acquire (fixture, "k", 'x', 6, NULL);
      note_granted (fixture, granted_us, &seen);
      poster_test_clock_advance (fixture->clock, i * 1700 * 1000 % (5 * G_USEC_PER_SEC));
      note_granted (fixture, granted_us, &seen);
    }
  while (seen < G_N_ELEMENTS (granted_us))
    {
      g_assert_true (poster_test_clock_run_next (fixture->clock));
      note_granted (fixture, granted_us, &seen);
    }
  for (guint i = 6; i < G_N_ELEMENTS (granted_us); i++)
    g_assert_cmpint (granted_us[i] - granted_us[i - 6], >=, MINUTE_US);
}

static void
test_keys_do_not_wait_for_each_other (Fixture       *fixture,
                                      gconstpointer  data)
{
  acquire (fixture, "one/init", 'a', 1, NULL);
  acquire (fixture, "one/init", 'b', 1, NULL);
  acquire (fixture, "one/status", 'c', 1, NULL);
  acquire (fixture, "two/init", 'd', 1, NULL);
  assert_order (fixture, "acd");
  poster_test_clock_advance (fixture->clock, MINUTE_US);
  assert_order (fixture, "acdb");
}

static void
test_penalty_holds_everybody (Fixture       *fixture,
                              gconstpointer  data)
{
  gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));

  poster_rate_limiter_penalise (fixture->limiter, "k", now_us + 90 * G_USEC_PER_SEC);
  poster_rate_limiter_penalise (fixture->limiter, "k", now_us + 10 * G_USEC_PER_SEC);
  poster_rate_limiter_penalise (fixture->limiter, "k", now_us - 10 * G_USEC_PER_SEC);
  acquire (fixture, "k", 'a', 5, NULL);
  acquire (fixture, "k", 'b', 5, NULL);
  acquire (fixture, "other", 'c', 5, NULL);
  poster_test_clock_advance (fixture->clock, 90 * G_USEC_PER_SEC - 1);
  assert_order (fixture, "c");
  poster_test_clock_advance (fixture->clock, 1);
  assert_order (fixture, "cab");
}

static void
test_penalty_reaches_those_who_wait (Fixture       *fixture,
                                     gconstpointer  data)
{
  acquire (fixture, "k", 'a', 1, NULL);
  acquire (fixture, "k", 'b', 1, NULL);
  poster_rate_limiter_penalise (fixture->limiter, "k",
                                poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)) + 3 * MINUTE_US);
  poster_test_clock_advance (fixture->clock, 3 * MINUTE_US - 1);
  assert_order (fixture, "a");
  poster_test_clock_advance (fixture->clock, 1);
  assert_order (fixture, "ab");
}

static void
test_cancelled_gives_its_place_up (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(GCancellable) early = g_cancellable_new ();
  g_autoptr(GCancellable) late = g_cancellable_new ();

  g_cancellable_cancel (early);
  acquire (fixture, "k", 'a', 1, early);
  acquire (fixture, "k", 'b', 1, NULL);
  acquire (fixture, "k", 'c', 1, late);
  acquire (fixture, "k", 'd', 1, NULL);
  assert_order (fixture, "Ab");
  g_cancellable_cancel (late);
  assert_order (fixture, "AbC");
  poster_test_clock_advance (fixture->clock, MINUTE_US);
  assert_order (fixture, "AbCd");
}

static void
test_forgets_idle_keys (Fixture       *fixture,
                        gconstpointer  data)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *key = g_strdup_printf ("connection-%u", i);

      acquire (fixture, key, 'x', 3, NULL);
    }
  poster_test_settle ();
  g_assert_cmpuint (poster_rate_limiter_get_n_keys (fixture->limiter), ==, 500);
  poster_test_clock_advance (fixture->clock, MINUTE_US);
  acquire (fixture, "one more", 'x', 3, NULL);
  poster_test_settle ();
  g_assert_cmpuint (poster_rate_limiter_get_n_keys (fixture->limiter), ==, 1);
}

static void
again_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (poster_rate_limiter_acquire_finish (POSTER_RATE_LIMITER (object), result, NULL));
  poster_test_clock_advance (fixture->clock, 10 * MINUTE_US);
  acquire (fixture, "other", 'o', 1, NULL);
  acquire (fixture, "k", 'k', 1, NULL);
}

static void
test_callbacks_may_ask_again (Fixture       *fixture,
                              gconstpointer  data)
{
  acquire (fixture, "k", 'a', 1, NULL);
  poster_rate_limiter_acquire_async (fixture->limiter, "k", 1, MINUTE_US, NULL, again_cb, fixture);
  assert_order (fixture, "a");
  poster_test_clock_advance (fixture->clock, MINUTE_US);
  poster_test_settle ();
  g_assert_cmpuint (fixture->order->len, ==, 3);
}

#define ADD(name, func) g_test_add ("/rate-limiter/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("window-slides", test_window_slides);
  ADD ("never-more-than-allowed", test_never_more_than_allowed);
  ADD ("keys-do-not-wait-for-each-other", test_keys_do_not_wait_for_each_other);
  ADD ("penalty-holds-everybody", test_penalty_holds_everybody);
  ADD ("penalty-reaches-those-who-wait", test_penalty_reaches_those_who_wait);
  ADD ("cancelled-gives-its-place-up", test_cancelled_gives_its_place_up);
  ADD ("forgets-idle-keys", test_forgets_idle_keys);
  ADD ("callbacks-may-ask-again", test_callbacks_may_ask_again);
  return g_test_run ();
}
