/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-queues-model.h"

G_BEGIN_DECLS

#define POSTER_TYPE_QUEUE_GROUP (poster_queue_group_get_type ())
G_DECLARE_FINAL_TYPE (PosterQueueGroup, poster_queue_group, POSTER, QUEUE_GROUP, AdwPreferencesGroup)

/* One queue: its name, its zone, its times of the week. Signals:
 *   ::changed (PosterQueue *queue, gboolean reshuffle, char *undo)   it is to be saved so; @undo: (nullable):
 *                                                        what to say with an offer to take it back
 *   ::deleted ()                                         it is to be deleted */
GtkWidget   *poster_queue_group_new       (PosterQueuesModel *queues,
                                           PosterQueue       *queue);
PosterQueue *poster_queue_group_get_queue (PosterQueueGroup  *self);
void         poster_queue_group_set_queue (PosterQueueGroup  *self,
                                           PosterQueue       *queue);

G_END_DECLS
