/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-pool"

#include "poster-media-pool.h"

#include "poster-json.h"
#include "poster-media-file.h"
#include "poster-media-worker.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* A worker that gives no sign of life for this long is at an end. */
#define SILENCE_LIMIT_US (10 * G_USEC_PER_SEC)
/* Loading the media libraries for the first time on a slow disk. */
#define LOADING_LIMIT_US (60 * G_USEC_PER_SEC)
/* How often a busy worker is looked at. */
#define LOOK_US          (G_USEC_PER_SEC / 2)
/* How long a worker waits for more to do. */
#define IDLE_LIMIT_US    (30 * G_USEC_PER_SEC)

#define DEFAULT_MEMORY_LIMIT_BYTES (G_GINT64_CONSTANT (2) << 30)
/* A thumbnail is at most this long; a worker that says otherwise is broken. */
#define MAX_THUMBNAIL_BYTES        (64 << 20)
/* How often a request is given to a fresh worker after one that ended without a word. */
#define MAX_ATTEMPTS               2

/**
 * PosterMediaPool:
 *
 * Reads media files in processes of their own, several at once, so that a file that makes a
 * decoder crash, hang or grow harms nothing but the answer about itself.
 *
 * A pool belongs to the thread-default main context it was made in.
 */
struct _PosterMediaPool
{
  GObject       parent_instance;
  PosterClock  *clock;
  char         *worker_path;
  guint         max_workers;
  gint64        memory_limit_bytes;
  GMainContext *context;
  GQueue        waiting;  /* (element-type GTask) (owned) */
  GPtrArray    *idle;     /* (element-type IdleWorker) (owned) */
  guint         active;   /* jobs that were taken out of @waiting and are not done */
};

G_DEFINE_FINAL_TYPE (PosterMediaPool, poster_media_pool, G_TYPE_OBJECT)

typedef enum
{
  JOB_PROBE,
  JOB_THUMBNAIL,
} JobKind;

typedef struct
{
  PosterMediaPool   *pool;
  PosterMediaWorker *worker;
  GSource           *timeout;
} IdleWorker;

typedef struct
{
  /* Input. */
  JobKind            kind;
  GFile             *file;
  int                max_width;
  int                max_height;
  gint64             position_us;

  /* In progress. */
  PosterMediaPool   *pool;        /* borrowed: the task holds it */
  GTask             *task;        /* borrowed: the job is the task's data */
  GSource           *cancelled;   /* (nullable) */
  GSource           *look;        /* (nullable) */
  PosterMediaWorker *worker;      /* (nullable) (owned) */
  int                fd;
  gint64             size;
  guint              attempts;
  gboolean           ready;       /* the worker has said that it started */
  gboolean           heard;       /* the worker has said something about this job */
  gint64             quiet_since_us;
  gint64             quiet_limit_us;

  /* Result. */
  int                width;
  int                height;
} Job;

/* The steps of a job: waiting -> opened -> (started -> message*)+ -> done. */
static void pool_dispatch     (PosterMediaPool *self);
static void job_opened_cb     (GObject *object, GAsyncResult *result, gpointer user_data);
static void job_start         (Job *job);
static void job_message_cb    (PosterMediaWorker *worker, JsonObject *message, int fd, gpointer user_data);
static void job_done          (Job *job);

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

static void
job_free (Job *job)
{
  destroy_source (&job->cancelled);
  destroy_source (&job->look);
  g_clear_pointer (&job->worker, poster_media_worker_free);
  if (job->fd >= 0)
    close (job->fd);
  g_object_unref (job->file);
  g_free (job);
}

static void
idle_worker_free (IdleWorker *idle)
{
  destroy_source (&idle->timeout);
  g_clear_pointer (&idle->worker, poster_media_worker_free);
  g_free (idle);
}

static gboolean
idle_timeout_cb (gpointer user_data)
{
  IdleWorker *idle = user_data;

  g_ptr_array_remove (idle->pool->idle, idle);
  return G_SOURCE_REMOVE;
}

/* A worker at rest has nothing to say: if it speaks or ends, it is done for. */
static void
idle_message_cb (PosterMediaWorker *worker,
                 JsonObject        *message,
                 int                fd,
                 gpointer           user_data)
{
  IdleWorker *idle = user_data;

  if (fd >= 0)
    close (fd);
  g_ptr_array_remove (idle->pool->idle, idle);
}

