/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-series.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-store-private.h"

typedef struct
{
  PosterStore        *store;    /* (unowned): the task holds it */
  gint64              now_us;
  PosterPost         *post;     /* (nullable) */
  PosterRecurrence   *rule;     /* (nullable) */
  PosterTargetStates  allowed;
  char               *id;       /* (nullable) */
  char               *post_id;  /* (nullable) */
  PosterSeries       *series;   /* (nullable), what was found */
  GPtrArray          *list;     /* (nullable) (element-type PosterSeries), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->post);
  g_clear_pointer (&operation->rule, poster_recurrence_unref);
  g_free (operation->id);
  g_free (operation->post_id);
  g_clear_object (&operation->series);
  g_clear_pointer (&operation->list, g_ptr_array_unref);
  g_free (operation);
}

static GTask *
task_new (PosterStore          *self,
          gpointer              tag,
          Operation           **operation,
          const char           *id,
          GCancellable         *cancellable,
          GAsyncReadyCallback   callback,
          gpointer              user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  (*operation)->id = g_strdup (id);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/* The series that the post goes on with: its own, as long as the post is the next of it. */
static gboolean
settle_series (PosterSql       *sql,
               Operation       *operation,
               PosterSchedule  *start,
               GError         **error)
{
  PosterPost *post = operation->post;
  g_autoptr(PosterSeries) stored = NULL;
  g_autoptr(GError) local_error = NULL;

  if (post->series_id != NULL)
    stored = poster_series_rows_find (sql, post->series_id, &local_error);
  if (local_error != NULL && !g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) &&
      !g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  operation->series = poster_series_new (operation->rule, start);
  operation->series->next_post_id = g_strdup (post->id);
  if (stored != NULL && g_strcmp0 (stored->next_post_id, post->id) == 0)
    {
      g_free (operation->series->id);
      operation->series->id = g_strdup (stored->id);
    }
  g_free (post->series_id);
  post->series_id = g_strdup (operation->series->id);
  return TRUE;
}

/* By the new rule the post may get a date that one before it had, which is past or was taken back. */
static gboolean
free_occurrence (PosterSql   *sql,
                 PosterPost  *post,
                 GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE posts SET occurrence = NULL "
                                            "WHERE series_id = ? AND occurrence = ? AND id <> ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, post->series_id);
  poster_sql_bind_text (write, 2, post->occurrence);
  poster_sql_bind_text (write, 3, post->id);
  return poster_sql_finish (sql, write, error);
}

static void
schedule_post (PosterPost     *post,
               PosterSchedule *first)
{
  g_clear_pointer (&post->schedule, poster_schedule_unref);
  post->schedule = poster_schedule_ref (first);
  g_free (post->occurrence);
  post->occurrence = g_strdup (poster_schedule_get_wall (first));
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      g_clear_pointer (&target->schedule, poster_schedule_unref);
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = poster_schedule_get_instant_us (first);
      target->wake_us = target->due_us;
      target->failures = 0;
      poster_target_clear_error (target);
    }
}

/* The time on the wall at which @schedule is. */
static PosterSchedule *
dup_on_wall (PosterSchedule *schedule)
{
  const char *zone_name = poster_schedule_get_zone (schedule);
  g_autoptr(GTimeZone) zone = NULL;
  g_autofree char *wall = NULL;

  if (poster_schedule_get_wall (schedule) != NULL)
    return poster_schedule_ref (schedule);
  zone = poster_zone_load (zone_name);
  wall = poster_wall_format (poster_zone_instant_to_wall (zone, poster_schedule_get_instant_us (schedule)));
  return poster_schedule_new_wall (wall, zone_name, NULL);
}

static gboolean
save_series_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  PosterPost *post = operation->post;
  g_autoptr(PosterSchedule) start = dup_on_wall (post->schedule);
  g_autoptr(PosterSchedule) first = NULL;
  gint64 change;

  if (!poster_post_writing_check (sql, post, operation->allowed, error))
    return FALSE;
  if (start != NULL)
    first = poster_recurrence_next (operation->rule, start, NULL, operation->now_us - POSTER_SERIES_LATENESS_US);
  if (first == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("By this rule the post never goes out: there is no such day from its time on."));
      return FALSE;
    }
  if (!settle_series (sql, operation, start, error))
    return FALSE;
  schedule_post (post, first);
  if (post->created_us == 0)
    post->created_us = operation->now_us;
  post->updated_us = operation->now_us;
  post->version++;
  return free_occurrence (sql, post, error) &&
         poster_changes_add_post (operation->store->changes, sql, post->id, &change, error) &&
         poster_post_writing_save (sql, post, change, error) &&
         poster_series_rows_write (sql, operation->series, post, operation->now_us, error);
}

/**
 * poster_store_save_series_async:
 * @self: a store
 * @post: the post; not changed; it must have a schedule
 * @rule: how it repeats
 * @allowed: states that its stored targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Saves a post as poster_store_save_post_async() does, as the next of a series, and as what the
 * later ones are made of.
 */
