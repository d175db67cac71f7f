/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-sign-out.h"

#include "poster-tiktok-api.h"

typedef struct
{
  /* Input. */
  PosterTiktokSession *session;
  PosterConnection    *connection;

  /* In progress. */
  char                *base_uri;
} SignOut;

/* The steps, in the order they run: resolved -> got_credentials -> revoked */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void got_credentials_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void revoked_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
sign_out_free (SignOut *data)
{
  g_clear_object (&data->session);
  g_clear_object (&data->connection);
  g_free (data->base_uri);
  g_free (data);
}

/* A credential that TikTok does not know any more needs no taking back. */
static void
end_sign_out (GTask  *task,
              GError *error)
{
  if (error == NULL || poster_error_get_retry (error) == POSTER_RETRY_AFTER_SIGN_IN)
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_return_error (task, error);
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SignOut *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->base_uri = poster_tiktok_session_resolve_base_finish (data->session, result, &error);
  if (data->base_uri == NULL)
    end_sign_out (task, error);
  else
    poster_tiktok_session_get_credentials_async (data->session, data->connection->id, data->base_uri, NULL,
                                                 g_task_get_cancellable (task), got_credentials_cb,
                                                 g_object_ref (task));
}

static void
got_credentials_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterTiktokCredentials) credentials = NULL;
  g_autoptr(PosterJsonCall) call = NULL;
  SignOut *data = g_task_get_task_data (task);
  GError *error = NULL;

  credentials = poster_tiktok_session_get_credentials_finish (data->session, result, &error);
  if (credentials == NULL)
    {
      end_sign_out (task, error);
      return;
    }
  call = poster_tiktok_api_new_call (poster_tiktok_session_get_clock (data->session), data->base_uri,
                                     POSTER_TIKTOK_REVOKE, NULL);
  poster_json_call_add_form_pair (call, "client_key", credentials->client_key);
  poster_json_call_add_form_pair (call, "client_secret", credentials->client_secret);
  poster_json_call_add_form_pair (call, "token", credentials->access_token);
  poster_json_call_send_async (poster_tiktok_session_get_http (data->session), call, g_task_get_cancellable (task),
                               revoked_cb, g_object_ref (task));
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  end_sign_out (task, error);
}

/**
 * poster_tiktok_sign_out:
 * @session: keeper of sign-ins
 * @connection: a connection
 * @task: (transfer full): ends with %TRUE
 *
 * Takes the person's permission back at TikTok. What the keyring holds is the caller's to clear.
 */
void
poster_tiktok_sign_out (PosterTiktokSession *session,
                        PosterConnection    *connection,
                        GTask               *task)
{
  SignOut *data = g_new0 (SignOut, 1);

  data->session = g_object_ref (session);
  data->connection = g_object_ref (connection);
  g_task_set_task_data (task, data, (GDestroyNotify) sign_out_free);
  poster_tiktok_session_resolve_base_async (session, connection->base, g_task_get_cancellable (task),
                                            resolved_cb, task);
}
