/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api-key.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Keys of the REST API, never themselves but what they are known by. Errors are those of
 * #PosterStore; ::changed is told with "" when one comes or goes. */

/* No more than this are kept at a time. */
#define POSTER_STORE_MAX_API_KEYS 100

/* (element-type PosterApiKey), oldest first, expired ones too. */
void       poster_store_list_api_keys_async   (PosterStore *self, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *poster_store_list_api_keys_finish  (PosterStore *self, GAsyncResult *result, GError **error);
/* %POSTER_ERROR_INVALID without a name, %POSTER_ERROR_CONFLICT when there are too many. */
void       poster_store_add_api_key_async     (PosterStore *self, PosterApiKey *key, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean   poster_store_add_api_key_finish    (PosterStore *self, GAsyncResult *result, GError **error);
void       poster_store_delete_api_key_async  (PosterStore *self, const char *key_id, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean   poster_store_delete_api_key_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* When keys were used last: ids, and microseconds since the epoch. Nobody is told. */
void       poster_store_note_api_use_async    (PosterStore *self, GHashTable *used, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean   poster_store_note_api_use_finish   (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
