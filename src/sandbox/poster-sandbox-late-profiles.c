/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Returns: (transfer full) (nullable): the row; @user_id: (nullable): %NULL for anybody's */
JsonObject *
poster_sandbox_late_find_profile (PosterSandbox *self,
                                  const char    *user_id,
                                  const char    *profile_id)
{
  return poster_sandbox_store_query_one (self->store, "SELECT * FROM late_profiles WHERE id = ?1 AND"
                                         " (?2 IS NULL OR user = ?2)", "ss", profile_id, user_id);
}

/**
 * poster_sandbox_late_need_profile:
 * @call: a call, which is refused when there is no such profile
 * @profile_id: (nullable): an id
 *
 * Returns: (transfer full) (nullable): the row
 */
JsonObject *
poster_sandbox_late_need_profile (PosterSandboxCall *call,
                                  const char        *profile_id)
{
  g_autoptr(JsonObject) profile = NULL;

  if (!poster_sandbox_late_is_id (profile_id))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_profile_id",
                                  profile_id == NULL ? "profileId is required" : "Invalid profileId format");
      return NULL;
    }
  profile = poster_sandbox_late_find_profile (call->sandbox, NULL, profile_id);
  if (profile == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Profile not found");
      return NULL;
    }
  if (strcmp (poster_json_get_string (profile, "user"), poster_sandbox_late_user_id (call)) != 0)
    {
      poster_sandbox_late_refuse (call, 403, NULL, "You do not have access to this profile");
      return NULL;
    }
  return g_steal_pointer (&profile);
}

/* Returns: (transfer full): the id */
char *
poster_sandbox_late_add_profile (PosterSandbox *self,
                                 const char    *user_id,
                                 const char    *name,
                                 gboolean       is_default)
{
  char *id = poster_sandbox_late_new_id (self);

  poster_sandbox_store_run (
      self->store,
      "INSERT INTO late_profiles (id, user, name, description, color, is_default, created_us)"
      " VALUES (?, ?, ?, '', '#ffeda0', ?, ?)",
      "sssii", id, user_id, name, (gint64) is_default, poster_sandbox_get_now_us (self));
  return id;
}

static JsonObject *
profile_json (JsonObject *row)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", poster_json_get_string (row, "id"));
  json_object_set_string_member (json, "userId", poster_json_get_string (row, "user"));
  json_object_set_string_member (json, "name", poster_json_get_string (row, "name"));
  json_object_set_string_member (json, "description", poster_sandbox_late_row_text (row, "description"));
  json_object_set_string_member (json, "color", poster_sandbox_late_row_text (row, "color"));
  json_object_set_boolean_member (json, "isDefault", poster_json_get_int (row, "is_default", 0) != 0);
  poster_sandbox_late_set_time (json, "createdAt", poster_json_get_int (row, "created_us", 0));
  return json;
}

static JsonArray *
query_profiles (PosterSandboxCall *call)
{
  return poster_sandbox_store_query (call->sandbox->store,
                                     "SELECT * FROM late_profiles WHERE user = ? ORDER BY number",
                                     "s", poster_sandbox_late_user_id (call));
}

void
poster_sandbox_late_profiles (PosterSandboxCall *call)
{
  g_autoptr(JsonArray) rows = query_profiles (call);
  gint64 limit = poster_sandbox_faults_get_int (call->sandbox->faults, "late_profile_limit");
  gboolean with_all = g_strcmp0 (poster_sandbox_late_query (call, "includeOverLimit"), "true") == 0;
  JsonObject *json = json_object_new ();
  JsonArray *profiles = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *profile;

      if (i >= limit && !with_all)
        break;
      profile = profile_json (json_array_get_object_element (rows, i));
      if (i >= limit)
        json_object_set_boolean_member (profile, "isOverLimit", TRUE);
      json_array_add_object_element (profiles, profile);
    }
  json_object_set_array_member (json, "profiles", profiles);
  poster_sandbox_late_reply (call, 200, json);
}

static void
reply_profile (PosterSandboxCall *call,
               guint              status,
               const char        *message,
               const char        *id)
{
  g_autoptr(JsonObject) row = poster_sandbox_late_find_profile (call->sandbox, NULL, id);
  JsonObject *json = json_object_new ();

  if (message != NULL)
    json_object_set_string_member (json, "message", message);
  json_object_set_object_member (json, "profile", profile_json (row));
  poster_sandbox_late_reply (call, status, json);
}

