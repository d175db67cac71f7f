/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-body.h"

#include <string.h>

#include "poster-json.h"
#include "poster-late-state.h"
#include "poster-platform-data.h"

/* Whether addresses are given, or, for comparing, the names that the state has for files. */
typedef enum
{
  ADDRESSES,
  NAMES,
} MediaWords;

static int
compare_members (gconstpointer first,
                 gconstpointer second)
{
  const PosterPublication *one = *(PosterPublication *const *) first;
  const PosterPublication *other = *(PosterPublication *const *) second;

  return g_strcmp0 (one->target_id, other->target_id);
}

/* All targets of the submission, in an order that is the same whichever of them asks. */
static GPtrArray *
list_members (PosterPublication *publication)
{
  GPtrArray *members = g_ptr_array_new ();

  g_ptr_array_add (members, publication);
  for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
    g_ptr_array_add (members, g_ptr_array_index (publication->siblings, i));
  g_ptr_array_sort (members, compare_members);
  return members;
}

/**
 * poster_late_body_media_type:
 * @item: a file
 *
 * Returns: the API's word for what it is
 */
const char *
poster_late_body_media_type (PosterMediaItem *item)
{
  const char *mime_type = item->facts != NULL ? item->facts->mime_type : NULL;

  if (mime_type != NULL && g_str_has_prefix (mime_type, "video/"))
    return "video";
  if (g_strcmp0 (mime_type, "image/gif") == 0)
    return "gif";
  if (mime_type != NULL && g_str_has_prefix (mime_type, "image/"))
    return "image";
  return item->facts != NULL && item->facts->type == POSTER_MEDIA_VIDEO ? "video" : "document";
}

static char *
dup_media_names (PosterPublication *publication)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);
      g_autofree char *key = poster_late_state_media_key (item);

      g_string_append_printf (names, "%s;%s\n", key, item->alt_text != NULL ? item->alt_text : "");
    }
  return g_string_free (names, FALSE);
}

static JsonArray *
build_media (JsonObject        *state,
             PosterPublication *publication,
             MediaWords         words)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);
      JsonObject *json = json_object_new ();
      g_autofree char *key = poster_late_state_media_key (item);
      const char *uri = words == ADDRESSES ? poster_late_state_get_media_uri (state, item) : key;

      json_object_set_string_member (json, "type", poster_late_body_media_type (item));
      json_object_set_string_member (json, "url", uri != NULL ? uri : "");
      if (item->alt_text != NULL && *item->alt_text != '\0')
        json_object_set_string_member (json, "altText", item->alt_text);
      json_array_add_object_element (items, json);
    }
  return items;
}

static void
merge (JsonObject *json,
       JsonObject *more)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (more == NULL)
    return;
  json_object_iter_init (&iter, more);
  while (json_object_iter_next (&iter, &name, &node))
    if (!json_object_has_member (json, name))
      json_object_set_member (json, name, json_node_copy (node));
}

/* What most of @members say, so that the fewest need words of their own. */
static guint
find_most_common (GPtrArray *texts)
{
  guint best = 0;
  guint best_count = 0;

  for (guint i = 0; i < texts->len; i++)
    {
      guint count = 0;

      for (guint j = 0; j < texts->len; j++)
        if (g_str_equal (g_ptr_array_index (texts, i), g_ptr_array_index (texts, j)))
          count++;
      if (count > best_count)
        {
          best = i;
          best_count = count;
        }
    }
  return best;
}

static const char *
get_content (PosterPublication *publication)
{
  return publication->content != NULL ? publication->content : "";
}

static JsonObject *
build_entry (PosterLateSession *session,
             PosterPublication *publication,
             JsonArray         *media,
             JsonObject        *root)
{
  PosterPlatform *platform = poster_late_session_find_platform (session, publication->account->platform);
  g_autoptr(JsonObject) data = NULL;
  g_autoptr(JsonObject) members = NULL;
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "platform", publication->account->platform);
  json_object_set_string_member (entry, "accountId", publication->account->remote_id);
  if (platform != NULL)
    {
      data = poster_platform_build_specific_data (platform, publication->options, publication->content,
                                                  publication->title, media, NULL);
      members = poster_platform_build_post_members (platform, publication->options);
      merge (root, members);
    }
  else
    {
      data = json_object_new ();
    }
  merge (data, publication->place);
  if (json_object_get_size (data) > 0)
    json_object_set_object_member (entry, "platformSpecificData", g_steal_pointer (&data));
  return entry;
}

