/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-create.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-body.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-find.h"
#include "poster-late-json.h"
#include "poster-late-post.h"
#include "poster-late-state.h"
#include "poster-late-watch.h"

/* After so long a request that got no answer is not under way any more, and the list of posts says
 * for sure that there is none of it. */
#define QUIET_US (20 * G_USEC_PER_SEC)

typedef struct
{
  PosterLateSession *session;
  PosterPublication *publication;
  GError            *refusal;      /* (nullable): 409, while the existing post is looked at */
} Create;

/* The steps, in the order they run: (searched) -> answered -> (existing_told)
 * To settle: found */
static void searched_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void send_post (GTask *task);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void existing_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void found_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
create_free (Create *create)
{
  g_clear_object (&create->session);
  g_clear_object (&create->publication);
  g_clear_error (&create->refusal);
  g_free (create);
}

static void
set_data (GTask             *task,
          PosterLateSession *session,
          PosterPublication *publication)
{
  Create *create = g_new0 (Create, 1);

  create->session = g_object_ref (session);
  create->publication = g_object_ref (publication);
  g_task_set_task_data (task, create, (GDestroyNotify) create_free);
}

/* The files belong to the post from now on, and stay where they are as long as it does. */
static void
keep_media (JsonObject *state)
{
  JsonObject *media = poster_json_get_object (state, "media");
  g_autoptr(GList) entries = media != NULL ? json_object_get_values (media) : NULL;

  for (GList *link = entries; link != NULL; link = link->next)
    if (JSON_NODE_HOLDS_OBJECT ((JsonNode *) link->data))
      json_object_set_boolean_member (json_node_get_object (link->data), "kept", TRUE);
}

/**
 * poster_late_create_new_result:
 * @session: what Late operations share
 * @publication: what was sent
 * @post: the post as the service has it now
 *
 * Returns: (transfer full): that the service has it
 */
PosterStepResult *
poster_late_create_new_result (PosterLateSession *session,
                               PosterPublication *publication,
                               JsonObject        *post)
{
  g_autoptr(PosterRemotePost) remote = poster_late_post_parse (poster_late_session_get_platforms (session), post);
  g_autofree char *digest = poster_late_body_dup_digest (session, publication);
  g_autofree char *media_digest = poster_late_body_dup_media_digest (publication);
  gboolean is_handed = publication->scheduled_us >= 0;
  JsonObject *state = poster_late_state_dup (publication);
  PosterStepResult *result;

  json_object_set_string_member (state, "post", remote->remote_id);
  json_object_set_string_member (state, "sent", digest);
  json_object_set_string_member (state, "sent_media", media_digest);
  json_object_set_boolean_member (state, "handed", is_handed);
  json_object_remove_member (state, "edit");
  json_object_remove_member (state, "tried_us");
  json_object_remove_member (state, "unsure");
  keep_media (state);
  result = poster_step_result_new (is_handed ? POSTER_STEP_HANDED_OVER : POSTER_STEP_CONTINUE, state);
  result->delay_us = is_handed ? 0 : -1;
  result->remote_id = g_strdup (remote->remote_id);
  /* An answer that leaves the accounts out describes another post. */
  if (remote->targets->len > 0)
    result->remote_mark = poster_remote_post_dup_mark (remote);
  poster_late_session_forget_attempt (session, publication->submission_id);
  poster_late_watch_note (session, publication->connection, remote->remote_id, is_handed ? NULL : post);
  return result;
}

/* Whether an existing post is what an earlier attempt of ours made. */
static gboolean
is_ours (Create     *create,
         JsonObject *post)
{
  const char *submission_id = poster_json_get_string (poster_json_get_object (post, "metadata"),
                                                      POSTER_LATE_METADATA_SUBMISSION);
  gint64 tried_us = poster_json_get_int (create->publication->state, "tried_us", -1);

  if (submission_id != NULL)
    return g_strcmp0 (submission_id, create->publication->submission_id) == 0;
  /* A server that keeps no notes: it is ours when it came about while we tried. */
  return tried_us >= 0 && poster_late_find_is_since (post, tried_us);
}

static void
existing_told_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  Create *create = g_task_get_task_data (task);

  post = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, &error);
  id = poster_late_post_dup_id (post);
  if (id != NULL && is_ours (create, post))
    {
      PosterStepResult *step_result = poster_late_create_new_result (create->session, create->publication, post);

      step_result->note = g_strdup (_("Late has had this post from an earlier attempt."));
      poster_late_state_return (task, step_result);
    }
  else if (post == NULL && poster_error_get_retry (error) == POSTER_RETRY_LATER)
    {
      /* Not known whose it is: that is settled like an answer that got lost. */
      poster_error_get_details (create->refusal)->retry = POSTER_RETRY_LATER;
      poster_error_get_details (create->refusal)->may_have_arrived = TRUE;
      g_task_return_error (task, g_steal_pointer (&create->refusal));
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&create->refusal));
    }
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autofree char *id = NULL;
  g_autofree char *existing_id = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Create *create = g_task_get_task_data (task);
  JsonObject *post;
  GError *error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  if (answer == NULL)
    {
      if (poster_late_error_is (error, "duplicate_content"))
        existing_id = poster_late_json_dup_id (poster_json_get_object (poster_late_call_get_refusal (result), "details"),
                                               "existingPostId");
      if (existing_id == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      create->refusal = error;
      poster_late_watch_get_async (session, create->publication->connection, existing_id,
                                   g_task_get_cancellable (task), existing_told_cb, g_object_ref (task));
      return;
    }
  post = poster_late_post_from_answer (answer->root);
  id = poster_late_post_dup_id (post);
  if (id == NULL)
    g_task_return_error (task, poster_late_error_new_nonsense ());
  else
    poster_late_state_return (task, poster_late_create_new_result (session, create->publication, post));
}

