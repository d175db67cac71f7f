/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

#include "poster-json.h"

/* Text and time of a draft, and what of text, files and time an account has for itself. */

struct _PosterDraftVersion
{
  guint      parts;
  GPtrArray *targets;  /* (element-type PosterCompositionTarget), as they were, in their order */
};

/**
 * poster_draft_version_free:
 * @self: (transfer full): what was different
 */
void
poster_draft_version_free (PosterDraftVersion *self)
{
  g_ptr_array_unref (self->targets);
  g_free (self);
}

static gboolean
is_of (PosterCompositionTarget *target,
       const char              *account_id)
{
  return g_str_equal (target->account->id, account_id);
}

/**
 * poster_draft_find_target:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for none
 *
 * For the files of the draft alone.
 *
 * Returns: (transfer none) (nullable): the account's first target, which says what it has for itself
 */
PosterCompositionTarget *
poster_draft_find_target (PosterDraft *self,
                          const char  *account_id)
{
  for (guint i = 0; account_id != NULL && i < self->targets->len; i++)
    if (is_of (g_ptr_array_index (self->targets, i), account_id))
      return g_ptr_array_index (self->targets, i);
  return NULL;
}

static guint
parts_of (PosterCompositionTarget *target)
{
  guint parts = 0;

  if (target->content != NULL || target->title != NULL)
    parts |= POSTER_DRAFT_TEXT;
  if (target->media != NULL)
    parts |= POSTER_DRAFT_MEDIA;
  if (target->schedule != NULL)
    parts |= POSTER_DRAFT_WHEN;
  return parts;
}

/**
 * poster_draft_forget_own:
 * @self: a draft
 * @target: a target of it
 * @parts: a set of #PosterDraftPart
 *
 * For the files of the draft alone.
 */
void
poster_draft_forget_own (PosterDraft             *self,
                         PosterCompositionTarget *target,
                         guint                    parts)
{
  if ((parts & POSTER_DRAFT_TEXT) != 0)
    {
      g_clear_pointer (&target->content, g_free);
      g_clear_pointer (&target->title, g_free);
    }
  if ((parts & POSTER_DRAFT_MEDIA) != 0 && target->media != NULL)
    {
      g_clear_pointer (&target->media, g_ptr_array_unref);
      poster_draft_take_options (self, target);
    }
  if ((parts & POSTER_DRAFT_WHEN) != 0)
    g_clear_pointer (&target->schedule, poster_schedule_unref);
}

static gboolean
is_same_schedule (PosterSchedule *a,
                  PosterSchedule *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  return poster_schedule_get_instant_us (a) == poster_schedule_get_instant_us (b) &&
         g_strcmp0 (poster_schedule_get_wall (a), poster_schedule_get_wall (b)) == 0 &&
         g_str_equal (poster_schedule_get_zone (a), poster_schedule_get_zone (b));
}

static gboolean
is_same_media (GPtrArray *a,
               GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

/* A version that came to be the same as what all have is none: what is changed for all is meant for
 * this account too. */
static guint
drop_same (PosterDraft             *self,
           PosterCompositionTarget *target)
{
  guint before = parts_of (target);

  if (target->content != NULL && g_str_equal (target->content, self->caption))
    g_clear_pointer (&target->content, g_free);
  if (target->title != NULL && g_str_equal (target->title, self->title))
    g_clear_pointer (&target->title, g_free);
  if (target->media != NULL && is_same_media (target->media, self->media))
    poster_draft_forget_own (self, target, POSTER_DRAFT_MEDIA);
  if (target->schedule != NULL && is_same_schedule (target->schedule, self->schedule))
    poster_draft_forget_own (self, target, POSTER_DRAFT_WHEN);
  return before & ~parts_of (target);
}

static void
leave_scope (PosterDraft *self)
{
  guint dropped = 0;

  for (guint i = 0; self->scope != NULL && i < self->targets->len; i++)
    if (is_of (g_ptr_array_index (self->targets, i), self->scope))
      dropped |= drop_same (self, g_ptr_array_index (self->targets, i));
  g_clear_pointer (&self->scope, g_free);
  if (dropped != 0)
    poster_draft_emit_changed (self, dropped);
}

/**
 * poster_draft_set_scope:
 * @self: a draft
 * @account_id: (nullable): id of an account that is chosen; %NULL for all accounts
 *
 * From now on text, files and time are shown and changed for that account alone. What has not been
 * changed for it is that of all accounts, and stays so; what has been is not touched by what is
 * changed for all. A version that is the same when one leaves it is none.
 *
 * Nothing that is stored is changed by looking.
 */
void
poster_draft_set_scope (PosterDraft *self,
                        const char  *account_id)
{
  g_autofree char *wanted = NULL;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_strcmp0 (self->scope, account_id) == 0 ||
      (account_id != NULL && poster_draft_find_target (self, account_id) == NULL))
    return;
  wanted = g_strdup (account_id);
  g_signal_emit_by_name (self, "leaving");
  leave_scope (self);
  self->scope = g_steal_pointer (&wanted);
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, POSTER_DRAFT_VERSIONED | POSTER_DRAFT_SCOPE);
}

