/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/* RFC 6585; SoupStatus does not have it. */
#define POSTER_HTTP_TOO_MANY_REQUESTS 429

SoupMessage *poster_http_message_new            (const char           *method,
                                                 const char           *url,
                                                 GError              **error);
gboolean     poster_http_header_is_safe         (const char           *value);
gint64       poster_http_get_retry_after_us     (SoupMessageHeaders   *headers,
                                                 PosterClock          *clock);
void         poster_http_read_bounded_async     (GInputStream         *stream,
                                                 gsize                 max_bytes,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GBytes      *poster_http_read_bounded_finish    (GInputStream         *stream,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
