/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

/* Who publishes what goes out through a service that can do so by itself. */

/**
 * poster_draft_has_holders:
 * @self: a draft
 *
 * Returns: whether there is an account for which that can be chosen
 */
gboolean
poster_draft_has_holders (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  for (guint i = 0; i < self->targets->len; i++)
    if (poster_account_may_hand_over (((PosterCompositionTarget *) g_ptr_array_index (self->targets, i))->account))
      return TRUE;
  return FALSE;
}

/* Who publishes what goes to @target. */
static PosterHolder
get_holder (PosterCompositionTarget *target)
{
  if (!poster_account_may_hand_over (target->account))
    return POSTER_HOLDER_HERE;
  return target->holder >= 0 ? (PosterHolder) target->holder : poster_account_get_holder (target->account);
}

/**
 * poster_draft_needs_computer:
 * @self: a draft
 *
 * Returns: whether this computer has to be awake at its time, for some account or because there is
 *   none yet
 */
gboolean
poster_draft_needs_computer (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  for (guint i = 0; i < self->targets->len; i++)
    if (get_holder (g_ptr_array_index (self->targets, i)) == POSTER_HOLDER_HERE)
      return TRUE;
  return self->targets->len == 0;
}

/**
 * poster_draft_get_holder:
 * @self: a draft
 *
 * Returns: the #PosterHolder of all accounts for which it can be chosen; -1 when they differ, or
 *   there is none
 */
int
poster_draft_get_holder (PosterDraft *self)
{
  int holder = -1;

  g_return_val_if_fail (POSTER_IS_DRAFT (self), -1);

  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);
      int its_holder;

      if (!poster_account_may_hand_over (target->account))
        continue;
      its_holder = (int) get_holder (target);
      if (holder >= 0 && its_holder != holder)
        return -1;
      holder = its_holder;
    }
  return holder;
}

/**
 * poster_draft_set_holder:
 * @self: a draft
 * @holder: a #PosterHolder for all accounts for which it can be chosen; -1: as each account has it
 */
void
poster_draft_set_holder (PosterDraft *self,
                         int          holder)
{
  gboolean changed = FALSE;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  for (guint i = 0; i < self->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (self->targets, i);

      if (!poster_account_may_hand_over (target->account) || target->holder == holder)
        continue;
      target->holder = holder;
      changed = TRUE;
    }
  if (changed)
    poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}
