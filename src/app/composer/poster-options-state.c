/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-options-state"

#include "poster-options-state-private.h"

#include "poster-json.h"

enum
{
  UPDATED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterOptionsState, poster_options_state, G_TYPE_OBJECT)

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
      if (option->is_open || !poster_options_state_knows_choices (self, option))
        return TRUE;
      choices = poster_options_state_dup_choices (self, option);
      return poster_options_state_has_choice (choices, json_node_get_string (value));
    case POSTER_OPTION_INTEGER:
      return (!option->has_minimum || json_node_get_int (value) >= option->minimum) &&
             (!poster_options_state_get_maximum (self, option, &maximum) || json_node_get_int (value) <= maximum);
    default:
      return TRUE;
    }
}

/* Whether a form for this kind of post has @option, in whatever way. */
static gboolean
is_asked_for (PosterOptionsState *self,
              PosterOption       *option)
{
  return is_disclosure (self, option) ? (option->kinds & POSTER_POST_KINDS (self->kind)) != 0
                                      : poster_options_state_is_shown (self, option);
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
      effective = poster_options_state_dup_effective (self);
      if ((!self->is_kind_known || is_asked_for (self, option)) &&
          (poster_options_state_is_pending (self, option) || is_offered (self, option, value)) &&
          poster_options_state_find_refusing (self, option, value, effective) == NULL)
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

/* Drops what cannot be chosen any more; whether there was something. */
static gboolean
settle (PosterOptionsState *self)
{
  gboolean has_dropped = FALSE;

  while (drop_refused (self))
    has_dropped = TRUE;
  settle_disclosures (self, self->platform->form);
  return has_dropped;
}

static void
update (PosterOptionsState *self)
{
  if (settle (self))
    g_signal_emit (self, signals[CHOSEN], 0);
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
  self->chosen = json_object_new ();
  self->kept = json_object_new ();
  self->disclosed = g_hash_table_new (NULL, NULL);
}

/**
 * poster_options_state_new:
 * @platform: a platform
 *
 * Returns: (transfer full): nothing chosen yet, for nobody; as for a video, where @platform takes
 *   one, but nothing is dropped for that before the kind is told
 */
PosterOptionsState *
poster_options_state_new (PosterPlatform *platform)
{
  PosterOptionsState *self = g_object_new (POSTER_TYPE_OPTIONS_STATE, NULL);

  self->platform = g_object_ref (platform);
  self->kind = POSTER_POST_VIDEO;
  while (self->kind > POSTER_POST_TEXT && (platform->kinds & POSTER_POST_KINDS (self->kind)) == 0)
    self->kind--;
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
 *
 * A kind that the platform does not take is no kind yet: files are still to come, and what was chosen
 * waits for them.
 */
void
poster_options_state_set_kind (PosterOptionsState *self,
                               PosterPostKind      kind)
{
  if ((self->platform->kinds & POSTER_POST_KINDS (kind)) == 0 || (self->is_kind_known && self->kind == kind))
    return;
  self->kind = kind;
  self->is_kind_known = TRUE;
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

          if (option == NULL || option->consent || !poster_option_is_right_type (option, value))
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
