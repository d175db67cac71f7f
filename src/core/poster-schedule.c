/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-schedule"

#include "poster-schedule.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "poster-error.h"

struct _PosterSchedule
{
  gatomicrefcount  ref_count;
  char            *wall;        /* (nullable), "2026-12-24T18:00:00"; NULL: an instant */
  char            *zone;        /* IANA name */
  gint64           instant_us;  /* for an instant only */
};

G_DEFINE_BOXED_TYPE (PosterSchedule, poster_schedule, poster_schedule_ref, poster_schedule_unref)

/* The data of a zone, with what tells whether its file is still the same. */
typedef struct
{
  GTimeZone       *zone;
  dev_t            device;
  ino_t            inode;
  struct timespec  changed;
} KnownZone;

static void
known_zone_free (KnownZone *known)
{
  g_time_zone_unref (known->zone);
  g_free (known);
}

/* g_time_zone_new_identifier () with a memory. GLib forgets a zone with its last reference, and
 * reading its file takes longer than all else that is done with a post; but zone data that were
 * replaced meanwhile must be noticed. Returns: (transfer full) (nullable) */
static GTimeZone *
load_zone (const char *name)
{
  static GMutex lock;
  static GHashTable *zones;  /* (element-type utf8 KnownZone) */
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "/usr/share/zoneinfo", name, NULL);
  g_autoptr(GMutexLocker) locker = NULL;
  struct stat status;
  KnownZone *known;
  GTimeZone *zone;

  if (stat (path, &status) < 0)
    return g_time_zone_new_identifier (name);

  locker = g_mutex_locker_new (&lock);
  if (zones == NULL)
    zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_zone_free);
  known = g_hash_table_lookup (zones, name);
  if (known != NULL && known->device == status.st_dev && known->inode == status.st_ino &&
      known->changed.tv_sec == status.st_mtim.tv_sec && known->changed.tv_nsec == status.st_mtim.tv_nsec)
    return g_time_zone_ref (known->zone);

  g_hash_table_remove (zones, name);
  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    return NULL;
  known = g_new0 (KnownZone, 1);
  known->zone = g_time_zone_ref (zone);
  known->device = status.st_dev;
  known->inode = status.st_ino;
  known->changed = status.st_mtim;
  g_hash_table_insert (zones, g_strdup (name), known);
  return zone;
}

/* Seconds between @text, read as if in UTC, and the epoch. Takes a blank or a T between date and
 * time, and minutes or seconds. */
static gboolean
parse_wall (const char *text,
            gint64     *seconds)
{
  int year, month, day, hour, minute, second = 0, used = 0;
  g_autoptr(GDateTime) utc = NULL;
  gsize length = strlen (text);

  if (length != strlen ("2026-12-24 18:00") && length != strlen ("2026-12-24 18:00:00"))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      const char *shape = "dddd-dd-dd?dd:dd:dd";

      if (shape[i] == 'd' ? !g_ascii_isdigit (text[i])
                          : shape[i] == '?' ? strchr (" Tt", text[i]) == NULL : text[i] != shape[i])
        return FALSE;
    }
  if (sscanf (text, "%4d-%2d-%2d%*c%2d:%2d%n", &year, &month, &day, &hour, &minute, &used) != 5)
    return FALSE;
  if (text[used] == ':')
    second = atoi (text + used + 1);

  /* g_date_time_new_utc () refuses the 31st of April and its kind. */
  utc = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (utc == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (utc);
  return TRUE;
}

static gint64
offset_at (GTimeZone *zone,
           gint64     instant)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant));
}

/**
 * poster_zone_wall_to_instant_us:
 * @zone: a time zone
 * @wall_seconds: a wall-clock time there, as seconds since 1970-01-01T00:00:00 on that clock
 *
 * Turns a time on the wall into an instant. Where the clock is put forward and skips the time,
 * it is the first moment after the gap; where it is put back and shows the time twice, the first
 * of the two.
 *
 * Returns: microseconds since the epoch
 */
