/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-post-rows.h"
#include "poster-post-writing.h"
#include "poster-series-rows.h"
#include "poster-submission-rows.h"

/* Deleting that can be undone. What is in the trash lies in tables of its own, so that no list, no
 * count and no engine can come across it by forgetting to ask. */

typedef struct
{
  PosterStore        *store;    /* (unowned): the task holds it */
  gint64              now_us;
  char               *id;       /* (nullable) */
  PosterTargetStates  allowed;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->id);
  g_free (operation);
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          const char          *id,
          PosterTargetStates   allowed,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->store = self;
  operation->now_us = poster_clock_get_now_us (self->clock);
  operation->id = g_strdup (id);
  operation->allowed = allowed;
  return poster_store_task_new (self, tag, operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

/* Runs each of @statements, which take the id of a post as ?1 and, if they like, an instant as ?2. */
static gboolean
run_each (PosterSql          *sql,
          const char *const  *statements,
          const char         *post_id,
          gint64              at_us,
          GError            **error)
{
  for (guint i = 0; statements[i] != NULL; i++)
    {
      sqlite3_stmt *statement = poster_sql_prepare (sql, statements[i], error);

      if (statement == NULL)
        return FALSE;
      poster_sql_bind_text (statement, 1, post_id);
      if (sqlite3_bind_parameter_count (statement) > 1)
        sqlite3_bind_int64 (statement, 2, at_us);
      if (!poster_sql_finish (sql, statement, error))
        return FALSE;
    }
  return TRUE;
}

/* The numbers of the rows go, for they may be given to others; those of the journal are not. What
 * belongs to the post follows it out of the tables. */
static const char *const throw_away[] = {
  "INSERT INTO trashed_journal SELECT j.* FROM targets t CROSS JOIN journal j ON j.target_id = t.id WHERE t.post_id = ?1",
  "INSERT INTO trashed_post_media SELECT * FROM post_media WHERE post_id = ?1",
  "INSERT INTO trashed_targets SELECT * FROM targets WHERE post_id = ?1",
  "UPDATE trashed_targets SET seq = NULL WHERE post_id = ?1",
  "INSERT INTO trashed_posts SELECT * FROM posts WHERE id = ?1",
  "UPDATE trashed_posts SET seq = NULL WHERE id = ?1",
  "INSERT INTO trash (post_id, trashed_us) VALUES (?1, ?2)",
  "DELETE FROM posts WHERE id = ?1",
  NULL
};

static const char *const bring_back[] = {
  /* Somebody else may have taken its slot since: then it has its time without one. */
  "UPDATE trashed_posts SET queue_id = NULL, slot_us = NULL WHERE id = ?1 AND EXISTS (SELECT 1 FROM posts p "
    "WHERE p.queue_id = trashed_posts.queue_id AND p.slot_us = trashed_posts.slot_us)",
  "UPDATE trashed_posts SET occurrence = NULL WHERE id = ?1 AND EXISTS (SELECT 1 FROM posts p "
    "WHERE p.series_id = trashed_posts.series_id AND p.occurrence = trashed_posts.occurrence)",
  "INSERT INTO posts SELECT * FROM trashed_posts WHERE id = ?1",
  "INSERT INTO targets SELECT * FROM trashed_targets WHERE post_id = ?1",
  "INSERT INTO post_media SELECT * FROM trashed_post_media WHERE post_id = ?1",
  "INSERT INTO journal SELECT j.* FROM trashed_targets t CROSS JOIN trashed_journal j ON j.target_id = t.id "
    "WHERE t.post_id = ?1",
  "INSERT OR IGNORE INTO post_accounts (account_id, section, sort_key, post_id) "
    "SELECT t.account_id, p.section, p.sort_key, p.id FROM posts p CROSS JOIN targets t ON t.post_id = p.id WHERE p.id = ?1",
  "UPDATE posts SET changed = ?2 WHERE id = ?1",
  NULL
};

static const char *const forget[] = {
  "DELETE FROM trashed_journal WHERE target_id IN (SELECT id FROM trashed_targets WHERE post_id = ?1)",
  "DELETE FROM trashed_targets WHERE post_id = ?1",
  "DELETE FROM trashed_post_media WHERE post_id = ?1",
  "DELETE FROM trashed_posts WHERE id = ?1",
  "DELETE FROM trash WHERE post_id = ?1",
  NULL
};

/* What the composer keeps beside a draft, see poster-draft-keeper-plan.c: as long as the draft can be
 * brought back, so can that. */
static const char *const forget_plan[] = {
  "DELETE FROM settings WHERE key = 'plan-' || ?1 AND EXISTS (SELECT 1 FROM trash WHERE post_id = ?1)",
  NULL
};

static gboolean
trash_post_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autoptr(PosterPost) stored = poster_post_rows_find (sql, operation->id, cache, error);

  return stored != NULL &&
         poster_post_writing_check (sql, stored, operation->allowed, error) &&
         poster_series_rows_advance (sql, operation->store->changes, operation->id, TRUE, operation->now_us, error) &&
         /* One with that id may lie there, from before it was saved anew. */
         run_each (sql, forget, operation->id, 0, error) &&
         run_each (sql, throw_away, operation->id, operation->now_us, error) &&
         poster_submission_rows_note_trash (sql, operation->id, operation->now_us, error) &&
         poster_changes_add_wide (operation->store->changes, sql, operation->id, error);
}