static void
set_time (JsonObject *json,
          const char *member,
          gint64      time_us)
{
  g_autofree char *text = poster_time_format (time_us);

  json_object_set_string_member (json, member, text);
}

static JsonObject *
build (PosterLateSession *session,
       PosterPublication *publication,
       MediaWords         words)
{
  g_autoptr(GPtrArray) members = list_members (publication);
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  JsonObject *body = json_object_new ();
  JsonArray *entries = json_array_new ();
  JsonArray *common_media;
  const char *common_content;
  const char *common_files;
  const char *title = NULL;

  for (guint i = 0; i < members->len; i++)
    {
      PosterPublication *member = g_ptr_array_index (members, i);

      g_ptr_array_add (contents, g_strdup (get_content (member)));
      g_ptr_array_add (files, dup_media_names (member));
      if (title == NULL && member->title != NULL && *member->title != '\0')
        title = member->title;
    }
  common_content = g_ptr_array_index (contents, find_most_common (contents));
  common_files = g_ptr_array_index (files, find_most_common (files));
  common_media = build_media (publication->state, g_ptr_array_index (members, find_most_common (files)), words);

  json_object_set_string_member (body, "content", common_content);
  if (title != NULL)
    json_object_set_string_member (body, "title", title);
  json_object_set_array_member (body, "mediaItems", common_media);
  for (guint i = 0; i < members->len; i++)
    {
      PosterPublication *member = g_ptr_array_index (members, i);
      g_autoptr(JsonArray) media = build_media (publication->state, member, words);
      JsonObject *entry = build_entry (session, member, media, body);

      if (!g_str_equal (g_ptr_array_index (contents, i), common_content))
        json_object_set_string_member (entry, "customContent", g_ptr_array_index (contents, i));
      if (!g_str_equal (g_ptr_array_index (files, i), common_files))
        json_object_set_array_member (entry, "customMedia", json_array_ref (media));
      /* The others of a submission go out at its time, unless they say another. */
      if (member != publication && member->scheduled_us >= 0 && publication->scheduled_us >= 0 &&
          member->scheduled_us != publication->scheduled_us)
        set_time (entry, "scheduledFor", member->scheduled_us);
      json_array_add_object_element (entries, entry);
    }
  json_object_set_array_member (body, "platforms", entries);
  if (publication->scheduled_us >= 0)
    {
      set_time (body, "scheduledFor", publication->scheduled_us);
      json_object_set_string_member (body, "timezone", publication->zone != NULL ? publication->zone : "UTC");
    }
  else
    {
      json_object_set_boolean_member (body, "publishNow", TRUE);
    }
  return body;
}

/**
 * poster_late_body_build:
 * @session: what Late operations share
 * @publication: what is to be published, with its siblings; its state has the addresses of all files
 *
 * Returns: (transfer full): the body of `POST /v1/posts`
 */
JsonObject *
poster_late_body_build (PosterLateSession *session,
                        PosterPublication *publication)
{
  JsonObject *body = build (session, publication, ADDRESSES);

  if (publication->submission_id != NULL)
    {
      JsonObject *metadata = json_object_new ();

      json_object_set_string_member (metadata, POSTER_LATE_METADATA_SUBMISSION, publication->submission_id);
      json_object_set_object_member (body, "metadata", metadata);
    }
  return body;
}

/**
 * poster_late_body_dup_digest:
 * @session: what Late operations share
 * @publication: what is to be published
 *
 * Returns: (transfer full): a hash of all that the service is sent, whatever the addresses of the files
 */
char *
poster_late_body_dup_digest (PosterLateSession *session,
                             PosterPublication *publication)
{
  g_autoptr(JsonObject) body = build (session, publication, NAMES);
  g_autofree char *text = poster_json_to_text (body, FALSE);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * poster_late_body_dup_media_digest:
 * @publication: what is to be published
 *
 * Returns: (transfer full): a hash of the files that all of its targets get
 */
char *
poster_late_body_dup_media_digest (PosterPublication *publication)
{
  g_autoptr(GPtrArray) members = list_members (publication);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++)
    {
      g_autofree char *names = dup_media_names (g_ptr_array_index (members, i));

      g_string_append_printf (all, "%s\n", names);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, -1);
}
