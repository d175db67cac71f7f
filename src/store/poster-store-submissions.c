/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-submissions.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-store-private.h"
#include "poster-submission-rows.h"

/* What waits for no longer than this waits because something failed. */
#define FAILED_WAIT_US (10 * G_TIME_SPAN_MINUTE)

typedef struct
{
  PosterStore      *store;       /* (unowned): the task holds it */
  char             *id;          /* (nullable) */
  gint64            at_us;
  int               holder;
  PosterSubmission *submission;  /* (nullable), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->id);
  g_clear_object (&operation->submission);
  g_free (operation);
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          const char          *id,
          gint64               at_us,
          int                  holder,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = self;
  operation->id = g_strdup (id);
  operation->at_us = at_us;
  operation->holder = holder;
  return poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

static gboolean
get_submission_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;

  return poster_submission_rows_find (sql, operation->id, &operation->submission, error);
}

/**
 * poster_store_get_submission_async:
 * @self: a store
 * @submission_id: id of a submission
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets what is known of a submission.
 */
void
poster_store_get_submission_async (PosterStore         *self,
                                   const char          *submission_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_get_submission_async, submission_id, 0, 0,
                                    cancellable, callback, user_data);

  poster_store_read (self, task, get_submission_func);
}

/**
 * poster_store_get_submission_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (nullable): the submission; %NULL without @error when there is none
 */
PosterSubmission *
poster_store_get_submission_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_submission_async, error);

  return operation != NULL ? g_steal_pointer (&operation->submission) : NULL;
}

static gboolean
forget_submission_func (PosterSql  *sql,
                        gpointer    data,
                        GError    **error)
{
  Operation *operation = data;

  return poster_submission_rows_remove (sql, operation->id, operation->at_us, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_forget_submission_async:
 * @self: a store
 * @submission_id: id of a submission that the service has no more
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Forgets it. Targets of it that are there all the same (the post was wanted back meanwhile) are
 * handed over anew.
 */
void
poster_store_forget_submission_async (PosterStore         *self,
                                      const char          *submission_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_forget_submission_async, submission_id,
                                    poster_clock_get_now_us (self->clock), 0, cancellable, callback, user_data);

  poster_store_write (self, task, forget_submission_func);
}

/**
 * poster_store_forget_submission_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is forgotten
 */
gboolean
poster_store_forget_submission_finish (PosterStore   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return poster_store_finish (self, result, poster_store_forget_submission_async, error) != NULL;
}

static gboolean
postpone_submission_func (PosterSql  *sql,
                          gpointer    data,
                          GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE submissions SET attempts = attempts + 1, wake_us = ?1, "
                                            "is_unwanted = is_unwanted AND ?1 IS NOT NULL, "
                                            "is_open = is_open AND ?1 IS NOT NULL WHERE id = ?2", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_us (write, 1, operation->at_us);
  poster_sql_bind_text (write, 2, operation->id);
  return poster_sql_finish (sql, write, error);
}

/**
 * poster_store_postpone_submission_async:
 * @self: a store
 * @submission_id: id of a submission that is to be taken back
 * @wake_us: when it is tried again, microseconds since the epoch; -1: never
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes that taking it back failed.
 */
void
poster_store_postpone_submission_async (PosterStore         *self,
                                        const char          *submission_id,
                                        gint64               wake_us,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_postpone_submission_async, submission_id, wake_us, 0,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, postpone_submission_func);
}

/**
 * poster_store_postpone_submission_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is noted
 */
gboolean
poster_store_postpone_submission_finish (PosterStore   *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  return poster_store_finish (self, result, poster_store_postpone_submission_async, error) != NULL;
}

static gboolean
set_holder_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  PosterSqlStep step;
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE accounts SET holder = ? WHERE id = ? RETURNING 1", error);

  if (write == NULL)
    return FALSE;
  if (operation->holder >= 0)
    sqlite3_bind_int (write, 1, operation->holder);
  poster_sql_bind_text (write, 2, operation->id);
  step = poster_sql_step (sql, write, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), operation->id);
  return step == POSTER_SQL_ROW && poster_sql_finish (sql, write, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_set_account_holder_async:
 * @self: a store
 * @account_id: id of an account
 * @holder: a #PosterHolder, -1 when nobody was asked
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Notes who publishes the posts of an account, unless a post says otherwise. Those that there are
 * keep theirs.
 */
void
poster_store_set_account_holder_async (PosterStore         *self,
                                       const char          *account_id,
                                       int                  holder,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_set_account_holder_async, account_id, 0, holder,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, set_holder_func);
}

/**
 * poster_store_set_account_holder_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is noted
 */
gboolean
poster_store_set_account_holder_finish (PosterStore   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  return poster_store_finish (self, result, poster_store_set_account_holder_async, error) != NULL;
}

static gboolean
wake_failed_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  static const char *const statements[] = {
    "UPDATE targets INDEXED BY targets_wake SET wake_us = ?1 "
      "WHERE wake_us IS NOT NULL AND wake_us > ?1 AND wake_us <= ?2 AND failures > 0",
    "UPDATE submissions INDEXED BY submissions_unwanted SET wake_us = ?1 "
      "WHERE is_unwanted AND wake_us > ?1 AND wake_us <= ?2 AND attempts > 0",
  };
  Operation *operation = data;

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *write = poster_sql_prepare (sql, statements[i], error);

      if (write == NULL)
        return FALSE;
      sqlite3_bind_int64 (write, 1, operation->at_us);
      sqlite3_bind_int64 (write, 2, operation->at_us + FAILED_WAIT_US);
      if (!poster_sql_finish (sql, write, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_store_wake_failed_async:
 * @self: a store
 * @now_us: the present instant, microseconds since the epoch
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends the waiting of what failed a moment ago: the reason may be gone.
 */
void
poster_store_wake_failed_async (PosterStore         *self,
                                gint64               now_us,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_wake_failed_async, NULL, now_us, 0,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, wake_failed_func);
}

/**
 * poster_store_wake_failed_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether it is written
 */
gboolean
poster_store_wake_failed_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return poster_store_finish (self, result, poster_store_wake_failed_async, error) != NULL;
}
