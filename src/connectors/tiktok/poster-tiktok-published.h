/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"
#include "poster-step.h"

G_BEGIN_DECLS

PosterStepResult *poster_tiktok_published_new  (PosterPublication *publication,
                                                JsonObject        *state);
char             *poster_tiktok_post_id_parse  (JsonObject        *status);

G_END_DECLS
