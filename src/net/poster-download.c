/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-download"

#include "poster-download.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-http-exchange.h"
#include "poster-http-message.h"
#include "poster-id.h"
#include "poster-throttle.h"

#define READ_BYTES (256 * 1024)

/* A download that does not move for so long is lost. */
#define SILENCE_LIMIT_US (60 * G_USEC_PER_SEC)

typedef struct
{
  /* Input. */
  PosterClock        *clock;
  GFile              *destination;      /* (nullable): into memory */
  goffset             max_bytes;
  PosterThrottle     *throttle;         /* (nullable) */

  /* In progress. */
  PosterHttpExchange *exchange;
  GInputStream       *body;             /* (nullable) */
  GFile              *temporary;        /* (nullable), beside the destination */
  GFileOutputStream  *output;           /* (nullable) */
  GByteArray         *memory;           /* (nullable) */
  GBytes             *piece;            /* (nullable), being written */
  GError             *error;            /* (nullable), while we clean up */
  goffset             total_bytes;      /* -1 when the server does not say */
  goffset             received_bytes;
  gulong              restarted_id;
  gboolean            was_secure;
  gboolean            was_downgraded;

  /* Output. */
  char               *content_type;     /* (nullable) */
} Download;

/* The steps, in the order they run: sent -> (created) -> (read -> wrote)* -> (closed -> kept), or
 * from anywhere: fail -> (thrown away) */
static void sent_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void created_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_more (GTask *task);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void wrote_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void closed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void kept_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
download_end_exchange (Download *download)
{
  if (download->exchange != NULL)
    g_clear_signal_handler (&download->restarted_id, poster_http_exchange_get_message (download->exchange));
  g_clear_object (&download->body);
  g_clear_pointer (&download->exchange, poster_http_exchange_free);
}

static void
download_free (Download *download)
{
  download_end_exchange (download);
  g_clear_pointer (&download->throttle, poster_throttle_free);
  g_clear_object (&download->clock);
  g_clear_object (&download->destination);
  g_clear_object (&download->temporary);
  g_clear_object (&download->output);
  g_clear_pointer (&download->memory, g_byte_array_unref);
  g_clear_pointer (&download->piece, g_bytes_unref);
  g_clear_error (&download->error);
  g_free (download->content_type);
  g_free (download);
}

static GError *
new_error (PosterError  error_code,
           const char  *word,
           guint        status,
           PosterRetry  retry,
           const char  *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, (int) error_code, message);
  PosterErrorDetails *details = poster_error_get_details (error);

  details->code = g_strdup (word);
  details->http_status = status;
  details->retry = retry;
  return error;
}

static void
return_error (GTask *task)
{
  Download *download = g_task_get_task_data (task);

  if (download->throttle != NULL)
    poster_throttle_flush (download->throttle);
  g_task_return_error (task, g_steal_pointer (&download->error));
}

static void
thrown_away_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_file_delete_finish (G_FILE (object), result, NULL);
  return_error (task);
}

static void
output_closed_for_failure_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data)
{
  GTask *task = user_data;
  Download *download = g_task_get_task_data (task);

  g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, NULL);
  g_file_delete_async (download->temporary, G_PRIORITY_DEFAULT, NULL, thrown_away_cb, task);
}

/* Ends with @error, after what was written so far is gone. */
static void
fail (GTask  *task,
      GError *error)
{
  Download *download = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      g_clear_error (&error);
      error = new_error (POSTER_ERROR_DISK_FULL, "disk_full", 0, POSTER_RETRY_NEVER,
                         _("The disk is full. Make room and try again."));
    }
  download->error = error;
  download_end_exchange (download);
  if (download->output != NULL)
    g_output_stream_close_async (G_OUTPUT_STREAM (download->output), G_PRIORITY_DEFAULT, NULL,
                                 output_closed_for_failure_cb, g_object_ref (task));
  else if (download->temporary != NULL)
    g_file_delete_async (download->temporary, G_PRIORITY_DEFAULT, NULL, thrown_away_cb, g_object_ref (task));
  else
    return_error (task);
}