/**
 * poster_draft_settle_scope:
 * @self: a draft whose accounts may have changed
 *
 * For the files of the draft alone: one that is not chosen any more is not shown.
 */
void
poster_draft_settle_scope (PosterDraft *self)
{
  if (self->scope != NULL && poster_draft_find_target (self, self->scope) == NULL)
    poster_draft_set_scope (self, NULL);
}

/**
 * poster_draft_get_scope:
 * @self: a draft
 *
 * Returns: (nullable): id of the account whose version is shown and changed; %NULL: what all have
 */
const char *
poster_draft_get_scope (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->scope;
}

/**
 * poster_draft_get_differs:
 * @self: a draft
 * @account_id: id of an account
 *
 * A time of its own is none while the post goes out at once, or not at all.
 *
 * Returns: what the account has for itself, a set of #PosterDraftPart
 */
guint
poster_draft_get_differs (PosterDraft *self,
                          const char  *account_id)
{
  PosterCompositionTarget *target;
  guint parts;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), 0);

  target = poster_draft_find_target (self, account_id);
  parts = target != NULL ? parts_of (target) : 0;
  return self->when == POSTER_COMPOSITION_AT ? parts : parts & ~(guint) POSTER_DRAFT_WHEN;
}

/**
 * poster_draft_dup_accounts_for:
 * @self: a draft
 * @part: one of text, files and time
 *
 * Returns: (transfer full) (element-type PosterAccount): those whom a change of @part would reach now:
 *   the one in scope, or all that have none of their own
 */
GPtrArray *
poster_draft_dup_accounts_for (PosterDraft     *self,
                               PosterDraftPart  part)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) all = NULL;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), accounts);

  all = poster_draft_dup_accounts (self);
  for (guint i = 0; i < all->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (all, i);
      gboolean is_reached = self->scope != NULL ? g_str_equal (self->scope, account->id)
                                                : (poster_draft_get_differs (self, account->id) & part) == 0;

      if (is_reached)
        g_ptr_array_add (accounts, g_object_ref (account));
    }
  return accounts;
}

static GPtrArray *
dup_targets (PosterDraft *self,
             const char  *account_id)
{
  GPtrArray *targets = g_ptr_array_new ();
  GPtrArray *places[] = { self->targets, self->left };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < places[i]->len; j++)
      if (is_of (g_ptr_array_index (places[i], j), account_id))
        g_ptr_array_add (targets, g_ptr_array_index (places[i], j));
  return targets;
}

static void
show_anew (PosterDraft *self,
           const char  *account_id,
           guint        parts)
{
  poster_draft_emit_changed (self, parts);
  if (g_strcmp0 (self->scope, account_id) != 0)
    return;
  poster_draft_show_media (self);
  poster_draft_emit_changed (self, parts | POSTER_DRAFT_SCOPE);
}

/**
 * poster_draft_reset_version:
 * @self: a draft
 * @account_id: id of an account
 * @parts: a set of #PosterDraftPart
 *
 * From now on the account has what all have.
 *
 * Returns: (transfer full) (nullable): what was different, for poster_draft_put_version(); %NULL when
 *   nothing was
 */
PosterDraftVersion *
poster_draft_reset_version (PosterDraft *self,
                            const char  *account_id,
                            guint        parts)
{
  g_autoptr(GPtrArray) targets = NULL;
  PosterDraftVersion *version;
  guint dropped = 0;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  targets = dup_targets (self, account_id);
  for (guint i = 0; i < targets->len; i++)
    dropped |= parts_of (g_ptr_array_index (targets, i)) & parts;
  if (dropped == 0)
    return NULL;
  version = g_new0 (PosterDraftVersion, 1);
  version->parts = dropped;
  version->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_composition_target_free);
  for (guint i = 0; i < targets->len; i++)
    {
      g_ptr_array_add (version->targets, poster_draft_copy_target (g_ptr_array_index (targets, i)));
      poster_draft_forget_own (self, g_ptr_array_index (targets, i), dropped);
    }
  show_anew (self, account_id, dropped);
  return version;
}

static void
take_own (PosterDraft             *self,
          PosterCompositionTarget *target,
          PosterCompositionTarget *from,
          guint                    parts)
{
  poster_draft_forget_own (self, target, parts);
  if ((parts & POSTER_DRAFT_TEXT) != 0)
    {
      target->content = g_strdup (from->content);
      target->title = g_strdup (from->title);
    }
  if ((parts & POSTER_DRAFT_MEDIA) != 0)
    {
      target->media = from->media != NULL ? g_ptr_array_ref (from->media) : NULL;
      json_object_unref (target->options);
      target->options = poster_json_copy (from->options);
      poster_draft_take_options (self, target);
    }
  if ((parts & POSTER_DRAFT_WHEN) != 0)
    target->schedule = from->schedule != NULL ? poster_schedule_ref (from->schedule) : NULL;
}

