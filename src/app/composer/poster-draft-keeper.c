/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-keeper"

#include "poster-draft-keeper.h"
#include "poster-draft-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"

/**
 * PosterDraftKeeper:
 *
 * Watches over a #PosterDraft: checks it against the rules while it is written, and stores it
 * before much can be lost. Nobody waits for it: what is written while it works is taken up
 * afterwards, together, so that only the newest answer counts.
 *
 * A draft is stored as a draft post. A post that is scheduled (or failed, or was cancelled) stays
 * as it is until the person decides: what they change is put by, and comes back when it is
 * opened again.
 */

enum
{
  CHECKED,
  STATE_CHANGED,
  RELOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterDraftKeeper, poster_draft_keeper, G_TYPE_OBJECT)

/* One thing at a time: check, or (compose ->) store, or look at what is stored. */
static void begin_check (PosterDraftKeeper *self);
static void begin_save  (PosterDraftKeeper *self);
static void begin_look  (PosterDraftKeeper *self);

/**
 * poster_draft_keeper_set_state:
 * @self: a keeper
 * @state: how the draft is kept
 * @error: (nullable): why not
 *
 * For the operations of the keeper alone.
 */
void
poster_draft_keeper_set_state (PosterDraftKeeper *self,
                               PosterKeeping      state,
                               const GError      *error)
{
  if (self->state == state && error == NULL && self->error == NULL)
    return;
  self->state = state;
  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/**
 * poster_draft_keeper_settle_consents:
 * @self: a keeper
 * @request: a request of its draft
 * @given: whether the person has just given them
 *
 * Consent is given by pressing the button and in no other way: what an older post holds of it says
 * nothing about this one.
 */
void
poster_draft_keeper_settle_consents (PosterDraftKeeper        *self,
                                     PosterCompositionRequest *request,
                                     gboolean                  given)
{
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (request->targets, i);
      PosterPlatform *platform = poster_platforms_find (self->platforms, target->account->platform);

      for (guint j = 0; platform != NULL && j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);

          if (!option->consent)
            continue;
          json_object_remove_member (target->options, option->key);
          if (given)
            json_object_set_boolean_member (target->options, option->key, TRUE);
        }
    }
}

