/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-session.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-tiktok-api.h"
#include "poster-tiktok-errors.h"

#define OFFICIAL_BASE_URI "https://open.tiktokapis.com"

/* A token this close to its end is replaced before it is used. */
#define REFRESH_AHEAD_US (5 * G_TIME_SPAN_MINUTE)

/* When a refresh fails for a reason that may pass, a token with this much left is used still. */
#define USABLE_US (30 * G_TIME_SPAN_SECOND)

/**
 * PosterTiktokSession:
 *
 * Keeps the sign-ins of all TikTok connections alive. A refresh token works once, so there is one
 * refresh at a time for each connection, it is never cancelled, and a new pair is in the keyring
 * before anybody uses it. For one main context.
 */
struct _PosterTiktokSession
{
  GObject            parent_instance;
  PosterClock       *clock;
  PosterSecrets     *secrets;
  PosterPractice    *practice;   /* (nullable) */
  SoupSession       *http;
  PosterRateLimiter *limiter;
  char              *base_uri;
  GHashTable        *renewals;   /* (element-type utf8 Renewal), by connection, those under way */
  GHashTable        *unsaved;    /* (element-type utf8 Unsaved), by connection */
};

/* A pair that the keyring would not take: the one it replaces is dead, so this one is all there
 * is until the keyring works again. */
typedef struct
{
  char                    *replaces;  /* the dead refresh token */
  PosterTiktokCredentials *credentials;
} Unsaved;

typedef struct
{
  char *connection_id;
  char *base_uri;
  char *refused_token;  /* (nullable) */
} Request;

typedef struct
{
  /* Input. */
  PosterTiktokSession     *session;
  char                    *connection_id;
  char                    *base_uri;

  /* In progress. */
  GPtrArray               *waiters;   /* (element-type GTask) */
  PosterTiktokCredentials *stored;    /* (nullable), what the keyring holds */
  PosterTiktokCredentials *renewed;   /* (nullable), what it is to hold */
  char                    *refused;   /* (nullable), the refresh token that was refused */
  gint64                   asked_us;  /* when the refresh was asked for */
} Renewal;

G_DEFINE_FINAL_TYPE (PosterTiktokSession, poster_tiktok_session, G_TYPE_OBJECT)

/* The steps, in the order they run: looked_up -> (answered -> stored) */
static void look_up (Renewal *renewal);
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void refresh (Renewal *renewal);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void store (Renewal *renewal);
static void stored_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void join (PosterTiktokSession *self, GTask *task);

static void
unsaved_free (Unsaved *unsaved)
{
  poster_secret_free (unsaved->replaces);
  poster_tiktok_credentials_free (unsaved->credentials);
  g_free (unsaved);
}

static void
request_free (Request *request)
{
  g_free (request->connection_id);
  g_free (request->base_uri);
  poster_secret_free (request->refused_token);
  g_free (request);
}

static void
renewal_free (Renewal *renewal)
{
  g_clear_object (&renewal->session);
  g_free (renewal->connection_id);
  g_free (renewal->base_uri);
  g_ptr_array_unref (renewal->waiters);
  poster_tiktok_credentials_free (renewal->stored);
  poster_tiktok_credentials_free (renewal->renewed);
  poster_secret_free (renewal->refused);
  g_free (renewal);
}

