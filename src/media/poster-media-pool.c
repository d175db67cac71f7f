/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-pool"

#include "poster-media-pool.h"

#include "poster-media-crew.h"
#include "poster-media-job.h"

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
  GObject          parent_instance;
  PosterMediaCrew *crew;
  guint            max_active;
  guint            active;   /* jobs that run */
  GQueue           waiting;  /* (element-type PosterMediaJob), borrowed from their tasks */
};

G_DEFINE_FINAL_TYPE (PosterMediaPool, poster_media_pool, G_TYPE_OBJECT)

static void
dispatch (PosterMediaPool *self)
{
  while (self->active < self->max_active && !g_queue_is_empty (&self->waiting))
    {
      self->active++;
      poster_media_job_run (g_queue_pop_head (&self->waiting));
    }
}

static void
job_done_cb (PosterMediaJob *job,
             gpointer        user_data)
{
  PosterMediaPool *self = user_data;

  /* A job may be cancelled while it waits. */
  if (!g_queue_remove (&self->waiting, job))
    self->active--;
  dispatch (self);
}

static void
submit (PosterMediaPool *self,
        PosterMediaJob  *job,
        GTask           *task)
{
  poster_media_job_set_task (job, task);
  g_queue_push_tail (&self->waiting, job);
  dispatch (self);
}

static void
poster_media_pool_finalize (GObject *object)
{
  PosterMediaPool *self = POSTER_MEDIA_POOL (object);

  /* Every job holds a reference, so there is none now. */
  g_clear_pointer (&self->crew, poster_media_crew_free);
  G_OBJECT_CLASS (poster_media_pool_parent_class)->finalize (object);
}

static void
poster_media_pool_class_init (PosterMediaPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_media_pool_finalize;
}

static void
poster_media_pool_init (PosterMediaPool *self)
{
  g_queue_init (&self->waiting);
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

  self->crew = poster_media_crew_new (clock, worker_path);
  self->max_active = max_workers > 0 ? max_workers : g_get_num_processors ();
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
  poster_media_crew_set_memory_limit_bytes (self->crew, memory_limit_bytes);
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

  g_task_set_source_tag (task, poster_media_pool_probe_async);
  submit (self, poster_media_job_new (POSTER_MEDIA_JOB_PROBE, file, self->crew, job_done_cb, self), task);
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
  PosterMediaJob *job = poster_media_job_new (POSTER_MEDIA_JOB_THUMBNAIL, file, self->crew, job_done_cb, self);

  g_task_set_source_tag (task, poster_media_pool_thumbnail_async);
  poster_media_job_set_frame (job, max_width, max_height, position_us);
  submit (self, job, task);
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
  int made_width, made_height;

  g_return_val_if_fail (g_async_result_is_tagged (result, poster_media_pool_thumbnail_async), NULL);

  poster_media_job_get_frame_size (g_task_get_task_data (G_TASK (result)), &made_width, &made_height);
  if (width != NULL)
    *width = made_width;
  if (height != NULL)
    *height = made_height;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_media_pool_filmstrip_async:
 * @self: a pool
 * @file: a video
 * @frames: how many pictures, at most 64
 * @max_width: at most so many pixels wide is each
 * @max_height: at most so many pixels high is each
 * @cancellable: (nullable): ends the work at once
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes small pictures of @file from beginning to end, one from about the middle of each of @frames
 * equal parts: quickly, rather than of exactly that moment.
 */
void
poster_media_pool_filmstrip_async (PosterMediaPool     *self,
                                   GFile               *file,
                                   int                  frames,
                                   int                  max_width,
                                   int                  max_height,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PosterMediaJob *job = poster_media_job_new (POSTER_MEDIA_JOB_THUMBNAIL, file, self->crew, job_done_cb, self);

  g_task_set_source_tag (task, poster_media_pool_filmstrip_async);
  poster_media_job_set_filmstrip (job, frames, max_width, max_height);
  submit (self, job, task);
}

/**
 * poster_media_pool_filmstrip_finish:
 * @self: a pool
 * @result: the result
 * @error: as poster_media_pool_thumbnail_finish()
 *
 * Returns: (transfer full) (nullable): a PNG, of the pictures side by side without gaps, all of them
 *   equally wide; %NULL on error
 */
GBytes *
poster_media_pool_filmstrip_finish (PosterMediaPool  *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_media_pool_filmstrip_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_media_pool_convert_async:
 * @self: a pool
 * @file: a file that can be read
 * @facts: its facts
 * @conversion: what is to be done to it
 * @destination: a local file: the result; there when all of it is, and only then
 * @progress: (nullable) (scope notified) (closure progress_data): told the progress, in thousandths,
 *   until @callback
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends the work at once, without a result
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes another file of @file, which stays as it is. The worker that does it lets everybody else on
 * this computer go first.
 */
void
poster_media_pool_convert_async (PosterMediaPool        *self,
                                 GFile                  *file,
                                 const PosterMediaFacts *facts,
                                 PosterConversion       *conversion,
                                 GFile                  *destination,
                                 PosterProgressFunc      progress,
                                 gpointer                progress_data,
                                 GCancellable           *cancellable,
                                 GAsyncReadyCallback     callback,
                                 gpointer                user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PosterMediaJob *job = poster_media_job_new (POSTER_MEDIA_JOB_CONVERT, file, self->crew, job_done_cb, self);

  g_task_set_source_tag (task, poster_media_pool_convert_async);
  poster_media_job_set_conversion (job, conversion, facts, destination, progress, progress_data);
  submit (self, job, task);
}

/**
 * poster_media_pool_convert_finish:
 * @self: a pool
 * @result: the result
 * @error: %G_IO_ERROR_NOT_SUPPORTED where a decoder or encoder is missing, %G_IO_ERROR_NO_SPACE,
 *   %G_IO_ERROR_INVALID_DATA where @file is at fault, %G_IO_ERROR_CANCELLED, other errors of files
 *
 * Returns: whether the result is there
 */
gboolean
poster_media_pool_convert_finish (PosterMediaPool  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_media_pool_convert_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
