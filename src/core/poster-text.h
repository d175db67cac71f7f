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

/**
 * PosterTextTags:
 * @POSTER_TEXT_TAGS_WORDS: letters, digits and underscores, not digits alone
 * @POSTER_TEXT_TAGS_RUNS: all up to white space, but for punctuation at the end; only after white space
 *
 * What a platform takes for a hashtag.
 */
typedef enum
{
  POSTER_TEXT_TAGS_WORDS,
  POSTER_TEXT_TAGS_RUNS,
} PosterTextTags;

/**
 * PosterTextMentions:
 * @POSTER_TEXT_MENTIONS_ANY: letters, digits, underscores, and inside also full stops and hyphens
 * @POSTER_TEXT_MENTIONS_WORDS: letters, digits and underscores
 * @POSTER_TEXT_MENTIONS_DOTTED: these, and inside also full stops
 * @POSTER_TEXT_MENTIONS_DOMAINS: the name of a domain: `@kitchen.example`
 * @POSTER_TEXT_MENTIONS_LINKED: what an address stands behind: `@[Kitchen](urn:li:organization:1)`
 *
 * What a platform takes for a mention.
 */
typedef enum
{
  POSTER_TEXT_MENTIONS_ANY,
  POSTER_TEXT_MENTIONS_WORDS,
  POSTER_TEXT_MENTIONS_DOTTED,
  POSTER_TEXT_MENTIONS_DOMAINS,
  POSTER_TEXT_MENTIONS_LINKED,
} PosterTextMentions;

/**
 * PosterTextManner:
 * @tags: its hashtags
 * @mentions: its mentions
 *
 * How a platform reads a text.
 */
typedef struct
{
  PosterTextTags     tags;
  PosterTextMentions mentions;
} PosterTextManner;

gint64      poster_text_count                (const char *text, PosterTextUnit unit);
const char *poster_text_unit_to_string       (PosterTextUnit unit);
gboolean    poster_text_unit_from_string     (const char *word, PosterTextUnit *unit);
gboolean    poster_text_tags_from_string     (const char *word, PosterTextTags *tags);
gboolean    poster_text_mentions_from_string (const char *word, PosterTextMentions *mentions);
GArray     *poster_text_find_ranges          (const char *text);
GArray     *poster_text_find_ranges_as       (const char *text, const PosterTextManner *manner);
guint       poster_text_count_ranges         (const char *text, const PosterTextManner *manner, PosterTextRangeKind kind);

G_END_DECLS
