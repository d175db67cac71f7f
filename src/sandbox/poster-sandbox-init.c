/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

/* "MB" is 10^6 bytes to some and 2^20 to others, and TikTok does not say: what is accepted here
 * is right under both. */
#define MIN_CHUNK G_GINT64_CONSTANT (5242880)
#define MAX_CHUNK G_GINT64_CONSTANT (64000000)
#define MAX_LAST_CHUNK G_GINT64_CONSTANT (128000000)
#define MAX_CHUNKS 1000
#define MAX_VIDEO G_GINT64_CONSTANT (4294967296)
#define MAX_TITLE 2200

#define VIDEO_INFO "privacy_level title disable_duet disable_stitch disable_comment video_cover_timestamp_ms " \
                   "brand_content_toggle brand_organic_toggle is_aigc"

/* Whether @json has only members that are @allowed, a space-separated list; FALSE after the
 * refusal. */
gboolean
poster_sandbox_check_members (PosterSandboxCall *call,
                              JsonObject        *json,
                              const char        *what,
                              const char        *allowed)
{
  g_auto(GStrv) names = g_strsplit (allowed, " ", -1);
  JsonObjectIter iter;
  const char *name;

  if (poster_sandbox_faults_get_flag (call->sandbox->faults, "allow_unknown_fields"))
    return TRUE;
  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      if (!g_strv_contains ((const char *const *) names, name))
        {
          g_autofree char *message = g_strdup_printf ("%s has a member that is not documented: %s", what, name);

          poster_sandbox_call_reply_param (call, message);
          return FALSE;
        }
    }
  return TRUE;
}

/* Whether each of @names is a boolean or absent; those with a ! must be there. FALSE after the
 * refusal. */
gboolean
poster_sandbox_check_flags (PosterSandboxCall *call,
                            JsonObject        *json,
                            const char        *names)
{
  g_auto(GStrv) list = g_strsplit (names, " ", -1);

  for (int i = 0; list[i] != NULL; i++)
    {
      gboolean required = list[i][0] == '!';
      const char *name = list[i] + (required ? 1 : 0);
      JsonNode *node = json_object_get_member (json, name);

      if (node == NULL ? required : !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        {
          g_autofree char *message = g_strdup_printf ("%s must be true or false", name);

          poster_sandbox_call_reply_param (call, message);
          return FALSE;
        }
    }
  return TRUE;
}

static gint64
count_posts (PosterSandboxCall *call,
             const char        *sql)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (call->sandbox->store, sql, "si", call->handle, call->now_us - G_TIME_SPAN_DAY);

  return poster_json_get_int (row, "n", 0);
}

static gboolean
exceeds_unaudited_users (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) row =
    poster_sandbox_store_query_one (call->sandbox->store, "SELECT count (DISTINCT handle) AS n FROM posts"
                                    " WHERE client_key = ? AND handle != ? AND created_us > ?", "ssi",
                                    call->client_key, call->handle, call->now_us - G_TIME_SPAN_DAY);

  return poster_json_get_int (row, "n", 0) >= 5;
}

/**
 * poster_sandbox_check_creator:
 * @call: an init
 * @info: (nullable): its post_info
 * @direct: whether it would post, and not deliver to the inbox
 *
 * Returns: whether the creator may do that; %FALSE after the refusal
 */
