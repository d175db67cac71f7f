/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-file-identity.h"
#include "poster-store-submissions.h"
#include "poster-wait-words.h"

/**
 * PosterPublishJob:
 *
 * Takes one target as far as it goes now: to the end, to a time when it has to be looked at
 * again, or to a state in which a person has to act. Every step is in the journal before it runs
 * and its result after, so that the job may end at any moment, by a kill as well as by
 * poster_publish_job_stop(), and another one goes on from there.
 *
 * The steps, in the order they run:
 *
 *   accounts -> connection -> (submission) -> (late?) -> (settle)
 *     -> (name -> verify -> (slot) -> begin -> run -> end)* -> last write
 */
G_DEFINE_FINAL_TYPE (PosterPublishJob, poster_publish_job, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  JOURNALING,
  JOURNALED,
  PARTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void accounts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void connection_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void submission_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void look (GTask *task);
static void verify_next_file (GTask *task);
static void file_verified_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void take_slot (GTask *task);
static void slot_taken_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void begin_step (GTask *task);
static void run_step (GTask *task);
static void step_ran_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void settle (GTask *task);
static void settled_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
poster_publish_job_dispose (GObject *object)
{
  PosterPublishJob *self = POSTER_PUBLISH_JOB (object);

  g_clear_object (&self->store);
  g_clear_object (&self->registry);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_object (&self->post);
  g_clear_object (&self->target);
  g_clear_pointer (&self->followers, g_ptr_array_unref);
  g_clear_object (&self->submission);
  g_clear_pointer (&self->accounts, g_hash_table_unref);
  g_clear_object (&self->connector);
  g_clear_object (&self->account);
  g_clear_object (&self->connection);
  g_clear_object (&self->publication);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->slots);
  G_OBJECT_CLASS (poster_publish_job_parent_class)->dispose (object);
}

static void
poster_publish_job_finalize (GObject *object)
{
  PosterPublishJob *self = POSTER_PUBLISH_JOB (object);

  g_clear_pointer (&self->step, poster_step_free);
  g_free (self->held_message);
  G_OBJECT_CLASS (poster_publish_job_parent_class)->finalize (object);
}

