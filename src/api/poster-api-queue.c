/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-people.h"

#include <string.h>

#include "poster-json.h"
#include "poster-store-queues.h"

/* So many of the next slots are told with a queue. */
#define N_NEXT 10
#define MAX_SLOTS 500

/* A request about queues, on its way through the store. */
typedef struct
{
  PosterApiCall *call;
  PosterQueue   *queue;    /* (nullable), once it is known */
  gint64         n_slots;
  guint          status;   /* of the answer about a queue that was saved; 0 for one that is only looked at */
  guint          n_moved;
  gboolean       reshuffle;
} Request;

static Request *
request_new (PosterApiCall *call)
{
  Request *self = g_new0 (Request, 1);

  self->call = poster_api_call_ref (call);
  self->n_slots = N_NEXT;
  return self;
}

static void
request_free (Request *self)
{
  poster_api_call_unref (self->call);
  g_clear_object (&self->queue);
  g_free (self);
}

/* With the offset of the queue's zone. */
static char *
format_slot (gint64      at_us,
             const char *zone_name)
{
  g_autoptr(GTimeZone) zone = poster_zone_load (zone_name);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
}

static JsonObject *
queue_to_json (PosterQueue *queue)
{
  JsonObject *json = json_object_new ();
  JsonArray *slots = json_array_new ();

  for (guint i = 0; i < queue->slots->len; i++)
    {
      PosterQueueSlot *slot = &g_array_index (queue->slots, PosterQueueSlot, i);
      JsonObject *entry = json_object_new ();
      char time[16];

      g_snprintf (time, sizeof time, "%02u:%02u", slot->minute / 60, slot->minute % 60);
      json_object_set_int_member (entry, "dayOfWeek", slot->weekday);
      json_object_set_string_member (entry, "time", time);
      json_array_add_object_element (slots, entry);
    }
  json_object_set_string_member (json, "_id", queue->id);
  json_object_set_string_member (json, "profileId", queue->profile_id != NULL ? queue->profile_id : "");
  json_object_set_string_member (json, "name", queue->name);
  json_object_set_string_member (json, "timezone", queue->zone);
  json_object_set_array_member (json, "slots", slots);
  json_object_set_boolean_member (json, "active", queue->is_active);
  json_object_set_boolean_member (json, "isDefault", queue->is_default);
  poster_api_set_time (json, "createdAt", queue->created_us);
  poster_api_set_time (json, "updatedAt", queue->updated_us);
  return json;
}

static JsonArray *
slots_to_json (GPtrArray  *slots,
               const char *zone)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      g_autofree char *text = format_slot (slot->at_us, zone);

      json_array_add_string_element (array, text);
    }
  return array;
}

static void
reply_queue (Request   *self,
             GPtrArray *slots)
{
  JsonObject *json = json_object_new ();

  if (self->status != 0)
    json_object_set_boolean_member (json, "success", TRUE);
  else
    json_object_set_boolean_member (json, "exists", TRUE);
  json_object_set_object_member (json, "schedule", queue_to_json (self->queue));
  json_object_set_array_member (json, "nextSlots", slots_to_json (slots, self->queue->zone));
  if (self->status == 200)
    json_object_set_int_member (json, "reshuffledCount", self->n_moved);
  poster_api_call_reply (self->call, self->status != 0 ? self->status : 200, json);
}

static void
reply_preview (Request   *self,
               GPtrArray *slots)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "profileId", poster_api_call_get_query (self->call, "profileId"));
  json_object_set_int_member (json, "count", slots->len);
  json_object_set_array_member (json, "slots", slots_to_json (slots, self->queue->zone));
  poster_api_call_reply (self->call, 200, json);
}

static void
reply_next (Request   *self,
            GPtrArray *slots)
{
  g_autofree char *text = NULL;
  JsonObject *json;

  if (slots->len == 0)
    {
      poster_api_call_refuse (self->call, 404, "no_slot", "No free slot is left in the queue.");
      return;
    }
  json = json_object_new ();
  text = format_slot (((PosterStoreSlot *) g_ptr_array_index (slots, 0))->at_us, self->queue->zone);
  json_object_set_string_member (json, "profileId", poster_api_call_get_query (self->call, "profileId"));
  json_object_set_string_member (json, "nextSlot", text);
  json_object_set_string_member (json, "timezone", self->queue->zone);
  json_object_set_string_member (json, "queueId", self->queue->id);
  json_object_set_string_member (json, "queueName", self->queue->name);
  poster_api_call_reply (self->call, 200, json);
}

