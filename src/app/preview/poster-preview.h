/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "poster-platform.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PREVIEW (poster_preview_get_type ())
G_DECLARE_FINAL_TYPE (PosterPreview, poster_preview, POSTER, PREVIEW, GtkWidget)

/* A post as the platform will show it: a clip under the platform's interface on a phone, or a card,
 * as large as its room allows. What is drawn follows from the member `preview` of the platform in
 * data/platforms.json. All setters take %NULL where that makes sense; all of them are properties of
 * the same name, and besides these there are
 *
 * - `has-safe-zones` (read only): whether anybody measured what the platform covers in this look;
 * - `shown-look` (read only): id of the look that is shown.
 *
 * Dragging, scrolling to the side, a click beside the middle and the arrow keys turn to another
 * picture: `index` changes and is notified, and whoever holds the pictures sets the paintable.
 *
 * Where the paintable is a #PosterPlayer, a click plays and pauses it, and it is paused while the
 * preview is not on screen; its error is told in words in place of the picture. */
GtkWidget   *poster_preview_new              (void);
/* A #PosterPlayer, a #PosterStill or anything else: told how much room there is. */
void         poster_preview_set_paintable    (PosterPreview    *self,
                                              GdkPaintable     *paintable);
/* Several, of which only those are asked for that are shown. */
void         poster_preview_set_pictures     (PosterPreview    *self,
                                              GListModel       *pictures);
void         poster_preview_set_platform     (PosterPreview    *self,
                                              PosterPlatform   *platform);
/* Without the @. */
void         poster_preview_set_handle       (PosterPreview    *self,
                                              const char       *handle);
/* Of the account, for people; without one, the handle. */
void         poster_preview_set_name         (PosterPreview    *self,
                                              const char       *name);
/* Without one, the initial of name or handle. */
void         poster_preview_set_avatar       (PosterPreview    *self,
                                              GdkPaintable     *avatar);
void         poster_preview_set_title        (PosterPreview    *self,
                                              const char       *title);
void         poster_preview_set_caption      (PosterPreview    *self,
                                              const char       *caption);
void         poster_preview_set_kind         (PosterPreview    *self,
                                              PosterPostKind    kind);
/* Of the post, by the keys of the platform's options: which look is right may depend on them. */
void         poster_preview_set_options      (PosterPreview    *self,
                                              JsonObject       *options);
/* Id of one of the platform's looks; %NULL for the one that is right for the post. */
void         poster_preview_set_look         (PosterPreview    *self,
                                              const char       *look);
const char  *poster_preview_get_shown_look   (PosterPreview    *self);
const char  *poster_preview_get_right_look   (PosterPreview    *self);
/* Ids of the looks that the platform has for such a post, e.g. `reel` and `story`, and their names. */
char       **poster_preview_dup_looks        (PosterPreview    *self);
const char  *poster_preview_get_look_name    (PosterPreview    *self,
                                              const char       *look);
/* Whether the post, as it is now, will be seen so. */
gboolean     poster_preview_suits_look       (PosterPreview    *self,
                                              const char       *look);
/* Shades what the platform's buttons and words cover. */
void         poster_preview_set_safe_zones   (PosterPreview    *self,
                                              gboolean          safe_zones);
gboolean     poster_preview_has_safe_zones   (PosterPreview    *self);
/* Why there are none, as a sentence. */
char        *poster_preview_dup_zones_reason (PosterPreview    *self);
/* Which of how many pictures, from 0. */
void         poster_preview_set_picture      (PosterPreview    *self,
                                              guint             index,
                                              guint             count);
guint        poster_preview_get_index        (PosterPreview    *self);

/* How often all but the picture was laid out, and where the picture is: for tests and figures. */
guint        poster_preview_get_n_builds     (PosterPreview    *self);
void         poster_preview_get_media        (PosterPreview    *self,
                                              graphene_rect_t  *media);

G_END_DECLS
