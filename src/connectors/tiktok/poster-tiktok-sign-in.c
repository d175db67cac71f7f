/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-http-message.h"
#include "poster-json.h"
#include "poster-loopback-redirect.h"
#include "poster-pkce.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-practice.h"

#define OFFICIAL_AUTH_URI "https://www.tiktok.com/v2/auth/authorize/"
#define CALLBACK_PATH     "/callback/"

#define DEFAULT_SCOPES \
  "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload"

/* How long a person may take over the consent page. */
#define CONSENT_LIMIT_US (15 * G_TIME_SPAN_MINUTE)

typedef struct
{
  /* Input. */
  PosterTiktokSession     *session;
  PosterSignInRequest     *request;          /* borrowed: the caller's until the end */

  /* In progress. */
  char                    *base_uri;
  char                    *auth_uri;
  PosterTiktokCredentials *credentials;      /* of the app, then of the person */
  PosterLoopbackRedirect  *redirect;
  char                    *state;
  char                    *verifier;
  GCancellable            *waiting;          /* stops waiting for the browser */
  GCancellable            *outer;            /* (nullable), the caller's, which stops that too */
  gulong                   cancelled_id;
  GError                  *consent_failure;  /* (nullable), practice: why there is no consent */
  gint64                   asked_us;
  PosterSignIn            *sign_in;          /* (nullable) */
} SignIn;

/* The steps, in the order they run: (resolved | practice_told) -> (consented) -> came_back
 * -> exchanged -> (user_told) -> (creator_told) */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void practice_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void open_page (GTask *task);
static void consented_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void came_back_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void exchanged_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void ask_user (GTask *task);
static void user_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void ask_creator (GTask *task);
static void creator_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void finish (GTask *task);

static void
sign_in_data_free (SignIn *data)
{
  if (data->cancelled_id != 0)
    g_cancellable_disconnect (data->outer, data->cancelled_id);
  g_clear_object (&data->session);
  g_free (data->base_uri);
  g_free (data->auth_uri);
  poster_tiktok_credentials_free (data->credentials);
  g_clear_object (&data->redirect);
  poster_secret_free (data->state);
  poster_secret_free (data->verifier);
  g_clear_object (&data->waiting);
  g_clear_object (&data->outer);
  g_clear_error (&data->consent_failure);
  g_clear_pointer (&data->sign_in, poster_sign_in_free);
  g_free (data);
}

static GError *
new_invalid (const char *word,
             const char *message)
{
  return poster_tiktok_error_new_full (POSTER_ERROR_INVALID, word, "account_issue", POSTER_RETRY_NEVER, message);
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->base_uri = poster_tiktok_session_resolve_base_finish (data->session, result, &error);
  if (data->base_uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->auth_uri = g_strdup (data->request->auth_uri != NULL ? data->request->auth_uri : OFFICIAL_AUTH_URI);
  open_page (task);
}

static void
practice_told_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterTiktokPracticeInfo) practice = NULL;
  SignIn *data = g_task_get_task_data (task);
  const char *client_key;
  const char *client_secret;
  GError *error = NULL;

  practice = poster_tiktok_practice_info_finish (data->session, result, &error);
  if (practice == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  client_key = poster_json_get_string (practice->info, "clientKey");
  client_secret = poster_json_get_string (practice->info, "clientSecret");
  if (client_key == NULL || client_secret == NULL)
    {
      g_task_return_error (task, poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "nonsense_answer", NULL,
                                                               POSTER_RETRY_LATER,
                                                               _("The sandbox does not say how to sign in to it.")));
      return;
    }
  data->credentials = poster_tiktok_credentials_new_for_app (client_key, client_secret);
  data->base_uri = g_strdup (practice->base_uri);
  data->auth_uri = g_strconcat (practice->base_uri, "/v2/auth/authorize/", NULL);
  open_page (task);
}

static const char *
get_wanted_scopes (SignIn *data)
{
  const char *scopes = poster_json_get_string (data->request->parameters, "scopes");

  return scopes != NULL && *scopes != '\0' ? scopes : DEFAULT_SCOPES;
}

