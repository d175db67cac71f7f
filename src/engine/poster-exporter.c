/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-exporter"

#include "poster-exporter.h"

#include "poster-export.h"
#include "poster-json.h"
#include "poster-store-queues.h"

/* So many are written at a time: a few milliseconds' work. */
#define PAGE_POSTS 100

typedef struct
{
  /* Input. */
  PosterExportFormat  format;
  char               *status;     /* (nullable) */

  /* In progress. */
  GPtrArray          *accounts;   /* (nullable) (element-type PosterAccount) */
  PosterExport       *export;     /* (nullable) */
  GPtrArray          *columns;    /* (element-type utf8), further ones of a table */
  guint               n_columns;  /* when this round began */
  guint               n_posts;
  GString            *text;
  PosterPost         *last;       /* (nullable): the page after it is next */
} Writing;

/* The steps, in the order they run: accounts -> queues -> page*, again when there are more columns than was thought */
static void accounts_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void queues_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void page_cb     (GObject *object, GAsyncResult *result, gpointer user_data);

static void
writing_free (Writing *writing)
{
  g_free (writing->status);
  g_clear_pointer (&writing->accounts, g_ptr_array_unref);
  g_clear_pointer (&writing->export, poster_export_free);
  g_ptr_array_unref (writing->columns);
  g_string_free (writing->text, TRUE);
  g_clear_object (&writing->last);
  g_free (writing);
}

static void
read_page (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);
  PosterPostQuery query = { .status = writing->status, .limit = PAGE_POSTS, .oldest_first = TRUE };

  if (writing->last != NULL)
    {
      query.after_created_us = writing->last->created_us;
      query.after_id = writing->last->id;
    }
  poster_store_list_posts_async (g_task_get_source_object (task), &query, g_task_get_cancellable (task), page_cb,
                                 g_object_ref (task));
}

static void
begin_round (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);

  g_clear_object (&writing->last);
  writing->n_posts = 0;
  writing->n_columns = writing->columns->len;
  g_string_truncate (writing->text, 0);
  if (writing->format == POSTER_EXPORT_CSV)
    poster_plan_append_headings (writing->text, writing->columns);
  else
    g_string_append (writing->text, "{\"posts\":[");
  read_page (task);
}

static void
accounts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;

  writing->accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (writing->accounts == NULL)
    g_task_return_error (task, error);
  else
    poster_store_list_queues_async (POSTER_STORE (object), NULL, g_task_get_cancellable (task), queues_cb,
                                    g_object_ref (task));
}

static void
queues_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);
  g_autoptr(GPtrArray) queues = NULL;
  GError *error = NULL;

  queues = poster_store_list_queues_finish (POSTER_STORE (object), result, &error);
  if (queues == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  writing->export = poster_export_new (writing->accounts, queues);
  begin_round (task);
}

static void
write_post (Writing    *writing,
            PosterPost *post)
{
  g_autoptr(PosterPlanRow) row = poster_export_make_row (writing->export, post, ++writing->n_posts);
  g_autoptr(JsonObject) json = NULL;
  g_autofree char *text = NULL;

  if (writing->format == POSTER_EXPORT_CSV)
    {
      poster_plan_collect_columns (writing->columns, row);
      poster_plan_append_csv (writing->text, writing->columns, row);
      return;
    }
  json = poster_plan_row_to_json (row);
  text = poster_json_to_text (json, FALSE);
  g_string_append (writing->text, writing->n_posts > 1 ? ",\n" : "\n");
  g_string_append (writing->text, text);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);
  g_autoptr(GPtrArray) posts = NULL;
  GError *error = NULL;

  posts = poster_store_list_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    write_post (writing, g_ptr_array_index (posts, i));
  if (posts->len == PAGE_POSTS)
    {
      g_set_object (&writing->last, g_ptr_array_index (posts, PAGE_POSTS - 1));
      read_page (task);
      return;
    }
  /* Which columns a table has is known when all posts were seen. */
  if (writing->columns->len > writing->n_columns)
    {
      begin_round (task);
      return;
    }
  if (writing->format == POSTER_EXPORT_JSON)
    g_string_append (writing->text, "]}\n");
  g_task_return_pointer (task, g_string_free_to_bytes (g_steal_pointer (&writing->text)), (GDestroyNotify) g_bytes_unref);
  writing->text = g_string_new (NULL);
}

/**
 * poster_exporter_write_async:
 * @store: where the posts are
 * @format: how to write them
 * @status: (nullable): only those of this status, as in #PosterPostQuery
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Writes posts down as a plan, in the order in which they were made: see poster_export_make_row().
 *
 * Errors: those of #PosterStore
 */
void
poster_exporter_write_async (PosterStore         *store,
                             PosterExportFormat   format,
                             const char          *status,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  g_task_set_source_tag (task, poster_exporter_write_async);
  writing->format = format;
  writing->status = g_strdup (status);
  writing->columns = g_ptr_array_new_with_free_func (g_free);
  writing->text = g_string_new (NULL);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  poster_store_list_accounts_async (store, TRUE, cancellable, accounts_cb, task);
}

/**
 * poster_exporter_write_finish:
 * @store: where the posts are
 * @result: the result
 * @error: see poster_exporter_write_async()
 *
 * Returns: (transfer full): the plan, as it is to stand in a file
 */
GBytes *
poster_exporter_write_finish (PosterStore   *store,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
