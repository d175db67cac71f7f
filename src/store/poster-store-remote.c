/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-remote.h"

#include <glib/gi18n-lib.h>

#include "poster-account-rows.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-post-rows.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-store-private.h"
#include "poster-submission-rows.h"

/* Changes that were made at a service come back: what nobody changed here is taken over; what was
 * changed on both sides is held until a person chooses. */

/* When a target that is held because of that is looked at again by itself, at the latest. */
#define HELD_WAIT_US G_TIME_SPAN_DAY

typedef struct
{
  PosterStore        *store;          /* (unowned): the task holds it */
  gint64              now_us;
  char               *connection_id;  /* (nullable) */
  char               *id;             /* (nullable) */
  GPtrArray          *versions;       /* (nullable) (element-type JsonObject) */
  GPtrArray          *accounts;       /* (nullable) (element-type PosterAccount) */
  PosterRemoteChoice  choice;
  gint64              since_us;
  guint               limit;
  int                 n_changed;      /* what was found */
  GPtrArray          *submissions;    /* (nullable), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->connection_id);
  g_free (operation->id);
  g_clear_pointer (&operation->versions, g_ptr_array_unref);
  g_clear_pointer (&operation->accounts, g_ptr_array_unref);
  g_clear_pointer (&operation->submissions, g_ptr_array_unref);
  g_free (operation);
}

static Operation *
operation_new (PosterStore *store,
               const char  *connection_id)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = store;
  operation->connection_id = g_strdup (connection_id);
  operation->now_us = poster_clock_get_now_us (store->clock);
  return operation;
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          Operation           *operation,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  return poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/* Runs @text, which takes an id as ?1 and, if it likes, an instant as ?2 and a text as ?3. */
static gboolean
run (PosterSql   *sql,
     const char  *text,
     const char  *id,
     gint64       at_us,
     const char  *words,
     GError     **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (sql, text, error);

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, id);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, at_us);
  if (sqlite3_bind_parameter_count (statement) > 2)
    poster_sql_bind_text (statement, 3, words);
  return poster_sql_finish (sql, statement, error);
}

/* One line to the journal of each target that the service is to publish. */
static gboolean
note (PosterSql         *sql,
      PosterSubmission  *submission,
      gint64             now_us,
      const char        *message,
      GError           **error)
{
  return run (sql, "INSERT INTO journal (target_id, attempt, kind, phase, at_us, message) "
              "SELECT id, attempts, 'prepare', 'note', ?2, ?3 FROM targets WHERE submission_id = ?1 AND is_handed_over",
              submission->id, now_us, message, error);
}

/* What the post keeps about its targets follows. */
static gboolean
touch (PosterSql         *sql,
       Operation         *operation,
       PosterSubmission  *submission,
       GError           **error)
{
  gint64 change;

  operation->n_changed++;
  return poster_submission_rows_note_state (sql, submission->id, error) &&
         poster_changes_add_post (operation->store->changes, sql, submission->post_id, &change, error) &&
         poster_post_writing_touch (sql, submission->post_id, operation->now_us, change, error) &&
         poster_series_rows_advance (sql, operation->store->changes, submission->post_id, FALSE, operation->now_us, error);
}

static gboolean
find_by_remote_id (PosterSql         *sql,
                   const char        *connection_id,
                   const char        *remote_id,
                   PosterSubmission **submission,
                   GError           **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_SUBMISSION_COLUMNS " FROM submissions s "
                                           "WHERE s.connection_id = ? AND s.remote_id = ?", error);
  PosterSqlStep step;

  *submission = NULL;
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, connection_id);
  poster_sql_bind_text (find, 2, remote_id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  *submission = poster_submission_rows_read (find);
  return poster_sql_finish (sql, find, error);
}

/* The post of a submission: %NULL without @error when it is in the trash. */
static gboolean
find_post (PosterSql   *sql,
           const char  *post_id,
           PosterPost **post,
           gint64      *edited_version,
           GError     **error)
{
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT edited_version FROM posts WHERE id = ?", error);
  PosterSqlStep step;

  *post = NULL;
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post_id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  *edited_version = sqlite3_column_int64 (find, 0);
  if (!poster_sql_finish (sql, find, error))
    return FALSE;
  *post = poster_post_rows_find (sql, post_id, cache, error);
  return *post != NULL;
}

