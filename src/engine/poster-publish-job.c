/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job.h"

#include <glib/gi18n-lib.h>

#include "poster-backoff.h"
#include "poster-error.h"
#include "poster-file-identity.h"
#include "poster-json.h"
#include "poster-publication.h"

/* How often in a row a step may fail in a way that allows another try: with the delays below,
 * about half an hour of trying. */
#define MAX_FAILURES 12
#define RETRY_BASE_US (2 * G_USEC_PER_SEC)
#define RETRY_MAX_US (5 * G_TIME_SPAN_MINUTE)

/* A keyring that does not answer is looked at again by itself: people unlock it. */
#define KEYRING_RETRY_US G_TIME_SPAN_MINUTE

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
 *   accounts -> connection -> journal -> (late?) -> (settle)
 *     -> (name -> verify -> begin -> run -> end)* -> last write
 */
struct _PosterPublishJob
{
  GObject                  parent_instance;

  /* Input. */
  PosterStore             *store;
  PosterConnectorRegistry *registry;
  PosterSecrets           *secrets;
  PosterClock             *clock;
  PosterPost              *post;
  gint64                   grace_us;

  /* In progress. */
  PosterTarget            *target;       /* as stored last; replaced by each write */
  PosterConnector         *connector;    /* (nullable), of the registry */
  PosterAccount           *account;      /* (nullable) */
  PosterConnection        *connection;   /* (nullable) */
  PosterPublication       *publication;  /* (nullable) */
  PosterStep              *step;         /* (nullable), the one that runs */
  char                    *begun_step;   /* (nullable), the one last journaled as begun */
  GCancellable            *cancellable;
  guint                    verify_index;
  gint64                   transferred;  /* bytes that this job has seen move */
  gboolean                 step_ran;     /* whether the step named last was handed to the connector */
  gboolean                 claimed;      /* whether a write of this job has gone through */
  gboolean                 settling;
  gboolean                 committing;   /* a commit is begun and not known to have failed */
  gboolean                 stop_requested;
  gboolean                 cancel_requested;
};

G_DEFINE_FINAL_TYPE (PosterPublishJob, poster_publish_job, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  JOURNALING,
  JOURNALED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void accounts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void connection_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void journal_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void name_next_step (GTask *task);
static void verify_next_file (GTask *task);
static void file_verified_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void begin_step (GTask *task);
static void run_step (GTask *task);
static void step_ran_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void settle (GTask *task);
static void settled_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void take_result (GTask *task, PosterStepResult *result);
static void take_failure (GTask *task, const GError *error);
static void give_up (GTask *task, const GError *error);
static void take_back (GTask *task);
static void taken_back_cb (GObject *object, GAsyncResult *result, gpointer user_data);

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
  g_clear_object (&self->connector);
  g_clear_object (&self->account);
  g_clear_object (&self->connection);
  g_clear_object (&self->publication);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_publish_job_parent_class)->dispose (object);
}

static void
poster_publish_job_finalize (GObject *object)
{
  PosterPublishJob *self = POSTER_PUBLISH_JOB (object);

  g_clear_pointer (&self->step, poster_step_free);
  g_free (self->begun_step);
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
}