static void
poster_publish_job_class_init (PosterPublishJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_publish_job_dispose;
  object_class->finalize = poster_publish_job_finalize;

  /* Bytes done and in all, of the present transfer. */
  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  /* A line is about to be written to the journal, and is durable in it. */
  signals[JOURNALING] = g_signal_new ("journaling", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, POSTER_TYPE_JOURNAL_ENTRY);
  signals[JOURNALED] = g_signal_new ("journaled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, POSTER_TYPE_JOURNAL_ENTRY);
  /* Those that went along are on their own from now on. */
  signals[PARTED] = g_signal_new ("parted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
poster_publish_job_init (PosterPublishJob *self)
{
  self->followers = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_publish_job_new:
 * @store: where it is kept
 * @registry: the connectors
 * @secrets: where its upload address is kept
 * @clock: the source of time
 * @post: a post
 * @target: one of its targets, scheduled, held, active, or published and looked after
 * @grace_us: how late it may still go out, microseconds
 *
 * Returns: (transfer full): a job, to be run once
 */
PosterPublishJob *
poster_publish_job_new (PosterStore             *store,
                        PosterConnectorRegistry *registry,
                        PosterSecrets           *secrets,
                        PosterClock             *clock,
                        PosterPost              *post,
                        PosterTarget            *target,
                        gint64                   grace_us)
{
  PosterPublishJob *self = g_object_new (POSTER_TYPE_PUBLISH_JOB, NULL);

  self->store = g_object_ref (store);
  self->registry = g_object_ref (registry);
  self->secrets = g_object_ref (secrets);
  self->clock = g_object_ref (clock);
  self->post = g_object_ref (post);
  self->target = g_object_ref (target);
  self->grace_us = grace_us;
  return self;
}

/**
 * poster_publish_job_set_slots:
 * @self: a job that does not run yet
 * @slots: shared with other jobs: one is taken while a file is on its way, and is the caller's to
 *   give back when the job has ended
 *
 * Bounds how many files are on their way at once.
 */
void
poster_publish_job_set_slots (PosterPublishJob *self,
                              PosterSlots      *slots)
{
  g_set_object (&self->slots, slots);
}

/**
 * poster_publish_job_set_followers:
 * @self: a job that does not run yet
 * @followers: (element-type PosterTarget): other targets of the post that go along, as
 *   poster_publish_group_find() gives them
 *
 * Has the job work on several targets at once, as far as the service takes them as one.
 */
void
poster_publish_job_set_followers (PosterPublishJob *self,
                                  GPtrArray        *followers)
{
  g_ptr_array_set_size (self->followers, 0);
  for (guint i = 0; i < followers->len; i++)
    g_ptr_array_add (self->followers, g_object_ref (g_ptr_array_index (followers, i)));
}

/**
 * poster_publish_job_get_followers:
 * @self: a job
 *
 * Returns: (transfer none) (element-type PosterTarget): those that go along now, as they were stored
 *   last
 */
GPtrArray *
poster_publish_job_get_followers (PosterPublishJob *self)
{
  return self->followers;
}

/**
 * poster_publish_job_covers:
 * @self: a job
 * @target_id: id of a target
 *
 * Returns: whether it is the job's own, or goes along with that
 */
gboolean
poster_publish_job_covers (PosterPublishJob *self,
                           const char       *target_id)
{
  if (g_str_equal (self->target->id, target_id))
    return TRUE;
  for (guint i = 0; i < self->followers->len; i++)
    if (g_str_equal (((PosterTarget *) g_ptr_array_index (self->followers, i))->id, target_id))
      return TRUE;
  return FALSE;
}

/* From now on each is for itself. */
void
poster_publish_job_part (PosterPublishJob *self)
{
  if (self->followers->len == 0)
    return;
  g_ptr_array_set_size (self->followers, 0);
  g_signal_emit (self, signals[PARTED], 0);
}

static gboolean
end_if_stopped (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (!self->stop_requested)
    return FALSE;
  g_task_return_boolean (task, TRUE);
  return TRUE;
}

/**
 * poster_publish_job_run_async:
 * @self: a job
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes the target as far as it goes now.
 */
void
poster_publish_job_run_async (PosterPublishJob    *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_publish_job_run_async);
  poster_store_list_accounts_async (self->store, TRUE, NULL, accounts_listed_cb, task);
}

/**
 * poster_publish_job_run_finish:
 * @self: a job
 * @result: the result
 * @error: only what keeps the job from writing down what happened: the store's errors. That
 *   publishing failed is in the target.
 *
 * Returns: whether the target and its journal say how far it went
 */
gboolean
poster_publish_job_run_finish (PosterPublishJob  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      g_hash_table_insert (self->accounts, account->id, g_object_ref (account));
      if (g_str_equal (account->id, self->target->account_id) && !account->is_removed)
        g_set_object (&self->account, account);
    }
  if (self->account == NULL)
    {
      if (self->target->is_committed || self->target->is_handed_over)
        {
          error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_AUTH,
                                       _("The account was disconnected while the platform had the post; connect it "
                                         "again, and Poster looks what became of it."));
          poster_error_get_details (error)->retry = POSTER_RETRY_AFTER_SIGN_IN;
        }
      else
        error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                                     _("The account was disconnected; connect it again and retry."));
      poster_publish_job_take_failure (task, error);
      return;
    }
  poster_store_get_connection_async (self->store, self->account->connection_id, NULL,
                                     connection_got_cb, g_steal_pointer (&task));
}

static void
connection_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);

  self->connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (self->connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_set_object (&self->connector, poster_connector_registry_find (self->registry, self->account->connector));
  if (self->connector == NULL)
    {
      error = g_error_new (POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                           _("This version of Poster cannot reach “%s”."), self->account->connector);
      poster_publish_job_take_failure (task, error);
      return;
    }
  if (self->target->submission_id != NULL)
    {
      poster_store_get_submission_async (self->store, self->target->submission_id, NULL, submission_got_cb,
                                         g_steal_pointer (&task));
      return;
    }
  poster_publish_job_describe (self);
  look (task);
}

static void
submission_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);

  self->submission = poster_store_get_submission_finish (POSTER_STORE (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->submission == NULL)
    {
      self->submission = poster_submission_new (self->connection->id, self->post->id);
      g_free (self->submission->id);
      self->submission->id = g_strdup (self->target->submission_id);
    }
  /* Only when the service has been brought up to date. */
  self->submission->is_open = FALSE;
  poster_publish_job_describe (self);
  look (task);
}

