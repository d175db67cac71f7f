/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-reader"

#include "poster-post-reader.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-platform-data.h"

/* What a client of the API sends to make a post or to change one, as the API documents it
 * (POST and PUT /v1/posts). What is left out is left as it is, or as the API has it. */

typedef struct
{
  PosterPlatforms           *platforms;
  GPtrArray                 *accounts;
  JsonObject                *body;
  PosterPost                *base;       /* (nullable) */
  PosterPostReaderMediaFunc  find_media;
  gpointer                   user_data;
  PosterCompositionRequest  *request;
  const char                *zone;
} Reader;

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, text);
  return FALSE;
}

/* Whether @json has something there: null is nothing. */
static gboolean
has (JsonObject *json,
     const char *member)
{
  return json_object_has_member (json, member) && !json_object_get_null_member (json, member);
}

static gboolean
read_text (JsonObject  *json,
           const char  *member,
           char       **text,
           GError     **error)
{
  const char *given = poster_json_get_string (json, member);

  if (!has (json, member))
    return TRUE;
  if (given == NULL)
    return refuse (error, _("“%s” must be a text."), member);
  g_free (*text);
  *text = g_strdup (given);
  return TRUE;
}

static gboolean
read_flag (JsonObject  *json,
           const char  *member,
           gboolean    *is_given,
           gboolean    *flag,
           GError     **error)
{
  JsonNode *node;

  *flag = FALSE;
  *is_given = has (json, member);
  if (!*is_given)
    return TRUE;
  node = json_object_get_member (json, member);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, _("“%s” must be true or false."), member);
  *flag = json_node_get_boolean (node);
  return TRUE;
}

/* An id, or an object that has one: the API answers both, and clients send back what they got. */
static char *
read_id (JsonObject *json,
         const char *member)
{
  JsonObject *object = poster_json_get_object (json, member);

  if (object != NULL)
    return poster_json_node_to_id (json_object_get_member (object, "_id"));
  return poster_json_node_to_id (json_object_get_member (json, member));
}

/* (nullable) without @error: the schedule that stands there. */
static gboolean
read_time (Reader          *reader,
           JsonObject      *json,
           PosterSchedule **schedule,
           GError         **error)
{
  const char *text = poster_json_get_string (json, "scheduledFor");

  *schedule = NULL;
  if (!has (json, "scheduledFor"))
    return TRUE;
  if (text == NULL)
    return refuse (error, _("“%s” must be a text."), "scheduledFor");
  *schedule = poster_schedule_new_from_text (text, reader->zone, error);
  return *schedule != NULL;
}

static GPtrArray *
read_media (Reader      *reader,
            JsonArray   *array,
            GError     **error)
{
  g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *alt_text;
      PosterMediaItem *item;

      if (!JSON_NODE_HOLDS_OBJECT (node) || poster_json_get_string (json_node_get_object (node), "url") == NULL)
        {
          refuse (error, _("Each of “%s” must be an object that has a “url”."), "mediaItems");
          return NULL;
        }
      item = reader->find_media (json_node_get_object (node), reader->user_data, error);
      if (item == NULL)
        return NULL;
      g_ptr_array_add (media, item);
      alt_text = poster_json_get_string (json_node_get_object (node), "altText");
      if (alt_text != NULL)
        {
          g_free (item->alt_text);
          item->alt_text = g_strdup (alt_text);
        }
    }
  return g_steal_pointer (&media);
}

/* Takes @media where there is none. */
static gboolean
read_media_member (Reader      *reader,
                   JsonObject  *json,
                   const char  *member,
                   GPtrArray  **media,
                   GError     **error)
{
  JsonArray *array = poster_json_get_array (json, member);
  GPtrArray *read;

  if (!has (json, member))
    return TRUE;
  if (array == NULL)
    return refuse (error, _("“%s” must be a list."), member);
  read = read_media (reader, array, error);
  if (read == NULL)
    return FALSE;
  g_clear_pointer (media, g_ptr_array_unref);
  *media = read;
  return TRUE;
}

