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
  return poster_sandbox_store_query_one (self->store,
                                         "SELECT * FROM late_queues WHERE profile = ?1 AND"
                                         " (CASE WHEN ?2 IS NULL THEN is_default ELSE id = ?2 END)",
                                         "ss", profile_id, queue_id);
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
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store,
      "SELECT id FROM late_posts WHERE sort_us = ? AND deleted_us IS NULL AND"
      " status = 'scheduled' AND json_extract(data, '$.queuedFromProfile') = ?",
      "is", at_us, profile_id);

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

/* Returns: (transfer full): an instant with the zone's offset, as this service writes slots */
static char *
slot_text (JsonObject *queue,
           gint64      at_us)
{
  g_autoptr(GTimeZone) zone = poster_sandbox_late_new_zone (poster_json_get_string (queue, "zone"));
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
}

static JsonArray *
slots_json (JsonObject *queue,
            gint64      after_us,
            guint       count)
{
  JsonArray *array = json_array_new ();
  g_autoptr(GArray) slots = poster_json_get_int (queue, "active", 0) != 0
                                 ? list_slots (queue, after_us, count)
                                 : g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < slots->len; i++)
    {
      g_autofree char *text = slot_text (queue, g_array_index (slots, gint64, i));

      json_array_add_string_element (array, text);
    }
  return array;
}

static JsonObject *
schedule_json (JsonObject *queue)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", poster_json_get_string (queue, "id"));
  json_object_set_string_member (json, "profileId", poster_json_get_string (queue, "profile"));
  json_object_set_string_member (json, "name", poster_sandbox_late_row_text (queue, "name"));
  json_object_set_string_member (json, "timezone", poster_json_get_string (queue, "zone"));
  json_object_set_array_member (
      json, "slots", poster_sandbox_late_parse_array (poster_json_get_string (queue, "slots")));
  json_object_set_boolean_member (json, "active", poster_json_get_int (queue, "active", 0) != 0);
  json_object_set_boolean_member (json, "isDefault", poster_json_get_int (queue, "is_default", 0) != 0);
  poster_sandbox_late_set_time (json, "createdAt", poster_json_get_int (queue, "created_us", 0));
  poster_sandbox_late_set_time (json, "updatedAt", poster_json_get_int (queue, "updated_us", 0));
  return json;
}

void
poster_sandbox_late_queue (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
  g_autoptr(JsonObject) queue = NULL;
  JsonObject *json;

  if (profile == NULL)
    return;
  json = json_object_new ();
  if (g_strcmp0 (poster_sandbox_late_query (call, "all"), "true") == 0)
    {
      g_autoptr(JsonArray) rows =
          poster_sandbox_store_query (call->sandbox->store,
                                      "SELECT * FROM late_queues WHERE profile = ?"
                                      " ORDER BY number",
                                      "s", profile_id);
      JsonArray *queues = json_array_new ();

      for (guint i = 0; i < json_array_get_length (rows); i++)
        json_array_add_object_element (queues, schedule_json (json_array_get_object_element (rows, i)));
      json_object_set_array_member (json, "queues", queues);
      json_object_set_int_member (json, "count", json_array_get_length (rows));
      poster_sandbox_late_reply (call, 200, json);
      return;
    }
  queue = find_queue (call->sandbox, profile_id, poster_sandbox_late_query (call, "queueId"));
  json_object_set_boolean_member (json, "exists", queue != NULL);
  if (queue != NULL)
    {
      json_object_set_object_member (json, "schedule", schedule_json (queue));
      json_object_set_array_member (json, "nextSlots", slots_json (queue, call->now_us, 10));
    }
  poster_sandbox_late_reply (call, 200, json);
}

static gboolean
is_slot (JsonNode *node)
{
  JsonObject *slot = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *time = poster_json_get_string (slot, "time");
  gint64 day = poster_json_get_int (slot, "dayOfWeek", -1);

  return day >= 0 && day <= 6 && time != NULL &&
         g_regex_match_simple ("^([01][0-9]|2[0-3]):[0-5][0-9]$", time, 0, 0);
}