static void
append_pair (GString    *uri,
             const char *name,
             const char *value)
{
  g_string_append_printf (uri, "%s%s=", strchr (uri->str, '?') == NULL ? "?" : "&", name);
  g_string_append_uri_escaped (uri, value, ",", FALSE);
}

/* Returns: (transfer full): the consent page's address; holds nothing that lets anybody in */
static char *
make_consent_uri (SignIn *data)
{
  g_autofree char *challenge = poster_pkce_challenge_hex (data->verifier);
  GString *uri = g_string_new (data->auth_uri);

  append_pair (uri, "client_key", data->credentials->client_key);
  append_pair (uri, "response_type", "code");
  append_pair (uri, "scope", get_wanted_scopes (data));
  append_pair (uri, "redirect_uri", poster_loopback_redirect_get_redirect_uri (data->redirect));
  append_pair (uri, "state", data->state);
  append_pair (uri, "code_challenge", challenge);
  append_pair (uri, "code_challenge_method", "S256");
  if (data->request->practice)
    {
      append_pair (uri, "sandbox_decision", "allow");
      if (data->request->handle != NULL)
        append_pair (uri, "sandbox_user", data->request->handle);
    }
  return g_string_free (uri, FALSE);
}

static void
outer_cancelled_cb (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static void
follow_outer (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);

  data->waiting = g_cancellable_new ();
  if (!g_set_object (&data->outer, g_task_get_cancellable (task)))
    return;
  data->cancelled_id = g_cancellable_connect (data->outer, G_CALLBACK (outer_cancelled_cb),
                                              g_object_ref (data->waiting), g_object_unref);
}

static void
open_page (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  g_autofree char *uri = NULL;
  g_autoptr(SoupMessage) message = NULL;
  GError *error = NULL;

  data->redirect = poster_loopback_redirect_new (poster_tiktok_session_get_clock (data->session), CALLBACK_PATH,
                                                 &error);
  if (data->redirect == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->state = poster_pkce_new_state ();
  data->verifier = poster_pkce_new_verifier ();
  uri = make_consent_uri (data);
  if (data->request->practice)
    message = poster_http_message_new ("GET", uri, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  follow_outer (task);
  poster_loopback_redirect_wait_async (data->redirect, data->state, CONSENT_LIMIT_US, data->waiting,
                                       came_back_cb, g_object_ref (task));

  /* For practice nobody has to be asked: the consent page sends us straight back. */
  if (message != NULL)
    soup_session_send_and_read_async (poster_tiktok_session_get_http (data->session), message, G_PRIORITY_DEFAULT,
                                      data->waiting, consented_cb, g_object_ref (task));
  else if (data->request->open_func != NULL)
    data->request->open_func (uri, data->request->open_data);
}

static void
consented_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) page = NULL;
  g_autoptr(GError) error = NULL;
  SignIn *data = g_task_get_task_data (task);
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  guint status;

  page = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  status = page != NULL ? soup_message_get_status (message) : 0;
  /* Behind a redirect the page is our own, and what it says is known from the callback. */
  if (data->redirect == NULL || (page != NULL && SOUP_STATUS_IS_SUCCESSFUL (status)))
    return;
  data->consent_failure =
    poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "consent_failed", "system_error", POSTER_RETRY_NEVER,
                                  _("The sandbox did not accept the sign-in for practice."));
  g_debug ("No consent in the sandbox: status %u, %s", status, error != NULL ? error->message : "no error");
  g_cancellable_cancel (data->waiting);
}

