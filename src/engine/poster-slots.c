/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-slots"

#include "poster-slots.h"

/**
 * PosterSlots:
 *
 * Lets a few do at once what is slower the more do it: sending files over one line. Who comes first
 * goes first. Whoever has had a slot for longer than the lease keeps at it, but is not counted any
 * more, so that a line that crawls for one account holds up nobody else for longer than that.
 *
 * For one main context.
 */
struct _PosterSlots
{
  GObject      parent_instance;

  PosterClock *clock;
  guint        n_slots;
  gint64       lease_us;
  GQueue       holders;  /* (element-type Holder), whose lease has not ended, oldest first */
  GQueue       waiters;  /* (element-type Waiter) */
  GSource     *timer;    /* (nullable) */
};

typedef struct
{
  gpointer holder;
  gint64   ends_us;  /* monotonic */
} Holder;

typedef struct
{
  PosterSlots *slots;
  GTask       *task;
  gpointer     holder;
  GSource     *cancelled;  /* (nullable) */
} Waiter;

G_DEFINE_FINAL_TYPE (PosterSlots, poster_slots, G_TYPE_OBJECT)

static void serve (PosterSlots *self);

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
  g_object_unref (waiter->task);
  g_free (waiter);
}

static void
clear_timer (PosterSlots *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
poster_slots_finalize (GObject *object)
{
  PosterSlots *self = POSTER_SLOTS (object);

  /* Every waiter's task holds the slots. */
  g_assert (g_queue_is_empty (&self->waiters));
  clear_timer (self);
  g_queue_clear_full (&self->holders, g_free);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_slots_parent_class)->finalize (object);
}

static void
poster_slots_class_init (PosterSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_slots_finalize;
}

static void
poster_slots_init (PosterSlots *self)
{
  g_queue_init (&self->holders);
  g_queue_init (&self->waiters);
}

/**
 * poster_slots_new:
 * @clock: the time
 * @n_slots: how many at once, at least 1
 * @lease_us: how long one counts, microseconds
 *
 * Returns: (transfer full): slots, all of them free
 */
PosterSlots *
poster_slots_new (PosterClock *clock,
                  guint        n_slots,
                  gint64       lease_us)
{
  PosterSlots *self = g_object_new (POSTER_TYPE_SLOTS, NULL);

  self->clock = g_object_ref (clock);
  self->n_slots = MAX (n_slots, 1);
  self->lease_us = lease_us;
  return self;
}

static gboolean
lease_ended_cb (gpointer user_data)
{
  PosterSlots *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  serve (self);
  return G_SOURCE_REMOVE;
}

static void
serve (PosterSlots *self)
{
  g_autoptr(PosterSlots) keep = g_object_ref (self);
  gint64 now_us = poster_clock_get_monotonic_us (self->clock);
  Holder *oldest;

  while ((oldest = g_queue_peek_head (&self->holders)) != NULL && oldest->ends_us <= now_us)
    g_free (g_queue_pop_head (&self->holders));

  while (!g_queue_is_empty (&self->waiters) && g_queue_get_length (&self->holders) < self->n_slots)
    {
      Waiter *waiter = g_queue_pop_head (&self->waiters);
      Holder *holder = g_new0 (Holder, 1);

      holder->holder = waiter->holder;
      holder->ends_us = now_us + self->lease_us;
      g_queue_push_tail (&self->holders, holder);
      g_task_return_boolean (waiter->task, TRUE);
      waiter_free (waiter);
    }

  clear_timer (self);
  oldest = g_queue_peek_head (&self->holders);
  if (g_queue_is_empty (&self->waiters) || oldest == NULL)
    return;
  self->timer = poster_clock_create_delay (self->clock, oldest->ends_us - now_us);
  g_source_set_callback (self->timer, lease_ended_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Waiter *waiter = user_data;
  g_autoptr(GTask) task = g_object_ref (waiter->task);

  g_queue_remove (&waiter->slots->waiters, waiter);
  waiter_free (waiter);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * poster_slots_acquire_async:
 * @self: slots
 * @holder: who asks, as poster_slots_release() will name it; only compared
 * @cancellable: (nullable): gives the place in the queue up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Waits for a free slot.
 */
void
poster_slots_acquire_async (PosterSlots         *self,
                            gpointer             holder,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Waiter *waiter;

  g_task_set_source_tag (task, poster_slots_acquire_async);
  /* Whoever got one has it, and gives it back. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  waiter = g_new0 (Waiter, 1);
  waiter->slots = self;
  waiter->task = g_object_ref (task);
  waiter->holder = holder;
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_queue_push_tail (&self->waiters, waiter);
  serve (self);
}

/**
 * poster_slots_acquire_finish:
 * @self: slots
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether a slot was given
 */
gboolean
poster_slots_acquire_finish (PosterSlots   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_slots_release:
 * @self: slots
 * @holder: who has done
 *
 * Gives a slot back; nothing when @holder has none.
 */
void
poster_slots_release (PosterSlots *self,
                      gpointer     holder)
{
  for (GList *link = self->holders.head; link != NULL; link = link->next)
    if (((Holder *) link->data)->holder == holder)
      {
        g_free (link->data);
        g_queue_delete_link (&self->holders, link);
        serve (self);
        return;
      }
}
