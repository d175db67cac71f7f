/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-creators.h"
#include "poster-draft.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

#define POSTER_TYPE_COMPOSER_OPTIONS (poster_composer_options_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposerOptions, poster_composer_options, POSTER, COMPOSER_OPTIONS, GtkWidget)

/* A group of options for each platform that a draft goes to. */
void  poster_composer_options_set_draft       (PosterComposerOptions *self,
                                               PosterDraft           *draft,
                                               PosterPlatforms       *platforms,
                                               PosterCreators        *creators);
GPtrArray *poster_composer_options_dup_missing (PosterComposerOptions *self);
char *poster_composer_options_dup_declaration (PosterComposerOptions *self);
/* Takes the focus to an option, or to what a person still has to choose. */
void  poster_composer_options_go_to           (PosterComposerOptions *self,
                                               PosterPlatform        *platform,
                                               PosterOption          *option);
void  poster_composer_options_go_to_missing   (PosterComposerOptions *self);

G_END_DECLS
