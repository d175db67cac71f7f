/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"

G_BEGIN_DECLS

void poster_late_edit_compare_step (PosterLateSession *session, PosterPublication *publication, GTask *task);
void poster_late_edit_update_step  (PosterLateSession *session, PosterPublication *publication, GTask *task);

G_END_DECLS
