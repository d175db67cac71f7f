/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GSocketConnection *
connect_raw (Client *client)
{
  g_autoptr(GSocketClient) socket_client = g_socket_client_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (socket_client, FALSE);
  g_socket_client_connect_to_host_async (socket_client, "127.0.0.1", poster_sandbox_get_port (client->sandbox), NULL,
                                         keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  connection = g_socket_client_connect_to_host_finish (socket_client, result, &error);
  g_assert_no_error (error);
  return connection;
}

/* Sends what it is given, while the server in this thread may be answering already. */
static void
send_raw (GSocketConnection *connection,
          const void        *bytes,
          gsize              length)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length,
                                   G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (connection))), result,
                                    NULL, NULL);
}

/* Returns: (transfer full): the next that comes, "" at the end */
static char *
receive_raw (GSocketConnection *connection)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  g_input_stream_read_bytes_async (stream, 65536, G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = g_input_stream_read_bytes_finish (stream, result, NULL);
  return bytes != NULL && g_bytes_get_size (bytes) > 0
         ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
}

static void
assert_raw (Client     *client,
            const void *bytes,
            gsize       length,
            const char *begins)
{
  g_autoptr(GSocketConnection) connection = connect_raw (client);
  g_autofree char *reply = NULL;

  send_raw (connection, bytes, length);
  reply = receive_raw (connection);
  if (!g_str_has_prefix (reply, begins))
    g_error ("\"%s\" does not begin with \"%s\"", reply, begins);
}

static void
assert_alive (Client *client)
{
  assert_status (client_get (client, "/sandbox/health", NULL), 200);
}

static void
test_nonsense_is_refused (void)
{
  static const struct
  {
    const char *request;
    const char *reply;
  } cases[] = {
    { "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404" },
    { "POST /v2/auth/authorize/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405" },
    { "GET /v2/oauth/token/ HTTP/1.1\r\n\r\n", "HTTP/1.1 405" },
    { "BREW /v2/oauth/token/ HTTP/1.1\r\n\r\n", "HTTP/1.1 405" },
    { "PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404" },
    { "\r\n\r\nGET /sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 200" },
    { "nonsense\r\n\r\n", "HTTP/1.1 400" },
    { "GET\r\n\r\n", "HTTP/1.1 400" },
    { "GET /sandbox/health HTTP/9.9\r\n\r\n", "HTTP/1.1 " },
    { "POST /v2/oauth/token/ HTTP/1.1\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 400" },
    { "POST /v2/oauth/token/ HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 400" },
    { "POST /v2/oauth/token/ HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 400" },
    { "POST /v2/oauth/token/ HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", "HTTP/1.1 413" },
    { "POST /v2/oauth/token/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 411" },
    { "GET /v2/auth/authorize/?%zz=%00 HTTP/1.1\r\n\r\n", "HTTP/1.1 400" },
    { "GET /v2/auth/authorize/?&&=&a HTTP/1.1\r\n\r\n", "HTTP/1.1 400" },
  };
  g_autoptr(Client) client = client_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_raw (client, cases[i].request, strlen (cases[i].request), cases[i].reply);
  assert_raw (client, "GET /\0 HTTP/1.1\r\n\r\n", 19, "HTTP/1.1 400");
  assert_alive (client);
}

static void
test_headers_are_bounded (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autofree char *large = g_strnfill (60 * 1024, 'a');
  g_autofree char *larger = g_strnfill (70 * 1024, 'a');
  g_autofree char *good = g_strdup_printf ("GET /sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: %s\r\n\r\n", large);
  g_autofree char *bad = g_strdup_printf ("GET /sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: %s\r\n\r\n", larger);

  assert_raw (client, good, strlen (good), "HTTP/1.1 200");
  assert_raw (client, bad, strlen (bad), "HTTP/1.1 431");
  assert_alive (client);
}

static void
test_large_bodies_are_refused_and_not_kept (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(GSocketConnection) connection = connect_raw (client);
  static const char head[] = "POST /v2/oauth/token/ HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n";
  g_autofree char *body = g_malloc0 (20000000);
  g_autofree char *reply = NULL;

  /* The whole of it can be sent: a client that is still busy sending gets the answer too. */
  send_raw (connection, head, strlen (head));
  send_raw (connection, body, 20000000);
  reply = receive_raw (connection);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 413"));
  assert_alive (client);
}

static void
test_connection_is_kept (void)
{
  static const char one[] = "GET /sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  static const char put[] = "PUT /upload/?upload_id=1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde";
  static const char last[] = "GET /sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  static const char *const expected[] = { "HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200" };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(GSocketConnection) connection = connect_raw (client);
  g_autofree char *all = g_strconcat (one, put, last, NULL);
  g_autoptr(GString) replies = g_string_new (NULL);
  const char *position;

  /* Three requests at once, the second with a body that nobody wants. */
  send_raw (connection, all, strlen (all));
  for (;;)
    {
      g_autofree char *reply = receive_raw (connection);

      if (*reply == '\0')
        break;
      g_string_append (replies, reply);
    }
  position = replies->str;
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      position = strstr (position, "HTTP/1.1");
      g_assert_nonnull (position);
      g_assert_true (g_str_has_prefix (position, expected[i]));
      position++;
    }
}

