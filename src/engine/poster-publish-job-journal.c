/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job-private.h"

#include "poster-error.h"
#include "poster-json.h"

/* Writing: a change of the target, a line of the journal, or both, in one transaction. Goes on
 * with @then when it is durable; a write that fails ends the job with its error, and the journal
 * says what is to be done by the next one. */

typedef struct
{
  GTask                *task;
  GPtrArray            *targets;  /* (element-type PosterTarget), the followers after the job's own */
  PosterJournalEntry   *entry;    /* (nullable) */
  PosterPublishJobStep  then;     /* (nullable): the end of the job */
} Write;

static void
write_free (Write *write)
{
  g_object_unref (write->task);
  g_ptr_array_unref (write->targets);
  g_clear_pointer (&write->entry, poster_journal_entry_unref);
  g_free (write);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Write, write_free)

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Write) write = user_data;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (write->task);

  if (!poster_store_commit_targets_finish (POSTER_STORE (object), result, &error))
    {
      /* Somebody edited the post, took it back or deleted it before this job had begun anything. */
      if (!self->claimed && (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT) ||
                             g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND)))
        g_task_return_boolean (write->task, TRUE);
      else
        g_task_return_error (write->task, g_steal_pointer (&error));
      return;
    }

  self->claimed = TRUE;
  g_set_object (&self->target, g_ptr_array_index (write->targets, 0));
  g_ptr_array_set_size (self->followers, 0);
  for (guint i = 1; i < write->targets->len; i++)
    g_ptr_array_add (self->followers, g_object_ref (g_ptr_array_index (write->targets, i)));
  if (write->entry != NULL)
    g_signal_emit_by_name (self, "journaled", write->entry);
  if (write->then != NULL)
    write->then (write->task);
  else
    g_task_return_boolean (write->task, TRUE);
}

/* What becomes of a follower when @target becomes what it is. */
static PosterTarget *
follow (PosterPublishJob *self,
        PosterTarget     *follower,
        PosterTarget     *target)
{
  PosterTarget *copy = poster_target_copy (follower);

  copy->state = target->state;
  copy->holder = target->holder;
  copy->due_us = target->due_us;
  copy->wake_us = target->wake_us;
  copy->attempts += target->attempts - self->target->attempts;
  copy->failures = target->failures;
  g_clear_pointer (&copy->step_state, json_object_unref);
  copy->step_state = poster_json_copy (target->step_state);
  poster_target_clear_error (copy);
  copy->error_code = g_strdup (target->error_code);
  copy->error_category = g_strdup (target->error_category);
  copy->error_message = g_strdup (target->error_message);
  g_free (copy->open_step);
  copy->open_step = g_strdup (target->open_step);
  copy->open_kind = target->open_kind;
  copy->is_committed = target->is_committed;
  g_free (copy->submission_id);
  copy->submission_id = g_strdup (target->submission_id);
  copy->is_handed_over = target->is_handed_over;
  copy->told_us = target->told_us;

  /* Each asks for itself where it came out. */
  if (target->state == POSTER_TARGET_PUBLISHED)
    {
      copy->state = POSTER_TARGET_PROCESSING;
      copy->is_committed = TRUE;
      copy->wake_us = poster_clock_get_now_us (self->clock);
      g_clear_pointer (&copy->step_state, json_object_unref);
      copy->step_state = poster_json_copy (self->publication->state);
    }
  return copy;
}

void
poster_publish_job_write (GTask              *task,
                          PosterTarget       *target,
                          PosterJournalEntry *entry,
                          PosterPublishJobStep        then)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  Write *write = g_new0 (Write, 1);
  gboolean is_claim;

  write->task = g_object_ref (task);
  write->targets = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (write->targets, g_object_ref (target));
  for (guint i = 0; i < self->followers->len; i++)
    g_ptr_array_add (write->targets, follow (self, g_ptr_array_index (self->followers, i), target));
  write->entry = entry != NULL ? poster_journal_entry_ref (entry) : NULL;
  write->then = then;
  if (entry != NULL)
    g_signal_emit_by_name (self, "journaling", entry);

  /* Until the first write people may still edit the post, and what they wrote must not be
   * published as it was before. From then on it is locked. */
  is_claim = !self->claimed && (POSTER_STATES (self->target->state) & POSTER_STATES_EDITABLE) != 0;
  poster_store_commit_targets_async (self->store, is_claim ? self->post : NULL, write->targets,
                                     POSTER_STATES (self->target->state), entry, self->submission,
                                     NULL, written_cb, write);
}

PosterJournalEntry *
poster_publish_job_make_entry (PosterPublishJob   *self,
                               PosterTarget       *target,
                               PosterJournalPhase  phase,
                               const GError       *error,
                               const char         *message)
{
  PosterJournalEntry *entry;

  entry = poster_journal_entry_new (target->id, target->attempts,
                                    phase != POSTER_JOURNAL_NOTE && self->step != NULL ? self->step->name : NULL,
                                    self->step != NULL ? self->step->kind : POSTER_STEP_PREPARE,
                                    phase, poster_clock_get_now_us (self->clock));
  entry->message = g_strdup (error != NULL ? error->message : message);
  entry->code = error != NULL ? g_strdup (poster_error_get_code (error)) : NULL;
  return entry;
}

static void
secret_cleared_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* It is of no use to anybody by now; the keyring being away changes nothing. */
  if (!poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error))
    g_debug ("An upload address stays in the keyring: %s", error->message);
}

/* The last write of a target that will not go on by itself and needs no upload address. */
void
poster_publish_job_end (GTask              *task,
                        PosterTarget       *target,
                        PosterJournalEntry *entry)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  poster_secrets_clear_async (self->secrets, target->id, POSTER_SECRET_UPLOAD, NULL, secret_cleared_cb, NULL);
  for (guint i = 0; i < self->followers->len; i++)
    poster_secrets_clear_async (self->secrets, ((PosterTarget *) g_ptr_array_index (self->followers, i))->id,
                                POSTER_SECRET_UPLOAD, NULL, secret_cleared_cb, NULL);
  poster_publish_job_write (task, target, entry, NULL);
}

typedef struct
{
  GTask              *task;
  PosterTarget       *target;
  PosterJournalEntry *entry;
} LastWrite;

static void
tidied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  LastWrite *last = user_data;
  g_autoptr(GError) error = NULL;

  /* Nothing was committed: whether the platform tidies up its half is its own affair. */
  if (!poster_connector_cancel_finish (POSTER_CONNECTOR (object), result, &error))
    g_debug ("The platform did not take a reservation back: %s", error->message);
  poster_publish_job_end (last->task, last->target, last->entry);
  g_object_unref (last->task);
  g_object_unref (last->target);
  poster_journal_entry_unref (last->entry);
  g_free (last);
}

/* The same for a target of which nothing is public but something may lie about at the platform or
 * in the web folder: that is taken back first, as far as it can be. */
void
poster_publish_job_take_back_and_end (GTask              *task,
                                      PosterTarget       *target,
                                      PosterJournalEntry *entry)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  LastWrite *last;

  if (self->publication == NULL || self->publication->state == NULL)
    {
      poster_publish_job_end (task, target, entry);
      return;
    }
  last = g_new0 (LastWrite, 1);
  last->task = g_object_ref (task);
  last->target = g_object_ref (target);
  last->entry = poster_journal_entry_ref (entry);
  poster_connector_cancel_async (self->connector, self->publication, NULL, tidied_cb, last);
}
