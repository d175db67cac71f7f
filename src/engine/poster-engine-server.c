/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine-server"

#include "poster-engine-server.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-engine-channel.h"
#include "poster-engine-wire.h"
#include "poster-error.h"
#include "poster-json.h"

/**
 * PosterEngineServer:
 *
 * Listens on engine.sock for the other processes of the same person: they ring when they have
 * written to the store, hand over what only the holder of the lock may do, and watch progress.
 * See poster-engine-wire.h for what is said.
 */
struct _PosterEngineServer
{
  GObject         parent_instance;

  PosterEngine   *engine;    /* not owned: it owns this */
  GSocketService *service;
  char           *path;
  GPtrArray      *channels;  /* (element-type PosterEngineChannel) */
  GPtrArray      *watchers;  /* (element-type PosterEngineChannel), subscribed */
};

G_DEFINE_FINAL_TYPE (PosterEngineServer, poster_engine_server, G_TYPE_OBJECT)

typedef struct
{
  PosterEngineServer  *server;
  PosterEngineChannel *channel;
  gint64               id;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->server);
  g_object_unref (request->channel);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void message_cb (PosterEngineChannel *channel, JsonObject *message, PosterEngineServer *self);
static void closed_cb (PosterEngineChannel *channel, PosterEngineServer *self);

static void
broadcast (PosterEngineServer *self,
           JsonObject         *event)
{
  /* A channel that fails while it is written to takes itself out. */
  g_autoptr(GPtrArray) watchers = g_ptr_array_copy (self->watchers, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);

  g_ptr_array_set_free_func (watchers, g_object_unref);
  for (guint i = 0; i < watchers->len; i++)
    poster_engine_channel_send (g_ptr_array_index (watchers, i), event);
}

static void
progress_cb (PosterEngine       *engine,
             const char         *target_id,
             gint64              done,
             gint64              total,
             PosterEngineServer *self)
{
  g_autoptr(JsonObject) event = NULL;

  if (self->watchers->len == 0)
    return;
  event = json_object_new ();
  json_object_set_string_member (event, "event", "progress");
  json_object_set_string_member (event, "target", target_id);
  json_object_set_int_member (event, "done", done);
  json_object_set_int_member (event, "total", total);
  broadcast (self, event);
}

static void
changed_cb (PosterStore        *store,
            const char         *post_id,
            PosterEngineServer *self)
{
  g_autoptr(JsonObject) event = NULL;

  if (self->watchers->len == 0)
    return;
  event = json_object_new ();
  json_object_set_string_member (event, "event", "changed");
  json_object_set_string_member (event, "post", post_id);
  broadcast (self, event);
}

static void
drop_channel (PosterEngineServer  *self,
              PosterEngineChannel *channel)
{
  g_signal_handlers_disconnect_by_data (channel, self);
  g_ptr_array_remove_fast (self->watchers, channel);
  g_ptr_array_remove_fast (self->channels, channel);
}

static void
closed_cb (PosterEngineChannel *channel,
           PosterEngineServer  *self)
{
  drop_channel (self, channel);
}

static gboolean
incoming_cb (GSocketService     *service,
             GSocketConnection  *connection,
             GObject            *source,
             PosterEngineServer *self)
{
  g_autoptr(GCredentials) credentials = NULL;
  PosterEngineChannel *channel;

  /* The directory is 0700 and the socket 0600; this is the third lock on the same door. */
  credentials = g_socket_get_credentials (g_socket_connection_get_socket (connection), NULL);
  if (credentials == NULL || g_credentials_get_unix_user (credentials, NULL) != geteuid ())
    return TRUE;

  channel = poster_engine_channel_new (G_IO_STREAM (connection));
  g_ptr_array_add (self->channels, channel);
  g_signal_connect (channel, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (channel, "closed", G_CALLBACK (closed_cb), self);
  return TRUE;
}

/**
 * poster_engine_server_close:
 * @self: a server
 *
 * Hangs up on everybody and takes the socket away. To be done while the lock is still held:
 * requests that are not answered yet keep the object alive, and the next engine's socket has the
 * same name.
 */
void
poster_engine_server_close (PosterEngineServer *self)
{
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_unlink (self->path);
    }
  g_clear_object (&self->service);
  if (self->engine != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->engine, self);
      g_signal_handlers_disconnect_by_data (poster_engine_get_store (self->engine), self);
      self->engine = NULL;
    }
  while (self->channels->len > 0)
    {
      g_autoptr(PosterEngineChannel) channel = g_object_ref (g_ptr_array_index (self->channels, 0));

      drop_channel (self, channel);
      poster_engine_channel_close (channel);
    }
}

