/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Within so much time the same x-request-id is the same request (reference late-api, section 2). */
#define SAME_REQUEST_US (5 * G_TIME_SPAN_MINUTE)

/* Returns: (transfer full) (nullable): what is kept of a post, unless it was deleted */
JsonObject *
poster_sandbox_late_find_post (PosterSandbox *self,
                               const char    *post_id)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store, "SELECT data FROM late_posts WHERE id = ? AND deleted_us IS NULL", "s", post_id);

  return row != NULL ? poster_json_parse_object (poster_json_get_string (row, "data"), -1, NULL) : NULL;
}

/* Returns: (transfer full) (nullable): the post that the call is about; without one it was refused */
JsonObject *
poster_sandbox_late_need_post (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = NULL;

  if (!poster_sandbox_late_is_id (call->argument))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_post_id", "Invalid post ID");
      return NULL;
    }
  post = poster_sandbox_late_find_post (call->sandbox, call->argument);
  if (post == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Post not found");
      return NULL;
    }
  if (strcmp (poster_sandbox_late_row_text (post, "user"), poster_sandbox_late_user_id (call)) != 0)
    {
      poster_sandbox_late_refuse (call, 403, NULL, "You do not have access to this post");
      return NULL;
    }
  return g_steal_pointer (&post);
}

/* Returns: (transfer full): an account as posts tell it; the same object for the same account */
static JsonObject *
account_json (PosterSandbox *self,
              const char    *id,
              GHashTable    *accounts)
{
  static const char *const members[] = { "platform",  "username", "displayName",
                                         "profileId", "isActive", "profilePicture" };
  JsonObject *known = accounts != NULL ? g_hash_table_lookup (accounts, id) : NULL;
  g_autoptr(JsonObject) row = NULL;
  g_autoptr(JsonObject) account = NULL;
  JsonObject *json;

  if (known != NULL)
    return json_object_ref (known);
  row = poster_sandbox_late_find_account (self, id);
  account = row != NULL ? poster_sandbox_late_account_json (self, row, FALSE) : json_object_new ();
  json = json_object_new ();
  json_object_set_string_member (json, "_id", id);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (json_object_has_member (account, members[i]))
        json_object_set_member (json, members[i],
                                json_node_copy (json_object_get_member (account, members[i])));
    }
  if (accounts != NULL)
    g_hash_table_insert (accounts, g_strdup (id), json_object_ref (json));
  return json;
}

static JsonObject *
target_json (PosterSandbox *self,
             JsonObject    *target,
             GHashTable    *accounts,
             gint64         now_us)
{
  static const char *const told[] = { "platform",       "customContent",        "customMedia",
                                      "scheduledFor",   "platformSpecificData", "status",
                                      "platformPostId", "errorMessage",         "errorCategory",
                                      "errorSource" };
  const char *unknown = poster_sandbox_faults_get_text (self->faults, "late_unknown_status");
  const char *ids = poster_sandbox_faults_get_text (self->faults, "late_ids");
  const PosterSandboxLatePlatform *platform =
      poster_sandbox_late_find_platform (poster_json_get_string (target, "platform"));
  const char *id = poster_json_get_string (target, "accountId");
  g_autoptr(JsonObject) account = account_json (self, id, accounts);
  JsonObject *json = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    {
      if (json_object_has_member (target, told[i]))
        json_object_set_member (json, told[i], json_node_copy (json_object_get_member (target, told[i])));
    }
  if (strcmp (ids, "strings") == 0)
    json_object_set_string_member (json, "accountId", id);
  else
    json_object_set_object_member (json, "accountId", json_object_ref (account));
  if (unknown != NULL)
    json_object_set_string_member (json, "status", unknown);
  if (poster_json_get_int (target, "publishedUs", 0) == 0)
    return json;
  poster_sandbox_late_set_time (json, "publishedAt", poster_json_get_int (target, "publishedUs", 0));
  json_object_set_null_member (json, "platformPostUrl");
  if (platform != NULL && poster_json_get_int (target, "urlUs", 0) <= now_us)
    {
      const char *username = poster_sandbox_late_row_text (account, "username");
      g_auto(GStrv) parts = g_strsplit (platform->post_url, "%s", 3);
      g_autofree char *name = g_uri_escape_string (*username == '@' ? username + 1 : username, NULL, FALSE);
      g_autofree char *url =
          g_strconcat (parts[0], name, parts[1], poster_json_get_string (target, "platformPostId"),
                       parts[2], NULL);

      json_object_set_string_member (json, "platformPostUrl", url);
    }
  return json;
}

