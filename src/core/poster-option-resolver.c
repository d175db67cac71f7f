/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-resolver"

#include "poster-platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-checker.h"
#include "poster-closest-word.h"
#include "poster-media-facts.h"
#include "poster-platform-words.h"

typedef struct
{
  /* Input. */
  PosterPlatform    *platform;
  GPtrArray         *media_facts;  /* (nullable) */
  JsonObject        *creator;      /* (nullable) */
  PosterConsentMode  consent;

  /* Output. */
  JsonObject        *options;
  GPtrArray         *findings;
} Resolver;

/* Adds a finding about @option; takes @message. */
static void
add_finding (Resolver       *self,
             PosterOption   *option,
             PosterSeverity  severity,
             const char     *measured,
             const char     *allowed,
             char           *message)
{
  g_autofree char *rule = option != NULL ? g_strconcat ("option-", option->key, NULL) : g_strdup ("option-unknown");
  PosterFinding *finding;

  /* Two options that exclude each other both say so, in the same words: once is enough. */
  for (guint i = 0; i < self->findings->len; i++)
    {
      PosterFinding *other = g_ptr_array_index (self->findings, i);

      if (g_strcmp0 (other->message, message) == 0)
        {
          g_free (message);
          return;
        }
    }
  g_strdelimit (rule, "_", '-');
  finding = poster_finding_new (self->platform->key, rule, severity, -1);
  finding->measured = g_strdup (measured);
  finding->allowed = g_strdup (allowed);
  finding->message = message;
  g_ptr_array_add (self->findings, finding);
}

static char *
node_to_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

static char *
values_of (PosterOption *option,
           JsonObject   *creator)
{
  g_autoptr(GPtrArray) choices = poster_option_get_choices (option, creator);
  GString *values = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    g_string_append_printf (values, "%s%s", i > 0 ? ", " : "",
                            ((PosterChoice *) g_ptr_array_index (choices, i))->value);
  return g_string_free (values, FALSE);
}

/* An empty text is a text; nothing else is. */
static gboolean
is_empty (PosterOption *option,
          JsonNode     *node)
{
  if (option->type == POSTER_OPTION_STRING || (JSON_NODE_HOLDS_OBJECT (node) && option->type != POSTER_OPTION_ANY))
    return JSON_NODE_HOLDS_NULL (node);
  return poster_value_is_empty (node);
}

static gboolean
applies (Resolver     *self,
         PosterOption *option)
{
  if (self->media_facts == NULL || self->media_facts->len == 0)
    return TRUE;
  return (option->kinds & POSTER_POST_KINDS (poster_checker_get_kind (self->media_facts))) != 0;
}

static gboolean
is_nested (Resolver   *self,
           const char *prefix,
           const char *member,
           JsonNode   *node)
{
  return prefix == NULL && self->platform->nested != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
         g_strv_contains ((const char * const *) self->platform->nested, member);
}

static void
take (Resolver     *self,
      PosterOption *option,
      JsonNode     *node)
{
  g_autoptr(JsonNode) value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *allowed = NULL;

  if (!applies (self, option) || is_empty (option, node))
    return;
  value = poster_option_normalize (option, node);
  if (value != NULL)
    {
      json_object_set_member (self->options, option->key, g_steal_pointer (&value));
      return;
    }
  text = node_to_text (node);
  allowed = poster_option_describe_type (option, self->creator);
  add_finding (self, option, POSTER_SEVERITY_ERROR, text, allowed,
               /* Translators: an option's name, what was given, what it takes */
               g_strdup_printf (_("“%s” cannot be “%s”; it takes %s."), option->key, text, allowed));
}

static char *
say_unknown (Resolver   *self,
             const char *path)
{
  g_autofree char *sentence = g_strdup_printf (_("%s has no option “%s”; it is ignored."), self->platform->name, path);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < self->platform->options->len; i++)
    g_ptr_array_add (keys, ((PosterOption *) g_ptr_array_index (self->platform->options, i))->key);
  g_ptr_array_add (keys, NULL);
  return poster_ask_if_meant (sentence, path, (const char * const *) keys->pdata);
}

/* Takes up what is written in @given, under @prefix (nullable) of the levels above, under any name.
 * Names of today go before aliases, and what stands flat before what is nested. */
