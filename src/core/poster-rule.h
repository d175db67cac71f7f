/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-finding.h"
#include "poster-text.h"

G_BEGIN_DECLS

/**
 * PosterPostKind:
 * @POSTER_POST_TEXT: no media
 * @POSTER_POST_PHOTO: pictures only
 * @POSTER_POST_VIDEO: at least one video
 * @POSTER_POST_DOCUMENT: documents only
 *
 * What a post is made of.
 */
typedef enum
{
  POSTER_POST_TEXT,
  POSTER_POST_PHOTO,
  POSTER_POST_VIDEO,
  POSTER_POST_DOCUMENT,
} PosterPostKind;

/* Sets of kinds. */
typedef guint PosterPostKinds;
#define POSTER_POST_KINDS(kind) (1u << (kind))
#define POSTER_POST_KINDS_ALL   (POSTER_POST_KINDS (POSTER_POST_TEXT) | POSTER_POST_KINDS (POSTER_POST_PHOTO) | \
                                 POSTER_POST_KINDS (POSTER_POST_VIDEO) | POSTER_POST_KINDS (POSTER_POST_DOCUMENT))

/**
 * PosterCheck:
 * @POSTER_CHECK_READABLE: the file could be made sense of
 * @POSTER_CHECK_UNDAMAGED: the probe had no complaint about it
 * @POSTER_CHECK_ONE_OF: the measured word is one of a list
 * @POSTER_CHECK_RANGE: the measured figure lies between two
 * @POSTER_CHECK_RATIO: width to height is one of a list of ratios
 * @POSTER_CHECK_PRESENT: the measured thing is there
 * @POSTER_CHECK_ABSENT: the measured thing is not there
 * @POSTER_CHECK_COUNT: how many there are of something in the post
 * @POSTER_CHECK_NO_MIX: not both of two things in one post
 * @POSTER_CHECK_LENGTH: a text is not longer than it may be
 * @POSTER_CHECK_REQUIRED: the post has something: media, a text, a title
 * @POSTER_CHECK_CAN_POST: the platform takes posts from this account at present
 *
 * The ways to check. What is checked and by what figures is data.
 */
typedef enum
{
  POSTER_CHECK_READABLE,
  POSTER_CHECK_UNDAMAGED,
  POSTER_CHECK_ONE_OF,
  POSTER_CHECK_RANGE,
  POSTER_CHECK_RATIO,
  POSTER_CHECK_PRESENT,
  POSTER_CHECK_ABSENT,
  POSTER_CHECK_COUNT,
  POSTER_CHECK_NO_MIX,
  POSTER_CHECK_LENGTH,
  POSTER_CHECK_REQUIRED,
  POSTER_CHECK_CAN_POST,
} PosterCheck;

/**
 * PosterMeasure:
 *
 * What a rule looks at. Which check goes with which measure is settled in poster-rule.c.
 */
