/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"

G_BEGIN_DECLS

gboolean    poster_late_find_is_since (JsonObject          *post,
                                       gint64               since_us);
void        poster_late_find_async    (PosterLateSession   *session,
                                       PosterPublication   *publication,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
JsonObject *poster_late_find_finish   (PosterLateSession   *session,
                                       GAsyncResult        *result,
                                       GError             **error);

G_END_DECLS
