/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft-limits.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CAPTION_COUNTERS (poster_caption_counters_get_type ())
G_DECLARE_FINAL_TYPE (PosterCaptionCounters, poster_caption_counters, POSTER, CAPTION_COUNTERS, GtkWidget)

/* How much more may be written, and on which platform how much. @rooms: (element-type PosterTextRoom),
 * counted, the one with the least left first. */
void  poster_caption_counters_show      (PosterCaptionCounters *self,
                                         const GArray          *rooms);
/* (nullable) the same in one sentence, for those who do not see it. */
const char *poster_caption_counters_get_words (PosterCaptionCounters *self);

/* "2,075 left", "12 too many" and the style that goes with it. */
void  poster_caption_counters_show_left (GtkLabel              *label,
                                         gint64                 left);

G_END_DECLS
