/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-submission-rows.h"

/* Publishing: the state of a target and the line of the journal that tells how it came about are
 * written in one transaction. */

typedef struct
{
  PosterStore        *store;         /* (unowned): the task holds it */
  gint64              now_us;
  GPtrArray          *targets;       /* (nullable) (element-type PosterTarget), of one post */
  PosterSubmission   *submission;    /* (nullable): what they go along in */
  PosterTargetStates  expected;
  gint64              read_version;  /* version of the post that the target was read from, -1: any */
  PosterJournalEntry *entry;         /* (nullable) */
  char               *target_id;     /* (nullable) */
  guint               limit;
  GPtrArray          *entries;       /* (nullable) (element-type PosterJournalEntry), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_pointer (&operation->targets, g_ptr_array_unref);
  g_clear_object (&operation->submission);
  g_clear_pointer (&operation->entry, poster_journal_entry_unref);
  g_free (operation->target_id);
  g_clear_pointer (&operation->entries, g_ptr_array_unref);
  g_free (operation);
}

static gboolean
append (PosterSql           *sql,
        const char          *target_id,
        PosterJournalEntry  *entry,
        GError             **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO journal (target_id, attempt, step, kind, phase, at_us, message, code) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, target_id);
  sqlite3_bind_int (write, 2, entry->attempt);
  poster_sql_bind_text (write, 3, entry->step);
  poster_sql_bind_text (write, 4, poster_step_kind_to_string (entry->kind));
  poster_sql_bind_text (write, 5, poster_journal_phase_to_string (entry->phase));
  sqlite3_bind_int64 (write, 6, entry->at_us);
  poster_sql_bind_text (write, 7, entry->message);
  poster_sql_bind_text (write, 8, entry->code);
  return poster_sql_finish (sql, write, error);
}

/* Whether the stored target is as it is thought to be; tells which post it belongs to. */
static gboolean
check_target (PosterSql     *sql,
              Operation     *operation,
              PosterTarget  *target,
              char         **post_id,
              GError       **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT t.state, t.post_id, p.edited_version, t.is_committed FROM targets t "
                                           "JOIN posts p ON p.id = t.post_id WHERE t.id = ?", error);
  PosterTargetState state = POSTER_TARGET_UNKNOWN;
  gint64 edited_version;
  gboolean is_committed;
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, target->id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("The post was deleted meanwhile"));
  if (step != POSTER_SQL_ROW)
    return FALSE;
  poster_target_state_from_string (poster_sql_column (find, 0), &state);
  g_free (*post_id);
  *post_id = poster_sql_dup_text (find, 1);
  edited_version = sqlite3_column_int64 (find, 2);
  is_committed = sqlite3_column_int (find, 3);
  if (!poster_sql_finish (sql, find, error))
    return FALSE;

  if ((POSTER_STATES (state) & operation->expected) == 0)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                   _("The state of the post changed meanwhile; it is “%s” now"), poster_target_state_to_string (state));
      return FALSE;
    }
  if (is_committed && target->state == POSTER_TARGET_CANCELLED)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The platform may have the post already, so it cannot be cancelled"));
      return FALSE;
    }
  if (operation->read_version >= 0 && edited_version > operation->read_version)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT, _("The post was edited meanwhile"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_target (PosterSql     *sql,
              PosterTarget  *target,
              GError       **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "UPDATE targets SET state = ?, holder = ?, due_us = ?, wake_us = ?, attempts = ?, failures = ?, step_state = ?, "
    "error_code = ?, error_category = ?, error_message = ?, platform_post_id = ?, platform_post_url = ?, "
    "published_us = ?, is_inbox = ?, open_step = ?, open_kind = ?, is_committed = ?, submission_id = ?, "
    "is_handed_over = ?, told_us = ? WHERE id = ?", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, poster_target_state_to_string (target->state));
  sqlite3_bind_int (write, 2, target->holder);
  poster_sql_bind_us (write, 3, target->due_us);
  poster_sql_bind_us (write, 4, target->wake_us);
  sqlite3_bind_int (write, 5, target->attempts);
  sqlite3_bind_int (write, 6, target->failures);
  poster_sql_bind_json (write, 7, target->step_state);
  poster_sql_bind_text (write, 8, target->error_code);
  poster_sql_bind_text (write, 9, target->error_category);
  poster_sql_bind_text (write, 10, target->error_message);
  poster_sql_bind_text (write, 11, target->platform_post_id);
  poster_sql_bind_text (write, 12, target->platform_post_url);
  poster_sql_bind_us (write, 13, target->published_us);
  sqlite3_bind_int (write, 14, target->is_inbox);
  poster_sql_bind_text (write, 15, target->open_step);
  poster_sql_bind_text (write, 16, target->open_step != NULL ? poster_step_kind_to_string (target->open_kind) : NULL);
  sqlite3_bind_int (write, 17, target->is_committed);
  poster_sql_bind_text (write, 18, target->submission_id);
  sqlite3_bind_int (write, 19, target->is_handed_over);
  poster_sql_bind_us (write, 20, target->told_us);
  poster_sql_bind_text (write, 21, target->id);
  return poster_sql_finish (sql, write, error);
}

