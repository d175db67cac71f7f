/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-rate-limiter"

#include "poster-rate-limiter.h"

/**
 * PosterRateLimiter:
 *
 * Holds calls back so that no key sees more than so many of them in any window of time, counted
 * as TikTok does: over a sliding minute (reference tiktok-api, section 10). Windows are measured
 * on the clock that never goes back. Keys that hold nothing back any more are forgotten, so that
 * memory follows the keys in use, not those ever seen.
 */
struct _PosterRateLimiter
{
  GObject      parent_instance;
  PosterClock *clock;
  GHashTable  *lanes;  /* (element-type utf8 Lane) */
  gboolean     is_open;
};

typedef struct
{
  PosterRateLimiter *limiter;      /* borrowed: owns us */
  GQueue             calls;        /* (element-type gint64), monotonic, oldest first */
  GQueue             waiters;      /* (element-type Waiter), in the order they came */
  gint64             window_us;    /* the longest asked for: how long calls are remembered */
  gint64             penalty_us;   /* monotonic; nobody before that */
  GSource           *timer;        /* (nullable) */
  gboolean           serving;      /* callbacks may come back to us while we let them go */
} Lane;

typedef struct
{
  Lane    *lane;
  GTask   *task;
  GSource *cancelled;  /* (nullable) */
  guint    max_calls;
  gint64   window_us;
} Waiter;

G_DEFINE_FINAL_TYPE (PosterRateLimiter, poster_rate_limiter, G_TYPE_OBJECT)

static void serve (Lane *lane);

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
  g_clear_object (&waiter->task);
  g_free (waiter);
}

static void
lane_free (Lane *lane)
{
  if (lane->timer != NULL)
    g_source_destroy (lane->timer);
  g_clear_pointer (&lane->timer, g_source_unref);
  g_queue_clear_full (&lane->calls, g_free);
  /* Every waiter's task holds the limiter. */
  g_assert (g_queue_is_empty (&lane->waiters));
  g_free (lane);
}

static Lane *
get_lane (PosterRateLimiter *self,
          const char        *key)
{
  Lane *lane = g_hash_table_lookup (self->lanes, key);

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      lane->limiter = self;
      g_queue_init (&lane->calls);
      g_queue_init (&lane->waiters);
      g_hash_table_insert (self->lanes, g_strdup (key), lane);
    }
  return lane;
}

static void
forget_old_calls (Lane   *lane,
                  gint64  now_us)
{
  const gint64 *oldest;

  while ((oldest = g_queue_peek_head (&lane->calls)) != NULL && *oldest <= now_us - lane->window_us)
    g_free (g_queue_pop_head (&lane->calls));
}

static gboolean
is_idle (gpointer key,
         gpointer value,
         gpointer user_data)
{
  const gint64 *now_us = user_data;
  Lane *lane = value;

  forget_old_calls (lane, *now_us);
  return !lane->serving && g_queue_is_empty (&lane->calls) && g_queue_is_empty (&lane->waiters) &&
         lane->penalty_us <= *now_us;
}

static void
forget_idle_lanes (PosterRateLimiter *self)
{
  gint64 now_us = poster_clock_get_monotonic_us (self->clock);

  g_hash_table_foreach_remove (self->lanes, is_idle, &now_us);
}

/* When, on the monotonic clock, @waiter may go. */
static gint64
get_turn_us (Lane   *lane,
             Waiter *waiter,
             gint64  now_us)
{
  const gint64 *blocking;
  guint n_calls = g_queue_get_length (&lane->calls);

  if (lane->penalty_us > now_us)
    return lane->penalty_us;
  if (n_calls < waiter->max_calls || lane->limiter->is_open)
    return now_us;
  /* The call that has to leave the window before one more fits. */
  blocking = g_queue_peek_nth (&lane->calls, n_calls - waiter->max_calls);
  return *blocking + waiter->window_us;
}

static gboolean
serve_cb (gpointer user_data)
{
  Lane *lane = user_data;

  g_clear_pointer (&lane->timer, g_source_unref);
  serve (lane);
  return G_SOURCE_REMOVE;
}

static void
serve (Lane *lane)
{
  g_autoptr(PosterRateLimiter) keep = g_object_ref (lane->limiter);
  PosterClock *clock = lane->limiter->clock;
  Waiter *waiter;

  if (lane->serving)
    return;
  lane->serving = TRUE;
  if (lane->timer != NULL)
    g_source_destroy (lane->timer);
  g_clear_pointer (&lane->timer, g_source_unref);

  while ((waiter = g_queue_peek_head (&lane->waiters)) != NULL)
    {
      gint64 now_us = poster_clock_get_monotonic_us (clock);
      gint64 turn_us;

      forget_old_calls (lane, now_us);
      turn_us = get_turn_us (lane, waiter, now_us);
      if (turn_us > now_us)
        {
          lane->timer = poster_clock_create_delay (clock, turn_us - now_us);
          g_source_set_callback (lane->timer, serve_cb, lane, NULL);
          g_source_attach (lane->timer, g_task_get_context (waiter->task));
          break;
        }
      g_queue_pop_head (&lane->waiters);
      g_queue_push_tail (&lane->calls, g_memdup2 (&now_us, sizeof now_us));
      g_task_return_boolean (waiter->task, TRUE);
      waiter_free (waiter);
    }
  lane->serving = FALSE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Waiter *waiter = user_data;
  g_autoptr(GTask) task = g_object_ref (waiter->task);
  Lane *lane = waiter->lane;

  g_queue_remove (&lane->waiters, waiter);
  waiter_free (waiter);
  serve (lane);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
poster_rate_limiter_finalize (GObject *object)
{
  PosterRateLimiter *self = POSTER_RATE_LIMITER (object);

  g_clear_pointer (&self->lanes, g_hash_table_unref);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_rate_limiter_parent_class)->finalize (object);
}

