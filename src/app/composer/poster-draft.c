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
 */

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterDraft, poster_draft, G_TYPE_OBJECT)

static void
emit_changed (PosterDraft *self,
              guint        parts)
{
  g_signal_emit (self, signals[CHANGED], 0, parts);
}

static void
poster_draft_finalize (GObject *object)
{
  PosterDraft *self = POSTER_DRAFT (object);

  g_object_unref (self->media);
  g_free (self->caption);
  g_free (self->title);
  g_ptr_array_unref (self->targets);
  g_hash_table_unref (self->options);
  g_hash_table_unref (self->creators);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  G_OBJECT_CLASS (poster_draft_parent_class)->finalize (object);
}

static void
poster_draft_class_init (PosterDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_draft_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
poster_draft_init (PosterDraft *self)
{
  self->media = g_list_store_new (POSTER_TYPE_MEDIA_ITEM);
  self->caption = g_strdup ("");
  self->title = g_strdup ("");
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_composition_target_free);
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

static PosterCompositionTarget *
target_from_stored (PosterTarget  *stored,
                    PosterAccount *account)
{
  PosterCompositionTarget *target = poster_composition_target_new (account);

  json_object_unref (target->options);
  target->options = copy_options (stored->options);
  target->place = stored->place != NULL ? json_object_ref (stored->place) : NULL;
  target->content = g_strdup (stored->content);
  target->title = g_strdup (stored->title);
  target->media = stored->media != NULL ? g_ptr_array_ref (stored->media) : NULL;
  target->schedule = stored->schedule != NULL ? poster_schedule_ref (stored->schedule) : NULL;
  return target;
}

/**
 * poster_draft_remember_options:
 * @self: a draft whose targets were just read
 *
 * The options of a platform are those of its first target.
 */
void
poster_draft_remember_options (PosterDraft *self)
{
  g_hash_table_remove_all (self->options);
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!g_hash_table_contains (self->options, target->account->platform))
        g_hash_table_insert (self->options, g_strdup (target->account->platform), copy_options (target->options));
    }
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

  g_list_store_splice (self->media, 0, g_list_model_get_n_items (G_LIST_MODEL (self->media)),
                       post->media->pdata, post->media->len);
  g_free (self->caption);
  self->caption = g_strdup (post->content != NULL ? post->content : "");
  g_free (self->title);
  self->title = g_strdup (post->title != NULL ? post->title : "");
  g_ptr_array_set_size (self->targets, 0);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *stored = g_ptr_array_index (post->targets, i);
      PosterAccount *account = find_account (accounts, stored->account_id);

      if (account != NULL)
        g_ptr_array_add (self->targets, target_from_stored (stored, account));
    }
  poster_draft_remember_options (self);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = post->schedule != NULL ? poster_schedule_ref (post->schedule) : NULL;
  self->when = post->schedule != NULL ? POSTER_COMPOSITION_AT : POSTER_COMPOSITION_NOW;
  emit_changed (self, POSTER_DRAFT_ALL);
}

/**
 * poster_draft_clear:
 * @self: a draft
 *
 * Forgets all but the accounts and their options.
 */
void
poster_draft_clear (PosterDraft *self)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_list_store_remove_all (self->media);
  g_free (self->caption);
  self->caption = g_strdup ("");
  g_free (self->title);
  self->title = g_strdup ("");
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->when = POSTER_COMPOSITION_NOW;
  emit_changed (self, POSTER_DRAFT_MEDIA | POSTER_DRAFT_TEXT | POSTER_DRAFT_WHEN);
}

/**
 * poster_draft_is_empty:
 * @self: a draft
 *
 * Returns: whether there is nothing in it that is worth keeping: neither a file nor a text
 */
gboolean
poster_draft_is_empty (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), TRUE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->media)) == 0 && *self->caption == '\0' && *self->title == '\0';
}

GListModel *
poster_draft_get_media (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return G_LIST_MODEL (self->media);
}

/**
 * poster_draft_insert_media:
 * @self: a draft
 * @position: where; beyond the last: at the end
 * @item: a file
 *
 * Adds a file.
 */
void
poster_draft_insert_media (PosterDraft     *self,
                           guint            position,
                           PosterMediaItem *item)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_list_store_insert (self->media, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->media))), item);
  emit_changed (self, POSTER_DRAFT_MEDIA);
}

