/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-job"

#include "poster-media-job.h"

#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-media-file.h"
#include "poster-media-result.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* A worker that gives no sign of life for this long is at an end. */
#define SILENCE_LIMIT_US (10 * G_USEC_PER_SEC)
/* Loading the media libraries for the first time on a slow disk. */
#define LOADING_LIMIT_US (60 * G_USEC_PER_SEC)
/* How often a busy worker is looked at. */
#define LOOK_US          (G_USEC_PER_SEC / 2)

/* A thumbnail is at most this long; a worker that says otherwise is broken. */
#define MAX_THUMBNAIL_BYTES (64 << 20)
/* How often a request is given to a fresh worker after one that ended without a word. */
#define MAX_ATTEMPTS        2

static const char *const request_names[] = { "probe", "thumbnail", "convert" };

/* One file that a worker is to look at: the data of the task that returns what it found. */
struct _PosterMediaJob
{
  /* Input. */
  PosterMediaJobKind      kind;
  GFile                  *file;
  PosterMediaCrew        *crew;  /* borrowed: the task's source holds it */
  PosterMediaJobDoneFunc  done;
  gpointer                done_data;
  int                     max_width;
  int                     max_height;
  gint64                  position_us;
  int                     frames;      /* of a filmstrip; 0 for one picture */
  JsonObject             *plan;        /* (nullable): of a conversion */
  GFile                  *destination; /* (nullable): likewise */
  gint64                  expected;    /* bytes */
  PosterProgressFunc      progress;
  gpointer                progress_data;

  /* In progress. */
  GTask                  *task;       /* (owned) until it returns */
  GSource                *cancelled;  /* (nullable) */
  GSource                *look;       /* (nullable) */
  PosterMediaWorker      *worker;     /* (nullable) */
  int                     fd;
  PosterMediaResult      *result;     /* (nullable): of a conversion */
  gint64                  size;
  guint                   attempts;
  gboolean                ready;      /* the worker has said that it started */
  gboolean                heard;      /* the worker has said something about this job */
  gint64                  quiet_since_us;
  gint64                  quiet_limit_us;

  /* Result. */
  int                     width;
  int                     height;
};

/* The steps: (waiting) -> run -> opened -> (start -> message*)+ -> end. */
static void job_opened_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void job_start      (PosterMediaJob *job);
static void job_message_cb (PosterMediaWorker *worker, JsonObject *message, int fd, gpointer user_data);
static void look_later     (PosterMediaJob *job);

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
job_free (PosterMediaJob *job)
{
  if (job->fd >= 0)
    close (job->fd);
  g_clear_pointer (&job->result, poster_media_result_free);
  g_clear_pointer (&job->plan, json_object_unref);
  g_clear_object (&job->destination);
  g_object_unref (job->file);
  g_free (job);
}

static void
close_descriptor (gpointer data)
{
  close (GPOINTER_TO_INT (data) - 1);
}

typedef struct
{
  GFile             *file;
  GFile             *destination;  /* (nullable) */
  gint64             expected;
  PosterMediaResult *result;       /* (nullable) */
  gint64             size;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->file);
  g_clear_object (&opening->destination);
  g_clear_pointer (&opening->result, poster_media_result_free);
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
  if (opening->destination != NULL)
    {
      opening->result = poster_media_result_new (opening->destination, opening->expected, &error);
      if (opening->result == NULL)
        {
          close (fd);
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
    }
  /* One more than the descriptor: none of them is then a null pointer. */
  g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), close_descriptor);
}

/* Takes leave of everybody but the task, which the caller lets return.
 *
 * Returns: (transfer full): the task */
static GTask *
job_end (PosterMediaJob *job)
{
  destroy_source (&job->cancelled);
  destroy_source (&job->look);
  g_clear_pointer (&job->worker, poster_media_worker_free);
  job->done (job, job->done_data);
  return g_steal_pointer (&job->task);
}

static void
job_fail (PosterMediaJob *job,
          GError         *error)
{
  g_autoptr(GTask) task = job_end (job);

  g_task_return_error (task, error);
}

