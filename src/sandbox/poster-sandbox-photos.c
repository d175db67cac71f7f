/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

#define MAX_PHOTOS 35
#define MAX_TITLE 90
#define MAX_DESCRIPTION 4000

static gboolean
check_text (PosterSandboxCall *call,
            JsonObject        *info,
            const char        *member,
            glong              max_length)
{
  const char *text = poster_json_get_string (info, member);
  g_autofree char *message = NULL;

  if (!json_object_has_member (info, member) ||
      (text != NULL && poster_sandbox_utf16_length (text) <= max_length))
    return TRUE;
  message = g_strdup_printf ("The %s is too long", member);
  poster_sandbox_call_reply_param (call, message);
  return FALSE;
}

/* Returns: (transfer none) (nullable): the pictures; %NULL after the refusal */
static JsonArray *
check_source (PosterSandboxCall *call)
{
  JsonObject *source = poster_json_get_object (call->body, "source_info");
  JsonArray *photos = poster_json_get_array (source, "photo_images");
  guint n_photos = photos != NULL ? json_array_get_length (photos) : 0;
  JsonNode *cover = source != NULL ? json_object_get_member (source, "photo_cover_index") : NULL;
  gint64 cover_index = poster_json_get_int (source, "photo_cover_index", -1);

  if (source == NULL || g_strcmp0 (poster_json_get_string (source, "source"), "PULL_FROM_URL") != 0)
    {
      poster_sandbox_call_reply_param (call, "source_info.source must be PULL_FROM_URL");
      return NULL;
    }
  if (!poster_sandbox_check_members (call, source, "source_info", "source photo_images photo_cover_index"))
    return NULL;
  if (n_photos < 1 || n_photos > MAX_PHOTOS)
    {
      poster_sandbox_call_reply_param (call, "photo_images must be 1 to 35");
      return NULL;
    }
  if (cover == NULL || !JSON_NODE_HOLDS_VALUE (cover) || json_node_get_value_type (cover) != G_TYPE_INT64 ||
      cover_index < 0 || cover_index >= n_photos)
    {
      poster_sandbox_call_reply_param (call, "photo_cover_index is not that of a picture");
      return NULL;
    }
  for (guint i = 0; i < n_photos; i++)
    {
      JsonNode *node = json_array_get_element (photos, i);
      gboolean is_text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;

      if (!poster_sandbox_check_url (call, is_text ? json_node_get_string (node) : NULL))
        return NULL;
    }
  return photos;
}

static void
add_photos (PosterSandboxCall *call,
            JsonObject        *info,
            JsonArray         *photos,
            gboolean           direct)
{
  PosterSandbox *sandbox = call->sandbox;
  g_autofree char *publish_id = NULL;
  JsonObject *data;
  gint64 number;
  gboolean kept = TRUE;

  /* One transaction: a post without its pictures must never be seen. */
  poster_sandbox_store_begin (sandbox->store);
  number = poster_sandbox_add_post (call, direct ? "photo" : "inbox_photo", direct ? "p_pub_url~v2" : "p_inbox_url~v2",
                                    "PULL_FROM_URL", info, &publish_id);
  for (guint i = 0; i < json_array_get_length (photos); i++)
    kept = kept && poster_sandbox_store_run (sandbox->store, "INSERT INTO photos (post, position, url) VALUES (?, ?, ?)",
                                             "iis", number, (gint64) i, json_array_get_string_element (photos, i));
  kept = kept && number != 0 &&
         poster_sandbox_store_run (sandbox->store, "UPDATE posts SET committed_us = ? WHERE number = ?", "ii",
                                   call->now_us, number);
  if (!poster_sandbox_store_end (sandbox->store, kept))
    {
      poster_sandbox_call_reply_error (call, 500, "internal_error", "The post could not be kept");
      return;
    }
  poster_sandbox_fetch (sandbox, number);
  data = json_object_new ();
  json_object_set_string_member (data, "publish_id", publish_id);
  poster_sandbox_call_reply_data (call, data);
}

/* POST /v2/post/publish/content/init/ */
void
poster_sandbox_content_init (PosterSandboxCall *call)
{
  JsonObject *info = poster_json_get_object (call->body, "post_info");
  const char *mode = poster_json_get_string (call->body, "post_mode");
  gboolean direct = g_strcmp0 (mode, "DIRECT_POST") == 0;
  JsonArray *photos;

  if (!poster_sandbox_check_members (call, call->body, "The body",
                                     "media_type post_mode post_info source_info is_aigc") ||
      !poster_sandbox_check_flags (call, call->body, "is_aigc"))
    return;
  if (g_strcmp0 (poster_json_get_string (call->body, "media_type"), "PHOTO") != 0)
    {
      poster_sandbox_call_reply_param (call, "media_type must be PHOTO");
      return;
    }
  if (!direct && g_strcmp0 (mode, "MEDIA_UPLOAD") != 0)
    {
      poster_sandbox_call_reply_param (call, "post_mode must be DIRECT_POST or MEDIA_UPLOAD");
      return;
    }
  if (!poster_sandbox_has_scope (call->scopes, direct ? "video.publish" : "video.upload"))
    {
      poster_sandbox_call_reply_error (call, 0, "scope_not_authorized", "The user has not granted what this takes");
      return;
    }
  if (info == NULL)
    {
      poster_sandbox_call_reply_param (call, "post_info is missing");
      return;
    }
  if (direct
      ? !poster_sandbox_check_members (call, info, "post_info", "title description privacy_level disable_comment "
                                       "auto_add_music brand_content_toggle brand_organic_toggle") ||
        !poster_sandbox_check_flags (call, info, "disable_comment auto_add_music !brand_content_toggle "
                                     "!brand_organic_toggle")
      : !poster_sandbox_check_members (call, info, "post_info", "title description"))
    return;
  if (!check_text (call, info, "title", MAX_TITLE) || !check_text (call, info, "description", MAX_DESCRIPTION))
    return;
  photos = check_source (call);
  if (photos == NULL || !poster_sandbox_check_creator (call, info, direct))
    return;
  add_photos (call, info, photos, direct);
}
