/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that libsoup can do to answer a GET: always the bytes that came on its stdin.
 * build-aux/bench measures the REST API against it; it is not installed.
 *
 * Prints its port on a line of stdout, then serves until it is killed. */

#include <libsoup/soup.h>

#include <stdio.h>
#include <unistd.h>

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), "application/json", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), user_data);
}

int
main (void)
{
  g_autoptr(GByteArray) read_in = g_byte_array_new ();
  g_autoptr(GBytes) body = NULL;
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  guint8 part[65536];
  gssize length;
  GSList *uris;

  while ((length = read (STDIN_FILENO, part, sizeof part)) > 0)
    g_byte_array_append (read_in, part, (guint) length);
  body = g_byte_array_free_to_bytes (g_steal_pointer (&read_in));
  soup_server_add_handler (server, NULL, answer_cb, body, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    {
      fprintf (stderr, "bench-handler: %s\n", error->message);
      return 1;
    }
  uris = soup_server_get_uris (server);
  printf ("%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (loop);
  return 0;
}
