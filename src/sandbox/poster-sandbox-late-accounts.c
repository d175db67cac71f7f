/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* A row of late_accounts with its settings as members: `displayName` `followersCount` `isActive`
 * `health` `fail` `failMessage`, and what the platform's second step chose. */
static JsonObject *
account_from_row (JsonObject *row)
{
  JsonObject *account = poster_json_parse_object (poster_json_get_string (row, "settings"), -1, NULL);
  static const char *const columns[] = { "id",       "user",       "profile",   "platform",
                                         "username", "created_us", "deleted_us" };

  if (account == NULL)
    account = json_object_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    json_object_set_member (account, columns[i], json_node_copy (json_object_get_member (row, columns[i])));
  return account;
}

static char *
settings_to_text (JsonObject *account)
{
  static const char *const columns[] = { "id",       "user",       "profile",   "platform",
                                         "username", "created_us", "deleted_us" };
  g_autoptr(JsonObject) settings = poster_json_copy (account);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (json_object_has_member (settings, columns[i]))
        json_object_remove_member (settings, columns[i]);
    }
  return poster_json_to_text (settings, FALSE);
}

/**
 * poster_sandbox_late_add_account:
 * @self: the sandbox
 * @user_id: whose
 * @profile_id: in which profile
 * @platform: which platform, known or not
 * @username: its name there
 * @display_name: (nullable): %NULL for the same
 * @settings: (nullable) (transfer none): what it has besides
 *
 * Connects an account; one that was connected before, in the same profile, keeps its id.
 *
 * Returns: (transfer full): its id
 */
char *
poster_sandbox_late_add_account (PosterSandbox *self,
                                 const char    *user_id,
                                 const char    *profile_id,
                                 const char    *platform,
                                 const char    *username,
                                 const char    *display_name,
                                 JsonObject    *settings)
{
  g_autoptr(JsonObject) known = poster_sandbox_store_query_one (
      self->store,
      "SELECT * FROM late_accounts WHERE user = ? AND profile = ? AND platform = ?"
      " AND username = ?",
      "ssss", user_id, profile_id, platform, username);
  g_autoptr(JsonObject) account = settings != NULL ? poster_json_copy (settings) : json_object_new ();
  g_autofree char *text = NULL;
  char *id = known != NULL ? g_strdup (poster_json_get_string (known, "id"))
                           : poster_sandbox_late_new_id (self);

  json_object_set_string_member (account, "displayName", display_name != NULL ? display_name : username);
  json_object_set_boolean_member (account, "isActive", TRUE);
  json_object_set_string_member (account, "health", "healthy");
  if (!json_object_has_member (account, "followersCount"))
    json_object_set_int_member (account, "followersCount", 100 + g_str_hash (username) % 20000);
  text = settings_to_text (account);
  if (known != NULL)
    poster_sandbox_store_run (
        self->store, "UPDATE late_accounts SET settings = ?, deleted_us = NULL WHERE id = ?", "ss",
        text, id);
  else
    poster_sandbox_store_run (
        self->store,
        "INSERT INTO late_accounts (id, user, profile, platform, username, settings,"
        " created_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
        "ssssssi", id, user_id, profile_id, platform, username, text,
        poster_sandbox_get_now_us (self));
  return id;
}

/* Returns: (transfer full) (nullable): an account, also one that was disconnected */
JsonObject *
poster_sandbox_late_find_account (PosterSandbox *self,
                                  const char    *account_id)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (self->store, "SELECT * FROM late_accounts WHERE id = ?", "s", account_id);

  return row != NULL ? account_from_row (row) : NULL;
}

/**
 * poster_sandbox_late_need_account:
 * @call: a call with an account's id, which is refused when there is none
 * @platform: (nullable): of which it has to be
 *
 * Returns: (transfer full) (nullable): the account
 */
JsonObject *
poster_sandbox_late_need_account (PosterSandboxCall *call,
                                  const char        *platform)
{
  g_autoptr(JsonObject) account = NULL;

  if (!poster_sandbox_late_is_id (call->argument))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_account_id", "Invalid accountId format");
      return NULL;
    }
  account = poster_sandbox_late_find_account (call->sandbox, call->argument);
  if (account == NULL || poster_json_get_int (account, "deleted_us", 0) != 0)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Account not found");
      return NULL;
    }
  if (strcmp (poster_json_get_string (account, "user"), poster_sandbox_late_user_id (call)) != 0)
    {
      poster_sandbox_late_refuse (call, 403, NULL, "You do not have access to this account");
      return NULL;
    }
  if (platform != NULL && strcmp (poster_json_get_string (account, "platform"), platform) != 0)
    {
      poster_sandbox_late_refuse (call, 400, NULL, "This endpoint is only available for %s accounts", platform);
      return NULL;
    }
  return g_steal_pointer (&account);
}

