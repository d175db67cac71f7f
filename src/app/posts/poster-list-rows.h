/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-place.h"

G_BEGIN_DECLS

/* The rows of PosterPostList: #GArray of #PosterPostPlace, in the order of
 * poster_post_place_compare(). A heading is a row that stands before all posts of its section;
 * there is one for each section that has posts. Sets of posts are tables whose keys are places, of
 * which only the id counts. */
#define POSTER_LIST_ROW_IS_HEADING(row) ((row)->sort_key == G_MININT64)

/**
 * PosterListChange:
 * @old_start: where it begins in the old rows
 * @n_removed: how many of them go
 * @new_start: where it begins in the new rows
 * @n_added: how many of them come
 *
 * One change on the way from the old rows to the new ones.
 */
typedef struct
{
  guint old_start;
  guint n_removed;
  guint new_start;
  guint n_added;
} PosterListChange;

GHashTable *poster_list_rows_new_set  (void);
GPtrArray  *poster_list_rows_dup_ids  (GHashTable *set);
GArray     *poster_list_rows_build    (GArray     *places,
                                       GHashTable *hidden);
GArray     *poster_list_rows_update   (GArray     *rows,
                                       GHashTable *changed,
                                       GArray     *places,
                                       GHashTable *hidden);
GArray     *poster_list_rows_compare  (GArray     *old_rows,
                                       GArray     *new_rows,
                                       guint       max_changes);

G_END_DECLS
