/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connection.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

void poster_tiktok_sign_out (PosterTiktokSession *session,
                             PosterConnection    *connection,
                             GTask               *task);

G_END_DECLS
