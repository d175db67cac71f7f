/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-intake"

#include "poster-intake.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-file-identity.h"
#include "poster-media-file.h"

typedef struct
{
  /* Input. */
  PosterMediaPool  *pool;
  GFile            *file;

  /* In progress. */
  PosterMediaItem  *item;  /* what will be given back */
} Intake;

/* The steps, in the order they run: sampled -> (hashed) -> probed */
static void sampled_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void hashed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void probed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);

static void
intake_free (Intake *intake)
{
  g_object_unref (intake->pool);
  g_object_unref (intake->file);
  g_object_unref (intake->item);
  g_free (intake);
}

static void
take_identity (PosterMediaItem          *item,
               const PosterFileIdentity *identity)
{
  item->size = identity->size;
  item->mtime_ns = identity->mtime_ns;
  g_free (item->sampled_hash);
  item->sampled_hash = g_strdup (identity->sampled_hash);
  g_free (item->full_hash);
  item->full_hash = g_strdup (identity->full_hash);
}

static void
sampled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;
  Intake *intake = g_task_get_task_data (task);

  identity = poster_file_identity_measure_finish (result, &error);
  if (identity == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_identity (intake->item, identity);

  if (identity->size <= POSTER_INTAKE_FULL_HASH_BYTES)
    poster_file_identity_measure_async (intake->file, TRUE, NULL, NULL, g_task_get_cancellable (task),
                                        hashed_cb, g_object_ref (task));
  else
    poster_media_pool_probe_async (intake->pool, intake->file, g_task_get_cancellable (task),
                                   probed_cb, g_object_ref (task));
}

static void
hashed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;
  Intake *intake = g_task_get_task_data (task);

  identity = poster_file_identity_measure_finish (result, &error);
  if (identity == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_identity (intake->item, identity);
  poster_media_pool_probe_async (intake->pool, intake->file, g_task_get_cancellable (task),
                                 probed_cb, g_object_ref (task));
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(GError) error = NULL;
  Intake *intake = g_task_get_task_data (task);

  facts = poster_media_pool_probe_finish (intake->pool, result, &error);
  if (facts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* What was hashed and what was looked into must be one file. */
  if (facts->size != intake->item->size)
    {
      g_autofree char *name = poster_media_file_display_name (intake->file);

      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
                               _("“%s” is still being written to: wait until it is finished, then check it again."),
                               name);
      return;
    }
  intake->item->facts = g_steal_pointer (&facts);
  g_task_return_pointer (task, g_object_ref (intake->item), g_object_unref);
}

/**
 * poster_intake_measure_async:
 * @pool: who looks into files
 * @item: a file, of which only the path need be known
 * @cancellable: (nullable): ends the work soon
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds out all that a post has to know about a file: what tells it from another one, and what
 * is in it. A file that makes no sense is no error: its facts say so.
 *
 * Errors: %POSTER_ERROR_FILE_MISSING, %POSTER_ERROR_FILE_CHANGED when somebody writes to it
 * meanwhile, #GIOErrorEnum
 */
void
poster_intake_measure_async (PosterMediaPool     *pool,
                             PosterMediaItem     *item,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Intake *intake = g_new0 (Intake, 1);

  g_task_set_source_tag (task, poster_intake_measure_async);
  intake->pool = g_object_ref (pool);
  intake->file = poster_media_item_dup_file (item);
  intake->item = poster_media_item_copy (item);
  g_clear_pointer (&intake->item->facts, poster_media_facts_unref);
  g_task_set_task_data (task, intake, (GDestroyNotify) intake_free);
  poster_file_identity_measure_async (intake->file, FALSE, NULL, NULL, cancellable, sampled_cb, g_object_ref (task));
}

/**
 * poster_intake_measure_finish:
 * @result: the result
 * @error: see poster_intake_measure_async()
 *
 * Returns: (transfer full): a copy of the item with its identity and its facts
 */
PosterMediaItem *
poster_intake_measure_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_intake_measure_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
