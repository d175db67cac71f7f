/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_DRAFT_INTAKE (poster_draft_intake_get_type ())
G_DECLARE_FINAL_TYPE (PosterDraftIntake, poster_draft_intake, POSTER, DRAFT_INTAKE, GObject)

/* Signals:
 *   ::told (const char *words)   what became of files that were not taken, in a sentence or two
 *   ::spare (GPtrArray *items)  (element-type PosterMediaItem): videos that there is no place for
 *   ::settled ()                 every file has been looked into */
PosterDraftIntake *poster_draft_intake_new         (PosterDraft       *draft,
                                                    PosterMediaPool   *pool,
                                                    PosterPlatforms   *platforms,
                                                    PosterSession     *session);
void               poster_draft_intake_add         (PosterDraftIntake *self,
                                                    GPtrArray         *files);
void               poster_draft_intake_add_copy    (PosterDraftIntake *self,
                                                    GFile             *file);
void               poster_draft_intake_replace     (PosterDraftIntake *self,
                                                    PosterMediaItem   *item,
                                                    GFile             *file);
gboolean           poster_draft_intake_get_is_busy (PosterDraftIntake *self);
void               poster_draft_intake_stop        (PosterDraftIntake *self);

G_END_DECLS