gint64
poster_zone_wall_to_instant_us (GTimeZone *zone,
                                gint64     wall_seconds)
{
  /* No zone is further than 26 hours from another edge, and none changes twice in two days. */
  gint64 before = offset_at (zone, wall_seconds - 26 * 3600);
  gint64 after = offset_at (zone, wall_seconds + 26 * 3600);
  gint64 first = wall_seconds - MAX (before, after);
  gint64 second = wall_seconds - MIN (before, after);

  if (offset_at (zone, first) == wall_seconds - first)
    return first * G_USEC_PER_SEC;
  if (offset_at (zone, second) == wall_seconds - second)
    return second * G_USEC_PER_SEC;

  /* A gap: the transition lies between the two. */
  while (second - first > 1)
    {
      gint64 middle = first + (second - first) / 2;

      if (offset_at (zone, middle) == before)
        first = middle;
      else
        second = middle;
    }
  return second * G_USEC_PER_SEC;
}

/**
 * poster_zone_instant_to_wall:
 * @zone: a time zone
 * @instant_us: microseconds since the epoch
 *
 * Returns: what the clock on the wall shows there and then, as seconds since 1970-01-01T00:00:00 on
 *   that clock
 */
gint64
poster_zone_instant_to_wall (GTimeZone *zone,
                             gint64     instant_us)
{
  gint64 seconds = instant_us / G_USEC_PER_SEC - (instant_us % G_USEC_PER_SEC < 0);

  return seconds + offset_at (zone, seconds);
}

/**
 * poster_zone_load:
 * @name: an IANA zone name
 *
 * Returns: (transfer full): the data of that zone; those of UTC when this machine has none: better
 *   an hour off than never
 */
GTimeZone *
poster_zone_load (const char *name)
{
  GTimeZone *zone = load_zone (name);

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

/**
 * poster_wall_parse:
 * @text: `2026-12-24 18:00`, with or without seconds, with a blank or a T
 * @wall_seconds: (out): seconds since 1970-01-01T00:00:00 on the same clock
 *
 * Returns: whether @text is a time on the wall
 */
gboolean
poster_wall_parse (const char *text,
                   gint64     *wall_seconds)
{
  return parse_wall (text, wall_seconds);
}

/**
 * poster_wall_format:
 * @wall_seconds: seconds since 1970-01-01T00:00:00 on a clock on the wall
 *
 * Returns: (transfer full): `2026-12-24T18:00:00`
 */
char *
poster_wall_format (gint64 wall_seconds)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (wall_seconds);

  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");
}

static PosterSchedule *
schedule_new (const char *wall,
              const char *zone,
              gint64      instant_us)
{
  PosterSchedule *self = g_new0 (PosterSchedule, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->wall = g_strdup (wall);
  self->zone = g_strdup (zone);
  self->instant_us = instant_us;
  return self;
}

static gboolean
check_zone (const char  *zone,
            GError     **error)
{
  if (poster_zone_is_known (zone))
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
               _("“%s” is not a time zone; use a name such as Europe/Berlin or UTC."), zone);
  return FALSE;
}

/**
 * poster_schedule_new_wall:
 * @wall: `2026-12-24 18:00`, with or without seconds, with a blank or a T
 * @zone: an IANA zone name
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): that time on the wall in that zone
 */
PosterSchedule *
poster_schedule_new_wall (const char  *wall,
                          const char  *zone,
                          GError     **error)
{
  g_autofree char *normal = NULL;
  gint64 seconds;

  if (!check_zone (zone, error))
    return NULL;
  if (!parse_wall (wall, &seconds))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("“%s” is not a time; write it like 2026-12-24 18:00."), wall);
      return NULL;
    }
  normal = poster_wall_format (seconds);
  return schedule_new (normal, zone, 0);
}

/**
 * poster_schedule_new_instant:
 * @instant_us: microseconds since the epoch
 * @zone: the IANA zone to show it in; `UTC` where nobody said
 *
 * Returns: (transfer full): that instant
 */
PosterSchedule *
poster_schedule_new_instant (gint64      instant_us,
                             const char *zone)
{
  return schedule_new (NULL, zone, instant_us);
}

/* GLib wants seconds before an offset; people write 2026-12-24T18:00+01:00. */
static GDateTime *
parse_instant (const char *text)
{
  gsize minutes = strlen ("2026-12-24T18:00");
  g_autofree char *wall = g_strndup (text, minutes);
  g_autofree char *full = NULL;
  gint64 seconds;

  if (parse_wall (wall, &seconds) && strlen (text) > minutes && strchr ("Zz+-", text[minutes]) != NULL)
    full = g_strconcat (wall, ":00", text + minutes, NULL);
  return g_date_time_new_from_iso8601 (full != NULL ? full : text, NULL);
}

