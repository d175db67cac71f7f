/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-unknown.h"

#include "poster-json.h"
#include "poster-late-body.h"
#include "poster-late-json.h"
#include "poster-platform-data.h"

/* What a post at Late has that Poster knows nothing about: settings that are newer than this program,
 * or that other programs put there, files included. An edit replaces a post's accounts as a whole, and
 * would wipe them out; so they are read before and sent along. What an edit leaves out at the top of the post
 * the service keeps by itself, but for `metadata`, where we have a member of our own. */

static void
add_members (JsonObject *to,
             JsonObject *from)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonNode *there = json_object_get_member (to, name);

      if (there == NULL)
        json_object_set_member (to, name, json_node_copy (node));
      else if (JSON_NODE_HOLDS_OBJECT (there) && JSON_NODE_HOLDS_OBJECT (node))
        add_members (json_node_get_object (there), json_node_get_object (node));
    }
}

static JsonObject *
dup_extra (PosterPlatforms *platforms,
           JsonObject      *post,
           JsonObject      *entry)
{
  const char *key = poster_late_json_get_text (entry, "platform");
  JsonObject *specific = poster_json_get_object (entry, "platformSpecificData");
  PosterPlatform *platform = platforms != NULL && key != NULL ? poster_platforms_find (platforms, key) : NULL;
  g_autoptr(PosterPlatformData) data = NULL;

  if (specific == NULL)
    return NULL;
  if (platform == NULL)
    return json_object_ref (specific);
  data = poster_platform_read_specific_data (platform, specific, post);
  return data->extra != NULL && json_object_get_size (data->extra) > 0 ? json_object_ref (data->extra) : NULL;
}

/* Members of a file that an edit says anew. */
static const char *const file_members[] = { "type", "url", "altText", NULL };

/* What is said of files by others: a cover, a title. By address. */
static void
take_files (JsonObject *files,
            JsonArray  *items)
{
  for (guint i = 0; i < poster_late_json_get_length (items); i++)
    {
      JsonObject *item = poster_late_json_get_element (items, i);
      const char *uri = poster_json_get_string (item, "url");
      g_autoptr(JsonObject) extra = NULL;

      if (uri == NULL)
        continue;
      extra = poster_json_copy (item);
      for (guint j = 0; file_members[j] != NULL; j++)
        json_object_remove_member (extra, file_members[j]);
      if (json_object_get_size (extra) > 0)
        json_object_set_object_member (files, uri, g_steal_pointer (&extra));
    }
}

static void
put_files (JsonObject *files,
           JsonArray  *items)
{
  for (guint i = 0; i < poster_late_json_get_length (items); i++)
    {
      JsonObject *item = poster_late_json_get_element (items, i);
      const char *uri = poster_json_get_string (item, "url");
      JsonObject *extra = uri != NULL ? poster_json_get_object (files, uri) : NULL;

      if (extra != NULL)
        add_members (item, extra);
    }
}

