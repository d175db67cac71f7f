/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connector-file"

#include "poster-connector-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-error.h"

#define READ_BYTES (1024 * 1024)

static char *
hash (int            fd,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (READ_BYTES);
  goffset position = 0;
  gssize n_read;

  while ((n_read = pread (fd, buffer, READ_BYTES, position)) != 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                       /* Translators: %s is what the system says went wrong */
                       _("The file can no longer be read: %s"), g_strerror (errno));
          return NULL;
        }
      g_checksum_update (checksum, buffer, n_read);
      position += n_read;
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
is_same (PosterMediaItem    *item,
         int                 fd,
         const struct stat  *info,
         GCancellable       *cancellable,
         GError            **error)
{
  gint64 mtime_ns = (gint64) info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec;
  g_autofree char *full_hash = NULL;

  if (info->st_size == item->size)
    {
      if (item->mtime_ns == 0 || mtime_ns == item->mtime_ns)
        return TRUE;
      if (item->full_hash != NULL)
        {
          full_hash = hash (fd, cancellable, error);
          if (full_hash == NULL)
            return FALSE;
          if (g_str_equal (full_hash, item->full_hash))
            return TRUE;
        }
    }
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
                       _("The file has changed since it was checked. Add it to the post again."));
  return FALSE;
}

static void
open_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PosterMediaItem *item = task_data;
  struct stat info;
  GError *error = NULL;
  int fd = open (item->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0 || fstat (fd, &info) < 0)
    {
      g_set_error (&error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                   /* Translators: %s is what the system says went wrong */
                   _("The file can no longer be read: %s"), g_strerror (errno));
    }
  else if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (&error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
                           _("What was a file is none any more. Add it to the post again."));
    }
  else if (is_same (item, fd, &info, cancellable, &error))
    {
      g_task_return_int (task, fd);
      return;
    }
  if (fd >= 0)
    close (fd);
  g_task_return_error (task, error);
}

/**
 * poster_connector_file_open_async:
 * @item: a file of a post
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Opens the file of @item and makes sure that it still is the one that was checked: size and
 * time, or where the time differs, all of its content.
 */
void
poster_connector_file_open_async (PosterMediaItem     *item,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (item, cancellable, callback, user_data);

  /* An open descriptor must not get lost because somebody cancels now. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, poster_connector_file_open_async);
  g_task_set_task_data (task, g_object_ref (item), g_object_unref);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * poster_connector_file_open_finish:
 * @result: the result
 * @error: %POSTER_ERROR_FILE_MISSING, %POSTER_ERROR_FILE_CHANGED
 *
 * Returns: a descriptor of the caller's to close, or -1
 */
int
poster_connector_file_open_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
