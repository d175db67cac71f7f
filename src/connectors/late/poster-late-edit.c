/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-edit.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-body.h"
#include "poster-late-call.h"
#include "poster-late-create.h"
#include "poster-late-errors.h"
#include "poster-late-post.h"
#include "poster-late-state.h"
#include "poster-late-unknown.h"
#include "poster-late-watch.h"
#include "poster-submission.h"

typedef struct
{
  PosterLateSession *session;
  PosterPublication *publication;
  GError            *refusal;      /* (nullable), of an update, while it is looked why */
} Edit;

static void compared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* The steps of an update: updated -> (refusal_looked_at) */
static void updated_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void refusal_looked_at_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
edit_free (Edit *edit)
{
  g_clear_object (&edit->session);
  g_clear_object (&edit->publication);
  g_clear_error (&edit->refusal);
  g_free (edit);
}

static Edit *
set_data (GTask             *task,
          PosterLateSession *session,
          PosterPublication *publication)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->session = g_object_ref (session);
  edit->publication = g_object_ref (publication);
  g_task_set_task_data (task, edit, (GDestroyNotify) edit_free);
  return edit;
}

static GError *
new_changed (const char *message)
{
  return poster_late_error_new (POSTER_ERROR_CONFLICT, POSTER_ERROR_CODE_REMOTE_CHANGED, "user_content",
                                POSTER_RETRY_NEVER, message);
}

/* What the post would look like there. */
static char *
dup_wanted_mark (Edit *edit)
{
  g_autoptr(JsonObject) body = poster_late_body_build (edit->session, edit->publication);
  g_autoptr(PosterRemotePost) remote = NULL;

  json_object_set_string_member (body, "_id", poster_json_get_string (edit->publication->state, "post"));
  remote = poster_late_post_parse (poster_late_session_get_platforms (edit->session), body);
  return poster_remote_post_dup_mark (remote);
}

/* Whether somebody changed the post there since it was sent, so that sending an edit undid that. */
static gboolean
is_changed (Edit       *edit,
            JsonObject *post)
{
  g_autoptr(PosterRemotePost) remote = poster_late_post_parse (poster_late_session_get_platforms (edit->session), post);
  g_autofree char *mark = NULL;
  g_autofree char *wanted = NULL;

  if (remote == NULL || edit->publication->remote_mark == NULL)
    return FALSE;
  mark = poster_remote_post_dup_mark (remote);
  if (poster_submission_marks_agree (mark, edit->publication->remote_mark))
    return FALSE;
  wanted = dup_wanted_mark (edit);
  return !poster_submission_marks_agree (mark, wanted);
}

/* It goes out, or is out: there is nothing to edit any more, and what became of it is asked. */
static void
go_on_looking (GTask *task,
               Edit  *edit)
{
  JsonObject *state = poster_late_state_dup (edit->publication);

  json_object_set_boolean_member (state, "seen", TRUE);
  poster_late_state_go_on (task, state, -1, _("Late had begun to publish the post before the edit reached it."));
}

static void
compared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  g_autofree char *digest = NULL;
  Edit *edit = g_task_get_task_data (task);
  JsonObject *unknown;
  JsonObject *state;
  GError *error = NULL;

  post = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, &error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    {
      g_error_free (error);
      error = new_changed (_("Somebody deleted this post at Late. Decide whether it is to be sent there again."));
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!poster_late_post_is_waiting (post))
    {
      go_on_looking (task, edit);
      return;
    }
  if (is_changed (edit, post))
    {
      g_task_return_error (task, new_changed (_("Somebody changed this post at Late since it was handed over. "
                                                "Decide which version is to stay.")));
      return;
    }
  state = poster_late_state_dup (edit->publication);
  digest = poster_late_body_dup_digest (edit->session, edit->publication);
  json_object_set_string_member (state, "edit", digest);
  unknown = poster_late_unknown_take (poster_late_session_get_platforms (edit->session), post, state);
  if (unknown != NULL)
    json_object_set_object_member (state, "unknown", unknown);
  else
    json_object_remove_member (state, "unknown");
  poster_late_state_go_on (task, state, -1, NULL);
}

