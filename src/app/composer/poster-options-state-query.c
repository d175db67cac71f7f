/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-options-state"

#include "poster-options-state-private.h"

#include "poster-options-words.h"
#include "poster-platform-reader.h"
#include "poster-platform-words.h"

#include <glib/gi18n-lib.h>

/* What a PosterOptionsState answers; what changes it is in poster-options-state.c. */

/**
 * poster_options_state_dup_effective:
 * @self: a state
 *
 * Returns: (transfer full): what holds now: what was chosen, and the defaults of all else.
 *   Conditions are about that. Not to be changed: the values are shared.
 */
JsonObject *
poster_options_state_dup_effective (PosterOptionsState *self)
{
  return poster_platform_complete_options (self->platform, self->chosen);
}

/* Whether some account's service has neither answered nor failed to. */
static gboolean
is_waiting_for (PosterOptionsState *self,
                guint               index)
{
  PosterAccount *account = g_ptr_array_index (self->accounts, index);

  return g_ptr_array_index (self->creators, index) == NULL && !g_hash_table_contains (self->troubles, account->id);
}

/**
 * poster_options_state_has_choice:
 * @choices: (element-type PosterChoice): some choices
 * @value: (nullable): a word of the API
 *
 * Returns: whether it is among them
 */
gboolean
poster_options_state_has_choice (GPtrArray  *choices,
                                 const char *value)
{
  for (guint i = 0; i < choices->len; i++)
    if (g_strcmp0 (((PosterChoice *) g_ptr_array_index (choices, i))->value, value) == 0)
      return TRUE;
  return FALSE;
}

/**
 * poster_options_state_find_refusing:
 * @self: a state
 * @option: an option
 * @value: a value for it
 * @effective: of poster_options_state_dup_effective()
 *
 * Returns: (transfer none) (nullable): what forbids @value now: the other options, or one of the
 *   accounts
 */
const PosterCondition *
poster_options_state_find_refusing (PosterOptionsState *self,
                                    PosterOption       *option,
                                    JsonNode           *value,
                                    JsonObject         *effective)
{
  const PosterCondition *condition = poster_option_find_forbidding (option, value, effective, NULL);

  for (guint i = 0; condition == NULL && i < self->creators->len; i++)
    condition = poster_option_find_forbidding (option, value, effective, g_ptr_array_index (self->creators, i));
  return condition;
}

/**
 * poster_options_state_get_platform:
 * @self: a state
 *
 * Returns: (transfer none): whose options
 */
PosterPlatform *
poster_options_state_get_platform (PosterOptionsState *self)
{
  return self->platform;
}

/**
 * poster_options_state_get_kind:
 * @self: a state
 *
 * Returns: what the post is made of
 */
PosterPostKind
poster_options_state_get_kind (PosterOptionsState *self)
{
  return self->kind;
}

/**
 * poster_options_state_get_accounts:
 * @self: a state
 *
 * Returns: (transfer none) (element-type PosterAccount): whose
 */
GPtrArray *
poster_options_state_get_accounts (PosterOptionsState *self)
{
  return self->accounts;
}

/**
 * poster_options_state_get_creator:
 * @self: a state
 * @index: number of an account
 *
 * Returns: (transfer none) (nullable): what its service said
 */
JsonObject *
poster_options_state_get_creator (PosterOptionsState *self,
                                  guint               index)
{
  return g_ptr_array_index (self->creators, index);
}

/**
 * poster_options_state_get_trouble:
 * @self: a state
 * @account_id: one of the accounts
 *
 * Returns: (transfer none) (nullable): why its service did not answer
 */
const char *
poster_options_state_get_trouble (PosterOptionsState *self,
                                  const char         *account_id)
{
  return g_hash_table_lookup (self->troubles, account_id);
}

/**
 * poster_options_state_dup_waiting:
 * @self: a state
 *
 * Returns: (transfer full) (nullable): who is still asked about whom, a sentence; %NULL when
 *   nobody is
 */
