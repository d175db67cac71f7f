/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-error.h"
#include "poster-json.h"

#include <string.h>

static JsonObject *
new_settings (const char *handle)
{
  JsonObject *settings = json_object_new ();

  json_object_set_string_member (settings, "nickname", handle);
  json_object_set_boolean_member (settings, "private", FALSE);
  json_object_set_boolean_member (settings, "comment_disabled", FALSE);
  json_object_set_boolean_member (settings, "duet_disabled", FALSE);
  json_object_set_boolean_member (settings, "stitch_disabled", FALSE);
  json_object_set_int_member (settings, "max_video_post_duration_sec", 600);
  json_object_set_null_member (settings, "refusal");
  json_object_set_string_member (settings, "bio_description", "Practises here");
  json_object_set_boolean_member (settings, "is_verified", FALSE);
  json_object_set_int_member (settings, "follower_count", 120);
  json_object_set_int_member (settings, "following_count", 34);
  json_object_set_int_member (settings, "likes_count", 560);
  return settings;
}

/* Returns: (transfer full): the settings of a row, with `handle` and `number` */
static JsonObject *
user_from_row (JsonObject *row)
{
  JsonObject *user = poster_json_parse_object (poster_json_get_string (row, "settings"), -1, NULL);

  if (user == NULL)
    user = new_settings (poster_json_get_string (row, "handle"));
  json_object_set_string_member (user, "handle", poster_json_get_string (row, "handle"));
  json_object_set_int_member (user, "number", poster_json_get_int (row, "number", 0));
  return user;
}

/* Returns: (transfer full) (nullable): a user with all settings */
JsonObject *
poster_sandbox_dup_user (PosterSandbox *self,
                         const char    *handle)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (self->store, "SELECT * FROM users WHERE handle = ?", "s", handle);

  return row != NULL ? user_from_row (row) : NULL;
}

JsonArray *
poster_sandbox_dup_users (PosterSandbox *self)
{
  g_autoptr(JsonArray) rows = poster_sandbox_store_query (self->store, "SELECT * FROM users ORDER BY number", "");
  JsonArray *users = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_array_add_object_element (users, user_from_row (json_array_get_object_element (rows, i)));
  return users;
}

/**
 * poster_sandbox_ensure_user:
 * @self: the sandbox
 * @handle: (nullable): with or without the @; %NULL or empty for a new user
 *
 * Returns: (transfer full) (nullable): the handle as it is written; %NULL when nobody can be
 *   called so
 */
char *
poster_sandbox_ensure_user (PosterSandbox *self,
                            const char    *handle)
{
  g_autoptr(JsonObject) user = NULL;
  g_autoptr(JsonObject) settings = NULL;
  g_autofree char *text = NULL;
  g_autofree char *new_handle = NULL;

  if (handle != NULL && *handle == '@')
    handle++;
  for (int i = 1; handle == NULL || *handle == '\0'; i++)
    {
      g_autofree char *candidate = g_strdup_printf ("practice%d", i);
      g_autoptr(JsonObject) taken = poster_sandbox_dup_user (self, candidate);

      if (taken == NULL)
        handle = new_handle = g_steal_pointer (&candidate);
    }
  if (!poster_sandbox_is_handle (handle))
    return NULL;
  user = poster_sandbox_dup_user (self, handle);
  if (user != NULL)
    return g_strdup (poster_json_get_string (user, "handle"));
  settings = new_settings (handle);
  text = poster_json_to_text (settings, FALSE);
  if (!poster_sandbox_store_run (self->store, "INSERT INTO users (handle, settings, created_us) VALUES (?, ?, ?)",
                                 "ssi", handle, text, poster_sandbox_get_now_us (self)))
    return NULL;
  return g_strdup (handle);
}