typedef enum
{
  POSTER_MEASURE_NONE,
  /* Words of one file. */
  POSTER_MEASURE_TYPE,
  POSTER_MEASURE_CONTAINER,
  POSTER_MEASURE_VIDEO_CODEC,
  POSTER_MEASURE_AUDIO_CODEC,
  /* Figures of one file. */
  POSTER_MEASURE_DURATION,       /* seconds */
  POSTER_MEASURE_FRAME_RATE,
  POSTER_MEASURE_SIZE,           /* bytes */
  POSTER_MEASURE_SHORT_SIDE,
  POSTER_MEASURE_LONG_SIDE,
  POSTER_MEASURE_SIDES,          /* both of them */
  POSTER_MEASURE_ASPECT,         /* width / height */
  POSTER_MEASURE_AUDIO_BITRATE,  /* bit/s */
  POSTER_MEASURE_PAGES,
  /* What one file has or has not. */
  POSTER_MEASURE_AUDIO,
  POSTER_MEASURE_FASTSTART,
  POSTER_MEASURE_VARIABLE_FRAME_RATE,
  POSTER_MEASURE_HDR,
  POSTER_MEASURE_ANIMATION,
  /* Of the post as a whole. */
  POSTER_MEASURE_FILES,
  POSTER_MEASURE_PHOTOS,
  POSTER_MEASURE_VIDEOS,
  POSTER_MEASURE_GIFS,
  POSTER_MEASURE_DOCUMENTS,
  POSTER_MEASURE_MEDIA,
  POSTER_MEASURE_PHOTOS_AND_VIDEOS,
  POSTER_MEASURE_GIFS_AND_OTHERS,
  POSTER_MEASURE_DOCUMENTS_AND_OTHERS,
  POSTER_MEASURE_CAPTION,
  POSTER_MEASURE_TITLE,
  POSTER_MEASURE_TITLE_OR_CAPTION,
  POSTER_MEASURE_FIRST_LINE,     /* of the caption, where there is no title: it becomes the title */
  POSTER_MEASURE_LINE_BREAKS,
  POSTER_MEASURE_HASHTAGS,       /* in the caption, as the platform sees them */
  POSTER_MEASURE_MENTIONS,
} PosterMeasure;

#define POSTER_TYPE_RULE (poster_rule_get_type ())
G_DECLARE_FINAL_TYPE (PosterRule, poster_rule, POSTER, RULE, GObject)

/**
 * PosterRule:
 * @id: unique within its platform, e.g. `frame-rate`
 * @check: the way to check
 * @measure: what is looked at
 * @severity: of a finding
 * @kinds: the kinds of file (video, photo), or of post, that it is about
 * @containers: (nullable): only for files in one of these containers
 * @other_containers: (nullable): only for files in none of these containers
 * @has_minimum: whether there is a @minimum
 * @minimum: the least that will do, inclusive
 * @has_maximum: whether there is a @maximum
 * @maximum: the most that will do, inclusive
 * @maximum_from: (nullable): member of the creator's description that may lower @maximum, with
 *   dots between the levels; in the same unit as the data
 * @tolerance: how far beyond a limit a figure may lie, for clocks and headers that round
 * @values: (nullable): the words or ratios (`9:16`) that will do, the best first
 * @unit: what a text is counted in
 * @when: (element-type PosterCondition): it counts while all of these hold, of the options with
 *   their defaults
 * @unless_option: (nullable): key of an option that takes the text's place when it is given
 * @fix: (nullable): what would mend it
 * @words: (nullable): a sentence of its own, untranslated, instead of the usual one; may hold
 *   `{platform}`, `{measured}` and `{allowed}`
 * @source: where the figure comes from
 * @note: (nullable): what is disputed about it
 *
 * One limit of a platform, read from the data. Immutable.
 */
struct _PosterRule
{
  GObject          parent_instance;

  char            *id;
  PosterCheck      check;
  PosterMeasure    measure;
  PosterSeverity   severity;
  PosterPostKinds  kinds;
  char           **containers;
  char           **other_containers;
  gboolean         has_minimum;
  double           minimum;
  gboolean         has_maximum;
  double           maximum;
  char            *maximum_from;
  double           tolerance;
  char           **values;
  PosterTextUnit   unit;
  GPtrArray       *when;
  char            *unless_option;
  char            *fix;
  char            *words;
  char            *source;
  char            *note;
};

PosterRule *poster_rule_new_from_json        (JsonObject *json, GError **error);
gboolean    poster_rule_is_about_files       (PosterRule *self);
gboolean    poster_rule_counts               (PosterRule *self, JsonObject *options, JsonObject *creator);
gboolean    poster_rule_parse_ratio          (const char *text, double *ratio);
const char *poster_post_kind_to_string       (PosterPostKind kind);
gboolean    poster_post_kind_from_string     (const char *text, PosterPostKind *kind);

G_END_DECLS
