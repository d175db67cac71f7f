/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "poster-connector-file.h"
#include "poster-json.h"
#include "poster-late-address.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-single-upload.h"

/* What the storage takes in one piece (reference late-api, section 6). */
#define MAX_BYTES (G_GINT64_CONSTANT (5) * 1024 * 1024 * 1024)

/* From here on it is worth saying what another attempt costs. */
#define LARGE_BYTES (50 * 1000 * 1000)

/* The types that the service takes. */
static const char *const content_types[] = {
  "image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/mpeg", "video/quicktime", "video/avi",
  "video/x-msvideo", "video/webm", "video/x-m4v", "application/pdf",
};

typedef struct
{
  /* Input. */
  PosterConnection       *connection;
  PosterMediaItem        *item;
  PosterLateFileProgress  progress;       /* (nullable) */
  gpointer                progress_data;

  /* In progress. */
  int                     fd;
  gint64                  asked_us;
  char                   *upload_uri;     /* (nullable), a secret */
  char                   *public_uri;     /* (nullable) */
} Send;

/* The steps, in the order they run: opened -> presigned -> uploaded */
static void opened_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void presigned_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void uploaded_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
send_free (Send *sending)
{
  g_clear_object (&sending->connection);
  g_clear_object (&sending->item);
  if (sending->fd >= 0)
    close (sending->fd);
  poster_secret_free (sending->upload_uri);
  g_free (sending->public_uri);
  g_free (sending);
}

static const char *
get_content_type (PosterMediaItem *item)
{
  const char *mime_type = item->facts != NULL ? item->facts->mime_type : NULL;

  for (guint i = 0; mime_type != NULL && i < G_N_ELEMENTS (content_types); i++)
    if (g_str_equal (content_types[i], mime_type))
      return content_types[i];
  return NULL;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autofree char *name = NULL;
  PosterLateSession *session = g_task_get_source_object (task);
  Send *sending = g_task_get_task_data (task);
  JsonObject *body;
  GError *error = NULL;

  sending->fd = poster_connector_file_open_finish (result, &error);
  if (sending->fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  name = g_filename_display_basename (sending->item->path);
  body = json_object_new ();
  json_object_set_string_member (body, "filename", name);
  json_object_set_string_member (body, "contentType", get_content_type (sending->item));
  json_object_set_int_member (body, "size", sending->item->size);
  sending->asked_us = poster_clock_get_now_us (poster_late_session_get_clock (session));
  poster_late_call_async (session, sending->connection, poster_late_request_new ("POST", "/v1/media/presign", body),
                          g_task_get_cancellable (task), presigned_cb, g_object_ref (task));
}

static void
sent_cb (goffset  sent_bytes,
         gpointer user_data)
{
  Send *sending = g_task_get_task_data (user_data);

  if (sending->progress != NULL)
    sending->progress (sent_bytes, sending->progress_data);
}

static void
presigned_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Send *sending = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sending->upload_uri = g_strdup (poster_late_json_get_text (answer->root, "uploadUrl"));
  sending->public_uri = g_strdup (poster_late_json_get_text (answer->root, "publicUrl"));
  if (sending->upload_uri == NULL || sending->public_uri == NULL)
    {
      g_task_return_error (task, poster_late_error_new_nonsense ());
      return;
    }
  if (!poster_late_address_is_safe (sending->upload_uri))
    {
      g_task_return_error (task, poster_late_error_new (POSTER_ERROR_SERVICE, "address_not_secure", "system_error",
                                                        POSTER_RETRY_NEVER,
                                                        _("Late wants the file sent to an address without encryption, "
                                                          "where everybody on the way could read it. Nothing was sent.")));
      return;
    }
  poster_single_upload_async (poster_late_session_get_clock (session), poster_late_session_get_http (session),
                              sending->upload_uri, sending->fd, sending->item->size,
                              get_content_type (sending->item), sent_cb, task,
                              g_task_get_cancellable (task), uploaded_cb, g_object_ref (task));
}

