/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-row.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_CELL (poster_post_cell_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostCell, poster_post_cell, POSTER, POST_CELL, GtkWidget)

/* The place of an entry in the list view: a heading, or room for a row. A list view has two hundred
 * of them at all times; rows are lent to those that are seen. */
GtkWidget       *poster_post_cell_new        (void);
void             poster_post_cell_set_entry  (PosterPostCell  *self,
                                              PosterPostEntry *entry);
void             poster_post_cell_set_narrow (PosterPostCell  *self,
                                              gboolean         narrow);
gboolean         poster_post_cell_wants_row  (PosterPostCell  *self);
PosterPostRow   *poster_post_cell_get_row    (PosterPostCell  *self);
void             poster_post_cell_lend_row   (PosterPostCell  *self,
                                              PosterPostRow   *row);
PosterPostRow   *poster_post_cell_take_row   (PosterPostCell  *self);

G_END_DECLS
