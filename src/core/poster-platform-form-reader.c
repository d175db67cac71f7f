/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-form"

#include "poster-platform-form.h"

#include "poster-json.h"

/* More checks than these nobody reads, and each way of ticking them has an outcome. */
#define MAX_CHECKS 4

/* Words that are the same for all kinds of post, or differ by kind. */
static void
read_words (PosterPlatformReader *reader,
            const char           *member,
            char                **words)
{
  JsonNode *node = poster_platform_reader_node (reader, member);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *text = poster_platform_reader_string (reader, member, TRUE);

      for (guint i = 0; i < POSTER_N_POST_KINDS; i++)
        words[i] = g_strdup (text);
      return;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      PosterPostKind kind;

      if (!poster_post_kind_from_string (name, &kind))
        poster_platform_reader_fail (reader, "unknown kind of post “%s”", name);
      else if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        poster_platform_reader_fail (reader, "“%s” holds something that is not a text", member);
      else
        words[kind] = json_node_dup_string (value);
    }
}

/* An option that a row asks for: known, meant to be seen, and not asked for twice. */
static PosterOption *
read_option (PosterPlatform       *platform,
             GPtrArray            *rows,
             PosterPlatformReader *reader)
{
  g_autofree char *key = poster_platform_reader_string (reader, "option", TRUE);
  PosterOption *option = poster_platform_find_option (platform, key);

  if (key == NULL)
    return NULL;
  if (option == NULL || option->hidden || option->consent)
    {
      poster_platform_reader_fail (reader, "“%s” is no option that is shown", key);
      return NULL;
    }
  for (guint i = 0; i < rows->len; i++)
    if (poster_form_row_has_option (g_ptr_array_index (rows, i), option))
      poster_platform_reader_fail (reader, "“%s” is asked for twice", key);
  return option;
}

/* Whether every option that a condition names is there. */
static gboolean
is_known (PosterPlatform        *platform,
          const PosterCondition *condition)
{
  return condition->option == NULL || poster_platform_find_option (platform, condition->option) != NULL;
}

/**
 * poster_platform_form_read_conditions:
 * @platform: the platform that is read
 * @reader: reads what has the conditions
 * @member: under which they stand; must be a static string
 *
 * Returns: (transfer full) (element-type PosterCondition): the conditions
 */
GPtrArray *
poster_platform_form_read_conditions (PosterPlatform       *platform,
                                      PosterPlatformReader *reader,
                                      const char           *member)
{
  GPtrArray *conditions = poster_conditions_new ();

  poster_conditions_read (conditions, reader, member, FALSE);
  for (guint i = 0; i < conditions->len; i++)
    if (!is_known (platform, g_ptr_array_index (conditions, i)))
      poster_platform_reader_fail (reader, "a condition names an unknown option");
  return conditions;
}

/* Takes over what was wrong with a part. */
static void
finish_part (PosterPlatformReader *part,
             const char           *what,
             PosterPlatformReader *parent)
{
  g_autoptr(GError) error = NULL;

  if (!poster_platform_reader_finish (part, what, &error))
    poster_platform_reader_fail (parent, "%s", error->message);
}

static void
read_checks (PosterPlatform       *platform,
             GPtrArray            *rows,
             PosterFormRow        *row,
             PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "checks", TRUE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      PosterPlatformReader part;
      PosterFormCheck *check;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "a check is not an object");
          continue;
        }
      poster_platform_reader_init (&part, json_node_get_object (node));
      check = g_new0 (PosterFormCheck, 1);
      check->label = poster_platform_reader_string (&part, "label", TRUE);
      check->subtitle = poster_platform_reader_string (&part, "subtitle", FALSE);
      if (row->type == POSTER_FORM_CHECKS)
        {
          check->option = read_option (platform, rows, &part);
          if (check->option != NULL && check->option->type != POSTER_OPTION_BOOLEAN)
            poster_platform_reader_fail (&part, "only what is true or false can be ticked");
        }
      else
        {
          check->id = poster_platform_reader_string (&part, "id", TRUE);
          check->ticked_when = poster_platform_form_read_conditions (platform, &part, "ticked_when");
        }
      g_ptr_array_add (row->checks, check);
      finish_part (&part, "check", reader);
    }
  if (row->checks->len == 0 || row->checks->len > MAX_CHECKS)
    poster_platform_reader_fail (reader, "there must be 1 to %d checks", MAX_CHECKS);
}

static guint
read_ticked (PosterFormRow        *row,
             PosterPlatformReader *reader)
{
  g_auto(GStrv) names = poster_platform_reader_strings (reader, "ticked");
  guint ticked = 0;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint found = 0;

      for (guint j = 0; j < row->checks->len; j++)
        if (g_strcmp0 (((PosterFormCheck *) g_ptr_array_index (row->checks, j))->id, names[i]) == 0)
          found = 1u << j;
      if (found == 0)
        poster_platform_reader_fail (reader, "there is no check “%s”", names[i]);
      ticked |= found;
    }
  return ticked;
}

