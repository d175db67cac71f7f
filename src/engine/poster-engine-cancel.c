/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

typedef struct
{
  GTask     *task;
  GPtrArray *target_ids;  /* (element-type utf8), whose jobs have not ended */
  guint      writes;      /* on their way */
  guint      too_late;
  guint      taken_back;
  GError    *trouble;     /* (nullable), what kept a write from being made */
} CancelWait;

static void
cancel_wait_maybe_end (PosterEngine *self,
                       CancelWait   *wait)
{
  g_autoptr(GTask) task = NULL;

  if (wait->target_ids->len > 0 || wait->writes > 0)
    return;
  g_ptr_array_remove_fast (self->cancels, wait);
  task = wait->task;
  if (wait->trouble != NULL)
    g_task_return_error (task, g_steal_pointer (&wait->trouble));
  else if (wait->too_late > 0 && wait->taken_back > 0)
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             ngettext ("For %u account it was too late, the platform may have the post; "
                                       "the others are cancelled.",
                                       "For %u accounts it was too late, the platform may have the post; "
                                       "the others are cancelled.",
                                       wait->too_late), wait->too_late);
  else if (wait->too_late > 0)
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_CONFLICT, "%s",
                             _("It is too late to cancel this post: the platform may have it already."));
  else
    g_task_return_boolean (task, TRUE);
  g_ptr_array_unref (wait->target_ids);
  g_free (wait);
}

/* A job has ended: those who wait for its target learn of it. */
void
poster_engine_cancel_note_ended (PosterEngine *self,
                                 PosterTarget *target)
{
  for (guint i = self->cancels->len; i > 0; i--)
    {
      CancelWait *wait = g_ptr_array_index (self->cancels, i - 1);
      guint index;

      if (!g_ptr_array_find_with_equal_func (wait->target_ids, target->id, g_str_equal, &index))
        continue;
      g_ptr_array_remove_index_fast (wait->target_ids, index);
      if (target->state == POSTER_TARGET_CANCELLED)
        wait->taken_back++;
      else
        wait->too_late++;
      cancel_wait_maybe_end (self, wait);
    }
}

typedef struct
{
  PosterEngine *self;
  CancelWait   *wait;
} CancelWrite;

static void
cancel_written_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autofree CancelWrite *write = user_data;
  g_autoptr(PosterEngine) self = write->self;
  g_autoptr(GError) error = NULL;

  if (poster_store_commit_target_finish (POSTER_STORE (object), result, &error))
    write->wait->taken_back++;
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT) || write->wait->trouble != NULL)
    write->wait->too_late++;
  else
    write->wait->trouble = g_steal_pointer (&error);
  write->wait->writes--;
  cancel_wait_maybe_end (self, write->wait);
  poster_engine_pump (self);
}

static void
cancel_idle_target (PosterEngine *self,
                    PosterTarget *stored,
                    CancelWait   *wait)
{
  g_autoptr(PosterTarget) target = poster_target_copy (stored);
  g_autoptr(PosterJournalEntry) entry = NULL;
  CancelWrite *write = g_new0 (CancelWrite, 1);

  target->state = POSTER_TARGET_CANCELLED;
  target->wake_us = -1;
  /* What a service has is taken back there, as soon as it can be reached. */
  if (target->is_handed_over)
    target->wake_us = poster_clock_get_now_us (self->clock);
  g_clear_pointer (&target->open_step, g_free);
  entry = poster_journal_entry_new (target->id, target->attempts, NULL, POSTER_STEP_PREPARE, POSTER_JOURNAL_NOTE,
                                    poster_clock_get_now_us (self->clock));
  entry->message = g_strdup (_("Cancelled."));
  write->self = g_object_ref (self);
  write->wait = wait;
  wait->writes++;
  poster_store_commit_target_async (self->store, target, POSTER_STATES (stored->state), entry, NULL,
                                    cancel_written_cb, write);
}

static void
cancel_post_got_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;
  PosterEngine *self = g_task_get_source_object (task);
  CancelWait *wait;

  post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (post == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  wait = g_new0 (CancelWait, 1);
  wait->task = g_steal_pointer (&task);
  wait->target_ids = g_ptr_array_new_with_free_func (g_free);
  wait->writes = 1;  /* given back below */
  g_ptr_array_add (self->cancels, wait);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      PosterPublishJob *job = poster_engine_find_job (self, target->id);

      if (target->state == POSTER_TARGET_CANCELLED)
        continue;

      /* What was begun has left something behind that only a job can tidy up. */
      if (job == NULL && !target->is_committed &&
          ((POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0 ||
           (poster_target_is_editable (target) && target->step_state != NULL && !target->is_handed_over)))
        job = poster_engine_start_job (self, post, target, NULL);
      if (job != NULL && poster_publish_job_request_cancel (job))
        g_ptr_array_add (wait->target_ids, g_strdup (target->id));
      else if (job == NULL && poster_target_is_editable (target))
        cancel_idle_target (self, target, wait);
      else
        wait->too_late++;
    }
  wait->writes--;
  cancel_wait_maybe_end (self, wait);
}

/**
 * poster_engine_cancel_async:
 * @self: a running engine
 * @post_id: id of a post
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes a post back, whatever runs for it included.
 */
void
poster_engine_cancel_async (PosterEngine        *self,
                            const char          *post_id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_engine_cancel_async);
  poster_store_get_post_async (self->store, post_id, NULL, cancel_post_got_cb, task);
}

/**
 * poster_engine_cancel_finish:
 * @self: an engine
 * @result: the result
 * @error: %POSTER_ERROR_CONFLICT when it was too late for some of its accounts
 *
 * Returns: whether nothing of the post was or will be published
 */
gboolean
poster_engine_cancel_finish (PosterEngine  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
