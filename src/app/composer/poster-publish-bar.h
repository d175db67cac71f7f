/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-clock.h"
#include "poster-draft.h"
#include "poster-queues-model.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PUBLISH_BAR (poster_publish_bar_get_type ())
G_DECLARE_FINAL_TYPE (PosterPublishBar, poster_publish_bar, POSTER, PUBLISH_BAR, GtkWidget)

/* When, what one agrees to, and the button that does it: action `composer.publish`. Property "narrow"
 * (boolean). */
void     poster_publish_bar_set_draft       (PosterPublishBar *self,
                                             PosterDraft      *draft,
                                             PosterClock      *clock,
                                             const char       *zone);
/* The queues that a post can go into. */
void     poster_publish_bar_set_queues      (PosterPublishBar *self,
                                             PosterQueuesModel *queues);
/* The words that must stand before the button, as Pango markup; (nullable). */
void     poster_publish_bar_set_declaration (PosterPublishBar *self,
                                             const char       *declaration);
/* Why it cannot be done now, in a sentence, which leads there: action `composer.go-to-reason`; and all
 * of it, in lines. %NULL when it can. */
void     poster_publish_bar_set_reason      (PosterPublishBar *self,
                                             const char       *reason,
                                             const char       *details);
/* Shows the time of the draft anew. */
void     poster_publish_bar_update          (PosterPublishBar *self);
gboolean poster_publish_bar_get_is_ready    (PosterPublishBar *self);
/* Closes what is open of it: before its window goes away. */
void     poster_publish_bar_popdown          (PosterPublishBar *self);

G_END_DECLS
