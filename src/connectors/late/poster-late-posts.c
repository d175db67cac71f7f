/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-posts.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-post.h"
#include "poster-late-watch.h"
#include "poster-remote-post.h"

#define PAGE_SIZE 100
#define MAX_ANSWER_BYTES (32 * 1024 * 1024)

typedef struct
{
  PosterLateSession *session;
  PosterConnection  *connection;
  char              *remote_id;  /* (nullable) */
  gint64             page;
  GError            *refusal;    /* (nullable), while it is looked why */
} Posts;

/* A page in the API's words, on its way to ours. */
typedef struct
{
  PosterPlatforms  *platforms;  /* (nullable) */
  PosterJsonAnswer *answer;
  gint64            page;
} Reading;

/* To list: listed -> read */
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void looked_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* To remove: removed -> (refusal_looked_at) */
static void removed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void refusal_looked_at_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
posts_free (Posts *posts)
{
  g_clear_object (&posts->session);
  g_clear_object (&posts->connection);
  g_free (posts->remote_id);
  g_clear_error (&posts->refusal);
  g_free (posts);
}

static Posts *
set_data (GTask             *task,
          PosterLateSession *session,
          PosterConnection  *connection,
          const char        *remote_id)
{
  Posts *posts = g_new0 (Posts, 1);

  posts->session = g_object_ref (session);
  posts->connection = g_object_ref (connection);
  posts->remote_id = g_strdup (remote_id);
  g_task_set_task_data (task, posts, (GDestroyNotify) posts_free);
  return posts;
}

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->platforms);
  poster_json_answer_unref (reading->answer);
  g_free (reading);
}

/* A page of a hundred posts to many accounts takes longer than a main loop has; what describes the
 * platforms may be shared. */
static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Reading *reading = task_data;
  PosterRemotePage *page = poster_remote_page_new ();
  JsonArray *array = poster_json_get_array (reading->answer->root, "posts");
  JsonObject *pagination = poster_json_get_object (reading->answer->root, "pagination");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *json = poster_late_json_get_element (array, i);
      PosterRemotePost *post = json != NULL ? poster_late_post_parse (reading->platforms, json) : NULL;

      if (post != NULL)
        g_ptr_array_add (page->posts, post);
    }
  /* An empty page is the last, whatever is said. */
  if (json_array_get_length (array) > 0 && reading->page < poster_json_get_int (pagination, "pages", 0))
    page->next = g_strdup_printf ("%" G_GINT64_FORMAT, reading->page + 1);
  /* What a page's tag says of the others is nothing: it tells of all posts only where it has all. */
  if (page->next == NULL && reading->page == 1)
    page->validator = g_strdup (soup_message_headers_get_one (reading->answer->headers, "ETag"));
  g_task_return_pointer (task, page, (GDestroyNotify) poster_remote_page_free);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_return_pointer (task, g_task_propagate_pointer (G_TASK (result), NULL), (GDestroyNotify) poster_remote_page_free);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(PosterRemotePage) page = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  g_autoptr(GTask) reading_task = NULL;
  Posts *posts = g_task_get_task_data (task);
  Reading *reading;
  GError *error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (answer->status == SOUP_STATUS_NOT_MODIFIED)
    {
      page = poster_remote_page_new ();
      page->is_unchanged = TRUE;
      page->validator = g_strdup (soup_message_headers_get_one (answer->headers, "ETag"));
      g_task_return_pointer (task, g_steal_pointer (&page), (GDestroyNotify) poster_remote_page_free);
      return;
    }
  if (poster_json_get_array (answer->root, "posts") == NULL)
    {
      g_task_return_error (task, poster_late_error_new_nonsense ());
      return;
    }
  reading = g_new0 (Reading, 1);
  g_set_object (&reading->platforms, poster_late_session_get_platforms (session));
  reading->answer = g_steal_pointer (&answer);
  reading->page = posts->page;
  reading_task = g_task_new (NULL, NULL, read_cb, g_object_ref (task));
  g_task_set_source_tag (reading_task, read_in_thread);
  g_task_set_task_data (reading_task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (reading_task, read_in_thread);
}