static void
fail_on_the_wire (GTask  *task,
                  GError *error)
{
  Download *download = g_task_get_task_data (task);

  if (download->was_downgraded)
    {
      g_error_free (error);
      fail (task, new_error (POSTER_ERROR_SERVICE, "download_failed", 0, POSTER_RETRY_NEVER,
                             _("The file lies at an address that is not secure; it was not fetched.")));
    }
  else
    {
      fail (task, poster_http_exchange_take_error (download->exchange, error));
    }
}

static GError *
new_too_large_error (Download *download)
{
  g_autofree char *size = g_format_size ((guint64) download->max_bytes);
  /* Translators: %s is a size, such as “20 MB” */
  g_autofree char *message = g_strdup_printf (_("The file at that address is larger than the %s that are allowed."),
                                              size);

  return new_error (POSTER_ERROR_REJECTED, "download_too_large", 0, POSTER_RETRY_NEVER, message);
}

static GError *
new_error_from_status (guint               status,
                       SoupMessageHeaders *headers,
                       PosterClock        *clock)
{
  g_autofree char *message = NULL;
  GError *error;

  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    return new_error (POSTER_ERROR_NOT_FOUND, "download_not_found", status, POSTER_RETRY_NEVER,
                      _("There is no file at that address (any more)."));
  if (status == POSTER_HTTP_TOO_MANY_REQUESTS)
    error = new_error (POSTER_ERROR_RATE_LIMITED, "rate_limited", status, POSTER_RETRY_LATER,
                       _("Too many requests in a short time. Try again in a minute."));
  else if (status >= 400 && status < 500)
    {
      /* Translators: %u is an HTTP status, such as 403 */
      message = g_strdup_printf (_("The server refused to hand out the file (status %u)."), status);
      error = new_error (POSTER_ERROR_REJECTED, "download_refused", status, POSTER_RETRY_NEVER, message);
    }
  else
    {
      /* Translators: %u is an HTTP status, such as 503 */
      message = g_strdup_printf (_("The server could not hand out the file (status %u). Try again later."), status);
      error = new_error (POSTER_ERROR_SERVICE, "download_failed", status, POSTER_RETRY_LATER, message);
    }
  poster_error_get_details (error)->retry_after_us = poster_http_get_retry_after_us (headers, clock);
  return error;
}

static void
report_progress (Download *download)
{
  if (download->throttle != NULL)
    poster_throttle_report (download->throttle, download->received_bytes, download->total_bytes);
}

static void
succeed (GTask *task)
{
  Download *download = g_task_get_task_data (task);

  if (download->throttle != NULL)
    poster_throttle_flush (download->throttle);
  if (download->memory != NULL)
    g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&download->memory)),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_boolean (task, TRUE);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    succeed (task);
  else
    fail (task, error);
}

static void
sync_path (const char *path,
           int         flags)
{
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | flags) : -1;

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/* In a thread: makes the file durable, then gives it its name. */
static void
keep_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GFile **files = task_data;
  g_autoptr(GFile) folder = g_file_get_parent (files[1]);
  g_autofree char *path = g_file_get_path (files[0]);
  g_autofree char *folder_path = g_file_get_path (folder);
  GError *error = NULL;

  sync_path (path, 0);
  if (!g_file_move (files[0], files[1], G_FILE_COPY_OVERWRITE | G_FILE_COPY_NO_FALLBACK_FOR_MOVE,
                    cancellable, NULL, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sync_path (folder_path, O_DIRECTORY);
  g_task_return_boolean (task, TRUE);
}

static void
free_files (GFile **files)
{
  g_object_unref (files[0]);
  g_object_unref (files[1]);
  g_free (files);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GTask) keep = NULL;
  Download *download = g_task_get_task_data (task);
  GError *error = NULL;
  GFile **files;

  g_clear_object (&download->output);
  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error))
    {
      fail (task, error);
      return;
    }
  files = g_new0 (GFile *, 2);
  files[0] = g_object_ref (download->temporary);
  files[1] = g_object_ref (download->destination);
  keep = g_task_new (NULL, g_task_get_cancellable (task), kept_cb, g_object_ref (task));
  g_task_set_source_tag (keep, closed_cb);
  /* What was renamed is done, cancelled or not. */
  g_task_set_check_cancellable (keep, FALSE);
  g_task_set_task_data (keep, files, (GDestroyNotify) free_files);
  g_task_run_in_thread (keep, keep_thread);
}

