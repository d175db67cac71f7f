/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option"

#include "poster-option.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-platform-reader.h"
#include "poster-platform-words.h"

G_DEFINE_FINAL_TYPE (PosterOption, poster_option, G_TYPE_OBJECT)

static const char *const type_names[] = { "boolean", "choice", "integer", "string" };

/**
 * poster_choice_new:
 * @value: the word of the API
 * @label: (nullable): how people call it
 *
 * Returns: (transfer full): a choice
 */
PosterChoice *
poster_choice_new (const char *value,
                   const char *label)
{
  PosterChoice *self = g_new0 (PosterChoice, 1);

  self->value = g_strdup (value);
  self->label = g_strdup (label);
  return self;
}

/**
 * poster_choice_free:
 * @self: (transfer full): a choice
 *
 * Frees @self.
 */
void
poster_choice_free (PosterChoice *self)
{
  g_free (self->value);
  g_free (self->label);
  g_free (self);
}

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
  g_clear_pointer (&self->forbids, json_array_unref);
  g_free (self->words);
  g_clear_pointer (&self->instead, json_node_unref);
  g_strfreev (self->account_words);
  g_free (self);
}

static void
poster_option_finalize (GObject *object)
{
  PosterOption *self = POSTER_OPTION (object);

  g_free (self->key);
  g_strfreev (self->aliases);
  g_free (self->label);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_free (self->choices_from);
  g_clear_pointer (&self->default_value, json_node_unref);
  g_clear_pointer (&self->required_unless, poster_condition_free);
  g_free (self->maximum_from);
  g_clear_pointer (&self->shown_when, g_ptr_array_unref);
  g_clear_pointer (&self->forbidden_when, g_ptr_array_unref);
  g_free (self->source);
  g_free (self->note);
  G_OBJECT_CLASS (poster_option_parent_class)->finalize (object);
}

static void
poster_option_class_init (PosterOptionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_option_finalize;
}

static void
poster_option_init (PosterOption *self)
{
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_choice_free);
  self->shown_when = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_condition_free);
  self->forbidden_when = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_condition_free);
  self->kinds = POSTER_POST_KINDS_ALL;
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
  JsonArray *array;

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
  array = poster_platform_reader_array (&reader, "is", TRUE);
  self->is = array != NULL ? json_array_ref (array) : NULL;
  if (forbids)
    {
      array = poster_platform_reader_array (&reader, "forbids", FALSE);
      self->forbids = array != NULL ? json_array_ref (array) : NULL;
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

/* Reads a condition; NULL, and the parent's reader told, when it is none. */
static PosterCondition *
read_condition (PosterPlatformReader *parent,
                JsonNode             *node,
                gboolean              forbids)
{
  g_autoptr(GError) error = NULL;
  PosterCondition *self = poster_condition_new_from_json (node, forbids, &error);

  if (self == NULL)
    poster_platform_reader_fail (parent, "%s", error->message);
  return self;
}

static void
read_conditions (PosterPlatformReader *reader,
                 const char           *member,
                 gboolean              forbids,
                 GPtrArray            *conditions)
{
  JsonArray *array = poster_platform_reader_array (reader, member, FALSE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      PosterCondition *condition = read_condition (reader, json_array_get_element (array, i), forbids);

      if (condition != NULL)
        g_ptr_array_add (conditions, condition);
    }
}

static void
read_choices (PosterOption         *self,
              PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "choices", FALSE);

  self->choices_from = poster_platform_reader_string (reader, "choices_from", FALSE);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *choice = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *value = poster_json_get_string (choice, "value");
      const char *label = poster_json_get_string (choice, "label");

      if (value == NULL || label == NULL || json_object_get_size (choice) != 2)
        poster_platform_reader_fail (reader, "a choice is not {“value”, “label”}");
      else
        g_ptr_array_add (self->choices, poster_choice_new (value, label));
    }
  if ((self->type == POSTER_OPTION_CHOICE) != (self->choices->len > 0 || self->choices_from != NULL))
    poster_platform_reader_fail (reader, "a choice, and nothing else, has “choices” or “choices_from”");
}

