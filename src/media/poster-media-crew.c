/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-crew"

#include "poster-media-crew.h"

#include <unistd.h>

/* How long a worker waits for more to do. */
#define IDLE_LIMIT_US (30 * G_USEC_PER_SEC)

#define DEFAULT_MEMORY_LIMIT_BYTES (G_GINT64_CONSTANT (2) << 30)

/* The workers of a pool that are at rest, and how to start more. */
struct _PosterMediaCrew
{
  PosterClock  *clock;
  char         *worker_path;
  gint64        memory_limit_bytes;
  GMainContext *context;
  GPtrArray    *resting;  /* (element-type RestingWorker) */
};

typedef struct
{
  PosterMediaCrew   *crew;
  PosterMediaWorker *worker;  /* (nullable), once it is woken */
  GSource           *timeout;
} RestingWorker;

static void
resting_worker_free (RestingWorker *resting)
{
  g_source_destroy (resting->timeout);
  g_source_unref (resting->timeout);
  g_clear_pointer (&resting->worker, poster_media_worker_free);
  g_free (resting);
}

static gboolean
timeout_cb (gpointer user_data)
{
  RestingWorker *resting = user_data;

  g_ptr_array_remove (resting->crew->resting, resting);
  return G_SOURCE_REMOVE;
}

/* A worker at rest has nothing to say: if it speaks or ends, it is done for. */
static void
message_cb (PosterMediaWorker *worker,
            JsonObject        *message,
            int                fd,
            gpointer           user_data)
{
  RestingWorker *resting = user_data;

  if (fd >= 0)
    close (fd);
  g_ptr_array_remove (resting->crew->resting, resting);
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
 * poster_media_crew_new:
 * @clock: what tells the time
 * @worker_path: (nullable): the worker's executable; %NULL for the one that belongs to this
 *   program, or that the environment variable `POSTER_MEDIA_WORKER` names
 *
 * Returns: (transfer full): a crew without workers, for the thread-default main context
 */
PosterMediaCrew *
poster_media_crew_new (PosterClock *clock,
                       const char  *worker_path)
{
  PosterMediaCrew *self = g_new0 (PosterMediaCrew, 1);

  self->clock = g_object_ref (clock);
  self->worker_path = worker_path != NULL ? g_strdup (worker_path) : find_worker ();
  self->memory_limit_bytes = DEFAULT_MEMORY_LIMIT_BYTES;
  self->context = g_main_context_ref_thread_default ();
  self->resting = g_ptr_array_new_with_free_func ((GDestroyNotify) resting_worker_free);
  return self;
}

/**
 * poster_media_crew_free:
 * @self: a crew
 *
 * Ends the workers at rest.
 */
void
poster_media_crew_free (PosterMediaCrew *self)
{
  g_ptr_array_unref (self->resting);
  g_main_context_unref (self->context);
  g_object_unref (self->clock);
  g_free (self->worker_path);
  g_free (self);
}

PosterClock *
poster_media_crew_get_clock (PosterMediaCrew *self)
{
  return self->clock;
}

GMainContext *
poster_media_crew_get_context (PosterMediaCrew *self)
{
  return self->context;
}

const char *
poster_media_crew_get_worker_path (PosterMediaCrew *self)
{
  return self->worker_path;
}

gint64
poster_media_crew_get_memory_limit_bytes (PosterMediaCrew *self)
{
  return self->memory_limit_bytes;
}

void
poster_media_crew_set_memory_limit_bytes (PosterMediaCrew *self,
                                          gint64           memory_limit_bytes)
{
  self->memory_limit_bytes = memory_limit_bytes;
}

/**
 * poster_media_crew_wake:
 * @self: a crew
 *
 * Returns: (nullable) (transfer full): a worker at rest, the one that worked last
 */
PosterMediaWorker *
poster_media_crew_wake (PosterMediaCrew *self)
{
  RestingWorker *resting;
  PosterMediaWorker *worker;

  if (self->resting->len == 0)
    return NULL;
  resting = g_ptr_array_index (self->resting, self->resting->len - 1);
  worker = g_steal_pointer (&resting->worker);
  poster_media_worker_set_func (worker, NULL, NULL);
  g_ptr_array_remove_index (self->resting, self->resting->len - 1);
  return worker;
}

/**
 * poster_media_crew_hire:
 * @self: a crew
 * @error: return location for an error
 *
 * Returns: (nullable) (transfer full): a worker that has just been started
 */
PosterMediaWorker *
poster_media_crew_hire (PosterMediaCrew  *self,
                        GError          **error)
{
  PosterMediaWorker *worker;

  g_main_context_push_thread_default (self->context);
  worker = poster_media_worker_new (self->worker_path, self->memory_limit_bytes, error);
  g_main_context_pop_thread_default (self->context);
  return worker;
}

/**
 * poster_media_crew_rest:
 * @self: a crew
 * @worker: (transfer full): a worker that has done its work well
 *
 * Keeps @worker for the next file, for a while.
 */
void
poster_media_crew_rest (PosterMediaCrew   *self,
                        PosterMediaWorker *worker)
{
  RestingWorker *resting = g_new0 (RestingWorker, 1);

  resting->crew = self;
  resting->worker = worker;
  resting->timeout = poster_clock_create_delay (self->clock, IDLE_LIMIT_US);
  g_source_set_callback (resting->timeout, timeout_cb, resting, NULL);
  g_source_attach (resting->timeout, self->context);
  poster_media_worker_set_func (worker, message_cb, resting);
  g_ptr_array_add (self->resting, resting);
}
