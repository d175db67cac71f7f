/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterServerExchange:
 *
 * One HTTP request and its answer, exactly one of: poster_server_exchange_reply(),
 * poster_server_exchange_drop(). The body of a PUT is not read before somebody asks for it;
 * every other body has been read, up to the limit.
 */
#define POSTER_TYPE_SERVER_EXCHANGE (poster_server_exchange_get_type ())
G_DECLARE_FINAL_TYPE (PosterServerExchange, poster_server_exchange, POSTER, SERVER_EXCHANGE, GObject)

/**
 * PosterServerDelivery:
 * @POSTER_SERVER_DELIVERY_WHOLE: as it should be
 * @POSTER_SERVER_DELIVERY_LOST: the connection is closed instead
 * @POSTER_SERVER_DELIVERY_HALF: the connection is closed half way
 * @POSTER_SERVER_DELIVERY_SLOW: in pieces, with pauses
 *
 * What becomes of an answer on its way.
 */
typedef enum
{
  POSTER_SERVER_DELIVERY_WHOLE,
  POSTER_SERVER_DELIVERY_LOST,
  POSTER_SERVER_DELIVERY_HALF,
  POSTER_SERVER_DELIVERY_SLOW,
} PosterServerDelivery;

/* Called once for each request, in the main context of the server. */
typedef void (*PosterServerRequestFunc) (PosterServerExchange *exchange, gpointer user_data);

/**
 * PosterServerManners:
 * @silence_us: microseconds of real time after which a peer that sends nothing is cut off
 * @request_us: microseconds of real time that a request may take to come in, its body but for a PUT's
 *   included
 * @max_body: bytes beyond which a body other than a PUT's is refused
 * @refusal: makes the JSON text of an answer to a request that nobody has looked at yet, from its
 *   status and a sentence
 *
 * What a server bears.
 */
typedef struct
{
  gint64   silence_us;
  gint64   request_us;
  gint64   max_body;
  char  *(*refusal) (guint status, const char *why);
} PosterServerManners;

void                poster_server_exchange_begin         (GSocketConnection        *connection,
                                                           PosterClock              *clock,
                                                           GCancellable             *cancellable,
                                                           const PosterServerManners *manners,
                                                           PosterServerRequestFunc  func,
                                                           gpointer                  user_data,
                                                           GDestroyNotify            closed);

const char         *poster_server_exchange_get_method    (PosterServerExchange *self);
const char         *poster_server_exchange_get_path      (PosterServerExchange *self);
const char         *poster_server_exchange_get_query     (PosterServerExchange *self);
const char         *poster_server_exchange_get_header    (PosterServerExchange *self, const char *name);
gboolean            poster_server_exchange_has_type      (PosterServerExchange *self, const char *type);
const char         *poster_server_exchange_get_body      (PosterServerExchange *self, gsize *length);
gint64              poster_server_exchange_get_length    (PosterServerExchange *self);
gboolean            poster_server_exchange_is_chunked    (PosterServerExchange *self);

void                poster_server_exchange_set_delivery  (PosterServerExchange *self,
                                                           PosterServerDelivery  delivery,
                                                           int                    pieces,
                                                           gint64                 interval_us);
void                poster_server_exchange_receive_async (PosterServerExchange *self,
                                                           int                    fd,
                                                           gint64                 offset,
                                                           gint64                 length,
                                                           GCancellable          *cancellable,
                                                           GAsyncReadyCallback    callback,
                                                           gpointer               user_data);
void                poster_server_exchange_measure_async (PosterServerExchange *self,
                                                           GChecksum             *checksum,
                                                           gint64                 length,
                                                           GCancellable          *cancellable,
                                                           GAsyncReadyCallback    callback,
                                                           gpointer               user_data);
gboolean            poster_server_exchange_receive_finish (PosterServerExchange  *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                poster_server_exchange_add_header    (PosterServerExchange *self,
                                                           const char            *name,
                                                           const char            *value);
void                poster_server_exchange_reply         (PosterServerExchange *self,
                                                           guint                  status,
                                                           const char            *content_type,
                                                           const char            *body);
void                poster_server_exchange_drop          (PosterServerExchange *self);

G_END_DECLS
