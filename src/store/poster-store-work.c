/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include "poster-account-rows.h"
#include "poster-post-rows.h"
#include "poster-submission-rows.h"

/* What the engine asks: what is to be done now, and when it has to look again. */

/* How many of those that are only looked after are handed out for each account: a few questions at
 * a time are enough. Of what goes out there is one. */
#define MANY_LOOKED_AFTER 4

/* How many submissions are taken back at once. */
#define MANY_UNWANTED 4

/* How many of those that wait for longer than anything waits. */
#define MANY_ASTRAY 64

typedef struct
{
  /* Operands. */
  gint64      now_us;
  GHashTable *busy_ids;     /* (element-type utf8 utf8), of accounts */
  GHashTable *running_ids;  /* (element-type utf8 utf8), of targets */
  GStrv       settings;     /* names */

  /* In progress. */
  GPtrArray  *target_ids;   /* (element-type utf8) */
  GPtrArray  *post_ids;     /* (element-type utf8), beside it */

  PosterWork *work;         /* (nullable), what was found */
} Operation;

/**
 * poster_work_free:
 * @self: (transfer full): what was found
 */
void
poster_work_free (PosterWork *self)
{
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->posts);
  g_ptr_array_unref (self->unwanted);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->settings);
  g_free (self);
}

static PosterWork *
work_new (void)
{
  PosterWork *self = g_new0 (PosterWork, 1);

  self->targets = g_ptr_array_new_with_free_func (g_object_unref);
  self->posts = g_ptr_array_new_with_free_func (g_object_unref);
  self->unwanted = g_ptr_array_new_with_free_func (g_object_unref);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->next_wake_us = -1;
  return self;
}

static GHashTable *
copy_set (const char *const *ids)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (ids[i]));
  return set;
}

static void
operation_free (Operation *operation)
{
  g_hash_table_unref (operation->busy_ids);
  g_hash_table_unref (operation->running_ids);
  g_strfreev (operation->settings);
  g_ptr_array_unref (operation->target_ids);
  g_ptr_array_unref (operation->post_ids);
  g_clear_pointer (&operation->work, poster_work_free);
  g_free (operation);
}

static void
note_found (Operation    *operation,
            sqlite3_stmt *row)
{
  g_ptr_array_add (operation->target_ids, poster_sql_dup_text (row, 0));
  g_ptr_array_add (operation->post_ids, poster_sql_dup_text (row, 1));
}

/* The first @limit targets of an account that are due and do not run. */
static gboolean
find_due (PosterSql   *sql,
          Operation   *operation,
          const char  *account_id,
          gboolean     is_committed,
          guint        limit,
          GError     **error)
{
  PosterSqlStep step;
  guint n_found = 0;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT id, post_id FROM targets INDEXED BY targets_turn WHERE wake_us IS NOT NULL AND account_id = ? "
    "AND is_committed = ? AND wake_us <= ? ORDER BY wake_us, due_us", error);

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, account_id);
  sqlite3_bind_int (find, 2, is_committed);
  sqlite3_bind_int64 (find, 3, operation->now_us);
  while (n_found < limit && (step = poster_sql_step (sql, find, error)) != POSTER_SQL_DONE)
    {
      if (step == POSTER_SQL_FAILED)
        return FALSE;
      if (g_hash_table_contains (operation->running_ids, poster_sql_column (find, 0)))
        continue;
      n_found++;
      if (!is_committed && g_hash_table_contains (operation->busy_ids, account_id))
        operation->work->is_any_left = TRUE;
      else
        note_found (operation, find);
    }
  /* How many more there are is nobody's question. */
  sqlite3_reset (find);
  return TRUE;
}

/* The account after @account_id that has anything to wait for; an empty string when there is none. */
static char *
find_next_account (PosterSql   *sql,
                   const char  *account_id,
                   GError     **error)
{
  g_autofree char *next = NULL;
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT account_id FROM targets INDEXED BY targets_turn WHERE wake_us IS NOT NULL AND account_id > ? "
    "ORDER BY account_id LIMIT 1", error);

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, account_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_FAILED)
    return NULL;
  if (step == POSTER_SQL_DONE)
    return g_strdup ("");
  next = poster_sql_dup_text (find, 0);
  return poster_sql_finish (sql, find, error) ? g_steal_pointer (&next) : NULL;
}