static gboolean
is_member (PosterTarget     *target,
           PosterSubmission *submission)
{
  return target->is_handed_over && g_strcmp0 (target->submission_id, submission->id) == 0;
}

/* Whether somebody is at work on one of its members just now, or wants to take it back. */
static gboolean
is_busy (PosterPost       *post,
         PosterSubmission *submission)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (is_member (target, submission) && (!poster_target_is_editable (target) || poster_target_is_unwanted (target)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
hold (PosterSql         *sql,
      Operation         *operation,
      PosterSubmission  *submission,
      JsonObject        *version,
      GError           **error)
{
  g_autofree char *text = poster_json_to_text (version, FALSE);
  const char *message = poster_json_get_boolean (version, "is_gone", FALSE)
    ? _("The post was changed here, and removed at Late. Choose which is to count.")
    : _("The post was changed here and at Late. Choose which is to count.");

  return run (sql, "UPDATE submissions SET remote = ?3 WHERE id = ?1 AND ?2 > 0", submission->id, operation->now_us, text,
              error) &&
         note (sql, submission, operation->now_us, message, error) &&
         run (sql, "UPDATE targets SET state = 'held', error_code = '" POSTER_ERROR_CODE_REMOTE_CHANGED "', "
              "error_category = 'user_content', error_message = ?3, wake_us = ?2 WHERE submission_id = ?1 "
              "AND is_handed_over AND state IN ('scheduled', 'held')", submission->id,
              operation->now_us + HELD_WAIT_US, message, error) &&
         touch (sql, operation, submission, error);
}

static gboolean
cancel (PosterSql         *sql,
        Operation         *operation,
        PosterSubmission  *submission,
        GError           **error)
{
  return note (sql, submission, operation->now_us, _("Removed at Late."), error) &&
         run (sql, "UPDATE targets SET state = 'cancelled', is_handed_over = 0, submission_id = NULL, step_state = NULL, "
              "told_us = NULL, wake_us = NULL, error_code = NULL, error_category = NULL, error_message = NULL "
              "WHERE submission_id = ?1 AND is_handed_over", submission->id, 0, NULL, error) &&
         touch (sql, operation, submission, error) &&
         run (sql, "DELETE FROM submissions WHERE id = ?1", submission->id, 0, NULL, error);
}

static JsonObject *
find_version_target (JsonObject *version,
                     const char *account_remote_id)
{
  JsonArray *targets = poster_json_get_array (version, "targets");

  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);

      if (g_strcmp0 (poster_json_get_string (target, "account"), account_remote_id) == 0)
        return target;
    }
  return NULL;
}

/* Our account for each that the service's post goes to; %NULL without @error when one is not known here. */
static gboolean
find_accounts (PosterSql   *sql,
               const char  *connection_id,
               JsonObject  *version,
               GPtrArray  **accounts,
               GError     **error)
{
  JsonArray *targets = poster_json_get_array (version, "targets");
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  *accounts = NULL;
  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      PosterSqlStep step;
      sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_ACCOUNT_COLUMNS
                                               "WHERE a.connection_id = ? AND a.remote_id = ? AND NOT a.is_removed", error);

      if (find == NULL)
        return FALSE;
      poster_sql_bind_text (find, 1, connection_id);
      poster_sql_bind_text (find, 2, poster_json_get_string (target, "account"));
      step = poster_sql_step (sql, find, error);
      if (step != POSTER_SQL_ROW)
        return step == POSTER_SQL_DONE;
      g_ptr_array_add (found, poster_account_rows_read (find));
      if (!poster_sql_finish (sql, find, error))
        return FALSE;
    }
  *accounts = g_steal_pointer (&found);
  return TRUE;
}

static PosterAccount *
find_account (GPtrArray  *accounts,
              const char *account_id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (accounts, i))->id, account_id))
      return g_ptr_array_index (accounts, i);
  return NULL;
}

