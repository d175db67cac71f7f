/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/* For so long a request counts as the same one, and a text as said already. */
#define POSTER_STORE_ONCE_US G_TIME_SPAN_DAY

/* The code of the error of poster_store_save_post_once_finish() for what an account has got already. */
#define POSTER_STORE_SAID_ALREADY "duplicate_content"

/**
 * PosterStoreOnce:
 * @post: (nullable): the post as it is stored; of a request that was answered before: the post of then
 * @is_repeat: whether the request was answered before: nothing was stored now
 * @existing_post_id: (nullable): the post that says the same to the same account
 * @account_id: (nullable): to which
 *
 * What became of a post that is to be stored once.
 */
typedef struct
{
  PosterPost *post;
  gboolean    is_repeat;
  char       *existing_post_id;
  char       *account_id;
} PosterStoreOnce;

void     poster_store_once_clear            (PosterStoreOnce      *self);
void     poster_store_save_post_once_async  (PosterStore          *self,
                                             PosterPost           *post,
                                             const char           *request_id,
                                             gboolean              in_queue,
                                             const char           *queue_id,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean poster_store_save_post_once_finish (PosterStore          *self,
                                             GAsyncResult         *result,
                                             PosterStoreOnce      *once,
                                             GError              **error);
void     poster_store_find_request_async    (PosterStore          *self,
                                             const char           *request_id,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean poster_store_find_request_finish   (PosterStore          *self,
                                             GAsyncResult         *result,
                                             PosterPost          **post,
                                             GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PosterStoreOnce, poster_store_once_clear)

G_END_DECLS
