/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-webhooks.h"

#include "poster-store-private.h"
#include "poster-webhook-rows.h"

/* What webhooks are to be told, and what came of telling them. */

typedef struct
{
  PosterStore          *store;       /* (unowned): the task holds it */
  gint64                now_us;
  GStrv                 busy;        /* (nullable) */
  GPtrArray            *deliveries;  /* (nullable), what was found */
  gint64                next_us;     /* -1: nothing waits */
  PosterWebhookAttempt *attempt;     /* (nullable) */
  gint64                again_us;
  gboolean              switched_off;
} Operation;

static void
operation_free (Operation *operation)
{
  g_strfreev (operation->busy);
  g_clear_pointer (&operation->deliveries, g_ptr_array_unref);
  g_clear_object (&operation->attempt);
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
  (*operation)->next_us = -1;
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/**
 * poster_webhook_delivery_free:
 * @self: (transfer full): a delivery
 */
void
poster_webhook_delivery_free (PosterWebhookDelivery *self)
{
  g_object_unref (self->webhook);
  g_free (self->event);
  g_free (self->payload);
  g_free (self);
}

static PosterWebhookDelivery *
read_delivery (sqlite3_stmt *row)
{
  PosterWebhookDelivery *delivery = g_new0 (PosterWebhookDelivery, 1);

  delivery->webhook = poster_webhook_rows_read (row);
  delivery->seq = sqlite3_column_int64 (row, POSTER_WEBHOOK_N_COLUMNS + 1);
  delivery->event = poster_sql_dup_text (row, POSTER_WEBHOOK_N_COLUMNS + 2);
  delivery->payload = poster_sql_dup_text (row, POSTER_WEBHOOK_N_COLUMNS + 3);
  delivery->attempts = (guint) sqlite3_column_int (row, POSTER_WEBHOOK_N_COLUMNS + 4);
  return delivery;
}

static gboolean
look_func (PosterSql  *sql,
           gpointer    data,
           GError    **error)
{
  Operation *operation = data;
  /* There are a few webhooks, and the first of each is found by its index. */
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "SELECT " POSTER_WEBHOOK_COLUMNS ", w.wake_us, d.seq, d.event, d.payload, d.attempts FROM webhooks w "
    "CROSS JOIN webhook_deliveries d ON d.seq = (SELECT seq FROM webhook_deliveries WHERE webhook_id = w.id "
    "ORDER BY seq LIMIT 1) WHERE w.is_active ORDER BY d.seq", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  operation->deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_webhook_delivery_free);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      gint64 wake_us = poster_sql_get_us (list, POSTER_WEBHOOK_N_COLUMNS);

      if (g_strv_contains ((const char *const *) operation->busy, poster_sql_column (list, 0)))
        continue;
      if (wake_us <= operation->now_us)
        g_ptr_array_add (operation->deliveries, read_delivery (list));
      else if (operation->next_us < 0 || wake_us < operation->next_us)
        operation->next_us = wake_us;
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_look_for_deliveries_async:
 * @self: a store
 * @busy: (array zero-terminated=1): ids of webhooks that something is being sent to
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks for what is to be sent now: of each webhook the oldest, since the others wait for it.
 */
void
poster_store_look_for_deliveries_async (PosterStore         *self,
                                        const char *const   *busy,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_look_for_deliveries_async, &operation, cancellable,
                                    callback, user_data);

  operation->busy = g_strdupv ((char **) busy);
  poster_store_read (self, task, look_func);
}

/**
 * poster_store_look_for_deliveries_finish:
 * @self: a store
 * @result: the result
 * @next_us: (out): when the next of those that wait for another attempt is due, -1 for none
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterWebhookDelivery): what is to be sent now
 */
GPtrArray *
poster_store_look_for_deliveries_finish (PosterStore   *self,
                                         GAsyncResult  *result,
                                         gint64        *next_us,
                                         GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_look_for_deliveries_async, error);

  if (operation == NULL)
    return NULL;
  *next_us = operation->next_us;
  return g_steal_pointer (&operation->deliveries);
}

