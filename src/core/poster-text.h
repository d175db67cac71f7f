/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterTextUnit:
 * @POSTER_TEXT_CODE_POINTS: Unicode code points
 * @POSTER_TEXT_UTF16: UTF-16 code units: an emoji is usually two or more
 * @POSTER_TEXT_GRAPHEMES: what a reader takes for one character
 * @POSTER_TEXT_WEIGHTED: X's way: 2 for CJK and for each emoji, 23 for each link
 * @POSTER_TEXT_BYTES: bytes of UTF-8
 *
 * What platforms count text in.
 */
typedef enum
{
  POSTER_TEXT_CODE_POINTS,
  POSTER_TEXT_UTF16,
  POSTER_TEXT_GRAPHEMES,
  POSTER_TEXT_WEIGHTED,
  POSTER_TEXT_BYTES,
} PosterTextUnit;

/**
 * PosterTextRangeKind:
 * @POSTER_TEXT_HASHTAG: `#word`
 * @POSTER_TEXT_MENTION: `@name`
 * @POSTER_TEXT_LINK: an http or https address, or one that begins with `www.`
 */
typedef enum
{
  POSTER_TEXT_HASHTAG,
  POSTER_TEXT_MENTION,
  POSTER_TEXT_LINK,
} PosterTextRangeKind;

/**
 * PosterTextRange:
 * @kind: what it is
 * @start: first byte
 * @end: the byte after the last
 */
typedef struct
{
  PosterTextRangeKind kind;
  gsize               start;
  gsize               end;
} PosterTextRange;

gint64      poster_text_count            (const char *text, PosterTextUnit unit);
const char *poster_text_unit_to_string   (PosterTextUnit unit);
gboolean    poster_text_unit_from_string (const char *word, PosterTextUnit *unit);
GArray     *poster_text_find_ranges      (const char *text);

G_END_DECLS
