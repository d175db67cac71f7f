/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

/* Held targets of a connection that was signed in again. */

typedef struct
{
  char       *connection_id;
  GHashTable *account_ids;  /* (element-type utf8 utf8) */
  guint       writes;
} Resume;

static void
resume_free (Resume *resume)
{
  g_free (resume->connection_id);
  g_clear_pointer (&resume->account_ids, g_hash_table_unref);
  g_free (resume);
}

static void
resume_maybe_end (GTask *task)
{
  PosterEngine *self = g_task_get_source_object (task);
  Resume *resume = g_task_get_task_data (task);

  if (--resume->writes > 0)
    return;
  poster_engine_ring (self);
  g_task_return_boolean (task, TRUE);
}

static void
resumed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* A conflict means that somebody did something else with it meanwhile, which is as well. */
  if (!poster_store_commit_target_finish (POSTER_STORE (object), result, &error))
    g_debug ("A held target was not resumed: %s", error->message);
  resume_maybe_end (task);
}

static void
held_listed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;
  PosterEngine *self = g_task_get_source_object (task);
  Resume *resume = g_task_get_task_data (task);

  posts = poster_store_list_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  resume->writes = 1;
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        {
          PosterTarget *stored = g_ptr_array_index (post->targets, j);
          g_autoptr(PosterTarget) target = NULL;

          if (stored->state != POSTER_TARGET_HELD || !g_hash_table_contains (resume->account_ids, stored->account_id) ||
              (resume->connection_id == NULL && stored->wake_us >= 0))
            continue;
          target = poster_target_copy (stored);
          target->wake_us = poster_clock_get_now_us (self->clock);
          /* It waited for a person, and may have become too late over it. */
          if (stored->wake_us < 0)
            poster_target_clear_error (target);
          resume->writes++;
          poster_store_commit_target_async (self->store, target, POSTER_STATES (POSTER_TARGET_HELD), NULL, NULL,
                                            resumed_cb, g_object_ref (task));
        }
    }
  resume_maybe_end (task);
}

static void
resume_accounts_listed_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  PosterEngine *self = g_task_get_source_object (task);
  Resume *resume = g_task_get_task_data (task);
  PosterPostQuery query = { .status = "held", .oldest_first = TRUE };

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  resume->account_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      /* While a connection needs a sign-in none of its accounts is active. */
      if (resume->connection_id == NULL ? account->is_active && account->paused_code == NULL
                                        : g_strcmp0 (account->connection_id, resume->connection_id) == 0)
        g_hash_table_add (resume->account_ids, g_strdup (account->id));
    }
  poster_store_list_posts_async (self->store, &query, NULL, held_listed_cb, g_steal_pointer (&task));
}

/**
 * poster_engine_resume_held_async:
 * @self: an engine
 * @connection_id: (nullable): a connection that was signed in again; %NULL for all that do not
 *   need it any more
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lets the targets go on that were held for want of that sign-in. An engine that does not run
 * only marks them; the next one that does takes them up.
 */
void
poster_engine_resume_held_async (PosterEngine        *self,
                                 const char          *connection_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Resume *resume = g_new0 (Resume, 1);

  g_task_set_source_tag (task, poster_engine_resume_held_async);
  resume->connection_id = g_strdup (connection_id);
  g_task_set_task_data (task, resume, (GDestroyNotify) resume_free);
  poster_store_list_accounts_async (self->store, FALSE, NULL, resume_accounts_listed_cb, task);
}

/**
 * poster_engine_resume_held_finish:
 * @self: an engine
 * @result: the result
 * @error: the store's errors
 *
 * Returns: whether they go on
 */
gboolean
poster_engine_resume_held_finish (PosterEngine  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
