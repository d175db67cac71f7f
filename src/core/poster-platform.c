/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform"

#include "poster-platform.h"

#include "poster-platform-form.h"
#include "poster-platform-reader.h"

G_DEFINE_FINAL_TYPE (PosterPlatform, poster_platform, G_TYPE_OBJECT)

static void
poster_platform_finalize (GObject *object)
{
  PosterPlatform *self = POSTER_PLATFORM (object);

  g_free (self->key);
  g_strfreev (self->aliases);
  g_free (self->name);
  g_free (self->glyph);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->form);
  g_strfreev (self->elsewhere);
  g_ptr_array_unref (self->declarations);
  g_ptr_array_unref (self->options);
  g_strfreev (self->nested);
  g_clear_pointer (&self->preview, json_object_unref);
  G_OBJECT_CLASS (poster_platform_parent_class)->finalize (object);
}

static void
poster_platform_class_init (PosterPlatformClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_platform_finalize;
}

static void
poster_platform_init (PosterPlatform *self)
{
  self->rules = g_ptr_array_new_with_free_func (g_object_unref);
  self->options = g_ptr_array_new_with_free_func (g_object_unref);
  self->form = poster_form_rows_new ();
  self->declarations = poster_declarations_new ();
}

static void
read_rules (PosterPlatform       *self,
            PosterPlatformReader *reader,
            JsonArray            *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(PosterRule) rule = NULL;
      g_autoptr(GError) error = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        poster_platform_reader_fail (reader, "a rule is not an object");
      else if ((rule = poster_rule_new_from_json (json_node_get_object (node), &error)) == NULL)
        poster_platform_reader_fail (reader, "%s", error->message);
      else if (poster_platform_find_rule (self, rule->id) != NULL)
        poster_platform_reader_fail (reader, "rule “%s” is there twice", rule->id);
      else
        g_ptr_array_add (self->rules, g_steal_pointer (&rule));
    }
}

/* What every platform has, unless it says something else itself under the same id. They come
 * first: whether a file can be read at all is asked before what is in it. */
static void
add_common_rules (PosterPlatform       *self,
                  PosterPlatformReader *reader,
                  JsonArray            *common)
{
  guint position = 0;

  for (guint i = 0; common != NULL && i < json_array_get_length (common); i++)
    {
      JsonNode *node = json_array_get_element (common, i);
      g_autoptr(PosterRule) rule = NULL;
      g_autoptr(GError) error = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        poster_platform_reader_fail (reader, "a common rule is not an object");
      else if ((rule = poster_rule_new_from_json (json_node_get_object (node), &error)) == NULL)
        poster_platform_reader_fail (reader, "common %s", error->message);
      else if (poster_platform_find_rule (self, rule->id) == NULL)
        g_ptr_array_insert (self->rules, (int) position++, g_steal_pointer (&rule));
    }
}

/* What is not said is as it is on most platforms. */
static void
read_manner (PosterPlatform       *self,
             PosterPlatformReader *reader)
{
  JsonObject *text = poster_platform_reader_object (reader, "text");
  g_autofree char *hashtags = NULL;
  g_autofree char *mentions = NULL;
  g_autofree char *source = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  PosterPlatformReader part;

  if (text == NULL)
    return;
  poster_platform_reader_init (&part, text);
  hashtags = poster_platform_reader_string (&part, "hashtags", FALSE);
  if (hashtags != NULL && !poster_text_tags_from_string (hashtags, &self->manner.tags))
    poster_platform_reader_fail (&part, "unknown hashtags “%s”", hashtags);
  mentions = poster_platform_reader_string (&part, "mentions", FALSE);
  if (mentions != NULL && !poster_text_mentions_from_string (mentions, &self->manner.mentions))
    poster_platform_reader_fail (&part, "unknown mentions “%s”", mentions);
  source = poster_platform_reader_string (&part, "source", TRUE);
  note = poster_platform_reader_string (&part, "note", FALSE);
  if (!poster_platform_reader_finish (&part, "text", &error))
    poster_platform_reader_fail (reader, "%s", error->message);
}

