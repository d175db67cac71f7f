/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

#include "poster-json.h"

/**
 * PosterDraft:
 *
 * A post while a person writes it: what has been chosen so far, whole or not. It knows nothing of
 * widgets, and stores nothing; #PosterDraftKeeper watches over it.
 *
 * Text, files and time are those of all accounts, unless an account has its own: see
 * poster_draft_set_scope().
 */

enum
{
  CHANGED,
  LEAVING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterDraft, poster_draft, G_TYPE_OBJECT)

/**
 * poster_draft_emit_changed:
 * @self: a draft
 * @parts: a set of #PosterDraftPart
 *
 * For the files of the draft alone.
 */
void
poster_draft_emit_changed (PosterDraft *self,
                           guint        parts)
{
  g_signal_emit (self, signals[CHANGED], 0, parts);
}

static void
poster_draft_finalize (GObject *object)
{
  PosterDraft *self = POSTER_DRAFT (object);

  g_free (self->scope);
  g_object_unref (self->shown);
  g_ptr_array_unref (self->media);
  g_free (self->caption);
  g_free (self->title);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->left);
  g_hash_table_unref (self->options);
  g_strfreev (self->file_options);
  g_hash_table_unref (self->creators);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_free (self->queue_id);
  g_free (self->held_queue_id);
  g_clear_pointer (&self->held_slot, poster_schedule_unref);
  g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  G_OBJECT_CLASS (poster_draft_parent_class)->finalize (object);
}

static void
poster_draft_class_init (PosterDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_draft_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LEAVING] = g_signal_new ("leaving", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_draft_init (PosterDraft *self)
{
  self->shown = g_list_store_new (POSTER_TYPE_MEDIA_ITEM);
  self->media = g_ptr_array_new_with_free_func (g_object_unref);
  self->caption = g_strdup ("");
  self->title = g_strdup ("");
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_composition_target_free);
  self->left = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_composition_target_free);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  self->creators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  self->when = POSTER_COMPOSITION_NOW;
}

/**
 * poster_draft_new:
 *
 * Returns: (transfer full): an empty draft of a post to go out now
 */
PosterDraft *
poster_draft_new (void)
{
  return g_object_new (POSTER_TYPE_DRAFT, NULL);
}

static PosterAccount *
find_account (GListModel *accounts,
              const char *account_id)
{
  for (guint i = 0; accounts != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      if (g_str_equal (account->id, account_id))
        return account;  /* the model keeps it */
    }
  return NULL;
}

static JsonObject *
copy_options (JsonObject *options)
{
  return options != NULL ? poster_json_copy (options) : json_object_new ();
}

static gpointer
copy_ref (gconstpointer object,
          gpointer      user_data)
{
  return g_object_ref ((gpointer) object);
}

/* A file that is in two versions is read twice: what is the same in the store is the same here. */
static GPtrArray *
share_media (PosterDraft *self,
             GPtrArray   *stored)
{
  GPtrArray *media = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < stored->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (stored, i);

      for (guint j = 0; j < self->media->len; j++)
        if (g_str_equal (((PosterMediaItem *) g_ptr_array_index (self->media, j))->id, item->id))
          item = g_ptr_array_index (self->media, j);
      g_ptr_array_add (media, g_object_ref (item));
    }
  return media;
}

static PosterCompositionTarget *
target_from_stored (PosterDraft   *self,
                    PosterTarget  *stored,
                    PosterAccount *account)
{
  PosterCompositionTarget *target = poster_composition_target_new (account);

  json_object_unref (target->options);
  target->options = copy_options (stored->options);
  target->place = stored->place != NULL ? json_object_ref (stored->place) : NULL;
  target->content = g_strdup (stored->content);
  target->title = g_strdup (stored->title);
  target->media = stored->media != NULL ? share_media (self, stored->media) : NULL;
  target->schedule = stored->schedule != NULL ? poster_schedule_ref (stored->schedule) : NULL;
  target->holder = (int) stored->holder;
  return target;
}

/**
 * poster_draft_load:
 * @self: a draft
 * @post: a stored post
 * @accounts: (element-type PosterAccount): those connected; targets of others fall away
 *
 * Takes over what @post says.
 */
void
poster_draft_load (PosterDraft *self,
                   PosterPost  *post,
                   GListModel  *accounts)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_ptr_array_set_size (self->media, 0);
  g_ptr_array_extend (self->media, post->media, copy_ref, NULL);
  g_free (self->caption);
  self->caption = g_strdup (post->content != NULL ? post->content : "");
  g_free (self->title);
  self->title = g_strdup (post->title != NULL ? post->title : "");
  g_ptr_array_set_size (self->targets, 0);
  g_ptr_array_set_size (self->left, 0);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *stored = g_ptr_array_index (post->targets, i);
      PosterAccount *account = find_account (accounts, stored->account_id);

      if (account != NULL)
        g_ptr_array_add (self->targets, target_from_stored (self, stored, account));
    }
  poster_draft_remember_options (self);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = post->schedule != NULL ? poster_schedule_ref (post->schedule) : NULL;
  self->when = post->schedule != NULL ? POSTER_COMPOSITION_AT : POSTER_COMPOSITION_NOW;
  poster_draft_take_plan (self, post);
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, POSTER_DRAFT_ALL);
  poster_draft_settle_scope (self);
}