static void
poster_rate_limiter_class_init (PosterRateLimiterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_rate_limiter_finalize;
}

static void
poster_rate_limiter_init (PosterRateLimiter *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lane_free);
}

/**
 * poster_rate_limiter_new:
 * @clock: the time
 *
 * Returns: (transfer full): a limiter, for one main context
 */
PosterRateLimiter *
poster_rate_limiter_new (PosterClock *clock)
{
  PosterRateLimiter *self = g_object_new (POSTER_TYPE_RATE_LIMITER, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

/**
 * poster_rate_limiter_acquire_async:
 * @self: a limiter
 * @key: what the limit is counted for: connection id and endpoint
 * @max_calls: how many calls are allowed, at least 1
 * @window_us: in how much time, in microseconds
 * @cancellable: (nullable): gives the place in the queue up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Waits until one more call is allowed for @key, in the order of asking, and counts it.
 */
void
poster_rate_limiter_acquire_async (PosterRateLimiter   *self,
                                   const char          *key,
                                   guint                max_calls,
                                   gint64               window_us,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Lane *lane;
  Waiter *waiter;

  g_return_if_fail (max_calls > 0 && window_us > 0);

  g_task_set_source_tag (task, poster_rate_limiter_acquire_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  forget_idle_lanes (self);
  lane = get_lane (self, key);
  lane->window_us = MAX (lane->window_us, window_us);

  waiter = g_new0 (Waiter, 1);
  waiter->lane = lane;
  waiter->task = g_object_ref (task);
  waiter->max_calls = max_calls;
  waiter->window_us = window_us;
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_queue_push_tail (&lane->waiters, waiter);
  serve (lane);
}

/**
 * poster_rate_limiter_acquire_finish:
 * @self: a limiter
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the call may be made now
 */
gboolean
poster_rate_limiter_acquire_finish (PosterRateLimiter  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_rate_limiter_get_wait_us:
 * @self: a limiter
 * @key: what the limit is counted for
 * @max_calls: how many calls are allowed, at least 1
 * @window_us: in how much time, in microseconds
 *
 * Tells how long poster_rate_limiter_acquire_async() would wait, for who has better things to do
 * meanwhile.
 *
 * Returns: microseconds, 0 when one more call is allowed now
 */
gint64
poster_rate_limiter_get_wait_us (PosterRateLimiter *self,
                                 const char        *key,
                                 guint              max_calls,
                                 gint64             window_us)
{
  gint64 now_us = poster_clock_get_monotonic_us (self->clock);
  Lane *lane = g_hash_table_lookup (self->lanes, key);
  Waiter waiter = { .max_calls = max_calls, .window_us = window_us };
  gint64 turn_us;

  if (lane == NULL)
    return 0;
  forget_old_calls (lane, now_us);
  turn_us = get_turn_us (lane, &waiter, now_us);
  if (!g_queue_is_empty (&lane->waiters))
    turn_us = MAX (turn_us, get_turn_us (lane, g_queue_peek_tail (&lane->waiters), now_us));
  return MAX (turn_us - now_us, 0);
}

/**
 * poster_rate_limiter_penalise:
 * @self: a limiter
 * @key: what the limit is counted for
 * @until_us: an instant, microseconds since the epoch
 *
 * The service said that @key is over its limit: nobody passes before @until_us. A penalty in
 * force is lengthened, never shortened.
 */
void
poster_rate_limiter_penalise (PosterRateLimiter *self,
                              const char        *key,
                              gint64             until_us)
{
  gint64 left_us = until_us - poster_clock_get_now_us (self->clock);
  gint64 now_us = poster_clock_get_monotonic_us (self->clock);
  Lane *lane;

  if (left_us <= 0)
    return;
  forget_idle_lanes (self);
  lane = get_lane (self, key);
  lane->penalty_us = MAX (lane->penalty_us, now_us + left_us);
  serve (lane);
}

/**
 * poster_rate_limiter_set_open:
 * @self: a limiter
 * @is_open: whether any number of calls may pass; penalties hold all the same
 *
 * For a service that is known to count nothing, as when speed is measured.
 */
void
poster_rate_limiter_set_open (PosterRateLimiter *self,
                              gboolean           is_open)
{
  self->is_open = is_open;
}

/**
 * poster_rate_limiter_get_n_keys:
 * @self: a limiter
 *
 * Returns: how many keys hold somebody back, or would
 */
guint
poster_rate_limiter_get_n_keys (PosterRateLimiter *self)
{
  forget_idle_lanes (self);
  return g_hash_table_size (self->lanes);
}
