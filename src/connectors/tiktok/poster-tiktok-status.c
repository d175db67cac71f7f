/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-status.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-tiktok-address.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-chunks.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-published.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-web-folder.h"

/* Asked at 3 s (by the step before), then after 5 s, 10 s, and every 15 s; after half an hour
 * every two minutes; given up after six hours. */
#define SECOND_POLL_US (5 * G_TIME_SPAN_SECOND)
#define THIRD_POLL_US  (10 * G_TIME_SPAN_SECOND)
#define POLL_US        (15 * G_TIME_SPAN_SECOND)
#define SLOW_AFTER_US  (30 * G_TIME_SPAN_MINUTE)
#define SLOW_POLL_US   (2 * G_TIME_SPAN_MINUTE)
#define GIVE_UP_US     (6 * G_TIME_SPAN_HOUR)

/* So many answers that lack bytes are put down to delay; and for so long, where nothing can be
 * sent any more. */
#define LAG_POLLS 3
#define LAG_US    (10 * G_TIME_SPAN_MINUTE)

/* How long TikTok gets to recover when processing failed through its own fault. */
#define RECOVERY_US    G_TIME_SPAN_MINUTE

typedef enum
{
  PURPOSE_WAIT,
  PURPOSE_FIND_ID,
  PURPOSE_SETTLE,
} Purpose;

typedef struct
{
  /* Input. */
  PosterTiktokSession *session;
  PosterPublication   *publication;
  Purpose              purpose;
  PosterTiktokNotDone  not_done;

  /* In progress. */
  GError              *failure;      /* (nullable), why processing failed */
  gboolean             begins_anew;  /* instead of failing */
  gint64               delay_us;     /* before that */
} Status;

/* The steps, in the order they run: answered -> (cleared) */
static void ask (PosterTiktokSession *session, PosterPublication *publication, Purpose purpose,
                 PosterTiktokNotDone not_done, GTask *task);
static void answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
status_free (Status *status)
{
  g_clear_object (&status->session);
  g_clear_object (&status->publication);
  g_clear_error (&status->failure);
  g_free (status);
}

/**
 * poster_tiktok_status_restart:
 * @publication: what is published, and surely was not
 * @delay_us: microseconds to wait before
 * @note: a sentence for the journal
 * @error: (transfer full): what to fail with when it was begun anew too often
 * @task: ends with a #PosterStepResult
 *
 * Ends @task with a state from which publishing begins anew.
 */
void
poster_tiktok_status_restart (PosterPublication *publication,
                              gint64             delay_us,
                              const char        *note,
                              GError            *error,
                              GTask             *task)
{
  JsonObject *state = poster_tiktok_state_dup (publication);
  PosterStepResult *result;

  if (!poster_tiktok_state_restart (state))
    {
      json_object_unref (state);
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  result = poster_step_result_new (POSTER_STEP_CONTINUE, state);
  result->delay_us = delay_us > 0 ? delay_us : -1;
  result->note = g_strdup (note);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Status *status = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_tiktok_web_folder_clear_finish (result, &error))
    g_debug ("Pictures stay in the web folder: %s", error->message);
  if (status->begins_anew)
    poster_tiktok_status_restart (status->publication, status->delay_us, status->failure->message,
                                  g_error_copy (status->failure), task);
  else
    g_task_return_error (task, g_steal_pointer (&status->failure));
}

/* TikTok has processed the post, and it failed: a sure word that nothing is public. */
static void
handle_failed (GTask      *task,
               JsonObject *answer)
{
  Status *status = g_task_get_task_data (task);
  const char *reason = poster_json_get_string (answer, "fail_reason");

  status->failure = poster_tiktok_error_new (reason != NULL && *reason != '\0' ? reason : "unknown", NULL);
  poster_error_get_details (status->failure)->is_final = TRUE;
  poster_tiktok_address_forget (poster_tiktok_session_get_secrets (status->session), status->publication->target_id);

  /* Without the permission the next attempt stops at its first step, and waits there for the
   * person to sign in again. */
  if (poster_tiktok_error_is (status->failure, "internal"))
    {
      status->begins_anew = TRUE;
      status->delay_us = RECOVERY_US;
    }
  else if (poster_tiktok_error_is (status->failure, "auth_removed"))
    {
      status->begins_anew = TRUE;
    }
  poster_tiktok_web_folder_clear_async (status->session, status->publication, NULL, cleared_cb, g_object_ref (task));
}

