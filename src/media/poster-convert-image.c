/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-convert-image"

#include "poster-convert-image.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-json.h"
#include "poster-media-picture.h"

/* The best that is still smaller than what a camera writes, and the least that can be looked at. */
#define BEST_QUALITY  92
#define LEAST_QUALITY 40

/* How small the background is made before it is made large again: the smaller, the more blurred. */
#define BLUR_SIDE 24

static GdkPixbuf *
scale_to (GdkPixbuf *picture,
          int        width,
          int        height)
{
  if (gdk_pixbuf_get_width (picture) == width && gdk_pixbuf_get_height (picture) == height)
    return g_object_ref (picture);
  return gdk_pixbuf_scale_simple (picture, width, height, GDK_INTERP_HYPER);
}

/* @cover: the picture fills the frame, and @x and @y say which part is seen; else all of it is. */
static GdkPixbuf *
place (GdkPixbuf *picture,
       int        width,
       int        height,
       gboolean   cover,
       double     x,
       double     y)
{
  double across = (double) width / gdk_pixbuf_get_width (picture);
  double down = (double) height / gdk_pixbuf_get_height (picture);
  double scale = cover ? MAX (across, down) : MIN (across, down);
  int inner_width = MAX (1, (int) lround (gdk_pixbuf_get_width (picture) * scale));
  int inner_height = MAX (1, (int) lround (gdk_pixbuf_get_height (picture) * scale));
  g_autoptr(GdkPixbuf) inner = NULL;
  GdkPixbuf *frame;
  int left, top;

  /* Within two pixels it is the same shape. */
  if (abs (inner_width - width) <= 2 && abs (inner_height - height) <= 2)
    return scale_to (picture, width, height);
  inner = scale_to (picture, inner_width, inner_height);
  if (inner == NULL)
    return NULL;
  if (cover)
    {
      g_autoptr(GdkPixbuf) part = NULL;

      left = (int) lround (MAX (inner_width - width, 0) * x);
      top = (int) lround (MAX (inner_height - height, 0) * y);
      part = gdk_pixbuf_new_subpixbuf (inner, left, top, MIN (width, inner_width), MIN (height, inner_height));
      return scale_to (part, width, height);
    }
  frame = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  if (frame == NULL)
    return NULL;
  gdk_pixbuf_fill (frame, 0x000000ff);
  gdk_pixbuf_copy_area (inner, 0, 0, MIN (inner_width, width), MIN (inner_height, height), frame,
                        MAX (width - inner_width, 0) / 2, MAX (height - inner_height, 0) / 2);
  return frame;
}

static GdkPixbuf *
blur_behind (GdkPixbuf *picture,
             int        width,
             int        height)
{
  double scale = (double) BLUR_SIDE / MAX (width, height);
  g_autoptr(GdkPixbuf) covering = place (picture, width, height, TRUE, 0.5, 0.5);
  g_autoptr(GdkPixbuf) tiny = covering != NULL ? gdk_pixbuf_scale_simple (covering, MAX (2, (int) (width * scale)), MAX (2, (int) (height * scale)),
                                                                          GDK_INTERP_TILES)
                                               : NULL;
  g_autoptr(GdkPixbuf) frame = tiny != NULL ? gdk_pixbuf_scale_simple (tiny, width, height, GDK_INTERP_BILINEAR) : NULL;
  double fit = MIN ((double) width / gdk_pixbuf_get_width (picture), (double) height / gdk_pixbuf_get_height (picture));
  int inner_width = CLAMP ((int) lround (gdk_pixbuf_get_width (picture) * fit), 1, width);
  int inner_height = CLAMP ((int) lround (gdk_pixbuf_get_height (picture) * fit), 1, height);
  g_autoptr(GdkPixbuf) inner = scale_to (picture, inner_width, inner_height);

  if (frame == NULL || inner == NULL)
    return NULL;
  gdk_pixbuf_copy_area (inner, 0, 0, inner_width, inner_height, frame, (width - inner_width) / 2, (height - inner_height) / 2);
  return g_steal_pointer (&frame);
}

/* JPEG knows no transparency: what is behind is white, as on paper. */
static GdkPixbuf *
flatten (GdkPixbuf *picture)
{
  if (!gdk_pixbuf_get_has_alpha (picture))
    return g_object_ref (picture);
  return gdk_pixbuf_composite_color_simple (picture, gdk_pixbuf_get_width (picture), gdk_pixbuf_get_height (picture),
                                            GDK_INTERP_NEAREST, 255, 16, 0xffffff, 0xffffff);
}