/* What could not be read of an option that is known is a mistake, and not to be passed over: the
 * opposite of what was asked for might come of it. */
static gboolean
check_left_over (PosterPlatform  *platform,
                 JsonObject      *extra,
                 GError         **error)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, extra);
  while (json_object_iter_next (&iter, &member, &node))
    {
      gboolean is_nested = platform->nested != NULL &&
                           g_strv_contains ((const char * const *) platform->nested, member);

      if (is_nested && JSON_NODE_HOLDS_OBJECT (node))
        {
          if (!check_left_over (platform, json_node_get_object (node), error))
            return FALSE;
        }
      else if (poster_platform_find_option (platform, member) != NULL)
        {
          return refuse (error, _("The value of “%s” is not of the kind that it takes."), member);
        }
    }
  return TRUE;
}

static void
add_options (JsonObject *options,
             JsonObject *others)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, others);
  while (json_object_iter_next (&iter, &key, &value))
    if (!json_object_has_member (options, key))
      json_object_set_member (options, key, json_node_copy (value));
}

/* What stands at the post itself for all accounts of the platform, such as `tiktokSettings`. */
static gboolean
add_shared_options (Reader          *reader,
                    PosterPlatform  *platform,
                    JsonObject      *options,
                    GError         **error)
{
  for (guint i = 0; platform->nested != NULL && platform->nested[i] != NULL; i++)
    {
      JsonObject *shared = poster_json_get_object (reader->body, platform->nested[i]);
      g_autoptr(PosterPlatformData) data = NULL;

      if (shared == NULL)
        continue;
      data = poster_platform_read_specific_data (platform, shared, NULL);
      if (!check_left_over (platform, data->extra, error))
        return FALSE;
      add_options (options, data->options);
    }
  return TRUE;
}

static gboolean
read_options (Reader                   *reader,
              JsonObject               *json,
              PosterPlatform           *platform,
              PosterCompositionTarget  *target,
              GError                  **error)
{
  JsonObject *specific = poster_json_get_object (json, "platformSpecificData");
  g_autoptr(PosterPlatformData) data = NULL;

  if (specific == NULL && has (json, "platformSpecificData"))
    return refuse (error, _("“%s” must be an object."), "platformSpecificData");
  data = poster_platform_read_specific_data (platform, specific, reader->body);
  if (!check_left_over (platform, data->extra, error) ||
      !add_shared_options (reader, platform, data->options, error))
    return FALSE;
  if (json_object_get_size (data->options) > 0)
    {
      json_object_unref (target->options);
      target->options = json_object_ref (data->options);
    }
  if (data->content != NULL && target->content == NULL)
    target->content = g_strdup (data->content);
  if (data->media_items != NULL && target->media == NULL)
    {
      target->media = read_media (reader, data->media_items, error);
      return target->media != NULL;
    }
  return TRUE;
}

static PosterAccount *
find_account (Reader      *reader,
              const char  *id,
              GError     **error)
{
  for (guint i = 0; i < reader->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (reader->accounts, i);

      if (g_str_equal (account->id, id))
        return account;
    }
  refuse (error, _("There is no account “%s”."), id);
  return NULL;
}

static PosterCompositionTarget *
keep_target (PosterAccount *account,
             PosterTarget  *stored)
{
  PosterCompositionTarget *target = poster_composition_target_new (account);

  json_object_unref (target->options);
  target->options = poster_json_copy (stored->options);
  target->place = stored->place != NULL ? poster_json_copy (stored->place) : NULL;
  target->content = g_strdup (stored->content);
  target->title = g_strdup (stored->title);
  target->media = stored->media != NULL ? g_ptr_array_ref (stored->media) : NULL;
  target->schedule = stored->schedule != NULL ? poster_schedule_ref (stored->schedule) : NULL;
  return target;
}

/* Of several targets to one account, the one that stands in the same place of the order. */
static PosterTarget *
find_stored (Reader     *reader,
             const char *account_id)
{
  guint nth = 0;

  for (guint i = 0; i < reader->request->targets->len; i++)
    nth += g_str_equal (((PosterCompositionTarget *) g_ptr_array_index (reader->request->targets, i))->account->id,
                        account_id) ? 1 : 0;
  for (guint i = 0; reader->base != NULL && i < reader->base->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (reader->base->targets, i);

      if (g_str_equal (target->account_id, account_id) && nth-- == 0)
        return target;
    }
  return NULL;
}

