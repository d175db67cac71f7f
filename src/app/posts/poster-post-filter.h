/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_FILTER (poster_post_filter_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostFilter, poster_post_filter, POSTER, POST_FILTER, GtkPopover)

/* Which posts to show: of which sections and of whose account. Signals:
 *   ::changed ()   a person chose something else */
GtkWidget  *poster_post_filter_new            (void);
void        poster_post_filter_set_session    (PosterPostFilter *self,
                                               PosterSession    *session);
guint       poster_post_filter_get_sections   (PosterPostFilter *self);
const char *poster_post_filter_get_account_id (PosterPostFilter *self);
void        poster_post_filter_reset          (PosterPostFilter *self);

G_END_DECLS