/* The same kind of time as @old: on the wall where that was. */
static PosterSchedule *
make_schedule (PosterSchedule *old,
               gint64          at_us,
               const char     *zone_name)
{
  const char *name = zone_name != NULL && poster_zone_is_known (zone_name) ? zone_name
                     : old != NULL ? poster_schedule_get_zone (old) : "UTC";

  if (old == NULL || poster_schedule_get_wall (old) != NULL)
    {
      g_autoptr(GTimeZone) zone = poster_zone_load (name);
      g_autofree char *wall = zone != NULL ? poster_wall_format (poster_zone_instant_to_wall (zone, at_us)) : NULL;
      g_autoptr(PosterSchedule) schedule = wall != NULL ? poster_schedule_new_wall (wall, name, NULL) : NULL;

      if (schedule != NULL && poster_schedule_get_instant_us (schedule) == at_us)
        return g_steal_pointer (&schedule);
    }
  return poster_schedule_new_instant (at_us, name);
}

static void
replace_text (char       **text,
              const char  *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/* Makes @target what the service has for it. */
static void
take_target (PosterPost   *post,
             PosterTarget *target,
             JsonObject   *version,
             JsonObject   *of_target,
             gboolean      is_alone)
{
  const char *content = poster_json_get_string (of_target, "content");
  gint64 us = poster_json_get_int (of_target, "us", poster_json_get_int (version, "us", -1));
  gboolean has_own_time = poster_json_get_int (of_target, "us", -1) >= 0;
  PosterSchedule *own = NULL;

  if (content == NULL && !is_alone)
    content = poster_json_get_string (version, "content");
  replace_text (&target->content, content);
  if (!is_alone)
    replace_text (&target->title, poster_json_get_string (version, "title"));
  if (us >= 0)
    {
      if (!is_alone || has_own_time)
        own = make_schedule (target->schedule != NULL ? target->schedule : post->schedule, us,
                             poster_json_get_string (version, "zone"));
      g_clear_pointer (&target->schedule, poster_schedule_unref);
      target->schedule = own;
      target->due_us = us;
      target->told_us = us;
    }
  target->state = POSTER_TARGET_SCHEDULED;
  target->failures = 0;
  poster_target_clear_error (target);
}

/* Somebody took the account off the post there. */
static void
drop_target (PosterTarget *target)
{
  target->state = POSTER_TARGET_CANCELLED;
  target->wake_us = -1;
  poster_target_forget_try (target);
  poster_target_clear_error (target);
}

static PosterTarget *
add_target (PosterPost    *post,
            PosterTarget  *model,
            PosterAccount *account,
            JsonObject    *of_target)
{
  PosterTarget *target = poster_target_new (account->id);
  JsonObject *options = poster_json_get_object (of_target, "options");

  target->post_id = g_strdup (post->id);
  target->holder = POSTER_HOLDER_REMOTE;
  target->submission_id = g_strdup (model->submission_id);
  target->is_handed_over = TRUE;
  target->step_state = poster_json_copy (model->step_state);
  target->attempts = model->attempts;
  if (options != NULL)
    {
      json_object_unref (target->options);
      target->options = poster_json_copy (options);
    }
  g_ptr_array_add (post->targets, target);
  return target;
}

static gboolean
take_over (PosterSql         *sql,
           Operation         *operation,
           PosterSubmission  *submission,
           PosterPost        *post,
           JsonObject        *version,
           GPtrArray         *accounts,
           GError           **error)
{
  PosterTarget *model = NULL;
  gboolean is_alone = TRUE;
  gint64 us = poster_json_get_int (version, "us", -1);
  gint64 change;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (!is_member (target, submission))
        is_alone = is_alone && target->state == POSTER_TARGET_CANCELLED;
      else if (model == NULL)
        model = g_ptr_array_index (post->targets, i);
    }
  if (model == NULL)
    return TRUE;
  model = poster_target_copy (model);
  if (is_alone)
    {
      replace_text (&post->content, poster_json_get_string (version, "content"));
      replace_text (&post->title, poster_json_get_string (version, "title"));
      if (us >= 0)
        {
          PosterSchedule *schedule = make_schedule (post->schedule, us, poster_json_get_string (version, "zone"));

          g_clear_pointer (&post->schedule, poster_schedule_unref);
          post->schedule = schedule;
        }
    }
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterAccount *account = find_account (accounts, target->account_id);

      if (!is_member (target, submission))
        continue;
      if (account == NULL)
        drop_target (target);
      else
        take_target (post, target, version, find_version_target (version, account->remote_id), is_alone);
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      JsonObject *of_target = find_version_target (version, account->remote_id);
      gboolean is_there = FALSE;

      for (guint j = 0; j < post->targets->len && !is_there; j++)
        is_there = g_str_equal (((PosterTarget *) g_ptr_array_index (post->targets, j))->account_id, account->id);
      if (!is_there)
        take_target (post, add_target (post, model, account, of_target), version, of_target, is_alone);
    }
  g_object_unref (model);

  post->updated_us = operation->now_us;
  post->version++;
  replace_text (&submission->mark, poster_json_get_string (version, "mark"));
  g_clear_pointer (&submission->remote, g_free);
  submission->pushed_version = post->version;
  operation->n_changed++;
  return poster_changes_add_post (operation->store->changes, sql, post->id, &change, error) &&
         poster_post_writing_save (sql, post, change, error) &&
         poster_submission_rows_write (sql, submission, operation->now_us, error) &&
         poster_submission_rows_note_state (sql, submission->id, error) &&
         note (sql, submission, operation->now_us, _("Changed at Late."), error) &&
         poster_series_rows_advance (sql, operation->store->changes, post->id, FALSE, operation->now_us, error);
}