static void
received_all (GTask *task)
{
  Download *download = g_task_get_task_data (task);

  /* libsoup takes the end of the connection for the end of the body when the server closes it. */
  if (download->total_bytes >= 0 && download->received_bytes != download->total_bytes)
    {
      fail (task, new_error (POSTER_ERROR_SERVICE, "connection_lost", 0, POSTER_RETRY_LATER,
                             _("The connection was lost before the whole file had arrived. Try again later.")));
      return;
    }
  download_end_exchange (download);
  if (download->output != NULL)
    g_output_stream_close_async (G_OUTPUT_STREAM (download->output), G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), closed_cb, g_object_ref (task));
  else
    succeed (task);
}

static void
wrote_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&download->piece, g_bytes_unref);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      fail (task, error);
      return;
    }
  report_progress (download);
  poster_http_exchange_touch (download->exchange);
  read_more (task);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) piece = NULL;
  Download *download = g_task_get_task_data (task);
  GError *error = NULL;
  gconstpointer data;
  gsize length;

  piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (piece == NULL)
    {
      fail_on_the_wire (task, error);
      return;
    }
  data = g_bytes_get_data (piece, &length);
  if (length == 0)
    {
      received_all (task);
      return;
    }
  if ((goffset) length > download->max_bytes - download->received_bytes)
    {
      fail (task, new_too_large_error (download));
      return;
    }

  download->received_bytes += (goffset) length;
  if (download->memory != NULL)
    {
      g_byte_array_append (download->memory, data, (guint) length);
      poster_http_exchange_touch (download->exchange);
      read_more (task);
      return;
    }
  download->piece = g_steal_pointer (&piece);
  g_output_stream_write_all_async (G_OUTPUT_STREAM (download->output), data, length, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), wrote_cb, g_object_ref (task));
}

static void
read_more (GTask *task)
{
  Download *download = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (download->body, READ_BYTES, G_PRIORITY_DEFAULT,
                                   poster_http_exchange_get_cancellable (download->exchange),
                                   read_cb, g_object_ref (task));
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  GError *error = NULL;

  download->output = g_file_create_finish (G_FILE (object), result, &error);
  if (download->output == NULL)
    fail (task, error);
  else
    read_more (task);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFile) folder = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  Download *download = g_task_get_task_data (task);
  SoupMessage *message = poster_http_exchange_get_message (download->exchange);
  SoupMessageHeaders *headers;
  GError *error = NULL;

  download->body = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (download->body == NULL)
    {
      fail_on_the_wire (task, error);
      return;
    }
  headers = soup_message_get_response_headers (message);
  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      fail (task, new_error_from_status (soup_message_get_status (message), headers, download->clock));
      return;
    }
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    download->total_bytes = soup_message_headers_get_content_length (headers);
  if (download->total_bytes > download->max_bytes)
    {
      fail (task, new_too_large_error (download));
      return;
    }
  download->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  poster_http_exchange_touch (download->exchange);

  if (download->destination == NULL)
    {
      download->memory = g_byte_array_new ();
      read_more (task);
      return;
    }
  folder = g_file_get_parent (download->destination);
  id = poster_id_new ();
  name = g_strdup_printf (".poster-%s.part", id);
  download->temporary = g_file_get_child (folder, name);
  g_file_create_async (download->temporary, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                       g_task_get_cancellable (task), created_cb, g_object_ref (task));
}

/* Also called when libsoup follows a redirect, before it asks the other address. */
static void
restarted_cb (SoupMessage *message,
              Download    *download)
{
  if (!download->was_secure || strcmp (g_uri_get_scheme (soup_message_get_uri (message)), "https") == 0)
    return;
  download->was_downgraded = TRUE;
  g_cancellable_cancel (poster_http_exchange_get_cancellable (download->exchange));
}