/**
 * poster_sandbox_late_post_json:
 * @self: the sandbox
 * @post: what is kept of a post
 * @accounts: (nullable): accounts that have been looked up already, and more with every call
 *
 * Takes @post apart: it is not to be used, or saved, after this.
 *
 * Returns: (transfer full): a `Post`
 */
JsonObject *
poster_sandbox_late_post_json (PosterSandbox *self,
                               JsonObject    *post,
                               GHashTable    *accounts)
{
  static const char *const lists[] = { "mediaItems", "tags", "hashtags", "mentions" };
  JsonObject *json = json_object_ref (poster_json_get_object (post, "fields"));
  JsonArray *targets = poster_json_get_array (post, "targets");
  JsonArray *platforms = json_array_new ();
  const char *unknown = poster_sandbox_faults_get_text (self->faults, "late_unknown_status");
  gboolean as_object = strcmp (poster_sandbox_faults_get_text (self->faults, "late_ids"), "objects") == 0;
  gint64 now_us = poster_sandbox_get_now_us (self);

  for (guint i = 0; i < json_array_get_length (targets); i++)
    json_array_add_object_element (
        platforms,
        target_json (self, json_array_get_object_element (targets, i), accounts, now_us));
  json_object_set_string_member (json, "_id", poster_json_get_string (post, "id"));
  if (as_object)
    {
      JsonObject *user = json_object_new ();

      json_object_set_string_member (user, "_id", poster_json_get_string (post, "user"));
      json_object_set_object_member (json, "userId", user);
    }
  else
    {
      json_object_set_string_member (json, "userId", poster_json_get_string (post, "user"));
    }
  json_object_set_array_member (json, "platforms", platforms);
  json_object_set_string_member (
      json, "status", unknown != NULL ? unknown : poster_json_get_string (post, "status"));
  poster_sandbox_late_set_time (json, "scheduledFor", poster_json_get_int (post, "scheduledUs", 0));
  poster_sandbox_late_set_time (json, "publishedAt", poster_json_get_int (post, "publishedUs", 0));
  poster_sandbox_late_set_time (json, "createdAt", poster_json_get_int (post, "createdUs", 0));
  poster_sandbox_late_set_time (json, "updatedAt", poster_json_get_int (post, "updatedUs", 0));
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (!json_object_has_member (json, lists[i]))
        json_object_set_array_member (json, lists[i], json_array_new ());
    }
  if (!json_object_has_member (json, "content"))
    json_object_set_string_member (json, "content", "");
  if (!json_object_has_member (json, "timezone"))
    json_object_set_string_member (json, "timezone", "UTC");
  if (!json_object_has_member (json, "visibility"))
    json_object_set_string_member (json, "visibility", "public");
  for (int i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "queuedFromProfile" : "queueId";

      if (poster_json_get_string (post, name) != NULL)
        json_object_set_string_member (json, name, poster_json_get_string (post, name));
    }
  return json;
}

/* Returns: (transfer full): a post that is kept already, of which nothing is known yet */
JsonObject *
poster_sandbox_late_new_post (PosterSandbox *self,
                              const char    *user_id,
                              const char    *request_id)
{
  g_autofree char *id = poster_sandbox_late_new_id (self);
  JsonObject *post = json_object_new ();
  gint64 now_us = poster_sandbox_get_now_us (self);

  poster_sandbox_store_run (
      self->store, "INSERT INTO late_posts (id, user, request_id, created_us) VALUES (?, ?, ?, ?)",
      "sssi", id, user_id, request_id, now_us);
  json_object_set_string_member (post, "id", id);
  json_object_set_string_member (post, "user", user_id);
  json_object_set_int_member (post, "createdUs", now_us);
  json_object_set_int_member (post, "updatedUs", now_us);
  return post;
}

/* TRUE when this request was seen before: then it has been answered. */
static gboolean
reply_existing (PosterSandboxCall *call,
                const char        *request_id)
{
  g_autoptr(JsonObject) row = NULL;
  g_autoptr(JsonObject) post = NULL;
  JsonObject *json;

  if (request_id == NULL || poster_sandbox_late_is_early (call->sandbox))
    return FALSE;
  row = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT data FROM late_posts WHERE user = ? AND request_id = ?"
      " AND created_us > ? AND deleted_us IS NULL ORDER BY number DESC LIMIT 1",
      "ssi", poster_sandbox_late_user_id (call), request_id, call->now_us - SAME_REQUEST_US);
  if (row == NULL)
    return FALSE;
  post = poster_json_parse_object (poster_json_get_string (row, "data"), -1, NULL);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Request already processed");
  json_object_set_object_member (json, "existingPost",
                                 poster_sandbox_late_post_json (call->sandbox, post, NULL));
  poster_sandbox_late_reply (call, 200, json);
  return TRUE;
}

