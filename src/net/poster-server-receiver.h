/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterServerReceiver:
 * @socket: where bytes come from; a thread reads it until the callback
 * @input: what has been read of it already, used first
 * @fd: where they go, or -1 to throw them away
 * @offset: of the first byte in @fd
 * @length: how many bytes
 * @to_the_end: whether @length is only a limit, and the end of the stream an end like any other
 * @preface: (nullable): static text to send first
 * @clock: of the pauses below
 * @checksum: (nullable): of the bytes, which it learns as they come
 * @pieces: how many parts to read in, 1 for "as fast as can be"
 * @interval_us: microseconds between two parts
 * @received: (out): how many bytes came
 *
 * Bytes on their way from a socket into a file.
 */
typedef struct
{
  GSocket     *socket;
  GByteArray  *input;
  int          fd;
  gint64       offset;
  gint64       length;
  gboolean     to_the_end;
  const char  *preface;
  PosterClock *clock;
  GChecksum   *checksum;
  int          pieces;
  gint64       interval_us;
  gint64       received;

  GError      *error;
} PosterServerReceiver;

void     poster_server_receiver_run_async  (const PosterServerReceiver *receiver,
                                             gpointer                     source_object,
                                             GCancellable                *cancellable,
                                             GAsyncReadyCallback          callback,
                                             gpointer                     user_data);
gboolean poster_server_receiver_run_finish (GAsyncResult *result, gint64 *received, GError **error);

G_END_DECLS