static gboolean
find_all_due (PosterSql  *sql,
              Operation  *operation,
              GError    **error)
{
  g_autofree char *account_id = g_strdup ("");

  while (TRUE)
    {
      char *next = find_next_account (sql, account_id, error);

      if (next == NULL)
        return FALSE;
      g_free (account_id);
      account_id = next;
      if (account_id[0] == '\0')
        return TRUE;
      if (!find_due (sql, operation, account_id, TRUE, MANY_LOOKED_AFTER, error) ||
          !find_due (sql, operation, account_id, FALSE, 1, error))
        return FALSE;
    }
}

/* The clock was wrong when these were told to wait, and has been put right since. */
static gboolean
find_astray (PosterSql  *sql,
             Operation  *operation,
             GError    **error)
{
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT id, post_id FROM targets INDEXED BY targets_busy "
    "WHERE wake_us IS NOT NULL AND state <> 'scheduled' AND wake_us > ? ORDER BY wake_us, post_id LIMIT ?", error);

  if (find == NULL)
    return FALSE;
  sqlite3_bind_int64 (find, 1, operation->now_us + POSTER_TARGET_LONGEST_WAIT_US);
  sqlite3_bind_int (find, 2, MANY_ASTRAY);
  while ((step = poster_sql_step (sql, find, error)) == POSTER_SQL_ROW)
    if (!g_hash_table_contains (operation->running_ids, poster_sql_column (find, 0)))
      note_found (operation, find);
  return step == POSTER_SQL_DONE;
}

/* Each post once, however many of its targets are due. */
static gboolean
read_posts (PosterSql  *sql,
            Operation  *operation,
            GError    **error)
{
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autoptr(GHashTable) posts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < operation->post_ids->len; i++)
    {
      const char *post_id = g_ptr_array_index (operation->post_ids, i);
      PosterPost *post;
      sqlite3_stmt *find;

      if (g_hash_table_contains (posts, post_id))
        continue;
      find = poster_sql_prepare (sql, "SELECT " POSTER_POST_COLUMNS " FROM posts p WHERE p.id = ?", error);
      if (find == NULL)
        return FALSE;
      poster_sql_bind_text (find, 1, post_id);
      if (poster_sql_step (sql, find, error) != POSTER_SQL_ROW)
        return FALSE;
      post = poster_post_rows_read (find);
      g_ptr_array_add (list, post);
      g_hash_table_insert (posts, post->id, post);
      if (!poster_sql_finish (sql, find, error))
        return FALSE;
    }
  if (!poster_post_rows_fill_in (sql, list, FALSE, cache, error))
    return FALSE;
  for (guint i = 0; i < operation->target_ids->len; i++)
    {
      PosterPost *post = g_hash_table_lookup (posts, g_ptr_array_index (operation->post_ids, i));
      PosterTarget *target = poster_post_find_target (post, g_ptr_array_index (operation->target_ids, i));

      if (target == NULL)
        continue;
      g_ptr_array_add (operation->work->targets, g_object_ref (target));
      g_ptr_array_add (operation->work->posts, g_object_ref (post));
    }
  return TRUE;
}

static gboolean
find_next_wake (PosterSql  *sql,
                Operation  *operation,
                GError    **error)
{
  PosterSqlStep step;
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT wake_us FROM targets INDEXED BY targets_wake "
    "WHERE wake_us IS NOT NULL AND wake_us > ? ORDER BY wake_us LIMIT 1", error);

  if (find == NULL)
    return FALSE;
  sqlite3_bind_int64 (find, 1, operation->now_us);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  operation->work->next_wake_us = sqlite3_column_int64 (find, 0);
  return poster_sql_finish (sql, find, error);
}