static void
poster_publish_job_init (PosterPublishJob *self)
{
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

/* Writing: a change of the target, a line of the journal, or both, in one transaction. Goes on
 * with @then when it is durable; a write that fails ends the job with its error, and the journal
 * says what is to be done by the next one. */

typedef void (*Continuation) (GTask *task);

typedef struct
{
  GTask              *task;
  PosterTarget       *target;
  PosterJournalEntry *entry;  /* (nullable) */
  Continuation        then;   /* (nullable): the end of the job */
  gboolean            is_claim;
} Write;

static void
write_free (Write *write)
{
  g_object_unref (write->task);
  g_object_unref (write->target);
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
  gboolean written;

  written = write->is_claim ? poster_store_claim_target_finish (POSTER_STORE (object), result, &error)
                            : poster_store_commit_target_finish (POSTER_STORE (object), result, &error);
  if (!written)
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
  g_set_object (&self->target, write->target);
  if (write->entry != NULL)
    g_signal_emit (self, signals[JOURNALED], 0, write->entry);
  if (write->then != NULL)
    write->then (write->task);
  else
    g_task_return_boolean (write->task, TRUE);
}

static void
write_target (GTask              *task,
              PosterTarget       *target,
              PosterJournalEntry *entry,
              Continuation        then)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  Write *write = g_new0 (Write, 1);

  write->task = g_object_ref (task);
  write->target = g_object_ref (target);
  write->entry = entry != NULL ? poster_journal_entry_ref (entry) : NULL;
  write->then = then;
  if (entry != NULL)
    g_signal_emit (self, signals[JOURNALING], 0, entry);

  /* Until the first write people may still edit the post, and what they wrote must not be
   * published as it was before. From then on it is locked. */
  write->is_claim = !self->claimed && (POSTER_STATES (self->target->state) & POSTER_STATES_EDITABLE) != 0;
  if (write->is_claim)
    poster_store_claim_target_async (self->store, self->post, target, POSTER_STATES (self->target->state), entry,
                                     NULL, written_cb, write);
  else
    poster_store_commit_target_async (self->store, target, POSTER_STATES (self->target->state), entry,
                                      NULL, written_cb, write);
}

static PosterJournalEntry *
make_entry (PosterPublishJob   *self,
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
static void
end_for_good (GTask              *task,
              PosterTarget       *target,
              PosterJournalEntry *entry)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  poster_secrets_clear_async (self->secrets, target->id, POSTER_SECRET_UPLOAD, NULL, secret_cleared_cb, NULL);
  write_target (task, target, entry, NULL);
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
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, self->target->account_id))
        g_set_object (&self->account, account);
    }
  if (self->account == NULL || !self->account->is_active)
    {
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                                   _("The account was disconnected; connect it again and retry."));
      take_failure (task, error);
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
      take_failure (task, error);
      return;
    }
  self->publication = poster_publication_new (self->post, self->target, self->account, self->connection);
  poster_store_list_journal_async (self->store, self->target->id, 20, NULL,
                                   journal_listed_cb, g_steal_pointer (&task));
}

/* The step of the present attempt that the journal knows last. */
static PosterJournalEntry *
find_last_step (PosterPublishJob *self,
                GPtrArray        *entries)
{
  for (guint i = entries->len; i > 0; i--)
    {
      PosterJournalEntry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->step != NULL && entry->attempt == self->target->attempts)
        return entry;
    }
  return NULL;
}

/* Whether the platform has everything by now, as far as the connector remembers. */
static gboolean
next_is_wait (PosterPublishJob *self)
{
  g_autoptr(PosterStep) next = poster_connector_next_step (self->connector, self->publication, NULL);

  return next != NULL && next->kind == POSTER_STEP_WAIT;
}

static gboolean
is_late (PosterPublishJob *self)
{
  return self->target->due_us >= 0 &&
         poster_clock_get_now_us (self->clock) - self->target->due_us > self->grace_us;
}

static void
miss (GTask *task)
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
  entry = make_entry (self, target, POSTER_JOURNAL_NOTE, error, NULL);
  end_for_good (task, target, entry);
}

static void
start (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);

  if (self->target->state == POSTER_TARGET_SCHEDULED)
    {
      target->attempts++;
      target->failures = 0;
    }
  target->state = POSTER_TARGET_PREPARING;
  target->wake_us = poster_clock_get_now_us (self->clock);
  poster_target_clear_error (target);
  write_target (task, target, NULL, name_next_step);
}

