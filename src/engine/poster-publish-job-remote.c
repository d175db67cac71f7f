/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job-private.h"

#include <glib/gi18n-lib.h>

#include "poster-backoff.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-remote-service.h"

/* Targets that go along as one submission, and those that a service publishes by itself: it is told
 * of edits, asked at the due time what became of them, and made to forget what is not wanted any
 * more. */

/* Nobody is told to publish something that is due sooner than this: clocks differ. */
#define HAND_OVER_MARGIN_US G_TIME_SPAN_MINUTE

/* How long after its time the service is asked first. */
#define LOOK_DELAY_US (5 * G_USEC_PER_SEC)

/* How long a target that leaves its submission waits for the others to say so to the service. */
#define LEAVE_PATIENCE_US G_TIME_SPAN_MINUTE

#define RETRY_BASE_US (2 * G_USEC_PER_SEC)
#define RETRY_MAX_US (5 * G_TIME_SPAN_MINUTE)

static void called_back_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* Whether @other belongs to what the service is told of the target: until the service has it, only
 * those that are written along do. */
static gboolean
is_sibling (PosterPublishJob *self,
            PosterTarget     *other)
{
  PosterTarget *target = self->target;

  if (g_str_equal (other->id, target->id))
    return FALSE;
  if (poster_publish_job_covers (self, other->id))
    return TRUE;
  return target->is_handed_over && target->submission_id != NULL &&
         g_strcmp0 (target->submission_id, other->submission_id) == 0 && target->holder == other->holder && other->state != POSTER_TARGET_DRAFT &&
         other->state != POSTER_TARGET_CANCELLED && (other->state != POSTER_TARGET_FAILED || other->told_us >= 0);
}

/* When the service is to publish a sibling, where the target itself is published by it. */
static gint64
get_sibling_time_us (PosterPublishJob *self,
                     PosterTarget     *other)
{
  if (self->target->told_us < 0)
    return -1;
  if (poster_publish_job_covers (self, other->id))
    return self->target->told_us;
  if (!poster_target_is_editable (other) || other->told_us == other->due_us ||
      other->due_us <= poster_clock_get_now_us (self->clock))
    return other->told_us;
  return other->due_us;
}

static GPtrArray *
list_siblings (PosterPublishJob *self)
{
  g_autoptr(GPtrArray) siblings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *other = g_ptr_array_index (self->post->targets, i);
      PosterAccount *account = g_hash_table_lookup (self->accounts, other->account_id);

      if (account != NULL && is_sibling (self, other))
        {
          PosterPublication *sibling = poster_publication_new (self->post, other, account, self->connection);

          sibling->scheduled_us = get_sibling_time_us (self, other);
          g_ptr_array_add (siblings, sibling);
        }
    }
  return siblings->len > 0 ? g_steal_pointer (&siblings) : NULL;
}

/* Makes the publication say what is wanted by now. */
void
poster_publish_job_describe (PosterPublishJob *self)
{
  PosterSchedule *schedule = self->target->schedule != NULL ? self->target->schedule : self->post->schedule;
  PosterPublication *publication = poster_publication_new (self->post, self->target, self->account, self->connection);

  publication->submission_id = g_strdup (self->target->submission_id);
  publication->scheduled_us = self->target->told_us;
  publication->zone = schedule != NULL ? g_strdup (poster_schedule_get_zone (schedule)) : NULL;
  publication->remote_mark = self->submission != NULL ? g_strdup (self->submission->mark) : NULL;
  publication->siblings = list_siblings (self);
  g_set_object (&self->publication, publication);
  g_object_unref (publication);
}

/* When the service is to be told to publish it: -1 when at once, or when that is done from here. */
gint64
poster_publish_job_tell_us (PosterPublishJob *self)
{
  PosterTarget *target = self->target;
  gint64 now_us = poster_clock_get_now_us (self->clock);

  if (target->holder != POSTER_HOLDER_REMOTE || !poster_connector_publishes_later (self->connector))
    return -1;
  /* What it was told stays so, however late we look. */
  if (target->is_handed_over && target->due_us == target->told_us)
    return target->told_us;
  return target->due_us > now_us + (target->is_handed_over ? 0 : HAND_OVER_MARGIN_US) ? target->due_us : -1;
}

static void
left_behind_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_commit_targets_finish (POSTER_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_publish_job_describe (g_task_get_source_object (task));
  poster_publish_job_go_on (task);
}

/* The follower of that number fails by itself; the others go on without it. */
void
poster_publish_job_leave_behind (GTask        *task,
                                 guint         index,
                                 const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(PosterJournalEntry) entry = NULL;
  PosterTarget *target = poster_target_copy (g_ptr_array_index (self->followers, index));
  PosterTargetState before = target->state;

  g_ptr_array_remove_index (self->followers, index);
  g_ptr_array_add (targets, target);
  target->state = POSTER_TARGET_FAILED;
  target->wake_us = -1;
  target->is_committed = FALSE;
  g_clear_pointer (&target->open_step, g_free);
  poster_target_forget_try (target);
  poster_target_set_error (target, error);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_FAILED, error, NULL);
  /* The stored post still says that it goes along. */
  for (guint i = 0; i < self->post->targets->len; i++)
    if (g_str_equal (((PosterTarget *) g_ptr_array_index (self->post->targets, i))->id, target->id))
      {
        g_autoptr(PosterPost) post = poster_post_copy (self->post);

        g_object_unref (g_ptr_array_index (post->targets, i));
        g_ptr_array_index (post->targets, i) = g_object_ref (target);
        g_set_object (&self->post, post);
      }
  poster_store_commit_targets_async (self->store, NULL, targets, POSTER_STATES (before), entry, NULL, NULL,
                                     left_behind_cb, g_object_ref (task));
}