static void
slots_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Request *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) slots = poster_store_list_slots_finish (POSTER_STORE (object), result, &error);

  if (slots == NULL)
    poster_api_call_fail (self->call, error);
  else if (g_str_has_suffix (self->call->route->path, "/preview"))
    reply_preview (self, slots);
  else if (g_str_has_suffix (self->call->route->path, "/next-slot"))
    reply_next (self, slots);
  else
    reply_queue (self, slots);
  request_free (self);
}

static void
ask_slots (Request *self)
{
  const PosterSlotQuery query = {
    .queue_id = self->queue->id,
    .until_us = -1,
    .limit = (guint) self->n_slots,
    .free_only = TRUE,
  };

  poster_store_list_slots_async (self->call->api->store, &query, self->call->cancellable, slots_cb, self);
}

static void
reply_all (Request   *self,
           GPtrArray *queues)
{
  JsonObject *json = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < queues->len; i++)
    json_array_add_object_element (array, queue_to_json (g_ptr_array_index (queues, i)));
  json_object_set_array_member (json, "queues", array);
  json_object_set_int_member (json, "count", queues->len);
  poster_api_call_reply (self->call, 200, json);
}

static PosterQueue *
find_queue (GPtrArray  *queues,
            const char *id)
{
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      if (id != NULL ? g_str_equal (queue->id, id) : queue->is_default)
        return queue;
    }
  return NULL;
}

static void
reply_none (Request *self)
{
  JsonObject *json;

  if (poster_api_call_get_query (self->call, "queueId") != NULL || !g_str_has_suffix (self->call->route->path, "/slots"))
    {
      poster_api_call_refuse (self->call, 404, "not_found", "Queue not found");
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "exists", FALSE);
  json_object_set_null_member (json, "schedule");
  json_object_set_array_member (json, "nextSlots", json_array_new ());
  poster_api_call_reply (self->call, 200, json);
}

static void
queues_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Request *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) queues = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  PosterQueue *queue = NULL;

  if (queues != NULL)
    queue = find_queue (queues, poster_api_call_get_query (self->call, "queueId"));
  if (queues == NULL)
    poster_api_call_fail (self->call, error);
  else if (poster_api_call_get_flag (self->call, "all") && g_str_has_suffix (self->call->route->path, "/slots"))
    reply_all (self, queues);
  else if (queue == NULL)
    reply_none (self);
  else
    {
      self->queue = g_object_ref (queue);
      ask_slots (self);
      return;
    }
  request_free (self);
}

static void
look_now (PosterApiCall *call,
          GPtrArray     *profiles,
          GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_need_profile (call, profiles, poster_api_call_get_query (call, "profileId"));
  gint64 n_slots = N_NEXT;
  Request *self;

  if (profile == NULL || (g_str_has_suffix (call->route->path, "/preview") &&
                          !poster_api_call_get_number (call, "count", 1, 100, 20, &n_slots)))
    return;
  self = request_new (call);
  self->n_slots = n_slots;
  poster_store_list_queues_async (call->api->store, profile->id, call->cancellable, queues_cb, self);
}

static void
look_at_queue (PosterApiCall *call)
{
  poster_api_load_people (call, look_now);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Request *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterQueue) queue = poster_store_save_queue_finish (POSTER_STORE (object), result, &self->n_moved, &error);

  if (queue != NULL)
    {
      g_set_object (&self->queue, queue);
      ask_slots (self);
      return;
    }
  poster_api_call_fail (self->call, error);
  request_free (self);
}

static gboolean
take_slots (PosterApiCall *call,
            PosterQueue   *queue,
            JsonArray     *slots)
{
  if (json_array_get_length (slots) > MAX_SLOTS)
    {
      poster_api_call_refuse (call, 400, "invalid_slots", "A queue has at most %d slots.", MAX_SLOTS);
      return FALSE;
    }
  g_array_set_size (queue->slots, 0);
  for (guint i = 0; i < json_array_get_length (slots); i++)
    {
      JsonNode *node = json_array_get_element (slots, i);
      JsonObject *slot = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      gint64 weekday = slot != NULL ? poster_json_get_int (slot, "dayOfWeek", -1) : -1;
      const char *time = slot != NULL ? poster_json_get_string (slot, "time") : NULL;

      if (weekday < 0 || weekday > 6 || time == NULL ||
          !g_regex_match_simple ("^([01]?[0-9]|2[0-3]):[0-5][0-9]$", time, 0, 0))
        {
          poster_api_call_refuse (call, 400, "invalid_slots",
                                  "A slot is {dayOfWeek: 0 to 6, 0 being Sunday, time: \"HH:mm\"}.");
          return FALSE;
        }
      poster_queue_add_slot (queue, (guint) weekday,
                             (guint) (g_ascii_strtoull (time, NULL, 10) * 60 +
                                      g_ascii_strtoull (strchr (time, ':') + 1, NULL, 10)));
    }
  return TRUE;
}

