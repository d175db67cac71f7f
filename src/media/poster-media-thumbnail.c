/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-thumbnail"

#include "poster-media-thumbnail.h"

#include "poster-media-frames.h"
#include "poster-media-picture.h"
#include "poster-media-probe.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* Where a frame that shows something is looked for, in hundredths of the length. */
static const int places[] = { 10, 30, 50, 0 };

/* A frame whose lightness varies less than this shows next to nothing (fades, titles). */
#define GOOD_DEVIATION 20.0

static GdkPixbuf *
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);
  return NULL;
}

static GdkPixbuf *
picture_thumbnail (int                      fd,
                   const PosterMediaFacts  *facts,
                   int                      max_width,
                   int                      max_height,
                   PosterMediaPulse        *pulse,
                   GError                 **error)
{
  GdkPixbuf *picture;
  gboolean no_decoder;

  picture = poster_media_picture_decode (fd, facts->size, facts, max_width, max_height, pulse, &no_decoder, NULL);
  if (picture != NULL)
    return poster_media_picture_turn (picture, facts->rotation, facts->mirrored);
  if (no_decoder)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   /* Translators: %s is a picture format, e.g. "heif" */
                   _("This computer has nothing to show pictures of the format %s with."), facts->container);
      return NULL;
    }
  return fail (error, _("The picture is damaged: it cannot be decoded."));
}

/* How much there is to see: the variance of the green channel, which is most of the lightness. */
static double
measure_variance (GdkPixbuf *picture)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (picture);
  gsize width = (gsize) gdk_pixbuf_get_width (picture);
  gsize height = (gsize) gdk_pixbuf_get_height (picture);
  double sum = 0, squares = 0, count = (double) width * (double) height;

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        double value = pixels[y * stride + x * 3 + 1];

        sum += value;
        squares += value * value;
      }
  return squares / count - sum / count * (sum / count);
}

static GdkPixbuf *
choose_frame (PosterMediaFrames      *frames,
              const PosterMediaFacts *facts)
{
  g_autoptr(GdkPixbuf) first = poster_media_frames_next (frames, NULL);
  g_autoptr(GdkPixbuf) best = NULL;
  gboolean broken = facts->problem != NULL;
  double best_variance = -1;

  if (first == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (places) && best_variance < GOOD_DEVIATION * GOOD_DEVIATION; i++)
    {
      g_autoptr(GdkPixbuf) frame = NULL;
      double variance;

      /* Where one cannot go to a place in a damaged file, the first frame must do. */
      if (places[i] > 0 && !broken)
        frame = poster_media_frames_seek (frames, facts->duration_us / 100 * places[i], POSTER_MEDIA_SEEK_KEY_BEFORE, NULL);
      else if (places[i] == 0)
        frame = g_object_ref (first);
      broken = frame == NULL;
      if (broken)
        continue;
      variance = measure_variance (frame);
      if (variance > best_variance)
        {
          best_variance = variance;
          g_set_object (&best, frame);
        }
    }
  return g_steal_pointer (&best);
}

static GdkPixbuf *
movie_thumbnail (int                       fd,
                 PosterMediaFacts         *facts,
                 int                       max_width,
                 int                       max_height,
                 gint64                    position_us,
                 PosterMediaPulse         *pulse,
                 GError                  **error)
{
  g_autoptr(PosterMediaFrames) frames = NULL;
  GdkPixbuf *picture;

  frames = poster_media_frames_new (fd, facts, max_width, max_height, pulse, error);
  if (frames == NULL)
    return NULL;
  if (position_us < 0)
    picture = choose_frame (frames, facts);
  else
    {
      picture = poster_media_frames_seek (frames, position_us, POSTER_MEDIA_SEEK_EXACTLY, NULL);
      /* Past the last frame, the nearest that there is. */
      if (picture == NULL)
        picture = poster_media_frames_seek (frames, facts->duration_us - G_USEC_PER_SEC / 10,
                                            POSTER_MEDIA_SEEK_KEY_BEFORE, NULL);
    }
  if (picture == NULL)
    return fail (error, _("No picture of the file could be made."));
  return poster_media_picture_turn (picture, facts->rotation, facts->mirrored);
}

/**
 * poster_media_thumbnail:
 * @fd: an open regular file
 * @max_width: room there is
 * @max_height: room there is
 * @position_us: of a video, what frame; -1 picks one that shows something
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_FAILED, %G_IO_ERROR_NOT_SUPPORTED
 *
 * Returns: (transfer full) (nullable): a small picture, turned as it is displayed
 */
GdkPixbuf *
poster_media_thumbnail (int                fd,
                        int                max_width,
                        int                max_height,
                        gint64             position_us,
                        PosterMediaPulse  *pulse,
                        GError           **error)
{
  PosterPictureShape shape;
  const char *other_container;
  g_autoptr(PosterMediaFacts) facts = poster_media_probe_header (fd, &shape, &other_container, pulse);

  if (other_container != NULL)
    {
      poster_media_facts_unref (facts);
      facts = poster_media_probe (fd, pulse);
    }
  max_width = CLAMP (max_width, 1, 8192);
  max_height = CLAMP (max_height, 1, 8192);
  switch (facts->type)
    {
    case POSTER_MEDIA_IMAGE:
      return picture_thumbnail (fd, facts, max_width, max_height, pulse, error);
    case POSTER_MEDIA_VIDEO:
      return movie_thumbnail (fd, facts, max_width, max_height, position_us, pulse, error);
    case POSTER_MEDIA_AUDIO:
      return fail (error, _("The file has sound but no picture."));
    case POSTER_MEDIA_UNREADABLE:
    default:
      return fail (error, facts->problem);
    }
}
