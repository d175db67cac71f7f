/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-text"

#include "poster-text.h"

#include <string.h>

#include "poster-text-graphemes.h"
#include "poster-text-memo.h"

static const char *const unit_names[] = { "code-points", "utf16", "graphemes", "weighted", "bytes" };
static const char *const tags_names[] = { "words", "runs" };
static const char *const mentions_names[] = { "any", "words", "dotted", "domains", "linked" };

/* What a link counts on X, whatever its length (docs.x.com, counting characters). */
#define WEIGHTED_LINK 23

/* X counts the composed form. Composing is not linear for a text that is made to be slow, and one
 * of this many bytes is too long for X either way. */
#define COMPOSED_BYTES 100000

static gint64
count_utf16 (const char *text)
{
  gint64 count = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    count += g_utf8_get_char (c) >= 0x10000 ? 2 : 1;
  return count;
}

static gint64
count_graphemes (const char *text)
{
  gint64 count = 0;

  for (const char *c = text; *c != '\0'; c = poster_text_next_grapheme (c))
    count++;
  return count;
}

/* The code points that count 1 on X: Latin, Greek, Cyrillic … and common punctuation. All others
 * count 2 (twitter-text, configuration v3). */
static gboolean
is_light (gunichar c)
{
  return c <= 4351 || (c >= 8192 && c <= 8205) || (c >= 8208 && c <= 8223) || (c >= 8242 && c <= 8247);
}

static gint64
count_weighted (const char *given)
{
  g_autofree char *composed = strlen (given) <= COMPOSED_BYTES ? g_utf8_normalize (given, -1, G_NORMALIZE_NFC) : NULL;
  const char *text = composed != NULL ? composed : given;
  g_autoptr(GArray) ranges = poster_text_find_ranges (text);
  guint next_range = 0;
  gint64 count = 0;
  const char *c = text;

  while (*c != '\0')
    {
      gsize position = (gsize) (c - text);
      const char *next = poster_text_next_grapheme (c);

      while (next_range < ranges->len &&
             (g_array_index (ranges, PosterTextRange, next_range).kind != POSTER_TEXT_LINK ||
              g_array_index (ranges, PosterTextRange, next_range).start < position))
        next_range++;
      if (next_range < ranges->len && g_array_index (ranges, PosterTextRange, next_range).start == position)
        {
          count += WEIGHTED_LINK;
          c = text + g_array_index (ranges, PosterTextRange, next_range).end;
          continue;
        }

      if (poster_text_is_emoji (c, next))
        count += 2;
      else
        for (const char *point = c; point < next; point = g_utf8_next_char (point))
          count += is_light (g_utf8_get_char (point)) ? 1 : 2;
      c = next;
    }
  return count;
}

/**
 * poster_text_count:
 * @text: (nullable): a text; bytes that are no UTF-8 count as replacement characters
 * @unit: what to count
 *
 * Counts in one pass, so that a caption of any length is quick.
 *
 * X's weights are those of its library twitter-text, with one difference: of addresses that do
 * not begin with http://, https:// or www., it takes some for links (example.com) that are plain
 * text here.
 *
 * Returns: how many there are
 */
gint64
poster_text_count (const char     *text,
                   PosterTextUnit  unit)
{
  g_autofree char *valid = NULL;
  gint64 count;

  if (text == NULL)
    return 0;
  if (unit == POSTER_TEXT_BYTES)
    return (gint64) strlen (text);
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  if (poster_text_memo_find (text, unit, &count))
    return count;
  switch (unit)
    {
    case POSTER_TEXT_UTF16:
      count = count_utf16 (text);
      break;
    case POSTER_TEXT_GRAPHEMES:
      count = count_graphemes (text);
      break;
    case POSTER_TEXT_WEIGHTED:
      count = count_weighted (text);
      break;
    case POSTER_TEXT_BYTES:
    case POSTER_TEXT_CODE_POINTS:
    default:
      count = g_utf8_strlen (text, -1);
      break;
    }
  poster_text_memo_keep (text, unit, count);
  return count;
}

/**
 * poster_text_unit_to_string:
 * @unit: a unit
 *
 * Returns: `code-points`, `utf16`, `graphemes`, `weighted` or `bytes`
 */
const char *
poster_text_unit_to_string (PosterTextUnit unit)
{
  return unit_names[unit];
}

/* Where @word stands among @names, -1 when it does not. */
static int
find_name (const char *const *names,
           guint              n_names,
           const char        *word)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (word, names[i]) == 0)
      return (int) i;
  return -1;
}

/**
 * poster_text_unit_from_string:
 * @word: (nullable): a word
 * @unit: (out): the unit
 *
 * Returns: whether @word is one
 */
gboolean
poster_text_unit_from_string (const char     *word,
                              PosterTextUnit *unit)
{
  int number = find_name (unit_names, G_N_ELEMENTS (unit_names), word);

  if (number >= 0)
    *unit = number;
  return number >= 0;
}

