/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

static JsonObject *
group_json (JsonObject *row)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", poster_json_get_string (row, "id"));
  json_object_set_string_member (json, "name", poster_sandbox_late_row_text (row, "name"));
  json_object_set_array_member (
      json, "accountIds",
      poster_sandbox_late_parse_array (poster_json_get_string (row, "accounts")));
  return json;
}

static JsonArray *
query_groups (PosterSandboxCall *call)
{
  return poster_sandbox_store_query (call->sandbox->store,
                                     "SELECT * FROM late_groups WHERE user = ? ORDER BY number",
                                     "s", poster_sandbox_late_user_id (call));
}

void
poster_sandbox_late_groups (PosterSandboxCall *call)
{
  g_autoptr(JsonArray) rows = query_groups (call);
  JsonArray *groups = json_array_new ();
  JsonObject *json = json_object_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_array_add_object_element (groups, group_json (json_array_get_object_element (rows, i)));
  json_object_set_array_member (json, "groups", groups);
  poster_sandbox_late_reply (call, 200, json);
}

/* TRUE when the request may have that name and those accounts; otherwise it was refused. */
static gboolean
check_group (PosterSandboxCall *call,
             const char        *own_id)
{
  const char *name = poster_json_get_string (call->body, "name");
  JsonArray *ids = poster_json_get_array (call->body, "accountIds");
  g_autoptr(JsonArray) rows = query_groups (call);

  for (guint i = 0; name != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (strcmp (poster_json_get_string (row, "name"), name) == 0 &&
          g_strcmp0 (poster_json_get_string (row, "id"), own_id) != 0)
        {
          poster_sandbox_late_refuse (call, 409, "name_taken", "Group name already exists");
          return FALSE;
        }
    }
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      const char *id = json_array_get_string_element (ids, i);
      g_autoptr(JsonObject) account = poster_sandbox_late_find_account (call->sandbox, id);

      if (account == NULL || strcmp (poster_json_get_string (account, "user"),
                                     poster_sandbox_late_user_id (call)) != 0)
        {
          poster_sandbox_late_refuse (call, 400, "account_not_found", "accountIds has an unknown account");
          return FALSE;
        }
    }
  return TRUE;
}

static void
reply_group (PosterSandboxCall *call,
             guint              status,
             const char        *message,
             const char        *id)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store, "SELECT * FROM late_groups WHERE id = ?", "s", id);
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "message", message);
  json_object_set_object_member (json, "group", group_json (row));
  poster_sandbox_late_reply (call, status, json);
}

void
poster_sandbox_late_create_group (PosterSandboxCall *call)
{
  static const char *const members[] = { "name", "S", "accountIds", "T", NULL };
  g_autofree char *id = poster_sandbox_late_new_id (call->sandbox);
  g_autofree char *ids = NULL;

  if (!poster_sandbox_late_check_types (call, call->body, "", members) || !check_group (call, NULL))
    return;
  ids = poster_sandbox_late_array_to_text (poster_json_get_array (call->body, "accountIds"));
  poster_sandbox_store_run (
      call->sandbox->store,
      "INSERT INTO late_groups (id, user, name, accounts) VALUES (?, ?, ?, ?)", "ssss", id,
      poster_sandbox_late_user_id (call), poster_json_get_string (call->body, "name"), ids);
  reply_group (call, 201, "Account group created successfully", id);
}

/* Whether the group is there; otherwise the call was refused. */
static gboolean
need_group (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store, "SELECT id FROM late_groups WHERE id = ? AND user = ?", "ss",
      call->argument, poster_sandbox_late_user_id (call));

  if (row == NULL)
    poster_sandbox_late_refuse (call, 404, NULL, "Not found");
  return row != NULL;
}

void
poster_sandbox_late_update_group (PosterSandboxCall *call)
{
  static const char *const members[] = { "name", "s", "accountIds", "t", NULL };
  JsonArray *ids = poster_json_get_array (call->body, "accountIds");
  g_autofree char *text = ids != NULL ? poster_sandbox_late_array_to_text (ids) : NULL;

  if (!need_group (call) || !poster_sandbox_late_check_types (call, call->body, "", members) ||
      !check_group (call, call->argument))
    return;
  poster_sandbox_store_run (
      call->sandbox->store,
      "UPDATE late_groups SET name = coalesce(?, name), accounts = coalesce(?, accounts)"
      " WHERE id = ?",
      "sss", poster_json_get_string (call->body, "name"), text, call->argument);
  reply_group (call, 200, "Account group updated successfully", call->argument);
}

void
poster_sandbox_late_delete_group (PosterSandboxCall *call)
{
  JsonObject *json;

  if (!need_group (call))
    return;
  poster_sandbox_store_run (call->sandbox->store, "DELETE FROM late_groups WHERE id = ?", "s", call->argument);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Account group deleted successfully");
  poster_sandbox_late_reply (call, 200, json);
}