/* Whether the connector has nothing left to send: the platform has everything. */
gboolean
poster_publish_job_next_is_wait (PosterPublishJob *self)
{
  g_autoptr(PosterStep) next = poster_connector_next_step (self->connector, self->publication, NULL);

  return next != NULL && next->kind == POSTER_STEP_WAIT;
}

/* A commit that was begun and has no outcome may or may not have happened. */
static gboolean
is_unsettled (PosterTarget *target)
{
  return target->open_step != NULL && target->open_kind == POSTER_STEP_COMMIT;
}

/* Since when @target could have gone out: what we told to wait, for its account's sake, was not late
 * when we did. What waited for a person or for the keyring was. */
static gint64
get_ready_us (PosterTarget *target)
{
  if (target->error_code == NULL || g_strcmp0 (target->error_category, "auth_expired") == 0 ||
      g_str_equal (target->error_code, "no_keyring") || g_str_equal (target->error_code, "keyring_locked"))
    return target->due_us;
  if (target->state == POSTER_TARGET_HELD || g_str_equal (target->error_code, POSTER_WAIT_SPACING))
    return MAX (target->due_us, target->wake_us);
  return target->due_us;
}

/**
 * poster_publish_job_is_too_late:
 * @target: a target that is scheduled or held
 * @now_us: the present instant, microseconds since the epoch
 * @grace_us: how late it may still go out, microseconds
 *
 * Returns: whether it is not to go out without a person's word any more
 */
gboolean
poster_publish_job_is_too_late (PosterTarget *target,
                                gint64        now_us,
                                gint64        grace_us)
{
  return target->due_us >= 0 && now_us - get_ready_us (target) > grace_us;
}

static gboolean
is_late (PosterPublishJob *self)
{
  return poster_publish_job_is_too_late (self->target, poster_clock_get_now_us (self->clock), self->grace_us);
}

/* Whether it was to go out at a time that somebody chose before, and not as soon as possible. */
gboolean
poster_publish_job_is_planned (PosterPublishJob *self)
{
  PosterSchedule *schedule = self->target->schedule != NULL ? self->target->schedule : self->post->schedule;

  return schedule != NULL && poster_schedule_get_instant_us (schedule) == self->target->due_us &&
         self->target->due_us > self->post->created_us + G_TIME_SPAN_MINUTE;
}

void
poster_publish_job_miss (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_CONFLICT,
                               _("Its time passed while nothing could publish it; publish it now or "
                                 "choose another time."));
  poster_error_get_details (error)->code = g_strdup ("missed");
  target->state = POSTER_TARGET_MISSED;
  target->wake_us = -1;
  poster_target_set_error (target, error);
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_NOTE, error, NULL);
  g_clear_pointer (&target->open_step, g_free);
  poster_target_forget_try (target);
  poster_publish_job_take_back_and_end (task, target, entry);
}

/* What was written is what the connector is told. */
static void
describe_and_go_on (GTask *task)
{
  poster_publish_job_describe (g_task_get_source_object (task));
  poster_publish_job_go_on (task);
}

static void
start (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);

  if (self->target->state == POSTER_TARGET_SCHEDULED)
    {
      /* What cannot be handed over yet is tried again and again. */
      if (target->holder == POSTER_HOLDER_HERE || target->failures == 0)
        target->attempts++;
      if (target->holder == POSTER_HOLDER_HERE)
        target->failures = 0;
      target->is_committed = FALSE;
      g_clear_pointer (&target->open_step, g_free);
    }
  if (!target->is_committed)
    target->state = POSTER_TARGET_PREPARING;
  else
    target->state = is_unsettled (target) ? POSTER_TARGET_SENDING : POSTER_TARGET_PROCESSING;
  if (!target->is_committed)
    target->told_us = poster_publish_job_tell_us (self);
  if (poster_connector_shares_submissions (self->connector) && target->submission_id == NULL)
    {
      g_clear_object (&self->submission);
      self->submission = poster_submission_new (self->connection->id, self->post->id);
      target->submission_id = g_strdup (self->submission->id);
    }
  target->wake_us = poster_clock_get_now_us (self->clock);
  poster_target_clear_error (target);
  poster_publish_job_write (task, target, NULL, describe_and_go_on);
}

static void
pause_ended_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_pause_account_finish (POSTER_STORE (object), result, &error))
    g_debug ("That an account is not paused any more was not noted: %s", error->message);
}

