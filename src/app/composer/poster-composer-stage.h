/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"
#include "poster-player.h"

G_BEGIN_DECLS

#define POSTER_TYPE_COMPOSER_STAGE (poster_composer_stage_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposerStage, poster_composer_stage, POSTER, COMPOSER_STAGE, GtkWidget)

/* A draft as the platform will show it, and what was found. Properties "narrow" (boolean), "short"
 * (boolean): there is no room for the phone. Signals:
 *   ::finding-activated (PosterFinding *finding)   a person wants to go where it can be mended
 *   ::turned (PosterMediaItem *item)               a person turned to another picture */
void poster_composer_stage_set_draft    (PosterComposerStage *self,
                                         PosterDraft         *draft,
                                         PosterPlatforms     *platforms,
                                         PosterMediaPool     *pool,
                                         PosterPlayer        *player);
/* Shows this picture of several; one that is not shown to this account changes nothing. */
void poster_composer_stage_turn_to      (PosterComposerStage *self,
                                         PosterMediaItem     *item);
void poster_composer_stage_set_findings (PosterComposerStage *self,
                                         GPtrArray           *findings,
                                         const char          *ready_title,
                                         const char          *ready_subtitle);

G_END_DECLS
