/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-progress.h"
#include "poster-publication.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

void poster_tiktok_upload_step (PosterTiktokSession *session,
                                PosterPublication   *publication,
                                gboolean             is_last,
                                PosterProgressFunc   progress,
                                gpointer             progress_data,
                                GTask               *task);

G_END_DECLS