/* Whether what goes out has to wait for its account; a pause that is over is forgotten. */
static gboolean
has_to_wait (PosterPublishJob *self)
{
  if (self->account->paused_code == NULL || self->target->is_committed ||
      self->target->state == POSTER_TARGET_PUBLISHED)
    return FALSE;
  if (poster_account_is_paused (self->account, poster_clock_get_now_us (self->clock)))
    return TRUE;
  poster_store_pause_account_async (self->store, self->account->id, NULL, NULL, -1, NULL, pause_ended_cb, NULL);
  return FALSE;
}

/* It waited for its account's sake when a person moved it to a later time. */
static void
wait_for_its_time (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);

  target->wake_us = target->due_us;
  if (target->state == POSTER_TARGET_HELD && self->account->paused_code != NULL)
    target->state = POSTER_TARGET_SCHEDULED;
  if (target->state == POSTER_TARGET_SCHEDULED)
    poster_target_clear_error (target);
  poster_publish_job_write (task, target, NULL, NULL);
}

static gboolean
is_early (PosterPublishJob *self)
{
  return !self->target->is_committed && self->target->due_us > poster_clock_get_now_us (self->clock) &&
         poster_publish_job_tell_us (self) < 0;
}

/* Whether the time that the service is to be told has passed before it was told. */
static gboolean
is_overtaken (PosterPublishJob *self)
{
  return !self->target->is_committed && self->target->told_us >= 0 &&
         self->target->told_us <= poster_clock_get_now_us (self->clock);
}

static void
look (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (self->cancel_requested && !self->target->is_committed)
    {
      poster_publish_job_take_back (task);
      return;
    }
  if (self->target->is_handed_over)
    {
      poster_publish_job_look_handed_over (task);
      return;
    }

  switch (self->target->state)
    {
    case POSTER_TARGET_SCHEDULED:
      if (is_early (self))
        wait_for_its_time (task);
      else if (is_late (self))
        poster_publish_job_miss (task);
      else if (has_to_wait (self))
        poster_publish_job_wait_for_account (task);
      else
        start (task);
      break;

    case POSTER_TARGET_HELD:
      /* What the platform may have already is looked after however late it is. */
      self->held_message = g_strdup (self->target->error_message);
      if (is_early (self))
        wait_for_its_time (task);
      else if (!self->target->is_committed && is_late (self))
        poster_publish_job_miss (task);
      else if (has_to_wait (self))
        poster_publish_job_wait_for_account (task);
      else
        start (task);
      break;

    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_PUBLISHED:
      if (has_to_wait (self))
        poster_publish_job_wait_for_account (task);
      else if (is_overtaken (self) && is_late (self))
        poster_publish_job_miss (task);
      else if (is_overtaken (self))
        start (task);
      else
        poster_publish_job_go_on (task);
      break;

    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_MISSED:
    case POSTER_TARGET_UNKNOWN:
    case POSTER_TARGET_CANCELLED:
    default:
      g_task_return_boolean (task, TRUE);
    }
}

void
poster_publish_job_go_on (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (self->cancel_requested && !self->target->is_committed)
    {
      poster_publish_job_take_back (task);
      return;
    }
  if (end_if_stopped (task))
    return;

  if (self->connection->needs_sign_in)
    {
      error = g_error_new (POSTER_ERROR, POSTER_ERROR_AUTH,
                           _("@%s has to be connected again before it can publish."), self->account->username);
      poster_error_get_details (error)->retry = POSTER_RETRY_AFTER_SIGN_IN;
      poster_error_get_details (error)->code = g_strdup ("sign_in_needed");
      poster_publish_job_take_failure (task, error);
      return;
    }

  self->settling = FALSE;
  self->step_ran = FALSE;
  self->committing = FALSE;
  g_clear_pointer (&self->step, poster_step_free);
  if (is_unsettled (self->target))
    {
      self->step = poster_step_new (self->target->open_step, self->target->open_kind);
      settle (task);
      return;
    }
  self->step = poster_connector_next_step (self->connector, self->publication, &error);
  if (self->step == NULL)
    {
      poster_publish_job_take_failure (task, error);
      return;
    }

  /* After publishing only questions are asked. */
  if (self->target->state == POSTER_TARGET_PUBLISHED || self->step->kind == POSTER_STEP_WAIT)
    begin_step (task);
  else
    {
      self->verify_index = 0;
      self->verify_whose = 0;
      verify_next_file (task);
    }
}

