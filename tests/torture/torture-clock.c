/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture-clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* How much faster time goes here: waiting for three seconds takes a third of one. More would make
 * time limits of what is sent to and fro run out on a busy machine. */
#define FACTOR 10

/* What the processes share, in a file. */
typedef struct
{
  _Atomic gint64 skipped_us;  /* how much of the time was skipped */
  gint64         epoch_us;    /* the wall clock when the fast monotonic clock was at 0 */
} Shared;

/* A clock that several processes share: it goes faster than the machine's, and whoever has
 * nothing to do but wait skips the rest of that. A process may also have its wall clock set, as
 * somebody does who sets the machine's. */
struct _TortureClock
{
  PosterClock  parent_instance;
  GMutex       lock;
  Shared      *shared;
  gint64       set_by_us;  /* of this process: how much the wall clock was set ahead */
  GPtrArray   *sources;    /* (element-type WaitSource), borrowed: each takes itself out when freed */
};

typedef struct
{
  GSource       parent;
  TortureClock *clock;
  gboolean      on_wall_clock;
  gint64        at_us;
} WaitSource;

G_DEFINE_FINAL_TYPE (TortureClock, torture_clock, POSTER_TYPE_CLOCK)

static gint64
get_monotonic_us (PosterClock *clock)
{
  return g_get_monotonic_time () * FACTOR + TORTURE_CLOCK (clock)->shared->skipped_us;
}

static gint64
get_now_us (PosterClock *clock)
{
  TortureClock *self = TORTURE_CLOCK (clock);
  gint64 set_by_us;

  g_mutex_lock (&self->lock);
  set_by_us = self->set_by_us;
  g_mutex_unlock (&self->lock);
  return self->shared->epoch_us + get_monotonic_us (clock) + set_by_us;
}

/* With the lock held. */
static void
aim (WaitSource *wait)
{
  TortureClock *self = wait->clock;
  gint64 left_us = wait->at_us - get_monotonic_us (POSTER_CLOCK (self));

  if (wait->on_wall_clock)
    left_us -= self->shared->epoch_us + self->set_by_us;
  g_source_set_ready_time (&wait->parent, g_get_monotonic_time () + MAX (left_us, 0) / FACTOR + (left_us > 0));
}

static gboolean
wait_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  return callback != NULL ? callback (user_data) : G_SOURCE_REMOVE;
}

static void
wait_source_finalize (GSource *source)
{
  WaitSource *wait = (WaitSource *) source;

  g_mutex_lock (&wait->clock->lock);
  g_ptr_array_remove_fast (wait->clock->sources, wait);
  g_mutex_unlock (&wait->clock->lock);
  g_object_unref (wait->clock);
}

static GSourceFuncs wait_source_funcs = {
  .dispatch = wait_source_dispatch,
  .finalize = wait_source_finalize,
};

static GSource *
wait_source_new (PosterClock *clock,
                 gboolean     on_wall_clock,
                 gint64       at_us)
{
  TortureClock *self = TORTURE_CLOCK (clock);
  GSource *source = g_source_new (&wait_source_funcs, sizeof (WaitSource));
  WaitSource *wait = (WaitSource *) source;

  wait->clock = g_object_ref (self);
  wait->on_wall_clock = on_wall_clock;
  wait->at_us = at_us;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->sources, wait);
  aim (wait);
  g_mutex_unlock (&self->lock);
  return source;
}

static GSource *
create_alarm (PosterClock *clock,
              gint64       at_us)
{
  return wait_source_new (clock, TRUE, at_us);
}

static GSource *
create_delay (PosterClock *clock,
              gint64       delay_us)
{
  return wait_source_new (clock, FALSE, get_monotonic_us (clock) + MAX (delay_us, 0));
}

static void
finalize (GObject *object)
{
  TortureClock *self = TORTURE_CLOCK (object);

  munmap (self->shared, sizeof (Shared));
  g_ptr_array_unref (self->sources);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (torture_clock_parent_class)->finalize (object);
}

static void
torture_clock_class_init (TortureClockClass *klass)
{
  PosterClockClass *clock_class = POSTER_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  clock_class->get_now_us = get_now_us;
  clock_class->get_monotonic_us = get_monotonic_us;
  clock_class->create_alarm = create_alarm;
  clock_class->create_delay = create_delay;
}

static void
torture_clock_init (TortureClock *self)
{
  g_mutex_init (&self->lock);
  self->sources = g_ptr_array_new ();
}

/* The clock whose time is in the file @path, which is made where there is none. */
TortureClock *
torture_clock_new (const char *path)
{
  TortureClock *self = g_object_new (TORTURE_TYPE_CLOCK, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, sizeof (Shared)), ==, 0);
  self->shared = mmap (NULL, sizeof (Shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (self->shared != MAP_FAILED);
  close (fd);
  if (self->shared->epoch_us == 0)
    self->shared->epoch_us = g_get_real_time () - g_get_monotonic_time () * FACTOR;
  return self;
}

static void
aim_all (TortureClock *self,
         gboolean      wall_clock_was_set)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      WaitSource *wait = g_ptr_array_index (self->sources, i);

      if (wall_clock_was_set && wait->on_wall_clock)
        g_source_set_ready_time (&wait->parent, 0);
      else
        aim (wait);
    }
}

/* Time passes at once, for all processes that share the clock. */
void
torture_clock_skip (TortureClock *self,
                    gint64        by_us)
{
  g_mutex_lock (&self->lock);
  self->shared->skipped_us += by_us;
  aim_all (self, FALSE);
  g_mutex_unlock (&self->lock);
}

/* Somebody sets this process's wall clock @by_us ahead: every alarm is told. */
void
torture_clock_set (TortureClock *self,
                   gint64        by_us)
{
  g_mutex_lock (&self->lock);
  self->set_by_us += by_us;
  aim_all (self, TRUE);
  g_mutex_unlock (&self->lock);
}
