/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sql"

#include "poster-sql.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"

/* How long a transaction waits for one of another process, which is never longer than a few
 * writes to the disk. Both threads that wait here are there for waiting. */
#define BUSY_TIMEOUT_MS 20000

/* After so many operations of SQLite's machine, some 100 µs, it is asked whether to go on. */
#define OPERATIONS_BETWEEN_CHECKS 10000

/* What poster_sql_is_damage() looks for in the details of an error. */
#define DAMAGED "database_damaged"

struct _PosterSql
{
  sqlite3      *handle;
  GHashTable   *statements;   /* (element-type utf8 sqlite3_stmt) */
  GCancellable *cancellable;  /* (nullable) */
};

static int
contains_folded (const char *text,
                 const char *needle)
{
  g_autofree char *folded = NULL;

  if (text == NULL || needle == NULL)
    return FALSE;
  if (g_str_is_ascii (text) && g_str_is_ascii (needle))
    return strcasestr (text, needle) != NULL;
  if (!g_utf8_validate (text, -1, NULL))
    return strstr (text, needle) != NULL;
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, needle) != NULL;
}

/* contains (text, needle): whether @text holds @needle, which is case-folded, in any case. LIKE
 * only knows about the case of ASCII, and gives % and _ a meaning. */
static void
contains_func (sqlite3_context  *context,
               int               n_values,
               sqlite3_value   **values)
{
  sqlite3_result_int (context, contains_folded ((const char *) sqlite3_value_text (values[0]),
                                                (const char *) sqlite3_value_text (values[1])));
}

static int
progress_cb (gpointer user_data)
{
  PosterSql *self = user_data;

  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

/**
 * poster_sql_take_error:
 * @self: a connection
 * @code: what SQLite answered
 * @error: where to say so
 *
 * Puts a failure of SQLite into words: %POSTER_ERROR_DISK_FULL, %POSTER_ERROR_DATABASE, or
 * %G_IO_ERROR_CANCELLED.
 */
void
poster_sql_take_error (PosterSql  *self,
                       int         code,
                       GError    **error)
{
  /* SQLite does not keep the errno of a write that failed in a commit; it is still there. */
  int last_errno = errno;
  int system_error = self->handle != NULL ? sqlite3_system_errno (self->handle) : 0;
  const char *reason = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);
  g_autoptr(GError) local = NULL;

  if (system_error == 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
    system_error = last_errno;

  switch (code & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The operation was cancelled"));
      return;

    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (system_error != ENOSPC && system_error != EDQUOT && system_error != EFBIG)
        break;
      G_GNUC_FALLTHROUGH;
    case SQLITE_FULL:
      local = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_DISK_FULL,
                                   _("There is no room left on the disk for the database, so nothing was "
                                     "changed; free some space and try again"));
      poster_error_get_details (local)->retry = POSTER_RETRY_LATER;
      break;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      local = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_DATABASE,
                                   _("Another program holds on to the database, so nothing was changed; "
                                     "try again in a moment"));
      poster_error_get_details (local)->code = g_strdup ("database_busy");
      poster_error_get_details (local)->retry = POSTER_RETRY_LATER;
      break;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      local = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_DATABASE,
                                   _("The database is damaged; start Poster anew, and it sets the damaged "
                                     "file aside and begins an empty one"));
      poster_error_get_details (local)->code = g_strdup (DAMAGED);
      break;

    case SQLITE_READONLY:
    case SQLITE_PERM:
      local = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_DATABASE,
                                   _("The database cannot be written; check who may write to its folder"));
      break;

    default:
      break;
    }

  if (local == NULL && system_error != 0)
    local = g_error_new (POSTER_ERROR, POSTER_ERROR_DATABASE, _("The database could not be read or written: %s (%s)"),
                         reason, g_strerror (system_error));
  else if (local == NULL)
    local = g_error_new (POSTER_ERROR, POSTER_ERROR_DATABASE, _("The database could not be read or written: %s"),
                         reason);
  g_propagate_error (error, g_steal_pointer (&local));
}

/**
 * poster_sql_is_damage:
 * @error: (nullable): an error
 *
 * Returns: whether it says that the file is damaged, or no database at all
 */
gboolean
poster_sql_is_damage (const GError *error)
{
  return g_error_matches (error, POSTER_ERROR, POSTER_ERROR_DATABASE) &&
         g_strcmp0 (poster_error_get_code (error), DAMAGED) == 0;
}