static void
job_succeed (PosterMediaJob *job,
             gpointer        result,
             GDestroyNotify  free_result)
{
  g_autoptr(GTask) task = NULL;

  if (job->worker != NULL)
    poster_media_crew_rest (job->crew, g_steal_pointer (&job->worker));
  task = job_end (job);
  g_task_return_pointer (task, result, free_result);
}

/* The worker came to grief over the file: that is an answer about the file. */
static void
job_give_up (PosterMediaJob *job,
             const char     *problem)
{
  PosterMediaFacts *facts;

  g_clear_pointer (&job->worker, poster_media_worker_free);
  if (job->kind != POSTER_MEDIA_JOB_PROBE)
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
  PosterMediaJob *job = user_data;
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    return G_SOURCE_CONTINUE;
  job_fail (job, error);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (PosterMediaJob *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (cancellable == NULL)
    return;
  job->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (job->cancelled, G_SOURCE_FUNC (job_cancelled_cb), job, NULL);
  g_source_attach (job->cancelled, poster_media_crew_get_context (job->crew));
}

static gint64
now_us (PosterMediaJob *job)
{
  return poster_clock_get_monotonic_us (poster_media_crew_get_clock (job->crew));
}

static gboolean
job_look_cb (gpointer user_data)
{
  PosterMediaJob *job = user_data;
  gint64 limit_bytes = poster_media_crew_get_memory_limit_bytes (job->crew);
  gint64 quiet_us = now_us (job) - job->quiet_since_us;

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
  if (poster_media_worker_get_memory_bytes (job->worker) > limit_bytes)
    {
      g_autofree char *limit = g_format_size_full ((guint64) limit_bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *problem = g_strdup_printf (
        /* Translators: %s is an amount of memory, e.g. "2.0 GiB" */
        _("The file cannot be read: it would take more than %s of memory. It is damaged, or made to do harm."),
        limit);

      job_give_up (job, problem);
      return G_SOURCE_REMOVE;
    }

  look_later (job);
  return G_SOURCE_REMOVE;
}

static void
look_later (PosterMediaJob *job)
{
  job->look = poster_clock_create_delay (poster_media_crew_get_clock (job->crew), LOOK_US);
  g_source_set_callback (job->look, job_look_cb, job, NULL);
  g_source_attach (job->look, poster_media_crew_get_context (job->crew));
}

static void
job_worker_ended (PosterMediaJob *job)
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
                                  poster_media_crew_get_worker_path (job->crew)));
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
keep_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;

  if (poster_media_result_keep (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PosterMediaJob *job = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    job_succeed (job, GINT_TO_POINTER (TRUE), NULL);
  else
    job_fail (job, error);
}

/* The result is whole: it gets its name, cancelled or not. */
static void
job_converted (PosterMediaJob *job)
{
  g_autoptr(GTask) task = NULL;

  destroy_source (&job->cancelled);
  destroy_source (&job->look);
  /* A worker that has encoded holds on to much memory, and to its low priority. */
  g_clear_pointer (&job->worker, poster_media_worker_free);
  g_main_context_push_thread_default (poster_media_crew_get_context (job->crew));
  task = g_task_new (NULL, NULL, kept_cb, job);
  g_main_context_pop_thread_default (poster_media_crew_get_context (job->crew));
  g_task_set_task_data (task, job->result, NULL);
  g_task_run_in_thread (task, keep_thread);
}

static void
job_failed (PosterMediaJob *job,
            JsonObject     *message)
{
  const char *reason = poster_json_get_string (message, "message");
  int code = (int) poster_json_get_int (message, "code", G_IO_ERROR_FAILED);

  if (job->kind == POSTER_MEDIA_JOB_CONVERT)
    g_clear_pointer (&job->worker, poster_media_worker_free);
  else
    poster_media_crew_rest (job->crew, g_steal_pointer (&job->worker));
  job_fail (job, g_error_new_literal (G_IO_ERROR, code,
                                      reason != NULL ? reason : _("No picture of the file could be made.")));
}

static void
job_message_cb (PosterMediaWorker *worker,
                JsonObject        *message,
                int                fd,
                gpointer           user_data)
{
  PosterMediaJob *job = user_data;
  const char *event = message != NULL ? poster_json_get_string (message, "event") : NULL;
  GBytes *bytes = NULL;

  if (message == NULL)
    {
      job_worker_ended (job);
      return;
    }
  job->quiet_since_us = now_us (job);
  job->quiet_limit_us = g_strcmp0 (event, "loading") == 0 ? LOADING_LIMIT_US : SILENCE_LIMIT_US;
  if (g_strcmp0 (event, "ready") == 0)
    job->ready = TRUE;
  else
    job->heard = TRUE;

  if (g_strcmp0 (event, "facts") == 0 && job->kind == POSTER_MEDIA_JOB_PROBE)
    {
      JsonObject *json = poster_json_get_object (message, "facts");
      PosterMediaFacts *facts = json != NULL ? poster_media_facts_from_json (json) : poster_media_facts_new ();

      facts->size = job->size;
      if (facts->type == POSTER_MEDIA_UNREADABLE && facts->problem == NULL)
        facts->problem = g_strdup (_("The file cannot be read."));
      job_succeed (job, facts, (GDestroyNotify) poster_media_facts_unref);
    }
  else if (g_strcmp0 (event, "thumbnail") == 0 && job->kind == POSTER_MEDIA_JOB_THUMBNAIL)
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
  else if (g_strcmp0 (event, "converted") == 0 && job->kind == POSTER_MEDIA_JOB_CONVERT)
    job_converted (job);
  else if (g_strcmp0 (event, "failed") == 0 && job->kind != POSTER_MEDIA_JOB_PROBE)
    job_failed (job, message);
  else if (job->progress != NULL && json_object_has_member (message, "fraction"))
    job->progress ((gint64) (poster_json_get_double (message, "fraction", 0) * 1000), 1000, job->progress_data);
  if (fd >= 0)
    close (fd);
}

static void
send_result (PosterMediaJob *job)
{
  g_autoptr(JsonObject) scratch = json_object_new ();
  g_autoptr(JsonObject) output = json_object_new ();

  json_object_set_string_member (scratch, "request", "scratch");
  json_object_set_string_member (output, "request", "output");
  poster_media_worker_send (job->worker, scratch, poster_media_result_get_scratch_fd (job->result));
  poster_media_worker_send (job->worker, output, poster_media_result_get_fd (job->result));
}

static void
job_start (PosterMediaJob *job)
{
  g_autoptr(JsonObject) request = json_object_new ();
  GError *error = NULL;

  job->attempts++;
  job->heard = FALSE;
  job->worker = job->attempts == 1 ? poster_media_crew_wake (job->crew) : NULL;
  job->ready = job->worker != NULL;
  if (job->worker == NULL)
    job->worker = poster_media_crew_hire (job->crew, &error);
  if (job->worker == NULL)
    {
      g_prefix_error (&error, _("The part of the program that reads media does not start: "));
      job_fail (job, error);
      return;
    }
  poster_media_worker_set_func (job->worker, job_message_cb, job);

  json_object_set_string_member (request, "request", request_names[job->kind]);
  if (job->kind == POSTER_MEDIA_JOB_THUMBNAIL)
    {
      json_object_set_int_member (request, "width", job->max_width);
      json_object_set_int_member (request, "height", job->max_height);
      if (job->frames > 0)
        json_object_set_int_member (request, "frames", job->frames);
      else
        json_object_set_int_member (request, "position", job->position_us);
    }
  /* A worker that is not there to take it has closed its end, which comes as a message. */
  if (job->kind == POSTER_MEDIA_JOB_CONVERT)
    json_object_set_object_member (request, "plan", json_object_ref (job->plan));
  poster_media_worker_send (job->worker, request, job->fd);
  if (job->kind == POSTER_MEDIA_JOB_CONVERT)
    send_result (job);
  job->quiet_since_us = now_us (job);
  job->quiet_limit_us = SILENCE_LIMIT_US;
  look_later (job);
}

static void
job_opened_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  PosterMediaJob *job = user_data;
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
  job->result = g_steal_pointer (&opening->result);
  watch_cancellable (job);
  job_start (job);
}

