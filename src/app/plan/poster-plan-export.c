/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-plan-export"

#include "poster-plan-export.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-exporter.h"

typedef struct
{
  PosterWindow  *window;
  PosterSession *session;
  GFile         *file;   /* (nullable) */
  PosterJob     *job;    /* (nullable) */
} Saving;

/* The steps, in the order they run: chosen -> written -> replaced */
static void chosen_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void written_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
saving_free (Saving *saving)
{
  if (saving->job != NULL)
    poster_session_remove_job (saving->session, saving->job);
  g_clear_object (&saving->job);
  g_clear_object (&saving->file);
  g_object_unref (saving->session);
  g_object_unref (saving->window);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static char *
dup_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base);
}

static void
tell_failure (Saving *saving,
              GError *error)
{
  g_autofree char *name = dup_name (saving->file);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: the name of a file, and why */
  text = g_strdup_printf (_("“%s” could not be saved: %s"), name, error->message);
  poster_window_tell (saving->window, text);
}

static void
replaced_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = dup_name (saving->file);
  g_autofree char *text = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    {
      tell_failure (saving, error);
      return;
    }
  /* Translators: %s is the name of a file */
  text = g_strdup_printf (_("Posts saved as “%s”"), name);
  poster_window_tell (saving->window, text);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GBytes) plan = NULL;
  g_autoptr(GError) error = NULL;
  GCancellable *cancellable = poster_job_get_cancellable (saving->job);
  GFile *file = saving->file;

  plan = poster_exporter_write_finish (POSTER_STORE (object), result, &error);
  if (plan == NULL)
    {
      tell_failure (saving, error);
      return;
    }
  g_file_replace_contents_bytes_async (file, plan, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, replaced_cb,
                                       g_steal_pointer (&saving));
}

/**
 * poster_plan_export_save:
 * @window: the window that tells how it went
 * @session: a session
 * @file: where to; one whose name ends in `.json` becomes a document, any other a table
 *
 * Writes all posts down as a plan. A job while it lasts.
 */
void
poster_plan_export_save (PosterWindow  *window,
                         PosterSession *session,
                         GFile         *file)
{
  Saving *saving = g_new0 (Saving, 1);
  g_autofree char *name = dup_name (file);
  g_autofree char *lower = g_utf8_casefold (name, -1);
  /* Translators: %s is the name of a file */
  g_autofree char *title = g_strdup_printf (_("Saving “%s”"), name);

  saving->window = g_object_ref (window);
  saving->session = g_object_ref (session);
  saving->file = g_object_ref (file);
  saving->job = poster_job_new (title);
  poster_session_add_job (session, saving->job);
  poster_exporter_write_async (poster_session_get_store (session),
                               g_str_has_suffix (lower, ".json") ? POSTER_EXPORT_JSON : POSTER_EXPORT_CSV, NULL,
                               poster_job_get_cancellable (saving->job), written_cb, saving);
}

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GPtrArray) files = poster_choose_finish (result, NULL);

  if (files != NULL && files->len > 0)
    poster_plan_export_save (saving->window, saving->session, g_ptr_array_index (files, 0));
}

/**
 * poster_plan_export_ask:
 * @window: the main window
 * @session: a session
 *
 * Asks where to, and saves all posts there.
 */
void
poster_plan_export_ask (PosterWindow  *window,
                        PosterSession *session)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (window);
  saving->session = g_object_ref (session);
  /* Translators: the name of a file that is saved; keep the .csv */
  poster_choose_place_async (GTK_WINDOW (window), _("Export Plan"), _("Posts.csv"), NULL, chosen_cb, saving);
}
