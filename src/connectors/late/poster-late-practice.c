/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-practice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json-call.h"
#include "poster-json.h"
#include "poster-late-errors.h"

/* The steps, in the order they run: resolved -> answered */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonCall) call = NULL;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autofree char *base = NULL;
  g_autofree char *url = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  const char *handle = g_task_get_task_data (task);
  GError *error = NULL;

  base = poster_late_session_resolve_base_finish (session, result, &error);
  if (base == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_str_has_suffix (base, "/api"))
    base[strlen (base) - strlen ("/api")] = '\0';
  url = g_strconcat (base, "/sandbox/late/key", NULL);
  if (handle != NULL)
    json_object_set_string_member (body, "handle", handle);
  call = poster_json_call_new (poster_late_session_get_clock (session), "POST", url);
  poster_json_call_set_json_body (call, body);
  poster_json_call_send_async (poster_late_session_get_http (session), call, g_task_get_cancellable (task),
                               answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  const char *key;
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  key = answer != NULL ? poster_json_get_string (answer->root, "key") : NULL;
  if (answer != NULL && key == NULL)
    error = poster_late_error_new (POSTER_ERROR_SERVICE, "nonsense_answer", NULL, POSTER_RETRY_LATER,
                                   _("The sandbox does not say how to sign in to it."));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (key), (GDestroyNotify) poster_secret_free);
}

/**
 * poster_late_practice_key_async:
 * @session: what Late operations share
 * @handle: (nullable): which user of the sandbox; %NULL for a new one
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Starts the sandbox where it does not run, and asks it for a key.
 */
void
poster_late_practice_key_async (PosterLateSession   *session,
                                const char          *handle,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_late_practice_key_async);
  g_task_set_task_data (task, g_strdup (handle), g_free);
  poster_late_session_resolve_base_async (session, POSTER_BASE_PRACTICE, cancellable, resolved_cb, task);
}

/**
 * poster_late_practice_key_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: why there is none
 *
 * Returns: (transfer full): a key, to be freed with poster_secret_free()
 */
char *
poster_late_practice_key_finish (PosterLateSession  *session,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