char *
poster_options_state_dup_waiting (PosterOptionsState *self)
{
  g_autoptr(GPtrArray) asked = g_ptr_array_new ();

  for (guint i = 0; i < self->accounts->len; i++)
    if (is_waiting_for (self, i))
      g_ptr_array_add (asked, g_ptr_array_index (self->accounts, i));
  return asked->len > 0 ? poster_options_words_waiting (self->platform, asked) : NULL;
}

/* Whether what a person must choose is still being asked about; what need not be chosen nobody waits for. */
static gboolean
any_pending (PosterOptionsState *self)
{
  for (guint i = 0; i < self->platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->platform->options, i);

      if (option->required && poster_options_state_is_shown (self, option) &&
          poster_options_state_is_pending (self, option))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_missing (PosterOptionsState  *self,
            const PosterFormRow *row)
{
  switch (row->type)
    {
    case POSTER_FORM_DISCLOSURE:
      return poster_options_state_is_disclosed (self, row) && poster_options_state_get_ticked (self, row) == 0;
    case POSTER_FORM_OPTION:
      return poster_options_state_is_required (self, row->option) &&
             poster_options_state_get_value (self, row->option) == NULL;
    case POSTER_FORM_CHECKS:
    case POSTER_FORM_MORE:
    default:
      return FALSE;
    }
}

static void
collect_missing (PosterOptionsState *self,
                 GPtrArray          *rows,
                 GPtrArray          *missing)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PosterFormRow *row = g_ptr_array_index (rows, i);

      if (!poster_options_state_shows_row (self, row))
        continue;
      if (is_missing (self, row))
        g_ptr_array_add (missing, row);
      collect_missing (self, row->rows, missing);
    }
}

/**
 * poster_options_state_list_missing:
 * @self: a state
 *
 * Returns: (transfer container) (element-type PosterFormRow): where a person still has to choose, in
 *   the order of the form; none while a service is asked what there is to choose from
 */
GPtrArray *
poster_options_state_list_missing (PosterOptionsState *self)
{
  GPtrArray *missing = g_ptr_array_new ();

  if (self->accounts->len > 0 && !any_pending (self))
    collect_missing (self, self->platform->form, missing);
  return missing;
}

static char *
say_missing (const PosterFormRow *row)
{
  const char *words = poster_form_row_get_missing (row);

  /* Translators: an option's name */
  return words != NULL ? g_strdup (words) : g_strdup_printf (_("Choose “%s”."), poster_form_row_get_title (row));
}

/**
 * poster_options_state_dup_missing_words:
 * @self: a state
 *
 * Returns: (transfer full) (element-type utf8): what a person still has to do, a sentence each, in the
 *   order of the form; or that something has to be waited for
 */
GPtrArray *
poster_options_state_dup_missing_words (PosterOptionsState *self)
{
  g_autoptr(GPtrArray) missing = poster_options_state_list_missing (self);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < missing->len; i++)
    g_ptr_array_add (words, say_missing (g_ptr_array_index (missing, i)));
  if (self->accounts->len > 0 && any_pending (self))
    g_ptr_array_add (words, poster_options_state_dup_waiting (self));
  return words;
}

/**
 * poster_options_state_get_value:
 * @self: a state
 * @option: an option
 *
 * Returns: (transfer none) (nullable): what is chosen, or else the default
 */
JsonNode *
poster_options_state_get_value (PosterOptionsState *self,
                                PosterOption       *option)
{
  JsonNode *value = json_object_get_member (self->chosen, option->key);

  return value != NULL ? value : option->default_value;
}

/**
 * poster_options_state_get_boolean:
 * @self: a state
 * @option: one that is true or false
 *
 * Returns: whether it is true
 */
gboolean
poster_options_state_get_boolean (PosterOptionsState *self,
                                  PosterOption       *option)
{
  JsonNode *value = poster_options_state_get_value (self, option);

  return value != NULL && json_node_get_boolean (value);
}

/**
 * poster_options_state_is_shown:
 * @self: a state
 * @option: an option
 *
 * Returns: whether a form shows it now, for any of the accounts
 */
