/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-submission-rows"

#include "poster-submission-rows.h"

/* What services keep of our posts, and what follows from writing a post here. Each function is part
 * of a transaction of the writer; errors are %POSTER_ERROR_DATABASE and %POSTER_ERROR_DISK_FULL. */

/* How long a post lies in the trash before the service hears of it: whoever wants it back says so
 * within seconds. */
#define TRASH_PATIENCE_US G_TIME_SPAN_MINUTE

/* Runs @text, which takes an id as ?1 and, if it likes, an instant as ?2. */
static gboolean
run (PosterSql   *sql,
     const char  *text,
     const char  *id,
     gint64       at_us,
     GError     **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (sql, text, error);

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, id);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, at_us);
  return poster_sql_finish (sql, statement, error);
}

/**
 * poster_submission_rows_read:
 * @row: a statement at a row with POSTER_SUBMISSION_COLUMNS
 *
 * Returns: (transfer full): the submission
 */
PosterSubmission *
poster_submission_rows_read (sqlite3_stmt *row)
{
  PosterSubmission *submission = g_object_new (POSTER_TYPE_SUBMISSION, NULL);

  submission->id = poster_sql_dup_text (row, 0);
  submission->connection_id = poster_sql_dup_text (row, 1);
  submission->post_id = poster_sql_dup_text (row, 2);
  submission->remote_id = poster_sql_dup_text (row, 3);
  submission->mark = poster_sql_dup_text (row, 4);
  submission->remote = poster_sql_dup_text (row, 5);
  submission->pushed_version = sqlite3_column_int64 (row, 6);
  submission->is_open = sqlite3_column_int (row, 7);
  submission->is_unwanted = sqlite3_column_int (row, 8);
  submission->attempts = sqlite3_column_int (row, 9);
  submission->wake_us = poster_sql_get_us (row, 10);
  submission->created_us = sqlite3_column_int64 (row, 11);
  return submission;
}

/**
 * poster_submission_rows_find:
 * @sql: a connection, in a transaction
 * @id: id of a submission
 * @submission: (out) (nullable) (transfer full): the submission, %NULL when there is none
 * @error: see above
 *
 * Returns: whether it could be looked for
 */
gboolean
poster_submission_rows_find (PosterSql         *sql,
                             const char        *id,
                             PosterSubmission **submission,
                             GError           **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_SUBMISSION_COLUMNS " FROM submissions s WHERE s.id = ?",
                                           error);
  PosterSqlStep step;

  *submission = NULL;
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  *submission = poster_submission_rows_read (find);
  if (poster_sql_finish (sql, find, error))
    return TRUE;
  g_clear_object (submission);
  return FALSE;
}

/**
 * poster_submission_rows_write:
 * @sql: the writer's connection
 * @submission: what the engine knows of a submission
 * @now_us: now
 * @error: see above
 *
 * Keeps it. Whether it is open or unwanted follows from its members and is left as it is.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_write (PosterSql         *sql,
                              PosterSubmission  *submission,
                              gint64             now_us,
                              GError           **error)
{
  sqlite3_stmt *write;

  /* A service that finds that it has the same already answers with that. */
  if (submission->remote_id != NULL)
    {
      write = poster_sql_prepare (sql, "UPDATE submissions SET remote_id = NULL "
                                  "WHERE connection_id = ? AND remote_id = ? AND id <> ?", error);
      if (write == NULL)
        return FALSE;
      poster_sql_bind_text (write, 1, submission->connection_id);
      poster_sql_bind_text (write, 2, submission->remote_id);
      poster_sql_bind_text (write, 3, submission->id);
      if (!poster_sql_finish (sql, write, error))
        return FALSE;
    }
  write = poster_sql_prepare (sql,
    "INSERT INTO submissions (id, connection_id, post_id, remote_id, mark, remote, pushed_version, is_open, "
    "is_unwanted, attempts, wake_us, seen_us, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, NULL, ?8, ?8) "
    "ON CONFLICT (id) DO UPDATE SET remote_id = excluded.remote_id, mark = excluded.mark, remote = excluded.remote, "
    "pushed_version = excluded.pushed_version", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, submission->id);
  poster_sql_bind_text (write, 2, submission->connection_id);
  poster_sql_bind_text (write, 3, submission->post_id);
  poster_sql_bind_text (write, 4, submission->remote_id);
  poster_sql_bind_text (write, 5, submission->mark);
  poster_sql_bind_text (write, 6, submission->remote);
  sqlite3_bind_int64 (write, 7, submission->pushed_version);
  sqlite3_bind_int64 (write, 8, now_us);
  return poster_sql_finish (sql, write, error);
}

