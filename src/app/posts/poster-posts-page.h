/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POSTS_PAGE (poster_posts_page_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostsPage, poster_posts_page, POSTER, POSTS_PAGE, GtkWidget)

/* All posts by section. Properties:
 *   "narrow" (boolean): whether there is little room; the window says so
 *   "search-mode" (boolean): whether the search bar is shown; for the window's toggle
 *   "n-needs-you" (uint): how many posts wait for a person; for the switcher's badge
 *   "is-filtered" (boolean): whether the filter hides some posts; for the window's filter button */
GtkWidget *poster_posts_page_new                (void);
void       poster_posts_page_set_session        (PosterPostsPage *self,
                                                 PosterSession   *session);
void       poster_posts_page_set_narrow         (PosterPostsPage *self,
                                                 gboolean         narrow);
void       poster_posts_page_set_search_mode    (PosterPostsPage *self,
                                                 gboolean         search_mode);
gboolean   poster_posts_page_get_search_mode    (PosterPostsPage *self);
guint      poster_posts_page_get_n_needs_you    (PosterPostsPage *self);

/* What the window's filter button opens: states and accounts. The page's own; for
 * gtk_menu_button_set_popover(). */
GtkWidget *poster_posts_page_get_filter_popover (PosterPostsPage *self);

G_END_DECLS
