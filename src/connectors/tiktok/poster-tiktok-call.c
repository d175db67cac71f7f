/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json.h"
#include "poster-tiktok-errors.h"

/* Waiting no longer than that is no news. */
#define WORTH_SAYING_US (2 * G_USEC_PER_SEC)

typedef struct
{
  /* Input. */
  PosterConnection        *connection;
  PosterTiktokEndpoint     endpoint;
  JsonObject              *body;           /* (nullable) */

  /* In progress. */
  char                    *base_uri;
  PosterTiktokCredentials *credentials;    /* (nullable) */
  gboolean                 was_renewed;    /* after TikTok refused the token */
} Call;

/* The steps, in the order they run: resolved -> got_credentials -> (turn) -> answered, and once
 * more from got_credentials on when the token is refused. */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void get_credentials (GTask *task);
static void got_credentials_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void turn_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void send_call (GTask *task);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
call_free (Call *call)
{
  g_clear_object (&call->connection);
  g_clear_pointer (&call->body, json_object_unref);
  g_free (call->base_uri);
  poster_tiktok_credentials_free (call->credentials);
  g_free (call);
}

/* Ends a call of which surely nothing was sent. For a call that publishes, that has to be told. */
static void
fail_unsent (GTask  *task,
             GError *error)
{
  Call *call = g_task_get_task_data (task);
  PosterErrorDetails *details = poster_error_get_details (error);

  if (poster_tiktok_api_is_commit (call->endpoint))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_error_free (error);
          error = poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "stopped_before_sending", "system_error",
                                                POSTER_RETRY_LATER,
                                                _("Publishing was stopped before TikTok was asked to publish."));
        }
      else if (details == NULL)
        {
          GError *plain = error;

          error = poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "connection_failed", "platform_error",
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
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->base_uri = poster_tiktok_session_resolve_base_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (call->base_uri != NULL)
    get_credentials (task);
  else
    fail_unsent (task, error);
}

static void
get_credentials (GTask *task)
{
  PosterTiktokSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  poster_tiktok_session_get_credentials_async (session, call->connection->id, call->base_uri,
                                               call->credentials != NULL ? call->credentials->access_token : NULL,
                                               g_task_get_cancellable (task),
                                               got_credentials_cb, g_object_ref (task));
}

/* Of a post that waits its turn people are told, and others may go out meanwhile. */
static GError *
new_turn_error (PosterTiktokSession *session,
                guint                max_calls,
                gint64               wait_us)
{
  gint64 at_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (session)) + wait_us;
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_local ((at_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *time = at != NULL ? g_date_time_format (at, "%H:%M:%S") : g_strdup ("");
  g_autofree char *message = NULL;
  GError *error;

  /* Translators: a number of posts, and a time */
  message = g_strdup_printf (ngettext ("TikTok takes %u post a minute from this account. Next at %s.",
                                       "TikTok takes %u posts a minute from this account. Next at %s.", max_calls),
                             max_calls, time);
  error = poster_tiktok_error_new_full (POSTER_ERROR_RATE_LIMITED, POSTER_ERROR_CODE_TURN, "platform_error",
                                        POSTER_RETRY_LATER, message);
  poster_error_get_details (error)->retry_after_us = wait_us;
  return error;
}

static void
got_credentials_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterTiktokSession *session = POSTER_TIKTOK_SESSION (object);
  Call *call = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  guint max_calls = poster_tiktok_api_get_max_calls (call->endpoint);
  gint64 wait_us;
  GError *error = NULL;

  g_clear_pointer (&call->credentials, poster_tiktok_credentials_free);
  call->credentials = poster_tiktok_session_get_credentials_finish (session, result, &error);
  if (call->credentials == NULL)
    {
      fail_unsent (task, error);
      return;
    }

  /* With a new token the call would go through now; but whether to publish once more is not for
   * this place to decide. */
  if (call->was_renewed && poster_tiktok_api_is_commit (call->endpoint))
    {
      error = poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "access_token_renewed", "auth_expired",
                                            POSTER_RETRY_LATER,
                                            _("TikTok refused the sign-in just before publishing. "
                                              "It is renewed now, and publishing is tried again."));
      poster_error_get_details (error)->retry_after_us = 0;
      g_task_return_error (task, error);
      return;
    }

  if (max_calls == 0)
    {
      send_call (task);
      return;
    }
  key = poster_tiktok_api_dup_rate_limit_key (call->endpoint, call->connection->id);
  wait_us = poster_rate_limiter_get_wait_us (poster_tiktok_session_get_limiter (session), key, max_calls,
                                             POSTER_TIKTOK_RATE_WINDOW_US);
  if (poster_tiktok_api_is_post (call->endpoint) && wait_us > WORTH_SAYING_US)
    {
      fail_unsent (task, new_turn_error (session, max_calls, wait_us));
      return;
    }
  poster_rate_limiter_acquire_async (poster_tiktok_session_get_limiter (session), key, max_calls,
                                     POSTER_TIKTOK_RATE_WINDOW_US, g_task_get_cancellable (task),
                                     turn_cb, g_object_ref (task));
}

