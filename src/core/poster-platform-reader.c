/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-reader"

#include "poster-platform-reader.h"

#include "poster-error.h"

/**
 * poster_platform_reader_init:
 * @self: (out caller-allocates): a reader
 * @json: (transfer none): the object to read
 */
void
poster_platform_reader_init (PosterPlatformReader *self,
                             JsonObject           *json)
{
  self->json = json;
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->problem = NULL;
}

/**
 * poster_platform_reader_finish:
 * @self: a reader; empty afterwards
 * @what: what was read, for the message
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: whether all was right, and every member was asked for
 */
gboolean
poster_platform_reader_finish (PosterPlatformReader  *self,
                               const char            *what,
                               GError               **error)
{
  g_autofree char *problem = NULL;
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, self->json);
  while (json_object_iter_next (&iter, &member, NULL))
    if (!g_hash_table_contains (self->known, member))
      poster_platform_reader_fail (self, "unknown member “%s”", member);
  g_clear_pointer (&self->known, g_hash_table_unref);
  problem = g_steal_pointer (&self->problem);
  if (problem == NULL)
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "%s: %s", what, problem);
  return FALSE;
}

/**
 * poster_platform_reader_fail:
 * @self: a reader
 * @format: what is wrong
 *
 * Remembers that, unless something was wrong before.
 */
void
poster_platform_reader_fail (PosterPlatformReader *self,
                             const char           *format,
                             ...)
{
  va_list arguments;

  if (self->problem != NULL)
    return;
  va_start (arguments, format);
  self->problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/**
 * poster_platform_reader_node:
 * @self: a reader
 * @member: name of a member; must be a static string
 *
 * Returns: (transfer none) (nullable): what stands under that name
 */
JsonNode *
poster_platform_reader_node (PosterPlatformReader *self,
                             const char           *member)
{
  g_hash_table_add (self->known, (gpointer) member);
  return json_object_get_member (self->json, member);
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/**
 * poster_platform_reader_string:
 * @self: a reader
 * @member: name of a member; must be a static string
 * @required: whether it is a mistake when there is none
 *
 * Returns: (transfer full) (nullable): the text, never an empty one
 */
char *
poster_platform_reader_string (PosterPlatformReader *self,
                               const char           *member,
                               gboolean              required)
{
  JsonNode *node = poster_platform_reader_node (self, member);

  if (node == NULL)
    {
      if (required)
        poster_platform_reader_fail (self, "“%s” is missing", member);
      return NULL;
    }
  if (!is_string (node) || *json_node_get_string (node) == '\0')
    {
      poster_platform_reader_fail (self, "“%s” is not a text", member);
      return NULL;
    }
  return json_node_dup_string (node);
}

/**
 * poster_platform_reader_strings:
 * @self: a reader
 * @member: name of a member; must be a static string
 *
 * Returns: (transfer full) (nullable): the texts in that array; %NULL when there is none
 */
char **
poster_platform_reader_strings (PosterPlatformReader *self,
                                const char           *member)
{
  JsonArray *array = poster_platform_reader_array (self, member, FALSE);
  g_autoptr(GPtrArray) strings = NULL;

  if (array == NULL)
    return NULL;
  strings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!is_string (element))
        {
          poster_platform_reader_fail (self, "“%s” holds something that is not a text", member);
          return NULL;
        }
      g_ptr_array_add (strings, json_node_dup_string (element));
    }
  if (strings->len == 0)
    poster_platform_reader_fail (self, "“%s” is empty", member);
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&strings), FALSE);
}

/**
 * poster_platform_reader_number:
 * @self: a reader
 * @member: name of a member; must be a static string
 * @number: (out): the number; left alone when there is none
 *
 * Returns: whether there is one
 */
gboolean
poster_platform_reader_number (PosterPlatformReader *self,
                               const char           *member,
                               double               *number)
{
  JsonNode *node = poster_platform_reader_node (self, member);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_INT64 &&
                                        json_node_get_value_type (node) != G_TYPE_DOUBLE))
    {
      poster_platform_reader_fail (self, "“%s” is not a number", member);
      return FALSE;
    }
  *number = json_node_get_double (node);
  return TRUE;
}

/**
 * poster_platform_reader_boolean:
 * @self: a reader
 * @member: name of a member; must be a static string
 *
 * Returns: the boolean; %FALSE when there is none
 */
gboolean
poster_platform_reader_boolean (PosterPlatformReader *self,
                                const char           *member)
{
  JsonNode *node = poster_platform_reader_node (self, member);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      poster_platform_reader_fail (self, "“%s” is neither true nor false", member);
      return FALSE;
    }
  return json_node_get_boolean (node);
}

/**
 * poster_platform_reader_array:
 * @self: a reader
 * @member: name of a member; must be a static string
 * @required: whether it is a mistake when there is none
 *
 * Returns: (transfer none) (nullable): the list
 */
JsonArray *
poster_platform_reader_array (PosterPlatformReader *self,
                              const char           *member,
                              gboolean              required)
{
  JsonNode *node = poster_platform_reader_node (self, member);

  if (node == NULL)
    {
      if (required)
        poster_platform_reader_fail (self, "“%s” is missing", member);
      return NULL;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      poster_platform_reader_fail (self, "“%s” is not a list", member);
      return NULL;
    }
  return json_node_get_array (node);
}

/**
 * poster_platform_reader_object:
 * @self: a reader
 * @member: name of a member; must be a static string
 *
 * Returns: (transfer none) (nullable): the object
 */
JsonObject *
poster_platform_reader_object (PosterPlatformReader *self,
                               const char           *member)
{
  JsonNode *node = poster_platform_reader_node (self, member);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      poster_platform_reader_fail (self, "“%s” is not an object", member);
      return NULL;
    }
  return json_node_get_object (node);
}

/**
 * poster_platform_look_up:
 * @json: (nullable): an object, e.g. what a connector tells about a creator
 * @path: names of members, with dots between the levels
 *
 * Returns: (transfer none) (nullable): what stands there; %NULL also for JSON's null
 */
JsonNode *
poster_platform_look_up (JsonObject *json,
                         const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      node = json != NULL ? json_object_get_member (json, names[i]) : NULL;
      json = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    }
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}
