/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post"

#include "poster-post.h"

#include "poster-account.h"
#include "poster-clock.h"
#include "poster-id.h"
#include "poster-json.h"
#include "poster-platform-data.h"

G_DEFINE_FINAL_TYPE (PosterPost, poster_post, G_TYPE_OBJECT)

static void
poster_post_finalize (GObject *object)
{
  PosterPost *self = POSTER_POST (object);

  g_free (self->id);
  g_free (self->profile_id);
  g_free (self->title);
  g_free (self->content);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_free (self->queue_id);
  g_free (self->series_id);
  g_free (self->occurrence);
  G_OBJECT_CLASS (poster_post_parent_class)->finalize (object);
}

static void
poster_post_class_init (PosterPostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_post_finalize;
}

static void
poster_post_init (PosterPost *self)
{
  self->media = g_ptr_array_new_with_free_func (g_object_unref);
  self->targets = g_ptr_array_new_with_free_func (g_object_unref);
  self->slot_us = -1;
}

/**
 * poster_post_new:
 *
 * Returns: (transfer full): an empty draft with a new id
 */
PosterPost *
poster_post_new (void)
{
  PosterPost *self = g_object_new (POSTER_TYPE_POST, NULL);

  self->id = poster_id_new ();
  self->content = g_strdup ("");
  return self;
}

/**
 * poster_post_copy:
 * @self: a post
 *
 * Returns: (transfer full): a copy to change and hand on, with the same id and version; the
 *   targets are copies too, the media are shared
 */
PosterPost *
poster_post_copy (PosterPost *self)
{
  PosterPost *copy = g_object_new (POSTER_TYPE_POST, NULL);

  copy->id = g_strdup (self->id);
  copy->profile_id = g_strdup (self->profile_id);
  copy->title = g_strdup (self->title);
  copy->content = g_strdup (self->content);
  for (guint i = 0; i < self->media->len; i++)
    g_ptr_array_add (copy->media, g_object_ref (g_ptr_array_index (self->media, i)));
  copy->schedule = self->schedule != NULL ? poster_schedule_ref (self->schedule) : NULL;
  for (guint i = 0; i < self->targets->len; i++)
    g_ptr_array_add (copy->targets, poster_target_copy (g_ptr_array_index (self->targets, i)));
  copy->queue_id = g_strdup (self->queue_id);
  copy->slot_us = self->slot_us;
  copy->series_id = g_strdup (self->series_id);
  copy->occurrence = g_strdup (self->occurrence);
  copy->repeats = self->repeats;
  copy->version = self->version;
  copy->created_us = self->created_us;
  copy->updated_us = self->updated_us;
  return copy;
}

/**
 * poster_post_find_target:
 * @self: a post
 * @target_id: id of a target
 *
 * Returns: (transfer none) (nullable): that target of @self
 */
PosterTarget *
poster_post_find_target (PosterPost *self,
                         const char *target_id)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (self->targets, i);

      if (g_str_equal (target->id, target_id))
        return target;
    }
  return NULL;
}

/**
 * poster_post_get_status:
 * @self: a post
 *
 * Returns: the Late API's word for the post as a whole, `cancelled` included: `draft`,
 *   `scheduled`, `publishing`, `published`, `partial`, `failed` or `cancelled`
 */
const char *
poster_post_get_status (PosterPost *self)
{
  guint counts[POSTER_N_TARGET_STATES] = { 0 };
  guint active, failed, live;

  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (self->targets, i);

      /* The platform may have it, and nobody can ask until a person has mended something. */
      if (target->state == POSTER_TARGET_HELD && target->is_committed)
        counts[POSTER_TARGET_PROCESSING]++;
      else
        counts[target->state]++;
    }
  active = counts[POSTER_TARGET_PREPARING] + counts[POSTER_TARGET_SENDING] +
           counts[POSTER_TARGET_PROCESSING] + counts[POSTER_TARGET_UNKNOWN];
  failed = counts[POSTER_TARGET_FAILED] + counts[POSTER_TARGET_MISSED];
  live = self->targets->len - counts[POSTER_TARGET_CANCELLED];

  if (self->targets->len == 0 || counts[POSTER_TARGET_DRAFT] > 0)
    return "draft";
  if (live == 0)
    return "cancelled";
  if (active > 0)
    return "publishing";
  if (counts[POSTER_TARGET_SCHEDULED] + counts[POSTER_TARGET_HELD] > 0)
    return counts[POSTER_TARGET_PUBLISHED] + failed > 0 ? "publishing" : "scheduled";
  if (counts[POSTER_TARGET_PUBLISHED] == live)
    return "published";
  return counts[POSTER_TARGET_PUBLISHED] > 0 ? "partial" : "failed";
}

