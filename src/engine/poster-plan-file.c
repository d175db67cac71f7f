/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-plan-file"

#include "poster-plan-file.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-media-file.h"

/* More than a person writes, less than fills the memory. */
#define MAX_PLAN_BYTES (64 * 1024 * 1024)

typedef struct
{
  GFile *file;
  char  *zone;
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->file);
  g_free (load->zone);
  g_free (load);
}

static gboolean
check_file (GFile         *file,
            const char    *name,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) local_error = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                            G_FILE_QUERY_INFO_NONE, cancellable, &local_error);
  if (info == NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING, _("There is no file “%s”."), name);
  else if (info == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                 g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY
                 ? _("“%s” is a folder; a plan is a file.") : _("“%s” is not a file that can be read as a plan."), name);
  else if (g_file_info_get_size (info) > MAX_PLAN_BYTES)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("“%s” is too long for a plan."), name);
  else
    return TRUE;
  return FALSE;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Load *load = data;
  g_autofree char *name = poster_media_file_display_name (load->file);
  g_autoptr(GFile) folder = g_file_get_parent (load->file);
  g_autofree char *folder_path = folder != NULL ? g_file_get_path (folder) : NULL;
  g_autofree char *bytes = NULL;
  g_autoptr(GPtrArray) plan = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  if (check_file (load->file, name, cancellable, &error) &&
      g_file_load_contents (load->file, cancellable, &bytes, &length, NULL, &error))
    plan = poster_plan_read (bytes, length, folder_path != NULL ? folder_path : "/", load->zone, &error);
  if (plan != NULL)
    g_task_return_pointer (task, poster_import_new (g_steal_pointer (&plan)), (GDestroyNotify) poster_import_free);
  else if (error->domain == POSTER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                             /* Translators: the second %s says why */
                             _("The plan “%s” cannot be read: %s."), name, error->message);
}

/**
 * poster_plan_file_load_async:
 * @file: a plan, see poster_plan_read()
 * @zone: IANA name of the zone of times that name none
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads a plan in a thread: a long one takes a while.
 *
 * Errors: %POSTER_ERROR_FILE_MISSING, %POSTER_ERROR_INVALID, %G_IO_ERROR_CANCELLED
 */
void
poster_plan_file_load_async (GFile               *file,
                             const char          *zone,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, poster_plan_file_load_async);
  load->file = g_object_ref (file);
  load->zone = g_strdup (zone);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * poster_plan_file_load_finish:
 * @result: the result
 * @error: see poster_plan_file_load_async()
 *
 * Returns: (transfer full): the plan, not looked into yet
 */
PosterImport *
poster_plan_file_load_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_plan_file_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
