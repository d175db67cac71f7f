/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

/* What the strictest of the platforms that a draft goes to takes. */
guint    poster_draft_limits_get_files       (PosterDraft      *draft,
                                              PosterPlatforms  *platforms,
                                              PosterPostKind    kind,
                                              PosterPlatform  **strictest);
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
