/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-preview.h"

G_BEGIN_DECLS

#define POSTER_TYPE_COMPOSER_STAGE_LOOKS (poster_composer_stage_looks_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposerStageLooks, poster_composer_stage_looks, POSTER, COMPOSER_STAGE_LOOKS, GObject)

/* As what a platform can show the post: as a reel, in the feed, as a story. At first that is what
 * the post's options say; what a person looks at instead lasts until the post or the account is
 * another. Property: "name" (nullable string, read only): of the look that is shown; %NULL where
 * there is nothing to choose. */
PosterComposerStageLooks *poster_composer_stage_looks_new      (PosterPreview            *preview,
                                                                GActionMap               *actions);
GMenuModel               *poster_composer_stage_looks_get_menu (PosterComposerStageLooks *self);
const char               *poster_composer_stage_looks_get_name (PosterComposerStageLooks *self);

G_END_DECLS