/* A finding that a person cannot do anything about but press the button. */
static gboolean
is_consent (PosterDraftKeeper *self,
            PosterFinding     *finding)
{
  PosterPlatform *platform = poster_platforms_find (self->platforms, finding->platform);

  for (guint i = 0; platform != NULL && i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);
      g_autofree char *rule = NULL;

      if (!option->consent)
        continue;
      rule = g_strconcat ("option-", option->key, NULL);
      g_strdelimit (rule, "_", '-');
      if (g_strcmp0 (rule, finding->rule) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_draft_keeper_take_findings:
 * @self: a keeper
 * @composition: what became of the draft as it was at @serial
 * @serial: when that was
 *
 * Only the newest answer counts.
 */
void
poster_draft_keeper_take_findings (PosterDraftKeeper *self,
                                   PosterComposition *composition,
                                   guint              serial)
{
  if (serial != self->check_serial)
    return;
  self->checked_serial = serial;
  g_ptr_array_set_size (self->findings, 0);
  for (guint i = 0; i < composition->findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (composition->findings, i);

      if (!is_consent (self, finding))
        g_ptr_array_add (self->findings, g_object_ref (finding));
    }
  g_signal_emit (self, signals[CHECKED], 0);
}

static void
answer_flushes (PosterDraftKeeper *self,
                const GError      *error)
{
  g_autoptr(GPtrArray) flushes = g_steal_pointer (&self->flushes);

  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < flushes->len; i++)
    {
      if (error != NULL)
        g_task_return_error (g_ptr_array_index (flushes, i), g_error_copy (error));
      else
        g_task_return_boolean (g_ptr_array_index (flushes, i), TRUE);
    }
}

static gboolean
is_undecided (PosterDraftKeeper *self)
{
  return self->state == POSTER_KEEPING_CONFLICT || self->state == POSTER_KEEPING_GONE ||
         self->state == POSTER_KEEPING_LOCKED;
}

/**
 * poster_draft_keeper_advance:
 * @self: a keeper
 *
 * Begins whatever is to be done next, unless something is being done.
 */
void
poster_draft_keeper_advance (PosterDraftKeeper *self)
{
  if (self->is_busy)
    return;
  if (self->discard_task != NULL && !self->wants_save)
    poster_draft_keeper_begin_discard (self);
  else if (self->publish_task != NULL)
    poster_draft_keeper_begin_publish (self);
  else if (self->state == POSTER_KEEPING_ENDED)
    answer_flushes (self, NULL);
  else if (self->wants_look && self->base != NULL)
    begin_look (self);
  else if (self->wants_save && self->serial != self->saved_serial && !is_undecided (self))
    begin_save (self);
  else if (self->discard_task != NULL)
    poster_draft_keeper_begin_discard (self);
  else if (self->wants_check && self->check_serial != self->checked_serial)
    begin_check (self);
  else
    answer_flushes (self, self->error);
}

/**
 * poster_draft_keeper_done:
 * @self: (transfer full): a keeper that was busy
 *
 * Ends what was being done, and begins the next.
 */
void
poster_draft_keeper_done (PosterDraftKeeper *self)
{
  self->is_busy = FALSE;
  poster_draft_keeper_advance (self);
  g_object_unref (self);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(GError) error = NULL;

  composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  g_clear_pointer (&self->request, poster_composition_request_free);
  if (composition != NULL)
    poster_draft_keeper_take_findings (self, composition, self->busy_check_serial);
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    poster_draft_keeper_set_state (self, POSTER_KEEPING_LOCKED, error);
  else
    g_warning ("The draft could not be checked: %s", error->message);
  if (composition == NULL)
    self->checked_serial = self->busy_check_serial;
  poster_draft_keeper_done (self);
}

/**
 * poster_draft_keeper_compose:
 * @self: a keeper
 * @when: when the post is to go out
 * @given: whether the person has just given their consent
 * @callback: called with @self
 *
 * Makes a post of what is there now.
 */
void
poster_draft_keeper_compose (PosterDraftKeeper     *self,
                             PosterCompositionWhen  when,
                             gboolean               given,
                             GAsyncReadyCallback    callback)
{
  self->is_busy = TRUE;
  self->busy_serial = self->serial;
  self->busy_check_serial = self->check_serial;
  g_clear_pointer (&self->request, poster_composition_request_free);
  self->request = poster_draft_create_request (self->draft, self->base, when);
  poster_draft_keeper_settle_consents (self, self->request, given);
  poster_composer_compose_async (self->composer, self->request, NULL, callback, g_object_ref (self));
}

static void
begin_check (PosterDraftKeeper *self)
{
  self->wants_check = FALSE;
  poster_draft_keeper_compose (self, POSTER_COMPOSITION_DRAFT, FALSE, checked_cb);
}

static gboolean
save_later_cb (gpointer user_data)
{
  PosterDraftKeeper *self = user_data;

  self->save_source = 0;
  poster_draft_keeper_save (self);
  return G_SOURCE_REMOVE;
}

static gboolean
check_later_cb (gpointer user_data)
{
  PosterDraftKeeper *self = user_data;

  self->check_source = 0;
  self->wants_check = TRUE;
  poster_draft_keeper_advance (self);
  return G_SOURCE_REMOVE;
}

/**
 * poster_draft_keeper_fail:
 * @self: a keeper
 * @error: why nothing was stored
 *
 * A conflict is looked into; everything else is tried again in a while.
 */
void
poster_draft_keeper_fail (PosterDraftKeeper *self,
                          const GError      *error)
{
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      self->wants_look = TRUE;
      return;
    }
  self->wants_save = FALSE;
  if (self->save_source == 0)
    self->save_source = poster_clock_add_delay (self->clock, POSTER_DRAFT_KEEPER_RETRY_US, save_later_cb, self);
  poster_draft_keeper_set_state (self, POSTER_KEEPING_FAILED, error);
}