/* Whether the service has other files than the post: they cannot be brought back from there. */
static gboolean
has_other_files (PosterPost *post,
                 JsonObject *version)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (((PosterTarget *) g_ptr_array_index (post->targets, i))->media != NULL)
      return FALSE;
  return poster_json_get_int (version, "media", post->media->len) != post->media->len;
}

static gboolean
is_conflict_known (PosterSubmission *submission,
                   JsonObject       *version)
{
  g_autoptr(JsonObject) known = submission->remote != NULL ? poster_json_parse_object (submission->remote, -1, NULL) : NULL;

  return known != NULL && poster_submission_marks_agree (poster_json_get_string (known, "mark"), poster_json_get_string (version, "mark")) &&
         poster_json_get_boolean (known, "is_gone", FALSE) == poster_json_get_boolean (version, "is_gone", FALSE);
}

/* Something became of it there: nothing can be edited any more, and whoever looks after it asks what. */
static gboolean
let_move (PosterSql         *sql,
          Operation         *operation,
          PosterSubmission  *submission,
          PosterPost        *post,
          JsonObject        *version,
          GError           **error)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      g_autoptr(PosterAccount) account = NULL;
      g_autofree char *words = NULL;
      JsonObject *of_target;

      if (!is_member (target, submission))
        continue;
      account = poster_account_rows_find (sql, target->account_id, error);
      if (account == NULL)
        return FALSE;
      of_target = find_version_target (version, account->remote_id);
      if (of_target == NULL || !poster_json_get_boolean (of_target, "is_moving", FALSE))
        continue;
      /* Translators: %s is a word of the service */
      words = g_strdup_printf (_("Late says “%s”."), poster_json_get_string (of_target, "status"));
      if (!run (sql, "INSERT INTO journal (target_id, attempt, kind, phase, at_us, message) "
                "SELECT id, attempts, 'prepare', 'note', ?2, ?3 FROM targets WHERE id = ?1", target->id,
                operation->now_us, words, error) ||
          !run (sql, "UPDATE targets SET state = 'processing', is_committed = 1, wake_us = ?2, failures = 0, "
                "error_code = NULL, error_category = NULL, error_message = NULL WHERE id = ?1",
                target->id, operation->now_us, NULL, error))
        return FALSE;
    }
  return touch (sql, operation, submission, error);
}

