/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-text.h"

G_BEGIN_DECLS

/* What there is to count: first the units, then the ranges. */
#define POSTER_TEXT_MEMO_RANGES(manner, kind) \
  (POSTER_TEXT_BYTES + 1 + \
   ((guint) (manner)->tags * (POSTER_TEXT_MENTIONS_LINKED + 1) + (guint) (manner)->mentions) * (POSTER_TEXT_LINK + 1) + \
   (guint) (kind))

gboolean poster_text_memo_find (const char *text, guint what, gint64 *count);
void     poster_text_memo_keep (const char *text, guint what, gint64 count);

G_END_DECLS
