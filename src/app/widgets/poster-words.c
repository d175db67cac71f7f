/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-words"

#include "poster-words.h"

#include "poster-platforms.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#define MINUTE_US G_TIME_SPAN_MINUTE
#define HOUR_US   G_TIME_SPAN_HOUR
#define DAY_US    G_TIME_SPAN_DAY

static GDateTime *
local_time (gint64      instant_us,
            const char *zone)
{
  g_autoptr(GTimeZone) time_zone = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant_us / G_USEC_PER_SEC);

  if (utc == NULL)
    utc = g_date_time_new_from_unix_utc (0);
  if (time_zone == NULL)
    time_zone = g_time_zone_new_local ();
  return g_date_time_to_timezone (utc, time_zone);
}

/* Whether the reader's locale counts hours to twelve. */
static gboolean
has_twelve_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%r") != NULL || strstr (format, "%I") != NULL || strstr (format, "%p") != NULL;
}

static char *
clock_words (GDateTime *time)
{
  /* Translators: the time of day where hours count to twelve, for g_date_time_format(): 6:00 PM */
  return g_date_time_format (time, has_twelve_hours () ? _("%-l:%M %p") :
                             /* Translators: the time of day where hours count to twenty-four, for
                              * g_date_time_format(): 18:00 */
                             _("%H:%M"));
}

/* Days since some day, in the calendar of @time's zone. */
static int
day_number (GDateTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (time), g_date_time_get_month (time),
                  (GDateYear) g_date_time_get_year (time));
  return (int) g_date_get_julian (&date);
}

static char *
day_words (GDateTime *time,
           GDateTime *now,
           gboolean   is_within)
{
  int days = day_number (time) - day_number (now);

  switch (days)
    {
    case 0:
      return g_strdup (is_within ? C_("inside a sentence", "today") : C_("begins a sentence", "Today"));
    case 1:
      return g_strdup (is_within ? C_("inside a sentence", "tomorrow") : C_("begins a sentence", "Tomorrow"));
    case -1:
      return g_strdup (is_within ? C_("inside a sentence", "yesterday") : C_("begins a sentence", "Yesterday"));
    default:
      break;
    }
  if (days > -7 && days < 7)
    return g_date_time_format (time, "%A");
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, for g_date_time_format(): 12 December */
    return g_date_time_format (time, _("%-d %B"));
  /* Translators: a day of another year, for g_date_time_format(): 12 December 2027 */
  return g_date_time_format (time, _("%-d %B %Y"));
}

static char *
time_words (gint64      instant_us,
            gint64      now_us,
            const char *zone,
            gboolean    is_within)
{
  g_autoptr(GDateTime) time = local_time (instant_us, zone);
  g_autoptr(GDateTime) now = local_time (now_us, zone);
  g_autofree char *day = day_words (time, now, is_within);
  g_autofree char *clock = clock_words (time);

  /* Translators: a day and the time of day: "Today, 18:00" */
  return g_strdup_printf (_("%s, %s"), day, clock);
}

/**
 * poster_words_time:
 * @instant_us: when
 * @now_us: the present
 * @zone: (nullable): IANA name of the zone to say it in; %NULL for this computer's
 *
 * Returns: (transfer full): "Today, 18:00"; the weekday within a week, else the date
 */
char *
poster_words_time (gint64      instant_us,
                   gint64      now_us,
                   const char *zone)
{
  return time_words (instant_us, now_us, zone, FALSE);
}

/**
 * poster_words_time_within:
 * @instant_us: when
 * @now_us: the present
 * @zone: (nullable): IANA name of the zone to say it in
 *
 * Returns: (transfer full): as poster_words_time(), for the middle of a sentence
 */
char *
poster_words_time_within (gint64      instant_us,
                          gint64      now_us,
                          const char *zone)
{
  return time_words (instant_us, now_us, zone, TRUE);
}