/* Whether somebody else gave an account files of its own. */
static gboolean
has_foreign_files (JsonArray  *items,
                   JsonObject *state)
{
  JsonObject *media = poster_json_get_object (state, "media");
  g_autoptr(GList) known = media != NULL ? json_object_get_values (media) : NULL;

  for (guint i = 0; i < poster_late_json_get_length (items); i++)
    {
      const char *uri = poster_json_get_string (poster_late_json_get_element (items, i), "url");
      gboolean is_ours = uri == NULL;

      for (GList *link = known; link != NULL && !is_ours; link = link->next)
        is_ours = JSON_NODE_HOLDS_OBJECT ((JsonNode *) link->data) &&
                  g_strcmp0 (poster_json_get_string (json_node_get_object (link->data), "url"), uri) == 0;
      if (!is_ours)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_late_unknown_take:
 * @platforms: (nullable): what is known of the platforms
 * @post: a post as the service has it
 * @state: (nullable): what is known of our own files there
 *
 * Returns: (transfer full) (nullable): what Poster has no words for in it; %NULL when there is nothing
 */
JsonObject *
poster_late_unknown_take (PosterPlatforms *platforms,
                          JsonObject      *post,
                          JsonObject      *state)
{
  JsonArray *entries = poster_json_get_array (post, "platforms");
  JsonObject *metadata = poster_json_get_object (post, "metadata");
  g_autoptr(JsonObject) accounts = json_object_new ();
  g_autoptr(JsonObject) custom_media = json_object_new ();
  g_autoptr(JsonObject) files = json_object_new ();
  JsonObject *unknown;

  take_files (files, poster_json_get_array (post, "mediaItems"));
  for (guint i = 0; i < poster_late_json_get_length (entries); i++)
    {
      JsonObject *entry = poster_late_json_get_element (entries, i);
      g_autofree char *id = entry != NULL ? poster_late_json_dup_id (entry, "accountId") : NULL;
      g_autoptr(JsonObject) extra = id != NULL ? dup_extra (platforms, post, entry) : NULL;
      JsonArray *own = poster_json_get_array (entry, "customMedia");

      take_files (files, own);
      if (id != NULL && has_foreign_files (own, state))
        json_object_set_array_member (custom_media, id, json_array_ref (own));
      if (extra != NULL)
        json_object_set_object_member (accounts, id, g_steal_pointer (&extra));
    }
  if (json_object_get_size (accounts) == 0 && json_object_get_size (custom_media) == 0 && json_object_get_size (files) == 0 &&
      metadata == NULL)
    return NULL;
  unknown = json_object_new ();
  json_object_set_object_member (unknown, "customMedia", g_steal_pointer (&custom_media));
  json_object_set_object_member (unknown, "files", g_steal_pointer (&files));
  json_object_set_object_member (unknown, "accounts", g_steal_pointer (&accounts));
  if (metadata != NULL)
    json_object_set_object_member (unknown, "metadata", json_object_ref (metadata));
  return unknown;
}

/**
 * poster_late_unknown_put:
 * @unknown: (nullable): of poster_late_unknown_take()
 * @body: what the post is to become; what it says itself stays
 */
void
poster_late_unknown_put (JsonObject *unknown,
                         JsonObject *body)
{
  JsonArray *entries = poster_json_get_array (body, "platforms");
  JsonObject *accounts = poster_json_get_object (unknown, "accounts");
  JsonObject *metadata = poster_json_get_object (unknown, "metadata");
  JsonObject *custom_media = poster_json_get_object (unknown, "customMedia");
  JsonObject *files = poster_json_get_object (unknown, "files");

  if (files != NULL)
    put_files (files, poster_json_get_array (body, "mediaItems"));
  for (guint i = 0; accounts != NULL && i < poster_late_json_get_length (entries); i++)
    {
      JsonObject *entry = poster_late_json_get_element (entries, i);
      const char *id = poster_json_get_string (entry, "accountId");
      JsonObject *extra = id != NULL ? poster_json_get_object (accounts, id) : NULL;
      JsonArray *own = id != NULL && custom_media != NULL ? poster_json_get_array (custom_media, id) : NULL;

      if (files != NULL)
        put_files (files, poster_json_get_array (entry, "customMedia"));
      if (own != NULL && !json_object_has_member (entry, "customMedia"))
        json_object_set_array_member (entry, "customMedia", json_array_ref (own));
      if (extra == NULL)
        continue;
      if (poster_json_get_object (entry, "platformSpecificData") == NULL)
        json_object_set_object_member (entry, "platformSpecificData", json_object_new ());
      add_members (poster_json_get_object (entry, "platformSpecificData"), extra);
    }
  if (metadata == NULL)
    return;
  if (poster_json_get_object (body, "metadata") == NULL)
    json_object_set_object_member (body, "metadata", json_object_new ());
  add_members (poster_json_get_object (body, "metadata"), metadata);
}