static void
collect (Resolver   *self,
         JsonObject *given,
         const char *prefix)
{
  g_autoptr(GList) members = json_object_get_members (given);

  for (GList *link = members; link != NULL; link = link->next)
    {
      JsonNode *node = json_object_get_member (given, link->data);
      g_autofree char *path = poster_platform_join_path (prefix, link->data);

      if (poster_platform_find_option (self->platform, path) != NULL || !JSON_NODE_HOLDS_OBJECT (node))
        continue;
      if (poster_platform_leads_to_options (self->platform, path))
        collect (self, json_node_get_object (node), path);
      else if (is_nested (self, prefix, link->data, node))
        collect (self, json_node_get_object (node), NULL);
    }
  for (int canonical = 0; canonical <= 1; canonical++)
    for (GList *link = members; link != NULL; link = link->next)
      {
        JsonNode *node = json_object_get_member (given, link->data);
        g_autofree char *path = poster_platform_join_path (prefix, link->data);
        PosterOption *option = poster_platform_find_option (self->platform, path);

        if (option != NULL && g_str_equal (option->key, path) == canonical)
          take (self, option, node);
        else if (option == NULL && canonical == 1 && !is_nested (self, prefix, link->data, node) &&
                 (!JSON_NODE_HOLDS_OBJECT (node) || !poster_platform_leads_to_options (self->platform, path)))
          add_finding (self, NULL, POSTER_SEVERITY_WARNING, path, NULL, say_unknown (self, path));
      }
}

static char *
say_consent (Resolver     *self,
             PosterOption *option)
{
  return g_strdup_printf (_("%s takes a post only with your consent. Confirm “%s” (%s)."),
                          self->platform->name, poster_option_get_label (option), option->key);
}

/* Whether a person need not choose @option now. What the creator's own settings would tell, and
 * nobody asked for, is taken to be there. */
static gboolean
need_not_be_chosen (Resolver     *self,
                    PosterOption *option)
{
  const PosterCondition *unless = option->required_unless;

  return unless != NULL && ((unless->creator != NULL && self->creator == NULL) ||
                            poster_condition_holds (unless, self->options, self->creator));
}

static void
check_absent (Resolver     *self,
              PosterOption *option)
{
  if (option->consent && self->consent == POSTER_CONSENT_ABSENT_ACCEPTED)
    {
      json_object_set_boolean_member (self->options, option->key, TRUE);
    }
  else if (option->consent)
    {
      add_finding (self, option, POSTER_SEVERITY_ERROR, NULL, "true",
                   say_consent (self, option));
    }
  else if (option->required && !need_not_be_chosen (self, option) &&
           poster_conditions_all_hold (option->applies_when, self->options, self->creator))
    {
      g_autofree char *values = poster_option_describe_type (option, self->creator);

      add_finding (self, option, POSTER_SEVERITY_ERROR, NULL, values,
                   g_strdup_printf (_("%s needs your choice of “%s” (%s): %s."),
                                    self->platform->name, poster_option_get_label (option), option->key, values));
    }
}

/* What means nothing beside the other options goes; when a person chose it, with a word. */
static void
drop_what_does_not_apply (Resolver     *self,
                          PosterOption *option)
{
  JsonNode *value = json_object_get_member (self->options, option->key);
  g_autofree char *text = NULL;

  if (value == NULL || poster_conditions_all_hold (option->applies_when, self->options, self->creator))
    return;
  if (!poster_value_is_empty (value) &&
      (option->default_value == NULL || !json_node_equal (option->default_value, value)))
    {
      text = node_to_text (value);
      add_finding (self, option, POSTER_SEVERITY_WARNING, text, NULL,
                   /* Translators: an option's name for people and for the API, and a platform */
                   g_strdup_printf (_("“%s” (%s) does not go with what else is chosen for %s; it is left out."),
                                    poster_option_get_label (option), option->key, self->platform->name));
    }
  json_object_remove_member (self->options, option->key);
}

static void
check_integer (Resolver     *self,
               PosterOption *option,
               gint64        number)
{
  g_autofree char *measured = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, option->minimum);
  g_autofree char *most = NULL;
  g_autofree char *allowed = NULL;
  gint64 maximum;
  gboolean has_maximum = poster_option_get_maximum (option, self->media_facts, &maximum);

  most = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);
  if (has_maximum && number > maximum)
    {
      allowed = g_strconcat ("<= ", most, NULL);
      add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
                   g_strdup_printf (_("“%s” cannot be %s; the most for this post is %s."), option->key, measured, most));
    }
  else if (option->has_minimum && number < option->minimum)
    {
      allowed = g_strconcat (">= ", least, NULL);
      add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
                   g_strdup_printf (_("“%s” cannot be %s; the least is %s."), option->key, measured, least));
    }
}