static void
note_saved (PosterDraftKeeper *self)
{
  self->saved_serial = self->busy_serial;
  self->wants_save = self->wants_save && self->serial != self->saved_serial;
  if (self->serial != self->saved_serial)
    poster_draft_keeper_set_state (self, POSTER_KEEPING_PENDING, NULL);
  else if (self->base == NULL)
    poster_draft_keeper_set_state (self, POSTER_KEEPING_NOTHING, NULL);
  else
    poster_draft_keeper_set_state (self, POSTER_KEEPING_SAVED, NULL);
}

static void
plan_kept_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_draft_keeper_keep_plan_finish (self, result, &error))
    note_saved (self);
  else
    poster_draft_keeper_fail (self, error);
  poster_draft_keeper_done (self);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(PosterComposition) composition = g_steal_pointer (&self->composition);
  g_autoptr(GError) error = NULL;

  if (poster_composer_save_finish (POSTER_COMPOSER (object), result, &error))
    {
      g_set_object (&self->base, composition->post);
      if (self->left_key != NULL)
        poster_store_set_setting_async (self->store, self->left_key, NULL, NULL, NULL, NULL);
      g_clear_pointer (&self->left_key, g_free);
      poster_draft_keeper_keep_plan_async (self, plan_kept_cb, self);
    }
  else
    {
      poster_draft_keeper_fail (self, error);
      poster_draft_keeper_done (self);
    }
}

/* What was chosen is stored, not what it comes to: defaults are the service's to change, and what
 * does not apply now may do so again. */
static void
store_choices (PosterDraftKeeper *self)
{
  GPtrArray *targets = self->composition->post->targets;

  for (guint i = 0; i < targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (targets, i);
      PosterCompositionTarget *asked = g_ptr_array_index (self->request->targets, i);

      g_clear_pointer (&target->options, json_object_unref);
      target->options = poster_json_copy (asked->options);
    }
}

static void
composed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  self->composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  if (self->composition == NULL)
    {
      g_clear_pointer (&self->request, poster_composition_request_free);
      poster_draft_keeper_fail (self, error);
      poster_draft_keeper_done (self);
      return;
    }
  store_choices (self);
  g_clear_pointer (&self->request, poster_composition_request_free);
  poster_draft_keeper_take_findings (self, self->composition, self->busy_check_serial);
  poster_composer_save_async (self->composer, self->composition, NULL, saved_cb, self);
}

static void
put_by_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    {
      self->is_edited = TRUE;
      note_saved (self);
    }
  else
    {
      poster_draft_keeper_fail (self, error);
    }
  poster_draft_keeper_done (self);
}

/* The post goes out as it is, until the person says otherwise. */
static void
put_edits_by (PosterDraftKeeper *self)
{
  g_autofree char *key = poster_draft_keeper_name_edits (self->base->id);
  g_autofree char *text = poster_draft_keeper_dup_edits (self);

  self->is_busy = TRUE;
  self->busy_serial = self->serial;
  poster_store_set_setting_async (self->store, key, text, NULL, put_by_cb, g_object_ref (self));
}

static void
emptied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_delete_post_finish (POSTER_STORE (object), result, &error) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      poster_draft_keeper_forget_plan (self);
      g_clear_object (&self->base);
      note_saved (self);
    }
  else
    {
      poster_draft_keeper_fail (self, error);
    }
  poster_draft_keeper_done (self);
}

static void
begin_save (PosterDraftKeeper *self)
{
  self->wants_save = FALSE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (poster_draft_keeper_get_is_live (self))
    {
      put_edits_by (self);
    }
  else if (poster_draft_get_is_storable (self->draft))
    {
      self->wants_check = FALSE;
      poster_draft_keeper_compose (self, POSTER_COMPOSITION_DRAFT, FALSE, composed_cb);
    }
  else if (self->base != NULL && poster_draft_is_empty (self->draft))
    {
      self->is_busy = TRUE;
      self->busy_serial = self->serial;
      poster_store_delete_post_async (self->store, self->base->id, POSTER_STATES (POSTER_TARGET_DRAFT), NULL,
                                      emptied_cb, g_object_ref (self));
    }
  else
    {
      self->busy_serial = self->serial;
      note_saved (self);
      poster_draft_keeper_advance (self);
    }
}

