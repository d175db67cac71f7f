/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

#include "poster-error.h"
#include "poster-publish-group.h"
#include "poster-store-submissions.h"
#include "poster-store-zones.h"

/* How many targets are worked on at once, each account's next one and what it has out already. They
 * wait for the network and cost little; this is only a bound. */
#define MAX_JOBS 256

/* How many files are on their way at once: more only makes each upload slower and its address more
 * likely to expire. One that takes longer than that keeps nobody else waiting any more. */
#define MAX_TRANSFERS 6
#define TRANSFER_LEASE_US (30 * G_USEC_PER_SEC)

/* How long a commit that is on its way is waited for when the engine stops: within the ten
 * seconds that ending may take in all. */
#define STOP_PATIENCE_US (7 * G_USEC_PER_SEC)

/* When the database cannot be written (disk full), how long until it is tried again. */
#define TROUBLE_RETRY_US (30 * G_USEC_PER_SEC)

/**
 * PosterEngine:
 *
 * Publishes what is due. One per data directory: starting takes the lock and opens engine.sock.
 *
 * It looks at the store (the targets whose time to be looked at has come), runs a
 * #PosterPublishJob for each, and sleeps until the next time, woken early by poster_engine_ring()
 * or by a change of the clock.
 */
G_DEFINE_FINAL_TYPE (PosterEngine, poster_engine, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  JOURNALING,
  JOURNALED,
  RESTED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void forget_network (PosterEngine *self);
static void forget_webhooks (PosterEngine *self);
static void pump (PosterEngine *self);
static void turns_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void look (PosterEngine *self);
static void looked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void job_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
clear_alarm (PosterEngine *self)
{
  if (self->alarm != NULL)
    g_source_destroy (self->alarm);
  g_clear_pointer (&self->alarm, g_source_unref);
}

static void
poster_engine_dispose (GObject *object)
{
  PosterEngine *self = POSTER_ENGINE (object);

  clear_alarm (self);
  forget_network (self);
  forget_webhooks (self);
  g_clear_handle_id (&self->stop_patience_id, g_source_remove);
  g_clear_pointer (&self->zone_watch, poster_zone_watch_free);
  if (self->server != NULL)
    poster_engine_server_close (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->lock, poster_engine_lock_free);
  g_clear_object (&self->store);
  g_clear_object (&self->registry);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_engine_parent_class)->dispose (object);
}

static void
poster_engine_finalize (GObject *object)
{
  PosterEngine *self = POSTER_ENGINE (object);

  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->cancels);
  g_hash_table_unref (self->outgoing);
  g_hash_table_unref (self->turns);
  g_hash_table_unref (self->brakes);
  g_hash_table_unref (self->moving);
  g_hash_table_unref (self->removals);
  poster_engine_sync_finalize (self);
  g_clear_object (&self->slots);
  G_OBJECT_CLASS (poster_engine_parent_class)->finalize (object);
}