/* TRUE when a schedule may be so; otherwise the call was refused. */
static gboolean
check_queue (PosterSandboxCall *call)
{
  static const char *const members[] = {
    "profileId",    "S", "timezone",          "S", "slots",  "A",
    "name",         "s", "queueId",           "s", "active", "b",
    "setAsDefault", "b", "reshuffleExisting", "b", NULL
  };
  JsonArray *slots = poster_json_get_array (call->body, "slots");
  g_autoptr(GTimeZone) zone = NULL;

  if (!poster_sandbox_late_check_types (call, call->body, "", members))
    return FALSE;
  zone = poster_sandbox_late_new_zone (poster_json_get_string (call->body, "timezone"));
  if (zone == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_timezone", "Invalid timezone");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (slots); i++)
    {
      if (!is_slot (json_array_get_element (slots, i)))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_slot",
                                      "slots[%u] needs dayOfWeek 0-6 and time HH:mm", i);
          return FALSE;
        }
    }
  return TRUE;
}

static void
reply_queue (PosterSandboxCall *call,
             guint              status,
             const char        *queue_id,
             gint64             reshuffled)
{
  g_autoptr(JsonObject) queue = poster_sandbox_store_query_one (
      call->sandbox->store, "SELECT * FROM late_queues WHERE id = ?", "s", queue_id);
  JsonObject *json = json_object_new ();

  json_object_set_boolean_member (json, "success", TRUE);
  json_object_set_object_member (json, "schedule", schedule_json (queue));
  json_object_set_array_member (json, "nextSlots", slots_json (queue, call->now_us, 10));
  if (reshuffled >= 0)
    json_object_set_int_member (json, "reshuffledCount", reshuffled);
  poster_sandbox_late_reply (call, status, json);
}

/* Returns: (transfer full): the id of a new queue; the first of a profile is its default */
static char *
add_queue (PosterSandboxCall *call)
{
  const char *profile_id = poster_json_get_string (call->body, "profileId");
  const char *name = poster_json_get_string (call->body, "name");
  g_autofree char *slots = poster_sandbox_late_array_to_text (poster_json_get_array (call->body, "slots"));
  char *id = poster_sandbox_late_new_id (call->sandbox);

  poster_sandbox_store_run (
      call->sandbox->store,
      "INSERT INTO late_queues (id, profile, name, zone, slots, active, is_default,"
      " created_us, updated_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, NOT EXISTS (SELECT 1 FROM "
      "late_queues WHERE"
      " profile = ?2), ?7, ?7)",
      "sssssii", id, profile_id, name != NULL ? name : "Default Queue",
      poster_json_get_string (call->body, "timezone"), slots,
      (gint64) poster_json_get_boolean (call->body, "active", TRUE), call->now_us);
  return id;
}

void
poster_sandbox_late_create_queue (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) profile = NULL;
  g_autofree char *id = NULL;

  if (poster_json_get_string (call->body, "name") == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "name is required");
      return;
    }
  if (!check_queue (call))
    return;
  profile = poster_sandbox_late_need_profile (call, poster_json_get_string (call->body, "profileId"));
  if (profile == NULL)
    return;
  id = add_queue (call);
  reply_queue (call, 201, id, -1);
}

/* Gives the queued posts of a profile the slots as they are now. Returns: how many */
static gint64
reshuffle (PosterSandboxCall *call,
           const char        *profile_id,
           const char        *queue_id)
{
  g_autoptr(JsonObject) queue = find_queue (call->sandbox, profile_id, queue_id);
  g_autoptr(JsonArray) rows = poster_sandbox_store_query (
      call->sandbox->store,
      "SELECT data FROM late_posts WHERE deleted_us IS NULL AND status = 'scheduled'"
      " AND json_extract(data, '$.queuedFromProfile') = ?1 AND"
      " coalesce(json_extract(data, '$.queueId'), '') IN ('', ?2) ORDER BY sort_us",
      "ss", profile_id, poster_sandbox_late_row_text (queue, "id"));
  g_autoptr(GArray) slots =
      queue != NULL ? list_slots (queue, call->now_us, json_array_get_length (rows)) : NULL;
  guint count = slots != NULL ? MIN (slots->len, json_array_get_length (rows)) : 0;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(JsonObject) post = poster_json_parse_object (
          poster_json_get_string (json_array_get_object_element (rows, i), "data"), -1, NULL);

      json_object_set_int_member (post, "scheduledUs", g_array_index (slots, gint64, i));
      poster_sandbox_late_schedule (post, g_array_index (slots, gint64, i));
      poster_sandbox_late_save_post (call->sandbox, post);
    }
  return count;
}

