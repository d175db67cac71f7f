/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-single-upload"

#include "poster-single-upload.h"

#include <glib/gi18n-lib.h>

#include "poster-bounded-stream.h"
#include "poster-error.h"
#include "poster-http-exchange.h"
#include "poster-http-line.h"
#include "poster-http-message.h"

/* An upload that does not move for so long, or is not answered in that time, is lost. */
#define SILENCE_LIMIT_US (120 * G_USEC_PER_SEC)

typedef struct
{
  /* Input. */
  PosterClock                *clock;
  goffset                     size_bytes;
  PosterSingleUploadProgress  progress;       /* (nullable) */
  gpointer                    progress_data;

  /* In progress. */
  PosterHttpExchange         *exchange;       /* (nullable) */
  goffset                     sent_bytes;
} Upload;

static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
upload_free (Upload *upload)
{
  g_clear_pointer (&upload->exchange, poster_http_exchange_free);
  g_clear_object (&upload->clock);
  g_free (upload);
}

static GError *
new_error (PosterError         error_code,
           const char         *word,
           guint               status,
           PosterRetry         retry,
           const char         *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, (int) error_code, message);
  PosterErrorDetails *details = poster_error_get_details (error);

  details->code = g_strdup (word);
  details->http_status = status;
  details->retry = retry;
  return error;
}

static GError *
new_error_from_status (Upload             *upload,
                       guint               status,
                       SoupMessageHeaders *headers)
{
  g_autofree char *message = NULL;
  GError *error;

  if (status == SOUP_STATUS_FORBIDDEN || status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    error = new_error (POSTER_ERROR_SERVICE, "upload_url_expired", status, POSTER_RETRY_LATER,
                       _("The time that the service allows for an upload has run out. It is sent again."));
  else if (status == POSTER_HTTP_TOO_MANY_REQUESTS)
    error = new_error (POSTER_ERROR_RATE_LIMITED, "rate_limited", status, POSTER_RETRY_LATER,
                       _("The service asks for a pause between uploads. Try again later."));
  else if (status == SOUP_STATUS_REQUEST_TIMEOUT)
    error = new_error (POSTER_ERROR_SERVICE, "upload_failed", status, POSTER_RETRY_LATER,
                       _("The service did not receive the file in time. Try again later."));
  else if (status >= 400 && status < 500)
    {
      /* Translators: %u is an HTTP status, such as 400 */
      message = g_strdup_printf (_("The service refused the file while it was being sent (status %u)."), status);
      error = new_error (POSTER_ERROR_REJECTED, "upload_refused", status, POSTER_RETRY_NEVER, message);
    }
  else
    {
      /* Translators: %u is an HTTP status, such as 503 */
      message = g_strdup_printf (_("The service failed while it received the file (status %u). Try again later."),
                                 status);
      error = new_error (POSTER_ERROR_SERVICE, "upload_failed", status, POSTER_RETRY_LATER, message);
    }
  poster_error_get_details (error)->retry_after_us = poster_http_get_retry_after_us (headers, upload->clock);
  return error;
}

static void
started_cb (gpointer user_data)
{
  Upload *upload = g_task_get_task_data (user_data);

  poster_http_exchange_mark_sent (upload->exchange);
  poster_http_exchange_touch (upload->exchange);
}

static void
wrote_cb (gsize    n_bytes,
          gpointer user_data)
{
  Upload *upload = g_task_get_task_data (user_data);

  upload->sent_bytes += (goffset) n_bytes;
  poster_http_exchange_touch (upload->exchange);
  if (upload->progress != NULL)
    upload->progress (upload->sent_bytes, upload->progress_data);
}

static const PosterHttpLineWatch line_watch = { started_cb, wrote_cb };

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SoupMessageHeaders) headers = NULL;
  Upload *upload = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;

  headers = poster_http_line_put_finish (POSTER_HTTP_LINE (object), result, &status, &error);
  if (headers == NULL)
    g_task_return_error (task, poster_http_exchange_take_error (upload->exchange, error));
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_error (task, new_error_from_status (upload, status, headers));
  else if (upload->sent_bytes < upload->size_bytes)
    g_task_return_error (task, new_error (POSTER_ERROR_SERVICE, "upload_lost", status, POSTER_RETRY_LATER,
                                          _("The service stopped listening before it had the whole file.")));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_single_upload_async:
 * @clock: the time
 * @session: whose name, proxies and certificates to use
 * @url: the upload address, a secret; sent byte for byte
 * @fd: the open file; duplicated
 * @size_bytes: its size
 * @content_type: what the file is
 * @progress: (nullable) (closure progress_data): told bytes sent
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends the upload
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Sends the file of @fd.
 */
void
poster_single_upload_async (PosterClock                *clock,
                            SoupSession                *session,
                            const char                 *url,
                            int                         fd,
                            goffset                     size_bytes,
                            const char                 *content_type,
                            PosterSingleUploadProgress  progress,
                            gpointer                    progress_data,
                            GCancellable               *cancellable,
                            GAsyncReadyCallback         callback,
                            gpointer                    user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(PosterHttpLine) line = NULL;
  g_autoptr(GInputStream) body = NULL;
  g_autofree char *headers = NULL;
  Upload *upload = g_new0 (Upload, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, poster_single_upload_async);
  upload->clock = g_object_ref (clock);
  upload->size_bytes = size_bytes;
  upload->progress = progress;
  upload->progress_data = progress_data;
  g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);

  line = poster_http_line_new (session, url, &error);
  if (line != NULL && !poster_http_header_is_safe (content_type))
    error = new_error (POSTER_ERROR_INVALID, "bad_header", 0, POSTER_RETRY_NEVER,
                       _("A value for the service holds characters that cannot be sent."));
  if (error == NULL)
    body = poster_bounded_stream_new (fd, 0, size_bytes, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  headers = g_strdup_printf ("Content-Type: %s\r\n", content_type);
  upload->exchange = poster_http_exchange_new (clock, NULL, SILENCE_LIMIT_US, cancellable);
  poster_http_line_put_async (line, headers, body, size_bytes, TRUE, &line_watch, task,
                              poster_http_exchange_get_cancellable (upload->exchange),
                              answered_cb, g_object_ref (task));
}

/**
 * poster_single_upload_finish:
 * @result: the result
 * @sent_bytes: (out) (optional): how much had been handed to the network
 * @error: see above
 *
 * Returns: whether the service has the whole file
 */
gboolean
poster_single_upload_finish (GAsyncResult  *result,
                             goffset       *sent_bytes,
                             GError       **error)
{
  Upload *upload = g_task_get_task_data (G_TASK (result));

  if (sent_bytes != NULL)
    *sent_bytes = upload->sent_bytes;
  return g_task_propagate_boolean (G_TASK (result), error);
}
