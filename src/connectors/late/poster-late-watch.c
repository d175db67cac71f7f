/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-watch.h"

#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-post.h"

/* Posts that several targets share are asked for once for all of them: who asks while a request is on
 * its way, or a moment after its answer, gets the same answer. */

/* How long an answer is as good as a new one. */
#define MOMENT_US (1500 * 1000)

typedef struct
{
  PosterLateSession *session;      /* borrowed: owns us */
  char              *key;
  GPtrArray         *waiters;      /* (element-type Waiter) */
  GCancellable      *cancellable;  /* (nullable), of the request on its way */
  JsonObject        *post;         /* (nullable) */
  gint64             told_us;      /* monotonic */
} View;

typedef struct
{
  View    *view;
  GTask   *task;
  GSource *cancelled;  /* (nullable) */
} Waiter;

/* A request on its way; when everybody who waited for it has gone, another may be sent before it has
 * come back. */
typedef struct
{
  char         *key;
  GCancellable *cancellable;
} Asked;

static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
asked_free (Asked *asked)
{
  g_free (asked->key);
  g_object_unref (asked->cancellable);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
  g_clear_object (&waiter->task);
  g_free (waiter);
}

static void
view_free (View *view)
{
  g_free (view->key);
  g_ptr_array_unref (view->waiters);
  g_clear_object (&view->cancellable);
  g_clear_pointer (&view->post, json_object_unref);
  g_free (view);
}

static View *
find_view (PosterLateSession *session,
           PosterConnection  *connection,
           const char        *post_id)
{
  GHashTable *views = poster_late_session_get_views (session, (GDestroyNotify) view_free);
  g_autofree char *key = g_strconcat (connection->id, "/", post_id, NULL);
  View *view = g_hash_table_lookup (views, key);

  if (view != NULL)
    return view;
  view = g_new0 (View, 1);
  view->session = session;
  view->key = g_steal_pointer (&key);
  view->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  g_hash_table_insert (views, view->key, view);
  return view;
}

static gboolean
is_fresh (View *view)
{
  PosterClock *clock = poster_late_session_get_clock (view->session);

  return view->post != NULL && poster_clock_get_monotonic_us (clock) - view->told_us < MOMENT_US;
}

static gboolean
is_stale (gpointer key,
          gpointer value,
          gpointer user_data)
{
  View *view = value;

  return view->waiters->len == 0 && view->cancellable == NULL && !is_fresh (view);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  View *view = g_hash_table_lookup (poster_late_session_get_views (session, NULL), asked->key);
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GPtrArray) waiters = NULL;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(GError) error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  if (answer != NULL)
    post = poster_late_post_from_answer (answer->root);
  if (post != NULL)
    json_object_ref (post);
  else if (error == NULL)
    error = poster_late_error_new_nonsense ();

  if (view == NULL || view->cancellable != asked->cancellable)
    return;
  g_clear_object (&view->cancellable);
  g_clear_pointer (&view->post, json_object_unref);
  view->post = post != NULL ? json_object_ref (post) : NULL;
  view->told_us = poster_clock_get_monotonic_us (poster_late_session_get_clock (session));
  waiters = g_steal_pointer (&view->waiters);
  view->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (waiters, i);

      if (post != NULL)
        g_task_return_pointer (waiter->task, json_object_ref (post), (GDestroyNotify) json_object_unref);
      else
        g_task_return_error (waiter->task, g_error_copy (error));
    }
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Waiter *waiter = user_data;
  View *view = waiter->view;
  g_autoptr(GTask) task = g_object_ref (waiter->task);

  g_ptr_array_remove_fast (view->waiters, waiter);
  /* Nobody wants to know any more. */
  if (view->waiters->len == 0 && view->cancellable != NULL)
    g_cancellable_cancel (view->cancellable);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * poster_late_watch_get_async:
 * @session: what Late operations share
 * @connection: whose post
 * @post_id: its id
 * @cancellable: (nullable): ends the wait
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets a post as it is now, or was a moment ago.
 */
void
poster_late_watch_get_async (PosterLateSession   *session,
                             PosterConnection    *connection,
                             const char          *post_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *path = NULL;
  View *view;
  Waiter *waiter;
  Asked *asked;

  g_task_set_source_tag (task, poster_late_watch_get_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  g_hash_table_foreach_remove (poster_late_session_get_views (session, (GDestroyNotify) view_free), is_stale, NULL);
  view = find_view (session, connection, post_id);
  if (view->cancellable == NULL && is_fresh (view))
    {
      g_task_return_pointer (task, json_object_ref (view->post), (GDestroyNotify) json_object_unref);
      return;
    }

  waiter = g_new0 (Waiter, 1);
  waiter->view = view;
  waiter->task = g_object_ref (task);
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (view->waiters, waiter);
  if (view->cancellable != NULL && !g_cancellable_is_cancelled (view->cancellable))
    return;
  g_clear_object (&view->cancellable);
  view->cancellable = g_cancellable_new ();
  asked = g_new0 (Asked, 1);
  asked->key = g_strdup (view->key);
  asked->cancellable = g_object_ref (view->cancellable);
  path = poster_late_post_dup_path (post_id, NULL);
  poster_late_call_async (session, connection, poster_late_request_new ("GET", path, NULL), view->cancellable,
                          answered_cb, asked);
}

/**
 * poster_late_watch_get_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: as those of poster_late_call_finish(); %POSTER_ERROR_NOT_FOUND when the post is gone
 *
 * Returns: (transfer full): the post; not to be changed
 */
JsonObject *
poster_late_watch_get_finish (PosterLateSession  *session,
                              GAsyncResult       *result,
                              GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_late_watch_note:
 * @session: what Late operations share
 * @connection: whose post
 * @post_id: its id
 * @post: (nullable): the post as the service has just described it; %NULL when it has just been changed
 *
 * Lets those who ask now have that answer.
 */
void
poster_late_watch_note (PosterLateSession *session,
                        PosterConnection  *connection,
                        const char        *post_id,
                        JsonObject        *post)
{
  View *view = find_view (session, connection, post_id);

  g_clear_pointer (&view->post, json_object_unref);
  view->post = post != NULL ? json_object_ref (post) : NULL;
  view->told_us = poster_clock_get_monotonic_us (poster_late_session_get_clock (session));
}
