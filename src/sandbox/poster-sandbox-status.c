/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

static gboolean
is_inbox (JsonObject *post)
{
  return g_str_has_prefix (poster_json_get_string (post, "kind"), "inbox_");
}

static gboolean
is_pull (JsonObject *post)
{
  return g_strcmp0 (poster_json_get_string (post, "source"), "PULL_FROM_URL") == 0;
}

/**
 * poster_sandbox_post_state:
 * @post: a row of the table of posts
 * @now_us: the sandbox's time
 *
 * Nothing has to happen for a post to go on: its state follows from what is written and the time.
 *
 * Returns: the word that TikTok has for it
 */
const char *
poster_sandbox_post_state (JsonObject *post,
                           gint64      now_us)
{
  gint64 ready_us = poster_json_get_int (post, "ready_us", G_MAXINT64);

  if (ready_us <= now_us && poster_json_get_string (post, "fail_reason") != NULL)
    return "FAILED";
  if (ready_us > now_us || poster_json_get_string (post, "sha256") == NULL)
    return is_pull (post) ? "PROCESSING_DOWNLOAD" : "PROCESSING_UPLOAD";
  if (is_inbox (post) && poster_json_get_int (post, "posted_us", 0) == 0)
    return "SEND_TO_USER_INBOX";
  return "PUBLISH_COMPLETE";
}

/* What the user's page will show. */
static JsonObject *
new_video (JsonObject *post,
           gint64      id,
           gint64      create_us)
{
  g_autofree char *id_text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  const char *info_text = poster_json_get_string (post, "post_info");
  g_autoptr(JsonObject) info = info_text != NULL ? poster_json_parse_object (info_text, -1, NULL) : NULL;
  const char *title = poster_json_get_string (info, "title");
  g_autofree char *start = g_utf8_substring (title != NULL ? title : "", 0,
                                             MIN (150, g_utf8_strlen (title != NULL ? title : "", -1)));
  g_autofree char *share = g_strdup_printf ("https://www.tiktok.com/@%s/video/%s",
                                            poster_json_get_string (post, "handle"), id_text);
  g_autofree char *cover = g_strdup_printf ("https://practice.poster.invalid/cover/%s.jpeg", id_text);
  JsonObject *video = json_object_new ();

  json_object_set_string_member (video, "id", id_text);
  json_object_set_int_member (video, "create_time", create_us / G_USEC_PER_SEC);
  json_object_set_string_member (video, "cover_image_url", cover);
  json_object_set_string_member (video, "share_url", share);
  json_object_set_string_member (video, "title", start);
  json_object_set_string_member (video, "video_description", start);
  json_object_set_int_member (video, "duration", 0);
  json_object_set_int_member (video, "height", 1920);
  json_object_set_int_member (video, "width", 1080);
  json_object_set_int_member (video, "like_count", id % 97);
  json_object_set_int_member (video, "comment_count", id % 13);
  json_object_set_int_member (video, "share_count", id % 7);
  json_object_set_int_member (video, "view_count", id % 9973);
  json_object_set_boolean_member (video, "is_aigc", poster_json_get_boolean (info, "is_aigc", FALSE));
  return video;
}

static gboolean
is_public (JsonObject *post)
{
  const char *text = poster_json_get_string (post, "post_info");
  g_autoptr(JsonObject) info = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

  return is_inbox (post) || g_strcmp0 (poster_json_get_string (info, "privacy_level"), "PUBLIC_TO_EVERYONE") == 0;
}

/* Gives a public post the id under which everybody will see it. Inside a transaction. */
static gboolean
make_visible (PosterSandbox *self,
              JsonObject    *post,
              gint64         visible_us)
{
  gint64 number = poster_json_get_int (post, "number", 0);
  gint64 id = POSTER_SANDBOX_FIRST_ID + 1000000 + number;
  g_autoptr(JsonObject) video = new_video (post, id, visible_us);
  g_autofree char *text = poster_json_to_text (video, FALSE);

  return poster_sandbox_store_run (self->store, "UPDATE posts SET post_id = ? WHERE number = ?", "ii", id, number) &&
         poster_sandbox_store_run (self->store, "INSERT OR REPLACE INTO videos VALUES (?, ?, ?, ?)", "isis", id,
                                   poster_json_get_string (post, "handle"), visible_us, text);
}

