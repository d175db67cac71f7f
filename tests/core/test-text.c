/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "poster-text-clean.h"
#include "poster-text.h"
#include "poster-text-memo.h"

static void
test_counts (void)
{
  static const struct
  {
    const char *text;
    gint64      points;
    gint64      utf16;
    gint64      graphemes;
    gint64      weighted;
    gint64      bytes;
  } cases[] = {
    { "", 0, 0, 0, 0, 0 },
    { "Hello", 5, 5, 5, 5, 5 },
    { "Käse", 4, 4, 4, 4, 5 },
    { "Ka\xcc\x88se", 5, 5, 4, 4, 6 },                    /* a, combining diaeresis */
    { "a\r\nb", 4, 4, 3, 4, 4 },
    { "日本語", 3, 3, 3, 6, 9 },
    { "한국", 2, 2, 2, 4, 6 },
    { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 3, 3, 1, 2, 9 },  /* 한 in parts */
    { "Привет", 6, 6, 6, 6, 12 },
    { "😀", 1, 2, 1, 2, 4 },
    { "👍🏽", 2, 4, 1, 2, 8 },                              /* with a skin tone */
    { "👨‍👩‍👧‍👦", 7, 11, 1, 2, 25 },                       /* four people, three joiners */
    { "🏳️‍🌈", 4, 6, 1, 2, 14 },
    { "❤️", 2, 2, 1, 2, 6 },
    { "1️⃣", 3, 3, 1, 2, 7 },                                /* keycap */
    { "🇩🇪", 2, 4, 1, 2, 8 },
    { "🇩🇪🇫🇷", 4, 8, 2, 4, 16 },
    { "🇩🇪🇫", 3, 6, 2, 4, 12 },
    { "🏴󠁧󠁢󠁥󠁮󠁧󠁿", 7, 14, 1, 2, 28 },                       /* England, by tags */
    { "e\xe2\x80\x8d", 2, 2, 1, 2, 4 },                     /* a joiner with nothing to join */
    { "a\xe2\x80\x8d😀", 3, 4, 2, 4, 8 },
    { "हिन्दी", 6, 6, 3, 6, 18 },                            /* 2 with rule 9c */
    { "ำ", 1, 1, 1, 1, 3 },
    { "นำ", 2, 2, 1, 2, 6 },
    { "🤷🏻‍♂️", 5, 7, 1, 2, 17 },
    { "©", 1, 1, 1, 1, 2 },
    { "©️", 2, 2, 1, 2, 5 },
    { "“a”", 3, 3, 3, 3, 7 },
    { "…", 1, 1, 1, 2, 3 },
    /* Links weigh 23 on X. */
    { "https://a.example/", 18, 18, 18, 23, 18 },
    { "see https://www.example.org/a/very/long/path?with=a&query=1.", 60, 60, 60, 4 + 23 + 1, 60 },
    { "http://a http://b", 17, 17, 17, 23 + 1 + 23, 17 },
    { "www.example.org", 15, 15, 15, 23, 15 },
    { "xhttps://a", 10, 10, 10, 10, 10 },
    { "https://", 8, 8, 8, 8, 8 },
    { "#tag https://a.example/ 😀", 25, 26, 25, 4 + 1 + 23 + 1 + 2, 28 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (poster_text_count (cases[i].text, POSTER_TEXT_CODE_POINTS), ==, cases[i].points);
      g_assert_cmpint (poster_text_count (cases[i].text, POSTER_TEXT_UTF16), ==, cases[i].utf16);
      g_assert_cmpint (poster_text_count (cases[i].text, POSTER_TEXT_GRAPHEMES), ==, cases[i].graphemes);
      g_assert_cmpint (poster_text_count (cases[i].text, POSTER_TEXT_WEIGHTED), ==, cases[i].weighted);
      g_assert_cmpint (poster_text_count (cases[i].text, POSTER_TEXT_BYTES), ==, cases[i].bytes);
    }
  for (PosterTextUnit unit = POSTER_TEXT_CODE_POINTS; unit <= POSTER_TEXT_BYTES; unit++)
    g_assert_cmpint (poster_text_count (NULL, unit), ==, 0);
}

static void
test_invalid_bytes (void)
{
  g_assert_cmpint (poster_text_count ("a\xff" "b", POSTER_TEXT_UTF16), ==, 3);
  g_assert_cmpint (poster_text_count ("a\xff" "b", POSTER_TEXT_GRAPHEMES), ==, 3);
  g_assert_cmpint (poster_text_count ("a\xff" "b", POSTER_TEXT_WEIGHTED), ==, 4);
  g_assert_cmpint (poster_text_count ("a\xff" "b", POSTER_TEXT_BYTES), ==, 3);
}

/* UTF-16 as GLib itself converts it. */
static void
test_utf16_agrees_with_glib (void)
{
  static const char *const texts[] = { "", "abc", "Käse", "日本語", "😀👍🏽", "\xef\xbf\xbf\xf0\x90\x80\x80" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      glong length;
      g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (texts[i], -1, NULL, &length, NULL);

      g_assert_cmpint (poster_text_count (texts[i], POSTER_TEXT_UTF16), ==, length);
    }
}

static void
test_units (void)
{
  PosterTextUnit unit;

  for (PosterTextUnit i = POSTER_TEXT_CODE_POINTS; i <= POSTER_TEXT_BYTES; i++)
    {
      g_assert_true (poster_text_unit_from_string (poster_text_unit_to_string (i), &unit));
      g_assert_cmpint (unit, ==, i);
    }
  g_assert_false (poster_text_unit_from_string ("words", &unit));
  g_assert_false (poster_text_unit_from_string (NULL, &unit));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "no tags", "" },
    { "#one", "#one" },
    { "a #one b", "#one" },
    { "#one #two", "#one|#two" },
    { "#one#two", "#one" },
    { "(#one)", "#one" },
    { "#Käse, #日本!", "#Käse|#日本" },
    { "#हिन्दी", "#हिन्दी" },
    { "#1 #2go #_a", "#2go|#_a" },
    { "a#b", "" },
    { "# one", "" },
    { "#", "" },
    { "##one", "#one" },
    { "#می\xe2\x80\x8cخواهم، #شام", "#می\xe2\x80\x8cخواهم|#شام" },  /* with a non-joiner */
    { "\xef\xbc\x83日本 x", "\xef\xbc\x83日本" },                  /* the wide sign */
    { "#תל\xd6\xbeאביב", "#תל\xd6\xbeאביב" },                      /* maqaf */
    { "#日本・東京", "#日本・東京" },
    { "#\xe2\x80\x8c", "" },
    { "#🍝", "" },
    { "#pasta🍝", "#pasta" },
    { "\xe2\x80\x8f#one", "#one" },                               /* after a mark of direction */
    { "@kitchen", "@kitchen" },
    { "by @the.kitchen.", "@the.kitchen" },
    { "mail me@example.org", "" },
    { "@", "" },
    { "see https://a.example/x#y.", "https://a.example/x#y" },
    { "(https://a.example/)", "https://a.example/" },
    { "HTTPS://A.example", "HTTPS://A.example" },
    { "www.example.org, and", "www.example.org" },
    { "https:// www. http", "" },
    { "line\n#one\n@two\nhttp://three", "#one|@two|http://three" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GArray) ranges = poster_text_find_ranges (cases[i].text);
      g_autoptr(GString) found = g_string_new (NULL);

      for (guint j = 0; j < ranges->len; j++)
        {
          PosterTextRange *range = &g_array_index (ranges, PosterTextRange, j);
          PosterTextRangeKind kind = cases[i].text[range->start] == '#' || cases[i].text[range->start] == '\xef'
                                       ? POSTER_TEXT_HASHTAG
                                     : cases[i].text[range->start] == '@' ? POSTER_TEXT_MENTION : POSTER_TEXT_LINK;

          g_assert_cmpint (range->kind, ==, kind);
          g_string_append_printf (found, "%s%.*s", j > 0 ? "|" : "", (int) (range->end - range->start),
                                  cases[i].text + range->start);
        }
      g_assert_cmpstr (found->str, ==, cases[i].expected);
    }
}

