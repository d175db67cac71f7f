/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-zone-watch"

#include "poster-zone-watch.h"

struct _PosterZoneWatch
{
  PosterClock         *clock;
  PosterZoneWatchFunc  func;
  gpointer             user_data;
  GFileMonitor        *monitor;    /* (nullable): where there is nothing to watch */
  guint                delay_id;
};

static gboolean
settled_cb (gpointer user_data)
{
  PosterZoneWatch *self = user_data;

  self->delay_id = 0;
  self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GFileMonitor      *monitor,
            GFile             *file,
            GFile             *other_file,
            GFileMonitorEvent  event,
            gpointer           user_data)
{
  PosterZoneWatch *self = user_data;

  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->delay_id = poster_clock_add_delay (self->clock, POSTER_ZONE_WATCH_PATIENCE_US, settled_cb, self);
}

/**
 * poster_zone_watch_new:
 * @clock: the source of time
 * @func: called each time that zone data were replaced, in the thread-default main context of the
 *   caller
 * @user_data: passed to @func
 *
 * Watches the folder of the zone data. Every release of those has files at its top, whatever
 * countries it is about.
 *
 * Returns: (transfer full): the watch
 */
PosterZoneWatch *
poster_zone_watch_new (PosterClock         *clock,
                       PosterZoneWatchFunc  func,
                       gpointer             user_data)
{
  PosterZoneWatch *self = g_new0 (PosterZoneWatch, 1);
  const char *path = g_getenv ("TZDIR");
  g_autoptr(GFile) folder = g_file_new_for_path (path != NULL ? path : "/usr/share/zoneinfo");
  g_autoptr(GError) error = NULL;

  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  else
    g_message ("Changes of time zones are seen only at the next start: %s", error->message);
  return self;
}

void
poster_zone_watch_free (PosterZoneWatch *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  g_object_unref (self->clock);
  g_free (self);
}
