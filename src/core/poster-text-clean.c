/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-text-clean"

#include "poster-text-clean.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* What ends a line somewhere: NEL, line and paragraph separator, vertical tab, form feed. */
static gboolean
is_line_end (gunichar c)
{
  return c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What has no place in a caption: it shows nothing, counts all the same, and some of it turns the
 * text around (embeddings and overrides of direction) or stands for an object of the program that
 * it comes from. What writing needs stays: joiners and non-joiners, marks and isolates of direction,
 * variation selectors, tags of flags, soft hyphens, spaces without width. */
static gboolean
is_unwanted (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
         c == 0xfeff || (c >= 0xfff9 && c <= 0xfffc) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/**
 * poster_text_is_clean:
 * @text: text, NULs and invalid bytes among it if need be
 * @length: its length in bytes; -1: up to a NUL
 *
 * Returns: whether poster_text_clean() would leave it as it is
 */
gboolean
poster_text_is_clean (const char *text,
                      gssize      length)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);

  if (!g_utf8_validate (text, end - text, NULL))
    return FALSE;
  for (const char *c = text; c < end; c = g_utf8_next_char (c))
    {
      gunichar point;

      if ((guchar) *c >= 0x20 && (guchar) *c < 0x7f)
        continue;
      point = g_utf8_get_char (c);
      if (is_line_end (point) || is_unwanted (point))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_text_clean:
 * @bytes: what came from elsewhere: a clipboard, a file, a drop
 * @length: its length in bytes; -1: up to a NUL
 *
 * Makes text of it that a caption can hold. Every kind of line end becomes a line feed. Bytes that
 * are no UTF-8, halves of surrogate pairs among them, become U+FFFD, one for each run. Left out are
 * control characters, byte order marks, noncharacters, placeholders of objects, and those that turn
 * the direction of all that follows.
 *
 * Linear; any thread.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
poster_text_clean (const char *bytes,
                   gssize      length)
{
  const char *c = bytes;
  const char *end = bytes + (length < 0 ? strlen (bytes) : (gsize) length);
  const char *run = c;  /* what is taken over as it is, up to @c */
  GString *text = g_string_sized_new ((gsize) (end - bytes) + 1);
  gboolean was_invalid = FALSE;

  while (c < end)
    {
      gunichar point;
      const char *next;

      if (((guchar) *c >= 0x20 && (guchar) *c < 0x7f) || *c == '\n' || *c == '\t')
        {
          was_invalid = FALSE;
          c++;
          continue;
        }
      /* A NUL is half a sequence to GLib, as is one that is cut off by the end. */
      point = *c != '\0' ? g_utf8_get_char_validated (c, end - c) : 0;
      if (point == (gunichar) -1 || point == (gunichar) -2)
        {
          g_string_append_len (text, run, c - run);
          if (!was_invalid)
            g_string_append (text, REPLACEMENT);
          was_invalid = TRUE;
          run = ++c;
          continue;
        }
      was_invalid = was_invalid && point == 0;
      next = g_utf8_next_char (c);
      if (is_line_end (point) || is_unwanted (point))
        {
          g_string_append_len (text, run, c - run);
          if (is_line_end (point))
            g_string_append_c (text, '\n');
          if (point == '\r' && next < end && *next == '\n')
            next++;
          run = next;
        }
      c = next;
    }
  g_string_append_len (text, run, end - run);
  return g_string_free (text, FALSE);
}
