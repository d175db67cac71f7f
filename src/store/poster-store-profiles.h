/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-profile.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Profiles. There is always one, the default. Errors are those of #PosterStore; ::changed is told
 * with "". */

/* (element-type PosterProfile), oldest first. */
void           poster_store_list_profiles_async   (PosterStore *self, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray     *poster_store_list_profiles_finish  (PosterStore *self, GAsyncResult *result, GError **error);
/* Makes it, or changes the one with its id. With is_default it takes the place of the default. */
void           poster_store_save_profile_async    (PosterStore *self, PosterProfile *profile, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean       poster_store_save_profile_finish   (PosterStore *self, GAsyncResult *result, GError **error);
/* With its queues; %POSTER_ERROR_CONFLICT for the default one. Posts keep their times. */
void           poster_store_delete_profile_async  (PosterStore *self, const char *profile_id, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean       poster_store_delete_profile_finish (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
