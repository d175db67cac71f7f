/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-target"

#include "poster-target.h"

#include "poster-error.h"
#include "poster-id.h"
#include "poster-json.h"

G_DEFINE_FINAL_TYPE (PosterTarget, poster_target, G_TYPE_OBJECT)

static void
poster_target_finalize (GObject *object)
{
  PosterTarget *self = POSTER_TARGET (object);

  g_free (self->id);
  g_free (self->post_id);
  g_free (self->account_id);
  g_clear_pointer (&self->place, json_object_unref);
  g_free (self->content);
  g_free (self->title);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->step_state, json_object_unref);
  poster_target_clear_error (self);
  g_free (self->platform_post_id);
  g_free (self->platform_post_url);
  g_free (self->open_step);
  g_free (self->submission_id);
  G_OBJECT_CLASS (poster_target_parent_class)->finalize (object);
}

static void
poster_target_class_init (PosterTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_target_finalize;
}

static void
poster_target_init (PosterTarget *self)
{
  self->due_us = -1;
  self->wake_us = -1;
  self->published_us = -1;
  self->told_us = -1;
}

/**
 * poster_target_new:
 * @account_id: id of an account
 *
 * Returns: (transfer full): a draft target with a new id and no options
 */
PosterTarget *
poster_target_new (const char *account_id)
{
  PosterTarget *self = g_object_new (POSTER_TYPE_TARGET, NULL);

  self->id = poster_id_new ();
  self->account_id = g_strdup (account_id);
  self->options = json_object_new ();
  return self;
}

/**
 * poster_target_copy:
 * @self: a target
 *
 * Returns: (transfer full): a copy to change and hand on; it shares the media, which are records
 */
PosterTarget *
poster_target_copy (PosterTarget *self)
{
  PosterTarget *copy = g_object_new (POSTER_TYPE_TARGET, NULL);

  copy->id = g_strdup (self->id);
  copy->post_id = g_strdup (self->post_id);
  copy->account_id = g_strdup (self->account_id);
  copy->place = poster_json_copy (self->place);
  copy->state = self->state;
  copy->holder = self->holder;
  copy->content = g_strdup (self->content);
  copy->title = g_strdup (self->title);
  if (self->media != NULL)
    copy->media = g_ptr_array_copy (self->media, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  if (copy->media != NULL)
    g_ptr_array_set_free_func (copy->media, g_object_unref);
  copy->schedule = self->schedule != NULL ? poster_schedule_ref (self->schedule) : NULL;
  copy->options = poster_json_copy (self->options);
  copy->due_us = self->due_us;
  copy->wake_us = self->wake_us;
  copy->attempts = self->attempts;
  copy->failures = self->failures;
  copy->step_state = poster_json_copy (self->step_state);
  copy->error_code = g_strdup (self->error_code);
  copy->error_category = g_strdup (self->error_category);
  copy->error_message = g_strdup (self->error_message);
  copy->platform_post_id = g_strdup (self->platform_post_id);
  copy->platform_post_url = g_strdup (self->platform_post_url);
  copy->published_us = self->published_us;
  copy->open_step = g_strdup (self->open_step);
  copy->open_kind = self->open_kind;
  copy->is_committed = self->is_committed;
  copy->is_inbox = self->is_inbox;
  copy->submission_id = g_strdup (self->submission_id);
  copy->is_handed_over = self->is_handed_over;
  copy->told_us = self->told_us;
  return copy;
}

/**
 * poster_target_is_editable:
 * @self: a target
 *
 * Returns: whether a person may change, take back or delete it: nothing is under way for it, and
 *   the platform has nothing of it that may yet become public
 */
gboolean
poster_target_is_editable (PosterTarget *self)
{
  return (POSTER_STATES (self->state) & POSTER_STATES_EDITABLE) != 0 && !self->is_committed;
}

/**
 * poster_target_is_unwanted:
 * @self: a target
 *
 * Returns: whether a service has it that is not to publish it any more
 */
gboolean
poster_target_is_unwanted (PosterTarget *self)
{
  return self->is_handed_over &&
         (self->holder == POSTER_HOLDER_HERE || self->state == POSTER_TARGET_DRAFT ||
          self->state == POSTER_TARGET_CANCELLED);
}

static gboolean
same_json (JsonObject *one,
           JsonObject *other)
{
  g_autofree char *one_text = one != NULL ? poster_json_to_text (one, FALSE) : NULL;
  g_autofree char *other_text = other != NULL ? poster_json_to_text (other, FALSE) : NULL;

  return g_strcmp0 (one_text, other_text) == 0;
}

/**
 * poster_target_is_beside:
 * @self: a target
 * @other: another one of its post
 *
 * Returns: whether they are members of one submission of which the same is known: what is begun for
 *   one is begun for both
 */
gboolean
poster_target_is_beside (PosterTarget *self,
                         PosterTarget *other)
{
  return self->submission_id != NULL && g_strcmp0 (self->submission_id, other->submission_id) == 0 &&
         self->state == other->state && self->holder == other->holder && self->due_us == other->due_us &&
         self->told_us == other->told_us && self->is_committed == other->is_committed &&
         self->is_handed_over == other->is_handed_over &&
         g_strcmp0 (self->open_step, other->open_step) == 0 && same_json (self->step_state, other->step_state);
}

/**
 * poster_target_forget_try:
 * @self: a target not handed on yet
 *
 * Forgets all that a connector knew of it: the next try begins anew, and is another submission.
 */
void
poster_target_forget_try (PosterTarget *self)
{
  g_clear_pointer (&self->step_state, json_object_unref);
  g_clear_pointer (&self->submission_id, g_free);
  self->is_handed_over = FALSE;
  self->told_us = -1;
}

/**
 * poster_target_is_due:
 * @self: a target
 * @now_us: the present instant, microseconds since the epoch
 *
 * Returns: whether the engine has to look at it: its time has come; or it is under way and told to
 *   wait for longer than anything waits, which means that the clock was wrong then
 */
gboolean
poster_target_is_due (PosterTarget *self,
                      gint64        now_us)
{
  if (self->wake_us < 0)
    return FALSE;
  return self->wake_us <= now_us ||
         (self->state != POSTER_TARGET_SCHEDULED && self->wake_us > now_us + POSTER_TARGET_LONGEST_WAIT_US);
}

/**
 * poster_target_set_error:
 * @self: a target not handed on yet
 * @error: what went wrong; its message becomes the sentence people read
 *
 * Notes a failure.
 */
void
poster_target_set_error (PosterTarget *self,
                         const GError *error)
{
  poster_target_clear_error (self);
  self->error_code = g_strdup (poster_error_get_code (error));
  self->error_category = g_strdup (poster_error_get_category (error));
  self->error_message = g_strdup (error->message);
}

/**
 * poster_target_clear_error:
 * @self: a target not handed on yet
 *
 * Forgets the last failure.
 */
void
poster_target_clear_error (PosterTarget *self)
{
  g_clear_pointer (&self->error_code, g_free);
  g_clear_pointer (&self->error_category, g_free);
  g_clear_pointer (&self->error_message, g_free);
}
