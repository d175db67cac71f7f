/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include "poster-post-rows.h"

/* Listing posts, by page. */

typedef struct
{
  PosterPostQuery  query;
  char            *status;      /* (nullable) */
  char            *search;      /* (nullable), case-folded */
  char            *account_id;  /* (nullable) */
  char            *after_id;    /* (nullable) */
  GPtrArray       *posts;       /* (nullable) (element-type PosterPost), what was found */
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->status);
  g_free (operation->search);
  g_free (operation->account_id);
  g_free (operation->after_id);
  g_clear_pointer (&operation->posts, g_ptr_array_unref);
  g_free (operation);
}

/* Our words for targets, of which any one makes the post match. The number has to stand in the
 * SQL, as it does in the index. The other words are those of the whole post: what is on its way is
 * among those that the API calls publishing. */
static void
append_status (GString    *sql,
               const char *status)
{
  const PosterTargetState rare[] = {
    POSTER_TARGET_HELD, POSTER_TARGET_MISSED, POSTER_TARGET_UNKNOWN, POSTER_TARGET_CANCELLED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rare); i++)
    if (g_str_equal (status, poster_target_state_to_string (rare[i])))
      {
        g_string_append_printf (sql, " AND p.states & %u", POSTER_STATES (rare[i]));
        return;
      }
  if (g_str_equal (status, "sending"))
    g_string_append_printf (sql, " AND p.status = 'publishing' AND p.states & %u", POSTER_STATES_ACTIVE);
  else
    g_string_append (sql, " AND p.status = :status");
}

/* The statement for the posts of a page. Pages go on after a place in an index, so that every one
 * of them costs the same. */
static char *
build_query (Operation *operation)
{
  const char *order = operation->query.oldest_first ? "ASC" : "DESC";
  const char *beyond = operation->query.oldest_first ? ">" : "<";
  GString *sql = g_string_new ("SELECT " POSTER_POST_COLUMNS);
  const char *created = "p.created_us";
  const char *id = "p.id";

  if (operation->account_id != NULL)
    {
      /* One account may be in several targets of a post; the first of them stands for it. */
      created = "t.created_us";
      id = "t.post_id";
      g_string_append (sql, " FROM targets t CROSS JOIN posts p ON p.id = t.post_id WHERE t.account_id = :account "
                       "AND NOT EXISTS (SELECT 1 FROM targets o WHERE o.account_id = t.account_id "
                       "AND o.created_us = t.created_us AND o.post_id = t.post_id AND o.position < t.position)");
    }
  else
    g_string_append (sql, " FROM posts p WHERE 1");
  if (operation->status != NULL)
    append_status (sql, operation->status);
  if (operation->search != NULL)
    g_string_append (sql, " AND (contains (p.content, :search) OR contains (p.title, :search) OR EXISTS ("
                     "SELECT 1 FROM targets s WHERE s.post_id = p.id AND contains (s.content, :search)))");
  if (operation->after_id != NULL)
    g_string_append_printf (sql, " AND (%s, %s) %s (:created, :id)", created, id, beyond);
  g_string_append_printf (sql, " ORDER BY %s %s, %s %s LIMIT :limit", created, order, id, order);
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

static void
bind_number (sqlite3_stmt *statement,
             const char   *name,
             gint64        number)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    sqlite3_bind_int64 (statement, index, number);
}

static gboolean
list_posts_func (PosterSql  *sql,
                 gpointer    data,
                 GError    **error)
{
  Operation *operation = data;
  g_autoptr(PosterRowCache) cache = poster_row_cache_new ();
  g_autofree char *query = build_query (operation);
  gboolean is_unfiltered = operation->status == NULL && operation->search == NULL && operation->account_id == NULL;
  sqlite3_stmt *list = poster_sql_prepare (sql, query, error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  bind_text (list, ":status", operation->status);
  bind_text (list, ":search", operation->search);
  bind_text (list, ":account", operation->account_id);
  bind_text (list, ":id", operation->after_id);
  bind_number (list, ":created", operation->query.after_created_us);
  bind_number (list, ":limit", operation->query.limit > 0 ? (gint64) operation->query.limit : -1);

  operation->posts = g_ptr_array_new_with_free_func (g_object_unref);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (operation->posts, poster_post_rows_read (list));
  return step == POSTER_SQL_DONE &&
         poster_post_rows_fill_in (sql, operation->posts, is_unfiltered, cache, error);
}

/**
 * poster_store_list_posts_async:
 * @self: a store
 * @query: which ones; copied
 * @cancellable: (nullable): ends the reading
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists posts with their media and targets. A page costs the same wherever it is, among however
 * many posts, except that @search reads posts until it has found enough. It looks at the text of
 * posts and targets and at titles, whatever the case of the letters.
 *
 * A @status of `held`, `missed`, `unknown` or `cancelled` gives the posts with any target in that
 * state, and `sending` those with any that is being prepared, sent or processed; another word is
 * compared with poster_post_get_status().
 */
void
poster_store_list_posts_async (PosterStore           *self,
                               const PosterPostQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_list_posts_async, operation,
                                                 (GDestroyNotify) operation_free,
                                                 cancellable, callback, user_data);

  operation->query = *query;
  operation->status = g_strdup (query->status);
  if (query->search != NULL && *query->search != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (query->search, -1);

      operation->search = g_utf8_casefold (valid, -1);
    }
  operation->account_id = g_strdup (query->account_id);
  operation->after_id = g_strdup (query->after_id);
  poster_store_read (self, task, list_posts_func);
}

/**
 * poster_store_list_posts_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: (transfer full) (element-type PosterPost): the posts; the created_us and id of the last
 *   one ask for the page after it
 */
GPtrArray *
poster_store_list_posts_finish (PosterStore   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_list_posts_async, error);

  return operation != NULL ? g_steal_pointer (&operation->posts) : NULL;
}
