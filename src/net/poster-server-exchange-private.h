/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-server-exchange.h"

G_BEGIN_DECLS

/* What reading a request and answering it share. */

typedef struct
{
  gatomicrefcount           ref_count;
  GSocketConnection        *stream;
  GSocket                  *socket;       /* borrowed from stream */
  PosterClock              *clock;        /* for pauses that were asked for */
  PosterClock              *real_clock;   /* for peers that do not go on */
  GCancellable             *cancellable;
  GByteArray               *input;        /* read and not used yet */
  GSource                  *deadline;     /* (nullable), while a request is coming in */
  PosterServerManners       manners;
  PosterServerRequestFunc  func;
  gpointer                  user_data;
  GDestroyNotify            closed;
} PosterServerConnection;

struct _PosterServerExchange
{
  GObject                   parent_instance;
  PosterServerConnection  *connection;
  SoupMessageHeaders       *headers;
  char                     *method;
  char                     *path;
  char                     *query;        /* (nullable) */
  GByteArray               *body;         /* of anything but PUT; ends in a NUL beyond its length */
  gint64                    length;       /* of the body, as declared */
  gint64                    unread;       /* of the body */
  gboolean                  chunked;
  gboolean                  wants_continue;
  gboolean                  keep_alive;
  gboolean                  answered;
  GString                  *answer_headers;
  GByteArray               *answer;
  gsize                     answer_position;
  PosterServerDelivery     delivery;
  int                       pieces;
  gint64                    interval_us;
};

void poster_server_exchange_read  (PosterServerExchange *self,
                                    int                    fd,
                                    GChecksum             *checksum,
                                    gint64                 offset,
                                    gint64                 length,
                                    gboolean               to_the_end,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
void poster_server_exchange_go_on (PosterServerExchange *self);

G_END_DECLS