static gboolean
conditions_refer_to_options (PosterPlatform *self,
                             GPtrArray      *conditions)
{
  for (guint i = 0; i < conditions->len; i++)
    {
      PosterCondition *condition = g_ptr_array_index (conditions, i);

      if (condition->option != NULL && poster_platform_find_option (self, condition->option) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
read_options (PosterPlatform       *self,
              PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "options", FALSE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(PosterOption) option = NULL;
      g_autoptr(GError) error = NULL;
      gboolean taken;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "an option is not an object");
          continue;
        }
      option = poster_option_new_from_json (json_node_get_object (node), &error);
      if (option == NULL)
        {
          poster_platform_reader_fail (reader, "%s", error->message);
          continue;
        }
      taken = poster_platform_find_option (self, option->key) != NULL;
      for (guint j = 0; option->aliases != NULL && option->aliases[j] != NULL; j++)
        taken = taken || poster_platform_find_option (self, option->aliases[j]) != NULL;
      if (taken)
        poster_platform_reader_fail (reader, "option “%s”: its name or an alias is taken", option->key);
      else
        g_ptr_array_add (self->options, g_steal_pointer (&option));
    }
  for (guint i = 0; i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);

      if (!conditions_refer_to_options (self, option->applies_when) ||
          !conditions_refer_to_options (self, option->shown_when) ||
          !conditions_refer_to_options (self, option->forbidden_when) ||
          (option->required_unless != NULL && option->required_unless->option != NULL &&
           poster_platform_find_option (self, option->required_unless->option) == NULL))
        poster_platform_reader_fail (reader, "option “%s”: a condition names an unknown option", option->key);
    }
}

/* The options are read after the rules. */
static void
check_rules (PosterPlatform       *self,
             PosterPlatformReader *reader)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (self->rules, i);

      if (!conditions_refer_to_options (self, rule->when) ||
          (rule->unless_option != NULL && poster_platform_find_option (self, rule->unless_option) == NULL))
        poster_platform_reader_fail (reader, "rule “%s” names an unknown option", rule->id);
    }
}

/**
 * poster_platform_new_from_json:
 * @json: one platform of the data
 * @common: (nullable): rules that every platform has
 * @error: %POSTER_ERROR_INVALID; says which platform and what is wrong
 *
 * Returns: (transfer full): the platform
 */