/**
 * poster_words_clock:
 * @instant_us: when
 * @zone: (nullable): IANA name of the zone to say it in
 *
 * Returns: (transfer full): the time of day alone
 */
char *
poster_words_clock (gint64      instant_us,
                    const char *zone)
{
  g_autoptr(GDateTime) time = local_time (instant_us, zone);

  return clock_words (time);
}

/**
 * poster_words_absolute:
 * @instant_us: when
 * @zone: (nullable): IANA name of the zone to say it in
 *
 * Returns: (transfer full): the whole date and the time
 */
char *
poster_words_absolute (gint64      instant_us,
                       const char *zone)
{
  g_autoptr(GDateTime) time = local_time (instant_us, zone);
  /* Translators: a whole date, for g_date_time_format(): Sunday, 22 November 2026 */
  g_autofree char *day = g_date_time_format (time, _("%A, %-d %B %Y"));
  g_autofree char *clock = clock_words (time);

  return g_strdup_printf (_("%s, %s"), day, clock);
}

static char *
minutes_words (gint64 minutes)
{
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);
}

static char *
hours_words (gint64 hours)
{
  return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) hours), (int) hours);
}

static char *
days_words (gint64 days)
{
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), (int) days);
}

/* The larger unit alone. */
static char *
coarse_span_words (gint64 span_us)
{
  if (span_us < HOUR_US)
    return minutes_words (span_us / MINUTE_US);
  if (span_us < DAY_US)
    return hours_words (span_us / HOUR_US);
  return days_words (span_us / DAY_US);
}

/**
 * poster_words_span:
 * @span_us: microseconds, not negative
 *
 * Returns: (transfer full): about how long that is, to the minute within a day: "2 hours and 40
 *   minutes"
 */
char *
poster_words_span (gint64 span_us)
{
  g_autofree char *larger = NULL;
  g_autofree char *smaller = NULL;

  if (span_us < MINUTE_US)
    return g_strdup (_("less than a minute"));
  larger = coarse_span_words (span_us);
  if (span_us >= HOUR_US && span_us < DAY_US && span_us % HOUR_US >= MINUTE_US)
    smaller = minutes_words (span_us % HOUR_US / MINUTE_US);
  else if (span_us >= DAY_US && span_us < 3 * DAY_US && span_us % DAY_US >= HOUR_US)
    smaller = hours_words (span_us % DAY_US / HOUR_US);
  if (smaller == NULL)
    return g_steal_pointer (&larger);
  /* Translators: two spans of time: "2 hours and 40 minutes" */
  return g_strdup_printf (_("%s and %s"), larger, smaller);
}

/**
 * poster_words_until:
 * @instant_us: when
 * @now_us: the present
 *
 * Returns: (transfer full): how far away that is: "In 2 hours and 40 minutes", "20 minutes ago"
 */
char *
poster_words_until (gint64 instant_us,
                    gint64 now_us)
{
  g_autofree char *span = NULL;

  if (instant_us >= now_us)
    {
      if (instant_us - now_us < MINUTE_US)
        return g_strdup (_("In less than a minute"));
      span = poster_words_span (instant_us - now_us);
      /* Translators: %s is a span of time: "In 2 hours and 40 minutes" */
      return g_strdup_printf (_("In %s"), span);
    }
  if (now_us - instant_us < MINUTE_US)
    return g_strdup (_("A moment ago"));
  span = coarse_span_words (now_us - instant_us);
  /* Translators: %s is a span of time: "20 minutes ago" */
  return g_strdup_printf (_("%s ago"), span);
}

/**
 * poster_words_changed:
 * @changed_us: when something was changed last
 * @now_us: the present
 *
 * Returns: (transfer full): "Changed 20 minutes ago"
 */
