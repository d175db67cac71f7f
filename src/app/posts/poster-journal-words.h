/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterJournalLine:
 * @at_us: when
 * @attempt: which attempt it belongs to
 * @words: what happened, one sentence
 * @is_bad: whether it is about something that went wrong
 *
 * A line of a target's story, for people.
 */
typedef struct
{
  gint64    at_us;
  int       attempt;
  char     *words;
  gboolean  is_bad;
} PosterJournalLine;

void       poster_journal_line_free   (PosterJournalLine *self);
GPtrArray *poster_journal_words_tell  (GPtrArray         *entries,
                                       const char        *platform);

G_END_DECLS
