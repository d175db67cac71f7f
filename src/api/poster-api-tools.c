/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-tools.h"

#include <string.h>

#include "poster-api-media.h"
#include "poster-api-post.h"
#include "poster-checker.h"
#include "poster-json.h"
#include "poster-text.h"

/* What a client may ask before it posts. Files are measured as they are before they are published, and not
 * by what their headers say. */

typedef struct
{
  PosterApiCall   *call;
  PosterMediaItem *item;
  char            *url;
} Measuring;

static void
measuring_free (Measuring *measuring)
{
  poster_api_call_unref (measuring->call);
  g_object_unref (measuring->item);
  g_free (measuring->url);
  g_free (measuring);
}

static void
set_length (JsonObject *platforms,
            const char *name,
            gint64      count,
            gint64      limit)
{
  JsonObject *json = json_object_new ();

  json_object_set_int_member (json, "count", count);
  json_object_set_int_member (json, "limit", limit);
  json_object_set_boolean_member (json, "valid", count <= limit);
  json_object_set_object_member (platforms, name, json);
}

/* Texts of posts with a picture or a clip are shorter in places; without, where there may be none. */
static void
validate_length (PosterApiCall *call)
{
  const char *text = poster_json_get_string (poster_api_call_get_body (call), "text");
  GListModel *all = G_LIST_MODEL (call->api->platforms);
  JsonObject *json;
  JsonObject *platforms;

  if (text == NULL)
    {
      poster_api_call_refuse (call, 400, "missing_required_field", "text is required");
      return;
    }
  json = json_object_new ();
  platforms = json_object_new ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (all, i);
      PosterPostKind kind = (platform->kinds & POSTER_POST_KINDS (POSTER_POST_TEXT)) != 0 ? POSTER_POST_TEXT : POSTER_POST_VIDEO;
      PosterTextUnit unit = POSTER_TEXT_CODE_POINTS;
      gint64 limit = poster_platform_get_text_limit (platform, kind, NULL, &unit);

      if (limit > 0)
        set_length (platforms, platform->key, poster_text_count (text, unit), limit);
    }
  json_object_set_string_member (json, "text", text);
  json_object_set_object_member (json, "platforms", platforms);
  poster_api_call_reply (call, 200, json);
}

static void
set_size (JsonObject *json,
          const char *member,
          gint64      size)
{
  g_autofree char *text = g_format_size ((guint64) size);

  json_object_set_string_member (json, member, text);
}

/* The lowest limit of the size that refuses. */
static gint64
get_size_limit (PosterPlatform         *platform,
                const PosterMediaFacts *facts)
{
  PosterPostKind kind = facts->type == POSTER_MEDIA_VIDEO ? POSTER_POST_VIDEO : POSTER_POST_PHOTO;
  g_autoptr(JsonObject) options = poster_platform_complete_options (platform, NULL);
  gint64 limit = 0;

  for (guint i = 0; i < platform->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (platform->rules, i);

      if (rule->measure == POSTER_MEASURE_SIZE && rule->check == POSTER_CHECK_RANGE && rule->has_maximum &&
          rule->severity == POSTER_SEVERITY_ERROR && (rule->kinds & POSTER_POST_KINDS (kind)) != 0 &&
          rule->containers == NULL && poster_rule_counts (rule, options, NULL) &&
          (limit == 0 || (gint64) rule->maximum < limit))
        limit = (gint64) rule->maximum;
    }
  return limit;
}

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Measuring *measuring = user_data;
  PosterApiCall *call = measuring->call;
  GListModel *all = G_LIST_MODEL (call->api->platforms);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;
  JsonObject *limits;
  JsonObject *findings;

  facts = poster_media_pool_probe_finish (POSTER_MEDIA_POOL (object), result, &error);
  if (facts == NULL)
    {
      poster_api_call_fail (call, error);
      measuring_free (measuring);
      return;
    }
  json = json_object_new ();
  json_object_set_boolean_member (json, "valid", facts->type != POSTER_MEDIA_UNREADABLE);
  json_object_set_string_member (json, "url", measuring->url);
  if (facts->problem != NULL)
    json_object_set_string_member (json, "error", facts->problem);
  if (facts->mime_type != NULL)
    json_object_set_string_member (json, "contentType", facts->mime_type);
  json_object_set_int_member (json, "size", facts->size);
  set_size (json, "sizeFormatted", facts->size);
  json_object_set_string_member (json, "type", facts->type == POSTER_MEDIA_VIDEO   ? "video"
                                               : facts->type == POSTER_MEDIA_IMAGE ? "image"
                                                                                   : "unknown");
  limits = json_object_new ();
  findings = json_object_new ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (all, i);
      g_autoptr(GPtrArray) found = poster_checker_check_file (platform, facts, 0, NULL, NULL);
      gint64 limit = get_size_limit (platform, facts);
      JsonArray *array = json_array_new ();

      for (guint j = 0; j < found->len; j++)
        json_array_add_object_element (array, poster_finding_to_json (g_ptr_array_index (found, j)));
      json_object_set_array_member (findings, platform->key, array);
      if (limit > 0)
        {
          JsonObject *one = json_object_new ();

          json_object_set_int_member (one, "limit", limit);
          set_size (one, "limitFormatted", limit);
          json_object_set_boolean_member (one, "withinLimit", facts->size <= limit);
          json_object_set_object_member (limits, platform->key, one);
        }
    }
  json_object_set_object_member (json, "platformLimits", limits);
  /* Of ours: what the rules find in the file, the same as before it is published. */
  json_object_set_object_member (json, "findings", findings);
  poster_api_call_reply (call, 200, json);
  measuring_free (measuring);
}

static void
validate_media (PosterApiCall *call)
{
  const char *url = poster_json_get_string (poster_api_call_get_body (call), "url");
  g_autofree char *base = poster_api_post_dup_media_base (call->api);
  g_autoptr(PosterMediaItem) item = url != NULL && g_str_has_prefix (url, base)
                                        ? poster_api_media_find (call->api, url + strlen (base))
                                        : NULL;
  g_autoptr(GFile) file = NULL;
  Measuring *measuring;

  if (url == NULL)
    {
      poster_api_call_refuse (call, 400, "missing_required_field", "url is required");
      return;
    }
  if (item == NULL)
    {
      JsonObject *json = json_object_new ();

      json_object_set_boolean_member (json, "valid", FALSE);
      json_object_set_string_member (json, "url", url);
      json_object_set_string_member (json, "error", "This server looks only into files that were sent to it: see POST /v1/media/presign");
      json_object_set_string_member (json, "type", "unknown");
      json_object_set_null_member (json, "size");
      poster_api_call_reply (call, 200, json);
      return;
    }
  measuring = g_new0 (Measuring, 1);
  measuring->call = poster_api_call_ref (call);
  measuring->item = g_steal_pointer (&item);
  measuring->url = g_strdup (url);
  file = poster_media_item_dup_file (measuring->item);
  poster_media_pool_probe_async (call->api->media_pool, file, call->cancellable, measured_cb, measuring);
}

const PosterApiRoute poster_api_tool_routes[] = {
  { "POST", "/v1/tools/validate/post-length", "validatePostLength", "Count a text as each platform does", validate_length, 0, 200 },
  { "POST", "/v1/tools/validate/media", "validateMedia", "Look into a file that was sent here", validate_media, 0, 200 },
  { NULL }
};
