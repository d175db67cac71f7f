/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-server"

#include "poster-server-exchange.h"

#include "poster-server-exchange-private.h"
#include "poster-server-receiver.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* SoupServer reads bodies into memory 8 KiB at a time, never cuts off a slow client, and keeps
 * no connection alive that it was handed. What has to take gigabytes quickly, or misbehave to the
 * byte, does its own reading and writing; the parsing of headers is libsoup's. */

#define MAX_HEADERS (64 * 1024)
#define GO_ON "HTTP/1.1 100 Continue\r\n\r\n"

/* The steps: read_request -> headers_read -> body_read* -> func … then the answer, and
 * read_request again or close */
static void read_request (PosterServerConnection *connection);

G_DEFINE_FINAL_TYPE (PosterServerExchange, poster_server_exchange, G_TYPE_OBJECT)

static PosterServerConnection *
connection_ref (PosterServerConnection *connection)
{
  g_atomic_ref_count_inc (&connection->ref_count);
  return connection;
}

static void
connection_unref (PosterServerConnection *connection)
{
  if (!g_atomic_ref_count_dec (&connection->ref_count))
    return;
  if (connection->deadline != NULL)
    {
      g_source_destroy (connection->deadline);
      g_source_unref (connection->deadline);
    }
  g_io_stream_close (G_IO_STREAM (connection->stream), NULL, NULL);
  g_object_unref (connection->stream);
  g_object_unref (connection->clock);
  g_object_unref (connection->real_clock);
  g_object_unref (connection->cancellable);
  g_byte_array_unref (connection->input);
  if (connection->closed != NULL)
    connection->closed (connection->user_data);
  g_free (connection);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterServerConnection, connection_unref)

static void
poster_server_exchange_finalize (GObject *object)
{
  PosterServerExchange *self = POSTER_SERVER_EXCHANGE (object);

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->answer, g_byte_array_unref);
  g_string_free (self->answer_headers, TRUE);
  g_clear_pointer (&self->connection, connection_unref);
  G_OBJECT_CLASS (poster_server_exchange_parent_class)->finalize (object);
}

static void
poster_server_exchange_class_init (PosterServerExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_server_exchange_finalize;
}

static void
poster_server_exchange_init (PosterServerExchange *self)
{
  self->answer_headers = g_string_new (NULL);
  self->body = g_byte_array_new ();
}

/* A request comes in: no peer may take for ever over it, a byte now and then. */
static gboolean
too_slow_cb (gpointer user_data)
{
  PosterServerConnection *connection = user_data;

  g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
start_deadline (PosterServerConnection *connection)
{
  if (connection->deadline != NULL)
    return;
  connection->deadline = poster_clock_create_delay (connection->real_clock, connection->manners.request_us);
  g_source_set_callback (connection->deadline, too_slow_cb, connection, NULL);
  g_source_attach (connection->deadline, g_main_context_get_thread_default ());
}

static void
stop_deadline (PosterServerConnection *connection)
{
  if (connection->deadline == NULL)
    return;
  g_source_destroy (connection->deadline);
  g_clear_pointer (&connection->deadline, g_source_unref);
}

/* Reads the body, or with @to_the_end all that comes, up to @length bytes. */
void
poster_server_exchange_read (PosterServerExchange *self,
                              int                    fd,
                              GChecksum             *checksum,
                              gint64                 offset,
                              gint64                 length,
                              gboolean               to_the_end,
                              GCancellable          *cancellable,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  PosterServerConnection *connection = self->connection;
  PosterServerReceiver receiver = {
    .socket = connection->socket,
    .input = connection->input,
    .fd = fd,
    .checksum = checksum,
    .offset = offset,
    .length = length,
    .to_the_end = to_the_end,
    .preface = self->wants_continue ? GO_ON : NULL,
    .clock = connection->clock,
    .pieces = self->delivery == POSTER_SERVER_DELIVERY_SLOW ? self->pieces : 1,
    .interval_us = self->interval_us,
  };

  self->wants_continue = FALSE;
  poster_server_receiver_run_async (&receiver, self, cancellable, callback, user_data);
}

static gboolean
is_whole_request_head (PosterServerConnection *connection,
                       gsize      *length)
{
  const guint8 *end = NULL;

  if (connection->input->len > 0)
    end = memmem (connection->input->data, connection->input->len, "\r\n\r\n", 4);
  if (end == NULL)
    return FALSE;
  *length = (gsize) (end - connection->input->data) + 4;
  return TRUE;
}

/* A request that is refused before anybody has looked at what it wants. */
static void
refuse (PosterServerExchange *self,
        guint                  status,
        const char            *why)
{
  g_autofree char *body = self->connection->manners.refusal (status, why);

  stop_deadline (self->connection);
  self->keep_alive = FALSE;
  poster_server_exchange_reply (self, status, "application/json", body);
}

static void
body_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterServerExchange) self = user_data;
  PosterServerConnection *connection = self->connection;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (count <= 0)
    return;
  self->body->len += (guint) count;
  self->unread -= count;
  if (self->unread > 0)
    {
      g_input_stream_read_async (G_INPUT_STREAM (object), self->body->data + self->body->len,
                                 (gsize) self->unread, G_PRIORITY_DEFAULT, connection->cancellable,
                                 body_read_cb, g_object_ref (self));
      return;
    }
  stop_deadline (connection);
  connection->func (self, connection->user_data);
}

