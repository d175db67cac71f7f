/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-media-file.h"

/* Files that were there when they were taken, and are not now: a disk was unplugged, somebody has tidied
 * up. They are looked for when the draft is opened, when one comes back to the window, and before it
 * goes out. */

#define RULE "file-missing"

static gboolean
has_path (GPtrArray  *paths,
          const char *path)
{
  return g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL);
}

/* (element-type filename): of all files, whoever they go to */
static GPtrArray *
list_paths (PosterComposerWindow *self)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  for (guint i = 0; i <= accounts->len; i++)
    {
      const char *account_id = i > 0 ? ((PosterAccount *) g_ptr_array_index (accounts, i - 1))->id : NULL;
      GPtrArray *media = poster_draft_get_media_for (self->draft, account_id);

      for (guint j = 0; j < media->len; j++)
        {
          PosterMediaItem *item = g_ptr_array_index (media, j);

          if (item->facts != NULL && !has_path (paths, item->path))
            g_ptr_array_add (paths, g_strdup (item->path));
        }
    }
  return paths;
}

/* Only what is certain counts: a share that does not answer now may yet. */
static void
look_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GPtrArray *paths = task_data;
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < paths->len; i++)
    if (faccessat (AT_FDCWD, g_ptr_array_index (paths, i), R_OK, AT_EACCESS) != 0 &&
        (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP))
      g_ptr_array_add (missing, g_strdup (g_ptr_array_index (paths, i)));
  g_task_return_pointer (task, missing, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * poster_composer_window_look_for_files_async:
 * @self: a composer that is open
 * @callback: (nullable): called once, when it is known and shown which files are gone
 * @user_data: passed to @callback
 */
void
poster_composer_window_look_for_files_async (PosterComposerWindow *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_composer_window_look_for_files_async);
  g_task_set_task_data (task, list_paths (self), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, look_in_thread);
}

/**
 * poster_composer_window_look_for_files_finish:
 * @self: a composer
 * @result: the result
 *
 * Shows what was found.
 *
 * Returns: whether all files are there
 */
gboolean
poster_composer_window_look_for_files_finish (PosterComposerWindow *self,
                                              GAsyncResult         *result)
{
  g_autoptr(GPtrArray) missing = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean is_new;

  if (self->session == NULL || missing == NULL)
    return FALSE;
  is_new = missing->len != (self->missing != NULL ? self->missing->len : 0);
  for (guint i = 0; !is_new && i < missing->len; i++)
    is_new = !has_path (self->missing, g_ptr_array_index (missing, i));
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  self->missing = g_steal_pointer (&missing);
  if (is_new)
    {
      poster_composer_window_show_reason (self);
      poster_composer_window_show_findings (self);
    }
  return self->missing->len == 0;
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  poster_composer_window_look_for_files_finish (POSTER_COMPOSER_WINDOW (object), result);
}

/**
 * poster_composer_window_look_for_files:
 * @self: a composer that is open
 *
 * The same, where nobody waits for it.
 */
void
poster_composer_window_look_for_files (PosterComposerWindow *self)
{
  poster_composer_window_look_for_files_async (self, looked_cb, NULL);
}

static void
add_missing (PosterComposerWindow *self,
             PosterAccount        *account,
             GPtrArray            *findings)
{
  GPtrArray *media = poster_draft_get_media_for (self->draft, account != NULL ? account->id : NULL);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);
      g_autoptr(GFile) file = NULL;
      g_autofree char *name = NULL;
      PosterFinding *finding;

      if (!has_path (self->missing, item->path))
        continue;
      file = poster_media_item_dup_file (item);
      name = poster_media_file_display_name (file);
      finding = poster_finding_new (account != NULL ? account->platform : NULL, RULE, POSTER_SEVERITY_ERROR, (int) i);
      finding->message = g_strdup_printf (_("“%s” is not there any more. Bring it back, or take it out."), name);
      if (account != NULL)
        g_ptr_array_add (finding->account_ids, g_strdup (account->id));
      g_ptr_array_add (findings, finding);
    }
}

/**
 * poster_composer_window_add_missing:
 * @self: a composer
 * @findings: (element-type PosterFinding): where to add to
 *
 * Adds a finding for each file that was looked for and is not there.
 */
void
poster_composer_window_add_missing (PosterComposerWindow *self,
                                    GPtrArray            *findings)
{
  g_autoptr(GPtrArray) accounts = NULL;

  if (self->missing == NULL || self->missing->len == 0)
    return;
  accounts = poster_draft_dup_accounts (self->draft);
  add_missing (self, NULL, findings);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if ((poster_draft_get_differs (self->draft, account->id) & POSTER_DRAFT_MEDIA) != 0)
        add_missing (self, account, findings);
    }
}
