/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

static const char *const editable[] = { "draft", "scheduled", "failed", "partial", "cancelled", NULL };

static const char *const can_unpublish[] = {
  "threads", "facebook", "twitter",        "linkedin", "youtube", "pinterest",
  "reddit",  "bluesky",  "googlebusiness", "telegram", NULL,
};

static const char *const can_edit[] = {
  "twitter", "facebook", "reddit", "linkedin", "telegram", "pinterest", "googlebusiness", "youtube", NULL,
};

static void
reply_post (PosterSandboxCall *call,
            JsonObject        *post,
            const char        *message,
            gboolean           was_published)
{
  const char *status = poster_json_get_string (post, "status");
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "message", message);
  json_object_set_object_member (json, "post", poster_sandbox_late_post_json (call->sandbox, post, NULL));
  poster_sandbox_late_reply (call, was_published && strcmp (status, "partial") == 0 ? 207 : 200, json);
}

void
poster_sandbox_late_update (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  const char *status = poster_json_get_string (post, "status");
  g_auto(PosterSandboxLateDraft) draft = { 0 };

  if (post == NULL)
    return;
  if (!g_strv_contains (editable, status) ||
      (strcmp (status, "cancelled") == 0 && poster_sandbox_late_is_early (self)))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_status", "Cannot edit a %s post", status);
      return;
    }
  if (!poster_sandbox_late_draft_read (call, call->body, post, &draft))
    return;
  poster_sandbox_store_begin (self->store);
  poster_sandbox_late_apply (call, post, &draft);
  if (!poster_sandbox_store_end (self->store, TRUE))
    {
      poster_sandbox_late_refuse (call, 500, NULL, "Failed to update post");
      return;
    }
  reply_post (call, post, "Post updated successfully", strcmp (draft.mode, "now") == 0);
}

void
poster_sandbox_late_delete (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  const char *status = poster_json_get_string (post, "status");
  JsonObject *json;

  if (post == NULL)
    return;
  if (strcmp (status, "published") == 0 || strcmp (status, "publishing") == 0)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_status", "Cannot delete %s posts", status);
      return;
    }
  poster_sandbox_store_run (call->sandbox->store,
                            "UPDATE late_posts SET deleted_us = ?, next_us = ? WHERE id = ?", "iis",
                            call->now_us, G_MAXINT64, call->argument);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Post deleted successfully");
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_retry (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  const char *status = poster_json_get_string (post, "status");

  if (post == NULL)
    return;
  if (strcmp (status, "publishing") == 0)
    {
      poster_sandbox_late_refuse (call, 409, "publishing", "Post is currently publishing");
      return;
    }
  if (strcmp (status, "failed") != 0 && strcmp (status, "partial") != 0)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_status", "Only failed or partial posts can be retried");
      return;
    }
  poster_sandbox_store_begin (self->store);
  json_object_set_int_member (post, "updatedUs", call->now_us);
  json_object_set_string_member (post, "status", "scheduled");
  poster_sandbox_late_schedule (post, call->now_us);
  /* A time of their own has passed: all go now. */
  poster_sandbox_late_hurry (post, call->now_us);
  poster_sandbox_late_advance (self, post, call->now_us,
                               !poster_sandbox_faults_get_flag (self->faults, "late_async"));
  poster_sandbox_late_save_post (self, post);
  poster_sandbox_store_end (self->store, TRUE);
  status = poster_json_get_string (post, "status");
  reply_post (call, post,
              strcmp (status, "published") == 0 ? "Post published successfully" : "Post retried",
              TRUE);
}

void
poster_sandbox_late_unpublish (PosterSandboxCall *call)
{
  static const char *const members[] = { "platform", "S", NULL };
  PosterSandbox *self = call->sandbox;
  const char *platform = poster_json_get_string (call->body, "platform");
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  JsonArray *targets = poster_json_get_array (post, "targets");
  guint n_found = 0;
  guint n_left = 0;
  JsonObject *json;

  if (post == NULL || !poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  if (poster_sandbox_late_is_early (self))
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Not found");
      return;
    }
  if (!g_strv_contains (can_unpublish, platform))
    {
      poster_sandbox_late_refuse (call, 400, "unsupported_platform",
                                  "Unpublishing is not supported for %s", platform);
      return;
    }
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (g_strcmp0 (poster_json_get_string (target, "status"), "published") != 0)
        continue;
      if (strcmp (poster_json_get_string (target, "platform"), platform) != 0)
        {
          n_left++;
          continue;
        }
      n_found++;
      json_object_set_string_member (target, "status", "cancelled");
    }
  if (n_found == 0)
    {
      poster_sandbox_late_refuse (call, 400, "not_published", "The post is not published on %s", platform);
      return;
    }
  if (n_left == 0)
    json_object_set_string_member (post, "status", "cancelled");
  json_object_set_int_member (post, "updatedUs", call->now_us);
  poster_sandbox_late_save_post (self, post);
  json = json_object_new ();
  json_object_set_boolean_member (json, "success", TRUE);
  json_object_set_string_member (json, "message", "Post unpublished successfully");
  poster_sandbox_late_reply (call, 200, json);
}

/* Other words for what has been published already, since 2026-08. */
void
poster_sandbox_late_edit_published (PosterSandboxCall *call)
{
  static const char *const members[] = { "platform", "S", "content", "S", "accountId", "s", NULL };
  const char *platform = poster_json_get_string (call->body, "platform");
  const char *content = poster_json_get_string (call->body, "content");
  const char *account = poster_json_get_string (call->body, "accountId");
  g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);
  JsonArray *targets = poster_json_get_array (post, "targets");
  JsonObject *json;

  if (post == NULL || !poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  if (poster_sandbox_late_is_early (call->sandbox))
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Not found");
      return;
    }
  if (!g_strv_contains (can_edit, platform))
    {
      poster_sandbox_late_refuse (call, 400, "unsupported_platform",
                                  "Editing is not supported for %s", platform);
      return;
    }
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (g_strcmp0 (poster_json_get_string (target, "status"), "published") != 0 ||
          strcmp (poster_json_get_string (target, "platform"), platform) != 0 ||
          (account != NULL && strcmp (poster_json_get_string (target, "accountId"), account) != 0))
        continue;
      json_object_set_string_member (target, "customContent", content);
      json_object_set_int_member (post, "updatedUs", call->now_us);
      poster_sandbox_late_save_post (call->sandbox, post);
      json = json_object_new ();
      json_object_set_boolean_member (json, "success", TRUE);
      json_object_set_string_member (json, "message", "Post edited successfully");
      json_object_set_string_member (json, "id", poster_sandbox_late_row_text (target, "platformPostId"));
      poster_sandbox_late_reply (call, 200, json);
      return;
    }
  poster_sandbox_late_refuse (call, 400, "not_published", "The post is not published on %s", platform);
}