/* Anything but PUT: the body is small, or refused. */
static void
read_body (PosterServerExchange *self)
{
  PosterServerConnection *connection = self->connection;
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection->stream));
  guint buffered;

  if (self->chunked)
    {
      refuse (self, 411, "The length of the body must be declared");
      return;
    }
  if (self->length > connection->manners.max_body)
    {
      refuse (self, 413, "The body is too large");
      return;
    }
  if (self->wants_continue)
    {
      self->wants_continue = FALSE;
      g_socket_send (connection->socket, GO_ON, strlen (GO_ON), connection->cancellable, NULL);
    }

  g_byte_array_set_size (self->body, (guint) self->length + 1);
  memset (self->body->data, 0, self->body->len);
  buffered = (guint) MIN (self->length, connection->input->len);
  memcpy (self->body->data, connection->input->data, buffered);
  g_byte_array_remove_range (connection->input, 0, buffered);
  self->body->len = buffered;
  self->unread = self->length - buffered;
  if (self->unread > 0)
    {
      g_input_stream_read_async (stream, self->body->data + buffered, (gsize) self->unread, G_PRIORITY_DEFAULT,
                                 connection->cancellable, body_read_cb, g_object_ref (self));
      return;
    }
  stop_deadline (connection);
  connection->func (self, connection->user_data);
}

static void
begin_request (PosterServerConnection *connection,
               gsize       head_length)
{
  g_autoptr(PosterServerExchange) self = g_object_new (POSTER_TYPE_SERVER_EXCHANGE, NULL);
  g_autofree char *head = g_strndup ((const char *) connection->input->data, head_length - 2);
  g_autofree char *target = NULL;
  SoupHTTPVersion version;
  const char *lengths;
  guint status;

  self->connection = connection_ref (connection);
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  status = soup_headers_parse_request (head, (int) strlen (head), self->headers, &self->method, &target, &version);
  g_byte_array_remove_range (connection->input, 0, (guint) head_length);
  if (status != SOUP_STATUS_OK || target == NULL || strlen (head) != head_length - 2)
    {
      g_free (g_steal_pointer (&self->method));
      self->method = g_strdup ("");
      self->path = g_strdup ("");
      self->chunked = TRUE;
      refuse (self, 400, "The request cannot be understood");
      return;
    }
  self->path = g_strndup (target, strcspn (target, "?"));
  self->query = strchr (target, '?') != NULL ? g_strdup (strchr (target, '?') + 1) : NULL;
  self->chunked = soup_message_headers_get_list (self->headers, "Transfer-Encoding") != NULL;
  self->keep_alive = version == SOUP_HTTP_1_1 &&
                     !soup_message_headers_header_contains (self->headers, "Connection", "close");
  self->wants_continue = soup_message_headers_header_contains (self->headers, "Expect", "100-continue");
  lengths = soup_message_headers_get_list (self->headers, "Content-Length");
  if (lengths != NULL && !self->chunked &&
      !g_ascii_string_to_unsigned (lengths, 10, 0, G_MAXINT64, (guint64 *) &self->length, NULL))
    {
      self->length = 0;
      self->chunked = TRUE;
      refuse (self, 400, "The length of the body cannot be understood");
      return;
    }
  self->unread = self->length;
  if (g_strcmp0 (self->method, "PUT") != 0)
    {
      read_body (self);
      return;
    }
  stop_deadline (connection);
  connection->func (self, connection->user_data);
}

