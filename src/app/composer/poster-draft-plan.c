/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-draft"

#include "poster-draft.h"
#include "poster-draft-private.h"

#include "poster-json.h"

/* When a draft goes out, where that is more than a time: the queue that gives it one, and how it
 * repeats. */

/**
 * poster_draft_get_queue_id:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): id of the queue in mind, %NULL for the default one; it counts
 *   for %POSTER_COMPOSITION_QUEUE
 */
const char *
poster_draft_get_queue_id (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->queue_id;
}

/**
 * poster_draft_set_queue_id:
 * @self: a draft
 * @queue_id: (nullable): id of a queue, %NULL for the default one
 */
void
poster_draft_set_queue_id (PosterDraft *self,
                           const char  *queue_id)
{
  char *copy;

  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (g_strcmp0 (self->queue_id, queue_id) == 0)
    return;
  copy = g_strdup (queue_id);
  g_free (self->queue_id);
  self->queue_id = copy;
  g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}

/**
 * poster_draft_get_held_slot:
 * @self: a draft
 * @queue_id: id of a queue
 *
 * Returns: (transfer none) (nullable): the slot of that queue that the stored post holds, and keeps
 *   when it is saved in the queue again
 */
PosterSchedule *
poster_draft_get_held_slot (PosterDraft *self,
                            const char  *queue_id)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return g_strcmp0 (self->held_queue_id, queue_id) == 0 ? self->held_slot : NULL;
}

/**
 * poster_draft_get_wanted_slot:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the very slot of the queue in mind that was chosen for it;
 *   %NULL for the next free one
 */
PosterSchedule *
poster_draft_get_wanted_slot (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->wanted_slot;
}

/**
 * poster_draft_want_slot:
 * @self: a draft
 * @queue_id: (nullable): id of a queue, %NULL for the default one
 * @slot: (nullable): a slot of it, %NULL for the next free one
 *
 * That one is to be taken when it is saved. Another queue, chosen later, has another slot.
 */
void
poster_draft_want_slot (PosterDraft    *self,
                        const char     *queue_id,
                        PosterSchedule *slot)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  poster_draft_set_queue_id (self, queue_id);
  if (slot != NULL)
    poster_schedule_ref (slot);
  g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  self->wanted_slot = slot;
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}

/**
 * poster_draft_get_recurrence:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): how it repeats; it counts for %POSTER_COMPOSITION_AT
 */
PosterRecurrence *
poster_draft_get_recurrence (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  return self->recurrence;
}

/**
 * poster_draft_get_is_in_series:
 * @self: a draft
 *
 * Returns: whether the stored post is one of those that a series makes: what is changed is this one
 *   alone
 */
gboolean
poster_draft_get_is_in_series (PosterDraft *self)
{
  g_return_val_if_fail (POSTER_IS_DRAFT (self), FALSE);

  return self->is_in_series;
}

static void
take_recurrence (PosterDraft      *self,
                 PosterRecurrence *recurrence)
{
  if (recurrence != NULL)
    poster_recurrence_ref (recurrence);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  self->recurrence = recurrence;
}

/**
 * poster_draft_set_recurrence:
 * @self: a draft
 * @recurrence: (nullable): how it repeats, %NULL for once
 */
void
poster_draft_set_recurrence (PosterDraft      *self,
                             PosterRecurrence *recurrence)
{
  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (self->recurrence == recurrence)
    return;
  take_recurrence (self, recurrence);
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}

/**
 * poster_draft_take_plan:
 * @self: a draft
 * @post: (nullable): the stored post that it was just read from; %NULL for none
 *
 * For the files of the draft alone: a post that holds a slot is one of its queue.
 */
