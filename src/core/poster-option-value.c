/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-value"

#include "poster-option.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"

/* A line of that between two posts of a thread. */
#define BETWEEN_POSTS "---"

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
join_choices (PosterOption *self,
              JsonObject   *creator)
{
  g_autoptr(GPtrArray) choices = poster_option_get_choices (self, creator);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "",
                            ((PosterChoice *) g_ptr_array_index (choices, i))->value);
  return g_string_free (words, FALSE);
}

/**
 * poster_option_describe_type:
 * @self: an option
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: (transfer full): what it takes, for people
 */
char *
poster_option_describe_type (PosterOption *self,
                             JsonObject   *creator)
{
  g_autofree char *choices = NULL;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return g_strdup (_("true or false"));
    case POSTER_OPTION_INTEGER:
      return g_strdup (_("a whole number"));
    case POSTER_OPTION_CHOICE:
      choices = join_choices (self, creator);
      return *choices != '\0' ? g_steal_pointer (&choices) : g_strdup (_("a text"));
    case POSTER_OPTION_LIST:
      return g_strdup (_("texts with commas between them"));
    case POSTER_OPTION_THREAD:
      return g_strdup (_("texts with lines of --- between them"));
    case POSTER_OPTION_DATE:
      return g_strdup (_("a day such as 2026-05-31"));
    case POSTER_OPTION_TIME:
      return g_strdup (_("a time such as 09:30"));
    case POSTER_OPTION_ANY:
      return g_strdup (_("JSON"));
    case POSTER_OPTION_STRING:
    default:
      return g_strdup (_("a text"));
    }
}

static gboolean
is_digits (const char *text,
           const char *pattern)
{
  for (; *pattern != '\0'; text++, pattern++)
    if (*pattern == '0' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  return TRUE;
}

/* `2026-05-31`, also where a time stands behind it; NULL when there is no such day. */
static char *
parse_date (const char *text)
{
  int year, month, day;

  if (!is_digits (text, "0000-00-00") || (text[10] != '\0' && text[10] != 'T' && text[10] != ' '))
    return NULL;
  year = atoi (text);
  month = atoi (text + 5);
  day = atoi (text + 8);
  if (month < 1 || month > 12 || day < 1 || !g_date_valid_dmy ((GDateDay) day, month, (GDateYear) year))
    return NULL;
  return g_strndup (text, 10);
}

/* `09:30`, also `9:30`; NULL when there is no such time. */
static char *
parse_time (const char *text)
{
  gboolean is_short = is_digits (text, "0:00");
  const char *minutes = text + (is_short ? 2 : 3);

  if ((!is_short && !is_digits (text, "00:00")) || minutes[2] != '\0' || atoi (text) > 23 || atoi (minutes) > 59)
    return NULL;
  return g_strconcat (is_short ? "0" : "", text, NULL);
}

/* Without what the API does not want before it, and without space around it. */
static char *
clean_text (PosterOption *self,
            const char   *text)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));

  for (guint i = 0; self->strip != NULL && self->strip[i] != NULL; i++)
    if (g_ascii_strncasecmp (clean, self->strip[i], strlen (self->strip[i])) == 0)
      return g_strdup (clean + strlen (self->strip[i]));
  return g_steal_pointer (&clean);
}

static void
add_item (PosterOption *self,
          JsonArray    *items,
          const char   *text)
{
  g_autofree char *clean = clean_text (self, text);

  if (*clean != '\0')
    json_array_add_string_element (items, clean);
}

/* The posts of a thread, or the items of a list; both also as a JSON array. */
static JsonNode *
parse_items (PosterOption *self,
             const char   *text)
{
  g_autoptr(JsonArray) items = NULL;
  g_autoptr(JsonNode) json = NULL;

  while (g_ascii_isspace (*text))
    text++;
  json = *text == '[' ? json_from_string (text, NULL) : NULL;
  if (json != NULL && JSON_NODE_HOLDS_ARRAY (json))
    return poster_option_normalize (self, json);
  items = json_array_new ();
  if (self->type == POSTER_OPTION_LIST)
    {
      g_auto(GStrv) parts = g_strsplit (text, ",", -1);

      for (guint i = 0; parts[i] != NULL; i++)
        add_item (self, items, parts[i]);
    }
  else
    {
      g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
      g_autoptr(GString) post = g_string_new (NULL);

      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_strchomp (lines[i]);
          if (!g_str_equal (lines[i], BETWEEN_POSTS))
            {
              g_string_append_printf (post, "%s\n", lines[i]);
              continue;
            }
          add_item (self, items, post->str);
          g_string_truncate (post, 0);
        }
      add_item (self, items, post->str);
    }
  return json_node_init_array (json_node_alloc (), items);
}

static JsonNode *
take_text (char *text)
{
  JsonNode *node = json_node_init_string (json_node_alloc (), text);

  g_free (text);
  return node;
}

