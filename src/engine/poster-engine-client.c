/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine-client"

#include "poster-engine-client.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-engine-channel.h"
#include "poster-engine-wire.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-secrets.h"

/**
 * PosterEngineClient:
 *
 * See poster-engine-client.h, and poster-engine-wire.h for what is said.
 */
struct _PosterEngineClient
{
  GObject              parent_instance;

  PosterEngineChannel *channel;  /* (nullable), once the engine is gone */
  GHashTable          *waiting;  /* (element-type gint64 GTask), requests without an answer yet */
  gint64               last_id;
};

static void poster_engine_client_secrets_init (PosterSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterEngineClient, poster_engine_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_SECRETS, poster_engine_client_secrets_init))

enum
{
  PROGRESS,
  CHANGED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
fail_waiting (PosterEngineClient *self)
{
  g_autoptr(GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  gpointer task;

  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s",
                             _("The publishing process ended before it answered."));
}

static void
closed_cb (PosterEngineChannel *channel,
           PosterEngineClient  *self)
{
  g_signal_handlers_disconnect_by_data (channel, self);
  g_clear_object (&self->channel);
  fail_waiting (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
message_cb (PosterEngineChannel *channel,
            JsonObject          *message,
            PosterEngineClient  *self)
{
  const char *event = poster_json_get_string (message, "event");
  const char *target = poster_json_get_string (message, "target");
  gint64 id = poster_json_get_int (message, "id", 0);
  g_autoptr(GTask) task = NULL;
  g_autofree gint64 *key = NULL;
  JsonObject *result;

  if (g_strcmp0 (event, "progress") == 0 && target != NULL)
    g_signal_emit (self, signals[PROGRESS], 0, target,
                   poster_json_get_int (message, "done", 0), poster_json_get_int (message, "total", -1));
  else if (g_strcmp0 (event, "changed") == 0)
    {
      const char *post = poster_json_get_string (message, "post");

      g_signal_emit (self, signals[CHANGED], 0, post != NULL ? post : "");
    }
  if (event != NULL || !g_hash_table_steal_extended (self->waiting, &id, (gpointer *) &key, (gpointer *) &task))
    return;

  result = poster_json_get_object (message, "result");
  if (result != NULL)
    g_task_return_pointer (task, json_object_ref (result), (GDestroyNotify) json_object_unref);
  else
    g_task_return_error (task, poster_engine_wire_error_from_json (poster_json_get_object (message, "error")));
}

static void
poster_engine_client_dispose (GObject *object)
{
  PosterEngineClient *self = POSTER_ENGINE_CLIENT (object);

  if (self->channel != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->channel, self);
      poster_engine_channel_close (self->channel);
      g_clear_object (&self->channel);
    }
  G_OBJECT_CLASS (poster_engine_client_parent_class)->dispose (object);
}

static void
poster_engine_client_finalize (GObject *object)
{
  PosterEngineClient *self = POSTER_ENGINE_CLIENT (object);

  g_hash_table_unref (self->waiting);
  G_OBJECT_CLASS (poster_engine_client_parent_class)->finalize (object);
}

static void
poster_engine_client_class_init (PosterEngineClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_engine_client_dispose;
  object_class->finalize = poster_engine_client_finalize;

  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
poster_engine_client_init (PosterEngineClient *self)
{
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

/**
 * poster_engine_client_connect:
 * @data_dir: the data directory
 * @error: %G_IO_ERROR_NOT_FOUND or %G_IO_ERROR_CONNECTION_REFUSED when no engine runs there
 *
 * Connecting to a socket of this machine does not wait.
 *
 * Returns: (transfer full): a client of the engine that runs on @data_dir
 */
PosterEngineClient *
poster_engine_client_connect (const char  *data_dir,
                              GError     **error)
{
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GSocket) socket = NULL;
  PosterEngineClient *self;
  int dir_fd = -1;
  gboolean connected;

  address = poster_engine_wire_new_address (data_dir, &dir_fd, error);
  if (address == NULL)
    return NULL;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  connected = socket != NULL && g_socket_connect (socket, address, NULL, error);
  close (dir_fd);
  if (!connected)
    return NULL;
  connection = g_socket_connection_factory_create_connection (socket);

  self = g_object_new (POSTER_TYPE_ENGINE_CLIENT, NULL);
  self->channel = poster_engine_channel_new (G_IO_STREAM (connection));
  g_signal_connect (self->channel, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->channel, "closed", G_CALLBACK (closed_cb), self);
  return self;
}

/* Takes @message and asks it; @tag is the function that people called. */
static void
ask (PosterEngineClient  *self,
     gpointer             tag,
     JsonObject          *message,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr(JsonObject) taken = message;
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  gint64 *key;

  g_task_set_source_tag (task, tag);
  if (self->channel == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s", _("The publishing process has ended."));
      return;
    }
  key = g_new (gint64, 1);
  *key = ++self->last_id;
  json_object_set_int_member (taken, "id", *key);
  g_hash_table_insert (self->waiting, key, g_steal_pointer (&task));
  poster_engine_channel_send (self->channel, taken);
}

static JsonObject *
new_message (const char *op)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "op", op);
  return message;
}

static gboolean
finish_done (GAsyncResult  *result,
             GError       **error)
{
  g_autoptr(JsonObject) answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer != NULL;
}

/**
 * poster_engine_client_ring_async:
 * @self: a client
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Tells the engine that the store has changed.
 */
void
poster_engine_client_ring_async (PosterEngineClient  *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  JsonObject *message = new_message ("ring");

  ask (self, poster_engine_client_ring_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_ring_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: whether it heard
 */
gboolean
poster_engine_client_ring_finish (PosterEngineClient  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  return finish_done (result, error);
}

/**
 * poster_engine_client_subscribe_async:
 * @self: a client
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * From now on ::progress and ::changed are emitted.
 */
void
poster_engine_client_subscribe_async (PosterEngineClient  *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  JsonObject *message = new_message ("subscribe");

  ask (self, poster_engine_client_subscribe_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_subscribe_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: whether they are
 */
gboolean
poster_engine_client_subscribe_finish (PosterEngineClient  *self,
                                       GAsyncResult        *result,
                                       GError             **error)
{
  return finish_done (result, error);
}

/**
 * poster_engine_client_cancel_async:
 * @self: a client
 * @post_id: id of the post
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See poster_engine_cancel_async().
 */
void
poster_engine_client_cancel_async (PosterEngineClient  *self,
                                   const char          *post_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  JsonObject *message = new_message ("cancel");

  json_object_set_string_member (message, "post", post_id);
  ask (self, poster_engine_client_cancel_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_cancel_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: whether nothing of the post was or will be published
 */
gboolean
poster_engine_client_cancel_finish (PosterEngineClient  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  return finish_done (result, error);
}

/**
 * poster_engine_client_resume_held_async:
 * @self: a client
 * @connection_id: id of the connection
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See poster_engine_resume_held_async().
 */
void
poster_engine_client_resume_held_async (PosterEngineClient  *self,
                                        const char          *connection_id,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  JsonObject *message = new_message ("resume-held");

  json_object_set_string_member (message, "connection", connection_id);
  ask (self, poster_engine_client_resume_held_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_resume_held_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: whether they go on
 */
gboolean
poster_engine_client_resume_held_finish (PosterEngineClient  *self,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  return finish_done (result, error);
}

/**
 * poster_engine_client_sync_async:
 * @self: a client
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * See poster_engine_sync_async().
 */
void
poster_engine_client_sync_async (PosterEngineClient  *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  ask (self, poster_engine_client_sync_async, new_message ("sync"), cancellable, callback, user_data);
}

/**
 * poster_engine_client_sync_finish:
 * @self: a client
 * @result: the result
 * @error: what a service said; %G_IO_ERROR_CLOSED when the engine ended first
 *
 * Returns: whether all of it is up to date
 */
gboolean
poster_engine_client_sync_finish (PosterEngineClient  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  return finish_done (result, error);
}

/**
 * poster_engine_client_describe_async:
 * @self: a client
 * @account_id: id of the account
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks what an account may do now; see poster_connector_describe_async().
 */
void
poster_engine_client_describe_async (PosterEngineClient  *self,
                                     const char          *account_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  JsonObject *message = new_message ("describe");

  json_object_set_string_member (message, "account", account_id);
  ask (self, poster_engine_client_describe_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_describe_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: (transfer full): what it may do
 */
JsonObject *
poster_engine_client_describe_finish (PosterEngineClient  *self,
                                      GAsyncResult        *result,
                                      GError             **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_engine_client_sign_out_async:
 * @self: a client
 * @connection_id: id of the connection
 * @cancellable: (nullable): to stop waiting; what was asked happens all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes a credential back at the service; see poster_connector_sign_out_async().
 */
void
poster_engine_client_sign_out_async (PosterEngineClient  *self,
                                     const char          *connection_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  JsonObject *message = new_message ("sign-out");

  json_object_set_string_member (message, "connection", connection_id);
  ask (self, poster_engine_client_sign_out_async, message, cancellable, callback, user_data);
}

/**
 * poster_engine_client_sign_out_finish:
 * @self: a client
 * @result: the result
 * @error: what the engine said; %G_IO_ERROR_CLOSED when it ended first
 *
 * Returns: whether the service has forgotten it
 */
gboolean
poster_engine_client_sign_out_finish (PosterEngineClient  *self,
                                      GAsyncResult        *result,
                                      GError             **error)
{
  return finish_done (result, error);
}

/* PosterSecrets, by the process that may write. */

static void
lookup_async (PosterSecrets       *secrets,
              const char          *owner_id,
              const char          *kind,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  JsonObject *message = new_message ("secret-lookup");

  json_object_set_string_member (message, "owner", owner_id);
  json_object_set_string_member (message, "kind", kind);
  ask (POSTER_ENGINE_CLIENT (secrets), lookup_async, message, cancellable, callback, user_data);
}

static char *
lookup_finish (PosterSecrets  *secrets,
               GAsyncResult   *result,
               GError        **error)
{
  g_autoptr(JsonObject) answer = g_task_propagate_pointer (G_TASK (result), error);

  return g_strdup (poster_json_get_string (answer, "secret"));
}

static void
store_async (PosterSecrets       *secrets,
             const char          *owner_id,
             const char          *kind,
             const char          *label,
             const char          *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  JsonObject *message = new_message ("secret-store");

  json_object_set_string_member (message, "owner", owner_id);
  json_object_set_string_member (message, "kind", kind);
  json_object_set_string_member (message, "label", label);
  json_object_set_string_member (message, "secret", secret);
  ask (POSTER_ENGINE_CLIENT (secrets), store_async, message, cancellable, callback, user_data);
}

static void
clear_async (PosterSecrets       *secrets,
             const char          *owner_id,
             const char          *kind,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  JsonObject *message = new_message ("secret-clear");

  json_object_set_string_member (message, "owner", owner_id);
  if (kind != NULL)
    json_object_set_string_member (message, "kind", kind);
  ask (POSTER_ENGINE_CLIENT (secrets), clear_async, message, cancellable, callback, user_data);
}

static gboolean
secret_written_finish (PosterSecrets  *secrets,
                       GAsyncResult   *result,
                       GError        **error)
{
  return finish_done (result, error);
}

static void
poster_engine_client_secrets_init (PosterSecretsInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = secret_written_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = secret_written_finish;
}
