/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-data"

#include "poster-platform-data.h"

#include <string.h>

#include "poster-json.h"

/* A member of @json with dots between the levels, which are made where they are not there yet; takes
 * @value. */
static void
set_member (JsonObject *json,
            const char *path,
            JsonNode   *value)
{
  g_auto(GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i + 1] != NULL; i++)
    {
      JsonObject *inner = poster_json_get_object (json, names[i]);

      if (inner == NULL)
        {
          inner = json_object_new ();
          json_object_set_object_member (json, names[i], inner);
        }
      json = inner;
    }
  json_object_set_member (json, names[g_strv_length (names) - 1], value);
}

/* What @extra has and @json has not, on every level. */
static void
add_missing (JsonObject *json,
             JsonObject *extra)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, extra);
  while (json_object_iter_next (&iter, &member, &node))
    {
      JsonObject *inner = poster_json_get_object (json, member);

      if (!json_object_has_member (json, member))
        json_object_set_member (json, member, json_node_copy (node));
      else if (inner != NULL && JSON_NODE_HOLDS_OBJECT (node))
        add_missing (inner, json_node_get_object (node));
    }
}

static gboolean
is_default (PosterOption *option,
            JsonNode     *value)
{
  return option->default_value != NULL && json_node_equal (option->default_value, value);
}

/* The whole thread: the post itself comes first, for the API publishes the thread and nothing else. */
static void
put_root_first (JsonNode   *thread,
                const char *content,
                JsonArray  *media_items)
{
  g_autoptr(JsonArray) items = json_array_new ();
  JsonArray *others = json_node_get_array (thread);
  JsonObject *root = json_object_new ();

  json_object_set_string_member (root, "content", content != NULL ? content : "");
  if (media_items != NULL && json_array_get_length (media_items) > 0)
    json_object_set_array_member (root, "mediaItems", json_array_ref (media_items));
  json_array_add_object_element (items, root);
  for (guint i = 0; i < json_array_get_length (others); i++)
    json_array_add_element (items, json_node_copy (json_array_get_element (others, i)));
  json_node_set_array (thread, items);
}

/* (nullable): what the API is told of @option */
static JsonNode *
value_for_api (PosterOption *option,
               JsonObject   *options,
               JsonObject   *complete,
               const char   *title)
{
  JsonNode *value = json_object_get_member (complete, option->key);
  gboolean is_given = options != NULL && json_object_has_member (options, option->key);

  if (!poster_conditions_all_hold (option->applies_when, complete, NULL))
    return NULL;
  if (poster_value_is_empty (value))
    return option->is_title && title != NULL && *title != '\0' ? json_node_init_string (json_node_alloc (), title) : NULL;
  if (!is_given || (!option->is_always_sent && is_default (option, value)))
    return NULL;
  return poster_option_value_to_api (option, value);
}

static JsonObject *
build (PosterPlatform *self,
       gboolean        of_post,
       JsonObject     *options,
       const char     *content,
       const char     *title,
       JsonArray      *media_items)
{
  g_autoptr(JsonObject) complete = poster_platform_complete_options (self, options);
  JsonObject *data = json_object_new ();

  for (guint i = 0; i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);
      JsonNode *value;

      if (option->is_of_post != of_post)
        continue;
      value = value_for_api (option, options, complete, title);
      if (value == NULL)
        continue;
      if (option->type == POSTER_OPTION_THREAD)
        put_root_first (value, content, media_items);
      set_member (data, option->key, value);
    }
  return data;
}

/**
 * poster_platform_build_specific_data:
 * @self: a platform
 * @options: (nullable): what is chosen, by canonical key, as poster_options_resolve() has it: what does
 *   not apply to the files is left out already
 * @content: (nullable): the post's text; only a thread needs it, whose first post it is
 * @title: (nullable): the post's title; taken where the platform has one and @options do not
 * @media_items: (nullable): the post's files, in the API's shape; only a thread needs them
 * @extra: (nullable): members that Poster does not know, of poster_platform_read_specific_data()
 *
 * Makes the API's `platformSpecificData`: names as the API has them, levels where the names have
 * dots, defaults left out but for those that the API has to be told. Consents are in it only where
 * @options have them: nobody consents for somebody else.
 *
 * Returns: (transfer full): the object; an empty one when there is nothing to say
 */
JsonObject *
poster_platform_build_specific_data (PosterPlatform *self,
                                     JsonObject     *options,
                                     const char     *content,
                                     const char     *title,
                                     JsonArray      *media_items,
                                     JsonObject     *extra)
{
  JsonObject *data;

  g_return_val_if_fail (POSTER_IS_PLATFORM (self), NULL);

  data = build (self, FALSE, options, content, title, media_items);
  if (extra != NULL)
    add_missing (data, extra);
  return data;
}

/**
 * poster_platform_build_post_members:
 * @self: a platform
 * @options: (nullable): what is chosen, by canonical key
 *
 * Returns: (transfer full): the options that the API has as members of the post itself, e.g. `tags`;
 *   none perhaps
 */
JsonObject *
poster_platform_build_post_members (PosterPlatform *self,
                                    JsonObject     *options)
{
  g_return_val_if_fail (POSTER_IS_PLATFORM (self), NULL);

  return build (self, TRUE, options, NULL, NULL, NULL);
}

