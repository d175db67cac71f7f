/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-picture"

#include "poster-media-picture.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define READ_BYTES 65536
/* More than any camera takes; 800 MB when decoded. What claims more is a trap or a map, and is
 * not decoded. */
#define MAX_PIXELS (G_GINT64_CONSTANT (200) * 1000 * 1000)

typedef struct
{
  const PosterMediaFacts *facts;
  int                     max_width;
  int                     max_height;
  gboolean                too_large;
} Decoding;

/**
 * poster_media_picture_fit:
 * @width: of the original
 * @height: of the original
 * @max_width: room there is
 * @max_height: room there is
 * @fit_width: (out): at least 1
 * @fit_height: (out): at least 1
 *
 * Fits a shape into another without stretching or enlarging it.
 */
void
poster_media_picture_fit (int  width,
                          int  height,
                          int  max_width,
                          int  max_height,
                          int *fit_width,
                          int *fit_height)
{
  double scale = MIN (1.0, MIN ((double) max_width / MAX (width, 1), (double) max_height / MAX (height, 1)));

  *fit_width = MAX ((int) (width * scale + 0.5), 1);
  *fit_height = MAX ((int) (height * scale + 0.5), 1);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  Decoding *decoding = user_data;
  gboolean swap = decoding->facts->rotation % 180 != 0;
  int fit_width, fit_height;

  if ((gint64) width * height > MAX_PIXELS)
    {
      decoding->too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }
  poster_media_picture_fit (width, height,
                            swap ? decoding->max_height : decoding->max_width,
                            swap ? decoding->max_width : decoding->max_height, &fit_width, &fit_height);
  if (fit_width < width || fit_height < height)
    gdk_pixbuf_loader_set_size (loader, fit_width, fit_height);
}

static gboolean
feed (GdkPixbufLoader   *loader,
      int                fd,
      gint64             size,
      Decoding          *decoding,
      PosterMediaPulse  *pulse,
      GError           **error)
{
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gint64 at = 0;

  while (at < size)
    {
      gssize got = pread (fd, buffer, READ_BYTES, at);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        break;
      if (!gdk_pixbuf_loader_write (loader, buffer, (gsize) got, error))
        return FALSE;
      at += got;
      poster_media_pulse_beat (pulse);
    }
  return TRUE;
}

/**
 * poster_media_picture_decode:
 * @fd: a picture
 * @size: its size in bytes
 * @facts: what its headers say
 * @max_width: room there is, as displayed
 * @max_height: room there is, as displayed
 * @pulse: the worker's signs of life
 * @no_decoder: (out): whether it failed because this computer has nothing to decode it with
 * @error: return location for an error
 *
 * Decodes a picture, as small as will do: of an animation the first frame.
 *
 * Returns: (transfer full) (nullable): the picture as it is stored, not turned yet
 */
GdkPixbuf *
poster_media_picture_decode (int                      fd,
                             gint64                   size,
                             const PosterMediaFacts  *facts,
                             int                      max_width,
                             int                      max_height,
                             PosterMediaPulse        *pulse,
                             gboolean                *no_decoder,
                             GError                 **error)
{
  Decoding decoding = { facts, max_width, max_height, FALSE };
  g_autoptr(GdkPixbufLoader) loader = NULL;
  g_autoptr(GError) close_error = NULL;
  GdkPixbuf *picture;
  gboolean fed;

  *no_decoder = FALSE;
  if ((gint64) facts->width * facts->height > MAX_PIXELS)
    {
      g_set_error (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY,
                   "%d × %d pixels", facts->width, facts->height);
      return NULL;
    }
  /* Named, so that nothing but this one decoder ever sees the bytes. */
  loader = gdk_pixbuf_loader_new_with_mime_type (facts->mime_type, error);
  if (loader == NULL)
    {
      *no_decoder = TRUE;
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &decoding);
  fed = feed (loader, fd, size, &decoding, pulse, error);
  /* A loader wants to be closed in any case. */
  gdk_pixbuf_loader_close (loader, fed ? &close_error : NULL);
  if (!fed)
    {
      *no_decoder = error != NULL && *error != NULL &&
                    g_error_matches (*error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE);
      return NULL;
    }
  picture = gdk_pixbuf_loader_get_pixbuf (loader);
  if (close_error != NULL || picture == NULL || decoding.too_large)
    {
      if (close_error != NULL)
        g_propagate_error (error, g_steal_pointer (&close_error));
      else
        g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                             _("The picture has nothing in it that can be shown."));
      return NULL;
    }
  return g_object_ref (picture);
}

/**
 * poster_media_picture_turn:
 * @picture: (transfer full): a picture as it is stored
 * @rotation: clockwise degrees, after mirroring
 * @mirrored: whether to flip it left to right first
 *
 * Returns: (transfer full): the picture as it is displayed
 */
GdkPixbuf *
poster_media_picture_turn (GdkPixbuf *picture,
                           int        rotation,
                           gboolean   mirrored)
{
  g_autoptr(GdkPixbuf) given = picture;
  g_autoptr(GdkPixbuf) flipped = mirrored ? gdk_pixbuf_flip (given, TRUE) : g_object_ref (given);

  /* GdkPixbuf counts the other way round. */
  return gdk_pixbuf_rotate_simple (flipped, (GdkPixbufRotation) ((360 - rotation) % 360));
}