/* What the service keeps of them. */
static gboolean
write_submission (PosterSql  *sql,
                  Operation  *operation,
                  GError    **error)
{
  PosterSubmission *submission = operation->submission;

  return submission == NULL ||
         (poster_submission_rows_write (sql, submission, operation->now_us, error) &&
          (!submission->is_open || poster_submission_rows_let_go (sql, submission->id, error)) &&
          poster_submission_rows_note_state (sql, submission->id, error));
}

static gboolean
commit_targets_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  g_autofree char *post_id = NULL;
  gint64 change;

  for (guint i = 0; i < operation->targets->len; i++)
    if (!check_target (sql, operation, g_ptr_array_index (operation->targets, i), &post_id, error))
      return FALSE;
  for (guint i = 0; i < operation->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (operation->targets, i);

      if (!write_target (sql, target, error) ||
          (operation->entry != NULL && !append (sql, target->id, operation->entry, error)))
        return FALSE;
    }
  return write_submission (sql, operation, error) &&
         poster_changes_add_post (operation->store->changes, sql, post_id, &change, error) &&
         poster_post_writing_touch (sql, post_id, operation->now_us, change, error) &&
         poster_series_rows_advance (sql, operation->store->changes, post_id, FALSE, operation->now_us, error);
}

static void
commit_targets (PosterStore         *self,
                gpointer             tag,
                gint64               read_version,
                PosterTarget *const *targets,
                guint                n_targets,
                PosterTargetStates   expected,
                PosterJournalEntry  *entry,
                PosterSubmission    *submission,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->store = self;
  operation->now_us = poster_clock_get_now_us (self->clock);
  operation->targets = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_targets; i++)
    g_ptr_array_add (operation->targets, poster_target_copy (targets[i]));
  operation->submission = submission != NULL ? poster_submission_copy (submission) : NULL;
  operation->expected = expected;
  operation->read_version = read_version;
  operation->entry = entry != NULL ? poster_journal_entry_ref (entry) : NULL;
  poster_store_write (self, task, commit_targets_func);
}

/**
 * poster_store_commit_target_async:
 * @self: a store
 * @target: a target with its new state; not changed
 * @expected: states that the stored one may be in
 * @entry: (nullable): what to append to its journal; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Writes what the engine knows of @target and appends @entry, both or neither, if the stored
 * target is in one of @expected. The engine's part is: state, holder, due and wake times,
 * attempts, failures, step state, error, the platform's post, the time of publishing, whether it
 * went to the inbox. What a person chose (account, place, text, title, media, schedule, options)
 * is left as it is stored, so that a record read before an edit cannot undo it. Counts the
 * version of the post up.
 */
void
poster_store_commit_target_async (PosterStore         *self,
                                  PosterTarget        *target,
                                  PosterTargetStates   expected,
                                  PosterJournalEntry  *entry,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  commit_targets (self, poster_store_commit_target_async, -1, &target, 1, expected, entry, NULL,
                  cancellable, callback, user_data);
}

/**
 * poster_store_commit_target_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: the stored target is in another state; %POSTER_ERROR_NOT_FOUND:
 *   it is gone; see also #PosterStore
 *
 * Returns: whether both are on the disk
 */
gboolean
poster_store_commit_target_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return poster_store_finish (self, result, poster_store_commit_target_async, error) != NULL;
}

/**
 * poster_store_claim_target_async:
 * @self: a store
 * @post: the post as it was read
 * @target: one of its targets with its new state; not changed
 * @expected: states that the stored one may be in
 * @entry: (nullable): what to append to its journal; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * As poster_store_commit_target_async(), but only if nobody edited the post since @post was read.
 * For the first step of publishing: what goes out is then what the person last saved, and at the
 * time they last chose. That other targets of the post went on meanwhile is no edit.
 */