static void
poster_engine_class_init (PosterEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_engine_dispose;
  object_class->finalize = poster_engine_finalize;

  /**
   * PosterEngine::progress:
   * @target_id: a target
   * @done: bytes sent
   * @total: bytes in all
   */
  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);

  /**
   * PosterEngine::journaling:
   * @entry: a line that is about to be written to the journal
   */
  signals[JOURNALING] = g_signal_new ("journaling", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, POSTER_TYPE_JOURNAL_ENTRY);

  /**
   * PosterEngine::journaled:
   * @entry: a line that is durable in the journal now
   */
  signals[JOURNALED] = g_signal_new ("journaled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, POSTER_TYPE_JOURNAL_ENTRY);

  /**
   * PosterEngine::rested:
   *
   * Nothing is in flight, and nothing is due but what its account has to wait a little for;
   * poster_engine_is_settled() tells for how long.
   */
  signals[RESTED] = g_signal_new ("rested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  /**
   * PosterEngine::trouble:
   * @error: why the store could not be read or written; it is tried again by itself
   */
  signals[TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
poster_engine_init (PosterEngine *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancels = g_ptr_array_new ();
  self->grace_us = POSTER_ENGINE_DEFAULT_GRACE_US;
  self->spacing_us = POSTER_ENGINE_DEFAULT_SPACING_US;
  self->next_wake_us = -1;
  self->removals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  poster_engine_turns_init (self);
  poster_engine_sync_init (self);
}

/**
 * poster_engine_new:
 * @store: where everything is kept
 * @registry: the connectors
 * @secrets: where the connectors keep their secrets
 * @clock: the source of time
 *
 * Returns: (transfer full): an engine that does nothing yet
 */
PosterEngine *
poster_engine_new (PosterStore             *store,
                   PosterConnectorRegistry *registry,
                   PosterSecrets           *secrets,
                   PosterClock             *clock)
{
  PosterEngine *self = g_object_new (POSTER_TYPE_ENGINE, NULL);

  self->store = g_object_ref (store);
  self->registry = g_object_ref (registry);
  self->secrets = g_object_ref (secrets);
  self->clock = g_object_ref (clock);
  self->slots = poster_slots_new (clock, MAX_TRANSFERS, TRANSFER_LEASE_US);
  return self;
}

PosterPublishJob *
poster_engine_find_job (PosterEngine *self,
                        const char   *target_id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      PosterPublishJob *job = g_ptr_array_index (self->jobs, i);

      if (poster_publish_job_covers (job, target_id))
        return job;
    }
  return NULL;
}

static void
progress_cb (PosterPublishJob *job,
             gint64            done,
             gint64            total,
             PosterEngine     *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, poster_publish_job_get_target (job)->id, done, total);
}

static void
journaling_cb (PosterPublishJob   *job,
               PosterJournalEntry *entry,
               PosterEngine       *self)
{
  g_signal_emit (self, signals[JOURNALING], 0, entry);
}

static void
journaled_cb (PosterPublishJob   *job,
              PosterJournalEntry *entry,
              PosterEngine       *self)
{
  g_signal_emit (self, signals[JOURNALED], 0, entry);
}

/* Those that went along can be worked on by themselves now. */
static void
parted_cb (PosterPublishJob *job,
           PosterEngine     *self)
{
  pump (self);
}

PosterPublishJob *
poster_engine_start_job (PosterEngine *self,
                         PosterPost   *post,
                         PosterTarget *target,
                         GPtrArray    *followers)
{
  PosterPublishJob *job;

  job = poster_publish_job_new (self->store, self->registry, self->secrets, self->clock, post, target, self->grace_us);
  poster_publish_job_set_slots (job, self->slots);
  if (followers != NULL)
    poster_publish_job_set_followers (job, followers);
  g_signal_connect (job, "parted", G_CALLBACK (parted_cb), self);
  g_signal_connect (job, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect (job, "journaling", G_CALLBACK (journaling_cb), self);
  g_signal_connect (job, "journaled", G_CALLBACK (journaled_cb), self);
  g_ptr_array_add (self->jobs, job);
  poster_engine_turns_note_begun (self, job, target, poster_clock_get_now_us (self->clock));
  poster_publish_job_run_async (job, job_ended_cb, g_object_ref (self));
  return job;
}

static gboolean
alarm_cb (gpointer user_data)
{
  PosterEngine *self = user_data;

  clear_alarm (self);
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
set_alarm (PosterEngine *self,
           gint64        at_us)
{
  clear_alarm (self);
  if (at_us < 0)
    return;
  self->alarm = poster_clock_create_alarm (self->clock, at_us);
  g_source_set_callback (self->alarm, alarm_cb, self, NULL);
  g_source_attach (self->alarm, g_main_context_get_thread_default ());
}

void
poster_engine_report_trouble (PosterEngine *self,
                              const GError *error)
{
  self->in_trouble = TRUE;
  self->next_wake_us = poster_clock_get_now_us (self->clock) + TROUBLE_RETRY_US;
  set_alarm (self, self->next_wake_us);
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

static void
failed_woken_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_wake_failed_finish (POSTER_STORE (object), result, &error))
    g_debug ("What failed waits on: %s", error->message);
  pump (self);
}

/**
 * poster_engine_try_again:
 * @self: an engine that runs
 *
 * What failed a moment ago may work now: the network is back, or a person says so.
 */
void
poster_engine_try_again (PosterEngine *self)
{
  if (self->lock == NULL || self->stop_task != NULL)
    return;
  poster_webhook_sender_try_again (self->webhooks);
  poster_store_wake_failed_async (self->store, poster_clock_get_now_us (self->clock), NULL,
                                  failed_woken_cb, g_object_ref (self));
}

static void
network_changed_cb (GNetworkMonitor *network,
                    gboolean         is_available,
                    PosterEngine    *self)
{
  if (is_available)
    poster_engine_try_again (self);
}

static void
watch_network (PosterEngine *self)
{
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->network, "network-changed", G_CALLBACK (network_changed_cb), self);
}

static void
forget_network (PosterEngine *self)
{
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
}

static void
webhooks_rested_cb (PosterWebhookSender *webhooks,
                    PosterEngine        *self)
{
  poster_engine_pump (self);
}

static void
start_webhooks (PosterEngine *self)
{
  self->webhooks = poster_webhook_sender_new (self->store, self->secrets, self->clock);
  g_signal_connect (self->webhooks, "rested", G_CALLBACK (webhooks_rested_cb), self);
  poster_webhook_sender_start (self->webhooks);
}

static void
forget_webhooks (PosterEngine *self)
{
  if (self->webhooks == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->webhooks, self);
  poster_webhook_sender_stop (self->webhooks);
  g_clear_object (&self->webhooks);
}

static void
maybe_stopped (PosterEngine *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->stop_task == NULL || self->jobs->len > 0 || self->pumping || self->resuming ||
      g_hash_table_size (self->moving) > 0 || g_hash_table_size (self->removals) > 0 ||
      !poster_engine_sync_stop (self) || !poster_webhook_sender_stop (self->webhooks))
    return;
  forget_network (self);
  forget_webhooks (self);
  g_clear_handle_id (&self->stop_patience_id, g_source_remove);
  clear_alarm (self);
  g_clear_pointer (&self->zone_watch, poster_zone_watch_free);
  poster_engine_server_close (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->lock, poster_engine_lock_free);
  task = g_steal_pointer (&self->stop_task);
  g_task_return_boolean (task, TRUE);
}

