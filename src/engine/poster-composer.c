/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer"

#include "poster-composer.h"

#include <glib/gi18n-lib.h>

#include "poster-checker.h"
#include "poster-error.h"
#include "poster-intake.h"
#include "poster-repeats.h"
#include "poster-store-queues.h"
#include "poster-store-series.h"

/**
 * PosterComposer:
 *
 * Makes a post of what somebody asked for: looks into the files, settles the options, checks all
 * of it against the rules of each platform, and stores it. The command line, the REST server and
 * the window come this way, so that a post is the same wherever it was made.
 */
struct _PosterComposer
{
  GObject          parent_instance;

  PosterStore     *store;
  PosterMediaPool *pool;
  PosterPlatforms *platforms;
  PosterClock     *clock;
};

G_DEFINE_FINAL_TYPE (PosterComposer, poster_composer, G_TYPE_OBJECT)

typedef struct
{
  /* Input. */
  PosterCompositionRequest *request;  /* (unowned), the caller's until the callback */

  /* In progress. */
  GHashTable               *measured;  /* PosterMediaItem asked for -> PosterMediaItem measured */
  guint                     pending;   /* files on the way, and one for the launch */
  GError                   *error;     /* (nullable), the first */
  PosterComposition        *composition;
} Compose;

/* The steps, in the order they run: measured* -> composed -> repeats */
static void measured_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void all_measured  (GTask *task);
static void repeats_cb    (GObject *object, GAsyncResult *result, gpointer user_data);

static void
poster_composer_dispose (GObject *object)
{
  PosterComposer *self = POSTER_COMPOSER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->pool);
  g_clear_object (&self->platforms);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_composer_parent_class)->dispose (object);
}

static void
poster_composer_class_init (PosterComposerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_composer_dispose;
}

static void
poster_composer_init (PosterComposer *self)
{
}

/**
 * poster_composer_new:
 * @store: where posts are kept
 * @pool: who looks into files
 * @platforms: the rules
 * @clock: the time
 *
 * Returns: (transfer full): a composer
 */
PosterComposer *
poster_composer_new (PosterStore     *store,
                     PosterMediaPool *pool,
                     PosterPlatforms *platforms,
                     PosterClock     *clock)
{
  PosterComposer *self = g_object_new (POSTER_TYPE_COMPOSER, NULL);

  self->store = g_object_ref (store);
  self->pool = g_object_ref (pool);
  self->platforms = g_object_ref (platforms);
  self->clock = g_object_ref (clock);
  return self;
}

static void
unref_item (gpointer item)
{
  if (item != NULL)  /* still on its way */
    g_object_unref (item);
}

static void
compose_free (Compose *compose)
{
  g_hash_table_unref (compose->measured);
  g_clear_error (&compose->error);
  g_clear_pointer (&compose->composition, poster_composition_free);
  g_free (compose);
}

typedef struct
{
  GTask           *task;
  PosterMediaItem *item;  /* as it was asked for */
} Measuring;

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Measuring *measuring = user_data;
  g_autoptr(GTask) task = measuring->task;
  Compose *compose = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  PosterMediaItem *measured;

  measured = poster_intake_measure_finish (result, &error);
  if (measured != NULL)
    g_hash_table_insert (compose->measured, measuring->item, measured);
  else if (compose->error == NULL)
    compose->error = g_steal_pointer (&error);
  g_free (measuring);

  if (--compose->pending == 0)
    all_measured (task);
}

/* One file that several targets share is looked into once. */
static void
measure_items (GTask     *task,
               GPtrArray *items)
{
  PosterComposer *self = g_task_get_source_object (task);
  Compose *compose = g_task_get_task_data (task);

  for (guint i = 0; i < items->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (items, i);
      Measuring *measuring;

      if (g_hash_table_contains (compose->measured, item))
        continue;
      if (item->facts != NULL && item->sampled_hash != NULL)
        {
          g_hash_table_insert (compose->measured, item, g_object_ref (item));
          continue;
        }
      g_hash_table_insert (compose->measured, item, NULL);
      compose->pending++;
      measuring = g_new0 (Measuring, 1);
      measuring->task = g_object_ref (task);
      measuring->item = item;
      poster_intake_measure_async (self->pool, item, g_task_get_cancellable (task), measured_cb, measuring);
    }
}

static GPtrArray *
measured_items (Compose   *compose,
                GPtrArray *items)
{
  GPtrArray *measured = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (measured,
                     g_object_ref (g_hash_table_lookup (compose->measured, g_ptr_array_index (items, i))));
  return measured;
}

static GPtrArray *
facts_of (GPtrArray *items)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);

  for (guint i = 0; i < items->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (items, i);

      g_ptr_array_add (facts, poster_media_facts_ref (item->facts));
    }
  return facts;
}

