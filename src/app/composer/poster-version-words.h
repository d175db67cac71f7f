/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"

G_BEGIN_DECLS

const char *poster_version_words_own     (guint        parts);
char       *poster_version_words_summary (PosterDraft *draft);

G_END_DECLS
