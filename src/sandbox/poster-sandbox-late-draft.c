/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Members of a request that are kept and told again as they came. */
static const char *const kept[] = {
  "title",    "content",    "mediaItems",          "timezone", "tags",           "hashtags",
  "mentions", "visibility", "crosspostingEnabled", "metadata", "tiktokSettings",
};

static const char *const modes[] = {
  "platforms", "scheduledFor", "publishNow", "isDraft", "queuedFromProfile", "queueId", "recycling",
};

void
poster_sandbox_late_draft_free (PosterSandboxLateDraft *draft)
{
  g_clear_pointer (&draft->fields, json_object_unref);
  g_clear_pointer (&draft->targets, json_array_unref);
  g_clear_pointer (&draft->mode, g_free);
  g_clear_pointer (&draft->unknown, g_free);
}

static gboolean
is_listed (const char        *name,
           const char *const *list,
           gsize              length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (strcmp (list[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What the API does not know: it is overlooked, and the ledger tells it. */
static char *
list_unknown (JsonObject *body)
{
  g_autoptr(GString) names = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (!is_listed (name, kept, G_N_ELEMENTS (kept)) && !is_listed (name, modes, G_N_ELEMENTS (modes)))
        g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", name);
    }
  return names->len > 0 ? g_strdup (names->str) : NULL;
}

static gboolean
check_media (PosterSandboxCall *call,
             JsonArray         *items,
             const char        *where)
{
  static const char *const members[] = { "url",  "S", "type",     "s", "filename", "s",
                                         "size", "i", "mimeType", "s", NULL };
  static const char *const kinds[] = { "image", "video", "gif", "document", NULL };

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *name = g_strdup_printf ("%s[%u].", where, i);
      const char *type = poster_json_get_string (item, "type");
      const char *url = poster_json_get_string (item, "url");
      gboolean is_ours = FALSE;
      g_autoptr(JsonObject) media = NULL;

      if (item == NULL)
        {
          poster_sandbox_late_refuse (call, 400, "invalid_type", "%s[%u] must be an object", where, i);
          return FALSE;
        }
      if (!poster_sandbox_late_check_types (call, item, name, members))
        return FALSE;
      if (type != NULL && !g_strv_contains (kinds, type))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_type",
                                      "%stype must be image, video, gif or document", name);
          return FALSE;
        }
      if (!g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL) ||
          (!g_str_has_prefix (url, "https://") && !g_str_has_prefix (url, "http://")))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_url", "%surl is not a valid URL", name);
          return FALSE;
        }
      media = poster_sandbox_late_find_media (call->sandbox, url, &is_ours);
      if (is_ours && media == NULL)
        {
          poster_sandbox_late_refuse (call, 400, "media_not_found",
                                      "%surl is not accessible: nothing was uploaded there", name);
          return FALSE;
        }
    }
  return TRUE;
}

/* Looks at the account of a target. Returns: whether it may be used */
static gboolean
check_account (PosterSandboxCall *call,
               JsonObject        *target,
               const char        *where)
{
  const char *platform = poster_json_get_string (target, "platform");
  const char *id = poster_json_get_string (target, "accountId");
  g_autoptr(JsonObject) account = NULL;

  if (poster_sandbox_late_find_platform (platform) == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_platform", "%splatform is not supported: %s",
                                  where, platform);
      return FALSE;
    }
  if (!poster_sandbox_late_is_id (id))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_account_id", "%saccountId has an invalid format", where);
      return FALSE;
    }
  account = poster_sandbox_late_find_account (call->sandbox, id);
  if (account == NULL || poster_json_get_int (account, "deleted_us", 0) != 0)
    {
      poster_sandbox_late_refuse (call, 404, "account_not_found", "Account not found: %s", id);
      return FALSE;
    }
  if (strcmp (poster_json_get_string (account, "user"), poster_sandbox_late_user_id (call)) != 0)
    {
      poster_sandbox_late_refuse (call, 403, "account_forbidden", "You do not have access to this account");
      return FALSE;
    }
  if (strcmp (poster_json_get_string (account, "platform"), platform) != 0)
    {
      poster_sandbox_late_refuse (call, 400, "platform_mismatch",
                                  "%saccountId belongs to a %s account, not %s", where,
                                  poster_json_get_string (account, "platform"), platform);
      return FALSE;
    }
  if (!poster_json_get_boolean (account, "isActive", TRUE) && !poster_sandbox_late_is_early (call->sandbox))
    {
      poster_sandbox_late_refuse (call, 403, "ACCOUNT_DISCONNECTED",
                                  "The %s account is disconnected. Please reconnect it.", platform);
      return FALSE;
    }
  return TRUE;
}

