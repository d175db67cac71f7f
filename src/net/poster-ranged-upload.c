/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-ranged-upload"

#include "poster-ranged-upload.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-backoff.h"
#include "poster-bounded-stream.h"
#include "poster-content-range.h"
#include "poster-error.h"
#include "poster-http-exchange.h"
#include "poster-http-line.h"
#include "poster-http-message.h"
#include "poster-throttle.h"

/* A chunk that does not move for so long, or is not answered in that time, is lost. */
#define SILENCE_LIMIT_US (90 * G_USEC_PER_SEC)

#define MAX_FAILURES 5
#define BACKOFF_BASE_US G_USEC_PER_SEC
#define BACKOFF_MAX_US (30 * G_USEC_PER_SEC)
/* A service that wants us to wait longer gets its wish from the caller. */
#define LONGEST_WAIT_US (2 * 60 * G_USEC_PER_SEC)

/**
 * PosterRangedUpload:
 *
 * Sends a local file to an upload address in chunks, each a PUT with `Content-Range`, as TikTok
 * takes them (reference tiktok-api, section 5). No credentials travel with a chunk: the address
 * is the secret. Chunks are streamed from the file, so memory does not depend on its size.
 */
struct _PosterRangedUpload
{
  GObject                     parent_instance;
  PosterClock                *clock;
  PosterHttpLine             *line;
  char                       *content_type;
  int                         fd;
  goffset                     total_bytes;
  goffset                     chunk_bytes;
  guint                       chunk_count;
  PosterThrottle             *throttle;       /* (nullable) */
  PosterRangedUploadProgress  progress;
  gpointer                    progress_data;
  GDestroyNotify              progress_destroy;
  goffset                     server_bytes;   /* -1 before the server said anything */
  gboolean                    is_running;
  gboolean                    was_sent;
};

G_DEFINE_FINAL_TYPE (PosterRangedUpload, poster_ranged_upload, G_TYPE_OBJECT)

typedef struct
{
  /* Input. */
  goffset                  first_byte;
  goffset                  end_byte;
  gboolean                 is_commit;

  /* In progress. */
  PosterHttpExchange      *exchange;       /* (nullable), the chunk on the wire */
  goffset                  position;       /* what goes next */
  goffset                  piece_end;      /* where the chunk on the wire ends */
  goffset                  piece_sent;     /* how much of it is written */
  goffset                  best_position;  /* the furthest that the server ever was */
  guint                    failures;       /* since then */
} Run;

/* The steps, in the order they run: (chunk -> answered -> (waited))* */
static void send_chunk (GTask *task);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void waited_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
run_end_exchange (Run *run)
{
  g_clear_pointer (&run->exchange, poster_http_exchange_free);
}

static void
run_free (Run *run)
{
  run_end_exchange (run);
  g_free (run);
}

static void
end_run (GTask *task)
{
  PosterRangedUpload *self = g_task_get_source_object (task);

  run_end_exchange (g_task_get_task_data (task));
  if (self->throttle != NULL)
    poster_throttle_flush (self->throttle);
  self->is_running = FALSE;
}

static void
return_outcome (GTask                     *task,
                PosterRangedUploadOutcome  outcome)
{
  end_run (task);
  g_task_return_int (task, outcome);
}

static void
return_error (GTask  *task,
              GError *error)
{
  end_run (task);
  g_task_return_error (task, error);
}

static GError *
new_error (PosterError  error_code,
           const char  *word,
           guint        status,
           PosterRetry  retry,
           gboolean     may_have_arrived,
           const char  *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, (int) error_code, message);
  PosterErrorDetails *details = poster_error_get_details (error);

  details->code = g_strdup (word);
  details->http_status = status;
  details->retry = retry;
  details->may_have_arrived = may_have_arrived;
  return error;
}

static void
report_progress (PosterRangedUpload *self,
                 goffset             sent_bytes)
{
  if (self->throttle != NULL)
    poster_throttle_report (self->throttle, sent_bytes, self->total_bytes);
}

/* Tries the same bytes again after a while, where that is allowed and has not been tried too
 * often already. */
