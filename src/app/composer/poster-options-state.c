/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-options-state"

#include "poster-options-state.h"

#include "poster-json.h"
#include "poster-options-words.h"
#include "poster-platform-words.h"

#include <glib/gi18n-lib.h>

/**
 * PosterOptionsState:
 *
 * What is chosen of one platform's options, for whom, and what can be chosen. The platform's
 * descriptions and what the services say of the accounts decide; rows only show it. What can no
 * longer be chosen is dropped.
 */
struct _PosterOptionsState
{
  GObject         parent_instance;

  PosterPlatform *platform;
  GPtrArray      *accounts;     /* (element-type PosterAccount) */
  GPtrArray      *creators;     /* (element-type JsonObject) (nullable elements), in the same order */
  GHashTable     *troubles;     /* id of an account → words */
  GPtrArray      *media_facts;  /* (nullable) (element-type PosterMediaFacts) */
  PosterPostKind  kind;

  JsonObject     *chosen;       /* what differs from the defaults */
  JsonObject     *kept;         /* what is not asked for here, as it came */
  GHashTable     *disclosed;    /* disclosures (PosterFormRow) that are switched on */
};

enum
{
  UPDATED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterOptionsState, poster_options_state, G_TYPE_OBJECT)

/* What holds now: what was chosen, and the defaults of all else. Conditions are about that. */
static JsonObject *
dup_effective (PosterOptionsState *self)
{
  JsonObject *effective = poster_json_copy (self->chosen);

  for (guint i = 0; i < self->platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->platform->options, i);

      if (option->default_value != NULL && !json_object_has_member (effective, option->key))
        json_object_set_member (effective, option->key, json_node_copy (option->default_value));
    }
  return effective;
}

static void
unref_creator (gpointer data)
{
  if (data != NULL)
    json_object_unref (data);
}

static void
clear_creators (PosterOptionsState *self)
{
  g_clear_pointer (&self->creators, g_ptr_array_unref);
  self->creators = g_ptr_array_new_with_free_func (unref_creator);
}

/* Whether some account's service has neither answered nor failed to. */
static gboolean
is_waiting_for (PosterOptionsState *self,
                guint               index)
{
  PosterAccount *account = g_ptr_array_index (self->accounts, index);

  return g_ptr_array_index (self->creators, index) == NULL && !g_hash_table_contains (self->troubles, account->id);
}

static gboolean
has_choice (GPtrArray  *choices,
            const char *value)
{
  for (guint i = 0; i < choices->len; i++)
    if (g_strcmp0 (((PosterChoice *) g_ptr_array_index (choices, i))->value, value) == 0)
      return TRUE;
  return FALSE;
}

/* Why a value cannot be had: for the other options, or for one of the accounts. */
static const PosterCondition *
find_refusing (PosterOptionsState *self,
               PosterOption       *option,
               JsonNode           *value,
               JsonObject         *effective)
{
  const PosterCondition *condition = poster_option_find_forbidding (option, value, effective, NULL);

  for (guint i = 0; condition == NULL && i < self->creators->len; i++)
    condition = poster_option_find_forbidding (option, value, effective, g_ptr_array_index (self->creators, i));
  return condition;
}

static gboolean
is_form_row_of (const PosterFormRow *row,
                PosterFormRowType    type,
                PosterOption        *option)
{
  if (row->type == type && poster_form_row_has_option (row, option))
    return TRUE;
  for (guint i = 0; i < row->rows->len; i++)
    if (is_form_row_of (g_ptr_array_index (row->rows, i), type, option))
      return TRUE;
  return FALSE;
}

/* Whether a disclosure's checks stand for @option: then it is not asked for by itself. */
static gboolean
is_disclosure (PosterOptionsState *self,
               PosterOption       *option)
{
  for (guint i = 0; i < self->platform->form->len; i++)
    if (is_form_row_of (g_ptr_array_index (self->platform->form, i), POSTER_FORM_DISCLOSURE, option))
      return TRUE;
  return FALSE;
}

static gboolean
is_offered (PosterOptionsState *self,
            PosterOption       *option,
            JsonNode           *value)
{
  g_autoptr(GPtrArray) choices = NULL;
  gint64 maximum;

  switch (option->type)
    {
    case POSTER_OPTION_CHOICE:
      choices = poster_options_state_dup_choices (self, option);
      return has_choice (choices, json_node_get_string (value));
    case POSTER_OPTION_INTEGER:
      return (!option->has_minimum || json_node_get_int (value) >= option->minimum) &&
             (!poster_options_state_get_maximum (self, option, &maximum) || json_node_get_int (value) <= maximum);
    case POSTER_OPTION_BOOLEAN:
    case POSTER_OPTION_STRING:
    default:
      return TRUE;
    }
}

