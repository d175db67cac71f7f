/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

/* The files of a draft. What is shown is changed first, item by item, so that who shows it need not
 * begin anew; then it is noted as the files of the scope. */

static GPtrArray *
dup_shown (PosterDraft *self)
{
  GPtrArray *media = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->shown));

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (media, g_list_model_get_item (G_LIST_MODEL (self->shown), i));
  return media;
}

/* A list of files is handed on, and never changed: there is a new one instead. */
static void
set_own (PosterDraft *self,
         const char  *account_id,
         GPtrArray   *media)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!g_str_equal (target->account->id, account_id))
        continue;
      g_clear_pointer (&target->media, g_ptr_array_unref);
      target->media = g_ptr_array_ref (media);
    }
}

static void
set_media (PosterDraft *self,
           const char  *account_id,
           GPtrArray   *media)
{
  if (account_id != NULL)
    {
      set_own (self, account_id, media);
      return;
    }
  g_ptr_array_unref (self->media);
  self->media = g_ptr_array_ref (media);
}

/* What is shown was changed by the person. */
static void
note_shown (PosterDraft *self)
{
  g_autoptr(GPtrArray) media = dup_shown (self);

  set_media (self, self->scope, media);
  poster_draft_emit_changed (self, POSTER_DRAFT_MEDIA);
}

/**
 * poster_draft_show_media:
 * @self: a draft
 *
 * Shows the files of the scope; those that stay where they are are not touched.
 */
void
poster_draft_show_media (PosterDraft *self)
{
  GPtrArray *wanted = poster_draft_get_media_for (self, self->scope);
  g_autoptr(GPtrArray) shown = dup_shown (self);
  guint same = 0;
  guint same_end = 0;

  while (same < MIN (wanted->len, shown->len) && wanted->pdata[same] == shown->pdata[same])
    same++;
  while (same_end < MIN (wanted->len, shown->len) - same &&
         wanted->pdata[wanted->len - 1 - same_end] == shown->pdata[shown->len - 1 - same_end])
    same_end++;
  if (same + same_end == wanted->len && wanted->len == shown->len)
    return;
  g_list_store_splice (self->shown, same, shown->len - same - same_end, wanted->pdata + same,
                       wanted->len - same - same_end);
}

/**
 * poster_draft_get_media:
 * @self: a draft
 *
 * Returns: (transfer none) (element-type PosterMediaItem): the files of the scope, whichever it is
 */
GListModel *
poster_draft_get_media (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return G_LIST_MODEL (self->shown);
}

/**
 * poster_draft_get_media_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 *
 * Returns: (transfer none) (element-type PosterMediaItem): the files that go there, until the next
 *   change
 */
GPtrArray *
poster_draft_get_media_for (PosterDraft *self,
                            const char  *account_id)
{
  PosterCompositionTarget *target;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  target = poster_draft_find_target (self, account_id);
  return target != NULL && target->media != NULL ? target->media : self->media;
}

/**
 * poster_draft_insert_media:
 * @self: a draft
 * @position: where; beyond the last: at the end
 * @item: a file
 *
 * Adds a file to those of the scope.
 */
void
poster_draft_insert_media (PosterDraft     *self,
                           guint            position,
                           PosterMediaItem *item)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  poster_draft_insert_media_for (self, self->scope, position, item);
}

/**
 * poster_draft_insert_media_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 * @position: where; beyond the last: at the end
 * @item: a file
 *
 * Adds a file where it was meant to go, whatever is shown meanwhile. An account that is not chosen
 * any more gets none.
 */
void
poster_draft_insert_media_for (PosterDraft     *self,
                               const char      *account_id,
                               guint            position,
                               PosterMediaItem *item)
{
  g_autoptr(GPtrArray) media = NULL;
  GPtrArray *before;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (account_id != NULL && poster_draft_find_target (self, account_id) == NULL)
    return;
  before = poster_draft_get_media_for (self, account_id);
  media = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < before->len; i++)
    g_ptr_array_add (media, g_object_ref (g_ptr_array_index (before, i)));
  g_ptr_array_insert (media, (int) MIN (position, media->len), g_object_ref (item));
  set_media (self, account_id, media);
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, POSTER_DRAFT_MEDIA);
}

/**
 * poster_draft_replace_media:
 * @self: a draft
 * @item: a file of the scope
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

  if (!g_list_store_find (self->shown, item, &position))
    return FALSE;
  g_list_store_splice (self->shown, position, 1, items, 1);
  note_shown (self);
  return TRUE;
}

/**
 * poster_draft_remove_media:
 * @self: a draft
 * @item: a file of the scope
 *
 * Returns: whether @item was there
 */
gboolean
poster_draft_remove_media (PosterDraft     *self,
                           PosterMediaItem *item)
{
  guint position;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  if (!g_list_store_find (self->shown, item, &position))
    return FALSE;
  g_list_store_remove (self->shown, position);
  note_shown (self);
  return TRUE;
}

