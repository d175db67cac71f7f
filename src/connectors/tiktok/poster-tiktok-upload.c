/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-upload.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-connector-file.h"
#include "poster-json.h"
#include "poster-ranged-upload.h"
#include "poster-tiktok-address.h"
#include "poster-tiktok-chunks.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-status.h"

/* An upload address is good for an hour. What is not nearly done by then is begun anew. */
#define ADDRESS_LIFETIME_US (55 * G_TIME_SPAN_MINUTE)

typedef struct
{
  /* Input. */
  PosterTiktokSession *session;
  PosterPublication   *publication;
  gboolean             is_last;        /* the chunk that publishes */
  PosterProgressFunc   progress;       /* (nullable) */
  gpointer             progress_data;

  /* In progress. */
  PosterTiktokChunks   chunks;
  gint64               sent;
  char                *upload_url;     /* (nullable) */
} Upload;

/* The steps, in the order they run: looked_up -> opened -> uploaded */
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void opened_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void uploaded_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
upload_free (Upload *upload)
{
  g_clear_object (&upload->session);
  g_clear_object (&upload->publication);
  poster_secret_free (upload->upload_url);
  g_free (upload);
}

/* Begins anew, unless the last chunk may have arrived when it was sent before. */
static void
restart (GTask      *task,
         const char *note)
{
  Upload *upload = g_task_get_task_data (task);

  poster_tiktok_status_restart_upload (upload->session, upload->publication, note, task);
}

/* Whether TikTok is to be asked what it has, before this is called a failure: the address may be
 * void, or the chunk refused, because an earlier sending of it got through after all; and that may
 * have got through whatever is wrong with the file by now. */
static gboolean
needs_asking (Upload       *upload,
              const GError *error)
{
  if (poster_tiktok_error_is (error, "upload_url_expired") || poster_tiktok_error_is (error, "upload_not_found"))
    return TRUE;
  return error->domain == POSTER_ERROR && poster_error_get_retry (error) == POSTER_RETRY_NEVER &&
         !poster_error_may_have_arrived (error) &&
         poster_json_get_boolean (upload->publication->state, "resent", FALSE);
}