/**
 * poster_draft_put_version:
 * @self: a draft
 * @account_id: id of an account
 * @version: what poster_draft_reset_version() took from it
 *
 * Undoes that.
 */
void
poster_draft_put_version (PosterDraft        *self,
                          const char         *account_id,
                          PosterDraftVersion *version)
{
  g_autoptr(GPtrArray) targets = NULL;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  targets = dup_targets (self, account_id);
  for (guint i = 0; i < MIN (targets->len, version->targets->len); i++)
    take_own (self, g_ptr_array_index (targets, i), g_ptr_array_index (version->targets, i), version->parts);
  if (targets->len > 0)
    show_anew (self, account_id, version->parts);
}

/**
 * poster_draft_get_caption:
 * @self: a draft
 *
 * Returns: the text in the scope
 */
const char *
poster_draft_get_caption (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return poster_draft_get_caption_for (self, self->scope);
}

/**
 * poster_draft_get_caption_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 *
 * Returns: the text that goes there, until the next change
 */
const char *
poster_draft_get_caption_for (PosterDraft *self,
                              const char  *account_id)
{
  PosterCompositionTarget *target;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  target = poster_draft_find_target (self, account_id);
  return target != NULL && target->content != NULL ? target->content : self->caption;
}

/**
 * poster_draft_set_caption:
 * @self: a draft
 * @caption: the text in the scope
 */
void
poster_draft_set_caption (PosterDraft *self,
                          const char  *caption)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_str_equal (poster_draft_get_caption (self), caption))
    return;
  if (self->scope == NULL)
    {
      g_free (self->caption);
      self->caption = g_strdup (caption);
    }
  for (guint i = 0; self->scope != NULL && i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!is_of (target, self->scope))
        continue;
      g_free (target->content);
      target->content = g_strdup (caption);
    }
  poster_draft_emit_changed (self, POSTER_DRAFT_TEXT);
}

/**
 * poster_draft_get_title:
 * @self: a draft
 *
 * Returns: the title in the scope
 */
const char *
poster_draft_get_title (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return poster_draft_get_title_for (self, self->scope);
}

/**
 * poster_draft_get_title_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 *
 * Returns: the title that it has there, until the next change
 */
const char *
poster_draft_get_title_for (PosterDraft *self,
                            const char  *account_id)
{
  PosterCompositionTarget *target;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  target = poster_draft_find_target (self, account_id);
  return target != NULL && target->title != NULL ? target->title : self->title;
}

/**
 * poster_draft_set_title:
 * @self: a draft
 * @title: the title in the scope
 */
void
poster_draft_set_title (PosterDraft *self,
                        const char  *title)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_str_equal (poster_draft_get_title (self), title))
    return;
  if (self->scope == NULL)
    {
      g_free (self->title);
      self->title = g_strdup (title);
    }
  for (guint i = 0; self->scope != NULL && i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!is_of (target, self->scope))
        continue;
      g_free (target->title);
      target->title = g_strdup (title);
    }
  poster_draft_emit_changed (self, POSTER_DRAFT_TEXT);
}

/**
 * poster_draft_get_schedule:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the time in mind in the scope; it counts for
 *   %POSTER_COMPOSITION_AT
 */
PosterSchedule *
poster_draft_get_schedule (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return poster_draft_get_schedule_for (self, self->scope);
}

/**
 * poster_draft_get_schedule_for:
 * @self: a draft
 * @account_id: (nullable): id of an account; %NULL for all
 *
 * Returns: (transfer none) (nullable): the time in mind there
 */
PosterSchedule *
poster_draft_get_schedule_for (PosterDraft *self,
                               const char  *account_id)
{
  PosterCompositionTarget *target;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  target = poster_draft_find_target (self, account_id);
  return target != NULL && target->schedule != NULL ? target->schedule : self->schedule;
}

static void
set_schedule (PosterSchedule **place,
              PosterSchedule  *schedule)
{
  g_clear_pointer (place, poster_schedule_unref);
  *place = schedule != NULL ? poster_schedule_ref (schedule) : NULL;
}

/**
 * poster_draft_set_schedule:
 * @self: a draft
 * @schedule: (nullable): the time in the scope; for one account, %NULL: that of all
 */
void
poster_draft_set_schedule (PosterDraft    *self,
                           PosterSchedule *schedule)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (is_same_schedule (poster_draft_get_schedule (self), schedule))
    return;
  if (self->scope == NULL)
    set_schedule (&self->schedule, schedule);
  for (guint i = 0; self->scope != NULL && i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (is_of (target, self->scope))
        set_schedule (&target->schedule, schedule);
    }
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}
