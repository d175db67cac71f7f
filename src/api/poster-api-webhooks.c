/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api-webhooks"

#include "poster-api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-webhooks.h"

/* /v1/webhooks: who is told of what happens, a test, and the log (late-openapi, tag Webhooks). */

#define LOG_DEFAULT 50
#define LOG_MOST 100

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *array;

  webhooks = poster_store_list_webhooks_finish (POSTER_STORE (object), result, &error);
  if (webhooks == NULL)
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  array = json_array_sized_new (webhooks->len);
  for (guint i = 0; i < webhooks->len; i++)
    json_array_add_object_element (array, poster_webhook_to_json (g_ptr_array_index (webhooks, i)));
  json_object_set_array_member (json, "webhooks", array);
  poster_api_call_reply (call, 200, g_steal_pointer (&json));
}

static void
list_webhooks (PosterApiCall *call)
{
  poster_store_list_webhooks_async (call->api->store, call->cancellable, listed_cb, poster_api_call_ref (call));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(PosterWebhook) webhook = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;

  webhook = poster_webhooks_save_finish (POSTER_STORE (object), result, &error);
  if (webhook == NULL)
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", TRUE);
  json_object_set_object_member (json, "webhook", poster_webhook_to_json (webhook));
  poster_api_call_reply (call, 200, g_steal_pointer (&json));
}

/* (transfer full) (nullable): the events that the body names, %NULL when it names none. Those that the
 * API has and that never come to pass here are left out, so that "all of them" is no mistake. */
static GStrv
read_events (PosterApiCall  *call,
             gboolean       *is_right)
{
  JsonObject *body = poster_api_call_get_body (call);
  JsonArray *array = poster_json_get_array (body, "events");
  g_autoptr(GStrvBuilder) events = NULL;

  *is_right = array != NULL || !json_object_has_member (body, "events");
  if (array == NULL)
    return NULL;
  events = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *event = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                            ? json_node_get_string (node) : NULL;

      if (event == NULL)
        {
          *is_right = FALSE;
          return NULL;
        }
      if (strcmp (event, "message.received") != 0 && strcmp (event, "comment.received") != 0 &&
          strcmp (event, "post.recycled") != 0)
        g_strv_builder_add (events, event);
    }
  return g_strv_builder_end (events);
}

/* @id: (nullable): the webhook to change */
static void
save_webhook (PosterApiCall *call,
              const char    *id)
{
  JsonObject *body = poster_api_call_get_body (call);
  PosterWebhookWish wish = { .id = id, .is_active = -1 };
  g_auto(GStrv) events = NULL;
  gboolean is_right;

  events = read_events (call, &is_right);
  if (!is_right)
    {
      poster_api_call_refuse (call, 400, "invalid_events", "%s", "“events” has to be a list of the names of events.");
      return;
    }
  wish.name = poster_json_get_string (body, "name");
  wish.url = poster_json_get_string (body, "url");
  wish.events = (const char *const *) events;
  wish.secret = poster_json_get_string (body, "secret");
  wish.headers = poster_json_get_object (body, "customHeaders");
  if (json_object_has_member (body, "isActive"))
    wish.is_active = poster_json_get_boolean (body, "isActive", TRUE);
  poster_webhooks_save_async (call->api->store, poster_engine_get_secrets (call->api->engine), &wish, NULL,
                              saved_cb, poster_api_call_ref (call));
}

static void
create_webhook (PosterApiCall *call)
{
  save_webhook (call, NULL);
}

static void
update_webhook (PosterApiCall *call)
{
  const char *id = poster_json_get_string (poster_api_call_get_body (call), "_id");

  if (id == NULL)
    id = poster_json_get_string (poster_api_call_get_body (call), "webhookId");
  if (id == NULL)
    poster_api_call_refuse (call, 400, "missing_id", "%s", "Say with “_id” which webhook is meant.");
  else
    save_webhook (call, id);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_webhooks_delete_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", TRUE);
  poster_api_call_reply (call, 200, g_steal_pointer (&json));
}

static void
delete_webhook (PosterApiCall *call)
{
  const char *id = poster_api_call_get_query (call, "id");

  if (id == NULL)
    poster_api_call_refuse (call, 400, "missing_id", "%s", "Say with “id” which webhook is meant.");
  else
    poster_webhooks_delete_async (call->api->store, poster_engine_get_secrets (call->api->engine), id, NULL,
                                  deleted_cb, poster_api_call_ref (call));
}

static void
tested_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(PosterWebhookAttempt) attempt = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;

  attempt = poster_webhooks_test_finish (POSTER_STORE (object), result, &error);
  if (attempt == NULL)
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", attempt->is_success);
  json_object_set_string_member (json, "message",
                                 attempt->is_success ? "Test webhook sent successfully"
                                 : attempt->error_message != NULL ? attempt->error_message : "Test webhook failed");
  poster_api_call_reply (call, attempt->is_success ? 200 : 500, g_steal_pointer (&json));
}

static void
test_webhook (PosterApiCall *call)
{
  const char *id = poster_json_get_string (poster_api_call_get_body (call), "webhookId");

  if (id == NULL)
    poster_api_call_refuse (call, 400, "missing_id", "%s", "Say with “webhookId” which webhook is meant.");
  else
    poster_webhooks_test_async (call->api->store, poster_engine_get_secrets (call->api->engine), call->api->clock, id,
                                call->cancellable, tested_cb, poster_api_call_ref (call));
}

static void
log_listed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GPtrArray) log = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *array;

  log = poster_store_list_webhook_log_finish (POSTER_STORE (object), result, &error);
  if (log == NULL)
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  array = json_array_sized_new (log->len);
  for (guint i = 0; i < log->len; i++)
    json_array_add_object_element (array, poster_webhook_attempt_to_json (g_ptr_array_index (log, i)));
  json_object_set_array_member (json, "logs", array);
  poster_api_call_reply (call, 200, g_steal_pointer (&json));
}

static void
list_log (PosterApiCall *call)
{
  PosterWebhookLogQuery query = {
    .webhook_id = poster_api_call_get_query (call, "webhookId"),
    .event = poster_api_call_get_query (call, "event"),
    .status = poster_api_call_get_query (call, "status"),
  };
  gint64 limit;

  if (!poster_api_call_get_number (call, "limit", 1, LOG_MOST, LOG_DEFAULT, &limit))
    return;
  if (query.status != NULL && strcmp (query.status, "success") != 0 && strcmp (query.status, "failed") != 0)
    {
      poster_api_call_refuse (call, 400, "invalid_status", "%s", "“status” is “success” or “failed”.");
      return;
    }
  query.limit = (guint) limit;
  poster_store_list_webhook_log_async (call->api->store, &query, call->cancellable, log_listed_cb,
                                       poster_api_call_ref (call));
}

const PosterApiRoute poster_api_webhook_routes[] = {
  { "GET", "/v1/webhooks/settings", "getWebhookSettings", "List all webhooks", list_webhooks, 0, 200 },
  { "POST", "/v1/webhooks/settings", "createWebhookSettings", "Create a new webhook", create_webhook, 0, 200 },
  { "PUT", "/v1/webhooks/settings", "updateWebhookSettings", "Update a webhook", update_webhook, 0, 200 },
  { "DELETE", "/v1/webhooks/settings", "deleteWebhookSettings", "Delete a webhook", delete_webhook, 0, 200 },
  { "POST", "/v1/webhooks/test", "testWebhook", "Send test webhook", test_webhook, 0, 200 },
  { "GET", "/v1/webhooks/logs", "getWebhookLogs", "Get webhook delivery logs", list_log, 0, 200 },
  { NULL }
};
