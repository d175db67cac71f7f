/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json.h"
#include "poster-late-errors.h"

/* Waiting no longer than that is no news. */
#define WORTH_SAYING_US (2 * G_USEC_PER_SEC)

/* `publishNow` is answered after publishing (reference late-api, section 7.1). */
#define SLOW_TIMEOUT_US (5 * G_TIME_SPAN_MINUTE)

#define RATE_WINDOW_US G_TIME_SPAN_MINUTE

typedef struct
{
  /* Input. */
  PosterConnection  *connection;
  PosterLateRequest *request;

  /* In progress. */
  char              *base_uri;
  char              *key;          /* (nullable) */
  PosterJsonAnswer  *answer;       /* (nullable) */
} Call;

/* The steps, in the order they run: resolved -> (looked_up) -> turn -> answered */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void take_turn (GTask *task);
static void turn_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/**
 * poster_late_request_new:
 * @method: e.g. `GET`
 * @path: path and query below the base address
 * @body: (nullable) (transfer full): what is sent as JSON
 *
 * Returns: (transfer full): a request, to be filled in
 */
PosterLateRequest *
poster_late_request_new (const char *method,
                         const char *path,
                         JsonObject *body)
{
  PosterLateRequest *self = g_new0 (PosterLateRequest, 1);

  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->body = body;
  return self;
}

void
poster_late_request_free (PosterLateRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  /* Queries of second steps hold tokens. */
  poster_secret_free (self->path);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self->request_id);
  g_free (self->validator);
  poster_secret_free (self->connect_token);
  g_free (self);
}

/**
 * poster_late_path:
 * @path: a path
 * @...: pairs of a parameter's name and its value, %NULL-terminated; a pair whose value is %NULL ends
 *   them too, so give those that may be missing last
 *
 * Returns: (transfer full): @path with the pairs as its query
 */
char *
poster_late_path (const char *path,
                  ...)
{
  GString *whole = g_string_new (path);
  const char *name;
  const char *value;
  va_list list;

  va_start (list, path);
  while ((name = va_arg (list, const char *)) != NULL && (value = va_arg (list, const char *)) != NULL)
    {
      g_string_append_printf (whole, "%s%s=", strchr (whole->str, '?') == NULL ? "?" : "&", name);
      g_string_append_uri_escaped (whole, value, NULL, FALSE);
    }
  va_end (list);
  return g_string_free (whole, FALSE);
}

static void
call_free (Call *call)
{
  g_clear_object (&call->connection);
  poster_late_request_free (call->request);
  g_free (call->base_uri);
  poster_secret_free (call->key);
  g_clear_pointer (&call->answer, poster_json_answer_unref);
  g_free (call);
}

/* Ends a call of which surely nothing was sent. For a call that publishes, that has to be told. */
static void
fail_unsent (GTask  *task,
             GError *error)
{
  Call *call = g_task_get_task_data (task);

  if (call->request->is_commit)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_error_free (error);
          error = poster_late_error_new (POSTER_ERROR_SERVICE, "stopped_before_sending", "system_error",
                                         POSTER_RETRY_LATER,
                                         _("Publishing was stopped before Late was asked to publish."));
        }
      else if (poster_error_get_details (error) == NULL)
        {
          GError *plain = error;

          error = poster_late_error_new (POSTER_ERROR_SERVICE, "connection_failed", "platform_error",
                                         poster_error_get_retry (plain), plain->message);
          g_error_free (plain);
        }
      poster_error_get_details (error)->may_have_arrived = FALSE;
    }
  g_task_return_error (task, error);
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->base_uri = poster_late_session_resolve_base_finish (session, result, &error);
  if (call->base_uri == NULL)
    fail_unsent (task, error);
  else if (call->key != NULL)
    take_turn (task);
  else
    poster_secrets_lookup_async (poster_late_session_get_secrets (session), call->connection->id,
                                 POSTER_SECRET_CREDENTIALS, g_task_get_cancellable (task),
                                 looked_up_cb, g_object_ref (task));
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->key = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error == NULL && (call->key == NULL || *call->key == '\0'))
    error = poster_late_error_new (POSTER_ERROR_AUTH, "not_signed_in", "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
                                   _("The keyring holds no key for this connection to Late. Connect Late again."));
  if (error != NULL)
    fail_unsent (task, error);
  else
    take_turn (task);
}