static gboolean
check_time (PosterComposer  *self,
            PosterSchedule  *schedule,
            GError         **error)
{
  g_autofree char *when = NULL;

  if (poster_schedule_get_instant_us (schedule) >= poster_clock_get_now_us (self->clock) - POSTER_COMPOSER_PAST_US)
    return TRUE;
  when = poster_schedule_format_local (schedule);
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
               /* Translators: %s is a date and a time */
               _("The time has passed already: %s. Give one that is yet to come."), when);
  return FALSE;
}

/* The stored target that one asked for stands for: the first to the same account not taken yet. */
static PosterTarget *
find_base_target (PosterPost    *base,
                  PosterAccount *account,
                  GHashTable    *taken)
{
  for (guint i = 0; base != NULL && i < base->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (base->targets, i);

      if (g_str_equal (target->account_id, account->id) && g_hash_table_add (taken, target))
        return target;
    }
  return NULL;
}

static void
schedule_target (PosterTarget   *target,
                 PosterSchedule *schedule)
{
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = poster_schedule_get_instant_us (schedule);
  target->wake_us = target->due_us;
  target->failures = 0;
  poster_target_clear_error (target);
}

/* As the post has it; a target that joins does as the first one does. */
static void
keep_time (PosterTarget *target,
           PosterPost   *base,
           gboolean      is_new)
{
  PosterTarget *model = base->targets->len > 0 ? g_ptr_array_index (base->targets, 0) : NULL;

  if (!is_new || model == NULL)
    return;
  target->state = model->state == POSTER_TARGET_HELD ? POSTER_TARGET_SCHEDULED : model->state;
  target->due_us = model->due_us;
  target->wake_us = model->state == POSTER_TARGET_HELD ? model->due_us : model->wake_us;
}

static PosterHolder
choose_holder (PosterCompositionTarget *asked,
               PosterTarget            *known)
{
  if (asked->holder >= 0)
    return asked->holder == POSTER_HOLDER_REMOTE ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
  return known != NULL ? known->holder : poster_account_get_holder (asked->account);
}

static PosterTarget *
compose_target (PosterComposer           *self,
                PosterCompositionRequest *request,
                PosterCompositionTarget  *asked,
                PosterPost               *post,
                Compose                  *compose,
                GHashTable               *taken,
                GError                  **error)
{
  PosterTarget *known = find_base_target (request->base, asked->account, taken);
  g_autoptr(PosterTarget) target = NULL;

  target = known != NULL ? poster_target_copy (known) : poster_target_new (asked->account->id);
  g_free (target->post_id);
  target->post_id = g_strdup (post->id);
  g_clear_pointer (&target->place, json_object_unref);
  target->place = asked->place != NULL ? json_object_ref (asked->place) : NULL;
  g_free (target->content);
  target->content = g_strdup (asked->content);
  g_free (target->title);
  target->title = g_strdup (asked->title);
  g_clear_pointer (&target->media, g_ptr_array_unref);
  target->media = asked->media != NULL ? measured_items (compose, asked->media) : NULL;
  g_clear_pointer (&target->schedule, poster_schedule_unref);
  target->schedule = asked->schedule != NULL ? poster_schedule_ref (asked->schedule) : NULL;
  target->holder = POSTER_HOLDER_HERE;
  if (poster_account_may_hand_over (asked->account))
    target->holder = choose_holder (asked, known);
  /* What the connector knew was about another text, or other files; but what a service has it has. */
  if (!target->is_handed_over)
    poster_target_forget_try (target);

  switch (request->when)
    {
    case POSTER_COMPOSITION_DRAFT:
      target->state = POSTER_TARGET_DRAFT;
      target->due_us = -1;
      target->wake_us = -1;
      break;
    case POSTER_COMPOSITION_NOW:
      schedule_target (target, post->schedule);
      break;
    case POSTER_COMPOSITION_QUEUE:
      if (target->schedule != NULL && !check_time (self, target->schedule, error))
        return NULL;
      /* The store knows the time when it saves the post. */
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = -1;
      target->wake_us = -1;
      break;
    case POSTER_COMPOSITION_AT:
      if (request->recurrence != NULL)
        g_clear_pointer (&target->schedule, poster_schedule_unref);
      if (target->schedule != NULL && !check_time (self, target->schedule, error))
        return NULL;
      schedule_target (target, target->schedule != NULL ? target->schedule : post->schedule);
      break;
    case POSTER_COMPOSITION_KEEP:
    default:
      keep_time (target, request->base, known == NULL);
      break;
    }
  return g_steal_pointer (&target);
}

