/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-webhooks.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-store-private.h"
#include "poster-webhook-rows.h"

/* The webhooks themselves and their log; poster-store-webhook-queue.c has what they are to be told. */

typedef struct
{
  PosterStore   *store;     /* (unowned): the task holds it */
  gint64         now_us;
  PosterWebhook *webhook;   /* (nullable), to be written or what was found */
  char          *id;        /* (nullable) */
  char          *event;     /* (nullable) */
  char          *status;    /* (nullable) */
  guint          limit;
  GPtrArray     *found;     /* (nullable), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->webhook);
  g_free (operation->id);
  g_free (operation->event);
  g_free (operation->status);
  g_clear_pointer (&operation->found, g_ptr_array_unref);
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

/* Whether there is room for it, or it is there already. */
static gboolean
check_room (PosterSql   *sql,
            const char  *id,
            GError     **error)
{
  sqlite3_stmt *count = poster_sql_prepare (sql, "SELECT count (*) FROM webhooks WHERE id <> ?", error);
  gint64 n_webhooks;

  if (count == NULL)
    return FALSE;
  poster_sql_bind_text (count, 1, id);
  if (poster_sql_step (sql, count, error) != POSTER_SQL_ROW)
    return FALSE;
  n_webhooks = sqlite3_column_int64 (count, 0);
  if (!poster_sql_finish (sql, count, error))
    return FALSE;
  if (n_webhooks < POSTER_WEBHOOK_MAX)
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
               _("There are %d webhooks already, as many as there may be; delete one first."), POSTER_WEBHOOK_MAX);
  return FALSE;
}

/* What waited longer than the log reaches back while the webhook was off is of no interest any more. */
static gboolean
drop_old (PosterSql  *sql,
          Operation  *operation,
          GError    **error)
{
  sqlite3_stmt *drop = poster_sql_prepare (sql, "DELETE FROM webhook_deliveries WHERE webhook_id = ? AND created_us < ?",
                                           error);

  if (drop == NULL)
    return FALSE;
  poster_sql_bind_text (drop, 1, operation->webhook->id);
  sqlite3_bind_int64 (drop, 2, operation->now_us - POSTER_WEBHOOK_LOG_KEPT_US);
  return poster_sql_finish (sql, drop, error);
}

static gboolean
save_webhook_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  PosterWebhook *webhook = operation->webhook;
  g_autofree char *events = g_strjoinv (" ", webhook->events);
  g_autofree char *header_names = g_strjoinv (" ", webhook->header_names);
  g_autofree char *id = g_strdup (webhook->id);
  sqlite3_stmt *write;

  if (!check_room (sql, webhook->id, error) || !drop_old (sql, operation, error))
    return FALSE;
  write = poster_sql_prepare (sql,
    "INSERT INTO webhooks (id, name, url, events, header_names, has_secret, is_active, failures, created_us) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, events = excluded.events, "
    "header_names = excluded.header_names, has_secret = excluded.has_secret, is_active = excluded.is_active, "
    "failures = CASE WHEN excluded.is_active AND NOT is_active THEN 0 ELSE failures END, "
    "switched_off_us = CASE WHEN excluded.is_active THEN NULL ELSE switched_off_us END, "
    "wake_us = NULL", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, webhook->id);
  poster_sql_bind_text (write, 2, webhook->name);
  poster_sql_bind_text (write, 3, webhook->url);
  poster_sql_bind_text (write, 4, events);
  poster_sql_bind_text (write, 5, header_names);
  sqlite3_bind_int (write, 6, webhook->has_secret);
  sqlite3_bind_int (write, 7, webhook->is_active);
  sqlite3_bind_int64 (write, 8, webhook->created_us > 0 ? webhook->created_us : operation->now_us);
  if (!poster_sql_finish (sql, write, error))
    return FALSE;
  g_clear_object (&operation->webhook);
  return poster_webhook_rows_find (sql, id, &operation->webhook, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_save_webhook_async:
 * @self: a store
 * @webhook: a webhook; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Writes what a person set: name, address, events, headers, whether there is a secret and whether it
 * is active. What the engine knows of it is left as it is, but that switching it on forgets failures,
 * and that what waits for another attempt is tried at once.
 */
void
poster_store_save_webhook_async (PosterStore         *self,
                                 PosterWebhook       *webhook,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_save_webhook_async, &operation, cancellable, callback, user_data);

  operation->webhook = poster_webhook_copy (webhook);
  poster_store_write (self, task, save_webhook_func);
}

/**
 * poster_store_save_webhook_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_INVALID: there is no room; see also #PosterStore
 *
 * Returns: (transfer full): the webhook as it is stored
 */
PosterWebhook *
poster_store_save_webhook_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_save_webhook_async, error);

  return operation != NULL ? g_steal_pointer (&operation->webhook) : NULL;
}

static gboolean
get_webhook_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;

  return poster_webhook_rows_find (sql, operation->id, &operation->webhook, error);
}

/**
 * poster_store_get_webhook_async:
 * @self: a store
 * @id: id of a webhook
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a webhook.
 */
void
poster_store_get_webhook_async (PosterStore         *self,
                                const char          *id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_get_webhook_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (id);
  poster_store_read (self, task, get_webhook_func);
}