/* Keeps the name and all that is no column. */
gboolean
poster_sandbox_late_save_account (PosterSandbox *self,
                                  JsonObject    *account)
{
  g_autofree char *text = settings_to_text (account);

  return poster_sandbox_store_run (
      self->store, "UPDATE late_accounts SET username = ?, settings = ? WHERE id = ?", "sss",
      poster_json_get_string (account, "username"), text, poster_json_get_string (account, "id"));
}

char *
poster_sandbox_late_picture_url (PosterSandbox *self,
                                 const char    *account_id)
{
  return g_strdup_printf ("%s/late-picture/%s", self->base_url, account_id);
}

static JsonObject *
profile_as_object (PosterSandbox *self,
                   const char    *profile_id)
{
  g_autoptr(JsonObject) row = poster_sandbox_late_find_profile (self, NULL, profile_id);
  g_autofree char *slug = g_ascii_strdown (poster_sandbox_late_row_text (row, "name"), -1);
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", profile_id);
  json_object_set_string_member (json, "name", poster_sandbox_late_row_text (row, "name"));
  json_object_set_string_member (json, "slug", g_strdelimit (slug, " ", '-'));
  return json;
}

/* Returns: (transfer full): a `SocialAccount` */
JsonObject *
poster_sandbox_late_account_json (PosterSandbox *self,
                                  JsonObject    *account,
                                  gboolean       with_profile_object)
{
  const char *id = poster_json_get_string (account, "id");
  const char *profile = poster_sandbox_late_row_text (account, "profile");
  const char *username = poster_sandbox_late_row_text (account, "username");
  const PosterSandboxLatePlatform *platform =
      poster_sandbox_late_find_platform (poster_json_get_string (account, "platform"));
  const char *bare = *username == '@' ? username + 1 : username;
  gboolean is_active = poster_json_get_boolean (account, "isActive", TRUE);
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", id);
  json_object_set_string_member (json, "platform", poster_json_get_string (account, "platform"));
  if (with_profile_object)
    json_object_set_object_member (json, "profileId", profile_as_object (self, profile));
  else
    json_object_set_string_member (json, "profileId", profile);
  json_object_set_string_member (json, "username", username);
  json_object_set_string_member (json, "displayName", poster_sandbox_late_row_text (account, "displayName"));
  if (platform != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (platform->profile_url, "%s", 2);
      g_autofree char *escaped = g_uri_escape_string (bare, "@", FALSE);
      g_autofree char *url = g_strconcat (parts[0], escaped, parts[1], NULL);

      json_object_set_string_member (json, "profileUrl", url);
    }
  json_object_set_boolean_member (json, "isActive", is_active);
  if (poster_sandbox_faults_get_flag (self->faults, "late_analytics"))
    {
      json_object_set_int_member (json, "followersCount", poster_json_get_int (account, "followersCount", 0));
      poster_sandbox_late_set_time (json, "followersLastUpdated",
                                    poster_json_get_int (account, "created_us", 0));
    }
  if (!poster_sandbox_late_is_early (self))
    {
      g_autofree char *picture = poster_sandbox_late_picture_url (self, id);

      json_object_set_string_member (json, "profilePicture", picture);
      json_object_set_boolean_member (json, "needsReconnection", !is_active);
      json_object_set_boolean_member (json, "enabled", TRUE);
      json_object_set_object_member (json, "metadata", json_object_new ());
    }
  return json;
}

static void
add_unknown (PosterSandbox *self,
             JsonArray     *accounts)
{
  const char *platform = poster_sandbox_faults_get_text (self->faults, "late_unknown_platform");
  JsonObject *json;

  if (platform == NULL)
    return;
  json = json_object_new ();
  json_object_set_string_member (json, "_id", "65f0000000000000000000ff");
  json_object_set_string_member (json, "platform", platform);
  json_object_set_null_member (json, "profileId");
  json_object_set_string_member (json, "username", "somebody");
  json_object_set_null_member (json, "displayName");
  json_object_set_boolean_member (json, "isActive", TRUE);
  json_array_add_object_element (accounts, json);
}

