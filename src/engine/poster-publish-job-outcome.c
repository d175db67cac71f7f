/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job-private.h"

#include <glib/gi18n-lib.h>

#include "poster-backoff.h"
#include "poster-error.h"

/* How often in a row a step may fail in a way that allows another try: with the delays below,
 * about half an hour of trying. */
#define MAX_FAILURES 12
#define RETRY_BASE_US (2 * G_USEC_PER_SEC)
#define RETRY_MAX_US (5 * G_TIME_SPAN_MINUTE)

/* A keyring that does not answer is looked at again by itself: people unlock it. */
#define KEYRING_RETRY_US G_TIME_SPAN_MINUTE

/* How long what is to go out as soon as possible is tried. */
#define SOON_US G_TIME_SPAN_HOUR

/* How long after its time a service is asked first what became of a post. */
#define LOOK_DELAY_US (5 * G_USEC_PER_SEC)

static void give_up (GTask *task, const GError *error, gboolean is_committed);

/* The step that was begun has its outcome. */
static void
close_step (PosterTarget *target,
            gboolean      is_committed)
{
  g_clear_pointer (&target->open_step, g_free);
  target->is_committed = is_committed;
}

static void
take_published (GTask            *task,
                PosterStepResult *result)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  gboolean was_published = self->target->state == POSTER_TARGET_PUBLISHED;
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  gint64 now_us = poster_clock_get_now_us (self->clock);

  target->state = POSTER_TARGET_PUBLISHED;
  target->failures = 0;
  target->is_handed_over = FALSE;
  close_step (target, FALSE);
  target->wake_us = result->delay_us >= 0 ? now_us + result->delay_us : -1;
  if (!was_published)
    {
      target->published_us = now_us;
      target->is_inbox = result->is_inbox;
    }
  if (result->platform_post_id != NULL)
    {
      g_free (target->platform_post_id);
      target->platform_post_id = g_strdup (result->platform_post_id);
    }
  if (result->platform_post_url != NULL)
    {
      g_free (target->platform_post_url);
      target->platform_post_url = g_strdup (result->platform_post_url);
    }
  if (result->state != NULL)
    {
      g_clear_pointer (&target->step_state, json_object_unref);
      target->step_state = json_object_ref (result->state);
    }

  /* Nothing is left to ask: what the connector kept would only make long lists slow to read. */
  if (target->wake_us < 0)
    g_clear_pointer (&target->step_state, json_object_unref);
  poster_target_clear_error (target);
  if (!was_published)
    entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_DONE, NULL, result->note);
  poster_publish_job_end (task, target, entry);
}

/* The service has it, and publishes it by itself. */
static void
take_handed_over (GTask            *task,
                  PosterTarget     *target,
                  PosterStepResult *result)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_SCHEDULED;
  target->is_handed_over = TRUE;
  target->failures = 0;
  close_step (target, FALSE);
  target->wake_us = MAX (target->due_us + LOOK_DELAY_US,
                         poster_clock_get_now_us (self->clock) + MAX (result->delay_us, 0));
  if (self->submission != NULL)
    {
      self->submission->is_open = TRUE;
      self->submission->pushed_version = self->post->version;
      g_clear_pointer (&self->submission->remote, g_free);
    }
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_DONE, NULL,
                                         result->note != NULL ? result->note : _("Handed over."));
  poster_publish_job_end (task, target, entry);
}

/* What the service calls it, and what it looks like there. */
static void
note_remote (PosterPublishJob *self,
             PosterStepResult *result)
{
  if (self->submission == NULL)
    return;
  if (result->remote_id != NULL)
    {
      g_free (self->submission->remote_id);
      self->submission->remote_id = g_strdup (result->remote_id);
    }
  if (result->remote_mark != NULL)
    {
      g_free (self->submission->mark);
      self->submission->mark = g_strdup (result->remote_mark);
    }
}