static void
pool_rest_worker (PosterMediaPool   *self,
                  PosterMediaWorker *worker)
{
  IdleWorker *idle = g_new0 (IdleWorker, 1);

  idle->pool = self;
  idle->worker = worker;
  idle->timeout = poster_clock_create_delay (self->clock, IDLE_LIMIT_US);
  g_source_set_callback (idle->timeout, idle_timeout_cb, idle, NULL);
  g_source_attach (idle->timeout, self->context);
  poster_media_worker_set_func (worker, idle_message_cb, idle);
  g_ptr_array_add (self->idle, idle);
}

/* Returns: (nullable) (transfer full): a worker at rest, the one that worked last */
static PosterMediaWorker *
pool_wake_worker (PosterMediaPool *self)
{
  IdleWorker *idle;
  PosterMediaWorker *worker;

  if (self->idle->len == 0)
    return NULL;
  idle = g_ptr_array_index (self->idle, self->idle->len - 1);
  worker = g_steal_pointer (&idle->worker);
  poster_media_worker_set_func (worker, NULL, NULL);
  g_ptr_array_remove_index (self->idle, self->idle->len - 1);
  return worker;
}

static void
close_descriptor (gpointer data)
{
  close (GPOINTER_TO_INT (data) - 1);
}

typedef struct
{
  GFile *file;
  gint64 size;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->file);
  g_free (opening);
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr(GError) error = NULL;
  struct stat status;
  int fd = poster_media_file_open (opening->file, &status, &error);

  if (fd < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  opening->size = status.st_size;
  /* One more than the descriptor: none of them is then a null pointer. */
  g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), close_descriptor);
}

/* Takes the job out of the pool. */
static void
job_done (Job *job)
{
  PosterMediaPool *self = job->pool;

  destroy_source (&job->cancelled);
  destroy_source (&job->look);
  g_clear_pointer (&job->worker, poster_media_worker_free);
  self->active--;
}

static void
job_fail (Job    *job,
          GError *error)
{
  g_autoptr(PosterMediaPool) self = g_object_ref (job->pool);
  g_autoptr(GTask) task = job->task;

  job_done (job);
  g_task_return_error (task, error);
  pool_dispatch (self);
}

static void
job_succeed (Job            *job,
             gpointer        result,
             GDestroyNotify  free_result)
{
  g_autoptr(PosterMediaPool) self = g_object_ref (job->pool);
  g_autoptr(GTask) task = job->task;

  if (job->worker != NULL)
    pool_rest_worker (self, g_steal_pointer (&job->worker));
  job_done (job);
  g_task_return_pointer (task, result, free_result);
  pool_dispatch (self);
}

/* The worker came to grief over the file: that is an answer about the file. */
static void
job_give_up (Job        *job,
             const char *problem)
{
  PosterMediaFacts *facts;

  g_clear_pointer (&job->worker, poster_media_worker_free);
  if (job->kind == JOB_THUMBNAIL)
    {
      job_fail (job, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, problem));
      return;
    }
  facts = poster_media_facts_new ();
  facts->type = POSTER_MEDIA_UNREADABLE;
  facts->size = job->size;
  facts->problem = g_strdup (problem);
  job_succeed (job, facts, (GDestroyNotify) poster_media_facts_unref);
}

static gboolean
job_cancelled_cb (GCancellable *cancellable,
                  gpointer      user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    return G_SOURCE_CONTINUE;
  if (g_queue_remove (&job->pool->waiting, job->task))
    job->pool->active++;
  job_fail (job, error);
  return G_SOURCE_REMOVE;
}