/* TRUE when the same went to the same account in the last day: then it has been refused. */
static gboolean
refuse_duplicate (PosterSandboxCall      *call,
                  PosterSandboxLateDraft *draft)
{
  for (guint i = 0; i < json_array_get_length (draft->targets); i++)
    {
      JsonObject *target = json_array_get_object_element (draft->targets, i);
      g_autofree char *hash = poster_sandbox_late_content_hash (call->sandbox, draft->fields, target, TRUE);
      g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
          call->sandbox->store,
          "SELECT p.id FROM late_hashes h JOIN late_posts p ON p.id = h.post"
          " WHERE h.hash = ? AND h.at_us > ? AND p.deleted_us IS NULL AND p.status NOT IN"
          " ('failed', 'draft', 'cancelled') LIMIT 1",
          "si", hash, call->now_us - G_TIME_SPAN_DAY);
      JsonObject *details;

      if (row == NULL)
        continue;
      details = json_object_new ();
      json_object_set_string_member (details, "accountId", poster_json_get_string (target, "accountId"));
      json_object_set_string_member (details, "platform", poster_json_get_string (target, "platform"));
      json_object_set_string_member (details, "existingPostId", poster_json_get_string (row, "id"));
      poster_sandbox_late_refuse_with (
          call, 409, "duplicate_content",
          "This exact content was already posted to this account within the last 24 hours.",
          details);
      return TRUE;
    }
  return FALSE;
}

static gint64
count_publishes (PosterSandboxCall *call,
                 const char        *account,
                 gint64             since_us)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT count(*) AS n FROM late_publishes WHERE account = ? AND at_us > ?"
      " AND outcome = 'published'",
      "si", account, since_us);

  return poster_json_get_int (row, "n", 0);
}

/* TRUE when an account has posted enough: then it has been refused. */
static gboolean
refuse_velocity (PosterSandboxCall      *call,
                 PosterSandboxLateDraft *draft)
{
  PosterSandboxFaults *faults = call->sandbox->faults;
  gint64 per_hour = poster_sandbox_faults_get_int (faults, "late_posts_per_hour");

  if (poster_sandbox_late_is_early (call->sandbox))
    per_hour = MIN (per_hour, 15);
  for (guint i = 0; poster_sandbox_faults_get_flag (faults, "rate_limits") &&
                    i < json_array_get_length (draft->targets);
       i++)
    {
      JsonObject *target = json_array_get_object_element (draft->targets, i);
      const char *account = poster_json_get_string (target, "accountId");
      const PosterSandboxLatePlatform *platform =
          poster_sandbox_late_find_platform (poster_json_get_string (target, "platform"));
      JsonObject *details;
      gboolean hourly = count_publishes (call, account, call->now_us - G_TIME_SPAN_HOUR) >= per_hour;

      if (!hourly && count_publishes (call, account, call->now_us - G_TIME_SPAN_DAY) < platform->per_day)
        continue;
      details = json_object_new ();
      json_object_set_string_member (details, "accountId", account);
      json_object_set_string_member (details, "platform", platform->name);
      json_object_set_int_member (details, "limit", hourly ? per_hour : platform->per_day);
      poster_sandbox_late_refuse_with (call, 429, hourly ? "velocity_limit" : "daily_limit",
                                       hourly ? "Too many posts for this account in the last hour."
                                              : "The daily limit of this platform has been reached.", details);
      return TRUE;
    }
  return FALSE;
}

/* So that the same is found when it comes again. */
static void
note_hashes (PosterSandbox *self,
             JsonObject    *post,
             gint64         now_us)
{
  JsonArray *targets = poster_json_get_array (post, "targets");

  poster_sandbox_store_run (self->store, "DELETE FROM late_hashes WHERE post = ?", "s",
                            poster_json_get_string (post, "id"));
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      g_autofree char *hash =
          poster_sandbox_late_content_hash (self, poster_json_get_object (post, "fields"),
                                            json_array_get_object_element (targets, i), TRUE);

      poster_sandbox_store_run (self->store,
                                "INSERT INTO late_hashes (hash, post, at_us) VALUES (?, ?, ?)",
                                "ssi", hash, poster_json_get_string (post, "id"), now_us);
    }
}

