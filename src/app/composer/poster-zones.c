/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-zones"

#include "poster-zones.h"

#include <glib/gi18n-lib.h>

#include "poster-schedule.h"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The third column of the time zone database's own table (zone1970.tab, 18 KB). */
static GPtrArray *
read_table (void)
{
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "/usr/share/zoneinfo", "zone1970.tab", NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = NULL;

      if (*lines[i] == '#' || *lines[i] == '\0')
        continue;
      columns = g_strsplit (lines[i], "\t", -1);
      if (g_strv_length (columns) >= 3)
        g_ptr_array_add (names, g_strdup (columns[2]));
    }
  g_ptr_array_add (names, g_strdup ("UTC"));
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return names;
}

/**
 * poster_zones_new:
 *
 * Returns: (transfer full): the IANA names of the world's time zones, as strings, in order
 */
GListModel *
poster_zones_new (void)
{
  static GPtrArray *names;
  GListModel *zones;
  g_autofree char *local = poster_zone_dup_local ();

  if (names == NULL)
    names = read_table ();
  zones = G_LIST_MODEL (gtk_string_list_new ((const char *const *) names->pdata));
  poster_zones_find (zones, local);
  return zones;
}

/**
 * poster_zones_find:
 * @zones: of poster_zones_new()
 * @zone: an IANA name
 *
 * Returns: the place of @zone; one that was not there (an alias, say) is there now
 */
guint
poster_zones_find (GListModel *zones,
                   const char *zone)
{
  guint n_items = g_list_model_get_n_items (zones);

  for (guint i = 0; i < n_items; i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (zones), i), zone))
      return i;
  gtk_string_list_append (GTK_STRING_LIST (zones), zone);
  return n_items;
}

/**
 * poster_zones_name:
 * @zone: an IANA name
 *
 * Returns: (transfer full): how it is written for people: America/New York
 */
char *
poster_zones_name (const char *zone)
{
  return g_strdelimit (g_strdup (zone), "_", ' ');
}

/**
 * poster_zones_offset:
 * @zone: an IANA name
 * @instant_us: when: it may be another one in summer
 *
 * Returns: (transfer full): by how much its clocks differ then: "UTC+1", "UTC−3:30", "UTC"
 */
char *
poster_zones_offset (const char *zone,
                     gint64      instant_us)
{
  g_autoptr(GTimeZone) time_zone = g_time_zone_new_identifier (zone);
  gint32 offset = 0;
  gint32 minutes;

  if (time_zone != NULL)
    offset = g_time_zone_get_offset (time_zone, g_time_zone_find_interval (time_zone, G_TIME_TYPE_UNIVERSAL,
                                                                           instant_us / G_USEC_PER_SEC));
  minutes = ABS (offset) / 60;
  if (minutes == 0)
    return g_strdup ("UTC");
  if (minutes % 60 == 0)
    return g_strdup_printf ("UTC%s%d", offset < 0 ? "−" : "+", minutes / 60);
  return g_strdup_printf ("UTC%s%d:%02d", offset < 0 ? "−" : "+", minutes / 60, minutes % 60);
}

/**
 * poster_zones_name_with_offset:
 * @zone: an IANA name
 * @instant_us: when
 *
 * Returns: (transfer full): "Europe/Berlin, UTC+1"
 */
char *
poster_zones_name_with_offset (const char *zone,
                               gint64      instant_us)
{
  g_autofree char *name = poster_zones_name (zone);
  g_autofree char *offset = poster_zones_offset (zone, instant_us);

  if (g_str_equal (name, offset))
    return g_steal_pointer (&name);
  /* Translators: a time zone and by how much its clocks differ: "Europe/Berlin, UTC+1" */
  return g_strdup_printf (_("%s, %s"), name, offset);
}