void
poster_sandbox_late_accounts (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  gboolean early = poster_sandbox_late_is_early (self);
  const char *ids = poster_sandbox_faults_get_text (self->faults, "late_ids");
  gboolean as_objects = strcmp (ids, "strings") != 0;
  const char *profile = poster_sandbox_late_query (call, "profileId");
  const char *platform = early ? NULL : poster_sandbox_late_query (call, "platform");
  const char *status = early ? NULL : poster_sandbox_late_query (call, "status");
  gboolean paged = !early && (poster_sandbox_late_query (call, "page") != NULL ||
                              poster_sandbox_late_query (call, "limit") != NULL);
  g_autoptr(JsonArray) rows = NULL;
  g_autoptr(JsonArray) all = NULL;
  JsonArray *accounts;
  JsonObject *json;
  gint64 page;
  gint64 limit;

  if (profile != NULL && !poster_sandbox_late_is_id (profile))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_profile_id", "Invalid profileId format");
      return;
    }
  if ((paged && (poster_sandbox_late_query (call, "page") == NULL ||
                 poster_sandbox_late_query (call, "limit") == NULL)) ||
      !poster_sandbox_late_query_int (call, "page", 1, 1, G_MAXINT32, &page) ||
      !poster_sandbox_late_query_int (call, "limit", 100, 1, early ? G_MAXINT32 : 500, &limit) ||
      (status != NULL && strcmp (status, "connected") != 0 && strcmp (status, "disconnected") != 0))
    {
      poster_sandbox_late_refuse (
          call, 400, "invalid_query",
          "Invalid page, limit or status: give both page and limit, or neither");
      return;
    }
  rows = poster_sandbox_store_query (
      self->store,
      "SELECT * FROM late_accounts WHERE user = ?1 AND deleted_us IS NULL"
      " AND (?2 IS NULL OR profile = ?2) AND (?3 IS NULL OR platform = ?3)"
      " ORDER BY number",
      "sss", poster_sandbox_late_user_id (call), profile, platform);
  all = json_array_new ();
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autoptr(JsonObject) account = account_from_row (json_array_get_object_element (rows, i));

      if (status != NULL && poster_json_get_boolean (account, "isActive", TRUE) !=
                                (strcmp (status, "connected") == 0))
        continue;
      if (!paged || (json_array_get_length (all) >= (page - 1) * limit &&
                     json_array_get_length (all) < page * limit))
        json_array_add_object_element (all, poster_sandbox_late_account_json (self, account, as_objects));
      else
        json_array_add_null_element (all);
    }
  accounts = json_array_new ();
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      if (!json_array_get_null_element (all, i))
        json_array_add_object_element (accounts, json_object_ref (json_array_get_object_element (all, i)));
    }
  if (page == 1)
    add_unknown (self, accounts);
  json = json_object_new ();
  json_object_set_array_member (json, "accounts", accounts);
  json_object_set_boolean_member (json, "hasAnalyticsAccess",
                                  poster_sandbox_faults_get_flag (self->faults, "late_analytics"));
  if (paged)
    {
      JsonObject *pagination = json_object_new ();
      gint64 total = json_array_get_length (all);

      json_object_set_int_member (pagination, "page", page);
      json_object_set_int_member (pagination, "limit", limit);
      json_object_set_int_member (pagination, "total", total);
      json_object_set_int_member (pagination, "pages", (total + limit - 1) / limit);
      json_object_set_object_member (json, "pagination", pagination);
    }
  poster_sandbox_late_reply_list (call, json);
}

void
poster_sandbox_late_update_account (PosterSandboxCall *call)
{
  static const char *const members[] = { "username", "s", "displayName", "s", NULL };
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, NULL);
  JsonObject *json;

  if (account == NULL || !poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  if (poster_json_get_string (call->body, "username") == NULL &&
      poster_json_get_string (call->body, "displayName") == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "username or displayName is required");
      return;
    }
  for (int i = 0; members[i] != NULL; i += 2)
    {
      const char *value = poster_json_get_string (call->body, members[i]);

      if (value != NULL)
        json_object_set_string_member (account, members[i], value);
    }
  poster_sandbox_late_save_account (call->sandbox, account);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Account updated successfully");
  json_object_set_string_member (json, "username", poster_sandbox_late_row_text (account, "username"));
  json_object_set_string_member (json, "displayName", poster_sandbox_late_row_text (account, "displayName"));
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_delete_account (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, NULL);
  JsonObject *json;

  if (account == NULL)
    return;
  poster_sandbox_store_run (call->sandbox->store,
                            "UPDATE late_accounts SET deleted_us = ? WHERE id = ?", "is",
                            call->now_us, call->argument);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Account disconnected successfully");
  poster_sandbox_late_reply (call, 200, json);
}

/* A round picture with the first letter of the name. */
void
poster_sandbox_late_picture (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) account = poster_sandbox_late_find_account (call->sandbox, call->argument);
  const char *name = poster_sandbox_late_row_text (account, "displayName");
  g_autofree char *letter = g_utf8_strup (name, *name != '\0' ? g_utf8_next_char (name) - name : 0);
  g_autofree char *escaped = g_markup_escape_text (letter, -1);
  g_autofree char *picture = NULL;

  if (account == NULL)
    {
      poster_sandbox_call_reply_text (call, 404, NULL, NULL);
      return;
    }
  picture = g_strdup_printf (
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"128\" height=\"128\">"
      "<rect width=\"128\" height=\"128\" fill=\"hsl(%u,45%%,45%%)\"/>"
      "<text x=\"64\" y=\"84\" font-family=\"sans-serif\" font-size=\"64\" text-anchor=\"middle\""
      " fill=\"#fff\">%s</text></svg>",
      g_str_hash (call->argument) % 360, escaped);
  poster_sandbox_call_reply_text (call, 200, "image/svg+xml", picture);
}