/* Nothing to be told: the service is asked when the time has come. */
static void
wait_for_the_service (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);

  target->wake_us = target->told_us + LOOK_DELAY_US;
  target->state = POSTER_TARGET_SCHEDULED;
  target->failures = 0;
  poster_target_clear_error (target);
  poster_publish_job_write (task, target, NULL, NULL);
}

static void
describe_and_go_on (GTask *task)
{
  poster_publish_job_describe (g_task_get_source_object (task));
  poster_publish_job_go_on (task);
}

/* What a service has: it is told of an edit, or asked, or made to forget it. */
void
poster_publish_job_look_handed_over (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_autoptr(PosterTarget) target = NULL;

  if (poster_target_is_unwanted (self->target))
    {
      poster_publish_job_call_back (task);
      return;
    }
  if (!poster_target_is_editable (self->target))
    {
      poster_publish_job_go_on (task);
      return;
    }

  self->held_message = g_strdup (self->target->error_message);
  self->publication->scheduled_us = poster_publish_job_tell_us (self);
  if (poster_publish_job_next_is_wait (self))
    {
      if (self->target->told_us > now_us)
        wait_for_the_service (task);
      else
        poster_publish_job_go_on (task);
      return;
    }
  target = poster_target_copy (self->target);
  target->state = POSTER_TARGET_PREPARING;
  target->told_us = self->publication->scheduled_us;
  target->wake_us = now_us;
  poster_publish_job_write (task, target, NULL, describe_and_go_on);
}

/* Whether others of the submission are for the service still: what it is told next of them tells it
 * that this one is not. */
static gboolean
others_stay (PosterPublishJob *self)
{
  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *other = g_ptr_array_index (self->post->targets, i);

      if (other->is_handed_over && g_strcmp0 (other->submission_id, self->target->submission_id) == 0 &&
          !poster_target_is_unwanted (other))
        return TRUE;
    }
  return FALSE;
}

static void
called_back (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  poster_target_forget_try (target);
  target->failures = 0;
  target->wake_us = target->state == POSTER_TARGET_SCHEDULED ? target->due_us : -1;
  poster_target_clear_error (target);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, NULL, _("Taken back from Late."));
  poster_publish_job_write (task, target, entry, NULL);
}

/* It is out, or about to be: nothing can be taken back any more. */
static void
come_too_late (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->holder = POSTER_HOLDER_REMOTE;
  target->state = POSTER_TARGET_PROCESSING;
  target->is_committed = TRUE;
  target->due_us = target->told_us >= 0 ? target->told_us : target->due_us;
  target->wake_us = poster_clock_get_now_us (self->clock);
  target->failures = 0;
  poster_target_clear_error (target);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, NULL,
                                         _("Late had published it already when it was to be taken back."));
  poster_publish_job_write (task, target, entry, describe_and_go_on);
}

static void
call_back_later (GTask        *task,
                 const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  gint64 now_us = poster_clock_get_now_us (self->clock);

  if (self->stop_requested && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  target->failures++;
  target->wake_us = now_us + RETRY_MAX_US;
  if (poster_error_get_retry (error) == POSTER_RETRY_LATER)
    target->wake_us = now_us + poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
  if (g_strcmp0 (self->target->error_message, error->message) != 0)
    entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, error, NULL);
  poster_target_set_error (target, error);
  poster_publish_job_write (task, target, entry, NULL);
}

static void
called_back_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_remote_service_remove_post_finish (POSTER_REMOTE_SERVICE (object), result, &error) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    called_back (task);
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT))
    come_too_late (task);
  else
    call_back_later (task, error);
}

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_connector_cancel_finish (POSTER_CONNECTOR (object), result, &error))
    called_back (task);
  else
    call_back_later (task, error);
}

/* The service is not to publish it any more. */
void
poster_publish_job_call_back (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (others_stay (self))
    {
      g_autoptr(PosterTarget) target = poster_target_copy (self->target);

      target->wake_us = poster_clock_get_now_us (self->clock) + LEAVE_PATIENCE_US;
      poster_publish_job_write (task, target, NULL, NULL);
    }
  else if (self->submission != NULL && self->submission->remote_id != NULL && POSTER_IS_REMOTE_SERVICE (self->connector))
    poster_remote_service_remove_post_async (POSTER_REMOTE_SERVICE (self->connector), self->connection,
                                             self->submission->remote_id, self->cancellable,
                                             called_back_cb, g_object_ref (task));
  else
    poster_connector_cancel_async (self->connector, self->publication, self->cancellable,
                                   cancelled_cb, g_object_ref (task));
}
