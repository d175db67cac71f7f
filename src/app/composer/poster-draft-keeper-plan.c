/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft-keeper"

#include "poster-draft-keeper.h"
#include "poster-draft-keeper-private.h"

/* A draft post has no place for the queue that it is to go into, nor for how it is to repeat: that is
 * kept beside it, among the settings of the store. */

static char *
name_plan (const char *post_id)
{
  return g_strconcat ("plan-", post_id, NULL);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterDraftKeeper *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_free (self->plan);
  self->plan = g_strdup (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_draft_keeper_keep_plan_async:
 * @self: a keeper of a stored draft
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Stores when the draft is to go out, as far as the post cannot hold it.
 */
void
poster_draft_keeper_keep_plan_async (PosterDraftKeeper   *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *plan = poster_draft_dup_plan (self->draft);
  g_autofree char *key = NULL;

  g_task_set_source_tag (task, poster_draft_keeper_keep_plan_async);
  if (g_strcmp0 (plan, self->plan) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  key = name_plan (self->base->id);
  g_task_set_task_data (task, g_strdup (plan), g_free);
  poster_store_set_setting_async (self->store, key, plan, NULL, kept_cb, g_steal_pointer (&task));
}

gboolean
poster_draft_keeper_keep_plan_finish (PosterDraftKeeper  *self,
                                      GAsyncResult       *result,
                                      GError            **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterDraftKeeper *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  g_free (self->plan);
  self->plan = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  if (error != NULL)
    g_warning ("When the draft is to go out could not be read: %s", error->message);
  poster_draft_keeper_take_plan (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_draft_keeper_read_plan_async:
 * @self: a keeper of a stored draft
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * The draft is to go out as it was when it was left.
 */
void
poster_draft_keeper_read_plan_async (PosterDraftKeeper   *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *key = name_plan (self->base->id);

  g_task_set_source_tag (task, poster_draft_keeper_read_plan_async);
  poster_store_get_setting_async (self->store, key, NULL, read_cb, g_steal_pointer (&task));
}

void
poster_draft_keeper_read_plan_finish (PosterDraftKeeper *self,
                                      GAsyncResult      *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * poster_draft_keeper_take_plan:
 * @self: a keeper of a stored draft that was just read
 *
 * Gives the draft what is kept beside the post.
 */
void
poster_draft_keeper_take_plan (PosterDraftKeeper *self)
{
  gboolean was_loading = self->is_loading;

  if (self->plan == NULL)
    return;
  self->is_loading = TRUE;
  poster_draft_load_plan (self->draft, self->plan);
  self->is_loading = was_loading;
  self->saved_serial = self->serial;
}

/**
 * poster_draft_keeper_leave_base:
 * @self: a keeper
 *
 * What is written is a post of its own from now on.
 */
void
poster_draft_keeper_leave_base (PosterDraftKeeper *self)
{
  g_clear_pointer (&self->plan, g_free);
  g_clear_object (&self->base);
}

/**
 * poster_draft_keeper_forget_plan:
 * @self: a keeper whose post is no draft any more
 *
 * What is kept beside the post is of no use any more.
 */
void
poster_draft_keeper_forget_plan (PosterDraftKeeper *self)
{
  g_autofree char *key = NULL;

  if (self->plan == NULL)
    return;
  key = name_plan (self->base->id);
  poster_store_set_setting_async (self->store, key, NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->plan, g_free);
}