gboolean
poster_sandbox_check_creator (PosterSandboxCall *call,
                              JsonObject        *info,
                              gboolean           direct)
{
  PosterSandboxFaults *faults = call->sandbox->faults;
  g_autoptr(JsonObject) user = poster_sandbox_dup_user (call->sandbox, call->handle);
  g_autoptr(JsonArray) options = poster_sandbox_user_options (call->sandbox, user);
  const char *refusal = poster_json_get_string (user, "refusal");
  const char *privacy = poster_json_get_string (info, "privacy_level");
  gint64 posts_per_day = poster_sandbox_faults_get_int (faults, "posts_per_day");
  gboolean offered = FALSE;

  if (refusal != NULL)
    {
      poster_sandbox_call_reply_error (call, 0, refusal, "The creator cannot post now");
      return FALSE;
    }
  if (!direct)
    {
      if (count_posts (call, "SELECT count (*) AS n FROM posts WHERE handle = ? AND kind IN ('inbox_video',"
                       " 'inbox_photo') AND created_us > ? AND fail_reason IS NULL AND posted_us IS NULL")
          < poster_sandbox_faults_get_int (faults, "pending_shares"))
        return TRUE;
      poster_sandbox_call_reply_error (call, 0, "spam_risk_too_many_pending_share",
                                       "Too many pending shares within 24 hours");
      return FALSE;
    }

  if (privacy == NULL)
    {
      poster_sandbox_call_reply_param (call, "privacy_level is missing");
      return FALSE;
    }
  if (poster_sandbox_faults_get_flag (faults, "unaudited") &&
      (!poster_json_get_boolean (user, "private", FALSE) || strcmp (privacy, "SELF_ONLY") != 0))
    {
      poster_sandbox_call_reply_error (call, 0, "unaudited_client_can_only_post_to_private_accounts",
                                       "The app has not been audited");
      return FALSE;
    }
  if (poster_sandbox_faults_get_flag (faults, "unaudited") && exceeds_unaudited_users (call))
    {
      poster_sandbox_call_reply_error (call, 0, "reached_active_user_cap", "The app has too many users today");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (options); i++)
    offered = offered || strcmp (json_array_get_string_element (options, i), privacy) == 0;
  if (!offered)
    {
      poster_sandbox_call_reply_error (call, 0, "privacy_level_option_mismatch",
                                       "The privacy level is not among those that the creator has");
      return FALSE;
    }
  if (posts_per_day > 0 &&
      count_posts (call, "SELECT count (*) AS n FROM posts WHERE handle = ? AND kind IN ('video', 'photo')"
                   " AND committed_us > ? AND fail_reason IS NULL") >= posts_per_day)
    {
      poster_sandbox_call_reply_error (call, 0, "spam_risk_too_many_posts", "Too many posts within 24 hours");
      return FALSE;
    }
  return TRUE;
}

/* Whether the sandbox's own prefix covers @url, as TikTok checks it; FALSE after the refusal. */
gboolean
poster_sandbox_check_url (PosterSandboxCall *call,
                          const char        *url)
{
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    {
      poster_sandbox_call_reply_param (call, "A URL is missing or malformed");
      return FALSE;
    }
  /* Plain http, an address instead of a name, another host or path: none is under the prefix. */
  if (!g_str_has_prefix (url, POSTER_SANDBOX_WEB_PREFIX) || strlen (url) == strlen (POSTER_SANDBOX_WEB_PREFIX))
    {
      poster_sandbox_call_reply_error (call, 0, "url_ownership_unverified",
                                       "The URL is not under a verified domain or prefix");
      return FALSE;
    }
  return TRUE;
}

/**
 * poster_sandbox_add_post:
 * @call: an init that is in order
 * @kind: `video`, `inbox_video`, `photo` or `inbox_photo`
 * @prefix: what the publish_id begins with
 * @source: `FILE_UPLOAD` or `PULL_FROM_URL`
 * @info: (nullable): its post_info
 * @publish_id: (out): the new id
 *
 * To be called inside a transaction.
 *
 * Returns: the number of the new post, 0 when it could not be kept
 */
gint64
poster_sandbox_add_post (PosterSandboxCall *call,
                         const char        *kind,
                         const char        *prefix,
                         const char        *source,
                         JsonObject        *info,
                         char             **publish_id)
{
  PosterSandboxStore *store = call->sandbox->store;
  g_autofree char *text = info != NULL ? poster_json_to_text (info, FALSE) : NULL;
  g_autofree char *random = poster_sandbox_new_secret ("", 6);
  const char *reason = poster_sandbox_call_is_kind (call, "fail") ? poster_json_get_string (call->rule, "reason") : NULL;
  gint64 number;

  *publish_id = NULL;
  if (!poster_sandbox_store_run (store, "INSERT INTO posts (kind, source, client_key, handle, post_info, created_us,"
                                 " fail_reason) VALUES (?, ?, ?, ?, ?, ?, ?)", "sssssis", kind, source,
                                 call->client_key, call->handle, text, call->now_us, reason))
    return 0;
  number = poster_sandbox_store_last_id (store);
  *publish_id = g_strdup_printf ("%s.%" G_GINT64_FORMAT "%s", prefix, POSTER_SANDBOX_FIRST_ID + number, random);
  if (!poster_sandbox_store_run (store, "UPDATE posts SET publish_id = ? WHERE number = ?", "si", *publish_id, number))
    return 0;
  return number;
}