/* Takes @error. */
static void
fail (GTask  *task,
      GError *error)
{
  Upload *upload = g_task_get_task_data (task);

  if (!needs_asking (upload, error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  poster_tiktok_status_settle_upload (upload->session, upload->publication, POSTER_TIKTOK_NOT_DONE_RESTART,
                                      g_object_ref (task));
}

/* TikTok has the first @position bytes. Takes @state. */
static void
go_on_from (GTask      *task,
            JsonObject *state,
            gint64      position,
            const char *note)
{
  Upload *upload = g_task_get_task_data (task);
  gint64 last_start = poster_tiktok_chunks_get_last_start (&upload->chunks);
  const char *next;

  json_object_set_int_member (state, "sent", position);
  if (position >= upload->chunks.size)
    next = POSTER_TIKTOK_STEP_STATUS;
  else
    next = position >= last_start ? POSTER_TIKTOK_STEP_FINISH_UPLOAD : POSTER_TIKTOK_STEP_UPLOAD;
  poster_tiktok_state_go_on (task, state, next, position >= upload->chunks.size ? POSTER_TIKTOK_FIRST_POLL_US : -1, note);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterSecretText) secret = NULL;
  Upload *upload = g_task_get_task_data (task);
  GError *error = NULL;

  secret = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  upload->upload_url = poster_tiktok_address_parse (secret,
                                                    poster_json_get_string (upload->publication->state, "publish_id"));
  if (upload->upload_url == NULL)
    {
      poster_tiktok_status_settle_upload (upload->session, upload->publication,
                                          POSTER_TIKTOK_NOT_DONE_RESTART, g_steal_pointer (&task));
      return;
    }
  poster_connector_file_open_async (g_ptr_array_index (upload->publication->media, 0),
                                    g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterRangedUpload) ranged = NULL;
  Upload *upload = g_task_get_task_data (task);
  gint64 last_start = poster_tiktok_chunks_get_last_start (&upload->chunks);
  GError *error = NULL;
  int fd = poster_connector_file_open_finish (result, &error);

  if (fd < 0)
    {
      fail (task, error);
      return;
    }
  ranged = poster_ranged_upload_new (poster_tiktok_session_get_clock (upload->session),
                                     poster_tiktok_session_get_http (upload->session),
                                     upload->upload_url, fd,
                                     poster_tiktok_post_get_content_type (upload->publication),
                                     upload->chunks.size, upload->chunks.chunk_size, upload->chunks.count, &error);
  close (fd);
  if (ranged == NULL)
    {
      fail (task, error);
      return;
    }
  poster_ranged_upload_set_progress (ranged, upload->progress, upload->progress_data, NULL);
  poster_ranged_upload_run_async (ranged, upload->sent, upload->is_last ? upload->chunks.size : last_start,
                                  upload->is_last ? POSTER_RANGED_UPLOAD_FLAGS_COMMIT
                                                  : POSTER_RANGED_UPLOAD_FLAGS_NONE,
                                  g_task_get_cancellable (task), uploaded_cb, g_object_ref (task));
}

static void
move (GTask   *task,
      goffset  position)
{
  Upload *upload = g_task_get_task_data (task);
  g_autoptr(JsonObject) state = poster_tiktok_state_dup (upload->publication);

  if (poster_tiktok_state_count (state, "moves") > POSTER_TIKTOK_MAX_MOVES)
    {
      restart (task, _("TikTok kept asking for other parts of the file."));
      return;
    }
  go_on_from (task, g_steal_pointer (&state), position, _("TikTok had another part of the file."));
}

static void
uploaded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterRangedUpload *ranged = POSTER_RANGED_UPLOAD (object);
  Upload *upload = g_task_get_task_data (task);
  GError *error = NULL;

  switch (poster_ranged_upload_run_finish (ranged, result, &error))
    {
    case POSTER_RANGED_UPLOAD_SENT:
      go_on_from (task, poster_tiktok_state_dup (upload->publication),
                  upload->is_last ? upload->chunks.size : poster_tiktok_chunks_get_last_start (&upload->chunks), NULL);
      break;
    case POSTER_RANGED_UPLOAD_COMPLETE:
      go_on_from (task, poster_tiktok_state_dup (upload->publication), upload->chunks.size, NULL);
      break;
    case POSTER_RANGED_UPLOAD_ELSEWHERE:
      move (task, poster_ranged_upload_get_server_bytes (ranged));
      break;
    case POSTER_RANGED_UPLOAD_FAILED:
    default:
      fail (task, error);
      break;
    }
}

/**
 * poster_tiktok_upload_step:
 * @session: keeper of sign-ins
 * @publication: a video that has been announced
 * @is_last: %FALSE to send all chunks but the last; %TRUE to send the last one, which publishes
 * @progress: (nullable) (closure progress_data): told bytes sent and bytes in all
 * @progress_data: passed to @progress
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Sends bytes, from where TikTok says it is.
 */
void
poster_tiktok_upload_step (PosterTiktokSession *session,
                           PosterPublication   *publication,
                           gboolean             is_last,
                           PosterProgressFunc   progress,
                           gpointer             progress_data,
                           GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  Upload *upload = g_new0 (Upload, 1);
  gint64 age_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (session)) -
                  poster_json_get_int (publication->state, "init_us", 0);
  GError *error = NULL;

  upload->session = g_object_ref (session);
  upload->publication = g_object_ref (publication);
  upload->is_last = is_last;
  upload->progress = progress;
  upload->progress_data = progress_data;
  upload->sent = poster_json_get_int (publication->state, "sent", 0);
  g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);

  if (!poster_tiktok_post_check (publication, &error))
    {
      fail (task, error);
    }
  else if (!poster_tiktok_state_get_chunks (publication->state, &upload->chunks) ||
           upload->sent < 0 || upload->sent > upload->chunks.size)
    {
      restart (task, _("What was noted about the upload made no sense."));
    }
  else if (is_last != (upload->sent >= poster_tiktok_chunks_get_last_start (&upload->chunks)) ||
           upload->sent == upload->chunks.size)
    {
      go_on_from (task, poster_tiktok_state_dup (publication), upload->sent, NULL);
    }
  else if (!is_last && age_us > ADDRESS_LIFETIME_US)
    {
      restart (task, _("The upload address was about to expire."));
    }
  else
    {
      poster_secrets_lookup_async (poster_tiktok_session_get_secrets (session), publication->target_id,
                                   POSTER_SECRET_UPLOAD, g_task_get_cancellable (task),
                                   looked_up_cb, g_steal_pointer (&owned_task));
    }
}