static void
read_limits (PosterOption         *self,
             PosterPlatformReader *reader)
{
  g_autofree char *unit = NULL;
  double number;

  self->has_minimum = poster_platform_reader_number (reader, "minimum", &number);
  if (self->has_minimum)
    self->minimum = (gint64) number;
  self->has_maximum = poster_platform_reader_number (reader, "maximum", &number);
  if (self->has_maximum)
    self->maximum = (gint64) number;
  self->maximum_from = poster_platform_reader_string (reader, "maximum_from", FALSE);
  if (self->maximum_from != NULL && !g_str_equal (self->maximum_from, "media.last_index") &&
      !g_str_equal (self->maximum_from, "media.duration_ms"))
    poster_platform_reader_fail (reader, "unknown “maximum_from” “%s”", self->maximum_from);
  if (self->type != POSTER_OPTION_INTEGER && (self->has_minimum || self->has_maximum || self->maximum_from != NULL))
    poster_platform_reader_fail (reader, "only a whole number has a minimum or maximum");

  if (poster_platform_reader_number (reader, "max_length", &number))
    self->max_length = (gint64) number;
  unit = poster_platform_reader_string (reader, "unit", self->max_length > 0);
  if (unit != NULL && !poster_text_unit_from_string (unit, &self->unit))
    poster_platform_reader_fail (reader, "unknown unit “%s”", unit);
  if (self->type != POSTER_OPTION_STRING && self->max_length > 0)
    poster_platform_reader_fail (reader, "only a text has a length");
}

static gboolean
is_of_type (PosterOption *self,
            JsonNode     *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return type == G_TYPE_BOOLEAN;
    case POSTER_OPTION_INTEGER:
      return type == G_TYPE_INT64;
    case POSTER_OPTION_CHOICE:
    case POSTER_OPTION_STRING:
    default:
      return type == G_TYPE_STRING;
    }
}

/**
 * poster_option_new_from_json:
 * @json: one option of the platforms' data
 * @error: %POSTER_ERROR_INVALID; says which option and what is wrong
 *
 * Returns: (transfer full): the option
 */
PosterOption *
poster_option_new_from_json (JsonObject  *json,
                             GError     **error)
{
  g_autoptr(PosterOption) self = g_object_new (POSTER_TYPE_OPTION, NULL);
  g_autofree char *type = NULL;
  g_autofree char *what = NULL;
  g_autofree char *role = NULL;
  g_auto(GStrv) kinds = NULL;
  PosterPlatformReader reader;
  JsonNode *node;

  poster_platform_reader_init (&reader, json);
  self->key = poster_platform_reader_string (&reader, "key", TRUE);
  self->aliases = poster_platform_reader_strings (&reader, "aliases");
  self->label = poster_platform_reader_string (&reader, "label", TRUE);
  type = poster_platform_reader_string (&reader, "type", TRUE);
  for (guint i = 0; i <= G_N_ELEMENTS (type_names); i++)
    if (i == G_N_ELEMENTS (type_names))
      poster_platform_reader_fail (&reader, "unknown type “%s”", type);
    else if (g_strcmp0 (type, type_names[i]) == 0)
      {
        self->type = i;
        break;
      }
  read_choices (self, &reader);
  read_limits (self, &reader);

  node = poster_platform_reader_node (&reader, "default");
  self->default_value = node != NULL ? json_node_copy (node) : NULL;
  if (node != NULL && !is_of_type (self, node))
    poster_platform_reader_fail (&reader, "“default” is not a %s", type);
  self->required = poster_platform_reader_boolean (&reader, "required");
  if (self->required && node != NULL)
    poster_platform_reader_fail (&reader, "what a person must choose has no default");
  node = poster_platform_reader_node (&reader, "required_unless");
  if (node != NULL)
    self->required_unless = read_condition (&reader, node, FALSE);
  self->consent = poster_platform_reader_boolean (&reader, "consent");
  if (self->consent && self->type != POSTER_OPTION_BOOLEAN)
    poster_platform_reader_fail (&reader, "a consent is true or false");
  self->hidden = poster_platform_reader_boolean (&reader, "hidden");
  role = poster_platform_reader_string (&reader, "role", FALSE);
  self->is_cover = g_strcmp0 (role, "cover") == 0;
  if (role != NULL && !self->is_cover)
    poster_platform_reader_fail (&reader, "unknown role “%s”", role);
  if (self->is_cover && self->type != POSTER_OPTION_INTEGER)
    poster_platform_reader_fail (&reader, "a cover is a whole number");

  kinds = poster_platform_reader_strings (&reader, "for");
  if (kinds != NULL)
    self->kinds = 0;
  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      PosterPostKind kind;

      if (poster_post_kind_from_string (kinds[i], &kind))
        self->kinds |= POSTER_POST_KINDS (kind);
      else
        poster_platform_reader_fail (&reader, "unknown kind of post “%s”", kinds[i]);
    }
  read_conditions (&reader, "shown_when", FALSE, self->shown_when);
  read_conditions (&reader, "forbidden_when", TRUE, self->forbidden_when);
  self->source = poster_platform_reader_string (&reader, "source", TRUE);
  self->note = poster_platform_reader_string (&reader, "note", FALSE);

  what = g_strdup_printf ("option “%s”", self->key != NULL ? self->key : "?");
  if (!poster_platform_reader_finish (&reader, what, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
parse_boolean (const char *text,
               gboolean   *value)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  *value = g_strv_contains (yes, lower);
  return *value || g_strv_contains (no, lower);
}

static char *
join_choices (PosterOption *self)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < self->choices->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "",
                            ((PosterChoice *) g_ptr_array_index (self->choices, i))->value);
  return g_string_free (words, FALSE);
}