void
poster_store_claim_target_async (PosterStore         *self,
                                 PosterPost          *post,
                                 PosterTarget        *target,
                                 PosterTargetStates   expected,
                                 PosterJournalEntry  *entry,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  commit_targets (self, poster_store_claim_target_async, post->version, &target, 1, expected, entry, NULL,
                  cancellable, callback, user_data);
}

/**
 * poster_store_claim_target_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: the post was edited, or the stored target is in another state:
 *   read it again; %POSTER_ERROR_NOT_FOUND: it is gone; see also #PosterStore
 *
 * Returns: whether both are on the disk
 */
gboolean
poster_store_claim_target_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return poster_store_finish (self, result, poster_store_claim_target_async, error) != NULL;
}

/**
 * poster_store_commit_targets_async:
 * @self: a store
 * @post: (nullable): the post as it was read, when nobody may have edited it since: see
 *   poster_store_claim_target_async()
 * @targets: (element-type PosterTarget): one or more targets of one post with their new states; not
 *   changed
 * @expected: states that the stored ones may be in
 * @entry: (nullable): what to append to the journal of each; not changed
 * @submission: (nullable): what they go along in, to be kept with them; not changed. When it is open,
 *   the service has just been brought up to date: members that are not for it any more are let go
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * As poster_store_commit_target_async() for several targets at once: all of it or nothing.
 */
void
poster_store_commit_targets_async (PosterStore         *self,
                                   PosterPost          *post,
                                   GPtrArray           *targets,
                                   PosterTargetStates   expected,
                                   PosterJournalEntry  *entry,
                                   PosterSubmission    *submission,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  commit_targets (self, poster_store_commit_targets_async, post != NULL ? post->version : -1,
                  (PosterTarget *const *) targets->pdata, targets->len, expected, entry, submission,
                  cancellable, callback, user_data);
}

/**
 * poster_store_commit_targets_finish:
 * @self: a store
 * @result: the result
 * @error: as those of poster_store_claim_target_finish(), for any of them
 *
 * Returns: whether all of it is on the disk
 */
gboolean
poster_store_commit_targets_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_commit_targets_async, error) != NULL;
}

static PosterJournalEntry *
read_entry (sqlite3_stmt *row)
{
  PosterStepKind kind = POSTER_STEP_PREPARE;
  PosterJournalPhase phase = POSTER_JOURNAL_NOTE;
  PosterJournalEntry *entry;

  poster_step_kind_from_string (poster_sql_column (row, 4), &kind);
  poster_journal_phase_from_string (poster_sql_column (row, 5), &phase);
  entry = poster_journal_entry_new (poster_sql_column (row, 1), sqlite3_column_int (row, 2),
                                    poster_sql_column (row, 3), kind, phase, sqlite3_column_int64 (row, 6));
  entry->seq = sqlite3_column_int64 (row, 0);
  entry->message = poster_sql_dup_text (row, 7);
  entry->code = poster_sql_dup_text (row, 8);
  return entry;
}

static gboolean
list_journal_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql,
    "SELECT seq, target_id, attempt, step, kind, phase, at_us, message, code FROM journal "
    "WHERE target_id = ? ORDER BY seq DESC LIMIT ?", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, operation->target_id);
  sqlite3_bind_int64 (list, 2, operation->limit > 0 ? (gint64) operation->limit : -1);
  operation->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_journal_entry_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->entries, read_entry (list));
  if (step == POSTER_SQL_FAILED)
    return FALSE;

  for (guint i = 0; i < operation->entries->len / 2; i++)
    {
      gpointer *first = &operation->entries->pdata[i];
      gpointer *last = &operation->entries->pdata[operation->entries->len - 1 - i];
      gpointer kept = *first;

      *first = *last;
      *last = kept;
    }
  return TRUE;
}

/**
 * poster_store_list_journal_async:
 * @self: a store
 * @target_id: id of a target
 * @limit: how many entries at most, the last ones; 0 for all
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads the journal of a target.
 */
void
poster_store_list_journal_async (PosterStore         *self,
                                 const char          *target_id,
                                 guint                limit,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_journal_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->target_id = g_strdup (target_id);
  operation->limit = limit;
  poster_store_read (self, task, list_journal_func);
}

/**
 * poster_store_list_journal_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterJournalEntry): the entries, oldest first; none for
 *   a target that is not known
 */
GPtrArray *
poster_store_list_journal_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_journal_async, error);

  return operation != NULL ? g_steal_pointer (&operation->entries) : NULL;
}