/* What another attempt costs: the service knows no parts, so it begins at the first byte. */
static GError *
new_broken (Send    *sending,
            goffset  sent_bytes,
            GError  *reason)
{
  g_autofree char *sent = g_format_size (sent_bytes);
  g_autofree char *size = g_format_size (sending->item->size);
  g_autofree char *message = NULL;
  GError *error;

  /* Translators: sizes with their units; %s at the end is the reason */
  message = g_strdup_printf (_("The upload broke after %s of %s, and Late takes files only whole: another attempt "
                               "sends %s again. (%s)"), sent, size, size, reason->message);
  error = poster_late_error_new (POSTER_ERROR_SERVICE, "upload_lost", "system_error", poster_error_get_retry (reason),
                                 message);
  poster_error_get_details (error)->retry_after_us = poster_error_get_retry_after_us (reason);
  g_error_free (reason);
  return error;
}

static void
uploaded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Send *sending = g_task_get_task_data (task);
  goffset sent_bytes;
  GError *error = NULL;

  if (poster_single_upload_finish (result, &sent_bytes, &error))
    {
      g_task_return_pointer (task, g_strdup (sending->public_uri), g_free);
      return;
    }
  if (poster_error_get_retry (error) == POSTER_RETRY_LATER && sending->item->size >= LARGE_BYTES)
    error = new_broken (sending, sent_bytes, error);
  g_task_return_error (task, error);
}

/**
 * poster_late_file_send_async:
 * @session: what Late operations share
 * @connection: whose key to use
 * @item: a file of a post
 * @progress: (nullable) (closure progress_data): told how much of it was sent
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes sure that the file still is the one that was checked, and sends it to the service's storage.
 */
void
poster_late_file_send_async (PosterLateSession      *session,
                             PosterConnection       *connection,
                             PosterMediaItem        *item,
                             PosterLateFileProgress  progress,
                             gpointer                progress_data,
                             GCancellable           *cancellable,
                             GAsyncReadyCallback     callback,
                             gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *name = g_filename_display_basename (item->path);
  g_autofree char *message = NULL;
  Send *sending = g_new0 (Send, 1);

  g_task_set_source_tag (task, poster_late_file_send_async);
  sending->fd = -1;
  sending->connection = g_object_ref (connection);
  sending->item = g_object_ref (item);
  sending->progress = progress;
  sending->progress_data = progress_data;
  g_task_set_task_data (task, sending, (GDestroyNotify) send_free);

  if (get_content_type (item) == NULL)
    {
      /* Translators: %s is the name of a file */
      message = g_strdup_printf (_("Late takes no files like “%s”. Convert it to MP4 or JPEG, then try again."), name);
      g_task_return_error (task, poster_late_error_new (POSTER_ERROR_REJECTED, "media_type", "user_content",
                                                        POSTER_RETRY_NEVER, message));
    }
  else if (item->size <= 0 || item->size > MAX_BYTES)
    {
      g_autofree char *size = g_format_size (item->size);

      /* Translators: the name of a file, and its size */
      message = g_strdup_printf (_("“%s” has %s, and Late takes files of up to 5 GB. Make it smaller, then try again."),
                                 name, size);
      g_task_return_error (task, poster_late_error_new (POSTER_ERROR_REJECTED, "media_size", "user_content",
                                                        POSTER_RETRY_NEVER, message));
    }
  else
    {
      poster_connector_file_open_async (item, cancellable, opened_cb, g_steal_pointer (&task));
    }
}

/**
 * poster_late_file_send_finish:
 * @session: what Late operations share
 * @result: the result
 * @made_us: (out) (optional): when its address was made, microseconds since the epoch
 * @error: why not
 *
 * Returns: (transfer full): where the service has the file
 */
char *
poster_late_file_send_finish (PosterLateSession  *session,
                              GAsyncResult       *result,
                              gint64             *made_us,
                              GError            **error)
{
  Send *sending = g_task_get_task_data (G_TASK (result));

  if (made_us != NULL)
    *made_us = sending->asked_us;
  return g_task_propagate_pointer (G_TASK (result), error);
}
