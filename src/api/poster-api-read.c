/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <sys/mman.h>
#include <unistd.h>

#include "poster-json.h"

typedef struct
{
  PosterApiCall    *call;
  PosterApiHandler  go_on;
  int               fd;
} Reading;

static void
reading_free (Reading *self)
{
  poster_api_call_unref (self->call);
  close (self->fd);
  g_free (self);
}

/* How deep arrays and objects lie in each other; the parser goes down by calling itself. */
static gboolean
is_too_deep (const char *text,
             gsize       length)
{
  guint depth = 0;
  gboolean is_in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (is_in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            is_in_string = FALSE;
        }
      else if (c == '"')
        is_in_string = TRUE;
      else if ((c == '{' || c == '[') && ++depth > POSTER_API_MAX_DEPTH)
        return TRUE;
      else if ((c == '}' || c == ']') && depth > 0)
        depth--;
    }
  return FALSE;
}

/* Takes the body that has come. */
static void
take (PosterApiCall    *call,
      const char       *text,
      gsize             length,
      PosterApiHandler  go_on)
{
  if ((call->route->flags & POSTER_API_NOT_JSON) != 0)
    {
      call->bytes = g_bytes_new (text, length);
      go_on (call);
      return;
    }
  if (length > 0)
    {
      if (!g_utf8_validate_len (text, length, NULL))
        {
          poster_api_call_refuse (call, 400, "invalid_json", "The body is not UTF-8.");
          return;
        }
      if (is_too_deep (text, length))
        {
          poster_api_call_refuse (call, 400, "invalid_json", "The body has more than %d levels of JSON.",
                                  POSTER_API_MAX_DEPTH);
          return;
        }
      call->body = poster_json_parse_object (text, (gssize) length, NULL);
      if (call->body == NULL)
        {
          poster_api_call_refuse (call, 400, "invalid_json", "The body is not a JSON object.");
          return;
        }
    }
  go_on (call);
}

static void
received_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Reading *self = user_data;
  PosterServerExchange *exchange = POSTER_SERVER_EXCHANGE (object);
  gsize length = (gsize) poster_server_exchange_get_length (exchange);
  g_autofree char *text = NULL;

  /* Whoever did not send all of it does not wait for an answer. */
  if (poster_server_exchange_receive_finish (exchange, result, NULL))
    {
      text = g_malloc (length + 1);
      if (pread (self->fd, text, length, 0) == (gssize) length)
        {
          text[length] = '\0';
          take (self->call, text, length, self->go_on);
        }
    }
  reading_free (self);
}

/* Reads the body of a request whose key is good, and goes on or refuses. That of a PUT has not been read
 * yet. */
void
poster_api_call_read (PosterApiCall    *call,
                      PosterApiHandler  go_on)
{
  PosterServerExchange *exchange = call->exchange;
  gint64 length = poster_server_exchange_get_length (exchange);
  Reading *self;
  int fd;

  if (g_strcmp0 (poster_server_exchange_get_method (exchange), "PUT") != 0)
    {
      gsize read;
      const char *text = poster_server_exchange_get_body (exchange, &read);

      take (call, text, read, go_on);
      return;
    }
  if (poster_server_exchange_is_chunked (exchange))
    {
      poster_api_call_refuse (call, 411, "length_required", "The length of the body must be declared.");
      return;
    }
  if (length > POSTER_API_MAX_BODY)
    {
      poster_api_call_refuse (call, 413, "too_large", "The body is too large.");
      return;
    }
  fd = length > 0 ? memfd_create ("poster-api-body", MFD_CLOEXEC) : -1;
  if (fd < 0)
    {
      take (call, "", 0, go_on);
      return;
    }
  self = g_new0 (Reading, 1);
  self->call = poster_api_call_ref (call);
  self->go_on = go_on;
  self->fd = fd;
  poster_server_exchange_receive_async (exchange, fd, 0, length, call->cancellable, received_cb, self);
}
