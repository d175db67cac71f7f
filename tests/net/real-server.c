/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "real-server.h"

#include <glib/gstdio.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
/* The leak check of GCC 12 crashes on the thread-local storage of the modules that TLS loads, where
 * the sanitizer keeps books about it. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}
#endif

/* The server's own listener leaks a socket for each connection (libsoup 3.2), hence ours. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  g_autoptr(GIOStream) stream = NULL;
  RealServer *self = user_data;

  stream = self->certificate != NULL
           ? g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL)
           : g_object_ref (G_IO_STREAM (connection));
  g_assert_true (soup_server_accept_iostream (self->soup, stream, local, remote, NULL));
  return TRUE;
}

RealServer *
real_server_new (SoupServerCallback callback,
                 gpointer           user_data)
{
  RealServer *self = g_new0 (RealServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, callback, user_data, NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  self->url = g_strdup_printf ("http://127.0.0.1:%u/",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  return self;
}

/* Makes, for this once, a certificate for 127.0.0.1 with its key, and what trusts it. */
static void
create_certificate (RealServer    *self,
                    const char    *openssl,
                    GTlsDatabase **trust)
{
  g_autofree char *certificate_path = NULL;
  g_autofree char *key_path = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("poster-certificate-XXXXXX", &error);
  g_assert_no_error (error);
  certificate_path = g_build_filename (self->folder, "certificate.pem", NULL);
  key_path = g_build_filename (self->folder, "key.pem", NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              openssl, "req", "-x509", "-nodes", "-days", "2",
                              "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                              "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                              "-keyout", key_path, "-out", certificate_path, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  self->certificate = g_tls_certificate_new_from_files (certificate_path, key_path, &error);
  g_assert_no_error (error);
  *trust = g_tls_file_database_new (certificate_path, &error);
  g_assert_no_error (error);
  g_unlink (key_path);
}

/* The same over TLS, with a certificate that only @trust trusts. Returns: (nullable): %NULL, the
 * test being skipped, where no certificate can be made */
RealServer *
real_server_new_tls (SoupServerCallback   callback,
                     gpointer             user_data,
                     GTlsDatabase       **trust)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  RealServer *self;
  char *url;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }
  self = real_server_new (callback, user_data);
  create_certificate (self, openssl, trust);
  url = g_strconcat ("https", self->url + strlen ("http"), NULL);
  g_free (self->url);
  self->url = url;
  return self;
}

void
real_server_free (RealServer *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_clear_object (&self->certificate);
  if (self->folder != NULL)
    {
      g_autofree char *certificate_path = g_build_filename (self->folder, "certificate.pem", NULL);

      g_unlink (certificate_path);
      g_rmdir (self->folder);
    }
  g_free (self->folder);
  g_free (self->url);
  g_free (self);
}
