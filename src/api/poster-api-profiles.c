/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-people.h"

#include "poster-json.h"
#include "poster-store-profiles.h"

#define MAX_NAME 100

typedef struct
{
  PosterApiCall *call;
  PosterProfile *profile;
  guint          status;
  const char    *message;
} Saving;

static JsonArray *
list_members (PosterProfile *profile,
              GPtrArray     *accounts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; accounts != NULL && profile->is_default && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      JsonObject *json = json_object_new ();

      json_object_set_string_member (json, "_id", account->id);
      json_object_set_string_member (json, "platform", account->platform);
      json_object_set_string_member (json, "username", account->username != NULL ? account->username : "");
      json_object_set_string_member (json, "displayName", account->display_name != NULL ? account->display_name : "");
      if (account->followers >= 0)
        json_object_set_int_member (json, "followersCount", account->followers);
      json_array_add_object_element (array, json);
    }
  return array;
}

static JsonObject *
profile_to_json (PosterProfile *profile,
                 GPtrArray     *accounts)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", profile->id);
  json_object_set_string_member (json, "userId", POSTER_API_USER);
  json_object_set_string_member (json, "name", profile->name);
  json_object_set_string_member (json, "description", profile->description != NULL ? profile->description : "");
  json_object_set_string_member (json, "color", profile->color != NULL ? profile->color : "#ffeda0");
  json_object_set_boolean_member (json, "isDefault", profile->is_default);
  json_object_set_boolean_member (json, "isOverLimit", FALSE);
  poster_api_set_time (json, "createdAt", profile->created_us);
  json_object_set_array_member (json, "accounts", list_members (profile, accounts));
  return json;
}

static void
reply_list (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  JsonObject *json = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < profiles->len; i++)
    json_array_add_object_element (array, profile_to_json (g_ptr_array_index (profiles, i), accounts));
  json_object_set_array_member (json, "profiles", array);
  poster_api_call_reply (call, 200, json);
}

static void
list_profiles (PosterApiCall *call)
{
  poster_api_load_people (call, reply_list);
}

static void
reply_one (PosterApiCall *call,
           GPtrArray     *profiles,
           GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_need_profile (call, profiles, call->arguments[0]);
  JsonObject *json;

  if (profile == NULL)
    return;
  json = json_object_new ();
  json_object_set_object_member (json, "profile", profile_to_json (profile, accounts));
  poster_api_call_reply (call, 200, json);
}

static void
get_profile (PosterApiCall *call)
{
  poster_api_load_people (call, reply_one);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Saving *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_save_profile_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (self->call, error);
    }
  else
    {
      JsonObject *json = json_object_new ();

      json_object_set_string_member (json, "message", self->message);
      json_object_set_object_member (json, "profile", profile_to_json (self->profile, NULL));
      poster_api_call_reply (self->call, self->status, json);
    }
  poster_api_call_unref (self->call);
  g_object_unref (self->profile);
  g_free (self);
}

/* Takes what the body says into the profile, and stores it. @profile: (transfer full) */
static void
save (PosterApiCall *call,
      PosterProfile *taken,
      guint          status,
      const char    *message)
{
  g_autoptr(PosterProfile) profile = taken;
  JsonObject *body = poster_api_call_get_body (call);
  const char *name = poster_json_get_string (body, "name");
  const char *description = poster_json_get_string (body, "description");
  const char *color = poster_json_get_string (body, "color");
  Saving *self;

  if (name != NULL)
    {
      g_free (profile->name);
      profile->name = g_strdup (name);
    }
  if (profile->name == NULL || g_utf8_strlen (profile->name, -1) > MAX_NAME)
    {
      poster_api_call_refuse (call, 400, "invalid_name", "A profile needs a name of at most %d characters.", MAX_NAME);
      return;
    }
  if (color != NULL && !g_regex_match_simple ("^#[0-9a-fA-F]{6}$", color, 0, 0))
    {
      poster_api_call_refuse (call, 400, "invalid_color", "color is written #rrggbb.");
      return;
    }
  if (description != NULL)
    {
      g_free (profile->description);
      profile->description = g_strdup (description);
    }
  if (color != NULL)
    {
      g_free (profile->color);
      profile->color = g_strdup (color);
    }
  profile->is_default = poster_json_get_boolean (body, "isDefault", profile->is_default) || profile->is_default;
  if (profile->created_us == 0)
    profile->created_us = call->now_us;
  self = g_new0 (Saving, 1);
  self->call = poster_api_call_ref (call);
  self->profile = g_steal_pointer (&profile);
  self->status = status;
  self->message = message;
  poster_store_save_profile_async (call->api->store, self->profile, NULL, saved_cb, self);
}

static void
make_profile (PosterApiCall *call)
{
  save (call, poster_profile_new (NULL), 201, "Profile created successfully");
}

static void
change (PosterApiCall *call,
        GPtrArray     *profiles,
        GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_need_profile (call, profiles, call->arguments[0]);

  if (profile != NULL)
    save (call, poster_profile_copy (profile), 200, "Profile updated successfully");
}

static void
change_profile (PosterApiCall *call)
{
  poster_api_load_people (call, change);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_delete_profile_finish (POSTER_STORE (object), result, &error))
    poster_api_reply_message (call, "Profile deleted successfully");
  else
    poster_api_call_fail (call, error);
}

static void
delete_now (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_need_profile (call, profiles, call->arguments[0]);

  if (profile == NULL)
    return;
  if (profile->is_default)
    poster_api_call_refuse (call, 400, "profile_in_use", "The default profile, which has the accounts, cannot be deleted.");
  else
    poster_store_delete_profile_async (call->api->store, profile->id, NULL, deleted_cb, poster_api_call_ref (call));
}

static void
delete_profile (PosterApiCall *call)
{
  poster_api_load_people (call, delete_now);
}

const PosterApiRoute poster_api_profile_routes[] = {
  { "GET", "/v1/profiles", "listProfiles", "The profiles, with their accounts", list_profiles, 0, 200 },
  { "POST", "/v1/profiles", "createProfile", "Make a profile", make_profile, 0, 201 },
  { "GET", "/v1/profiles/{profileId}", "getProfile", "A profile", get_profile, 0, 200 },
  { "PUT", "/v1/profiles/{profileId}", "updateProfile", "Change a profile", change_profile, 0, 200 },
  { "DELETE", "/v1/profiles/{profileId}", "deleteProfile", "Delete a profile and its queues", delete_profile, 0, 200 },
  { NULL }
};
