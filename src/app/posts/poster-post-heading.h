/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-post-entry.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_HEADING (poster_post_heading_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostHeading, poster_post_heading, POSTER, POST_HEADING, GtkWidget)

/* The heading of a section: its name, and how many posts it has. */
GtkWidget *poster_post_heading_new       (void);
void       poster_post_heading_set_entry (PosterPostHeading *self,
                                          PosterPostEntry   *entry);

G_END_DECLS