/* One pass; whether something was dropped. */
static gboolean
drop_refused (PosterOptionsState *self)
{
  for (guint i = 0; i < self->platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->platform->options, i);
      JsonNode *value = json_object_get_member (self->chosen, option->key);
      g_autoptr(JsonObject) effective = NULL;

      if (value == NULL)
        continue;
      effective = dup_effective (self);
      if ((is_disclosure (self, option) ? (option->kinds & POSTER_POST_KINDS (self->kind)) != 0
                                        : poster_options_state_is_shown (self, option)) &&
          (poster_options_state_is_pending (self, option) || is_offered (self, option, value)) &&
          find_refusing (self, option, value, effective) == NULL)
        continue;
      json_object_remove_member (self->chosen, option->key);
      return TRUE;
    }
  return FALSE;
}

/* The options of a disclosure as its checks would have set them: there may be several ways to say
 * the same. */
static void
write_ticked (PosterOptionsState  *self,
              const PosterFormRow *row,
              guint                ticked)
{
  const PosterFormOutcome *outcome = poster_form_row_find_outcome (row, ticked);

  for (guint i = 0; i < row->outcomes->len; i++)
    {
      PosterFormOutcome *other = g_ptr_array_index (row->outcomes, i);
      g_autoptr(GList) keys = json_object_get_members (other->options);

      for (GList *link = keys; link != NULL; link = link->next)
        json_object_remove_member (self->chosen, link->data);
    }
  for (guint i = 0; i < row->checks->len; i++)
    {
      PosterFormCheck *check = g_ptr_array_index (row->checks, i);

      for (guint j = 0; j < check->ticked_when->len; j++)
        {
          PosterCondition *condition = g_ptr_array_index (check->ticked_when, j);

          if (condition->option != NULL)
            json_object_remove_member (self->chosen, condition->option);
        }
    }
  if (outcome != NULL)
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *value;

      json_object_iter_init (&iter, outcome->options);
      while (json_object_iter_next (&iter, &key, &value))
        json_object_set_member (self->chosen, key, json_node_copy (value));
    }
}

static void
settle_disclosures (PosterOptionsState *self,
                    GPtrArray          *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PosterFormRow *row = g_ptr_array_index (rows, i);

      settle_disclosures (self, row->rows);
      if (row->type == POSTER_FORM_DISCLOSURE)
        {
          guint ticked = poster_form_row_get_ticked (row, self->chosen);

          write_ticked (self, row, ticked);
          if (ticked != 0)
            g_hash_table_add (self->disclosed, row);
        }
    }
}

/* Drops what cannot be chosen any more. */
static void
settle (PosterOptionsState *self)
{
  while (drop_refused (self))
    ;
  settle_disclosures (self, self->platform->form);
}

static void
update (PosterOptionsState *self)
{
  settle (self);
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
chosen (PosterOptionsState *self)
{
  settle (self);
  g_signal_emit (self, signals[CHOSEN], 0);
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
poster_options_state_finalize (GObject *object)
{
  PosterOptionsState *self = POSTER_OPTIONS_STATE (object);

  g_clear_object (&self->platform);
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->creators);
  g_hash_table_unref (self->troubles);
  g_clear_pointer (&self->media_facts, g_ptr_array_unref);
  json_object_unref (self->chosen);
  json_object_unref (self->kept);
  g_hash_table_unref (self->disclosed);
  G_OBJECT_CLASS (poster_options_state_parent_class)->finalize (object);
}

static void
poster_options_state_class_init (PosterOptionsStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_options_state_finalize;

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
poster_options_state_init (PosterOptionsState *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  clear_creators (self);
  self->troubles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kind = POSTER_POST_VIDEO;
  self->chosen = json_object_new ();
  self->kept = json_object_new ();
  self->disclosed = g_hash_table_new (NULL, NULL);
}

/**
 * poster_options_state_new:
 * @platform: a platform
 *
 * Returns: (transfer full): nothing chosen yet, for nobody, for a video
 */
PosterOptionsState *
poster_options_state_new (PosterPlatform *platform)
{
  PosterOptionsState *self = g_object_new (POSTER_TYPE_OPTIONS_STATE, NULL);

  self->platform = g_object_ref (platform);
  return self;
}

static gboolean
has_account (PosterOptionsState *self,
             const char         *account_id)
{
  for (guint i = 0; i < self->accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (self->accounts, i))->id, account_id) &&
        g_ptr_array_index (self->creators, i) == NULL)
      return TRUE;
  return FALSE;
}

