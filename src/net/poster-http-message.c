/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-http-message"

#include "poster-http-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"

#define READ_BYTES (64 * 1024)

/* What a service asks for beyond this is not a pause but a refusal. */
#define LONGEST_RETRY_AFTER_US G_TIME_SPAN_DAY

static gboolean
is_printable_ascii (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at <= ' ' || *at >= 0x7f)
      return FALSE;
  return TRUE;
}

/**
 * poster_http_message_new:
 * @method: an HTTP method, in upper case
 * @url: an absolute http or https address; may hold secrets
 * @error: %POSTER_ERROR_INVALID; the message does not quote @url
 *
 * Makes a request for exactly @url: path and query go out byte for byte, where
 * soup_message_new() would normalise their percent-encoding. (TikTok wants upload addresses
 * unmodified; they may be signed.)
 *
 * Returns: (transfer full): a request
 */
SoupMessage *
poster_http_message_new (const char  *method,
                         const char  *url,
                         GError     **error)
{
  g_autoptr(GUri) parsed = NULL;
  g_autoptr(GUri) exact = NULL;
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  const char *scheme;
  const char *start;
  const char *rest;
  gsize length;

  if (is_printable_ascii (url))
    parsed = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  scheme = parsed != NULL ? g_uri_get_scheme (parsed) : NULL;
  if (scheme == NULL || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0) ||
      g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("The address of the service is not a valid web address."));
      return NULL;
    }

  start = strstr (url, "://") + strlen ("://");
  start += strcspn (start, "/?#");
  length = strcspn (start, "?#");
  path = length > 0 ? g_strndup (start, length) : g_strdup ("/");
  rest = start + length;
  if (*rest == '?')
    query = g_strndup (rest + 1, strcspn (rest + 1, "#"));

  exact = g_uri_build (SOUP_HTTP_URI_FLAGS, scheme, NULL, g_uri_get_host (parsed),
                       g_uri_get_port (parsed), path, query, NULL);
  return soup_message_new_from_uri (method, exact);
}

/**
 * poster_http_header_is_safe:
 * @value: a header's value to be
 *
 * Returns: whether @value cannot break out of its header: printable ASCII and blanks only
 */
gboolean
poster_http_header_is_safe (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (*at < ' ' || *at >= 0x7f)
      return FALSE;
  return TRUE;
}

/**
 * poster_http_get_retry_after_us:
 * @headers: headers of an answer
 * @clock: what to measure a date against
 *
 * Reads `Retry-After` in both of its forms (RFC 9110, section 10.2.3).
 *
 * Returns: microseconds to wait from now, at most a day; -1 when the header is absent or nonsense
 */
gint64
poster_http_get_retry_after_us (SoupMessageHeaders *headers,
                                PosterClock        *clock)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr(GDateTime) date = NULL;
  guint64 seconds;

  if (value == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &seconds, NULL))
    return MIN ((gint64) seconds * G_USEC_PER_SEC, LONGEST_RETRY_AFTER_US);

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return -1;
  return CLAMP (g_date_time_to_unix (date) * G_USEC_PER_SEC - poster_clock_get_now_us (clock),
                0, LONGEST_RETRY_AFTER_US);
}

typedef struct
{
  GByteArray *bytes;
  gsize       max_bytes;
} Read;

static void
read_free (Read *reading)
{
  g_byte_array_unref (reading->bytes);
  g_free (reading);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) some = NULL;
  GError *error = NULL;
  Read *reading = g_task_get_task_data (task);

  some = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (some == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (some) == 0)
    {
      g_task_return_pointer (task, g_byte_array_free_to_bytes (g_byte_array_ref (reading->bytes)),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }
  if (g_bytes_get_size (some) > reading->max_bytes - reading->bytes->len)
    {
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                   _("The service sent an answer that is far too large."));
      poster_error_get_details (error)->code = g_strdup ("answer_too_large");
      poster_error_get_details (error)->retry = POSTER_RETRY_LATER;
      poster_error_get_details (error)->may_have_arrived = TRUE;
      g_task_return_error (task, error);
      return;
    }

  g_byte_array_append (reading->bytes, g_bytes_get_data (some, NULL), (guint) g_bytes_get_size (some));
  g_input_stream_read_bytes_async (G_INPUT_STREAM (object), READ_BYTES, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/**
 * poster_http_read_bounded_async:
 * @stream: the body of an answer
 * @max_bytes: how much to take at most
 * @cancellable: (nullable): ends the reading
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads @stream to its end, unless there is too much in it.
 */
void
poster_http_read_bounded_async (GInputStream        *stream,
                                gsize                max_bytes,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);
  Read *reading = g_new0 (Read, 1);

  g_task_set_source_tag (task, poster_http_read_bounded_async);
  reading->bytes = g_byte_array_new ();
  reading->max_bytes = MIN (max_bytes, G_MAXUINT / 2);
  g_task_set_task_data (task, reading, (GDestroyNotify) read_free);
  g_input_stream_read_bytes_async (stream, READ_BYTES, G_PRIORITY_DEFAULT, cancellable,
                                   read_cb, g_object_ref (task));
}

/**
 * poster_http_read_bounded_finish:
 * @stream: the body
 * @result: the result
 * @error: %POSTER_ERROR_SERVICE with the code `answer_too_large`; #GIOErrorEnum
 *
 * Returns: (transfer full): all of the body
 */
GBytes *
poster_http_read_bounded_finish (GInputStream  *stream,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
