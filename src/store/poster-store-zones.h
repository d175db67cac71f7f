/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/* Works the instants of waiting posts out anew where the data of their time zone have changed since
 * this was last done: the time on the wall stays, and slots of queues follow. Gives back how many
 * posts got another instant, -1 on error. Cheap when nothing has changed. */
void   poster_store_follow_zones_async  (PosterStore *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gint64 poster_store_follow_zones_finish (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