static void
start (GTask       *task,
       Download    *download,
       SoupSession *session,
       PosterClock *clock,
       const char  *url)
{
  g_autoptr(SoupMessage) message = NULL;
  GError *error = NULL;

  download->clock = g_object_ref (clock);
  download->total_bytes = -1;
  g_task_set_task_data (task, download, (GDestroyNotify) download_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  message = poster_http_message_new (SOUP_METHOD_GET, url, &error);
  if (message == NULL)
    {
      poster_error_get_details (error)->code = g_strdup ("download_bad_address");
      g_task_return_error (task, error);
      return;
    }
  /* The file as it lies there: what is counted is what is kept. */
  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  soup_message_add_flags (message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  download->was_secure = strcmp (g_uri_get_scheme (soup_message_get_uri (message)), "https") == 0;
  download->exchange = poster_http_exchange_new (clock, message, SILENCE_LIMIT_US, g_task_get_cancellable (task));
  download->restarted_id = g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), download);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT,
                           poster_http_exchange_get_cancellable (download->exchange), sent_cb, g_object_ref (task));
}

/**
 * poster_download_file_async:
 * @session: where to ask from
 * @clock: the time
 * @url: an http or https address; may hold secrets
 * @destination: a local file, replaced when all is there
 * @max_bytes: how large the file may be
 * @progress: (nullable) (scope notified) (closure progress_data): told the progress, until @callback
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends the download
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Fetches @url into @destination, through a private temporary file beside it, which is gone
 * whenever the download fails.
 */
void
poster_download_file_async (SoupSession            *session,
                            PosterClock            *clock,
                            const char             *url,
                            GFile                  *destination,
                            goffset                 max_bytes,
                            PosterDownloadProgress  progress,
                            gpointer                progress_data,
                            GCancellable           *cancellable,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Download *download = g_new0 (Download, 1);

  g_task_set_source_tag (task, poster_download_file_async);
  /* Once the file has its name, it is there, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  download->destination = g_object_ref (destination);
  download->max_bytes = max_bytes;
  if (progress != NULL)
    download->throttle = poster_throttle_new (clock, progress, progress_data);
  start (task, download, session, clock, url);
}

static void
take_content_type (GTask  *task,
                   char  **content_type)
{
  Download *download = g_task_get_task_data (task);

  if (content_type != NULL)
    *content_type = g_strdup (download->content_type);
}

/**
 * poster_download_file_finish:
 * @session: where it was asked from
 * @result: the result
 * @content_type: (out) (optional) (nullable): what the server says the file is
 * @error: #PosterError, by code: `download_bad_address`, `download_not_found`, `download_refused`,
 *   `download_too_large`, `download_failed`, `rate_limited`, `disk_full`, `connection_failed`,
 *   `connection_lost`; #GIOErrorEnum
 *
 * Returns: whether the file is there
 */
gboolean
poster_download_file_finish (SoupSession   *session,
                             GAsyncResult  *result,
                             char         **content_type,
                             GError       **error)
{
  take_content_type (G_TASK (result), content_type);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_download_bytes_async:
 * @session: where to ask from
 * @clock: the time
 * @url: an http or https address; may hold secrets
 * @max_bytes: how large the answer may be
 * @cancellable: (nullable): ends the download
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Fetches something small, such as an avatar, into memory.
 */
void
poster_download_bytes_async (SoupSession         *session,
                             PosterClock         *clock,
                             const char          *url,
                             gsize                max_bytes,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Download *download = g_new0 (Download, 1);

  g_task_set_source_tag (task, poster_download_bytes_async);
  download->max_bytes = (goffset) MIN (max_bytes, G_MAXINT32);
  start (task, download, session, clock, url);
}

/**
 * poster_download_bytes_finish:
 * @session: where it was asked from
 * @result: the result
 * @content_type: (out) (optional) (nullable): what the server says it is
 * @error: as for poster_download_file_finish()
 *
 * Returns: (transfer full): what lies at the address
 */
GBytes *
poster_download_bytes_finish (SoupSession   *session,
                              GAsyncResult  *result,
                              char         **content_type,
                              GError       **error)
{
  take_content_type (G_TASK (result), content_type);
  return g_task_propagate_pointer (G_TASK (result), error);
}