static gboolean
is_refused (Renewal    *renewal,
            const char *token)
{
  for (guint i = 0; i < renewal->waiters->len; i++)
    {
      Request *request = g_task_get_task_data (g_ptr_array_index (renewal->waiters, i));

      if (g_strcmp0 (request->refused_token, token) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Ends @renewal for everybody: with @error, or else with @credentials. */
static void
finish (Renewal                       *renewal,
        const PosterTiktokCredentials *credentials,
        GError                        *error)
{
  PosterTiktokSession *self = renewal->session;
  g_autoptr(PosterTiktokSession) keep = g_object_ref (self);
  g_autoptr(GError) owned_error = error;
  g_autoptr(GPtrArray) waiters = g_ptr_array_ref (renewal->waiters);
  g_autoptr(PosterTiktokCredentials) result = NULL;

  if (credentials != NULL)
    result = poster_tiktok_credentials_copy (credentials);
  g_hash_table_remove (self->renewals, renewal->connection_id);  /* frees it */

  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);
      Request *request = g_task_get_task_data (task);

      if (g_task_return_error_if_cancelled (task))
        continue;
      if (result == NULL)
        g_task_return_error (task, g_error_copy (owned_error));
      else if (g_strcmp0 (result->access_token, request->refused_token) == 0)
        join (self, g_object_ref (task));  /* came after the decision, and knows better */
      else
        g_task_return_pointer (task, poster_tiktok_credentials_copy (result),
                               (GDestroyNotify) poster_tiktok_credentials_free);
    }
}

static void
look_up (Renewal *renewal)
{
  poster_secrets_lookup_async (renewal->session->secrets, renewal->connection_id, POSTER_SECRET_CREDENTIALS,
                               NULL, looked_up_cb, renewal);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Renewal *renewal = user_data;
  PosterTiktokSession *self = renewal->session;
  g_autoptr(PosterSecretText) text = NULL;
  Unsaved *unsaved;
  gint64 left_us;
  GError *error = NULL;

  text = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    {
      finish (renewal, NULL, error);
      return;
    }
  g_clear_pointer (&renewal->stored, poster_tiktok_credentials_free);
  renewal->stored = poster_tiktok_credentials_parse (text);
  if (renewal->stored == NULL)
    {
      finish (renewal, NULL,
              poster_tiktok_error_new_full (POSTER_ERROR_AUTH, "not_signed_in", "auth_expired",
                                            POSTER_RETRY_AFTER_SIGN_IN,
                                            _("The keyring holds no sign-in for this account. "
                                              "Connect the account again.")));
      return;
    }

  unsaved = g_hash_table_lookup (self->unsaved, renewal->connection_id);
  if (unsaved != NULL && g_strcmp0 (unsaved->replaces, renewal->stored->refresh_token) == 0)
    {
      renewal->renewed = poster_tiktok_credentials_copy (unsaved->credentials);
      store (renewal);
      return;
    }
  g_hash_table_remove (self->unsaved, renewal->connection_id);

  left_us = renewal->stored->access_expires_us - poster_clock_get_now_us (self->clock);
  if (!is_refused (renewal, renewal->stored->access_token) &&
      (renewal->stored->access_expires_us == 0 || left_us > REFRESH_AHEAD_US))
    finish (renewal, renewal->stored, NULL);
  else if (renewal->stored->refresh_token == NULL ||
           g_strcmp0 (renewal->stored->refresh_token, renewal->refused) == 0)
    finish (renewal, NULL, poster_tiktok_error_new ("invalid_grant", NULL));
  else
    refresh (renewal);
}

static void
refresh (Renewal *renewal)
{
  PosterTiktokSession *self = renewal->session;
  g_autoptr(PosterJsonCall) call = poster_tiktok_api_new_call (self->clock, renewal->base_uri,
                                                               POSTER_TIKTOK_TOKEN, NULL);

  poster_json_call_add_form_pair (call, "client_key", renewal->stored->client_key);
  poster_json_call_add_form_pair (call, "client_secret", renewal->stored->client_secret);
  poster_json_call_add_form_pair (call, "grant_type", "refresh_token");
  poster_json_call_add_form_pair (call, "refresh_token", renewal->stored->refresh_token);
  renewal->asked_us = poster_clock_get_now_us (self->clock);
  /* Never cancelled: the answer may be the only copy of the only token that works. */
  poster_json_call_send_async (self->http, call, NULL, answered_cb, renewal);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Renewal *renewal = user_data;
  PosterTiktokSession *self = renewal->session;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  GError *error = NULL;
  gint64 left_us;

  answer = poster_json_call_send_finish (SOUP_SESSION (object), result, &error);
  if (answer != NULL)
    {
      renewal->renewed = poster_tiktok_credentials_renew (renewal->stored, answer->root, renewal->asked_us);
      if (renewal->renewed != NULL)
        {
          store (renewal);
          return;
        }
      error = poster_tiktok_api_new_nonsense (POSTER_TIKTOK_TOKEN);
    }

  /* Another process may have been faster: what the keyring holds now decides, once. */
  if (poster_tiktok_error_is (error, "invalid_grant") && renewal->refused == NULL)
    {
      g_error_free (error);
      renewal->refused = g_strdup (renewal->stored->refresh_token);
      look_up (renewal);
      return;
    }
  left_us = renewal->stored->access_expires_us - poster_clock_get_now_us (self->clock);
  if (poster_error_get_retry (error) == POSTER_RETRY_LATER && left_us > USABLE_US &&
      !is_refused (renewal, renewal->stored->access_token))
    {
      g_debug ("Could not refresh ahead of time, using the token that is still good: %s", error->message);
      g_error_free (error);
      finish (renewal, renewal->stored, NULL);
      return;
    }
  finish (renewal, NULL, error);
}

static void
store (Renewal *renewal)
{
  g_autoptr(PosterSecretText) text = poster_tiktok_credentials_to_text (renewal->renewed);

  poster_secrets_store_async (renewal->session->secrets, renewal->connection_id, POSTER_SECRET_CREDENTIALS,
                              _("TikTok sign-in for Poster"), text, NULL, stored_cb, renewal);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Renewal *renewal = user_data;
  PosterTiktokSession *self = renewal->session;
  GError *error = NULL;

  if (!poster_secrets_store_finish (POSTER_SECRETS (object), result, &error))
    {
      Unsaved *unsaved = g_new0 (Unsaved, 1);

      unsaved->replaces = g_strdup (renewal->stored->refresh_token);
      unsaved->credentials = poster_tiktok_credentials_copy (renewal->renewed);
      g_hash_table_replace (self->unsaved, g_strdup (renewal->connection_id), unsaved);
      finish (renewal, NULL, error);
      return;
    }
  g_hash_table_remove (self->unsaved, renewal->connection_id);
  finish (renewal, renewal->renewed, NULL);
}

/* Makes @task wait for the renewal of its connection, beginning one where none is under way. */
static void
join (PosterTiktokSession *self,
      GTask               *task)
{
  Request *request = g_task_get_task_data (task);
  Renewal *renewal = g_hash_table_lookup (self->renewals, request->connection_id);

  if (renewal != NULL)
    {
      g_ptr_array_add (renewal->waiters, task);
      return;
    }
  renewal = g_new0 (Renewal, 1);
  renewal->session = g_object_ref (self);
  renewal->connection_id = g_strdup (request->connection_id);
  renewal->base_uri = g_strdup (request->base_uri);
  renewal->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (renewal->waiters, task);
  g_hash_table_insert (self->renewals, g_strdup (request->connection_id), renewal);
  look_up (renewal);
}

static void
poster_tiktok_session_finalize (GObject *object)
{
  PosterTiktokSession *self = POSTER_TIKTOK_SESSION (object);

  g_clear_pointer (&self->renewals, g_hash_table_unref);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);
  g_clear_object (&self->limiter);
  g_clear_object (&self->http);
  g_clear_object (&self->practice);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_free (self->base_uri);
  G_OBJECT_CLASS (poster_tiktok_session_parent_class)->finalize (object);
}

