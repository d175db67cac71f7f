/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

typedef struct _PosterHttpExchange PosterHttpExchange;

PosterHttpExchange *poster_http_exchange_new             (PosterClock         *clock,
                                                          SoupMessage         *message,
                                                          gint64               limit_us,
                                                          GCancellable        *cancellable);
void                poster_http_exchange_free            (PosterHttpExchange  *self);
GCancellable       *poster_http_exchange_get_cancellable (PosterHttpExchange  *self);
SoupMessage        *poster_http_exchange_get_message     (PosterHttpExchange  *self);
void                poster_http_exchange_touch           (PosterHttpExchange  *self);
void                poster_http_exchange_mark_sent       (PosterHttpExchange  *self);
gboolean            poster_http_exchange_was_sent        (PosterHttpExchange  *self);
GError             *poster_http_exchange_take_error      (PosterHttpExchange  *self,
                                                          GError              *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterHttpExchange, poster_http_exchange_free)

G_END_DECLS