/**
 * poster_schedule_new_from_text:
 * @text: a time with `Z` or an offset (an instant), or a bare one (a wall-clock time in @zone)
 * @zone: an IANA zone name
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): when that is
 */
PosterSchedule *
poster_schedule_new_from_text (const char  *text,
                               const char  *zone,
                               GError     **error)
{
  g_autoptr(GDateTime) instant = NULL;
  gint64 seconds;

  if (!check_zone (zone, error))
    return NULL;
  if (parse_wall (text, &seconds))
    return poster_schedule_new_wall (text, zone, error);
  instant = parse_instant (text);
  if (instant == NULL)
    return poster_schedule_new_wall (text, zone, error);  /* for its sentence */
  return poster_schedule_new_instant (g_date_time_to_unix (instant) * G_USEC_PER_SEC +
                                      g_date_time_get_microsecond (instant), zone);
}

PosterSchedule *
poster_schedule_ref (PosterSchedule *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
poster_schedule_unref (PosterSchedule *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->wall);
  g_free (self->zone);
  g_free (self);
}

/**
 * poster_schedule_get_instant_us:
 * @self: a schedule
 *
 * Returns: the instant by the zone data of this machine, microseconds since the epoch
 */
gint64
poster_schedule_get_instant_us (PosterSchedule *self)
{
  g_autoptr(GTimeZone) zone = NULL;
  gint64 seconds;

  if (self->wall == NULL)
    return self->instant_us;
  zone = poster_zone_load (self->zone);
  if (!parse_wall (self->wall, &seconds))
    g_return_val_if_reached (0);
  return poster_zone_wall_to_instant_us (zone, seconds);
}

/**
 * poster_schedule_get_wall:
 * @self: a schedule
 *
 * Returns: (nullable): the wall-clock time, `2026-12-24T18:00:00`; %NULL for an instant
 */
const char *
poster_schedule_get_wall (PosterSchedule *self)
{
  return self->wall;
}

/**
 * poster_schedule_get_zone:
 * @self: a schedule
 *
 * Returns: the IANA name of its zone
 */
const char *
poster_schedule_get_zone (PosterSchedule *self)
{
  return self->zone;
}

/**
 * poster_schedule_format_local:
 * @self: a schedule
 *
 * Returns: (transfer full): the time in its own zone, for people, in the reader's locale
 */
char *
poster_schedule_format_local (PosterSchedule *self)
{
  g_autoptr(GTimeZone) zone = load_zone (self->zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (poster_schedule_get_instant_us (self) / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  g_autofree char *text = g_date_time_format (local, "%c");

  return g_strdup_printf ("%s (%s)", text, self->zone);
}

/**
 * poster_zone_is_known:
 * @zone: (nullable): a name
 *
 * Returns: whether @zone is an IANA name that this machine has data for. Offsets such as
 *   `+02:00` are not names.
 */
gboolean
poster_zone_is_known (const char *zone)
{
  g_autoptr(GTimeZone) known = NULL;

  /* Other files beside the zones (leapseconds, posix/, localtime …) begin in lower case. */
  if (zone == NULL || !g_ascii_isupper (zone[0]) || strstr (zone, "..") != NULL)
    return FALSE;
  for (const char *c = zone; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("/_+-", *c) == NULL)
      return FALSE;
  /* GLib also reads POSIX rules such as CET-1CEST; only names of the database will do here. */
  if (!g_str_equal (zone, "UTC") && strpbrk (zone, "0123456789") != NULL && !g_str_has_prefix (zone, "Etc/") &&
      strchr (zone, '/') == NULL)
    return FALSE;
  known = load_zone (zone);
  return known != NULL;
}

/**
 * poster_zone_dup_local:
 *
 * Returns: (transfer full): the IANA name of this machine's zone, `UTC` when it cannot be told
 */
char *
poster_zone_dup_local (void)
{
  g_autoptr(GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);

  return g_strdup (poster_zone_is_known (name) ? name : "UTC");
}
