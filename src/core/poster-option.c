/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option"

#include "poster-option.h"

#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-platform-reader.h"
#include "poster-platform-words.h"

G_DEFINE_FINAL_TYPE (PosterOption, poster_option, G_TYPE_OBJECT)

static const char *const type_names[] = {
  "boolean", "choice", "integer", "string", "list", "thread", "date", "time", "any"
};

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

static void
field_free (gpointer data)
{
  PosterOptionField *self = data;

  g_free (self->name);
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
  g_free (self->without);
  g_strfreev (self->strip);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->applies_when, g_ptr_array_unref);
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
  self->applies_when = poster_conditions_new ();
  self->shown_when = poster_conditions_new ();
  self->forbidden_when = poster_conditions_new ();
  self->kinds = POSTER_POST_KINDS_ALL;
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

/* The words of an item: `{"name", "type"?, "minimum"?, "maximum"?}` each. */
static void
read_fields (PosterOption         *self,
             PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "fields", FALSE);

  if (array == NULL)
    return;
  self->fields = g_ptr_array_new_with_free_func (field_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      PosterOptionField *field = g_new0 (PosterOptionField, 1);
      g_autoptr(GError) error = NULL;
      g_autofree char *type = NULL;
      PosterPlatformReader part;

      g_ptr_array_add (self->fields, field);
      field->minimum = -G_MAXDOUBLE;
      field->maximum = G_MAXDOUBLE;
      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "a field is not an object");
          continue;
        }
      poster_platform_reader_init (&part, json_node_get_object (node));
      field->name = poster_platform_reader_string (&part, "name", TRUE);
      type = poster_platform_reader_string (&part, "type", FALSE);
      field->is_whole = g_strcmp0 (type, "integer") == 0;
      field->is_number = field->is_whole || g_strcmp0 (type, "number") == 0;
      if (type != NULL && !field->is_number)
        poster_platform_reader_fail (&part, "unknown type “%s”", type);
      poster_platform_reader_number (&part, "minimum", &field->minimum);
      poster_platform_reader_number (&part, "maximum", &field->maximum);
      if (!poster_platform_reader_finish (&part, "field", &error))
        poster_platform_reader_fail (reader, "%s", error->message);
    }
  if (self->type != POSTER_OPTION_LIST || self->fields->len == 0)
    poster_platform_reader_fail (reader, "only a list has “fields”, and not none");
}

static void
read_limits (PosterOption         *self,
             PosterPlatformReader *reader)
{
  gboolean is_text = self->type == POSTER_OPTION_STRING || poster_option_is_list (self);
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
  if (self->type != POSTER_OPTION_INTEGER && self->maximum_from != NULL)
    poster_platform_reader_fail (reader, "only a whole number has a “maximum_from”");
  if (self->type != POSTER_OPTION_INTEGER && !poster_option_is_list (self) && (self->has_minimum || self->has_maximum))
    poster_platform_reader_fail (reader, "only a whole number and a list have a minimum or maximum");

  if (poster_platform_reader_number (reader, "max_length", &number))
    self->max_length = (gint64) number;
  if (poster_platform_reader_number (reader, "max_total", &number))
    self->max_total = (gint64) number;
  unit = poster_platform_reader_string (reader, "unit", self->max_length > 0 || self->max_total > 0);
  if (unit != NULL && !poster_text_unit_from_string (unit, &self->unit))
    poster_platform_reader_fail (reader, "unknown unit “%s”", unit);
  if (!is_text && self->max_length > 0)
    poster_platform_reader_fail (reader, "only a text has a length");
  if (self->type != POSTER_OPTION_LIST && self->max_total > 0)
    poster_platform_reader_fail (reader, "only a list has a “max_total”");
  self->without = poster_platform_reader_string (reader, "without", FALSE);
  self->strip = poster_platform_reader_strings (reader, "strip");
  if ((!is_text && self->without != NULL) || (!is_text && self->type != POSTER_OPTION_CHOICE && self->strip != NULL))
    poster_platform_reader_fail (reader, "only texts have “without” and “strip”");
  read_fields (self, reader);
}

/* What the option is in the API, besides a value. */
static void
read_place (PosterOption         *self,
            PosterPlatformReader *reader)
{
  g_autofree char *role = poster_platform_reader_string (reader, "role", FALSE);
  g_autofree char *format = poster_platform_reader_string (reader, "format", FALSE);
  g_autofree char *place = poster_platform_reader_string (reader, "place", FALSE);

  self->is_cover = g_strcmp0 (role, "cover") == 0;
  self->is_title = g_strcmp0 (role, "title") == 0;
  if (role != NULL && !self->is_cover && !self->is_title)
    poster_platform_reader_fail (reader, "unknown role “%s”", role);
  if (self->is_cover && self->type != POSTER_OPTION_INTEGER)
    poster_platform_reader_fail (reader, "a cover is a whole number");
  if (self->is_title && self->type != POSTER_OPTION_STRING)
    poster_platform_reader_fail (reader, "a title is a text");
  self->is_url = g_strcmp0 (format, "url") == 0;
  if (format != NULL && (!self->is_url || self->type != POSTER_OPTION_STRING))
    poster_platform_reader_fail (reader, "only a text has a “format”, which is “url”");
  self->is_of_post = g_strcmp0 (place, "post") == 0;
  if (place != NULL && !self->is_of_post)
    poster_platform_reader_fail (reader, "unknown place “%s”", place);
  self->is_always_sent = poster_platform_reader_boolean (reader, "always_sent");
  self->is_open = poster_platform_reader_boolean (reader, "open");
  if (self->is_open && self->type != POSTER_OPTION_CHOICE)
    poster_platform_reader_fail (reader, "only a choice is “open”");
}