/**
 * poster_sandbox_commit_post:
 * @self: the sandbox
 * @number: of a post
 * @size: of what was received, in bytes
 * @sha256: (nullable): its hash, where it is known already
 * @fail_reason: (nullable): how processing will end
 *
 * Everything has arrived: from here on the post exists, whatever else fails.
 *
 * Returns: whether that is on the disk
 */
gboolean
poster_sandbox_commit_post (PosterSandbox *self,
                            gint64         number,
                            gint64         size,
                            const char    *sha256,
                            const char    *fail_reason)
{
  g_autoptr(JsonObject) post =
    poster_sandbox_store_query_one (self->store, "SELECT * FROM posts WHERE number = ?", "i", number);
  gint64 now_us = poster_sandbox_get_now_us (self);
  gint64 ready_us = now_us + poster_sandbox_faults_get_int (self->faults, "processing_us");
  g_autofree char *told = NULL;
  gboolean kept;

  if (post == NULL)
    return FALSE;
  if (fail_reason == NULL)
    fail_reason = told = poster_sandbox_faults_take_text (self->faults, "fail_reason");
  kept = poster_sandbox_store_begin (self->store) &&
         poster_sandbox_store_run (self->store, "UPDATE posts SET received = ?, size = ?, sha256 = ?,"
                                   " committed_us = coalesce (committed_us, ?), ready_us = coalesce (ready_us, ?),"
                                   " fail_reason = coalesce (fail_reason, ?) WHERE number = ?",
                                   "iisiisi", size, size, sha256, now_us, ready_us, fail_reason, number) &&
         (is_inbox (post) || !is_public (post) ||
          make_visible (self, post, ready_us + poster_sandbox_faults_get_int (self->faults, "id_delay_us")));
  return poster_sandbox_store_end (self->store, kept);
}

/* Returns: (transfer full) (nullable): the post that the call names, if it is that user's;
 * %NULL after the refusal */
static JsonObject *
open_post (PosterSandboxCall *call)
{
  const char *publish_id = poster_json_get_string (call->body, "publish_id");
  g_autoptr(JsonObject) post = NULL;

  if (!poster_sandbox_check_members (call, call->body, "The body", "publish_id"))
    return NULL;
  if (publish_id != NULL)
    post = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM posts WHERE publish_id = ?", "s",
                                           publish_id);
  if (post == NULL)
    {
      poster_sandbox_call_reply_error (call, 0, "invalid_publish_id", "There is no such publish_id");
      return NULL;
    }
  if (g_strcmp0 (poster_json_get_string (post, "handle"), call->handle) != 0 ||
      g_strcmp0 (poster_json_get_string (post, "client_key"), call->client_key) != 0)
    {
      poster_sandbox_call_reply_error (call, 0, "token_not_authorized_for_specified_publish_id",
                                       "The publish_id belongs to another user or app");
      return NULL;
    }
  return g_steal_pointer (&post);
}

/* Whether the id of a public post is told by now. */
static gboolean
shows_id (PosterSandboxCall *call,
          JsonObject        *post)
{
  PosterSandboxFaults *faults = call->sandbox->faults;
  gint64 number = poster_json_get_int (post, "number", 0);
  gint64 polls = poster_json_get_int (post, "polls", 0);
  gint64 since_us = MAX (poster_json_get_int (post, "ready_us", 0), poster_json_get_int (post, "posted_us", 0));

  if (poster_json_get_int (post, "post_id", 0) == 0)
    return FALSE;
  poster_sandbox_store_run (call->sandbox->store, "UPDATE posts SET polls = polls + 1 WHERE number = ?", "i", number);
  return polls >= poster_sandbox_faults_get_int (faults, "id_after_polls") &&
         call->now_us >= since_us + poster_sandbox_faults_get_int (faults, "id_delay_us");
}

