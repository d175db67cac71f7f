/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <string.h>

#include "poster-media-rows.h"
#include "poster-post-rows.h"

/* What a calendar asks: what goes out, went out or is meant to between two instants. */

/* Of a text, more than a first line. */
#define TEXT_CHARACTERS "300"

/* What is out stands where it went out, all else where it is due; a draft has no due time, but
 * perhaps one in mind. A range is read through two indexes alone. */
#define DUE "ifnull (t.published_us, t.due_us)"
#define TARGETS_IN_RANGE \
  "SELECT t.post_id, " DUE " FROM targets t INDEXED BY targets_calendar WHERE " DUE " >= :from AND " DUE " < :to"
#define DRAFTS_IN_RANGE \
  "SELECT p.id, p.schedule_us FROM posts p INDEXED BY posts_planned " \
  "WHERE p.states & 1 AND p.schedule_us >= :from AND p.schedule_us < :to"
#define TARGETS_OF_POSTS \
  "SELECT t.post_id, " DUE " FROM targets t " \
  "WHERE t.post_id IN (SELECT value FROM json_each (:ids)) AND " DUE " IS NOT NULL"
#define DRAFTS_OF_POSTS \
  "SELECT p.id, p.schedule_us FROM posts p " \
  "WHERE p.id IN (SELECT value FROM json_each (:ids)) AND p.states & 1 AND p.schedule_us IS NOT NULL"

#define FIRST_MEDIA_COLUMN 9
#define DESCRIBE \
  "SELECT p.id, p.version, p.section, p.states, " \
  "substr (CASE WHEN trim (p.content) <> '' THEN p.content ELSE ifnull (p.title, '') END, 1, " TEXT_CHARACTERS "), " \
  "p.schedule_zone, " \
  "(SELECT count (*) FROM post_media c WHERE c.post_id = p.id AND c.target_id = ''), " \
  "(SELECT json_group_array (t.account_id) FROM targets t WHERE t.post_id = p.id), " \
  "m.id, " POSTER_MEDIA_COLUMNS " " \
  "FROM posts p LEFT JOIN post_media f ON f.post_id = p.id AND f.target_id = '' AND f.position = 0 " \
  "LEFT JOIN media m ON m.id = f.media_id WHERE p.id IN (SELECT value FROM json_each (?))"

typedef struct
{
  gint64     from_us;
  gint64     to_us;
  char      *ids;    /* (nullable), a JSON array: these posts, whenever they are */
  GPtrArray *plans;  /* (nullable) (element-type PosterPlan), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->ids);
  g_clear_pointer (&operation->plans, g_ptr_array_unref);
  g_free (operation);
}

/* Adds the instants that a statement gives, each with a post of which nothing but the id is known. */
static gboolean
read_instants (PosterSql   *sql,
               const char  *query,
               Operation   *operation,
               GHashTable  *posts,
               GError     **error)
{
  sqlite3_stmt *list = poster_sql_prepare (sql, query, error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  if (operation->ids != NULL)
    {
      poster_sql_bind_text (list, sqlite3_bind_parameter_index (list, ":ids"), operation->ids);
    }
  else
    {
      sqlite3_bind_int64 (list, sqlite3_bind_parameter_index (list, ":from"), operation->from_us);
      sqlite3_bind_int64 (list, sqlite3_bind_parameter_index (list, ":to"), operation->to_us);
    }
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      const char *id = poster_sql_column (list, 0);
      PosterPlannedPost *post = g_hash_table_lookup (posts, id);

      if (post == NULL)
        {
          post = poster_planned_post_new (id);
          g_hash_table_insert (posts, post->id, post);
        }
      poster_plans_add (operation->plans, sqlite3_column_int64 (list, 1), post);
    }
  return step == POSTER_SQL_DONE;
}

/* @text: a JSON array of ids; an account that a post goes to twice counts once. */
static char **
read_ids (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) words = g_strsplit_set (text, "[]\",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && g_hash_table_add (seen, g_strdup (words[i])))
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static gboolean
describe (PosterSql   *sql,
          GHashTable  *posts,
          GError     **error)
{
  g_autoptr(GString) ids = g_string_new ("[");
  sqlite3_stmt *list;
  PosterSqlStep step;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, posts);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (ids, "%s\"%s\"", ids->len > 1 ? "," : "", (const char *) id);
  g_string_append_c (ids, ']');

  list = poster_sql_prepare (sql, DESCRIBE, error);
  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, ids->str);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterPlannedPost *post = g_hash_table_lookup (posts, poster_sql_column (list, 0));

      if (post == NULL || post->text != NULL)
        continue;
      post->version = sqlite3_column_int64 (list, 1);
      post->section = (PosterPostSection) CLAMP (sqlite3_column_int (list, 2), 0, POSTER_N_SECTIONS - 1);
      post->states = (PosterTargetStates) sqlite3_column_int64 (list, 3);
      post->text = poster_sql_dup_text (list, 4);
      post->zone = poster_sql_dup_text (list, 5);
      post->n_media = (guint) sqlite3_column_int (list, 6);
      post->account_ids = read_ids (poster_sql_column (list, 7));
      if (poster_sql_column (list, 8) != NULL)
        post->media = poster_media_rows_read (list, FIRST_MEDIA_COLUMN);
    }
  return step == POSTER_SQL_DONE;
}

static gboolean
list_range_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(GHashTable) posts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                       (GDestroyNotify) poster_planned_post_unref);

  operation->plans = poster_plans_new ();
  if (!read_instants (sql, operation->ids != NULL ? TARGETS_OF_POSTS : TARGETS_IN_RANGE, operation, posts, error) ||
      !read_instants (sql, operation->ids != NULL ? DRAFTS_OF_POSTS : DRAFTS_IN_RANGE, operation, posts, error))
    return FALSE;
  poster_plans_settle (operation->plans);
  return operation->plans->len == 0 || describe (sql, posts, error);
}

/**
 * poster_store_list_range_async:
 * @self: a store
 * @from_us: the first instant, microseconds since the epoch
 * @to_us: the first instant that is too late
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists what goes out, went out or is meant to between two instants. What is read is as much as is
 * found, however many posts there are in all.
 */
void
poster_store_list_range_async (PosterStore         *self,
                               gint64               from_us,
                               gint64               to_us,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_range_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->from_us = from_us;
  operation->to_us = to_us;
  poster_store_read (self, task, list_range_func);
}

/**
 * poster_store_list_plans_async:
 * @self: a store
 * @post_ids: (array zero-terminated=1): ids of posts
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * The same of these posts, whenever they go out: for keeping what was listed up to date. To be
 * finished with poster_store_list_range_finish().
 */
void
poster_store_list_plans_async (PosterStore         *self,
                               const char *const   *post_ids,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_range_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);
  GString *ids = g_string_new ("[");

  for (guint i = 0; post_ids[i] != NULL; i++)
    if (strpbrk (post_ids[i], "\"\\") == NULL)
      g_string_append_printf (ids, "%s\"%s\"", ids->len > 1 ? "," : "", post_ids[i]);
  g_string_append_c (ids, ']');
  operation->ids = g_string_free (ids, FALSE);
  poster_store_read (self, task, list_range_func);
}

/**
 * poster_store_list_range_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterPlan): what was found, the earliest first
 */
GPtrArray *
poster_store_list_range_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_range_async, error);

  return operation != NULL ? g_steal_pointer (&operation->plans) : NULL;
}