void
poster_draft_take_plan (PosterDraft *self,
                        PosterPost  *post)
{
  gboolean is_held = post != NULL && post->queue_id != NULL && post->slot_us >= 0 && post->schedule != NULL;

  g_clear_pointer (&self->held_slot, poster_schedule_unref);
  g_free (self->held_queue_id);
  self->held_queue_id = is_held ? g_strdup (post->queue_id) : NULL;
  g_free (self->queue_id);
  self->queue_id = g_strdup (self->held_queue_id);
  g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  take_recurrence (self, NULL);
  self->is_in_series = post != NULL && post->series_id != NULL;
  if (!is_held)
    return;
  self->held_slot = poster_schedule_ref (post->schedule);
  self->when = POSTER_COMPOSITION_QUEUE;
}

/**
 * poster_draft_plan_to_json:
 * @self: a draft
 * @json: gets what there is to be said of it
 *
 * For the files of the draft alone.
 */
void
poster_draft_plan_to_json (PosterDraft *self,
                           JsonObject  *json)
{
  g_autofree char *rule = self->recurrence != NULL ? poster_recurrence_to_text (self->recurrence) : NULL;

  if (self->when == POSTER_COMPOSITION_QUEUE)
    json_object_set_string_member (json, "when", "queue");
  if (self->queue_id != NULL)
    json_object_set_string_member (json, "queue", self->queue_id);
  if (self->wanted_slot != NULL)
    {
      json_object_set_int_member (json, "slotUs", poster_schedule_get_instant_us (self->wanted_slot));
      json_object_set_string_member (json, "slotZone", poster_schedule_get_zone (self->wanted_slot));
    }
  if (rule != NULL)
    json_object_set_string_member (json, "repeat", rule);
}

/**
 * poster_draft_plan_from_json:
 * @self: a draft
 * @json: of poster_draft_plan_to_json()
 *
 * For the files of the draft alone.
 */
void
poster_draft_plan_from_json (PosterDraft *self,
                             JsonObject  *json)
{
  const char *rule = poster_json_get_string (json, "repeat");
  const char *zone = poster_json_get_string (json, "slotZone");
  gint64 slot_us = poster_json_get_int (json, "slotUs", -1);
  g_autoptr(PosterRecurrence) recurrence = rule != NULL ? poster_recurrence_new_from_text (rule, NULL) : NULL;

  g_free (self->queue_id);
  self->queue_id = g_strdup (poster_json_get_string (json, "queue"));
  g_clear_pointer (&self->wanted_slot, poster_schedule_unref);
  if (slot_us >= 0 && zone != NULL)
    self->wanted_slot = poster_schedule_new_instant (slot_us, zone);
  take_recurrence (self, recurrence);
  if (g_strcmp0 (poster_json_get_string (json, "when"), "queue") == 0)
    self->when = POSTER_COMPOSITION_QUEUE;
}

/**
 * poster_draft_dup_plan:
 * @self: a draft
 *
 * Returns: (transfer full) (nullable): what a draft post cannot hold of when it is to go out, for
 *   poster_draft_load_plan() of the same program; %NULL when that is nothing
 */
char *
poster_draft_dup_plan (PosterDraft *self)
{
  g_autoptr(JsonObject) json = json_object_new ();

  g_return_val_if_fail (POSTER_IS_DRAFT (self), NULL);

  if (self->when != POSTER_COMPOSITION_QUEUE && (self->when != POSTER_COMPOSITION_AT || self->recurrence == NULL))
    return NULL;
  poster_draft_plan_to_json (self, json);
  return poster_json_to_text (json, FALSE);
}

/**
 * poster_draft_load_plan:
 * @self: a draft
 * @plan: of poster_draft_dup_plan()
 *
 * Takes over what @plan says.
 */
void
poster_draft_load_plan (PosterDraft *self,
                        const char  *plan)
{
  g_autoptr(JsonObject) json = poster_json_parse_object (plan, -1, NULL);

  g_return_if_fail (POSTER_IS_DRAFT (self));

  if (json == NULL)
    return;
  poster_draft_plan_from_json (self, json);
  poster_draft_emit_changed (self, POSTER_DRAFT_WHEN);
}
