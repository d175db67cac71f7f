/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

/**
 * PosterTextRoom:
 * @platform: (transfer none): who limits
 * @unit: what it counts in
 * @allowed: how many it takes
 * @used: how many there are, once they have been counted
 *
 * How much of a text one platform takes.
 */
typedef struct
{
  PosterPlatform *platform;
  PosterTextUnit  unit;
  gint64          allowed;
  gint64          used;
} PosterTextRoom;

/* What the strictest of the platforms that a draft goes to takes. */
guint    poster_draft_limits_get_files       (PosterDraft      *draft,
                                              PosterPlatforms  *platforms,
                                              PosterPostKind    kind,
                                              PosterPlatform  **strictest);
GArray  *poster_draft_limits_get_text_rooms  (PosterDraft      *draft,
                                              PosterPlatforms  *platforms);
GArray  *poster_text_rooms_count             (const GArray     *rooms,
                                              const char       *text);
gboolean poster_draft_limits_get_text_left   (PosterDraft      *draft,
                                              PosterPlatforms  *platforms,
                                              const char       *text,
                                              gint64           *left,
                                              PosterPlatform  **strictest);
gboolean poster_draft_limits_get_title_left  (PosterDraft      *draft,
                                              PosterPlatforms  *platforms,
                                              const char       *title,
                                              gint64           *left);

G_END_DECLS