static void
turn_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_rate_limiter_acquire_finish (POSTER_RATE_LIMITER (object), result, &error))
    send_call (task);
  else
    fail_unsent (task, error);
}

static void
send_call (GTask *task)
{
  PosterTiktokSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr(PosterJsonCall) json_call = poster_tiktok_api_new_call (poster_tiktok_session_get_clock (session),
                                                                    call->base_uri, call->endpoint, NULL);

  poster_json_call_set_bearer (json_call, call->credentials->access_token);
  poster_json_call_set_json_body (json_call, call->body);
  /* A request that publishes is not abandoned on its way: its answer is the only sure word on
   * what came of it, and never more than the time limit away. */
  poster_json_call_send_async (poster_tiktok_session_get_http (session), json_call,
                               poster_tiktok_api_is_commit (call->endpoint) ? NULL : g_task_get_cancellable (task),
                               answered_cb, g_object_ref (task));
}

static void
penalise (PosterTiktokSession *session,
          Call                *call,
          const GError        *error)
{
  g_autofree char *key = poster_tiktok_api_dup_rate_limit_key (call->endpoint, call->connection->id);
  gint64 now_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (session));

  poster_rate_limiter_penalise (poster_tiktok_session_get_limiter (session), key,
                                now_us + poster_error_get_retry_after_us (error));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterTiktokSession *session = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (answer != NULL)
    {
      g_task_return_pointer (task, poster_tiktok_api_dup_data (answer), (GDestroyNotify) json_object_unref);
      return;
    }
  if (poster_tiktok_error_is (error, "access_token_invalid") && !call->was_renewed)
    {
      g_error_free (error);
      call->was_renewed = TRUE;
      get_credentials (task);
      return;
    }
  if (poster_tiktok_error_is (error, "rate_limit_exceeded"))
    penalise (session, call, error);
  g_task_return_error (task, error);
}

/**
 * poster_tiktok_connection_has_scope:
 * @connection: a connection
 * @scope: a permission, e.g. `video.publish`
 *
 * Returns: whether the person granted @scope; %TRUE too when nobody knows
 */
gboolean
poster_tiktok_connection_has_scope (PosterConnection *connection,
                                    const char       *scope)
{
  JsonArray *scopes = poster_json_get_array (connection->metadata, "scopes");

  if (scopes == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (scopes); i++)
    {
      JsonNode *node = json_array_get_element (scopes, i);

      if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), scope) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_tiktok_connection_check_scope:
 * @connection: a connection
 * @scope: a permission
 * @error: %POSTER_ERROR_AUTH, `scope_not_authorized`
 *
 * Returns: whether the person granted @scope
 */
gboolean
poster_tiktok_connection_check_scope (PosterConnection  *connection,
                                      const char        *scope,
                                      GError           **error)
{
  g_autofree char *message = NULL;

  if (poster_tiktok_connection_has_scope (connection, scope))
    return TRUE;
  if (g_str_equal (scope, "video.publish"))
    message = g_strdup (_("This account did not allow Poster to publish (video.publish). "
                          "Connect the account again and allow it, or send the post to the TikTok inbox."));
  else if (g_str_equal (scope, "video.upload"))
    message = g_strdup (_("This account did not allow Poster to send posts to the TikTok inbox (video.upload). "
                          "Connect the account again and allow it."));
  else
    /* Translators: %s is a permission's technical name */
    message = g_strdup_printf (_("This account did not give Poster the permission “%s”. "
                                 "Connect the account again and allow it."), scope);
  g_propagate_error (error, poster_tiktok_error_new_full (POSTER_ERROR_AUTH, "scope_not_authorized", "auth_expired",
                                                          POSTER_RETRY_NEVER, message));
  return FALSE;
}

/**
 * poster_tiktok_call_async:
 * @session: keeper of sign-ins
 * @connection: on whose behalf
 * @endpoint: an enveloped POST
 * @body: (nullable): its body
 * @cancellable: (nullable): ends the call, but for one that publishes and is on its way
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes one authorised call, in its turn. When TikTok refuses the token, it is refreshed once and
 * the call made once more; a call that publishes is left to the caller then.
 */
void
poster_tiktok_call_async (PosterTiktokSession  *session,
                          PosterConnection     *connection,
                          PosterTiktokEndpoint  endpoint,
                          JsonObject           *body,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, poster_tiktok_call_async);
  g_task_set_check_cancellable (task, FALSE);
  call->connection = g_object_ref (connection);
  call->endpoint = endpoint;
  call->body = body != NULL ? json_object_ref (body) : NULL;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  poster_tiktok_session_resolve_base_async (session, connection->base, cancellable,
                                            resolved_cb, g_steal_pointer (&task));
}

/**
 * poster_tiktok_call_finish:
 * @session: keeper of sign-ins
 * @result: the result
 * @error: #PosterError with all details; transport errors; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the answer's `data`, an empty object where there is none
 */
JsonObject *
poster_tiktok_call_finish (PosterTiktokSession  *session,
                           GAsyncResult         *result,
                           GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
