/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-error.h"
#include "poster-json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_CONNECTIONS 256
#define REQUEST_TIMEOUT_US (60 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (PosterSandbox, poster_sandbox, G_TYPE_OBJECT)

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
poster_sandbox_dispose (GObject *object)
{
  poster_sandbox_stop (POSTER_SANDBOX (object));
  G_OBJECT_CLASS (poster_sandbox_parent_class)->dispose (object);
}

static void
poster_sandbox_finalize (GObject *object)
{
  PosterSandbox *self = POSTER_SANDBOX (object);

  g_clear_pointer (&self->store, poster_sandbox_store_close);
  if (self->temporary != NULL)
    remove_folder (self->temporary);
  poster_sandbox_faults_free (self->faults);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->uploads);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->counts);
  g_object_unref (self->clock);
  g_free (self->data_dir);
  g_free (self->temporary);
  g_free (self->base_url);
  g_free (self->instance);
  g_free (self->client_secret);
  g_free (self->web_folder);
  g_free (self->uploads_folder);
  G_OBJECT_CLASS (poster_sandbox_parent_class)->finalize (object);
}

static void
poster_sandbox_class_init (PosterSandboxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_sandbox_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_sandbox_finalize;
}

static void
poster_sandbox_init (PosterSandbox *self)
{
  self->faults = poster_sandbox_faults_new ();
  self->rates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->uploads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->jobs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * poster_sandbox_new:
 * @clock: the clock of everything that expires and is processed
 * @data_dir: (nullable): the folder of its database and web folder, made when it is missing; with
 *   %NULL everything is temporary and gone with the object
 *
 * Returns: (transfer full): a sandbox that does not run yet
 */
PosterSandbox *
poster_sandbox_new (PosterClock *clock,
                    const char  *data_dir)
{
  PosterSandbox *self = g_object_new (POSTER_TYPE_SANDBOX, NULL);

  self->clock = g_object_ref (clock);
  self->data_dir = data_dir != NULL ? g_canonicalize_filename (data_dir, NULL) : NULL;
  self->last_seen_us = poster_clock_get_monotonic_us (clock);
  return self;
}

/* The time in this stand-in's world. */
gint64
poster_sandbox_get_now_us (PosterSandbox *self)
{
  return poster_clock_get_now_us (self->clock) + self->offset_us;
}

char *
poster_sandbox_new_log_id (PosterSandbox *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (poster_sandbox_get_now_us (self) / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (now, "%Y%m%d%H%M%S");

  return g_strdup_printf ("%s%020" G_GUINT64_FORMAT, text, ++self->log_number);
}

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The folder %s cannot be made: %s", path,
               g_strerror (errno));
  return FALSE;
}

/* What the data directory keeps between two starts. */
static gboolean
load_meta (PosterSandbox  *self,
           GError        **error)
{
  g_autofree char *offset = poster_sandbox_store_dup_meta (self->store, "offset_us");
  g_autoptr(JsonObject) app = poster_sandbox_dup_app (self, POSTER_SANDBOX_CLIENT_KEY);

  self->offset_us = offset != NULL ? g_ascii_strtoll (offset, NULL, 10) : 0;
  g_free (self->instance);
  self->instance = poster_sandbox_store_dup_meta (self->store, "instance");
  if (self->instance == NULL)
    {
      self->instance = poster_sandbox_new_secret ("", 16);
      poster_sandbox_store_set_meta (self->store, "instance", self->instance);
    }
  if (app == NULL)
    {
      g_autofree char *secret = poster_sandbox_new_secret ("", 16);

      if (!poster_sandbox_add_app (self, POSTER_SANDBOX_CLIENT_KEY, secret, error))
        return FALSE;
      app = poster_sandbox_dup_app (self, POSTER_SANDBOX_CLIENT_KEY);
    }
  g_free (self->client_secret);
  self->client_secret = g_strdup (poster_json_get_string (app, "client_secret"));
  return TRUE;
}

