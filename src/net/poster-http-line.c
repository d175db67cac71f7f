/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-http-line"

#include "poster-http-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-http-message.h"

/* Large enough that the cost of a turn of the main loop does not show, small enough that reading
 * it from the page cache holds nothing up. */
#define WRITE_BYTES (256 * 1024)

#define READ_BYTES (8 * 1024)
#define MAX_HEAD_BYTES (64 * 1024)

/* A body of an answer up to this size is read, so that the connection can be used again. */
#define MAX_BODY_BYTES (64 * 1024)

/**
 * PosterHttpLine:
 *
 * A connection to one address, for PUTs of large bodies over HTTP/1.1. It exists beside libsoup
 * for two reasons. libsoup moves a body eight kilobytes per two turns of the main loop, a fifth of
 * what a loopback can take; and it looks for an answer only after all of the body is written, so
 * that a server that refuses early and hangs up (an upload address that expired) looks like a
 * broken line. Here an answer counts from the moment it arrives. A request is sent exactly once,
 * and no redirect is followed.
 *
 * Proxies and certificates are those of the #SoupSession.
 */
struct _PosterHttpLine
{
  GObject        parent_instance;
  SoupSession   *session;
  GUri          *uri;
  GIOStream     *stream;   /* (nullable), kept between requests */
};

G_DEFINE_FINAL_TYPE (PosterHttpLine, poster_http_line, G_TYPE_OBJECT)

typedef struct
{
  /* Input. */
  GString                   *head;
  GInputStream              *body;
  goffset                    length_bytes;
  const PosterHttpLineWatch *watch;
  gpointer                   watch_data;

  /* In progress. */
  GCancellable              *stop;           /* ends reading and writing */
  gulong                     cancelled_id;
  guint                      pending;        /* operations that will come back */
  gboolean                   is_over;        /* nothing new is started */
  char                      *buffer;         /* what is written, of WRITE_BYTES */
  gsize                      buffer_length;
  gsize                      buffer_written;
  gboolean                   is_head_written;
  goffset                    written_bytes;  /* of the body */
  char                       read_buffer[READ_BYTES];
  GString                   *answer;         /* what was read */
  gsize                      answer_head_length;
  goffset                    answer_length;  /* of head and body together, -1: until the end */

  /* Output. */
  guint                      status;
  SoupMessageHeaders        *headers;        /* (nullable), once the head of the answer was read */
  gboolean                   can_be_kept;
  GError                    *error;          /* (nullable), the first that happened */
} Put;

/* The steps: connected -> (write -> wrote)* beside (read -> read)*, until both have come back. */
static void connected_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void write_more (GTask *task);
static void wrote_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_more (GTask *task);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
put_free (Put *put)
{
  g_string_free (put->head, TRUE);
  g_object_unref (put->body);
  g_clear_object (&put->stop);
  g_free (put->buffer);
  g_string_free (put->answer, TRUE);
  g_clear_pointer (&put->headers, soup_message_headers_unref);
  g_clear_error (&put->error);
  g_free (put);
}

static void
hang_up (PosterHttpLine *self)
{
  /* Not waited for: a peer that is gone would let us wait for nothing. */
  if (self->stream != NULL)
    g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
}

/* One operation came back; the last one ends the request. */
static void
give_back (GTask *task)
{
  PosterHttpLine *self = g_task_get_source_object (task);
  Put *put = g_task_get_task_data (task);

  if (--put->pending > 0)
    return;
  g_cancellable_disconnect (g_task_get_cancellable (task), put->cancelled_id);
  if (put->headers == NULL || !put->can_be_kept || put->written_bytes < put->length_bytes)
    hang_up (self);
  if (put->headers != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&put->error));
}

/* Nothing new is started; what is under way comes back soon. */
static void
end (Put    *put,
     GError *error)
{
  if (error != NULL && put->error == NULL)
    put->error = error;
  else
    g_clear_error (&error);
  put->is_over = TRUE;
  g_cancellable_cancel (put->stop);
}

