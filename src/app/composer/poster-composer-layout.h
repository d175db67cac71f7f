/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_COMPOSER_LAYOUT (poster_composer_layout_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposerLayout, poster_composer_layout, POSTER, COMPOSER_LAYOUT, GtkWidget)

/* The composer's four parts. Wide: header, form and bar below each other, the stage beside them in
 * full height. Narrow: header, stage, form, bar, all below each other. Children of the types
 * "header", "stage", "form", "bar" in .ui. Properties: "narrow" (boolean), "short" (boolean, read
 * only): it is narrow, and there is no room for the stage as a whole. */
gboolean poster_composer_layout_get_narrow (PosterComposerLayout *self);
void     poster_composer_layout_set_narrow (PosterComposerLayout *self,
                                            gboolean              narrow);
gboolean poster_composer_layout_get_short  (PosterComposerLayout *self);

G_END_DECLS
