/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-task-thread"

#include "poster-task-thread.h"

#include <sys/resource.h>
#include <unistd.h>

#define MAX_THREADS 32

/* Unlike g_task_run_in_thread (): silent peers cannot use up the threads that GIO shares among
 * all, and a thread never drops the last reference to a task, and with it perhaps the server. */
typedef struct
{
  GTask            *task;
  PosterThreadWork  work;
  PosterThreadDone  done;
} Job;

static gboolean
done_cb (gpointer user_data)
{
  Job *job = user_data;

  job->done (job->task, g_task_get_task_data (job->task));
  g_object_unref (job->task);
  g_free (job);
  return G_SOURCE_REMOVE;
}

static void
thread_cb (gpointer data,
           gpointer user_data)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Job *job = data;
  GMainContext *context = g_task_get_context (job->task);

  job->work (g_task_get_task_data (job->task), g_task_get_cancellable (job->task));
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, job, NULL);
  g_source_attach (source, context);
}

/* The thread of long work, which stands back behind everything else. */
static void
background_cb (gpointer data,
               gpointer user_data)
{
  setpriority (PRIO_PROCESS, (id_t) gettid (), 19);
  thread_cb (data, user_data);
}

static void
push (GTask            *task,
      PosterThreadWork  work,
      PosterThreadDone  done,
      GThreadPool      *pool)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->work = work;
  job->done = done;
  g_thread_pool_push (pool, job, NULL);
}

/**
 * poster_task_thread_run:
 * @task: (transfer full): a task with data
 * @work: what to do in a thread
 * @done: called when it is done, in the main context of @task
 */
void
poster_task_thread_run (GTask            *task,
                        PosterThreadWork  work,
                        PosterThreadDone  done)
{
  static gsize pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (thread_cb, NULL, MAX_THREADS, FALSE, NULL));
  push (task, work, done, (GThreadPool *) pool);
}

/**
 * poster_task_thread_run_background:
 * @task: (transfer full): a task with data
 * @work: what to do, one after the other, when the machine has nothing better to do
 * @done: called when it is done, in the main context of @task
 */
void
poster_task_thread_run_background (GTask            *task,
                                   PosterThreadWork  work,
                                   PosterThreadDone  done)
{
  static gsize pool;

  /* Exclusive: a thread that stands back is never lent to anybody else. */
  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (background_cb, NULL, 1, TRUE, NULL));
  push (task, work, done, (GThreadPool *) pool);
}
