/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-text-graphemes"

#include "poster-text-graphemes.h"

/* The classes of Unicode Standard Annex 29, section 3.1. */
typedef enum
{
  CLASS_OTHER,
  CLASS_CONTROL,
  CLASS_EXTEND,
  CLASS_JOINER,
  CLASS_SPACING,
  CLASS_PREPEND,
  CLASS_REGIONAL,
  CLASS_HANGUL_L,
  CLASS_HANGUL_V,
  CLASS_HANGUL_T,
  CLASS_HANGUL_LV,
  CLASS_HANGUL_LVT,
  CLASS_PICTOGRAPH,
} Class;

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Extended_Pictographic, from emoji-data.txt of Unicode 15. */
static const Range pictographs[] = {
  { 0x00a9, 0x00a9 }, { 0x00ae, 0x00ae }, { 0x203c, 0x203c }, { 0x2049, 0x2049 }, { 0x2122, 0x2122 },
  { 0x2139, 0x2139 }, { 0x2194, 0x2199 }, { 0x21a9, 0x21aa }, { 0x231a, 0x231b }, { 0x2328, 0x2328 },
  { 0x2388, 0x2388 }, { 0x23cf, 0x23cf }, { 0x23e9, 0x23f3 }, { 0x23f8, 0x23fa }, { 0x24c2, 0x24c2 },
  { 0x25aa, 0x25ab }, { 0x25b6, 0x25b6 }, { 0x25c0, 0x25c0 }, { 0x25fb, 0x25fe }, { 0x2600, 0x2605 },
  { 0x2607, 0x2612 }, { 0x2614, 0x2685 }, { 0x2690, 0x2705 }, { 0x2708, 0x2712 }, { 0x2714, 0x2714 },
  { 0x2716, 0x2716 }, { 0x271d, 0x271d }, { 0x2721, 0x2721 }, { 0x2728, 0x2728 }, { 0x2733, 0x2734 },
  { 0x2744, 0x2744 }, { 0x2747, 0x2747 }, { 0x274c, 0x274c }, { 0x274e, 0x274e }, { 0x2753, 0x2755 },
  { 0x2757, 0x2757 }, { 0x2763, 0x2767 }, { 0x2795, 0x2797 }, { 0x27a1, 0x27a1 }, { 0x27b0, 0x27b0 },
  { 0x27bf, 0x27bf }, { 0x2934, 0x2935 }, { 0x2b05, 0x2b07 }, { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 },
  { 0x2b55, 0x2b55 }, { 0x3030, 0x3030 }, { 0x303d, 0x303d }, { 0x3297, 0x3297 }, { 0x3299, 0x3299 },
  { 0x1f000, 0x1f0ff }, { 0x1f10d, 0x1f10f }, { 0x1f12f, 0x1f12f }, { 0x1f16c, 0x1f171 }, { 0x1f17e, 0x1f17f },
  { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f1ad, 0x1f1e5 }, { 0x1f201, 0x1f20f }, { 0x1f21a, 0x1f21a },
  { 0x1f22f, 0x1f22f }, { 0x1f232, 0x1f23a }, { 0x1f23c, 0x1f23f }, { 0x1f249, 0x1f3fa }, { 0x1f400, 0x1f53d },
  { 0x1f546, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f774, 0x1f77f }, { 0x1f7d5, 0x1f7ff }, { 0x1f80c, 0x1f80f },
  { 0x1f848, 0x1f84f }, { 0x1f85a, 0x1f85f }, { 0x1f888, 0x1f88f }, { 0x1f8ae, 0x1f8ff }, { 0x1f90c, 0x1f93a },
  { 0x1f93c, 0x1f945 }, { 0x1f947, 0x1faff }, { 0x1fc00, 0x1fffd },
};

