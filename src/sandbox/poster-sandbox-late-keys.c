/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

#define MAX_KEYS 10

/* Whose key came with the request, if it is good. */
gboolean
poster_sandbox_late_sign_in (PosterSandboxCall *call)
{
  const char *authorization = poster_server_exchange_get_header (call->exchange, "Authorization");

  if (authorization == NULL || !g_str_has_prefix (authorization, "Bearer "))
    return FALSE;
  call->token_hash = poster_sandbox_hash (authorization + strlen ("Bearer "));
  call->late_user = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT u.* FROM late_users u JOIN late_keys k ON k.user = u.id WHERE k.hash = ?"
      " AND k.revoked_us IS NULL AND (k.expires_us = 0 OR k.expires_us > ?)",
      "si", call->token_hash, call->now_us);
  if (call->late_user != NULL)
    call->handle = g_strdup (poster_json_get_string (call->late_user, "handle"));
  return call->late_user != NULL;
}

/* The second steps of connecting may be asked for with the token from the redirect alone. */
gboolean
poster_sandbox_late_sign_in_step (PosterSandboxCall *call)
{
  const char *token = poster_server_exchange_get_header (call->exchange, "X-Connect-Token");
  g_autofree char *hash = token != NULL ? poster_sandbox_hash (token) : NULL;

  if (hash == NULL)
    return FALSE;
  call->late_user = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT u.* FROM late_users u JOIN late_tokens t ON t.user = u.id WHERE t.hash = ?"
      " AND t.kind = 'connect' AND t.expires_us > ?",
      "si", hash, call->now_us);
  if (call->late_user != NULL && call->handle == NULL)
    call->handle = g_strdup (poster_json_get_string (call->late_user, "handle"));
  return call->late_user != NULL;
}

/* Returns: (transfer full) (nullable): a row */
JsonObject *
poster_sandbox_late_find_user (PosterSandbox *self,
                               const char    *handle)
{
  return poster_sandbox_store_query_one (self->store, "SELECT * FROM late_users WHERE handle = ?", "s", handle);
}

/**
 * poster_sandbox_late_ensure_user:
 * @self: the sandbox
 * @handle: (nullable): with or without the @; %NULL or empty for a new user
 * @is_new: (out): whether there was none
 *
 * Returns: (transfer full) (nullable): the row; %NULL when nobody can be called so
 */
JsonObject *
poster_sandbox_late_ensure_user (PosterSandbox *self,
                                 const char    *handle,
                                 gboolean      *is_new)
{
  g_autofree char *new_handle = NULL;
  g_autofree char *id = poster_sandbox_late_new_id (self);
  g_autofree char *profile = NULL;
  JsonObject *user;

  *is_new = FALSE;
  if (handle != NULL && *handle == '@')
    handle++;
  for (int i = 1; handle == NULL || *handle == '\0'; i++)
    {
      g_autofree char *candidate = g_strdup_printf ("practice%d", i);
      g_autoptr(JsonObject) taken = poster_sandbox_late_find_user (self, candidate);

      if (taken == NULL)
        handle = new_handle = g_steal_pointer (&candidate);
    }
  if (!poster_sandbox_is_handle (handle))
    return NULL;
  user = poster_sandbox_late_find_user (self, handle);
  if (user != NULL)
    return user;
  *is_new = TRUE;
  poster_sandbox_store_run (self->store,
                            "INSERT INTO late_users (id, handle, created_us) VALUES (?, ?, ?)",
                            "ssi", id, handle, poster_sandbox_get_now_us (self));
  profile = poster_sandbox_late_add_profile (self, id, "Default", TRUE);
  return poster_sandbox_late_find_user (self, handle);
}

/* Returns: (transfer full): a new key, which nobody can be told again */
char *
poster_sandbox_late_add_key (PosterSandbox  *self,
                             const char     *user_id,
                             const char     *name,
                             gint64          expires_us,
                             char          **key_id)
{
  g_autofree char *key = poster_sandbox_new_secret ("sk_", 32);
  g_autofree char *hash = poster_sandbox_hash (key);
  g_autofree char *preview = g_strdup_printf ("sk_...%s", key + strlen (key) - 6);
  g_autofree char *id = poster_sandbox_late_new_id (self);

  poster_sandbox_store_run (
      self->store,
      "INSERT INTO late_keys (id, hash, user, name, preview, created_us, expires_us)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      "sssssii", id, hash, user_id, name, preview, poster_sandbox_get_now_us (self), expires_us);
  if (key_id != NULL)
    *key_id = g_steal_pointer (&id);
  return g_steal_pointer (&key);
}

static gint64
count (PosterSandboxCall *call,
       const char        *sql)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (call->sandbox->store, sql, "s",
                                                              poster_sandbox_late_user_id (call));

  return poster_json_get_int (row, "n", 0);
}

