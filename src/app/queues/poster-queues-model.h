/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"
#include "poster-store-queues.h"

G_BEGIN_DECLS

/* So many free slots of each queue are known ahead. */
#define POSTER_QUEUES_MODEL_AHEAD 5

#define POSTER_TYPE_QUEUES_MODEL (poster_queues_model_get_type ())
G_DECLARE_FINAL_TYPE (PosterQueuesModel, poster_queues_model, POSTER, QUEUES_MODEL, GObject)

/* The queues as they are stored, and which of their slots are free next. Signals:
 *   ::changed ()   it was read anew */
PosterQueuesModel *poster_queues_model_get           (PosterSession     *session);
PosterSession     *poster_queues_model_get_session   (PosterQueuesModel *self);
gboolean           poster_queues_model_get_is_loaded (PosterQueuesModel *self);
/* (element-type PosterQueue), the default one first. */
GPtrArray         *poster_queues_model_get_queues    (PosterQueuesModel *self);
PosterQueue       *poster_queues_model_find          (PosterQueuesModel *self,
                                                      const char        *queue_id);
/* (element-type PosterStoreSlot), soonest first; none when it is paused. */
GPtrArray         *poster_queues_model_get_free      (PosterQueuesModel *self,
                                                      const char        *queue_id);
void               poster_queues_model_reload        (PosterQueuesModel *self);

G_END_DECLS