static gboolean
take_version (PosterSql   *sql,
              Operation   *operation,
              JsonObject  *version,
              GError     **error)
{
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  const char *mark = poster_json_get_string (version, "mark");
  gboolean is_gone = poster_json_get_boolean (version, "is_gone", FALSE);
  gint64 edited_version = 0;
  gboolean is_edited;

  if (!find_by_remote_id (sql, operation->connection_id, poster_json_get_string (version, "id"), &submission, error))
    return FALSE;
  if (submission == NULL)
    return TRUE;
  if (!run (sql, "UPDATE submissions SET seen_us = ?2 WHERE id = ?1", submission->id, operation->now_us, NULL, error))
    return FALSE;
  if (!submission->is_open || submission->is_unwanted)
    return TRUE;

  /* The most frequent case costs no more than this. */
  if (!is_gone && !poster_json_get_boolean (version, "is_moving", FALSE) && poster_submission_marks_agree (mark, submission->mark))
    return TRUE;
  if (!find_post (sql, submission->post_id, &post, &edited_version, error))
    return FALSE;
  if (post == NULL || is_busy (post, submission) || is_conflict_known (submission, version))
    return TRUE;
  is_edited = edited_version > submission->pushed_version;
  if (is_gone)
    return is_edited ? hold (sql, operation, submission, version, error) : cancel (sql, operation, submission, error);
  if (poster_json_get_boolean (version, "is_moving", FALSE))
    return let_move (sql, operation, submission, post, version, error);
  if (submission->mark == NULL)
    {
      submission->mark = g_strdup (mark);
      return poster_submission_rows_write (sql, submission, operation->now_us, error);
    }
  if (!find_accounts (sql, operation->connection_id, version, &accounts, error))
    return FALSE;
  if (is_edited || accounts == NULL || has_other_files (post, version))
    return hold (sql, operation, submission, version, error);
  return take_over (sql, operation, submission, post, version, accounts, error);
}

static gboolean
take_remote_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;

  for (guint i = 0; i < operation->versions->len; i++)
    if (!take_version (sql, operation, g_ptr_array_index (operation->versions, i), error))
      return FALSE;
  return TRUE;
}

/**
 * poster_store_take_remote_async:
 * @self: a store
 * @connection_id: id of a connection
 * @versions: (element-type JsonObject): what its service has, see above; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes over what was changed there and not here; holds what was changed on both sides, and what
 * cannot be taken over. Posts that are not ours are none of its business. Each post costs one look
 * into an index.
 */
void
poster_store_take_remote_async (PosterStore         *self,
                                const char          *connection_id,
                                GPtrArray           *versions,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation = operation_new (self, connection_id);
  g_autoptr(GTask) task = task_new (self, poster_store_take_remote_async, operation, cancellable, callback, user_data);

  operation->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < versions->len; i++)
    g_ptr_array_add (operation->versions, json_object_ref (g_ptr_array_index (versions, i)));
  poster_store_write (self, task, take_remote_func);
}

/**
 * poster_store_take_remote_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: for how many posts anything followed from it, -1 on error
 */
int
poster_store_take_remote_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_take_remote_async, error);

  return operation != NULL ? operation->n_changed : -1;
}

/**
 * poster_store_take_gone_async:
 * @self: a store
 * @connection_id: id of a connection
 * @remote_id: id of a post that its service does not have any more
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Cancels the post here, too; holds it when it was edited here since it was sent.
 */
void
poster_store_take_gone_async (PosterStore         *self,
                              const char          *connection_id,
                              const char          *remote_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Operation *operation = operation_new (self, connection_id);
  g_autoptr(GTask) task = task_new (self, poster_store_take_gone_async, operation, cancellable, callback, user_data);
  JsonObject *version = json_object_new ();

  json_object_set_string_member (version, "id", remote_id);
  json_object_set_boolean_member (version, "is_gone", TRUE);
  operation->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_ptr_array_add (operation->versions, version);
  poster_store_write (self, task, take_remote_func);
}

/**
 * poster_store_take_gone_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: 1 when anything followed from it, else 0; -1 on error
 */
int
poster_store_take_gone_finish (PosterStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_take_gone_async, error);

  return operation != NULL ? operation->n_changed : -1;
}

static gboolean
list_unseen_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  PosterSqlStep step;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_SUBMISSION_COLUMNS " FROM submissions s "
                                           "INDEXED BY submissions_open WHERE s.is_open AND s.connection_id = ? "
                                           "AND s.seen_us < ? ORDER BY s.seen_us LIMIT ?", error);

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, operation->connection_id);
  sqlite3_bind_int64 (list, 2, operation->since_us);
  sqlite3_bind_int64 (list, 3, operation->limit);
  operation->submissions = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->submissions, poster_submission_rows_read (list));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_unseen_async:
 * @self: a store
 * @connection_id: id of a connection
 * @since_us: an instant, microseconds since the epoch
 * @limit: how many at most
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists what the service is to publish and was not seen there since then.
 */