static void
wrote_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n_written = g_output_stream_write_finish (G_OUTPUT_STREAM (object), result, &error);

  if (put->is_over)
    {
      g_clear_error (&error);
    }
  else if (n_written < 0)
    {
      /* The server may have said why before it hung up: whoever reads will know. */
      if (put->error == NULL)
        put->error = error;
      else
        g_error_free (error);
    }
  else
    {
      put->buffer_written += (gsize) n_written;
      if (put->is_head_written)
        {
          put->written_bytes += n_written;
          if (put->watch->wrote != NULL)
            put->watch->wrote ((gsize) n_written, put->watch_data);
        }
      write_more (task);
    }
  give_back (task);
}

static void
write_more (GTask *task)
{
  PosterHttpLine *self = g_task_get_source_object (task);
  Put *put = g_task_get_task_data (task);
  const char *data = put->buffer;
  GError *error = NULL;

  if (!put->is_head_written)
    {
      if (put->buffer_written < put->head->len)
        {
          data = put->head->str;
          put->buffer_length = put->head->len;
        }
      else
        {
          put->is_head_written = TRUE;
          put->buffer_length = 0;
          put->buffer_written = 0;
        }
    }
  if (put->is_head_written && put->buffer_written == put->buffer_length)
    {
      goffset left = put->length_bytes - put->written_bytes;
      gssize n_read;

      if (left == 0)
        return;
      n_read = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (put->body), put->buffer,
                                                         (gsize) MIN (left, WRITE_BYTES), NULL, &error);
      if (n_read <= 0)
        {
          if (error == NULL)
            error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "The body ends early");
          end (put, error);
          return;
        }
      put->buffer_length = (gsize) n_read;
      put->buffer_written = 0;
    }

  put->pending++;
  g_output_stream_write_async (g_io_stream_get_output_stream (self->stream), data + put->buffer_written,
                               put->buffer_length - put->buffer_written, G_PRIORITY_DEFAULT, put->stop,
                               wrote_cb, g_object_ref (task));
}

/* Looks whether the head of the answer is there. Returns: %FALSE when it makes no sense */
static gboolean
take_head (Put *put)
{
  for (;;)
    {
      const char *end_of_head = g_strstr_len (put->answer->str, (gssize) put->answer->len, "\r\n\r\n");
      g_autoptr(SoupMessageHeaders) headers = NULL;
      SoupHTTPVersion version;
      gsize length;
      guint status;

      if (end_of_head == NULL)
        return put->answer->len <= MAX_HEAD_BYTES;
      length = (gsize) (end_of_head - put->answer->str) + 4;
      headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      /* It wants the head without its last line break. */
      if (!soup_headers_parse_response (put->answer->str, (int) length - 2, headers, &version, &status, NULL))
        return FALSE;
      if (SOUP_STATUS_IS_INFORMATIONAL (status))
        {
          g_string_erase (put->answer, 0, (gssize) length);
          continue;
        }

      put->status = status;
      put->answer_head_length = length;
      put->can_be_kept = version >= SOUP_HTTP_1_1 &&
                         !soup_message_headers_header_contains (headers, "Connection", "close");
      if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED)
        put->answer_length = (goffset) length;
      else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
               soup_message_headers_get_content_length (headers) <= MAX_BODY_BYTES)
        put->answer_length = (goffset) length + soup_message_headers_get_content_length (headers);
      else
        put->answer_length = -1;
      put->headers = g_steal_pointer (&headers);
      return TRUE;
    }
}

