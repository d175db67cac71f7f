/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-json"

#include "poster-json.h"

#include "poster-error.h"

static JsonNode *
get_value (JsonObject *json,
           const char *member)
{
  JsonNode *node = json != NULL ? json_object_get_member (json, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

/**
 * poster_json_get_string:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: (nullable): the string, or %NULL when there is none
 */
const char *
poster_json_get_string (JsonObject *json,
                        const char *member)
{
  JsonNode *node = get_value (json, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/**
 * poster_json_get_int:
 * @json: (nullable): an object
 * @member: name of a member
 * @fallback: the answer when there is no number
 *
 * Returns: a whole number, exact over all 64 bits
 */
gint64
poster_json_get_int (JsonObject *json,
                     const char *member,
                     gint64      fallback)
{
  JsonNode *node = get_value (json, member);

  if (node == NULL)
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      double number = json_node_get_double (node);

      /* Beyond this the conversion would be undefined. */
      return number > -9.2e18 && number < 9.2e18 ? (gint64) number : fallback;
    }
  return fallback;
}

/**
 * poster_json_get_double:
 * @json: (nullable): an object
 * @member: name of a member
 * @fallback: the answer when there is no number
 *
 * Returns: the number
 */
double
poster_json_get_double (JsonObject *json,
                        const char *member,
                        double      fallback)
{
  JsonNode *node = get_value (json, member);

  if (node != NULL && (json_node_get_value_type (node) == G_TYPE_INT64 ||
                       json_node_get_value_type (node) == G_TYPE_DOUBLE))
    return json_node_get_double (node);
  return fallback;
}

/**
 * poster_json_get_boolean:
 * @json: (nullable): an object
 * @member: name of a member
 * @fallback: the answer when there is no boolean
 *
 * Returns: the boolean
 */
gboolean
poster_json_get_boolean (JsonObject *json,
                         const char *member,
                         gboolean    fallback)
{
  JsonNode *node = get_value (json, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node) : fallback;
}

/**
 * poster_json_get_object:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: (nullable) (transfer none): the object under @member
 */
JsonObject *
poster_json_get_object (JsonObject *json,
                        const char *member)
{
  JsonNode *node = json != NULL ? json_object_get_member (json, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * poster_json_get_array:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: (nullable) (transfer none): the array under @member
 */
JsonArray *
poster_json_get_array (JsonObject *json,
                       const char *member)
{
  JsonNode *node = json != NULL ? json_object_get_member (json, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * poster_json_node_to_id:
 * @node: (nullable): a node
 *
 * Some services write ids as strings, some as numbers beyond 2^53. Either is text here, and
 * never goes through a double.
 *
 * Returns: (transfer full) (nullable): the id; %NULL when @node holds none
 */
char *
poster_json_node_to_id (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0' ? json_node_dup_string (node) : NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

/**
 * poster_json_parse_object:
 * @text: JSON text
 * @length: its length in bytes, or -1
 * @error: %POSTER_ERROR_SERVICE; the message never quotes @text
 *
 * Returns: (transfer full): the object that @text is
 */
JsonObject *
poster_json_parse_object (const char  *text,
                          gssize       length,
                          GError     **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, text, length, NULL) ||
      (root = json_parser_get_root (parser)) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_SERVICE, "The text is not a JSON object");
      return NULL;
    }
  return json_object_ref (json_node_get_object (root));
}

/**
 * poster_json_to_text:
 * @json: an object
 * @pretty: whether to break lines and indent
 *
 * Returns: (transfer full): @json as text
 */
char *
poster_json_to_text (JsonObject *json,
                     gboolean    pretty)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json);

  return json_to_string (node, pretty);
}

/**
 * poster_json_copy:
 * @json: (nullable): an object
 *
 * Returns: (transfer full) (nullable): a deep copy of @json
 */
JsonObject *
poster_json_copy (JsonObject *json)
{
  g_autoptr(JsonNode) copy = NULL;
  g_autofree char *text = NULL;

  if (json == NULL)
    return NULL;
  /* json_node_copy () of an object only takes a reference. */
  text = poster_json_to_text (json, FALSE);
  copy = json_from_string (text, NULL);
  return json_object_ref (json_node_get_object (copy));
}