/**
 * poster_media_job_new:
 * @kind: what to find out
 * @file: a file, its name in any bytes
 * @crew: where workers come from
 * @done: (closure done_data): told when the job is at its end, before its task returns
 * @done_data: passed to @done
 *
 * Returns: (transfer full): a job, to be given to its task
 */
PosterMediaJob *
poster_media_job_new (PosterMediaJobKind      kind,
                      GFile                  *file,
                      PosterMediaCrew        *crew,
                      PosterMediaJobDoneFunc  done,
                      gpointer                done_data)
{
  PosterMediaJob *self = g_new0 (PosterMediaJob, 1);

  self->kind = kind;
  self->file = g_object_ref (file);
  self->crew = crew;
  self->done = done;
  self->done_data = done_data;
  self->fd = -1;
  return self;
}

/**
 * poster_media_job_set_task:
 * @self: (transfer full): a job; it becomes the data of @task
 * @task: (transfer full): what returns the outcome
 *
 * From now on the job can be cancelled.
 */
void
poster_media_job_set_task (PosterMediaJob *self,
                           GTask          *task)
{
  self->task = task;
  g_task_set_task_data (task, self, (GDestroyNotify) job_free);
  watch_cancellable (self);
}

/**
 * poster_media_job_set_frame:
 * @self: a job for a thumbnail
 * @max_width: pixels
 * @max_height: pixels
 * @position_us: of a video, which frame; -1 for a good one
 */
