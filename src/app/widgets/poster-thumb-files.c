/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-thumb-files"

#include "poster-thumb-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "poster-texture.h"

/* What the pictures may take on disk: the oldest go when there is more. */
#define DISK_LIMIT_BYTES (64 * 1024 * 1024)

typedef struct
{
  char            *folder;
  char            *path;
  PosterMediaItem *item;   /* (nullable), a record */
  GBytes          *png;    /* (nullable) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->folder);
  g_free (work->path);
  g_clear_object (&work->item);
  g_clear_pointer (&work->png, g_bytes_unref);
  g_free (work);
}

static GTask *
begin (const char          *folder,
       const char          *key,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data,
       gpointer             tag)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, tag);
  work->folder = g_strdup (folder);
  if (key != NULL)
    {
      g_autofree char *name = g_strconcat (key, ".png", NULL);

      work->path = g_build_filename (folder, name, NULL);
    }
  g_task_set_task_data (task, work, work_free);
  return task;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_filename (work->path, &error);

  if (texture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, poster_texture_make_ready (texture), g_object_unref);
}

/**
 * poster_thumb_files_load_async:
 * @folder: where pictures are kept
 * @key: name of the picture
 * @cancellable: (nullable): gives up
 * @callback: called once
 * @user_data: passed to @callback
 *
 * Reads a picture that was kept.
 */
void
poster_thumb_files_load_async (const char          *folder,
                               const char          *key,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = begin (folder, key, cancellable, callback, user_data, poster_thumb_files_load_async);

  g_task_run_in_thread (task, load_thread);
}

/**
 * poster_thumb_files_load_finish:
 * @result: the result
 * @error: that there is none, or that it cannot be read
 *
 * Returns: (transfer full) (nullable): it
 */
GdkTexture *
poster_thumb_files_load_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_thumb_files_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A picture of a file that has changed since it was chosen would be kept under the name of what
 * it was. */
static gboolean
is_as_chosen (PosterMediaItem *item)
{
  struct stat found;

  return stat (item->path, &found) == 0 && found.st_size == item->size &&
         (gint64) found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec == item->mtime_ns;
}

static void
keep (Work *work)
{
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (work->png, &length);

  if (!is_as_chosen (work->item) || g_mkdir_with_parents (work->folder, 0700) != 0)
    return;
  /* Under another name first: a reader never sees half of it. It may be lost with the power. */
  if (!g_file_set_contents_full (work->path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("A thumbnail could not be kept: %s", error->message);
}

static void
store_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GdkTexture *texture = poster_texture_read (work->png, &error);

  if (texture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  keep (work);
  g_task_return_pointer (task, texture, g_object_unref);
}

/**
 * poster_thumb_files_store_async:
 * @folder: where to keep it
 * @key: name of the picture
 * @item: of what it is
 * @png: the picture
 * @cancellable: (nullable): gives up
 * @callback: called once
 * @user_data: passed to @callback
 *
 * Reads @png, and keeps it unless the disk does not let it: that is no error.
 */
void
poster_thumb_files_store_async (const char          *folder,
                                const char          *key,
                                PosterMediaItem     *item,
                                GBytes              *png,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = begin (folder, key, cancellable, callback, user_data, poster_thumb_files_store_async);
  Work *work = g_task_get_task_data (task);

  work->item = g_object_ref (item);
  work->png = g_bytes_ref (png);
  g_task_run_in_thread (task, store_thread);
}

/**
 * poster_thumb_files_store_finish:
 * @result: the result
 * @error: that it is no picture
 *
 * Returns: (transfer full) (nullable): it
 */
GdkTexture *
poster_thumb_files_store_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_thumb_files_store_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  char   *path;
  gint64  mtime;
  gint64  bytes;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->path);
  g_free (kept);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const Kept *first = *(const Kept *const *) a;
  const Kept *second = *(const Kept *const *) b;

  return first->mtime < second->mtime ? 1 : first->mtime > second->mtime ? -1 : 0;
}

static void
trim_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;
  g_autoptr(GDir) folder = g_dir_open (work->folder, 0, NULL);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (kept_free);
  const char *name;
  gint64 total = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (work->folder, name, NULL);
      struct stat found;
      Kept *kept;

      if (stat (path, &found) != 0 || !S_ISREG (found.st_mode))
        continue;
      kept = g_new (Kept, 1);
      kept->path = g_steal_pointer (&path);
      kept->mtime = found.st_mtim.tv_sec;
      kept->bytes = (gint64) found.st_blocks * 512;
      g_ptr_array_add (all, kept);
    }
  g_ptr_array_sort (all, compare_newest_first);
  for (guint i = 0; i < all->len; i++)
    {
      Kept *kept = g_ptr_array_index (all, i);

      total += kept->bytes;
      if (total > DISK_LIMIT_BYTES)
        g_unlink (kept->path);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_thumb_files_trim_async:
 * @folder: where pictures are kept
 * @cancellable: (nullable): gives up
 * @callback: called once
 * @user_data: passed to @callback
 *
 * Removes the oldest pictures when all together take too much.
 */
void
poster_thumb_files_trim_async (const char          *folder,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = begin (folder, NULL, cancellable, callback, user_data, poster_thumb_files_trim_async);

  g_task_run_in_thread (task, trim_thread);
}

/**
 * poster_thumb_files_trim_finish:
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was looked at
 */
gboolean
poster_thumb_files_trim_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_thumb_files_trim_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