static void
poster_tiktok_session_class_init (PosterTiktokSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_tiktok_session_finalize;
}

static void
poster_tiktok_session_init (PosterTiktokSession *self)
{
  self->renewals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) renewal_free);
  self->unsaved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) unsaved_free);
}

/**
 * poster_tiktok_session_new:
 * @clock: the time
 * @secrets: where credentials are kept
 * @practice: (nullable): keeper of the sandbox
 * @http: where calls are sent from
 * @base_uri: (nullable): base address of connections without one of their own, without a trailing
 *   slash; %NULL for TikTok's
 *
 * Returns: (transfer full): a session
 */
PosterTiktokSession *
poster_tiktok_session_new (PosterClock    *clock,
                           PosterSecrets  *secrets,
                           PosterPractice *practice,
                           SoupSession    *http,
                           const char     *base_uri)
{
  PosterTiktokSession *self = g_object_new (POSTER_TYPE_TIKTOK_SESSION, NULL);

  self->clock = g_object_ref (clock);
  self->secrets = g_object_ref (secrets);
  self->practice = practice != NULL ? g_object_ref (practice) : NULL;
  self->http = g_object_ref (http);
  self->limiter = poster_rate_limiter_new (clock);
  self->base_uri = g_strdup (base_uri != NULL ? base_uri : OFFICIAL_BASE_URI);
  return self;
}