static gboolean
read_target (Reader      *reader,
             JsonObject  *json,
             GError     **error)
{
  g_autofree char *account_id = read_id (json, "accountId");
  const char *platform_key = poster_json_get_string (json, "platform");
  g_autoptr(PosterCompositionTarget) target = NULL;
  PosterPlatform *platform;
  PosterAccount *account;
  PosterTarget *stored;

  if (account_id == NULL)
    return refuse (error, _("Each of “%s” must say its “accountId”."), "platforms");
  account = find_account (reader, account_id, error);
  if (account == NULL)
    return FALSE;
  if (platform_key != NULL && !g_str_equal (platform_key, account->platform))
    return refuse (error, _("The account “%s” is on another platform than the one that is named with it."), account_id);
  platform = poster_platforms_find (reader->platforms, account->platform);
  if (platform == NULL)
    return refuse (error, _("This version of Poster knows nothing of the platform “%s”."), account->platform);

  stored = find_stored (reader, account_id);
  target = poster_composition_target_new (account);
  if (!read_text (json, "customContent", &target->content, error) ||
      !read_text (json, "customTitle", &target->title, error) ||
      !read_media_member (reader, json, "customMedia", &target->media, error) ||
      !read_time (reader, json, &target->schedule, error) ||
      !read_options (reader, json, platform, target, error))
    return FALSE;
  /* What is left out of a change is kept. */
  if (stored != NULL && json_object_get_size (target->options) == 0)
    {
      json_object_unref (target->options);
      target->options = poster_json_copy (stored->options);
    }
  if (stored != NULL && stored->place != NULL)
    target->place = poster_json_copy (stored->place);
  g_ptr_array_add (reader->request->targets, g_steal_pointer (&target));
  return TRUE;
}

static gboolean
keep_targets (Reader  *reader,
              GError **error)
{
  for (guint i = 0; i < reader->base->targets->len; i++)
    {
      PosterTarget *stored = g_ptr_array_index (reader->base->targets, i);
      PosterAccount *account = find_account (reader, stored->account_id, error);

      if (account == NULL)
        return FALSE;
      g_ptr_array_add (reader->request->targets, keep_target (account, stored));
    }
  return TRUE;
}

