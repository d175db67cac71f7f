/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-init.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-connector-file.h"
#include "poster-json.h"
#include "poster-tiktok-address.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-chunks.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-state.h"

typedef struct
{
  /* Input. */
  PosterTiktokSession *session;
  PosterPublication   *publication;

  /* In progress. */
  PosterTiktokChunks   chunks;
  gint64               asked_us;
  char                *publish_id;  /* (nullable) */
} Init;

/* The steps, in the order they run: opened -> answered -> stored */
static void opened_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void stored_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
init_free (Init *init)
{
  g_clear_object (&init->session);
  g_clear_object (&init->publication);
  g_free (init->publish_id);
  g_free (init);
}

static JsonObject *
new_body (Init *init)
{
  JsonObject *body = json_object_new ();
  JsonObject *source = json_object_new ();

  json_object_set_string_member (source, "source", "FILE_UPLOAD");
  json_object_set_int_member (source, "video_size", init->chunks.size);
  json_object_set_int_member (source, "chunk_size", init->chunks.chunk_size);
  json_object_set_int_member (source, "total_chunk_count", init->chunks.count);
  /* An inbox post has nothing else: the person sets the rest in the TikTok app. */
  if (!poster_tiktok_post_is_inbox (init->publication))
    json_object_set_object_member (body, "post_info", poster_tiktok_post_dup_video_info (init->publication));
  json_object_set_object_member (body, "source_info", source);
  return body;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) body = NULL;
  Init *init = g_task_get_task_data (task);
  GError *error = NULL;
  int fd = poster_connector_file_open_finish (result, &error);

  if (fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  close (fd);
  body = new_body (init);
  init->asked_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (init->session));
  poster_tiktok_call_async (init->session, init->publication->connection,
                            poster_tiktok_post_is_inbox (init->publication) ? POSTER_TIKTOK_INBOX_INIT
                                                                            : POSTER_TIKTOK_VIDEO_INIT,
                            body, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) data = NULL;
  Init *init = g_task_get_task_data (task);
  const char *upload_url;
  GError *error = NULL;

  data = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  init->publish_id = g_strdup (poster_json_get_string (data, "publish_id"));
  upload_url = poster_json_get_string (data, "upload_url");
  if (init->publish_id == NULL || upload_url == NULL)
    {
      g_task_return_error (task, poster_tiktok_api_new_nonsense (POSTER_TIKTOK_VIDEO_INIT));
      return;
    }
  poster_tiktok_address_store_async (poster_tiktok_session_get_secrets (init->session),
                                     init->publication->target_id, init->publish_id, upload_url,
                                     g_task_get_cancellable (task), stored_cb, g_object_ref (task));
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Init *init = g_task_get_task_data (task);
  JsonObject *state;
  GError *error = NULL;

  if (!poster_secrets_store_finish (POSTER_SECRETS (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  state = poster_tiktok_state_dup (init->publication);
  json_object_set_string_member (state, "publish_id", init->publish_id);
  json_object_set_int_member (state, "init_us", init->asked_us);
  json_object_set_int_member (state, "sent", 0);
  poster_tiktok_state_set_chunks (state, &init->chunks);
  poster_tiktok_state_go_on (task, state,
                             init->chunks.count > 1 ? POSTER_TIKTOK_STEP_UPLOAD : POSTER_TIKTOK_STEP_FINISH_UPLOAD,
                             -1, NULL);
}

/**
 * poster_tiktok_init_step:
 * @session: keeper of sign-ins
 * @publication: a video that is published
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Announces the video and gets an upload address, which is in the keyring before the step ends.
 */
void
poster_tiktok_init_step (PosterTiktokSession *session,
                         PosterPublication   *publication,
                         GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  gboolean is_inbox = poster_tiktok_post_is_inbox (publication);
  PosterMediaItem *item;
  Init *init;
  GError *error = NULL;

  if (!poster_tiktok_post_check (publication, &error) ||
      !poster_tiktok_connection_check_scope (publication->connection, is_inbox ? "video.upload" : "video.publish",
                                             &error))
    {
      g_task_return_error (task, error);
      return;
    }
  init = g_new0 (Init, 1);
  init->session = g_object_ref (session);
  init->publication = g_object_ref (publication);
  g_task_set_task_data (task, init, (GDestroyNotify) init_free);
  item = g_ptr_array_index (publication->media, 0);
  if (!poster_tiktok_chunks_plan (item->size, &init->chunks))
    {
      g_task_return_error (task,
                           poster_tiktok_error_new_full (POSTER_ERROR_INVALID, "file_size", "user_content",
                                                         POSTER_RETRY_NEVER,
                                                         item->size <= 0
                                                           ? _("The video file is empty. Choose another one.")
                                                           : _("The video file is too large for TikTok. "
                                                               "Convert it to 4 GB or less.")));
      return;
    }
  poster_connector_file_open_async (item, g_task_get_cancellable (task), opened_cb, g_steal_pointer (&owned_task));
}
