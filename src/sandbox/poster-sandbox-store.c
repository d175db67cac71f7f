/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-store.h"

#include "poster-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

/* Tokens, codes and upload tokens are kept as hashes. The one secret here is the practice app's,
 * which opens nothing but this sandbox. */
static const char schema[] =
  "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS apps (client_key TEXT PRIMARY KEY, client_secret TEXT NOT NULL,"
  "  scopes TEXT, redirect_uris TEXT) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS users (number INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  handle TEXT NOT NULL UNIQUE COLLATE NOCASE, settings TEXT NOT NULL, created_us INTEGER);"
  "CREATE TABLE IF NOT EXISTS codes (hash TEXT PRIMARY KEY, client_key TEXT, handle TEXT,"
  "  redirect_uri TEXT, challenge TEXT, scopes TEXT, expires_us INTEGER, used INTEGER) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, kind TEXT, client_key TEXT, handle TEXT,"
  "  scopes TEXT, expires_us INTEGER) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS token_issues (number INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER,"
  "  grant_type TEXT, client_key TEXT, handle TEXT, scopes TEXT);"
  "CREATE TABLE IF NOT EXISTS posts (number INTEGER PRIMARY KEY AUTOINCREMENT, publish_id TEXT UNIQUE,"
  "  kind TEXT, source TEXT, client_key TEXT, handle TEXT, post_info TEXT, url TEXT, size INTEGER,"
  "  chunk_size INTEGER, chunk_count INTEGER, received INTEGER DEFAULT 0, content_type TEXT,"
  "  upload_token_hash TEXT, created_us INTEGER, expires_us INTEGER, committed_us INTEGER,"
  "  ready_us INTEGER, posted_us INTEGER, sha256 TEXT, fail_reason TEXT, post_id INTEGER,"
  "  polls INTEGER DEFAULT 0);"
  "CREATE INDEX IF NOT EXISTS posts_by_handle ON posts (handle, created_us);"
  "CREATE TABLE IF NOT EXISTS photos (post INTEGER, position INTEGER, url TEXT, sha256 TEXT,"
  "  size INTEGER, PRIMARY KEY (post, position)) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS videos (id INTEGER PRIMARY KEY, handle TEXT, visible_us INTEGER,"
  "  object TEXT);"
  "CREATE INDEX IF NOT EXISTS videos_by_handle ON videos (handle, visible_us);"
  "CREATE TABLE IF NOT EXISTS late_users (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE,"
  "  handle TEXT NOT NULL UNIQUE COLLATE NOCASE, created_us INTEGER);"
  "CREATE TABLE IF NOT EXISTS late_keys (id TEXT PRIMARY KEY, hash TEXT UNIQUE, user TEXT, name TEXT, preview TEXT,"
  "  created_us INTEGER, expires_us INTEGER, revoked_us INTEGER) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS late_profiles (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, user TEXT,"
  "  name TEXT, description TEXT, color TEXT, is_default INTEGER, created_us INTEGER);"
  "CREATE TABLE IF NOT EXISTS late_accounts (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, user TEXT,"
  "  profile TEXT, platform TEXT, username TEXT, settings TEXT, created_us INTEGER, deleted_us INTEGER);"
  "CREATE INDEX IF NOT EXISTS late_accounts_by_user ON late_accounts (user, number);"
  "CREATE TABLE IF NOT EXISTS late_tokens (hash TEXT PRIMARY KEY, kind TEXT, user TEXT, data TEXT, expires_us INTEGER)"
  "  WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS late_codes (code TEXT PRIMARY KEY, user TEXT, profile TEXT, expires_us INTEGER,"
  "  account TEXT) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS late_groups (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, user TEXT,"
  "  name TEXT, accounts TEXT);"
  "CREATE TABLE IF NOT EXISTS late_queues (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, profile TEXT,"
  "  name TEXT, zone TEXT, slots TEXT, active INTEGER, is_default INTEGER, created_us INTEGER, updated_us INTEGER);"
  "CREATE TABLE IF NOT EXISTS late_media (key TEXT PRIMARY KEY, user TEXT, content_type TEXT, declared INTEGER,"
  "  token_hash TEXT, created_us INTEGER, expires_us INTEGER, size INTEGER, sha256 TEXT, uploaded_us INTEGER)"
  "  WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS late_posts (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, user TEXT,"
  "  request_id TEXT, status TEXT, sort_us INTEGER, next_us INTEGER, accounts TEXT, platforms TEXT, content TEXT,"
  "  data TEXT, filled INTEGER, created_us INTEGER, deleted_us INTEGER);"
  "CREATE INDEX IF NOT EXISTS late_posts_by_user ON late_posts (user, sort_us, number);"
  "CREATE INDEX IF NOT EXISTS late_posts_by_request ON late_posts (user, request_id) WHERE request_id IS NOT NULL;"
  "CREATE INDEX IF NOT EXISTS late_posts_due ON late_posts (next_us);"
  "CREATE TABLE IF NOT EXISTS late_hashes (number INTEGER PRIMARY KEY, hash TEXT, post TEXT, at_us INTEGER);"
  "CREATE INDEX IF NOT EXISTS late_hashes_by_hash ON late_hashes (hash, at_us);"
  "CREATE INDEX IF NOT EXISTS late_hashes_by_post ON late_hashes (post);"
  "CREATE TABLE IF NOT EXISTS late_publishes (number INTEGER PRIMARY KEY AUTOINCREMENT, post TEXT, user TEXT,"
  "  account TEXT, platform TEXT, at_us INTEGER, hash TEXT, outcome TEXT, attempt INTEGER);"
  "CREATE INDEX IF NOT EXISTS late_publishes_by_account ON late_publishes (account, at_us);"
  "PRAGMA user_version = 1;";

