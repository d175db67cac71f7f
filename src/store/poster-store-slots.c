/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-queues.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-post-rows.h"
#include "poster-post-writing.h"
#include "poster-queue-rows.h"
#include "poster-store-private.h"
#include "poster-zone-rows.h"

/* Slots of queues: giving them to posts, and showing which are free. */

typedef struct
{
  PosterStore        *store;       /* (unowned): the task holds it */
  gint64              now_us;
  char               *queue_id;    /* (nullable) */
  PosterPost         *post;        /* (nullable) */
  PosterTargetStates  allowed;
  gint64              at_us;       /* the very slot that is wanted, -1 for the next free one */
  char               *profile_id;  /* (nullable) */
  PosterSlotQuery     query;       /* its texts are not used */
  GPtrArray          *slots;       /* (nullable) (element-type PosterStoreSlot), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->queue_id);
  g_clear_object (&operation->post);
  g_free (operation->profile_id);
  g_clear_pointer (&operation->slots, g_ptr_array_unref);
  g_free (operation);
}

static GTask *
task_new (PosterStore          *self,
          gpointer              tag,
          Operation           **operation,
          const char           *queue_id,
          GCancellable         *cancellable,
          GAsyncReadyCallback   callback,
          gpointer              user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  (*operation)->queue_id = g_strdup (queue_id);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/* --- Taking one --- */

/* The slot of @queue that the post holds already, if that is yet to come. */
static gboolean
find_own_slot (PosterSql    *sql,
               PosterPost   *post,
               PosterQueue  *queue,
               gint64        now_us,
               GError      **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT slot_us, schedule_wall, schedule_zone FROM posts "
                                           "WHERE id = ? AND queue_id = ? AND slot_us > ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post->id);
  poster_sql_bind_text (find, 2, queue->id);
  sqlite3_bind_int64 (find, 3, now_us);
  step = poster_sql_step (sql, find, error);
  post->slot_us = -1;
  g_clear_pointer (&post->schedule, poster_schedule_unref);
  if (step == POSTER_SQL_DONE)
    return TRUE;
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  if (poster_sql_column (find, 1) != NULL)
    post->schedule = poster_schedule_new_wall (poster_sql_column (find, 1), poster_sql_column (find, 2), NULL);
  if (post->schedule == NULL)
    post->schedule = poster_schedule_new_instant (sqlite3_column_int64 (find, 0), queue->zone);
  post->slot_us = poster_schedule_get_instant_us (post->schedule);
  return poster_sql_finish (sql, find, error);
}

static void
schedule_targets (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = target->schedule != NULL ? poster_schedule_get_instant_us (target->schedule) : post->slot_us;
      target->wake_us = target->due_us;
      target->failures = 0;
      poster_target_clear_error (target);
    }
}

/* What is held by yesterday's zone data must not look free by today's. */
static gboolean
follow_zone (PosterSql      *sql,
             PosterChanges  *changes,
             const char     *zone,
             gint64          now_us,
             GError        **error)
{
  g_autoptr(GPtrArray) zones = g_ptr_array_new_with_free_func (g_free);
  gint64 n_moved;

  g_ptr_array_add (zones, g_strdup (zone));
  return poster_zone_rows_follow (sql, changes, zones, now_us, &n_moved, error);
}

/* The slot that somebody chose for it. */
static gboolean
take_wanted (PosterSql          *sql,
             PosterQueue        *queue,
             PosterPost         *post,
             gint64              at_us,
             gint64              now_us,
             PosterQueueMoment  *moment,
             GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean is_free;

  if (!poster_queue_rows_take_this (sql, queue, post->id, at_us, moment, &is_free, error))
    return FALSE;
  if (is_free && at_us > now_us)
    return TRUE;
  local_error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                                     at_us <= now_us ? _("The chosen slot has passed.")
                                                     : _("Another post has taken the chosen slot meanwhile."));
  poster_error_get_details (local_error)->code = g_strdup (POSTER_STORE_SLOT_TAKEN);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * poster_store_slots_settle:
 * @sql: a connection, in a transaction for writing
 * @changes: what the transaction changes
 * @post: a post; gets its slot, the time and the profile that belong to it, and scheduled targets
 * @queue_id: (nullable): a queue; %NULL for the default one of the default profile
 * @at_us: the very slot that is wanted, microseconds since the epoch; -1 for the one that it holds
 *   already, or else the next free one
 * @now_us: the present instant, microseconds since the epoch
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_INVALID: the queue is paused, or has no free slot;
 *   %POSTER_ERROR_CONFLICT: the wanted slot is not free
 *
 * Any thread, as @sql. Does not write the post.
 *
 * Returns: whether @post has a slot that nobody else holds as long as the transaction lasts
 */
