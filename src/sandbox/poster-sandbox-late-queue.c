/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Slots are looked for so many days ahead. */
#define MAX_DAYS 400

/* Returns: (transfer full) (nullable): a queue of a profile, the default one without an id */
static JsonObject *
find_queue (PosterSandbox *self,
            const char    *profile_id,
            const char    *queue_id)
{
  return poster_sandbox_store_query_one (self->store, "SELECT * FROM late_queues WHERE profile = ?1 AND"
                                         " (CASE WHEN ?2 IS NULL THEN is_default ELSE id = ?2 END)", "ss", profile_id, queue_id);
}

/* The instant of a slot on a day, or 0. */
static gint64
slot_on_day (JsonObject *slot,
             GDateTime  *day)
{
  const char *time = poster_sandbox_late_row_text (slot, "time");
  g_autoptr(GDateTime) at = NULL;

  if (poster_json_get_int (slot, "dayOfWeek", -1) != g_date_time_get_day_of_week (day) % 7)
    return 0;
  at = g_date_time_new (g_date_time_get_timezone (day), g_date_time_get_year (day), g_date_time_get_month (day),
                        g_date_time_get_day_of_month (day), (int) g_ascii_strtoll (time, NULL, 10),
                        (int) g_ascii_strtoll (time + 3, NULL, 10), 0);
  return at != NULL ? g_date_time_to_unix (at) * G_USEC_PER_SEC : 0;
}

static int
compare_instants (gconstpointer a,
                  gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* Returns: (transfer full) (element-type gint64): the next slots after an instant, earliest first */
static GArray *
list_slots (JsonObject *queue,
            gint64      after_us,
            guint       count)
{
  g_autoptr(JsonArray) slots = poster_sandbox_late_parse_array (poster_json_get_string (queue, "slots"));
  g_autoptr(GTimeZone) zone = poster_sandbox_late_new_zone (poster_json_get_string (queue, "zone"));
  g_autoptr(GDateTime) start = g_date_time_new_from_unix_utc (after_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (start, zone);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (int i = 0; i < MAX_DAYS && list->len < count && json_array_get_length (slots) > 0; i++)
    {
      g_autoptr(GDateTime) day = g_date_time_add_days (local, i);
      guint first = list->len;

      for (guint j = 0; j < json_array_get_length (slots); j++)
        {
          gint64 at_us = slot_on_day (json_array_get_object_element (slots, j), day);

          if (at_us > after_us)
            g_array_append_val (list, at_us);
        }
      if (list->len > first)
        qsort (&g_array_index (list, gint64, first), list->len - first, sizeof (gint64), compare_instants);
    }
  if (list->len > count)
    g_array_set_size (list, count);
  return list;
}

static gboolean
is_taken (PosterSandbox *self,
          const char    *profile_id,
          gint64         at_us)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (self->store, "SELECT id FROM late_posts WHERE sort_us = ? AND deleted_us IS NULL AND"
                                    " status = 'scheduled' AND json_extract(data, '$.queuedFromProfile') = ?", "is", at_us,
                                    profile_id);

  return row != NULL;
}

/**
 * poster_sandbox_late_next_slot:
 * @self: the sandbox
 * @profile_id: whose queue
 * @queue_id: (nullable): which, %NULL for the default one
 * @after_us: an instant
 *
 * Returns: the next slot that no post has taken; 0 when there is none
 */
gint64
poster_sandbox_late_next_slot (PosterSandbox *self,
                               const char    *profile_id,
                               const char    *queue_id,
                               gint64         after_us)
{
  g_autoptr(JsonObject) queue = find_queue (self, profile_id, queue_id);
  g_autoptr(GArray) slots = NULL;

  if (queue == NULL || poster_json_get_int (queue, "active", 0) == 0)
    return 0;
  slots = list_slots (queue, after_us, 1000);
  for (guint i = 0; i < slots->len; i++)
    {
      gint64 at_us = g_array_index (slots, gint64, i);

      if (!is_taken (self, profile_id, at_us))
        return at_us;
    }
  return 0;
}
