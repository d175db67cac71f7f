/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"
#include "poster-queues-model.h"

G_BEGIN_DECLS

/**
 * PosterSlotPlan:
 * @POSTER_SLOT_PLAN_LOADING: the queues are not read yet
 * @POSTER_SLOT_PLAN_NO_QUEUE: there is none
 * @POSTER_SLOT_PLAN_PAUSED: the queue takes no posts now
 * @POSTER_SLOT_PLAN_NO_TIMES: the queue has no slots
 * @POSTER_SLOT_PLAN_FULL: none of them is free
 * @POSTER_SLOT_PLAN_FREE: it would get one
 * @POSTER_SLOT_PLAN_HELD: it has one, and keeps it
 *
 * What a queue has for a post.
 */
typedef enum
{
  POSTER_SLOT_PLAN_LOADING,
  POSTER_SLOT_PLAN_NO_QUEUE,
  POSTER_SLOT_PLAN_PAUSED,
  POSTER_SLOT_PLAN_NO_TIMES,
  POSTER_SLOT_PLAN_FULL,
  POSTER_SLOT_PLAN_FREE,
  POSTER_SLOT_PLAN_HELD,
} PosterSlotPlan;

PosterSlotPlan  poster_slot_plan_find       (PosterQueuesModel  *queues,
                                             PosterDraft        *draft,
                                             PosterQueue       **queue,
                                             PosterSchedule    **schedule);
char           *poster_slot_plan_dup_reason (PosterQueuesModel  *queues,
                                             PosterDraft        *draft);

G_END_DECLS