/**
 * poster_platform_nest_options:
 * @self: (nullable): a platform
 * @options: what is chosen, by canonical key
 * @content: the post's text, the first of a thread
 * @media_items: (nullable): the post's files, in the API's shape
 *
 * Says all of @options in the shape of the API's `platformSpecificData`, for whoever asks what was
 * chosen; unlike poster_platform_build_specific_data(), which says what the API needs to be told.
 * poster_platform_read_specific_data() understands it.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
poster_platform_nest_options (PosterPlatform *self,
                              JsonObject     *options,
                              const char     *content,
                              JsonArray      *media_items)
{
  JsonObject *data = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, options);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      PosterOption *option = self != NULL ? poster_platform_find_option (self, key) : NULL;
      JsonNode *node = option != NULL ? poster_option_value_to_api (option, value) : json_node_copy (value);

      if (option != NULL && option->type == POSTER_OPTION_THREAD && JSON_NODE_HOLDS_ARRAY (node))
        put_root_first (node, content, media_items);
      set_member (data, option != NULL ? option->key : key, node);
    }
  return data;
}

/* Puts the first post of a thread aside: it is the post itself. */
static JsonNode *
take_root (PosterPlatformData *data,
           JsonNode           *thread)
{
  JsonArray *items = json_node_get_array (thread);
  JsonArray *others = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, others);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;

      if (i > 0)
        {
          json_array_add_element (others, json_node_copy (item));
        }
      else if (data->content == NULL)
        {
          JsonArray *media_items = poster_json_get_array (object, "mediaItems");

          data->content = g_strdup (object != NULL ? poster_json_get_string (object, "content")
                                                   : json_node_get_string (item));
          data->media_items = media_items != NULL ? json_array_ref (media_items) : NULL;
        }
    }
  return node;
}

/* Whether @node could be taken as a value of @option. */
static gboolean
take_value (PosterPlatformData *data,
            PosterOption       *option,
            JsonNode           *node)
{
  JsonNode *value;

  if (poster_value_is_empty (node))
    return TRUE;
  if (option->type == POSTER_OPTION_THREAD && JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr(JsonNode) others = take_root (data, node);

      value = poster_option_normalize (option, others);
    }
  else
    {
      value = poster_option_normalize (option, node);
    }
  if (value == NULL)
    return FALSE;
  if (poster_value_is_empty (value))
    json_node_unref (value);
  else
    json_object_set_member (data->options, option->key, value);
  return TRUE;
}

/* @prefix: (nullable): the levels above; @extra: the object of that level. What stands flat goes
 * before what is nested, and a canonical name before an alias: so later ones are kept off. */
static void
read_level (PosterPlatform     *self,
            PosterPlatformData *data,
            JsonObject         *json,
            const char         *prefix,
            JsonObject         *extra)
{
  g_autoptr(GList) members = json_object_get_members (json);

  for (int canonical = 1; canonical >= 0; canonical--)
    for (GList *link = members; link != NULL; link = link->next)
      {
        JsonNode *node = json_object_get_member (json, link->data);
        g_autofree char *path = poster_platform_join_path (prefix, link->data);
        PosterOption *option = poster_platform_find_option (self, path);

        if (option == NULL || g_str_equal (option->key, path) != canonical)
          continue;
        if (!json_object_has_member (data->options, option->key) && !take_value (data, option, node))
          json_object_set_member (extra, link->data, json_node_copy (node));
      }
  for (GList *link = members; link != NULL; link = link->next)
    {
      JsonNode *node = json_object_get_member (json, link->data);
      g_autofree char *path = poster_platform_join_path (prefix, link->data);
      gboolean is_nested = self->nested != NULL && prefix == NULL &&
                           g_strv_contains ((const char * const *) self->nested, link->data);
      JsonObject *inner;

      if (poster_platform_find_option (self, path) != NULL)
        continue;
      if (!JSON_NODE_HOLDS_OBJECT (node) || (!is_nested && !poster_platform_leads_to_options (self, path)))
        {
          json_object_set_member (extra, link->data, json_node_copy (node));
          continue;
        }
      inner = json_object_new ();
      read_level (self, data, json_node_get_object (node), is_nested && !poster_platform_leads_to_options (self, path) ? NULL : path,
                  inner);
      if (json_object_get_size (inner) > 0)
        json_object_set_object_member (extra, link->data, inner);
      else
        json_object_unref (inner);
    }
}

/**
 * poster_platform_read_specific_data:
 * @self: a platform
 * @specific_data: (nullable): the API's `platformSpecificData`
 * @post: (nullable): the post that it belongs to, in the API's shape, for the options that are
 *   members of the post itself
 *
 * The way back of poster_platform_build_specific_data(). Understands every name and every place
 * that the API does.
 *
 * Returns: (transfer full): what was said
 */
PosterPlatformData *
poster_platform_read_specific_data (PosterPlatform *self,
                                    JsonObject     *specific_data,
                                    JsonObject     *post)
{
  PosterPlatformData *data;

  g_return_val_if_fail (POSTER_IS_PLATFORM (self), NULL);

  data = g_new0 (PosterPlatformData, 1);
  data->options = json_object_new ();
  data->extra = json_object_new ();
  if (specific_data != NULL)
    read_level (self, data, specific_data, NULL, data->extra);
  for (guint i = 0; post != NULL && i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);
      JsonNode *node = option->is_of_post ? json_object_get_member (post, option->key) : NULL;

      if (node != NULL && !json_object_has_member (data->options, option->key))
        take_value (data, option, node);
    }
  return data;
}

/**
 * poster_platform_data_free:
 * @self: (transfer full): what was said
 *
 * Frees @self.
 */
void
poster_platform_data_free (PosterPlatformData *self)
{
  json_object_unref (self->options);
  json_object_unref (self->extra);
  g_free (self->content);
  g_clear_pointer (&self->media_items, json_array_unref);
  g_free (self);
}
