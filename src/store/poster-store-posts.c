/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-post-rows.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-submission-rows.h"

/* Saving, deleting and getting one post. */

typedef struct
{
  PosterStore        *store;    /* (unowned): the task holds it */
  gint64              now_us;
  PosterPost         *post;     /* (nullable), also what was found */
  char               *post_id;  /* (nullable) */
  PosterTargetStates  allowed;
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->post);
  g_free (operation->post_id);
  g_free (operation);
}

static Operation *
operation_new (PosterStore *store)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = store;
  operation->now_us = poster_clock_get_now_us (store->clock);
  return operation;
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          Operation           *operation,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  return poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

static gboolean
save_post_func (PosterSql  *sql,
                gpointer    data,
                GError    **error)
{
  Operation *operation = data;
  PosterPost *post = operation->post;
  gint64 change;

  if (!poster_post_writing_check (sql, post, operation->allowed, error) ||
      !poster_changes_add_post (operation->store->changes, sql, post->id, &change, error))
    return FALSE;
  if (post->created_us == 0)
    post->created_us = operation->now_us;
  post->updated_us = operation->now_us;
  post->version++;
  return poster_post_writing_save (sql, post, change, error) &&
         poster_series_rows_advance (sql, operation->store->changes, post->id, FALSE, operation->now_us, error);
}

/**
 * poster_store_save_post_async:
 * @self: a store
 * @post: the post; not changed
 * @allowed: states that its stored targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Replaces the whole post, its media and its targets, when the stored version is still
 * @post->version (0: there is none yet) and every stored target is in one of @allowed. Everything
 * of the targets is stored as it is, due_us and wake_us too; a time of creation of 0 becomes now,
 * and the time of the last change is now. The journal of targets that are no longer there, and
 * rows of media that nothing refers to, are removed.
 */
void
poster_store_save_post_async (PosterStore         *self,
                              PosterPost          *post,
                              PosterTargetStates   allowed,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (poster_id_is_valid (post->id));

  operation = operation_new (self);
  task = task_new (self, poster_store_save_post_async, operation, cancellable, callback, user_data);
  operation->post = poster_post_copy (post);
  operation->allowed = allowed;
  poster_store_write (self, task, save_post_func);
}

/**
 * poster_store_save_post_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: the stored post has another version, or a target in another
 *   state; %POSTER_ERROR_NOT_FOUND: it was deleted meanwhile, or an account is not known; see
 *   also #PosterStore
 *
 * Returns: the new version, -1 on error
 */
gint64
poster_store_save_post_finish (PosterStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_post_async, error);

  return operation != NULL ? operation->post->version : -1;
}

/* What the composer keeps beside a draft, see poster-draft-keeper-plan.c. */
static gboolean
forget_plan (PosterSql   *sql,
             const char  *post_id,
             GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "DELETE FROM settings WHERE key = 'plan-' || ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, post_id);
  return poster_sql_finish (sql, write, error);
}

static gboolean
delete_post_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autoptr(PosterPost) stored = poster_post_rows_find (sql, operation->post_id, cache, error);

  return stored != NULL &&
         poster_post_writing_check (sql, stored, operation->allowed, error) &&
         poster_series_rows_advance (sql, operation->store->changes, operation->post_id, TRUE, operation->now_us, error) &&
         poster_post_writing_delete (sql, operation->post_id, error) &&
         forget_plan (sql, operation->post_id, error) &&
         poster_submission_rows_note_gone (sql, operation->post_id, operation->now_us, error) &&
         poster_changes_add_wide (operation->store->changes, sql, operation->post_id, error);
}

/**
 * poster_store_delete_post_async:
 * @self: a store
 * @post_id: id of a post
 * @allowed: states that its targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Deletes a post, its targets and their journal, when every target is in one of @allowed.
 */
void
poster_store_delete_post_async (PosterStore         *self,
                                const char          *post_id,
                                PosterTargetStates   allowed,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_delete_post_async, operation,
                                    cancellable, callback, user_data);

  operation->post_id = g_strdup (post_id);
  operation->allowed = allowed;
  poster_store_write (self, task, delete_post_func);
}

/**
 * poster_store_delete_post_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT, %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_store_delete_post_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return poster_store_finish (self, result, poster_store_delete_post_async, error) != NULL;
}

static gboolean
get_post_func (PosterSql  *sql,
               gpointer    data,
               GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();

  operation->post = poster_post_rows_find (sql, operation->post_id, cache, error);
  return operation->post != NULL;
}

/**
 * poster_store_get_post_async:
 * @self: a store
 * @post_id: id of a post
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a post with its media and targets.
 */
void
poster_store_get_post_async (PosterStore         *self,
                             const char          *post_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Operation *operation = operation_new (self);
  g_autoptr(GTask) task = task_new (self, poster_store_get_post_async, operation,
                                    cancellable, callback, user_data);

  operation->post_id = g_strdup (post_id);
  poster_store_read (self, task, get_post_func);
}

/**
 * poster_store_get_post_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the post
 */
PosterPost *
poster_store_get_post_finish (PosterStore   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_post_async, error);

  return operation != NULL ? g_steal_pointer (&operation->post) : NULL;
}
