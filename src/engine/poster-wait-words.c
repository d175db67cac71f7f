/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-wait-words"

#include "poster-wait-words.h"

#include <glib/gi18n-lib.h>

/**
 * poster_wait_words_dup_time:
 * @at_us: an instant, microseconds since the epoch
 * @now_us: the present one
 *
 * Returns: (transfer full): the instant in this computer's zone, for a sentence about what is waited
 *   for: the time alone when it is today, with seconds when it is within two minutes
 */
char *
poster_wait_words_dup_time (gint64 at_us,
                            gint64 now_us)
{
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);

  if (at == NULL || now == NULL)
    return g_strdup ("?");
  if (at_us - now_us < 2 * G_TIME_SPAN_MINUTE)
    return g_date_time_format (at, "%H:%M:%S");
  if (g_date_time_get_year (at) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    return g_date_time_format (at, "%H:%M");
  /* Translators: a date and a time for g_date_time_format(), as in “24 December, 14:05” */
  return g_date_time_format (at, _("%-e %B, %H:%M"));
}