/**
 * poster_store_get_webhook_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the webhook
 */
PosterWebhook *
poster_store_get_webhook_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_webhook_async, error);

  return operation != NULL ? g_steal_pointer (&operation->webhook) : NULL;
}

static gboolean
delete_webhook_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *remove;

  if (!poster_webhook_rows_find (sql, operation->id, &operation->webhook, error))
    return FALSE;
  remove = poster_sql_prepare (sql, "DELETE FROM webhooks WHERE id = ?", error);
  if (remove == NULL)
    return FALSE;
  poster_sql_bind_text (remove, 1, operation->id);
  return poster_sql_finish (sql, remove, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_delete_webhook_async:
 * @self: a store
 * @id: id of a webhook
 * @cancellable: (nullable): to give up before it is gone
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Removes a webhook and what it has yet to be told. The log keeps what it was told.
 */
void
poster_store_delete_webhook_async (PosterStore         *self,
                                   const char          *id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_delete_webhook_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (id);
  poster_store_write (self, task, delete_webhook_func);
}

/**
 * poster_store_delete_webhook_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_store_delete_webhook_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_delete_webhook_async, error) != NULL;
}

static gboolean
list_webhooks_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_WEBHOOK_COLUMNS " FROM webhooks w ORDER BY w.seq", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  operation->found = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->found, poster_webhook_rows_read (list));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_webhooks_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists all webhooks.
 */
void
poster_store_list_webhooks_async (PosterStore         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_webhooks_async, &operation, cancellable, callback, user_data);

  poster_store_read (self, task, list_webhooks_func);
}

/**
 * poster_store_list_webhooks_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterWebhook): the webhooks, in order of creation
 */
GPtrArray *
poster_store_list_webhooks_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_webhooks_async, error);

  return operation != NULL ? g_steal_pointer (&operation->found) : NULL;
}

static PosterWebhookAttempt *
read_attempt (sqlite3_stmt *row)
{
  PosterWebhookAttempt *attempt = g_object_new (POSTER_TYPE_WEBHOOK_ATTEMPT, NULL);

  attempt->id = poster_sql_dup_text (row, 0);
  attempt->webhook_id = poster_sql_dup_text (row, 1);
  attempt->webhook_name = poster_sql_dup_text (row, 2);
  attempt->event = poster_sql_dup_text (row, 3);
  attempt->url = poster_sql_dup_text (row, 4);
  attempt->payload = poster_sql_dup_text (row, 5);
  attempt->is_success = sqlite3_column_int (row, 6);
  attempt->status_code = (guint) sqlite3_column_int (row, 7);
  attempt->answer = poster_sql_dup_text (row, 8);
  attempt->error_message = poster_sql_dup_text (row, 9);
  attempt->attempt = (guint) sqlite3_column_int (row, 10);
  attempt->took_us = sqlite3_column_int64 (row, 11);
  attempt->at_us = sqlite3_column_int64 (row, 12);
  return attempt;
}

static gboolean
list_log_func (PosterSql  *sql,
               gpointer    data,
               GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql,
    operation->id != NULL
      ? "SELECT id, webhook_id, webhook_name, event, url, payload, is_success, status_code, answer, error_message, attempt, "
        "took_us, at_us FROM webhook_log WHERE webhook_id = ?1 AND (?2 IS NULL OR event = ?2) "
        "AND (?3 IS NULL OR is_success = (?3 = 'success')) AND at_us > ?4 ORDER BY seq DESC LIMIT ?5"
      : "SELECT id, webhook_id, webhook_name, event, url, payload, is_success, status_code, answer, error_message, attempt, "
        "took_us, at_us FROM webhook_log WHERE ?1 IS NULL AND (?2 IS NULL OR event = ?2) "
        "AND (?3 IS NULL OR is_success = (?3 = 'success')) AND at_us > ?4 ORDER BY seq DESC LIMIT ?5",
    error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, operation->id);
  poster_sql_bind_text (list, 2, operation->event);
  poster_sql_bind_text (list, 3, operation->status);
  sqlite3_bind_int64 (list, 4, operation->now_us - POSTER_WEBHOOK_LOG_KEPT_US);
  sqlite3_bind_int64 (list, 5, operation->limit);
  operation->found = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->found, read_attempt (list));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_webhook_log_async:
 * @self: a store
 * @query: which lines
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads the log, newest first.
 */
void
poster_store_list_webhook_log_async (PosterStore                 *self,
                                     const PosterWebhookLogQuery *query,
                                     GCancellable                *cancellable,
                                     GAsyncReadyCallback          callback,
                                     gpointer                     user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_webhook_log_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (query->webhook_id);
  operation->event = g_strdup (query->event);
  operation->status = g_strdup (query->status);
  operation->limit = query->limit;
  poster_store_read (self, task, list_log_func);
}

/**
 * poster_store_list_webhook_log_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterWebhookAttempt): those lines
 */
GPtrArray *
poster_store_list_webhook_log_finish (PosterStore   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_webhook_log_async, error);

  return operation != NULL ? g_steal_pointer (&operation->found) : NULL;
}
