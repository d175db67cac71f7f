/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterSingleUploadProgress:
 * @sent_bytes: bytes that have been handed to the network
 * @user_data: as given to poster_single_upload_async()
 *
 * Told often; never backwards, never after the callback.
 */
typedef void (*PosterSingleUploadProgress) (goffset  sent_bytes,
                                            gpointer user_data);

/* A whole local file in one PUT, streamed, to an address that is the secret itself: no credentials
 * travel with it. Nothing is sent twice; what broke has to be sent anew from its first byte, since
 * such addresses know no parts.
 *
 * Errors: %POSTER_ERROR_SERVICE (`upload_lost`: the connection broke; `upload_url_expired`;
 * `upload_failed`), %POSTER_ERROR_REJECTED (`upload_refused`), %POSTER_ERROR_RATE_LIMITED,
 * %POSTER_ERROR_FILE_CHANGED, %G_IO_ERROR_CANCELLED and the other transport errors. */
void     poster_single_upload_async  (PosterClock                 *clock,
                                      SoupSession                 *session,
                                      const char                  *url,
                                      int                          fd,
                                      goffset                      size_bytes,
                                      const char                  *content_type,
                                      PosterSingleUploadProgress   progress,
                                      gpointer                     progress_data,
                                      GCancellable                *cancellable,
                                      GAsyncReadyCallback          callback,
                                      gpointer                     user_data);
gboolean poster_single_upload_finish (GAsyncResult                *result,
                                      goffset                     *sent_bytes,
                                      GError                     **error);

G_END_DECLS