static void
handle_published (GTask      *task,
                  JsonObject *answer,
                  gboolean    is_inbox)
{
  Status *status = g_task_get_task_data (task);
  JsonObject *state = poster_tiktok_state_dup (status->publication);
  g_autofree char *post_id = poster_tiktok_post_id_parse (answer);

  poster_tiktok_address_forget (poster_tiktok_session_get_secrets (status->session), status->publication->target_id);
  if (is_inbox)
    json_object_set_boolean_member (state, "inbox", TRUE);
  if (post_id != NULL)
    json_object_set_string_member (state, "post_id", post_id);
  g_task_return_pointer (task, poster_tiktok_published_new (status->publication, state),
                         (GDestroyNotify) poster_step_result_free);
}

static void
ask_again (GTask      *task,
           const char *note)
{
  Status *status = g_task_get_task_data (task);
  JsonObject *state = poster_tiktok_state_dup (status->publication);
  gint64 now_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (status->session));
  gint64 waited_us = now_us - poster_json_get_int (state, "waiting_us", now_us);
  gint64 polls = poster_tiktok_state_count (state, "polls");
  PosterStepResult *result;

  if (waited_us > GIVE_UP_US)
    {
      json_object_unref (state);
      g_task_return_error (task,
                           poster_tiktok_error_new_unknown ("still_processing",
                                                            _("TikTok has been processing this post for more than "
                                                              "six hours. Look at the profile to see whether it "
                                                              "is there.")));
      return;
    }
  if (!json_object_has_member (state, "waiting_us"))
    json_object_set_int_member (state, "waiting_us", now_us);
  result = poster_step_result_new (POSTER_STEP_ASK_AGAIN, state);
  if (waited_us > SLOW_AFTER_US)
    result->delay_us = SLOW_POLL_US;
  else
    result->delay_us = polls == 1 ? SECOND_POLL_US : polls == 2 ? THIRD_POLL_US : POLL_US;
  result->note = g_strdup (note);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

/* Nothing more can be sent, and what was sent may have arrived: TikTok is asked until it says so. */
static void
wait_for_word (PosterTiktokSession *session,
               PosterPublication   *publication,
               GTask               *task)
{
  JsonObject *state = poster_tiktok_state_dup (publication);

  json_object_remove_member (state, "polls");
  json_object_remove_member (state, "unsure");
  json_object_set_int_member (state, "void_us", poster_clock_get_now_us (poster_tiktok_session_get_clock (session)));
  poster_tiktok_state_go_on (task, state, POSTER_TIKTOK_STEP_STATUS, POSTER_TIKTOK_FIRST_POLL_US,
                             _("TikTok takes nothing more of this file, and may have all of it."));
}

/**
 * poster_tiktok_status_restart_upload:
 * @session: keeper of sign-ins
 * @publication: a video, of which nothing more can be sent
 * @note: a sentence for the journal
 * @task: ends with a #PosterStepResult
 *
 * Ends @task with a state from which the upload begins anew, under a new address; or, where the
 * last chunk may have been sent before, from which TikTok is asked whether it arrived: a second
 * upload could be a second post.
 */
void
poster_tiktok_status_restart_upload (PosterTiktokSession *session,
                                     PosterPublication   *publication,
                                     const char          *note,
                                     GTask               *task)
{
  if (poster_json_get_boolean (publication->state, "resent", FALSE))
    {
      wait_for_word (session, publication, task);
      return;
    }
  poster_tiktok_status_restart (publication, 0, note,
                                poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "upload_given_up",
                                                              "platform_error", POSTER_RETRY_NEVER,
                                                              _("The upload did not get through within the hour "
                                                                "that TikTok allows, several times over. Try a "
                                                                "faster connection or a smaller file.")),
                                task);
}

