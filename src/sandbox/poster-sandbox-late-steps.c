/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* The second steps of connecting (reference late-api, section 5). */
static const struct
{
  const char *platform;
  const char *list;     /* member of the answer */
  const char *wanted;   /* member of the request that names the choice */
  const char *told;     /* member of the account that tells it */
} steps[] = {
  { "facebook", "pages", "pageId", "selectedPageName" },
  { "pinterest", "boards", "boardId", "defaultBoardName" },
  { "googlebusiness", "locations", "locationId", "selectedLocationName" },
  { "snapchat", "publicProfiles", "selectedPublicProfile", "publicProfileName" },
  { "linkedin", "organizations", "selectedOrganization", "accountType" },
};

static gsize
find_step (PosterSandboxCall *call)
{
  const char *path = poster_server_exchange_get_path (call->exchange);
  gsize i = 0;

  while (strstr (path, steps[i].platform) == NULL && i < G_N_ELEMENTS (steps) - 1)
    i++;
  return i;
}

/* Returns: (transfer full) (nullable): what the temporary token stands for; without one the call was refused */
static JsonObject *
need_temp (PosterSandboxCall *call,
           const char        *platform,
           const char        *profile_id,
           const char        *token)
{
  g_autoptr(JsonObject) profile = NULL;
  g_autoptr(JsonObject) temp = NULL;

  if (profile_id == NULL || token == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "profileId and tempToken are required");
      return NULL;
    }
  profile = poster_sandbox_late_need_profile (call, profile_id);
  if (profile == NULL)
    return NULL;
  temp = poster_sandbox_late_find_token (call->sandbox, "temp", token, FALSE);
  if (temp == NULL || strcmp (poster_json_get_string (temp, "platform"), platform) != 0 ||
      strcmp (poster_json_get_string (temp, "user"), poster_sandbox_late_user_id (call)) != 0 ||
      strcmp (poster_json_get_string (temp, "profileId"), profile_id) != 0)
    {
      poster_sandbox_late_refuse (call, 500, "platform_error",
                                  "Failed to fetch from %s: invalid or expired token", platform);
      return NULL;
    }
  return g_steal_pointer (&temp);
}

void
poster_sandbox_late_step_list (PosterSandboxCall *call)
{
  gsize i = find_step (call);
  g_autoptr(JsonObject) temp =
      need_temp (call, steps[i].platform, poster_sandbox_late_query (call, "profileId"),
                 poster_sandbox_late_query (call, "tempToken"));
  JsonArray *list;
  JsonObject *json;

  if (temp == NULL)
    return;
  list = poster_sandbox_late_dup_choices (steps[i].platform, poster_json_get_string (temp, "username"));
  for (guint j = 0; strcmp (steps[i].platform, "facebook") == 0 && j < json_array_get_length (list); j++)
    {
      g_autofree char *token = poster_sandbox_new_secret ("EAA", 16);

      json_object_set_string_member (json_array_get_object_element (list, j), "access_token", token);
    }
  json = json_object_new ();
  json_object_set_array_member (json, steps[i].list, list);
  poster_sandbox_late_reply (call, 200, json);
}

/* Which one was chosen, in the words of each platform. */
static const char *
chosen_id (PosterSandboxCall *call,
           gsize              i)
{
  JsonObject *object = poster_json_get_object (call->body, steps[i].wanted);

  return object != NULL ? poster_json_get_string (object, "id")
                        : poster_json_get_string (call->body, steps[i].wanted);
}