/**
 * poster_store_trash_post_async:
 * @self: a store
 * @post_id: id of a post
 * @allowed: states that its targets may be in
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Deletes a post, its targets and their journal, when every target is in one of @allowed, as
 * poster_store_delete_post_async() does; but poster_store_restore_post_async() can bring it back,
 * until poster_store_purge_trash_async(). For everybody else, the engine included, it is gone.
 */
void
poster_store_trash_post_async (PosterStore         *self,
                               const char          *post_id,
                               PosterTargetStates   allowed,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_trash_post_async, post_id, allowed,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, trash_post_func);
}

/**
 * poster_store_trash_post_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT, %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is in the trash
 */
gboolean
poster_store_trash_post_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return poster_store_finish (self, result, poster_store_trash_post_async, error) != NULL;
}

/* Whether @query, which takes an id, finds anything. */
static gboolean
find_row (PosterSql   *sql,
          const char  *query,
          const char  *id,
          gboolean    *is_there,
          GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, query, error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, id);
  step = poster_sql_step (sql, find, error);
  *is_there = step == POSTER_SQL_ROW;
  return *is_there ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
restore_post_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  gboolean is_trashed, is_there;
  gint64 change;

  if (!find_row (sql, "SELECT 1 FROM trash WHERE post_id = ?", operation->id, &is_trashed, error) ||
      !find_row (sql, "SELECT 1 FROM posts WHERE id = ?", operation->id, &is_there, error))
    return FALSE;
  if (!is_trashed)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                           _("The post is gone for good and cannot be brought back"));
      return FALSE;
    }
  if (is_there)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The post was saved anew meanwhile, so the deleted one was not brought back"));
      return FALSE;
    }
  return poster_changes_add_post (operation->store->changes, sql, operation->id, &change, error) &&
         run_each (sql, bring_back, operation->id, change, error) &&
         poster_submission_rows_note_back (sql, operation->id, operation->now_us, error) &&
         poster_series_rows_go_back (sql, operation->store->changes, operation->id, error) &&
         run_each (sql, forget, operation->id, 0, error);
}

/**
 * poster_store_restore_post_async:
 * @self: a store
 * @post_id: id of a post in the trash
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Brings a post back as it was, with its targets and their journal. One that has become due in the
 * meantime is late, like any that was due while nothing ran.
 */
void
poster_store_restore_post_async (PosterStore         *self,
                                 const char          *post_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_restore_post_async, post_id, 0,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, restore_post_func);
}

