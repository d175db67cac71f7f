/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <string.h>

#include "poster-post-rows.h"

/* What the window's list asks: where posts stand, and what some of them look like. */

typedef struct
{
  PosterPlaceQuery  query;
  char             *search;      /* (nullable), case-folded */
  char             *account_id;  /* (nullable) */
  char             *ids;         /* (nullable), a JSON array */
  PosterPlaces     *places;      /* (nullable), what was found */
  GPtrArray        *posts;       /* (nullable) (element-type PosterPost), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->search);
  g_free (operation->account_id);
  g_free (operation->ids);
  g_clear_pointer (&operation->places, poster_places_free);
  g_clear_pointer (&operation->posts, g_ptr_array_unref);
  g_free (operation);
}

void
poster_places_free (PosterPlaces *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->places);
  g_free (self);
}

static char *
dup_ids (const char *const *ids)
{
  GString *text = g_string_new ("[");

  /* Ids are hex digits; what is not cannot be found, and must not end the text. */
  for (guint i = 0; ids[i] != NULL; i++)
    if (strpbrk (ids[i], "\"\\") == NULL)
      g_string_append_printf (text, "%s\"%s\"", text->len > 1 ? "," : "", ids[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
append_sections (GString    *sql,
                 const char *column,
                 guint       sections)
{
  const char *separator = "";

  if (sections == 0)
    return;
  g_string_append_printf (sql, " AND %s IN (", column);
  for (guint i = 0; i < POSTER_N_SECTIONS; i++)
    if ((sections & 1u << i) != 0)
      {
        g_string_append_printf (sql, "%s%u", separator, i);
        separator = ", ";
      }
  g_string_append_c (sql, ')');
}

#define MATCHES_SEARCH \
  " AND (contains (p.content, :search) OR contains (p.title, :search) OR EXISTS (" \
  "SELECT 1 FROM targets s WHERE s.post_id = p.id AND s.content IS NOT NULL AND contains (s.content, :search)))"

/* The places come in order as long as an index gives them so. Looking through the texts goes over
 * the posts as they lie on the disk; those that match are few, and sorted afterwards. */
static char *
build_query (Operation *operation,
             gboolean  *is_sorted)
{
  GString *sql = g_string_new (NULL);

  *is_sorted = operation->ids == NULL && operation->search == NULL;
  if (operation->account_id != NULL && operation->ids == NULL)
    {
      g_string_append (sql, "SELECT a.section, a.sort_key, a.post_id FROM post_accounts a ");
      if (operation->search != NULL)
        g_string_append (sql, "CROSS JOIN posts p ON p.id = a.post_id ");
      g_string_append (sql, "WHERE a.account_id = :account");
      append_sections (sql, "a.section", operation->query.sections);
      if (operation->search != NULL)
        g_string_append (sql, MATCHES_SEARCH);
      else
        g_string_append (sql, " ORDER BY a.section, a.sort_key, a.post_id");
      return g_string_free (sql, FALSE);
    }

  g_string_append (sql, "SELECT p.section, p.sort_key, p.id FROM posts p ");
  if (operation->ids != NULL)
    g_string_append (sql, "WHERE p.id IN (SELECT value FROM json_each (:ids))");
  else
    g_string_append (sql, *is_sorted ? "INDEXED BY posts_section WHERE 1" : "NOT INDEXED WHERE 1");
  append_sections (sql, "p.section", operation->query.sections);
  if (operation->account_id != NULL)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM post_accounts a WHERE a.account_id = :account "
                     "AND a.section = p.section AND a.sort_key = p.sort_key AND a.post_id = p.id)");
  if (operation->search != NULL)
    g_string_append (sql, MATCHES_SEARCH);
  if (*is_sorted)
    g_string_append (sql, " ORDER BY p.section, p.sort_key, p.id");
  return g_string_free (sql, FALSE);
}

static void
bind_text (sqlite3_stmt *statement,
           const char   *name,
           const char   *text)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    poster_sql_bind_text (statement, index, text);
}

static gboolean
read_places (PosterSql     *sql,
             sqlite3_stmt  *list,
             GArray        *places,
             GError       **error)
{
  PosterSqlStep step;

  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterPostPlace place = { .section = (guint32) sqlite3_column_int (list, 0),
                                .sort_key = sqlite3_column_int64 (list, 1) };

      if (place.section < POSTER_N_SECTIONS && poster_post_place_set_id (&place, poster_sql_column (list, 2)))
        g_array_append_val (places, place);
      else
        g_warning ("A post in the database has no place: %s", poster_sql_column (list, 2));
    }
  return step == POSTER_SQL_DONE;
}

