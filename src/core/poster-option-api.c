/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-api"

#include "poster-option.h"

#include <math.h>
#include <stdlib.h>

#include "poster-json.h"

/* One word of an item; NULL when it is not what the field wants. */
static JsonNode *
field_to_api (const PosterOptionField *field,
              const char              *word)
{
  double number;
  char *end;

  if (!field->is_number)
    return *word != '\0' ? json_node_init_string (json_node_alloc (), word) : NULL;
  number = g_ascii_strtod (word, &end);
  if (end == word || *end != '\0' || !isfinite (number) || number < field->minimum || number > field->maximum ||
      (field->is_whole && number != floor (number)))
    return NULL;
  return field->is_whole ? json_node_init_int (json_node_alloc (), (gint64) number)
                         : json_node_init_double (json_node_alloc (), number);
}

/* NULL when the words are not what the fields want. */
static JsonObject *
fields_to_api (PosterOption *self,
               const char   *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr(JsonObject) item = json_object_new ();
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      JsonNode *node;

      if (*words[i] == '\0')
        continue;
      if (n_words == self->fields->len)
        return NULL;
      node = field_to_api (g_ptr_array_index (self->fields, n_words), words[i]);
      if (node == NULL)
        return NULL;
      json_object_set_member (item, ((PosterOptionField *) g_ptr_array_index (self->fields, n_words))->name, node);
      n_words++;
    }
  return n_words > 0 ? g_steal_pointer (&item) : NULL;
}

/**
 * poster_option_item_is_right:
 * @self: a list or thread
 * @text: an item of it
 *
 * Returns: whether the words of @text are what the API wants to know of an item
 */
gboolean
poster_option_item_is_right (PosterOption *self,
                             const char   *text)
{
  g_autoptr(JsonObject) item = self->fields != NULL ? fields_to_api (self, text) : NULL;

  return self->fields == NULL || item != NULL;
}

static JsonNode *
items_to_api (PosterOption *self,
              JsonArray    *items)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      g_autofree char *text = poster_option_item_to_text (self, item);
      JsonObject *object = NULL;

      if (JSON_NODE_HOLDS_OBJECT (item))
        object = poster_json_copy (json_node_get_object (item));
      else if (self->fields != NULL)
        object = fields_to_api (self, text);
      else if (self->type == POSTER_OPTION_THREAD)
        {
          object = json_object_new ();
          json_object_set_string_member (object, "content", text);
        }
      if (object != NULL)
        json_array_add_object_element (array, object);
      else
        json_array_add_string_element (array, text);
    }
  return node;
}

/**
 * poster_option_value_to_api:
 * @self: an option
 * @value: a value of it
 *
 * Returns: (transfer full): that, in the API's shape: days and times as objects, and the items of
 *   some lists
 */
JsonNode *
poster_option_value_to_api (PosterOption *self,
                            JsonNode     *value)
{
  JsonObject *object;
  JsonNode *node;
  const char *text;

  if (poster_option_is_list (self) && JSON_NODE_HOLDS_ARRAY (value))
    return items_to_api (self, json_node_get_array (value));
  if ((self->type != POSTER_OPTION_DATE && self->type != POSTER_OPTION_TIME) ||
      !poster_option_is_right_type (self, value))
    return json_node_copy (value);

  text = json_node_get_string (value);
  object = json_object_new ();
  if (self->type == POSTER_OPTION_DATE && g_utf8_strlen (text, -1) == 10)
    {
      json_object_set_int_member (object, "year", atoi (text));
      json_object_set_int_member (object, "month", atoi (text + 5));
      json_object_set_int_member (object, "day", atoi (text + 8));
    }
  else if (self->type == POSTER_OPTION_TIME && g_utf8_strlen (text, -1) == 5)
    {
      json_object_set_int_member (object, "hours", atoi (text));
      json_object_set_int_member (object, "minutes", atoi (text + 3));
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}