/* What the same text is on platforms that differ. */
static void
test_manners (void)
{
  static const struct
  {
    PosterTextTags      tags;
    PosterTextMentions  mentions;
    const char         *text;
    const char         *expected;
  } cases[] = {
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_ANY, "#slow-food 2 #2026 (#a)", "#slow|#a" },
    { POSTER_TEXT_TAGS_RUNS, POSTER_TEXT_MENTIONS_ANY, "#slow-food 2 #2026 (#a)", "#slow-food" },
    { POSTER_TEXT_TAGS_RUNS, POSTER_TEXT_MENTIONS_ANY, "#pasta🍝! #🍝 #c++, #1. \n#käse…", "#pasta🍝|#🍝|#c++|#käse" },
    { POSTER_TEXT_TAGS_RUNS, POSTER_TEXT_MENTIONS_ANY, "#\xef\xb8\x8f\xe2\x83\xa3 # #- #a\xe2\x80\x8b" "b", "#a" },
    { POSTER_TEXT_TAGS_RUNS, POSTER_TEXT_MENTIONS_ANY,
      "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    { POSTER_TEXT_TAGS_RUNS, POSTER_TEXT_MENTIONS_ANY,
      "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_ANY, "@the.slow-kitchen.", "@the.slow-kitchen" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_WORDS, "@the.slow-kitchen.", "@the" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_DOTTED, "@the.slow-kitchen.", "@the.slow" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_DOMAINS, "@the.slow-kitchen.", "" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_DOMAINS, "@kitchen, @slow-kitchen.example. me@a.example @.com @1.2",
      "@slow-kitchen.example" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_LINKED, "@kitchen and @[The Kitchen](urn:li:organization:1), @[x](y)",
      "@[The Kitchen](urn:li:organization:1)" },
    { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_LINKED, "@[The\nKitchen](urn:li:organization:1) @[a](urn:b", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterTextManner manner = { cases[i].tags, cases[i].mentions };
      g_autoptr(GArray) ranges = poster_text_find_ranges_as (cases[i].text, &manner);
      g_autoptr(GString) found = g_string_new (NULL);
      guint tags = 0;

      for (guint j = 0; j < ranges->len; j++)
        {
          PosterTextRange *range = &g_array_index (ranges, PosterTextRange, j);

          tags += range->kind == POSTER_TEXT_HASHTAG;
          g_string_append_printf (found, "%s%.*s", j > 0 ? "|" : "", (int) (range->end - range->start),
                                  cases[i].text + range->start);
        }
      g_assert_cmpstr (found->str, ==, cases[i].expected);
      g_assert_cmpuint (poster_text_count_ranges (cases[i].text, &manner, POSTER_TEXT_HASHTAG), ==, tags);
      g_assert_cmpuint (poster_text_count_ranges (cases[i].text, &manner, POSTER_TEXT_MENTION), ==, ranges->len - tags);
    }
}