static gboolean
is_editable (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (!poster_target_is_editable (g_ptr_array_index (post->targets, i)))
      return FALSE;
  return TRUE;
}

static void
load (PosterDraftKeeper *self,
      PosterPost        *post)
{
  g_set_object (&self->base, post);
  self->is_loading = TRUE;
  poster_draft_load (self->draft, post, self->accounts);
  /* One that went wrong, or was missed, has a time that is of no use any more. */
  if (poster_draft_keeper_get_is_live (self) &&
      poster_post_get_due_us (post) < poster_clock_get_now_us (self->clock))
    poster_draft_set_when (self->draft, POSTER_COMPOSITION_NOW);
  if (!poster_draft_keeper_get_is_live (self))
    poster_draft_keeper_take_plan (self);
  self->is_loading = FALSE;
  self->saved_serial = self->serial;
  self->wants_save = FALSE;
  g_clear_handle_id (&self->save_source, g_source_remove);
}

static void
note_conflict (PosterDraftKeeper *self,
               PosterPost        *theirs)
{
  g_autoptr(GError) error =
    g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                         _("This post was changed somewhere else meanwhile. What you see here is not stored yet."));

  g_set_object (&self->theirs, theirs);
  poster_draft_keeper_set_state (self, POSTER_KEEPING_CONFLICT, error);
}

static void
note_found (PosterDraftKeeper *self,
            PosterPost        *found)
{
  if (!is_editable (found))
    {
      gboolean has_changes = self->is_edited || self->serial != self->saved_serial;
      g_autoptr(GError) error =
        g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             has_changes ? _("This post went out, or is going out just now, without what you changed. "
                                             "Your version will be kept as a draft of its own.")
                                         : _("This post is out, or is going out just now: it cannot be changed any more."));

      g_set_object (&self->base, found);
      poster_draft_keeper_set_state (self, POSTER_KEEPING_LOCKED, error);
    }
  else if (found->version == self->base->version)
    {
      if (self->state != POSTER_KEEPING_GONE)
        return;
      /* Whoever deleted it has brought it back, as it was. */
      self->wants_save = self->serial != self->saved_serial;
      poster_draft_keeper_set_state (self, self->wants_save ? POSTER_KEEPING_PENDING : POSTER_KEEPING_SAVED, NULL);
    }
  else if (self->serial == self->saved_serial && !self->is_edited)
    {
      load (self, found);
      poster_draft_keeper_set_state (self, POSTER_KEEPING_SAVED, NULL);
      g_signal_emit (self, signals[RELOADED], 0);
    }
  else
    {
      note_conflict (self, found);
    }
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(PosterPost) found = NULL;
  g_autoptr(GError) error = NULL;

  found = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (self->base == NULL)
    {
      /* Meanwhile it was decided that what is here is a post of its own. */
      g_debug ("What became of the other post is of no interest any more.");
    }
  else if (found != NULL)
    {
      note_found (self, found);
    }
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      g_autoptr(GError) gone =
        g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                             _("This post was deleted somewhere else meanwhile. What you see here is not stored."));

      poster_draft_keeper_set_state (self, POSTER_KEEPING_GONE, gone);
    }
  else
    {
      poster_draft_keeper_fail (self, error);
    }
  poster_draft_keeper_done (self);
}

static void
begin_look (PosterDraftKeeper *self)
{
  self->wants_look = FALSE;
  self->is_busy = TRUE;
  poster_store_get_post_async (self->store, self->base->id, NULL, looked_cb, g_object_ref (self));
}

static void
draft_changed_cb (PosterDraft       *draft,
                  guint              parts,
                  PosterDraftKeeper *self)
{
  /* To look at another version is no change. */
  if ((parts & POSTER_DRAFT_SCOPE) != 0)
    return;
  self->check_serial++;
  if (self->check_source == 0)
    self->check_source = poster_clock_add_delay (self->clock, POSTER_DRAFT_KEEPER_CHECK_US, check_later_cb, self);
  if ((parts & POSTER_DRAFT_STORED) == 0)
    return;
  self->serial++;
  if (self->state == POSTER_KEEPING_ENDED || is_undecided (self) || self->is_loading)
    return;
  if (self->save_source == 0)
    self->save_source = poster_clock_add_delay (self->clock, POSTER_DRAFT_KEEPER_SAVE_US, save_later_cb, self);
  if (self->base != NULL || poster_draft_get_is_storable (draft))
    poster_draft_keeper_set_state (self, POSTER_KEEPING_PENDING, NULL);
}