static void
check_length (Resolver     *self,
              PosterOption *option,
              gint64        length,
              gint64        maximum)
{
  g_autofree char *measured = NULL;
  g_autofree char *most = NULL;
  g_autofree char *allowed = NULL;

  if (maximum == 0 || length <= maximum)
    return;
  measured = g_strdup_printf ("%" G_GINT64_FORMAT, length);
  most = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);
  allowed = g_strconcat ("<= ", most, NULL);
  add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
               g_strdup_printf (_("“%s” is %s characters long; %s takes up to %s. Shorten it."),
                                option->key, measured, self->platform->name, most));
}

static gboolean
is_web_address (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https"));
}

static void
check_string (Resolver     *self,
              PosterOption *option,
              const char   *text)
{
  const char *found;

  if (option->max_length > 0)
    check_length (self, option, poster_text_count (text, option->unit), option->max_length);
  if (option->is_url && *text != '\0' && !is_web_address (text))
    add_finding (self, option, POSTER_SEVERITY_ERROR, text, "https://",
                 g_strdup_printf (_("“%s” cannot be “%s”; it takes a web address that begins with https://."),
                                  option->key, text));
  found = option->without != NULL ? strpbrk (text, option->without) : NULL;
  if (found != NULL)
    {
      g_autofree char *character = g_strndup (found, 1);

      add_finding (self, option, POSTER_SEVERITY_ERROR, character, NULL,
                   /* Translators: a platform, a single character, an option's name */
                   g_strdup_printf (_("%s takes no “%s” in “%s”. Take it out."), self->platform->name, character,
                                    option->key));
    }
}

static void
check_count (Resolver     *self,
             PosterOption *option,
             guint         count)
{
  g_autofree char *measured = g_strdup_printf ("%u", count);
  g_autofree char *least = g_strdup_printf ("%d", (int) option->minimum);
  g_autofree char *most = g_strdup_printf ("%d", (int) option->maximum);
  g_autofree char *allowed = NULL;

  if (option->has_maximum && count > option->maximum)
    {
      allowed = g_strconcat ("<= ", most, NULL);
      add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
                   /* Translators: an option's name, how many it has, a platform, how many it takes */
                   g_strdup_printf (_("“%s” has %s; %s takes up to %s. Take some out."), option->key, measured,
                                    self->platform->name, most));
    }
  else if (option->has_minimum && count > 0 && count < option->minimum)
    {
      allowed = g_strconcat (">= ", least, NULL);
      add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
                   g_strdup_printf (_("“%s” has %s; %s takes at least %s. Add some."), option->key, measured,
                                    self->platform->name, least));
    }
}

static void
check_items (Resolver     *self,
             PosterOption *option,
             JsonArray    *items)
{
  gint64 total = 0;

  check_count (self, option, json_array_get_length (items));
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      g_autofree char *text = poster_option_item_to_text (option, json_array_get_element (items, i));

      check_string (self, option, text);
      if (option->max_total > 0)
        total += poster_text_count (text, option->unit);
      if (!poster_option_item_is_right (option, text))
        add_finding (self, option, POSTER_SEVERITY_ERROR, text, NULL,
                     /* Translators: an option's name, what was given */
                     g_strdup_printf (_("“%s” cannot be “%s”: the words or numbers in it are not what it takes."),
                                      option->key, text));
    }
  check_length (self, option, total, option->max_total);
}

static void
check_choice (Resolver     *self,
              PosterOption *option,
              const char   *value)
{
  g_autoptr(GPtrArray) choices = poster_option_get_choices (option, self->creator);
  g_autofree char *allowed = NULL;

  /* While nobody knows what there is to choose from, the platform itself will tell. */
  if (option->is_open || choices->len == 0)
    return;
  for (guint i = 0; i < choices->len; i++)
    if (g_str_equal (((PosterChoice *) g_ptr_array_index (choices, i))->value, value))
      return;
  allowed = values_of (option, self->creator);
  add_finding (self, option, POSTER_SEVERITY_ERROR, value, allowed,
               g_strdup_printf (_("%s does not offer “%s” as “%s” (%s) here; choose one of %s."),
                                self->platform->name, value, poster_option_get_label (option), option->key, allowed));
}