static gboolean
job_look_cb (gpointer user_data)
{
  Job *job = user_data;
  PosterMediaPool *self = job->pool;
  gint64 quiet_us = poster_clock_get_monotonic_us (self->clock) - job->quiet_since_us;

  g_clear_pointer (&job->look, g_source_unref);
  if (quiet_us >= job->quiet_limit_us)
    {
      g_autofree char *problem = g_strdup_printf (
        /* Translators: %d is a number of seconds */
        _("The file cannot be read: nothing came of it for %d seconds. It is damaged, or made to do harm."),
        (int) (job->quiet_limit_us / G_USEC_PER_SEC));

      job_give_up (job, problem);
      return G_SOURCE_REMOVE;
    }
  if (poster_media_worker_get_memory_bytes (job->worker) > self->memory_limit_bytes)
    {
      g_autofree char *limit = g_format_size_full ((guint64) self->memory_limit_bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *problem = g_strdup_printf (
        /* Translators: %s is an amount of memory, e.g. "2.0 GiB" */
        _("The file cannot be read: it would take more than %s of memory. It is damaged, or made to do harm."),
        limit);

      job_give_up (job, problem);
      return G_SOURCE_REMOVE;
    }

  job->look = poster_clock_create_delay (self->clock, LOOK_US);
  g_source_set_callback (job->look, job_look_cb, job, NULL);
  g_source_attach (job->look, self->context);
  return G_SOURCE_REMOVE;
}

static void
job_worker_ended (Job *job)
{
  g_clear_pointer (&job->worker, poster_media_worker_free);
  destroy_source (&job->look);
  if (!job->heard && job->attempts < MAX_ATTEMPTS)
    {
      /* It may have ended before it saw the file: no verdict on the file. */
      job_start (job);
      return;
    }
  if (!job->ready)
    {
      job_fail (job, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                  _("The part of the program that reads media, “%s”, does not start."),
                                  job->pool->worker_path));
      return;
    }
  job_give_up (job, _("The file cannot be read: the reader crashed over it. It is damaged, or made to do harm."));
}

/* Returns: (nullable) (transfer full): what the descriptor holds, by reading: a mapping could be
 * pulled away under us */
static GBytes *
read_all (int fd)
{
  struct stat status;
  g_autofree guint8 *data = NULL;
  gsize length, have = 0;

  if (fd < 0 || fstat (fd, &status) < 0 || !S_ISREG (status.st_mode) ||
      status.st_size <= 0 || status.st_size > MAX_THUMBNAIL_BYTES)
    return NULL;
  length = (gsize) status.st_size;
  data = g_malloc (length);
  while (have < length)
    {
      gssize got = pread (fd, data + have, length - have, (off_t) have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return NULL;
      have += (gsize) got;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static void
job_message_cb (PosterMediaWorker *worker,
                JsonObject        *message,
                int                fd,
                gpointer           user_data)
{
  Job *job = user_data;
  const char *event = message != NULL ? poster_json_get_string (message, "event") : NULL;
  GBytes *bytes = NULL;

  if (message == NULL)
    {
      job_worker_ended (job);
      return;
    }
  job->quiet_since_us = poster_clock_get_monotonic_us (job->pool->clock);
  job->quiet_limit_us = g_strcmp0 (event, "loading") == 0 ? LOADING_LIMIT_US : SILENCE_LIMIT_US;
  if (g_strcmp0 (event, "ready") == 0)
    job->ready = TRUE;
  else
    job->heard = TRUE;

  if (g_strcmp0 (event, "facts") == 0 && job->kind == JOB_PROBE)
    {
      JsonObject *json = poster_json_get_object (message, "facts");
      PosterMediaFacts *facts = json != NULL ? poster_media_facts_from_json (json) : poster_media_facts_new ();

      facts->size = job->size;
      job_succeed (job, facts, (GDestroyNotify) poster_media_facts_unref);
    }
  else if (g_strcmp0 (event, "thumbnail") == 0 && job->kind == JOB_THUMBNAIL)
    {
      bytes = read_all (fd);
      job->width = (int) poster_json_get_int (message, "width", 0);
      job->height = (int) poster_json_get_int (message, "height", 0);
      if (bytes != NULL && job->width > 0 && job->height > 0)
        job_succeed (job, bytes, (GDestroyNotify) g_bytes_unref);
      else
        {
          g_clear_pointer (&bytes, g_bytes_unref);
          job_give_up (job, _("No picture of the file could be made."));
        }
    }
  else if (g_strcmp0 (event, "failed") == 0 && job->kind == JOB_THUMBNAIL)
    {
      const char *reason = poster_json_get_string (message, "message");

      pool_rest_worker (job->pool, g_steal_pointer (&job->worker));
      job_fail (job, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                          reason != NULL ? reason : _("No picture of the file could be made.")));
    }
  if (fd >= 0)
    close (fd);
}

static void
job_start (Job *job)
{
  PosterMediaPool *self = job->pool;
  g_autoptr(JsonObject) request = json_object_new ();
  GError *error = NULL;

  job->attempts++;
  job->heard = FALSE;
  job->worker = job->attempts == 1 ? pool_wake_worker (self) : NULL;
  job->ready = job->worker != NULL;
  if (job->worker == NULL)
    {
      g_main_context_push_thread_default (self->context);
      job->worker = poster_media_worker_new (self->worker_path, self->memory_limit_bytes, &error);
      g_main_context_pop_thread_default (self->context);
    }
  if (job->worker == NULL)
    {
      g_prefix_error (&error, _("The part of the program that reads media does not start: "));
      job_fail (job, error);
      return;
    }
  poster_media_worker_set_func (job->worker, job_message_cb, job);

  json_object_set_string_member (request, "request", job->kind == JOB_PROBE ? "probe" : "thumbnail");
  if (job->kind == JOB_THUMBNAIL)
    {
      json_object_set_int_member (request, "width", job->max_width);
      json_object_set_int_member (request, "height", job->max_height);
      json_object_set_int_member (request, "position", job->position_us);
    }
  /* A worker that is not there to take it has closed its end, which comes as a message. */
  poster_media_worker_send (job->worker, request, job->fd);
  job->quiet_since_us = poster_clock_get_monotonic_us (self->clock);
  job->quiet_limit_us = SILENCE_LIMIT_US;
  job->look = poster_clock_create_delay (self->clock, LOOK_US);
  g_source_set_callback (job->look, job_look_cb, job, NULL);
  g_source_attach (job->look, self->context);
}

static void
job_opened_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Job *job = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer descriptor = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    {
      job_fail (job, error);
      return;
    }
  job->fd = GPOINTER_TO_INT (descriptor) - 1;
  job->size = opening->size;
  if (g_task_get_cancellable (job->task) != NULL)
    {
      job->cancelled = g_cancellable_source_new (g_task_get_cancellable (job->task));
      g_source_set_callback (job->cancelled, G_SOURCE_FUNC (job_cancelled_cb), job, NULL);
      g_source_attach (job->cancelled, job->pool->context);
    }
  job_start (job);
}

/* Files are opened only when their turn comes: a long list must not use up the descriptors. */
static void
job_open (Job *job)
{
  g_autoptr(GTask) open_task = NULL;
  Opening *opening = g_new0 (Opening, 1);

  destroy_source (&job->cancelled);
  opening->file = g_object_ref (job->file);
  g_main_context_push_thread_default (job->pool->context);
  open_task = g_task_new (job->pool, g_task_get_cancellable (job->task), job_opened_cb, job);
  g_main_context_pop_thread_default (job->pool->context);
  g_task_set_source_tag (open_task, job_open);
  g_task_set_task_data (open_task, opening, (GDestroyNotify) opening_free);
  g_task_set_return_on_cancel (open_task, TRUE);
  g_task_run_in_thread (open_task, open_thread);
}

static void
pool_dispatch (PosterMediaPool *self)
{
  while (self->active < self->max_workers && !g_queue_is_empty (&self->waiting))
    {
      GTask *task = g_queue_pop_head (&self->waiting);

      self->active++;
      job_open (g_task_get_task_data (task));
    }
}

static void
pool_submit (PosterMediaPool *self,
             GTask           *task,
             Job             *job)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  job->pool = self;
  job->task = task;
  job->fd = -1;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (cancellable != NULL)
    {
      job->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (job->cancelled, G_SOURCE_FUNC (job_cancelled_cb), job, NULL);
      g_source_attach (job->cancelled, self->context);
    }
  g_queue_push_tail (&self->waiting, task);
  pool_dispatch (self);
}