char *
poster_words_changed (gint64 changed_us,
                      gint64 now_us)
{
  g_autofree char *span = NULL;

  if (now_us - changed_us < MINUTE_US)
    return g_strdup (_("Changed a moment ago"));
  span = coarse_span_words (now_us - changed_us);
  /* Translators: %s is a span of time: "Changed 20 minutes ago" */
  return g_strdup_printf (_("Changed %s ago"), span);
}

/**
 * poster_words_late:
 * @due_us: when it should have been
 * @now_us: the present
 *
 * Returns: (transfer full): how late it is now: "40 minutes late"
 */
char *
poster_words_late (gint64 due_us,
                   gint64 now_us)
{
  g_autofree char *span = NULL;

  if (now_us - due_us < MINUTE_US)
    return g_strdup (_("Just now"));
  span = coarse_span_words (now_us - due_us);
  /* Translators: %s is a span of time: "40 minutes late" */
  return g_strdup_printf (_("%s late"), span);
}

/**
 * poster_words_missed:
 * @due_us: when it should have been
 * @now_us: the present
 *
 * Returns: (transfer full): "Missed by 40 minutes"
 */
char *
poster_words_missed (gint64 due_us,
                     gint64 now_us)
{
  g_autofree char *span = NULL;

  if (now_us - due_us < MINUTE_US)
    return g_strdup (_("Missed just now"));
  span = coarse_span_words (now_us - due_us);
  /* Translators: %s is a span of time: "Missed by 40 minutes" */
  return g_strdup_printf (_("Missed by %s"), span);
}

/**
 * poster_words_duration:
 * @duration_us: length of a clip
 *
 * Returns: (transfer full): "0:21", "1:02:03"
 */