static gboolean
read_targets (Reader  *reader,
              GError **error)
{
  JsonArray *array = poster_json_get_array (reader->body, "platforms");

  if (!has (reader->body, "platforms"))
    {
      JsonObjectIter iter;
      const char *member;
      JsonNode *node;

      if (reader->base == NULL)
        return TRUE;
      /* Which of the accounts it is for, only they could say. */
      json_object_iter_init (&iter, reader->body);
      while (json_object_iter_next (&iter, &member, &node))
        if (g_str_has_suffix (member, "Settings") && JSON_NODE_HOLDS_OBJECT (node))
          return refuse (error, _("“%s” needs “platforms” beside it."), member);
      return keep_targets (reader, error);
    }
  if (array == NULL)
    return refuse (error, _("“%s” must be a list."), "platforms");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return refuse (error, _("Each of “%s” must be an object."), "platforms");
      if (!read_target (reader, json_node_get_object (node), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_stored_draft (Reader *reader)
{
  return reader->base != NULL && g_str_equal (poster_post_get_status (reader->base), "draft");
}

/* Which of the four ways was asked for; of several the one that makes less public goes. */
static gboolean
read_when (Reader             *reader,
           PosterPostReading  *reading,
           GError            **error)
{
  PosterCompositionRequest *request = reader->request;
  gboolean is_draft_given, is_draft, is_now_given, is_now;

  if (!read_flag (reader->body, "isDraft", &is_draft_given, &is_draft, error) ||
      !read_flag (reader->body, "publishNow", &is_now_given, &is_now, error) ||
      !read_time (reader, reader->body, &request->schedule, error))
    return FALSE;

  reading->profile_id = read_id (reader->body, "queuedFromProfile");
  request->queue_id = read_id (reader->body, "queueId");
  if (is_draft)
    request->when = POSTER_COMPOSITION_DRAFT;
  else if (is_now)
    request->when = POSTER_COMPOSITION_NOW;
  else if (reading->profile_id != NULL || request->queue_id != NULL)
    request->when = POSTER_COMPOSITION_QUEUE;
  else if (request->schedule != NULL)
    /* A stored draft stays one until the client says that it is none. */
    request->when = is_stored_draft (reader) && !is_draft_given ? POSTER_COMPOSITION_DRAFT : POSTER_COMPOSITION_AT;
  else if (is_stored_draft (reader) && is_draft_given)
    {
      if (reader->base->schedule == NULL)
        return refuse (error, _("Say with “%s” when it is to go out."), "scheduledFor");
      request->when = POSTER_COMPOSITION_AT;
      request->schedule = poster_schedule_ref (reader->base->schedule);
    }
  else
    request->when = reader->base != NULL ? POSTER_COMPOSITION_KEEP : POSTER_COMPOSITION_DRAFT;

  if (request->when != POSTER_COMPOSITION_QUEUE)
    {
      g_clear_pointer (&request->queue_id, g_free);
      g_clear_pointer (&reading->profile_id, g_free);
    }
  return TRUE;
}

/**
 * poster_post_reader_read:
 * @platforms: the rules
 * @accounts: (element-type PosterAccount): the accounts that there are
 * @body: what the client sent
 * @base: (nullable): the stored post that it is to change; %NULL for a new one
 * @find_media: (scope call): finds the file that one of `mediaItems` means
 * @user_data: passed to @find_media
 * @error: %POSTER_ERROR_INVALID for what the API does not take; those of @find_media
 *
 * Reads what the API documents: per-platform text, media and time; options flat or nested, in both
 * spellings, or at the post for all accounts of a platform, of which those nearest to the account
 * go. A consent that is not spoken of counts as given, one that is refused does not.
 *
 * Returns: (transfer full): what is wanted
 */
PosterPostReading *
poster_post_reader_read (PosterPlatforms            *platforms,
                         GPtrArray                  *accounts,
                         JsonObject                 *body,
                         PosterPost                 *base,
                         PosterPostReaderMediaFunc   find_media,
                         gpointer                    user_data,
                         GError                    **error)
{
  g_autoptr(PosterPostReading) reading = g_new0 (PosterPostReading, 1);
  const char *zone = poster_json_get_string (body, "timezone");
  Reader reader = { platforms, accounts, body, base, find_media, user_data, NULL, zone };

  reading->request = reader.request = poster_composition_request_new (base);
  reader.request->consent = POSTER_CONSENT_ABSENT_ACCEPTED;
  if (zone == NULL)
    reader.zone = base != NULL && base->schedule != NULL ? poster_schedule_get_zone (base->schedule) : "UTC";
  else if (!poster_zone_is_known (zone))
    {
      refuse (error, _("There is no time zone “%s”."), zone);
      return NULL;
    }
  if (!read_text (body, "content", &reader.request->content, error) ||
      !read_text (body, "title", &reader.request->title, error) ||
      !read_media_member (&reader, body, "mediaItems", &reader.request->media, error) ||
      !read_when (&reader, reading, error) ||
      !read_targets (&reader, error))
    return NULL;
  if (reader.request->targets->len == 0 && reader.request->when != POSTER_COMPOSITION_DRAFT)
    {
      refuse (error, _("Say with “%s” which accounts it is to go to."), "platforms");
      return NULL;
    }
  return g_steal_pointer (&reading);
}

/**
 * poster_post_reading_free:
 * @self: (transfer full): what was read
 *
 * Frees @self.
 */
void
poster_post_reading_free (PosterPostReading *self)
{
  g_clear_pointer (&self->request, poster_composition_request_free);
  g_free (self->profile_id);
  g_free (self);
}
