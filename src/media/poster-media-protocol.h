/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The descriptor under which the worker finds its end of the socket pair. */
#define POSTER_MEDIA_WORKER_FD 3

/* Each message is one line of JSON; some carry one open descriptor, and say so: "descriptor":true.
 *
 * To the worker, each with the file:
 *   {"request":"probe"}
 *   {"request":"thumbnail","width":W,"height":H,"position":US}     position -1: a good frame
 *   {"request":"thumbnail","width":W,"height":H,"frames":N}        so many side by side, each of that size
 *   {"request":"convert","plan":{…}}     as poster_conversion_to_json() has it, and "source":{…}, the facts;
 *                                        then two more with files: {"request":"scratch"} and {"request":"output"}
 * From the worker:
 *   {"event":"ready"}                    once, when it has started
 *   {"event":"progress"}                 a request was taken up; then every so often: a sign of life,
 *                                        of a conversion with "fraction", from 0 to 1
 *   {"event":"loading"}                  what comes next may take long without a sign of life
 *   {"event":"facts","facts":{…}}        ends a probe
 *   {"event":"thumbnail","width":W,"height":H}    ends a thumbnail; carries a descriptor of the PNG
 *   {"event":"converted"}                ends a conversion
 *   {"event":"failed","message":"…"}     ends a thumbnail or a conversion; of that, "code" of GIOErrorEnum */

typedef struct _PosterMediaChannel PosterMediaChannel;

/**
 * PosterMediaReceipt:
 * @POSTER_MEDIA_RECEIPT_MESSAGE: here is one
 * @POSTER_MEDIA_RECEIPT_AGAIN: nothing more for now
 * @POSTER_MEDIA_RECEIPT_CLOSED: the other side is gone, or talks nonsense
 */
typedef enum
{
  POSTER_MEDIA_RECEIPT_MESSAGE,
  POSTER_MEDIA_RECEIPT_AGAIN,
  POSTER_MEDIA_RECEIPT_CLOSED,
} PosterMediaReceipt;

PosterMediaChannel *poster_media_channel_new     (int                  socket);
void                poster_media_channel_free    (PosterMediaChannel  *self);
int                 poster_media_channel_get_fd  (PosterMediaChannel  *self);
gboolean            poster_media_channel_send    (PosterMediaChannel  *self,
                                                  JsonObject          *message,
                                                  int                  fd,
                                                  gboolean             wait);
PosterMediaReceipt  poster_media_channel_receive (PosterMediaChannel  *self,
                                                  gboolean             wait,
                                                  JsonObject         **message,
                                                  int                 *fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaChannel, poster_media_channel_free)

G_END_DECLS
