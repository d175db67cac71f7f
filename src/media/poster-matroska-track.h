/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-ebml.h"

G_BEGIN_DECLS

/**
 * PosterMatroskaTrack:
 * @type: 1 for a picture, 2 for sound
 * @preferred: whether it is one of those to be shown when nobody chooses
 * @codec: (nullable): our name for it; static
 * @profile: (nullable): our name for it; static
 * @hdr: (nullable): static
 * @roll: degrees, counter-clockwise
 * @frames: counted from the blocks, as all that follows
 * @ticks: (element-type gint64): when the frames of a picture are shown
 *
 * One track of a WebM or Matroska file.
 */
typedef struct
{
  guint64     number;
  guint64     type;
  gboolean    preferred;
  const char *codec;
  const char *profile;
  int         bit_depth;
  const char *hdr;
  gboolean    encrypted;
  guint64     default_duration_ns;
  guint64     pixel_width, pixel_height;
  guint64     crop_width, crop_height;
  guint64     display_width, display_height, display_unit;
  double      roll;
  double      sample_rate;
  int         channels;

  guint64     frames;
  gint64      bytes;
  gint64      end_ticks;
  gint64      last_ticks;
  GArray     *ticks;  /* (element-type gint64), of the frames of a picture */
} PosterMatroskaTrack;

PosterMatroskaTrack *poster_matroska_track_read (PosterByteSource        *source,
                                                 const PosterEbmlElement *entry);
void                 poster_matroska_track_free (PosterMatroskaTrack     *self);

G_END_DECLS
