/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-finding.h"
#include "poster-media-facts.h"
#include "poster-platform.h"

G_BEGIN_DECLS

GPtrArray      *poster_checker_check_file         (PosterPlatform         *platform,
                                                   const PosterMediaFacts *facts,
                                                   int                     media_index,
                                                   JsonObject             *options,
                                                   JsonObject             *creator);
GPtrArray      *poster_checker_check_post         (PosterPlatform         *platform,
                                                   const char             *content,
                                                   const char             *title,
                                                   GPtrArray              *media_facts,
                                                   JsonObject             *options,
                                                   JsonObject             *creator);
PosterFinding  *poster_checker_same_media_finding (PosterPlatform         *platform,
                                                   const char             *account_name,
                                                   const char             *when);
PosterPostKind  poster_checker_get_kind           (GPtrArray              *media_facts);

G_END_DECLS