/**
 * poster_options_state_set_accounts:
 * @self: a state
 * @accounts: (element-type PosterAccount): whose
 * @creators: (element-type JsonObject) (nullable elements): what is known of them, in the same
 *   order; %NULL for one that is still asked about
 */
void
poster_options_state_set_accounts (PosterOptionsState *self,
                                   GPtrArray          *accounts,
                                   GPtrArray          *creators)
{
  GHashTableIter iter;
  gpointer account_id;

  g_ptr_array_set_size (self->accounts, 0);
  clear_creators (self);
  for (guint i = 0; i < accounts->len; i++)
    {
      JsonObject *creator = creators != NULL && i < creators->len ? g_ptr_array_index (creators, i) : NULL;

      g_ptr_array_add (self->accounts, g_object_ref (g_ptr_array_index (accounts, i)));
      g_ptr_array_add (self->creators, creator != NULL ? json_object_ref (creator) : NULL);
    }
  g_hash_table_iter_init (&iter, self->troubles);
  while (g_hash_table_iter_next (&iter, &account_id, NULL))
    if (!has_account (self, account_id))
      g_hash_table_iter_remove (&iter);
  update (self);
}

/**
 * poster_options_state_set_trouble:
 * @self: a state
 * @account_id: one of the accounts
 * @words: (nullable): why its service did not answer; %NULL when it is asked once more
 */
void
poster_options_state_set_trouble (PosterOptionsState *self,
                                  const char         *account_id,
                                  const char         *words)
{
  if (words == NULL)
    g_hash_table_remove (self->troubles, account_id);
  else if (has_account (self, account_id))
    g_hash_table_insert (self->troubles, g_strdup (account_id), g_strdup (words));
  update (self);
}

/**
 * poster_options_state_set_kind:
 * @self: a state
 * @kind: what the post is made of
 */
void
poster_options_state_set_kind (PosterOptionsState *self,
                               PosterPostKind      kind)
{
  if (self->kind == kind)
    return;
  self->kind = kind;
  update (self);
}

/**
 * poster_options_state_set_media:
 * @self: a state
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files
 */
void
poster_options_state_set_media (PosterOptionsState *self,
                                GPtrArray          *media_facts)
{
  g_clear_pointer (&self->media_facts, g_ptr_array_unref);
  self->media_facts = media_facts != NULL ? g_ptr_array_ref (media_facts) : NULL;
  update (self);
}