/* Takes what the body says into the queue of @self, and stores it. */
static void
save (Request *self)
{
  JsonObject *body = poster_api_call_get_body (self->call);
  JsonArray *slots = poster_json_get_array (body, "slots");
  const char *name = poster_json_get_string (body, "name");
  const char *zone = poster_json_get_string (body, "timezone");
  g_autoptr(GError) error = NULL;

  if (name != NULL)
    {
      g_free (self->queue->name);
      self->queue->name = g_strdup (name);
    }
  if (zone != NULL)
    {
      g_free (self->queue->zone);
      self->queue->zone = g_strdup (zone);
    }
  self->queue->is_active = poster_json_get_boolean (body, "active", self->queue->is_active);
  self->queue->is_default = poster_json_get_boolean (body, "setAsDefault", self->queue->is_default);
  if (slots != NULL && !take_slots (self->call, self->queue, slots))
    {
      request_free (self);
      return;
    }
  if (!poster_queue_check (self->queue, &error))
    {
      poster_api_call_fail (self->call, error);
      request_free (self);
      return;
    }
  self->reshuffle = self->status == 200 && poster_json_get_boolean (body, "reshuffleExisting", FALSE);
  poster_store_save_queue_async (self->call->api->store, self->queue, self->reshuffle, NULL, saved_cb, self);
}

static void
make_now (PosterApiCall *call,
          GPtrArray     *profiles,
          GPtrArray     *accounts)
{
  JsonObject *body = poster_api_call_get_body (call);
  PosterProfile *profile = poster_api_need_profile (call, profiles, poster_json_get_string (body, "profileId"));
  Request *self;

  if (profile == NULL)
    return;
  if (poster_json_get_string (body, "name") == NULL || poster_json_get_string (body, "timezone") == NULL ||
      poster_json_get_array (body, "slots") == NULL)
    {
      poster_api_call_refuse (call, 400, "invalid_request", "profileId, name, timezone and slots are required");
      return;
    }
  self = request_new (call);
  self->status = 201;
  self->queue = poster_queue_new ("", "UTC");
  self->queue->profile_id = g_strdup (profile->id);
  save (self);
}

static void
make_queue (PosterApiCall *call)
{
  poster_api_load_people (call, make_now);
}

static void
queues_to_change_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Request *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) queues = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  PosterQueue *queue = NULL;

  if (queues != NULL)
    queue = find_queue (queues, poster_json_get_string (poster_api_call_get_body (self->call), "queueId"));
  if (queue != NULL)
    {
      self->queue = poster_queue_copy (queue);
      save (self);
      return;
    }
  if (queues == NULL)
    poster_api_call_fail (self->call, error);
  else
    poster_api_call_refuse (self->call, 404, "not_found", "Queue not found");
  request_free (self);
}

static void
change_now (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_need_profile (call, profiles,
                                                    poster_json_get_string (poster_api_call_get_body (call), "profileId"));
  Request *self;

  if (profile == NULL)
    return;
  self = request_new (call);
  self->status = 200;
  poster_store_list_queues_async (call->api->store, profile->id, call->cancellable, queues_to_change_cb, self);
}

static void
change_queue (PosterApiCall *call)
{
  poster_api_load_people (call, change_now);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  if (!poster_store_delete_queue_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", TRUE);
  json_object_set_boolean_member (json, "deleted", TRUE);
  poster_api_call_reply (call, 200, json);
}

static void
delete_queue (PosterApiCall *call)
{
  const char *id = poster_api_call_get_query (call, "queueId");

  if (id == NULL)
    poster_api_call_refuse (call, 400, "invalid_request", "profileId and queueId are required");
  else
    poster_store_delete_queue_async (call->api->store, id, NULL, deleted_cb, poster_api_call_ref (call));
}

const PosterApiRoute poster_api_queue_routes[] = {
  { "GET", "/v1/queue/slots", "listQueueSlots", "A queue, or with all=true those of a profile", look_at_queue, 0, 200 },
  { "POST", "/v1/queue/slots", "createQueueSlot", "Make a queue", make_queue, 0, 201 },
  { "PUT", "/v1/queue/slots", "updateQueueSlot", "Change a queue", change_queue, 0, 200 },
  { "DELETE", "/v1/queue/slots", "deleteQueueSlot", "Delete a queue", delete_queue, 0, 200 },
  { "GET", "/v1/queue/preview", "previewQueue", "The next free slots", look_at_queue, 0, 200 },
  { "GET", "/v1/queue/next-slot", "getNextQueueSlot", "The next free slot", look_at_queue, 0, 200 },
  { NULL }
};
