/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-practice.h"

#include "poster-json-call.h"

/* The steps, in the order they run: resolved -> answered */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/**
 * poster_tiktok_practice_info_free:
 * @self: (nullable) (transfer full): what the sandbox said
 */
void
poster_tiktok_practice_info_free (PosterTiktokPracticeInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->base_uri);
  g_clear_pointer (&self->info, json_object_unref);
  g_free (self);
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonCall) call = NULL;
  g_autofree char *url = NULL;
  PosterTiktokSession *session = POSTER_TIKTOK_SESSION (object);
  PosterTiktokPracticeInfo *info = g_task_get_task_data (task);
  GError *error = NULL;

  info->base_uri = poster_tiktok_session_resolve_base_finish (session, result, &error);
  if (info->base_uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  url = g_strconcat (info->base_uri, "/sandbox/info", NULL);
  call = poster_json_call_new (poster_tiktok_session_get_clock (session), "GET", url);
  poster_json_call_send_async (poster_tiktok_session_get_http (session), call, g_task_get_cancellable (task),
                               answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterTiktokPracticeInfo *info = g_task_get_task_data (task);
  PosterTiktokPracticeInfo *whole;
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (answer == NULL || answer->root == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE, "The sandbox answered nothing");
      g_task_return_error (task, error);
      return;
    }
  whole = g_new0 (PosterTiktokPracticeInfo, 1);
  whole->base_uri = g_steal_pointer (&info->base_uri);
  whole->info = json_object_ref (answer->root);
  g_task_return_pointer (task, whole, (GDestroyNotify) poster_tiktok_practice_info_free);
}

/**
 * poster_tiktok_practice_info_async:
 * @session: keeper of sign-ins
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Starts the sandbox where it does not run, and asks it about itself.
 */
void
poster_tiktok_practice_info_async (PosterTiktokSession *session,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_tiktok_practice_info_async);
  g_task_set_task_data (task, g_new0 (PosterTiktokPracticeInfo, 1), (GDestroyNotify) poster_tiktok_practice_info_free);
  poster_tiktok_session_resolve_base_async (session, POSTER_BASE_PRACTICE, cancellable, resolved_cb, task);
}

/**
 * poster_tiktok_practice_info_finish:
 * @session: keeper of sign-ins
 * @result: the result
 * @error: why there is no sandbox
 *
 * Returns: (transfer full): what it said; holds the secret of its app
 */
PosterTiktokPracticeInfo *
poster_tiktok_practice_info_finish (PosterTiktokSession  *session,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
