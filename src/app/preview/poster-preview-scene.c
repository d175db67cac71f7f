/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-scene"

#include "poster-preview-looks.h"

#include "poster-json.h"

/* Of a card, in units. */
#define CARD_WIDTH 340

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
  const char *frame = post->look != NULL ? poster_json_get_string (post->look, "frame") : NULL;
  PosterPreviewPen pen;

  if (g_strcmp0 (frame, "card") == 0)
    {
      poster_preview_pen_init (&pen, widget, CARD_WIDTH);
      pen.over_picture = FALSE;
      poster_preview_pen_color (&pen, text, accent);
      poster_preview_look_card (post, &pen, scene);
    }
  else
    {
      poster_preview_pen_init (&pen, widget, POSTER_PREVIEW_SCREEN_WIDTH);
      poster_preview_look_screen (post, &pen, scene);
    }
  poster_preview_pen_clear (&pen);
  return scene;
}

void
poster_preview_scene_free (PosterPreviewScene *scene)
{
  g_clear_pointer (&scene->under, gsk_render_node_unref);
  g_clear_pointer (&scene->over, gsk_render_node_unref);
  g_free (scene);
}