/**
 * poster_post_get_due_us:
 * @self: a post
 *
 * Returns: the instant of its schedule, -1 when it has none
 */
gint64
poster_post_get_due_us (PosterPost *self)
{
  return self->schedule != NULL ? poster_schedule_get_instant_us (self->schedule) : -1;
}

/**
 * poster_post_get_content:
 * @self: a post
 * @target: (nullable): one of its targets
 *
 * Returns: the text that @target gets; of the post itself when %NULL
 */
const char *
poster_post_get_content (PosterPost   *self,
                         PosterTarget *target)
{
  return target != NULL && target->content != NULL ? target->content : self->content;
}

/**
 * poster_post_get_title:
 * @self: a post
 * @target: (nullable): one of its targets
 *
 * Returns: (nullable): the title that @target gets
 */
const char *
poster_post_get_title (PosterPost   *self,
                       PosterTarget *target)
{
  return target != NULL && target->title != NULL ? target->title : self->title;
}

/**
 * poster_post_get_media:
 * @self: a post
 * @target: (nullable): one of its targets
 *
 * Returns: (transfer none) (element-type PosterMediaItem): the media that @target gets
 */
GPtrArray *
poster_post_get_media (PosterPost   *self,
                       PosterTarget *target)
{
  return target != NULL && target->media != NULL ? target->media : self->media;
}

static JsonArray *
media_to_json (GPtrArray *media)
{
  JsonArray *array = json_array_sized_new (media->len);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);
      JsonObject *json = json_object_new ();
      g_autofree char *uri = g_filename_to_uri (item->path, NULL, NULL);
      g_autofree char *base = g_path_get_basename (item->path);
      g_autofree char *filename = g_utf8_make_valid (base, -1);

      if (item->facts != NULL)
        {
          json_object_set_string_member (json, "type", poster_media_type_to_string (item->facts->type));
          if (item->facts->mime_type != NULL)
            json_object_set_string_member (json, "mimeType", item->facts->mime_type);
        }
      json_object_set_string_member (json, "url", uri != NULL ? uri : "");
      json_object_set_string_member (json, "filename", filename);
      json_object_set_int_member (json, "size", item->size);
      if (item->alt_text != NULL)
        json_object_set_string_member (json, "altText", item->alt_text);
      json_array_add_object_element (array, json);
    }
  return array;
}

/**
 * poster_post_dup_specific_data:
 * @self: a post
 * @target: one of its targets
 * @platform: (nullable): the platform of @target's account
 *
 * Returns: (transfer full) (nullable): what is chosen for @target, in the shape of the API's
 *   `platformSpecificData`, its place among it; %NULL for nothing
 */
JsonObject *
poster_post_dup_specific_data (PosterPost     *self,
                               PosterTarget   *target,
                               PosterPlatform *platform)
{
  GPtrArray *media = poster_post_get_media (self, target);
  g_autoptr(JsonArray) items = media_to_json (media);
  JsonObject *data = poster_platform_nest_options (platform, target->options,
                                                   target->content != NULL ? target->content : self->content, items);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (target->place != NULL)
    {
      json_object_iter_init (&iter, target->place);
      while (json_object_iter_next (&iter, &name, &node))
        if (!json_object_has_member (data, name))
          json_object_set_member (data, name, json_node_copy (node));
    }
  if (json_object_get_size (data) == 0)
    g_clear_pointer (&data, json_object_unref);
  return data;
}

