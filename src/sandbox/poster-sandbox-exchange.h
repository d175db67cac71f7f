/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterSandboxExchange:
 *
 * One HTTP request and its answer, exactly one of: poster_sandbox_exchange_reply(),
 * poster_sandbox_exchange_drop(). The body of a PUT is not read before somebody asks for it;
 * every other body has been read, up to the limit.
 */
#define POSTER_TYPE_SANDBOX_EXCHANGE (poster_sandbox_exchange_get_type ())
G_DECLARE_FINAL_TYPE (PosterSandboxExchange, poster_sandbox_exchange, POSTER, SANDBOX_EXCHANGE, GObject)

/**
 * PosterSandboxDelivery:
 * @POSTER_SANDBOX_DELIVERY_WHOLE: as it should be
 * @POSTER_SANDBOX_DELIVERY_LOST: the connection is closed instead
 * @POSTER_SANDBOX_DELIVERY_HALF: the connection is closed half way
 * @POSTER_SANDBOX_DELIVERY_SLOW: in pieces, with pauses
 *
 * What becomes of an answer on its way.
 */
typedef enum
{
  POSTER_SANDBOX_DELIVERY_WHOLE,
  POSTER_SANDBOX_DELIVERY_LOST,
  POSTER_SANDBOX_DELIVERY_HALF,
  POSTER_SANDBOX_DELIVERY_SLOW,
} PosterSandboxDelivery;

/* Called once for each request, in the main context of the server. */
typedef void (*PosterSandboxRequestFunc) (PosterSandboxExchange *exchange, gpointer user_data);

/* Bodies other than those of PUT are refused beyond this. */
#define POSTER_SANDBOX_MAX_BODY (1024 * 1024)

void                poster_sandbox_exchange_begin         (GSocketConnection        *connection,
                                                           PosterClock              *clock,
                                                           GCancellable             *cancellable,
                                                           gint64                    timeout_us,
                                                           PosterSandboxRequestFunc  func,
                                                           gpointer                  user_data,
                                                           GDestroyNotify            closed);

const char         *poster_sandbox_exchange_get_method    (PosterSandboxExchange *self);
const char         *poster_sandbox_exchange_get_path      (PosterSandboxExchange *self);
const char         *poster_sandbox_exchange_get_query     (PosterSandboxExchange *self);
const char         *poster_sandbox_exchange_get_header    (PosterSandboxExchange *self, const char *name);
gboolean            poster_sandbox_exchange_has_type      (PosterSandboxExchange *self, const char *type);
const char         *poster_sandbox_exchange_get_body      (PosterSandboxExchange *self, gsize *length);
gint64              poster_sandbox_exchange_get_length    (PosterSandboxExchange *self);
gboolean            poster_sandbox_exchange_is_chunked    (PosterSandboxExchange *self);

void                poster_sandbox_exchange_set_delivery  (PosterSandboxExchange *self,
                                                           PosterSandboxDelivery  delivery,
                                                           int                    pieces,
                                                           gint64                 interval_us);
void                poster_sandbox_exchange_receive_async (PosterSandboxExchange *self,
                                                           int                    fd,
                                                           gint64                 offset,
                                                           gint64                 length,
                                                           GCancellable          *cancellable,
                                                           GAsyncReadyCallback    callback,
                                                           gpointer               user_data);
void                poster_sandbox_exchange_measure_async (PosterSandboxExchange *self,
                                                           GChecksum             *checksum,
                                                           gint64                 length,
                                                           GCancellable          *cancellable,
                                                           GAsyncReadyCallback    callback,
                                                           gpointer               user_data);
gboolean            poster_sandbox_exchange_receive_finish (PosterSandboxExchange  *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                poster_sandbox_exchange_add_header    (PosterSandboxExchange *self,
                                                           const char            *name,
                                                           const char            *value);
void                poster_sandbox_exchange_reply         (PosterSandboxExchange *self,
                                                           guint                  status,
                                                           const char            *content_type,
                                                           const char            *body);
void                poster_sandbox_exchange_drop          (PosterSandboxExchange *self);

G_END_DECLS
