/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-place.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_ENTRY (poster_post_entry_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostEntry, poster_post_entry, POSTER, POST_ENTRY, GObject)

/* One row of PosterPostList: the heading of a section, or a post. Properties (all notify):
 *   "post" (PosterPost, nullable): %NULL for a heading, and until the page it is on was read
 *   "count" (uint): of a heading: how many posts the section has
 *   "is-first", "is-last" (boolean): of a post: whether it begins or ends its section */
gboolean           poster_post_entry_get_is_heading (PosterPostEntry *self);
PosterPostSection  poster_post_entry_get_section    (PosterPostEntry *self);
guint              poster_post_entry_get_count      (PosterPostEntry *self);
PosterPost        *poster_post_entry_get_post       (PosterPostEntry *self);
const char        *poster_post_entry_get_post_id    (PosterPostEntry *self);
gboolean           poster_post_entry_get_is_first   (PosterPostEntry *self);
gboolean           poster_post_entry_get_is_last    (PosterPostEntry *self);

G_END_DECLS