static gboolean
open_store (PosterSandbox  *self,
            GError        **error)
{
  const char *directory = self->data_dir;

  if (self->store != NULL)
    return TRUE;
  if (directory == NULL)
    {
      self->temporary = g_dir_make_tmp ("poster-sandbox-XXXXXX", error);
      if (self->temporary == NULL)
        return FALSE;
      directory = self->temporary;
    }
  g_free (self->web_folder);
  g_free (self->uploads_folder);
  self->web_folder = g_build_filename (directory, "web", NULL);
  self->uploads_folder = g_build_filename (directory, "uploads", NULL);
  if (!make_folder (directory, error) || !make_folder (self->web_folder, error) ||
      !make_folder (self->uploads_folder, error))
    return FALSE;
  self->store = poster_sandbox_store_open (self->data_dir, error);
  return self->store != NULL && load_meta (self, error);
}

static void
request_cb (PosterServerExchange *exchange,
            gpointer               user_data)
{
  PosterSandbox *self = user_data;

  self->last_seen_us = poster_clock_get_monotonic_us (self->clock);
  if (self->store == NULL || self->service == NULL)
    poster_server_exchange_drop (exchange);
  else
    poster_sandbox_call_begin (self, exchange);
}

static void
closed_cb (gpointer user_data)
{
  PosterSandbox *self = user_data;

  self->connections--;
  g_object_unref (self);
}

static char *
make_refusal (guint       status,
              const char *why)
{
  return g_strdup_printf ("{\"error\":{\"code\":\"invalid_params\",\"message\":\"%s\"}}", why);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  PosterSandbox *self = user_data;
  const PosterServerManners manners = {
    .silence_us = poster_sandbox_faults_get_int (self->faults, "client_timeout_us"),
    .request_us = REQUEST_TIMEOUT_US,
    .max_body = POSTER_SANDBOX_MAX_BODY,
    .refusal = make_refusal,
  };

  if (self->connections >= MAX_CONNECTIONS)
    return TRUE;
  self->connections++;
  poster_server_exchange_begin (connection, self->clock, self->cancellable, &manners, request_cb, g_object_ref (self),
                                closed_cb);
  return TRUE;
}

/**
 * poster_sandbox_start:
 * @self: a sandbox
 * @port: where to listen on 127.0.0.1, 0 for any free port
 * @error: #GIOErrorEnum (%G_IO_ERROR_ADDRESS_IN_USE …), %POSTER_ERROR_DATABASE
 *
 * Begins to serve, in the thread-default main context.
 *
 * Returns: whether it runs
 */
gboolean
poster_sandbox_start (PosterSandbox  *self,
                      guint16         port,
                      GError        **error)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GSocketService) service = g_socket_service_new ();

  g_return_val_if_fail (self->service == NULL, FALSE);
  if (!open_store (self, error) ||
      !g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  self->cancellable = g_cancellable_new ();
  self->service = g_steal_pointer (&service);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_free (self->base_url);
  self->base_url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  self->last_seen_us = poster_clock_get_monotonic_us (self->clock);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  poster_sandbox_resume_hashing (self);
  poster_sandbox_resume_fetching (self);
  return TRUE;
}

/**
 * poster_sandbox_stop:
 * @self: a sandbox
 *
 * Ends serving: connections are cut, and what was not answered stays unanswered.
 */
void
poster_sandbox_stop (PosterSandbox *self)
{
  GHashTableIter iter;
  gpointer transfer;

  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_hash_table_iter_init (&iter, self->uploads);
  while (g_hash_table_iter_next (&iter, NULL, &transfer))
    g_cancellable_cancel (*(GCancellable **) transfer);
  if (self->temporary == NULL)
    g_clear_pointer (&self->store, poster_sandbox_store_close);
}

guint16
poster_sandbox_get_port (PosterSandbox *self)
{
  return self->port;
}

/* Returns: (nullable): `http://127.0.0.1:PORT`, once it has been started */
const char *
poster_sandbox_get_base_url (PosterSandbox *self)
{
  return self->base_url;
}

