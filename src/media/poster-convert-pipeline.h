/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * PosterConvertPicture:
 * @is_copied: the encoded frames stay as they are; the rest does not count then
 * @is_hdr: it is of high dynamic range, which the result is not
 * @width: of the result, pixels
 * @height: of the result, pixels
 * @inner_width: of the picture within it, which may reach beyond it
 * @inner_height: likewise
 * @is_blurred: what the picture leaves free is filled with itself, blurred; else with black
 * @crop_x: of a picture that reaches beyond, where what is kept lies: 0 at the left, 1 at the right
 * @crop_y: likewise: 0 at the top, 1 at the bottom
 * @frame_rate: frames a second, all at the same distance; 0 for where they are
 * @bitrate: bit/s, 0 for as many as the quality takes
 * @frames: counted up, atomically, with each frame that comes to the encoder
 *
 * What becomes of the picture.
 */
typedef struct
{
  gboolean is_copied;
  gboolean is_hdr;
  int      width;
  int      height;
  int      inner_width;
  int      inner_height;
  gboolean is_blurred;
  double   crop_x;
  double   crop_y;
  double   frame_rate;
  gint64   bitrate;
  gint    *frames;
} PosterConvertPicture;

/**
 * PosterConvertSound:
 * @is_copied: the encoded sound stays as it is; the rest does not count then
 * @sample_rate: Hz
 * @channels: 1 or 2
 * @bitrate: bit/s
 * @gain: what the samples are multiplied with
 *
 * What becomes of the sound.
 */
typedef struct
{
  gboolean is_copied;
  int      sample_rate;
  int      channels;
  gint64   bitrate;
  double   gain;
} PosterConvertSound;

GstElement *poster_convert_picture_new (const PosterConvertPicture *picture, GstCaps *caps, GError **error);
GstElement *poster_convert_sound_new   (const PosterConvertSound   *sound, GstCaps *caps, GError **error);
GstElement *poster_convert_silence_new (const PosterConvertSound   *sound, gint64 duration_us, GError **error);

G_END_DECLS