static void
journal_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);
  PosterJournalEntry *last;

  entries = poster_store_list_journal_finish (POSTER_STORE (object), result, &error);
  if (entries == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  last = find_last_step (self, entries);
  if (self->target->state != POSTER_TARGET_SCHEDULED && last != NULL)
    {
      /* A commit that was begun and has no result may or may not have happened. */
      if (last->kind == POSTER_STEP_COMMIT &&
          (last->phase == POSTER_JOURNAL_BEGUN || last->phase == POSTER_JOURNAL_UNKNOWN))
        {
          self->step = poster_step_new (last->step, last->kind);
          self->settling = TRUE;
          self->committing = TRUE;
        }
      else
        self->committing = next_is_wait (self);
      if (last->phase == POSTER_JOURNAL_BEGUN && last->kind == POSTER_STEP_WAIT)
        self->begun_step = g_strdup (last->step);
    }

  switch (self->target->state)
    {
    case POSTER_TARGET_SCHEDULED:
      if (is_late (self))
        miss (task);
      else
        start (task);
      break;

    case POSTER_TARGET_HELD:
      /* What the platform may have already is looked after however late it is. */
      if (!self->committing && is_late (self))
        miss (task);
      else
        start (task);
      break;

    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_PUBLISHED:
      name_next_step (task);
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

static void
name_next_step (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (self->cancel_requested && !self->committing)
    {
      take_back (task);
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
      take_failure (task, error);
      return;
    }

  if (self->settling)
    {
      settle (task);
      return;
    }

  self->step_ran = FALSE;
  g_clear_pointer (&self->step, poster_step_free);
  self->step = poster_connector_next_step (self->connector, self->publication, &error);
  if (self->step == NULL)
    {
      take_failure (task, error);
      return;
    }

  self->committing = self->step->kind == POSTER_STEP_WAIT;

  /* After publishing only questions are asked. */
  if (self->target->state == POSTER_TARGET_PUBLISHED || self->step->kind == POSTER_STEP_WAIT)
    begin_step (task);
  else
    {
      self->verify_index = 0;
      verify_next_file (task);
    }
}

static void
verify_next_file (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterFileIdentity) expected = NULL;
  g_autoptr(GFile) file = NULL;
  PosterMediaItem *item;

  if (self->verify_index == self->publication->media->len)
    {
      begin_step (task);
      return;
    }
  item = g_ptr_array_index (self->publication->media, self->verify_index);
  file = poster_media_item_dup_file (item);
  expected = poster_file_identity_new (item->size, item->mtime_ns, item->sampled_hash, item->full_hash);
  poster_file_identity_verify_async (file, expected, self->cancellable, file_verified_cb, g_object_ref (task));
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
      take_failure (task, error);
      return;
    }
  self->verify_index++;
  verify_next_file (task);
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

static void
begin_step (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;

  if (self->cancel_requested && !self->committing)
    {
      take_back (task);
      return;
    }
  if (end_if_stopped (task))
    return;

  /* A question that is asked again and again is begun once. */
  if (self->step->kind == POSTER_STEP_WAIT && g_strcmp0 (self->begun_step, self->step->name) == 0)
    {
      run_step (task);
      return;
    }
  if (self->target->state == POSTER_TARGET_PUBLISHED)
    {
      run_step (task);
      return;
    }

  g_free (self->begun_step);
  self->begun_step = g_strdup (self->step->name);
  target = poster_target_copy (self->target);
  target->state = state_for_kind (self->step->kind);
  target->wake_us = poster_clock_get_now_us (self->clock);
  entry = make_entry (self, target, POSTER_JOURNAL_BEGUN, NULL, NULL);
  if (self->step->kind == POSTER_STEP_COMMIT)
    self->committing = TRUE;
  write_target (task, target, entry, run_step);
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
    take_result (task, step_result);
  else
    take_failure (task, error);
}

static void
settle (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

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
    take_result (task, step_result);
  else
    take_failure (task, error);
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
  poster_target_clear_error (target);
  if (!was_published)
    entry = make_entry (self, target, POSTER_JOURNAL_DONE, NULL, result->note);
  end_for_good (task, target, entry);
}

static void
take_result (GTask            *task,
             PosterStepResult *result)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;
  gboolean was_settling = self->settling;

  self->settling = FALSE;
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
      self->committing = FALSE;
      if (self->target->failures >= MAX_FAILURES)
        {
          g_autoptr(GError) error = NULL;

          error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                       _("The last part could not be sent although it was tried many times; "
                                         "nothing was published."));
          give_up (task, error);
          break;
        }
      entry = make_entry (self, target, POSTER_JOURNAL_FAILED, NULL,
                          result->note != NULL ? result->note : _("The platform had not received it."));
      write_target (task, target, entry, name_next_step);
      break;

    case POSTER_STEP_ASK_AGAIN:
      /* Not worth a line: it was begun, and is not decided. */
      if (was_settling)
        target->state = POSTER_TARGET_SENDING;
      target->failures = 0;
      target->wake_us = poster_clock_get_now_us (self->clock) + MAX (result->delay_us, 0);
      write_target (task, target, NULL, NULL);
      break;

    case POSTER_STEP_CONTINUE:
    case POSTER_STEP_PUBLISHED:
    default:
      g_clear_pointer (&self->begun_step, g_free);

      /* A transfer that went well before a commit that did not must not make the counting of
       * failures start anew, or the two could alternate for ever. */
      if (self->step->kind != POSTER_STEP_TRANSFER)
        target->failures = 0;
      entry = make_entry (self, target, POSTER_JOURNAL_DONE, NULL, result->note);
      if (result->delay_us > 0)
        target->wake_us = poster_clock_get_now_us (self->clock) + result->delay_us;
      write_target (task, target, entry, result->delay_us > 0 ? NULL : name_next_step);
    }
}