static void
poster_draft_keeper_dispose (GObject *object)
{
  PosterDraftKeeper *self = POSTER_DRAFT_KEEPER (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->check_source, g_source_remove);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_clear_object (&self->composer);
  g_clear_object (&self->store);
  g_clear_object (&self->platforms);
  g_clear_object (&self->clock);
  g_clear_object (&self->accounts);
  g_clear_object (&self->base);
  g_clear_object (&self->theirs);
  G_OBJECT_CLASS (poster_draft_keeper_parent_class)->dispose (object);
}

static void
poster_draft_keeper_finalize (GObject *object)
{
  PosterDraftKeeper *self = POSTER_DRAFT_KEEPER (object);

  g_free (self->plan);
  g_free (self->left_key);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->flushes);
  G_OBJECT_CLASS (poster_draft_keeper_parent_class)->finalize (object);
}

static void
poster_draft_keeper_class_init (PosterDraftKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_draft_keeper_dispose;
  object_class->finalize = poster_draft_keeper_finalize;

  signals[CHECKED] = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[STATE_CHANGED] = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RELOADED] = g_signal_new ("reloaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
poster_draft_keeper_init (PosterDraftKeeper *self)
{
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * poster_draft_keeper_new:
 * @draft: what is written; what is in it already counts as not stored
 * @composer: who makes posts
 * @store: where they are kept
 * @platforms: the rules
 * @clock: the time
 *
 * Returns: (transfer full): a keeper of @draft
 */
PosterDraftKeeper *
poster_draft_keeper_new (PosterDraft     *draft,
                         PosterComposer  *composer,
                         PosterStore     *store,
                         PosterPlatforms *platforms,
                         PosterClock     *clock)
{
  PosterDraftKeeper *self = g_object_new (POSTER_TYPE_DRAFT_KEEPER, NULL);

  self->draft = g_object_ref (draft);
  self->composer = g_object_ref (composer);
  self->store = g_object_ref (store);
  self->platforms = g_object_ref (platforms);
  self->clock = g_object_ref (clock);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  if (!poster_draft_is_empty (draft))
    draft_changed_cb (draft, POSTER_DRAFT_ALL, self);
  return self;
}

PosterKeeping
poster_draft_keeper_get_state (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), POSTER_KEEPING_NOTHING);

  return self->state;
}

/**
 * poster_draft_keeper_get_error:
 * @self: a keeper
 *
 * Returns: (nullable): why it is not stored, in a sentence for people
 */
const GError *
poster_draft_keeper_get_error (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), NULL);

  return self->error;
}

/**
 * poster_draft_keeper_get_post_id:
 * @self: a keeper
 *
 * Returns: (nullable): id of the stored post, once there is one
 */
const char *
poster_draft_keeper_get_post_id (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), NULL);

  return self->base != NULL ? self->base->id : NULL;
}

/**
 * poster_draft_keeper_get_is_live:
 * @self: a keeper
 *
 * Returns: whether the stored post is more than a draft, so that what changes is only put by
 */
gboolean
poster_draft_keeper_get_is_live (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), FALSE);

  return self->base != NULL && !g_str_equal (poster_post_get_status (self->base), "draft");
}

/**
 * poster_draft_keeper_name_edits:
 * @post_id: id of a post that is more than a draft
 *
 * Returns: (transfer full): the key under which what was changed of it is put by, among the settings
 *   of the store
 */
char *
poster_draft_keeper_name_edits (const char *post_id)
{
  return g_strconcat ("edit-", post_id, NULL);
}

/**
 * poster_draft_keeper_dup_edits:
 * @self: a keeper of a stored post
 *
 * Returns: (transfer full): what is there now, as it is put by
 */
