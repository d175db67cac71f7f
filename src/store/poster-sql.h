/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * PosterSqlMode:
 * @POSTER_SQL_READ: only reads
 * @POSTER_SQL_WRITE: reads and writes a file that is there
 */
typedef enum
{
  POSTER_SQL_READ,
  POSTER_SQL_WRITE,
} PosterSqlMode;

/**
 * PosterSqlStep:
 * @POSTER_SQL_FAILED: it failed, and the error is set
 * @POSTER_SQL_ROW: there is a row to look at
 * @POSTER_SQL_DONE: there are no more rows
 */
typedef enum
{
  POSTER_SQL_FAILED,
  POSTER_SQL_ROW,
  POSTER_SQL_DONE,
} PosterSqlStep;

/* One connection to a database with the statements it has prepared. For one thread at a time. */
typedef struct _PosterSql PosterSql;

PosterSql     *poster_sql_open            (const char *path, PosterSqlMode mode, GError **error);
void           poster_sql_free            (PosterSql *self);
void           poster_sql_leave_as_is     (PosterSql *self);
sqlite3       *poster_sql_get_handle      (PosterSql *self);
void           poster_sql_set_cancellable (PosterSql *self, GCancellable *cancellable);

gboolean       poster_sql_begin           (PosterSql *self, PosterSqlMode mode, GError **error);
gboolean       poster_sql_commit          (PosterSql *self, GError **error);
void           poster_sql_rollback        (PosterSql *self);
gboolean       poster_sql_run_script      (PosterSql *self, const char *script, GError **error);

sqlite3_stmt  *poster_sql_prepare         (PosterSql *self, const char *sql, GError **error);
PosterSqlStep  poster_sql_step            (PosterSql *self, sqlite3_stmt *statement, GError **error);
gboolean       poster_sql_finish          (PosterSql *self, sqlite3_stmt *statement, GError **error);
gboolean       poster_sql_get_number      (PosterSql *self, const char *sql, gint64 *number, GError **error);
gboolean       poster_sql_is_damage       (const GError *error);
void           poster_sql_take_error      (PosterSql *self, int code, GError **error);

void           poster_sql_bind_text       (sqlite3_stmt *statement, int index, const char *text);
void           poster_sql_bind_path       (sqlite3_stmt *statement, int index, const char *path);
void           poster_sql_bind_json       (sqlite3_stmt *statement, int index, JsonObject *json);
void           poster_sql_bind_us         (sqlite3_stmt *statement, int index, gint64 time_us);
const char    *poster_sql_column          (sqlite3_stmt *statement, int index);
char          *poster_sql_dup_text        (sqlite3_stmt *statement, int index);
char          *poster_sql_dup_path        (sqlite3_stmt *statement, int index);
gint64         poster_sql_get_us          (sqlite3_stmt *statement, int index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSql, poster_sql_free)

G_END_DECLS