void
poster_publish_job_take_result (GTask            *task,
                                PosterStepResult *result)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;

  note_remote (self, result);
  if (result->outcome == POSTER_STEP_PUBLISHED)
    {
      take_published (task, result);
      return;
    }

  target = poster_target_copy (self->target);
  poster_target_clear_error (target);
  if (result->state != NULL)
    {
      g_clear_pointer (&target->step_state, json_object_unref);
      target->step_state = json_object_ref (result->state);
      poster_publication_set_state (self->publication, result->state);
    }

  switch (result->outcome)
    {
    case POSTER_STEP_NOT_DONE:
      if (self->target->failures >= MAX_FAILURES)
        {
          g_autoptr(GError) error = NULL;

          error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                       result->in_doubt
                                         ? _("The last part was sent many times, and the platform never said that "
                                             "it arrived. Look at the profile to see whether the post is there.")
                                         : _("The last part could not be sent although it was tried many times; "
                                             "nothing was published."));
          give_up (task, error, result->in_doubt);
          break;
        }
      close_step (target, result->in_doubt);
      entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_FAILED, NULL,
                                             result->note != NULL ? result->note
                                                                  : _("The platform had not received it."));
      poster_publish_job_write (task, target, entry, poster_publish_job_go_on);
      break;

    case POSTER_STEP_ASK_AGAIN:
      /* Not worth a line: it was begun, and is not decided. */
      target->failures = 0;
      target->wake_us = poster_clock_get_now_us (self->clock) + CLAMP (result->delay_us, 0, G_TIME_SPAN_DAY);
      poster_publish_job_write (task, target, NULL, NULL);
      break;

    case POSTER_STEP_HANDED_OVER:
      take_handed_over (task, target, result);
      break;

    case POSTER_STEP_CONTINUE:
    case POSTER_STEP_PUBLISHED:
    default:
      /* A commit may end with the word that everything has to begin anew; bytes that are sent
       * again say nothing about an earlier commit. */
      close_step (target, result->in_doubt || (self->in_doubt && self->step->kind == POSTER_STEP_TRANSFER) ||
                          poster_publish_job_next_is_wait (self));

      /* A transfer that went well before a commit that did not must not make the counting of
       * failures start anew, or the two could alternate for ever. */
      if (self->step->kind != POSTER_STEP_TRANSFER)
        target->failures = 0;
      entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_DONE, NULL, result->note);
      if (result->delay_us > 0)
        target->wake_us = poster_clock_get_now_us (self->clock) + result->delay_us;
      poster_publish_job_write (task, target, entry, result->delay_us > 0 ? NULL : poster_publish_job_go_on);
    }
}

static void
sign_in_noted_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_note_sign_in_needed_finish (POSTER_STORE (object), result, &error))
    g_warning ("It could not be noted that a connection needs a new sign-in: %s", error->message);
}

/* Something only a person can mend, or time: kept until then. */
static void
hold (GTask        *task,
      const GError *error,
      gboolean      is_committed)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_HELD;
  target->wake_us = -1;
  if (poster_error_get_retry (error) != POSTER_RETRY_AFTER_SIGN_IN)
    target->wake_us = poster_clock_get_now_us (self->clock) + KEYRING_RETRY_US;
  else if (self->connection != NULL && !self->connection->needs_sign_in)
    poster_store_note_sign_in_needed_async (self->store, self->connection->id, NULL, sign_in_noted_cb, NULL);
  poster_target_set_error (target, error);

  /* That it is still held for the same reason is no news. A step that may have taken effect stays
   * open, to be looked after. */
  if (g_strcmp0 (self->held_message, error->message) != 0)
    entry = poster_publish_job_make_entry (self, target,
                                           is_committed || self->step == NULL ? POSTER_JOURNAL_NOTE
                                                                              : POSTER_JOURNAL_FAILED,
                                           error, NULL);
  if (!is_committed)
    close_step (target, FALSE);
  poster_publish_job_write (task, target, entry, NULL);
}

/* The service has it and could not be told of an edit; it publishes what it has. A person has to
 * choose, and it is asked in time what became of it. */
static void
hold_handed_over (GTask        *task,
                  const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  gint64 now_us = poster_clock_get_now_us (self->clock);

  target->state = POSTER_TARGET_HELD;
  target->failures = 0;
  target->wake_us = CLAMP (target->told_us + LOOK_DELAY_US, now_us + G_TIME_SPAN_HOUR, now_us + G_TIME_SPAN_DAY);
  poster_target_set_error (target, error);
  if (g_strcmp0 (self->held_message, error->message) != 0)
    entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_FAILED, error, NULL);
  close_step (target, FALSE);
  poster_publish_job_write (task, target, entry, NULL);
}

