/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-backoff"

#include "poster-backoff.h"

#include "poster-error.h"

/**
 * poster_backoff_compute_us:
 * @attempt: how many attempts have failed so far, from 1
 * @base_us: the longest first wait, in microseconds
 * @max_us: the longest wait of all
 * @chance: from 0.0 (the shortest wait) to 1.0 (the longest)
 *
 * poster_backoff_delay_us() without the dice, for tests and for callers with dice of their own.
 *
 * Returns: microseconds to wait
 */
gint64
poster_backoff_compute_us (guint  attempt,
                           gint64 base_us,
                           gint64 max_us,
                           double chance)
{
  gint64 ceiling_us = CLAMP (base_us, 0, MAX (max_us, 0));

  for (guint i = 1; i < attempt && ceiling_us < max_us && ceiling_us > 0; i++)
    ceiling_us = ceiling_us > max_us / 2 ? max_us : ceiling_us * 2;

  /* Half of it always, the other half by chance: never at once, and never all at the same time. */
  return ceiling_us / 2 + (gint64) ((double) (ceiling_us - ceiling_us / 2) * CLAMP (chance, 0.0, 1.0));
}

/**
 * poster_backoff_delay_us:
 * @attempt: how many attempts have failed so far, from 1
 * @base_us: the longest first wait, in microseconds
 * @max_us: the longest wait of all
 *
 * How long to wait before trying again: twice as long for each failed attempt, up to @max_us, of
 * which the latter half is left to chance. Safe in any thread.
 *
 * Returns: microseconds to wait
 */
gint64
poster_backoff_delay_us (guint  attempt,
                         gint64 base_us,
                         gint64 max_us)
{
  return poster_backoff_compute_us (attempt, base_us, max_us, g_random_double ());
}

/**
 * poster_backoff_delay_for_error_us:
 * @attempt: how many attempts have failed so far, from 1
 * @base_us: the longest first wait, in microseconds
 * @max_us: the longest wait of our own choice
 * @error: (nullable): the failure
 *
 * Like poster_backoff_delay_us(), but never shorter than what the service asked for in @error,
 * even where that is more than @max_us: a caller that will not wait so long gives up instead.
 *
 * Returns: microseconds to wait
 */
gint64
poster_backoff_delay_for_error_us (guint         attempt,
                                   gint64        base_us,
                                   gint64        max_us,
                                   const GError *error)
{
  gint64 asked_us = error != NULL ? poster_error_get_retry_after_us (error) : -1;
  gint64 own_us = poster_backoff_delay_us (attempt, base_us, max_us);

  return MAX (asked_us, own_us);
}
