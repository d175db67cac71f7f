/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-folder-files"

#include "poster-folder-files.h"

#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," \
                   G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN "," G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE

static gboolean
is_media (GFileInfo *info)
{
  const char *type = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE);

  return g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && !g_file_info_get_is_hidden (info) && type != NULL &&
         (g_content_type_is_mime_type (type, "video/*") || g_content_type_is_mime_type (type, "image/*"));
}

/* As a file manager shows them: 9.jpg before 10.jpg. */
static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  g_autofree char *first = g_file_get_basename (*(GFile **) a);
  g_autofree char *second = g_file_get_basename (*(GFile **) b);
  g_autofree char *first_shown = g_filename_display_name (first);
  g_autofree char *second_shown = g_filename_display_name (second);
  g_autofree char *first_key = g_utf8_collate_key_for_filename (first_shown, -1);
  g_autofree char *second_key = g_utf8_collate_key_for_filename (second_shown, -1);

  return strcmp (first_key, second_key);
}

static void
list_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GFileEnumerator) enumerator = NULL;
  GError *error = NULL;

  enumerator = g_file_enumerate_children (G_FILE (source), ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, &error);
  while (enumerator != NULL)
    {
      GFileInfo *info;
      GFile *file;

      if (!g_file_enumerator_iterate (enumerator, &info, &file, cancellable, &error) || info == NULL)
        break;
      if (is_media (info))
        g_ptr_array_add (files, g_object_ref (file));
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (files, compare_names);
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * poster_folder_files_list_async:
 * @folder: a folder
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks which videos and pictures lie in @folder itself, by their names. Folders in it are left alone.
 */
void
poster_folder_files_list_async (GFile               *folder,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (folder, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_folder_files_list_async);
  g_task_run_in_thread (task, list_in_thread);
}

/**
 * poster_folder_files_list_finish:
 * @result: the result
 * @error: of GIO
 *
 * Returns: (transfer full) (element-type GFile): them, in the order of a file manager; %NULL on error
 */
GPtrArray *
poster_folder_files_list_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