/* Whether nothing failed: the account may make no more requests for now. */
static gboolean
is_turn (const GError *error)
{
  return g_strcmp0 (poster_error_get_code (error), POSTER_ERROR_CODE_TURN) == 0;
}

static void
try_later (GTask        *task,
           const GError *error,
           gboolean      is_committed)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  if (is_turn (error))
    target->wake_us = poster_clock_get_now_us (self->clock) + MAX (poster_error_get_retry_after_us (error), 0);
  else
    {
      /* A line that breaks now and then but moves bytes each time gets there in the end. */
      target->failures = self->transferred > 0 ? 1 : target->failures + 1;
      target->wake_us = poster_clock_get_now_us (self->clock) +
                        poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
    }
  poster_target_set_error (target, error);

  /* What has time until it is due may be edited meanwhile. */
  if (!is_committed && !self->settling && target->holder == POSTER_HOLDER_REMOTE &&
      target->due_us > poster_clock_get_now_us (self->clock))
    {
      target->state = POSTER_TARGET_SCHEDULED;
      target->wake_us = MIN (target->wake_us, target->due_us);
    }
  if (self->step != NULL)
    entry = poster_publish_job_make_entry (self, target,
                                           self->settling ? POSTER_JOURNAL_UNKNOWN : POSTER_JOURNAL_FAILED,
                                           error, NULL);
  if (!self->settling)
    close_step (target, is_committed);
  poster_publish_job_write (task, target, entry, NULL);
}

/* The commit has no answer. The journal says so first; then the platform is asked what it knows:
 * at once the first time, later and later when it goes on like that. */
static void
doubt (GTask        *task,
       const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->failures++;
  if (target->failures > 1)
    target->wake_us = poster_clock_get_now_us (self->clock) +
                      poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
  poster_target_set_error (target, error);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_UNKNOWN, error, NULL);
  poster_publish_job_write (task, target, entry, target->failures > 1 ? NULL : poster_publish_job_go_on);
}

static void
give_up (GTask        *task,
         const GError *error,
         gboolean      is_committed)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->wake_us = -1;
  poster_target_set_error (target, error);

  /* What the platform may have is not called failed because nobody could ask it; the step stays
   * open, so that looking again goes on there. So does one that could not be done once more:
   * whoever looks again wants to have the platform asked. */
  if (is_committed)
    {
      target->state = POSTER_TARGET_UNKNOWN;
      if (target->open_step == NULL && self->step != NULL && self->step->kind == POSTER_STEP_COMMIT)
        {
          target->open_step = g_strdup (self->step->name);
          target->open_kind = self->step->kind;
        }
      entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_UNKNOWN, error, NULL);
      poster_publish_job_write (task, target, entry, NULL);
      return;
    }

  target->state = POSTER_TARGET_FAILED;
  close_step (target, FALSE);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_FAILED, error, NULL);

  /* After something that may pass a retry takes it up where it stopped. */
  if (poster_error_get_retry (error) == POSTER_RETRY_LATER)
    {
      poster_publish_job_write (task, target, entry, NULL);
      return;
    }
  /* What a service has had stays a part of that post there. */
  if (target->is_handed_over)
    {
      g_clear_pointer (&target->step_state, json_object_unref);
      target->is_handed_over = FALSE;
    }
  else
    poster_target_forget_try (target);

  /* A connector that refuses tidies up itself; what it never got to do, it cannot. */
  if (self->step_ran || self->settling)
    poster_publish_job_end (task, target, entry);
  else
    poster_publish_job_take_back_and_end (task, target, entry);
}

/* Whether the service, or the way to it, is away: nobody has looked at what was asked. */
static gboolean
is_outage (const GError *error)
{
  return poster_error_get_retry (error) == POSTER_RETRY_LATER &&
         (error->domain != POSTER_ERROR || poster_error_get_details ((GError *) error)->http_status >= 500);
}

/* Whether a step that failed for a reason that may pass is tried once more: a number of times; while
 * the service is away, until it would be too late. */