static gboolean
check_target (PosterComposer           *self,
              Compose                  *compose,
              PosterCompositionTarget  *asked,
              PosterTarget             *target,
              GError                  **error)
{
  PosterPost *post = compose->composition->post;
  PosterPlatform *platform = poster_platforms_find (self->platforms, asked->account->platform);
  g_autoptr(GPtrArray) media = g_ptr_array_ref (poster_post_get_media (post, target));
  g_autoptr(GPtrArray) facts = facts_of (media);
  g_autoptr(GPtrArray) of_options = NULL;
  g_autoptr(GPtrArray) of_post = NULL;
  GPtrArray *of_target;

  if (platform == NULL)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                   _("This version of Poster knows nothing of the platform “%s”."), asked->account->platform);
      return FALSE;
    }

  g_clear_pointer (&target->options, json_object_unref);
  target->options = poster_options_resolve (platform, asked->options, facts, compose->request->consent,
                                            asked->creator, &of_options);
  of_target = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (compose->composition->target_findings, of_target);
  for (guint i = 0; i < facts->len; i++)
    {
      g_autoptr(GPtrArray) of_file = NULL;

      of_file = poster_checker_check_file (platform, g_ptr_array_index (facts, i), (int) i, target->options,
                                           asked->creator);
      poster_composition_add_findings (compose->composition, of_target, of_file);
    }
  of_post = poster_checker_check_post (platform, poster_post_get_content (post, target),
                                       poster_post_get_title (post, target), facts, target->options, asked->creator);
  poster_composition_add_findings (compose->composition, of_target, of_post);
  if (of_options != NULL)
    poster_composition_add_findings (compose->composition, of_target, of_options);
  return TRUE;
}

static gboolean
compose_post (PosterComposer  *self,
              Compose         *compose,
              GError         **error)
{
  PosterCompositionRequest *request = compose->request;
  g_autoptr(PosterPost) post = request->base != NULL ? poster_post_copy (request->base) : poster_post_new ();
  g_autoptr(GHashTable) taken = g_hash_table_new (NULL, NULL);
  gboolean is_draft = request->when == POSTER_COMPOSITION_DRAFT ||
                      (request->when == POSTER_COMPOSITION_KEEP &&
                       g_str_equal (poster_post_get_status (request->base), "draft"));

  for (guint i = 0; request->base != NULL && i < request->base->targets->len; i++)
    if (!poster_target_is_editable (g_ptr_array_index (request->base->targets, i)))
      {
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             _("This post is out, or may be, or is being published: it cannot be changed now."));
        return FALSE;
      }

  g_free (post->content);
  post->content = g_strdup (request->content);
  g_free (post->title);
  post->title = g_strdup (request->title);
  g_clear_pointer (&post->media, g_ptr_array_unref);
  post->media = measured_items (compose, request->media);
  g_ptr_array_set_size (post->targets, 0);

  if (request->when == POSTER_COMPOSITION_AT && !check_time (self, request->schedule, error))
    return FALSE;
  if (request->when != POSTER_COMPOSITION_KEEP)
    g_clear_pointer (&post->schedule, poster_schedule_unref);
  /* A draft keeps the time that somebody has in mind: its targets have none. */
  if (request->when == POSTER_COMPOSITION_AT ||
      (request->when == POSTER_COMPOSITION_DRAFT && request->schedule != NULL))
    post->schedule = poster_schedule_ref (request->schedule);
  if (request->when == POSTER_COMPOSITION_NOW)
    {
      g_autofree char *zone = poster_zone_dup_local ();

      post->schedule = poster_schedule_new_instant (poster_clock_get_now_us (self->clock), zone);
    }

  compose->composition = poster_composition_new (post, is_draft);
  compose->composition->in_queue = request->when == POSTER_COMPOSITION_QUEUE;
  compose->composition->queue_id = g_strdup (request->queue_id);
  compose->composition->slot_us = request->slot_us;
  if (request->when == POSTER_COMPOSITION_AT && request->recurrence != NULL)
    compose->composition->recurrence = poster_recurrence_ref (request->recurrence);
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *asked = g_ptr_array_index (request->targets, i);
      PosterTarget *target = compose_target (self, request, asked, post, compose, taken, error);

      if (target == NULL)
        return FALSE;
      g_ptr_array_add (post->targets, target);
      if (!check_target (self, compose, asked, target, error))
        return FALSE;
    }
  return TRUE;
}