/**
 * poster_draft_replace_media:
 * @self: a draft
 * @item: a file of it
 * @by: what takes its place
 *
 * Returns: whether @item was there
 */
gboolean
poster_draft_replace_media (PosterDraft     *self,
                            PosterMediaItem *item,
                            PosterMediaItem *by)
{
  gpointer items[] = { by };
  guint position;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  if (!g_list_store_find (self->media, item, &position))
    return FALSE;
  g_list_store_splice (self->media, position, 1, items, 1);
  emit_changed (self, POSTER_DRAFT_MEDIA);
  return TRUE;
}

/**
 * poster_draft_remove_media:
 * @self: a draft
 * @item: a file of it
 *
 * Returns: whether @item was there
 */
gboolean
poster_draft_remove_media (PosterDraft     *self,
                           PosterMediaItem *item)
{
  guint position;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  if (!g_list_store_find (self->media, item, &position))
    return FALSE;
  g_list_store_remove (self->media, position);
  emit_changed (self, POSTER_DRAFT_MEDIA);
  return TRUE;
}

/**
 * poster_draft_move_media:
 * @self: a draft
 * @from: place of a file
 * @to: the place that it is to have
 *
 * Changes the order.
 */
void
poster_draft_move_media (PosterDraft *self,
                         guint        from,
                         guint        to)
{
  g_autoptr(PosterMediaItem) item = NULL;

  g_return_if_fail (POSTER_IS_DRAFT (self));
  g_return_if_fail (to < g_list_model_get_n_items (G_LIST_MODEL (self->media)));

  item = g_list_model_get_item (G_LIST_MODEL (self->media), from);
  g_return_if_fail (item != NULL);
  if (from == to)
    return;
  g_list_store_remove (self->media, from);
  g_list_store_insert (self->media, to, item);
  emit_changed (self, POSTER_DRAFT_MEDIA);
}

/**
 * poster_draft_get_kind:
 * @self: a draft
 *
 * Returns: what it is, by the files that were looked into: one with a video is a video
 */
PosterPostKind
poster_draft_get_kind (PosterDraft *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->media));
  PosterPostKind kind = POSTER_POST_TEXT;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), POSTER_POST_TEXT);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (G_LIST_MODEL (self->media), i);

      if (item->facts != NULL && item->facts->type == POSTER_MEDIA_VIDEO)
        return POSTER_POST_VIDEO;
      if (item->facts != NULL && item->facts->type == POSTER_MEDIA_IMAGE)
        kind = POSTER_POST_PHOTO;
    }
  return kind;
}

const char *
poster_draft_get_caption (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->caption;
}

void
poster_draft_set_caption (PosterDraft *self,
                          const char  *caption)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_str_equal (self->caption, caption))
    return;
  g_free (self->caption);
  self->caption = g_strdup (caption);
  emit_changed (self, POSTER_DRAFT_TEXT);
}

const char *
poster_draft_get_title (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->title;
}

void
poster_draft_set_title (PosterDraft *self,
                        const char  *title)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_str_equal (self->title, title))
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  emit_changed (self, POSTER_DRAFT_TEXT);
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

static gboolean
has_target (PosterDraft *self,
            const char  *account_id)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (g_str_equal (((PosterCompositionTarget *) g_ptr_array_index (self->targets, i))->account->id, account_id))
      return TRUE;
  return FALSE;
}

/**
 * poster_draft_set_accounts:
 * @self: a draft
 * @accounts: (element-type PosterAccount): where it is to go
 *
 * What was chosen for an account that stays, stays as well. One that joins takes over what was
 * chosen for its platform.
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
      g_ptr_array_remove_index (self->targets, i - 1);
      changed = TRUE;
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterCompositionTarget *target;

      if (has_target (self, account->id))
        continue;
      target = poster_composition_target_new (account);
      json_object_unref (target->options);
      target->options = copy_options (g_hash_table_lookup (self->options, account->platform));
      g_ptr_array_add (self->targets, target);
      changed = TRUE;
    }
  if (changed)
    emit_changed (self, POSTER_DRAFT_ACCOUNTS);
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
          g_ptr_array_remove_index (self->targets, i - 1);
          complete = FALSE;
          changed = TRUE;
        }
      else if (g_set_object (&target->account, account))
        {
          changed = TRUE;
        }
    }
  if (changed)
    emit_changed (self, POSTER_DRAFT_ACCOUNTS);
  return complete;
}

/**
 * poster_draft_dup_options:
 * @self: a draft
 * @platform: key of a platform
 *
 * Returns: (transfer full): what was chosen for it; nothing perhaps
 */
