/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Since 2026-03; TRUE when this service is older: then it was refused. */
static gboolean
refuse_early (PosterSandboxCall *call)
{
  gboolean early = poster_sandbox_late_is_early (call->sandbox);

  if (early)
    poster_sandbox_late_refuse (call, 404, NULL, "Not found");
  return early;
}

static void
add_limit (JsonObject *platforms,
           const char *name,
           glong       count,
           glong       limit)
{
  JsonObject *entry = json_object_new ();

  json_object_set_int_member (entry, "count", count);
  json_object_set_int_member (entry, "limit", limit);
  json_object_set_boolean_member (entry, "valid", count <= limit);
  json_object_set_object_member (platforms, name, entry);
}

void
poster_sandbox_late_validate_length (PosterSandboxCall *call)
{
  const char *text = poster_json_get_string (call->body, "text");
  guint n_platforms;
  const PosterSandboxLatePlatform *platforms = poster_sandbox_late_platforms (&n_platforms);
  JsonObject *told;
  JsonObject *json;
  glong count;

  if (refuse_early (call))
    return;
  if (text == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "text is required");
      return;
    }
  count = g_utf8_strlen (text, -1);
  told = json_object_new ();
  for (guint i = 0; i < n_platforms; i++)
    {
      if (strcmp (platforms[i].name, "twitter") != 0)
        add_limit (told, platforms[i].name, count, platforms[i].max_text);
    }
  add_limit (told, "twitter", count, 280);
  add_limit (told, "twitterPremium", count, 25000);
  json = json_object_new ();
  json_object_set_string_member (json, "text", text);
  json_object_set_object_member (json, "platforms", told);
  poster_sandbox_late_reply (call, 200, json);
}

static void
add_finding (JsonArray  *list,
             const char *platform,
             const char *member,
             const char *message)
{
  JsonObject *finding = json_object_new ();

  json_object_set_string_member (finding, "platform", platform);
  json_object_set_string_member (finding, member, message);
  json_array_add_object_element (list, finding);
}

/* The body of a post, without looking at accounts. */
void
poster_sandbox_late_validate_post (PosterSandboxCall *call)
{
  JsonArray *targets = poster_json_get_array (call->body, "platforms");
  JsonArray *errors;
  JsonArray *warnings;
  JsonObject *json;

  if (refuse_early (call))
    return;
  if (targets == NULL || json_array_get_length (targets) == 0)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "platforms is required");
      return;
    }
  errors = json_array_new ();
  warnings = json_array_new ();
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonNode *node = json_array_get_element (targets, i);
      JsonObject *target = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = poster_sandbox_late_row_text (target, "platform");
      const PosterSandboxLatePlatform *platform = poster_sandbox_late_find_platform (name);
      g_autoptr(JsonArray) alone = NULL;
      g_autofree char *message = NULL;
      g_autofree char *text = NULL;
      guint which;

      if (platform == NULL)
        {
          add_finding (errors, name, "error", "Unsupported platform");
          continue;
        }
      alone = json_array_new ();
      json_array_add_object_element (alone, json_object_ref (target));
      text = poster_sandbox_late_text_problem (call->body, target);
      if (!poster_sandbox_late_check_content (call->sandbox, call->body, alone, &which, &message))
        add_finding (errors, name, "error", message);
      else if (text != NULL)
        add_finding (errors, name, "error", text);
      else if (platform->max_text > 0 &&
               g_utf8_strlen (poster_sandbox_late_target_text (call->body, target), -1) * 10 >
                   platform->max_text * 9)
        add_finding (warnings, name, "warning", "The text is close to the character limit.");
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "valid", json_array_get_length (errors) == 0);
  json_object_set_array_member (json, "errors", errors);
  json_object_set_array_member (json, "warnings", warnings);
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_validate_media (PosterSandboxCall *call)
{
  const char *url = poster_json_get_string (call->body, "url");
  gboolean is_ours = FALSE;
  g_autoptr(JsonObject) media = NULL;
  JsonObject *json;

  if (refuse_early (call))
    return;
  if (url == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "url is required");
      return;
    }
  media = poster_sandbox_late_find_media (call->sandbox, url, &is_ours);
  json = json_object_new ();
  json_object_set_boolean_member (json, "valid", media != NULL || !is_ours);
  json_object_set_string_member (json, "url", url);
  if (media != NULL)
    {
      json_object_set_string_member (json, "contentType", poster_json_get_string (media, "content_type"));
      json_object_set_int_member (json, "size", poster_json_get_int (media, "size", 0));
    }
  else if (is_ours)
    json_object_set_string_member (json, "error", "Media not accessible");
  poster_sandbox_late_reply (call, 200, json);
}

/* The attempts at a post; of the whole user without an id. */
void
poster_sandbox_late_logs (PosterSandboxCall *call)
{
  const char *of_post = call->argument;
  g_autoptr(JsonArray) rows = NULL;
  JsonArray *logs;
  JsonObject *json;

  if (of_post != NULL)
    {
      g_autoptr(JsonObject) post = poster_sandbox_late_need_post (call);

      if (post == NULL)
        return;
    }
  rows = poster_sandbox_store_query (
      call->sandbox->store,
      "SELECT l.*, a.username FROM late_publishes l LEFT JOIN late_accounts a"
      " ON a.id = l.account WHERE l.user = ?1 AND (?2 IS NULL OR l.post = ?2) AND l.at_us > ?3"
      " ORDER BY l.number DESC LIMIT 100",
      "ssi", poster_sandbox_late_user_id (call), of_post, call->now_us - 7 * G_TIME_SPAN_DAY);
  logs = json_array_new ();
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gboolean is_good = strcmp (poster_json_get_string (row, "outcome"), "published") == 0;
      g_autofree char *id =
          g_strdup_printf ("%024" G_GINT64_MODIFIER "x", poster_json_get_int (row, "number", 0));
      JsonObject *log = json_object_new ();

      json_object_set_string_member (log, "_id", id);
      json_object_set_string_member (log, "postId", poster_json_get_string (row, "post"));
      json_object_set_string_member (log, "platform", poster_json_get_string (row, "platform"));
      json_object_set_string_member (log, "accountId", poster_json_get_string (row, "account"));
      json_object_set_string_member (log, "accountUsername", poster_sandbox_late_row_text (row, "username"));
      json_object_set_string_member (log, "action", "publish");
      json_object_set_string_member (log, "status", is_good ? "success" : "failed");
      json_object_set_int_member (log, "statusCode", is_good ? 200 : 400);
      json_object_set_int_member (log, "attemptNumber", poster_json_get_int (row, "attempt", 1));
      json_object_set_int_member (log, "durationMs", 1200);
      poster_sandbox_late_set_time (log, "createdAt", poster_json_get_int (row, "at_us", 0));
      json_array_add_object_element (logs, log);
    }
  json = json_object_new ();
  json_object_set_int_member (json, "count", json_array_get_length (logs));
  json_object_set_array_member (json, "logs", logs);
  if (of_post != NULL)
    json_object_set_string_member (json, "postId", of_post);
  poster_sandbox_late_reply (call, 200, json);
}
