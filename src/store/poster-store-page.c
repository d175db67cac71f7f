/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-page.h"

#include "poster-post-rows.h"
#include "poster-store-private.h"

/* Pages of posts by number, with how many there are in all. */

typedef struct
{
  PosterPageQuery  query;       /* its texts are ours */
  GPtrArray       *posts;       /* (nullable) (element-type PosterPost) */
  gint64           total;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free ((char *) operation->query.status);
  g_free ((char *) operation->query.platform);
  g_free ((char *) operation->query.account_id);
  g_free ((char *) operation->query.profile_id);
  g_free ((char *) operation->query.search);
  g_clear_pointer (&operation->posts, g_ptr_array_unref);
  g_free (operation);
}

static GString *
build_filter (const PosterPageQuery *query)
{
  GString *sql = g_string_new (" FROM posts p WHERE 1");

  if (query->status != NULL && g_str_equal (query->status, "cancelled"))
    g_string_append_printf (sql, " AND p.states & %u", POSTER_STATES (POSTER_TARGET_CANCELLED));
  else if (query->status != NULL)
    g_string_append (sql, " AND p.status = :status");
  if (query->account_id != NULL)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM targets t WHERE t.post_id = p.id AND t.account_id = :account)");
  if (query->platform != NULL)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM targets t JOIN accounts a ON a.id = t.account_id "
                     "WHERE t.post_id = p.id AND a.platform = :platform)");
  if (query->profile_id != NULL)
    g_string_append (sql, " AND (p.profile_id = :profile OR (p.profile_id IS NULL AND "
                     ":profile = (SELECT id FROM profiles WHERE is_default LIMIT 1)))");
  if (query->search != NULL)
    g_string_append (sql, " AND (contains (p.content, :search) OR contains (p.title, :search))");
  if (query->from_us >= 0)
    g_string_append (sql, " AND ifnull (p.schedule_us, p.created_us) >= :from");
  if (query->until_us >= 0)
    g_string_append (sql, " AND ifnull (p.schedule_us, p.created_us) < :until");
  return sql;
}

static void
append_order (GString               *sql,
              const PosterPageQuery *query)
{
  const char *way = query->ascending ? "ASC" : "DESC";

  switch (query->order)
    {
    case POSTER_PAGE_SCHEDULED:
      g_string_append_printf (sql, " ORDER BY p.schedule_us IS NULL, p.schedule_us %s, p.created_us %s, p.id %s", way, way, way);
      break;
    case POSTER_PAGE_STATUS:
      g_string_append_printf (sql, " ORDER BY p.status %s, p.created_us DESC, p.id DESC", way);
      break;
    case POSTER_PAGE_CREATED:
    default:
      g_string_append_printf (sql, " ORDER BY p.created_us %s, p.id %s", way, way);
      break;
    }
  g_string_append (sql, " LIMIT :limit OFFSET :offset");
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

static void
bind_number (sqlite3_stmt *statement,
             const char   *name,
             gint64        number)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    sqlite3_bind_int64 (statement, index, number);
}

static void
bind (sqlite3_stmt          *statement,
      const PosterPageQuery *query)
{
  bind_text (statement, ":status", query->status);
  bind_text (statement, ":account", query->account_id);
  bind_text (statement, ":platform", query->platform);
  bind_text (statement, ":profile", query->profile_id);
  bind_text (statement, ":search", query->search);
  bind_number (statement, ":from", query->from_us);
  bind_number (statement, ":until", query->until_us);
  bind_number (statement, ":limit", query->limit);
  bind_number (statement, ":offset", query->offset);
}

static gboolean
page_posts_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autoptr(GString) filter = build_filter (&operation->query);
  g_autofree char *count_text = g_strconcat ("SELECT count (*)", filter->str, NULL);
  g_autoptr(GString) list_text = g_string_new ("SELECT " POSTER_POST_COLUMNS);
  sqlite3_stmt *statement;
  PosterSqlStep step;

  statement = poster_sql_prepare (sql, count_text, error);
  if (statement == NULL)
    return FALSE;
  bind (statement, &operation->query);
  if (poster_sql_step (sql, statement, error) != POSTER_SQL_ROW)
    return FALSE;
  operation->total = sqlite3_column_int64 (statement, 0);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;

  g_string_append (list_text, filter->str);
  append_order (list_text, &operation->query);
  statement = poster_sql_prepare (sql, list_text->str, error);
  if (statement == NULL)
    return FALSE;
  bind (statement, &operation->query);
  operation->posts = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, statement, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->posts, poster_post_rows_read (statement));
  return step == POSTER_SQL_DONE && poster_post_rows_fill_in (sql, operation->posts, FALSE, cache, error);
}

/**
 * poster_store_page_posts_async:
 * @self: a store
 * @query: which ones; copied
 * @cancellable: (nullable): ends the reading
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists one page of posts, with their media and targets. Unlike those of poster_store_list_posts_async()
 * pages are counted: a later page costs more, and so does a filter that few posts pass.
 */
void
poster_store_page_posts_async (PosterStore           *self,
                               const PosterPageQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_page_posts_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);

  operation->query = *query;
  operation->query.status = g_strdup (query->status);
  operation->query.platform = g_strdup (query->platform);
  operation->query.account_id = g_strdup (query->account_id);
  operation->query.profile_id = g_strdup (query->profile_id);
  operation->query.search = query->search != NULL ? g_utf8_casefold (query->search, -1) : NULL;
  poster_store_read (self, task, page_posts_func);
}

/**
 * poster_store_page_posts_finish:
 * @self: a store
 * @result: the result
 * @total: (out): how many there are on all pages
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterPost): the posts of the page
 */
GPtrArray *
poster_store_page_posts_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                gint64        *total,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_page_posts_async, error);

  if (operation == NULL)
    return NULL;
  *total = operation->total;
  return g_steal_pointer (&operation->posts);
}
