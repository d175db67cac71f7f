/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"

G_BEGIN_DECLS

/* Fetches an address, following redirects (never from https to http), never more than max_bytes.
 * A file is written under a temporary name beside @destination, made durable, and renamed over it
 * only when whole; on failure nothing is left.
 * Errors, by code: `download_not_found` (404, 410), `download_refused` (other 4xx),
 * `download_too_large`, `download_failed` (5xx and nonsense), `rate_limited`;
 * %POSTER_ERROR_INVALID (`download_bad_address`), %POSTER_ERROR_DISK_FULL; transport errors; %G_IO_ERROR_CANCELLED. */
/**
 * PosterDownloadProgress:
 * @received_bytes: bytes written so far
 * @total_bytes: bytes in all, -1 where the server does not say
 * @user_data: as given with the function
 *
 * At most 30 times a second and once at the end; never backwards, never after the callback.
 */
typedef void (*PosterDownloadProgress) (goffset  received_bytes,
                                        goffset  total_bytes,
                                        gpointer user_data);

void      poster_download_file_async   (SoupSession             *session,
                                        PosterClock             *clock,
                                        const char              *url,
                                        GFile                   *destination,
                                        goffset                  max_bytes,
                                        PosterDownloadProgress   progress,
                                        gpointer                 progress_data,
                                        GCancellable            *cancellable,
                                        GAsyncReadyCallback      callback,
                                        gpointer                 user_data);
gboolean  poster_download_file_finish  (SoupSession             *session,
                                        GAsyncResult            *result,
                                        char                   **content_type,
                                        GError                 **error);
void      poster_download_bytes_async  (SoupSession             *session,
                                        PosterClock             *clock,
                                        const char              *url,
                                        gsize                    max_bytes,
                                        GCancellable            *cancellable,
                                        GAsyncReadyCallback      callback,
                                        gpointer                 user_data);
GBytes   *poster_download_bytes_finish (SoupSession             *session,
                                        GAsyncResult            *result,
                                        char                   **content_type,
                                        GError                 **error);

G_END_DECLS