static JsonObject *
target_to_json (PosterPost      *post,
                PosterTarget    *target,
                GHashTable      *accounts,
                PosterPlatforms *platforms)
{
  PosterAccount *account = accounts != NULL ? g_hash_table_lookup (accounts, target->account_id) : NULL;
  PosterPlatform *platform = account != NULL && platforms != NULL ? poster_platforms_find (platforms, account->platform) : NULL;
  JsonObject *data = poster_post_dup_specific_data (post, target, platform);
  JsonObject *json = json_object_new ();
  const char *status = poster_target_state_to_api (target->state);

  if (target->state == POSTER_TARGET_HELD && target->is_committed)
    status = poster_target_state_to_api (POSTER_TARGET_PROCESSING);

  /* Where our word says more than the API's, a script of ours wants to know. */
  if (target->state == POSTER_TARGET_MISSED || target->state == POSTER_TARGET_UNKNOWN ||
      target->state == POSTER_TARGET_CANCELLED)
    status = poster_target_state_to_string (target->state);

  json_object_set_string_member (json, "_id", target->id);
  if (account != NULL)
    json_object_set_string_member (json, "platform", account->platform);
  json_object_set_string_member (json, "accountId", target->account_id);
  if (account != NULL)
    json_object_set_string_member (json, "username", account->username != NULL ? account->username : "");
  json_object_set_string_member (json, "status", status);
  json_object_set_string_member (json, "state", poster_target_state_to_string (target->state));
  if (target->holder == POSTER_HOLDER_REMOTE)
    {
      json_object_set_string_member (json, "holder", "remote");
      json_object_set_boolean_member (json, "isHandedOver", target->is_handed_over);
    }
  if (target->content != NULL)
    json_object_set_string_member (json, "customContent", target->content);
  if (target->title != NULL)
    json_object_set_string_member (json, "customTitle", target->title);
  if (target->media != NULL)
    json_object_set_array_member (json, "customMedia", media_to_json (target->media));
  if (target->schedule != NULL)
    {
      g_autofree char *due = poster_time_format (poster_schedule_get_instant_us (target->schedule));

      json_object_set_string_member (json, "scheduledFor", due);
    }
  if (data != NULL)
    json_object_set_object_member (json, "platformSpecificData", data);
  if (target->platform_post_id != NULL)
    json_object_set_string_member (json, "platformPostId", target->platform_post_id);
  if (target->platform_post_url != NULL)
    json_object_set_string_member (json, "platformPostUrl", target->platform_post_url);
  if (target->published_us >= 0)
    {
      g_autofree char *published = poster_time_format (target->published_us);

      json_object_set_string_member (json, "publishedAt", published);
    }
  if (target->error_message != NULL)
    json_object_set_string_member (json, "errorMessage", target->error_message);
  if (target->error_category != NULL)
    json_object_set_string_member (json, "errorCategory", target->error_category);
  else if (target->state == POSTER_TARGET_MISSED)
    json_object_set_string_member (json, "errorCategory", "system_error");
  if (target->error_code != NULL)
    json_object_set_string_member (json, "errorCode", target->error_code);
  return json;
}

/**
 * poster_post_to_json:
 * @self: a post
 * @accounts: (nullable) (element-type utf8 PosterAccount): accounts by id, for the platforms
 * @platforms: (nullable): what is known of platforms, for the shape of their options
 *
 * Returns: (transfer full): the post in the Late API's words (reference late-api, section 7.1);
 *   statuses of targets may also be `missed`, `unknown` and `cancelled`
 */
JsonObject *
poster_post_to_json (PosterPost      *self,
                     GHashTable      *accounts,
                     PosterPlatforms *platforms)
{
  JsonObject *json = json_object_new ();
  JsonArray *targets = json_array_sized_new (self->targets->len);
  g_autofree char *created = poster_time_format (self->created_us);
  g_autofree char *updated = poster_time_format (self->updated_us);

  json_object_set_string_member (json, "_id", self->id);
  if (self->title != NULL)
    json_object_set_string_member (json, "title", self->title);
  json_object_set_string_member (json, "content", self->content);
  json_object_set_string_member (json, "status", poster_post_get_status (self));
  if (self->schedule != NULL)
    {
      g_autofree char *due = poster_time_format (poster_post_get_due_us (self));

      json_object_set_string_member (json, "scheduledFor", due);
      json_object_set_string_member (json, "timezone", poster_schedule_get_zone (self->schedule));
    }
  else
    {
      json_object_set_null_member (json, "scheduledFor");
      json_object_set_string_member (json, "timezone", "UTC");
    }
  if (self->queue_id != NULL)
    {
      if (self->profile_id != NULL)
        json_object_set_string_member (json, "queuedFromProfile", self->profile_id);
      json_object_set_string_member (json, "queueId", self->queue_id);
    }
  if (self->series_id != NULL)
    json_object_set_string_member (json, "seriesId", self->series_id);
  json_object_set_array_member (json, "mediaItems", media_to_json (self->media));
  for (guint i = 0; i < self->targets->len; i++)
    json_array_add_object_element (targets, target_to_json (self, g_ptr_array_index (self->targets, i), accounts,
                                                            platforms));
  json_object_set_array_member (json, "platforms", targets);
  json_object_set_string_member (json, "createdAt", created);
  json_object_set_string_member (json, "updatedAt", updated);
  return json;
}