struct _PosterSandboxStore
{
  sqlite3 *db;
};

static gboolean
run_script (PosterSandboxStore  *self,
            const char          *sql,
            GError             **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE,
               "The sandbox's database cannot be used: %s", sqlite3_errmsg (self->db));
  return FALSE;
}

/**
 * poster_sandbox_store_open:
 * @directory: (nullable): where the database is; %NULL keeps it in memory
 * @error: %POSTER_ERROR_DATABASE
 *
 * Returns: (transfer full): the store; free with poster_sandbox_store_close()
 */
PosterSandboxStore *
poster_sandbox_store_open (const char  *directory,
                           GError     **error)
{
  g_autoptr(PosterSandboxStore) self = g_new0 (PosterSandboxStore, 1);
  g_autofree char *path = NULL;

  if (directory != NULL)
    {
      int fd;

      /* SQLite gives its other files the mode of the first. */
      path = g_build_filename (directory, "sandbox.sqlite", NULL);
      fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (fd < 0)
        {
          int code = errno;

          g_set_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE,
                       "The sandbox's database cannot be opened: %s", g_strerror (code));
          return NULL;
        }
      close (fd);
    }
  if (sqlite3_open (path != NULL ? path : ":memory:", &self->db) != SQLITE_OK)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE,
                   "The sandbox's database cannot be opened: %s", sqlite3_errmsg (self->db));
      return NULL;
    }
  sqlite3_busy_timeout (self->db, 5000);
  if (!run_script (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error) ||
      !run_script (self, schema, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
poster_sandbox_store_close (PosterSandboxStore *self)
{
  sqlite3_close_v2 (self->db);
  g_free (self);
}

/* Types: 's' a string or NULL, 'i' a gint64. */
static sqlite3_stmt *
prepare (PosterSandboxStore *self,
         const char         *sql,
         const char         *types,
         va_list             arguments)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      g_warning ("The sandbox's database: %s", sqlite3_errmsg (self->db));
      return NULL;
    }
  for (int i = 0; types[i] != '\0'; i++)
    {
      if (types[i] == 's')
        sqlite3_bind_text (statement, i + 1, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
      else
        sqlite3_bind_int64 (statement, i + 1, va_arg (arguments, gint64));
    }
  return statement;
}

/**
 * poster_sandbox_store_run:
 * @self: the store
 * @sql: one statement
 * @types: a letter for each parameter: `s` a string (%NULL is null), `i` a #gint64
 * @...: the parameters
 *
 * Runs a statement that changes something, which is durable when this returns.
 *
 * Returns: whether it could be done
 */
gboolean
poster_sandbox_store_run (PosterSandboxStore *self,
                          const char         *sql,
                          const char         *types,
                          ...)
{
  sqlite3_stmt *statement;
  va_list arguments;
  int result;

  va_start (arguments, types);
  statement = prepare (self, sql, types, arguments);
  va_end (arguments);
  if (statement == NULL)
    return FALSE;
  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  if (result != SQLITE_DONE)
    g_message ("The sandbox's database: %s", sqlite3_errmsg (self->db));
  sqlite3_finalize (statement);
  return result == SQLITE_DONE;
}

static JsonObject *
row_to_json (sqlite3_stmt *statement)
{
  JsonObject *row = json_object_new ();

  for (int i = 0; i < sqlite3_column_count (statement); i++)
    {
      const char *name = sqlite3_column_name (statement, i);

      switch (sqlite3_column_type (statement, i))
        {
        case SQLITE_INTEGER:
          json_object_set_int_member (row, name, sqlite3_column_int64 (statement, i));
          break;
        case SQLITE_NULL:
          json_object_set_null_member (row, name);
          break;
        default:
          json_object_set_string_member (row, name, (const char *) sqlite3_column_text (statement, i));
          break;
        }
    }
  return row;
}

static JsonArray *
query (PosterSandboxStore *self,
       const char         *sql,
       const char         *types,
       va_list             arguments)
{
  sqlite3_stmt *statement = prepare (self, sql, types, arguments);
  JsonArray *rows = json_array_new ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (rows, row_to_json (statement));
  sqlite3_finalize (statement);
  return rows;
}

/**
 * poster_sandbox_store_query:
 * @self: the store
 * @sql: one query
 * @types: as in poster_sandbox_store_run()
 * @...: the parameters
 *
 * Returns: (transfer full): an object for each row, named by column
 */
JsonArray *
poster_sandbox_store_query (PosterSandboxStore *self,
                            const char         *sql,
                            const char         *types,
                            ...)
{
  JsonArray *rows;
  va_list arguments;

  va_start (arguments, types);
  rows = query (self, sql, types, arguments);
  va_end (arguments);
  return rows;
}

/* Returns: (transfer full) (nullable): the first row */
JsonObject *
poster_sandbox_store_query_one (PosterSandboxStore *self,
                                const char         *sql,
                                const char         *types,
                                ...)
{
  g_autoptr(JsonArray) rows = NULL;
  va_list arguments;

  va_start (arguments, types);
  rows = query (self, sql, types, arguments);
  va_end (arguments);
  if (json_array_get_length (rows) == 0)
    return NULL;
  return json_object_ref (json_array_get_object_element (rows, 0));
}

gint64
poster_sandbox_store_last_id (PosterSandboxStore *self)
{
  return sqlite3_last_insert_rowid (self->db);
}

gboolean
poster_sandbox_store_begin (PosterSandboxStore *self)
{
  return poster_sandbox_store_run (self, "BEGIN IMMEDIATE", "");
}

/* Ends what poster_sandbox_store_begin () began. Returns: whether it was kept, as was wanted */
gboolean
poster_sandbox_store_end (PosterSandboxStore *self,
                          gboolean            keep)
{
  if (keep && poster_sandbox_store_run (self, "COMMIT", ""))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    poster_sandbox_store_run (self, "ROLLBACK", "");
  return FALSE;
}

/* For what a loss of power may forget: how far an upload is. A killed process forgets nothing. */
void
poster_sandbox_store_set_hasty (PosterSandboxStore *self,
                                gboolean            hasty)
{
  sqlite3_exec (self->db, hasty ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", NULL, NULL, NULL);
}

char *
poster_sandbox_store_dup_meta (PosterSandboxStore *self,
                               const char         *key)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (self, "SELECT value FROM meta WHERE key = ?", "s", key);

  return row != NULL ? g_strdup (json_object_get_string_member (row, "value")) : NULL;
}

gboolean
poster_sandbox_store_set_meta (PosterSandboxStore *self,
                               const char         *key,
                               const char         *value)
{
  return poster_sandbox_store_run (self, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "ss", key, value);
}