static void
all_measured (GTask *task)
{
  PosterComposer *self = g_task_get_source_object (task);
  Compose *compose = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (compose->error != NULL)
    g_task_return_error (task, g_steal_pointer (&compose->error));
  else if (!compose_post (self, compose, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    poster_repeats_find_async (self->store, self->platforms, compose->request, compose->composition,
                               g_task_get_cancellable (task), repeats_cb, g_object_ref (task));
}

static void
repeats_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Compose *compose = g_task_get_task_data (task);
  GError *error = NULL;

  if (poster_repeats_find_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (&compose->composition), (GDestroyNotify) poster_composition_free);
  else
    g_task_return_error (task, error);
}

/**
 * poster_composer_compose_async:
 * @self: a composer
 * @request: what is wanted; it stays the caller's, who keeps it until the callback
 * @cancellable: (nullable): ends the work soon
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks into the files, all at the same time, and checks the post against the rules of each
 * account's platform. Stores nothing and asks no service anything.
 *
 * What the rules say against the post is no error but a finding.
 *
 * Errors: %POSTER_ERROR_INVALID for a time that has passed, %POSTER_ERROR_CONFLICT for a base that
 * may not be changed, %POSTER_ERROR_NOT_FOUND for a platform that is not known, %POSTER_ERROR_FILE_MISSING, %POSTER_ERROR_FILE_CHANGED, those of
 * #PosterStore, #GIOErrorEnum
 */
void
poster_composer_compose_async (PosterComposer           *self,
                               PosterCompositionRequest *request,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Compose *compose = g_new0 (Compose, 1);

  g_task_set_source_tag (task, poster_composer_compose_async);
  compose->request = request;
  compose->measured = g_hash_table_new_full (NULL, NULL, NULL, unref_item);
  compose->pending = 1;
  g_task_set_task_data (task, compose, (GDestroyNotify) compose_free);

  measure_items (task, request->media);
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (request->targets, i);

      if (target->media != NULL)
        measure_items (task, target->media);
    }
  if (--compose->pending == 0)
    all_measured (task);
}

/**
 * poster_composer_compose_finish:
 * @self: a composer
 * @result: the result
 * @error: see poster_composer_compose_async()
 *
 * Returns: (transfer full): the post and what was found
 */
PosterComposition *
poster_composer_compose_finish (PosterComposer  *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What the store settled when it saved a post. */
static void
take_times (PosterPost *post,
            PosterPost *stored)
{
  g_autoptr(PosterPost) copy = poster_post_copy (stored);

  g_clear_pointer (&post->schedule, poster_schedule_unref);
  post->schedule = g_steal_pointer (&copy->schedule);
  g_free (post->profile_id);
  post->profile_id = g_steal_pointer (&copy->profile_id);
  g_free (post->queue_id);
  post->queue_id = g_steal_pointer (&copy->queue_id);
  post->slot_us = copy->slot_us;
  g_free (post->series_id);
  post->series_id = g_steal_pointer (&copy->series_id);
  g_free (post->occurrence);
  post->occurrence = g_steal_pointer (&copy->occurrence);
  g_ptr_array_unref (post->targets);
  post->targets = g_ptr_array_ref (copy->targets);
  post->version = copy->version;
}

static void
queued_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GError) error = NULL;

  stored = poster_store_save_post_in_queue_finish (POSTER_STORE (object), result, &error);
  if (stored == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_times (g_task_get_task_data (task), stored);
  g_task_return_boolean (task, TRUE);
}

static void
series_saved_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GError) error = NULL;

  stored = poster_store_save_series_finish (POSTER_STORE (object), result, &error);
  if (stored == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_times (g_task_get_task_data (task), stored);
  g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterPost *post = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gint64 version;

  version = poster_store_save_post_finish (POSTER_STORE (object), result, &error);
  if (version < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  post->version = version;
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_composer_save_async:
 * @self: a composer
 * @composition: what poster_composer_compose_finish() gave; it stays the caller's
 * @cancellable: (nullable): before the store has begun, the post is not stored; after, it is
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Stores the post durably, as a whole or not at all.
 *
 * Errors: %POSTER_ERROR_INVALID when an error was found and it is no draft, %POSTER_ERROR_CONFLICT
 * when it is being published or was changed meanwhile, others of #PosterStore
 */
void
poster_composer_save_async (PosterComposer      *self,
                            PosterComposition   *composition,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, poster_composer_save_async);
  g_task_set_task_data (task, g_object_ref (composition->post), g_object_unref);
  if (!poster_composition_is_allowed (composition, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (composition->in_queue)
    poster_store_save_post_in_slot_async (self->store, composition->post, composition->queue_id, composition->slot_us,
                                          POSTER_STATES_EDITABLE, cancellable, queued_cb, g_steal_pointer (&task));
  else if (composition->recurrence != NULL)
    poster_store_save_series_async (self->store, composition->post, composition->recurrence, POSTER_STATES_EDITABLE,
                                    cancellable, series_saved_cb, g_steal_pointer (&task));
  else
    poster_store_save_post_async (self->store, composition->post, POSTER_STATES_EDITABLE, cancellable,
                                  saved_cb, g_steal_pointer (&task));
}

/**
 * poster_composer_save_finish:
 * @self: a composer
 * @result: the result
 * @error: see poster_composer_save_async()
 *
 * Returns: whether the post is stored; its version in the composition is then the stored one, and so
 *   is the time that a queue or a series gave it
 */
gboolean
poster_composer_save_finish (PosterComposer  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
