/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/* Many new posts at once. Errors are those of #PosterStore.
 *
 * All are stored in one transaction, or none. @queue_ids has an element for each post: the id of
 * the queue whose next free slot it takes, in order, or "" for none, as
 * poster_store_save_post_in_queue_async() does it. Gives back the posts as stored (element-type
 * PosterPost), made one after the other. %POSTER_ERROR_CONFLICT: one of them is there already. */
void       poster_store_save_new_posts_async  (PosterStore *self, GPtrArray *posts, const char *const *queue_ids,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *poster_store_save_new_posts_finish (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