/* One look at the store: (turns ->) look. */
static void
pump (PosterEngine *self)
{
  if (self->lock == NULL || self->stop_task != NULL)
    return;
  if (self->pumping)
    {
      self->pump_again = TRUE;
      return;
    }
  self->pumping = TRUE;
  self->pump_again = FALSE;
  if (self->knows_turns)
    look (self);
  else
    poster_store_list_turns_async (self->store, poster_clock_get_now_us (self->clock) - POSTER_ENGINE_LONGEST_SPACING_US,
                                   NULL, turns_listed_cb, g_object_ref (self));
}

void
poster_engine_pump (PosterEngine *self)
{
  if (self->stop_task != NULL)
    maybe_stopped (self);
  else if (!self->in_trouble)
    pump (self);
}

static void
pump_ended (PosterEngine *self)
{
  self->pumping = FALSE;
  if (self->stop_task != NULL)
    maybe_stopped (self);
  else if (self->pump_again)
    pump (self);
  else if (self->jobs->len == 0 && !self->resuming && g_hash_table_size (self->moving) == 0 &&
           g_hash_table_size (self->removals) == 0 && (!self->work_left || g_hash_table_size (self->brakes) > 0))
    g_signal_emit (self, signals[RESTED], 0);
}

static void
turns_listed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(GPtrArray) turns = NULL;
  g_autoptr(GError) error = NULL;

  turns = poster_store_list_turns_finish (POSTER_STORE (object), result, &error);
  if (turns == NULL)
    {
      poster_engine_report_trouble (self, error);
      pump_ended (self);
      return;
    }
  poster_engine_turns_learn (self, turns);
  self->knows_turns = TRUE;
  look (self);
}

static void
look (PosterEngine *self)
{
  static const char *const settings[] = { POSTER_ENGINE_GRACE_SETTING, POSTER_ENGINE_SPACING_SETTING, NULL };
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_auto(GStrv) busy = poster_engine_turns_dup_busy (self, now_us);
  g_autoptr(GPtrArray) running = g_ptr_array_new ();

  for (guint i = 0; i < self->jobs->len; i++)
    {
      PosterPublishJob *job = g_ptr_array_index (self->jobs, i);
      GPtrArray *followers = poster_publish_job_get_followers (job);

      g_ptr_array_add (running, poster_publish_job_get_target (job)->id);
      for (guint j = 0; j < followers->len; j++)
        g_ptr_array_add (running, ((PosterTarget *) g_ptr_array_index (followers, j))->id);
    }
  g_ptr_array_add (running, NULL);
  poster_store_look_for_work_async (self->store, now_us, (const char *const *) busy,
                                    (const char *const *) running->pdata, settings, NULL,
                                    looked_cb, g_object_ref (self));
}

static gint64
get_minutes_us (PosterWork *work,
                const char *setting,
                gint64      longest_us,
                gint64      otherwise_us)
{
  const char *minutes = g_hash_table_lookup (work->settings, setting);

  if (minutes == NULL)
    return otherwise_us;
  return CLAMP (g_ascii_strtoll (minutes, NULL, 10), 0, longest_us / G_TIME_SPAN_MINUTE) * G_TIME_SPAN_MINUTE;
}

