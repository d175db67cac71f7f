/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-script-server.h"

#include <string.h>

/* A server on 127.0.0.1 that does to each request, in the order they come, what its script says,
 * down to the byte: for what a proper HTTP server refuses to do. Runs in the main context it is
 * made in. */
struct _PosterScriptServer
{
  GObject         parent_instance;
  GSocketService *service;
  guint16         port;
  GQueue          script;       /* (element-type Step) */
  GPtrArray      *requests;     /* (element-type Request) */
  GPtrArray      *connections;  /* (element-type Connection), borrowed: each frees itself */
  guint           n_connections;
  gsize           n_bytes;
  gboolean        forget_bodies;
};

typedef struct
{
  PosterScriptAction action;
  gsize              body_bytes;
  char              *text;
} Step;

typedef struct
{
  char       *head;
  GByteArray *body;
} Request;

typedef struct
{
  PosterScriptServer *server;  /* (nullable), borrowed: gone with the server */
  GIOStream          *stream;
  GCancellable       *cancellable;
  GString            *head;
  Request            *request;  /* (nullable) (unowned), once its head is read */
  Step               *step;     /* (nullable), what happens to it */
  gsize               body_length;
  gsize               body_read;
  gboolean            close_after;
  char                buffer[64 * 1024];
} Connection;

G_DEFINE_FINAL_TYPE (PosterScriptServer, poster_script_server, G_TYPE_OBJECT)

static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
step_free (Step *step)
{
  g_free (step->text);
  g_free (step);
}

static void
request_free (Request *request)
{
  g_free (request->head);
  g_byte_array_unref (request->body);
  g_free (request);
}

static void
connection_free (Connection *connection)
{
  if (connection->server != NULL)
    g_ptr_array_remove (connection->server->connections, connection);
  g_io_stream_close (connection->stream, NULL, NULL);
  g_object_unref (connection->stream);
  g_object_unref (connection->cancellable);
  g_string_free (connection->head, TRUE);
  g_clear_pointer (&connection->step, step_free);
  g_free (connection);
}

static void
read_more (Connection *connection)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (connection->stream), connection->buffer,
                             sizeof connection->buffer, G_PRIORITY_DEFAULT, connection->cancellable,
                             read_cb, connection);
}

static void
wrote_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Connection *connection = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL) ||
      connection->server == NULL || connection->close_after)
    connection_free (connection);
  else
    read_more (connection);
}

/* Waits, without reading, for nothing but the end of the server. */
static gboolean
stalled_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  connection_free (user_data);
  return G_SOURCE_REMOVE;
}

static void
stall (Connection *connection)
{
  g_autoptr(GSource) source = g_cancellable_source_new (connection->cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (stalled_cb), connection, NULL);
  g_source_attach (source, NULL);
}

static void
act (Connection *connection)
{
  Step *step = connection->step;

  switch (step->action)
    {
    case POSTER_SCRIPT_ANSWER:
    case POSTER_SCRIPT_ANSWER_AND_CLOSE:
    case POSTER_SCRIPT_REFUSE:
      connection->close_after = step->action != POSTER_SCRIPT_ANSWER;
      connection->request = NULL;
      g_output_stream_write_all_async (g_io_stream_get_output_stream (connection->stream), step->text,
                                       strlen (step->text), G_PRIORITY_DEFAULT, connection->cancellable,
                                       wrote_cb, connection);
      break;

    case POSTER_SCRIPT_SILENCE:
    case POSTER_SCRIPT_STALL:
      stall (connection);
      break;

    case POSTER_SCRIPT_CLOSE:
    case POSTER_SCRIPT_CUT:
    default:
      connection_free (connection);
      break;
    }
}