void
poster_sandbox_late_step_save (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  gsize i = find_step (call);
  const char *platform = steps[i].platform;
  const char *profile_id = poster_json_get_string (call->body, "profileId");
  const char *type = poster_json_get_string (call->body, "accountType");
  const char *redirect = poster_json_get_string (call->body, "redirect_url");
  const char *id = chosen_id (call, i);
  gboolean of_linkedin = strcmp (platform, "linkedin") == 0;
  gboolean is_person = of_linkedin && g_strcmp0 (type, "personal") == 0;
  g_autoptr(JsonObject) temp = NULL;
  g_autoptr(JsonArray) list = NULL;
  g_autoptr(JsonObject) settings = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *picture = NULL;
  JsonObject *choice = NULL;
  const char *name;
  const char *username;
  JsonObject *account;
  JsonObject *json;

  if ((id == NULL && !is_person) ||
      ((of_linkedin || strcmp (platform, "snapchat") == 0) &&
       poster_json_get_object (call->body, "userProfile") == NULL) ||
      (of_linkedin && !is_person && g_strcmp0 (type, "organization") != 0))
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "Missing required fields");
      return;
    }
  temp = need_temp (call, platform, profile_id, poster_json_get_string (call->body, "tempToken"));
  if (temp == NULL)
    return;
  username = poster_json_get_string (temp, "username");
  list = poster_sandbox_late_dup_choices (platform, username);
  choice = is_person ? NULL : poster_sandbox_late_find_choice (list, id);
  if (choice == NULL && !is_person)
    {
      poster_sandbox_late_refuse (call, 404, "not_available",
                                  "The selected item was not found in the available %s",
                                  steps[i].list);
      return;
    }
  name = poster_json_get_string (choice, "name");
  if (name == NULL)
    name = poster_json_get_string (choice, "display_name");
  if (choice != NULL && strcmp (platform, "pinterest") != 0)
    {
      const char *own = poster_json_get_string (choice, of_linkedin ? "vanityName" : "username");

      username = own != NULL ? own : name;
    }
  if (!poster_sandbox_late_has_room (self, profile_id, platform, username))
    {
      poster_sandbox_late_refuse (call, 400, "account_limit_reached",
                                  "This profile has an account of that platform already");
      return;
    }
  settings = json_object_new ();
  if (id != NULL)
    json_object_set_string_member (settings, "chosen", id);
  account_id = poster_sandbox_late_add_account (
      self, poster_sandbox_late_user_id (call), profile_id, platform, username,
      strcmp (platform, "pinterest") != 0 ? name : NULL, settings);
  picture = poster_sandbox_late_picture_url (self, account_id);
  account = json_object_new ();
  json_object_set_string_member (account, "accountId", account_id);
  json_object_set_string_member (account, "platform", platform);
  json_object_set_string_member (account, "username", username);
  json_object_set_string_member (account, "displayName",
                                 name != NULL && strcmp (platform, "pinterest") != 0 ? name
                                                                                     : username);
  json_object_set_string_member (account, "profilePicture", picture);
  json_object_set_boolean_member (account, "isActive", TRUE);
  json_object_set_string_member (account, steps[i].told, of_linkedin ? type : name);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Account connected successfully");
  if (redirect != NULL)
    {
      g_autofree char *query =
          poster_sandbox_late_connected_query (self, platform, profile_id, account_id, username);
      g_autofree char *url = poster_sandbox_late_add_query (redirect, query);

      json_object_set_string_member (json, "redirect_url", url);
    }
  json_object_set_object_member (json, "account", account);
  poster_sandbox_late_reply (call, 200, json);
}

/* What LinkedIn told, once. Whoever has the token needs no key. */
void
poster_sandbox_late_pending (PosterSandboxCall *call)
{
  const char *token = poster_sandbox_late_query (call, "token");
  g_autoptr(JsonObject) data = NULL;
  JsonObject *json;

  if (token == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "token is required");
      return;
    }
  data = poster_sandbox_late_find_token (call->sandbox, "pending", token, TRUE);
  if (data == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Token not found or expired");
      return;
    }
  json = json_object_new ();
  json_object_set_string_member (json, "platform", poster_json_get_string (data, "platform"));
  json_object_set_string_member (json, "profileId", poster_json_get_string (data, "profileId"));
  json_object_set_string_member (json, "tempToken", poster_json_get_string (data, "tempToken"));
  json_object_set_string_member (json, "refreshToken", "practice");
  json_object_set_int_member (json, "expiresIn", 5183999);
  json_object_set_object_member (json, "userProfile",
                                 json_object_ref (poster_json_get_object (data, "userProfile")));
  json_object_set_string_member (json, "selectionType", "organizations");
  json_object_set_array_member (
      json, "organizations",
      poster_sandbox_late_dup_choices ("linkedin", poster_json_get_string (data, "username")));
  poster_sandbox_late_reply (call, 200, json);
}

/* More about organisations; the temporary token is enough. */
void
poster_sandbox_late_organizations (PosterSandboxCall *call)
{
  const char *ids = poster_sandbox_late_query (call, "orgIds");
  g_autoptr(JsonObject) temp = poster_sandbox_late_find_token (
      call->sandbox, "temp", poster_sandbox_late_query (call, "tempToken"), FALSE);
  g_autoptr(JsonArray) list = NULL;
  g_auto(GStrv) wanted = NULL;
  JsonArray *organizations;
  JsonObject *json;

  if (temp == NULL || ids == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field",
                                  temp == NULL ? "Missing tempToken parameter"
                                               : "Missing orgIds parameter");
      return;
    }
  wanted = g_strsplit (ids, ",", -1);
  list = poster_sandbox_late_dup_choices ("linkedin", poster_json_get_string (temp, "username"));
  organizations = json_array_new ();
  for (int i = 0; wanted[i] != NULL; i++)
    {
      JsonObject *found = poster_sandbox_late_find_choice (list, wanted[i]);

      if (found != NULL)
        json_array_add_object_element (organizations, json_object_ref (found));
    }
  json = json_object_new ();
  json_object_set_array_member (json, "organizations", organizations);
  poster_sandbox_late_reply (call, 200, json);
}