static gboolean
may_try_again (PosterPublishJob *self,
               const GError     *error,
               gboolean          is_committed)
{
  gint64 now_us = poster_clock_get_now_us (self->clock);
  gboolean is_remote = self->target->holder == POSTER_HOLDER_REMOTE && self->target->due_us >= 0;
  gint64 patience_us = self->grace_us;

  if (poster_error_get_retry (error) != POSTER_RETRY_LATER)
    return FALSE;
  if (is_turn (error) || self->target->failures + 1 < MAX_FAILURES)
    return TRUE;
  if (is_remote && (self->target->is_handed_over || now_us < self->target->due_us))
    return TRUE;
  if (!is_outage (error) || (is_committed && !is_remote))
    return FALSE;
  if (!poster_publish_job_is_planned (self))
    patience_us = MAX (patience_us, SOON_US);
  return self->target->due_us >= 0 && now_us - self->target->due_us < patience_us;
}

/* Looking for the id of a published post failed: that changes nothing about the post. */
static void
look_later (GTask        *task,
            const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);

  target->failures++;
  target->wake_us = -1;
  if (poster_error_get_retry (error) == POSTER_RETRY_LATER && target->failures < MAX_FAILURES)
    target->wake_us = poster_clock_get_now_us (self->clock) +
                      poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
  else
    g_clear_pointer (&target->step_state, json_object_unref);
  poster_publish_job_write (task, target, NULL, NULL);
}

/* Whether the platform may have the post in spite of @error. */
static gboolean
is_committed_after (PosterPublishJob *self,
                    const GError     *error)
{
  if (poster_error_is_final (error))
    return FALSE;
  if (!self->settling && self->step_ran && self->step->kind == POSTER_STEP_COMMIT)
    return self->in_doubt || poster_error_may_have_arrived (error);
  return self->target->is_committed;
}

void
poster_publish_job_take_failure (GTask        *task,
                                 const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  gboolean is_committed = is_committed_after (self, error);
  PosterRetry retry = poster_error_get_retry (error);

  self->committing = FALSE;

  /* Nothing is written when the engine stops: the step is open, which is the truth. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && (self->stop_requested || is_committed))
    g_task_return_boolean (task, TRUE);
  else if (self->target->state == POSTER_TARGET_PUBLISHED)
    look_later (task, error);
  else if (self->cancel_requested && !is_committed)
    poster_publish_job_take_back (task);
  else if (g_strcmp0 (poster_error_get_code (error), POSTER_ERROR_CODE_REMOTE_CHANGED) == 0 &&
           self->target->is_handed_over && !is_committed)
    hold_handed_over (task, error);
  else if (retry == POSTER_RETRY_AFTER_SIGN_IN ||
           g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NO_KEYRING) ||
           g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED))
    hold (task, error, is_committed);
  else if (is_committed && !self->settling && self->step_ran && self->step->kind == POSTER_STEP_COMMIT)
    doubt (task, error);
  else if (poster_error_get_pause (error) != POSTER_PAUSE_NONE && !is_committed)
    poster_publish_job_pause (task, error);
  else if (may_try_again (self, error, is_committed))
    try_later (task, error, is_committed);
  else if (self->target->is_handed_over && !is_committed && !poster_error_is_final (error))
    hold_handed_over (task, error);
  else if (is_outage (error) && !is_committed && !self->settling && poster_publish_job_is_planned (self))
    poster_publish_job_miss (task);
  else
    give_up (task, error, is_committed);
}

/* Cancelled by a person before anything was committed. */
void
poster_publish_job_take_back (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_CANCELLED;
  target->wake_us = -1;
  close_step (target, FALSE);
  poster_target_clear_error (target);

  /* The service has to hear of it; that it is meant is kept first. */
  if (target->is_handed_over)
    {
      target->wake_us = poster_clock_get_now_us (self->clock);
      self->cancel_requested = FALSE;
      entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, NULL, _("Cancelled."));
      poster_publish_job_write (task, target, entry, NULL);
      return;
    }
  poster_target_forget_try (target);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, NULL, _("Cancelled."));
  poster_publish_job_take_back_and_end (task, target, entry);
}
