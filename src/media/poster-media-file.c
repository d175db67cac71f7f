/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-file"

#include "poster-media-file.h"

#include "poster-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/**
 * poster_media_file_display_name:
 * @file: a file, its name in any bytes
 *
 * Returns: (transfer full): the last part of the name as people read it: valid UTF-8, on one line
 */
char *
poster_media_file_display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char *name = g_filename_display_name (base != NULL ? base : "?");

  for (char *at = name; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return name;
}

static void
set_error_from_errno (GError     **error,
                      const char  *name,
                      int          saved_errno)
{
  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                   /* Translators: %s is the name of a file */
                   _("“%s” is not there: it was moved, renamed or deleted."), name);
      break;
    case EACCES:
    case EPERM:
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                   _("“%s” may not be read: its permissions do not allow it."), name);
      break;
    default:
      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
                   /* Translators: the second %s is the system's own words, e.g. "Input/output error" */
                   _("“%s” could not be opened: %s."), name, g_strerror (saved_errno));
      break;
    }
}

/**
 * poster_media_file_open:
 * @file: a file on this computer, or on a share that the desktop has mounted
 * @status: (out): what fstat() told of it
 * @error: return location for an error
 *
 * Opens a regular file for reading. Blocks; for threads only.
 *
 * Errors: %POSTER_ERROR_FILE_MISSING (not there, not permitted), %G_IO_ERROR_IS_DIRECTORY,
 * %G_IO_ERROR_NOT_REGULAR_FILE, %G_IO_ERROR_NOT_SUPPORTED (no path here), other #GIOErrorEnum.
 *
 * Returns: a descriptor that is closed on exec, -1 on error
 */
int
poster_media_file_open (GFile        *file,
                        struct stat  *status,
                        GError      **error)
{
  g_autofree char *name = poster_media_file_display_name (file);
  g_autofree char *path = g_file_get_path (file);
  int fd;

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” is not on this computer: copy it here first."), name);
      return -1;
    }

  /* O_NONBLOCK: opening a pipe without a writer would wait for one. It means nothing to
   * regular files. */
  do
    fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  if (fd < 0)
    {
      set_error_from_errno (error, name, errno);
      return -1;
    }

  if (fstat (fd, status) < 0)
    {
      set_error_from_errno (error, name, errno);
      close (fd);
      return -1;
    }
  if (S_ISDIR (status->st_mode))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                 _("“%s” is a folder: choose the files in it."), name);
  else if (!S_ISREG (status->st_mode))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                 _("“%s” is not an ordinary file, but a device or a pipe."), name);
  else
    return fd;
  close (fd);
  return -1;
}
