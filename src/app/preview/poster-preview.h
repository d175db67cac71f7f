/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-platform.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PREVIEW (poster_preview_get_type ())
G_DECLARE_FINAL_TYPE (PosterPreview, poster_preview, POSTER, PREVIEW, GtkWidget)

/* A post as the platform will show it: a phone, as large as its room allows down to 140 in width,
 * with the clip under the platform's interface. All setters take %NULL where that makes sense; all
 * of them are properties of the same name.
 *
 * Where the paintable is a #PosterPlayer, a click plays and pauses it, and it is paused while the
 * preview is not on screen; its error is told in words in place of the picture. */
GtkWidget *poster_preview_new              (void);
/* A #PosterPlayer, a #PosterStill or anything else: told how much room there is. */
void       poster_preview_set_paintable    (PosterPreview    *self,
                                            GdkPaintable     *paintable);
void       poster_preview_set_platform     (PosterPreview    *self,
                                            PosterPlatform   *platform);
/* Without the @. */
void       poster_preview_set_handle       (PosterPreview    *self,
                                            const char       *handle);
/* Without one, the initial of the handle. */
void       poster_preview_set_avatar       (PosterPreview    *self,
                                            GdkPaintable     *avatar);
/* Of pictures alone. */
void       poster_preview_set_title        (PosterPreview    *self,
                                            const char       *title);
void       poster_preview_set_caption      (PosterPreview    *self,
                                            const char       *caption);
void       poster_preview_set_kind         (PosterPreview    *self,
                                            PosterPostKind    kind);
/* Shades what the platform's buttons and words cover. */
void       poster_preview_set_safe_zones   (PosterPreview    *self,
                                            gboolean          safe_zones);
/* Whether anybody measured what the platform covers. */
gboolean   poster_preview_has_safe_zones   (PosterPreview    *self);
/* Which of how many pictures, from 0. */
void       poster_preview_set_picture      (PosterPreview    *self,
                                            guint             index,
                                            guint             count);

G_END_DECLS
