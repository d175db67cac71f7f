/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-content-range"

#include "poster-content-range.h"

#include <string.h>

/* Reads `0-N` and whatever follows. */
static gboolean
read_end (const char *text,
          goffset     total_bytes,
          goffset    *end)
{
  guint64 number;
  char *after;

  while (*text == ' ' || *text == '=')
    text++;
  if (*text != '0')
    return FALSE;
  number = g_ascii_strtoull (text, &after, 10);
  if (number != 0 || *after != '-' || !g_ascii_isdigit (after[1]))
    return FALSE;
  number = g_ascii_strtoull (after + 1, &after, 10);
  if (number > (guint64) total_bytes || (*after != '\0' && *after != '/' && *after != ' '))
    return FALSE;
  *end = (goffset) number;
  return TRUE;
}

/**
 * poster_content_range_get_position:
 * @headers: headers of an answer to a chunk
 * @total_bytes: size of the file
 * @chunk_bytes: size of a chunk
 * @expected: where the server ought to be now, -1 when one cannot know
 *
 * Reads from `Content-Range: bytes 0-N/total` (or `Range: bytes=0-N`, which others use) how much
 * of a file a server has. Whether N is the last byte, as in HTTP, or one past it is documented
 * nowhere for TikTok (reference tiktok-api, section 5.3), so it is whichever makes the position
 * one that is expected, or the end of a chunk or of the file; the last byte in doubt.
 *
 * Returns: how many bytes the server has; -1 when it does not say, or says nonsense
 */
goffset
poster_content_range_get_position (SoupMessageHeaders *headers,
                                   goffset             total_bytes,
                                   goffset             chunk_bytes,
                                   goffset             expected)
{
  const char *content_range = soup_message_headers_get_one (headers, "Content-Range");
  const char *range = soup_message_headers_get_one (headers, "Range");
  goffset end;

  if (!(content_range != NULL && g_ascii_strncasecmp (content_range, "bytes", 5) == 0 &&
        read_end (content_range + 5, total_bytes, &end)) &&
      !(range != NULL && g_ascii_strncasecmp (range, "bytes", 5) == 0 &&
        read_end (range + 5, total_bytes, &end)))
    return -1;

  if (end == expected || end + 1 == expected)
    return expected;
  if (end == total_bytes || end + 1 == total_bytes)
    return total_bytes;
  if (end % chunk_bytes == 0)
    return end;
  return end + 1;
}