/**
 * poster_draft_clear:
 * @self: a draft
 *
 * Forgets all but the accounts and their options, with what is different for some of them.
 */
void
poster_draft_clear (PosterDraft *self)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_ptr_array_set_size (self->media, 0);
  g_free (self->caption);
  self->caption = g_strdup ("");
  g_free (self->title);
  self->title = g_strdup ("");
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->when = POSTER_COMPOSITION_NOW;
  poster_draft_take_plan (self, NULL);
  g_ptr_array_set_size (self->left, 0);
  for (guint i = 0; i < self->targets->len; i++)
    poster_draft_forget_own (self, g_ptr_array_index (self->targets, i), POSTER_DRAFT_VERSIONED);
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, POSTER_DRAFT_MEDIA | POSTER_DRAFT_TEXT | POSTER_DRAFT_WHEN);
}

static gboolean
holds_account (GPtrArray  *accounts,
               const char *account_id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->id, account_id))
      return TRUE;
  return FALSE;
}

/**
 * poster_draft_dup_accounts:
 * @self: a draft
 *
 * Returns: (transfer full) (element-type PosterAccount): where it goes, each account once
 */
GPtrArray *
poster_draft_dup_accounts (PosterDraft *self)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (POSTER_IS_DRAFT (self), accounts);

  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterAccount *account = ((PosterCompositionTarget *) g_ptr_array_index (self->targets, i))->account;

      if (!holds_account (accounts, account->id))
        g_ptr_array_add (accounts, g_object_ref (account));
    }
  return accounts;
}

/* One that was here before comes back with what was its own. */
static void
join (PosterDraft   *self,
      PosterAccount *account)
{
  gboolean is_back = FALSE;

  for (guint i = 0; i < self->left->len;)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->left, i);

      if (!g_str_equal (target->account->id, account->id))
        {
          i++;
          continue;
        }
      g_ptr_array_steal_index (self->left, i);
      g_set_object (&target->account, account);
      poster_draft_take_options (self, target);
      g_ptr_array_add (self->targets, target);
      is_back = TRUE;
    }
  if (!is_back)
    {
      PosterCompositionTarget *target = poster_composition_target_new (account);

      poster_draft_take_options (self, target);
      g_ptr_array_add (self->targets, target);
    }
}

/**
 * poster_draft_set_accounts:
 * @self: a draft
 * @accounts: (element-type PosterAccount): where it is to go
 *
 * What was chosen for an account that stays, stays as well. One that joins takes over what was
 * chosen for its platform; what is different for it is as it was when it left.
 */
void
poster_draft_set_accounts (PosterDraft *self,
                           GPtrArray   *accounts)
{
  gboolean changed = FALSE;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  for (guint i = self->targets->len; i > 0; i--)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i - 1);

      if (holds_account (accounts, target->account->id))
        continue;
      g_ptr_array_insert (self->left, 0, g_ptr_array_steal_index (self->targets, i - 1));
      changed = TRUE;
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (poster_draft_find_target (self, account->id) != NULL)
        continue;
      join (self, account);
      changed = TRUE;
    }
  if (!changed)
    return;
  poster_draft_emit_changed (self, POSTER_DRAFT_ACCOUNTS);
  poster_draft_settle_scope (self);
}

/**
 * poster_draft_refresh_accounts:
 * @self: a draft
 * @accounts: (element-type PosterAccount): those connected now
 *
 * Accounts may be renamed, or disconnected, while one writes.
 *
 * Returns: whether the draft still goes everywhere that it went
 */
gboolean
poster_draft_refresh_accounts (PosterDraft *self,
                               GListModel  *accounts)
{
  gboolean complete = TRUE;
  gboolean changed = FALSE;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  for (guint i = self->targets->len; i > 0; i--)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i - 1);
      PosterAccount *account = find_account (accounts, target->account->id);

      if (account == NULL)
        {
          g_ptr_array_insert (self->left, 0, g_ptr_array_steal_index (self->targets, i - 1));
          complete = FALSE;
          changed = TRUE;
        }
      else if (g_set_object (&target->account, account))
        {
          changed = TRUE;
        }
    }
  if (changed)
    {
      poster_draft_emit_changed (self, POSTER_DRAFT_ACCOUNTS);
      poster_draft_settle_scope (self);
    }
  return complete;
}

/**
 * poster_draft_get_creator:
 * @self: a draft
 * @account_id: id of an account
 *
 * Returns: (transfer none) (nullable): what its service said that it may do now
 */