/* A caption of 100,000 characters, and of the kinds that invite looking back. Were counting not
 * linear, this would take minutes. */
static void
test_long_texts (void)
{
  static const char *const units[] = { "x", "😀", "\xcc\x88", "👨‍", "🇩", "#", "@a", "http", "https://", "w", "\n", "\xe0\xb8\xb3",
                                       "@[", " #", "#-" };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GArray) ranges = NULL;

      for (guint j = 0; j < 100000; j++)
        g_string_append (text, units[i]);
      for (PosterTextUnit unit = POSTER_TEXT_CODE_POINTS; unit <= POSTER_TEXT_BYTES; unit++)
        g_assert_cmpint (poster_text_count (text->str, unit), >, 0);
      g_assert_cmpint (poster_text_count (text->str, POSTER_TEXT_CODE_POINTS), ==,
                       100000 * g_utf8_strlen (units[i], -1));
      ranges = poster_text_find_ranges (text->str);
      g_assert_nonnull (ranges);
      for (PosterTextMentions mentions = POSTER_TEXT_MENTIONS_ANY; mentions <= POSTER_TEXT_MENTIONS_LINKED; mentions++)
        {
          PosterTextManner manner = { POSTER_TEXT_TAGS_RUNS, mentions };

          g_assert_cmpuint (poster_text_count_ranges (text->str, &manner, POSTER_TEXT_LINK), <=, 1);
        }
    }
}

static void
test_remembers (void)
{
  static const PosterTextManner manner = { POSTER_TEXT_TAGS_WORDS, POSTER_TEXT_MENTIONS_DOTTED };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *same = NULL;
  gint64 count = 0;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "é #a @b\n");
  same = g_strdup (text->str);
  for (guint round = 0; round < 2; round++)
    {
      g_assert_cmpint (poster_text_count (text->str, POSTER_TEXT_CODE_POINTS), ==, 80000);
      g_assert_cmpint (poster_text_count (text->str, POSTER_TEXT_BYTES), ==, 90000);
      g_assert_cmpuint (poster_text_count_ranges (text->str, &manner, POSTER_TEXT_HASHTAG), ==, 10000);
      g_assert_cmpuint (poster_text_count_ranges (text->str, &manner, POSTER_TEXT_LINK), ==, 0);
    }
  /* By what it says, not by where it lies; mentions were seen along with the hashtags. */
  g_assert_true (poster_text_memo_find (same, POSTER_TEXT_CODE_POINTS, &count));
  g_assert_cmpint (count, ==, 80000);
  g_assert_true (poster_text_memo_find (same, POSTER_TEXT_MEMO_RANGES (&manner, POSTER_TEXT_MENTION), &count));
  g_assert_cmpint (count, ==, 10000);
  g_assert_false (poster_text_memo_find (same, POSTER_TEXT_WEIGHTED, &count));
  g_assert_false (poster_text_memo_find ("short", POSTER_TEXT_CODE_POINTS, &count));

  /* Another text is counted anew, in the same place of memory too. */
  strcpy (text->str + text->len - 3, "b b");
  g_assert_false (poster_text_memo_find (text->str, POSTER_TEXT_CODE_POINTS, &count));
  g_assert_cmpuint (poster_text_count_ranges (text->str, &manner, POSTER_TEXT_MENTION), ==, 9999);
  g_assert_false (poster_text_memo_find (same, POSTER_TEXT_MEMO_RANGES (&manner, POSTER_TEXT_MENTION), &count));
  g_assert_cmpuint (poster_text_count_ranges (same, &manner, POSTER_TEXT_MENTION), ==, 10000);
}