static void
poster_engine_server_dispose (GObject *object)
{
  poster_engine_server_close (POSTER_ENGINE_SERVER (object));
  G_OBJECT_CLASS (poster_engine_server_parent_class)->dispose (object);
}

static void
poster_engine_server_finalize (GObject *object)
{
  PosterEngineServer *self = POSTER_ENGINE_SERVER (object);

  g_free (self->path);
  g_ptr_array_unref (self->watchers);
  g_ptr_array_unref (self->channels);
  G_OBJECT_CLASS (poster_engine_server_parent_class)->finalize (object);
}

static void
poster_engine_server_class_init (PosterEngineServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_engine_server_dispose;
  object_class->finalize = poster_engine_server_finalize;
}

static void
poster_engine_server_init (PosterEngineServer *self)
{
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->watchers = g_ptr_array_new ();
}

/**
 * poster_engine_server_new:
 * @engine: an engine whose process holds the lock; it owns the server
 * @error: #GIOErrorEnum, #GFileError
 *
 * Returns: (transfer full): a server that listens; a socket that a dead process left is replaced
 */
PosterEngineServer *
poster_engine_server_new (PosterEngine  *engine,
                          GError       **error)
{
  g_autoptr(PosterEngineServer) self = g_object_new (POSTER_TYPE_ENGINE_SERVER, NULL);
  const char *data_dir = poster_store_get_data_dir (poster_engine_get_store (engine));
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketService) service = NULL;
  int dir_fd = -1;
  gboolean listening;

  address = poster_engine_wire_new_address (data_dir, &dir_fd, error);
  if (address == NULL)
    return NULL;
  self->path = g_build_filename (data_dir, "engine.sock", NULL);
  g_unlink (self->path);
  service = g_socket_service_new ();

  /* The mask of the process is everybody's, so the mode is set afterwards: until then the folder,
   * which is for its owner alone, keeps the door. */
  listening = g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  close (dir_fd);
  if (!listening)
    return NULL;
  g_chmod (self->path, 0600);

  self->service = g_steal_pointer (&service);
  self->engine = engine;
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_signal_connect (engine, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect (poster_engine_get_store (engine), "changed", G_CALLBACK (changed_cb), self);
  return g_steal_pointer (&self);
}

/* Answers. */

static void
answer (Request    *request,
        JsonObject *result)
{
  g_autoptr(JsonObject) message = json_object_new ();

  json_object_set_int_member (message, "id", request->id);
  json_object_set_object_member (message, "result", result);
  poster_engine_channel_send (request->channel, message);
}

static void
answer_error (Request      *request,
              const GError *error)
{
  g_autoptr(JsonObject) message = json_object_new ();

  json_object_set_int_member (message, "id", request->id);
  json_object_set_object_member (message, "error", poster_engine_wire_error_to_json (error));
  poster_engine_channel_send (request->channel, message);
}

static void
answer_outcome (Request      *request,
                gboolean      ok,
                const GError *error)
{
  if (ok)
    answer (request, json_object_new ());
  else
    answer_error (request, error);
}

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_engine_cancel_finish (POSTER_ENGINE (object), result, &error);

  answer_outcome (request, ok, error);
}

static void
resumed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_engine_resume_held_finish (POSTER_ENGINE (object), result, &error);

  answer_outcome (request, ok, error);
}

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_engine_sync_finish (POSTER_ENGINE (object), result, &error);

  answer_outcome (request, ok, error);
}

static void
secret_looked_up_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(PosterSecretText) secret = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  secret = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    {
      answer_error (request, error);
      return;
    }
  json = json_object_new ();
  if (secret != NULL)
    json_object_set_string_member (json, "secret", secret);
  answer (request, json);
}

static void
secret_stored_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_secrets_store_finish (POSTER_SECRETS (object), result, &error);

  answer_outcome (request, ok, error);
}

static void
secret_cleared_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error);

  answer_outcome (request, ok, error);
}

/* Describing an account, signing a connection out: accounts -> connection -> connector. */

typedef struct
{
  Request       *request;
  char          *account_id;  /* (nullable), to be described; NULL: the connection is signed out */
  PosterAccount *account;     /* (nullable) */
} Call;

static void
call_free (Call *call)
{
  request_free (call->request);
  g_free (call->account_id);
  g_clear_object (&call->account);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *description;

  description = poster_connector_describe_finish (POSTER_CONNECTOR (object), result, &error);
  if (description != NULL)
    answer (call->request, description);
  else
    answer_error (call->request, error);
}

