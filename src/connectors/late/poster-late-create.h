/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"
#include "poster-step.h"

G_BEGIN_DECLS

PosterStepResult *poster_late_create_new_result (PosterLateSession *session,
                                                 PosterPublication *publication,
                                                 JsonObject        *post);
void              poster_late_create_step       (PosterLateSession *session,
                                                 PosterPublication *publication,
                                                 GTask             *task);
void              poster_late_create_settle     (PosterLateSession *session,
                                                 PosterPublication *publication,
                                                 GTask             *task);

G_END_DECLS
