/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-store.h"

G_BEGIN_DECLS

/**
 * PosterRetryWish:
 * @POSTER_WISH_RETRY: what failed, was missed or is held is tried again; of what perhaps is out
 *   the platform is only asked
 * @POSTER_WISH_AGAIN: what perhaps is out is not: it is published again
 * @POSTER_WISH_PUBLISHED: what failed or perhaps is out is out
 * @POSTER_WISH_NOW: what waits for its time, or missed it, goes out now
 *
 * What a person wants of a post that stands still. What is out is left alone.
 */
typedef enum
{
  POSTER_WISH_RETRY,
  POSTER_WISH_AGAIN,
  POSTER_WISH_PUBLISHED,
  POSTER_WISH_NOW,
} PosterRetryWish;

gboolean poster_retry_applies     (PosterPost           *post,
                                   PosterRetryWish       wish,
                                   gint64                now_us);
void     poster_retry_post_async  (PosterStore          *store,
                                   PosterClock          *clock,
                                   const char           *post_id,
                                   PosterRetryWish       wish,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
void     poster_retry_target_async (PosterStore         *store,
                                    PosterClock         *clock,
                                    const char          *post_id,
                                    const char          *target_id,
                                    PosterRetryWish      wish,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean poster_retry_post_finish (PosterStore          *store,
                                   GAsyncResult         *result,
                                   guint                *n_changed,
                                   GError              **error);

G_END_DECLS