static void
poster_media_pool_dispose (GObject *object)
{
  PosterMediaPool *self = POSTER_MEDIA_POOL (object);

  /* Every job holds a reference, so there is none now. */
  g_ptr_array_set_size (self->idle, 0);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_media_pool_parent_class)->dispose (object);
}

static void
poster_media_pool_finalize (GObject *object)
{
  PosterMediaPool *self = POSTER_MEDIA_POOL (object);

  g_ptr_array_unref (self->idle);
  g_main_context_unref (self->context);
  g_free (self->worker_path);
  G_OBJECT_CLASS (poster_media_pool_parent_class)->finalize (object);
}

static void
poster_media_pool_class_init (PosterMediaPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_media_pool_dispose;
  object_class->finalize = poster_media_pool_finalize;
}

static void
poster_media_pool_init (PosterMediaPool *self)
{
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) idle_worker_free);
  self->context = g_main_context_ref_thread_default ();
  self->memory_limit_bytes = DEFAULT_MEMORY_LIMIT_BYTES;
  g_queue_init (&self->waiting);
}

/* Where the worker is: where the environment says; in the build tree or the installation that
 * this program is in, wherever that was moved; where it was to be installed. */
static char *
find_worker (void)
{
  static const char *const beside[] = { "media", "../media", "../libexec" };
  const char *named = g_getenv ("POSTER_MEDIA_WORKER");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  if (named != NULL && *named != '\0')
    return g_strdup (named);
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], "late-poster-media", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return g_strdup (POSTER_MEDIA_WORKER_PATH);
}

