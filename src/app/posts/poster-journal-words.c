/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-journal-words"

#include "poster-journal-words.h"

#include "poster-journal-entry.h"

#include <glib/gi18n-lib.h>

/**
 * poster_journal_line_free:
 * @self: (transfer full): a line
 */
void
poster_journal_line_free (PosterJournalLine *self)
{
  g_free (self->words);
  g_free (self);
}

/* What is under way; @platform as people call it. */
static char *
begun_words (PosterStepKind  kind,
             const char     *platform)
{
  switch (kind)
    {
    case POSTER_STEP_PREPARE:
      return g_strdup (_("Looking at the file and the account."));
    case POSTER_STEP_RESERVE:
      /* Translators: %s is a network */
      return g_strdup_printf (_("Telling %s that something is coming."), platform);
    case POSTER_STEP_TRANSFER:
      return g_strdup (_("Sending the file."));
    case POSTER_STEP_COMMIT:
      /* Translators: %s is a network */
      return g_strdup_printf (_("Handing it over to %s."), platform);
    case POSTER_STEP_WAIT:
    default:
      /* Translators: %s is a network */
      return g_strdup_printf (_("Waiting for %s."), platform);
    }
}

static char *
done_words (PosterStepKind  kind,
            const char     *platform)
{
  switch (kind)
    {
    case POSTER_STEP_PREPARE:
      return g_strdup (_("The file and the account are as they should be."));
    case POSTER_STEP_RESERVE:
      /* Translators: %s is a network */
      return g_strdup_printf (_("%s expects the post."), platform);
    case POSTER_STEP_TRANSFER:
      return g_strdup (_("The file was sent."));
    case POSTER_STEP_COMMIT:
      /* Translators: %s is a network */
      return g_strdup_printf (_("%s has the post."), platform);
    case POSTER_STEP_WAIT:
    default:
      /* Translators: %s is a network */
      return g_strdup_printf (_("%s has published it."), platform);
    }
}

static char *
entry_words (PosterJournalEntry *entry,
             const char         *platform)
{
  /* A sentence of whoever did it says more. */
  if (entry->message != NULL && *entry->message != '\0')
    return g_strdup (entry->message);
  switch (entry->phase)
    {
    case POSTER_JOURNAL_BEGUN:
      return begun_words (entry->kind, platform);
    case POSTER_JOURNAL_DONE:
      return done_words (entry->kind, platform);
    case POSTER_JOURNAL_FAILED:
      return g_strdup (_("This did not work; why was not said."));
    case POSTER_JOURNAL_UNKNOWN:
      return g_strdup (_("No answer came, and nothing can tell what became of it."));
    case POSTER_JOURNAL_NOTE:
    default:
      return NULL;
    }
}

/**
 * poster_journal_words_tell:
 * @entries: (element-type PosterJournalEntry): oldest first
 * @platform: what people call the network that they are about
 *
 * Tells a target's story: what was begun is told only while nothing is known of its end, and what
 * is said several times in a row is said once, with the time of the last.
 *
 * Returns: (transfer full) (element-type PosterJournalLine): oldest first
 */
GPtrArray *
poster_journal_words_tell (GPtrArray  *entries,
                           const char *platform)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_journal_line_free);

  for (guint i = 0; i < entries->len; i++)
    {
      PosterJournalEntry *entry = g_ptr_array_index (entries, i);
      PosterJournalLine *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;
      PosterJournalLine *line;
      char *words;

      if (entry->phase == POSTER_JOURNAL_BEGUN && i + 1 < entries->len)
        continue;
      words = entry_words (entry, platform);
      if (words == NULL)
        continue;
      if (last != NULL && last->attempt == entry->attempt && g_str_equal (last->words, words))
        {
          last->at_us = entry->at_us;
          g_free (words);
          continue;
        }
      line = g_new0 (PosterJournalLine, 1);
      line->at_us = entry->at_us;
      line->attempt = entry->attempt;
      line->words = words;
      line->is_bad = entry->phase == POSTER_JOURNAL_FAILED || entry->phase == POSTER_JOURNAL_UNKNOWN;
      g_ptr_array_add (lines, line);
    }
  return lines;
}
