/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Returns: (transfer full): 24 hex digits that begin with the second, as MongoDB makes them */
char *
poster_sandbox_late_new_id (PosterSandbox *self)
{
  g_autofree char *prefix =
      g_strdup_printf ("%08x", (guint32) (poster_sandbox_get_now_us (self) / G_USEC_PER_SEC));

  return poster_sandbox_new_secret (prefix, 8);
}

gboolean
poster_sandbox_late_is_id (const char *text)
{
  return text != NULL && strlen (text) == 24 && strspn (text, "0123456789abcdef") == 24;
}

/* Returns: (transfer full) (nullable): an IANA zone */
GTimeZone *
poster_sandbox_late_new_zone (const char *name)
{
  return name != NULL && *name != '\0' ? g_time_zone_new_identifier (name) : NULL;
}

/* ISO 8601; digits without an offset are wall-clock time of @zone. */
gboolean
poster_sandbox_late_parse_time (const char *text,
                                const char *zone,
                                gint64     *time_us)
{
  g_autoptr(GTimeZone) of_zone = poster_sandbox_late_new_zone (zone);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = text != NULL
                              ? g_date_time_new_from_iso8601 (text, of_zone != NULL ? of_zone : utc) : NULL;

  if (time == NULL)
    return FALSE;
  *time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

/* Returns: (nullable) */
const char *
poster_sandbox_late_query (PosterSandboxCall *call,
                           const char        *name)
{
  return g_hash_table_lookup (call->query, name);
}

/* Returns: whether the number is one, in its bounds, or left out */
gboolean
poster_sandbox_late_query_int (PosterSandboxCall *call,
                               const char        *name,
                               gint64             fallback,
                               gint64             lowest,
                               gint64             highest,
                               gint64            *number)
{
  const char *text = poster_sandbox_late_query (call, name);

  *number = fallback;
  return text == NULL || g_ascii_string_to_signed (text, 10, lowest, highest, number, NULL);
}

/* Returns: (transfer full): empty when @text is no array */
JsonArray *
poster_sandbox_late_parse_array (const char *text)
{
  g_autoptr(JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_ref (json_node_get_array (node))
                                                      : json_array_new ();
}

char *
poster_sandbox_late_array_to_text (JsonArray *array)
{
  g_autoptr(JsonNode) node = json_node_alloc ();

  json_node_init_array (node, array);
  return json_to_string (node, FALSE);
}

/* Sets an instant, or nothing for 0. */
void
poster_sandbox_late_set_time (JsonObject *json,
                              const char *name,
                              gint64      time_us)
{
  g_autofree char *text = time_us != 0 ? poster_time_format (time_us) : NULL;

  if (text != NULL)
    json_object_set_string_member (json, name, text);
}

static gboolean
has_type (JsonNode *node,
          char      type)
{
  GType of = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (type)
    {
    case 's':
      return of == G_TYPE_STRING;
    case 'b':
      return of == G_TYPE_BOOLEAN;
    case 'i':
      return of == G_TYPE_INT64;
    case 'a':
      return JSON_NODE_HOLDS_ARRAY (node);
    case 't':
      for (guint i = 0;
           JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node));
           i++)
        {
          if (!has_type (json_array_get_element (json_node_get_array (node), i), 's'))
            return FALSE;
        }
      return JSON_NODE_HOLDS_ARRAY (node);
    case 'o':
    default:
      return JSON_NODE_HOLDS_OBJECT (node);
    }
}

/**
 * poster_sandbox_late_check_types:
 * @call: a call, which is refused when something is wrong
 * @json: what to look at
 * @where: how to call it in the refusal, e.g. `platforms[0].`
 * @members: name and type in turns, up to %NULL: `s` a string, `b` a boolean, `i` a whole number, `a` an array,
 *   `t` an array of strings, `o` an object; a capital: it has to be there, and a string not empty
 *
 * A member that is null is as good as left out.
 *
 * Returns: whether all is well
 */
gboolean
poster_sandbox_late_check_types (PosterSandboxCall *call,
                                 JsonObject        *json,
                                 const char        *where,
                                 const char *const *members)
{
  for (int i = 0; members[i] != NULL; i += 2)
    {
      JsonNode *node = json_object_get_member (json, members[i]);
      char type = *members[i + 1];
      gboolean is_needed = g_ascii_isupper (type);
      gboolean is_there = node != NULL && !JSON_NODE_HOLDS_NULL (node);

      type = g_ascii_tolower (type);
      if (is_there && !has_type (node, type))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_type", "Invalid type of %s%s", where, members[i]);
          return FALSE;
        }
      if (is_needed && (!is_there || (type == 's' && *json_node_get_string (node) == '\0')))
        {
          poster_sandbox_late_refuse (call, 400, "missing_field", "%s%s is required", where, members[i]);
          return FALSE;
        }
    }
  return TRUE;
}

const char *
poster_sandbox_late_user_id (PosterSandboxCall *call)
{
  return poster_json_get_string (call->late_user, "id");
}

/* Returns: the text of a column, empty for none */
const char *
poster_sandbox_late_row_text (JsonObject *row,
                              const char *name)
{
  const char *text = poster_json_get_string (row, name);

  return text != NULL ? text : "";
}