static gboolean
append (PosterSql             *sql,
        PosterWebhookAttempt  *attempt,
        GError               **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO webhook_log (id, webhook_id, webhook_name, event, url, payload, is_success, status_code, answer, "
    "error_message, attempt, took_us, at_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, attempt->id);
  poster_sql_bind_text (write, 2, attempt->webhook_id);
  poster_sql_bind_text (write, 3, attempt->webhook_name);
  poster_sql_bind_text (write, 4, attempt->event);
  poster_sql_bind_text (write, 5, attempt->url);
  poster_sql_bind_text (write, 6, attempt->payload);
  sqlite3_bind_int (write, 7, attempt->is_success);
  sqlite3_bind_int64 (write, 8, attempt->status_code);
  poster_sql_bind_text (write, 9, attempt->answer);
  poster_sql_bind_text (write, 10, attempt->error_message);
  sqlite3_bind_int64 (write, 11, attempt->attempt);
  sqlite3_bind_int64 (write, 12, attempt->took_us);
  sqlite3_bind_int64 (write, 13, attempt->at_us);
  return poster_sql_finish (sql, write, error);
}

/* What is too old goes, and what is too much: by its number, without looking at the rest. */
static gboolean
trim (PosterSql  *sql,
      gint64      now_us,
      GError    **error)
{
  sqlite3_stmt *remove = poster_sql_prepare (sql,
    "DELETE FROM webhook_log WHERE seq <= (SELECT max (seq) FROM webhook_log) - ?", error);

  if (remove == NULL)
    return FALSE;
  sqlite3_bind_int64 (remove, 1, POSTER_STORE_WEBHOOK_LOG_LINES);
  if (!poster_sql_finish (sql, remove, error))
    return FALSE;
  remove = poster_sql_prepare (sql, "DELETE FROM webhook_log WHERE seq IN (SELECT seq FROM webhook_log ORDER BY seq LIMIT 10) "
                               "AND at_us < ?", error);
  if (remove == NULL)
    return FALSE;
  sqlite3_bind_int64 (remove, 1, now_us - POSTER_WEBHOOK_LOG_KEPT_US);
  return poster_sql_finish (sql, remove, error);
}

static gboolean
note_success (PosterSql             *sql,
              PosterWebhookAttempt  *attempt,
              GError               **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, "DELETE FROM webhook_deliveries WHERE seq = ?", error);

  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, attempt->delivery);
  if (!poster_sql_finish (sql, write, error))
    return FALSE;
  write = poster_sql_prepare (sql, "UPDATE webhooks SET failures = 0, wake_us = NULL, fired_us = ?, last_error = NULL "
                              "WHERE id = ?", error);
  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, attempt->at_us);
  poster_sql_bind_text (write, 2, attempt->webhook_id);
  return poster_sql_finish (sql, write, error);
}

static gboolean
note_failure (PosterSql  *sql,
              Operation  *operation,
              GError    **error)
{
  PosterWebhookAttempt *attempt = operation->attempt;
  sqlite3_stmt *write = poster_sql_prepare (sql, "UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE seq = ?", error);
  PosterSqlStep step;

  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, attempt->delivery);
  if (!poster_sql_finish (sql, write, error))
    return FALSE;
  /* One that was switched off or changed meanwhile is not switched off once more. */
  write = poster_sql_prepare (sql,
    "UPDATE webhooks SET failures = failures + 1, wake_us = ?1, last_error = ?2, "
    "is_active = is_active AND failures + 1 < ?3, "
    "switched_off_us = CASE WHEN is_active AND failures + 1 >= ?3 THEN ?4 ELSE switched_off_us END "
    "WHERE id = ?5 RETURNING switched_off_us IS ?4", error);
  if (write == NULL)
    return FALSE;
  sqlite3_bind_int64 (write, 1, operation->again_us);
  poster_sql_bind_text (write, 2, attempt->error_message);
  sqlite3_bind_int (write, 3, POSTER_WEBHOOK_MAX_FAILURES);
  sqlite3_bind_int64 (write, 4, operation->now_us);
  poster_sql_bind_text (write, 5, attempt->webhook_id);
  step = poster_sql_step (sql, write, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  operation->switched_off = sqlite3_column_int (write, 0);
  return poster_sql_finish (sql, write, error) &&
         (!operation->switched_off || poster_changes_add_wide (operation->store->changes, sql, "", error));
}

static gboolean
note_attempt_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  PosterWebhookAttempt *attempt = operation->attempt;

  if (!append (sql, attempt, error) || !trim (sql, operation->now_us, error))
    return FALSE;
  if (attempt->delivery == 0)
    return TRUE;
  return attempt->is_success ? note_success (sql, attempt, error) : note_failure (sql, operation, error);
}

/**
 * poster_store_note_webhook_attempt_async:
 * @self: a store
 * @attempt: what came of telling a webhook; not changed
 * @again_us: when it is tried again, if it failed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Writes an attempt into the log, and what follows from it: what was delivered leaves the queue, what
 * was not waits, and after %POSTER_WEBHOOK_MAX_FAILURES in a row the webhook is switched off. A test
 * (the number of the delivery is 0) has no consequences.
 */
void
poster_store_note_webhook_attempt_async (PosterStore          *self,
                                         PosterWebhookAttempt *attempt,
                                         gint64                again_us,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_note_webhook_attempt_async, &operation, cancellable,
                                    callback, user_data);

  operation->attempt = poster_webhook_attempt_copy (attempt);
  operation->again_us = again_us;
  poster_store_write (self, task, note_attempt_func);
}

/**
 * poster_store_note_webhook_attempt_finish:
 * @self: a store
 * @result: the result
 * @switched_off: (out): whether this was one failure too many
 * @error: see #PosterStore
 *
 * Returns: whether it is on the disk
 */
gboolean
poster_store_note_webhook_attempt_finish (PosterStore   *self,
                                          GAsyncResult  *result,
                                          gboolean      *switched_off,
                                          GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_note_webhook_attempt_async, error);

  *switched_off = operation != NULL && operation->switched_off;
  return operation != NULL;
}