JsonObject *
poster_draft_get_creator (PosterDraft *self,
                          const char  *account_id)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return g_hash_table_lookup (self->creators, account_id);
}

/**
 * poster_draft_set_creator:
 * @self: a draft
 * @account_id: id of an account
 * @creator: (nullable): what its service said that it may do now; %NULL when that is not known
 *
 * Notes what an account may do.
 */
void
poster_draft_set_creator (PosterDraft *self,
                          const char  *account_id,
                          JsonObject  *creator)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (creator != NULL)
    g_hash_table_insert (self->creators, g_strdup (account_id), json_object_ref (creator));
  else if (!g_hash_table_remove (self->creators, account_id))
    return;
  poster_draft_emit_changed (self, POSTER_DRAFT_CREATORS);
}

PosterCompositionWhen
poster_draft_get_when (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), POSTER_COMPOSITION_DRAFT);

  return self->when;
}

void
poster_draft_set_when (PosterDraft           *self,
                       PosterCompositionWhen  when)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (self->when == when)
    return;
  self->when = when;
  if (when != POSTER_COMPOSITION_QUEUE)
    g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}

/* Files that are still being looked into are left out. */
static GPtrArray *
dup_known (GPtrArray *media)
{
  GPtrArray *known = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);

      if (item->facts != NULL)
        g_ptr_array_add (known, g_object_ref (item));
    }
  return known;
}

/**
 * poster_draft_copy_target:
 * @target: a target of a draft
 *
 * For the files of the draft alone.
 *
 * Returns: (transfer full): a copy
 */
PosterCompositionTarget *
poster_draft_copy_target (PosterCompositionTarget *target)
{
  PosterCompositionTarget *copy = poster_composition_target_new (target->account);

  json_object_unref (copy->options);
  copy->options = copy_options (target->options);
  copy->place = target->place != NULL ? json_object_ref (target->place) : NULL;
  copy->content = g_strdup (target->content);
  copy->title = g_strdup (target->title);
  copy->media = target->media != NULL ? g_ptr_array_ref (target->media) : NULL;
  copy->schedule = target->schedule != NULL ? poster_schedule_ref (target->schedule) : NULL;
  copy->holder = target->holder;
  return copy;
}

static PosterCompositionTarget *
ask_for (PosterDraft             *self,
         PosterCompositionTarget *target,
         gboolean                 with_time)
{
  PosterCompositionTarget *copy = poster_draft_copy_target (target);
  JsonObject *creator = g_hash_table_lookup (self->creators, target->account->id);

  if (copy->media != NULL)
    {
      g_ptr_array_unref (copy->media);
      copy->media = dup_known (target->media);
    }
  if (!with_time)
    g_clear_pointer (&copy->schedule, poster_schedule_unref);
  copy->creator = creator != NULL ? json_object_ref (creator) : NULL;
  return copy;
}

/**
 * poster_draft_create_request:
 * @self: a draft
 * @base: (nullable): the stored post that it is about
 * @when: when it is to go out
 *
 * What #PosterComposer makes a post of, with what is different for some accounts; times of their
 * own only where the post has one. Files that are still being looked into are left out, and no
 * consent is given in anybody's name.
 *
 * Returns: (transfer full): a request
 */
PosterCompositionRequest *
poster_draft_create_request (PosterDraft           *self,
                             PosterPost            *base,
                             PosterCompositionWhen  when)
{
  PosterCompositionRequest *request = poster_composition_request_new (base);
  gboolean with_time = when == POSTER_COMPOSITION_AT ||
                       (when == POSTER_COMPOSITION_DRAFT && self->when == POSTER_COMPOSITION_AT);

  g_return_val_if_fail (POSTER_IS_DRAFT (self), request);

  g_free (request->content);
  request->content = g_strdup (self->caption);
  g_free (request->title);
  request->title = *self->title != '\0' ? g_strdup (self->title) : NULL;
  g_ptr_array_unref (request->media);
  request->media = dup_known (self->media);
  for (guint i = 0; i < self->targets->len; i++)
    g_ptr_array_add (request->targets, ask_for (self, g_ptr_array_index (self->targets, i), with_time));
  request->when = when;
  if (with_time)
    request->schedule = self->schedule != NULL ? poster_schedule_ref (self->schedule) : NULL;
  if (when == POSTER_COMPOSITION_QUEUE)
    {
      request->queue_id = g_strdup (self->queue_id);
      request->slot_us = self->wanted_slot != NULL ? poster_schedule_get_instant_us (self->wanted_slot) : -1;
    }
  if (when == POSTER_COMPOSITION_AT && self->recurrence != NULL)
    request->recurrence = poster_recurrence_ref (self->recurrence);
  request->consent = POSTER_CONSENT_ABSENT_REFUSED;
  return request;
}
