/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-server"

#include "poster-server-exchange.h"

#include "poster-server-exchange-private.h"

#include <string.h>

#define MAX_DISCARD (160 * G_GINT64_CONSTANT (1024) * 1024)

/* The steps: discarded? -> (written -> paused)* -> answered -> lingered? */
static void write_answer (PosterServerExchange *self);

static void
lingered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  poster_server_exchange_receive_finish (POSTER_SERVER_EXCHANGE (object), result, NULL);
}

static void
answered (PosterServerExchange *self)
{
  PosterServerConnection *connection = self->connection;

  if (self->keep_alive)
    {
      poster_server_exchange_go_on (self);
      return;
    }
  if (self->unread > 0 || self->chunked)
    {
      /* Closed with bytes unread, the connection would be reset, and the answer perhaps lost
       * with it: listen on for a while. */
      g_socket_shutdown (connection->socket, FALSE, TRUE, NULL);
      self->delivery = POSTER_SERVER_DELIVERY_WHOLE;
      self->wants_continue = FALSE;
      poster_server_exchange_read (self, -1, NULL, 0, MAX_DISCARD, TRUE, connection->cancellable, lingered_cb, NULL);
    }
}

static void
paused_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterServerExchange) self = user_data;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    write_answer (self);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterServerExchange) self = user_data;
  PosterServerConnection *connection = self->connection;
  gsize written = 0;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &written, NULL))
    return;
  self->answer_position += written;
  if (self->answer_position == self->answer->len)
    answered (self);
  else if (self->delivery == POSTER_SERVER_DELIVERY_SLOW)
    poster_clock_sleep_async (connection->clock, self->interval_us, connection->cancellable, paused_cb,
                              g_object_ref (self));
}

static void
write_answer (PosterServerExchange *self)
{
  PosterServerConnection *connection = self->connection;
  gsize length = self->answer->len - self->answer_position;

  if (self->delivery == POSTER_SERVER_DELIVERY_HALF)
    length = MAX (length / 2, 1);
  else if (self->delivery == POSTER_SERVER_DELIVERY_SLOW)
    length = MIN (length, self->answer->len / (gsize) self->pieces + 1);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection->stream)),
                                   self->answer->data + self->answer_position, length, G_PRIORITY_DEFAULT,
                                   connection->cancellable, written_cb, g_object_ref (self));
}

static void
discarded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterServerExchange *self = POSTER_SERVER_EXCHANGE (object);

  if (poster_server_exchange_receive_finish (self, result, NULL))
    write_answer (self);
}

/**
 * poster_server_exchange_reply:
 * @self: an exchange that has not been answered
 * @status: HTTP status
 * @content_type: (nullable): of @body
 * @body: (nullable): text
 *
 * Answers, after reading whatever of the request's body nobody wanted.
 */
void
poster_server_exchange_reply (PosterServerExchange *self,
                               guint                  status,
                               const char            *content_type,
                               const char            *body)
{
  g_autoptr(GString) head = g_string_new (NULL);
  gsize length = body != NULL ? strlen (body) : 0;

  g_return_if_fail (!self->answered);
  self->answered = TRUE;
  if (self->delivery == POSTER_SERVER_DELIVERY_LOST)
    {
      poster_server_exchange_drop (self);
      return;
    }
  if (self->chunked || self->unread > MAX_DISCARD || (self->unread > 0 && self->wants_continue))
    self->keep_alive = FALSE;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
  if (content_type != NULL)
    g_string_append_printf (head, "Content-Type: %s\r\n", content_type);
  g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: %s\r\n%s\r\n", length,
                          self->keep_alive ? "keep-alive" : "close", self->answer_headers->str);
  self->answer = g_byte_array_new ();
  g_byte_array_append (self->answer, (const guint8 *) head->str, (guint) head->len);
  if (length > 0)
    g_byte_array_append (self->answer, (const guint8 *) body, (guint) length);

  if (self->keep_alive && self->unread > 0)
    poster_server_exchange_receive_async (self, -1, 0, self->unread, self->connection->cancellable,
                                           discarded_cb, NULL);
  else
    write_answer (self);
}

/**
 * poster_server_exchange_drop:
 * @self: an exchange
 *
 * Closes the connection without an answer.
 */
void
poster_server_exchange_drop (PosterServerExchange *self)
{
  self->answered = TRUE;
  g_socket_shutdown (self->connection->socket, TRUE, TRUE, NULL);
}
