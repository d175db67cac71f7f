/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-text.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CAPTION_HIGHLIGHT (poster_caption_highlight_get_type ())
G_DECLARE_FINAL_TYPE (PosterCaptionHighlight, poster_caption_highlight, POSTER, CAPTION_HIGHLIGHT, GObject)

/* Signals:
 *   ::folded   whether lines are folded has changed */
PosterCaptionHighlight *poster_caption_highlight_new        (GtkTextBuffer          *buffer);
/* What hashtags and mentions are: at first what they are on most platforms. */
void                    poster_caption_highlight_set_manner (PosterCaptionHighlight *self,
                                                             PosterTextManner        manner);
/* Of hashtags, mentions and links. */
void                    poster_caption_highlight_set_color  (PosterCaptionHighlight *self,
                                                             const GdkRGBA          *color);
/* Whether a line is too long to be shown whole. */
gboolean                poster_caption_highlight_get_folded (PosterCaptionHighlight *self);
/* Lets go of the buffer: before that goes. */
void                    poster_caption_highlight_stop       (PosterCaptionHighlight *self);

G_END_DECLS
