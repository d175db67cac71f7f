/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-actions"

#include "poster-post-actions.h"

#include <glib/gi18n-lib.h>

#include "poster-duplicate.h"
#include "poster-error.h"
#include "poster-store-series.h"

/**
 * poster_post_actions_can_delete:
 * @post: a post
 *
 * Returns: whether it may be deleted: nothing of it is out, on its way or perhaps out
 */
gboolean
poster_post_actions_can_delete (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (!poster_target_is_editable (g_ptr_array_index (post->targets, i)))
      return FALSE;
  return TRUE;
}

/**
 * poster_post_actions_applies:
 * @session: a session
 * @post: a post
 * @wish: what might be wanted of it
 *
 * Returns: whether poster_post_actions_retry_async() would do anything
 */
gboolean
poster_post_actions_applies (PosterSession   *session,
                             PosterPost      *post,
                             PosterRetryWish  wish)
{
  return poster_retry_applies (post, wish, poster_clock_get_now_us (poster_session_get_clock (session)));
}

/* The post is stored: the engine has to look at it. */
static void
return_done (GTask *task)
{
  poster_session_ring (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static gboolean
finish (PosterSession  *session,
        GAsyncResult   *result,
        gpointer        tag,
        GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  guint n_changed;

  if (poster_retry_post_finish (POSTER_STORE (object), result, &n_changed, &error))
    {
      if (n_changed > 0)
        return_done (task);
      else
        g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_CONFLICT, "%s",
                                 _("The post went on meanwhile, so there was nothing to do."));
      return;
    }
  /* One account may have been done before the other could not be. */
  if (n_changed > 0)
    poster_session_ring (g_task_get_source_object (task));
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * poster_post_actions_retry_async:
 * @session: a session
 * @post_id: id of a post
 * @wish: what is wanted of it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes up what stands still, as poster_retry_post_async() does.
 */
void
poster_post_actions_retry_async (PosterSession       *session,
                                 const char          *post_id,
                                 PosterRetryWish      wish,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  poster_post_actions_retry_target_async (session, post_id, NULL, wish, callback, user_data);
}

/**
 * poster_post_actions_retry_target_async:
 * @session: a session
 * @post_id: id of a post
 * @target_id: (nullable): id of the target that is meant; %NULL for all of the post
 * @wish: what is wanted of it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes up what stands still, as poster_retry_target_async() does. To be finished with
 * poster_post_actions_retry_finish().
 */
void
poster_post_actions_retry_target_async (PosterSession       *session,
                                        const char          *post_id,
                                        const char          *target_id,
                                        PosterRetryWish      wish,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_post_actions_retry_async);
  poster_retry_target_async (poster_session_get_store (session), poster_session_get_clock (session), post_id, target_id,
                             wish, NULL, retried_cb, g_steal_pointer (&task));
}

/**
 * poster_post_actions_retry_finish:
 * @session: a session
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT, also when there was nothing to do; %POSTER_ERROR_NOT_FOUND; and
 *   see #PosterStore
 *
 * Returns: whether it is taken up
 */
gboolean
poster_post_actions_retry_finish (PosterSession  *session,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  return finish (session, result, poster_post_actions_retry_async, error);
}

/* A post, and the series that ends or goes on with it. */
typedef struct
{
  char   *post_id;
  char   *series_id;  /* (nullable) */
  GError *error;      /* (nullable), what became of it in the meantime */
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_free (deletion->post_id);
  g_free (deletion->series_id);
  g_clear_error (&deletion->error);
  g_free (deletion);
}

static GTask *
deletion_task_new (PosterSession       *session,
                   const char          *post_id,
                   const char          *series_id,
                   gpointer             tag,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->post_id = g_strdup (post_id);
  deletion->series_id = g_strdup (series_id);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, deletion, deletion_free);
  return task;
}

/* The steps of deleting, in the order they run: (series_ended) -> trashed -> (series_kept), the last
 * when the post could not be deleted; of bringing back: restored -> (series_resumed). */
static void series_ended_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void trashed_cb        (GObject *object, GAsyncResult *result, gpointer user_data);
static void series_kept_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void restored_cb       (GObject *object, GAsyncResult *result, gpointer user_data);
static void series_resumed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
series_ended_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Deletion *deletion = g_task_get_task_data (task);
  GError *error = NULL;

  if (!poster_store_end_series_finish (POSTER_STORE (object), result, &error))
    g_task_return_error (task, error);
  else
    poster_store_trash_post_async (POSTER_STORE (object), deletion->post_id, POSTER_STATES_EDITABLE, NULL,
                                   trashed_cb, g_steal_pointer (&task));
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Deletion *deletion = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (poster_store_trash_post_finish (POSTER_STORE (object), result, &error))
    {
      return_done (task);
      return;
    }
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    deletion->error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                                           _("The post is being published or is out, so it stays here as the record of that."));
  else
    deletion->error = g_steal_pointer (&error);
  if (deletion->series_id != NULL)
    poster_store_resume_series_async (POSTER_STORE (object), deletion->series_id, deletion->post_id, NULL,
                                      series_kept_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&deletion->error));
}

