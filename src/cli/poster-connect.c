/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connect"

#include "poster-connect.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-json.h"

/* The owner of a secret that there never is. */
#define NOBODY_ID "000000000000000000000000"

typedef struct
{
  /* Input. */
  PosterConnector     *connector;
  PosterSignInRequest *request;        /* (unowned), the caller's until the callback */

  /* In progress. */
  PosterSignIn       *sign_in;        /* (nullable) */
  char               *connection_id;  /* (nullable), the one that is or will be stored */
  gboolean            is_new;         /* whether it was not stored before */
  GPtrArray          *accounts;       /* (nullable), as stored */
  GError             *error;          /* (nullable), why it is being undone */
  PosterEngineClient *client;         /* (nullable), the engine of another process */
  PosterEngine       *engine;         /* (nullable), one that does not run */
} Connect;

/* The steps, in the order they run:
 * vault_asked -> signed_in -> found -> secret_stored -> saved (-> undone) -> resumed */
static void vault_asked_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void signed_in_cb     (GObject *object, GAsyncResult *result, gpointer user_data);
static void found_cb         (GObject *object, GAsyncResult *result, gpointer user_data);
static void secret_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb         (GObject *object, GAsyncResult *result, gpointer user_data);
static void undone_cb        (GObject *object, GAsyncResult *result, gpointer user_data);
static void resumed_cb       (GObject *object, GAsyncResult *result, gpointer user_data);

static void
connect_free (Connect *data)
{
  g_clear_object (&data->connector);
  g_clear_pointer (&data->sign_in, poster_sign_in_free);
  g_free (data->connection_id);
  g_clear_pointer (&data->accounts, g_ptr_array_unref);
  g_clear_error (&data->error);
  g_clear_object (&data->client);
  g_clear_object (&data->engine);
  g_free (data);
}

/* Nobody should consent on a page and then be told that there is no place to keep the token. */
static void
vault_asked_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *data = g_task_get_task_data (task);
  g_autoptr(PosterSecretText) none = NULL;
  g_autoptr(GError) error = NULL;

  none = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    poster_connector_sign_in_async (data->connector, data->request, g_task_get_cancellable (task),
                                    signed_in_cb, g_object_ref (task));
}

static void
signed_in_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Connect *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  data->sign_in = poster_connector_sign_in_finish (POSTER_CONNECTOR (object), result, &error);
  if (data->sign_in == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_store_find_connection_async (poster_workspace_get_store (workspace), data->sign_in->connection->connector,
                                      data->sign_in->connection->base, data->sign_in->connection->remote_id,
                                      g_task_get_cancellable (task), found_cb, g_object_ref (task));
}