static void
connection_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_save_connection_finish (POSTER_STORE (object), result, &error))
    g_warning ("It could not be noted that a connection needs a new sign-in: %s", error->message);
}

/* Something only a person can mend, or time: kept until then. */
static void
hold (GTask        *task,
      const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_HELD;
  target->wake_us = -1;
  if (poster_error_get_retry (error) == POSTER_RETRY_AFTER_SIGN_IN)
    {
      if (!self->connection->needs_sign_in)
        {
          g_autoptr(PosterConnection) connection = poster_connection_copy (self->connection);

          connection->needs_sign_in = TRUE;
          poster_store_save_connection_async (self->store, connection, NULL, connection_saved_cb, NULL);
        }
    }
  else
    target->wake_us = poster_clock_get_now_us (self->clock) + KEYRING_RETRY_US;
  poster_target_set_error (target, error);

  /* A commit that may have happened stays to be settled: a note does not hide it. */
  entry = make_entry (self, target, self->committing || self->step == NULL ? POSTER_JOURNAL_NOTE : POSTER_JOURNAL_FAILED,
                      error, NULL);
  write_target (task, target, entry, NULL);
}

static void
try_later (GTask        *task,
           const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  gboolean in_doubt = self->settling;

  /* A line that breaks now and then but moves bytes each time gets there in the end. */
  target->failures = self->transferred > 0 ? 1 : target->failures + 1;
  target->wake_us = poster_clock_get_now_us (self->clock) +
                    poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
  poster_target_set_error (target, error);
  if (in_doubt)
    entry = make_entry (self, target, POSTER_JOURNAL_UNKNOWN, error, NULL);
  else if (self->step != NULL)
    entry = make_entry (self, target, POSTER_JOURNAL_FAILED, error, NULL);
  write_target (task, target, entry, NULL);
}

/* The commit has no answer. The journal says so first; then the platform is asked what it knows:
 * at once the first time, later and later when it goes on like that. */
