/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account-link.h"
#include "poster-account.h"
#include "poster-late-session.h"

G_BEGIN_DECLS

void poster_late_link   (PosterLateSession *session,
                         PosterConnection  *connection,
                         PosterAccountLink *link,
                         GTask             *task);
void poster_late_unlink (PosterLateSession *session,
                         PosterConnection  *connection,
                         PosterAccount     *account,
                         GTask             *task);
void poster_late_rename (PosterLateSession *session,
                         PosterConnection  *connection,
                         PosterAccount     *account,
                         const char        *display_name,
                         GTask             *task);

G_END_DECLS