/* Prepend, from GraphemeBreakProperty.txt. */
static const Range prepends[] = {
  { 0x0600, 0x0605 }, { 0x06dd, 0x06dd }, { 0x070f, 0x070f }, { 0x0890, 0x0891 }, { 0x08e2, 0x08e2 },
  { 0x0d4e, 0x0d4e }, { 0x110bd, 0x110bd }, { 0x110cd, 0x110cd }, { 0x111c2, 0x111c3 }, { 0x1193f, 0x1193f },
  { 0x11941, 0x11941 }, { 0x11a3a, 0x11a3a }, { 0x11a84, 0x11a89 }, { 0x11d46, 0x11d46 }, { 0x11f02, 0x11f02 },
};

/* Spacing marks (Mc) that count as Extend (Other_Grapheme_Extend) … */
static const Range extending[] = {
  { 0x09be, 0x09be }, { 0x09d7, 0x09d7 }, { 0x0b3e, 0x0b3e }, { 0x0b57, 0x0b57 }, { 0x0bbe, 0x0bbe },
  { 0x0bd7, 0x0bd7 }, { 0x0cc2, 0x0cc2 }, { 0x0cd5, 0x0cd6 }, { 0x0d3e, 0x0d3e }, { 0x0d57, 0x0d57 },
  { 0x0dcf, 0x0dcf }, { 0x0ddf, 0x0ddf }, { 0x1b35, 0x1b35 }, { 0x302e, 0x302f }, { 0x1133e, 0x1133e },
  { 0x11357, 0x11357 }, { 0x114b0, 0x114b0 }, { 0x114bd, 0x114bd }, { 0x115af, 0x115af }, { 0x11930, 0x11930 },
  { 0x1d165, 0x1d165 }, { 0x1d16e, 0x1d172 },
};

/* … and those that stand for themselves. */
static const Range standing[] = {
  { 0x102b, 0x102c }, { 0x1038, 0x1038 }, { 0x1062, 0x1064 }, { 0x1067, 0x106d }, { 0x1083, 0x1083 },
  { 0x1087, 0x108c }, { 0x108f, 0x108f }, { 0x109a, 0x109c }, { 0x1a61, 0x1a61 }, { 0x1a63, 0x1a64 },
  { 0xaa7b, 0xaa7b }, { 0xaa7d, 0xaa7d }, { 0x11720, 0x11721 },
};

static gboolean
contains (const Range *ranges,
          gsize        n_ranges,
          gunichar     c)
{
  gsize low = 0, high = n_ranges;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (c > ranges[middle].last)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n_ranges && c >= ranges[low].first;
}

#define IS_ONE_OF(ranges, c) contains (ranges, G_N_ELEMENTS (ranges), c)

static Class
classify (gunichar c)
{
  if (c < 0x300)
    {
      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad)
        return CLASS_CONTROL;
      return c == 0xa9 || c == 0xae ? CLASS_PICTOGRAPH : CLASS_OTHER;
    }
  if (c == 0x200d)
    return CLASS_JOINER;
  if (c == 0x200c || (c >= 0xff9e && c <= 0xff9f) || (c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0020 && c <= 0xe007f))
    return CLASS_EXTEND;
  if (c >= 0x1f1e6 && c <= 0x1f1ff)
    return CLASS_REGIONAL;
  if ((c >= 0x1100 && c <= 0x115f) || (c >= 0xa960 && c <= 0xa97c))
    return CLASS_HANGUL_L;
  if ((c >= 0x1160 && c <= 0x11a7) || (c >= 0xd7b0 && c <= 0xd7c6))
    return CLASS_HANGUL_V;
  if ((c >= 0x11a8 && c <= 0x11ff) || (c >= 0xd7cb && c <= 0xd7fb))
    return CLASS_HANGUL_T;
  if (c >= 0xac00 && c <= 0xd7a3)
    return (c - 0xac00) % 28 == 0 ? CLASS_HANGUL_LV : CLASS_HANGUL_LVT;
  if (IS_ONE_OF (prepends, c))
    return CLASS_PREPEND;
  if (IS_ONE_OF (pictographs, c))
    return CLASS_PICTOGRAPH;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
      return CLASS_EXTEND;
    case G_UNICODE_SPACING_MARK:
      if (IS_ONE_OF (extending, c))
        return CLASS_EXTEND;
      return IS_ONE_OF (standing, c) ? CLASS_OTHER : CLASS_SPACING;
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return CLASS_CONTROL;
    default:
      /* Thai and Lao AM are letters that hang on the one before. */
      return c == 0x0e33 || c == 0x0eb3 ? CLASS_SPACING : CLASS_OTHER;
    }
}

