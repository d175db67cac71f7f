/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-look.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-post.h"
#include "poster-late-state.h"
#include "poster-late-watch.h"

/* How soon it is asked again: the first times, and then. */
#define SHORT_US (3 * G_USEC_PER_SEC)
#define LONG_US (30 * G_USEC_PER_SEC)
#define N_SHORT 10

/* No platform takes that long: then nobody knows any more. */
#define PATIENCE_US G_TIME_SPAN_DAY

/* Some platforms tell the address of a post only later (TikTok). */
#define MAX_LINK_LOOKS 12
#define LINK_DELAY_US (10 * G_USEC_PER_SEC)

typedef struct
{
  PosterLateSession *session;
  PosterPublication *publication;
} Look;

static void told_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
look_free (Look *look)
{
  g_clear_object (&look->session);
  g_clear_object (&look->publication);
  g_free (look);
}

static GError *
new_gone (const char *message)
{
  return poster_late_error_new (POSTER_ERROR_NOT_FOUND, "remote_gone", "unknown", POSTER_RETRY_NEVER, message);
}

static void
ask_again (GTask      *task,
           JsonObject *state,
           gint64      delay_us)
{
  PosterStepResult *result = poster_step_result_new (POSTER_STEP_ASK_AGAIN, state);

  result->delay_us = delay_us;
  poster_late_state_return (task, result);
}

static void
take_published (GTask      *task,
                Look       *look,
                JsonObject *entry,
                JsonObject *state)
{
  const char *url = poster_late_json_get_text (entry, "platformPostUrl");
  gboolean is_inbox = poster_json_get_boolean (look->publication->options, "draft", FALSE);
  PosterStepResult *result;

  json_object_set_boolean_member (state, "seen", TRUE);
  result = poster_step_result_new (POSTER_STEP_PUBLISHED, state);
  result->platform_post_id = poster_late_json_dup_id (entry, "platformPostId");
  result->platform_post_url = g_strdup (url);
  result->is_inbox = is_inbox;
  result->delay_us = -1;
  if (url == NULL && !is_inbox)
    {
      gint64 looks = poster_late_state_count (state, "link_looks");

      if (looks <= MAX_LINK_LOOKS)
        result->delay_us = LINK_DELAY_US * looks;
    }
  poster_late_state_return (task, result);
}

static void
take_failed (GTask      *task,
             JsonObject *entry)
{
  const char *message = poster_late_json_get_text (entry, "errorMessage");

  if (message == NULL)
    message = poster_late_json_get_text (entry, "error");
  if (message == NULL)
    message = poster_late_json_get_text (poster_json_get_object (entry, "error"), "message");
  g_task_return_error (task, poster_late_error_new_failed (message, poster_late_json_get_text (entry, "errorCategory"),
                                                           poster_late_json_get_text (entry, "errorSource")));
}

static void
take_waiting (GTask      *task,
              Look       *look,
              JsonObject *post,
              JsonObject *state)
{
  gint64 now_us = poster_clock_get_now_us (poster_late_session_get_clock (look->session));
  gint64 scheduled_us = poster_late_json_get_time_us (post, "scheduledFor");

  ask_again (task, state, scheduled_us > now_us ? scheduled_us - now_us + SHORT_US : LONG_US);
}

static void
take_processing (GTask      *task,
                 Look       *look,
                 JsonObject *state)
{
  gint64 now_us = poster_clock_get_now_us (poster_late_session_get_clock (look->session));
  gint64 first_us = poster_json_get_int (state, "first_look_us", now_us);
  gint64 looks = poster_late_state_count (state, "looks");
  GError *error;

  json_object_set_int_member (state, "first_look_us", first_us);
  json_object_set_boolean_member (state, "seen", TRUE);
  if (now_us - first_us > PATIENCE_US)
    {
      json_object_unref (state);
      error = poster_late_error_new (POSTER_ERROR_UNKNOWN_OUTCOME, "publishing_for_ever", "unknown", POSTER_RETRY_NEVER,
                                     _("Late has said for a day that it is publishing the post. Look on the platform "
                                       "whether it is there."));
      poster_error_get_details (error)->may_have_arrived = TRUE;
      g_task_return_error (task, error);
      return;
    }
  ask_again (task, state, looks <= N_SHORT ? SHORT_US : LONG_US);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  Look *look = g_task_get_task_data (task);
  JsonObject *entry;
  JsonObject *state;
  GError *error = NULL;

  post = poster_late_watch_get_finish (POSTER_LATE_SESSION (object), result, &error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    {
      g_error_free (error);
      error = new_gone (_("The post is no longer at Late: somebody deleted it there."));
      /* What was waiting for its time when it was deleted has not gone out. */
      poster_error_get_details (error)->is_final = poster_json_get_boolean (look->publication->state, "handed", FALSE) &&
                                                   !poster_json_get_boolean (look->publication->state, "seen", FALSE);
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  entry = poster_late_post_find_entry (post, look->publication->account->remote_id);
  if (entry == NULL && poster_late_json_get_length (poster_json_get_array (post, "platforms")) > 0)
    {
      error = new_gone (_("Somebody took this account off the post at Late."));
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
      return;
    }

  state = poster_late_state_dup (look->publication);
  switch (poster_late_post_get_state (post, entry))
    {
    case POSTER_TARGET_PUBLISHED:
      take_published (task, look, entry, state);
      break;
    case POSTER_TARGET_FAILED:
      json_object_unref (state);
      take_failed (task, entry);
      break;
    case POSTER_TARGET_CANCELLED:
      json_object_unref (state);
      error = poster_late_error_new (POSTER_ERROR_CONFLICT, "remote_cancelled", "unknown", POSTER_RETRY_NEVER,
                                     _("The post was cancelled at Late."));
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
      break;
    case POSTER_TARGET_SCHEDULED:
    case POSTER_TARGET_DRAFT:
      take_waiting (task, look, post, state);
      break;
    case POSTER_TARGET_HELD:
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_MISSED:
    case POSTER_TARGET_UNKNOWN:
    default:
      take_processing (task, look, state);
      break;
    }
}

/**
 * poster_late_look_step:
 * @session: what Late operations share
 * @publication: what the service has
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Asks what became of the post for one account.
 */
void
poster_late_look_step (PosterLateSession *session,
                       PosterPublication *publication,
                       GTask             *task)
{
  Look *look = g_new0 (Look, 1);

  look->session = g_object_ref (session);
  look->publication = g_object_ref (publication);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  poster_late_watch_get_async (session, publication->connection,
                               poster_json_get_string (publication->state, "post"),
                               g_task_get_cancellable (task), told_cb, task);
}