static void
send_post (GTask *task)
{
  Create *create = g_task_get_task_data (task);
  PosterPublication *publication = create->publication;
  g_autoptr(JsonObject) state = poster_late_state_dup (publication);
  g_autoptr(GPtrArray) missing = NULL;
  PosterLateRequest *request;

  /* The service may have thrown away what was uploaded too long ago. */
  poster_late_state_drop_stale (state, poster_clock_get_now_us (poster_late_session_get_clock (create->session)));
  missing = poster_late_state_list_missing (publication, state);
  if (missing->len > 0)
    {
      poster_late_state_go_on (task, g_steal_pointer (&state), -1, NULL);
      return;
    }
  request = poster_late_request_new ("POST", "/v1/posts", poster_late_body_build (create->session, publication));
  request->request_id = g_strdup (publication->submission_id);
  request->is_commit = TRUE;
  request->is_slow = publication->scheduled_us < 0;
  poster_late_session_note_attempt (create->session, publication->submission_id);
  poster_late_call_async (create->session, publication->connection, request, g_task_get_cancellable (task),
                          answered_cb, g_object_ref (task));
}

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  Create *create = g_task_get_task_data (task);
  GError *error = NULL;

  post = poster_late_find_finish (POSTER_LATE_SESSION (object), result, &error);
  if (post != NULL)
    poster_late_state_return (task, poster_late_create_new_result (create->session, create->publication, post));
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    send_post (task);
}

/**
 * poster_late_create_step:
 * @session: what Late operations share
 * @publication: what is published, with its siblings; its files are uploaded
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Creates the post: to go out at once, or at its time.
 */
void
poster_late_create_step (PosterLateSession *session,
                         PosterPublication *publication,
                         GTask             *task)
{
  g_autoptr(GTask) owned_task = task;

  set_data (task, session, publication);
  /* An earlier request may have taken effect since it was looked for, and the service knows a repeat
   * for what it is only for some minutes. */
  if (poster_json_get_boolean (publication->state, "unsure", FALSE))
    poster_late_find_async (session, publication, g_task_get_cancellable (task), searched_cb,
                            g_steal_pointer (&owned_task));
  else
    send_post (task);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Create *create = g_task_get_task_data (task);
  PosterPublication *publication = create->publication;
  PosterStepResult *step_result;
  JsonObject *state;
  gint64 quiet_us;
  GError *error = NULL;

  post = poster_late_find_finish (session, result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (post != NULL)
    {
      step_result = poster_late_create_new_result (session, publication, post);
      step_result->note = g_strdup (_("Late has the post, although its answer got lost."));
      poster_late_state_return (task, step_result);
      return;
    }

  /* It is not there; but it may be on its way. */
  quiet_us = poster_clock_get_monotonic_us (poster_late_session_get_clock (session)) -
             poster_late_session_get_attempt_us (session, publication->submission_id);
  if (quiet_us < QUIET_US && !poster_late_session_is_idempotent (session, publication->connection->id))
    {
      error = poster_late_error_new (POSTER_ERROR_SERVICE, "outcome_pending", "unknown", POSTER_RETRY_LATER,
                                     _("Late's answer got lost. Whether it has the post will be clear in a moment."));
      poster_error_get_details (error)->retry_after_us = QUIET_US - quiet_us;
      poster_error_get_details (error)->may_have_arrived = TRUE;
      g_task_return_error (task, error);
      return;
    }
  state = poster_late_state_dup (publication);
  if (!json_object_has_member (state, "tried_us"))
    json_object_set_int_member (state, "tried_us",
                                poster_clock_get_now_us (poster_late_session_get_clock (session)) - quiet_us);
  step_result = poster_step_result_new (POSTER_STEP_NOT_DONE, state);
  step_result->note = g_strdup (_("Late does not have the post, so it is sent again."));
  /* Where the first request may be under way still, the repeat does no harm; giving up now would. */
  step_result->in_doubt = quiet_us < QUIET_US;
  json_object_set_boolean_member (state, "unsure", step_result->in_doubt);
  poster_late_state_return (task, step_result);
}

/**
 * poster_late_create_settle:
 * @session: what Late operations share
 * @publication: what may have been created
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Looks for the post. A repeat with the same `x-request-id` would be safe at a server that knows it,
 * for five minutes; at the others a post would be doubled.
 */
void
poster_late_create_settle (PosterLateSession *session,
                           PosterPublication *publication,
                           GTask             *task)
{
  set_data (task, session, publication);
  poster_late_find_async (session, publication, g_task_get_cancellable (task), found_cb, task);
}
