/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-caption-box.h"
#include "poster-caption-counters.h"
#include "poster-caption-highlight.h"
#include "poster-snippets.h"

G_BEGIN_DECLS

struct _PosterCaptionBox
{
  GtkWidget               parent_instance;

  PosterDraft            *draft;      /* (nullable), until it is set */
  PosterPlatforms        *platforms;
  PosterCaptionHighlight *highlight;
  PosterSnippets         *snippets;
  GCancellable           *cancellable;
  guint                   idle;
  gboolean                is_loading;
  gboolean                is_counting;  /* in a thread */
  gboolean                count_again;  /* the text is another one since */

  GtkLabel               *heading;
  PosterCaptionCounters  *counters;
  GtkWidget              *title_row;
  GtkText                *title_entry;
  GtkLabel               *title_counter;
  GtkTextView            *text_view;
  GtkLabel               *notice;
  GtkMenuButton          *snippets_button;
  GtkWidget              *accent;       /* what it looks like */
};

/* In poster-caption-box-snippets.c. */
void poster_caption_box_install_snippets (GtkWidgetClass   *widget_class);
void poster_caption_box_drop_snippets    (PosterCaptionBox *self);

G_END_DECLS