void
poster_sandbox_late_update_queue (PosterSandboxCall *call)
{
  const char *profile_id = poster_json_get_string (call->body, "profileId");
  const char *queue_id = poster_json_get_string (call->body, "queueId");
  g_autoptr(JsonObject) profile = NULL;
  g_autoptr(JsonObject) queue = NULL;
  g_autofree char *slots = NULL;
  g_autofree char *id = NULL;
  gint64 reshuffled = 0;

  if (!check_queue (call))
    return;
  profile = poster_sandbox_late_need_profile (call, profile_id);
  if (profile == NULL)
    return;
  queue = find_queue (call->sandbox, profile_id, queue_id);
  if (queue == NULL && queue_id != NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Queue not found");
      return;
    }
  id = queue != NULL ? g_strdup (poster_json_get_string (queue, "id")) : add_queue (call);
  slots = poster_sandbox_late_array_to_text (poster_json_get_array (call->body, "slots"));
  poster_sandbox_store_run (
      call->sandbox->store,
      "UPDATE late_queues SET name = coalesce(?, name), zone = ?, slots = ?, active = ?,"
      " updated_us = ? WHERE id = ?",
      "sssiis", poster_json_get_string (call->body, "name"),
      poster_json_get_string (call->body, "timezone"), slots,
      (gint64) poster_json_get_boolean (call->body, "active", TRUE), call->now_us, id);
  if (poster_json_get_boolean (call->body, "setAsDefault", FALSE))
    poster_sandbox_store_run (call->sandbox->store,
                              "UPDATE late_queues SET is_default = (id = ?) WHERE profile = ?",
                              "ss", id, profile_id);
  if (poster_json_get_boolean (call->body, "reshuffleExisting", FALSE))
    reshuffled = reshuffle (call, profile_id, id);
  reply_queue (call, 200, id, reshuffled);
}

void
poster_sandbox_late_delete_queue (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  const char *queue_id = poster_sandbox_late_query (call, "queueId");
  g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
  g_autoptr(JsonObject) queue = NULL;
  JsonObject *json;

  if (profile == NULL)
    return;
  if (queue_id == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "queueId is required");
      return;
    }
  queue = find_queue (call->sandbox, profile_id, queue_id);
  poster_sandbox_store_run (call->sandbox->store,
                            "DELETE FROM late_queues WHERE id = ? AND profile = ?", "ss", queue_id,
                            profile_id);
  /* Another one becomes the default. */
  poster_sandbox_store_run (
      call->sandbox->store,
      "UPDATE late_queues SET is_default = 1 WHERE number = (SELECT min(number) FROM"
      " late_queues WHERE profile = ?1) AND NOT EXISTS (SELECT 1 FROM late_queues WHERE profile = "
      "?1 AND"
      " is_default)",
      "s", profile_id);
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", TRUE);
  json_object_set_boolean_member (json, "deleted", queue != NULL);
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_queue_preview (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
  g_autoptr(JsonObject) queue = NULL;
  gint64 count;
  JsonArray *slots;
  JsonObject *json;

  if (profile == NULL)
    return;
  queue = find_queue (call->sandbox, profile_id, poster_sandbox_late_query (call, "queueId"));
  if (!poster_sandbox_late_query_int (call, "count", 20, 1, 100, &count))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_query", "count must be 1 to 100");
      return;
    }
  if (queue == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Queue schedule not found");
      return;
    }
  slots = slots_json (queue, call->now_us, (guint) count);
  json = json_object_new ();
  json_object_set_string_member (json, "profileId", profile_id);
  json_object_set_int_member (json, "count", json_array_get_length (slots));
  json_object_set_array_member (json, "slots", slots);
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_queue_next (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  const char *queue_id = poster_sandbox_late_query (call, "queueId");
  g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
  g_autoptr(JsonObject) queue = NULL;
  g_autofree char *text = NULL;
  gint64 at_us;
  JsonObject *json;

  if (profile == NULL)
    return;
  queue = find_queue (call->sandbox, profile_id, queue_id);
  at_us = poster_sandbox_late_next_slot (call->sandbox, profile_id, queue_id, call->now_us);
  if (at_us == 0)
    {
      poster_sandbox_late_refuse (
          call, queue != NULL && poster_json_get_int (queue, "active", 0) == 0 ? 400 : 404, NULL,
          queue != NULL ? "No available slots" : "Queue schedule not found");
      return;
    }
  text = slot_text (queue, at_us);
  json = json_object_new ();
  json_object_set_string_member (json, "profileId", profile_id);
  json_object_set_string_member (json, "nextSlot", text);
  json_object_set_string_member (json, "timezone", poster_json_get_string (queue, "zone"));
  json_object_set_string_member (json, "queueId", poster_json_get_string (queue, "id"));
  json_object_set_string_member (json, "queueName", poster_sandbox_late_row_text (queue, "name"));
  poster_sandbox_late_reply (call, 200, json);
}
