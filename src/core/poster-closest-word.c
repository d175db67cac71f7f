/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-closest-word"

#include "poster-closest-word.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is longer is no word that anybody mistyped; the table below grows with both lengths. */
#define MAX_CHARACTERS 64

/* How many characters go to one mistake: two of them in a word of six are few enough to know what
 * was meant, and one in a word of three. */
#define CHARACTERS_PER_MISTAKE 3

/* Upper and lower case, dashes and underscores are no difference: names have them as they come.
 * Returns: how many there are, G_MAXUINT when too many */
static guint
read_characters (const char *word,
                 gunichar   *characters)
{
  g_autofree char *valid = g_utf8_validate (word, -1, NULL) ? NULL : g_utf8_make_valid (word, -1);
  guint n = 0;

  for (const char *at = valid != NULL ? valid : word; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (at));

      if (n == MAX_CHARACTERS)
        return G_MAXUINT;
      characters[n++] = c == '_' ? '-' : c;
    }
  return n;
}

/**
 * poster_word_distance:
 * @a: a word
 * @b: a word
 *
 * Counts the mistakes between two words after Damerau and Levenshtein (optimal string alignment): a
 * character too many, one missing, one for another, two that changed places. Case does not count.
 *
 * Returns: how many there are; %G_MAXUINT when one of the two is too long to be a word
 */
guint
poster_word_distance (const char *a,
                      const char *b)
{
  gunichar first[MAX_CHARACTERS], second[MAX_CHARACTERS];
  guint rows[3][MAX_CHARACTERS + 1];
  guint *before = rows[0], *last = rows[1], *row = rows[2];
  guint n_first = read_characters (a, first);
  guint n_second = read_characters (b, second);

  if (n_first == G_MAXUINT || n_second == G_MAXUINT)
    return G_MAXUINT;
  for (guint j = 0; j <= n_second; j++)
    row[j] = j;
  memset (last, 0, sizeof rows[0]);
  for (guint i = 1; i <= n_first; i++)
    {
      guint *spare = before;

      before = last;
      last = row;
      row = spare;
      row[0] = i;
      for (guint j = 1; j <= n_second; j++)
        {
          guint other = last[j - 1] + (first[i - 1] != second[j - 1]);

          row[j] = MIN (other, MIN (last[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }
  return row[n_second];
}

/**
 * poster_closest_word:
 * @typed: what somebody typed
 * @words: the words there are, %NULL-terminated
 *
 * Returns: (nullable) (transfer none): the one that was probably meant, the first of several that are
 *   as likely; %NULL when none is near
 */
const char *
poster_closest_word (const char         *typed,
                     const char * const *words)
{
  const char *closest = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint distance = poster_word_distance (typed, words[i]);
      gsize longer = MAX (strlen (words[i]), strlen (typed));

      if (distance < least && distance <= longer / CHARACTERS_PER_MISTAKE)
        {
          least = distance;
          closest = words[i];
        }
    }
  return closest;
}

/**
 * poster_ask_if_meant:
 * @sentence: what is wrong with what somebody typed
 * @typed: what that was
 * @words: the words there are, %NULL-terminated
 *
 * Returns: (transfer full): @sentence, with a question behind it where it can be told what was meant
 */
char *
poster_ask_if_meant (const char         *sentence,
                     const char         *typed,
                     const char * const *words)
{
  const char *meant = poster_closest_word (typed, words);

  if (meant == NULL)
    return g_strdup (sentence);
  /* Translators: a sentence that tells what is wrong with a word, and the word that was probably meant */
  return g_strdup_printf (_("%s Did you mean “%s”?"), sentence, meant);
}