void
poster_store_list_unseen_async (PosterStore         *self,
                                const char          *connection_id,
                                gint64               since_us,
                                guint                limit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Operation *operation = operation_new (self, connection_id);
  g_autoptr(GTask) task = task_new (self, poster_store_list_unseen_async, operation, cancellable, callback, user_data);

  operation->since_us = since_us;
  operation->limit = limit;
  poster_store_read (self, task, list_unseen_func);
}

/**
 * poster_store_list_unseen_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterSubmission): those, the longest unseen first
 */
GPtrArray *
poster_store_list_unseen_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_unseen_async, error);

  return operation != NULL ? g_steal_pointer (&operation->submissions) : NULL;
}

/* The service gets what is here: as an edit of what it has, or as a new post where it has none. */
static gboolean
keep_mine (PosterSql         *sql,
           Operation         *operation,
           PosterSubmission  *submission,
           JsonObject        *version,
           GError           **error)
{
  if (!note (sql, submission, operation->now_us, _("What is here counts, says a person."), error))
    return FALSE;
  if (poster_json_get_boolean (version, "is_gone", FALSE))
    return run (sql, "UPDATE targets SET state = 'scheduled', is_handed_over = 0, submission_id = NULL, step_state = NULL, "
                "told_us = NULL, failures = 0, error_code = NULL, error_category = NULL, error_message = NULL, wake_us = ?2 "
                "WHERE submission_id = ?1 AND is_handed_over AND state IN ('scheduled', 'held')",
                submission->id, operation->now_us, NULL, error) &&
           touch (sql, operation, submission, error);
  replace_text (&submission->mark, poster_json_get_string (version, "mark"));
  g_clear_pointer (&submission->remote, g_free);
  return poster_submission_rows_write (sql, submission, operation->now_us, error) &&
         run (sql, "UPDATE targets SET state = 'scheduled', failures = 0, error_code = NULL, error_category = NULL, "
              "error_message = NULL, wake_us = ?2 WHERE submission_id = ?1 AND is_handed_over "
              "AND state IN ('scheduled', 'held')", submission->id, operation->now_us, NULL, error) &&
         touch (sql, operation, submission, error);
}

static gboolean
take_theirs (PosterSql         *sql,
             Operation         *operation,
             PosterSubmission  *submission,
             JsonObject        *version,
             GError           **error)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  gint64 edited_version;

  if (poster_json_get_boolean (version, "is_gone", FALSE))
    return cancel (sql, operation, submission, error);
  if (!find_post (sql, submission->post_id, &post, &edited_version, error) ||
      !find_accounts (sql, submission->connection_id, version, &accounts, error))
    return FALSE;
  if (post == NULL || accounts == NULL || has_other_files (post, version))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("Late has files or accounts for this post that are not known here, so it cannot be taken over. "
                             "Keep what is here, or take the post back."));
      return FALSE;
    }
  return take_over (sql, operation, submission, post, version, accounts, error);
}

static gboolean
resolve_func (PosterSql  *sql,
              gpointer    data,
              GError    **error)
{
  Operation *operation = data;
  g_autoptr(GPtrArray) submissions = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_SUBMISSION_COLUMNS " FROM submissions s "
                                           "WHERE s.post_id = ? AND s.remote IS NOT NULL AND NOT s.is_unwanted", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, operation->id);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (submissions, poster_submission_rows_read (list));
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  for (guint i = 0; i < submissions->len; i++)
    {
      PosterSubmission *submission = g_ptr_array_index (submissions, i);
      g_autoptr(JsonObject) version = poster_json_parse_object (submission->remote, -1, error);

      if (version == NULL)
        return FALSE;
      if (!(operation->choice == POSTER_REMOTE_CHOICE_MINE ? keep_mine (sql, operation, submission, version, error)
                                                           : take_theirs (sql, operation, submission, version, error)))
        return FALSE;
    }
  if (submissions->len > 0)
    return TRUE;
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                       _("There is nothing to choose: the post is not known to be another one at Late."));
  return FALSE;
}