/**
 * poster_text_tags_from_string:
 * @word: (nullable): `words` or `runs`
 * @tags: (out): what it stands for
 *
 * Returns: whether @word is one
 */
gboolean
poster_text_tags_from_string (const char     *word,
                              PosterTextTags *tags)
{
  int number = find_name (tags_names, G_N_ELEMENTS (tags_names), word);

  if (number >= 0)
    *tags = number;
  return number >= 0;
}

/**
 * poster_text_mentions_from_string:
 * @word: (nullable): `any`, `words`, `dotted`, `domains` or `linked`
 * @mentions: (out): what it stands for
 *
 * Returns: whether @word is one
 */
gboolean
poster_text_mentions_from_string (const char         *word,
                                  PosterTextMentions *mentions)
{
  int number = find_name (mentions_names, G_N_ELEMENTS (mentions_names), word);

  if (number >= 0)
    *mentions = number;
  return number >= 0;
}

static gboolean
is_word (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* What joins the parts of a tag in some language without being a letter: twitter-text's list. */
static gboolean
is_tag_joiner (gunichar c)
{
  static const gunichar joiners[] = {
    0x00b7, 0x05be, 0x05f3, 0x05f4, 0x0f0b, 0x0f0c, 0x200c, 0x200d, 0x3003, 0x301c, 0x309b, 0x309c, 0x30a0, 0x30fb,
    0xa67e, 0xff5e,
  };

  for (guint i = 0; i < G_N_ELEMENTS (joiners); i++)
    if (joiners[i] == c)
      return TRUE;
  return FALSE;
}

/* The end of the name or tag that begins at @c; at @c itself when there is none. */
static const char *
end_of_tag (const char *c)
{
  const char *start = c;
  gboolean has_letter = FALSE;

  for (; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar point = g_utf8_get_char (c);

      if (is_word (point))
        has_letter = has_letter || !g_unichar_isdigit (point);
      else if (!is_tag_joiner (point))
        break;
    }
  return has_letter ? c : start;  /* #1 is a number */
}

/* The length of the sign that begins a tag: there is a wide one, for those who write wide letters. */
static gsize
sign_of_tag (const char *c)
{
  static const char wide[] = "\xef\xbc\x83";

  if (*c == '#')
    return 1;
  return strncmp (c, wide, strlen (wide)) == 0 ? strlen (wide) : 0;
}

static gboolean
is_punctuation (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What nobody sees and what ends a tag on Bluesky all the same. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x2060 || (c >= 0x200a && c <= 0x200d) || c == 0x20e2;
}

/* Of a tag that goes on up to white space. Bluesky's own rule, and its limit of 64 UTF-16 units
 * (bluesky-social/atproto, packages/api/src/rich-text). The variation selector makes an emoji of what
 * is before it: the number sign itself. */
static const char *
end_of_run (const char *c)
{
  const char *start = c;
  const char *end = c;
  gboolean has_word = FALSE;
  guint units = 0, units_to_end = 0;

  if (g_utf8_get_char (c) == 0xfe0f)
    return start;
  for (; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar point = g_utf8_get_char (c);

      if (g_unichar_isspace (point) || is_invisible (point))
        break;
      units += point >= 0x10000 ? 2 : 1;
      if (is_punctuation (point))
        continue;
      has_word = has_word || !g_ascii_isdigit (*c);
      end = g_utf8_next_char (c);
      units_to_end = units;
    }
  return has_word && units_to_end <= 64 ? end : start;
}

static const char *
end_of_name (const char *c,
             const char *marks)
{
  const char *start = c;

  while (*c != '\0' && (g_ascii_isalnum (*c) || strchr (marks, *c) != NULL))
    c++;
  while (c > start && (c[-1] == '.' || c[-1] == '-'))
    c--;
  return c;
}

/* With a full stop inside, and letters behind the last. */
static gboolean
is_domain (const char *start,
           const char *end)
{
  const char *last = end;

  while (last > start && last[-1] != '.')
    if (!g_ascii_isalpha (*--last))
      return FALSE;
  return last > start + 1 && end - last >= 2;
}

/* The name and the address are no longer than this: so one that is not closed is not searched for
 * all the way. */
#define LINKED_BYTES 500

static const char *
end_of_linked (const char *c)
{
  gsize length = strnlen (c, LINKED_BYTES);
  const char *middle = *c == '[' ? g_strstr_len (c, (gssize) length, "](urn:") : NULL;
  const char *end = middle != NULL ? memchr (middle, ')', length - (gsize) (middle - c)) : NULL;

  return end != NULL && memchr (c, '\n', (gsize) (end - c)) == NULL ? end + 1 : c;
}

static const char *
end_of_mention (const char         *c,
                PosterTextMentions  mentions)
{
  const char *end;

  switch (mentions)
    {
    case POSTER_TEXT_MENTIONS_WORDS:
      return end_of_name (c, "_");
    case POSTER_TEXT_MENTIONS_DOTTED:
      return end_of_name (c, "_.");
    case POSTER_TEXT_MENTIONS_DOMAINS:
      end = end_of_name (c, ".-");
      return is_domain (c, end) ? end : c;
    case POSTER_TEXT_MENTIONS_LINKED:
      return end_of_linked (c);
    case POSTER_TEXT_MENTIONS_ANY:
    default:
      return end_of_name (c, "_.-");
    }
}

static const char *
end_of_link (const char *c)
{
  static const char *const beginnings[] = { "https://", "http://", "www." };
  const char *start = c;

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_ascii_strncasecmp (c, beginnings[i], strlen (beginnings[i])) == 0)
      {
        const char *body = c + strlen (beginnings[i]);
        const char *end = body;

        while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)) && strchr ("<>\"", *end) == NULL)
          end = g_utf8_next_char (end);
        /* What ends a sentence does not belong to the address. */
        while (end > body && strchr (".,;:!?)'", end[-1]) != NULL)
          end--;
        return end > body ? end : start;
      }
  return start;
}