static void
check_forbidden (Resolver     *self,
                 PosterOption *option,
                 JsonNode     *node)
{
  const PosterCondition *condition = poster_option_find_forbidding (option, node, self->options, self->creator);
  g_autofree char *measured = NULL;

  if (condition == NULL)
    return;
  measured = node_to_text (node);
  add_finding (self, option, condition->severity, measured, NULL,
               g_strdup (poster_platform_words_translate (condition->words)));
  if (condition->instead != NULL)
    json_object_set_member (self->options, option->key, json_node_copy (condition->instead));
}

static void
check_given (Resolver     *self,
             PosterOption *option,
             JsonNode     *node)
{
  switch (option->type)
    {
    case POSTER_OPTION_INTEGER:
      check_integer (self, option, json_node_get_int (node));
      break;
    case POSTER_OPTION_STRING:
      check_string (self, option, json_node_get_string (node));
      break;
    case POSTER_OPTION_CHOICE:
      check_choice (self, option, json_node_get_string (node));
      break;
    case POSTER_OPTION_LIST:
    case POSTER_OPTION_THREAD:
      check_items (self, option, json_node_get_array (node));
      break;
    case POSTER_OPTION_DATE:
    case POSTER_OPTION_TIME:
    case POSTER_OPTION_ANY:
      break;
    case POSTER_OPTION_BOOLEAN:
    default:
      if (option->consent && !json_node_get_boolean (node))
        add_finding (self, option, POSTER_SEVERITY_ERROR, "false", "true",
                     say_consent (self, option));
      break;
    }
  check_forbidden (self, option, node);
}

static gboolean
has_finding (Resolver     *self,
             PosterOption *option)
{
  g_autofree char *rule = g_strconcat ("option-", option->key, NULL);

  g_strdelimit (rule, "_", '-');
  for (guint i = 0; i < self->findings->len; i++)
    if (g_str_equal (((PosterFinding *) g_ptr_array_index (self->findings, i))->rule, rule))
      return TRUE;
  return FALSE;
}

/**
 * poster_options_resolve:
 * @platform: a platform
 * @given: (nullable): what a person or a client of the API set, under any name that the platform
 *   knows; also one level deeper, under the platform's `nested` names
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files; while there are none,
 *   options for every kind of post are kept
 * @consent: what an absent consent means
 * @creator: (nullable): what the connector tells about the account, as the Late API's
 *   `creator-info` does: `privacyLevels`, `postingLimits`, `canPostMore` …
 * @findings: (out) (transfer full) (element-type PosterFinding): what is wrong, none perhaps;
 *   any error means that the post must be refused
 *
 * Turns settings into the canonical ones. What is not given gets its default; what has none
 * stays out. Options that do not apply to the media are left out without a word, unknown ones and
 * those that do not go with the others with a warning.
 *
 * Returns: (transfer full): the options by canonical key
 */
JsonObject *
poster_options_resolve (PosterPlatform     *platform,
                        JsonObject         *given,
                        GPtrArray          *media_facts,
                        PosterConsentMode   consent,
                        JsonObject         *creator,
                        GPtrArray         **findings)
{
  Resolver self = { platform, media_facts, creator, consent, json_object_new (),
                    g_ptr_array_new_with_free_func (g_object_unref) };

  if (given != NULL)
    collect (&self, given, NULL);
  for (guint i = 0; i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);

      if (applies (&self, option) && !option->consent && option->default_value != NULL &&
          !json_object_has_member (self.options, option->key) && !has_finding (&self, option))
        json_object_set_member (self.options, option->key, json_node_copy (option->default_value));
    }
  for (guint i = 0; i < platform->options->len; i++)
    drop_what_does_not_apply (&self, g_ptr_array_index (platform->options, i));
  for (guint i = 0; i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);

      if (applies (&self, option) && !json_object_has_member (self.options, option->key) &&
          !has_finding (&self, option))
        check_absent (&self, option);
    }
  for (guint i = 0; i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);
      JsonNode *node = json_object_get_member (self.options, option->key);

      if (node != NULL)
        check_given (&self, option, node);
    }
  *findings = self.findings;
  return self.options;
}
