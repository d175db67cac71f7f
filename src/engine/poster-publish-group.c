/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-group"

#include "poster-publish-group.h"

#include "poster-account.h"

/* Which targets of a post go along with another, because the service takes them as one. */

/* Whether nothing was begun for @target, and it is its turn. */
static gboolean
is_fresh (PosterTarget *target,
          gint64        now_us)
{
  return target->state == POSTER_TARGET_SCHEDULED && target->submission_id == NULL && target->step_state == NULL &&
         target->open_step == NULL && !target->is_committed && !target->is_handed_over &&
         target->wake_us >= 0 && target->wake_us <= now_us;
}

static gboolean
may_post (PosterAccount *account,
          gint64         now_us)
{
  return account != NULL && !account->is_removed && account->is_active && !poster_account_is_paused (account, now_us);
}

/* Whether two that are begun now may share a submission. */
static gboolean
may_join (PosterTarget *target,
          PosterTarget *other,
          GHashTable   *accounts,
          gint64        now_us)
{
  PosterAccount *account = g_hash_table_lookup (accounts, target->account_id);
  PosterAccount *of_other = g_hash_table_lookup (accounts, other->account_id);

  return is_fresh (target, now_us) && is_fresh (other, now_us) &&
         target->holder == other->holder && target->due_us == other->due_us &&
         may_post (account, now_us) && may_post (of_other, now_us) &&
         g_strcmp0 (account->connection_id, of_other->connection_id) == 0;
}

/**
 * poster_publish_group_find:
 * @post: a post
 * @target: one of its targets, which is to be worked on
 * @accounts: (element-type utf8 PosterAccount): the accounts of all of its targets, by id
 * @registry: the connectors
 * @now_us: the present instant, microseconds since the epoch
 *
 * Finds those that go along: where nothing was begun yet, those to the same connection at the same
 * time, each account once; else those of the same submission of which the same is known. Whoever
 * could not go now (its account is paused or gone) is left to itself.
 *
 * Returns: (transfer full) (element-type PosterTarget): the others, in the order of the post; empty
 *   where the connector takes each by itself
 */
GPtrArray *
poster_publish_group_find (PosterPost              *post,
                           PosterTarget            *target,
                           GHashTable              *accounts,
                           PosterConnectorRegistry *registry,
                           gint64                   now_us)
{
  GPtrArray *group = g_ptr_array_new_with_free_func (g_object_unref);
  PosterAccount *account = g_hash_table_lookup (accounts, target->account_id);
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  PosterConnector *connector;

  connector = account != NULL ? poster_connector_registry_find (registry, account->connector) : NULL;
  if (connector == NULL || !poster_connector_shares_submissions (connector))
    return group;
  g_hash_table_add (taken, target->account_id);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *other = g_ptr_array_index (post->targets, i);

      if (other == target || g_str_equal (other->id, target->id))
        continue;
      if (target->submission_id != NULL
          ? poster_target_is_beside (target, other)
          : may_join (target, other, accounts, now_us) && g_hash_table_add (taken, other->account_id))
        g_ptr_array_add (group, g_object_ref (other));
    }
  return group;
}