/* Whose files come next: the job's own, and then those that only a follower has. */
static GPtrArray *
get_files (PosterPublishJob *self,
           guint             index)
{
  if (index == 0)
    return self->publication->media;
  return ((PosterTarget *) g_ptr_array_index (self->followers, index - 1))->media;
}

static void
verify_next_file (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterFileIdentity) expected = NULL;
  g_autoptr(GFile) file = NULL;
  GPtrArray *files = NULL;
  PosterMediaItem *item;

  while (self->verify_whose <= self->followers->len)
    {
      files = get_files (self, self->verify_whose);
      if (files != NULL && self->verify_index < files->len)
        break;
      self->verify_whose++;
      self->verify_index = 0;
    }
  if (self->verify_whose > self->followers->len)
    {
      take_slot (task);
      return;
    }
  item = g_ptr_array_index (files, self->verify_index);
  file = poster_media_item_dup_file (item);
  expected = poster_file_identity_new (item->size, item->mtime_ns, item->sampled_hash, item->full_hash);
  poster_file_identity_verify_async (file, expected, self->cancellable, file_verified_cb, g_object_ref (task));
}

/* A file that only some of them have is no reason for the others to stay behind. */
static void
take_file_failure (GTask        *task,
                   const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (self->followers->len == 0 || self->target->is_handed_over || self->cancel_requested || self->stop_requested)
    {
      poster_publish_job_take_failure (task, error);
      return;
    }
  if (self->verify_whose > 0)
    {
      poster_publish_job_leave_behind (task, self->verify_whose - 1, error);
      return;
    }
  for (guint i = self->followers->len; i > 0; i--)
    {
      PosterTarget *follower = g_ptr_array_index (self->followers, i - 1);

      /* These have the same files; the others go on by themselves. */
      if (self->target->media != NULL || follower->media != NULL)
        g_ptr_array_remove_index (self->followers, i - 1);
    }
  poster_publish_job_take_failure (task, error);
}

static void
file_verified_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);

  if (!poster_file_identity_verify_finish (result, &error))
    {
      take_file_failure (task, error);
      return;
    }
  self->verify_index++;
  verify_next_file (task);
}

/* The steps that move a file do it a few at a time. Waiting for that is not in the journal: nothing
 * has begun. */
static void
take_slot (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (self->slots == NULL || (self->step->kind != POSTER_STEP_TRANSFER && self->step->kind != POSTER_STEP_COMMIT))
    {
      begin_step (task);
      return;
    }
  /* It may have one still, of the step before. */
  poster_slots_release (self->slots, self);
  poster_slots_acquire_async (self->slots, self, self->cancellable, slot_taken_cb, g_object_ref (task));
}

static void
slot_taken_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_slots_acquire_finish (POSTER_SLOTS (object), result, &error))
    begin_step (task);
  else
    poster_publish_job_take_failure (task, error);
}

static PosterTargetState
state_for_kind (PosterStepKind kind)
{
  switch (kind)
    {
    case POSTER_STEP_RESERVE:
    case POSTER_STEP_TRANSFER:
    case POSTER_STEP_COMMIT:
      return POSTER_TARGET_SENDING;
    case POSTER_STEP_WAIT:
      return POSTER_TARGET_PROCESSING;
    case POSTER_STEP_PREPARE:
    default:
      return POSTER_TARGET_PREPARING;
    }
}

/* Whether others that do not go along now have the same submission: a service that has seen it once
 * makes no second post of it. */
static gboolean
is_left_by_others (PosterPublishJob *self)
{
  for (guint i = 0; i < self->post->targets->len; i++)
    {
      PosterTarget *other = g_ptr_array_index (self->post->targets, i);

      if (g_strcmp0 (other->submission_id, self->target->submission_id) == 0 &&
          !poster_publish_job_covers (self, other->id))
        return TRUE;
    }
  return FALSE;
}