char *
poster_draft_keeper_dup_edits (PosterDraftKeeper *self)
{
  g_autoptr(JsonObject) json = NULL;

  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), NULL);
  g_return_val_if_fail (self->base != NULL, NULL);

  json = poster_draft_to_json (self->draft);
  json_object_set_int_member (json, "version", self->base->version);
  return poster_json_to_text (json, FALSE);
}

/**
 * poster_draft_keeper_get_findings:
 * @self: a keeper
 *
 * Returns: (transfer none) (element-type PosterFinding): what the last check found, the worst first
 */
GPtrArray *
poster_draft_keeper_get_findings (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), NULL);

  return self->findings;
}

/**
 * poster_draft_keeper_get_is_checked:
 * @self: a keeper
 *
 * Returns: whether the findings are about what is there now
 */
gboolean
poster_draft_keeper_get_is_checked (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), FALSE);

  return self->checked_serial == self->check_serial;
}

/**
 * poster_draft_keeper_save:
 * @self: a keeper
 *
 * Stores at once what is not stored yet: the window is left, or closed.
 */
void
poster_draft_keeper_save (PosterDraftKeeper *self)
{
  g_return_if_fail (POSTER_IS_DRAFT_KEEPER (self));

  self->wants_save = TRUE;
  poster_draft_keeper_advance (self);
}

/**
 * poster_draft_keeper_note_change:
 * @self: a keeper
 * @post_id: id of a stored post that changed; "" for many
 *
 * Somebody, perhaps the keeper itself, has changed a stored post.
 */
void
poster_draft_keeper_note_change (PosterDraftKeeper *self,
                                 const char        *post_id)
{
  g_return_if_fail (POSTER_IS_DRAFT_KEEPER (self));

  if (self->base == NULL || self->state == POSTER_KEEPING_ENDED ||
      (*post_id != '\0' && !g_str_equal (post_id, self->base->id)))
    return;
  self->wants_look = TRUE;
  poster_draft_keeper_advance (self);
}

/**
 * poster_draft_keeper_keep_mine:
 * @self: a keeper in conflict, or one whose post is gone
 *
 * Stores what is here, over what somebody else has stored.
 */
void
poster_draft_keeper_keep_mine (PosterDraftKeeper *self)
{
  g_return_if_fail (POSTER_IS_DRAFT_KEEPER (self));

  if (self->state == POSTER_KEEPING_CONFLICT)
    g_set_object (&self->base, self->theirs);
  else if (self->state == POSTER_KEEPING_GONE)
    poster_draft_keeper_leave_base (self);
  else
    return;
  g_clear_object (&self->theirs);
  self->serial++;
  poster_draft_keeper_set_state (self, POSTER_KEEPING_PENDING, NULL);
  poster_draft_keeper_save (self);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_warning ("What was put by is still there: %s", error->message);
  self->is_edited = FALSE;
  poster_draft_keeper_done (self);
}

/**
 * poster_draft_keeper_take_theirs:
 * @self: a keeper in conflict
 *
 * Goes on with what somebody else has stored.
 */
void
poster_draft_keeper_take_theirs (PosterDraftKeeper *self)
{
  g_autoptr(PosterPost) theirs = NULL;

  g_return_if_fail (POSTER_IS_DRAFT_KEEPER (self));

  if (self->state != POSTER_KEEPING_CONFLICT)
    return;
  theirs = g_steal_pointer (&self->theirs);
  load (self, theirs);
  poster_draft_keeper_set_state (self, POSTER_KEEPING_SAVED, NULL);
  g_signal_emit (self, signals[RELOADED], 0);
  if (self->is_edited && !self->is_busy)
    {
      g_autofree char *key = poster_draft_keeper_name_edits (self->base->id);

      self->is_busy = TRUE;
      poster_store_set_setting_async (self->store, key, NULL, NULL, forgotten_cb, g_object_ref (self));
    }
}