static gboolean
add_videos (PosterSandbox  *self,
            const char     *handle,
            JsonArray      *videos,
            GError        **error)
{
  for (guint i = 0; i < json_array_get_length (videos); i++)
    {
      JsonNode *node = json_array_get_element (videos, i);
      JsonObject *video = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *id = video != NULL ? poster_json_node_to_id (json_object_get_member (video, "id")) : NULL;
      g_autofree char *text = NULL;
      gint64 number;

      if (id == NULL || !g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "Video %u has no numeric \"id\"", i + 1);
          return FALSE;
        }
      json_object_set_string_member (video, "id", id);
      text = poster_json_to_text (video, FALSE);
      poster_sandbox_store_run (self->store, "INSERT OR REPLACE INTO videos VALUES (?, ?, ?, ?)", "isis", number,
                                handle, poster_json_get_int (video, "create_time", 0) * G_USEC_PER_SEC, text);
    }
  return TRUE;
}

static gboolean
is_same_kind (JsonNode *value,
              JsonNode *example)
{
  if (JSON_NODE_HOLDS_NULL (example))
    return JSON_NODE_HOLDS_NULL (value) ||
           (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING);
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == json_node_get_value_type (example);
}

/**
 * poster_sandbox_set_user:
 * @self: a sandbox that runs
 * @user: (transfer none): `handle` and any of the settings listed with the control interface
 * @error: %POSTER_ERROR_INVALID, naming what is wrong
 *
 * Makes a user, or alters one.
 *
 * Returns: whether @user makes sense
 */
gboolean
poster_sandbox_set_user (PosterSandbox  *self,
                         JsonObject     *user,
                         GError        **error)
{
  const char *given = poster_json_get_string (user, "handle");
  JsonArray *videos = poster_json_get_array (user, "videos");
  g_autoptr(JsonObject) settings = NULL;
  g_autoptr(JsonObject) examples = new_settings ("");
  g_autofree char *handle = NULL;
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, user);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (strcmp (name, "handle") == 0 || strcmp (name, "videos") == 0)
        continue;
      if (!json_object_has_member (examples, name) ||
          !is_same_kind (node, json_object_get_member (examples, name)))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "A user cannot have this \"%s\"", name);
          return FALSE;
        }
    }
  handle = given != NULL && *given != '\0' ? poster_sandbox_ensure_user (self, given) : NULL;
  if (handle == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, "A user needs a \"handle\"");
      return FALSE;
    }

  settings = poster_sandbox_dup_user (self, handle);
  json_object_remove_member (settings, "number");
  json_object_iter_init (&iter, user);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (strcmp (name, "handle") != 0 && strcmp (name, "videos") != 0)
        json_object_set_member (settings, name, json_node_copy (node));
    }
  text = poster_json_to_text (settings, FALSE);
  poster_sandbox_store_run (self->store, "UPDATE users SET settings = ? WHERE handle = ?", "ss", text, handle);
  return videos == NULL || add_videos (self, handle, videos, error);
}

/* Returns: (transfer full): who a user is to an app */
char *
poster_sandbox_dup_open_id (PosterSandbox *self,
                            const char    *client_key,
                            const char    *handle)
{
  g_autofree char *lower = g_ascii_strdown (handle, -1);
  g_autofree char *text = g_strjoin ("\n", self->instance, client_key, lower, NULL);
  char *hash = poster_sandbox_hash (text);

  hash[36] = '\0';
  hash[0] = hash[9] = '-';
  return hash;
}

/* Returns: (transfer full): the privacy levels that creator_info offers a user */
JsonArray *
poster_sandbox_user_options (PosterSandbox *self,
                             JsonObject    *user)
{
  JsonArray *options = json_array_new ();
  gboolean limited = poster_sandbox_faults_get_flag (self->faults, "unaudited") &&
                     poster_sandbox_faults_get_flag (self->faults, "unaudited_options_limited");

  if (!limited)
    {
      json_array_add_string_element (options, poster_json_get_boolean (user, "private", FALSE)
                                     ? "FOLLOWER_OF_CREATOR" : "PUBLIC_TO_EVERYONE");
      json_array_add_string_element (options, "MUTUAL_FOLLOW_FRIENDS");
    }
  json_array_add_string_element (options, "SELF_ONLY");
  return options;
}