gboolean
poster_options_state_is_shown (PosterOptionsState *self,
                               PosterOption       *option)
{
  g_autoptr(JsonObject) effective = poster_options_state_dup_effective (self);
  gboolean is_shown = poster_option_is_shown (option, self->kind, effective, NULL);

  for (guint i = 0; !is_shown && i < self->creators->len; i++)
    is_shown = poster_option_is_shown (option, self->kind, effective, g_ptr_array_index (self->creators, i));
  return is_shown;
}

/**
 * poster_options_state_is_pending:
 * @self: a state
 * @option: an option
 *
 * Returns: whether what can be chosen is not known yet
 */
gboolean
poster_options_state_is_pending (PosterOptionsState *self,
                                 PosterOption       *option)
{
  if (!poster_option_asks_creator (option))
    return FALSE;
  for (guint i = 0; i < self->accounts->len; i++)
    if (is_waiting_for (self, i))
      return TRUE;
  return FALSE;
}

/**
 * poster_options_state_is_required:
 * @self: a state
 * @option: an option
 *
 * Returns: whether a person must choose
 */
gboolean
poster_options_state_is_required (PosterOptionsState *self,
                                  PosterOption       *option)
{
  g_autoptr(JsonObject) effective = NULL;

  if (!option->required)
    return FALSE;
  if (option->required_unless == NULL)
    return TRUE;
  effective = poster_options_state_dup_effective (self);
  if (option->required_unless->creator == NULL)
    return !poster_condition_holds (option->required_unless, effective, NULL);
  /* For one that is not known of, its service decides. */
  for (guint i = 0; i < self->creators->len; i++)
    if (g_ptr_array_index (self->creators, i) != NULL &&
        !poster_condition_holds (option->required_unless, effective, g_ptr_array_index (self->creators, i)))
      return TRUE;
  return FALSE;
}

/**
 * poster_options_state_get_maximum:
 * @self: a state
 * @option: a whole number
 * @maximum: (out): the largest that it can be
 *
 * Returns: whether there is a largest one
 */
gboolean
poster_options_state_get_maximum (PosterOptionsState *self,
                                  PosterOption       *option,
                                  gint64             *maximum)
{
  return poster_option_get_maximum (option, self->media_facts, maximum);
}

/**
 * poster_options_state_dup_choices:
 * @self: a state
 * @option: a choice
 *
 * Returns: (transfer full) (element-type PosterChoice): what all accounts that are known of have;
 *   what the description has while none is
 */
GPtrArray *
poster_options_state_dup_choices (PosterOptionsState *self,
                                  PosterOption       *option)
{
  g_autoptr(GPtrArray) shared = NULL;

  for (guint i = 0; i < self->creators->len; i++)
    {
      JsonObject *creator = g_ptr_array_index (self->creators, i);
      g_autoptr(GPtrArray) choices = NULL;

      if (creator == NULL)
        continue;
      choices = poster_option_get_choices (option, creator);
      if (shared == NULL)
        {
          shared = g_steal_pointer (&choices);
          continue;
        }
      for (guint j = shared->len; j > 0; j--)
        if (!poster_options_state_has_choice (choices, ((PosterChoice *) g_ptr_array_index (shared, j - 1))->value))
          g_ptr_array_remove_index (shared, j - 1);
    }
  return shared != NULL ? g_steal_pointer (&shared) : poster_option_get_choices (option, NULL);
}

/**
 * poster_options_state_knows_choices:
 * @self: a state
 * @option: a choice
 *
 * Returns: whether anybody says what there is to choose from: the description, or the service of an
 *   account
 */
gboolean
poster_options_state_knows_choices (PosterOptionsState *self,
                                    PosterOption       *option)
{
  if (option->choices->len > 0 || option->choices_from == NULL)
    return TRUE;
  for (guint i = 0; i < self->creators->len; i++)
    {
      JsonNode *node = poster_platform_look_up (g_ptr_array_index (self->creators, i), option->choices_from);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
        return TRUE;
    }
  return FALSE;
}

/* A choice that nobody knows anything of can be left to the service; what was chosen is shown. */
static gboolean
can_be_shown (PosterOptionsState *self,
              PosterOption       *option)
{
  return option->type != POSTER_OPTION_CHOICE || option->is_open || poster_options_state_is_pending (self, option) ||
         poster_options_state_knows_choices (self, option) || json_object_has_member (self->chosen, option->key);
}