/* How many there are of all posts, whatever was asked for. */
static gboolean
count_all (PosterSql  *sql,
           guint      *totals,
           GError    **error)
{
  sqlite3_stmt *count = poster_sql_prepare (sql, "SELECT section, n_posts FROM section_counts", error);
  PosterSqlStep step;

  if (count == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, count, error)) == POSTER_SQL_ROW)
    {
      guint section = (guint) sqlite3_column_int (count, 0);

      if (section < POSTER_N_SECTIONS)
        totals[section] = (guint) sqlite3_column_int64 (count, 1);
    }
  return step == POSTER_SQL_DONE;
}

static gboolean
list_places_func (PosterSql  *sql,
                  gpointer    data,
                  GError    **error)
{
  Operation *operation = data;
  gboolean is_sorted;
  g_autofree char *query = build_query (operation, &is_sorted);
  sqlite3_stmt *list = poster_sql_prepare (sql, query, error);
  GArray *places;

  if (list == NULL)
    return FALSE;
  bind_text (list, ":search", operation->search);
  bind_text (list, ":account", operation->account_id);
  bind_text (list, ":ids", operation->ids);
  operation->places = g_new0 (PosterPlaces, 1);
  operation->places->places = places = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
  if (!read_places (sql, list, places, error))
    return FALSE;
  if (!is_sorted)
    g_array_sort (places, poster_post_place_compare);

  return count_all (sql, operation->places->totals, error);
}

/**
 * poster_store_list_places_async:
 * @self: a store
 * @query: which posts
 * @cancellable: (nullable): to stop waiting, and the search
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists where posts stand in the window's list, without reading them. All of a hundred thousand
 * take an index some ten milliseconds; a search reads every text, and can be cancelled at any
 * time. It looks at the text of posts and targets and at titles, whatever the case of the
 * letters.
 */
void
poster_store_list_places_async (PosterStore            *self,
                                const PosterPlaceQuery *query,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_places_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->query = *query;
  if (query->search != NULL && *query->search != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (query->search, -1);

      operation->search = g_utf8_casefold (valid, -1);
    }
  operation->account_id = g_strdup (query->account_id);
  if (query->ids != NULL)
    operation->ids = dup_ids (query->ids);
  poster_store_read (self, task, list_places_func);
}

/**
 * poster_store_list_places_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full): the places, in order, and how many posts there are in all
 */
PosterPlaces *
poster_store_list_places_finish (PosterStore   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_places_async, error);

  return operation != NULL ? g_steal_pointer (&operation->places) : NULL;
}

static gboolean
get_posts_func (PosterSql  *sql,
                gpointer    data,
                GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT " POSTER_POST_COLUMNS " FROM posts p "
                                           "WHERE p.id IN (SELECT value FROM json_each (?))", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, operation->ids);
  operation->posts = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->posts, poster_post_rows_read (list));
  return step == POSTER_SQL_DONE &&
         poster_post_rows_fill_in (sql, operation->posts, FALSE, cache, error);
}

/**
 * poster_store_get_posts_async:
 * @self: a store
 * @post_ids: (array zero-terminated=1): ids of posts
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets several posts with their media and targets.
 */
void
poster_store_get_posts_async (PosterStore         *self,
                              const char *const   *post_ids,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_get_posts_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->ids = dup_ids (post_ids);
  poster_store_read (self, task, get_posts_func);
}

/**
 * poster_store_get_posts_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterPost): those of them that there are, in any order
 */
GPtrArray *
poster_store_get_posts_finish (PosterStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_get_posts_async, error);

  return operation != NULL ? g_steal_pointer (&operation->posts) : NULL;
}