/* What a person set up for the connection outlives a new sign-in, which knows nothing of it. */
static void
keep_settings (PosterConnection *connection,
               PosterConnection *known)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, known->metadata);
  while (json_object_iter_next (&iter, &name, &value))
    if (!json_object_has_member (connection->metadata, name) && !g_str_equal (name, POSTER_CONNECTION_REMOVED))
      json_object_set_member (connection->metadata, name, json_node_copy (value));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Connect *data = g_task_get_task_data (task);
  g_autoptr(PosterConnection) known = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *label = NULL;
  PosterAccount *account;

  known = poster_store_find_connection_finish (POSTER_STORE (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  data->is_new = known == NULL;
  if (known != NULL)
    keep_settings (data->sign_in->connection, known);
  data->connection_id = g_strdup (known != NULL ? known->id : data->sign_in->connection->id);

  /* The secret goes first: an account without one would be of no use. From here on it is not
   * broken off half way. */
  account = data->sign_in->accounts->len > 0 ? g_ptr_array_index (data->sign_in->accounts, 0) : NULL;
  label = g_strdup_printf ("Poster: %s %s", data->sign_in->connection->connector,
                           account != NULL && account->username != NULL ? account->username : "");
  poster_secrets_store_async (poster_workspace_get_secrets (workspace), data->connection_id,
                              POSTER_SECRET_CREDENTIALS, label, data->sign_in->credentials, NULL,
                              secret_stored_cb, g_object_ref (task));
}

static void
secret_stored_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Connect *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_secrets_store_finish (POSTER_SECRETS (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_store_save_sign_in_async (poster_workspace_get_store (workspace), data->sign_in->connection,
                                   data->sign_in->accounts, NULL, saved_cb, g_object_ref (task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *workspace = g_task_get_source_object (task);
  Connect *data = g_task_get_task_data (task);

  data->accounts = poster_store_save_sign_in_finish (POSTER_STORE (object), result, &data->error);
  if (data->accounts == NULL && data->is_new)
    {
      poster_secrets_clear_async (poster_workspace_get_secrets (workspace), data->connection_id,
                                  POSTER_SECRET_CREDENTIALS, NULL, undone_cb, g_object_ref (task));
      return;
    }
  if (data->accounts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&data->error));
      return;
    }

  /* What waited for this sign-in goes on. */
  data->client = poster_workspace_connect_engine (workspace, NULL);
  if (data->client != NULL)
    {
      poster_engine_client_resume_held_async (data->client, data->connection_id, NULL, resumed_cb, g_object_ref (task));
      return;
    }
  if (poster_workspace_get_engine (workspace) != NULL)
    data->engine = g_object_ref (poster_workspace_get_engine (workspace));
  else
    data->engine = poster_engine_new (poster_workspace_get_store (workspace), poster_workspace_get_registry (workspace),
                                      poster_workspace_get_secrets (workspace), poster_workspace_get_clock (workspace));
  poster_engine_resume_held_async (data->engine, data->connection_id, resumed_cb, g_object_ref (task));
}

static void
undone_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error))
    g_debug ("A secret that nobody needs stays in the keyring: %s", error->message);
  g_task_return_error (task, g_steal_pointer (&data->error));
}

static void
resumed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean resumed;

  resumed = data->client != NULL ? poster_engine_client_resume_held_finish (data->client, result, &error)
                                 : poster_engine_resume_held_finish (data->engine, result, &error);
  /* The accounts are connected all the same; what is held can be taken up by hand. */
  if (!resumed)
    g_debug ("What waited for the sign-in was not taken up: %s", error->message);
  g_task_return_pointer (task, g_steal_pointer (&data->accounts), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * poster_connect_request_new:
 * @connector: key of a connector
 * @client_key: (nullable): what the person's own app is called at the service
 * @client_secret: (nullable): its secret
 *
 * Makes a request to sign in for real, which heeds the environment (`POSTER_TIKTOK_AUTH_URL`). How
 * the consent page is shown is the caller's to add.
 *
 * Returns: (transfer full): the request
 */
PosterSignInRequest *
poster_connect_request_new (const char *connector,
                            const char *client_key,
                            const char *client_secret)
{
  PosterSignInRequest *request = poster_sign_in_request_new ();

  if (g_strcmp0 (connector, "tiktok") == 0)
    request->auth_uri = g_strdup (g_getenv ("POSTER_TIKTOK_AUTH_URL"));
  if (client_key != NULL)
    json_object_set_string_member (request->parameters, "client_key", client_key);
  request->secret = g_strdup (client_secret);
  return request;
}

/* Credentials are a JSON object, in which some members mean the same for every connector.
 * Returns: (nullable): it; %NULL also without @error when there are none */
static JsonObject *
finish_lookup (PosterSecrets  *secrets,
               GAsyncResult   *result,
               GError        **error)
{
  g_autoptr(PosterSecretText) text = poster_secrets_lookup_finish (secrets, result, error);

  return text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;
}

static void
recalled_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) credentials = NULL;
  g_autoptr(GError) error = NULL;

  credentials = finish_lookup (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (poster_json_get_string (credentials, "client_secret")),
                           (GDestroyNotify) poster_secret_free);
}