static JsonNode *
refuse (PosterOption  *self,
        const char    *text,
        GError       **error)
{
  g_autofree char *takes = NULL;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is true or false, not “%s”"), self->key, text);
      break;
    case POSTER_OPTION_INTEGER:
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is a whole number, not “%s”"), self->key, text);
      break;
    case POSTER_OPTION_CHOICE:
      takes = join_choices (self, NULL);
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("%s is one of %s, not “%s”"), self->key, takes, text);
      break;
    default:
      takes = poster_option_describe_type (self, NULL);
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   /* Translators: an option's name, what it takes, what was given */
                   _("%s takes %s, not “%s”"), self->key, takes, text);
      break;
    }
  return NULL;
}

/**
 * poster_option_parse_text:
 * @self: an option
 * @text: what stands behind the equals sign of `--option KEY=VALUE`
 * @error: %POSTER_ERROR_INVALID
 *
 * Reads a value that was written as text. The items of a list have commas between them, the posts of
 * a thread lines of `---`; both may also be a JSON array. Limits, and choices that only the
 * creator's description can tell, are left to poster_options_resolve().
 *
 * Returns: (transfer full): the value
 */
JsonNode *
poster_option_parse_text (PosterOption  *self,
                          const char    *text,
                          GError       **error)
{
  g_autofree char *clean = NULL;
  gboolean boolean;
  gint64 number;
  JsonNode *node;

  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      if (parse_boolean (text, &boolean))
        return json_node_init_boolean (json_node_alloc (), boolean);
      break;

    case POSTER_OPTION_INTEGER:
      if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return json_node_init_int (json_node_alloc (), number);
      break;

    case POSTER_OPTION_CHOICE:
      clean = clean_text (self, text);
      for (guint i = 0; i < self->choices->len; i++)
        {
          PosterChoice *choice = g_ptr_array_index (self->choices, i);

          if (g_ascii_strcasecmp (choice->value, clean) == 0)
            return json_node_init_string (json_node_alloc (), choice->value);
        }
      if ((self->choices_from != NULL || self->is_open) && *clean != '\0')
        return take_text (g_steal_pointer (&clean));
      break;

    case POSTER_OPTION_LIST:
    case POSTER_OPTION_THREAD:
      node = parse_items (self, text);
      if (node != NULL)
        return node;
      break;

    case POSTER_OPTION_DATE:
      clean = parse_date (text);
      if (clean != NULL)
        return take_text (g_steal_pointer (&clean));
      break;

    case POSTER_OPTION_TIME:
      clean = parse_time (text);
      if (clean != NULL)
        return take_text (g_steal_pointer (&clean));
      break;

    case POSTER_OPTION_ANY:
      node = json_from_string (text, NULL);
      return node != NULL ? node : json_node_init_string (json_node_alloc (), text);

    case POSTER_OPTION_STRING:
    default:
      return self->strip != NULL ? take_text (clean_text (self, text))
                                 : json_node_init_string (json_node_alloc (), text);
    }
  return refuse (self, text, error);
}

/* A number as people write it. */
static char *
number_text (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.6g", json_node_get_double (node)));
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64 ||
                                          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* The words of an item that is an object. */
static char *
fields_to_text (PosterOption *self,
                JsonObject   *item)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      PosterOptionField *field = g_ptr_array_index (self->fields, i);
      JsonNode *node = json_object_get_member (item, field->name);
      g_autofree char *word = NULL;

      if (node != NULL && is_number (node))
        word = number_text (node);
      else if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        word = clean_text (self, json_node_get_string (node));
      if (word == NULL)
        break;
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
    }
  return g_string_free (text, FALSE);
}

/**
 * poster_option_item_to_text:
 * @self: a list or thread
 * @item: one of its items
 *
 * Returns: (transfer full): as people write it; words with spaces between them where an item has
 *   several
 */
char *
poster_option_item_to_text (PosterOption *self,
                            JsonNode     *item)
{
  const char *text;

  if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
    return json_node_dup_string (item);
  if (!JSON_NODE_HOLDS_OBJECT (item))
    return g_strdup ("");
  if (self->fields != NULL)
    return fields_to_text (self, json_node_get_object (item));
  text = poster_json_get_string (json_node_get_object (item), "content");
  return g_strdup (text != NULL ? text : "");
}

/**
 * poster_option_item_with_text:
 * @self: a list or thread
 * @item: (nullable): one of its items
 * @text: what it is to say
 *
 * Returns: (transfer full): @item with that text; what else a client of the API said of a post stays
 */
JsonNode *
poster_option_item_with_text (PosterOption *self,
                              JsonNode     *item,
                              const char   *text)
{
  JsonNode *changed;

  if (item == NULL || !JSON_NODE_HOLDS_OBJECT (item) || self->type != POSTER_OPTION_THREAD)
    return json_node_init_string (json_node_alloc (), text);
  changed = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (changed, poster_json_copy (json_node_get_object (item)));
  json_object_set_string_member (json_node_get_object (changed), "content", text);
  return changed;
}