static GError *
new_nonsense_error (void)
{
  return g_error_new_literal (SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, "The answer is not HTTP");
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (n_read <= 0)
    {
      put->can_be_kept = FALSE;
      if (error == NULL && put->headers == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                     _("The service closed the connection without an answer."));
      end (put, error);
    }
  else
    {
      g_string_append_len (put->answer, put->read_buffer, n_read);
      if (put->headers == NULL && !take_head (put))
        end (put, new_nonsense_error ());
      else if (put->headers == NULL)
        read_more (task);
      else if (put->answer_length < 0)
        {
          /* The status and the headers are all that anybody wants. */
          put->can_be_kept = FALSE;
          end (put, NULL);
        }
      else if ((goffset) put->answer->len < put->answer_length)
        read_more (task);
      else
        {
          if ((goffset) put->answer->len > put->answer_length)
            put->can_be_kept = FALSE;
          end (put, NULL);
        }
    }
  give_back (task);
}

static void
read_more (GTask *task)
{
  PosterHttpLine *self = g_task_get_source_object (task);
  Put *put = g_task_get_task_data (task);

  put->pending++;
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), put->read_buffer, READ_BYTES,
                             G_PRIORITY_DEFAULT, put->stop, read_cb, g_object_ref (task));
}

static void
start (GTask *task)
{
  Put *put = g_task_get_task_data (task);

  if (put->watch->started != NULL)
    put->watch->started (put->watch_data);
  put->pending++;
  read_more (task);
  write_more (task);
  give_back (task);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterHttpLine *self = g_task_get_source_object (task);
  Put *put = g_task_get_task_data (task);
  GError *error = NULL;
  GSocketConnection *connection;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  if (connection == NULL)
    {
      put->error = error;
      put->pending++;
      give_back (task);
      return;
    }
  self->stream = G_IO_STREAM (connection);
  start (task);
}

static void
client_event_cb (GSocketClient      *client,
                 GSocketClientEvent  event,
                 GSocketConnectable *connectable,
                 GIOStream          *stream,
                 gpointer            user_data)
{
  PosterHttpLine *self = user_data;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && soup_session_get_tls_database (self->session) != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (stream), soup_session_get_tls_database (self->session));
}

static void
connect_to_server (GTask *task)
{
  PosterHttpLine *self = g_task_get_source_object (task);
  Put *put = g_task_get_task_data (task);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnectable) address = NULL;
  g_autofree char *place = NULL;
  gboolean is_secure = strcmp (g_uri_get_scheme (self->uri), "https") == 0;

  g_socket_client_set_timeout (client, soup_session_get_timeout (self->session));
  g_socket_client_set_tls (client, is_secure);
  if (soup_session_get_proxy_resolver (self->session) != NULL)
    g_socket_client_set_proxy_resolver (client, soup_session_get_proxy_resolver (self->session));
  g_signal_connect_object (client, "event", G_CALLBACK (client_event_cb), self, 0);

  /* The proxy is chosen by scheme and host; path and query are nobody else's business. */
  place = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (self->uri), NULL, g_uri_get_host (self->uri),
                      g_uri_get_port (self->uri), "/", NULL, NULL);
  address = g_network_address_parse_uri (place, is_secure ? 443 : 80, &put->error);
  if (address == NULL)
    {
      put->pending++;
      give_back (task);
      return;
    }
  g_socket_client_connect_async (client, address, put->stop, connected_cb, g_object_ref (task));
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* A server closes connections it has not heard from for a while. */
static gboolean
is_alive (PosterHttpLine *self)
{
  GSocket *socket;

  if (self->stream == NULL)
    return FALSE;
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->stream));
  return g_socket_condition_check (socket, G_IO_IN | G_IO_HUP | G_IO_ERR) == 0;
}

static char *
create_host_header (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *open_bracket = strchr (host, ':') != NULL ? "[" : "";
  const char *close_bracket = *open_bracket != '\0' ? "]" : "";

  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s%s%s:%d", open_bracket, host, close_bracket, g_uri_get_port (uri));
  return g_strdup_printf ("%s%s%s", open_bracket, host, close_bracket);
}

static void
poster_http_line_dispose (GObject *object)
{
  PosterHttpLine *self = POSTER_HTTP_LINE (object);

  hang_up (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_http_line_parent_class)->dispose (object);
}

