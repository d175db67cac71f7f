/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-item.h"
#include "poster-post-place.h"
#include "poster-target-state.h"

G_BEGIN_DECLS

/**
 * PosterPlannedPost:
 * @id: 24 hex digits
 * @version: as #PosterPost has it
 * @section: where it stands in the list
 * @states: the states that its targets are in
 * @text: the beginning of its caption, or of its title where it has none
 * @zone: (nullable): the zone that it was planned in
 * @media: (nullable): its first file
 * @n_media: how many files it has
 * @account_ids: (array zero-terminated=1): where it goes, each account once, in order
 *
 * What a calendar shows of a post: much less than a #PosterPost. Not changed once it was read.
 */
typedef struct
{
  gatomicrefcount      ref_count;
  char                *id;
  gint64               version;
  PosterPostSection    section;
  PosterTargetStates   states;
  char                *text;
  char                *zone;
  PosterMediaItem     *media;
  guint                n_media;
  char               **account_ids;
} PosterPlannedPost;

/**
 * PosterPlan:
 * @at_us: when the post goes out, went out, or is meant to
 * @post: the post
 *
 * One instant at which something of a post goes out. Posts whose targets have times of their own have
 * several.
 */
typedef struct
{
  gint64             at_us;
  PosterPlannedPost *post;
} PosterPlan;

#define POSTER_TYPE_PLANNED_POST (poster_planned_post_get_type ())
GType              poster_planned_post_get_type  (void);
PosterPlannedPost *poster_planned_post_new       (const char *id);
PosterPlannedPost *poster_planned_post_ref      (PosterPlannedPost *self);
void               poster_planned_post_unref    (PosterPlannedPost *self);
PosterTargetState  poster_planned_post_get_state (PosterPlannedPost *self);
gboolean           poster_planned_post_can_move (PosterPlannedPost *self);
gboolean           poster_planned_post_goes_to  (PosterPlannedPost *self, const char *account_id);
GPtrArray         *poster_plans_new             (void);
void               poster_plans_add             (GPtrArray *plans, gint64 at_us, PosterPlannedPost *post);
void               poster_plans_settle          (GPtrArray *plans);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPlannedPost, poster_planned_post_unref)

G_END_DECLS
