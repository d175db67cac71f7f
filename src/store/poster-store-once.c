/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-once.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-post-rows.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-store-private.h"

/* Storing a post that a program asks for, however often it asks: a request that was repeated because
 * its answer was lost must not become a second post. */

typedef struct
{
  PosterStore     *store;       /* (unowned): the task holds it */
  gint64           now_us;
  PosterPost      *post;        /* (nullable) */
  char            *request_id;  /* (nullable) */
  gboolean         in_queue;
  char            *queue_id;    /* (nullable) */
  PosterStoreOnce  once;
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->post);
  g_free (operation->request_id);
  g_free (operation->queue_id);
  poster_store_once_clear (&operation->once);
  g_free (operation);
}

/**
 * poster_store_once_clear:
 * @self: what became of a post
 *
 * Frees what @self has.
 */
void
poster_store_once_clear (PosterStoreOnce *self)
{
  g_clear_object (&self->post);
  g_clear_pointer (&self->existing_post_id, g_free);
  g_clear_pointer (&self->account_id, g_free);
}

/* (nullable) without @error: the post of a request that was answered before, and is still there. */
static gboolean
find_request (PosterSql   *sql,
              Operation   *operation,
              PosterPost **post,
              GError     **error)
{
  g_autoptr(PosterRowCache) cache = NULL;
  g_autofree char *post_id = NULL;
  sqlite3_stmt *find;
  PosterSqlStep step;

  *post = NULL;
  if (operation->request_id == NULL)
    return TRUE;
  find = poster_sql_prepare (sql, "SELECT r.post_id FROM requests r JOIN posts p ON p.id = r.post_id "
                             "WHERE r.id = ? AND r.asked_us > ?", error);
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, operation->request_id);
  sqlite3_bind_int64 (find, 2, operation->now_us - POSTER_STORE_ONCE_US);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_ROW)
    post_id = poster_sql_dup_text (find, 0);
  sqlite3_reset (find);
  if (post_id == NULL)
    return step == POSTER_SQL_DONE;
  cache = poster_row_cache_new ();
  *post = poster_post_rows_find (sql, post_id, cache, error);
  return *post != NULL;
}

static gboolean
note_request (PosterSql  *sql,
              Operation  *operation,
              GError    **error)
{
  sqlite3_stmt *write;

  if (operation->request_id == NULL)
    return TRUE;
  write = poster_sql_prepare (sql, "DELETE FROM requests WHERE asked_us <= ?", error);
  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, operation->now_us - POSTER_STORE_ONCE_US);
  if (!poster_sql_finish (sql, write, error))
    return FALSE;
  write = poster_sql_prepare (sql, "INSERT OR REPLACE INTO requests (id, post_id, asked_us) VALUES (?, ?, ?)", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->request_id);
  poster_sql_bind_text (write, 2, operation->post->id);
  sqlite3_bind_int64 (write, 3, operation->now_us);
  return poster_sql_finish (sql, write, error);
}

/* The files, told apart by what is in them. */
static char *
name_media (GPtrArray *media)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);

      g_string_append (names, item->sampled_hash != NULL ? item->sampled_hash : item->id);
      g_string_append_c (names, ' ');
    }
  return g_string_free (names, FALSE);
}

/* Only the posts of the last day to that account are looked at. A try that came to nothing, or a
 * draft, does not stand in the way of another one. */
static gboolean
find_same (PosterSql     *sql,
           Operation     *operation,
           PosterTarget  *target,
           gboolean      *is_same,
           GError       **error)
{
  PosterPost *post = operation->post;
  g_autofree char *media = name_media (poster_post_get_media (post, target));
  sqlite3_stmt *find;
  PosterSqlStep step;

  *is_same = FALSE;
  find = poster_sql_prepare (sql,
    "SELECT t.post_id FROM targets t JOIN posts p ON p.id = t.post_id "
    "WHERE t.account_id = ?1 AND t.created_us > ?2 AND t.post_id <> ?3 "
    "AND t.state NOT IN ('draft', 'failed', 'missed', 'cancelled') "
    "AND ifnull (t.content, p.content) = ?4 AND ifnull (t.place, '') = ifnull (?5, '') "
    "AND ifnull ((SELECT group_concat (ifnull (h.sampled_hash, h.id) || ' ', '') FROM "
    "  (SELECT m.sampled_hash, m.id FROM post_media pm JOIN media m ON m.id = pm.media_id "
    "   WHERE pm.post_id = t.post_id AND pm.target_id = "
    "     CASE WHEN EXISTS (SELECT 1 FROM post_media o WHERE o.post_id = t.post_id AND o.target_id = t.id) "
    "       THEN t.id ELSE '' END "
    "   ORDER BY pm.position) h), '') = ?6 "
    "ORDER BY t.created_us DESC LIMIT 1", error);
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, target->account_id);
  sqlite3_bind_int64 (find, 2, operation->now_us - POSTER_STORE_ONCE_US);
  poster_sql_bind_text (find, 3, post->id);
  poster_sql_bind_text (find, 4, poster_post_get_content (post, target));
  poster_sql_bind_json (find, 5, target->place);
  poster_sql_bind_text (find, 6, media);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_ROW)
    {
      *is_same = TRUE;
      operation->once.existing_post_id = poster_sql_dup_text (find, 0);
      operation->once.account_id = g_strdup (target->account_id);
    }
  sqlite3_reset (find);
  return step != POSTER_SQL_FAILED;
}

