/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterRangedUploadFlags:
 * @POSTER_RANGED_UPLOAD_FLAGS_NONE: plain transfer: a chunk that got lost is sent again
 * @POSTER_RANGED_UPLOAD_FLAGS_COMMIT: the range makes something public: each chunk is sent at
 *   most once, on a connection of its own, whatever happens
 */
typedef enum
{
  POSTER_RANGED_UPLOAD_FLAGS_NONE   = 0,
  POSTER_RANGED_UPLOAD_FLAGS_COMMIT = 1 << 0,
} PosterRangedUploadFlags;

/**
 * PosterRangedUploadOutcome:
 * @POSTER_RANGED_UPLOAD_FAILED: an error is set
 * @POSTER_RANGED_UPLOAD_SENT: the server has all bytes up to the end of the range
 * @POSTER_RANGED_UPLOAD_COMPLETE: the server has all bytes up to the end of the range and says that it has
 *   the whole file
 * @POSTER_RANGED_UPLOAD_ELSEWHERE: the server refused a chunk because it is at another byte than
 *   we thought (416) and said where; nothing was taken from that chunk. The caller goes on there
 *   (or, where that is the end of the file, has nothing left to send).
 */
typedef enum
{
  POSTER_RANGED_UPLOAD_FAILED,
  POSTER_RANGED_UPLOAD_SENT,
  POSTER_RANGED_UPLOAD_COMPLETE,
  POSTER_RANGED_UPLOAD_ELSEWHERE,
} PosterRangedUploadOutcome;

/**
 * PosterRangedUploadProgress:
 * @sent_bytes: bytes of the whole file that have been handed to the network
 * @total_bytes: bytes of the whole file
 * @user_data: as given to poster_ranged_upload_set_progress()
 *
 * At most 30 times a second and once at the end of a run; never backwards, never after the run's
 * callback.
 */
typedef void (*PosterRangedUploadProgress) (goffset  sent_bytes,
                                            goffset  total_bytes,
                                            gpointer user_data);

/* Sends a local file in chunks, each a PUT with Content-Range. One object per upload address; one
 * run at a time. @fd is duplicated; @url is a secret; the last of @chunk_count chunks takes the
 * remainder. A run sends [first_byte, end_byte), cut at chunk boundaries, and ends with an outcome.
 *
 * Without COMMIT a lost chunk, a 5xx or a 429 is tried again (5 times without progress, backoff),
 * and a 416 that points into the range is followed; what points outside it is ELSEWHERE. With
 * COMMIT every 416 that says where the server is ends in ELSEWHERE, everything else in an error
 * whose poster_error_may_have_arrived() is right; after a cancellation
 * poster_ranged_upload_was_sent() tells whether any byte of the latest run went out.
 * poster_ranged_upload_get_server_bytes() is the server's own word on how many bytes it has (the
 * next one it wants), -1 before it ever said so.
 *
 * Errors, by code: `upload_url_expired` (403, %POSTER_ERROR_CONFLICT), `upload_not_found` (404,
 * %POSTER_ERROR_NOT_FOUND), `upload_refused` (400 and other 4xx, %POSTER_ERROR_REJECTED),
 * `upload_position_unknown` (416 that does not say where, or positions that do not settle,
 * %POSTER_ERROR_SERVICE), `upload_failed` (5xx, %POSTER_ERROR_SERVICE), `rate_limited` (429),
 * `upload_nonsense` (an answer that makes no sense, %POSTER_ERROR_SERVICE),
 * `connection_failed`/`connection_lost`; %POSTER_ERROR_FILE_CHANGED when the file is or becomes
 * shorter; transport errors; %G_IO_ERROR_CANCELLED. */
#define POSTER_TYPE_RANGED_UPLOAD (poster_ranged_upload_get_type ())
G_DECLARE_FINAL_TYPE (PosterRangedUpload, poster_ranged_upload, POSTER, RANGED_UPLOAD, GObject)

PosterRangedUpload        *poster_ranged_upload_new              (PosterClock                 *clock,
                                                                  SoupSession                 *session,
                                                                  const char                  *url,
                                                                  int                          fd,
                                                                  const char                  *content_type,
                                                                  goffset                      total_bytes,
                                                                  goffset                      chunk_bytes,
                                                                  guint                        chunk_count,
                                                                  GError                     **error);
void                       poster_ranged_upload_set_progress     (PosterRangedUpload          *self,
                                                                  PosterRangedUploadProgress   progress,
                                                                  gpointer                     user_data,
                                                                  GDestroyNotify               destroy);
goffset                    poster_ranged_upload_get_chunk_start  (PosterRangedUpload          *self,
                                                                  guint                        index);
goffset                    poster_ranged_upload_get_server_bytes (PosterRangedUpload          *self);
gboolean                   poster_ranged_upload_was_sent         (PosterRangedUpload          *self);
void                       poster_ranged_upload_run_async        (PosterRangedUpload          *self,
                                                                  goffset                      first_byte,
                                                                  goffset                      end_byte,
                                                                  PosterRangedUploadFlags      flags,
                                                                  GCancellable                *cancellable,
                                                                  GAsyncReadyCallback          callback,
                                                                  gpointer                     user_data);
PosterRangedUploadOutcome  poster_ranged_upload_run_finish       (PosterRangedUpload          *self,
                                                                  GAsyncResult                *result,
                                                                  GError                     **error);

G_END_DECLS
