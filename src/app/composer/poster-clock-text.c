/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-clock-text"

#include "poster-clock-text.h"

#include <langinfo.h>
#include <string.h>

#include "poster-words.h"

#define MINUTES_A_DAY (24 * 60)

typedef enum
{
  HALF_NONE,
  HALF_MORNING,
  HALF_AFTERNOON,
  HALF_UNKNOWN,  /* there is a word, and it is none of them */
} Half;

/* Small letters, without the dots and blanks that some write: "6 p.m." is "6pm". */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *small = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
  GString *folded = g_string_new (NULL);

  for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isdigit (character))
        g_string_append_printf (folded, "%d", g_unichar_digit_value (character));
      else if (!g_unichar_isspace (character))
        g_string_append_unichar (folded, character);
    }
  return g_string_free (folded, FALSE);
}

static gboolean
is_locale_word (const char *word,
                nl_item     item)
{
  g_autofree char *own = fold (nl_langinfo (item));

  return *own != '\0' && g_str_equal (word, own);
}

static Half
half_of (const char *rest)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *word = NULL;

  if (is_locale_word (rest, AM_STR))
    return HALF_MORNING;
  if (is_locale_word (rest, PM_STR))
    return HALF_AFTERNOON;
  parts = g_strsplit (rest, ".", -1);
  word = g_strjoinv ("", parts);
  if (*word == '\0' || g_str_equal (word, "h"))
    return HALF_NONE;
  if (g_str_equal (word, "am") || g_str_equal (word, "a") || is_locale_word (word, AM_STR))
    return HALF_MORNING;
  if (g_str_equal (word, "pm") || g_str_equal (word, "p") || is_locale_word (word, PM_STR))
    return HALF_AFTERNOON;
  return HALF_UNKNOWN;
}

static int
read_digits (const char **at,
             int         *n_digits)
{
  int number = 0;

  *n_digits = 0;
  while (g_ascii_isdigit (**at) && *n_digits < 5)
    {
      number = number * 10 + g_ascii_digit_value (**at);
      (*at)++;
      (*n_digits)++;
    }
  return number;
}

/**
 * poster_clock_text_parse:
 * @text: "18", "1800", "18:00", "18.30", "18h30", "6 pm", "6:00 PM", in any digits
 * @minutes: (out): minutes since midnight
 *
 * Returns: whether @text is a time of day
 */
gboolean
poster_clock_text_parse (const char *text,
                         int        *minutes)
{
  g_autofree char *folded = fold (text);
  const char *at = folded;
  int hour, minute = 0, n_hour, n_minute;
  Half half;

  hour = read_digits (&at, &n_hour);
  if (n_hour == 0 || n_hour > 4)
    return FALSE;
  if (n_hour > 2)
    {
      minute = hour % 100;
      hour /= 100;
    }
  else if (*at != '\0' && strchr (":.,h", *at) != NULL && g_ascii_isdigit (at[1]))
    {
      at++;
      minute = read_digits (&at, &n_minute);
      if (n_minute != 2)
        return FALSE;
    }
  else if (*at == ':')
    {
      /* The minutes are still to come. */
      at++;
    }
  half = half_of (at);
  if (half == HALF_UNKNOWN || minute > 59 || hour > 23 || (half != HALF_NONE && (hour < 1 || hour > 12)))
    return FALSE;
  if (half == HALF_MORNING)
    hour %= 12;
  else if (half == HALF_AFTERNOON)
    hour = hour % 12 + 12;
  *minutes = hour * 60 + minute;
  return TRUE;
}

/**
 * poster_clock_text_format:
 * @minutes: minutes since midnight
 *
 * Returns: (transfer full): the time of day as the reader's locale writes it, in a way that can be
 *   read back
 */
char *
poster_clock_text_format (int minutes)
{
  g_autofree char *words = NULL;
  int back;

  minutes = CLAMP (minutes, 0, MINUTES_A_DAY - 1);
  words = poster_words_clock (minutes * G_TIME_SPAN_MINUTE, "UTC");
  /* Some locales count to twelve and have no word for the halves. */
  if (poster_clock_text_parse (words, &back) && back == minutes)
    return g_steal_pointer (&words);
  return g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);
}
