/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-moment-words"

#include "poster-moment-words.h"

#include <glib/gi18n-lib.h>

#include "poster-account.h"
#include "poster-composer.h"
#include "poster-words.h"
#include "poster-zones.h"

/* No zone changes its clocks twice in so short a time. */
#define AROUND_SECONDS (26 * 3600)

static GDateTime *
dup_local (gint64      instant_us,
           const char *zone)
{
  g_autoptr(GTimeZone) time_zone = g_time_zone_new_identifier (zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant_us / G_USEC_PER_SEC);

  return time_zone != NULL ? g_date_time_to_timezone (utc, time_zone) : g_date_time_ref (utc);
}

/* "2026-12-24T18:00": what the clocks of two zones show alike need not be said twice. */
static char *
dup_wall (gint64      instant_us,
          const char *zone)
{
  g_autoptr(GDateTime) local = dup_local (instant_us, zone);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M");
}

static gboolean
shows_the_same (gint64      instant_us,
                const char *zone,
                const char *other)
{
  g_autofree char *wall = dup_wall (instant_us, zone);
  g_autofree char *other_wall = dup_wall (instant_us, other);

  return g_str_equal (wall, other_wall);
}

/* The time of day, with its day where that is another one than in @than. */
static char *
say_there (gint64      instant_us,
           const char *zone,
           const char *than)
{
  g_autofree char *clock = poster_words_clock (instant_us, zone);
  g_autoptr(GDateTime) local = dup_local (instant_us, zone);
  g_autoptr(GDateTime) other = dup_local (instant_us, than);
  g_autofree char *day = NULL;

  if (g_date_time_get_day_of_month (local) == g_date_time_get_day_of_month (other))
    return g_steal_pointer (&clock);
  day = g_date_time_format (local, "%A");
  /* Translators: a day of the week and the time of day: "Friday, 2:00" */
  return g_strdup_printf (_("%s, %s"), day, clock);
}

/* One line for each zone in which an account's followers live. */
static void
append_accounts (GString    *words,
                 gint64      instant_us,
                 const char *zone,
                 GPtrArray  *accounts)
{
  g_autoptr(GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *list = NULL;
      g_autofree char *time = NULL;
      g_autofree char *name = NULL;

      if (account->zone == NULL || !poster_zone_is_known (account->zone) ||
          !g_hash_table_add (told, account->zone) || shows_the_same (instant_us, zone, account->zone))
        continue;
      for (guint j = i; j < accounts->len; j++)
        {
          PosterAccount *other = g_ptr_array_index (accounts, j);

          if (g_strcmp0 (other->zone, account->zone) == 0)
            g_ptr_array_add (names, poster_words_account (other));
        }
      g_ptr_array_add (names, NULL);
      list = poster_words_list ((const char *const *) names->pdata, 3);
      time = say_there (instant_us, account->zone, zone);
      name = poster_zones_name (account->zone);
      g_string_append_c (words, '\n');
      /* Translators: a time, whose followers live there, and where that is:
       * "12:00 for @studio, America/New York" */
      g_string_append_printf (words, _("%s for %s, %s"), time, list, name);
    }
}

/**
 * poster_moment_words:
 * @schedule: a time
 * @accounts: (nullable) (element-type PosterAccount): where the post goes
 *
 * Returns: (transfer full): when that is, in its zone, and below the same moment on this computer's
 *   clock and for the accounts' followers, where those show something else
 */
char *
poster_moment_words (PosterSchedule *schedule,
                     GPtrArray      *accounts)
{
  gint64 instant_us = poster_schedule_get_instant_us (schedule);
  const char *zone = poster_schedule_get_zone (schedule);
  g_autofree char *local_zone = poster_zone_dup_local ();
  g_autofree char *there = poster_words_absolute (instant_us, zone);
  GString *words = g_string_new (there);

  if (!shows_the_same (instant_us, zone, local_zone))
    {
      g_autofree char *here = say_there (instant_us, local_zone, zone);
      g_autofree char *name = poster_zones_name (local_zone);

      g_string_append_c (words, '\n');
      /* Translators: a time on this computer's clock, and the zone of that: "18:00 here, Europe/Berlin" */
      g_string_append_printf (words, _("%s here, %s"), here, name);
    }
  append_accounts (words, instant_us, zone, accounts);
  return g_string_free (words, FALSE);
}

static gint64
offset_at (GTimeZone *zone,
           gint64     seconds)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds));
}

/* Whether the clocks there show @wall_seconds once more later, after they were put back. */
static gboolean
comes_twice (const char *zone,
             gint64      instant_us,
             gint64      wall_seconds)
{
  g_autoptr(GTimeZone) time_zone = g_time_zone_new_identifier (zone);
  gint64 second;

  if (time_zone == NULL)
    return FALSE;
  second = wall_seconds - offset_at (time_zone, wall_seconds + AROUND_SECONDS);
  return second > instant_us / G_USEC_PER_SEC && offset_at (time_zone, second) == wall_seconds - second;
}

/**
 * poster_moment_words_note:
 * @schedule: a time
 * @now_us: the present
 *
 * Returns: (transfer full) (nullable): what is special about it: that it has passed, that the clocks
 *   skip it or show it twice
 */
char *
poster_moment_words_note (PosterSchedule *schedule,
                          gint64          now_us)
{
  gint64 instant_us = poster_schedule_get_instant_us (schedule);
  const char *zone = poster_schedule_get_zone (schedule);
  const char *meant = poster_schedule_get_wall (schedule);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) wall = meant != NULL ? g_date_time_new_from_iso8601 (meant, utc) : NULL;
  g_autoptr(GDateTime) local = dup_local (instant_us, zone);
  g_autofree char *clock = NULL;
  g_autofree char *day = NULL;
  g_autofree char *comes = NULL;

  if (instant_us < now_us - POSTER_COMPOSER_PAST_US)
    return g_strdup (_("That time has passed. Choose one that is yet to come."));
  if (wall == NULL)
    return NULL;
  clock = poster_words_clock (g_date_time_to_unix (wall) * G_USEC_PER_SEC, "UTC");
  /* Translators: a day, for g_date_time_format(): 29 March */
  day = g_date_time_format (wall, _("%-d %B"));
  if (g_date_time_get_hour (local) != g_date_time_get_hour (wall) ||
      g_date_time_get_minute (local) != g_date_time_get_minute (wall))
    {
      comes = poster_words_clock (instant_us, zone);
      /* Translators: a time, a day, and the time that takes its place: "02:30 does not exist on 29 March: …" */
      return g_strdup_printf (_("%s does not exist on %s: the clocks are put forward then. It will be %s."),
                              clock, day, comes);
    }
  if (comes_twice (zone, instant_us, g_date_time_to_unix (wall)))
    /* Translators: a time and a day: "02:30 comes twice on 25 October: …" */
    return g_strdup_printf (_("%s comes twice on %s: the clocks are put back then. It will be the first time."),
                            clock, day);
  return NULL;
}
