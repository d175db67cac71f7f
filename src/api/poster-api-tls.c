/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* A peer has so long to agree on a way to encrypt, and may be silent for so long. */
#define SILENCE_S 60

typedef struct
{
  GIOStream    *sealed;   /* what goes over the network */
  GIOStream    *plain;    /* our end of the pair whose other end is served */
  GCancellable *cancellable;
} Passage;

static void
passage_free (Passage *passage)
{
  g_object_unref (passage->sealed);
  g_object_unref (passage->plain);
  g_object_unref (passage->cancellable);
  g_free (passage);
}

static void
passed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Passage *passage = user_data;

  g_io_stream_splice_finish (result, NULL);
  passage_free (passage);
}

static void
agreed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Passage *passage = user_data;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, NULL))
    {
      g_io_stream_close (passage->plain, NULL, NULL);
      passage_free (passage);
      return;
    }
  g_io_stream_splice_async (passage->sealed, passage->plain,
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, passage->cancellable, passed_cb, passage);
}

static GSocketConnection *
make_connection (int fd)
{
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, NULL);

  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }
  return g_socket_connection_factory_create_connection (socket);
}

/**
 * poster_api_tls_open:
 * @connection: that a client made
 * @certificate: with its key
 * @cancellable: ends whatever goes on
 *
 * What serves requests reads bodies from a socket of its own, in a thread; so what is decrypted goes to
 * it through a pair of sockets.
 *
 * Returns: (transfer full) (nullable): where what the client says arrives in the clear
 */
GSocketConnection *
poster_api_tls_open (GSocketConnection *connection,
                     GTlsCertificate   *certificate,
                     GCancellable      *cancellable)
{
  g_autoptr(GIOStream) sealed = NULL;
  g_autoptr(GSocketConnection) ours = NULL;
  g_autoptr(GSocketConnection) theirs = NULL;
  Passage *passage;
  int fds[2];

  g_socket_set_timeout (g_socket_connection_get_socket (connection), SILENCE_S);
  sealed = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  if (sealed == NULL || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return NULL;
  ours = make_connection (fds[0]);
  theirs = make_connection (fds[1]);
  if (ours == NULL || theirs == NULL)
    return NULL;
  passage = g_new0 (Passage, 1);
  passage->sealed = g_object_ref (sealed);
  passage->plain = g_object_ref (G_IO_STREAM (ours));
  passage->cancellable = g_object_ref (cancellable);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (sealed), G_PRIORITY_DEFAULT, cancellable, agreed_cb, passage);
  return g_steal_pointer (&theirs);
}