/**
 * poster_option_parse_text:
 * @self: an option
 * @text: what stands behind the equals sign of `--option KEY=VALUE`
 * @error: %POSTER_ERROR_INVALID
 *
 * Reads a value that was written as text. Limits, and choices that only the creator's
 * description can tell, are left to poster_options_resolve().
 *
 * Returns: (transfer full): the value
 */
JsonNode *
poster_option_parse_text (PosterOption  *self,
                          const char    *text,
                          GError       **error)
{
  g_autofree char *choices = NULL;
  gboolean boolean;
  gint64 number;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      if (parse_boolean (text, &boolean))
        return json_node_init_boolean (json_node_alloc (), boolean);
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is true or false, not “%s”"), self->key, text);
      return NULL;

    case POSTER_OPTION_INTEGER:
      if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return json_node_init_int (json_node_alloc (), number);
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is a whole number, not “%s”"), self->key, text);
      return NULL;

    case POSTER_OPTION_CHOICE:
      for (guint i = 0; i < self->choices->len; i++)
        {
          PosterChoice *choice = g_ptr_array_index (self->choices, i);

          if (g_ascii_strcasecmp (choice->value, text) == 0)
            return json_node_init_string (json_node_alloc (), choice->value);
        }
      if (self->choices_from != NULL && *text != '\0')
        return json_node_init_string (json_node_alloc (), text);
      choices = join_choices (self);
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is one of %s, not “%s”"), self->key, choices, text);
      return NULL;

    case POSTER_OPTION_STRING:
    default:
      return json_node_init_string (json_node_alloc (), text);
    }
}

/**
 * poster_option_get_label:
 * @self: an option
 *
 * Returns: (transfer none): how people call it, translated
 */
const char *
poster_option_get_label (PosterOption *self)
{
  return poster_platform_words_translate (self->label);
}

/**
 * poster_option_get_choices:
 * @self: an option
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: (transfer full) (element-type PosterChoice): what can be chosen, with translated
 *   labels: exactly the creator's choices where @creator tells them, else those in the data
 */
GPtrArray *
poster_option_get_choices (PosterOption *self,
                           JsonObject   *creator)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_choice_free);
  JsonNode *node = self->choices_from != NULL ? poster_platform_look_up (creator, self->choices_from) : NULL;
  JsonArray *offered = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; offered == NULL && i < self->choices->len; i++)
    {
      PosterChoice *choice = g_ptr_array_index (self->choices, i);

      g_ptr_array_add (choices, poster_choice_new (choice->value, poster_platform_words_translate (choice->label)));
    }
  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    {
      JsonNode *element = json_array_get_element (offered, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *value = poster_json_get_string (object, "value");
      const char *label = poster_json_get_string (object, "label");

      if (object == NULL && JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        value = json_node_get_string (element);
      if (value == NULL)
        continue;
      /* Our words where we have some: the service's are English. */
      for (guint j = 0; j < self->choices->len; j++)
        {
          PosterChoice *choice = g_ptr_array_index (self->choices, j);

          if (g_str_equal (choice->value, value))
            label = poster_platform_words_translate (choice->label);
        }
      g_ptr_array_add (choices, poster_choice_new (value, label != NULL ? label : value));
    }
  return choices;
}

static gboolean
array_contains (JsonArray *array,
                JsonNode  *node)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (json_node_equal (json_array_get_element (array, i), node))
      return TRUE;
  return FALSE;
}