static gboolean
refuse_same (PosterSql  *sql,
             Operation  *operation,
             GError    **error)
{
  for (guint i = 0; i < operation->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (operation->post->targets, i);
      g_autoptr(GError) same = NULL;
      gboolean is_same;

      if (target->state == POSTER_TARGET_DRAFT)
        continue;
      if (!find_same (sql, operation, target, &is_same, error))
        return FALSE;
      if (!is_same)
        continue;
      same = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                                  _("This account got the very same post within the last 24 hours, or is going to."));
      poster_error_get_details (same)->code = g_strdup (POSTER_STORE_SAID_ALREADY);
      g_propagate_error (error, g_steal_pointer (&same));
      return FALSE;
    }
  return TRUE;
}

static gboolean
save_once_func (PosterSql  *sql,
                gpointer    data,
                GError    **error)
{
  Operation *operation = data;
  PosterPost *post = operation->post;
  gint64 change;

  if (!find_request (sql, operation, &operation->once.post, error))
    return FALSE;
  if (operation->once.post != NULL)
    {
      operation->once.is_repeat = TRUE;
      return TRUE;
    }
  if (!poster_post_writing_check (sql, post, POSTER_STATES_EDITABLE, error) || !refuse_same (sql, operation, error) ||
      (operation->in_queue && !poster_store_slots_settle (sql, operation->store->changes, post, operation->queue_id, -1,
                                                          operation->now_us, error)) ||
      !poster_changes_add_post (operation->store->changes, sql, post->id, &change, error))
    return FALSE;
  if (post->created_us == 0)
    post->created_us = operation->now_us;
  post->updated_us = operation->now_us;
  post->version++;
  if (!poster_post_writing_save (sql, post, change, error) ||
      !poster_series_rows_advance (sql, operation->store->changes, post->id, FALSE, operation->now_us, error) ||
      !note_request (sql, operation, error))
    return FALSE;
  operation->once.post = g_object_ref (post);
  return TRUE;
}

static GTask *
task_new (PosterStore          *self,
          gpointer              tag,
          Operation           **operation,
          const char           *request_id,
          GCancellable         *cancellable,
          GAsyncReadyCallback   callback,
          gpointer              user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  (*operation)->request_id = g_strdup (request_id);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/**
 * poster_store_save_post_once_async:
 * @self: a store
 * @post: a new post; not changed
 * @request_id: (nullable): what names the request for it
 * @in_queue: whether it gets its time from a queue
 * @queue_id: (nullable): which; %NULL for the default one of the default profile
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Stores a post as poster_store_save_post_async() or poster_store_save_post_in_queue_async() does,
 * unless the same request was answered within the last POSTER_STORE_ONCE_US, or the same text with
 * the same files went to one of the accounts, or is going to. That is looked up and noted in the
 * transaction that stores the post: neither a crash nor another process comes between.
 */
void
poster_store_save_post_once_async (PosterStore         *self,
                                   PosterPost          *post,
                                   const char          *request_id,
                                   gboolean             in_queue,
                                   const char          *queue_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (poster_id_is_valid (post->id));

  task = task_new (self, poster_store_save_post_once_async, &operation, request_id, cancellable, callback, user_data);
  operation->post = poster_post_copy (post);
  operation->in_queue = in_queue;
  operation->queue_id = g_strdup (queue_id);
  poster_store_write (self, task, save_once_func);
}

/**
 * poster_store_save_post_once_finish:
 * @self: a store
 * @result: the result
 * @once: (out): what became of it, also of one that was refused; see poster_store_once_clear()
 * @error: as poster_store_save_post_in_queue_finish(); %POSTER_ERROR_CONFLICT with the code
 *   POSTER_STORE_SAID_ALREADY: an account got the same already
 *
 * Returns: whether the post is stored, now or before
 */
gboolean
poster_store_save_post_once_finish (PosterStore      *self,
                                    GAsyncResult     *result,
                                    PosterStoreOnce  *once,
                                    GError          **error)
{
  Operation *told = g_task_get_task_data (G_TASK (result));
  gboolean is_stored = poster_store_finish (self, result, poster_store_save_post_once_async, error) != NULL;

  *once = told->once;
  told->once = (PosterStoreOnce) { 0 };
  return is_stored;
}

static gboolean
find_request_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;

  return find_request (sql, operation, &operation->once.post, error);
}

/**
 * poster_store_find_request_async:
 * @self: a store
 * @request_id: what names a request
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks up whether a request was answered within the last POSTER_STORE_ONCE_US, before any work is
 * put into it; poster_store_save_post_once_async() looks again.
 */
void
poster_store_find_request_async (PosterStore         *self,
                                 const char          *request_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_find_request_async, &operation, request_id, cancellable,
                                    callback, user_data);

  poster_store_read (self, task, find_request_func);
}

/**
 * poster_store_find_request_finish:
 * @self: a store
 * @result: the result
 * @post: (out) (transfer full) (nullable): the post that it made; %NULL when it was not answered yet
 * @error: see #PosterStore
 *
 * Returns: whether it was looked up
 */
gboolean
poster_store_find_request_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  PosterPost   **post,
                                  GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_find_request_async, error);

  *post = operation != NULL ? g_steal_pointer (&operation->once.post) : NULL;
  return operation != NULL;
}
