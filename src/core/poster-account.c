/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account"

#include "poster-account.h"

#include "poster-clock.h"
#include "poster-id.h"
#include "poster-json.h"

G_DEFINE_FINAL_TYPE (PosterAccount, poster_account, G_TYPE_OBJECT)

static void
poster_account_finalize (GObject *object)
{
  PosterAccount *self = POSTER_ACCOUNT (object);

  g_free (self->id);
  g_free (self->connection_id);
  g_free (self->connector);
  g_free (self->platform);
  g_free (self->remote_id);
  g_free (self->username);
  g_free (self->display_name);
  g_free (self->avatar_uri);
  g_free (self->zone);
  g_free (self->paused_code);
  g_free (self->paused_message);
  g_clear_pointer (&self->metadata, json_object_unref);
  G_OBJECT_CLASS (poster_account_parent_class)->finalize (object);
}

static void
poster_account_class_init (PosterAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_account_finalize;
}

static void
poster_account_init (PosterAccount *self)
{
  self->followers = -1;
  self->is_active = TRUE;
  self->holder = -1;
}

/**
 * poster_account_new:
 * @connector: key of the connector
 * @platform: key of the platform
 * @remote_id: its id at the service
 *
 * Returns: (transfer full): an account with a new id, to be filled in
 */
PosterAccount *
poster_account_new (const char *connector,
                    const char *platform,
                    const char *remote_id)
{
  PosterAccount *self = g_object_new (POSTER_TYPE_ACCOUNT, NULL);

  self->id = poster_id_new ();
  self->connector = g_strdup (connector);
  self->platform = g_strdup (platform);
  self->remote_id = g_strdup (remote_id);
  self->metadata = json_object_new ();
  return self;
}

/**
 * poster_account_copy:
 * @self: an account
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterAccount *
poster_account_copy (PosterAccount *self)
{
  PosterAccount *copy = g_object_new (POSTER_TYPE_ACCOUNT, NULL);

  copy->id = g_strdup (self->id);
  copy->connection_id = g_strdup (self->connection_id);
  copy->connector = g_strdup (self->connector);
  copy->platform = g_strdup (self->platform);
  copy->remote_id = g_strdup (self->remote_id);
  copy->username = g_strdup (self->username);
  copy->display_name = g_strdup (self->display_name);
  copy->avatar_uri = g_strdup (self->avatar_uri);
  copy->is_active = self->is_active;
  copy->is_practice = self->is_practice;
  copy->is_removed = self->is_removed;
  copy->followers = self->followers;
  copy->zone = g_strdup (self->zone);
  copy->paused_code = g_strdup (self->paused_code);
  copy->paused_message = g_strdup (self->paused_message);
  copy->paused_until_us = self->paused_until_us;
  copy->holder = self->holder;
  copy->metadata = poster_json_copy (self->metadata);
  copy->created_us = self->created_us;
  return copy;
}

/**
 * poster_account_may_hand_over:
 * @self: an account
 *
 * Returns: whether its posts may be handed over to the service that reaches it, which publishes them
 *   by itself at their time
 */
gboolean
poster_account_may_hand_over (PosterAccount *self)
{
  return g_strcmp0 (self->connector, "late") == 0;
}

/**
 * poster_account_get_holder:
 * @self: an account
 *
 * Returns: who publishes its posts, unless a post says otherwise: whom a person chose, or the service
 *   where there is one and nobody was asked yet
 */
PosterHolder
poster_account_get_holder (PosterAccount *self)
{
  if (!poster_account_may_hand_over (self) || self->holder == POSTER_HOLDER_HERE)
    return POSTER_HOLDER_HERE;
  return POSTER_HOLDER_REMOTE;
}

/**
 * poster_account_is_paused:
 * @self: an account
 * @now_us: the present instant, microseconds since the epoch
 *
 * Returns: whether nothing is to be published to it now: its posts wait
 */
gboolean
poster_account_is_paused (PosterAccount *self,
                          gint64         now_us)
{
  return self->paused_code != NULL && (self->paused_until_us < 0 || self->paused_until_us > now_us);
}

/**
 * poster_account_to_json:
 * @self: an account
 *
 * Returns: (transfer full): the account in the Late API's words (reference late-api, section 4),
 *   with `connector`, `isPractice`, `timezone` and what pauses it beside them
 */
JsonObject *
poster_account_to_json (PosterAccount *self)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", self->id);
  json_object_set_string_member (json, "connector", self->connector);
  json_object_set_string_member (json, "platform", self->platform);
  json_object_set_string_member (json, "username", self->username != NULL ? self->username : "");
  json_object_set_string_member (json, "displayName", self->display_name != NULL ? self->display_name : "");
  json_object_set_boolean_member (json, "isActive", self->is_active);
  json_object_set_boolean_member (json, "isPractice", self->is_practice);
  if (self->avatar_uri != NULL)
    json_object_set_string_member (json, "profilePicture", self->avatar_uri);
  if (self->followers >= 0)
    json_object_set_int_member (json, "followersCount", self->followers);
  if (self->zone != NULL)
    json_object_set_string_member (json, "timezone", self->zone);
  if (self->paused_code != NULL)
    {
      json_object_set_string_member (json, "pausedCode", self->paused_code);
      json_object_set_string_member (json, "pausedMessage", self->paused_message != NULL ? self->paused_message : "");
    }
  if (self->paused_code != NULL && self->paused_until_us >= 0)
    {
      g_autofree char *until = poster_time_format (self->paused_until_us);

      json_object_set_string_member (json, "pausedUntil", until);
    }
  return json;
}
