/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-keeper"

#include "poster-draft-keeper.h"
#include "poster-draft-keeper-private.h"

#include "poster-error.h"

/* The steps of publishing, in the order they run: composed -> stored -> (forgotten) */
static void composed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);
static void stored_cb    (GObject *object, GAsyncResult *result, gpointer user_data);
static void forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
end (PosterDraftKeeper *self)
{
  self->wants_save = FALSE;
  self->saved_serial = self->serial;
  g_clear_handle_id (&self->save_source, g_source_remove);
  poster_draft_keeper_set_state (self, POSTER_KEEPING_ENDED, NULL);
}

static void
fail_publishing (PosterDraftKeeper *self,
                 GError            *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->publish_task);

  g_clear_pointer (&self->request, poster_composition_request_free);
  g_clear_pointer (&self->composition, poster_composition_free);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT) ||
      g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    self->wants_look = TRUE;
  g_task_return_error (task, error);
  poster_draft_keeper_done (self);
}

static void
composed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  self->composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  g_clear_pointer (&self->request, poster_composition_request_free);
  if (self->composition == NULL)
    {
      fail_publishing (self, g_steal_pointer (&error));
      return;
    }
  poster_draft_keeper_take_findings (self, self->composition, self->busy_check_serial);
  poster_composer_save_async (self->composer, self->composition, NULL, stored_cb, self);
}

static void
finish_publishing (PosterDraftKeeper *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->publish_task);

  end (self);
  g_task_return_pointer (task, g_object_ref (self->base), g_object_unref);
  poster_draft_keeper_done (self);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_composer_save_finish (POSTER_COMPOSER (object), result, &error))
    {
      fail_publishing (self, g_steal_pointer (&error));
      return;
    }
  composition = g_steal_pointer (&self->composition);
  g_set_object (&self->base, composition->post);
  poster_draft_keeper_forget_plan (self);
  if (self->is_edited)
    {
      g_autofree char *key = poster_draft_keeper_name_edits (self->base->id);

      poster_store_set_setting_async (self->store, key, NULL, NULL, forgotten_cb, self);
      return;
    }
  finish_publishing (self);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterDraftKeeper *self = user_data;
  g_autoptr(GError) error = NULL;

  /* The post is stored: that it has edits left over is no reason to say that it is not. */
  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_warning ("What was put by is still there: %s", error->message);
  self->is_edited = FALSE;
  finish_publishing (self);
}

/**
 * poster_draft_keeper_begin_publish:
 * @self: a keeper that was asked to publish, and is not busy
 *
 * For poster_draft_keeper_advance() alone.
 */
void
poster_draft_keeper_begin_publish (PosterDraftKeeper *self)
{
  PosterCompositionWhen when = poster_draft_get_when (self->draft);

  poster_draft_keeper_compose (self, when, when != POSTER_COMPOSITION_DRAFT, composed_cb);
}

/**
 * poster_draft_keeper_publish_async:
 * @self: a keeper
 * @cancellable: (nullable): ignored once it has begun
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * The person has pressed the button, with the preview before their eyes: that is their express
 * consent. Stores the post for the time that the draft says, and ends keeping the draft.
 *
 * Errors: %POSTER_ERROR_INVALID when something that was found stands in its way,
 * %POSTER_ERROR_CONFLICT when somebody else changed it, others of #PosterStore; the draft is then
 * kept as before
 */
void
poster_draft_keeper_publish_async (PosterDraftKeeper   *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_draft_keeper_publish_async);
  if (self->publish_task != NULL || self->discard_task != NULL || self->state == POSTER_KEEPING_ENDED)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The draft is on its way already");
      return;
    }
  self->publish_task = g_steal_pointer (&task);
  poster_draft_keeper_advance (self);
}

/**
 * poster_draft_keeper_publish_finish:
 * @self: a keeper
 * @result: the result
 * @error: see poster_draft_keeper_publish_async()
 *
 * Returns: (transfer full): the post as it is stored now
 */
PosterPost *
poster_draft_keeper_publish_finish (PosterDraftKeeper  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
finish_discarding (PosterDraftKeeper *self,
                   GError            *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->discard_task);

  if (error == NULL || g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      end (self);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, error);
    }
  poster_draft_keeper_done (self);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GError *error = NULL;

  poster_store_trash_post_finish (POSTER_STORE (object), result, &error);
  finish_discarding (user_data, error);
}

static void
edits_discarded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GError *error = NULL;

  poster_store_set_setting_finish (POSTER_STORE (object), result, &error);
  finish_discarding (user_data, error);
}

/**
 * poster_draft_keeper_get_is_trashed:
 * @self: a keeper that has discarded its draft
 *
 * Returns: whether the draft is in the store's trash, from where it can be brought back
 */
gboolean
poster_draft_keeper_get_is_trashed (PosterDraftKeeper *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT_KEEPER (self), FALSE);

  return self->is_trashed;
}

/**
 * poster_draft_keeper_begin_discard:
 * @self: a keeper that was asked to discard, and is not busy
 *
 * For poster_draft_keeper_advance() alone.
 */
void
poster_draft_keeper_begin_discard (PosterDraftKeeper *self)
{
  self->is_busy = TRUE;
  g_object_ref (self);
  if (poster_draft_keeper_get_is_live (self))
    {
      g_autofree char *key = poster_draft_keeper_name_edits (self->base->id);

      poster_store_set_setting_async (self->store, key, NULL, NULL, edits_discarded_cb, self);
    }
  else if (self->state == POSTER_KEEPING_CONFLICT || self->state == POSTER_KEEPING_GONE)
    {
      /* What is stored is somebody else's, and stays. */
      finish_discarding (self, NULL);
    }
  else if (self->base != NULL)
    {
      self->is_trashed = TRUE;
      poster_store_trash_post_async (self->store, self->base->id, POSTER_STATES (POSTER_TARGET_DRAFT), NULL,
                                     trashed_cb, self);
    }
  else
    {
      finish_discarding (self, NULL);
    }
}

/**
 * poster_draft_keeper_discard_async:
 * @self: a keeper
 * @cancellable: (nullable): ignored once it has begun
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends keeping the draft. What is there is stored first, and then lies in the store's trash, for
 * whoever wants it back: poster_store_restore_post_async(). Of a post that is more than a draft,
 * what was changed is forgotten.
 *
 * Errors: %POSTER_ERROR_CONFLICT when it is no draft any more, others of #PosterStore
 */
void
poster_draft_keeper_discard_async (PosterDraftKeeper   *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_draft_keeper_discard_async);
  if (self->publish_task != NULL || self->discard_task != NULL || self->state == POSTER_KEEPING_ENDED)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The draft is on its way already");
      return;
    }
  self->discard_task = g_steal_pointer (&task);
  self->wants_save = !poster_draft_keeper_get_is_live (self);
  poster_draft_keeper_advance (self);
}

/**
 * poster_draft_keeper_discard_finish:
 * @self: a keeper
 * @result: the result
 * @error: see poster_draft_keeper_discard_async()
 *
 * Returns: whether it is gone
 */
gboolean
poster_draft_keeper_discard_finish (PosterDraftKeeper  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
