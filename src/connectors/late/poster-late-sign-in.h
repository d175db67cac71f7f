/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-sign-in.h"

G_BEGIN_DECLS

void poster_late_sign_in (PosterLateSession *session, PosterSignInRequest *request, GTask *task);

G_END_DECLS