/* Begins with @target, and those that go along with it: when each of their accounts has its turn. */
static void
start_group (PosterEngine *self,
             PosterWork   *work,
             PosterPost   *post,
             PosterTarget *target)
{
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_autoptr(GPtrArray) followers = NULL;

  followers = poster_publish_group_find (post, target, work->accounts, self->registry, now_us);
  if (!target->is_committed)
    {
      if (poster_engine_turns_is_busy (self, target->account_id))
        {
          self->work_left = TRUE;
          return;
        }
      for (guint i = 0; i < followers->len; i++)
        {
          PosterTarget *follower = g_ptr_array_index (followers, i);

          if (!poster_engine_turns_is_busy (self, follower->account_id) && poster_engine_find_job (self, follower->id) == NULL)
            continue;
          self->work_left = TRUE;
          return;
        }
    }
  poster_engine_start_job (self, post, target, followers);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(PosterWork) work = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_us = poster_clock_get_now_us (self->clock);
  gint64 turn_us;

  work = poster_store_look_for_work_finish (POSTER_STORE (object), result, &error);
  if (work == NULL)
    {
      poster_engine_report_trouble (self, error);
      pump_ended (self);
      return;
    }

  self->in_trouble = FALSE;
  self->work_left = work->is_any_left;
  self->grace_us = get_minutes_us (work, POSTER_ENGINE_GRACE_SETTING, 7 * G_TIME_SPAN_DAY, POSTER_ENGINE_DEFAULT_GRACE_US);
  self->spacing_us = get_minutes_us (work, POSTER_ENGINE_SPACING_SETTING, POSTER_ENGINE_LONGEST_SPACING_US,
                                     POSTER_ENGINE_DEFAULT_SPACING_US);
  for (guint i = 0; i < work->targets->len && self->stop_task == NULL; i++)
    {
      PosterTarget *target = g_ptr_array_index (work->targets, i);
      PosterPost *post = g_ptr_array_index (work->posts, i);

      if (!poster_target_is_due (target, now_us) || poster_engine_find_job (self, target->id) != NULL)
        continue;
      if (self->jobs->len >= MAX_JOBS)
        self->work_left = TRUE;
      else if (target->is_committed || !poster_engine_turns_put_off (self, post, target, now_us))
        start_group (self, work, post, target);
    }

  for (guint i = 0; i < work->unwanted->len && self->stop_task == NULL; i++)
    poster_engine_outbox_send (self, g_ptr_array_index (work->unwanted, i));

  turn_us = poster_engine_turns_get_next_us (self, now_us);
  self->next_wake_us = work->next_wake_us;
  if (turn_us >= 0 && (self->next_wake_us < 0 || turn_us < self->next_wake_us))
    self->next_wake_us = turn_us;
  set_alarm (self, self->next_wake_us);
  pump_ended (self);
}

static void
job_ended_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(PosterPublishJob) job = g_object_ref (POSTER_PUBLISH_JOB (object));
  g_autoptr(GError) error = NULL;

  g_signal_handlers_disconnect_by_data (job, self);
  g_ptr_array_remove_fast (self->jobs, job);
  poster_slots_release (self->slots, job);
  poster_engine_turns_note_ended (self, job, poster_clock_get_now_us (self->clock));
  if (!poster_publish_job_run_finish (job, result, &error))
    poster_engine_report_trouble (self, error);
  poster_engine_cancel_note_ended (self, poster_publish_job_get_target (job));
  poster_engine_sync_note_ended (self, poster_publish_job_get_target (job));
  for (guint i = 0; i < poster_publish_job_get_followers (job)->len; i++)
    poster_engine_cancel_note_ended (self, g_ptr_array_index (poster_publish_job_get_followers (job), i));
  poster_engine_pump (self);
}

static void
held_resumed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PosterEngine *self = POSTER_ENGINE (object);
  g_autoptr(GError) error = NULL;

  self->resuming = FALSE;
  if (!poster_engine_resume_held_finish (self, result, &error))
    g_signal_emit (self, signals[TROUBLE], 0, error);
  if (self->stop_task != NULL)
    {
      maybe_stopped (self);
      return;
    }
  pump (self);
  poster_engine_sync_start (self);
}

/* What waits is due when the clock on the wall shows its time, by the zone data of today. */
static void
zones_followed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_follow_zones_finish (POSTER_STORE (object), result, &error) < 0)
    g_signal_emit (self, signals[TROUBLE], 0, error);
  /* Whoever signed in again may have ended before it could say so. */
  poster_engine_resume_held_async (self, NULL, held_resumed_cb, NULL);
}

static void
zones_followed_again_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_follow_zones_finish (POSTER_STORE (object), result, &error) < 0)
    g_signal_emit (self, signals[TROUBLE], 0, error);
  pump (self);
}