/**
 * poster_store_resolve_remote_async:
 * @self: a store
 * @post_id: id of a post that was changed here and at a service
 * @choice: what a person wants
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends the conflict. The engine has to be rung afterwards.
 */
void
poster_store_resolve_remote_async (PosterStore         *self,
                                   const char          *post_id,
                                   PosterRemoteChoice   choice,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation = operation_new (self, NULL);
  g_autoptr(GTask) task = task_new (self, poster_store_resolve_remote_async, operation, cancellable, callback, user_data);

  operation->id = g_strdup (post_id);
  operation->choice = choice;
  poster_store_write (self, task, resolve_func);
}

/**
 * poster_store_resolve_remote_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: there is none, or theirs cannot be taken over; see also #PosterStore
 *
 * Returns: whether it is settled
 */
gboolean
poster_store_resolve_remote_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_resolve_remote_async, error) != NULL;
}

static gboolean
refresh_account (PosterSql      *sql,
                 Operation      *operation,
                 PosterAccount  *account,
                 GError        **error)
{
  sqlite3_stmt *write = poster_sql_prepare (sql,
    "INSERT INTO accounts (id, connection_id, platform, remote_id, username, display_name, avatar_uri, is_active, "
    "is_removed, followers, metadata, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ifnull (?10, '{}'), ?11) "
    "ON CONFLICT (connection_id, remote_id) DO UPDATE SET platform = excluded.platform, "
    "username = excluded.username, display_name = excluded.display_name, avatar_uri = excluded.avatar_uri, "
    "is_active = excluded.is_active AND NOT is_removed, followers = excluded.followers, metadata = excluded.metadata", error);

  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, account->id);
  poster_sql_bind_text (write, 2, operation->connection_id);
  poster_sql_bind_text (write, 3, account->platform);
  poster_sql_bind_text (write, 4, account->remote_id);
  poster_sql_bind_text (write, 5, account->username);
  poster_sql_bind_text (write, 6, account->display_name);
  poster_sql_bind_text (write, 7, account->avatar_uri);
  sqlite3_bind_int (write, 8, account->is_active);
  sqlite3_bind_int64 (write, 9, account->followers);
  poster_sql_bind_json (write, 10, account->metadata);
  sqlite3_bind_int64 (write, 11, operation->now_us);
  return poster_sql_finish (sql, write, error);
}

static gboolean
refresh_accounts_func (PosterSql  *sql,
                       gpointer    data,
                       GError    **error)
{
  Operation *operation = data;
  g_autoptr(JsonArray) ids = json_array_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;
  sqlite3_stmt *write;

  for (guint i = 0; i < operation->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (operation->accounts, i);

      if (!refresh_account (sql, operation, account, error))
        return FALSE;
      json_array_add_string_element (ids, account->remote_id);
    }
  json_node_set_array (node, ids);
  text = json_to_string (node, FALSE);
  write = poster_sql_prepare (sql, "UPDATE accounts SET is_active = 0 WHERE connection_id = ? AND is_active "
                              "AND remote_id NOT IN (SELECT value FROM json_each (?))", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, operation->connection_id);
  poster_sql_bind_text (write, 2, text);
  return poster_sql_finish (sql, write, error) &&
         poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_refresh_accounts_async:
 * @self: a store
 * @connection_id: id of a connection
 * @accounts: (element-type PosterAccount): all that it reaches now; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Brings what is known of its accounts up to date: new ones appear, those that are not among
 * @accounts become inactive. Who was disconnected stays so, and so does all else that a person said.
 */
void
poster_store_refresh_accounts_async (PosterStore         *self,
                                     const char          *connection_id,
                                     GPtrArray           *accounts,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  Operation *operation = operation_new (self, connection_id);
  g_autoptr(GTask) task = task_new (self, poster_store_refresh_accounts_async, operation, cancellable, callback, user_data);

  operation->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (operation->accounts, poster_account_copy (g_ptr_array_index (accounts, i)));
  poster_store_write (self, task, refresh_accounts_func);
}

/**
 * poster_store_refresh_accounts_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether they are stored
 */
gboolean
poster_store_refresh_accounts_finish (PosterStore   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return poster_store_finish (self, result, poster_store_refresh_accounts_async, error) != NULL;
}
