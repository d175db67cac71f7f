/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-text-memo"

#include "poster-text-memo.h"

#include <string.h>

/* Less than this is counted sooner than it is looked up. */
#define LONG_BYTES (16 * 1024)

/* As many as POSTER_TEXT_MEMO_RANGES() tells apart. */
#define N_COUNTS \
  (POSTER_TEXT_BYTES + 1 + \
   (POSTER_TEXT_TAGS_RUNS + 1) * (POSTER_TEXT_MENTIONS_LINKED + 1) * (POSTER_TEXT_LINK + 1))

static GMutex lock;
static char *kept_text;           /* (nullable) */
static gint64 kept[N_COUNTS];     /* -1: not counted yet */

static gboolean
is_long (const char *text)
{
  return strnlen (text, LONG_BYTES) == LONG_BYTES;
}

/**
 * poster_text_memo_find:
 * @text: valid UTF-8
 * @what: a unit, or a POSTER_TEXT_MEMO_RANGES()
 * @count: (out): how many there are
 *
 * Looks up what the latest long text was counted to. Many accounts are held against the rules with the
 * same caption: it is counted for the first of them. From any thread.
 *
 * Returns: whether it is known
 */
gboolean
poster_text_memo_find (const char *text,
                       guint       what,
                       gint64     *count)
{
  gboolean is_known;

  g_return_val_if_fail (what < N_COUNTS, FALSE);

  if (!is_long (text))
    return FALSE;
  g_mutex_lock (&lock);
  is_known = g_strcmp0 (text, kept_text) == 0 && kept[what] >= 0;
  if (is_known)
    *count = kept[what];
  g_mutex_unlock (&lock);
  return is_known;
}

/**
 * poster_text_memo_keep:
 * @text: valid UTF-8
 * @what: a unit, or a POSTER_TEXT_MEMO_RANGES()
 * @count: how many there are
 *
 * Remembers it for poster_text_memo_find(), in place of another text; nothing of a short one. From any
 * thread.
 */
void
poster_text_memo_keep (const char *text,
                       guint       what,
                       gint64      count)
{
  g_return_if_fail (what < N_COUNTS);

  if (!is_long (text))
    return;
  g_mutex_lock (&lock);
  if (g_strcmp0 (text, kept_text) != 0)
    {
      g_free (kept_text);
      kept_text = g_strdup (text);
      for (guint i = 0; i < N_COUNTS; i++)
        kept[i] = -1;
    }
  kept[what] = count;
  g_mutex_unlock (&lock);
}