/**
 * poster_late_edit_compare_step:
 * @session: what Late operations share
 * @publication: what the service is to have
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Makes sure that nobody changed the post there meanwhile.
 */
void
poster_late_edit_compare_step (PosterLateSession *session,
                               PosterPublication *publication,
                               GTask             *task)
{
  set_data (task, session, publication);
  poster_late_watch_get_async (session, publication->connection, poster_json_get_string (publication->state, "post"),
                               g_task_get_cancellable (task), compared_cb, task);
}

static void
refusal_looked_at_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  Edit *edit = g_task_get_task_data (task);

  post = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, NULL);
  if (post != NULL && !poster_late_post_is_waiting (post))
    go_on_looking (task, edit);
  else
    g_task_return_error (task, g_steal_pointer (&edit->refusal));
}

static void
updated_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *id = NULL;
  Edit *edit = g_task_get_task_data (task);
  PosterPublication *publication = edit->publication;
  const char *post_id = poster_json_get_string (publication->state, "post");
  PosterErrorDetails *details;
  JsonObject *post;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  poster_late_watch_note (edit->session, publication->connection, post_id, NULL);
  if (answer != NULL)
    {
      post = poster_late_post_from_answer (answer->root);
      id = poster_late_post_dup_id (post);
      if (id == NULL)
        g_task_return_error (task, poster_late_error_new_nonsense ());
      else
        poster_late_state_return (task, poster_late_create_new_result (edit->session, publication, post));
      return;
    }
  details = poster_error_get_details (error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    {
      g_error_free (error);
      g_task_return_error (task, new_changed (_("Somebody deleted this post at Late. "
                                                "Decide whether it is to be sent there again.")));
    }
  else if (details != NULL && (details->http_status == SOUP_STATUS_BAD_REQUEST ||
                               details->http_status == SOUP_STATUS_CONFLICT))
    {
      /* Perhaps because it goes out at this very moment, or an earlier attempt published it. */
      edit->refusal = error;
      poster_late_watch_get_async (edit->session, publication->connection, post_id, g_task_get_cancellable (task),
                                   refusal_looked_at_cb, g_object_ref (task));
    }
  else
    {
      g_task_return_error (task, error);
    }
}

/**
 * poster_late_edit_update_step:
 * @session: what Late operations share
 * @publication: what the service is to have; its new files are uploaded
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Brings the post there up to what is wanted now.
 */
void
poster_late_edit_update_step (PosterLateSession *session,
                              PosterPublication *publication,
                              GTask             *task)
{
  g_autoptr(GTask) owned_task = task;
  g_autoptr(JsonObject) state = poster_late_state_dup (publication);
  g_autoptr(GPtrArray) missing = NULL;
  g_autofree char *path = NULL;
  g_autofree char *media_digest = NULL;
  PosterLateRequest *request;
  JsonObject *body;

  poster_late_state_drop_stale (state, poster_clock_get_now_us (poster_late_session_get_clock (session)));
  missing = poster_late_state_list_missing (publication, state);
  if (missing->len > 0)
    {
      poster_late_state_go_on (task, g_steal_pointer (&state), -1, NULL);
      return;
    }

  set_data (task, session, publication);
  body = poster_late_body_build (session, publication);
  /* What is left out stays: the files there may have another address by now. */
  media_digest = poster_late_body_dup_media_digest (publication);
  if (g_strcmp0 (media_digest, poster_json_get_string (state, "sent_media")) == 0)
    json_object_remove_member (body, "mediaItems");
  poster_late_unknown_put (poster_json_get_object (state, "unknown"), body);
  json_object_set_boolean_member (body, "isDraft", FALSE);
  path = poster_late_post_dup_path (poster_json_get_string (state, "post"), NULL);
  request = poster_late_request_new ("PUT", path, body);
  request->is_slow = publication->scheduled_us < 0;
  poster_late_call_async (session, publication->connection, request, g_task_get_cancellable (task),
                          updated_cb, g_steal_pointer (&owned_task));
}
