/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-series.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Posts that repeat. Errors are those of #PosterStore.
 *
 * The occurrence that waits is an ordinary scheduled post (its series_id says which series it is
 * of): saving it changes this one alone, deleting it skips this one. */

/* Saves @post as the next occurrence and as what the later ones are made of, in one transaction;
 * for a new series, and for "this and all that follow". The post's schedule must be a time on the
 * wall: the series begins there, and the post gets the first date of @rule that is not before it.
 * All targets become scheduled for that time, none has its own. With a @post that belongs to a
 * series already, that series goes on by the new rule. Gives back the post as stored.
 * %POSTER_ERROR_INVALID: the rule has no date from there on. */
void          poster_store_save_series_async    (PosterStore *self, PosterPost *post, PosterRecurrence *rule,
                                                 PosterTargetStates allowed, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
PosterPost   *poster_store_save_series_finish   (PosterStore *self, GAsyncResult *result, GError **error);
void          poster_store_get_series_async     (PosterStore *self, const char *series_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
PosterSeries *poster_store_get_series_finish    (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterSeries), those that have not ended, oldest first. */
void          poster_store_list_series_async    (PosterStore *self, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *poster_store_list_series_finish   (PosterStore *self, GAsyncResult *result, GError **error);
/* No further posts are made. The one that waits stays, as a post of its own. */
void          poster_store_end_series_async     (PosterStore *self, const char *series_id, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean      poster_store_end_series_finish    (PosterStore *self, GAsyncResult *result, GError **error);
/* Takes that back: the series goes on after @post_id, one of its posts that waits. %POSTER_ERROR_CONFLICT
 * when there is none any more, or the series goes on with another one. */
void          poster_store_resume_series_async  (PosterStore *self, const char *series_id, const char *post_id,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean      poster_store_resume_series_finish (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