static void
headers_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterServerConnection) connection = user_data;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return;
  g_byte_array_append (connection->input, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  read_request (connection);
}

static void
read_request (PosterServerConnection *connection)
{
  gsize head_length = 0;

  /* Blank lines before a request are to be overlooked (RFC 9112, 2.2). */
  while (connection->input->len >= 2 && memcmp (connection->input->data, "\r\n", 2) == 0)
    g_byte_array_remove_range (connection->input, 0, 2);
  if (connection->input->len > 0)
    start_deadline (connection);
  if (is_whole_request_head (connection, &head_length) && head_length <= MAX_HEADERS)
    {
      begin_request (connection, head_length);
      return;
    }
  if (connection->input->len > MAX_HEADERS)
    {
      g_autoptr(PosterServerExchange) self = g_object_new (POSTER_TYPE_SERVER_EXCHANGE, NULL);

      self->connection = connection_ref (connection);
      self->chunked = TRUE;
      g_byte_array_set_size (connection->input, 0);
      refuse (self, 431, "The headers are too large");
      return;
    }
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (connection->stream)), 16 * 1024,
                                   G_PRIORITY_DEFAULT, connection->cancellable, headers_read_cb,
                                   connection_ref (connection));
}

/**
 * poster_server_exchange_begin:
 * @connection: a connection that a client made
 * @clock: whose pauses are kept when an exchange is to be slow
 * @cancellable: ends whatever goes on
 * @manners: what is borne; copied
 * @func: called for each request
 * @user_data: passed to @func and @closed
 * @closed: (nullable): called once the connection is done with
 *
 * Serves @connection until either side closes it, in the thread-default main context.
 */