void
poster_sandbox_late_profile (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row = poster_sandbox_late_need_profile (call, call->argument);

  if (row != NULL)
    reply_profile (call, 200, NULL, call->argument);
}

static gboolean
take_profile_members (PosterSandboxCall *call,
                      const char        *id)
{
  static const char *const names[] = { "name", "description", "color" };
  const char *color = poster_json_get_string (call->body, "color");

  if (color != NULL &&
      (strlen (color) != 7 || *color != '#' || strspn (color + 1, "0123456789abcdefABCDEF") != 6))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_color", "color must look like #rrggbb");
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = poster_json_get_string (call->body, names[i]);
      g_autofree char *sql = g_strdup_printf ("UPDATE late_profiles SET %s = ? WHERE id = ?", names[i]);

      if (value != NULL && id != NULL)
        poster_sandbox_store_run (call->sandbox->store, sql, "ss", value, id);
    }
  return TRUE;
}

void
poster_sandbox_late_create_profile (PosterSandboxCall *call)
{
  static const char *const members[] = { "name", "S", "description", "s", "color", "s", NULL };
  g_autoptr(JsonArray) rows = query_profiles (call);
  const char *name = poster_json_get_string (call->body, "name");
  g_autofree char *id = NULL;

  if (!poster_sandbox_late_check_types (call, call->body, "", members) || !take_profile_members (call, NULL))
    return;
  if (json_array_get_length (rows) >=
      poster_sandbox_faults_get_int (call->sandbox->faults, "late_profile_limit"))
    {
      poster_sandbox_late_refuse (call, 403, "PROFILE_LIMIT_EXCEEDED",
                                  "Profile limit reached. Upgrade your plan to add more.");
      return;
    }
  for (guint i = 0; i < json_array_get_length (rows) && !poster_sandbox_late_is_early (call->sandbox); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *details;

      if (strcmp (poster_json_get_string (row, "name"), name) != 0)
        continue;
      details = json_object_new ();
      json_object_set_string_member (details, "existingProfileId", poster_json_get_string (row, "id"));
      poster_sandbox_late_refuse_with (call, 409, "profile_name_conflict",
                                       "A profile with this name already exists", details);
      return;
    }
  id = poster_sandbox_late_add_profile (call->sandbox, poster_sandbox_late_user_id (call), name, FALSE);
  take_profile_members (call, id);
  reply_profile (call, 201, "Profile created successfully", id);
}

void
poster_sandbox_late_update_profile (PosterSandboxCall *call)
{
  static const char *const members[] = { "name", "s",         "description", "s", "color",
                                         "s",    "isDefault", "b",           NULL };
  g_autoptr(JsonObject) row = poster_sandbox_late_need_profile (call, call->argument);

  if (row == NULL || !poster_sandbox_late_check_types (call, call->body, "", members) ||
      !take_profile_members (call, call->argument))
    return;
  if (poster_json_get_boolean (call->body, "isDefault", FALSE))
    poster_sandbox_store_run (call->sandbox->store,
                              "UPDATE late_profiles SET is_default = (id = ?) WHERE user = ?", "ss",
                              call->argument, poster_sandbox_late_user_id (call));
  reply_profile (call, 200, "Profile updated successfully", call->argument);
}

void
poster_sandbox_late_delete_profile (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row = poster_sandbox_late_need_profile (call, call->argument);
  g_autoptr(JsonObject) account = NULL;
  JsonObject *json;

  if (row == NULL)
    return;
  account = poster_sandbox_store_query_one (call->sandbox->store,
                                            "SELECT id FROM late_accounts WHERE profile = ? AND"
                                            " deleted_us IS NULL LIMIT 1",
                                            "s", call->argument);
  if (account != NULL)
    {
      poster_sandbox_late_refuse (call, 400, NULL, "Cannot delete a profile with connected accounts");
      return;
    }
  poster_sandbox_store_run (call->sandbox->store, "DELETE FROM late_profiles WHERE id = ?", "s",
                            call->argument);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Profile deleted successfully");
  poster_sandbox_late_reply (call, 200, json);
}