void
poster_media_job_set_frame (PosterMediaJob *self,
                            int             max_width,
                            int             max_height,
                            gint64          position_us)
{
  self->max_width = max_width;
  self->max_height = max_height;
  self->position_us = position_us;
}

/**
 * poster_media_job_set_filmstrip:
 * @self: a job for a thumbnail
 * @frames: how many pictures side by side
 * @max_width: of each, pixels
 * @max_height: of each, pixels
 */
void
poster_media_job_set_filmstrip (PosterMediaJob *self,
                                int             frames,
                                int             max_width,
                                int             max_height)
{
  self->frames = frames;
  self->max_width = max_width;
  self->max_height = max_height;
}

/**
 * poster_media_job_set_conversion:
 * @self: a job for a conversion
 * @conversion: what is to be done
 * @source: the facts of the file
 * @destination: a local file: the result
 * @progress: (nullable) (scope notified) (closure progress_data): told the progress, in thousandths
 * @progress_data: passed to @progress
 */
void
poster_media_job_set_conversion (PosterMediaJob         *self,
                                 PosterConversion       *conversion,
                                 const PosterMediaFacts *source,
                                 GFile                  *destination,
                                 PosterProgressFunc      progress,
                                 gpointer                progress_data)
{
  self->plan = poster_conversion_to_json (conversion);
  json_object_set_object_member (self->plan, "source", poster_media_facts_to_json (source));
  self->destination = g_object_ref (destination);
  self->expected = conversion->expected->size;
  self->progress = progress;
  self->progress_data = progress_data;
}

void
poster_media_job_get_frame_size (PosterMediaJob *self,
                                 int            *width,
                                 int            *height)
{
  *width = self->width;
  *height = self->height;
}

/**
 * poster_media_job_run:
 * @self: a job that has its task
 *
 * Opens the file, which a long list of jobs must not do before their turn: descriptors are few.
 */
void
poster_media_job_run (PosterMediaJob *self)
{
  g_autoptr(GTask) open_task = NULL;
  Opening *opening = g_new0 (Opening, 1);

  /* The opening itself is told. */
  destroy_source (&self->cancelled);
  opening->file = g_object_ref (self->file);
  opening->destination = self->destination != NULL ? g_object_ref (self->destination) : NULL;
  opening->expected = self->expected;
  g_main_context_push_thread_default (poster_media_crew_get_context (self->crew));
  open_task = g_task_new (NULL, g_task_get_cancellable (self->task), job_opened_cb, self);
  g_main_context_pop_thread_default (poster_media_crew_get_context (self->crew));
  g_task_set_source_tag (open_task, poster_media_job_run);
  g_task_set_task_data (open_task, opening, (GDestroyNotify) opening_free);
  g_task_set_return_on_cancel (open_task, TRUE);
  g_task_run_in_thread (open_task, open_thread);
}
