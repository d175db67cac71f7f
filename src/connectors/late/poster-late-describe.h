/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-late-session.h"

G_BEGIN_DECLS

void poster_late_describe (PosterLateSession *session,
                           PosterConnection  *connection,
                           PosterAccount     *account,
                           GTask             *task);

G_END_DECLS