/**
 * poster_connect_recall_secret_async:
 * @workspace: an open workspace
 * @connection_id: a connection
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks up the client secret that @connection_id was signed in with, so that nobody has to type it
 * again for the same app.
 */
void
poster_connect_recall_secret_async (PosterWorkspace     *workspace,
                                    const char          *connection_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_connect_recall_secret_async);
  poster_secrets_lookup_async (poster_workspace_get_secrets (workspace), connection_id, POSTER_SECRET_CREDENTIALS,
                               cancellable, recalled_cb, task);
}

/**
 * poster_connect_recall_secret_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: those of the vault
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with poster_secret_free(); %NULL
 *   without @error when there is none
 */
char *
poster_connect_recall_secret_finish (PosterWorkspace  *workspace,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
end_asked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) credentials = NULL;
  g_autoptr(GError) error = NULL;

  credentials = finish_lookup (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_set_task_data (task, g_memdup2 (&(gint64) { poster_json_get_int (credentials, "refresh_expires_us", 0) },
                                         sizeof (gint64)), g_free);
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_connect_ask_end_async:
 * @workspace: an open workspace
 * @connection_id: a connection
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks when a person will have to sign in again, even if nothing happens until then. Talks to the
 * keyring alone.
 */
void
poster_connect_ask_end_async (PosterWorkspace     *workspace,
                              const char          *connection_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_connect_ask_end_async);
  poster_secrets_lookup_async (poster_workspace_get_secrets (workspace), connection_id, POSTER_SECRET_CREDENTIALS,
                               cancellable, end_asked_cb, task);
}

/**
 * poster_connect_ask_end_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: those of the vault
 *
 * Returns: that instant, in microseconds since the epoch; 0 when it is not known
 */
gint64
poster_connect_ask_end_finish (PosterWorkspace  *workspace,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  return *(gint64 *) g_task_get_task_data (G_TASK (result));
}

/**
 * poster_connect_async:
 * @workspace: an open workspace
 * @connector: key of a connector
 * @request: what to sign in with; it stays the caller's, who keeps it until the callback
 * @cancellable: (nullable): ends the wait for the person; not what comes after it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Signs in and keeps what that gave: the secret in the vault, then connection and accounts in the
 * store. An identity that was connected before keeps its ids, and its posts that were held for
 * want of a sign-in go on.
 *
 * Errors: those of the connector, the vault and the store
 */
void
poster_connect_async (PosterWorkspace     *workspace,
                      const char          *connector,
                      PosterSignInRequest *request,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (workspace, cancellable, callback, user_data);
  PosterConnector *found = poster_connector_registry_find (poster_workspace_get_registry (workspace), connector);
  Connect *data = g_new0 (Connect, 1);

  g_task_set_source_tag (task, poster_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) connect_free);
  if (found == NULL)
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                               _("This version of Poster cannot reach “%s”."), connector);
      return;
    }
  data->connector = g_object_ref (found);
  data->request = request;
  poster_secrets_lookup_async (poster_workspace_get_secrets (workspace), NOBODY_ID, POSTER_SECRET_CREDENTIALS,
                               cancellable, vault_asked_cb, g_steal_pointer (&task));
}

/**
 * poster_connect_finish:
 * @workspace: an open workspace
 * @result: the result
 * @error: see poster_connect_async()
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts as stored
 */
GPtrArray *
poster_connect_finish (PosterWorkspace  *workspace,
                       GAsyncResult     *result,
                       GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_connect_dup_connection_id:
 * @workspace: an open workspace
 * @result: the result of poster_connect_async(), which did not fail
 *
 * Returns: (transfer full): id of the connection that was made or made anew
 */
char *
poster_connect_dup_connection_id (PosterWorkspace *workspace,
                                  GAsyncResult    *result)
{
  Connect *data = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, workspace), NULL);

  return g_strdup (data->connection_id);
}
