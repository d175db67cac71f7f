/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

#define VIDEO_FIELDS "id create_time cover_image_url share_url embed_link embed_html title video_description duration " \
                     "height width like_count comment_count share_count view_count is_aigc"

static const struct
{
  const char *scope;
  const char *fields;
} user_fields[] = {
  { "user.info.basic", "open_id union_id avatar_url avatar_url_100 avatar_large_url display_name" },
  { "user.info.profile", "bio_description profile_deep_link is_verified username" },
  { "user.info.stats", "follower_count following_count likes_count video_count" },
};

static gboolean
contains (const char *list,
          const char *name)
{
  g_auto(GStrv) names = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) names, name);
}

/* Returns: (transfer full) (nullable): the fields that are asked for; %NULL after the refusal */
static GStrv
open_fields (PosterSandboxCall *call)
{
  g_autoptr(GHashTable) query =
    poster_sandbox_parse_form (poster_server_exchange_get_query (call->exchange), -1, NULL);
  const char *fields = query != NULL ? g_hash_table_lookup (query, "fields") : NULL;

  if (fields == NULL || *fields == '\0')
    {
      poster_sandbox_call_reply_error (call, 400, "invalid_params", "Fields is required");
      return NULL;
    }
  return g_strsplit (fields, ",", -1);
}

static gint64
count_videos (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (call->sandbox->store, "SELECT count (*) AS n FROM videos WHERE handle = ?"
                                    " AND visible_us <= ?", "si", call->handle, call->now_us);

  return poster_json_get_int (row, "n", 0);
}

static void
add_user_field (PosterSandboxCall *call,
                JsonObject        *user,
                const char        *field,
                JsonObject        *reply)
{
  g_autofree char *open_id = poster_sandbox_dup_open_id (call->sandbox, call->client_key, call->handle);
  g_autofree char *union_id = poster_sandbox_dup_open_id (call->sandbox, "", call->handle);
  g_autofree char *link = g_strdup_printf ("https://www.tiktok.com/@%s", call->handle);
  g_autofree char *avatar = g_strdup_printf ("https://practice.poster.invalid/avatar/%s.jpeg", call->handle);

  if (strcmp (field, "open_id") == 0)
    json_object_set_string_member (reply, field, open_id);
  else if (strcmp (field, "union_id") == 0)
    json_object_set_string_member (reply, field, union_id);
  else if (g_str_has_prefix (field, "avatar_"))
    json_object_set_string_member (reply, field, avatar);
  else if (strcmp (field, "display_name") == 0)
    json_object_set_string_member (reply, field, poster_json_get_string (user, "nickname"));
  else if (strcmp (field, "username") == 0)
    json_object_set_string_member (reply, field, call->handle);
  else if (strcmp (field, "profile_deep_link") == 0)
    json_object_set_string_member (reply, field, link);
  else if (strcmp (field, "video_count") == 0)
    json_object_set_int_member (reply, field, count_videos (call));
  else
    json_object_set_member (reply, field, json_node_copy (json_object_get_member (user, field)));
}

/* GET /v2/user/info/ */
void
poster_sandbox_user_info (PosterSandboxCall *call)
{
  g_auto(GStrv) fields = open_fields (call);
  g_autoptr(JsonObject) user = NULL;
  g_autoptr(JsonObject) reply = json_object_new ();
  JsonObject *data;

  if (fields == NULL)
    return;
  user = poster_sandbox_dup_user (call->sandbox, call->handle);
  for (int i = 0; fields[i] != NULL; i++)
    {
      const char *scope = NULL;

      for (gsize k = 0; k < G_N_ELEMENTS (user_fields) && scope == NULL; k++)
        {
          if (contains (user_fields[k].fields, fields[i]))
            scope = user_fields[k].scope;
        }
      if (scope == NULL)
        {
          poster_sandbox_call_reply_error (call, 400, "invalid_params", "A field is unknown");
          return;
        }
      if (!poster_sandbox_has_scope (call->scopes, scope))
        {
          poster_sandbox_call_reply_error (call, 0, "scope_not_authorized", "A field takes a scope that was not granted");
          return;
        }
      add_user_field (call, user, fields[i], reply);
    }
  data = json_object_new ();
  json_object_set_object_member (data, "user", g_steal_pointer (&reply));
  poster_sandbox_call_reply_data (call, data);
}