static void
add_ids (PosterSandboxCall *call,
         JsonObject        *post,
         JsonObject        *data)
{
  PosterSandboxFaults *faults = call->sandbox->faults;
  JsonArray *ids = json_array_new ();
  gint64 id = poster_json_get_int (post, "post_id", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  gboolean shown = shows_id (call, post);

  if (shown && poster_sandbox_faults_get_flag (faults, "ids_as_strings"))
    json_array_add_string_element (ids, text);
  else if (shown)
    json_array_add_int_element (ids, id);
  json_object_set_array_member (data, poster_sandbox_faults_get_flag (faults, "ids_spelled_right")
                                ? "publicly_available_post_id" : "publicaly_available_post_id", ids);
}

/* Work on a post goes on in a thread. */
void
poster_sandbox_begin_job (PosterSandbox *self,
                          gint64         number)
{
  g_hash_table_insert (self->jobs, g_memdup2 (&number, sizeof number), g_ptr_array_new ());
}

/* That work is done, or was given up because the server was stopped. */
void
poster_sandbox_end_job (PosterSandbox *self,
                        gint64         number)
{
  GPtrArray *waiting = g_hash_table_lookup (self->jobs, &number);

  g_ptr_array_ref (waiting);
  g_hash_table_remove (self->jobs, &number);
  for (guint i = 0; i < waiting->len; i++)
    {
      PosterSandboxCall *call = g_ptr_array_index (waiting, i);

      if (self->store != NULL)
        {
          poster_sandbox_status (call);
          continue;
        }
      poster_server_exchange_drop (call->exchange);
      poster_sandbox_call_free (call);
    }
  g_ptr_array_unref (waiting);
}

/* Threads keep no time that a test could set. So that the same questions get the same answers
 * whatever the machine does, one that depends on a thread waits for it, unless that takes long. */
static gboolean
waits_for_job (PosterSandboxCall *call,
               JsonObject        *post)
{
  gint64 number = poster_json_get_int (post, "number", 0);
  GPtrArray *waiting = g_hash_table_lookup (call->sandbox->jobs, &number);

  if (waiting == NULL)
    return FALSE;
  if (!is_pull (post) && (poster_json_get_int (post, "ready_us", G_MAXINT64) > call->now_us ||
                          poster_json_get_int (post, "size", 0) > POSTER_SANDBOX_LARGE))
    return FALSE;
  g_ptr_array_add (waiting, call);
  return TRUE;
}

/* POST /v2/post/publish/status/fetch/ */
void
poster_sandbox_status (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = open_post (call);
  const char *state;
  JsonObject *data;

  if (post == NULL || waits_for_job (call, post))
    return;
  state = poster_sandbox_post_state (post, call->now_us);
  data = json_object_new ();
  json_object_set_string_member (data, "status", state);
  if (strcmp (state, "FAILED") == 0)
    json_object_set_string_member (data, "fail_reason", poster_json_get_string (post, "fail_reason"));
  if (strcmp (state, "PUBLISH_COMPLETE") == 0)
    add_ids (call, post, data);
  json_object_set_int_member (data, is_pull (post) ? "downloaded_bytes" : "uploaded_bytes",
                              poster_json_get_int (post, "received", 0));
  poster_sandbox_call_reply_data (call, data);
}

/* POST /v2/post/publish/cancel/ */
void
poster_sandbox_cancel (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = open_post (call);

  if (post == NULL)
    return;
  if (!g_str_has_prefix (poster_sandbox_post_state (post, call->now_us), "PROCESSING_"))
    {
      poster_sandbox_call_reply_error (call, 0, "publish_not_cancellable", "It is too late to cancel");
      return;
    }
  if (!poster_sandbox_store_run (call->sandbox->store, "UPDATE posts SET fail_reason = 'publish_cancelled', ready_us = ?"
                                 " WHERE number = ?", "ii", call->now_us, poster_json_get_int (post, "number", 0)))
    {
      poster_sandbox_call_reply_error (call, 500, "internal_error", "The cancellation could not be kept");
      return;
    }
  poster_sandbox_call_reply_data (call, json_object_new ());
}

/**
 * poster_sandbox_post_draft:
 * @self: the sandbox
 * @publish_id: of a draft that is in the inbox
 *
 * The creator opens the draft and posts it, for everybody.
 *
 * Returns: whether there is such a draft
 */
gboolean
poster_sandbox_post_draft (PosterSandbox *self,
                           const char    *publish_id)
{
  g_autoptr(JsonObject) post =
    poster_sandbox_store_query_one (self->store, "SELECT * FROM posts WHERE publish_id = ?", "s", publish_id);
  gint64 now_us = poster_sandbox_get_now_us (self);
  gboolean kept;

  if (post == NULL || strcmp (poster_sandbox_post_state (post, now_us), "SEND_TO_USER_INBOX") != 0)
    return FALSE;
  kept = poster_sandbox_store_begin (self->store) &&
         poster_sandbox_store_run (self->store, "UPDATE posts SET posted_us = ? WHERE number = ?", "ii", now_us,
                                   poster_json_get_int (post, "number", 0)) &&
         make_visible (self, post, now_us + poster_sandbox_faults_get_int (self->faults, "id_delay_us"));
  return poster_sandbox_store_end (self->store, kept);
}