/**
 * poster_media_pool_new:
 * @clock: what tells the time
 * @worker_path: (nullable): the worker's executable; %NULL for the one that belongs to this
 *   program, or that the environment variable `POSTER_MEDIA_WORKER` names
 * @max_workers: how many files are read at once; 0 for as many as there are processors
 *
 * Returns: (transfer full): a pool for the thread-default main context of the caller. Workers
 *   start when there is something to do, and end a while after.
 */
PosterMediaPool *
poster_media_pool_new (PosterClock *clock,
                       const char  *worker_path,
                       guint        max_workers)
{
  PosterMediaPool *self = g_object_new (POSTER_TYPE_MEDIA_POOL, NULL);

  self->clock = g_object_ref (clock);
  self->worker_path = worker_path != NULL ? g_strdup (worker_path) : find_worker ();
  self->max_workers = max_workers > 0 ? max_workers : g_get_num_processors ();
  return self;
}

/**
 * poster_media_pool_set_memory_limit:
 * @self: a pool
 * @memory_limit_bytes: how much memory a worker may use; 2 GiB when nothing is said
 *
 * For workers that start from now on.
 */
void
poster_media_pool_set_memory_limit (PosterMediaPool *self,
                                    gint64           memory_limit_bytes)
{
  self->memory_limit_bytes = memory_limit_bytes;
}

/**
 * poster_media_pool_probe_async:
 * @self: a pool
 * @file: a file, its name in any bytes
 * @cancellable: (nullable): ends the work at once
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Measures @file.
 */
void
poster_media_pool_probe_async (PosterMediaPool     *self,
                               GFile               *file,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, poster_media_pool_probe_async);
  job->kind = JOB_PROBE;
  job->file = g_object_ref (file);
  pool_submit (self, task, job);
}

/**
 * poster_media_pool_probe_finish:
 * @self: a pool
 * @result: the result
 * @error: %POSTER_ERROR_FILE_MISSING, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_CANCELLED and other
 *   #GIOErrorEnum: the file could not be looked at. A file that could and makes no sense is no
 *   error, but a fact: %POSTER_MEDIA_UNREADABLE, with the reason in `problem`.
 *
 * Returns: (transfer full) (nullable): the facts, %NULL on error
 */
PosterMediaFacts *
poster_media_pool_probe_finish (PosterMediaPool  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_media_pool_probe_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_media_pool_thumbnail_async:
 * @self: a pool
 * @file: a video or a picture
 * @max_width: at most so many pixels wide
 * @max_height: at most so many pixels high
 * @position_us: of a video, what frame to show: the one on the screen at this time; -1 picks one
 *   that shows something
 * @cancellable: (nullable): ends the work at once
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a small picture of @file, turned as it is displayed and in its own shape, never larger
 * than the original.
 */
void
poster_media_pool_thumbnail_async (PosterMediaPool     *self,
                                   GFile               *file,
                                   int                  max_width,
                                   int                  max_height,
                                   gint64               position_us,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, poster_media_pool_thumbnail_async);
  job->kind = JOB_THUMBNAIL;
  job->file = g_object_ref (file);
  job->max_width = max_width;
  job->max_height = max_height;
  job->position_us = position_us;
  pool_submit (self, task, job);
}

/**
 * poster_media_pool_thumbnail_finish:
 * @self: a pool
 * @result: the result
 * @width: (out) (optional): pixels
 * @height: (out) (optional): pixels
 * @error: as poster_media_pool_probe_finish(); also %G_IO_ERROR_FAILED when there is no picture
 *   to be had of the file
 *
 * Returns: (transfer full) (nullable): a PNG, %NULL on error
 */
GBytes *
poster_media_pool_thumbnail_finish (PosterMediaPool  *self,
                                    GAsyncResult     *result,
                                    int              *width,
                                    int              *height,
                                    GError          **error)
{
  Job *job;

  g_return_val_if_fail (g_async_result_is_tagged (result, poster_media_pool_thumbnail_async), NULL);

  job = g_task_get_task_data (G_TASK (result));
  if (width != NULL)
    *width = job->width;
  if (height != NULL)
    *height = job->height;
  return g_task_propagate_pointer (G_TASK (result), error);
}