/* Returns: whether the targets of a request could be read */
static gboolean
read_targets (PosterSandboxCall *call,
              JsonArray         *platforms,
              const char        *zone,
              JsonArray         *targets)
{
  static const char *const members[] = {
    "platform",    "S", "accountId",    "S", "customContent",        "s",
    "customMedia", "a", "scheduledFor", "s", "platformSpecificData", "o",
    NULL
  };

  for (guint i = 0; i < json_array_get_length (platforms); i++)
    {
      JsonNode *node = json_array_get_element (platforms, i);
      g_autofree char *where = g_strdup_printf ("platforms[%u].", i);
      g_autofree char *media_name = g_strdup_printf ("platforms[%u].customMedia", i);
      JsonObject *target;
      const char *time;
      gint64 due_us = 0;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_type", "platforms[%u] must be an object", i);
          return FALSE;
        }
      target = poster_json_copy (json_node_get_object (node));
      json_array_add_object_element (targets, target);
      if (!poster_sandbox_late_check_types (call, target, where, members) ||
          !check_media (call, poster_json_get_array (target, "customMedia"), media_name) ||
          !check_account (call, target, where))
        return FALSE;
      time = poster_json_get_string (target, "scheduledFor");
      if (time != NULL && !poster_sandbox_late_parse_time (time, zone, &due_us))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_date", "%sscheduledFor is not a valid date", where);
          return FALSE;
        }
      json_object_set_int_member (target, "dueUs", due_us);
      json_object_set_string_member (target, "status", "pending");
    }
  return TRUE;
}

/* The one of several that the request asks for. */
static gboolean
read_mode (PosterSandboxCall      *call,
           JsonObject             *body,
           JsonObject             *stored,
           const char             *zone,
           PosterSandboxLateDraft *draft)
{
  const char *time = poster_json_get_string (body, "scheduledFor");
  const char *profile_id = poster_json_get_string (body, "queuedFromProfile");
  gboolean now = poster_json_get_boolean (body, "publishNow", FALSE);
  gboolean is_draft = poster_json_get_boolean (body, "isDraft", FALSE);
  gboolean undraft = json_object_has_member (body, "isDraft") && !is_draft;
  const char *status = poster_json_get_string (stored, "status");
  gboolean was_draft = g_strcmp0 (status, "draft") == 0;

  draft->scheduled_us = poster_json_get_int (stored, "scheduledUs", 0);
  if ((now && (time != NULL || is_draft || profile_id != NULL)) ||
      (profile_id != NULL && (time != NULL || is_draft)))
    {
      poster_sandbox_late_refuse (call, 400, "ambiguous_mode",
                                  "Use only one of publishNow, scheduledFor, queuedFromProfile and isDraft");
      return FALSE;
    }
  if (time != NULL && !poster_sandbox_late_parse_time (time, zone, &draft->scheduled_us))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_date", "scheduledFor is not a valid date");
      return FALSE;
    }
  if (now)
    draft->mode = g_strdup ("now");
  else if (is_draft)
    draft->mode = g_strdup ("draft");
  else if (profile_id != NULL)
    {
      g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
      const char *queue_id = poster_json_get_string (body, "queueId");

      if (profile == NULL)
        return FALSE;
      draft->scheduled_us = poster_sandbox_late_next_slot (call->sandbox, profile_id, queue_id, call->now_us);
      if (draft->scheduled_us == 0)
        {
          poster_sandbox_late_refuse (call, 400, "no_queue",
                                      "No queue schedule with a free slot for this profile");
          return FALSE;
        }
      draft->mode = g_strdup ("queue");
    }
  else if (was_draft && !undraft && (time == NULL || !poster_sandbox_late_is_early (call->sandbox)))
    draft->mode = g_strdup ("draft");
  else if (time != NULL || draft->scheduled_us != 0)
    draft->mode = g_strdup (
        time != NULL || g_strcmp0 (status, "scheduled") == 0 || undraft ? "scheduled" : "stay");
  else if (json_array_get_length (draft->targets) > 0 && poster_sandbox_late_has_own_times (draft->targets))
    draft->mode = g_strdup ("scheduled");
  else
    draft->mode = g_strdup (stored != NULL && !was_draft ? "stay" : "draft");
  return TRUE;
}

