/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-json.h"

#include "poster-json.h"

/**
 * poster_late_json_node_dup_id:
 * @node: (nullable): an id: a string, or an object that is populated with what the id stands for
 *
 * Returns: (transfer full) (nullable): the id
 */
char *
poster_late_json_node_dup_id (JsonNode *node)
{
  static const char *const members[] = { "_id", "id", "accountId" };
  JsonObject *object;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return poster_json_node_to_id (node);
  object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      char *id = poster_json_node_to_id (json_object_get_member (object, members[i]));

      if (id != NULL)
        return id;
    }
  return NULL;
}

/**
 * poster_late_json_dup_id:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: (transfer full) (nullable): the id under @member, in whichever shape it is
 */
char *
poster_late_json_dup_id (JsonObject *json,
                         const char *member)
{
  return json != NULL ? poster_late_json_node_dup_id (json_object_get_member (json, member)) : NULL;
}

/**
 * poster_late_json_get_time_us:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: the instant under @member, in microseconds since the epoch; -1 when there is none. A time
 *   without an offset counts as UTC.
 */
gint64
poster_late_json_get_time_us (JsonObject *json,
                              const char *member)
{
  const char *text = poster_json_get_string (json, member);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  if (time == NULL)
    return -1;
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * poster_late_json_get_length:
 * @array: (nullable): an array
 *
 * Returns: how many elements it has
 */
guint
poster_late_json_get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/**
 * poster_late_json_get_element:
 * @array: an array
 * @index: less than its length
 *
 * Returns: (transfer none) (nullable): the object at @index, %NULL when it is something else
 */
JsonObject *
poster_late_json_get_element (JsonArray *array,
                              guint      index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * poster_late_json_get_text:
 * @json: (nullable): an object
 * @member: name of a member
 *
 * Returns: (transfer none) (nullable): the text under @member, %NULL also when it is empty
 */
const char *
poster_late_json_get_text (JsonObject *json,
                           const char *member)
{
  const char *text = poster_json_get_string (json, member);

  return text != NULL && *text != '\0' ? text : NULL;
}
