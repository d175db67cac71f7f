/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-find.h"

#include "poster-json.h"
#include "poster-late-body.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-post.h"

#define PAGE_SIZE 100

/* Posts are sorted by the time they are for, by the day they were made, or by nothing at all: what was
 * made just now is looked for that far. */
#define MAX_PAGES 30

#define MAX_ANSWER_BYTES (32 * 1024 * 1024)

/* How far the service's clock and this one may be apart. */
#define SKEW_US (10 * G_TIME_SPAN_MINUTE)

/* A post without notes is ours only if it was made as lately as that. */
#define RECENT_US (2 * G_TIME_SPAN_HOUR)

typedef struct
{
  PosterPublication *publication;
  JsonObject        *body;          /* what was sent */
  guint              page;
} Find;

static void ask_page (GTask *task);
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
find_free (Find *find)
{
  g_clear_object (&find->publication);
  g_clear_pointer (&find->body, json_object_unref);
  g_free (find);
}

/**
 * poster_late_find_is_since:
 * @post: a post
 * @since_us: microseconds since the epoch, by the clock here
 *
 * Returns: whether @post may have been made since then, as clocks go
 */
gboolean
poster_late_find_is_since (JsonObject *post,
                           gint64      since_us)
{
  gint64 created_us = poster_late_json_get_time_us (post, "createdAt");

  return created_us >= 0 && created_us >= since_us - SKEW_US;
}

static gboolean
has_same_accounts (JsonObject *post,
                   JsonObject *body)
{
  JsonArray *wanted = poster_json_get_array (body, "platforms");
  JsonArray *entries = poster_json_get_array (post, "platforms");

  if (poster_late_json_get_length (wanted) != poster_late_json_get_length (entries))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    {
      JsonObject *entry = poster_late_json_get_element (wanted, i);

      if (poster_late_post_find_entry (post, poster_json_get_string (entry, "accountId")) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Addresses of uploaded files are made once for each: no two posts of different people have one in
 * common. */
static gboolean
has_same_media (JsonObject *post,
                JsonObject *body)
{
  JsonArray *wanted = poster_json_get_array (body, "mediaItems");
  JsonArray *items = poster_json_get_array (post, "mediaItems");

  if (poster_late_json_get_length (wanted) != poster_late_json_get_length (items))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    if (g_strcmp0 (poster_json_get_string (poster_late_json_get_element (wanted, i), "url"),
                   poster_json_get_string (poster_late_json_get_element (items, i), "url")) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_wanted (PosterLateSession *session,
           Find              *find,
           JsonObject        *post)
{
  const char *submission_id = poster_json_get_string (poster_json_get_object (post, "metadata"),
                                                      POSTER_LATE_METADATA_SUBMISSION);
  gint64 now_us = poster_clock_get_now_us (poster_late_session_get_clock (session));
  gint64 since_us = poster_json_get_int (find->publication->state, "tried_us", now_us - RECENT_US);

  if (submission_id != NULL)
    return g_strcmp0 (submission_id, find->publication->submission_id) == 0;
  /* A server that keeps no notes. */
  return poster_late_find_is_since (post, since_us) &&
         g_strcmp0 (poster_json_get_string (post, "content"), poster_json_get_string (find->body, "content")) == 0 &&
         has_same_accounts (post, find->body) && has_same_media (post, find->body);
}

static void
ask_page (GTask *task)
{
  PosterLateSession *session = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  g_autofree char *page = g_strdup_printf ("%u", find->page);
  g_autofree char *path = poster_late_path ("/v1/posts", "page", page, "limit", G_STRINGIFY (PAGE_SIZE),
                                            "sortBy", "created-desc", NULL);
  PosterLateRequest *request = poster_late_request_new ("GET", path, NULL);

  request->max_bytes = MAX_ANSWER_BYTES;
  poster_late_call_async (session, find->publication->connection, request, g_task_get_cancellable (task),
                          listed_cb, g_object_ref (task));
}

/* Whether everything made lately was on the pages so far: then the order is the one we asked for. */
static gboolean
is_past (PosterLateSession *session,
         JsonArray         *posts)
{
  gint64 now_us = poster_clock_get_now_us (poster_late_session_get_clock (session));
  gint64 last_us = G_MAXINT64;

  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      gint64 created_us = poster_late_json_get_time_us (poster_late_json_get_element (posts, i), "createdAt");

      if (created_us < 0 || created_us > last_us)
        return FALSE;
      last_us = created_us;
    }
  return last_us < now_us - G_TIME_SPAN_DAY;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Find *find = g_task_get_task_data (task);
  JsonArray *posts;
  gint64 n_pages;
  GError *error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  posts = answer != NULL ? poster_json_get_array (answer->root, "posts") : NULL;
  if (answer != NULL && posts == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = poster_late_json_get_element (posts, i);

      if (post == NULL || !is_wanted (session, find, post))
        continue;
      g_task_return_pointer (task, json_object_ref (post), (GDestroyNotify) json_object_unref);
      return;
    }
  n_pages = poster_json_get_int (poster_json_get_object (answer->root, "pagination"), "pages", 1);
  if (find->page < n_pages && find->page < MAX_PAGES && !is_past (session, posts))
    {
      find->page++;
      ask_page (task);
    }
  else
    {
      g_task_return_pointer (task, NULL, NULL);
    }
}

/**
 * poster_late_find_async:
 * @session: what Late operations share
 * @publication: what may have been created
 * @cancellable: (nullable): ends the search
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks through the latest posts for the one that @publication made: by the submission's id, which the
 * service keeps with it, else by text, files, accounts and time.
 */
void
poster_late_find_async (PosterLateSession   *session,
                        PosterPublication   *publication,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Find *find = g_new0 (Find, 1);

  g_task_set_source_tag (task, poster_late_find_async);
  find->publication = g_object_ref (publication);
  find->body = poster_late_body_build (session, publication);
  find->page = 1;
  g_task_set_task_data (task, find, (GDestroyNotify) find_free);
  ask_page (task);
}

/**
 * poster_late_find_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: why it cannot be told
 *
 * Returns: (transfer full) (nullable): the post; %NULL without @error when there is none
 */
JsonObject *
poster_late_find_finish (PosterLateSession  *session,
                         GAsyncResult       *result,
                         GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
