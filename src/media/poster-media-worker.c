/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-worker"

#include "poster-media-worker.h"

#include "poster-media-protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* One media worker process, seen from the program. */
struct _PosterMediaWorker
{
  GSubprocess           *process;
  PosterMediaChannel    *channel;
  GSource               *source;
  PosterMediaWorkerFunc  func;
  gpointer               user_data;
  gboolean               in_callback;
  gboolean               freed;  /* inside @func: the memory goes when that is done */
};

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  PosterMediaWorker *self = user_data;

  self->in_callback = TRUE;
  while (!self->freed)
    {
      JsonObject *message = NULL;
      int message_fd = -1;
      PosterMediaReceipt receipt;

      receipt = poster_media_channel_receive (self->channel, FALSE, &message, &message_fd);
      if (receipt == POSTER_MEDIA_RECEIPT_AGAIN)
        break;
      if (receipt == POSTER_MEDIA_RECEIPT_CLOSED)
        {
          g_source_destroy (self->source);
          if (self->func != NULL)
            self->func (self, NULL, -1, self->user_data);
          break;
        }
      if (self->func != NULL)
        self->func (self, message, message_fd, self->user_data);
      else if (message_fd >= 0)
        close (message_fd);
      json_object_unref (message);
    }
  self->in_callback = FALSE;
  if (self->freed)
    g_free (self);
  return G_SOURCE_CONTINUE;
}

/* What the worker prints is for whoever debugs it: libraries complain there about every damaged
 * file. */
static gboolean
wants_noise (void)
{
  return g_getenv ("G_MESSAGES_DEBUG") != NULL || g_getenv ("GST_DEBUG") != NULL;
}

/**
 * poster_media_worker_new:
 * @path: the worker's executable
 * @memory_limit_bytes: how much it may use
 * @error: return location for an error
 *
 * Starts a worker, whose messages come in the thread-default main context of the caller. It ends
 * when it is freed, and when this process ends.
 *
 * Returns: (transfer full) (nullable): a worker, %NULL on error
 */
PosterMediaWorker *
poster_media_worker_new (const char  *path,
                         gint64       memory_limit_bytes,
                         GError     **error)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *memory = g_strdup_printf ("--memory-limit=%" G_GINT64_FORMAT, memory_limit_bytes);
  /* The kernel ends a child with the thread that made it, so only the main thread, which lives
   * as long as the process, asks for that. The closed socket ends it in any case. */
  const char *tied = gettid () == getpid () ? "--end-with-parent" : NULL;
  PosterMediaWorker *self;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno), "%s", g_strerror (saved_errno));
      return NULL;
    }

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        (wants_noise () ? 0 : G_SUBPROCESS_FLAGS_STDERR_SILENCE));
  g_subprocess_launcher_take_fd (launcher, ends[1], POSTER_MEDIA_WORKER_FD);
  /* A warning about a damaged file must not end the worker. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  process = g_subprocess_launcher_spawn (launcher, error, path, memory, tied, NULL);
  g_subprocess_launcher_close (launcher);
  if (process == NULL)
    {
      close (ends[0]);
      return NULL;
    }

  self = g_new0 (PosterMediaWorker, 1);
  self->process = g_steal_pointer (&process);
  self->channel = poster_media_channel_new (ends[0]);
  self->source = g_unix_fd_source_new (ends[0], G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * poster_media_worker_free:
 * @self: a worker
 *
 * Kills the process, whatever it is at. GIO collects what is left of it.
 */
void
poster_media_worker_free (PosterMediaWorker *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_subprocess_force_exit (self->process);
  g_object_unref (self->process);
  poster_media_channel_free (self->channel);
  if (self->in_callback)
    self->freed = TRUE;
  else
    g_free (self);
}

/**
 * poster_media_worker_set_func:
 * @self: a worker
 * @func: (nullable): what gets its messages from now on
 * @user_data: passed to @func
 */
void
poster_media_worker_set_func (PosterMediaWorker     *self,
                              PosterMediaWorkerFunc  func,
                              gpointer               user_data)
{
  self->func = func;
  self->user_data = user_data;
}

/**
 * poster_media_worker_send:
 * @self: a worker that is at nothing
 * @request: see poster-media-protocol.h
 * @fd: the file; it stays the caller's
 *
 * Returns: whether the worker was there to take it
 */
gboolean
poster_media_worker_send (PosterMediaWorker *self,
                          JsonObject        *request,
                          int                fd)
{
  return poster_media_channel_send (self->channel, request, fd, FALSE);
}

/**
 * poster_media_worker_get_memory_bytes:
 * @self: a worker
 *
 * Returns: the memory it has in use, without what it shares with others; 0 when it has ended
 */
gint64
poster_media_worker_get_memory_bytes (PosterMediaWorker *self)
{
  const char *identifier = g_subprocess_get_identifier (self->process);
  g_autofree char *path = NULL;
  char text[128];
  gint64 resident, shared;
  gssize length;
  char *end;
  int fd;

  if (identifier == NULL)
    return 0;
  path = g_strdup_printf ("/proc/%s/statm", identifier);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  strtoll (text, &end, 10);
  resident = strtoll (end, &end, 10);
  shared = strtoll (end, &end, 10);
  return MAX (resident - shared, 0) * sysconf (_SC_PAGESIZE);
}