/* `privacyLevel` for `privacy_level` and the other way round; the API takes both in many places. */
static char *
spell_otherwise (const char *name)
{
  gboolean is_snake = strchr (name, '_') != NULL;
  GString *other = g_string_new (NULL);

  for (const char *c = name; *c != '\0'; c++)
    if (is_snake && *c == '_' && c[1] != '\0')
      g_string_append_c (other, g_ascii_toupper (*++c));
    else if (!is_snake && g_ascii_isupper (*c))
      g_string_append_printf (other, "_%c", g_ascii_tolower (*c));
    else
      g_string_append_c (other, *c);
  return g_string_free (other, FALSE);
}

static void
add_other_spelling (PosterOption *self)
{
  g_autofree char *other = spell_otherwise (self->key);
  guint n_aliases = self->aliases != NULL ? g_strv_length (self->aliases) : 0;

  if (g_str_equal (other, self->key) ||
      (self->aliases != NULL && g_strv_contains ((const char * const *) self->aliases, other)))
    return;
  self->aliases = g_renew (char *, self->aliases, n_aliases + 2);
  self->aliases[n_aliases] = g_steal_pointer (&other);
  self->aliases[n_aliases + 1] = NULL;
}

/**
 * poster_option_is_list:
 * @self: an option
 *
 * Returns: whether its value is an array of texts
 */
gboolean
poster_option_is_list (PosterOption *self)
{
  return self->type == POSTER_OPTION_LIST || self->type == POSTER_OPTION_THREAD;
}

static gboolean
is_item (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) ||
         (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING);
}

/**
 * poster_option_is_right_type:
 * @self: an option
 * @value: a value
 *
 * Returns: whether @value is of the type that @self has, its limits apart
 */
gboolean
poster_option_is_right_type (PosterOption *self,
                             JsonNode     *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return type == G_TYPE_BOOLEAN;
    case POSTER_OPTION_INTEGER:
      return type == G_TYPE_INT64;
    case POSTER_OPTION_LIST:
    case POSTER_OPTION_THREAD:
      if (!JSON_NODE_HOLDS_ARRAY (value))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        if (!is_item (json_array_get_element (json_node_get_array (value), i)))
          return FALSE;
      return TRUE;
    case POSTER_OPTION_ANY:
      return !JSON_NODE_HOLDS_NULL (value);
    case POSTER_OPTION_CHOICE:
    case POSTER_OPTION_STRING:
    case POSTER_OPTION_DATE:
    case POSTER_OPTION_TIME:
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
  g_autoptr(GError) condition_error = NULL;
  g_auto(GStrv) kinds = NULL;
  PosterPlatformReader reader;
  JsonNode *node;

  poster_platform_reader_init (&reader, json);
  self->key = poster_platform_reader_string (&reader, "key", TRUE);
  self->aliases = poster_platform_reader_strings (&reader, "aliases");
  if (self->key != NULL)
    add_other_spelling (self);
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
  if (node != NULL && !poster_option_is_right_type (self, node))
    poster_platform_reader_fail (&reader, "“default” is not a %s", type);
  self->required = poster_platform_reader_boolean (&reader, "required");
  if (self->required && node != NULL)
    poster_platform_reader_fail (&reader, "what a person must choose has no default");
  node = poster_platform_reader_node (&reader, "required_unless");
  if (node != NULL)
    {
      self->required_unless = poster_condition_new_from_json (node, FALSE, &condition_error);
      if (self->required_unless == NULL)
        poster_platform_reader_fail (&reader, "%s", condition_error->message);
    }
  self->consent = poster_platform_reader_boolean (&reader, "consent");
  if (self->consent && self->type != POSTER_OPTION_BOOLEAN)
    poster_platform_reader_fail (&reader, "a consent is true or false");
  self->hidden = poster_platform_reader_boolean (&reader, "hidden");
  if (self->type == POSTER_OPTION_ANY && !self->hidden)
    poster_platform_reader_fail (&reader, "there is no row for “any”: it must be hidden");
  read_place (self, &reader);

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
  poster_conditions_read (self->applies_when, &reader, "applies_when", FALSE);
  poster_conditions_read (self->shown_when, &reader, "shown_when", FALSE);
  poster_conditions_read (self->forbidden_when, &reader, "forbidden_when", TRUE);
  self->source = poster_platform_reader_string (&reader, "source", TRUE);
  self->note = poster_platform_reader_string (&reader, "note", FALSE);

  what = g_strdup_printf ("option “%s”", self->key != NULL ? self->key : "?");
  if (!poster_platform_reader_finish (&reader, what, error))
    return NULL;
  return g_steal_pointer (&self);
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
  return poster_conditions_all_hold (self->applies_when, options, creator) &&
         poster_conditions_all_hold (self->shown_when, options, creator);
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
                         ? poster_condition_is_about (condition->forbids, value)
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

/**
 * poster_option_asks_creator:
 * @self: an option
 *
 * Returns: whether what can be chosen depends on what the connector tells about the creator
 */
gboolean
poster_option_asks_creator (PosterOption *self)
{
  return self->choices_from != NULL || poster_conditions_ask_creator (self->applies_when) ||
         poster_conditions_ask_creator (self->shown_when) || poster_conditions_ask_creator (self->forbidden_when);
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
 * Returns: its word in the data, e.g. `boolean`
 */
const char *
poster_option_type_to_string (PosterOptionType type)
{
  return type_names[type];
}
