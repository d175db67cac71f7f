/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <string.h>

#include "poster-json.h"

PosterApiCall *
poster_api_call_ref (PosterApiCall *call)
{
  g_atomic_ref_count_inc (&call->ref_count);
  return call;
}

void
poster_api_call_unref (PosterApiCall *call)
{
  if (!g_atomic_ref_count_dec (&call->ref_count))
    return;
  if (!call->is_answered)
    poster_server_exchange_drop (call->exchange);
  for (guint i = 0; i < POSTER_API_MAX_ARGUMENTS; i++)
    g_free (call->arguments[i]);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, json_object_unref);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_clear_object (&call->key);
  g_object_unref (call->cancellable);
  g_object_unref (call->exchange);
  g_object_unref (call->api);
  g_free (call);
}

static void
handle (PosterApiCall *call)
{
  call->route->handler (call);
}

static void
authorized (PosterApiCall *call)
{
  if (call->route->handler == NULL)
    poster_api_call_refuse (call, 501, "not_offered", "%s %s is not offered by this server.",
                            call->route->method, call->route->path);
  else if ((call->route->flags & POSTER_API_STREAMED) != 0)
    handle (call);
  else
    poster_api_call_read (call, handle);
}

static gboolean
read_query (PosterApiCall *call)
{
  const char *query = poster_server_exchange_get_query (call->exchange);

  if (query == NULL)
    query = "";
  call->query = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  return call->query != NULL;
}

/* Takes up a request. */
void
poster_api_call_begin (PosterApi            *self,
                       PosterServerExchange *exchange)
{
  g_autoptr(PosterApiCall) call = g_new0 (PosterApiCall, 1);
  const char *path = poster_server_exchange_get_path (exchange);
  gboolean path_is_known = FALSE;

  g_atomic_ref_count_init (&call->ref_count);
  call->api = g_object_ref (self);
  call->exchange = g_object_ref (exchange);
  call->cancellable = g_object_ref (self->cancellable);
  call->now_us = poster_clock_get_now_us (self->clock);
  if (!poster_api_call_is_from_here (call))
    return;
  if (g_str_has_prefix (path, "/api/"))
    path += strlen ("/api");
  call->route = poster_api_find_route (poster_server_exchange_get_method (exchange), path, call->arguments,
                                       &path_is_known);
  if (call->route == NULL && path_is_known)
    poster_api_call_refuse (call, 405, "method_not_allowed", "Nothing is done with this method at this path.");
  else if (call->route == NULL)
    poster_api_call_refuse (call, 404, "not_found", "Not found");
  else if (!read_query (call))
    poster_api_call_refuse (call, 400, "invalid_query", "What stands behind the question mark cannot be understood.");
  else if ((call->route->flags & POSTER_API_PUBLIC) != 0)
    authorized (call);
  else
    poster_api_call_authorize (call, authorized);
}

/* Returns: (transfer none): what was sent, empty when it was nothing */
JsonObject *
poster_api_call_get_body (PosterApiCall *call)
{
  if (call->body == NULL)
    call->body = json_object_new ();
  return call->body;
}

/* Returns: (transfer none): what was sent, as it was */
GBytes *
poster_api_call_get_bytes (PosterApiCall *call)
{
  return call->bytes;
}

/* Returns: (nullable): what stands behind @name in the query; an empty text is none */
const char *
poster_api_call_get_query (PosterApiCall *call,
                           const char    *name)
{
  const char *value = g_hash_table_lookup (call->query, name);

  return value != NULL && value[0] != '\0' ? value : NULL;
}

/**
 * poster_api_call_get_number:
 * @call: a request
 * @name: of a number in the query
 * @least: the least that makes sense
 * @most: the most
 * @fallback: what stands for none
 * @number: (out): the number
 *
 * Returns: %FALSE when it makes no sense, and that has been answered
 */
gboolean
poster_api_call_get_number (PosterApiCall *call,
                            const char    *name,
                            gint64         least,
                            gint64         most,
                            gint64         fallback,
                            gint64        *number)
{
  const char *text = poster_api_call_get_query (call, name);

  *number = fallback;
  if (text == NULL || g_ascii_string_to_signed (text, 10, least, most, number, NULL))
    return TRUE;
  poster_api_call_refuse (call, 400, "invalid_query",
                          "%s must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".", name,
                          least, most);
  return FALSE;
}

gboolean
poster_api_call_get_flag (PosterApiCall *call,
                          const char    *name)
{
  const char *text = poster_api_call_get_query (call, name);

  return text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
}

const char *
poster_api_call_get_header (PosterApiCall *call,
                            const char    *name)
{
  return poster_server_exchange_get_header (call->exchange, name);
}
