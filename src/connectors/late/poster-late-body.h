/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"

G_BEGIN_DECLS

#define POSTER_LATE_METADATA_SUBMISSION "posterSubmission"

const char *poster_late_body_media_type       (PosterMediaItem   *item);
JsonObject *poster_late_body_build            (PosterLateSession *session,
                                               PosterPublication *publication);
char       *poster_late_body_dup_digest       (PosterLateSession *session,
                                               PosterPublication *publication);
char       *poster_late_body_dup_media_digest (PosterPublication *publication);

G_END_DECLS
