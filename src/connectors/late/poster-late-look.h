/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"

G_BEGIN_DECLS

void poster_late_look_step (PosterLateSession *session, PosterPublication *publication, GTask *task);

G_END_DECLS