/* Targets that have been published stay so, whatever the request says of them. */
static JsonArray *
merge_targets (JsonArray *targets,
               JsonArray *stored)
{
  JsonArray *merged = json_array_new ();

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      for (guint j = 0; stored != NULL && j < json_array_get_length (stored); j++)
        {
          JsonObject *before = json_array_get_object_element (stored, j);

          if (strcmp (poster_sandbox_late_row_text (before, "accountId"),
                      poster_sandbox_late_row_text (target, "accountId")) == 0 &&
              strcmp (poster_json_get_string (before, "status"), "published") == 0)
            target = before;
        }
      json_array_add_object_element (merged, json_object_ref (target));
    }
  return merged;
}

/**
 * poster_sandbox_late_draft_read:
 * @call: a call, which is refused when the request is not as it has to be
 * @body: the request
 * @stored: (nullable): the post that it alters
 * @draft: filled; to be cleared also when this fails
 *
 * Returns: whether the request makes sense
 */
gboolean
poster_sandbox_late_draft_read (PosterSandboxCall      *call,
                                JsonObject             *body,
                                JsonObject             *stored,
                                PosterSandboxLateDraft *draft)
{
  static const char *const members[] = {
    "title", "s", "content", "s", "mediaItems", "a", "platforms", "a", "scheduledFor", "s",
    "timezone", "s", "publishNow", "b", "isDraft", "b", "queuedFromProfile", "s", "queueId", "s",
    "tags", "t", "hashtags", "t", "mentions", "t", "crosspostingEnabled", "b", "metadata", "o",
    "tiktokSettings", "o", NULL,
  };
  JsonObject *fields = poster_json_get_object (stored, "fields");
  JsonArray *platforms = poster_json_get_array (body, "platforms");
  g_autoptr(JsonArray) targets = NULL;
  g_autofree char *message = NULL;
  const char *zone;
  guint which;

  if (!poster_sandbox_late_check_types (call, body, "", members))
    return FALSE;
  draft->unknown = list_unknown (body);
  draft->fields = fields != NULL ? poster_json_copy (fields) : json_object_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      if (json_object_has_member (body, kept[i]))
        json_object_set_member (draft->fields, kept[i],
                                json_node_copy (json_object_get_member (body, kept[i])));
    }
  zone = poster_json_get_string (draft->fields, "timezone");
  if (zone != NULL)
    {
      g_autoptr(GTimeZone) known = poster_sandbox_late_new_zone (zone);

      if (known == NULL)
        {
          poster_sandbox_late_refuse (call, 400, "invalid_timezone", "Invalid timezone: %s", zone);
          return FALSE;
        }
    }
  if (!check_media (call, poster_json_get_array (body, "mediaItems"), "mediaItems"))
    return FALSE;
  targets = json_array_new ();
  if (platforms != NULL && !read_targets (call, platforms, zone, targets))
    return FALSE;
  if (stored != NULL && platforms == NULL && json_object_has_member (body, "tiktokSettings") &&
      !poster_sandbox_late_is_early (call->sandbox))
    {
      poster_sandbox_late_refuse (call, 400, "missing_field",
                                  "tiktokSettings needs platforms in the same request");
      return FALSE;
    }
  if (platforms != NULL)
    draft->targets = merge_targets (targets, poster_json_get_array (stored, "targets"));
  else
    draft->targets = stored != NULL ? json_array_ref (poster_json_get_array (stored, "targets"))
                                    : json_array_new ();
  if (!read_mode (call, body, stored, zone, draft))
    return FALSE;
  if (strcmp (draft->mode, "draft") == 0)
    return TRUE;
  if (json_array_get_length (draft->targets) == 0)
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "At least one platform is required");
      return FALSE;
    }
  if (poster_sandbox_late_check_content (call->sandbox, draft->fields, draft->targets, &which, &message))
    return TRUE;
  poster_sandbox_late_refuse (call, 400, "invalid_content", "%s", message);
  return FALSE;
}
