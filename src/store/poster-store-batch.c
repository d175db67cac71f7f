/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-batch.h"

#include <string.h>

#include "poster-post-writing.h"
#include "poster-store-private.h"

typedef struct
{
  PosterStore  *store;      /* (unowned): the task holds it */
  gint64        now_us;
  GPtrArray    *asked;      /* (element-type PosterPost): the caller's */
  GPtrArray    *posts;      /* (nullable) (element-type PosterPost): as they are stored */
  char        **queue_ids;
} Operation;

static void
operation_free (Operation *operation)
{
  g_ptr_array_unref (operation->asked);
  g_clear_pointer (&operation->posts, g_ptr_array_unref);
  g_strfreev (operation->queue_ids);
  g_free (operation);
}

static gboolean
save_post (PosterSql   *sql,
           Operation   *operation,
           guint        number,
           gint64       change,
           GError     **error)
{
  PosterPost *post = g_ptr_array_index (operation->posts, number);
  const char *queue_id = operation->queue_ids[number];

  if (!poster_post_writing_check (sql, post, POSTER_STATES_EDITABLE, error) ||
      (*queue_id != '\0' &&
       !poster_store_slots_settle (sql, operation->store->changes, post, queue_id, -1, operation->now_us, error)))
    return FALSE;
  /* Lists are sorted by it, and the plan has an order. */
  post->created_us = operation->now_us + number;
  post->updated_us = operation->now_us;
  post->version++;
  return poster_post_writing_save (sql, post, change, error);
}

static gboolean
save_new_posts_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  gint64 change;

  operation->posts = g_ptr_array_new_full (operation->asked->len, g_object_unref);
  for (guint i = 0; i < operation->asked->len; i++)
    {
      PosterPost *post = poster_post_copy (g_ptr_array_index (operation->asked, i));

      g_ptr_array_add (operation->posts, post);
      if (!poster_changes_add_post (operation->store->changes, sql, post->id, &change, error) ||
          !save_post (sql, operation, i, change, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_store_save_new_posts_async:
 * @self: a store
 * @posts: (element-type PosterPost): posts that were never stored; not changed, by anybody
 *   until @callback
 * @queue_ids: (array zero-terminated=1): a queue for each, "" for none
 * @cancellable: (nullable): to give up before they are written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Stores all posts in one transaction: a kill or a full disk on the way leaves none of them.
 */
void
poster_store_save_new_posts_async (PosterStore         *self,
                                   GPtrArray           *posts,
                                   const char *const   *queue_ids,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_save_new_posts_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->store = self;
  operation->now_us = poster_clock_get_now_us (self->clock);
  /* Copied in the writer's thread: many take a while. */
  operation->asked = g_ptr_array_new_full (posts->len, g_object_unref);
  for (guint i = 0; i < posts->len; i++)
    g_ptr_array_add (operation->asked, g_object_ref (g_ptr_array_index (posts, i)));
  operation->queue_ids = g_strdupv ((char **) queue_ids);
  poster_store_write (self, task, save_new_posts_func);
}

/**
 * poster_store_save_new_posts_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: one of them is there; those of
 *   poster_store_save_post_in_queue_finish()
 *
 * Returns: (transfer full) (element-type PosterPost): the posts as they are stored
 */
GPtrArray *
poster_store_save_new_posts_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_new_posts_async, error);

  return operation != NULL ? g_steal_pointer (&operation->posts) : NULL;
}