/* Returns: (nullable): the id that its data directory keeps, once it has been started */
const char *
poster_sandbox_get_instance (PosterSandbox *self)
{
  return self->instance;
}

/* Returns: (nullable): the secret of %POSTER_SANDBOX_CLIENT_KEY, once it has been started */
const char *
poster_sandbox_get_client_secret (PosterSandbox *self)
{
  return self->client_secret;
}

/* Returns: (nullable): the folder that stands behind %POSTER_SANDBOX_WEB_PREFIX */
const char *
poster_sandbox_get_web_folder (PosterSandbox *self)
{
  return self->web_folder;
}

/* Returns: microseconds for which nobody has asked anything; 0 while something goes on */
gint64
poster_sandbox_get_idle_us (PosterSandbox *self)
{
  if (self->in_flight > 0)
    return 0;
  return poster_clock_get_monotonic_us (self->clock) - self->last_seen_us;
}

/**
 * poster_sandbox_add_faults:
 * @self: a sandbox
 * @faults: (transfer none): switches to set, rules to append; see #PosterSandbox
 * @error: %POSTER_ERROR_INVALID, naming what is wrong; then nothing has changed
 *
 * Returns: whether @faults makes sense
 */
gboolean
poster_sandbox_add_faults (PosterSandbox  *self,
                           JsonObject     *faults,
                           GError        **error)
{
  return poster_sandbox_faults_add (self->faults, faults, error);
}

/**
 * poster_sandbox_set_faults:
 * @self: a sandbox
 * @faults: (nullable) (transfer none): instead of all that was set before; %NULL for none
 * @error: %POSTER_ERROR_INVALID, naming what is wrong; then there are no faults
 *
 * Returns: whether @faults makes sense
 */
gboolean
poster_sandbox_set_faults (PosterSandbox  *self,
                           JsonObject     *faults,
                           GError        **error)
{
  poster_sandbox_faults_clear (self->faults);
  return faults == NULL || poster_sandbox_faults_add (self->faults, faults, error);
}

/**
 * poster_sandbox_load_faults:
 * @self: a sandbox
 * @path: a file with a JSON object
 * @error: #GFileError, %POSTER_ERROR_INVALID
 *
 * Returns: whether the file could be read and makes sense
 */
gboolean
poster_sandbox_load_faults (PosterSandbox  *self,
                            const char     *path,
                            GError        **error)
{
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) faults = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  if (g_utf8_validate_len (text, length, NULL))
    faults = poster_json_parse_object (text, (gssize) length, NULL);
  if (faults == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "The faults in %s are not a JSON object", name);
      return FALSE;
    }
  return poster_sandbox_set_faults (self, faults, error);
}

/**
 * poster_sandbox_add_app:
 * @self: a sandbox that runs
 * @client_key: of an app
 * @client_secret: its secret
 * @error: %POSTER_ERROR_DATABASE
 *
 * Registers an app, or gives it another secret.
 *
 * Returns: whether it is known now
 */
gboolean
poster_sandbox_add_app (PosterSandbox  *self,
                        const char     *client_key,
                        const char     *client_secret,
                        GError        **error)
{
  if (poster_sandbox_store_run (self->store, "INSERT INTO apps (client_key, client_secret) VALUES (?, ?)"
                                " ON CONFLICT (client_key) DO UPDATE SET client_secret = excluded.client_secret",
                                "ss", client_key, client_secret))
    return TRUE;
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_DATABASE, "The app could not be registered");
  return FALSE;
}

/**
 * poster_sandbox_advance:
 * @self: a sandbox that runs
 * @by_us: microseconds
 *
 * Moves the sandbox's time on, beyond that of its clock. Its data directory remembers that.
 */
void
poster_sandbox_advance (PosterSandbox *self,
                        gint64         by_us)
{
  g_autofree char *text = NULL;

  self->offset_us += by_us;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, self->offset_us);
  poster_sandbox_store_set_meta (self->store, "offset_us", text);
}
