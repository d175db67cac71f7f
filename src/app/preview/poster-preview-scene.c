/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-scene"

#include "poster-preview-looks.h"

#include <string.h>

/* Of a card, in units. */
#define CARD_WIDTH 340

/* More of a name or a title than anybody sees: what people paste has no end. Bytes. */
#define MOST_OF_A_LINE 400

/* Returns: (transfer full) (nullable): the beginning of @text */
static char *
shorten (const char *text)
{
  char *begun = text != NULL ? g_strndup (text, MOST_OF_A_LINE) : NULL;
  const char *end;

  /* Not in the middle of a character. */
  if (begun != NULL && !g_utf8_validate (begun, -1, &end))
    begun[end - begun] = '\0';
  return begun;
}

/**
 * poster_preview_scene_new:
 * @post: what is to be seen
 * @widget: whose fonts, icons and direction are used
 * @text: the colour of words on a card
 * @accent: of hashtags and links there
 *
 * Returns: (transfer full): all of the page but the picture
 */
PosterPreviewScene *
poster_preview_scene_new (const PosterPreviewPost *post,
                          GtkWidget               *widget,
                          const GdkRGBA           *text,
                          const GdkRGBA           *accent)
{
  PosterPreviewScene *scene = g_new0 (PosterPreviewScene, 1);
  g_autofree char *handle = shorten (post->handle);
  g_autofree char *name = shorten (post->name);
  g_autofree char *title = shorten (post->title);
  PosterPreviewPost shown = *post;
  PosterPreviewPen pen;

  shown.handle = handle;
  shown.name = name;
  shown.title = title;
  if (poster_preview_look_is_card (post->look))
    {
      poster_preview_pen_init (&pen, widget, CARD_WIDTH);
      pen.over_picture = FALSE;
      poster_preview_pen_color (&pen, text, accent);
      poster_preview_look_card (&shown, &pen, scene);
    }
  else
    {
      poster_preview_pen_init (&pen, widget, POSTER_PREVIEW_SCREEN_WIDTH);
      poster_preview_look_screen (&shown, &pen, scene);
    }
  poster_preview_pen_clear (&pen);
  return scene;
}

/**
 * poster_preview_scene_keep:
 * @scene: a page
 * @former: what it was before
 *
 * Lets what has not changed stay the same: only the rest is drawn anew.
 */
void
poster_preview_scene_keep (PosterPreviewScene *scene,
                           PosterPreviewScene *former)
{
  poster_preview_layer_keep (scene->under, former->under);
  poster_preview_layer_keep (scene->over, former->over);
}

/**
 * poster_preview_scene_has_place_of:
 * @scene: a page
 * @former: what it was before
 *
 * Returns: whether the picture, or each of several, is in the same place on both
 */
gboolean
poster_preview_scene_has_place_of (const PosterPreviewScene *scene,
                                   const PosterPreviewScene *former)
{
  return memcmp (&scene->media, &former->media, sizeof scene->media) == 0 &&
         memcmp (&scene->media_radius, &former->media_radius, sizeof scene->media_radius) == 0 &&
         memcmp (scene->cells, former->cells, sizeof scene->cells) == 0 && scene->n_cells == former->n_cells &&
         memcmp (&scene->cell_radius, &former->cell_radius, sizeof scene->cell_radius) == 0 && scene->fit == former->fit;
}

void
poster_preview_scene_free (PosterPreviewScene *scene)
{
  g_clear_pointer (&scene->under, poster_preview_layer_free);
  g_clear_pointer (&scene->over, poster_preview_layer_free);
  g_free (scene);
}
