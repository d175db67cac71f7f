/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"

G_BEGIN_DECLS

void  poster_late_profiles_pick_async  (PosterLateSession   *session,
                                        PosterConnection    *connection,
                                        const char          *platform,
                                        GPtrArray           *accounts,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
char *poster_late_profiles_pick_finish (PosterLateSession   *session,
                                        GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