static void
begin_step (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;

  if (self->cancel_requested && !self->target->is_committed)
    {
      poster_publish_job_take_back (task);
      return;
    }
  if (end_if_stopped (task))
    return;

  /* The service is asked about each. */
  if (self->step->kind == POSTER_STEP_WAIT)
    poster_publish_job_part (self);

  /* A question that is asked again and again is begun once, and after publishing none is. */
  if (self->target->state == POSTER_TARGET_PUBLISHED ||
      (self->step->kind == POSTER_STEP_WAIT && g_strcmp0 (self->target->open_step, self->step->name) == 0))
    {
      run_step (task);
      return;
    }

  target = poster_target_copy (self->target);
  target->state = state_for_kind (self->step->kind);
  target->wake_us = poster_clock_get_now_us (self->clock);
  g_free (target->open_step);
  target->open_step = g_strdup (self->step->name);
  target->open_kind = self->step->kind;
  /* What may be out from an earlier try stays so until somebody tells. */
  self->in_doubt = self->target->is_committed;
  target->is_committed = self->in_doubt || self->step->kind == POSTER_STEP_COMMIT ||
                         self->step->kind == POSTER_STEP_WAIT;
  self->committing = self->step->kind == POSTER_STEP_COMMIT;
  if (self->committing && !self->in_doubt && !target->is_handed_over && target->submission_id != NULL &&
      is_left_by_others (self))
    {
      g_clear_object (&self->submission);
      self->submission = poster_submission_new (self->connection->id, self->post->id);
      g_free (target->submission_id);
      target->submission_id = g_strdup (self->submission->id);
      g_free (self->publication->submission_id);
      self->publication->submission_id = g_strdup (self->submission->id);
    }
  entry = poster_publish_job_make_entry (self, target, POSTER_JOURNAL_BEGUN, NULL, NULL);
  poster_publish_job_write (task, target, entry, run_step);
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  PosterPublishJob *self = user_data;

  self->transferred = MAX (self->transferred, done);
  g_signal_emit (self, signals[PROGRESS], 0, done, total);
}

static void
run_step (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  self->step_ran = TRUE;
  self->transferred = 0;
  poster_connector_run_step_async (self->connector, self->publication, self->step, progress_cb, self,
                                   self->cancellable, step_ran_cb, g_object_ref (task));
}

static void
step_ran_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterStepResult) step_result = NULL;
  g_autoptr(GError) error = NULL;

  step_result = poster_connector_run_step_finish (POSTER_CONNECTOR (object), result, &error);
  if (step_result != NULL)
    poster_publish_job_take_result (task, step_result);
  else
    poster_publish_job_take_failure (task, error);
}

static void
settle (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  self->settling = TRUE;
  poster_connector_settle_async (self->connector, self->publication, self->step, self->cancellable,
                                 settled_cb, g_object_ref (task));
}

static void
settled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterStepResult) step_result = NULL;
  g_autoptr(GError) error = NULL;

  step_result = poster_connector_settle_finish (POSTER_CONNECTOR (object), result, &error);
  if (step_result != NULL)
    poster_publish_job_take_result (task, step_result);
  else
    poster_publish_job_take_failure (task, error);
}

/**
 * poster_publish_job_stop:
 * @self: a running job
 * @at_once: whether to break off a commit, too; else a commit that runs is waited for
 *
 * Ends the job early, without a word in the journal: what was begun is found there by the job
 * that goes on.
 */
void
poster_publish_job_stop (PosterPublishJob *self,
                         gboolean          at_once)
{
  self->stop_requested = TRUE;
  if (at_once || self->step == NULL || self->step->kind != POSTER_STEP_COMMIT || self->settling)
    g_cancellable_cancel (self->cancellable);
}

/**
 * poster_publish_job_request_cancel:
 * @self: a job, running or not yet
 *
 * Asks the job to take its target back.
 *
 * Returns: %FALSE when it is too late: the step that makes it public has begun. %TRUE is no
 *   promise: whether it was taken back is seen from the target when the job has ended.
 */
gboolean
poster_publish_job_request_cancel (PosterPublishJob *self)
{
  if (self->committing || self->target->is_committed || self->target->state == POSTER_TARGET_PUBLISHED)
    return FALSE;
  self->cancel_requested = TRUE;
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

/**
 * poster_publish_job_get_target:
 * @self: a job
 *
 * Returns: (transfer none): the target as it was stored last
 */
PosterTarget *
poster_publish_job_get_target (PosterPublishJob *self)
{
  return self->target;
}

/**
 * poster_publish_job_get_account_id:
 * @self: a job
 *
 * Returns: the id of the account it publishes to
 */
const char *
poster_publish_job_get_account_id (PosterPublishJob *self)
{
  return self->target->account_id;
}
