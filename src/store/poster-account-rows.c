/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-rows"

#include "poster-account-rows.h"

#include <glib/gi18n-lib.h>

#include "poster-connection.h"
#include "poster-error.h"
#include "poster-json.h"

/* Reading accounts. */

/**
 * poster_account_rows_read_metadata:
 * @row: a statement at a row
 * @index: of the column
 *
 * Returns: (transfer full): what a connector keeps of an account or a connection
 */
JsonObject *
poster_account_rows_read_metadata (sqlite3_stmt *row,
                                   int           index)
{
  JsonObject *metadata = poster_json_parse_object (poster_sql_column (row, index), -1, NULL);

  return metadata != NULL ? metadata : json_object_new ();
}

/**
 * poster_account_rows_read:
 * @row: a statement at a row with POSTER_ACCOUNT_COLUMNS
 *
 * Returns: (transfer full): the account
 */
PosterAccount *
poster_account_rows_read (sqlite3_stmt *row)
{
  PosterAccount *account = g_object_new (POSTER_TYPE_ACCOUNT, NULL);

  account->id = poster_sql_dup_text (row, 0);
  account->connection_id = poster_sql_dup_text (row, 1);
  account->connector = poster_sql_dup_text (row, 2);
  account->platform = poster_sql_dup_text (row, 3);
  account->remote_id = poster_sql_dup_text (row, 4);
  account->username = poster_sql_dup_text (row, 5);
  account->display_name = poster_sql_dup_text (row, 6);
  account->avatar_uri = poster_sql_dup_text (row, 7);
  account->is_active = sqlite3_column_int (row, 8);
  account->is_practice = g_strcmp0 (poster_sql_column (row, 9), POSTER_BASE_PRACTICE) == 0;
  account->followers = sqlite3_column_int64 (row, 10);
  account->metadata = poster_account_rows_read_metadata (row, 11);
  account->created_us = sqlite3_column_int64 (row, 12);
  account->is_removed = sqlite3_column_int (row, 13);
  account->zone = poster_sql_dup_text (row, 14);
  account->paused_code = poster_sql_dup_text (row, 15);
  account->paused_message = poster_sql_dup_text (row, 16);
  account->paused_until_us = poster_sql_get_us (row, 17);
  account->holder = sqlite3_column_int (row, 18);
  return account;
}

/**
 * poster_account_rows_find:
 * @sql: a connection, in a transaction
 * @account_id: id of an account, disconnected or not
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE
 *
 * Returns: (transfer full): the account
 */
PosterAccount *
poster_account_rows_find (PosterSql   *sql,
                          const char  *account_id,
                          GError     **error)
{
  g_autoptr(PosterAccount) account = NULL;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_ACCOUNT_COLUMNS "WHERE a.id = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, account_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), account_id);
  if (step != POSTER_SQL_ROW)
    return NULL;
  account = poster_account_rows_read (find);
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&account) : NULL;
}

/**
 * poster_account_rows_mark_connection:
 * @sql: a database
 * @connection_id: id of a connection
 * @is_removed: whether it is given up
 * @error: %POSTER_ERROR_NOT_FOUND, and those of the database
 *
 * Notes that in the metadata of the connection.
 *
 * Returns: whether it is written
 */
gboolean
poster_account_rows_mark_connection (PosterSql   *sql,
                                     const char  *connection_id,
                                     gboolean     is_removed,
                                     GError     **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql, is_removed
    ? "UPDATE connections SET metadata = json_set (metadata, '$." POSTER_CONNECTION_REMOVED "', json ('true')) "
      "WHERE id = ? RETURNING 1"
    : "UPDATE connections SET metadata = json_remove (metadata, '$." POSTER_CONNECTION_REMOVED "') "
      "WHERE id = ? RETURNING 1", error);
  PosterSqlStep step;

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, connection_id);
  step = poster_sql_step (sql, write, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No connection “%s” is known"), connection_id);
  return step == POSTER_SQL_ROW && poster_sql_finish (sql, write, error);
}
