/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

void poster_tiktok_cancel (PosterTiktokSession *session,
                           PosterPublication   *publication,
                           GTask               *task);

G_END_DECLS