/**
 * poster_text_find_ranges:
 * @text: valid UTF-8
 *
 * Finds hashtags, mentions and links, as most platforms see them: each where a word may begin, and none
 * inside another. None goes beyond white space, so that a part of a text can be looked through by itself.
 *
 * Returns: (transfer full) (element-type PosterTextRange): them, in order
 */
GArray *
poster_text_find_ranges (const char *text)
{
  static const PosterTextManner common = { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_ANY };

  return poster_text_find_ranges_as (text, &common);
}

/**
 * poster_text_find_ranges_as:
 * @text: valid UTF-8
 * @manner: how a platform reads a text
 *
 * Finds hashtags, mentions and links as that platform does. None goes beyond white space but a mention
 * that is %POSTER_TEXT_MENTIONS_LINKED.
 *
 * Returns: (transfer full) (element-type PosterTextRange): them, in order
 */
GArray *
poster_text_find_ranges_as (const char             *text,
                            const PosterTextManner *manner)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PosterTextRange));
  gboolean word_before = FALSE;
  gboolean blank_before = TRUE;
  const char *c = text;

  while (*c != '\0')
    {
      PosterTextRange range = { .start = (gsize) (c - text) };
      const char *end = c;

      if ((manner->tags == POSTER_TEXT_TAGS_RUNS ? blank_before : !word_before) && sign_of_tag (c) > 0)
        {
          const char *body = c + sign_of_tag (c);

          range.kind = POSTER_TEXT_HASHTAG;
          end = manner->tags == POSTER_TEXT_TAGS_RUNS ? end_of_run (body) : end_of_tag (body);
          end = end > body ? end : c;
        }
      else if (!word_before && *c == '@')
        {
          range.kind = POSTER_TEXT_MENTION;
          end = end_of_mention (c + 1, manner->mentions);
          end = end > c + 1 ? end : c;
        }
      else if (!word_before && (*c == 'h' || *c == 'H' || *c == 'w' || *c == 'W'))
        {
          range.kind = POSTER_TEXT_LINK;
          end = end_of_link (c);
        }

      if (end > c)
        {
          range.end = (gsize) (end - text);
          g_array_append_val (ranges, range);
          c = end;
          word_before = TRUE;
          blank_before = FALSE;
          continue;
        }
      word_before = is_word (g_utf8_get_char (c));
      blank_before = g_unichar_isspace (g_utf8_get_char (c));
      c = g_utf8_next_char (c);
    }
  return ranges;
}

/**
 * poster_text_count_ranges:
 * @text: (nullable): a text; bytes that are no UTF-8 count as replacement characters
 * @manner: how a platform reads a text
 * @kind: hashtags, mentions or links
 *
 * Returns: how many there are of them
 */
guint
poster_text_count_ranges (const char             *text,
                          const PosterTextManner *manner,
                          PosterTextRangeKind     kind)
{
  g_autofree char *valid = NULL;
  g_autoptr(GArray) ranges = NULL;
  gint64 counts[POSTER_TEXT_LINK + 1] = { 0 };

  if (text == NULL)
    return 0;
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  if (poster_text_memo_find (text, POSTER_TEXT_MEMO_RANGES (manner, kind), &counts[kind]))
    return (guint) counts[kind];
  ranges = poster_text_find_ranges_as (text, manner);
  for (guint i = 0; i < ranges->len; i++)
    counts[g_array_index (ranges, PosterTextRange, i).kind]++;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    poster_text_memo_keep (text, POSTER_TEXT_MEMO_RANGES (manner, i), counts[i]);
  return (guint) counts[kind];
}
