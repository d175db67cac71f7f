/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/* At most max_calls in any window_us for each key (say connection id, a slash, endpoint). Calls
 * beyond that wait in the order they came. A key under penalty lets nobody through until the
 * given instant. Keys nobody needs any more are forgotten. For one main context. */
#define POSTER_TYPE_RATE_LIMITER (poster_rate_limiter_get_type ())
G_DECLARE_FINAL_TYPE (PosterRateLimiter, poster_rate_limiter, POSTER, RATE_LIMITER, GObject)

PosterRateLimiter *poster_rate_limiter_new            (PosterClock          *clock);
void               poster_rate_limiter_acquire_async  (PosterRateLimiter    *self,
                                                       const char           *key,
                                                       guint                 max_calls,
                                                       gint64                window_us,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           poster_rate_limiter_acquire_finish (PosterRateLimiter    *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
gint64             poster_rate_limiter_get_wait_us    (PosterRateLimiter    *self,
                                                       const char           *key,
                                                       guint                 max_calls,
                                                       gint64                window_us);
void               poster_rate_limiter_penalise       (PosterRateLimiter    *self,
                                                       const char           *key,
                                                       gint64                until_us);
void               poster_rate_limiter_set_open       (PosterRateLimiter    *self,
                                                       gboolean              is_open);
guint              poster_rate_limiter_get_n_keys     (PosterRateLimiter    *self);

G_END_DECLS