/* Each account that any of the posts goes to. */
static gboolean
read_accounts (PosterSql  *sql,
               Operation  *operation,
               GError    **error)
{
  for (guint i = 0; i < operation->work->posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (operation->work->posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        {
          PosterTarget *target = g_ptr_array_index (post->targets, j);
          PosterAccount *account;

          if (g_hash_table_contains (operation->work->accounts, target->account_id))
            continue;
          account = poster_account_rows_find (sql, target->account_id, error);
          if (account == NULL)
            return FALSE;
          g_hash_table_insert (operation->work->accounts, account->id, account);
        }
    }
  return TRUE;
}

static gboolean
find_unwanted (PosterSql  *sql,
               Operation  *operation,
               GError    **error)
{
  PosterSqlStep step;
  gint64 next_us = -1;
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_SUBMISSION_COLUMNS " FROM submissions s "
                                           "INDEXED BY submissions_unwanted WHERE s.is_unwanted AND s.wake_us IS NOT NULL "
                                           "ORDER BY s.wake_us LIMIT ?", error);

  if (find == NULL)
    return FALSE;
  sqlite3_bind_int (find, 1, MANY_UNWANTED);
  while ((step = poster_sql_step (sql, find, error)) == POSTER_SQL_ROW)
    {
      g_autoptr(PosterSubmission) submission = poster_submission_rows_read (find);

      if (submission->wake_us <= operation->now_us)
        g_ptr_array_add (operation->work->unwanted, g_steal_pointer (&submission));
      else if (next_us < 0)
        next_us = submission->wake_us;
    }
  if (next_us >= 0 && (operation->work->next_wake_us < 0 || next_us < operation->work->next_wake_us))
    operation->work->next_wake_us = next_us;
  return step == POSTER_SQL_DONE;
}

static gboolean
read_settings (PosterSql  *sql,
               Operation  *operation,
               GError    **error)
{
  for (guint i = 0; operation->settings[i] != NULL; i++)
    {
      sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT value FROM settings WHERE key = ?", error);
      PosterSqlStep step;

      if (find == NULL)
        return FALSE;
      poster_sql_bind_text (find, 1, operation->settings[i]);
      step = poster_sql_step (sql, find, error);
      if (step == POSTER_SQL_FAILED)
        return FALSE;
      if (step == POSTER_SQL_DONE)
        continue;
      g_hash_table_insert (operation->work->settings, g_strdup (operation->settings[i]), poster_sql_dup_text (find, 0));
      if (!poster_sql_finish (sql, find, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_for_work_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;

  operation->work = work_new ();
  return find_all_due (sql, operation, error) && find_astray (sql, operation, error) &&
         read_posts (sql, operation, error) && read_accounts (sql, operation, error) &&
         find_next_wake (sql, operation, error) && find_unwanted (sql, operation, error) &&
         read_settings (sql, operation, error);
}

/**
 * poster_store_look_for_work_async:
 * @self: a store
 * @now_us: the present instant, microseconds since the epoch
 * @busy_account_ids: (nullable) (array zero-terminated=1): accounts to which nothing more is to go
 *   out now; what they have already is looked after all the same
 * @running_target_ids: (nullable) (array zero-terminated=1): targets that are worked on
 * @settings: (nullable) (array zero-terminated=1): settings to be read with it
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds what is to be done: of each account the one target that goes out next and a few of those
 * that the platform has and are looked after, of those whose wake_us is not after @now_us; and those
 * under way that would wait longer than anything waits (see poster_target_is_due()). Costs what the
 * accounts with something to wait for cost, however many posts each of them has.
 */
void
poster_store_look_for_work_async (PosterStore         *self,
                                  gint64               now_us,
                                  const char *const   *busy_account_ids,
                                  const char *const   *running_target_ids,
                                  const char *const   *settings,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  const char *const none[] = { NULL };
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = NULL;

  operation->now_us = now_us;
  operation->busy_ids = copy_set (busy_account_ids);
  operation->running_ids = copy_set (running_target_ids);
  operation->settings = g_strdupv ((char **) (settings != NULL ? settings : none));
  operation->target_ids = g_ptr_array_new_with_free_func (g_free);
  operation->post_ids = g_ptr_array_new_with_free_func (g_free);
  task = poster_store_task_new (self, poster_store_look_for_work_async, operation,
                                (GDestroyNotify) operation_free, cancellable, callback, user_data);
  poster_store_read (self, task, look_for_work_func);
}

/**
 * poster_store_look_for_work_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full): what was found
 */
PosterWork *
poster_store_look_for_work_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_look_for_work_async, error);

  return operation != NULL ? g_steal_pointer (&operation->work) : NULL;
}