static void
handle_failure (GTask  *task,
                GError *error)
{
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gint64 delay_us;

  run_end_exchange (run);
  run->failures++;
  delay_us = poster_backoff_delay_for_error_us (run->failures, BACKOFF_BASE_US, BACKOFF_MAX_US, error);
  if (run->is_commit || poster_error_get_retry (error) != POSTER_RETRY_LATER ||
      run->failures >= MAX_FAILURES || delay_us > LONGEST_WAIT_US)
    {
      return_error (task, error);
      return;
    }
  g_debug ("A chunk failed (%u of %d), trying again in %" G_GINT64_FORMAT " ms: %s",
           run->failures, MAX_FAILURES, delay_us / 1000, error->message);
  g_error_free (error);
  poster_clock_sleep_async (self->clock, delay_us, g_task_get_cancellable (task),
                            waited_cb, g_object_ref (task));
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, &error))
    send_chunk (task);
  else
    return_error (task, error);
}

/* The server is at @server_bytes: goes on from there, if that is within the range. */
static void
go_on_from (GTask   *task,
            goffset  server_bytes,
            guint    status)
{
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gboolean stands_still = server_bytes == run->position;

  self->server_bytes = server_bytes;
  if (server_bytes < run->first_byte || server_bytes > run->end_byte)
    {
      return_outcome (task, POSTER_RANGED_UPLOAD_ELSEWHERE);
      return;
    }

  if (server_bytes > run->best_position)
    {
      run->best_position = server_bytes;
      run->failures = 0;
    }
  else if (stands_still || ++run->failures >= MAX_FAILURES)
    {
      handle_failure (task,
                      new_error (POSTER_ERROR_SERVICE, "upload_position_unknown", status, POSTER_RETRY_LATER, TRUE,
                                 _("The service keeps asking for the same part of the file. Try again later.")));
      return;
    }
  run->position = server_bytes;
  report_progress (self, server_bytes);
  send_chunk (task);
}

static void
handle_acceptance (GTask              *task,
                   guint               status,
                   SoupMessageHeaders *headers)
{
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  goffset server_bytes = poster_content_range_get_position (headers, self->total_bytes, self->chunk_bytes,
                                                            run->piece_end);

  if (server_bytes < 0)
    server_bytes = run->piece_end;
  if (server_bytes == run->piece_end)
    {
      self->server_bytes = server_bytes;
      run->position = server_bytes;
      run->best_position = MAX (run->best_position, server_bytes);
      run->failures = 0;
      report_progress (self, server_bytes);
      if (server_bytes < run->end_byte)
        send_chunk (task);
      else if (server_bytes == self->total_bytes && status != SOUP_STATUS_PARTIAL_CONTENT)
        return_outcome (task, POSTER_RANGED_UPLOAD_COMPLETE);
      else
        return_outcome (task, POSTER_RANGED_UPLOAD_SENT);
    }
  else if (run->is_commit)
    {
      self->server_bytes = server_bytes;
      return_error (task,
                    new_error (POSTER_ERROR_SERVICE, "upload_nonsense", status, POSTER_RETRY_LATER, TRUE,
                               _("The service accepted a part of the file, but says it has another one.")));
    }
  else
    {
      go_on_from (task, server_bytes, status);
    }
}

static void
handle_other_position (GTask              *task,
                       guint               status,
                       SoupMessageHeaders *headers)
{
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  goffset server_bytes = poster_content_range_get_position (headers, self->total_bytes, self->chunk_bytes, -1);

  if (server_bytes < 0)
    {
      /* Perhaps because an earlier attempt got through: hence "may have arrived". */
      return_error (task,
                    new_error (POSTER_ERROR_SERVICE, "upload_position_unknown", status, POSTER_RETRY_LATER, TRUE,
                               _("The service wants another part of the file, but does not say which. Try again later.")));
    }
  else if (run->is_commit)
    {
      self->server_bytes = server_bytes;
      return_outcome (task, POSTER_RANGED_UPLOAD_ELSEWHERE);
    }
  else
    {
      go_on_from (task, server_bytes, status);
    }
}