void
poster_store_save_series_async (PosterStore         *self,
                                PosterPost          *post,
                                PosterRecurrence    *rule,
                                PosterTargetStates   allowed,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (poster_id_is_valid (post->id));
  g_return_if_fail (post->schedule != NULL);

  task = task_new (self, poster_store_save_series_async, &operation, NULL, cancellable, callback, user_data);
  operation->post = poster_post_copy (post);
  operation->rule = poster_recurrence_ref (rule);
  operation->allowed = allowed;
  poster_store_write (self, task, save_series_func);
}

/**
 * poster_store_save_series_finish:
 * @self: a store
 * @result: the result
 * @error: as poster_store_save_post_finish(); %POSTER_ERROR_INVALID: the rule has no date
 *
 * Returns: (transfer full): the post as it is stored
 */
PosterPost *
poster_store_save_series_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_series_async, error);

  return operation != NULL ? g_steal_pointer (&operation->post) : NULL;
}

static gboolean
get_series_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;

  operation->series = poster_series_rows_find (sql, operation->id, error);
  return operation->series != NULL;
}

/**
 * poster_store_get_series_async:
 * @self: a store
 * @series_id: id of a series
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a series, be it one that has ended.
 */
void
poster_store_get_series_async (PosterStore         *self,
                               const char          *series_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_get_series_async, &operation, series_id,
                                    cancellable, callback, user_data);

  poster_store_read (self, task, get_series_func);
}

/**
 * poster_store_get_series_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the series
 */
PosterSeries *
poster_store_get_series_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_series_async, error);

  return operation != NULL ? g_steal_pointer (&operation->series) : NULL;
}

static gboolean
list_series_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;

  operation->list = poster_series_rows_list (sql, error);
  return operation->list != NULL;
}

/**
 * poster_store_list_series_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the series that have not ended, oldest first.
 */
void
poster_store_list_series_async (PosterStore         *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_series_async, &operation, NULL,
                                    cancellable, callback, user_data);

  poster_store_read (self, task, list_series_func);
}

/**
 * poster_store_list_series_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterSeries): the series
 */
GPtrArray *
poster_store_list_series_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_series_async, error);

  return operation != NULL ? g_steal_pointer (&operation->list) : NULL;
}

static gboolean
end_series_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterSeries) series = poster_series_rows_find (sql, operation->id, error);

  return series != NULL &&
         poster_series_rows_set_next (sql, operation->id, NULL, error) &&
         poster_changes_add_wide (operation->store->changes, sql,
                                  series->next_post_id != NULL ? series->next_post_id : "", error);
}

/**
 * poster_store_end_series_async:
 * @self: a store
 * @series_id: id of a series
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends a series: no further posts are made. The one that waits goes out as planned, unless it is
 * deleted, too.
 */
void
poster_store_end_series_async (PosterStore         *self,
                               const char          *series_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_end_series_async, &operation, series_id,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, end_series_func);
}

/**
 * poster_store_end_series_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it has ended
 */
gboolean
poster_store_end_series_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return poster_store_finish (self, result, poster_store_end_series_async, error) != NULL;
}

/* Whether the post is one of the series, and waits for its time. */
static gboolean
is_waiting (PosterSql   *sql,
            const char  *series_id,
            const char  *post_id,
            gboolean    *waits,
            GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE id = ? AND series_id = ? "
                                           "AND states <> 0 AND (states & ~ ?) = 0", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post_id);
  poster_sql_bind_text (find, 2, series_id);
  sqlite3_bind_int64 (find, 3, POSTER_STATES (POSTER_TARGET_SCHEDULED) | POSTER_STATES (POSTER_TARGET_HELD));
  step = poster_sql_step (sql, find, error);
  *waits = step == POSTER_SQL_ROW;
  return *waits ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
resume_series_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  const char *post_id = operation->post_id;
  g_autoptr(PosterSeries) series = poster_series_rows_find (sql, operation->id, error);
  gboolean waits;

  if (series == NULL || !is_waiting (sql, operation->id, post_id, &waits, error))
    return FALSE;
  if (!waits || (series->next_post_id != NULL && !g_str_equal (series->next_post_id, post_id)))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The post went on meanwhile, so it cannot repeat as it did. Duplicate it to begin again."));
      return FALSE;
    }
  return poster_series_rows_set_next (sql, operation->id, post_id, error) &&
         poster_changes_add_wide (operation->store->changes, sql, post_id, error);
}

/**
 * poster_store_resume_series_async:
 * @self: a store
 * @series_id: id of a series that was ended
 * @post_id: id of the post of it that was its next
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes back poster_store_end_series_async(): further posts are made again.
 */
void
poster_store_resume_series_async (PosterStore         *self,
                                  const char          *series_id,
                                  const char          *post_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_resume_series_async, &operation, series_id,
                                    cancellable, callback, user_data);

  operation->post_id = g_strdup (post_id);
  poster_store_write (self, task, resume_series_func);
}

/**
 * poster_store_resume_series_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: the post does not wait any more; %POSTER_ERROR_NOT_FOUND, and see
 *   #PosterStore
 *
 * Returns: whether it goes on
 */
gboolean
poster_store_resume_series_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return poster_store_finish (self, result, poster_store_resume_series_async, error) != NULL;
}
