/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-post.h"

#include "poster-json.h"
#include "poster-late-body.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-platform-data.h"

/* The API's words for what becomes of a post on one platform (reference late-api, section 7.5). */
static const struct
{
  const char        *word;
  PosterTargetState  state;
} states[] = {
  { "draft", POSTER_TARGET_DRAFT },
  { "pending", POSTER_TARGET_SCHEDULED },
  { "scheduled", POSTER_TARGET_SCHEDULED },
  { "queued", POSTER_TARGET_SCHEDULED },
  { "publishing", POSTER_TARGET_PROCESSING },
  { "published", POSTER_TARGET_PUBLISHED },
  { "failed", POSTER_TARGET_FAILED },
  { "cancelled", POSTER_TARGET_CANCELLED },
  { "canceled", POSTER_TARGET_CANCELLED },
};

/**
 * poster_late_post_from_answer:
 * @root: (nullable): what the service answered
 *
 * Returns: (transfer none) (nullable): the post in it, in whichever place it is
 */
JsonObject *
poster_late_post_from_answer (JsonObject *root)
{
  JsonObject *post = poster_json_get_object (root, "post");

  if (post == NULL)
    post = poster_json_get_object (root, "existingPost");
  if (post == NULL && root != NULL && json_object_has_member (root, "_id"))
    post = root;
  return post;
}

/**
 * poster_late_post_dup_path:
 * @post_id: id of a post
 * @action: (nullable): what is to be done with it, e.g. `retry`
 *
 * Returns: (transfer full): the path of that below the base address
 */
char *
poster_late_post_dup_path (const char *post_id,
                           const char *action)
{
  g_autofree char *escaped = g_uri_escape_string (post_id, NULL, FALSE);

  return g_strconcat ("/v1/posts/", escaped, action != NULL ? "/" : NULL, action, NULL);
}

/**
 * poster_late_post_dup_id:
 * @post: (nullable): a post
 *
 * Returns: (transfer full) (nullable): its id
 */
char *
poster_late_post_dup_id (JsonObject *post)
{
  char *id = poster_late_json_dup_id (post, "_id");

  return id != NULL ? id : poster_late_json_dup_id (post, "id");
}

/**
 * poster_late_post_find_entry:
 * @post: a post
 * @account_remote_id: an account
 *
 * Returns: (transfer none) (nullable): what the post says of that account
 */
JsonObject *
poster_late_post_find_entry (JsonObject *post,
                             const char *account_remote_id)
{
  JsonArray *entries = poster_json_get_array (post, "platforms");

  for (guint i = 0; i < poster_late_json_get_length (entries); i++)
    {
      JsonObject *entry = poster_late_json_get_element (entries, i);
      g_autofree char *id = poster_late_json_dup_id (entry, "accountId");

      if (g_strcmp0 (id, account_remote_id) == 0)
        return entry;
    }
  return NULL;
}

static gboolean
find_state (const char        *word,
            PosterTargetState *state)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].word, word))
      {
        *state = states[i].state;
        return TRUE;
      }
  return FALSE;
}

/**
 * poster_late_post_get_state:
 * @post: a post
 * @entry: (nullable): what it says of an account
 *
 * Returns: the state in our words; %POSTER_TARGET_PROCESSING for one that nobody knows
 */
PosterTargetState
poster_late_post_get_state (JsonObject *post,
                            JsonObject *entry)
{
  const char *of_post = poster_json_get_string (post, "status");
  const char *of_entry = poster_json_get_string (entry, "status");
  PosterTargetState state = POSTER_TARGET_PROCESSING;

  if (of_entry == NULL)
    of_entry = of_post;
  if (!find_state (of_entry, &state))
    return POSTER_TARGET_PROCESSING;
  /* An account of a draft, or of a post that was cancelled, is pending still. */
  if (state == POSTER_TARGET_SCHEDULED && of_post != NULL &&
      (g_str_equal (of_post, "draft") || g_str_equal (of_post, "cancelled") || g_str_equal (of_post, "publishing")))
    find_state (of_post, &state);
  return state;
}

/**
 * poster_late_post_is_waiting:
 * @post: a post
 *
 * Returns: whether the service has not begun to publish it
 */
gboolean
poster_late_post_is_waiting (JsonObject *post)
{
  const char *status = poster_json_get_string (post, "status");

  return g_strcmp0 (status, "scheduled") == 0 || g_strcmp0 (status, "draft") == 0 ||
         g_strcmp0 (status, "queued") == 0 || g_strcmp0 (status, "cancelled") == 0;
}

/* @target: (nullable): whose own they are */
static void
parse_media (PosterRemotePost   *remote,
             PosterRemoteTarget *target,
             JsonArray          *items)
{
  for (guint i = 0; i < poster_late_json_get_length (items); i++)
    {
      JsonObject *item = poster_late_json_get_element (items, i);
      const char *uri = poster_json_get_string (item, "url");
      const char *type = poster_late_json_get_text (item, "type");

      if (uri == NULL)
        continue;
      if (target != NULL)
        poster_remote_target_add_media (target, type != NULL ? type : "image", uri);
      else
        poster_remote_post_add_media (remote, type != NULL ? type : "image", uri);
    }
}