static void
came_back_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterSecretText) code = NULL;
  g_autoptr(PosterJsonCall) call = NULL;
  g_autofree char *scopes = NULL;
  g_autofree char *redirect_uri = NULL;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;

  code = poster_loopback_redirect_wait_finish (data->redirect, result, &scopes, &error);
  redirect_uri = g_strdup (poster_loopback_redirect_get_redirect_uri (data->redirect));
  g_clear_object (&data->redirect);
  if (code == NULL)
    {
      if (data->consent_failure != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          g_error_free (error);
          error = g_steal_pointer (&data->consent_failure);
        }
      else if (error->domain == POSTER_ERROR)
        {
          poster_tiktok_error_describe (error, poster_error_get_code (error));
        }
      g_task_return_error (task, error);
      return;
    }

  call = poster_tiktok_api_new_call (poster_tiktok_session_get_clock (data->session), data->base_uri,
                                     POSTER_TIKTOK_TOKEN, NULL);
  poster_json_call_add_form_pair (call, "client_key", data->credentials->client_key);
  poster_json_call_add_form_pair (call, "client_secret", data->credentials->client_secret);
  poster_json_call_add_form_pair (call, "grant_type", "authorization_code");
  poster_json_call_add_form_pair (call, "code", code);
  poster_json_call_add_form_pair (call, "redirect_uri", redirect_uri);
  poster_json_call_add_form_pair (call, "code_verifier", data->verifier);
  data->asked_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (data->session));
  poster_json_call_send_async (poster_tiktok_session_get_http (data->session), call, g_task_get_cancellable (task),
                               exchanged_cb, g_object_ref (task));
}

/* The list as the service wrote it, apart by commas, perhaps with blanks. */
static JsonArray *
parse_scopes (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, ", ", -1);
  JsonArray *scopes = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      json_array_add_string_element (scopes, words[i]);
  return scopes;
}

static void
exchanged_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  SignIn *data = g_task_get_task_data (task);
  PosterTiktokCredentials *renewed;
  PosterConnection *connection;
  PosterAccount *account;
  const char *scopes;
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  renewed = poster_tiktok_credentials_renew (data->credentials, answer->root, data->asked_us);
  if (renewed == NULL || renewed->open_id == NULL)
    {
      poster_tiktok_credentials_free (renewed);
      g_task_return_error (task, poster_tiktok_api_new_nonsense (POSTER_TIKTOK_TOKEN));
      return;
    }
  poster_tiktok_credentials_free (data->credentials);
  data->credentials = renewed;

  connection = poster_connection_new ("tiktok", data->request->practice ? POSTER_BASE_PRACTICE : data->request->base);
  connection->remote_id = g_strdup (renewed->open_id);
  connection->created_us = data->asked_us;
  json_object_set_string_member (connection->metadata, "client_key", renewed->client_key);
  scopes = poster_json_get_string (answer->root, "scope");
  json_object_set_array_member (connection->metadata, "scopes",
                                parse_scopes (scopes != NULL ? scopes : get_wanted_scopes (data)));
  data->sign_in = poster_sign_in_new (connection);

  account = poster_account_new ("tiktok", "tiktok", renewed->open_id);
  account->connection_id = g_strdup (connection->id);
  account->created_us = data->asked_us;
  account->is_practice = data->request->practice;
  g_ptr_array_add (data->sign_in->accounts, account);
  ask_user (task);
}

static gboolean
has_scope (SignIn     *data,
           const char *scope)
{
  return poster_tiktok_connection_has_scope (data->sign_in->connection, scope);
}

/* A field outside the granted scopes fails the whole call, so the list follows the grant. */
static void
ask_user (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  GString *query;
  g_autoptr(PosterJsonCall) call = NULL;

  if (!has_scope (data, "user.info.basic"))
    {
      ask_creator (task);
      return;
    }
  query = g_string_new ("fields=open_id,display_name,avatar_url");
  if (has_scope (data, "user.info.profile"))
    g_string_append (query, ",username");
  if (has_scope (data, "user.info.stats"))
    g_string_append (query, ",follower_count");
  call = poster_tiktok_api_new_call (poster_tiktok_session_get_clock (data->session), data->base_uri,
                                     POSTER_TIKTOK_USER_INFO, query->str);
  g_string_free (query, TRUE);
  poster_json_call_set_bearer (call, data->credentials->access_token);
  poster_json_call_send_async (poster_tiktok_session_get_http (data->session), call, g_task_get_cancellable (task),
                               user_told_cb, g_object_ref (task));
}

