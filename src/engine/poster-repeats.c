/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer"

#include "poster-repeats.h"

#include <glib/gi18n-lib.h>

#include "poster-checker.h"
#include "poster-error.h"

typedef struct
{
  /* Input. */
  PosterStore              *store;
  PosterPlatforms          *platforms;
  PosterCompositionRequest *request;      /* (unowned), the caller's until the callback */
  PosterComposition        *composition;  /* (unowned), likewise */

  /* In progress. */
  guint                     target;       /* whose files are looked up */
  guint                     media;        /* which of them */
} Repeats;

/* The steps, in the order they run: (found -> (dated))* */
static void look_up  (GTask *task);
static void found_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void dated_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
repeats_free (Repeats *repeats)
{
  g_object_unref (repeats->store);
  g_object_unref (repeats->platforms);
  g_free (repeats);
}

static PosterAccount *
get_account (Repeats *repeats)
{
  return ((PosterCompositionTarget *) g_ptr_array_index (repeats->request->targets, repeats->target))->account;
}

/* The file that is to be looked up, %NULL after the last one. */
static PosterMediaItem *
get_item (Repeats *repeats)
{
  PosterPost *post = repeats->composition->post;

  for (; repeats->target < post->targets->len; repeats->target++, repeats->media = 0)
    {
      GPtrArray *media = poster_post_get_media (post, g_ptr_array_index (post->targets, repeats->target));

      if (repeats->media < media->len)
        return g_ptr_array_index (media, repeats->media);
    }
  return NULL;
}

static void
look_up (GTask *task)
{
  Repeats *repeats = g_task_get_task_data (task);
  PosterMediaItem *item = get_item (repeats);

  if (item == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  poster_store_find_same_media_async (repeats->store, get_account (repeats)->id, item->sampled_hash,
                                      repeats->composition->post->id, g_task_get_cancellable (task),
                                      found_cb, g_object_ref (task));
}

static void
look_up_next (GTask *task)
{
  ((Repeats *) g_task_get_task_data (task))->media++;
  look_up (task);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Repeats *repeats = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *post_id = NULL;

  post_id = poster_store_find_same_media_finish (repeats->store, result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (post_id == NULL)
    look_up_next (task);
  else
    poster_store_get_post_async (repeats->store, post_id, g_task_get_cancellable (task), dated_cb,
                                 g_object_ref (task));
}

static char *
describe_date (PosterPost *post,
               const char *account_id)
{
  gint64 when_us = poster_post_get_due_us (post);
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (g_str_equal (target->account_id, account_id) && target->published_us >= 0)
        when_us = target->published_us;
    }
  utc = g_date_time_new_from_unix_utc ((when_us >= 0 ? when_us : post->created_us) / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  /* Translators: a date, in the terms of g_date_time_format() */
  return g_date_time_format (local, _("%-d %B %Y"));
}

static void
add_finding (Repeats    *repeats,
             PosterPost *post)
{
  PosterAccount *account = get_account (repeats);
  PosterPlatform *platform = poster_platforms_find (repeats->platforms, account->platform);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *name = g_strdup_printf ("@%s", account->username);
  g_autofree char *when = describe_date (post, account->id);
  PosterFinding *finding = poster_checker_same_media_finding (platform, name, when);

  finding->media_index = (int) repeats->media;
  g_ptr_array_add (findings, finding);
  poster_composition_add_findings (repeats->composition,
                                   g_ptr_array_index (repeats->composition->target_findings, repeats->target),
                                   findings);
}

static void
dated_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Repeats *repeats = g_task_get_task_data (task);
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  post = poster_store_get_post_finish (repeats->store, result, &error);
  if (post == NULL && !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Else it was deleted between the two questions. */
  if (post != NULL)
    add_finding (repeats, post);
  look_up_next (task);
}

/**
 * poster_repeats_find_async:
 * @store: what was posted before
 * @platforms: the rules
 * @request: what was asked for; the caller's, and not changed before the callback
 * @composition: what became of it, likewise; what is found is added to its findings
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks up which accounts got the same files before.
 *
 * Errors: those of #PosterStore
 */
void
poster_repeats_find_async (PosterStore              *store,
                           PosterPlatforms          *platforms,
                           PosterCompositionRequest *request,
                           PosterComposition        *composition,
                           GCancellable             *cancellable,
                           GAsyncReadyCallback       callback,
                           gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Repeats *repeats = g_new0 (Repeats, 1);

  g_task_set_source_tag (task, poster_repeats_find_async);
  repeats->store = g_object_ref (store);
  repeats->platforms = g_object_ref (platforms);
  repeats->request = request;
  repeats->composition = composition;
  g_task_set_task_data (task, repeats, (GDestroyNotify) repeats_free);
  look_up (task);
}

/**
 * poster_repeats_find_finish:
 * @result: the result
 * @error: see poster_repeats_find_async()
 *
 * Returns: whether all files were looked up
 */
gboolean
poster_repeats_find_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_repeats_find_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
