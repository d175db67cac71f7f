/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tone-map"

#include "poster-tone-map.h"

#include <math.h>

/* Nits. What a screen shows as white, and as bright as clips mostly get (ITU-R BT.2408). */
#define WHITE 203.0
#define PEAK  1000.0

/* Of screens for which clips are made (ITU-R BT.1886). */
#define GAMMA 2.4

#define MATRIX_BITS 12
#define FULL        65535

/* From high dynamic range to what a common screen shows.
 *
 * A value is made light and compressed by one table, turned to the screen's primaries, and made a
 * value again by another table: cheap enough for each frame. */
struct _PosterToneMap
{
  guint16 light[256];    /* compressed; FULL is white */
  gint32  matrix[3][3]; /* of red, green, blue, times two to the MATRIX_BITS */
};

static guint8 values[FULL + 1];

/* From BT.2020 to BT.709, for linear light (ITU-R BT.2087, inverse). */
static const double to_709[3][3] = {
  {  1.660491, -0.587641, -0.072850 },
  { -0.124550,  1.132900, -0.008349 },
  { -0.018151, -0.100579,  1.118730 },
};

static const double unchanged[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

/* SMPTE ST 2084. Returns: nits */
static double
pq_to_nits (double value)
{
  double power = pow (value, 1 / 78.84375);

  return 10000 * pow (MAX (power - 0.8359375, 0) / (18.8515625 - 18.6875 * power), 1 / 0.1593017578125);
}

static double
nits_to_pq (double nits)
{
  double power = pow (nits / 10000, 0.1593017578125);

  return pow ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375);
}

/* ITU-R BT.2100 on a screen of 1000 nits. What that screen adds to the scene is by rights a matter of
 * all three colours; of each by itself is near enough. Returns: nits */
static double
hlg_to_nits (double value)
{
  double scene = value <= 0.5 ? value * value / 3 : (exp ((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;

  return PEAK * pow (scene, 1.2);
}

/* Up to some grey all stays as it is; what is brighter comes closer together, up to white
 * (ITU-R BT.2390, 5.4.1). Returns: nits of a screen that has WHITE and no more */
static double
compress (double nits)
{
  double value = MIN (nits_to_pq (nits) / nits_to_pq (PEAK), 1);
  double top = nits_to_pq (WHITE) / nits_to_pq (PEAK);
  double knee = 1.5 * top - 0.5;

  if (value > knee)
    {
      double t = (value - knee) / (1 - knee);

      value = (2 * t * t * t - 3 * t * t + 1) * knee +
              (t * t * t - 2 * t * t + t) * (1 - knee) +
              (-2 * t * t * t + 3 * t * t) * top;
    }
  return pq_to_nits (value * nits_to_pq (PEAK));
}

static void
fill (PosterToneMap  *self,
      double        (*to_nits) (double value),
      const double    matrix[3][3])
{
  for (int i = 0; i < 256; i++)
    self->light[i] = (guint16) (CLAMP (compress (to_nits (i / 255.0)) / WHITE, 0, 1) * FULL + 0.5);
  for (int i = 0; i < 9; i++)
    self->matrix[i / 3][i % 3] = (gint32) lround (matrix[i / 3][i % 3] * (1 << MATRIX_BITS));
}

/**
 * poster_tone_map_get:
 * @colorimetry: of a clip
 *
 * May be called in any thread.
 *
 * Returns: (nullable): what its frames need to be shown on a common screen; %NULL for nothing
 */
const PosterToneMap *
poster_tone_map_get (const GstVideoColorimetry *colorimetry)
{
  static PosterToneMap maps[2][2];
  static gsize filled;
  gboolean is_wide = colorimetry->primaries == GST_VIDEO_COLOR_PRIMARIES_BT2020;

  if (colorimetry->transfer != GST_VIDEO_TRANSFER_SMPTE2084 &&
      colorimetry->transfer != GST_VIDEO_TRANSFER_ARIB_STD_B67)
    return NULL;
  if (g_once_init_enter (&filled))
    {
      for (int i = 0; i <= FULL; i++)
        values[i] = (guint8) (pow ((double) i / FULL, 1 / GAMMA) * 255 + 0.5);
      for (int wide = 0; wide < 2; wide++)
        {
          fill (&maps[0][wide], pq_to_nits, wide ? to_709 : unchanged);
          fill (&maps[1][wide], hlg_to_nits, wide ? to_709 : unchanged);
        }
      g_once_init_leave (&filled, 1);
    }
  return &maps[colorimetry->transfer == GST_VIDEO_TRANSFER_ARIB_STD_B67][is_wide];
}

static inline guint8
mix (const gint32 row[3],
     gint32       red,
     gint32       green,
     gint32       blue)
{
  gint32 light = (row[0] * red + row[1] * green + row[2] * blue) >> MATRIX_BITS;

  return values[CLAMP (light, 0, FULL)];
}

/* Of the layouts there are, so that each is compiled by itself. */
static inline __attribute__ ((always_inline)) void
apply (const PosterToneMap *self,
       guint8              *pixels,
       int                  width,
       int                  height,
       int                  stride,
       int                  red_at,
       int                  blue_at,
       int                  step)
{
  for (int y = 0; y < height; y++)
    {
      guint8 *pixel = pixels + (gsize) y * (gsize) stride;

      for (int x = 0; x < width; x++, pixel += step)
        {
          gint32 red = self->light[pixel[red_at]];
          gint32 green = self->light[pixel[1]];
          gint32 blue = self->light[pixel[blue_at]];

          pixel[red_at] = mix (self->matrix[0], red, green, blue);
          pixel[1] = mix (self->matrix[1], red, green, blue);
          pixel[blue_at] = mix (self->matrix[2], red, green, blue);
        }
    }
}

/**
 * poster_tone_map_apply:
 * @self: what the clip needs
 * @pixels: (inout): blue, green, red and another byte each
 * @width: of the frame
 * @height: likewise
 * @stride: how many bytes a row is from the next
 *
 * Changes the pixels of a frame in place.
 */
void
poster_tone_map_apply (const PosterToneMap *self,
                       guint8              *pixels,
                       int                  width,
                       int                  height,
                       int                  stride)
{
  apply (self, pixels, width, height, stride, 2, 0, 4);
}

/**
 * poster_tone_map_apply_rgb:
 * @self: what the clip needs
 * @pixels: (inout): red, green and blue each
 * @width: of the frame
 * @height: likewise
 * @stride: how many bytes a row is from the next
 *
 * Changes the pixels of a frame in place.
 */
void
poster_tone_map_apply_rgb (const PosterToneMap *self,
                           guint8              *pixels,
                           int                  width,
                           int                  height,
                           int                  stride)
{
  apply (self, pixels, width, height, stride, 0, 2, 3);
}
