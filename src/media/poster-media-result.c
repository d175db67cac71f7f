/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-result"

#include "poster-media-result.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A new file that has a name only when it is whole: whatever ends before leaves nothing behind. */
struct _PosterMediaResult
{
  char *path;     /* where it is to be */
  char *hidden;   /* (nullable): its name meanwhile, on a file system where every file has one */
  int   fd;
  int   scratch;
};

static void
set_errno (GError     **error,
           const char  *path)
{
  int number = errno;
  g_autofree char *name = g_filename_display_name (path);

  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is no room left for “%s”."), name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), _("“%s” cannot be written: %s"), name, g_strerror (number));
}

/* Returns: a descriptor of a file in @folder that nobody sees */
static int
open_nameless (const char  *folder,
               char       **hidden)
{
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  char *template;

  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
    return fd;
  template = g_build_filename (folder, ".late-poster-XXXXXX", NULL);
  fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 && hidden != NULL)
    {
      *hidden = template;
      return fd;
    }
  if (fd >= 0)
    g_unlink (template);
  g_free (template);
  return fd;
}

/**
 * poster_media_result_new:
 * @destination: a local file, which may be there already
 * @expected_bytes: about how large it will be
 * @error: return location for an error
 *
 * Blocks as long as the file system does.
 *
 * Returns: (transfer full) (nullable): a place to write to; %NULL with %G_IO_ERROR_NO_SPACE where it
 *   would not fit, or another error of writing
 */
PosterMediaResult *
poster_media_result_new (GFile   *destination,
                         gint64   expected_bytes,
                         GError **error)
{
  g_autoptr(PosterMediaResult) self = g_new0 (PosterMediaResult, 1);
  g_autofree char *folder = NULL;
  struct statvfs room;

  self->fd = self->scratch = -1;
  self->path = g_file_get_path (destination);
  if (self->path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("The result can only be written to this computer."));
      return NULL;
    }
  folder = g_path_get_dirname (self->path);
  /* Once where it grows and once where it comes together. */
  if (statvfs (folder, &room) == 0 && expected_bytes > 0 &&
      (double) room.f_bavail * (double) room.f_frsize < 2.0 * (double) expected_bytes)
    {
      g_autofree char *needed = g_format_size ((guint64) expected_bytes * 2);
      g_autofree char *there = g_format_size ((guint64) room.f_bavail * room.f_frsize);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   /* Translators: both are amounts, such as “1.5 GB” */
                   _("There is not enough room: about %s are needed, and %s are free."), needed, there);
      return NULL;
    }
  self->fd = open_nameless (folder, &self->hidden);
  if (self->fd >= 0)
    self->scratch = open_nameless (folder, NULL);
  if (self->fd < 0 || self->scratch < 0)
    {
      set_errno (error, self->path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
poster_media_result_free (PosterMediaResult *self)
{
  if (self->hidden != NULL)
    g_unlink (self->hidden);
  if (self->fd >= 0)
    close (self->fd);
  if (self->scratch >= 0)
    close (self->scratch);
  g_free (self->hidden);
  g_free (self->path);
  g_free (self);
}

int
poster_media_result_get_fd (PosterMediaResult *self)
{
  return self->fd;
}

/**
 * poster_media_result_get_scratch_fd:
 * @self: a result
 *
 * Returns: a file beside it that is gone when nobody has it open any more
 */
int
poster_media_result_get_scratch_fd (PosterMediaResult *self)
{
  return self->scratch;
}

/**
 * poster_media_result_keep:
 * @self: a result that is whole
 * @error: return location for an error
 *
 * Gives it its name, in place of what had it before, and makes it durable. Blocks.
 *
 * Returns: whether it is there
 */
gboolean
poster_media_result_keep (PosterMediaResult  *self,
                          GError            **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int folder_fd;

  if (fsync (self->fd) != 0)
    {
      set_errno (error, self->path);
      return FALSE;
    }
  if (self->hidden == NULL)
    {
      g_autofree char *from = g_strdup_printf ("/proc/self/fd/%d", self->fd);
      g_autofree char *name = g_strdup_printf (".late-poster-%08x", g_random_int ());

      self->hidden = g_build_filename (folder, name, NULL);
      if (linkat (AT_FDCWD, from, AT_FDCWD, self->hidden, AT_SYMLINK_FOLLOW) != 0)
        {
          g_clear_pointer (&self->hidden, g_free);
          set_errno (error, self->path);
          return FALSE;
        }
    }
  if (g_rename (self->hidden, self->path) != 0)
    {
      set_errno (error, self->path);
      return FALSE;
    }
  g_clear_pointer (&self->hidden, g_free);
  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd >= 0)
    {
      fsync (folder_fd);
      close (folder_fd);
    }
  return TRUE;
}
