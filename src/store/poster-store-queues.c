/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-queues.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-queue-rows.h"
#include "poster-store-private.h"

/* The queues themselves; poster-store-slots.c gives their slots away. */

typedef struct
{
  PosterStore *store;      /* (unowned): the task holds it */
  gint64       now_us;
  PosterQueue *queue;      /* (nullable), to be written or what was found */
  char        *id;         /* (nullable) */
  gboolean     reshuffle;
  guint        n_moved;
  GPtrArray   *queues;     /* (nullable) (element-type PosterQueue), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->queue);
  g_free (operation->id);
  g_clear_pointer (&operation->queues, g_ptr_array_unref);
  g_free (operation);
}

static GTask *
task_new (PosterStore          *self,
          gpointer              tag,
          Operation           **operation,
          GCancellable         *cancellable,
          GAsyncReadyCallback   callback,
          gpointer              user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

static gboolean
list_queues_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;

  operation->queues = poster_queue_rows_list (sql, operation->id, error);
  return operation->queues != NULL;
}

/**
 * poster_store_list_queues_async:
 * @self: a store
 * @profile_id: (nullable): id of a profile; %NULL for all
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists queues: those of the default profile first, of each the default one first, then the oldest.
 */
void
poster_store_list_queues_async (PosterStore         *self,
                                const char          *profile_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_queues_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (profile_id);
  poster_store_read (self, task, list_queues_func);
}

/**
 * poster_store_list_queues_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterQueue): the queues
 */
GPtrArray *
poster_store_list_queues_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_queues_async, error);

  return operation != NULL ? g_steal_pointer (&operation->queues) : NULL;
}

static gboolean
get_queue_func (PosterSql  *sql,
                gpointer    data,
                GError    **error)
{
  Operation *operation = data;

  operation->queue = poster_queue_rows_find (sql, operation->id, error);
  return operation->queue != NULL;
}

/**
 * poster_store_get_queue_async:
 * @self: a store
 * @queue_id: (nullable): id of a queue; %NULL for the default one of the default profile
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a queue.
 */
void
poster_store_get_queue_async (PosterStore         *self,
                              const char          *queue_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_get_queue_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (queue_id);
  poster_store_read (self, task, get_queue_func);
}

/**
 * poster_store_get_queue_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the queue
 */
PosterQueue *
poster_store_get_queue_finish (PosterStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_queue_async, error);

  return operation != NULL ? g_steal_pointer (&operation->queue) : NULL;
}

/* Settles which of the queues of the profile is the default. */
static gboolean
settle_default (PosterSql    *sql,
                PosterQueue  *queue,
                GError      **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (sql, "SELECT id FROM queues WHERE profile_id = ? AND is_default", error);
  PosterSqlStep step;

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, queue->profile_id);
  step = poster_sql_step (sql, statement, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  /* The first one is it, and stays it until another takes its place. */
  if (step == POSTER_SQL_DONE)
    {
      queue->is_default = TRUE;
      return TRUE;
    }
  if (g_strcmp0 (poster_sql_column (statement, 0), queue->id) == 0)
    queue->is_default = TRUE;
  if (!poster_sql_finish (sql, statement, error) || !queue->is_default)
    return !queue->is_default;
  statement = poster_sql_prepare (sql, "UPDATE queues SET is_default = 0 WHERE profile_id = ?", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, queue->profile_id);
  return poster_sql_finish (sql, statement, error);
}

static gboolean
check_name (PosterSql    *sql,
            PosterQueue  *queue,
            GError      **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM queues WHERE profile_id = ? AND name = ? AND id <> ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue->profile_id);
  poster_sql_bind_text (find, 2, queue->name);
  poster_sql_bind_text (find, 3, queue->id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  if (poster_sql_finish (sql, find, error))
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                 _("There is a queue “%s” already: give this one another name."), queue->name);
  return FALSE;
}

/* One that is there stays in its profile, unless it is to go to another. */
static gboolean
settle_profile (PosterSql    *sql,
                PosterQueue  *queue,
                GError      **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT profile_id FROM queues WHERE id = ?", error);
  g_autofree char *profile_id = NULL;
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, queue->id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  if (step == POSTER_SQL_ROW)
    {
      if (queue->profile_id == NULL)
        queue->profile_id = poster_sql_dup_text (find, 0);
      if (!poster_sql_finish (sql, find, error))
        return FALSE;
    }
  profile_id = poster_queue_rows_profile (sql, queue->profile_id, error);
  if (profile_id == NULL)
    return FALSE;
  g_free (queue->profile_id);
  queue->profile_id = g_steal_pointer (&profile_id);
  return TRUE;
}