static GError *
new_error_from_status (guint               status,
                       SoupMessageHeaders *headers,
                       PosterClock        *clock)
{
  g_autofree char *message = NULL;
  GError *error;

  if (status == SOUP_STATUS_FORBIDDEN)
    return new_error (POSTER_ERROR_CONFLICT, "upload_url_expired", status, POSTER_RETRY_NEVER, FALSE,
                      _("The time that the service allows for an upload has run out. Post the file again."));
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    return new_error (POSTER_ERROR_NOT_FOUND, "upload_not_found", status, POSTER_RETRY_NEVER, FALSE,
                      _("The service does not know this upload any more. Post the file again."));
  if (status == POSTER_HTTP_TOO_MANY_REQUESTS)
    error = new_error (POSTER_ERROR_RATE_LIMITED, "rate_limited", status, POSTER_RETRY_LATER, FALSE,
                       _("The service asks for a pause between uploads. Try again later."));
  else if (status == SOUP_STATUS_REQUEST_TIMEOUT)
    error = new_error (POSTER_ERROR_SERVICE, "upload_failed", status, POSTER_RETRY_LATER, FALSE,
                       _("The service did not receive the file in time. Try again later."));
  else if (status >= 400 && status < 500)
    {
      /* Translators: %u is an HTTP status, such as 400 */
      message = g_strdup_printf (_("The service refused the file while it was being sent (status %u)."), status);
      error = new_error (POSTER_ERROR_REJECTED, "upload_refused", status, POSTER_RETRY_NEVER, FALSE, message);
    }
  else if (status >= 500)
    {
      /* Translators: %u is an HTTP status, such as 503 */
      message = g_strdup_printf (_("The service failed while it received the file (status %u). Try again later."),
                                 status);
      error = new_error (POSTER_ERROR_SERVICE, "upload_failed", status, POSTER_RETRY_LATER, TRUE, message);
    }
  else
    {
      /* Translators: %u is an HTTP status, such as 302 */
      message = g_strdup_printf (_("The service gave an answer to an upload that makes no sense (status %u)."), status);
      error = new_error (POSTER_ERROR_SERVICE, "upload_nonsense", status, POSTER_RETRY_LATER, TRUE, message);
    }
  poster_error_get_details (error)->retry_after_us = poster_http_get_retry_after_us (headers, clock);
  return error;
}

static void
started_cb (gpointer user_data)
{
  PosterRangedUpload *self = g_task_get_source_object (user_data);
  Run *run = g_task_get_task_data (user_data);

  self->was_sent = TRUE;
  poster_http_exchange_mark_sent (run->exchange);
  poster_http_exchange_touch (run->exchange);
}

static void
wrote_cb (gsize    n_bytes,
          gpointer user_data)
{
  PosterRangedUpload *self = g_task_get_source_object (user_data);
  Run *run = g_task_get_task_data (user_data);

  run->piece_sent += (goffset) n_bytes;
  poster_http_exchange_touch (run->exchange);
  report_progress (self, run->position + run->piece_sent);
}

static const PosterHttpLineWatch line_watch = { started_cb, wrote_cb };

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SoupMessageHeaders) headers = NULL;
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;

  headers = poster_http_line_put_finish (POSTER_HTTP_LINE (object), result, &status, &error);
  if (headers == NULL)
    {
      handle_failure (task, poster_http_exchange_take_error (run->exchange, error));
      return;
    }
  run_end_exchange (run);

  if (status == SOUP_STATUS_OK || status == SOUP_STATUS_CREATED || status == SOUP_STATUS_PARTIAL_CONTENT)
    handle_acceptance (task, status, headers);
  else if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    handle_other_position (task, status, headers);
  else
    handle_failure (task, new_error_from_status (status, headers, self->clock));
}

static void
send_chunk (GTask *task)
{
  PosterRangedUpload *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  guint index = (guint) MIN (run->position / self->chunk_bytes, (goffset) self->chunk_count - 1);
  g_autofree char *headers = NULL;
  g_autoptr(GInputStream) body = NULL;
  GError *error = NULL;

  if (run->position >= run->end_byte)
    {
      return_outcome (task, POSTER_RANGED_UPLOAD_SENT);
      return;
    }

  run->piece_end = MIN (poster_ranged_upload_get_chunk_start (self, index + 1), run->end_byte);
  run->piece_sent = 0;
  body = poster_bounded_stream_new (self->fd, run->position, run->piece_end - run->position, &error);
  if (body == NULL)
    {
      return_error (task, error);
      return;
    }
  headers = g_strdup_printf ("Content-Type: %s\r\n"
                             "Content-Range: bytes %" G_GOFFSET_FORMAT "-%" G_GOFFSET_FORMAT "/%" G_GOFFSET_FORMAT "\r\n",
                             self->content_type, run->position, run->piece_end - 1, self->total_bytes);
  run->exchange = poster_http_exchange_new (self->clock, NULL, SILENCE_LIMIT_US, g_task_get_cancellable (task));
  poster_http_line_put_async (self->line, headers, body, run->piece_end - run->position, run->is_commit,
                              &line_watch, task, poster_http_exchange_get_cancellable (run->exchange),
                              answered_cb, g_object_ref (task));
}

