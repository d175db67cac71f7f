/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-resolver"

#include "poster-platform.h"

#include <glib/gi18n-lib.h>

#include "poster-checker.h"
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

/* What an option of this type takes, for people. */
static char *
describe_type (PosterOption *option,
               JsonObject   *creator)
{
  switch (option->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return g_strdup (_("true or false"));
    case POSTER_OPTION_INTEGER:
      return g_strdup (_("a whole number"));
    case POSTER_OPTION_CHOICE:
      return values_of (option, creator);
    case POSTER_OPTION_STRING:
    default:
      return g_strdup (_("a text"));
    }
}

/* The value as its type wants it; NULL when it cannot be. Clients also send "true" and "5". */
static JsonNode *
normalize (PosterOption *option,
           JsonNode     *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    {
      JsonNode *value = poster_option_parse_text (option, json_node_get_string (node), NULL);

      /* That a choice is not offered is found and told later. */
      return value != NULL || option->type != POSTER_OPTION_CHOICE ? value : json_node_copy (node);
    }
  if (type == G_TYPE_BOOLEAN && option->type == POSTER_OPTION_BOOLEAN)
    return json_node_copy (node);
  if (type == G_TYPE_INT64 && option->type == POSTER_OPTION_INTEGER)
    return json_node_copy (node);
  if (type == G_TYPE_DOUBLE && option->type == POSTER_OPTION_INTEGER)
    {
      double number = json_node_get_double (node);

      if (number >= -9e15 && number <= 9e15 && number == (double) (gint64) number)
        return json_node_init_int (json_node_alloc (), (gint64) number);
    }
  return NULL;
}

static gboolean
is_empty (PosterOption *option,
          JsonNode     *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  return option->type != POSTER_OPTION_STRING && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) == '\0';
}

static gboolean
applies (Resolver     *self,
         PosterOption *option)
{
  if (self->media_facts == NULL || self->media_facts->len == 0)
    return TRUE;
  return (option->kinds & POSTER_POST_KINDS (poster_checker_get_kind (self->media_facts))) != 0;
}

/* Takes up what is written in @given under any name. Names of today go before aliases, and what
 * stands flat before what is nested. */
static void
collect (Resolver   *self,
         JsonObject *given)
{
  g_autoptr(GList) members = json_object_get_members (given);
  const char * const *nested = (const char * const *) self->platform->nested;

  for (GList *link = members; link != NULL; link = link->next)
    {
      JsonNode *node = json_object_get_member (given, link->data);

      if (nested != NULL && g_strv_contains (nested, link->data) && JSON_NODE_HOLDS_OBJECT (node))
        collect (self, json_node_get_object (node));
    }
  for (int canonical = 0; canonical <= 1; canonical++)
    for (GList *link = members; link != NULL; link = link->next)
      {
        JsonNode *node = json_object_get_member (given, link->data);
        PosterOption *option = poster_platform_find_option (self->platform, link->data);
        g_autoptr(JsonNode) value = NULL;

        if (option == NULL || g_str_equal (option->key, link->data) != canonical)
          {
            if (option == NULL && canonical == 1 && (nested == NULL || !g_strv_contains (nested, link->data)))
              add_finding (self, NULL, POSTER_SEVERITY_WARNING, link->data, NULL,
                           g_strdup_printf (_("%s has no option “%s”; it is ignored."),
                                            self->platform->name, (char *) link->data));
            continue;
          }
        if (!applies (self, option) || is_empty (option, node))
          continue;
        value = normalize (option, node);
        if (value != NULL)
          {
            json_object_set_member (self->options, option->key, g_steal_pointer (&value));
          }
        else
          {
            g_autofree char *text = node_to_text (node);
            g_autofree char *allowed = describe_type (option, self->creator);

            add_finding (self, option, POSTER_SEVERITY_ERROR, text, allowed,
                         /* Translators: an option's name, what was given, what it takes */
                         g_strdup_printf (_("“%s” cannot be “%s”; it takes %s."), option->key, text, allowed));
          }
      }
}

static char *
say_consent (Resolver     *self,
             PosterOption *option)
{
  return g_strdup_printf (_("%s takes a post only with your consent. Confirm “%s” (%s)."),
                          self->platform->name, poster_option_get_label (option), option->key);
}

static void
check_absent (Resolver     *self,
              PosterOption *option)
{
  if (option->default_value != NULL && !option->consent)
    {
      json_object_set_member (self->options, option->key, json_node_copy (option->default_value));
    }
  else if (option->consent && self->consent == POSTER_CONSENT_ABSENT_ACCEPTED)
    {
      json_object_set_boolean_member (self->options, option->key, TRUE);
    }
  else if (option->consent)
    {
      add_finding (self, option, POSTER_SEVERITY_ERROR, NULL, "true",
                   say_consent (self, option));
    }
  else if (option->required && (option->required_unless == NULL ||
                                !poster_condition_holds (option->required_unless, self->options, self->creator)))
    {
      g_autofree char *values = describe_type (option, self->creator);

      add_finding (self, option, POSTER_SEVERITY_ERROR, NULL, values,
                   g_strdup_printf (_("%s needs your choice of “%s” (%s): %s."),
                                    self->platform->name, poster_option_get_label (option), option->key, values));
    }
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
check_string (Resolver     *self,
              PosterOption *option,
              const char   *text)
{
  g_autofree char *measured = NULL;
  g_autofree char *most = NULL;
  g_autofree char *allowed = NULL;
  gint64 length;

  if (option->max_length == 0)
    return;
  length = poster_text_count (text, option->unit);
  if (length <= option->max_length)
    return;
  measured = g_strdup_printf ("%" G_GINT64_FORMAT, length);
  most = g_strdup_printf ("%" G_GINT64_FORMAT, option->max_length);
  allowed = g_strconcat ("<= ", most, NULL);
  add_finding (self, option, POSTER_SEVERITY_ERROR, measured, allowed,
               g_strdup_printf (_("“%s” is %s characters long; %s takes up to %s. Shorten it."),
                                option->key, measured, self->platform->name, most));
}

static void
check_choice (Resolver     *self,
              PosterOption *option,
              const char   *value)
{
  g_autoptr(GPtrArray) choices = poster_option_get_choices (option, self->creator);
  g_autofree char *allowed = NULL;

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
 * stays out. Options that do not apply to the media are left out without a word, unknown ones
 * with a warning.
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
    collect (&self, given);
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
