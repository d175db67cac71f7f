/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-use"

#include "poster-account-use.h"

/* A post with a target that is not through has one of these. */
static const char *const statuses[] = { "publishing", "scheduled" };

typedef struct
{
  char             *account_id;
  guint             next;   /* of the statuses */
  PosterAccountUse *use;
} Count;

static void count_next (GTask *task);
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/**
 * poster_account_use_free:
 * @self: (nullable) (transfer full): what was counted
 */
void
poster_account_use_free (PosterAccountUse *self)
{
  if (self == NULL)
    return;
  g_free (self->begun_id);
  g_free (self);
}

static void
count_free (Count *count)
{
  g_free (count->account_id);
  poster_account_use_free (count->use);
  g_free (count);
}

static void
count_post (PosterPost       *post,
            const char       *account_id,
            PosterAccountUse *use)
{
  gboolean is_waiting = FALSE;
  gboolean is_begun = FALSE;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      gboolean is_held = target->state == POSTER_TARGET_HELD;

      if (!g_str_equal (target->account_id, account_id))
        continue;
      if ((POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0 ||
          (target->is_committed && (is_held || target->state == POSTER_TARGET_UNKNOWN)))
        is_begun = TRUE;
      else if (target->state == POSTER_TARGET_SCHEDULED || is_held)
        is_waiting = TRUE;
    }
  if (is_begun && use->n_begun++ == 0)
    use->begun_id = g_strdup (post->id);
  else if (is_waiting && !is_begun)
    use->n_waiting++;
}

static void
count_next (GTask *task)
{
  PosterStore *store = g_task_get_source_object (task);
  Count *count = g_task_get_task_data (task);
  PosterPostQuery query = { .account_id = count->account_id };

  if (count->next == G_N_ELEMENTS (statuses))
    {
      g_task_return_pointer (task, g_steal_pointer (&count->use), (GDestroyNotify) poster_account_use_free);
      return;
    }
  query.status = statuses[count->next++];
  poster_store_list_posts_async (store, &query, g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Count *count = g_task_get_task_data (task);
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;

  posts = poster_store_list_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    count_post (g_ptr_array_index (posts, i), count->account_id, count->use);
  count_next (task);
}

/**
 * poster_account_use_count_async:
 * @store: a store
 * @account_id: id of an account
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Counts the posts that would suffer if the account were gone.
 */
void
poster_account_use_count_async (PosterStore         *store,
                                const char          *account_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);
  Count *count = g_new0 (Count, 1);

  g_task_set_source_tag (task, poster_account_use_count_async);
  count->account_id = g_strdup (account_id);
  count->use = g_new0 (PosterAccountUse, 1);
  g_task_set_task_data (task, count, (GDestroyNotify) count_free);
  count_next (task);
}

/**
 * poster_account_use_count_finish:
 * @store: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full): what posts still want of the account
 */
PosterAccountUse *
poster_account_use_count_finish (PosterStore   *store,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
