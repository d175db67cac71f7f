/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector-registry.h"
#include "poster-post.h"

G_BEGIN_DECLS

GPtrArray *poster_publish_group_find (PosterPost              *post,
                                      PosterTarget            *target,
                                      GHashTable              *accounts,
                                      PosterConnectorRegistry *registry,
                                      gint64                   now_us);

G_END_DECLS