/**
 * poster_condition_holds:
 * @self: a condition
 * @options: (nullable): options by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: whether @self holds; what is not known holds nothing
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
  return node != NULL && array_contains (self->is, node);
}

/**
 * poster_option_is_shown:
 * @self: an option
 * @kind: the kind of post
 * @options: (nullable): what is chosen so far, by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: whether a form shows @self now
 */
gboolean
poster_option_is_shown (PosterOption   *self,
                        PosterPostKind  kind,
                        JsonObject     *options,
                        JsonObject     *creator)
{
  if (self->hidden || (self->kinds & POSTER_POST_KINDS (kind)) == 0)
    return FALSE;
  for (guint i = 0; i < self->shown_when->len; i++)
    if (!poster_condition_holds (g_ptr_array_index (self->shown_when, i), options, creator))
      return FALSE;
  return TRUE;
}

/**
 * poster_option_find_forbidding:
 * @self: an option
 * @value: a value for it
 * @options: (nullable): the other options, by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: (transfer none) (nullable): the condition that forbids @value now
 */
const PosterCondition *
poster_option_find_forbidding (PosterOption *self,
                               JsonNode     *value,
                               JsonObject   *options,
                               JsonObject   *creator)
{
  for (guint i = 0; i < self->forbidden_when->len; i++)
    {
      const PosterCondition *condition = g_ptr_array_index (self->forbidden_when, i);
      gboolean meant = condition->forbids != NULL
                         ? array_contains (condition->forbids, value)
                         : self->default_value == NULL || !json_node_equal (self->default_value, value);

      if (meant && poster_condition_holds (condition, options, creator))
        return condition;
    }
  return NULL;
}

/**
 * poster_option_get_forbidden:
 * @self: an option
 * @value: a value for it
 * @options: (nullable): the other options, by canonical key
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: (transfer none) (nullable): why @value cannot be chosen now, translated; %NULL when
 *   it can
 */
const char *
poster_option_get_forbidden (PosterOption *self,
                             JsonNode     *value,
                             JsonObject   *options,
                             JsonObject   *creator)
{
  const PosterCondition *condition = poster_option_find_forbidding (self, value, options, creator);

  return condition != NULL ? poster_platform_words_translate (condition->words) : NULL;
}

static gboolean
any_asks_creator (GPtrArray *conditions)
{
  for (guint i = 0; i < conditions->len; i++)
    if (((PosterCondition *) g_ptr_array_index (conditions, i))->creator != NULL)
      return TRUE;
  return FALSE;
}

/**
 * poster_option_asks_creator:
 * @self: an option
 *
 * Returns: whether what can be chosen depends on what the connector tells about the creator
 */
gboolean
poster_option_asks_creator (PosterOption *self)
{
  return self->choices_from != NULL || any_asks_creator (self->shown_when) || any_asks_creator (self->forbidden_when);
}

/**
 * poster_option_get_maximum:
 * @self: a whole number
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files
 * @maximum: (out): the largest number that it can be for these files
 *
 * Returns: whether there is a largest number
 */
gboolean
poster_option_get_maximum (PosterOption *self,
                           GPtrArray    *media_facts,
                           gint64       *maximum)
{
  gboolean found = self->has_maximum;

  *maximum = self->maximum;
  for (guint i = 0; self->maximum_from != NULL && media_facts != NULL && i < media_facts->len; i++)
    {
      PosterMediaFacts *facts = g_ptr_array_index (media_facts, i);
      gint64 limit = media_facts->len - 1;

      if (g_str_equal (self->maximum_from, "media.duration_ms"))
        {
          if (facts->type != POSTER_MEDIA_VIDEO || facts->duration_us <= 0)
            continue;
          limit = facts->duration_us / 1000;
        }
      *maximum = found ? MIN (*maximum, limit) : limit;
      found = TRUE;
    }
  return found;
}

/**
 * poster_option_type_to_string:
 * @type: a type
 *
 * Returns: `boolean`, `choice`, `integer` or `string`
 */
const char *
poster_option_type_to_string (PosterOptionType type)
{
  return type_names[type];
}
