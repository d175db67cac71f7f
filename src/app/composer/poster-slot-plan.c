/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-slot-plan"

#include "poster-slot-plan.h"

#include <glib/gi18n-lib.h>

/* Whether the slot that was chosen for it is still free, as far as that is known: slots far ahead are
 * not listed. */
static gboolean
is_still_free (GPtrArray      *free_slots,
               PosterSchedule *wanted)
{
  gint64 wanted_us = poster_schedule_get_instant_us (wanted);

  for (guint i = 0; i < free_slots->len; i++)
    {
      gint64 at_us = ((PosterStoreSlot *) g_ptr_array_index (free_slots, i))->at_us;

      if (at_us >= wanted_us)
        return at_us == wanted_us;
    }
  return free_slots->len == POSTER_QUEUES_MODEL_AHEAD;
}

/**
 * poster_slot_plan_find:
 * @queues: (nullable): the queues
 * @draft: a draft
 * @queue: (out) (transfer none) (nullable) (optional): the queue that it would go into: one that is
 *   there no more gives way to the default one
 * @schedule: (out) (transfer none) (nullable) (optional): the time that it would get
 *
 * What would become of @draft in its queue, as far as that is known now: somebody else may take the
 * slot before.
 *
 * Returns: what the queue has for it
 */
PosterSlotPlan
poster_slot_plan_find (PosterQueuesModel  *queues,
                       PosterDraft        *draft,
                       PosterQueue       **queue,
                       PosterSchedule    **schedule)
{
  PosterQueue *found = NULL;
  PosterSchedule *held, *wanted;
  GPtrArray *free_slots;

  if (queue != NULL)
    *queue = NULL;
  if (schedule != NULL)
    *schedule = NULL;
  if (queues == NULL || !poster_queues_model_get_is_loaded (queues))
    return POSTER_SLOT_PLAN_LOADING;
  if (poster_draft_get_queue_id (draft) != NULL)
    found = poster_queues_model_find (queues, poster_draft_get_queue_id (draft));
  if (found == NULL)
    found = poster_queues_model_find (queues, NULL);
  if (found == NULL)
    return POSTER_SLOT_PLAN_NO_QUEUE;
  if (queue != NULL)
    *queue = found;
  held = poster_draft_get_held_slot (draft, found->id);
  free_slots = poster_queues_model_get_free (queues, found->id);
  wanted = poster_draft_get_wanted_slot (draft);
  if (schedule != NULL && wanted != NULL && is_still_free (free_slots, wanted))
    *schedule = wanted;
  else if (schedule != NULL && held != NULL)
    *schedule = held;
  else if (schedule != NULL && free_slots->len > 0)
    *schedule = ((PosterStoreSlot *) g_ptr_array_index (free_slots, 0))->schedule;
  if (held != NULL)
    return POSTER_SLOT_PLAN_HELD;
  if (!found->is_active)
    return POSTER_SLOT_PLAN_PAUSED;
  if (found->slots->len == 0)
    return POSTER_SLOT_PLAN_NO_TIMES;
  return free_slots->len > 0 ? POSTER_SLOT_PLAN_FREE : POSTER_SLOT_PLAN_FULL;
}

/**
 * poster_slot_plan_dup_reason:
 * @queues: (nullable): the queues
 * @draft: a draft
 *
 * Returns: (transfer full) (nullable): why it cannot get a slot, and what to do about it
 */
char *
poster_slot_plan_dup_reason (PosterQueuesModel *queues,
                             PosterDraft       *draft)
{
  PosterQueue *queue;

  switch (poster_slot_plan_find (queues, draft, &queue, NULL))
    {
    case POSTER_SLOT_PLAN_LOADING:
      return g_strdup (_("One moment: looking for a free slot."));
    case POSTER_SLOT_PLAN_NO_QUEUE:
      return g_strdup (_("Set up a queue first."));
    case POSTER_SLOT_PLAN_PAUSED:
      /* Translators: %s is what a person calls the queue */
      return g_strdup_printf (_("The queue “%s” is paused. Resume it, or choose another one."), queue->name);
    case POSTER_SLOT_PLAN_NO_TIMES:
      return g_strdup_printf (_("The queue “%s” has no times yet. Add one first."), queue->name);
    case POSTER_SLOT_PLAN_FULL:
      return g_strdup_printf (_("The queue “%s” has no free slot. Add a time, or choose another one."), queue->name);
    case POSTER_SLOT_PLAN_FREE:
    case POSTER_SLOT_PLAN_HELD:
    default:
      return NULL;
    }
}