static void
poster_ranged_upload_finalize (GObject *object)
{
  PosterRangedUpload *self = POSTER_RANGED_UPLOAD (object);

  poster_ranged_upload_set_progress (self, NULL, NULL, NULL);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->clock);
  g_clear_object (&self->line);
  g_free (self->content_type);
  G_OBJECT_CLASS (poster_ranged_upload_parent_class)->finalize (object);
}

static void
poster_ranged_upload_class_init (PosterRangedUploadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_ranged_upload_finalize;
}

static void
poster_ranged_upload_init (PosterRangedUpload *self)
{
  self->fd = -1;
  self->server_bytes = -1;
}

/**
 * poster_ranged_upload_new:
 * @clock: the time
 * @session: whose name, proxies and certificates to use
 * @url: the upload address, a secret; sent byte for byte
 * @fd: the open file; duplicated, its own position is neither used nor moved
 * @content_type: what the file is
 * @total_bytes: its size
 * @chunk_bytes: the size of each chunk but the last
 * @chunk_count: how many there are; the last one takes the remainder
 * @error: %POSTER_ERROR_INVALID (the address, or chunks that do not fit the size), #GIOErrorEnum
 *
 * Returns: (transfer full): an upload, for the main context that it is used in
 */
PosterRangedUpload *
poster_ranged_upload_new (PosterClock  *clock,
                          SoupSession  *session,
                          const char   *url,
                          int           fd,
                          const char   *content_type,
                          goffset       total_bytes,
                          goffset       chunk_bytes,
                          guint         chunk_count,
                          GError      **error)
{
  g_autoptr(PosterRangedUpload) self = NULL;
  g_autoptr(PosterHttpLine) line = poster_http_line_new (session, url, error);

  if (line == NULL)
    return NULL;
  if (!poster_http_header_is_safe (content_type))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("A value for the service holds characters that cannot be sent."));
      return NULL;
    }
  if (total_bytes <= 0 || chunk_bytes <= 0 || chunk_count == 0 ||
      (goffset) chunk_count - 1 > (total_bytes - 1) / chunk_bytes)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("A file of %" G_GOFFSET_FORMAT " bytes cannot be sent in %u parts of %" G_GOFFSET_FORMAT " bytes."),
                   total_bytes, chunk_count, chunk_bytes);
      return NULL;
    }

  self = g_object_new (POSTER_TYPE_RANGED_UPLOAD, NULL);
  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  if (self->fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                   /* Translators: %s is what the system says went wrong */
                   _("The file could not be read: %s"), g_strerror (saved_errno));
      return NULL;
    }
  self->clock = g_object_ref (clock);
  self->line = g_steal_pointer (&line);
  self->content_type = g_strdup (content_type);
  self->total_bytes = total_bytes;
  self->chunk_bytes = chunk_bytes;
  self->chunk_count = chunk_count;
  return g_steal_pointer (&self);
}

/**
 * poster_ranged_upload_set_progress:
 * @self: an upload that does not run
 * @progress: (nullable) (scope notified) (closure user_data) (destroy destroy): told the progress
 *   of the following runs
 * @user_data: passed to @progress
 * @destroy: (nullable): frees @user_data
 */
void
poster_ranged_upload_set_progress (PosterRangedUpload         *self,
                                   PosterRangedUploadProgress  progress,
                                   gpointer                    user_data,
                                   GDestroyNotify              destroy)
{
  g_clear_pointer (&self->throttle, poster_throttle_free);
  if (self->progress_destroy != NULL)
    self->progress_destroy (self->progress_data);
  self->progress = progress;
  self->progress_data = user_data;
  self->progress_destroy = destroy;
  if (progress != NULL)
    self->throttle = poster_throttle_new (self->clock, progress, user_data);
}

