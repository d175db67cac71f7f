/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"

G_BEGIN_DECLS

void        poster_late_watch_get_async  (PosterLateSession   *session,
                                          PosterConnection    *connection,
                                          const char          *post_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
JsonObject *poster_late_watch_get_finish (PosterLateSession   *session,
                                          GAsyncResult        *result,
                                          GError             **error);
void        poster_late_watch_note       (PosterLateSession   *session,
                                          PosterConnection    *connection,
                                          const char          *post_id,
                                          JsonObject          *post);

G_END_DECLS
