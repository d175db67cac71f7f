/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine-lock"

#include "poster-engine-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "poster-error.h"

/**
 * PosterEngineLock:
 *
 * Whoever has it runs the engine of a data directory, and is the only one that may write to the
 * vault. The kernel takes it back when the process ends, however it ends.
 */
struct _PosterEngineLock
{
  int fd;
};

/**
 * poster_engine_lock_take:
 * @data_dir: the data directory
 * @error: %POSTER_ERROR_BUSY when another process (or this one) has it; #GFileError
 *
 * Does not wait.
 *
 * Returns: (transfer full): the lock; freeing it gives it back
 */
PosterEngineLock *
poster_engine_lock_take (const char  *data_dir,
                         GError     **error)
{
  g_autofree char *path = g_build_filename (data_dir, "engine.lock", NULL);
  PosterEngineLock *self;
  int fd;

  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
                   _("The data directory cannot be written to: %s"), g_strerror (saved_errno));
      return NULL;
    }
  while (flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      int saved_errno = errno;

      if (saved_errno == EINTR)
        continue;
      close (fd);
      if (saved_errno == EWOULDBLOCK)
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_BUSY,
                             _("Another process is publishing from this data directory already."));
      else
        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
                     _("The data directory cannot be locked: %s"), g_strerror (saved_errno));
      return NULL;
    }
  self = g_new0 (PosterEngineLock, 1);
  self->fd = fd;
  return self;
}

/**
 * poster_engine_lock_free:
 * @self: (nullable) (transfer full): a lock
 *
 * Gives it back.
 */
void
poster_engine_lock_free (PosterEngineLock *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}
