/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <string.h>

#include "poster-json.h"
#include "poster-store-api-keys.h"

#define MAX_NAME 100
#define MAX_DAYS 36500

typedef struct
{
  PosterApiCall *call;
  PosterApiKey  *key;
  char          *secret;
} Making;

static void
making_free (Making *self)
{
  poster_api_call_unref (self->call);
  g_object_unref (self->key);
  explicit_bzero (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self);
}

static JsonObject *
key_to_json (PosterApiKey *key,
             gint64        now_us)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", key->id);
  json_object_set_string_member (json, "_id", key->id);
  json_object_set_string_member (json, "name", key->name);
  json_object_set_string_member (json, "keyPreview", key->preview);
  poster_api_set_time (json, "expiresAt", key->expires_us);
  poster_api_set_time (json, "createdAt", key->created_us);
  poster_api_set_time (json, "lastUsedAt", key->used_us);
  json_object_set_boolean_member (json, "isActive", !poster_api_key_is_expired (key, now_us));
  return json;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) keys = poster_store_list_api_keys_finish (POSTER_STORE (object), result, &error);
  JsonObject *json;
  JsonArray *array;

  if (keys == NULL)
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  array = json_array_new ();
  for (guint i = 0; i < keys->len; i++)
    {
      PosterApiKey *key = g_ptr_array_index (keys, i);
      gint64 *used_us = g_hash_table_lookup (call->api->used, key->id);

      if (used_us != NULL)
        key->used_us = *used_us;
      json_array_add_object_element (array, key_to_json (key, call->now_us));
    }
  json_object_set_array_member (json, "apiKeys", array);
  poster_api_call_reply (call, 200, json);
}

static void
list_keys (PosterApiCall *call)
{
  poster_store_list_api_keys_async (call->api->store, call->cancellable, listed_cb, poster_api_call_ref (call));
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Making *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_add_api_key_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (self->call, error);
    }
  else
    {
      JsonObject *json = json_object_new ();
      JsonObject *key = key_to_json (self->key, self->call->now_us);

      json_object_set_string_member (key, "key", self->secret);
      json_object_set_string_member (json, "message", "API key created. It is shown this once.");
      json_object_set_object_member (json, "apiKey", key);
      poster_api_call_reply (self->call, 201, json);
    }
  making_free (self);
}

static void
make_key (PosterApiCall *call)
{
  JsonObject *body = poster_api_call_get_body (call);
  const char *name = poster_json_get_string (body, "name");
  gint64 days = poster_json_get_int (body, "expiresIn", 0);
  Making *self;

  if (name == NULL || name[strspn (name, " \t\n")] == '\0' || g_utf8_strlen (name, -1) > MAX_NAME)
    {
      poster_api_call_refuse (call, 400, "invalid_name", "A key needs a name of at most %d characters.", MAX_NAME);
      return;
    }
  if (days < 0 || days > MAX_DAYS)
    {
      poster_api_call_refuse (call, 400, "invalid_expiry", "expiresIn is a number of days, from 1 to %d.", MAX_DAYS);
      return;
    }
  self = g_new0 (Making, 1);
  self->call = poster_api_call_ref (call);
  self->key = poster_api_key_new (name, &self->secret);
  self->key->created_us = call->now_us;
  if (days > 0)
    self->key->expires_us = call->now_us + days * G_TIME_SPAN_DAY;
  poster_store_add_api_key_async (call->api->store, self->key, NULL, made_cb, self);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  call->api->keys_are_old = TRUE;
  if (!poster_store_delete_api_key_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (call, error);
      return;
    }
  json = json_object_new ();
  json_object_set_string_member (json, "message", "API key deleted");
  poster_api_call_reply (call, 200, json);
}

static void
revoke_key (PosterApiCall *call)
{
  poster_store_delete_api_key_async (call->api->store, call->arguments[0], NULL, revoked_cb,
                                     poster_api_call_ref (call));
}

const PosterApiRoute poster_api_key_routes[] = {
  { "GET", "/v1/api-keys", "listApiKeys", "The keys of this server, never themselves", list_keys, 0, 200 },
  { "POST", "/v1/api-keys", "createApiKey", "Make a key, which is shown this once", make_key, 0, 201 },
  { "DELETE", "/v1/api-keys/{keyId}", "deleteApiKey", "Revoke a key", revoke_key, 0, 200 },
  { NULL }
};