/**
 * poster_draft_keeper_flush_async:
 * @self: a keeper
 * @cancellable: (nullable): ignored once it has begun
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Waits until what is there now is stored, or cannot be. What is in conflict becomes a draft of its
 * own: nobody decided, and nothing may be lost. So does what was changed of a post that went out
 * without the changes.
 */
void
poster_draft_keeper_flush_async (PosterDraftKeeper   *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_draft_keeper_flush_async);
  g_ptr_array_add (self->flushes, g_steal_pointer (&task));
  if (self->state == POSTER_KEEPING_CONFLICT ||
      ((self->state == POSTER_KEEPING_LOCKED || self->state == POSTER_KEEPING_GONE) &&
       (self->is_edited || self->serial != self->saved_serial)))
    {
      /* Until the draft is stored, what was put by is the only copy. */
      if (self->is_edited && self->left_key == NULL)
        self->left_key = poster_draft_keeper_name_edits (self->base->id);
      self->is_edited = FALSE;
      poster_draft_keeper_leave_base (self);
      g_clear_object (&self->theirs);
      self->serial++;
      poster_draft_keeper_set_state (self, POSTER_KEEPING_PENDING, NULL);
    }
  poster_draft_keeper_save (self);
}

/**
 * poster_draft_keeper_flush_finish:
 * @self: a keeper
 * @result: the result
 * @error: why it is not stored
 *
 * Returns: whether it is
 */
gboolean
poster_draft_keeper_flush_finish (PosterDraftKeeper  *self,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
edits_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterDraftKeeper *self = g_task_get_source_object (task);
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  self->is_busy = FALSE;
  if (text != NULL)
    json = poster_json_parse_object (text, -1, NULL);
  if (json != NULL)
    {
      self->is_loading = TRUE;
      poster_draft_load_json (self->draft, json, self->accounts);
      self->is_loading = FALSE;
      self->is_edited = TRUE;
      self->saved_serial = self->serial;
      if (self->state != POSTER_KEEPING_LOCKED &&
          poster_json_get_int (json, "version", 0) != self->base->version)
        note_conflict (self, self->base);
    }
  g_task_return_boolean (task, TRUE);
  poster_draft_keeper_advance (self);
}

static void
plan_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterDraftKeeper *self = POSTER_DRAFT_KEEPER (object);

  poster_draft_keeper_read_plan_finish (self, result);
  self->is_busy = FALSE;
  g_task_return_boolean (task, TRUE);
  poster_draft_keeper_advance (self);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterDraftKeeper *self = g_task_get_source_object (task);
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (post == NULL)
    {
      self->is_busy = FALSE;
      g_task_return_error (task, g_steal_pointer (&error));
      poster_draft_keeper_advance (self);
      return;
    }
  load (self, post);
  poster_draft_keeper_set_state (self, POSTER_KEEPING_SAVED, NULL);
  if (!is_editable (post))
    note_found (self, post);
  if (poster_draft_keeper_get_is_live (self))
    {
      g_autofree char *key = poster_draft_keeper_name_edits (self->base->id);

      poster_store_get_setting_async (self->store, key, NULL, edits_cb, g_steal_pointer (&task));
      return;
    }
  poster_draft_keeper_read_plan_async (self, plan_read_cb, g_steal_pointer (&task));
}

/**
 * poster_draft_keeper_open_async:
 * @self: a keeper of an empty draft
 * @post_id: id of a stored post
 * @accounts: (element-type PosterAccount): those connected
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes up a stored post where it was left.
 *
 * Errors: %POSTER_ERROR_NOT_FOUND, others of #PosterStore
 */
void
poster_draft_keeper_open_async (PosterDraftKeeper   *self,
                                const char          *post_id,
                                GListModel          *accounts,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_draft_keeper_open_async);
  g_set_object (&self->accounts, accounts);
  self->is_busy = TRUE;
  poster_store_get_post_async (self->store, post_id, cancellable, opened_cb, g_steal_pointer (&task));
}

/**
 * poster_draft_keeper_open_finish:
 * @self: a keeper
 * @result: the result
 * @error: see poster_draft_keeper_open_async()
 *
 * Returns: whether the draft holds the post now
 */
gboolean
poster_draft_keeper_open_finish (PosterDraftKeeper  *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