static void
test_continue_is_sent (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *head =
    g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n"
                     "Content-Range: bytes 0-999/1000\r\nExpect: 100-continue\r\n\r\n", strstr (url, "/upload/"));
  g_autoptr(GSocketConnection) connection = connect_raw (client);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  static const char wrong[] = "PUT /upload/?upload_id=1 HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

  send_raw (connection, head, strlen (head));
  first = receive_raw (connection);
  g_assert_cmpstr (first, ==, "HTTP/1.1 100 Continue\r\n\r\n");
  send_raw (connection, bytes, 1000);
  second = receive_raw (connection);
  g_assert_true (g_str_has_prefix (second, "HTTP/1.1 201"));
  /* Who is refused at once need not send anything. */
  assert_raw (client, wrong, strlen (wrong), "HTTP/1.1 404");
}

static void
test_silent_peers_are_cut_off (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree char *head =
    g_strdup_printf ("PUT %s HTTP/1.1\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n"
                     "Content-Range: bytes 0-999/1000\r\n\r\nabc", strstr (url, "/upload/"));
  g_autoptr(GSocketConnection) half_header = NULL;
  g_autoptr(GSocketConnection) half_body = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *nothing_either = NULL;

  client_faults (client, "{\"client_timeout_us\":1000000}");
  half_header = connect_raw (client);
  half_body = connect_raw (client);
  send_raw (half_header, "POST /v2/oauth/", 15);
  send_raw (half_body, head, strlen (head));
  nothing = receive_raw (half_header);
  nothing_either = receive_raw (half_body);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (nothing_either, ==, "");
  assert_alive (client);
}

static void
test_newer_upload_ends_the_older (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, 1000);
  g_autofree char *head =
    g_strdup_printf ("PUT %s HTTP/1.1\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n"
                     "Content-Range: bytes 0-999/1000\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxx", strstr (url, "/upload/"));
  g_autoptr(GSocketConnection) stuck = connect_raw (client);
  g_autofree char *nothing = NULL;
  g_autoptr(JsonObject) entry = NULL;

  /* Its peer went to sleep, and came back over another connection. */
  send_raw (stuck, head, strlen (head));
  for (int i = 0; i < 20; i++)
    assert_alive (client);
  assert_status (client_put (client, url, "video/mp4", "bytes 0-999/1000", bytes, 1000), 201);
  nothing = receive_raw (stuck);
  g_assert_cmpstr (nothing, ==, "");
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
}

static void
test_many_at_once (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  /* Half open ones do not keep the others out. */
  for (int i = 0; i < 200; i++)
    {
      GSocketConnection *connection = connect_raw (client);

      send_raw (connection, "PUT /upload/ HT", 15);
      g_ptr_array_add (connections, connection);
    }
  assert_alive (client);
}

static void
test_idle_time (void)
{
  g_autoptr(Client) client = client_new (NULL);

  client_advance (client, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (poster_sandbox_get_idle_us (client->sandbox), ==, 5 * G_USEC_PER_SEC);
  assert_alive (client);
  g_assert_cmpint (poster_sandbox_get_idle_us (client->sandbox), ==, 0);
}

static void
test_stopped_half_way (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree char *head =
    g_strdup_printf ("PUT %s HTTP/1.1\r\nContent-Type: video/mp4\r\nContent-Length: 1000\r\n"
                     "Content-Range: bytes 0-999/1000\r\n\r\nxxx", strstr (url, "/upload/"));
  g_autoptr(GSocketConnection) connection = connect_raw (client);

  /* client_free () waits until nothing holds the sandbox any more. */
  send_raw (connection, head, strlen (head));
  assert_alive (client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/server/nonsense-is-refused", test_nonsense_is_refused);
  g_test_add_func ("/sandbox/server/headers-are-bounded", test_headers_are_bounded);
  g_test_add_func ("/sandbox/server/large-bodies-are-refused-and-not-kept", test_large_bodies_are_refused_and_not_kept);
  g_test_add_func ("/sandbox/server/connection-is-kept", test_connection_is_kept);
  g_test_add_func ("/sandbox/server/continue-is-sent", test_continue_is_sent);
  g_test_add_func ("/sandbox/server/silent-peers-are-cut-off", test_silent_peers_are_cut_off);
  g_test_add_func ("/sandbox/server/newer-upload-ends-the-older", test_newer_upload_ends_the_older);
  g_test_add_func ("/sandbox/server/many-at-once", test_many_at_once);
  g_test_add_func ("/sandbox/server/idle-time", test_idle_time);
  g_test_add_func ("/sandbox/server/stopped-half-way", test_stopped_half_way);
  return g_test_run ();
}
