/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post.h"

G_BEGIN_DECLS

/**
 * PosterPostSection:
 * @POSTER_SECTION_NEEDS_YOU: failed, missed, unknown or held: a person has to do something
 * @POSTER_SECTION_SENDING: being prepared, sent or processed
 * @POSTER_SECTION_SCHEDULED: waits for its time
 * @POSTER_SECTION_DRAFTS: not meant to go out yet, or taken back
 * @POSTER_SECTION_PUBLISHED: all that was to go out is out
 *
 * Where a post stands in the list: the first section that one of its targets calls for; those that
 * were taken back call for nothing as long as there are others.
 */
typedef enum
{
  POSTER_SECTION_NEEDS_YOU,
  POSTER_SECTION_SENDING,
  POSTER_SECTION_SCHEDULED,
  POSTER_SECTION_DRAFTS,
  POSTER_SECTION_PUBLISHED,
  POSTER_N_SECTIONS
} PosterPostSection;

/**
 * PosterPostPlace:
 * @sort_key: orders the posts of a section, smallest first
 * @section: a #PosterPostSection
 * @id: the id of the post, its 24 digits as 12 bytes
 *
 * Where a post stands among all others, small enough to keep a hundred thousand of.
 */
typedef struct
{
  gint64  sort_key;
  guint32 section;
  guint8  id[12];
} PosterPostPlace;

/* Room for an id as text. */
#define POSTER_POST_PLACE_ID_SIZE 25

void     poster_post_get_place         (PosterPost            *post,
                                        PosterPostPlace       *place);
gboolean poster_post_place_set_id      (PosterPostPlace       *place,
                                        const char            *post_id);
void     poster_post_place_get_id      (const PosterPostPlace *place,
                                        char                  *post_id);
int      poster_post_place_compare     (gconstpointer          a,
                                        gconstpointer          b);

G_END_DECLS