/* The rules of section 5.1. Returns: (nullable): what breaks them */
static const char *
find_fault_with_chunks (gint64 size,
                        gint64 chunk,
                        gint64 count)
{
  if (size <= 0 || size > MAX_VIDEO)
    return "The video_size is invalid";
  if (chunk <= 0)
    return "The chunk_size is invalid";
  if (count < 1 || count > MAX_CHUNKS || count != size / chunk)
    return "The total chunk count is invalid";
  if (count == 1 ? chunk != size || chunk > MAX_CHUNK : chunk < MIN_CHUNK || chunk > MAX_CHUNK)
    return "The chunk size is invalid";
  if (size - chunk * (count - 1) > MAX_LAST_CHUNK)
    return "The last chunk is too large";
  return NULL;
}

static gboolean
is_whole_number (JsonObject *json,
                 const char *member)
{
  JsonNode *node = json_object_get_member (json, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

static void
reply_upload (PosterSandboxCall *call,
              const char        *kind,
              const char        *prefix,
              JsonObject        *info,
              JsonObject        *source)
{
  PosterSandbox *sandbox = call->sandbox;
  gint64 size = poster_json_get_int (source, "video_size", 0);
  gint64 chunk = poster_json_get_int (source, "chunk_size", 0);
  gint64 count = poster_json_get_int (source, "total_chunk_count", 0);
  const char *problem = find_fault_with_chunks (size, chunk, count);
  const char *base = poster_sandbox_faults_get_text (sandbox->faults, "upload_base_url");
  gint64 expires_us = call->now_us + poster_sandbox_faults_get_int (sandbox->faults, "upload_lifetime_us");
  g_autofree char *token = poster_sandbox_new_secret ("", 24);
  g_autofree char *token_hash = poster_sandbox_hash (token);
  g_autofree char *publish_id = NULL;
  g_autofree char *url = NULL;
  JsonObject *data;
  gboolean kept;
  gint64 number;

  if (!poster_sandbox_check_members (call, source, "source_info", "source video_size chunk_size total_chunk_count"))
    return;
  if (problem != NULL || !is_whole_number (source, "video_size") || !is_whole_number (source, "chunk_size") ||
      !is_whole_number (source, "total_chunk_count"))
    {
      poster_sandbox_call_reply_param (call, problem != NULL ? problem : "The sizes must be whole numbers");
      return;
    }
  if (poster_sandbox_call_is_kind (call, "expire_upload_url"))
    expires_us = call->now_us;
  poster_sandbox_store_begin (sandbox->store);
  number = poster_sandbox_add_post (call, kind, prefix, "FILE_UPLOAD", info, &publish_id);
  kept = number != 0 &&
         poster_sandbox_store_run (sandbox->store, "UPDATE posts SET size = ?, chunk_size = ?, chunk_count = ?,"
                                   " upload_token_hash = ?, expires_us = ? WHERE number = ?",
                                   "iiisii", size, chunk, count, token_hash, expires_us, number);
  if (!poster_sandbox_store_end (sandbox->store, kept))
    {
      poster_sandbox_call_reply_error (call, 500, "internal_error", "The post could not be kept");
      return;
    }
  url = g_strdup_printf ("%s/upload/?upload_id=%" G_GINT64_FORMAT "&upload_token=%s",
                         base != NULL ? base : sandbox->base_url, POSTER_SANDBOX_FIRST_ID + number, token);
  data = json_object_new ();
  json_object_set_string_member (data, "publish_id", publish_id);
  json_object_set_string_member (data, "upload_url", url);
  poster_sandbox_call_reply_data (call, data);
}

static void
reply_pull (PosterSandboxCall *call,
            const char        *kind,
            const char        *prefix,
            JsonObject        *info,
            JsonObject        *source)
{
  PosterSandbox *sandbox = call->sandbox;
  const char *url = poster_json_get_string (source, "video_url");
  g_autofree char *publish_id = NULL;
  JsonObject *data;
  gboolean kept;
  gint64 number;

  if (!poster_sandbox_check_members (call, source, "source_info", "source video_url") ||
      !poster_sandbox_check_url (call, url))
    return;
  poster_sandbox_store_begin (sandbox->store);
  number = poster_sandbox_add_post (call, kind, prefix, "PULL_FROM_URL", info, &publish_id);
  kept = number != 0 &&
         poster_sandbox_store_run (sandbox->store, "UPDATE posts SET url = ?, committed_us = ? WHERE number = ?",
                                   "sii", url, call->now_us, number);
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

static void
reply_source (PosterSandboxCall *call,
              const char        *kind,
              const char        *file_prefix,
              const char        *pull_prefix,
              JsonObject        *info)
{
  JsonObject *source = poster_json_get_object (call->body, "source_info");
  const char *from = poster_json_get_string (source, "source");

  if (g_strcmp0 (from, "FILE_UPLOAD") == 0)
    reply_upload (call, kind, file_prefix, info, source);
  else if (g_strcmp0 (from, "PULL_FROM_URL") == 0)
    reply_pull (call, kind, pull_prefix, info, source);
  else
    poster_sandbox_call_reply_param (call, "source_info.source is missing or unknown");
}

/* POST /v2/post/publish/creator_info/query/ */
void
poster_sandbox_creator_info (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) user = poster_sandbox_dup_user (call->sandbox, call->handle);
  const char *refusal = poster_json_get_string (user, "refusal");
  gboolean is_private = poster_json_get_boolean (user, "private", FALSE);
  g_autofree char *avatar = NULL;
  JsonObject *data;

  if (!poster_sandbox_check_members (call, call->body, "The body", ""))
    return;
  if (refusal != NULL)
    {
      /* With HTTP 200 on purpose. */
      poster_sandbox_call_reply_error (call, 200, refusal, "The creator cannot post now");
      return;
    }
  data = json_object_new ();
  avatar = g_strdup_printf ("https://practice.poster.invalid/avatar/%s.jpeg", call->handle);
  json_object_set_string_member (data, "creator_avatar_url", avatar);
  json_object_set_string_member (data, "creator_username", call->handle);
  json_object_set_string_member (data, "creator_nickname", poster_json_get_string (user, "nickname"));
  json_object_set_array_member (data, "privacy_level_options", poster_sandbox_user_options (call->sandbox, user));
  json_object_set_boolean_member (data, "comment_disabled", poster_json_get_boolean (user, "comment_disabled", FALSE));
  json_object_set_boolean_member (data, "duet_disabled",
                                  is_private || poster_json_get_boolean (user, "duet_disabled", FALSE));
  json_object_set_boolean_member (data, "stitch_disabled",
                                  is_private || poster_json_get_boolean (user, "stitch_disabled", FALSE));
  json_object_set_int_member (data, "max_video_post_duration_sec",
                              poster_json_get_int (user, "max_video_post_duration_sec", 600));
  poster_sandbox_call_reply_data (call, data);
}

/* POST /v2/post/publish/video/init/ */
void
poster_sandbox_video_init (PosterSandboxCall *call)
{
  JsonObject *info = poster_json_get_object (call->body, "post_info");
  const char *title = poster_json_get_string (info, "title");

  if (info == NULL)
    {
      poster_sandbox_call_reply_param (call, "post_info is missing");
      return;
    }
  if (!poster_sandbox_check_members (call, call->body, "The body", "post_info source_info") ||
      !poster_sandbox_check_members (call, info, "post_info", VIDEO_INFO) ||
      !poster_sandbox_check_flags (call, info, "disable_duet disable_stitch disable_comment !brand_content_toggle "
                                   "brand_organic_toggle is_aigc"))
    return;
  if ((json_object_has_member (info, "title") && title == NULL) ||
      (title != NULL && poster_sandbox_utf16_length (title) > MAX_TITLE))
    {
      poster_sandbox_call_reply_param (call, "The title is too long");
      return;
    }
  if (json_object_has_member (info, "video_cover_timestamp_ms") && !is_whole_number (info, "video_cover_timestamp_ms"))
    {
      poster_sandbox_call_reply_param (call, "video_cover_timestamp_ms must be a whole number");
      return;
    }
  if (!poster_sandbox_check_creator (call, info, TRUE))
    return;
  reply_source (call, "video", "v_pub_file~v2-1", "v_pub_url~v2", info);
}

/* POST /v2/post/publish/inbox/video/init/ */
void
poster_sandbox_inbox_init (PosterSandboxCall *call)
{
  if (!poster_sandbox_check_members (call, call->body, "The body", "source_info") ||
      !poster_sandbox_check_creator (call, NULL, FALSE))
    return;
  reply_source (call, "inbox_video", "v_inbox_file~v2", "v_inbox_url~v2", NULL);
}
