/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-credentials.h"

#include "poster-json.h"
#include "poster-secrets.h"

/**
 * poster_tiktok_credentials_new_for_app:
 * @client_key: the app's key
 * @client_secret: the app's secret
 *
 * Returns: (transfer full): credentials without tokens yet
 */
PosterTiktokCredentials *
poster_tiktok_credentials_new_for_app (const char *client_key,
                                       const char *client_secret)
{
  PosterTiktokCredentials *self = g_new0 (PosterTiktokCredentials, 1);

  self->client_key = g_strdup (client_key);
  self->client_secret = g_strdup (client_secret);
  return self;
}

PosterTiktokCredentials *
poster_tiktok_credentials_copy (const PosterTiktokCredentials *self)
{
  PosterTiktokCredentials *copy = poster_tiktok_credentials_new_for_app (self->client_key, self->client_secret);

  copy->access_token = g_strdup (self->access_token);
  copy->refresh_token = g_strdup (self->refresh_token);
  copy->open_id = g_strdup (self->open_id);
  copy->access_expires_us = self->access_expires_us;
  copy->refresh_expires_us = self->refresh_expires_us;
  return copy;
}

/**
 * poster_tiktok_credentials_free:
 * @self: (nullable) (transfer full): credentials
 *
 * Wipes and frees @self.
 */
void
poster_tiktok_credentials_free (PosterTiktokCredentials *self)
{
  if (self == NULL)
    return;
  poster_secret_free (self->access_token);
  poster_secret_free (self->refresh_token);
  poster_secret_free (self->client_secret);
  g_free (self->client_key);
  g_free (self->open_id);
  g_free (self);
}

/**
 * poster_tiktok_credentials_parse:
 * @text: (nullable): what the keyring holds
 *
 * Returns: (transfer full) (nullable): the credentials, %NULL when @text is none
 */
PosterTiktokCredentials *
poster_tiktok_credentials_parse (const char *text)
{
  g_autoptr(PosterTiktokCredentials) self = NULL;
  g_autoptr(JsonObject) json = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

  if (json == NULL)
    return NULL;
  self = poster_tiktok_credentials_new_for_app (poster_json_get_string (json, "client_key"),
                                                poster_json_get_string (json, "client_secret"));
  self->access_token = g_strdup (poster_json_get_string (json, "access_token"));
  self->refresh_token = g_strdup (poster_json_get_string (json, "refresh_token"));
  self->open_id = g_strdup (poster_json_get_string (json, "open_id"));
  self->access_expires_us = poster_json_get_int (json, "access_expires_us", 0);
  self->refresh_expires_us = poster_json_get_int (json, "refresh_expires_us", 0);
  if (self->access_token == NULL || self->client_key == NULL || self->client_secret == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

static void
add_string (JsonObject *json,
            const char *member,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (json, member, value);
}

/**
 * poster_tiktok_credentials_to_text:
 * @self: credentials
 *
 * Returns: (transfer full): the text for the keyring, to be freed with poster_secret_free()
 */
char *
poster_tiktok_credentials_to_text (const PosterTiktokCredentials *self)
{
  g_autoptr(JsonObject) json = json_object_new ();

  add_string (json, "access_token", self->access_token);
  add_string (json, "refresh_token", self->refresh_token);
  add_string (json, "client_key", self->client_key);
  add_string (json, "client_secret", self->client_secret);
  add_string (json, "open_id", self->open_id);
  json_object_set_int_member (json, "access_expires_us", self->access_expires_us);
  json_object_set_int_member (json, "refresh_expires_us", self->refresh_expires_us);
  return poster_json_to_text (json, FALSE);
}

static gint64
get_expiry_us (JsonObject *answer,
               const char *member,
               gint64      now_us)
{
  gint64 seconds = poster_json_get_int (answer, member, 0);

  return seconds > 0 && seconds < G_MAXINT32 ? now_us + seconds * G_TIME_SPAN_SECOND : 0;
}

/**
 * poster_tiktok_credentials_renew:
 * @self: the app's credentials, or those that were refreshed
 * @answer: what the token endpoint gave
 * @now_us: when the request for it was made, microseconds since the epoch
 *
 * Returns: (transfer full) (nullable): the new credentials; %NULL when @answer holds no token
 */
PosterTiktokCredentials *
poster_tiktok_credentials_renew (const PosterTiktokCredentials *self,
                                 JsonObject                    *answer,
                                 gint64                         now_us)
{
  const char *access_token = poster_json_get_string (answer, "access_token");
  const char *refresh_token = poster_json_get_string (answer, "refresh_token");
  const char *open_id = poster_json_get_string (answer, "open_id");
  gint64 refresh_expires_us = get_expiry_us (answer, "refresh_expires_in", now_us);
  PosterTiktokCredentials *renewed;

  if (access_token == NULL || *access_token == '\0')
    return NULL;
  renewed = poster_tiktok_credentials_new_for_app (self->client_key, self->client_secret);
  renewed->access_token = g_strdup (access_token);
  renewed->refresh_token = g_strdup (refresh_token != NULL ? refresh_token : self->refresh_token);
  renewed->open_id = g_strdup (open_id != NULL ? open_id : self->open_id);
  renewed->access_expires_us = get_expiry_us (answer, "expires_in", now_us);
  renewed->refresh_expires_us = refresh_expires_us != 0 ? refresh_expires_us : self->refresh_expires_us;
  return renewed;
}