/**
 * poster_draft_move_media:
 * @self: a draft
 * @from: place of a file of the scope
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
  g_return_if_fail (to < g_list_model_get_n_items (G_LIST_MODEL (self->shown)));

  item = g_list_model_get_item (G_LIST_MODEL (self->shown), from);
  g_return_if_fail (item != NULL);
  if (from == to)
    return;
  g_list_store_remove (self->shown, from);
  g_list_store_insert (self->shown, to, item);
  note_shown (self);
}

/* (nullable) (transfer full): @media without @item; %NULL when it is not there */
static GPtrArray *
dup_settled (GPtrArray       *media,
             PosterMediaItem *item,
             PosterMediaItem *by)
{
  GPtrArray *settled;

  if (media == NULL || !g_ptr_array_find (media, item, NULL))
    return NULL;
  settled = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *here = g_ptr_array_index (media, i);

      if (here != item)
        g_ptr_array_add (settled, g_object_ref (here));
      else if (by != NULL)
        g_ptr_array_add (settled, g_object_ref (by));
    }
  return settled;
}

static gboolean
settle_targets (GPtrArray       *targets,
                PosterMediaItem *item,
                PosterMediaItem *by)
{
  gboolean found = FALSE;

  for (guint i = 0; i < targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (targets, i);
      GPtrArray *settled = dup_settled (target->media, item, by);

      if (settled == NULL)
        continue;
      g_ptr_array_unref (target->media);
      target->media = settled;
      found = TRUE;
    }
  return found;
}

/**
 * poster_draft_settle_media:
 * @self: a draft
 * @item: a file that was being looked into
 * @by: (nullable): what it turned out to be; %NULL: nothing that can be posted
 *
 * Puts @by in its place wherever it was taken up meanwhile, for all accounts or for one.
 *
 * Returns: whether @item was anywhere
 */
gboolean
poster_draft_settle_media (PosterDraft     *self,
                           PosterMediaItem *item,
                           PosterMediaItem *by)
{
  GPtrArray *settled;
  gboolean found;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  settled = dup_settled (self->media, item, by);
  found = settled != NULL;
  if (settled != NULL)
    set_media (self, NULL, settled);
  g_clear_pointer (&settled, g_ptr_array_unref);
  found |= settle_targets (self->targets, item, by);
  found |= settle_targets (self->left, item, by);
  if (!found)
    return FALSE;
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, POSTER_DRAFT_MEDIA);
  return TRUE;
}

static gboolean
has_pending (GPtrArray *media)
{
  for (guint i = 0; media != NULL && i < media->len; i++)
    if (((PosterMediaItem *) g_ptr_array_index (media, i))->facts == NULL)
      return TRUE;
  return FALSE;
}

/**
 * poster_draft_get_is_pending:
 * @self: a draft
 *
 * Returns: whether any file, of all accounts or of one, is still being looked into
 */
gboolean
poster_draft_get_is_pending (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  if (has_pending (self->media))
    return TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    if (has_pending (((PosterCompositionTarget *) g_ptr_array_index (self->targets, i))->media))
      return TRUE;
  return FALSE;
}

static PosterPostKind
kind_of (GPtrArray *media)
{
  PosterPostKind kind = POSTER_POST_TEXT;

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);

      if (item->facts != NULL && item->facts->type == POSTER_MEDIA_VIDEO)
        return POSTER_POST_VIDEO;
      if (item->facts != NULL && item->facts->type == POSTER_MEDIA_IMAGE)
        kind = POSTER_POST_PHOTO;
    }
  return kind;
}

/**
 * poster_draft_get_kind:
 * @self: a draft
 *
 * Returns: what it is in the scope, by the files that were looked into: one with a video is a video
 */
PosterPostKind
poster_draft_get_kind (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), POSTER_POST_TEXT);

  return poster_draft_get_kind_for (self, self->scope);
}

/**
 * poster_draft_get_kind_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 *
 * Returns: what it is there
 */
PosterPostKind
poster_draft_get_kind_for (PosterDraft *self,
                           const char  *account_id)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), POSTER_POST_TEXT);

  return kind_of (poster_draft_get_media_for (self, account_id));
}

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0';
}

/**
 * poster_draft_is_empty:
 * @self: a draft
 *
 * Returns: whether there is nothing in it that is worth keeping: neither a file nor a text, for
 *   nobody
 */
gboolean
poster_draft_is_empty (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), TRUE);

  if (self->media->len > 0 || is_text (self->caption) || is_text (self->title))
    return FALSE;
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if ((target->media != NULL && target->media->len > 0) || is_text (target->content) || is_text (target->title))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_draft_get_is_storable:
 * @self: a draft
 *
 * Files that are still being looked into are not worth a post of their own.
 *
 * Returns: whether there is anything else in it
 */
gboolean
poster_draft_get_is_storable (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  if (kind_of (self->media) != POSTER_POST_TEXT || is_text (self->caption) || is_text (self->title))
    return TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if ((target->media != NULL && kind_of (target->media) != POSTER_POST_TEXT) || is_text (target->content) ||
          is_text (target->title))
        return TRUE;
    }
  return FALSE;
}
