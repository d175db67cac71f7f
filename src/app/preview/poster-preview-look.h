/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "poster-platform.h"
#include "poster-preview-layer.h"

G_BEGIN_DECLS

/**
 * PosterPreviewPost:
 * @platform: (nullable): whose interface it is
 * @look: (nullable): which of its looks, as the data describe it
 * @kind: of the post
 * @options: (nullable): of the post, by key
 * @handle: (nullable): without the @
 * @name: (nullable): of the account, for people
 * @title: (nullable): where the post has one
 * @caption: (nullable): whole
 * @index: which picture, from 0
 * @count: of how many; less than 2 when there are none to turn to
 * @aspect: width by height of the picture, 0 when there is none or it is not known yet
 * @seconds: how long the clip is; 0 when there is none or it is not known yet
 * @has_media: whether there is a picture
 * @safe_zones: whether to shade what is covered
 * @words: (nullable): shown instead of a picture
 *
 * What is to be shown.
 */
typedef struct
{
  PosterPlatform *platform;
  JsonObject     *look;
  PosterPostKind  kind;
  JsonObject     *options;
  const char     *handle;
  const char     *name;
  const char     *title;
  const char     *caption;
  guint           index;
  guint           count;
  double          aspect;
  double          seconds;
  gboolean        has_media;
  gboolean        safe_zones;
  const char     *words;
} PosterPreviewPost;

/**
 * PosterPreviewFit:
 * @POSTER_PREVIEW_WHOLE: all of it, with nothing beside it where it has about the right shape
 * @POSTER_PREVIEW_FILL: as much of it as fills the place
 *
 * How a picture gets into its place.
 */
typedef enum
{
  POSTER_PREVIEW_WHOLE,
  POSTER_PREVIEW_FILL,
} PosterPreviewFit;

/* As many pictures as are shown at once. */
#define POSTER_PREVIEW_MOST_CELLS 10

/**
 * PosterPreviewCell:
 * @place: where it is
 * @picture: which one, from 0
 *
 * One of several pictures that are shown at once.
 */
typedef struct
{
  graphene_rect_t place;
  guint           picture;
} PosterPreviewCell;

/**
 * PosterPreviewScene:
 * @is_phone: whether the page is the screen of a phone, else it is a card
 * @width: of the page, in units
 * @height: of it
 * @under: what lies under the picture
 * @over: what lies over it
 * @media: where the picture is; empty when there is none
 * @media_radius: of its corners
 * @cells: where several pictures are, within @media
 * @n_cells: of them; 0 when there is only the one picture
 * @cell_radius: of the corners of each
 * @fit: how a picture gets into its place
 * @avatar: where the account's picture is; empty when it is nowhere
 * @disc: where it is once more, without a letter
 *
 * A page, but for the picture: it can be drawn again with every frame, in any size.
 */
typedef struct
{
  gboolean            is_phone;
  float               width;
  float               height;
  PosterPreviewLayer *under;
  PosterPreviewLayer *over;
  graphene_rect_t     media;
  float               media_radius;
  PosterPreviewCell   cells[POSTER_PREVIEW_MOST_CELLS];
  guint               n_cells;
  float               cell_radius;
  PosterPreviewFit    fit;
  graphene_rect_t     avatar;
  graphene_rect_t     disc;
} PosterPreviewScene;

JsonObject         *poster_preview_look_find    (const PosterPreviewPost *post,
                                                 const char              *id);
GPtrArray          *poster_preview_look_list    (PosterPlatform          *platform,
                                                 PosterPostKind           kind);
gboolean            poster_preview_look_suits   (const PosterPreviewPost *post,
                                                 JsonObject              *look);
const char         *poster_preview_look_get_id  (JsonObject              *look);
const char         *poster_preview_look_get_name (JsonObject             *look);
JsonObject         *poster_preview_look_get_insets (JsonObject           *look);
gboolean            poster_preview_look_is_card  (JsonObject              *look);
char               *poster_preview_look_describe (const PosterPreviewPost *post);

const char         *poster_preview_word         (const char              *word);
const char * const *poster_preview_words        (void);

PosterPreviewScene *poster_preview_scene_new    (const PosterPreviewPost *post,
                                                 GtkWidget               *widget,
                                                 const GdkRGBA           *text,
                                                 const GdkRGBA           *accent);
void                poster_preview_scene_keep   (PosterPreviewScene      *scene,
                                                 PosterPreviewScene      *former);
gboolean            poster_preview_scene_has_place_of
                                                (const PosterPreviewScene *scene,
                                                 const PosterPreviewScene *former);
void                poster_preview_scene_free   (PosterPreviewScene      *scene);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPreviewScene, poster_preview_scene_free)

G_END_DECLS
