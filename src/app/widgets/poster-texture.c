/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-texture"

#include "poster-texture.h"

static gboolean
is_opaque (const guint8 *pixels,
           gsize         n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    if (pixels[i * 4 + 3] != 0xff)
      return FALSE;
  return TRUE;
}

/**
 * poster_texture_new_opaque:
 * @pixels: blue, green, red, and a byte that is not looked at
 * @width: of them
 * @height: of them
 * @stride: bytes from one row to the next
 *
 * The renderer without GL converts all of a picture with every frame of the window, even with one in
 * which only a letter is new. GTK 4.8 takes 40 ns a pixel for that, even from the very format that it
 * wants (it goes through floats), 20 from RGBA, and 5 from RGB.
 *
 * Returns: (transfer full): a copy, in the format that costs least to draw
 */
GdkTexture *
poster_texture_new_opaque (const guint8 *pixels,
                           int           width,
                           int           height,
                           gsize         stride)
{
  gsize packed_stride = (gsize) width * 3;
  guint8 *packed = g_malloc (packed_stride * (gsize) height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (packed, packed_stride * (gsize) height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *from = pixels + (gsize) y * stride;
      guint8 *to = packed + (gsize) y * packed_stride;

      for (int x = 0; x < width; x++, from += 4, to += 3)
        {
          to[0] = from[2];
          to[1] = from[1];
          to[2] = from[0];
        }
    }
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, bytes, packed_stride);
}

/**
 * poster_texture_make_ready:
 * @texture: (transfer full): as it was in a file
 *
 * Converts a picture to what costs least to draw, see poster_texture_new_opaque(). One that something
 * shines through stays as it is.
 *
 * Returns: (transfer full): the same picture
 */
GdkTexture *
poster_texture_make_ready (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  gsize stride = (gsize) width * 4;
  g_autofree guint8 *pixels = g_malloc (stride * (gsize) height);
  g_autoptr(GdkTexture) given = texture;

  /* As whole numbers: on other machines the bytes are the other way round. */
  gdk_texture_download (texture, pixels, stride);
  if (G_BYTE_ORDER != G_LITTLE_ENDIAN || !is_opaque (pixels, (gsize) width * (gsize) height))
    return g_steal_pointer (&given);
  return poster_texture_new_opaque (pixels, width, height, stride);
}

/**
 * poster_texture_read:
 * @picture: a file, e.g. a PNG
 * @error: that it is no picture
 *
 * Returns: (transfer full) (nullable): it, as of poster_texture_make_ready()
 */
GdkTexture *
poster_texture_read (GBytes  *picture,
                     GError **error)
{
  GdkTexture *texture = gdk_texture_new_from_bytes (picture, error);

  return texture != NULL ? poster_texture_make_ready (texture) : NULL;
}