/**
 * poster_late_posts_list:
 * @session: what Late operations share
 * @connection: whose posts
 * @next: (nullable): which page; %NULL for the first
 * @validator: (nullable): of an earlier first page
 * @task: (transfer full): ends with a #PosterRemotePage
 *
 * Lists a page of posts.
 */
void
poster_late_posts_list (PosterLateSession *session,
                        PosterConnection  *connection,
                        const char        *next,
                        const char        *validator,
                        GTask             *task)
{
  Posts *posts = set_data (task, session, connection, NULL);
  g_autofree char *number = NULL;
  g_autofree char *path = NULL;
  PosterLateRequest *request;

  posts->page = next != NULL ? MAX (g_ascii_strtoll (next, NULL, 10), 1) : 1;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, posts->page);
  path = poster_late_path ("/v1/posts", "page", number, "limit", G_STRINGIFY (PAGE_SIZE), NULL);
  request = poster_late_request_new ("GET", path, NULL);
  request->max_bytes = MAX_ANSWER_BYTES;
  if (next == NULL)
    request->validator = g_strdup (validator);
  poster_late_call_async (session, connection, request, g_task_get_cancellable (task), listed_cb, task);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) json = NULL;
  PosterRemotePost *post;
  GError *error = NULL;

  json = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, &error);
  post = json != NULL ? poster_late_post_parse (poster_late_session_get_platforms (POSTER_LATE_SESSION (object)), json) : NULL;
  if (post != NULL)
    g_task_return_pointer (task, post, g_object_unref);
  else
    g_task_return_error (task, error != NULL ? error : poster_late_error_new_nonsense ());
}

/**
 * poster_late_posts_look:
 * @session: what Late operations share
 * @connection: whose post
 * @remote_id: its id
 * @task: (transfer full): ends with a #PosterRemotePost
 *
 * Asks for one post.
 */
void
poster_late_posts_look (PosterLateSession *session,
                        PosterConnection  *connection,
                        const char        *remote_id,
                        GTask             *task)
{
  poster_late_watch_get_async (session, connection, remote_id, g_task_get_cancellable (task), looked_cb, task);
}

static void
refusal_looked_at_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(GError) error = NULL;
  Posts *posts = g_task_get_task_data (task);

  post = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, &error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    g_task_return_boolean (task, TRUE);
  else if (post != NULL && !poster_late_post_is_waiting (post))
    g_task_return_error (task, poster_late_error_new (POSTER_ERROR_CONFLICT, "remote_published", "unknown",
                                                      POSTER_RETRY_NEVER,
                                                      _("Late has published this post, or is about to: it can no "
                                                        "longer be taken back. Delete it on the platform.")));
  else
    g_task_return_error (task, g_steal_pointer (&posts->refusal));
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  Posts *posts = g_task_get_task_data (task);
  PosterErrorDetails *details;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  poster_late_watch_note (posts->session, posts->connection, posts->remote_id, NULL);
  details = poster_error_get_details (error);
  if (answer != NULL)
    {
      g_task_return_boolean (task, TRUE);
    }
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else if (details != NULL && (details->http_status == SOUP_STATUS_BAD_REQUEST ||
                               details->http_status == SOUP_STATUS_CONFLICT))
    {
      posts->refusal = error;
      poster_late_watch_get_async (posts->session, posts->connection, posts->remote_id, g_task_get_cancellable (task),
                                   refusal_looked_at_cb, g_object_ref (task));
    }
  else
    {
      g_task_return_error (task, error);
    }
}

/**
 * poster_late_posts_remove:
 * @session: what Late operations share
 * @connection: whose post
 * @remote_id: its id
 * @task: (transfer full): ends with %TRUE once the service does not have it (any more);
 *   %POSTER_ERROR_CONFLICT when it is out
 *
 * Takes a post back.
 */
void
poster_late_posts_remove (PosterLateSession *session,
                          PosterConnection  *connection,
                          const char        *remote_id,
                          GTask             *task)
{
  g_autofree char *path = poster_late_post_dup_path (remote_id, NULL);

  set_data (task, session, connection, remote_id);
  poster_late_call_async (session, connection, poster_late_request_new ("DELETE", path, NULL),
                          g_task_get_cancellable (task), removed_cb, task);
}
