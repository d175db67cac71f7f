/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-entry.h"

G_BEGIN_DECLS

/* The list's side of an entry. */
PosterPostEntry       *poster_post_entry_new_heading (PosterPostSection      section);
PosterPostEntry       *poster_post_entry_new         (const PosterPostPlace *place);
const PosterPostPlace *poster_post_entry_get_place   (PosterPostEntry       *self);
GList                 *poster_post_entry_get_link    (PosterPostEntry       *self);
void                   poster_post_entry_set_place   (PosterPostEntry       *self,
                                                      const PosterPostPlace *place);
void                   poster_post_entry_set_count   (PosterPostEntry       *self,
                                                      guint                  count);
void                   poster_post_entry_set_post    (PosterPostEntry       *self,
                                                      PosterPost            *post);
void                   poster_post_entry_set_edges   (PosterPostEntry       *self,
                                                      gboolean               is_first,
                                                      gboolean               is_last);

G_END_DECLS
