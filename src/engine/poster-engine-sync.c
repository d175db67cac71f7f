/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

#include "poster-error.h"
#include "poster-remote-sync.h"

/* When the services are asked what was done to our posts there: at the beginning, every few minutes
 * while they have any, and when somebody wants it. */

#define INTERVAL_US (5 * G_TIME_SPAN_MINUTE)

/* The accounts are asked for once a day; at the beginning, unless that was done a moment ago. */
#define ACCOUNTS_AGE_US G_TIME_SPAN_DAY
#define ACCOUNTS_AGE_AT_START_US G_TIME_SPAN_HOUR

/* Now and then all is read, in case a service does not tell what changed. */
#define READ_ALL_EVERY 6

static void sync_alarm_clear (PosterEngine *self);
static void synced_cb (GObject *object, GAsyncResult *result, gpointer user_data);

void
poster_engine_sync_init (PosterEngine *self)
{
  self->validators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sync_waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

void
poster_engine_sync_finalize (PosterEngine *self)
{
  sync_alarm_clear (self);
  g_clear_object (&self->sync_cancellable);
  g_hash_table_unref (self->validators);
  g_ptr_array_unref (self->sync_waiters);
}

static void
sync_alarm_clear (PosterEngine *self)
{
  if (self->sync_alarm != NULL)
    g_source_destroy (self->sync_alarm);
  g_clear_pointer (&self->sync_alarm, g_source_unref);
}

static void
sync_now (PosterEngine *self,
          gint64        accounts_age_us)
{
  if (self->lock == NULL || self->stop_task != NULL)
    return;
  if (self->sync_cancellable != NULL)
    {
      self->sync_again = TRUE;
      return;
    }
  sync_alarm_clear (self);
  self->sync_again = FALSE;
  self->sync_cancellable = g_cancellable_new ();
  if (self->n_syncs++ % READ_ALL_EVERY == 0)
    g_hash_table_remove_all (self->validators);
  poster_remote_sync_run_async (self->store, self->registry, self->clock, self->validators, NULL, accounts_age_us,
                                self->sync_cancellable, synced_cb, g_object_ref (self));
}

void
poster_engine_sync_start (PosterEngine *self)
{
  sync_now (self, ACCOUNTS_AGE_AT_START_US);
}

/* Returns: whether it has ended */
gboolean
poster_engine_sync_stop (PosterEngine *self)
{
  sync_alarm_clear (self);
  if (self->sync_cancellable != NULL)
    g_cancellable_cancel (self->sync_cancellable);
  return self->sync_cancellable == NULL;
}

static gboolean
alarm_cb (gpointer user_data)
{
  PosterEngine *self = user_data;

  sync_alarm_clear (self);
  sync_now (self, ACCOUNTS_AGE_US);
  return G_SOURCE_REMOVE;
}

static void
set_alarm (PosterEngine *self,
           gint64        delay_us)
{
  sync_alarm_clear (self);
  self->sync_alarm = poster_clock_create_delay (self->clock, delay_us);
  g_source_set_callback (self->sync_alarm, alarm_cb, self, NULL);
  g_source_attach (self->sync_alarm, g_main_context_get_thread_default ());
}

static void
tell_waiters (PosterEngine *self,
              const GError *error)
{
  g_autoptr(GPtrArray) waiters = g_steal_pointer (&self->sync_waiters);

  self->sync_waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterEngine) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_any_open;

  g_clear_object (&self->sync_cancellable);
  if (!poster_remote_sync_run_finish (POSTER_STORE (object), result, &is_any_open, &error))
    g_debug ("What the services have is not known: %s", error->message);
  self->sync_is_rare = !is_any_open;
  if (self->sync_again && self->stop_task == NULL && self->lock != NULL)
    sync_now (self, self->sync_waiters->len > 0 ? 0 : ACCOUNTS_AGE_US);
  else
    {
      tell_waiters (self, error);
      if (self->stop_task == NULL && self->lock != NULL)
        set_alarm (self, is_any_open ? INTERVAL_US : ACCOUNTS_AGE_US);
    }
  poster_engine_pump (self);
}

/* A job has ended. */
void
poster_engine_sync_note_ended (PosterEngine *self,
                               PosterTarget *target)
{
  if (self->stop_task != NULL || !target->is_handed_over)
    return;
  /* What the service has is what a person chooses from. */
  if (target->state == POSTER_TARGET_HELD && g_strcmp0 (target->error_code, POSTER_ERROR_CODE_REMOTE_CHANGED) == 0)
    sync_now (self, ACCOUNTS_AGE_US);
  else if (self->sync_is_rare && self->sync_cancellable == NULL)
    {
      self->sync_is_rare = FALSE;
      set_alarm (self, INTERVAL_US);
    }
}

/**
 * poster_engine_sync_async:
 * @self: an engine that runs
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks the services now what was done to our posts and accounts there.
 */
void
poster_engine_sync_async (PosterEngine        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_engine_sync_async);
  if (self->lock == NULL || self->stop_task != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine does not run");
      return;
    }
  g_hash_table_remove_all (self->validators);
  if (self->sync_cancellable != NULL)
    {
      /* What runs may have gone past what is meant: it is done once more. */
      g_ptr_array_add (self->sync_waiters, g_steal_pointer (&task));
      self->sync_again = TRUE;
      return;
    }
  sync_now (self, 0);
  g_ptr_array_add (self->sync_waiters, g_steal_pointer (&task));
}

/**
 * poster_engine_sync_finish:
 * @self: an engine
 * @result: the result
 * @error: what a service said
 *
 * Returns: whether all of it is up to date
 */
gboolean
poster_engine_sync_finish (PosterEngine  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
