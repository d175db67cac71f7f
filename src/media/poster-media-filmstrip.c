/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-filmstrip"

#include "poster-media-filmstrip.h"

#include "poster-media-frames.h"
#include "poster-media-picture.h"
#include "poster-media-probe.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define MAX_FRAMES 64

/* How many pictures away a frame may be from: to decode from there to the right one takes seconds. */
#define MAX_STEPS_OFF 2

static GdkPixbuf *
take_frame (PosterMediaFrames *frames,
            gint64             position_us,
            gint64             step_us)
{
  GdkPixbuf *picture;
  gint64 shown_us = -1;

  picture = poster_media_frames_seek (frames, position_us, POSTER_MEDIA_SEEK_KEY_NEAREST, &shown_us);
  if (picture != NULL && shown_us >= 0 && ABS (shown_us - position_us) <= MAX_STEPS_OFF * step_us)
    return picture;
  /* Where frames that stand alone are far apart, the strip would show the same one many times. */
  g_clear_object (&picture);
  return poster_media_frames_seek (frames, position_us, POSTER_MEDIA_SEEK_EXACTLY, &shown_us);
}

/**
 * poster_media_filmstrip:
 * @fd: an open regular file
 * @frames: how many pictures
 * @max_width: room there is for each
 * @max_height: room there is for each
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_FAILED, %G_IO_ERROR_NOT_SUPPORTED
 *
 * Goes through a video in equal steps. Of each step it takes a frame near the middle, such a one as
 * can be decoded without others, where there is one.
 *
 * Returns: (transfer full) (nullable): @frames small pictures side by side, turned as displayed;
 *   one that could not be had is as the one before it
 */
GdkPixbuf *
poster_media_filmstrip (int                fd,
                        int                frames,
                        int                max_width,
                        int                max_height,
                        PosterMediaPulse  *pulse,
                        GError           **error)
{
  PosterPictureShape shape;
  const char *other_container;
  g_autoptr(PosterMediaFacts) facts = poster_media_probe_header (fd, &shape, &other_container, pulse);
  g_autoptr(PosterMediaFrames) source = NULL;
  g_autoptr(GdkPixbuf) strip = NULL;
  g_autoptr(GdkPixbuf) last = NULL;
  gint64 step_us;

  if (other_container != NULL || facts->duration_us <= 0)
    {
      poster_media_facts_unref (facts);
      facts = poster_media_probe (fd, pulse);
    }
  if (facts->type != POSTER_MEDIA_VIDEO || facts->duration_us <= 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("The file is not a video."));
      return NULL;
    }
  frames = CLAMP (frames, 1, MAX_FRAMES);
  step_us = facts->duration_us / frames;
  source = poster_media_frames_new (fd, facts, CLAMP (max_width, 1, 512), CLAMP (max_height, 1, 512), pulse, error);
  if (source == NULL)
    return NULL;
  for (int i = 0; i < frames; i++)
    {
      GdkPixbuf *picture = take_frame (source, step_us * i + step_us / 2, step_us);

      if (picture != NULL)
        {
          g_clear_object (&last);
          last = poster_media_picture_turn (picture, facts->rotation, facts->mirrored);
        }
      if (last == NULL)
        continue;
      if (strip == NULL)
        {
          strip = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, gdk_pixbuf_get_width (last) * frames,
                                  gdk_pixbuf_get_height (last));
          gdk_pixbuf_fill (strip, 0x000000ff);
        }
      gdk_pixbuf_copy_area (last, 0, 0, gdk_pixbuf_get_width (last), gdk_pixbuf_get_height (last),
                            strip, gdk_pixbuf_get_width (last) * i, 0);
    }
  if (strip == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No picture of the file could be made."));
  return g_steal_pointer (&strip);
}