static gboolean
check_video_fields (PosterSandboxCall *call,
                    GStrv              fields)
{
  for (int i = 0; fields[i] != NULL; i++)
    {
      if (!contains (VIDEO_FIELDS, fields[i]))
        {
          poster_sandbox_call_reply_error (call, 400, "invalid_params", "A field is unknown");
          return FALSE;
        }
    }
  return TRUE;
}

/* Returns: (transfer full): the fields that are asked for, of a row of the table of videos */
static JsonObject *
pick_fields (JsonObject *row,
             GStrv       fields)
{
  g_autoptr(JsonObject) video = poster_json_parse_object (poster_json_get_string (row, "object"), -1, NULL);
  JsonObject *picked = json_object_new ();

  for (int i = 0; fields[i] != NULL; i++)
    {
      JsonNode *node = video != NULL ? json_object_get_member (video, fields[i]) : NULL;

      if (node != NULL)
        json_object_set_member (picked, fields[i], json_node_copy (node));
    }
  return picked;
}

/* POST /v2/video/list/ */
void
poster_sandbox_video_list (PosterSandboxCall *call)
{
  g_auto(GStrv) fields = open_fields (call);
  gint64 cursor_ms;
  gint64 max_count;
  g_autoptr(JsonArray) rows = NULL;
  JsonArray *videos;
  JsonObject *data;
  guint count;

  if (fields == NULL || !poster_sandbox_check_members (call, call->body, "The body", "cursor max_count") ||
      !check_video_fields (call, fields))
    return;
  cursor_ms = poster_json_get_int (call->body, "cursor", call->now_us / 1000 + 1);
  max_count = poster_json_get_int (call->body, "max_count", 10);
  if (max_count < 1 || max_count > 20)
    {
      poster_sandbox_call_reply_error (call, 400, "invalid_params", "max_count must be 1 to 20");
      return;
    }
  rows = poster_sandbox_store_query (call->sandbox->store, "SELECT * FROM videos WHERE handle = ? AND visible_us <= ?"
                                     " AND visible_us / 1000 < ? AND NOT EXISTS (SELECT 1 FROM posts WHERE"
                                     " post_id = videos.id AND fail_reason IS NOT NULL)"
                                     " ORDER BY visible_us DESC, id DESC LIMIT ?", "siii", call->handle, call->now_us,
                                     cursor_ms, max_count + 1);
  count = (guint) MIN (max_count, json_array_get_length (rows));
  if (poster_sandbox_faults_get_flag (call->sandbox->faults, "short_pages") && count > 1)
    count = (count + 1) / 2;
  videos = json_array_new ();
  for (guint i = 0; i < count; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      cursor_ms = poster_json_get_int (row, "visible_us", 0) / 1000;
      json_array_add_object_element (videos, pick_fields (row, fields));
    }
  data = json_object_new ();
  json_object_set_array_member (data, "videos", videos);
  json_object_set_int_member (data, "cursor", cursor_ms);
  json_object_set_boolean_member (data, "has_more", json_array_get_length (rows) > count);
  poster_sandbox_call_reply_data (call, data);
}

/* POST /v2/video/query/ */
void
poster_sandbox_video_query (PosterSandboxCall *call)
{
  g_auto(GStrv) fields = open_fields (call);
  JsonArray *ids;
  JsonArray *videos;
  JsonObject *data;

  if (fields == NULL || !check_video_fields (call, fields))
    return;
  ids = poster_json_get_array (poster_json_get_object (call->body, "filters"), "video_ids");
  if (ids == NULL || json_array_get_length (ids) < 1 || json_array_get_length (ids) > 20)
    {
      poster_sandbox_call_reply_error (call, 400, "invalid_params", "filters.video_ids must be 1 to 20");
      return;
    }
  videos = json_array_new ();
  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      g_autofree char *id = poster_json_node_to_id (json_array_get_element (ids, i));
      gint64 number = 0;
      g_autoptr(JsonObject) row = NULL;

      if (id != NULL && g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL))
        row = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM videos WHERE id = ? AND handle = ?"
                                              " AND visible_us <= ?", "isi", number, call->handle, call->now_us);
      /* Other people's are left out without a word. */
      if (row != NULL)
        json_array_add_object_element (videos, pick_fields (row, fields));
    }
  data = json_object_new ();
  json_object_set_array_member (data, "videos", videos);
  poster_sandbox_call_reply_data (call, data);
}