static void
signed_out_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = poster_connector_sign_out_finish (POSTER_CONNECTOR (object), result, &error);

  answer_outcome (call->request, ok, error);
}

static void
connection_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  PosterEngine *engine = call->request->server->engine;
  PosterAccount *account = call->account;  /* the call itself is handed on */
  PosterConnector *connector = NULL;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (connection != NULL && engine != NULL)
    connector = poster_connector_registry_find (poster_engine_get_registry (engine), connection->connector);
  if (connector == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no such connection."));
      answer_error (call->request, error);
    }
  else if (account != NULL)
    poster_connector_describe_async (connector, connection, account, NULL, described_cb, g_steal_pointer (&call));
  else
    poster_connector_sign_out_async (connector, connection, NULL, signed_out_cb, g_steal_pointer (&call));
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  char *connection_id;

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, call->account_id))
        g_set_object (&call->account, account);
    }
  if (call->account == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no such account."));
      answer_error (call->request, error);
      return;
    }
  connection_id = call->account->connection_id;
  poster_store_get_connection_async (POSTER_STORE (object), connection_id, NULL, connection_got_cb,
                                     g_steal_pointer (&call));
}

static void
dispatch (PosterEngineServer *self,
          JsonObject         *message,
          Request            *taken)
{
  g_autoptr(Request) request = taken;
  PosterStore *store = poster_engine_get_store (self->engine);
  PosterSecrets *secrets = poster_engine_get_secrets (self->engine);
  const char *op = poster_json_get_string (message, "op");
  const char *post = poster_json_get_string (message, "post");
  const char *account = poster_json_get_string (message, "account");
  const char *connection = poster_json_get_string (message, "connection");
  const char *owner = poster_json_get_string (message, "owner");
  const char *kind = poster_json_get_string (message, "kind");
  const char *secret = poster_json_get_string (message, "secret");
  const char *label = poster_json_get_string (message, "label");

  if (g_strcmp0 (op, "ring") == 0)
    {
      poster_engine_ring (self->engine);
      answer (request, json_object_new ());
    }
  else if (g_strcmp0 (op, "subscribe") == 0)
    {
      if (!g_ptr_array_find (self->watchers, request->channel, NULL))
        g_ptr_array_add (self->watchers, request->channel);
      answer (request, json_object_new ());
    }
  else if (g_strcmp0 (op, "cancel") == 0 && post != NULL)
    poster_engine_cancel_async (self->engine, post, cancelled_cb, g_steal_pointer (&request));
  else if (g_strcmp0 (op, "resume-held") == 0 && connection != NULL)
    poster_engine_resume_held_async (self->engine, connection, resumed_cb, g_steal_pointer (&request));
  else if (g_strcmp0 (op, "sync") == 0)
    poster_engine_sync_async (self->engine, synced_cb, g_steal_pointer (&request));
  else if (g_strcmp0 (op, "describe") == 0 && account != NULL)
    {
      Call *call = g_new0 (Call, 1);

      call->request = g_steal_pointer (&request);
      call->account_id = g_strdup (account);
      poster_store_list_accounts_async (store, FALSE, NULL, accounts_listed_cb, call);
    }
  else if (g_strcmp0 (op, "sign-out") == 0 && connection != NULL)
    {
      Call *call = g_new0 (Call, 1);

      call->request = g_steal_pointer (&request);
      poster_store_get_connection_async (store, connection, NULL, connection_got_cb, call);
    }
  else if (g_strcmp0 (op, "secret-lookup") == 0 && owner != NULL && kind != NULL)
    poster_secrets_lookup_async (secrets, owner, kind, NULL, secret_looked_up_cb, g_steal_pointer (&request));
  else if (g_strcmp0 (op, "secret-store") == 0 && owner != NULL && kind != NULL && secret != NULL && label != NULL)
    poster_secrets_store_async (secrets, owner, kind, label, secret, NULL, secret_stored_cb, g_steal_pointer (&request));
  else if (g_strcmp0 (op, "secret-clear") == 0 && owner != NULL)
    poster_secrets_clear_async (secrets, owner, kind, NULL, secret_cleared_cb, g_steal_pointer (&request));
  else
    {
      g_autoptr(GError) error = NULL;

      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_INVALID,
                                   _("The publishing process is of another version and does not know this request."));
      answer_error (request, error);
    }
}

static void
message_cb (PosterEngineChannel *channel,
            JsonObject          *message,
            PosterEngineServer  *self)
{
  Request *request = g_new0 (Request, 1);

  request->server = g_object_ref (self);
  request->channel = g_object_ref (channel);
  request->id = poster_json_get_int (message, "id", 0);
  dispatch (self, message, request);
}