static void
restart_upload (GTask *task)
{
  Status *status = g_task_get_task_data (task);

  poster_tiktok_status_restart_upload (status->session, status->publication, _("The upload address was void."), task);
}

/* The bytes are arriving, or being processed: did the last one get there? TikTok may leave the
 * number out, or lag behind itself, so a number that is too small proves nothing about a chunk
 * that was sent. */
static void
settle_by_bytes (GTask      *task,
                 JsonObject *answer)
{
  Status *status = g_task_get_task_data (task);
  PosterTiktokChunks chunks;
  g_autofree char *there = NULL;
  g_autofree char *all = NULL;
  PosterStepResult *result;
  JsonObject *state;
  gint64 uploaded = poster_json_get_int (answer, "uploaded_bytes", -1);

  state = poster_tiktok_state_dup (status->publication);
  if (!poster_tiktok_state_get_chunks (state, &chunks) || uploaded >= chunks.size)
    {
      poster_tiktok_state_go_on (task, state, POSTER_TIKTOK_STEP_STATUS, POSTER_TIKTOK_FIRST_POLL_US, NULL);
      return;
    }
  if (status->not_done == POSTER_TIKTOK_NOT_DONE_RESTART)
    {
      json_object_unref (state);
      if (uploaded >= 0)
        restart_upload (task);
      else
        wait_for_word (status->session, status->publication, task);
      return;
    }
  if (uploaded < 0)
    {
      json_object_remove_member (state, "polls");
      json_object_set_boolean_member (state, "unsure", TRUE);
      json_object_set_boolean_member (state, "resent", TRUE);
      poster_tiktok_state_go_on (task, state, POSTER_TIKTOK_STEP_STATUS, POSTER_TIKTOK_FIRST_POLL_US, NULL);
      return;
    }

  /* Sending the last chunk once more to the same address cannot make a second post: at worst it
   * is refused. */
  json_object_set_int_member (state, "sent", uploaded);
  json_object_set_boolean_member (state, "resent", TRUE);
  json_object_set_string_member (state, "next",
                                 uploaded >= poster_tiktok_chunks_get_last_start (&chunks)
                                   ? POSTER_TIKTOK_STEP_FINISH_UPLOAD : POSTER_TIKTOK_STEP_UPLOAD);
  result = poster_step_result_new (POSTER_STEP_NOT_DONE, state);
  result->in_doubt = TRUE;
  there = g_format_size ((guint64) uploaded);
  all = g_format_size ((guint64) chunks.size);
  /* Translators: two sizes, like "1.2 MB" */
  result->note = g_strdup_printf (_("TikTok has %s of %s."), there, all);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

/* Whether TikTok, which seemed to have the whole file, still waits for a part of it. It may lag a
 * little behind itself, so it is believed after a few answers only; so is a number that is left
 * out, where nothing else says that the last chunk arrived. */
static gboolean
lacks_bytes (Status     *status,
             JsonObject *answer)
{
  JsonObject *state = status->publication->state;
  gint64 uploaded = poster_json_get_int (answer, "uploaded_bytes", -1);
  PosterTiktokChunks chunks;

  return poster_tiktok_state_get_chunks (state, &chunks) &&
         (uploaded >= 0 ? uploaded < chunks.size : poster_json_get_boolean (state, "unsure", FALSE)) &&
         poster_json_get_int (state, "polls", 0) >= LAG_POLLS &&
         poster_json_get_int (state, "moves", 0) < POSTER_TIKTOK_MAX_MOVES;
}

static void
send_the_rest (GTask      *task,
               JsonObject *answer)
{
  Status *status = g_task_get_task_data (task);
  JsonObject *state = poster_tiktok_state_dup (status->publication);
  gint64 uploaded = poster_json_get_int (answer, "uploaded_bytes", -1);
  PosterTiktokChunks chunks;

  poster_tiktok_state_get_chunks (state, &chunks);
  if (uploaded < 0)
    uploaded = poster_tiktok_chunks_get_last_start (&chunks);
  poster_tiktok_state_count (state, "moves");
  json_object_remove_member (state, "polls");
  json_object_remove_member (state, "unsure");
  json_object_set_int_member (state, "sent", uploaded);
  json_object_set_boolean_member (state, "resent", TRUE);
  poster_tiktok_state_go_on (task, state,
                             uploaded >= poster_tiktok_chunks_get_last_start (&chunks)
                               ? POSTER_TIKTOK_STEP_FINISH_UPLOAD : POSTER_TIKTOK_STEP_UPLOAD,
                             -1, _("TikTok still waits for a part of the file."));
}

/* The bytes are arriving, or being processed, and no more can be sent. */
static void
handle_void (GTask      *task,
             JsonObject *answer)
{
  Status *status = g_task_get_task_data (task);
  JsonObject *state = status->publication->state;
  gint64 now_us = poster_clock_get_now_us (poster_tiktok_session_get_clock (status->session));
  gint64 uploaded = poster_json_get_int (answer, "uploaded_bytes", -1);
  PosterTiktokChunks chunks;

  if ((poster_tiktok_state_get_chunks (state, &chunks) && uploaded >= chunks.size) ||
      poster_json_get_int (state, "polls", 0) < LAG_POLLS)
    ask_again (task, NULL);
  else if (uploaded >= 0 && !poster_json_get_boolean (state, "resent", FALSE))
    restart_upload (task);
  else if (now_us - poster_json_get_int (state, "void_us", now_us) <= LAG_US)
    ask_again (task, NULL);
  else
    g_task_return_error (task,
                         poster_tiktok_error_new_unknown ("upload_unsettled",
                                                          _("The last part of the video was sent, but TikTok does "
                                                            "not say that it arrived, and takes it no more. Look at "
                                                            "the profile to see whether the post is there.")));
}

static void
handle_underway (GTask      *task,
                 JsonObject *answer,
                 const char *word)
{
  Status *status = g_task_get_task_data (task);
  g_autofree char *clean_word = NULL;
  g_autofree char *note = NULL;

  if (g_str_equal (word, "PROCESSING_UPLOAD") && status->purpose == PURPOSE_SETTLE)
    {
      settle_by_bytes (task, answer);
      return;
    }
  if (g_str_equal (word, "PROCESSING_UPLOAD") && json_object_has_member (status->publication->state, "void_us"))
    {
      handle_void (task, answer);
      return;
    }
  if (g_str_equal (word, "PROCESSING_UPLOAD") && lacks_bytes (status, answer))
    {
      send_the_rest (task, answer);
      return;
    }
  /* A word that the documentation does not know is shown, and taken for "not yet". */
  if (!g_str_has_prefix (word, "PROCESSING_"))
    {
      clean_word = poster_tiktok_error_clean_text (word);
      /* Translators: a word of TikTok's, in English */
      note = g_strdup_printf (_("TikTok says: %s"), clean_word);
    }
  if (status->purpose == PURPOSE_SETTLE)
    poster_tiktok_state_go_on (task, poster_tiktok_state_dup (status->publication), POSTER_TIKTOK_STEP_STATUS,
                               POSTER_TIKTOK_FIRST_POLL_US, note);
  else
    ask_again (task, note);
}

/* The post is out; that its id cannot be had is no failure. */
static void
give_up_id (GTask        *task,
            const GError *error)
{
  Status *status = g_task_get_task_data (task);
  PosterStepResult *result = poster_tiktok_published_new (status->publication,
                                                          poster_tiktok_state_dup (status->publication));

  if (poster_error_get_retry (error) != POSTER_RETRY_LATER)
    result->delay_us = -1;
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
handle_error (GTask  *task,
              GError *error)
{
  Status *status = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  if (status->purpose == PURPOSE_FIND_ID)
    {
      give_up_id (task, error);
      g_error_free (error);
      return;
    }
  if (poster_tiktok_error_is (error, "invalid_publish_id") ||
      poster_tiktok_error_is (error, "token_not_authorized_for_specified_publish_id"))
    {
      /* The last chunk was refused just now, and never sent before: nothing is out. */
      if (status->not_done == POSTER_TIKTOK_NOT_DONE_RESTART &&
          !poster_json_get_boolean (status->publication->state, "resent", FALSE))
        {
          g_error_free (error);
          restart_upload (task);
          return;
        }
      g_task_return_error (task, poster_tiktok_error_new_unknown (poster_error_get_code (error), error->message));
      g_error_free (error);
      return;
    }
  g_task_return_error (task, error);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) answer = NULL;
  Status *status = g_task_get_task_data (task);
  const char *word;
  GError *error = NULL;

  answer = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (answer == NULL)
    {
      handle_error (task, error);
      return;
    }
  word = poster_json_get_string (answer, "status");
  if (word == NULL)
    handle_error (task, poster_tiktok_api_new_nonsense (POSTER_TIKTOK_STATUS));
  else if (status->purpose == PURPOSE_FIND_ID)
    handle_published (task, answer, FALSE);
  else if (g_str_equal (word, "PUBLISH_COMPLETE"))
    handle_published (task, answer, FALSE);
  else if (g_str_equal (word, "SEND_TO_USER_INBOX"))
    handle_published (task, answer, TRUE);
  else if (g_str_equal (word, "FAILED"))
    handle_failed (task, answer);
  else
    handle_underway (task, answer, word);
}

static void
ask (PosterTiktokSession *session,
     PosterPublication   *publication,
     Purpose              purpose,
     PosterTiktokNotDone  not_done,
     GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  g_autoptr(JsonObject) body = json_object_new ();
  Status *status = g_new0 (Status, 1);
  const char *publish_id = poster_json_get_string (publication->state, "publish_id");

  status->session = g_object_ref (session);
  status->publication = g_object_ref (publication);
  status->purpose = purpose;
  status->not_done = not_done;
  g_task_set_task_data (task, status, (GDestroyNotify) status_free);

  if (publish_id == NULL)
    {
      g_task_return_error (task,
                           poster_tiktok_error_new_unknown ("bad_state",
                                                            _("What was noted about publishing this post has no "
                                                              "name of it at TikTok. Look at the profile to see "
                                                              "whether it is there.")));
      return;
    }
  json_object_set_string_member (body, "publish_id", publish_id);
  poster_tiktok_call_async (status->session, status->publication->connection, POSTER_TIKTOK_STATUS, body,
                            g_task_get_cancellable (task), answered_cb, g_steal_pointer (&owned_task));
}

/**
 * poster_tiktok_status_step:
 * @session: keeper of sign-ins
 * @publication: what has been handed over
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Asks what became of the post.
 */
void
poster_tiktok_status_step (PosterTiktokSession *session,
                           PosterPublication   *publication,
                           GTask               *task)
{
  ask (session, publication, PURPOSE_WAIT, POSTER_TIKTOK_NOT_DONE_RESUME, task);
}

/**
 * poster_tiktok_status_find_id_step:
 * @session: keeper of sign-ins
 * @publication: what is published
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Looks whether the published post has an id by now.
 */
void
poster_tiktok_status_find_id_step (PosterTiktokSession *session,
                                   PosterPublication   *publication,
                                   GTask               *task)
{
  ask (session, publication, PURPOSE_FIND_ID, POSTER_TIKTOK_NOT_DONE_RESUME, task);
}

/**
 * poster_tiktok_status_settle_upload:
 * @session: keeper of sign-ins
 * @publication: a video, the last chunk of which may have been sent
 * @not_done: what to do when it did not arrive
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Finds out whether TikTok has the whole file.
 */
void
poster_tiktok_status_settle_upload (PosterTiktokSession *session,
                                    PosterPublication   *publication,
                                    PosterTiktokNotDone  not_done,
                                    GTask               *task)
{
  ask (session, publication, PURPOSE_SETTLE, not_done, task);
}