gboolean
poster_store_slots_settle (PosterSql      *sql,
                           PosterChanges  *changes,
                           PosterPost     *post,
                           const char     *queue_id,
                           gint64          at_us,
                           gint64          now_us,
                           GError        **error)
{
  g_autoptr(PosterQueue) queue = poster_queue_rows_find (sql, queue_id, error);
  PosterQueueMoment moment;

  if (queue == NULL || !follow_zone (sql, changes, queue->zone, now_us, error) || !find_own_slot (sql, post, queue, now_us, error))
    return FALSE;
  if (post->slot_us < 0 || (at_us >= 0 && post->slot_us != at_us))
    {
      if (!queue->is_active)
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       _("The queue “%s” is paused: resume it first, or choose another one."), queue->name);
          return FALSE;
        }
      if (at_us >= 0 ? !take_wanted (sql, queue, post, at_us, now_us, &moment, error)
                     : !poster_queue_rows_take_slot (sql, queue, post->id, now_us, &moment, error))
        return FALSE;
      g_clear_pointer (&post->schedule, poster_schedule_unref);
      post->schedule = poster_queue_moment_to_schedule (&moment, queue->zone);
      post->slot_us = moment.at_us;
    }
  g_free (post->queue_id);
  post->queue_id = g_strdup (queue->id);
  g_free (post->profile_id);
  post->profile_id = g_strdup (queue->profile_id);
  schedule_targets (post);
  return TRUE;
}

static gboolean
save_post_in_queue_func (PosterSql  *sql,
                         gpointer    data,
                         GError    **error)
{
  Operation *operation = data;
  PosterPost *post = operation->post;
  gint64 change;

  if (!poster_post_writing_check (sql, post, operation->allowed, error) ||
      !poster_store_slots_settle (sql, operation->store->changes, post, operation->queue_id, operation->at_us,
                                  operation->now_us, error) ||
      !poster_changes_add_post (operation->store->changes, sql, post->id, &change, error))
    return FALSE;
  if (post->created_us == 0)
    post->created_us = operation->now_us;
  post->updated_us = operation->now_us;
  post->version++;
  return poster_post_writing_save (sql, post, change, error);
}

/**
 * poster_store_save_post_in_queue_async:
 * @self: a store
 * @post: the post; not changed; its schedule does not matter
 * @queue_id: (nullable): id of a queue; %NULL for the default one of the default profile
 * @allowed: states that its stored targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Saves a post as poster_store_save_post_async() does, at the next free slot of a queue, in one
 * transaction: whoever else takes a slot, in whichever process, gets another one.
 */
void
poster_store_save_post_in_queue_async (PosterStore         *self,
                                       PosterPost          *post,
                                       const char          *queue_id,
                                       PosterTargetStates   allowed,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  poster_store_save_post_in_slot_async (self, post, queue_id, -1, allowed, cancellable, callback, user_data);
}

/**
 * poster_store_save_post_in_slot_async:
 * @self: a store
 * @post: the post; not changed; its schedule does not matter
 * @queue_id: (nullable): id of a queue; %NULL for the default one of the default profile
 * @at_us: the very slot that it is to have, microseconds since the epoch; -1 for the next free one
 * @allowed: states that its stored targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Saves a post as poster_store_save_post_in_queue_async() does, at a certain slot, and not at all
 * when that is not free any more (%POSTER_ERROR_CONFLICT with the code POSTER_STORE_SLOT_TAKEN). To
 * be finished with poster_store_save_post_in_queue_finish().
 */
void
poster_store_save_post_in_slot_async (PosterStore         *self,
                                      PosterPost          *post,
                                      const char          *queue_id,
                                      gint64               at_us,
                                      PosterTargetStates   allowed,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (poster_id_is_valid (post->id));

  task = task_new (self, poster_store_save_post_in_queue_async, &operation, queue_id, cancellable, callback, user_data);
  operation->post = poster_post_copy (post);
  operation->allowed = allowed;
  operation->at_us = at_us;
  poster_store_write (self, task, save_post_in_queue_func);
}

/**
 * poster_store_save_post_in_queue_finish:
 * @self: a store
 * @result: the result
 * @error: as poster_store_save_post_finish(); %POSTER_ERROR_NOT_FOUND also: there is no such queue;
 *   %POSTER_ERROR_INVALID: it is paused, or has no free slot
 *
 * Returns: (transfer full): the post as it is stored
 */