/* Of a post that waits its turn people are told, and others may go out meanwhile. */
static GError *
new_turn_error (PosterLateSession *session,
                gint64             wait_us)
{
  gint64 at_us = poster_clock_get_now_us (poster_late_session_get_clock (session)) + wait_us;
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_local ((at_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *time = at != NULL ? g_date_time_format (at, "%H:%M:%S") : g_strdup ("");
  g_autofree char *message = NULL;
  GError *error;

  /* Translators: %s is a time */
  message = g_strdup_printf (_("Late takes only so many requests a minute. The next at %s."), time);
  error = poster_late_error_new (POSTER_ERROR_RATE_LIMITED, POSTER_ERROR_CODE_TURN, "platform_error",
                                 POSTER_RETRY_LATER, message);
  poster_error_get_details (error)->retry_after_us = wait_us;
  return error;
}

static void
take_turn (GTask *task)
{
  PosterLateSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  PosterRateLimiter *limiter = poster_late_session_get_limiter (session);
  guint max_calls = poster_late_session_get_max_calls (session, call->connection->id);
  gint64 wait_us = poster_rate_limiter_get_wait_us (limiter, call->connection->id, max_calls, RATE_WINDOW_US);

  if (call->request->is_commit && wait_us > WORTH_SAYING_US)
    fail_unsent (task, new_turn_error (session, wait_us));
  else
    poster_rate_limiter_acquire_async (limiter, call->connection->id, max_calls, RATE_WINDOW_US,
                                       g_task_get_cancellable (task), turn_cb, g_object_ref (task));
}

/* Everything is judged in one place, after the headers have been read. */
static gboolean
accept_all (PosterJsonAnswer  *answer,
            gpointer           user_data,
            GError           **error)
{
  return TRUE;
}

static void
turn_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonCall) json_call = NULL;
  g_autofree char *url = NULL;
  PosterLateSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!poster_rate_limiter_acquire_finish (POSTER_RATE_LIMITER (object), result, &error))
    {
      fail_unsent (task, error);
      return;
    }
  url = g_strconcat (call->base_uri, call->request->path, NULL);
  json_call = poster_json_call_new (poster_late_session_get_clock (session), call->request->method, url);
  poster_json_call_set_bearer (json_call, call->key);
  if (call->request->body != NULL)
    poster_json_call_set_json_body (json_call, call->request->body);
  if (call->request->request_id != NULL)
    poster_json_call_set_header (json_call, "x-request-id", call->request->request_id);
  if (call->request->validator != NULL)
    poster_json_call_set_header (json_call, "If-None-Match", call->request->validator);
  if (call->request->connect_token != NULL)
    poster_json_call_set_header (json_call, "X-Connect-Token", call->request->connect_token);
  if (call->request->is_slow)
    poster_json_call_set_timeout_us (json_call, SLOW_TIMEOUT_US);
  if (call->request->max_bytes > 0)
    poster_json_call_set_max_answer_bytes (json_call, call->request->max_bytes);
  poster_json_call_set_judge (json_call, accept_all, NULL, NULL);
  /* A request that publishes is not abandoned on its way: its answer is the only sure word on what
   * came of it, and never more than the time limit away. */
  poster_json_call_send_async (poster_late_session_get_http (session), json_call,
                               call->request->is_commit ? NULL : g_task_get_cancellable (task),
                               answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterLateSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (call->answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  poster_late_session_note_limits (session, call->connection->id, call->answer);
  error = poster_late_error_from_answer (call->answer);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, poster_json_answer_ref (call->answer), (GDestroyNotify) poster_json_answer_unref);
}

/**
 * poster_late_call_async:
 * @session: what Late operations share
 * @connection: whose key to use, and whose server to ask
 * @request: (transfer full): what to ask
 * @cancellable: (nullable): ends the call, but for one that publishes and is on its way
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes one authorised call, in its turn. Nothing is sent twice.
 */
void
poster_late_call_async (PosterLateSession   *session,
                        PosterConnection    *connection,
                        PosterLateRequest   *request,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  poster_late_call_with_key_async (session, connection, NULL, request, cancellable, callback, user_data);
}

/**
 * poster_late_call_with_key_async:
 * @session: what Late operations share
 * @connection: whose server to ask
 * @key: (nullable): the key to use; %NULL for the one in the keyring
 * @request: (transfer full): what to ask
 * @cancellable: (nullable): ends the call
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes one call with a key that is not kept yet.
 */
void
poster_late_call_with_key_async (PosterLateSession   *session,
                                 PosterConnection    *connection,
                                 const char          *key,
                                 PosterLateRequest   *request,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, poster_late_call_async);
  g_task_set_check_cancellable (task, FALSE);
  call->connection = g_object_ref (connection);
  call->request = request;
  call->key = g_strdup (key);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  poster_late_session_resolve_base_async (session, connection->base, cancellable,
                                          resolved_cb, g_steal_pointer (&task));
}

/**
 * poster_late_call_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: #PosterError with all details; transport errors; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer: 2xx with a JSON object, or 204 or 304
 */
PosterJsonAnswer *
poster_late_call_finish (PosterLateSession  *session,
                         GAsyncResult       *result,
                         GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_late_call_get_refusal:
 * @result: the result of a call that failed
 *
 * Returns: (transfer none) (nullable): what the service said besides, when it answered with JSON
 */
JsonObject *
poster_late_call_get_refusal (GAsyncResult *result)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  return call->answer != NULL ? call->answer->root : NULL;
}
