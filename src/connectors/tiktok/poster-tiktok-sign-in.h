/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sign-in.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

void poster_tiktok_sign_in (PosterTiktokSession *session,
                            PosterSignInRequest *request,
                            GTask               *task);

G_END_DECLS