/**
 * poster_sql_open:
 * @path: file name
 * @mode: what for
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Opens a connection to a file that is there already.
 *
 * Returns: (transfer full): the connection, to be freed with poster_sql_free()
 */
PosterSql *
poster_sql_open (const char     *path,
                 PosterSqlMode   mode,
                 GError        **error)
{
  g_autoptr(PosterSql) self = g_new0 (PosterSql, 1);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
              (mode == POSTER_SQL_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  int code;

  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) (void (*) (void)) sqlite3_finalize);
  code = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      poster_sql_take_error (self, code, error);
      return NULL;
    }
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_progress_handler (self->handle, OPERATIONS_BETWEEN_CHECKS, progress_cb, self);
  code = sqlite3_create_function (self->handle, "contains", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                  contains_func, NULL, NULL);
  if (code != SQLITE_OK)
    {
      poster_sql_take_error (self, code, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * poster_sql_free:
 * @self: (nullable) (transfer full): a connection
 *
 * Closes it. The last one to a file also moves what is in the write-ahead log into it.
 */
void
poster_sql_free (PosterSql *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  sqlite3_close (self->handle);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * poster_sql_leave_as_is:
 * @self: a connection
 *
 * Lets the write-ahead log be when @self is closed: the file is not ours to change.
 */
void
poster_sql_leave_as_is (PosterSql *self)
{
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/**
 * poster_sql_get_handle:
 * @self: a connection
 *
 * Returns: (transfer none): SQLite's own handle
 */
sqlite3 *
poster_sql_get_handle (PosterSql *self)
{
  return self->handle;
}

/**
 * poster_sql_set_cancellable:
 * @self: a connection
 * @cancellable: (nullable): what may end the statements that follow before they are done
 *
 * For reading. A statement that is ended fails with %G_IO_ERROR_CANCELLED.
 */
void
poster_sql_set_cancellable (PosterSql    *self,
                            GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/**
 * poster_sql_run_script:
 * @self: a connection
 * @script: statements that take nothing and give nothing
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Returns: whether all of @script was run
 */
gboolean
poster_sql_run_script (PosterSql   *self,
                       const char  *script,
                       GError     **error)
{
  int code;

  errno = 0;
  code = sqlite3_exec (self->handle, script, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  poster_sql_take_error (self, code, error);
  return FALSE;
}

/**
 * poster_sql_begin:
 * @self: a connection
 * @mode: whether it will write
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Begins a transaction. One that will write has the only right to from here on, so that what it
 * compares still holds when it writes.
 *
 * Returns: whether it has begun
 */
gboolean
poster_sql_begin (PosterSql      *self,
                  PosterSqlMode   mode,
                  GError        **error)
{
  sqlite3_stmt *begin = poster_sql_prepare (self, mode == POSTER_SQL_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", error);

  return begin != NULL && poster_sql_finish (self, begin, error);
}

/**
 * poster_sql_commit:
 * @self: a connection in a transaction
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Returns: whether all of it is on the disk; if not, nothing of it is
 */
gboolean
poster_sql_commit (PosterSql  *self,
                   GError    **error)
{
  sqlite3_stmt *commit = poster_sql_prepare (self, "COMMIT", error);

  if (commit != NULL && poster_sql_finish (self, commit, error))
    return TRUE;
  poster_sql_rollback (self);
  return FALSE;
}

/**
 * poster_sql_rollback:
 * @self: a connection
 *
 * Ends a transaction without a trace. SQLite may have done so itself after an error.
 */
void
poster_sql_rollback (PosterSql *self)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    sqlite3_reset (statement);
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * poster_sql_prepare:
 * @self: a connection
 * @sql: one statement
 * @error: %POSTER_ERROR_DATABASE
 *
 * Returns: (transfer none): the statement, prepared once and kept, with nothing bound. What it is
 *   bound to has to last until poster_sql_step() said that it is done, or poster_sql_finish().
 */
sqlite3_stmt *
poster_sql_prepare (PosterSql   *self,
                    const char  *sql,
                    GError     **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }
  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      poster_sql_take_error (self, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/**
 * poster_sql_step:
 * @self: a connection
 * @statement: a statement of it
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL, %G_IO_ERROR_CANCELLED
 *
 * Goes on to the next row. A statement that has no more, or failed, is reset.
 *
 * Returns: what came of it
 */
PosterSqlStep
poster_sql_step (PosterSql     *self,
                 sqlite3_stmt  *statement,
                 GError       **error)
{
  int code;

  errno = 0;
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return POSTER_SQL_ROW;
  if (code != SQLITE_DONE)
    poster_sql_take_error (self, code, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE ? POSTER_SQL_DONE : POSTER_SQL_FAILED;
}

/**
 * poster_sql_finish:
 * @self: a connection
 * @statement: a statement of it whose rows are of no interest
 * @error: see poster_sql_step()
 *
 * Returns: whether it ran to its end
 */
gboolean
poster_sql_finish (PosterSql     *self,
                   sqlite3_stmt  *statement,
                   GError       **error)
{
  PosterSqlStep step;

  do
    step = poster_sql_step (self, statement, error);
  while (step == POSTER_SQL_ROW);
  return step == POSTER_SQL_DONE;
}

/**
 * poster_sql_get_number:
 * @self: a connection
 * @sql: a statement that gives one number
 * @number: (out): the number, 0 when there is no row
 * @error: see poster_sql_step()
 *
 * Returns: whether it ran
 */
gboolean
poster_sql_get_number (PosterSql   *self,
                       const char  *sql,
                       gint64      *number,
                       GError     **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (self, sql, error);
  PosterSqlStep step;

  *number = 0;
  if (statement == NULL)
    return FALSE;
  step = poster_sql_step (self, statement, error);
  if (step == POSTER_SQL_ROW)
    {
      *number = sqlite3_column_int64 (statement, 0);
      return poster_sql_finish (self, statement, error);
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_sql_bind_text:
 * @statement: a statement
 * @index: place of the parameter, from 1
 * @text: (nullable): not copied
 */
void
poster_sql_bind_text (sqlite3_stmt *statement,
                      int           index,
                      const char   *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

/**
 * poster_sql_bind_path:
 * @statement: a statement
 * @index: place of the parameter, from 1
 * @path: a file name in the file system's bytes, not copied
 *
 * Binds @path as a blob: it need not be UTF-8.
 */
void
poster_sql_bind_path (sqlite3_stmt *statement,
                      int           index,
                      const char   *path)
{
  sqlite3_bind_blob64 (statement, index, path, strlen (path), SQLITE_STATIC);
}

/**
 * poster_sql_bind_json:
 * @statement: a statement
 * @index: place of the parameter, from 1
 * @json: (nullable): bound as text
 */
void
poster_sql_bind_json (sqlite3_stmt *statement,
                      int           index,
                      JsonObject   *json)
{
  if (json != NULL)
    sqlite3_bind_text (statement, index, poster_json_to_text (json, FALSE), -1, g_free);
}

/**
 * poster_sql_bind_us:
 * @statement: a statement
 * @index: place of the parameter, from 1
 * @time_us: an instant in microseconds since the epoch; -1, which is "never" in our records,
 *   is NULL in the database
 */
void
poster_sql_bind_us (sqlite3_stmt *statement,
                    int           index,
                    gint64        time_us)
{
  if (time_us >= 0)
    sqlite3_bind_int64 (statement, index, time_us);
}

/**
 * poster_sql_column:
 * @statement: a statement at a row
 * @index: place of the column, from 0
 *
 * Returns: (transfer none) (nullable): its text, until the next step
 */
const char *
poster_sql_column (sqlite3_stmt *statement,
                   int           index)
{
  return (const char *) sqlite3_column_text (statement, index);
}

/**
 * poster_sql_dup_text:
 * @statement: a statement at a row
 * @index: place of the column, from 0
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
poster_sql_dup_text (sqlite3_stmt *statement,
                     int           index)
{
  return g_strdup (poster_sql_column (statement, index));
}

/**
 * poster_sql_dup_path:
 * @statement: a statement at a row
 * @index: place of the column, from 0
 *
 * Returns: (transfer full): the file name that poster_sql_bind_path() put there
 */
char *
poster_sql_dup_path (sqlite3_stmt *statement,
                     int           index)
{
  const char *bytes = sqlite3_column_blob (statement, index);

  return g_strndup (bytes != NULL ? bytes : "", (gsize) sqlite3_column_bytes (statement, index));
}

/**
 * poster_sql_get_us:
 * @statement: a statement at a row
 * @index: place of the column, from 0
 *
 * Returns: the instant that poster_sql_bind_us() put there, -1 for none
 */
gint64
poster_sql_get_us (sqlite3_stmt *statement,
                   int           index)
{
  return sqlite3_column_type (statement, index) == SQLITE_NULL ? -1 : sqlite3_column_int64 (statement, index);
}
