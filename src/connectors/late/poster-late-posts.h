/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"

G_BEGIN_DECLS

void poster_late_posts_list   (PosterLateSession *session,
                               PosterConnection  *connection,
                               const char        *next,
                               const char        *validator,
                               GTask             *task);
void poster_late_posts_look   (PosterLateSession *session,
                               PosterConnection  *connection,
                               const char        *remote_id,
                               GTask             *task);
void poster_late_posts_remove (PosterLateSession *session,
                               PosterConnection  *connection,
                               const char        *remote_id,
                               GTask             *task);

G_END_DECLS