/**
 * poster_tiktok_session_get_clock:
 * @self: a session
 *
 * Returns: (transfer none): the time
 */
PosterClock *
poster_tiktok_session_get_clock (PosterTiktokSession *self)
{
  return self->clock;
}

/**
 * poster_tiktok_session_get_secrets:
 * @self: a session
 *
 * Returns: (transfer none): where credentials and upload addresses are kept
 */
PosterSecrets *
poster_tiktok_session_get_secrets (PosterTiktokSession *self)
{
  return self->secrets;
}

/**
 * poster_tiktok_session_get_http:
 * @self: a session
 *
 * Returns: (transfer none): where calls are sent from
 */
SoupSession *
poster_tiktok_session_get_http (PosterTiktokSession *self)
{
  return self->http;
}

/**
 * poster_tiktok_session_get_limiter:
 * @self: a session
 *
 * Returns: (transfer none): who lets calls through
 */
PosterRateLimiter *
poster_tiktok_session_get_limiter (PosterTiktokSession *self)
{
  return self->limiter;
}

static void
practice_ensured_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *base_uri = poster_practice_ensure_finish (POSTER_PRACTICE (object), result, &error);

  if (base_uri != NULL)
    g_task_return_pointer (task, base_uri, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * poster_tiktok_session_resolve_base_async:
 * @self: a session
 * @base: (nullable): the base of a connection, see #PosterConnection
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds the address to speak to now; starts the sandbox where that is what is meant.
 */
void
poster_tiktok_session_resolve_base_async (PosterTiktokSession *self,
                                          const char          *base,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_tiktok_session_resolve_base_async);
  if (g_strcmp0 (base, POSTER_BASE_PRACTICE) != 0)
    g_task_return_pointer (task, g_strdup (base != NULL ? base : self->base_uri), g_free);
  else if (self->practice != NULL)
    poster_practice_ensure_async (self->practice, cancellable, practice_ensured_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, poster_tiktok_error_new_full (POSTER_ERROR_NOT_FOUND, "no_sandbox", "system_error",
                                                             POSTER_RETRY_NEVER,
                                                             _("There is no sandbox here for practice accounts.")));
}

/**
 * poster_tiktok_session_resolve_base_finish:
 * @self: a session
 * @result: the result
 * @error: why there is no sandbox
 *
 * Returns: (transfer full): the address, without a trailing slash
 */
char *
poster_tiktok_session_resolve_base_finish (PosterTiktokSession  *self,
                                           GAsyncResult         *result,
                                           GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_tiktok_session_get_credentials_async:
 * @self: a session
 * @connection_id: whose credentials
 * @base_uri: the address to refresh them at, without a trailing slash
 * @refused_token: (nullable): an access token that TikTok has just refused: not that one again
 * @cancellable: (nullable): ends the call; a refresh under way goes on, and is waited for
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gets an access token that is good for some minutes, refreshing it first where needed.
 */
void
poster_tiktok_session_get_credentials_async (PosterTiktokSession *self,
                                             const char          *connection_id,
                                             const char          *base_uri,
                                             const char          *refused_token,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, poster_tiktok_session_get_credentials_async);
  request->connection_id = g_strdup (connection_id);
  request->base_uri = g_strdup (base_uri);
  request->refused_token = g_strdup (refused_token);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  join (self, task);
}

/**
 * poster_tiktok_session_get_credentials_finish:
 * @self: a session
 * @result: the result
 * @error: %POSTER_ERROR_AUTH when only signing in again helps; what the keyring, TikTok or the
 *   network has to say
 *
 * Returns: (transfer full): the credentials
 */
PosterTiktokCredentials *
poster_tiktok_session_get_credentials_finish (PosterTiktokSession  *self,
                                              GAsyncResult         *result,
                                              GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