PosterPlatform *
poster_platform_new_from_json (JsonObject  *json,
                               JsonArray   *common,
                               GError     **error)
{
  g_autoptr(PosterPlatform) self = g_object_new (POSTER_TYPE_PLATFORM, NULL);
  g_auto(GStrv) kinds = NULL;
  g_autofree char *what = NULL;
  PosterPlatformReader reader;
  JsonObject *preview;

  poster_platform_reader_init (&reader, json);
  self->key = poster_platform_reader_string (&reader, "key", TRUE);
  self->aliases = poster_platform_reader_strings (&reader, "aliases");
  self->name = poster_platform_reader_string (&reader, "name", TRUE);
  self->glyph = poster_platform_reader_string (&reader, "glyph", TRUE);
  kinds = poster_platform_reader_strings (&reader, "kinds");
  if (kinds == NULL)
    poster_platform_reader_fail (&reader, "“kinds” is missing");
  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      PosterPostKind kind;

      if (poster_post_kind_from_string (kinds[i], &kind))
        self->kinds |= POSTER_POST_KINDS (kind);
      else
        poster_platform_reader_fail (&reader, "unknown kind of post “%s”", kinds[i]);
    }
  self->nested = poster_platform_reader_strings (&reader, "nested");
  preview = poster_platform_reader_object (&reader, "preview");
  self->preview = preview != NULL ? json_object_ref (preview) : NULL;
  read_manner (self, &reader);
  read_rules (self, &reader, poster_platform_reader_array (&reader, "rules", TRUE));
  add_common_rules (self, &reader, common);
  read_options (self, &reader);
  check_rules (self, &reader);
  poster_platform_form_read (self, &reader);
  poster_platform_declarations_read (self, &reader);

  what = g_strdup_printf ("platform “%s”", self->key != NULL ? self->key : "?");
  if (!poster_platform_reader_finish (&reader, what, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * poster_platform_find_option:
 * @self: a platform
 * @key_or_alias: (nullable): a name
 *
 * Returns: (transfer none) (nullable): the option of that name
 */
PosterOption *
poster_platform_find_option (PosterPlatform *self,
                             const char     *key_or_alias)
{
  for (guint i = 0; key_or_alias != NULL && i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);

      if (g_str_equal (option->key, key_or_alias) ||
          (option->aliases != NULL && g_strv_contains ((const char * const *) option->aliases, key_or_alias)))
        return option;
    }
  return NULL;
}

/**
 * poster_platform_join_path:
 * @prefix: (nullable): names of the levels above
 * @member: name of a member
 *
 * Returns: (transfer full): both, with a dot between
 */
char *
poster_platform_join_path (const char *prefix,
                           const char *member)
{
  return prefix != NULL ? g_strconcat (prefix, ".", member, NULL) : g_strdup (member);
}

/**
 * poster_platform_leads_to_options:
 * @self: a platform
 * @path: names of members, with dots between the levels
 *
 * Returns: whether options are below it
 */
gboolean
poster_platform_leads_to_options (PosterPlatform *self,
                                  const char     *path)
{
  g_autofree char *start = g_strconcat (path, ".", NULL);

  for (guint i = 0; i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);

      if (g_str_has_prefix (option->key, start))
        return TRUE;
      for (guint j = 0; option->aliases != NULL && option->aliases[j] != NULL; j++)
        if (g_str_has_prefix (option->aliases[j], start))
          return TRUE;
    }
  return FALSE;
}

/**
 * poster_platform_find_rule:
 * @self: a platform
 * @id: id of a rule
 *
 * Returns: (transfer none) (nullable): that rule
 */
PosterRule *
poster_platform_find_rule (PosterPlatform *self,
                           const char     *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (self->rules, i);

      if (g_str_equal (rule->id, id))
        return rule;
    }
  return NULL;
}

/**
 * poster_platform_complete_options:
 * @self: a platform
 * @options: (nullable): what is chosen, by canonical key
 *
 * Returns: (transfer full): what holds: what is chosen, and the defaults of all else. Conditions
 *   are about that. A shallow copy: the values are shared.
 */
JsonObject *
poster_platform_complete_options (PosterPlatform *self,
                                  JsonObject     *options)
{
  JsonObject *complete = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  for (guint i = 0; i < self->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->options, i);

      if (option->default_value != NULL && !option->consent)
        json_object_set_member (complete, option->key, json_node_copy (option->default_value));
    }
  if (options != NULL)
    {
      json_object_iter_init (&iter, options);
      while (json_object_iter_next (&iter, &key, &value))
        json_object_set_member (complete, key, json_node_copy (value));
    }
  return complete;
}

/**
 * poster_platform_get_text_limit:
 * @self: a platform
 * @kind: a kind of post
 * @options: (nullable): what is chosen, by canonical key
 * @unit: (out) (optional): what it is counted in
 *
 * Returns: how long the caption of such a post may be, 0 when no limit is known
 */
gint64
poster_platform_get_text_limit (PosterPlatform *self,
                                PosterPostKind  kind,
                                JsonObject     *options,
                                PosterTextUnit *unit)
{
  g_autoptr(JsonObject) complete = poster_platform_complete_options (self, options);

  for (guint i = 0; i < self->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (self->rules, i);

      if (rule->check != POSTER_CHECK_LENGTH || rule->measure != POSTER_MEASURE_CAPTION ||
          rule->severity != POSTER_SEVERITY_ERROR || (rule->kinds & POSTER_POST_KINDS (kind)) == 0 ||
          !poster_rule_counts (rule, complete, NULL))
        continue;
      if (unit != NULL)
        *unit = rule->unit;
      return (gint64) rule->maximum;
    }
  return 0;
}