/* Whether Hangul syllable parts @before and @after are of one syllable (rules 6 to 8). */
static gboolean
is_one_syllable (Class before,
                 Class after)
{
  switch (before)
    {
    case CLASS_HANGUL_L:
      return after == CLASS_HANGUL_L || after == CLASS_HANGUL_V || after == CLASS_HANGUL_LV ||
             after == CLASS_HANGUL_LVT;
    case CLASS_HANGUL_LV:
    case CLASS_HANGUL_V:
      return after == CLASS_HANGUL_V || after == CLASS_HANGUL_T;
    case CLASS_HANGUL_LVT:
    case CLASS_HANGUL_T:
      return after == CLASS_HANGUL_T;
    default:
      return FALSE;
    }
}

/**
 * poster_text_next_grapheme:
 * @text: valid UTF-8, not at its end
 *
 * Goes over one extended grapheme cluster as Unicode Standard Annex 29 defines it: what a reader
 * takes for one character. Linear, and without looking back. Not done is rule 9c of Unicode 15.1
 * (conjuncts of Indic scripts), so that such a text counts a little more here than with the
 * newest libraries, never less.
 *
 * Returns: where the next one begins
 */
const char *
poster_text_next_grapheme (const char *text)
{
  Class before = classify (g_utf8_get_char (text));
  gboolean pictograph = before == CLASS_PICTOGRAPH;  /* a pictograph, and only Extend since */
  gboolean joined = FALSE;                           /* … and then a joiner */
  gboolean half_flag = before == CLASS_REGIONAL;

  if (text[0] == '\r' && text[1] == '\n')
    return text + 2;
  text = g_utf8_next_char (text);
  if (before == CLASS_CONTROL)
    return text;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      Class after = classify (g_utf8_get_char (text));

      if (after == CLASS_CONTROL)
        break;
      if (after == CLASS_EXTEND || after == CLASS_JOINER)
        {
          joined = pictograph && after == CLASS_JOINER;
          half_flag = FALSE;
        }
      else if (after == CLASS_SPACING || is_one_syllable (before, after))
        {
          pictograph = joined = half_flag = FALSE;
        }
      else if (before == CLASS_PREPEND || (joined && after == CLASS_PICTOGRAPH) ||
               (half_flag && after == CLASS_REGIONAL))
        {
          half_flag = before == CLASS_PREPEND && after == CLASS_REGIONAL;
          pictograph = after == CLASS_PICTOGRAPH;
          joined = FALSE;
        }
      else
        {
          break;
        }
      before = after;
    }
  return text;
}

/**
 * poster_text_is_emoji:
 * @start: valid UTF-8
 * @end: end of the grapheme that begins at @start
 *
 * Returns: whether that grapheme is shown as one emoji: a flag, a keycap, a pictograph of the
 *   supplementary planes, or another one with the variation selector for emoji
 */
gboolean
poster_text_is_emoji (const char *start,
                      const char *end)
{
  gunichar first = g_utf8_get_char (start);
  Class class = classify (first);
  gboolean styled = FALSE, keycap = FALSE;
  guint length = 0;

  for (const char *c = start; c < end; c = g_utf8_next_char (c), length++)
    {
      styled = styled || g_utf8_get_char (c) == 0xfe0f;
      keycap = keycap || g_utf8_get_char (c) == 0x20e3;
    }
  if (class == CLASS_REGIONAL)
    return length > 1;
  if (class == CLASS_PICTOGRAPH)
    return styled || first >= 0x231a;
  return keycap;
}