static void
read_outcomes (PosterPlatform       *platform,
               PosterFormRow        *row,
               PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "outcomes", TRUE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      PosterPlatformReader part;
      PosterFormOutcome *outcome;
      JsonObject *options;
      JsonObjectIter iter;
      const char *key;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "an outcome is not an object");
          continue;
        }
      poster_platform_reader_init (&part, json_node_get_object (node));
      outcome = g_new0 (PosterFormOutcome, 1);
      outcome->ticked = read_ticked (row, &part);
      options = poster_platform_reader_object (&part, "options");
      if (options == NULL)
        poster_platform_reader_fail (&part, "“options” is missing");
      outcome->options = options != NULL ? json_object_ref (options) : json_object_new ();
      json_object_iter_init (&iter, outcome->options);
      while (json_object_iter_next (&iter, &key, NULL))
        if (poster_platform_find_option (platform, key) == NULL)
          poster_platform_reader_fail (&part, "“%s” is no option", key);
      read_words (&part, "prompt", outcome->prompt);
      g_ptr_array_add (row->outcomes, outcome);
      if (poster_form_row_get_ticked (row, outcome->options) != outcome->ticked)
        poster_platform_reader_fail (&part, "its options do not tick the checks that it is for");
      finish_part (&part, "outcome", reader);
    }
  for (guint ticked = 1; ticked < 1u << MIN (row->checks->len, MAX_CHECKS); ticked++)
    if (poster_form_row_find_outcome (row, ticked) == NULL)
      poster_platform_reader_fail (reader, "there is a way of ticking the checks that has no outcome");
}

static void read_rows (PosterPlatform *platform, GPtrArray *all, GPtrArray *rows, PosterPlatformReader *reader);

static void
read_figures (PosterFormRow        *row,
              PosterPlatformReader *reader)
{
  double number;

  if (poster_platform_reader_number (reader, "first", &number))
    row->first = (gint64) number;
  if (poster_platform_reader_number (reader, "unit_size", &number))
    row->unit_size = (gint64) number;
  if (row->unit_size < 1)
    poster_platform_reader_fail (reader, "“unit_size” is less than 1");
  if (row->option != NULL && row->option->type != POSTER_OPTION_INTEGER && (row->first != 0 || row->unit_size != 1))
    poster_platform_reader_fail (reader, "only a whole number has “first” and “unit_size”");
}

static gboolean
read_type (PosterPlatformReader *reader,
           PosterFormRowType    *type)
{
  static const char *const names[] = { "option", "checks", "disclosure", "more" };
  g_autofree char *name = poster_platform_reader_string (reader, "row", TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *type = i;
        return TRUE;
      }
  poster_platform_reader_fail (reader, "unknown row “%s”", name);
  return FALSE;
}

/* Reads one row into @rows, which is @all or a part of it. */
static void
read_row (PosterPlatform       *platform,
          GPtrArray            *all,
          GPtrArray            *rows,
          JsonObject           *json,
          PosterPlatformReader *parent)
{
  PosterFormRowType type = POSTER_FORM_OPTION;
  PosterPlatformReader reader;
  PosterFormRow *row;

  poster_platform_reader_init (&reader, json);
  if (read_type (&reader, &type))
    {
      row = poster_form_row_new (type);
      row->title = poster_platform_reader_string (&reader, "title", type != POSTER_FORM_OPTION);
      read_words (&reader, "subtitle", row->subtitle);
      row->source = poster_platform_reader_string (&reader, "source", type != POSTER_FORM_MORE);
      if (type == POSTER_FORM_OPTION)
        {
          row->option = read_option (platform, all, &reader);
          read_figures (row, &reader);
        }
      if (type == POSTER_FORM_OPTION || type == POSTER_FORM_DISCLOSURE)
        row->missing = poster_platform_reader_string (&reader, "missing", type == POSTER_FORM_DISCLOSURE);
      if (type == POSTER_FORM_CHECKS || type == POSTER_FORM_DISCLOSURE)
        read_checks (platform, all, row, &reader);
      if (type == POSTER_FORM_DISCLOSURE)
        read_outcomes (platform, row, &reader);
      g_ptr_array_add (rows, row);
      if (type == POSTER_FORM_MORE)
        read_rows (platform, all, row->rows, &reader);
    }
  finish_part (&reader, "row", parent);
}

static void
read_rows (PosterPlatform       *platform,
           GPtrArray            *all,
           GPtrArray            *rows,
           PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "rows", TRUE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        read_row (platform, all, rows, json_node_get_object (node), reader);
      else
        poster_platform_reader_fail (reader, "a row is not an object");
    }
}

static gboolean
has_row (PosterPlatform *platform,
         PosterOption   *option)
{
  for (guint i = 0; i < platform->form->len; i++)
    if (poster_form_row_has_option (g_ptr_array_index (platform->form, i), option))
      return TRUE;
  return FALSE;
}

/**
 * poster_platform_form_read:
 * @platform: a platform whose options are known
 * @reader: reads it
 *
 * Reads the member `form`. What can be chosen and has no row there gets one of its own behind the
 * others, so that a platform without a form can be used all the same.
 */
void
poster_platform_form_read (PosterPlatform       *platform,
                           PosterPlatformReader *reader)
{
  JsonObject *json = poster_platform_reader_object (reader, "form");

  if (json != NULL)
    {
      PosterPlatformReader part;

      poster_platform_reader_init (&part, json);
      platform->elsewhere = poster_platform_reader_strings (&part, "elsewhere");
      for (guint i = 0; platform->elsewhere != NULL && platform->elsewhere[i] != NULL; i++)
        if (poster_platform_find_option (platform, platform->elsewhere[i]) == NULL)
          poster_platform_reader_fail (&part, "“%s” is no option", platform->elsewhere[i]);
      read_rows (platform, platform->form, platform->form, &part);
      finish_part (&part, "form", reader);
    }
  for (guint i = 0; i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);

      if (option->hidden || option->consent || has_row (platform, option) ||
          (platform->elsewhere != NULL && g_strv_contains ((const char *const *) platform->elsewhere, option->key)))
        continue;
      g_ptr_array_add (platform->form, poster_form_row_new (POSTER_FORM_OPTION));
      ((PosterFormRow *) g_ptr_array_index (platform->form, platform->form->len - 1))->option = option;
    }
}