static void
user_told_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(JsonObject) reply = NULL;
  SignIn *data = g_task_get_task_data (task);
  PosterAccount *account = g_ptr_array_index (data->sign_in->accounts, 0);
  JsonObject *user;
  GError *error = NULL;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reply = poster_tiktok_api_dup_data (answer);
  user = poster_json_get_object (reply, "user");
  account->username = g_strdup (poster_json_get_string (user, "username"));
  account->display_name = g_strdup (poster_json_get_string (user, "display_name"));
  account->avatar_uri = g_strdup (poster_json_get_string (user, "avatar_url"));
  account->followers = poster_json_get_int (user, "follower_count", -1);
  ask_creator (task);
}

/* The handle is behind a permission of its own; who may publish is told it anyway. */
static void
ask_creator (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  PosterAccount *account = g_ptr_array_index (data->sign_in->accounts, 0);
  g_autoptr(PosterJsonCall) call = NULL;

  if (account->username != NULL || !has_scope (data, "video.publish"))
    {
      finish (task);
      return;
    }
  call = poster_tiktok_api_new_call (poster_tiktok_session_get_clock (data->session), data->base_uri,
                                     POSTER_TIKTOK_CREATOR_INFO, NULL);
  poster_json_call_set_bearer (call, data->credentials->access_token);
  poster_json_call_set_json_body (call, NULL);
  poster_json_call_send_async (poster_tiktok_session_get_http (data->session), call, g_task_get_cancellable (task),
                               creator_told_cb, g_object_ref (task));
}

static void
creator_told_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(JsonObject) creator = NULL;
  g_autoptr(GError) error = NULL;
  SignIn *data = g_task_get_task_data (task);
  PosterAccount *account = g_ptr_array_index (data->sign_in->accounts, 0);

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (answer != NULL)
    {
      creator = poster_tiktok_api_dup_data (answer);
      account->username = g_strdup (poster_json_get_string (creator, "creator_username"));
      if (account->display_name == NULL)
        account->display_name = g_strdup (poster_json_get_string (creator, "creator_nickname"));
    }
  else
    {
      g_debug ("The account's handle could not be had: %s", error->message);
    }
  finish (task);
}

static void
finish (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  PosterAccount *account = g_ptr_array_index (data->sign_in->accounts, 0);

  /* Something to call it by there must be. */
  if (account->username == NULL)
    account->username = g_strdup (account->display_name != NULL ? account->display_name : account->remote_id);
  if (account->display_name == NULL)
    account->display_name = g_strdup (account->username);
  data->sign_in->credentials = poster_tiktok_credentials_to_text (data->credentials);
  g_task_return_pointer (task, g_steal_pointer (&data->sign_in), (GDestroyNotify) poster_sign_in_free);
}

/**
 * poster_tiktok_sign_in:
 * @session: keeper of sign-ins
 * @request: what to start from
 * @task: (transfer full): ends with a #PosterSignIn
 *
 * Signs a person in, in the browser (reference tiktok-api, section 2), or without one for
 * practice. The permissions that the person granted are noted in the connection's `scopes`.
 */
void
poster_tiktok_sign_in (PosterTiktokSession *session,
                       PosterSignInRequest *request,
                       GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  SignIn *data = g_new0 (SignIn, 1);
  const char *client_key = poster_json_get_string (request->parameters, "client_key");

  data->session = g_object_ref (session);
  data->request = request;
  g_task_set_task_data (task, data, (GDestroyNotify) sign_in_data_free);
  if (request->practice)
    {
      poster_tiktok_practice_info_async (session, g_task_get_cancellable (task), practice_told_cb,
                                         g_steal_pointer (&owned_task));
      return;
    }
  if (client_key == NULL || *client_key == '\0')
    {
      g_task_return_error (task, new_invalid ("client_key_missing",
                                              _("Signing in to TikTok needs the client key of an app. "
                                                "Make an app at TikTok for Developers and use its key.")));
      return;
    }
  if (request->secret == NULL || *request->secret == '\0')
    {
      g_task_return_error (task, new_invalid ("client_secret_missing",
                                              _("Signing in to TikTok needs the client secret of the app. "
                                                "Copy it from the app's page at TikTok for Developers.")));
      return;
    }
  data->credentials = poster_tiktok_credentials_new_for_app (client_key, request->secret);
  poster_tiktok_session_resolve_base_async (session, request->base, g_task_get_cancellable (task), resolved_cb,
                                            g_steal_pointer (&owned_task));
}
