/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sleep-habits"

#include "poster-sleep-habits.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* When this computer is likely to sleep, as far as its settings tell. Nothing here is certain: lids
 * are closed, and other desktops keep such settings elsewhere. */

#define POWER_SCHEMA "org.gnome.settings-daemon.plugins.power"

/* Seconds without use after which it sleeps, 0 for never. */
static int
read_timeout (GSettings  *settings,
              const char *type_key,
              const char *timeout_key)
{
  g_autofree char *type = g_settings_get_string (settings, type_key);

  if (g_strcmp0 (type, "suspend") != 0 && g_strcmp0 (type, "hibernate") != 0)
    return 0;
  return MAX (g_settings_get_int (settings, timeout_key), 0);
}

/**
 * poster_sleep_habits_describe:
 * @mains_s: after how many seconds without use it sleeps, plugged in; 0 for never
 * @battery_s: the same on battery
 *
 * Returns: (transfer full) (nullable): what that means for posts; %NULL when it does not sleep
 */
char *
poster_sleep_habits_describe (int mains_s,
                              int battery_s)
{
  guint minutes = (guint) MAX (((mains_s > 0 ? mains_s : battery_s) + 30) / 60, 1);

  if (mains_s > 0)
    return g_strdup_printf (ngettext ("This computer sleeps after %u minute without use. Posts that are due then go out "
                                      "when it wakes, if they are not too late by then.",
                                      "This computer sleeps after %u minutes without use. Posts that are due then go out "
                                      "when it wakes, if they are not too late by then.", minutes), minutes);
  if (battery_s > 0)
    return g_strdup_printf (ngettext ("On battery this computer sleeps after %u minute without use. Posts that are due "
                                      "then go out when it wakes, if they are not too late by then.",
                                      "On battery this computer sleeps after %u minutes without use. Posts that are due "
                                      "then go out when it wakes, if they are not too late by then.", minutes), minutes);
  return NULL;
}

/* The settings of this computer, in seconds as poster_sleep_habits_describe() has them. */
static gboolean
read_habits (int *mains_s,
             int *battery_s)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettings) settings = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, POWER_SCHEMA, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, "sleep-inactive-ac-type") ||
      !g_settings_schema_has_key (schema, "sleep-inactive-ac-timeout") ||
      !g_settings_schema_has_key (schema, "sleep-inactive-battery-type") ||
      !g_settings_schema_has_key (schema, "sleep-inactive-battery-timeout"))
    return FALSE;
  settings = g_settings_new_full (schema, NULL, NULL);
  *mains_s = read_timeout (settings, "sleep-inactive-ac-type", "sleep-inactive-ac-timeout");
  *battery_s = read_timeout (settings, "sleep-inactive-battery-type", "sleep-inactive-battery-timeout");
  return TRUE;
}

/**
 * poster_sleep_habits_dup_words:
 *
 * Returns: (transfer full) (nullable): what the settings of this computer mean for posts; %NULL when
 *   it does not sleep by itself, or nobody can tell
 */
char *
poster_sleep_habits_dup_words (void)
{
  int mains_s, battery_s;

  return read_habits (&mains_s, &battery_s) ? poster_sleep_habits_describe (mains_s, battery_s) : NULL;
}

/**
 * poster_sleep_habits_get_delay_us:
 *
 * Returns: how long this computer stays awake that nobody uses, in microseconds; 0 when it does not
 *   sleep by itself, or nobody can tell
 */
gint64
poster_sleep_habits_get_delay_us (void)
{
  int mains_s, battery_s;

  if (!read_habits (&mains_s, &battery_s))
    return 0;
  return (mains_s > 0 ? mains_s : battery_s) * G_TIME_SPAN_SECOND;
}