JsonObject *
poster_draft_dup_options (PosterDraft *self,
                          const char  *platform)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return copy_options (g_hash_table_lookup (self->options, platform));
}

/**
 * poster_draft_set_options:
 * @self: a draft
 * @platform: key of a platform
 * @options: what was chosen, for all accounts on it
 *
 * Settles the options of a platform.
 */
void
poster_draft_set_options (PosterDraft *self,
                          const char  *platform,
                          JsonObject  *options)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  g_hash_table_insert (self->options, g_strdup (platform), copy_options (options));
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!g_str_equal (target->account->platform, platform))
        continue;
      json_object_unref (target->options);
      target->options = copy_options (options);
    }
  emit_changed (self, POSTER_DRAFT_OPTIONS);
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
  emit_changed (self, POSTER_DRAFT_CREATORS);
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
  emit_changed (self, POSTER_DRAFT_WHEN);
}

/**
 * poster_draft_get_schedule:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the time in mind; it counts for %POSTER_COMPOSITION_AT
 */
PosterSchedule *
poster_draft_get_schedule (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->schedule;
}

void
poster_draft_set_schedule (PosterDraft    *self,
                           PosterSchedule *schedule)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (self->schedule == schedule)
    return;
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = schedule != NULL ? poster_schedule_ref (schedule) : NULL;
  emit_changed (self, POSTER_DRAFT_WHEN);
}

static PosterCompositionTarget *
copy_target (PosterDraft             *self,
             PosterCompositionTarget *target)
{
  PosterCompositionTarget *copy = poster_composition_target_new (target->account);
  JsonObject *creator = g_hash_table_lookup (self->creators, target->account->id);

  json_object_unref (copy->options);
  copy->options = copy_options (target->options);
  copy->place = target->place != NULL ? json_object_ref (target->place) : NULL;
  copy->content = g_strdup (target->content);
  copy->title = g_strdup (target->title);
  copy->media = target->media != NULL ? g_ptr_array_ref (target->media) : NULL;
  copy->schedule = target->schedule != NULL ? poster_schedule_ref (target->schedule) : NULL;
  copy->creator = creator != NULL ? json_object_ref (creator) : NULL;
  return copy;
}

/**
 * poster_draft_create_request:
 * @self: a draft
 * @base: (nullable): the stored post that it is about
 * @when: when it is to go out
 *
 * What #PosterComposer makes a post of. Files that are still being looked into are left out, and
 * no consent is given in anybody's name.
 *
 * Returns: (transfer full): a request
 */
PosterCompositionRequest *
poster_draft_create_request (PosterDraft           *self,
                             PosterPost            *base,
                             PosterCompositionWhen  when)
{
  PosterCompositionRequest *request = poster_composition_request_new (base);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->media));

  g_return_val_if_fail (POSTER_IS_DRAFT (self), request);

  g_free (request->content);
  request->content = g_strdup (self->caption);
  g_free (request->title);
  request->title = *self->title != '\0' ? g_strdup (self->title) : NULL;
  g_ptr_array_set_size (request->media, 0);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (G_LIST_MODEL (self->media), i);

      if (item->facts != NULL)
        g_ptr_array_add (request->media, g_steal_pointer (&item));
    }
  for (guint i = 0; i < self->targets->len; i++)
    g_ptr_array_add (request->targets, copy_target (self, g_ptr_array_index (self->targets, i)));
  request->when = when;
  if (when == POSTER_COMPOSITION_AT || (when == POSTER_COMPOSITION_DRAFT && self->when == POSTER_COMPOSITION_AT))
    request->schedule = self->schedule != NULL ? poster_schedule_ref (self->schedule) : NULL;
  request->consent = POSTER_CONSENT_ABSENT_REFUSED;
  return request;
}