PosterPost *
poster_store_save_post_in_queue_finish (PosterStore   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_post_in_queue_async, error);

  return operation != NULL ? g_steal_pointer (&operation->post) : NULL;
}

/* --- Showing them --- */

void
poster_store_slot_free (PosterStoreSlot *self)
{
  g_free (self->queue_id);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_free (self->post_id);
  g_free (self);
}

static gboolean
list_queue (PosterSql    *sql,
            Operation    *operation,
            PosterQueue  *queue,
            GError      **error)
{
  const PosterSlotQuery *query = &operation->query;
  gint64 after_us = MAX (operation->now_us, query->from_us - 1);
  g_auto(PosterQueueIter) iter = { 0 };
  PosterQueueMoment moment;
  PosterSqlStep step;
  sqlite3_stmt *held;
  guint n = 0;

  /* What is held, in the same order, is gone through beside them. */
  held = poster_sql_prepare (sql, "SELECT slot_us, id FROM posts WHERE queue_id = ? AND slot_us > ? ORDER BY slot_us", error);
  if (held == NULL)
    return FALSE;
  poster_sql_bind_text (held, 1, queue->id);
  sqlite3_bind_int64 (held, 2, after_us);
  step = poster_sql_step (sql, held, error);
  poster_queue_iter_init (&iter, queue, after_us);
  while (step != POSTER_SQL_FAILED && (query->limit == 0 || n < query->limit) &&
         poster_queue_iter_next (&iter, &moment) && (query->until_us < 0 || moment.at_us < query->until_us))
    {
      PosterStoreSlot *slot;
      gboolean is_held;

      while (step == POSTER_SQL_ROW && sqlite3_column_int64 (held, 0) < moment.at_us)
        step = poster_sql_step (sql, held, error);
      if (step == POSTER_SQL_FAILED)
        break;
      is_held = step == POSTER_SQL_ROW && sqlite3_column_int64 (held, 0) == moment.at_us;
      if (is_held && query->free_only)
        continue;
      slot = g_new0 (PosterStoreSlot, 1);
      slot->queue_id = g_strdup (queue->id);
      slot->at_us = moment.at_us;
      slot->schedule = poster_queue_moment_to_schedule (&moment, queue->zone);
      slot->post_id = is_held ? poster_sql_dup_text (held, 1) : NULL;
      g_ptr_array_add (operation->slots, slot);
      n++;
    }
  sqlite3_reset (held);
  return step != POSTER_SQL_FAILED;
}

static int
compare_slots (gconstpointer a,
               gconstpointer b)
{
  const PosterStoreSlot *one = *(const PosterStoreSlot *const *) a;
  const PosterStoreSlot *other = *(const PosterStoreSlot *const *) b;

  return (one->at_us > other->at_us) - (one->at_us < other->at_us);
}

static gboolean
list_slots_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(GPtrArray) queues = NULL;

  operation->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_store_slot_free);
  if (operation->queue_id != NULL)
    {
      g_autoptr(PosterQueue) queue = poster_queue_rows_find (sql, operation->queue_id, error);

      return queue != NULL && list_queue (sql, operation, queue, error);
    }
  queues = poster_queue_rows_list (sql, operation->profile_id, error);
  if (queues == NULL)
    return FALSE;
  for (guint i = 0; i < queues->len; i++)
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);

      if (queue->is_active && !list_queue (sql, operation, queue, error))
        return FALSE;
    }
  g_ptr_array_sort (operation->slots, compare_slots);
  return TRUE;
}

/**
 * poster_store_list_slots_async:
 * @self: a store
 * @query: which; its limit or its end must be given
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists slots that are yet to come, and who holds them.
 */
void
poster_store_list_slots_async (PosterStore           *self,
                               const PosterSlotQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (query->limit > 0 || query->until_us >= 0);

  task = task_new (self, poster_store_list_slots_async, &operation, query->queue_id, cancellable, callback, user_data);
  operation->profile_id = g_strdup (query->profile_id);
  operation->query = *query;
  poster_store_read (self, task, list_slots_func);
}

/**
 * poster_store_list_slots_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND: there is no such queue; see also #PosterStore
 *
 * Returns: (transfer full) (element-type PosterStoreSlot): the slots, soonest first
 */
GPtrArray *
poster_store_list_slots_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_slots_async, error);

  return operation != NULL ? g_steal_pointer (&operation->slots) : NULL;
}