char *
poster_words_duration (gint64 duration_us)
{
  gint64 seconds = (MAX (duration_us, 0) + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

/* Units of sizes, the largest first: decimal multiples of a byte. */
static const double units[] = { 1e9, 1e6, 1e3 };

/* A decimal only where it tells something: 1.4, 14, 140. */
static char *
short_number (double number)
{
  if (number < 9.95 && fabs (number - round (number)) >= 0.05)
    return g_strdup_printf ("%.1f", number);
  return g_strdup_printf ("%.0f", number);
}

static guint
unit_of (gint64 bytes)
{
  guint unit = 0;

  /* 999.6 kB is 1 MB to the eye. */
  while (unit < G_N_ELEMENTS (units) - 1 && (double) bytes < units[unit] * 0.9995)
    unit++;
  return unit;
}

/**
 * poster_words_size:
 * @bytes: size of a file
 *
 * Returns: (transfer full): "14 MB"
 */
char *
poster_words_size (gint64 bytes)
{
  g_autofree char *number = NULL;
  guint unit;

  if (bytes < 1000)
    return g_strdup_printf (ngettext ("%d byte", "%d bytes", (gulong) MAX (bytes, 0)), (int) MAX (bytes, 0));
  unit = unit_of (bytes);
  number = short_number ((double) bytes / units[unit]);
  if (unit == 0)
    return g_strdup_printf (C_("size of a file", "%s GB"), number);
  if (unit == 1)
    return g_strdup_printf (C_("size of a file", "%s MB"), number);
  return g_strdup_printf (C_("size of a file", "%s kB"), number);
}

static char *
left_words (gint64 left_us)
{
  g_autofree char *span = NULL;

  if (left_us < 10 * G_USEC_PER_SEC)
    return g_strdup (_("a few seconds left"));
  if (left_us < MINUTE_US)
    return g_strdup (_("less than a minute left"));
  span = coarse_span_words (left_us);
  /* Translators: %s is a span of time: "3 minutes left" */
  return g_strdup_printf (_("%s left"), span);
}

/**
 * poster_words_transfer:
 * @done_bytes: bytes sent
 * @total_bytes: bytes in all
 * @left_us: how long the rest will take, -1 when nobody can tell yet
 *
 * Returns: (transfer full): "9 of 14 MB, a few seconds left"
 */
char *
poster_words_transfer (gint64 done_bytes,
                       gint64 total_bytes,
                       gint64 left_us)
{
  g_autofree char *total = poster_words_size (total_bytes);
  g_autofree char *amount = NULL;
  g_autofree char *left = NULL;

  if (total_bytes < 1000)
    amount = g_steal_pointer (&total);
  else
    {
      double unit = units[unit_of (total_bytes)];
      g_autofree char *done = (double) total_bytes / unit < 9.95 ? g_strdup_printf ("%.1f", (double) done_bytes / unit)
                                                                 : g_strdup_printf ("%.0f", (double) done_bytes / unit);

      /* Translators: how much has been sent; the first is a number in the unit of the second: "9 of 14 MB" */
      amount = g_strdup_printf (_("%s of %s"), done, total);
    }
  if (left_us < 0)
    return g_steal_pointer (&amount);
  left = left_words (left_us);
  /* Translators: how much has been sent, and how long the rest will take: "9 of 14 MB, a few seconds left" */
  return g_strdup_printf (_("%s, %s"), amount, left);
}

/**
 * poster_words_percent:
 * @fraction: from 0 to 1
 *
 * Returns: (transfer full): "62 %"; 100 only when all is done
 */
char *
poster_words_percent (double fraction)
{
  /* Translators: a share of a hundred, as your language writes it */
  return g_strdup_printf (_("%d %%"), (int) floor (CLAMP (fraction, 0, 1) * 100));
}

static const char *const few_pictures[] = {
  NULL,
  N_("one picture"), N_("two pictures"), N_("three pictures"), N_("four pictures"), N_("five pictures"),
  N_("six pictures"), N_("seven pictures"), N_("eight pictures"), N_("nine pictures"), N_("ten pictures"),
  N_("eleven pictures"), N_("twelve pictures"),
};

/**
 * poster_words_pictures:
 * @count: how many
 *
 * Returns: (transfer full): "six pictures", in words up to twelve
 */
char *
poster_words_pictures (guint count)
{
  if (count > 0 && count < G_N_ELEMENTS (few_pictures))
    return g_strdup (_(few_pictures[count]));
  return g_strdup_printf (ngettext ("%u picture", "%u pictures", count), count);
}

/* Main thread only. */
static PosterPlatform *
find_platform (const char *platform_key)
{
  static PosterPlatforms *platforms;

  if (platforms == NULL)
    platforms = poster_platforms_new (NULL);
  return platforms != NULL && platform_key != NULL ? poster_platforms_find (platforms, platform_key) : NULL;
}

/**
 * poster_words_platform:
 * @platform_key: Late's key, e.g. `tiktok`
 *
 * Main thread only.
 *
 * Returns: what people call it; @platform_key where nobody knows it
 */
const char *
poster_words_platform (const char *platform_key)
{
  PosterPlatform *platform = find_platform (platform_key);

  return platform != NULL ? platform->name : platform_key;
}

/**
 * poster_words_glyph:
 * @platform_key: Late's key, e.g. `tiktok`
 *
 * Main thread only.
 *
 * Returns: the name of its symbolic icon
 */
const char *
poster_words_glyph (const char *platform_key)
{
  PosterPlatform *platform = find_platform (platform_key);

  return platform != NULL ? platform->glyph : "poster-accounts-symbolic";
}

/**
 * poster_words_account:
 * @account: (nullable): an account
 *
 * Returns: (transfer full): "@kitchen"; the name where there is no handle
 */
char *
poster_words_account (PosterAccount *account)
{
  if (account == NULL)
    return g_strdup (_("An account that is gone"));
  if (account->username != NULL && *account->username != '\0')
    return g_strconcat ("@", account->username, NULL);
  return g_strdup (account->display_name != NULL ? account->display_name : poster_words_platform (account->platform));
}

/**
 * poster_words_account_on:
 * @account: (nullable): an account
 *
 * Returns: (transfer full): "@kitchen on TikTok"
 */
char *
poster_words_account_on (PosterAccount *account)
{
  g_autofree char *name = poster_words_account (account);

  if (account == NULL)
    return g_steal_pointer (&name);
  /* Translators: an account and the network it is on: "@kitchen on TikTok" */
  return g_strdup_printf (_("%s on %s"), name, poster_words_platform (account->platform));
}

/**
 * poster_words_list:
 * @items: %NULL-terminated
 * @at_most: how many to name when there are more; at least 1
 *
 * Returns: (transfer full): "@kitchen and @studio", "@a, @b and 3 more"
 */
char *
poster_words_list (const char *const *items,
                   guint              at_most)
{
  guint length = g_strv_length ((char **) items);
  guint named = length > at_most ? at_most : length;
  g_autoptr(GString) list = NULL;

  if (length == 0)
    return g_strdup ("");
  list = g_string_new (items[0]);
  for (guint i = 1; i < named; i++)
    {
      g_autofree char *before = g_strdup (list->str);

      if (i == length - 1)
        /* Translators: the end of a list: "@a, @b and @c" */
        g_string_printf (list, C_("list", "%s and %s"), before, items[i]);
      else
        /* Translators: the middle of a list: "@a, @b" */
        g_string_printf (list, C_("list", "%s, %s"), before, items[i]);
    }
  if (named < length)
    {
      g_autofree char *before = g_strdup (list->str);

      /* Translators: a list with some left out: "@a, @b and 3 more" */
      g_string_printf (list, ngettext ("%s and %u more", "%s and %u more", length - named), before, length - named);
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
frame_rate_words (double frame_rate)
{
  g_autofree char *number = NULL;

  if (fabs (frame_rate - round (frame_rate)) < 0.005)
    number = g_strdup_printf ("%.0f", frame_rate);
  else
    number = g_strdup_printf ("%.2f", frame_rate);
  /* Translators: %s is a number: "22 frames a second", "29.97 frames a second" */
  return g_strdup_printf (_("%s frames a second"), number);
}

/**
 * poster_words_media:
 * @facts: (nullable): what was measured of a file
 *
 * Returns: (transfer full): "0:21, 720 × 1280, 22 frames a second, 14 MB"; what is not known is
 *   left out
 */
char *
poster_words_media (const PosterMediaFacts *facts)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (facts == NULL)
    return g_strdup ("");
  if (facts->duration_us > 0 && facts->type != POSTER_MEDIA_IMAGE)
    g_ptr_array_add (words, poster_words_duration (facts->duration_us));
  if (facts->width > 0 && facts->height > 0)
    /* Translators: width and height of a picture in pixels: "720 × 1280" */
    g_ptr_array_add (words, g_strdup_printf (_("%d × %d"), facts->width, facts->height));
  if (facts->frame_rate > 0 && facts->type == POSTER_MEDIA_VIDEO)
    g_ptr_array_add (words, frame_rate_words (facts->frame_rate));
  if (facts->size > 0)
    g_ptr_array_add (words, poster_words_size (facts->size));
  g_ptr_array_add (words, NULL);
  /* Translators: what stands between facts of a file */
  return g_strjoinv (_(", "), (char **) words->pdata);
}

/**
 * poster_words_first_line:
 * @post: a post
 *
 * Returns: (transfer full) (nullable): the first line of its caption that says something
 */
char *
poster_words_first_line (PosterPost *post)
{
  const char *line = post->content;

  while (line != NULL && *line != '\0')
    {
      const char *end = strchr (line, '\n');
      g_autofree char *words = end != NULL ? g_strndup (line, (gsize) (end - line)) : g_strdup (line);

      g_strstrip (words);
      if (*words != '\0')
        return g_steal_pointer (&words);
      line = end != NULL ? end + 1 : NULL;
    }
  return NULL;
}