/**
 * poster_submission_rows_note_state:
 * @sql: the writer's connection
 * @id: id of a submission, one of whose members was just written
 * @error: see above
 *
 * Brings what it keeps about its members up to date.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_note_state (PosterSql   *sql,
                                   const char  *id,
                                   GError     **error)
{
  return run (sql, "UPDATE submissions SET is_open = EXISTS (SELECT 1 FROM targets t "
              "WHERE t.submission_id = ?1 AND t.is_handed_over) WHERE id = ?1", id, 0, error);
}

/**
 * poster_submission_rows_let_go:
 * @sql: the writer's connection
 * @id: id of a submission that the service has just been brought up to date with
 * @error: see above
 *
 * The members that it is not to publish any more are ours again: the service has heard of that by
 * not having been told of them.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_let_go (PosterSql   *sql,
                               const char  *id,
                               GError     **error)
{
  return run (sql, "UPDATE targets SET submission_id = NULL, is_handed_over = 0, step_state = NULL, told_us = NULL, "
              "wake_us = CASE WHEN state = 'scheduled' THEN due_us END WHERE submission_id = ?1 AND is_handed_over "
              "AND (holder = 0 OR state IN ('draft', 'cancelled'))", id, 0, error);
}

/**
 * poster_submission_rows_remove:
 * @sql: the writer's connection
 * @id: id of a submission that the service has no more
 * @now_us: now
 * @error: see above
 *
 * Forgets it. Members that are there all the same, because somebody wanted the post back meanwhile,
 * begin anew.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_remove (PosterSql   *sql,
                               const char  *id,
                               gint64       now_us,
                               GError     **error)
{
  return run (sql, "UPDATE targets SET submission_id = NULL, is_handed_over = 0, step_state = NULL, told_us = NULL, "
              "wake_us = CASE WHEN state <> 'scheduled' THEN NULL WHEN holder = 1 THEN ?2 ELSE due_us END "
              "WHERE submission_id = ?1 AND is_handed_over", id, now_us, error) &&
         run (sql, "DELETE FROM submissions WHERE id = ?1", id, 0, error);
}

/**
 * poster_submission_rows_note_edit:
 * @sql: the writer's connection
 * @post_id: id of a post that was just written
 * @now_us: now
 * @error: see above
 *
 * Has the engine look at what a service has of it, or is to have before its time.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_note_edit (PosterSql   *sql,
                                  const char  *post_id,
                                  gint64       now_us,
                                  GError     **error)
{
  return run (sql, "UPDATE targets SET wake_us = ?2 WHERE post_id = ?1 AND (wake_us IS NULL OR wake_us > ?2) "
              "AND (is_handed_over OR (state = 'scheduled' AND holder = 1))", post_id, now_us, error);
}

/* Of the submissions of a post that have no member any more: those that the service has yet to
 * publish are to be taken back at @at_us. */
static gboolean
want_no_more (PosterSql   *sql,
              const char  *post_id,
              gint64       at_us,
              GError     **error)
{
  return run (sql, "UPDATE submissions SET is_unwanted = 1, attempts = 0, wake_us = ?2 WHERE post_id = ?1 AND is_open "
              "AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.submission_id = submissions.id)", post_id, at_us, error);
}

/**
 * poster_submission_rows_note_gone:
 * @sql: the writer's connection
 * @post_id: id of a post that was just deleted for good, or some of whose targets were
 * @now_us: now
 * @error: see above
 *
 * Has the engine take back what a service would publish of what is gone.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_note_gone (PosterSql   *sql,
                                  const char  *post_id,
                                  gint64       now_us,
                                  GError     **error)
{
  return want_no_more (sql, post_id, now_us, error) &&
         run (sql, "DELETE FROM submissions WHERE post_id = ?1 AND NOT is_open AND NOT is_unwanted "
              "AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.submission_id = submissions.id)", post_id, 0, error);
}

/**
 * poster_submission_rows_note_trash:
 * @sql: the writer's connection
 * @post_id: id of a post that was just put into the trash
 * @now_us: now
 * @error: see above
 *
 * The same for a post that may be wanted back within moments.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_note_trash (PosterSql   *sql,
                                   const char  *post_id,
                                   gint64       now_us,
                                   GError     **error)
{
  return want_no_more (sql, post_id, now_us + TRASH_PATIENCE_US, error) &&
         /* What the service would publish before that is not to wait for it. */
         run (sql, "UPDATE submissions SET wake_us = ?2 WHERE post_id = ?1 AND is_unwanted AND EXISTS (SELECT 1 "
              "FROM trashed_targets t WHERE t.post_id = ?1 AND t.is_handed_over AND t.told_us < submissions.wake_us)",
              post_id, now_us, error);
}

/**
 * poster_submission_rows_note_back:
 * @sql: the writer's connection
 * @post_id: id of a post that was just brought back from the trash
 * @now_us: now
 * @error: see above
 *
 * What the service has is wanted again; what it was made to forget meanwhile is handed over anew.
 *
 * Returns: whether it is written
 */
gboolean
poster_submission_rows_note_back (PosterSql   *sql,
                                  const char  *post_id,
                                  gint64       now_us,
                                  GError     **error)
{
  return run (sql, "UPDATE targets SET submission_id = NULL, is_handed_over = 0, step_state = NULL, told_us = NULL "
              "WHERE post_id = ?1 AND is_handed_over "
              "AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.id = targets.submission_id)", post_id, 0, error) &&
         run (sql, "UPDATE submissions SET is_unwanted = 0, attempts = 0, wake_us = NULL WHERE post_id = ?1",
              post_id, 0, error) &&
         poster_submission_rows_note_edit (sql, post_id, now_us, error);
}