static gboolean
write_queue (PosterSql    *sql,
             PosterQueue  *queue,
             GError      **error)
{
  g_autofree char *slots = poster_queue_slots_to_text (queue);
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO queues (id, profile_id, name, zone, slots, is_active, is_default, free_from_us, free_since_us, "
    "created_us, updated_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, ?8, ?9) "
    "ON CONFLICT (id) DO UPDATE SET profile_id = excluded.profile_id, name = excluded.name, zone = excluded.zone, "
    "slots = excluded.slots, is_active = excluded.is_active, is_default = excluded.is_default, free_from_us = 0, "
    "updated_us = excluded.updated_us RETURNING created_us", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, queue->id);
  poster_sql_bind_text (write, 2, queue->profile_id);
  poster_sql_bind_text (write, 3, queue->name);
  poster_sql_bind_text (write, 4, queue->zone);
  poster_sql_bind_text (write, 5, slots);
  sqlite3_bind_int (write, 6, queue->is_active);
  sqlite3_bind_int (write, 7, queue->is_default);
  sqlite3_bind_int64 (write, 8, queue->created_us);
  sqlite3_bind_int64 (write, 9, queue->updated_us);
  if (poster_sql_step (sql, write, error) != POSTER_SQL_ROW)
    return FALSE;
  queue->created_us = sqlite3_column_int64 (write, 0);
  return poster_sql_finish (sql, write, error);
}

/* The profile that a queue leaves may need another default. */
static gboolean
mend_defaults (PosterSql  *sql,
               GError    **error)
{
  return poster_sql_run_script (sql,
    "UPDATE queues SET is_default = 1 WHERE seq IN (SELECT min (q.seq) FROM queues q WHERE NOT EXISTS "
    "(SELECT 1 FROM queues d WHERE d.profile_id = q.profile_id AND d.is_default) GROUP BY q.profile_id);", error);
}

static gboolean
save_queue_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  PosterQueue *queue = operation->queue;
  gint64 change;

  g_strstrip (queue->name);
  if (queue->created_us == 0)
    queue->created_us = operation->now_us;
  queue->updated_us = operation->now_us;
  if (!settle_profile (sql, queue, error) ||
      !check_name (sql, queue, error) ||
      !settle_default (sql, queue, error) ||
      !write_queue (sql, queue, error) ||
      !mend_defaults (sql, error) ||
      !poster_changes_add_wide (operation->store->changes, sql, "", error))
    return FALSE;
  return !operation->reshuffle ||
         (poster_changes_add_post (operation->store->changes, sql, "", &change, error) &&
          poster_queue_rows_reshuffle (sql, queue, operation->now_us, change, &operation->n_moved, error));
}

/**
 * poster_store_save_queue_async:
 * @self: a store
 * @queue: a queue; not changed
 * @reshuffle: whether the posts in it get the next slots, in their order
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a queue, or changes the one with its id, in one transaction with the moving of its posts.
 */
void
poster_store_save_queue_async (PosterStore         *self,
                               PosterQueue         *queue,
                               gboolean             reshuffle,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (poster_id_is_valid (queue->id));

  task = task_new (self, poster_store_save_queue_async, &operation, cancellable, callback, user_data);
  if (!poster_queue_check (queue, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  operation->queue = poster_queue_copy (queue);
  operation->reshuffle = reshuffle;
  poster_store_write (self, task, save_queue_func);
}

/**
 * poster_store_save_queue_finish:
 * @self: a store
 * @result: the result
 * @n_moved: (out) (optional): how many posts got another time
 * @error: %POSTER_ERROR_INVALID: it makes no sense, or its name is taken; %POSTER_ERROR_NOT_FOUND:
 *   there is no such profile; see also #PosterStore
 *
 * Returns: (transfer full): the queue as it is stored
 */
PosterQueue *
poster_store_save_queue_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                guint         *n_moved,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_queue_async, error);

  if (operation == NULL)
    return NULL;
  if (n_moved != NULL)
    *n_moved = operation->n_moved;
  return g_steal_pointer (&operation->queue);
}

static gboolean
delete_queue_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterQueue) queue = poster_queue_rows_find (sql, operation->id, error);
  sqlite3_stmt *statement;

  if (queue == NULL)
    return FALSE;
  statement = poster_sql_prepare (sql, "UPDATE posts SET queue_id = NULL, slot_us = NULL WHERE queue_id = ? "
                                  "AND slot_us IS NOT NULL", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  statement = poster_sql_prepare (sql, "DELETE FROM queues WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  return poster_sql_finish (sql, statement, error) &&
         mend_defaults (sql, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_delete_queue_async:
 * @self: a store
 * @queue_id: id of a queue
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Deletes a queue. Posts in it keep their times.
 */
void
poster_store_delete_queue_async (PosterStore         *self,
                                 const char          *queue_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_delete_queue_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (queue_id);
  poster_store_write (self, task, delete_queue_func);
}

/**
 * poster_store_delete_queue_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_store_delete_queue_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return poster_store_finish (self, result, poster_store_delete_queue_async, error) != NULL;
}

static gboolean
count_moves_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterQueue) queue = poster_queue_rows_find (sql, operation->id, error);

  return queue != NULL && poster_queue_rows_count_moves (sql, queue, operation->now_us, &operation->n_moved, error);
}

/**
 * poster_store_count_moves_async:
 * @self: a store
 * @queue_id: id of a queue
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds out how many posts would move if the queue was saved with @reshuffle now.
 */
void
poster_store_count_moves_async (PosterStore         *self,
                                const char          *queue_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_count_moves_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (queue_id);
  poster_store_read (self, task, count_moves_func);
}

/**
 * poster_store_count_moves_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND; %POSTER_ERROR_INVALID: there are not slots enough; and see #PosterStore
 *
 * Returns: how many posts; -1 on error
 */
int
poster_store_count_moves_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_count_moves_async, error);

  return operation != NULL ? (int) operation->n_moved : -1;
}
