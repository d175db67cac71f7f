/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-text"

#include "poster-text.h"

#include <string.h>

#include "poster-text-graphemes.h"

static const char *const unit_names[] = { "code-points", "utf16", "graphemes", "weighted", "bytes" };

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

  if (text == NULL)
    return 0;
  if (unit == POSTER_TEXT_BYTES)
    return (gint64) strlen (text);
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  switch (unit)
    {
    case POSTER_TEXT_UTF16:
      return count_utf16 (text);
    case POSTER_TEXT_GRAPHEMES:
      return count_graphemes (text);
    case POSTER_TEXT_WEIGHTED:
      return count_weighted (text);
    case POSTER_TEXT_BYTES:
    case POSTER_TEXT_CODE_POINTS:
    default:
      return g_utf8_strlen (text, -1);
    }
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
  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    if (g_strcmp0 (word, unit_names[i]) == 0)
      {
        *unit = i;
        return TRUE;
      }
  return FALSE;
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

static const char *
end_of_mention (const char *c)
{
  const char *start = c;

  while (g_ascii_isalnum (*c) || *c == '_' || *c == '.' || *c == '-')
    c++;
  while (c > start && (c[-1] == '.' || c[-1] == '-'))
    c--;
  return c;
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
 * Finds hashtags, mentions and links: each where a word may begin, and none inside another. None goes
 * beyond white space, so that a part of a text can be looked through by itself.
 *
 * Returns: (transfer full) (element-type PosterTextRange): them, in order
 */
GArray *
poster_text_find_ranges (const char *text)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PosterTextRange));
  gboolean word_before = FALSE;
  const char *c = text;

  while (*c != '\0')
    {
      PosterTextRange range = { .start = (gsize) (c - text) };
      const char *end = c;

      if (!word_before && sign_of_tag (c) > 0)
        {
          const char *body = c + sign_of_tag (c);

          range.kind = POSTER_TEXT_HASHTAG;
          end = end_of_tag (body);
          end = end > body ? end : c;
        }
      else if (!word_before && *c == '@')
        {
          range.kind = POSTER_TEXT_MENTION;
          end = end_of_mention (c + 1);
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
          continue;
        }
      word_before = is_word (g_utf8_get_char (c));
      c = g_utf8_next_char (c);
    }
  return ranges;
}