/**
 * poster_sandbox_late_apply:
 * @call: the call
 * @post: a post that is kept already
 * @draft: what is to become of it
 *
 * Takes over what was asked for, publishes what is due, and saves it.
 */
void
poster_sandbox_late_apply (PosterSandboxCall      *call,
                           JsonObject             *post,
                           PosterSandboxLateDraft *draft)
{
  PosterSandbox *self = call->sandbox;
  gboolean at_once = strcmp (draft->mode, "now") == 0;

  json_object_set_object_member (post, "fields", json_object_ref (draft->fields));
  json_object_set_array_member (post, "targets", json_array_ref (draft->targets));
  json_object_set_int_member (post, "updatedUs", call->now_us);
  if (strcmp (draft->mode, "stay") != 0)
    {
      json_object_set_string_member (post, "status",
                                     strcmp (draft->mode, "draft") == 0 ? "draft" : "scheduled");
      json_object_set_int_member (post, "scheduledUs", at_once ? call->now_us : draft->scheduled_us);
      poster_sandbox_late_schedule (post, at_once ? call->now_us
                                          : strcmp (draft->mode, "draft") == 0
                                              ? 0
                                              : draft->scheduled_us);
    }
  if (strcmp (draft->mode, "draft") != 0)
    note_hashes (self, post, call->now_us);
  poster_sandbox_late_advance (self, post, call->now_us,
                               at_once && !poster_sandbox_faults_get_flag (self->faults, "late_async"));
  poster_sandbox_late_save_post (self, post);
}

void
poster_sandbox_late_create (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  const char *request_id = poster_server_exchange_get_header (call->exchange, "x-request-id");
  g_auto(PosterSandboxLateDraft) draft = { 0 };
  g_autoptr(JsonObject) post = NULL;
  const char *status;
  JsonObject *json;
  gboolean is_draft;

  if (reply_existing (call, request_id) || !poster_sandbox_late_draft_read (call, call->body, NULL, &draft))
    return;
  is_draft = strcmp (draft.mode, "draft") == 0;
  if (json_array_get_length (draft.targets) == 0 && poster_sandbox_late_is_early (self))
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "At least one platform is required");
      return;
    }
  if (!is_draft && refuse_duplicate (call, &draft))
    return;
  if (strcmp (draft.mode, "now") == 0 && refuse_velocity (call, &draft))
    return;

  poster_sandbox_store_begin (self->store);
  post = poster_sandbox_late_new_post (self, poster_sandbox_late_user_id (call), request_id);
  json_object_set_string_member (post, "mode", draft.mode);
  if (draft.unknown != NULL)
    json_object_set_string_member (post, "unknownMembers", draft.unknown);
  if (strcmp (draft.mode, "queue") == 0)
    {
      json_object_set_string_member (post, "queuedFromProfile",
                                     poster_json_get_string (call->body, "queuedFromProfile"));
      if (poster_json_get_string (call->body, "queueId") != NULL)
        json_object_set_string_member (post, "queueId", poster_json_get_string (call->body, "queueId"));
    }
  poster_sandbox_late_apply (call, post, &draft);
  if (!poster_sandbox_store_end (self->store, TRUE))
    {
      poster_sandbox_late_refuse (call, 500, NULL, "Failed to create post");
      return;
    }
  status = poster_json_get_string (post, "status");
  json = json_object_new ();
  json_object_set_string_member (json, "message",
                                 is_draft ? "Draft saved successfully"
                                 : strcmp (status, "published") == 0 ? "Post published successfully"
                                 : strcmp (status, "failed") == 0 ? "Post failed to publish"
                                 : strcmp (status, "partial") == 0 ? "Post published to some platforms"
                                 : strcmp (status, "publishing") == 0 ? "Post is being published"
                                 : "Post scheduled successfully");
  json_object_set_object_member (json, "post", poster_sandbox_late_post_json (self, post, NULL));
  poster_sandbox_late_reply (call, 201, json);
}

void
poster_sandbox_late_post (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  JsonObject *json;

  if (post == NULL)
    return;
  json = json_object_new ();
  json_object_set_object_member (json, "post", poster_sandbox_late_post_json (call->sandbox, post, NULL));
  poster_sandbox_late_reply (call, 200, json);
}
