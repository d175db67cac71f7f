/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-profiles.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-store-private.h"

typedef struct
{
  PosterStore   *store;     /* (unowned): the task holds it */
  gint64         now_us;
  PosterProfile *profile;   /* (nullable) */
  char          *id;        /* (nullable) */
  GPtrArray     *profiles;  /* (nullable) (element-type PosterProfile), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_object (&operation->profile);
  g_free (operation->id);
  g_clear_pointer (&operation->profiles, g_ptr_array_unref);
  g_free (operation);
}

static GTask *
task_new (PosterStore         *self,
          gpointer             tag,
          Operation          **operation,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  *operation = g_new0 (Operation, 1);
  (*operation)->store = self;
  (*operation)->now_us = poster_clock_get_now_us (self->clock);
  return poster_store_task_new (self, tag, *operation, (GDestroyNotify) operation_free,
                                cancellable, callback, user_data);
}

static gboolean
list_profiles_func (PosterSql  *sql,
                    gpointer    data,
                    GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT id, name, description, color, is_default, created_us FROM profiles "
                                           "ORDER BY created_us, rowid", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  operation->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterProfile *profile = g_object_new (POSTER_TYPE_PROFILE, NULL);

      profile->id = poster_sql_dup_text (list, 0);
      profile->name = poster_sql_dup_text (list, 1);
      profile->description = poster_sql_dup_text (list, 2);
      profile->color = poster_sql_dup_text (list, 3);
      profile->is_default = sqlite3_column_int (list, 4);
      profile->created_us = sqlite3_column_int64 (list, 5);
      g_ptr_array_add (operation->profiles, profile);
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_store_list_profiles_async:
 * @self: a store
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the profiles, oldest first.
 */
void
poster_store_list_profiles_async (PosterStore         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_list_profiles_async, &operation, cancellable, callback, user_data);

  poster_store_read (self, task, list_profiles_func);
}

/**
 * poster_store_list_profiles_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterProfile): the profiles, one at least
 */
GPtrArray *
poster_store_list_profiles_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_profiles_async, error);

  return operation != NULL ? g_steal_pointer (&operation->profiles) : NULL;
}

static gboolean
save_profile_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  PosterProfile *profile = operation->profile;
  g_autofree char *name = g_strstrip (g_strdup (profile->name != NULL ? profile->name : ""));
  sqlite3_stmt *write;

  if (name[0] == '\0')
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("A profile needs a name."));
      return FALSE;
    }
  if (profile->is_default && !poster_sql_run_script (sql, "UPDATE profiles SET is_default = 0;", error))
    return FALSE;
  /* One that is the default stays it until another takes its place. */
  write = poster_sql_prepare (sql,
    "INSERT INTO profiles (id, name, is_default, description, color, created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_default = max (is_default, excluded.is_default), "
    "description = excluded.description, color = excluded.color", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, profile->id);
  poster_sql_bind_text (write, 2, name);
  sqlite3_bind_int (write, 3, profile->is_default);
  poster_sql_bind_text (write, 4, profile->description);
  poster_sql_bind_text (write, 5, profile->color);
  sqlite3_bind_int64 (write, 6, profile->created_us != 0 ? profile->created_us : operation->now_us);
  return poster_sql_finish (sql, write, error) && poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_save_profile_async:
 * @self: a store
 * @profile: a profile; not changed
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a profile, or changes the one with its id.
 */
void
poster_store_save_profile_async (PosterStore         *self,
                                 PosterProfile       *profile,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (poster_id_is_valid (profile->id));

  task = task_new (self, poster_store_save_profile_async, &operation, cancellable, callback, user_data);
  operation->profile = poster_profile_copy (profile);
  poster_store_write (self, task, save_profile_func);
}

/**
 * poster_store_save_profile_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_INVALID, and see #PosterStore
 *
 * Returns: whether it is stored
 */
gboolean
poster_store_save_profile_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return poster_store_finish (self, result, poster_store_save_profile_async, error) != NULL;
}

static gboolean
delete_profile_func (PosterSql  *sql,
                     gpointer    data,
                     GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *statement = poster_sql_prepare (sql, "SELECT is_default FROM profiles WHERE id = ?", error);
  gboolean is_default;
  PosterSqlStep step;

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  step = poster_sql_step (sql, statement, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No profile “%s” is known"), operation->id);
  if (step != POSTER_SQL_ROW)
    return FALSE;
  is_default = sqlite3_column_int (statement, 0);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  if (is_default)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The default profile cannot be deleted: make another one the default first."));
      return FALSE;
    }
  /* Posts keep their times, without the slots: each of its queues is gone. */
  statement = poster_sql_prepare (sql, "UPDATE posts SET queue_id = NULL, slot_us = NULL WHERE slot_us IS NOT NULL "
                                  "AND queue_id IN (SELECT id FROM queues WHERE profile_id = ?)", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  statement = poster_sql_prepare (sql, "DELETE FROM profiles WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, operation->id);
  return poster_sql_finish (sql, statement, error) && poster_changes_add_wide (operation->store->changes, sql, "", error);
}

/**
 * poster_store_delete_profile_async:
 * @self: a store
 * @profile_id: id of a profile other than the default one
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Deletes a profile and its queues. Posts in them keep their times.
 */
void
poster_store_delete_profile_async (PosterStore         *self,
                                   const char          *profile_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Operation *operation;
  g_autoptr(GTask) task = task_new (self, poster_store_delete_profile_async, &operation, cancellable, callback, user_data);

  operation->id = g_strdup (profile_id);
  poster_store_write (self, task, delete_profile_func);
}

/**
 * poster_store_delete_profile_finish:
 * @self: a store
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT: it is the default one; %POSTER_ERROR_NOT_FOUND; see also #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_store_delete_profile_finish (PosterStore   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return poster_store_finish (self, result, poster_store_delete_profile_async, error) != NULL;
}