static void
poster_http_line_finalize (GObject *object)
{
  PosterHttpLine *self = POSTER_HTTP_LINE (object);

  g_clear_pointer (&self->uri, g_uri_unref);
  G_OBJECT_CLASS (poster_http_line_parent_class)->finalize (object);
}

static void
poster_http_line_class_init (PosterHttpLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_http_line_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_http_line_finalize;
}

static void
poster_http_line_init (PosterHttpLine *self)
{
}

/**
 * poster_http_line_new:
 * @session: whose name, proxies and certificates to use
 * @url: an absolute http or https address, a secret; sent byte for byte
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): a line, not connected yet; for the main context it is used in
 */
PosterHttpLine *
poster_http_line_new (SoupSession  *session,
                      const char   *url,
                      GError      **error)
{
  g_autoptr(SoupMessage) message = poster_http_message_new (SOUP_METHOD_PUT, url, error);
  PosterHttpLine *self;

  if (message == NULL)
    return NULL;
  self = g_object_new (POSTER_TYPE_HTTP_LINE, NULL);
  self->session = g_object_ref (session);
  self->uri = g_uri_ref (soup_message_get_uri (message));
  return self;
}

/**
 * poster_http_line_put_async:
 * @self: a line on which nothing is under way
 * @headers: further headers, each with its line break
 * @body: a pollable stream of @length_bytes bytes that is always ready
 * @length_bytes: what `Content-Length` says
 * @is_fresh: whether to connect anew rather than use the connection of the last request
 * @watch: told what happens
 * @watch_data: passed to the functions of @watch
 * @cancellable: (nullable): ends the request
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Sends one PUT, once.
 */
void
poster_http_line_put_async (PosterHttpLine            *self,
                            const char                *headers,
                            GInputStream              *body,
                            goffset                    length_bytes,
                            gboolean                   is_fresh,
                            const PosterHttpLineWatch *watch,
                            gpointer                   watch_data,
                            GCancellable              *cancellable,
                            GAsyncReadyCallback        callback,
                            gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *host = create_host_header (self->uri);
  const char *query = g_uri_get_query (self->uri);
  Put *put = g_new0 (Put, 1);

  g_task_set_source_tag (task, poster_http_line_put_async);
  put->body = g_object_ref (body);
  put->length_bytes = length_bytes;
  put->watch = watch;
  put->watch_data = watch_data;
  put->stop = g_cancellable_new ();
  put->buffer = g_malloc (WRITE_BYTES);
  put->answer = g_string_new (NULL);
  put->head = g_string_new (NULL);
  g_string_append_printf (put->head,
                          "PUT %s%s%s HTTP/1.1\r\n"
                          "Host: %s\r\n"
                          "User-Agent: %s\r\n"
                          "%s"
                          "Content-Length: %" G_GOFFSET_FORMAT "\r\n\r\n",
                          g_uri_get_path (self->uri), query != NULL ? "?" : "", query != NULL ? query : "",
                          host, soup_session_get_user_agent (self->session), headers, length_bytes);
  g_task_set_task_data (task, put, (GDestroyNotify) put_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    put->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                               g_object_ref (put->stop), g_object_unref);

  if (is_fresh || !is_alive (self))
    {
      hang_up (self);
      connect_to_server (task);
    }
  else
    {
      start (task);
    }
}

/**
 * poster_http_line_put_finish:
 * @self: a line
 * @result: the result
 * @status: (out): the HTTP status
 * @error: #GIOErrorEnum, #GTlsError, #GResolverError; %SOUP_SESSION_ERROR_PARSING for an answer
 *   that is not HTTP; what reading the body failed with
 *
 * Returns: (transfer full): the headers of the answer, whatever its status
 */
SoupMessageHeaders *
poster_http_line_put_finish (PosterHttpLine  *self,
                             GAsyncResult    *result,
                             guint           *status,
                             GError         **error)
{
  Put *put = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *status = put->status;
  return g_steal_pointer (&put->headers);
}