static void
test_cleans (void)
{
  static const struct
  {
    const char *bytes;
    gssize      length;
    const char *expected;
  } cases[] = {
    { "", -1, "" },
    { "as it is\n\t#käse 👨‍👩‍👧‍👦 🏳️‍🌈", -1, "as it is\n\t#käse 👨‍👩‍👧‍👦 🏳️‍🌈" },
    { "a\r\nb\rc\nd", -1, "a\nb\nc\nd" },
    { "a\r\n\r\nb\r\r", -1, "a\n\nb\n\n" },
    { "a\vb\fc\xc2\x85" "d\xe2\x80\xa8" "e\xe2\x80\xa9" "f", -1, "a\nb\nc\nd\ne\nf" },
    { "a\0b", 3, "ab" },
    { "\0\0", 2, "" },
    { "a\xed\xa0\xbd" "b", -1, "a\xef\xbf\xbd" "b" },             /* half a surrogate pair … */
    { "\xed\xa0\xbd\xed\xb8\x80", -1, "\xef\xbf\xbd" },        /* … and two, as three bytes each */
    { "a\xff\xfe" "b\xff", -1, "a\xef\xbf\xbd" "b\xef\xbf\xbd" },
    { "a\xf0\x9f\x98", -1, "a\xef\xbf\xbd" },                    /* cut in the middle */
    { "a\xf0\x9f\x98\x80", 4, "a\xef\xbf\xbd" },
    { "a\xc0\x80" "b", -1, "a\xef\xbf\xbd" "b" },
    { "\xef\xbb\xbf" "a\xef\xbb\xbf", -1, "a" },                 /* byte order marks */
    { "a\x1b[1mb\x7f\xc2\x9b", -1, "a[1mb" },
    { "a\xe2\x80\xae" "b\xe2\x80\xac\xe2\x80\xaa", -1, "ab" },   /* turned around */
    { "\xe2\x80\x8f\xe2\x81\xa6" "a\xe2\x81\xa9", -1, "\xe2\x80\x8f\xe2\x81\xa6" "a\xe2\x81\xa9" },
    { "a\xe2\x80\x8b" "b\xe2\x80\x8c\xe2\x80\x8d", -1, "a\xe2\x80\x8b" "b\xe2\x80\x8c\xe2\x80\x8d" },
    { "a\xef\xbf\xbc\xef\xbf\xbe\xef\xb7\x90" "b", -1, "ab" },
    { "\xf4\x8f\xbf\xbf", -1, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = poster_text_clean (cases[i].bytes, cases[i].length);
      gsize length = cases[i].length < 0 ? strlen (cases[i].bytes) : (gsize) cases[i].length;

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (poster_text_is_clean (text, -1));
      g_assert_cmpint (poster_text_is_clean (cases[i].bytes, cases[i].length), ==,
                       length == strlen (text) && memcmp (text, cases[i].bytes, length) == 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/counts-in-every-unit", test_counts);
  g_test_add_func ("/text/counts-invalid-bytes", test_invalid_bytes);
  g_test_add_func ("/text/utf16-agrees-with-glib", test_utf16_agrees_with_glib);
  g_test_add_func ("/text/units-by-name", test_units);
  g_test_add_func ("/text/finds-tags-mentions-and-links", test_ranges);
  g_test_add_func ("/text/tags-and-mentions-of-each-platform", test_manners);
  g_test_add_func ("/text/long-texts-are-linear", test_long_texts);
  g_test_add_func ("/text/remembers-what-a-long-text-counts", test_remembers);
  g_test_add_func ("/text/cleans-what-comes-from-elsewhere", test_cleans);
  return g_test_run ();
}
