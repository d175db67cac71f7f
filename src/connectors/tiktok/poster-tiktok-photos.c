/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-photos.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-web-folder.h"

typedef struct
{
  /* Input. */
  PosterTiktokSession   *session;
  PosterPublication     *publication;

  /* In progress. */
  PosterTiktokWebFolder *folder;   /* (nullable) */
  GError                *failure;  /* (nullable) */
} Photos;

/* The steps, in the order they run: resolved -> looked -> answered -> (cleared) */
static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void looked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
photos_free (Photos *photos)
{
  g_clear_object (&photos->session);
  g_clear_object (&photos->publication);
  poster_tiktok_web_folder_free (photos->folder);
  g_clear_error (&photos->failure);
  g_free (photos);
}

/* Fails before TikTok was asked, so surely nothing was published. Takes @error. */
static void
fail_unsent (GTask  *task,
             GError *error)
{
  g_autoptr(GError) plain = error;
  PosterErrorDetails *details = poster_error_get_details (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&plain));
      return;
    }
  if (details != NULL)
    {
      details->may_have_arrived = FALSE;
      g_task_return_error (task, g_steal_pointer (&plain));
      return;
    }
  g_task_return_error (task, poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "stopped_before_sending",
                                                           "system_error", POSTER_RETRY_LATER, plain->message));
}

static JsonObject *
new_body (Photos *photos)
{
  PosterPublication *publication = photos->publication;
  JsonArray *files = poster_json_get_array (publication->state, "files");
  JsonArray *urls = json_array_new ();
  JsonObject *source = json_object_new ();
  JsonObject *body = json_object_new ();
  gboolean is_inbox = poster_tiktok_post_is_inbox (publication);

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      g_autofree char *url = poster_tiktok_web_folder_dup_url (photos->folder,
                                                               json_array_get_string_element (files, i));

      json_array_add_string_element (urls, url);
    }
  json_object_set_string_member (source, "source", "PULL_FROM_URL");
  json_object_set_array_member (source, "photo_images", urls);
  json_object_set_int_member (source, "photo_cover_index", poster_tiktok_post_get_photo_cover (publication));

  json_object_set_string_member (body, "media_type", "PHOTO");
  json_object_set_string_member (body, "post_mode", is_inbox ? "MEDIA_UPLOAD" : "DIRECT_POST");
  json_object_set_object_member (body, "post_info", poster_tiktok_post_dup_photo_info (publication));
  json_object_set_object_member (body, "source_info", source);
  if (poster_json_get_boolean (publication->options, "video_made_with_ai", FALSE))
    json_object_set_boolean_member (body, "is_aigc", TRUE);
  return body;
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFile) first = NULL;
  Photos *photos = g_task_get_task_data (task);
  JsonArray *files = poster_json_get_array (photos->publication->state, "files");
  GError *error = NULL;

  photos->folder = poster_tiktok_web_folder_resolve_finish (result, &error);
  if (photos->folder == NULL)
    {
      fail_unsent (task, error);
      return;
    }
  first = g_file_get_child (photos->folder->folder, json_array_get_string_element (files, 0));
  g_file_query_info_async (first, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(JsonObject) body = NULL;
  Photos *photos = g_task_get_task_data (task);
  GError *error = NULL;

  info = g_file_query_info_finish (G_FILE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      /* Cleared away after an earlier attempt: they have to be put there again. */
      g_error_free (error);
      poster_tiktok_state_go_on (task, poster_tiktok_state_dup (photos->publication),
                                 POSTER_TIKTOK_STEP_WEB_FOLDER, -1, NULL);
      return;
    }
  if (info == NULL)
    {
      fail_unsent (task, error);
      return;
    }
  body = new_body (photos);
  poster_tiktok_call_async (photos->session, photos->publication->connection, POSTER_TIKTOK_CONTENT_INIT, body,
                            g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) data = NULL;
  Photos *photos = g_task_get_task_data (task);
  JsonObject *state;
  const char *publish_id;
  GError *error = NULL;

  data = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (data == NULL)
    {
      /* Refused for good: the pictures have no business in a public place any more. */
      if (poster_error_get_retry (error) == POSTER_RETRY_NEVER && !poster_error_may_have_arrived (error))
        {
          photos->failure = error;
          poster_tiktok_web_folder_clear_async (photos->session, photos->publication, NULL,
                                                cleared_cb, g_object_ref (task));
          return;
        }
      g_task_return_error (task, error);
      return;
    }
  publish_id = poster_json_get_string (data, "publish_id");
  if (publish_id == NULL)
    {
      g_task_return_error (task, poster_tiktok_photos_new_unknown ());
      return;
    }
  state = poster_tiktok_state_dup (photos->publication);
  json_object_set_string_member (state, "publish_id", publish_id);
  poster_tiktok_state_go_on (task, state, POSTER_TIKTOK_STEP_STATUS, POSTER_TIKTOK_FIRST_POLL_US, NULL);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Photos *photos = g_task_get_task_data (task);

  if (!poster_tiktok_web_folder_clear_finish (result, &error))
    g_debug ("Pictures stay in the web folder: %s", error->message);
  g_task_return_error (task, g_steal_pointer (&photos->failure));
}

/**
 * poster_tiktok_photos_new_unknown:
 *
 * TikTok names a photo post only in its answer to the call that publishes it. When that answer is
 * lost, no later call can tell: status wants the name, and the list of videos has no photos.
 *
 * Returns: (transfer full): %POSTER_ERROR_UNKNOWN_OUTCOME
 */
GError *
poster_tiktok_photos_new_unknown (void)
{
  return poster_tiktok_error_new_unknown ("answer_lost",
                                          _("The photos were handed to TikTok, but its answer got lost, and it "
                                            "cannot be asked again. Look at the profile to see whether the "
                                            "post is there."));
}

/**
 * poster_tiktok_photos_step:
 * @session: keeper of sign-ins
 * @publication: photos that are in the web folder
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Tells TikTok to fetch the photos and publish them. This is the commit.
 */
void
poster_tiktok_photos_step (PosterTiktokSession *session,
                           PosterPublication   *publication,
                           GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  JsonArray *files = poster_json_get_array (publication->state, "files");
  Photos *photos = g_new0 (Photos, 1);
  GError *error = NULL;

  photos->session = g_object_ref (session);
  photos->publication = g_object_ref (publication);
  g_task_set_task_data (task, photos, (GDestroyNotify) photos_free);
  if (!poster_tiktok_post_check (publication, &error))
    g_task_return_error (task, error);
  else if (files == NULL || json_array_get_length (files) != publication->media->len)
    poster_tiktok_state_go_on (task, poster_tiktok_state_dup (publication), POSTER_TIKTOK_STEP_WEB_FOLDER, -1, NULL);
  else
    poster_tiktok_web_folder_resolve_async (session, publication->connection, g_task_get_cancellable (task),
                                            resolved_cb, g_steal_pointer (&owned_task));
}
