/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MAX_IDLE_US (10 * G_TIME_SPAN_MINUTE)

typedef struct
{
  PosterSandbox *sandbox;
  PosterClock   *clock;
  GMainLoop     *loop;
  guint          timer;
} Practice;

static void
tell (int         fd,
      const char *text)
{
  gsize length = strlen (text);

  while (fd >= 0 && length > 0)
    {
      ssize_t written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return;
      text += written;
      length -= (gsize) written;
    }
}

/* One sandbox for each directory: waits until the one before, if it is about to end, has gone.
 * Returns: the lock, -1 on failure */
static int
lock_directory (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "lock", NULL);
  int fd;

  if (g_mkdir_with_parents (directory, 0700) < 0)
    return -1;
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return -1;
  while (flock (fd, LOCK_EX) < 0)
    {
      if (errno == EINTR)
        continue;
      close (fd);
      return -1;
    }
  return fd;
}

static guint16
read_kept_port (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  return (guint16) CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXUINT16);
}

/* Where it answered before, if nobody else does there now. */
static gboolean
start (PosterSandbox  *sandbox,
       const char     *directory,
       char          **address,
       GError        **error)
{
  g_autofree char *path = g_build_filename (directory, "port", NULL);
  guint16 port = read_kept_port (path);

  if ((port == 0 || !poster_sandbox_start (sandbox, port, NULL)) && !poster_sandbox_start (sandbox, 0, error))
    return FALSE;
  *address = g_strdup_printf ("%u %s\n", poster_sandbox_get_port (sandbox), poster_sandbox_get_instance (sandbox));
  return g_file_set_contents_full (path, *address, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static gboolean
idle_cb (gpointer user_data)
{
  Practice *practice = user_data;
  gint64 idle_us = poster_sandbox_get_idle_us (practice->sandbox);

  practice->timer = 0;
  if (idle_us >= MAX_IDLE_US)
    g_main_loop_quit (practice->loop);
  else
    practice->timer = poster_clock_add_delay (practice->clock, MAX_IDLE_US - idle_us, idle_cb, practice);
  return G_SOURCE_REMOVE;
}

static gboolean
signal_cb (gpointer user_data)
{
  Practice *practice = user_data;

  g_main_loop_quit (practice->loop);
  return G_SOURCE_CONTINUE;
}

/**
 * poster_sandbox_run_practice_with_clock:
 * @clock: its time
 * @directory: its data directory
 * @ready_fd: where to write a line when it answers, closed then; -1 for nowhere
 *
 * Like poster_sandbox_run_practice(), for a test that wants ten minutes to pass.
 *
 * Returns: the exit status of the process
 */
int
poster_sandbox_run_practice_with_clock (PosterClock *clock,
                                        const char  *directory,
                                        int          ready_fd)
{
  g_autoptr(PosterSandbox) sandbox = poster_sandbox_new (clock, directory);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  Practice practice = { sandbox, clock, loop, 0 };
  int lock = lock_directory (directory);
  guint on_term;
  guint on_int;

  if (lock < 0 || !start (sandbox, directory, &address, &error))
    {
      g_autofree char *line = g_strdup_printf ("error %s\n", error != NULL ? error->message : g_strerror (errno));

      g_printerr ("%s", line + strlen ("error "));
      tell (ready_fd, line);
      poster_sandbox_stop (sandbox);
      if (lock >= 0)
        close (lock);
      return 1;
    }
  tell (ready_fd, address);
  if (ready_fd >= 0)
    close (ready_fd);

  on_term = g_unix_signal_add (SIGTERM, signal_cb, &practice);
  on_int = g_unix_signal_add (SIGINT, signal_cb, &practice);
  practice.timer = poster_clock_add_delay (clock, MAX_IDLE_US, idle_cb, &practice);
  g_main_loop_run (loop);
  g_clear_handle_id (&practice.timer, g_source_remove);
  g_source_remove (on_term);
  g_source_remove (on_int);
  poster_sandbox_stop (sandbox);
  close (lock);
  return 0;
}

/**
 * poster_sandbox_run_practice:
 * @directory: its data directory, made when it is missing
 * @ready_fd: where to write a line when it answers, closed then; -1 for nowhere
 *
 * What the process of the practice accounts does: serves until it is told to end (SIGTERM) or
 * nobody has asked anything for ten minutes. The line is `PORT INSTANCE`, or `error` and a
 * sentence. To be called in the main thread of a process that has no main loop yet.
 *
 * Returns: the exit status of the process
 */
int
poster_sandbox_run_practice (const char *directory,
                             int         ready_fd)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();

  return poster_sandbox_run_practice_with_clock (clock, directory, ready_fd);
}
