/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-database"

#include "poster-database.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "poster-database-file.h"
#include "poster-error.h"
#include "poster-migrations.h"
#include "poster-webhook-notes.h"

/* Up to this many pages, 8 MiB, the whole database is checked whenever it is opened, which takes
 * some 10 ms. Past it only the roots of its tables are, and damage further in is met when it is
 * read; a mark then has the next opening check everything, however long that takes. */
#define PAGES_TO_CHECK_ALWAYS 2048

/* One side of the database: a connection and the thread that uses it. */
typedef struct
{
  PosterDatabase *database;
  PosterSql      *sql;
  PosterSqlMode   mode;
  GAsyncQueue    *jobs;    /* (element-type Job) */
  GThread        *thread;
} Side;

struct _PosterDatabase
{
  char          *mark_path;     /* a file that is there when the database has to be checked */
  char          *damaged_path;  /* (nullable) */
  PosterChanges *changes;       /* (unowned) */
  PosterClock   *clock;         /* (unowned) */
  int            lock;          /* held as long as the database is open */
  Side           writer;
  Side           reader;
};

typedef struct
{
  GTask              *task;  /* (nullable): the end of the queue */
  PosterDatabaseFunc  func;
  gint64              asked_us;  /* when it was asked for */
  GError             *error;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* In the context of the task. The job's reference to the task, and with it perhaps the last one
 * to the store, is dropped here and not in the thread, which could not wait for its own end. */
static gboolean
job_done_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
return_job (Job *job)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "PosterDatabase");
  g_source_set_callback (source, job_done_cb, job, (GDestroyNotify) job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

/* The next opening has to look at the whole database. */
static void
mark_as_suspect (PosterDatabase *self)
{
  int fd = g_open (self->mark_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

static gboolean
write_transaction (PosterDatabase  *self,
                   PosterSql       *sql,
                   Job             *job,
                   GError         **error)
{
  if (!poster_sql_begin (sql, POSTER_SQL_WRITE, error))
    return FALSE;
  if (poster_migrations_check (sql, error) &&
      job->func (sql, g_task_get_task_data (job->task), error) &&
      poster_webhook_notes_settle (sql, job->asked_us, error) &&
      poster_changes_prepare (self->changes, sql, error))
    {
      if (poster_sql_commit (sql, error))
        {
          poster_changes_commit (self->changes);
          return TRUE;
        }
    }
  else
    poster_sql_rollback (sql);
  poster_changes_rollback (self->changes);
  return FALSE;
}

static gboolean
read_transaction (PosterDatabase  *self,
                  PosterSql       *sql,
                  Job             *job,
                  GError         **error)
{
  gboolean done;

  if (!poster_sql_begin (sql, POSTER_SQL_READ, error))
    return FALSE;
  poster_sql_set_cancellable (sql, g_task_get_cancellable (job->task));
  done = poster_migrations_check (sql, error) &&
         job->func (sql, g_task_get_task_data (job->task), error);
  poster_sql_set_cancellable (sql, NULL);
  /* There is nothing to commit; it ends the look at this state of the database. */
  poster_sql_rollback (sql);
  return done;
}

static gpointer
thread_main (gpointer user_data)
{
  Side *side = user_data;
  Job *job;

  while ((job = g_async_queue_pop (side->jobs))->task != NULL)
    {
      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
        {
          if (side->mode == POSTER_SQL_WRITE)
            write_transaction (side->database, side->sql, job, &job->error);
          else
            read_transaction (side->database, side->sql, job, &job->error);
        }
      if (poster_sql_is_damage (job->error))
        mark_as_suspect (side->database);
      return_job (job);
    }
  job_free (job);
  return NULL;
}

static void
side_start (Side           *side,
            PosterDatabase *self,
            PosterSqlMode   mode)
{
  side->database = self;
  side->mode = mode;
  side->jobs = g_async_queue_new_full ((GDestroyNotify) job_free);
  side->thread = g_thread_new (mode == POSTER_SQL_WRITE ? "store-writer" : "store-reader", thread_main, side);
}

/* Lets the thread do what it was given, and ends it. */
static void
side_stop (Side *side)
{
  if (side->thread != NULL)
    {
      g_async_queue_push (side->jobs, g_new0 (Job, 1));
      g_thread_join (side->thread);
    }
  g_clear_pointer (&side->jobs, g_async_queue_unref);
  g_clear_pointer (&side->sql, poster_sql_free);
}

static gboolean
set_damage (GError **error)
{
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_DATABASE, _("The database is damaged"));
  if (error != NULL)
    poster_error_get_details (*error)->code = g_strdup ("database_damaged");
  return FALSE;
}

static gboolean
check_quickly (PosterSql  *sql,
               GError    **error)
{
  sqlite3_stmt *check = poster_sql_prepare (sql, "PRAGMA quick_check(1)", error);
  gboolean fine;

  if (check == NULL || poster_sql_step (sql, check, error) != POSTER_SQL_ROW)
    return FALSE;
  fine = g_strcmp0 (poster_sql_column (check, 0), "ok") == 0;
  return poster_sql_finish (sql, check, error) && (fine || set_damage (error));
}

/* Reads the root page of every table and index. */
static gboolean
check_roots (PosterSql  *sql,
             GError    **error)
{
  g_autoptr(GPtrArray) queries = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT name FROM sqlite_schema WHERE type = 'table'", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (queries, g_strdup_printf ("SELECT count (*) FROM (SELECT 1 FROM \"%s\" LIMIT 1)",
                                               poster_sql_column (list, 0)));
  if (step != POSTER_SQL_DONE)
    return FALSE;
  for (guint i = 0; i < queries->len; i++)
    {
      gint64 number;

      if (!poster_sql_get_number (sql, g_ptr_array_index (queries, i), &number, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_for_damage (PosterDatabase  *self,
                  PosterSql       *sql,
                  GError         **error)
{
  gint64 n_pages;

  if (!poster_sql_get_number (sql, "PRAGMA page_count", &n_pages, error))
    return FALSE;
  if (n_pages > PAGES_TO_CHECK_ALWAYS && g_access (self->mark_path, F_OK) != 0)
    return check_roots (sql, error);
  if (!check_quickly (sql, error))
    return FALSE;
  g_unlink (self->mark_path);
  return TRUE;
}

static PosterSql *
open_writer (PosterDatabase  *self,
             const char      *path,
             GError         **error)
{
  g_autoptr(PosterSql) sql = poster_sql_open (path, POSTER_SQL_WRITE, error);
  gint64 version, n_things;

  if (sql == NULL)
    return NULL;
  if (!poster_sql_get_number (sql, "PRAGMA user_version", &version, error) ||
      !poster_sql_get_number (sql, "SELECT count (*) FROM sqlite_schema", &n_things, error))
    return NULL;
  /* Not ours: none of our versions has tables and no number. */
  if (version == 0 && n_things > 0)
    {
      set_damage (error);
      return NULL;
    }
  if (!poster_migrations_check (sql, error))
    {
      poster_sql_leave_as_is (sql);
      return NULL;
    }
  /* FULL syncs the log at every commit: what a callback was told is on the disk. */
  if (!poster_sql_run_script (sql,
                              "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA journal_size_limit = 4194304;", error) ||
      (version > 0 && !check_for_damage (self, sql, error)) ||
      !poster_migrations_run (sql, error))
    return NULL;
  /* So that the number of the version is in the file itself, where an older program looks. */
  if (version < poster_migrations_get_version () &&
      !poster_sql_run_script (sql, "PRAGMA wal_checkpoint(TRUNCATE)", error))
    return NULL;
  return g_steal_pointer (&sql);
}

static gboolean
set_aside (PosterDatabase  *self,
           const char      *path,
           PosterClock     *clock,
           GError         **error)
{
  if (!poster_data_dir_lock_claim_alone (self->lock))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_DATABASE,
                           _("The database is damaged and another Poster is using it; quit that one first"));
      return FALSE;
    }
  self->damaged_path = poster_database_file_set_aside (path, clock, error);
  if (self->damaged_path == NULL)
    return FALSE;
  g_unlink (self->mark_path);
  g_message ("The database was damaged; it is kept as %s, and an empty one is begun", self->damaged_path);
  return TRUE;
}

static gboolean
open_connections (PosterDatabase  *self,
                  const char      *path,
                  PosterClock     *clock,
                  GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  PosterFileKind kind;

  if (!poster_database_file_inspect (path, &kind, error))
    return FALSE;
  if (kind == POSTER_FILE_NEWER)
    return poster_migrations_refuse (error);
  if (kind == POSTER_FILE_DAMAGED && !set_aside (self, path, clock, error))
    return FALSE;
  if (!poster_database_file_create (path, error))
    return FALSE;

  self->writer.sql = open_writer (self, path, &local_error);
  if (self->writer.sql == NULL && poster_sql_is_damage (local_error) && self->damaged_path == NULL)
    {
      g_clear_error (&local_error);
      if (!set_aside (self, path, clock, error) || !poster_database_file_create (path, error))
        return FALSE;
      self->writer.sql = open_writer (self, path, &local_error);
    }
  if (self->writer.sql == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  self->reader.sql = poster_sql_open (path, POSTER_SQL_READ, error);
  return self->reader.sql != NULL &&
         poster_sql_run_script (self->reader.sql, "PRAGMA query_only = ON; PRAGMA cache_size = -8192;", error) &&
         poster_changes_begin (self->changes, self->reader.sql, error);
}

/**
 * poster_database_open:
 * @data_dir: folder of the database
 * @clock: tells the time, for as long as the database is open
 * @changes: what changes are reported to, for as long as the database is open
 * @error: %POSTER_ERROR_NEWER_DATABASE, %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Opens the database, makes it or brings it to our version, and starts the two threads. Blocks:
 * another process may be doing the same just now, or there may be much to migrate or to check.
 *
 * A database of a later version is told by reading its header, and nothing of it, or beside it,
 * is touched. A damaged one is set aside, and an empty one begun. What is checked: header and
 * length; the schema; every page when there are few or a reading failed since the last time,
 * else the roots of all tables.
 *
 * Returns: (transfer full): the database, to be closed with poster_database_close()
 */
PosterDatabase *
poster_database_open (const char     *data_dir,
                      PosterClock    *clock,
                      PosterChanges  *changes,
                      GError        **error)
{
  g_autoptr(PosterDatabase) self = g_new0 (PosterDatabase, 1);
  g_autofree char *path = g_build_filename (data_dir, "poster.sqlite", NULL);
  PosterFileKind kind;

  self->lock = -1;
  self->changes = changes;
  self->clock = clock;
  self->mark_path = g_strconcat (path, ".check", NULL);
  if (!poster_database_file_inspect (path, &kind, error))
    return NULL;
  if (kind == POSTER_FILE_NEWER)
    {
      poster_migrations_refuse (error);
      return NULL;
    }
  if (!poster_data_dir_prepare (data_dir, error))
    return NULL;
  self->lock = poster_data_dir_lock (data_dir, error);
  if (self->lock < 0 || !open_connections (self, path, clock, error))
    return NULL;
  poster_data_dir_lock_opened (self->lock);

  side_start (&self->writer, self, POSTER_SQL_WRITE);
  side_start (&self->reader, self, POSTER_SQL_READ);
  return g_steal_pointer (&self);
}

/**
 * poster_database_close:
 * @self: (nullable) (transfer full): a database
 *
 * Waits until everything that was asked for is done, and closes the database. The callbacks still
 * run, in their contexts.
 */
void
poster_database_close (PosterDatabase *self)
{
  if (self == NULL)
    return;
  /* The writer's connection goes last: it can move the log into the database. */
  side_stop (&self->reader);
  side_stop (&self->writer);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->mark_path);
  g_free (self->damaged_path);
  g_free (self);
}

/**
 * poster_database_get_damaged_path:
 * @self: a database
 *
 * Returns: (transfer none) (nullable): where a damaged database went when @self was opened
 */
const char *
poster_database_get_damaged_path (PosterDatabase *self)
{
  return self->damaged_path;
}

static void
push (Side               *side,
      GTask              *task,
      PosterDatabaseFunc  func)
{
  Job *job = g_new0 (Job, 1);

  job->task = g_object_ref (task);
  job->func = func;
  job->asked_us = poster_clock_get_now_us (side->database->clock);
  g_async_queue_push (side->jobs, job);
}

/**
 * poster_database_write_async:
 * @self: a database
 * @task: completed with %TRUE once the transaction is on the disk
 * @func: the transaction
 *
 * Runs @func after everything that was written before. When the cancellable of @task is
 * cancelled before it starts, nothing is written; from there on the result is what happened.
 */
void
poster_database_write_async (PosterDatabase     *self,
                             GTask              *task,
                             PosterDatabaseFunc  func)
{
  g_task_set_check_cancellable (task, FALSE);
  push (&self->writer, task, func);
}

/**
 * poster_database_read_async:
 * @self: a database
 * @task: completed with %TRUE when @func has found what it wanted
 * @func: what to read, all of it in one state of the database
 *
 * Sees what was written by all tasks that are completed.
 */
void
poster_database_read_async (PosterDatabase     *self,
                            GTask              *task,
                            PosterDatabaseFunc  func)
{
  push (&self->reader, task, func);
}