static gsize
read_content_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *at = strstr (lower, "\r\ncontent-length:");

  return at != NULL ? g_ascii_strtoull (at + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

/* Takes what was read into the request. Returns: whether it is time to act */
static gboolean
take (Connection *connection,
      const char *data,
      gsize       length)
{
  PosterScriptServer *server = connection->server;
  const char *end;
  gsize wanted;

  server->n_bytes += length;
  if (connection->request == NULL)
    {
      gsize head_length;

      g_string_append_len (connection->head, data, length);
      end = strstr (connection->head->str, "\r\n\r\n");
      if (end == NULL)
        return FALSE;
      head_length = end + 4 - connection->head->str;
      g_assert_cmpuint (length, >=, connection->head->len - head_length);
      data += length - (connection->head->len - head_length);
      length = connection->head->len - head_length;

      connection->request = g_new0 (Request, 1);
      connection->request->head = g_strndup (connection->head->str, head_length);
      connection->request->body = g_byte_array_new ();
      connection->body_length = read_content_length (connection->request->head);
      connection->body_read = 0;
      g_string_truncate (connection->head, 0);
      g_ptr_array_add (server->requests, connection->request);

      g_clear_pointer (&connection->step, step_free);
      connection->step = g_queue_pop_head (&server->script);
      if (connection->step == NULL)
        g_error ("The script is over, but there is one more request: %.*s",
                 (int) strcspn (connection->request->head, "? \r"), connection->request->head);
    }

  connection->body_read += length;
  if (!server->forget_bodies)
    g_byte_array_append (connection->request->body, (const guint8 *) data, (guint) length);
  wanted = connection->body_length;
  if (connection->step->action == POSTER_SCRIPT_CUT || connection->step->action == POSTER_SCRIPT_REFUSE ||
      connection->step->action == POSTER_SCRIPT_STALL)
    wanted = MIN (connection->step->body_bytes, wanted);
  return connection->body_read >= wanted;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Connection *connection = user_data;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (n_read <= 0 || connection->server == NULL)
    connection_free (connection);
  else if (take (connection, connection->buffer, (gsize) n_read))
    act (connection);
  else
    read_more (connection);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *socket_connection,
             GObject           *source_object,
             gpointer           user_data)
{
  PosterScriptServer *self = user_data;
  Connection *connection = g_new0 (Connection, 1);

  connection->server = self;
  connection->stream = G_IO_STREAM (g_object_ref (socket_connection));
  connection->cancellable = g_cancellable_new ();
  connection->head = g_string_new (NULL);
  g_ptr_array_add (self->connections, connection);
  self->n_connections++;
  read_more (connection);
  return TRUE;
}

static void
dispose (GObject *object)
{
  PosterScriptServer *self = POSTER_SCRIPT_SERVER (object);

  poster_script_server_stop (self);
  G_OBJECT_CLASS (poster_script_server_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  PosterScriptServer *self = POSTER_SCRIPT_SERVER (object);

  g_queue_clear_full (&self->script, (GDestroyNotify) step_free);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->connections);
  G_OBJECT_CLASS (poster_script_server_parent_class)->finalize (object);
}

static void
poster_script_server_class_init (PosterScriptServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
poster_script_server_init (PosterScriptServer *self)
{
  g_queue_init (&self->script);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->connections = g_ptr_array_new ();
}

PosterScriptServer *
poster_script_server_new (void)
{
  PosterScriptServer *self = g_object_new (POSTER_TYPE_SCRIPT_SERVER, NULL);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return self;
}

/* What to do to the next request that has no step yet. @body_bytes counts for CUT, REFUSE and
 * STALL, @text for the answers and REFUSE. A request beyond the script fails the test. */
void
poster_script_server_push (PosterScriptServer *self,
                           PosterScriptAction  action,
                           gsize               body_bytes,
                           const char         *text)
{
  Step *step = g_new0 (Step, 1);

  step->action = action;
  step->body_bytes = body_bytes;
  step->text = g_strdup (text);
  g_queue_push_tail (&self->script, step);
}

/* Answers with @status ("200 OK"), @extra_headers (each with its \r\n, or empty) and @json. */
void
poster_script_server_push_json (PosterScriptServer *self,
                                const char         *status,
                                const char         *extra_headers,
                                const char         *json)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          status, extra_headers, strlen (json), json);
  poster_script_server_push (self, POSTER_SCRIPT_ANSWER, 0, text);
}

char *
poster_script_server_dup_url (PosterScriptServer *self,
                              const char         *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

guint16
poster_script_server_get_port (PosterScriptServer *self)
{
  return self->port;
}

guint
poster_script_server_get_n_connections (PosterScriptServer *self)
{
  return self->n_connections;
}

/* How many requests came with a whole head. */
guint
poster_script_server_get_n_requests (PosterScriptServer *self)
{
  return self->requests->len;
}

/* How many bytes were read in all. */
gsize
poster_script_server_get_n_bytes (PosterScriptServer *self)
{
  return self->n_bytes;
}

const char *
poster_script_server_get_head (PosterScriptServer *self,
                               guint               index)
{
  g_assert_cmpuint (index, <, self->requests->len);
  return ((Request *) g_ptr_array_index (self->requests, index))->head;
}

GByteArray *
poster_script_server_get_body (PosterScriptServer *self,
                               guint               index)
{
  g_assert_cmpuint (index, <, self->requests->len);
  return ((Request *) g_ptr_array_index (self->requests, index))->body;
}

/* For bodies too large to keep. */
void
poster_script_server_forget_bodies (PosterScriptServer *self)
{
  self->forget_bodies = TRUE;
}

/* Nobody listens any more, and what is open is closed; the port refuses connections. */
void
poster_script_server_stop (PosterScriptServer *self)
{
  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);

      connection->server = NULL;
      g_cancellable_cancel (connection->cancellable);
    }
  g_ptr_array_set_size (self->connections, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