void
poster_server_exchange_begin (GSocketConnection        *stream,
                               PosterClock              *clock,
                               GCancellable             *cancellable,
                               const PosterServerManners *manners,
                               PosterServerRequestFunc  func,
                               gpointer                  user_data,
                               GDestroyNotify            closed)
{
  g_autoptr(PosterServerConnection) connection = g_new0 (PosterServerConnection, 1);

  g_atomic_ref_count_init (&connection->ref_count);
  connection->stream = g_object_ref (stream);
  connection->socket = g_socket_connection_get_socket (stream);
  connection->clock = g_object_ref (clock);
  connection->real_clock = poster_clock_new ();
  connection->cancellable = g_object_ref (cancellable);
  connection->input = g_byte_array_new ();
  connection->manners = *manners;
  connection->func = func;
  connection->user_data = user_data;
  connection->closed = closed;
  g_socket_set_timeout (connection->socket, (guint) MAX (manners->silence_us / G_USEC_PER_SEC, 1));
  g_socket_set_option (connection->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  read_request (connection);
}

const char *
poster_server_exchange_get_method (PosterServerExchange *self)
{
  return self->method;
}

const char *
poster_server_exchange_get_path (PosterServerExchange *self)
{
  return self->path;
}

const char *
poster_server_exchange_get_query (PosterServerExchange *self)
{
  return self->query;
}

const char *
poster_server_exchange_get_header (PosterServerExchange *self,
                                    const char            *name)
{
  return soup_message_headers_get_list (self->headers, name);
}

/* Whether the body is declared to be of that MIME type, whatever parameters follow. */
gboolean
poster_server_exchange_has_type (PosterServerExchange *self,
                                  const char            *type)
{
  const char *declared = soup_message_headers_get_content_type (self->headers, NULL);

  return declared != NULL && g_ascii_strcasecmp (declared, type) == 0;
}

/* The body of anything but a PUT; ends in a NUL beyond its length. */
const char *
poster_server_exchange_get_body (PosterServerExchange *self,
                                  gsize                 *length)
{
  *length = self->body->len;
  return self->body->len > 0 ? (const char *) self->body->data : "";
}

gint64
poster_server_exchange_get_length (PosterServerExchange *self)
{
  return self->length;
}

gboolean
poster_server_exchange_is_chunked (PosterServerExchange *self)
{
  return self->chunked;
}

void
poster_server_exchange_set_delivery (PosterServerExchange *self,
                                      PosterServerDelivery  delivery,
                                      int                    pieces,
                                      gint64                 interval_us)
{
  self->delivery = delivery;
  self->pieces = MAX (pieces, 1);
  self->interval_us = interval_us;
}

/**
 * poster_server_exchange_receive_async:
 * @self: the exchange of a PUT
 * @fd: where the bytes go, or -1 to throw them away; borrowed until @callback
 * @offset: of the first byte in @fd
 * @length: how many bytes of the body
 * @cancellable: to stop
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads the body in a thread, never holding more than a block of it in memory.
 */
void
poster_server_exchange_receive_async (PosterServerExchange *self,
                                       int                    fd,
                                       gint64                 offset,
                                       gint64                 length,
                                       GCancellable          *cancellable,
                                       GAsyncReadyCallback    callback,
                                       gpointer               user_data)
{
  poster_server_exchange_read (self, fd, NULL, offset, length, FALSE, cancellable, callback, user_data);
}

/**
 * poster_server_exchange_measure_async:
 * @self: the exchange of a PUT
 * @checksum: (nullable): learns the bytes, in a thread; borrowed until @callback
 * @length: how many bytes of the body
 * @cancellable: to stop
 * @callback: called once, in the thread-default main context of the caller; ends with
 *   poster_server_exchange_receive_finish()
 * @user_data: passed to @callback
 *
 * Reads the body and keeps nothing of it.
 */
void
poster_server_exchange_measure_async (PosterServerExchange *self,
                                       GChecksum             *checksum,
                                       gint64                 length,
                                       GCancellable          *cancellable,
                                       GAsyncReadyCallback    callback,
                                       gpointer               user_data)
{
  poster_server_exchange_read (self, -1, checksum, 0, length, FALSE, cancellable, callback, user_data);
}

/**
 * poster_server_exchange_receive_finish:
 * @self: the exchange
 * @result: the result
 * @error: #GIOErrorEnum: the peer went away, was silent for too long, or the disk is full
 *
 * Returns: whether all bytes came
 */
gboolean
poster_server_exchange_receive_finish (PosterServerExchange  *self,
                                        GAsyncResult           *result,
                                        GError                **error)
{
  gint64 received = 0;
  gboolean whole = poster_server_receiver_run_finish (result, &received, error);

  self->unread -= received;
  return whole;
}

void
poster_server_exchange_add_header (PosterServerExchange *self,
                                    const char            *name,
                                    const char            *value)
{
  g_string_append_printf (self->answer_headers, "%s: %s\r\n", name, value);
}

/* Waits for the next request on the connection of one that has been answered. */
void
poster_server_exchange_go_on (PosterServerExchange *self)
{
  read_request (self->connection);
}