static void
doubt (GTask        *task,
       const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = make_entry (self, target, POSTER_JOURNAL_UNKNOWN, error, NULL);

  self->settling = TRUE;
  target->failures++;
  if (target->failures > 1)
    target->wake_us = poster_clock_get_now_us (self->clock) +
                      poster_backoff_delay_for_error_us (target->failures, RETRY_BASE_US, RETRY_MAX_US, error);
  poster_target_set_error (target, error);
  write_target (task, target, entry, target->failures > 1 ? NULL : name_next_step);
}

static void
give_up (GTask        *task,
         const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;
  gboolean may_go_on = poster_error_get_retry (error) == POSTER_RETRY_LATER;
  gboolean in_doubt = self->settling || (self->committing && may_go_on) ||
                      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_UNKNOWN_OUTCOME);

  target->wake_us = -1;
  poster_target_set_error (target, error);

  /* What the platform may have is not called failed because nobody could ask it. */
  target->state = in_doubt ? POSTER_TARGET_UNKNOWN : POSTER_TARGET_FAILED;
  entry = make_entry (self, target, in_doubt ? POSTER_JOURNAL_UNKNOWN : POSTER_JOURNAL_FAILED, error, NULL);
  if (in_doubt || may_go_on)
    {
      /* A retry takes it up where it stopped. */
      write_target (task, target, entry, NULL);
      return;
    }
  g_clear_pointer (&target->step_state, json_object_unref);
  end_for_good (task, target, entry);
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
  write_target (task, target, NULL, NULL);
}

static void
take_failure (GTask        *task,
              const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  PosterRetry retry = poster_error_get_retry (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Nothing is written when the engine stops: the journal says "begun", which is the truth. */
      if (self->stop_requested || !self->cancel_requested)
        g_task_return_boolean (task, TRUE);
      else
        take_back (task);
      return;
    }
  if (self->target->state == POSTER_TARGET_PUBLISHED)
    {
      look_later (task, error);
      return;
    }
  if (retry == POSTER_RETRY_AFTER_SIGN_IN ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NO_KEYRING) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED))
    {
      if (self->step != NULL && self->step->kind == POSTER_STEP_COMMIT && !self->settling &&
          (!self->step_ran || !poster_error_may_have_arrived (error)))
        self->committing = FALSE;
      hold (task, error);
      return;
    }
  if (!self->settling && self->step != NULL && self->step->kind == POSTER_STEP_COMMIT)
    {
      if (self->step_ran && poster_error_may_have_arrived (error))
        {
          doubt (task, error);
          return;
        }
      self->committing = FALSE;
    }
  if (retry == POSTER_RETRY_LATER && self->target->failures + 1 < MAX_FAILURES)
    try_later (task, error);
  else
    give_up (task, error);
}

/* Cancelled by a person before anything was committed. */
static void
take_back (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  if (self->connector == NULL || self->publication == NULL)
    {
      taken_back_cb (NULL, NULL, g_object_ref (task));
      return;
    }
  poster_connector_cancel_async (self->connector, self->publication, NULL, taken_back_cb, g_object_ref (task));
}

static void
taken_back_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  PosterPublishJob *self = g_task_get_source_object (task);

  /* Nothing was committed: whether the platform tidies up its half is its own affair. */
  if (object != NULL && !poster_connector_cancel_finish (POSTER_CONNECTOR (object), result, &error))
    g_debug ("The platform did not take a reservation back: %s", error->message);

  target = poster_target_copy (self->target);
  target->state = POSTER_TARGET_CANCELLED;
  target->wake_us = -1;
  g_clear_pointer (&target->step_state, json_object_unref);
  poster_target_clear_error (target);
  entry = make_entry (self, target, POSTER_JOURNAL_NOTE, NULL, _("Cancelled"));
  end_for_good (task, target, entry);
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
 * Returns: %FALSE when it is too late: the step that makes it public has begun
 */
gboolean
poster_publish_job_request_cancel (PosterPublishJob *self)
{
  if (self->committing || self->target->state == POSTER_TARGET_PUBLISHED)
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
