/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-picture-library"

#include "poster-picture-library.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>
#include <utime.h>

/* The same picture once more is the same file, which is young again: whoever removes what nobody refers
 * to has the same lock. */
static gboolean
keep (GBytes      *png,
      const char  *dir,
      const char  *path,
      GError     **error)
{
  int folder = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_kept;

  if (folder >= 0)
    flock (folder, LOCK_EX);
  is_kept = g_utime (path, NULL) == 0 ||
            g_file_set_contents_full (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png),
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  if (folder >= 0)
    close (folder);
  return is_kept;
}

static void
keep_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const char *dir = task_data;
  g_autoptr(GBytes) png = gdk_texture_save_to_png_bytes (GDK_TEXTURE (source));
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, png);
  g_autofree char *name = g_strconcat (hash, ".png", NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return;
    }
  if (!keep (png, dir, path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_file_new_for_path (path), g_object_unref);
}

/**
 * poster_picture_library_keep_async:
 * @texture: a picture that is in no file
 * @data_dir: of the program
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes @texture into the library as a PNG, durably, under its SHA-256.
 */
void
poster_picture_library_keep_async (GdkTexture          *texture,
                                   const char          *data_dir,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (texture, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_picture_library_keep_async);
  g_task_set_task_data (task, g_build_filename (data_dir, "library", NULL), g_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/**
 * poster_picture_library_keep_finish:
 * @result: the result
 * @error: of GIO
 *
 * Returns: (transfer full): where it lies; %NULL on error
 */
GFile *
poster_picture_library_keep_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