static void
series_kept_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Deletion *deletion = g_task_get_task_data (task);

  /* It may have gone on without us. */
  poster_store_resume_series_finish (POSTER_STORE (object), result, NULL);
  g_task_return_error (task, g_steal_pointer (&deletion->error));
}

/**
 * poster_post_actions_trash_async:
 * @session: a session
 * @post_id: id of a post
 * @series_id: (nullable): id of the series that goes on with it, to end that, too
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Deletes a post of which nothing is out or on its way. It is gone for everybody at once, but can be
 * brought back until poster_post_actions_purge().
 */
void
poster_post_actions_trash_async (PosterSession       *session,
                                 const char          *post_id,
                                 const char          *series_id,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  PosterStore *store = poster_session_get_store (session);
  GTask *task = deletion_task_new (session, post_id, series_id, poster_post_actions_trash_async, callback, user_data);

  if (series_id != NULL)
    poster_store_end_series_async (store, series_id, NULL, series_ended_cb, task);
  else
    poster_store_trash_post_async (store, post_id, POSTER_STATES_EDITABLE, NULL, trashed_cb, task);
}

/**
 * poster_post_actions_trash_finish:
 * @session: a session
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT, %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is deleted
 */
gboolean
poster_post_actions_trash_finish (PosterSession  *session,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  return finish (session, result, poster_post_actions_trash_async, error);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Deletion *deletion = g_task_get_task_data (task);
  GError *error = NULL;

  if (!poster_store_restore_post_finish (POSTER_STORE (object), result, &error))
    g_task_return_error (task, error);
  else if (deletion->series_id != NULL)
    poster_store_resume_series_async (POSTER_STORE (object), deletion->series_id, deletion->post_id, NULL,
                                      series_resumed_cb, g_steal_pointer (&task));
  else
    return_done (task);
}

static void
series_resumed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_store_resume_series_finish (POSTER_STORE (object), result, &error))
    return_done (task);
  else
    g_task_return_error (task, error);
}

/**
 * poster_post_actions_restore_async:
 * @session: a session
 * @post_id: id of a post that was deleted
 * @series_id: (nullable): id of the series that was ended with it, to let it go on
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Brings a post back as it was.
 */
void
poster_post_actions_restore_async (PosterSession       *session,
                                   const char          *post_id,
                                   const char          *series_id,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  poster_store_restore_post_async (poster_session_get_store (session), post_id, NULL, restored_cb,
                                   deletion_task_new (session, post_id, series_id, poster_post_actions_restore_async,
                                                      callback, user_data));
}

/**
 * poster_post_actions_restore_finish:
 * @session: a session
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_CONFLICT, and see #PosterStore
 *
 * Returns: whether it is back
 */
gboolean
poster_post_actions_restore_finish (PosterSession  *session,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  return finish (session, result, poster_post_actions_restore_async, error);
}

static void
purged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* It takes up some room until the next start, and is invisible. */
  if (!poster_store_purge_trash_finish (POSTER_STORE (object), result, &error))
    g_message ("Deleted posts could not be removed for good yet: %s", error->message);
}

/**
 * poster_post_actions_purge:
 * @session: a session
 * @post_id: (nullable): a deleted post that nobody is asked about any more; %NULL for what a crash
 *   left
 *
 * Removes it for good, some time soon.
 */
void
poster_post_actions_purge (PosterSession *session,
                           const char    *post_id)
{
  poster_store_purge_trash_async (poster_session_get_store (session), post_id, NULL, purged_cb, NULL);
}

static void
duplicated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *copy_id = poster_duplicate_post_finish (POSTER_STORE (object), result, &error);

  if (copy_id == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_session_ring (g_task_get_source_object (task));
  g_task_return_pointer (task, copy_id, g_free);
}

/**
 * poster_post_actions_duplicate_async:
 * @session: a session
 * @post_id: id of a post
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a draft of a post, as poster_duplicate_post_async() does.
 */
void
poster_post_actions_duplicate_async (PosterSession       *session,
                                     const char          *post_id,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_post_actions_duplicate_async);
  poster_duplicate_post_async (poster_session_get_store (session),
                               poster_workspace_get_platforms (poster_session_get_workspace (session)), post_id, NULL,
                               duplicated_cb, g_steal_pointer (&task));
}

/**
 * poster_post_actions_duplicate_finish:
 * @session: a session
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the id of the draft
 */
char *
poster_post_actions_duplicate_finish (PosterSession  *session,
                                      GAsyncResult   *result,
                                      GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
