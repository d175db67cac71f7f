/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CAPTION_BOX (poster_caption_box_get_type ())
G_DECLARE_FINAL_TYPE (PosterCaptionBox, poster_caption_box, POSTER, CAPTION_BOX, GtkWidget)

/* Caption of a draft, with its title where a platform shows one, and how much more may be written. */
void poster_caption_box_set_draft  (PosterCaptionBox *self,
                                    PosterDraft      *draft,
                                    PosterPlatforms  *platforms);
/* Where the person's snippets are kept. */
void poster_caption_box_set_settings (PosterCaptionBox *self,
                                     GSettings        *settings);
/* The counters and the colours, after something else of the draft has changed. */
void poster_caption_box_update     (PosterCaptionBox *self);
/* What was typed last is in the draft afterwards: before it is stored, or sent. */
void poster_caption_box_commit     (PosterCaptionBox *self);
/* Takes over the texts of the draft. */
void poster_caption_box_reload     (PosterCaptionBox *self);
void poster_caption_box_grab_focus (PosterCaptionBox *self);
/* At the cursor, with blanks around it where words would run together; undone in one step. */
void poster_caption_box_insert     (PosterCaptionBox *self,
                                    const char       *text);
/* For undoing. */
GtkTextBuffer *poster_caption_box_get_buffer (PosterCaptionBox *self);

G_END_DECLS