/**
 * poster_options_state_get_refusal:
 * @self: a state
 * @option: an option
 * @value: a value for it
 *
 * Returns: (transfer none) (nullable): why it cannot be chosen now, translated
 */
const char *
poster_options_state_get_refusal (PosterOptionsState *self,
                                  PosterOption       *option,
                                  JsonNode           *value)
{
  g_autoptr(JsonObject) effective = poster_options_state_dup_effective (self);
  const PosterCondition *condition = poster_options_state_find_refusing (self, option, value, effective);

  return condition != NULL ? poster_platform_words_translate (condition->words) : NULL;
}

/**
 * poster_options_state_shows_row:
 * @self: a state
 * @row: a row
 *
 * Returns: whether there is something to choose in it
 */
gboolean
poster_options_state_shows_row (PosterOptionsState  *self,
                                const PosterFormRow *row)
{
  for (guint i = 0; i < row->rows->len; i++)
    if (poster_options_state_shows_row (self, g_ptr_array_index (row->rows, i)))
      return TRUE;
  if (row->type == POSTER_FORM_DISCLOSURE)
    return TRUE;
  for (guint i = 0; i < row->checks->len; i++)
    if (poster_options_state_is_shown (self, ((PosterFormCheck *) g_ptr_array_index (row->checks, i))->option))
      return TRUE;
  return row->option != NULL && can_be_shown (self, row->option) && poster_options_state_is_shown (self, row->option);
}

/**
 * poster_options_state_dup_refusals:
 * @self: a state
 * @row: a row of checks
 *
 * Returns: (transfer full) (nullable): who does not allow which of them, a sentence or more
 */
char *
poster_options_state_dup_refusals (PosterOptionsState  *self,
                                   const PosterFormRow *row)
{
  g_autoptr(JsonObject) effective = poster_options_state_dup_effective (self);
  g_autoptr(JsonNode) on = json_node_init_boolean (json_node_alloc (), TRUE);
  g_autoptr(PosterRefusals) refusals = poster_refusals_new ();

  for (guint i = 0; i < row->checks->len; i++)
    {
      PosterFormCheck *check = g_ptr_array_index (row->checks, i);

      if (!poster_options_state_is_shown (self, check->option))
        continue;
      for (guint j = 0; j < self->accounts->len; j++)
        {
          const PosterCondition *condition = poster_option_find_forbidding (check->option, on, effective,
                                                                            g_ptr_array_index (self->creators, j));

          if (condition != NULL)
            poster_refusals_add (refusals, check, g_ptr_array_index (self->accounts, j), condition);
        }
    }
  return poster_refusals_to_words (refusals);
}

/**
 * poster_options_state_is_disclosed:
 * @self: a state
 * @row: a disclosure
 *
 * Returns: whether it is switched on
 */
gboolean
poster_options_state_is_disclosed (PosterOptionsState  *self,
                                   const PosterFormRow *row)
{
  return g_hash_table_contains (self->disclosed, row);
}

/**
 * poster_options_state_get_ticked:
 * @self: a state
 * @row: a disclosure
 *
 * Returns: which of its checks are ticked, bit by bit
 */
guint
poster_options_state_get_ticked (PosterOptionsState  *self,
                                 const PosterFormRow *row)
{
  return poster_form_row_get_ticked (row, self->chosen);
}

/**
 * poster_options_state_get_tick_refusal:
 * @self: a state
 * @row: a disclosure
 * @ticked: some of its checks, bit by bit
 *
 * Returns: (transfer none) (nullable): why they cannot be ticked now, translated
 */
const char *
poster_options_state_get_tick_refusal (PosterOptionsState  *self,
                                       const PosterFormRow *row,
                                       guint                ticked)
{
  const PosterFormOutcome *outcome = poster_form_row_find_outcome (row, ticked);
  const char *words = NULL;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (outcome == NULL)
    return NULL;
  json_object_iter_init (&iter, outcome->options);
  while (words == NULL && json_object_iter_next (&iter, &key, &value))
    words = poster_options_state_get_refusal (self, poster_platform_find_option (self->platform, key), value);
  return words;
}