static gboolean
is_right_type (PosterOption *option,
               JsonNode     *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  switch (option->type)
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

static gboolean
is_default (PosterOption *option,
            JsonNode     *value)
{
  return option->default_value != NULL && json_node_equal (option->default_value, value);
}

/**
 * poster_options_state_set_options:
 * @self: a state
 * @options: (nullable): by canonical key; what cannot be chosen now is left out
 */
void
poster_options_state_set_options (PosterOptionsState *self,
                                  JsonObject         *options)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  g_clear_pointer (&self->chosen, json_object_unref);
  self->chosen = json_object_new ();
  g_clear_pointer (&self->kept, json_object_unref);
  self->kept = json_object_new ();
  g_hash_table_remove_all (self->disclosed);
  if (options != NULL)
    {
      json_object_iter_init (&iter, options);
      while (json_object_iter_next (&iter, &key, &value))
        {
          PosterOption *option = poster_platform_find_option (self->platform, key);
          const char *const *elsewhere = (const char *const *) self->platform->elsewhere;

          if (option == NULL || option->consent || !is_right_type (option, value))
            continue;
          if (option->hidden || (elsewhere != NULL && g_strv_contains (elsewhere, option->key)))
            json_object_set_member (self->kept, option->key, json_node_copy (value));
          else if (!is_default (option, value))
            json_object_set_member (self->chosen, option->key, json_node_copy (value));
        }
    }
  update (self);
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
 * poster_options_state_dup_options:
 * @self: a state
 *
 * Returns: (transfer full): what was chosen, by canonical key; never a consent
 */
JsonObject *
poster_options_state_dup_options (PosterOptionsState *self)
{
  JsonObject *options = poster_json_copy (self->chosen);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, self->kept);
  while (json_object_iter_next (&iter, &key, &value))
    json_object_set_member (options, key, json_node_copy (value));
  return options;
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

static gboolean
any_pending (PosterOptionsState *self)
{
  for (guint i = 0; i < self->platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (self->platform->options, i);

      if (poster_options_state_is_shown (self, option) && poster_options_state_is_pending (self, option))
        return TRUE;
    }
  return FALSE;
}

static char *
dup_missing_of_rows (PosterOptionsState *self,
                     GPtrArray          *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PosterFormRow *row = g_ptr_array_index (rows, i);
      const char *words = poster_form_row_get_missing (row);
      char *missing;

      if (!poster_options_state_shows_row (self, row))
        continue;
      if (row->type == POSTER_FORM_DISCLOSURE && poster_options_state_is_disclosed (self, row) &&
          poster_options_state_get_ticked (self, row) == 0)
        return g_strdup (words);
      if (row->type == POSTER_FORM_OPTION && poster_options_state_is_required (self, row->option) &&
          poster_options_state_get_value (self, row->option) == NULL)
        /* Translators: an option's name */
        return words != NULL ? g_strdup (words) : g_strdup_printf (_("Choose “%s”."), poster_form_row_get_title (row));
      missing = dup_missing_of_rows (self, row->rows);
      if (missing != NULL)
        return missing;
    }
  return NULL;
}

/**
 * poster_options_state_dup_missing:
 * @self: a state
 *
 * Returns: (transfer full) (nullable): the first thing that a person still has to do, a sentence
 */
char *
poster_options_state_dup_missing (PosterOptionsState *self)
{
  if (self->accounts->len == 0)
    return NULL;
  if (any_pending (self))
    return poster_options_state_dup_waiting (self);
  return dup_missing_of_rows (self, self->platform->form);
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
 * poster_options_state_choose:
 * @self: a state
 * @option: an option
 * @value: (nullable): what a person chose; %NULL for nothing
 */
void
poster_options_state_choose (PosterOptionsState *self,
                             PosterOption       *option,
                             JsonNode           *value)
{
  JsonNode *before = poster_options_state_get_value (self, option);

  if (before == value || (before != NULL && value != NULL && json_node_equal (before, value)))
    return;
  if (value == NULL || is_default (option, value))
    json_object_remove_member (self->chosen, option->key);
  else
    json_object_set_member (self->chosen, option->key, json_node_copy (value));
  chosen (self);
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
  g_autoptr(JsonObject) effective = dup_effective (self);
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
  effective = dup_effective (self);
  return !poster_condition_holds (option->required_unless, effective, NULL);
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
        if (!has_choice (choices, ((PosterChoice *) g_ptr_array_index (shared, j - 1))->value))
          g_ptr_array_remove_index (shared, j - 1);
    }
  return shared != NULL ? g_steal_pointer (&shared) : poster_option_get_choices (option, NULL);
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
  g_autoptr(JsonObject) effective = dup_effective (self);
  const PosterCondition *condition = find_refusing (self, option, value, effective);

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
  return row->option != NULL && poster_options_state_is_shown (self, row->option);
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
  g_autoptr(JsonObject) effective = dup_effective (self);
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
 * poster_options_state_disclose:
 * @self: a state
 * @row: a disclosure
 * @is_on: whether a person switches it on
 */
void
poster_options_state_disclose (PosterOptionsState  *self,
                               const PosterFormRow *row,
                               gboolean             is_on)
{
  if (poster_options_state_is_disclosed (self, row) == is_on)
    return;
  write_ticked (self, row, 0);
  if (is_on)
    g_hash_table_add (self->disclosed, (gpointer) row);
  else
    g_hash_table_remove (self->disclosed, row);
  chosen (self);
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
 * poster_options_state_tick:
 * @self: a state
 * @row: a disclosure
 * @ticked: which of its checks a person ticked, bit by bit
 */
void
poster_options_state_tick (PosterOptionsState  *self,
                           const PosterFormRow *row,
                           guint                ticked)
{
  if (poster_options_state_get_ticked (self, row) == ticked)
    return;
  write_ticked (self, row, ticked);
  chosen (self);
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