static gboolean
has_same_media (PosterRemotePost   *remote,
                PosterRemoteTarget *target)
{
  if (remote->media->len != target->media->len)
    return FALSE;
  for (guint i = 0; i < remote->media->len; i++)
    if (!g_str_equal (((PosterRemoteMedia *) g_ptr_array_index (remote->media, i))->uri,
                      ((PosterRemoteMedia *) g_ptr_array_index (target->media, i))->uri))
      return FALSE;
  return TRUE;
}

/* What its settings say: a thread begins with a post of its own, which goes out instead of the text. */
static void
parse_settings (PosterPlatform     *platform,
                PosterRemotePost   *remote,
                PosterRemoteTarget *target,
                JsonObject         *post,
                JsonObject         *entry)
{
  g_autoptr(PosterPlatformData) data = NULL;
  const char *content = target->content != NULL ? target->content : remote->content;

  data = poster_platform_read_specific_data (platform, poster_json_get_object (entry, "platformSpecificData"), post);
  json_object_unref (target->options);
  target->options = json_object_ref (data->options);
  if (data->content != NULL && !g_str_equal (data->content, content))
    {
      g_free (target->content);
      target->content = g_strdup (data->content);
    }
  if (data->media_items != NULL && target->media->len == 0)
    parse_media (remote, target, data->media_items);
}

static void
parse_target (PosterPlatforms  *platforms,
              PosterRemotePost *remote,
              JsonObject       *post,
              JsonObject       *entry)
{
  g_autofree char *account_id = poster_late_json_dup_id (entry, "accountId");
  const char *platform_key = poster_late_json_get_text (entry, "platform");
  const char *status = poster_late_json_get_text (entry, "status");
  PosterPlatform *platform = platforms != NULL && platform_key != NULL ? poster_platforms_find (platforms, platform_key)
                                                                      : NULL;
  PosterRemoteTarget *target;

  if (account_id == NULL)
    return;
  target = poster_remote_post_add_target (remote);
  target->account_remote_id = g_steal_pointer (&account_id);
  target->platform = g_strdup (platform_key != NULL ? platform_key : "");
  target->status = g_strdup (status != NULL ? status : remote->status);
  target->state = poster_late_post_get_state (post, entry);
  target->content = g_strdup (poster_late_json_get_text (entry, "customContent"));
  target->scheduled_us = poster_late_json_get_time_us (entry, "scheduledFor");
  if (target->scheduled_us == remote->scheduled_us)
    target->scheduled_us = -1;
  target->platform_post_id = poster_late_json_dup_id (entry, "platformPostId");
  target->platform_post_url = g_strdup (poster_late_json_get_text (entry, "platformPostUrl"));
  target->published_us = poster_late_json_get_time_us (entry, "publishedAt");
  if (poster_late_json_get_text (entry, "errorMessage") != NULL || poster_late_json_get_text (entry, "error") != NULL)
    {
      const char *text = poster_late_json_get_text (entry, "errorMessage");

      target->error_message = poster_late_error_clean_text (text != NULL ? text : poster_json_get_string (entry, "error"));
    }
  target->error_category = g_strdup (poster_late_json_get_text (entry, "errorCategory"));
  parse_media (remote, target, poster_json_get_array (entry, "customMedia"));
  if (platform != NULL)
    parse_settings (platform, remote, target, post, entry);
  if (has_same_media (remote, target))
    g_ptr_array_set_size (target->media, 0);
}

/**
 * poster_late_post_parse:
 * @platforms: (nullable): what is known of the platforms
 * @post: a post
 *
 * May be called in any thread.
 *
 * Returns: (transfer full) (nullable): the post; %NULL when it has no id
 */
PosterRemotePost *
poster_late_post_parse (PosterPlatforms *platforms,
                        JsonObject      *post)
{
  g_autofree char *id = poster_late_post_dup_id (post);
  const char *content = poster_json_get_string (post, "content");
  const char *status = poster_late_json_get_text (post, "status");
  JsonArray *entries = poster_json_get_array (post, "platforms");
  PosterRemotePost *remote;

  if (id == NULL)
    return NULL;
  remote = poster_remote_post_new (id);
  remote->submission_id = g_strdup (poster_late_json_get_text (poster_json_get_object (post, "metadata"),
                                                               POSTER_LATE_METADATA_SUBMISSION));
  remote->status = g_strdup (status != NULL ? status : "");
  g_free (remote->content);
  remote->content = g_strdup (content != NULL ? content : "");
  remote->title = g_strdup (poster_late_json_get_text (post, "title"));
  remote->scheduled_us = poster_late_json_get_time_us (post, "scheduledFor");
  remote->zone = g_strdup (poster_late_json_get_text (post, "timezone"));
  remote->created_us = poster_late_json_get_time_us (post, "createdAt");
  remote->updated_us = poster_late_json_get_time_us (post, "updatedAt");
  parse_media (remote, NULL, poster_json_get_array (post, "mediaItems"));
  for (guint i = 0; i < poster_late_json_get_length (entries); i++)
    {
      JsonObject *entry = poster_late_json_get_element (entries, i);

      if (entry != NULL)
        parse_target (platforms, remote, post, entry);
    }
  return remote;
}