static gboolean
encode (GdkPixbuf  *picture,
        int         quality,
        char      **data,
        gsize      *length,
        GError    **error)
{
  g_autofree char *text = g_strdup_printf ("%d", quality);

  return gdk_pixbuf_save_to_buffer (picture, data, length, "jpeg", error, "quality", text, NULL);
}

/* The best quality that is small enough. */
static gboolean
encode_within (GdkPixbuf         *picture,
               gint64             max_size,
               PosterMediaPulse  *pulse,
               char             **data,
               gsize             *length,
               GError           **error)
{
  int low = LEAST_QUALITY, high = BEST_QUALITY - 1;

  if (!encode (picture, BEST_QUALITY, data, length, error))
    return FALSE;
  if (max_size <= 0 || (gint64) *length <= max_size)
    return TRUE;
  g_clear_pointer (data, g_free);
  while (low <= high)
    {
      int middle = (low + high) / 2;
      g_autofree char *tried = NULL;
      gsize tried_length;

      poster_media_pulse_beat (pulse);
      if (!encode (picture, middle, &tried, &tried_length, error))
        return FALSE;
      if ((gint64) tried_length > max_size)
        {
          high = middle - 1;
          continue;
        }
      g_free (*data);
      *data = g_steal_pointer (&tried);
      *length = tried_length;
      low = middle + 1;
    }
  return TRUE;
}

static gboolean
write_whole (int           fd,
             const char   *data,
             gsize         length,
             GError      **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0)
        {
          int number = errno;

          g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (number),
                               number == ENOSPC ? _("There is no room left for the result.") : g_strerror (number));
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

/**
 * poster_convert_image:
 * @fd: a picture
 * @plan: what is to be done, as poster_conversion_to_json() has it, with the facts of the picture as
 *   `source`
 * @output_fd: an empty file: the result
 * @pulse: the worker's signs of life
 * @error: %G_IO_ERROR_NOT_SUPPORTED where this computer has no decoder, %G_IO_ERROR_INVALID_DATA where
 *   the picture is at fault, %G_IO_ERROR_NO_SPACE
 *
 * Makes a JPEG of the picture: upright, without what a camera writes beside the picture (where it was
 * taken, with what, when).
 *
 * Returns: whether it is whole
 */
gboolean
poster_convert_image (int                fd,
                      JsonObject        *plan,
                      int                output_fd,
                      PosterMediaPulse  *pulse,
                      GError           **error)
{
  g_autoptr(PosterMediaFacts) facts = poster_media_facts_from_json (poster_json_get_object (plan, "source"));
  JsonObject *expected = poster_json_get_object (plan, "expected");
  const char *fit = poster_json_get_string (plan, "fit");
  int width = (int) CLAMP (poster_json_get_int (expected, "width", 0), 1, 16384);
  int height = (int) CLAMP (poster_json_get_int (expected, "height", 0), 1, 16384);
  gint64 max_size = poster_json_get_int (plan, "maxSize", 0);
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GdkPixbuf) flat = NULL;
  g_autoptr(GdkPixbuf) frame = NULL;
  g_autoptr(GError) problem = NULL;
  gboolean no_decoder = FALSE;
  struct stat status;

  if (fstat (fd, &status) != 0)
    status.st_size = 0;
  /* Twice as many pixels as are needed are enough for the best. */
  picture = poster_media_picture_decode (fd, status.st_size, facts, MAX (facts->width, width * 2), MAX (facts->height, height * 2),
                                         pulse, &no_decoder, &problem);
  if (picture == NULL)
    {
      if (no_decoder)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("This computer cannot decode pictures of this kind."));
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The picture is damaged: %s"), problem->message);
      return FALSE;
    }
  picture = poster_media_picture_turn (g_steal_pointer (&picture), facts->rotation, facts->mirrored);
  flat = flatten (picture);
  poster_media_pulse_beat (pulse);
  for (guint attempt = 0; attempt < 12; attempt++)
    {
      g_autofree char *data = NULL;
      gsize length = 0;

      g_clear_object (&frame);
      if (g_strcmp0 (fit, "blur") == 0)
        frame = blur_behind (flat, width, height);
      else
        frame = place (flat, width, height, g_strcmp0 (fit, "crop") == 0, poster_json_get_double (plan, "cropX", 0.5),
                       poster_json_get_double (plan, "cropY", 0.5));
      if (frame == NULL)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("There is not enough memory for the picture."));
          return FALSE;
        }
      if (!encode_within (frame, max_size, pulse, &data, &length, &problem))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, problem->message);
          return FALSE;
        }
      if (data != NULL)
        return write_whole (output_fd, data, length, error);
      /* Not even at the least quality: fewer pixels. */
      width = MAX (1, (int) (width * 0.8));
      height = MAX (1, (int) (height * 0.8));
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture cannot be made that small."));
  return FALSE;
}
