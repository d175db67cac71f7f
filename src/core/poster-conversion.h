/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-finding.h"
#include "poster-media-facts.h"
#include "poster-platform.h"

G_BEGIN_DECLS

/**
 * PosterConversionDepth:
 * @POSTER_CONVERSION_NOTHING: the file may stay as it is
 * @POSTER_CONVERSION_REMUX: packed anew; picture and sound are copied to the bit
 * @POSTER_CONVERSION_SOUND: the sound is made anew, the picture copied to the bit
 * @POSTER_CONVERSION_PICTURE: the picture is made anew
 *
 * How much of a file a conversion touches. The larger, the more.
 */
typedef enum
{
  POSTER_CONVERSION_NOTHING,
  POSTER_CONVERSION_REMUX,
  POSTER_CONVERSION_SOUND,
  POSTER_CONVERSION_PICTURE,
} PosterConversionDepth;

/**
 * PosterConversionFit:
 * @POSTER_CONVERSION_FIT_PAD: all of the picture, with bars
 * @POSTER_CONVERSION_FIT_BLUR: all of the picture, before itself, large and blurred
 * @POSTER_CONVERSION_FIT_CROP: as much of the picture as fills the frame
 *
 * How a picture comes into a frame of another shape.
 */
typedef enum
{
  POSTER_CONVERSION_FIT_PAD,
  POSTER_CONVERSION_FIT_BLUR,
  POSTER_CONVERSION_FIT_CROP,
} PosterConversionFit;

/**
 * PosterConversionSound:
 * @POSTER_CONVERSION_SOUND_NONE: there is none, and none is needed
 * @POSTER_CONVERSION_SOUND_COPY: as it is, to the bit
 * @POSTER_CONVERSION_SOUND_ENCODE: made anew
 * @POSTER_CONVERSION_SOUND_SILENCE: there is none; silence is put in
 */
typedef enum
{
  POSTER_CONVERSION_SOUND_NONE,
  POSTER_CONVERSION_SOUND_COPY,
  POSTER_CONVERSION_SOUND_ENCODE,
  POSTER_CONVERSION_SOUND_SILENCE,
} PosterConversionSound;

/**
 * PosterConversionNeed:
 * @platform: whose rules the result is to keep
 * @options: (nullable): as of a target
 * @creator: (nullable): what the account may do, as for poster_checker_check_file()
 *
 * One place where the file is to fit.
 */
typedef struct
{
  PosterPlatform *platform;
  JsonObject     *options;
  JsonObject     *creator;
} PosterConversionNeed;

/**
 * PosterConversionWishes:
 * @fit: how the picture comes into another frame
 * @crop_x: with %POSTER_CONVERSION_FIT_CROP, where what is kept lies: 0 at the left, 1 at the right
 * @crop_y: likewise: 0 at the top, 1 at the bottom
 * @start_us: where the clip begins
 * @end_us: where it ends, -1 at its own end
 * @loudness: whether the sound is brought to −14 LUFS
 * @max_size: bytes, 0 for as many as it takes
 * @floor: findings of this severity and worse are mended
 *
 * What a person decided.
 */
typedef struct
{
  PosterConversionFit  fit;
  double               crop_x;
  double               crop_y;
  gint64               start_us;
  gint64               end_us;
  gboolean             loudness;
  gint64               max_size;
  PosterSeverity       floor;
} PosterConversionWishes;

#define POSTER_CONVERSION_WISHES_INIT { POSTER_CONVERSION_FIT_PAD, 0.5, 0.5, 0, -1, FALSE, 0, POSTER_SEVERITY_WARNING }

/**
 * PosterConversion:
 * @depth: how much is touched
 * @wishes: what a person decided
 * @audio: what becomes of the sound
 * @audio_bitrate: bit/s of sound that is made anew
 * @video_bitrate: bit/s of a picture that is made anew, 0 for as many as the quality takes
 * @expected: what the result will be; its size is a guess
 * @reasons: (element-type PosterFinding): what is mended
 * @remaining: (element-type PosterFinding): what is not, and would be found in the result
 *
 * What is to be done to a file so that it fits, and the least of it. Immutable once it is planned.
 */
typedef struct
{
  gatomicrefcount         ref_count;

  PosterConversionDepth   depth;
  PosterConversionWishes  wishes;
  PosterConversionSound   audio;
  int                     audio_bitrate;
  gint64                  video_bitrate;
  PosterMediaFacts       *expected;
  GPtrArray              *reasons;
  GPtrArray              *remaining;
} PosterConversion;

PosterConversion *poster_conversion_plan      (const PosterMediaFacts       *facts,
                                               const PosterConversionNeed   *needs,
                                               guint                         n_needs,
                                               const PosterConversionWishes *wishes);
PosterConversion *poster_conversion_ref       (PosterConversion             *self);
void              poster_conversion_unref     (PosterConversion             *self);
JsonObject       *poster_conversion_to_json   (PosterConversion             *self);
const char       *poster_conversion_depth_to_string (PosterConversionDepth   depth);
gboolean          poster_conversion_fit_from_string (const char             *text,
                                                     PosterConversionFit    *fit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterConversion, poster_conversion_unref)

G_END_DECLS
