/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-condition"

#include "poster-condition.h"

#include "poster-error.h"

/**
 * poster_condition_free:
 * @self: (transfer full): a condition
 *
 * Frees @self.
 */
void
poster_condition_free (PosterCondition *self)
{
  g_free (self->option);
  g_free (self->creator);
  g_clear_pointer (&self->is, json_array_unref);
  g_clear_pointer (&self->is_not, json_array_unref);
  g_clear_pointer (&self->forbids, json_array_unref);
  g_free (self->words);
  g_clear_pointer (&self->instead, json_node_unref);
  g_strfreev (self->account_words);
  g_free (self);
}

static JsonArray *
ref_array (JsonArray *array)
{
  return array != NULL ? json_array_ref (array) : NULL;
}

/**
 * poster_condition_new_from_json:
 * @node: one condition of the platforms' data
 * @forbids: whether it forbids something, and so has words
 * @error: %POSTER_ERROR_INVALID; says what is wrong
 *
 * Returns: (transfer full): the condition
 */
PosterCondition *
poster_condition_new_from_json (JsonNode  *node,
                                gboolean   forbids,
                                GError   **error)
{
  PosterCondition *self;
  PosterPlatformReader reader;
  g_autofree char *severity = NULL;
  JsonNode *instead;
  gboolean has_given;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, "a condition is not an object");
      return NULL;
    }
  self = g_new0 (PosterCondition, 1);
  self->severity = POSTER_SEVERITY_ERROR;
  poster_platform_reader_init (&reader, json_node_get_object (node));
  self->option = poster_platform_reader_string (&reader, "option", FALSE);
  self->creator = poster_platform_reader_string (&reader, "creator", FALSE);
  if ((self->option == NULL) == (self->creator == NULL))
    poster_platform_reader_fail (&reader, "there must be either “option” or “creator”");
  self->is = ref_array (poster_platform_reader_array (&reader, "is", FALSE));
  self->is_not = ref_array (poster_platform_reader_array (&reader, "is_not", FALSE));
  has_given = poster_platform_reader_node (&reader, "given") != NULL;
  self->given = poster_platform_reader_boolean (&reader, "given");
  if ((self->is != NULL) + (self->is_not != NULL) + has_given != 1)
    poster_platform_reader_fail (&reader, "there must be one of “is”, “is_not” and “given”");
  if (forbids)
    {
      self->forbids = ref_array (poster_platform_reader_array (&reader, "forbids", FALSE));
      self->words = poster_platform_reader_string (&reader, "words", TRUE);
      severity = poster_platform_reader_string (&reader, "severity", FALSE);
      if (severity != NULL && !poster_severity_from_string (severity, &self->severity))
        poster_platform_reader_fail (&reader, "unknown severity “%s”", severity);
      instead = poster_platform_reader_node (&reader, "instead");
      self->instead = instead != NULL ? json_node_copy (instead) : NULL;
      if ((self->severity != POSTER_SEVERITY_ERROR) != (self->instead != NULL))
        poster_platform_reader_fail (&reader, "what is not an error needs “instead”, and only that");
      self->account_words = poster_platform_reader_strings (&reader, "account_words");
      if (self->account_words != NULL && (self->creator == NULL || g_strv_length (self->account_words) != 2))
        poster_platform_reader_fail (&reader, "“account_words” are two, for one option and for several, "
                                              "and about a creator");
    }
  if (!poster_platform_reader_finish (&reader, "condition", error))
    {
      poster_condition_free (self);
      return NULL;
    }
  return self;
}

/**
 * poster_condition_is_about:
 * @values: some values
 * @value: a value
 *
 * Returns: whether it is among them
 */
gboolean
poster_condition_is_about (JsonArray *values,
                           JsonNode  *value)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (json_node_equal (json_array_get_element (values, i), value))
      return TRUE;
  return FALSE;
}

/**
 * poster_value_is_empty:
 * @value: (nullable): a value of an option
 *
 * Returns: whether there is nothing in it
 */
gboolean
poster_value_is_empty (JsonNode *value)
{
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return json_array_get_length (json_node_get_array (value)) == 0;
  if (JSON_NODE_HOLDS_OBJECT (value))
    return json_object_get_size (json_node_get_object (value)) == 0;
  return json_node_get_value_type (value) == G_TYPE_STRING && *json_node_get_string (value) == '\0';
}

/**
 * poster_condition_holds:
 * @self: a condition
 * @options: (nullable): options by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: whether @self holds; what is not known is no value, neither this nor another
 */
gboolean
poster_condition_holds (const PosterCondition *self,
                        JsonObject            *options,
                        JsonObject            *creator)
{
  JsonNode *node;

  if (self->option != NULL)
    node = options != NULL ? json_object_get_member (options, self->option) : NULL;
  else
    node = poster_platform_look_up (creator, self->creator);
  if (self->is != NULL)
    return node != NULL && poster_condition_is_about (self->is, node);
  if (self->is_not != NULL)
    return !poster_value_is_empty (node) && !poster_condition_is_about (self->is_not, node);
  return self->given != poster_value_is_empty (node);
}

/**
 * poster_conditions_new:
 *
 * Returns: (transfer full) (element-type PosterCondition): no conditions yet
 */
GPtrArray *
poster_conditions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) poster_condition_free);
}

/**
 * poster_conditions_read:
 * @self: (element-type PosterCondition): where they go
 * @reader: reads what has them
 * @member: under which they stand; must be a static string
 * @forbids: whether they forbid something
 *
 * Reads a list of conditions; none at all is right too.
 */
void
poster_conditions_read (GPtrArray            *self,
                        PosterPlatformReader *reader,
                        const char           *member,
                        gboolean              forbids)
{
  JsonArray *array = poster_platform_reader_array (reader, member, FALSE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autoptr(GError) error = NULL;
      PosterCondition *condition = poster_condition_new_from_json (json_array_get_element (array, i), forbids, &error);

      if (condition != NULL)
        g_ptr_array_add (self, condition);
      else
        poster_platform_reader_fail (reader, "%s", error->message);
    }
}

/**
 * poster_conditions_all_hold:
 * @self: (element-type PosterCondition): conditions
 * @options: (nullable): options by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: whether all of them hold; so it is when there are none
 */
gboolean
poster_conditions_all_hold (GPtrArray  *self,
                            JsonObject *options,
                            JsonObject *creator)
{
  for (guint i = 0; i < self->len; i++)
    if (!poster_condition_holds (g_ptr_array_index (self, i), options, creator))
      return FALSE;
  return TRUE;
}

/**
 * poster_conditions_ask_creator:
 * @self: (element-type PosterCondition): conditions
 *
 * Returns: whether any of them is about what the connector tells
 */
gboolean
poster_conditions_ask_creator (GPtrArray *self)
{
  for (guint i = 0; i < self->len; i++)
    if (((PosterCondition *) g_ptr_array_index (self, i))->creator != NULL)
      return TRUE;
  return FALSE;
}
