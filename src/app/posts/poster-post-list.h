/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-entry.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_LIST (poster_post_list_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostList, poster_post_list, POSTER, POST_LIST, GObject)

/* All posts, by section, as a #GListModel of #PosterPostEntry: paged, filtered and sorted in SQL.
 * Empty sections have no heading. Follows the store by itself, also what other processes change;
 * an entry stays the same object while its post stays in the list. Properties:
 *   "is-loaded" (boolean): whether the first answer has come
 *   "n-needs-you" (uint): how many need a person, whatever the filter
 *   "n-posts" (uint): how many posts there are, whatever the filter */
PosterPostList *poster_post_list_new           (PosterSession     *session);
void            poster_post_list_set_search    (PosterPostList    *self,
                                                const char        *search);
void            poster_post_list_set_account   (PosterPostList    *self,
                                                const char        *account_id);
void            poster_post_list_set_sections  (PosterPostList    *self,
                                                guint              sections);   /* bits 1 << PosterPostSection; 0 = all */
gboolean        poster_post_list_get_is_loaded (PosterPostList    *self);
guint           poster_post_list_get_n_posts   (PosterPostList    *self);
guint           poster_post_list_get_n_needs_you (PosterPostList  *self);

/* Hides a post at once, before the store knows of its deletion. */
void            poster_post_list_hide          (PosterPostList    *self,
                                                const char        *post_id);
void            poster_post_list_unhide        (PosterPostList    *self,
                                                const char        *post_id);

G_END_DECLS