/* Whether the text of an item says all that is in it. */
static gboolean
is_all_text (PosterOption *self,
             JsonObject   *item)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;
  guint n_known = 0;

  if (self->fields == NULL)
    {
      json_object_iter_init (&iter, item);
      while (json_object_iter_next (&iter, &member, &node))
        if (!g_str_equal (member, "content") && !poster_value_is_empty (node))
          return FALSE;
      return TRUE;
    }
  for (guint i = 0; i < self->fields->len; i++)
    {
      PosterOptionField *field = g_ptr_array_index (self->fields, i);

      if (!json_object_has_member (item, field->name))
        break;
      n_known++;
    }
  return n_known == json_object_get_size (item);
}

static JsonNode *
normalize_items (PosterOption *self,
                 JsonArray    *given)
{
  g_autoptr(JsonArray) items = json_array_new ();

  for (guint i = 0; i < json_array_get_length (given); i++)
    {
      JsonNode *node = json_array_get_element (given, i);
      g_autofree char *text = NULL;

      if (JSON_NODE_HOLDS_NULL (node))
        continue;
      if (is_number (node))
        text = number_text (node);
      else if (JSON_NODE_HOLDS_OBJECT (node) || (JSON_NODE_HOLDS_VALUE (node) &&
                                                 json_node_get_value_type (node) == G_TYPE_STRING))
        text = poster_option_item_to_text (self, node);
      else
        return NULL;
      if (JSON_NODE_HOLDS_OBJECT (node) && !is_all_text (self, json_node_get_object (node)))
        json_array_add_element (items, json_node_copy (node));
      else
        add_item (self, items, text);
    }
  return json_node_init_array (json_node_alloc (), items);
}

/* `{year, month, day}` and `{hours, minutes}`, as Google has them. */
static JsonNode *
normalize_moment (PosterOption *self,
                  JsonObject   *given)
{
  g_autofree char *text = NULL;

  if (self->type == POSTER_OPTION_DATE)
    text = g_strdup_printf ("%04d-%02d-%02d", (int) poster_json_get_int (given, "year", 0),
                            (int) poster_json_get_int (given, "month", 0),
                            (int) poster_json_get_int (given, "day", 0));
  else
    text = g_strdup_printf ("%02d:%02d", (int) poster_json_get_int (given, "hours", -1),
                            (int) poster_json_get_int (given, "minutes", 0));
  return poster_option_parse_text (self, text, NULL);
}

/**
 * poster_option_normalize:
 * @self: an option
 * @node: what a person or a client of the API gave
 *
 * Returns: (transfer full) (nullable): the value as its type wants it; %NULL when it cannot be.
 *   Clients also send "true" and "5".
 */
JsonNode *
poster_option_normalize (PosterOption *self,
                         JsonNode     *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (type == G_TYPE_STRING)
    {
      JsonNode *value = poster_option_parse_text (self, json_node_get_string (node), NULL);

      /* That a choice is not offered is found and told later. */
      return value != NULL || self->type != POSTER_OPTION_CHOICE ? value : json_node_copy (node);
    }
  switch (self->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return type == G_TYPE_BOOLEAN ? json_node_copy (node) : NULL;
    case POSTER_OPTION_INTEGER:
      if (type == G_TYPE_INT64)
        return json_node_copy (node);
      number = type == G_TYPE_DOUBLE ? json_node_get_double (node) : 0.5;
      if (number >= -9e15 && number <= 9e15 && number == (double) (gint64) number)
        return json_node_init_int (json_node_alloc (), (gint64) number);
      return NULL;
    case POSTER_OPTION_LIST:
    case POSTER_OPTION_THREAD:
      return JSON_NODE_HOLDS_ARRAY (node) ? normalize_items (self, json_node_get_array (node)) : NULL;
    case POSTER_OPTION_DATE:
    case POSTER_OPTION_TIME:
      return JSON_NODE_HOLDS_OBJECT (node) ? normalize_moment (self, json_node_get_object (node)) : NULL;
    case POSTER_OPTION_ANY:
      return json_node_copy (node);
    case POSTER_OPTION_CHOICE:
    case POSTER_OPTION_STRING:
    default:
      /* Ids that some server writes as numbers. */
      return type == G_TYPE_INT64 ? take_text (number_text (node)) : NULL;
    }
}

/**
 * poster_option_value_to_text:
 * @self: an option
 * @value: a value of it
 *
 * Returns: (transfer full): as poster_option_parse_text() takes it back
 */
char *
poster_option_value_to_text (PosterOption *self,
                             JsonNode     *value)
{
  GString *text;

  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);
  if (!poster_option_is_list (self) || !JSON_NODE_HOLDS_ARRAY (value))
    return json_to_string (value, FALSE);
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
    {
      JsonNode *item = json_array_get_element (json_node_get_array (value), i);
      g_autofree char *words = poster_option_item_to_text (self, item);

      /* What the text cannot say, JSON can. */
      if (JSON_NODE_HOLDS_OBJECT (item) || strchr (words, self->type == POSTER_OPTION_LIST ? ',' : '-') != NULL)
        {
          g_string_free (text, TRUE);
          return json_to_string (value, FALSE);
        }
      if (i > 0)
        g_string_append (text, self->type == POSTER_OPTION_LIST ? ", " : "\n" BETWEEN_POSTS "\n");
      g_string_append (text, words);
    }
  return g_string_free (text, FALSE);
}