/**
 * poster_ranged_upload_get_chunk_start:
 * @self: an upload
 * @index: a chunk, from 0; the number of chunks stands for the end of the file
 *
 * Returns: where chunk @index begins, in bytes
 */
goffset
poster_ranged_upload_get_chunk_start (PosterRangedUpload *self,
                                      guint               index)
{
  return index < self->chunk_count ? (goffset) index * self->chunk_bytes : self->total_bytes;
}

/**
 * poster_ranged_upload_get_server_bytes:
 * @self: an upload
 *
 * Returns: how many bytes of the file the server has by its own word, which is also the offset of
 *   the next one it wants; -1 before it said so
 */
goffset
poster_ranged_upload_get_server_bytes (PosterRangedUpload *self)
{
  return self->server_bytes;
}

/**
 * poster_ranged_upload_was_sent:
 * @self: an upload
 *
 * Returns: %FALSE when surely no byte went out in the latest run; of use after a cancellation,
 *   which carries no details
 */
gboolean
poster_ranged_upload_was_sent (PosterRangedUpload *self)
{
  return self->was_sent;
}

static gboolean
file_is_whole (PosterRangedUpload  *self,
               GError             **error)
{
  struct stat info = { 0 };

  if (fstat (self->fd, &info) == 0 && info.st_size >= self->total_bytes)
    return TRUE;
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
               _("The file is shorter than it was: %" G_GOFFSET_FORMAT " bytes instead of %" G_GOFFSET_FORMAT
                 ". Check the file and post it again."),
               (goffset) info.st_size, self->total_bytes);
  return FALSE;
}

/**
 * poster_ranged_upload_run_async:
 * @self: an upload that does not run
 * @first_byte: the first byte to send; usually the start of a chunk, but what the server asks for
 *   may be in the middle of one
 * @end_byte: the first byte not to send
 * @flags: whether this range is the one that publishes
 * @cancellable: (nullable): ends the run, also in the middle of a chunk
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Sends the chunks between @first_byte and @end_byte, in order, one at a time. Without
 * %POSTER_RANGED_UPLOAD_FLAGS_COMMIT a chunk that fails in a way that may pass is tried again,
 * five times in all, and the run follows the server where it says it is.
 */
void
poster_ranged_upload_run_async (PosterRangedUpload      *self,
                                goffset                  first_byte,
                                goffset                  end_byte,
                                PosterRangedUploadFlags  flags,
                                GCancellable            *cancellable,
                                GAsyncReadyCallback      callback,
                                gpointer                 user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Run *run;

  g_return_if_fail (!self->is_running);
  g_return_if_fail (first_byte >= 0 && first_byte <= end_byte && end_byte <= self->total_bytes);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, poster_ranged_upload_run_async);
  run = g_new0 (Run, 1);
  run->first_byte = first_byte;
  run->end_byte = end_byte;
  run->is_commit = (flags & POSTER_RANGED_UPLOAD_FLAGS_COMMIT) != 0;
  run->position = first_byte;
  run->best_position = first_byte;
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  self->is_running = TRUE;
  self->was_sent = FALSE;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error) || !file_is_whole (self, &error))
    return_error (task, error);
  else
    send_chunk (task);
}

/**
 * poster_ranged_upload_run_finish:
 * @self: an upload
 * @result: the result
 * @error: #PosterError, by code: `upload_url_expired` (403), `upload_not_found` (404, 410),
 *   `upload_refused` (other 4xx), `upload_failed` (5xx, 408), `rate_limited` (429),
 *   `upload_position_unknown`, `upload_nonsense`, `connection_failed`, `connection_lost`;
 *   %POSTER_ERROR_FILE_CHANGED, %POSTER_ERROR_FILE_MISSING; %G_IO_ERROR_CANCELLED,
 *   %G_IO_ERROR_TIMED_OUT and the other transport errors
 *
 * Returns: how the run ended; %POSTER_RANGED_UPLOAD_FAILED with @error set
 */
PosterRangedUploadOutcome
poster_ranged_upload_run_finish (PosterRangedUpload  *self,
                                 GAsyncResult        *result,
                                 GError             **error)
{
  gssize outcome = g_task_propagate_int (G_TASK (result), error);

  return outcome < 0 ? POSTER_RANGED_UPLOAD_FAILED : (PosterRangedUploadOutcome) outcome;
}