void
poster_sandbox_late_usage (PosterSandboxCall *call)
{
  JsonObject *json = json_object_new ();
  JsonObject *limits = json_object_new ();
  JsonObject *usage = json_object_new ();
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (call->now_us / G_USEC_PER_SEC);
  g_autofree char *reset = g_date_time_format (now, "%Y-%m-01T00:00:00.000Z");

  json_object_set_string_member (json, "planName", "Unlimited");
  json_object_set_string_member (json, "billingPeriod", "monthly");
  poster_sandbox_late_set_time (json, "signupDate", poster_json_get_int (call->late_user, "created_us", 0));
  json_object_set_int_member (limits, "uploads", -1);
  json_object_set_int_member (
      limits, "profiles",
      poster_sandbox_faults_get_int (call->sandbox->faults, "late_profile_limit"));
  json_object_set_int_member (
      usage, "uploads",
      count (call, "SELECT count(*) AS n FROM late_posts WHERE user = ? AND deleted_us IS NULL"));
  json_object_set_int_member (
      usage, "profiles", count (call, "SELECT count(*) AS n FROM late_profiles WHERE user = ?"));
  json_object_set_string_member (usage, "lastReset", reset);
  json_object_set_object_member (json, "limits", limits);
  json_object_set_object_member (json, "usage", usage);
  if (!poster_sandbox_late_is_early (call->sandbox))
    {
      json_object_set_string_member (json, "billingSystem", "stripe");
      json_object_set_boolean_member (json, "hasAccess", TRUE);
    }
  poster_sandbox_late_reply (call, 200, json);
}

static JsonObject *
user_json (PosterSandboxCall *call)
{
  JsonObject *user = json_object_new ();
  JsonArray *access = json_array_new ();
  g_autofree char *email = g_strdup_printf ("%s@practice.poster.invalid", call->handle);

  json_array_add_string_element (access, "all");
  json_object_set_string_member (user, "_id", poster_sandbox_late_user_id (call));
  json_object_set_string_member (user, "name", call->handle);
  json_object_set_string_member (user, "email", email);
  json_object_set_string_member (user, "role", "owner");
  json_object_set_boolean_member (user, "isRoot", TRUE);
  json_object_set_array_member (user, "profileAccess", access);
  poster_sandbox_late_set_time (user, "createdAt", poster_json_get_int (call->late_user, "created_us", 0));
  return user;
}

void
poster_sandbox_late_users (PosterSandboxCall *call)
{
  JsonObject *json = json_object_new ();
  JsonArray *users = json_array_new ();

  json_array_add_object_element (users, user_json (call));
  json_object_set_string_member (json, "currentUserId", poster_sandbox_late_user_id (call));
  json_object_set_array_member (json, "users", users);
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_user (PosterSandboxCall *call)
{
  JsonObject *json;

  if (strcmp (call->argument, poster_sandbox_late_user_id (call)) != 0)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Not found");
      return;
    }
  json = json_object_new ();
  json_object_set_object_member (json, "user", user_json (call));
  poster_sandbox_late_reply (call, 200, json);
}

static JsonObject *
key_json (JsonObject *row)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", poster_json_get_string (row, "id"));
  json_object_set_string_member (json, "name", poster_sandbox_late_row_text (row, "name"));
  json_object_set_string_member (json, "keyPreview", poster_json_get_string (row, "preview"));
  json_object_set_null_member (json, "expiresAt");
  poster_sandbox_late_set_time (json, "expiresAt", poster_json_get_int (row, "expires_us", 0));
  poster_sandbox_late_set_time (json, "createdAt", poster_json_get_int (row, "created_us", 0));
  return json;
}

void
poster_sandbox_late_keys (PosterSandboxCall *call)
{
  g_autoptr(JsonArray) rows =
      poster_sandbox_store_query (call->sandbox->store,
                                  "SELECT * FROM late_keys WHERE user = ? AND revoked_us IS NULL"
                                  " ORDER BY created_us",
                                  "s", poster_sandbox_late_user_id (call));
  JsonObject *json = json_object_new ();
  JsonArray *keys = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_array_add_object_element (keys, key_json (json_array_get_object_element (rows, i)));
  json_object_set_array_member (json, "apiKeys", keys);
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_create_key (PosterSandboxCall *call)
{
  static const char *const members[] = { "name", "S", "expiresIn", "i", NULL };
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;
  g_autoptr(JsonObject) row = NULL;
  gint64 days = poster_json_get_int (call->body, "expiresIn", 0);
  JsonObject *json;
  JsonObject *told;

  if (!poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  if (count (call, "SELECT count(*) AS n FROM late_keys WHERE user = ? AND revoked_us IS NULL") >= MAX_KEYS)
    {
      poster_sandbox_late_refuse (call, 400, NULL, "Maximum of %d API keys reached", MAX_KEYS);
      return;
    }
  key = poster_sandbox_late_add_key (call->sandbox, poster_sandbox_late_user_id (call),
                                     poster_json_get_string (call->body, "name"),
                                     days > 0 ? call->now_us + MIN (days, 36500) * G_TIME_SPAN_DAY : 0, &id);
  row = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM late_keys WHERE id = ?", "s", id);
  told = key_json (row);
  json_object_set_string_member (told, "key", key);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "API key created successfully");
  json_object_set_object_member (json, "apiKey", told);
  poster_sandbox_late_reply (call, 201, json);
}

void
poster_sandbox_late_delete_key (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT * FROM late_keys WHERE id = ? AND user = ? AND revoked_us IS NULL", "ss",
      call->argument, poster_sandbox_late_user_id (call));
  JsonObject *json;

  if (row == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Not found");
      return;
    }
  poster_sandbox_store_run (call->sandbox->store,
                            "UPDATE late_keys SET revoked_us = ? WHERE id = ?", "is", call->now_us,
                            call->argument);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "API key deleted successfully");
  poster_sandbox_late_reply (call, 200, json);
}