static void
zones_replaced_cb (gpointer user_data)
{
  PosterEngine *self = user_data;

  poster_store_follow_zones_async (self->store, NULL, zones_followed_again_cb, g_object_ref (self));
}

/**
 * poster_engine_start:
 * @self: an engine
 * @error: %POSTER_ERROR_BUSY when another process publishes from this data directory;
 *   #GFileError, #GIOErrorEnum
 *
 * Takes the lock, opens engine.sock and goes to work, beginning with what an earlier process left
 * unfinished. Does not wait.
 *
 * Returns: whether it runs
 */
gboolean
poster_engine_start (PosterEngine  *self,
                     GError       **error)
{
  g_autoptr(PosterEngineLock) lock = NULL;

  g_return_val_if_fail (self->lock == NULL, FALSE);

  lock = poster_engine_lock_take (poster_store_get_data_dir (self->store), error);
  if (lock == NULL)
    return FALSE;
  self->server = poster_engine_server_new (self, error);
  if (self->server == NULL)
    return FALSE;
  self->lock = g_steal_pointer (&lock);
  self->zone_watch = poster_zone_watch_new (self->clock, zones_replaced_cb, self);
  watch_network (self);
  start_webhooks (self);

  self->resuming = TRUE;
  poster_store_follow_zones_async (self->store, NULL, zones_followed_cb, g_object_ref (self));
  return TRUE;
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  PosterEngine *self = user_data;

  self->stop_patience_id = 0;
  for (guint i = 0; i < self->jobs->len; i++)
    poster_publish_job_stop (g_ptr_array_index (self->jobs, i), TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * poster_engine_stop_async:
 * @self: a running engine
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends what runs (a commit on its way is given a few seconds) and gives the lock back.
 */
void
poster_engine_stop_async (PosterEngine        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_engine_stop_async);
  if (self->lock == NULL || self->stop_task != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->stop_task = g_steal_pointer (&task);
  for (guint i = 0; i < self->jobs->len; i++)
    poster_publish_job_stop (g_ptr_array_index (self->jobs, i), FALSE);
  if (self->jobs->len > 0)
    self->stop_patience_id = poster_clock_add_delay (self->clock, STOP_PATIENCE_US, patience_ended_cb, self);
  maybe_stopped (self);
}

/**
 * poster_engine_stop_finish:
 * @self: an engine
 * @result: the result
 * @error: none
 *
 * Returns: %TRUE
 */
gboolean
poster_engine_stop_finish (PosterEngine  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_engine_ring:
 * @self: an engine
 *
 * Somebody changed the store: look at it.
 */
void
poster_engine_ring (PosterEngine *self)
{
  poster_store_notice_changes (self->store);
  pump (self);
}

/**
 * poster_engine_is_settled:
 * @self: an engine
 * @within_us: how far to look ahead, microseconds
 *
 * Returns: whether nothing is in flight and nothing is due within @within_us, as far as the last
 *   look at the store told; webhooks that did not take what they were told do not count
 */
gboolean
poster_engine_is_settled (PosterEngine *self,
                          gint64        within_us)
{
  if (self->jobs->len > 0 || self->pumping || self->resuming || self->work_left ||
      g_hash_table_size (self->moving) > 0 || g_hash_table_size (self->removals) > 0 ||
      (self->webhooks != NULL && poster_webhook_sender_is_busy (self->webhooks)))
    return FALSE;
  return self->next_wake_us < 0 || self->next_wake_us > poster_clock_get_now_us (self->clock) + within_us;
}

/**
 * poster_engine_is_running:
 * @self: an engine
 *
 * Returns: whether it was started and not stopped
 */
gboolean
poster_engine_is_running (PosterEngine *self)
{
  return self->lock != NULL;
}

/**
 * poster_engine_get_store:
 * @self: an engine
 *
 * Returns: (transfer none): where everything is kept
 */
PosterStore *
poster_engine_get_store (PosterEngine *self)
{
  return self->store;
}

/**
 * poster_engine_get_registry:
 * @self: an engine
 *
 * Returns: (transfer none): the connectors
 */
PosterConnectorRegistry *
poster_engine_get_registry (PosterEngine *self)
{
  return self->registry;
}

/**
 * poster_engine_get_secrets:
 * @self: an engine
 *
 * Returns: (transfer none): the vault
 */
PosterSecrets *
poster_engine_get_secrets (PosterEngine *self)
{
  return self->secrets;
}

/**
 * poster_engine_get_clock:
 * @self: an engine
 *
 * Returns: (transfer none): the source of time
 */
PosterClock *
poster_engine_get_clock (PosterEngine *self)
{
  return self->clock;
}
