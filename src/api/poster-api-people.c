/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-people.h"

#include "poster-id.h"
#include "poster-store-profiles.h"

typedef struct
{
  PosterApiCall          *call;
  PosterApiPeopleHandler  go_on;
  GPtrArray              *accounts;  /* (nullable), once they are there */
} Loading;

static void
loading_free (Loading *self)
{
  poster_api_call_unref (self->call);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self);
}

static void
profiles_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Loading *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) profiles = poster_store_list_profiles_finish (POSTER_STORE (object), result, &error);

  if (profiles == NULL)
    poster_api_call_fail (self->call, error);
  else
    self->go_on (self->call, profiles, self->accounts);
  loading_free (self);
}

static void
accounts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Loading *self = user_data;
  g_autoptr(GError) error = NULL;

  self->accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (self->accounts == NULL)
    {
      poster_api_call_fail (self->call, error);
      loading_free (self);
      return;
    }
  poster_store_list_profiles_async (POSTER_STORE (object), self->call->cancellable, profiles_cb, self);
}

/* Reads who there is, and goes on. */
void
poster_api_load_people (PosterApiCall          *call,
                        PosterApiPeopleHandler  go_on)
{
  Loading *self = g_new0 (Loading, 1);

  self->call = poster_api_call_ref (call);
  self->go_on = go_on;
  poster_store_list_accounts_async (call->api->store, FALSE, call->cancellable, accounts_cb, self);
}

/* Returns: (nullable): the profile; without one, that has been answered */
PosterProfile *
poster_api_need_profile (PosterApiCall *call,
                         GPtrArray     *profiles,
                         const char    *id)
{
  if (id == NULL || !poster_id_is_valid (id))
    {
      poster_api_call_refuse (call, 400, "invalid_profile_id",
                              id == NULL ? "profileId is required" : "Invalid profileId format");
      return NULL;
    }
  for (guint i = 0; i < profiles->len; i++)
    {
      PosterProfile *profile = g_ptr_array_index (profiles, i);

      if (g_str_equal (profile->id, id))
        return profile;
    }
  poster_api_call_refuse (call, 404, "not_found", "Profile not found");
  return NULL;
}

/* Returns: (nullable): the account; without one, that has been answered */
PosterAccount *
poster_api_need_account (PosterApiCall *call,
                         GPtrArray     *accounts,
                         const char    *id)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, id))
        return account;
    }
  poster_api_call_refuse (call, 404, "not_found", "Account not found");
  return NULL;
}

/* Accounts belong to this one. */
PosterProfile *
poster_api_default_profile (GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      PosterProfile *profile = g_ptr_array_index (profiles, i);

      if (profile->is_default)
        return profile;
    }
  return g_ptr_array_index (profiles, 0);
}

void
poster_api_reply_message (PosterApiCall *call,
                          const char    *message)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "message", message);
  poster_api_call_reply (call, 200, json);
}
