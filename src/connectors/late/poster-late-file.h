/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-media-item.h"

G_BEGIN_DECLS

/**
 * PosterLateFileProgress:
 * @sent_bytes: bytes of the file that were sent
 * @user_data: as given to poster_late_file_send_async()
 */
typedef void (*PosterLateFileProgress) (goffset  sent_bytes,
                                        gpointer user_data);

void  poster_late_file_send_async  (PosterLateSession       *session,
                                    PosterConnection        *connection,
                                    PosterMediaItem         *item,
                                    PosterLateFileProgress   progress,
                                    gpointer                 progress_data,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data);
char *poster_late_file_send_finish (PosterLateSession       *session,
                                    GAsyncResult            *result,
                                    gint64                  *made_us,
                                    GError                 **error);

G_END_DECLS
