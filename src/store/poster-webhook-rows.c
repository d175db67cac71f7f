/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-rows"

#include "poster-webhook-rows.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

/* Reading webhooks, in a transaction. Neither events nor names of headers have blanks in them. */

static GStrv
split (const char *words)
{
  return g_strsplit (words != NULL ? words : "", " ", -1);
}

/**
 * poster_webhook_rows_read:
 * @row: a row that begins with %POSTER_WEBHOOK_COLUMNS
 *
 * Returns: (transfer full): the webhook
 */
PosterWebhook *
poster_webhook_rows_read (sqlite3_stmt *row)
{
  PosterWebhook *webhook = g_object_new (POSTER_TYPE_WEBHOOK, NULL);

  webhook->id = poster_sql_dup_text (row, 0);
  webhook->name = poster_sql_dup_text (row, 1);
  webhook->url = poster_sql_dup_text (row, 2);
  g_strfreev (webhook->events);
  webhook->events = split (poster_sql_column (row, 3));
  g_strfreev (webhook->header_names);
  webhook->header_names = split (poster_sql_column (row, 4));
  webhook->has_secret = sqlite3_column_int (row, 5);
  webhook->is_active = sqlite3_column_int (row, 6);
  webhook->failures = (guint) sqlite3_column_int (row, 7);
  webhook->fired_us = poster_sql_get_us (row, 8);
  webhook->switched_off_us = poster_sql_get_us (row, 9);
  webhook->last_error = poster_sql_dup_text (row, 10);
  webhook->created_us = sqlite3_column_int64 (row, 11);
  return webhook;
}

/**
 * poster_webhook_rows_find:
 * @sql: a connection, in a transaction
 * @id: id of a webhook
 * @webhook: (out) (transfer full): the webhook
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE
 *
 * Returns: whether there is one
 */
gboolean
poster_webhook_rows_find (PosterSql      *sql,
                          const char     *id,
                          PosterWebhook **webhook,
                          GError        **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_WEBHOOK_COLUMNS " FROM webhooks w WHERE w.id = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no such webhook."));
  if (step != POSTER_SQL_ROW)
    return FALSE;
  *webhook = poster_webhook_rows_read (find);
  return poster_sql_finish (sql, find, error);
}