/**
 * poster_store_restore_post_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND: it is not in the trash; %POSTER_ERROR_CONFLICT: there is a post
 *   with that id; see also #PosterStore
 *
 * Returns: whether it is back
 */
gboolean
poster_store_restore_post_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return poster_store_finish (self, result, poster_store_restore_post_async, error) != NULL;
}

/* Forgets one post of the trash, and the media that only it had. */
static gboolean
purge_post (PosterSql   *sql,
            const char  *post_id,
            gint64       now_us,
            GError     **error)
{
  g_autofree char *media = NULL;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT json_group_array (media_id) FROM trashed_post_media "
                                           "WHERE post_id = ?", error);

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, post_id);
  if (poster_sql_step (sql, list, error) != POSTER_SQL_ROW)
    return FALSE;
  media = poster_sql_dup_text (list, 0);
  return poster_sql_finish (sql, list, error) &&
         run_each (sql, forget_plan, post_id, 0, error) &&
         run_each (sql, forget, post_id, 0, error) &&
         poster_submission_rows_note_gone (sql, post_id, now_us, error) &&
         poster_post_writing_remove_media (sql, media, error);
}

static gboolean
purge_trash_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *list;
  PosterSqlStep step;

  if (operation->id != NULL)
    return purge_post (sql, operation->id, operation->now_us, error);

  list = poster_sql_prepare (sql, "SELECT post_id FROM trash WHERE trashed_us < ?1 OR trashed_us > ?2", error);
  if (list == NULL)
    return FALSE;
  sqlite3_bind_int64 (list, 1, operation->now_us - POSTER_STORE_TRASH_KEPT_US);
  /* The clock was put back since. */
  sqlite3_bind_int64 (list, 2, operation->now_us + POSTER_STORE_TRASH_KEPT_US);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (ids, poster_sql_dup_text (list, 0));
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!purge_post (sql, g_ptr_array_index (ids, i), operation->now_us, error))
      return FALSE;
  return TRUE;
}

/**
 * poster_store_purge_trash_async:
 * @self: a store
 * @post_id: (nullable): a post that nobody will bring back any more; %NULL for all that have been
 *   in the trash for longer than anybody is asked, which were left by a crash
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Removes posts for good. One that is not in the trash is none of its business.
 */
void
poster_store_purge_trash_async (PosterStore         *self,
                                const char          *post_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_purge_trash_async, post_id, 0,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, purge_trash_func);
}

/**
 * poster_store_purge_trash_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: whether they are gone
 */
gboolean
poster_store_purge_trash_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return poster_store_finish (self, result, poster_store_purge_trash_async, error) != NULL;
}

static gboolean
restore_account_func (PosterSql  *sql,
                      gpointer    data,
                      GError    **error)
{
  Operation *operation = data;
  gboolean is_there;

  if (!find_row (sql, "UPDATE accounts SET is_active = 1, is_removed = 0 WHERE id = ? AND is_removed RETURNING 1",
                 operation->id, &is_there, error))
    return FALSE;
  if (!is_there && !find_row (sql, "SELECT 1 FROM accounts WHERE id = ?", operation->id, &is_there, error))
    return FALSE;
  if (!is_there)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), operation->id);
      return FALSE;
    }
  return poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_restore_account_async:
 * @self: a store
 * @account_id: id of an account that was removed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Undoes poster_store_remove_account_async(). That its sign-in still works is for the caller to
 * see to. May be repeated.
 */
void
poster_store_restore_account_async (PosterStore         *self,
                                    const char          *account_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (self, poster_store_restore_account_async, account_id, 0,
                                    cancellable, callback, user_data);

  poster_store_write (self, task, restore_account_func);
}

/**
 * poster_store_restore_account_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is listed again
 */
gboolean
poster_store_restore_account_finish (PosterStore   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return poster_store_finish (self, result, poster_store_restore_account_async, error) != NULL;
}
