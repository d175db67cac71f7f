/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-facts.h"
#include "poster-media-pulse.h"
#include "poster-picture-shape.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * PosterDecodeOutcome:
 * @POSTER_DECODE_WORKED: something came out
 * @POSTER_DECODE_FAILED: the data cannot be decoded
 * @POSTER_DECODE_NO_DECODER: this computer has nothing to decode it with
 */
typedef enum
{
  POSTER_DECODE_WORKED,
  POSTER_DECODE_FAILED,
  POSTER_DECODE_NO_DECODER,
} PosterDecodeOutcome;

void                poster_media_decode_init  (PosterMediaPulse   *pulse);
GstElement         *poster_media_decode_new   (int                 fd,
                                               const char         *raw_type,
                                               GstElement         *sink);
PosterDecodeOutcome poster_media_decode_wait  (GstElement         *pipeline,
                                               gboolean            damaged,
                                               PosterMediaPulse   *pulse);
PosterDecodeOutcome poster_media_decode_check (int                 fd,
                                               PosterMediaFacts   *facts,
                                               PosterPictureShape *shape,
                                               PosterMediaPulse   *pulse);

G_END_DECLS
