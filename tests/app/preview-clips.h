/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Pixels of a clip as it is stored; upright, unless it is made otherwise. */
#define PREVIEW_CLIP_WIDTH  160
#define PREVIEW_CLIP_HEIGHT 288

/**
 * PreviewClip:
 * @frames: how many there are, at most 256
 * @uneven: whether every other frame takes three times as long
 * @sound: whether there is sound
 * @rotation: degrees clockwise that a player has to turn it by: 0 or 90
 * @pixel_width: how wide a pixel is, for one high
 *
 * A clip whose frames tell which one they are: each is eight upright bars, black or white, that
 * are the digits of its number. 40 ms a frame, one in 25 can be decoded without another.
 */
typedef struct
{
  int      frames;
  gboolean uneven;
  gboolean sound;
  int      rotation;
  int      pixel_width;
} PreviewClip;

gboolean  preview_clip_can_make   (void);
GFile    *preview_clip_make       (const PreviewClip *clip,
                                   const char        *folder);
gint64    preview_clip_middle_us  (const PreviewClip *clip,
                                   int                frame);
int       preview_clip_read_frame (GdkTexture        *texture,
                                   gboolean           turned);
int       preview_clip_read_part  (GdkTexture        *texture,
                                   int                left,
                                   int                width);

G_END_DECLS
