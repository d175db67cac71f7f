/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-journal-words.h"

#include "poster-journal-entry.h"
#include "poster-transfer-rate.h"

/* The story of a target, and how long it goes on. No display is needed. */

#define SECOND G_TIME_SPAN_SECOND

static void
add (GPtrArray          *entries,
     int                 attempt,
     PosterStepKind      kind,
     PosterJournalPhase  phase,
     const char         *message)
{
  PosterJournalEntry *entry;

  entry = poster_journal_entry_new ("target", attempt, phase == POSTER_JOURNAL_NOTE ? NULL : "step", kind, phase,
                                    entries->len * SECOND);
  entry->message = g_strdup (message);
  g_ptr_array_add (entries, entry);
}

static void
check_line (GPtrArray  *lines,
            guint       index,
            const char *words,
            gint64      at_us,
            gboolean    is_bad)
{
  PosterJournalLine *line;

  g_assert_cmpuint (index, <, lines->len);
  line = g_ptr_array_index (lines, index);
  g_assert_cmpstr (line->words, ==, words);
  g_assert_cmpint (line->at_us, ==, at_us);
  g_assert_cmpint (line->is_bad, ==, is_bad);
}

static void
test_story (void)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_journal_entry_unref);
  g_autoptr(GPtrArray) lines = NULL;

  add (entries, 1, POSTER_STEP_PREPARE, POSTER_JOURNAL_BEGUN, NULL);
  add (entries, 1, POSTER_STEP_PREPARE, POSTER_JOURNAL_DONE, NULL);
  add (entries, 1, POSTER_STEP_TRANSFER, POSTER_JOURNAL_BEGUN, NULL);
  add (entries, 1, POSTER_STEP_TRANSFER, POSTER_JOURNAL_FAILED, "The line broke.");
  add (entries, 1, POSTER_STEP_TRANSFER, POSTER_JOURNAL_BEGUN, NULL);
  add (entries, 1, POSTER_STEP_TRANSFER, POSTER_JOURNAL_FAILED, "The line broke.");
  add (entries, 2, POSTER_STEP_TRANSFER, POSTER_JOURNAL_FAILED, "The line broke.");
  add (entries, 2, POSTER_STEP_PREPARE, POSTER_JOURNAL_NOTE, "Cancelled.");
  add (entries, 2, POSTER_STEP_PREPARE, POSTER_JOURNAL_NOTE, NULL);
  add (entries, 2, POSTER_STEP_COMMIT, POSTER_JOURNAL_UNKNOWN, NULL);
  add (entries, 2, POSTER_STEP_WAIT, POSTER_JOURNAL_BEGUN, NULL);

  lines = poster_journal_words_tell (entries, "TikTok");
  g_assert_cmpuint (lines->len, ==, 6);
  check_line (lines, 0, "The file and the account are as they should be.", 1 * SECOND, FALSE);
  /* Said twice in a row, told once; another attempt is another matter. */
  check_line (lines, 1, "The line broke.", 5 * SECOND, TRUE);
  check_line (lines, 2, "The line broke.", 6 * SECOND, TRUE);
  check_line (lines, 3, "Cancelled.", 7 * SECOND, FALSE);
  check_line (lines, 4, "No answer came, and nothing can tell what became of it.", 9 * SECOND, TRUE);
  /* Begun, and no end of it is known yet. */
  check_line (lines, 5, "Waiting for TikTok.", 10 * SECOND, FALSE);
}

static void
test_rate (void)
{
  PosterTransferRate rate = { 0 };

  poster_transfer_rate_note (&rate, 10 * SECOND, 1000000);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), ==, -1);
  poster_transfer_rate_note (&rate, 10 * SECOND + SECOND / 2, 1500000);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), ==, -1);
  poster_transfer_rate_note (&rate, 11 * SECOND, 2000000);
  /* A megabyte a second, nine to go. */
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), ==, 9 * SECOND);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 2000000), ==, 0);

  /* Slower now, and not all at once. */
  poster_transfer_rate_note (&rate, 12 * SECOND, 2100000);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), >, 9 * SECOND);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), <, 89 * SECOND);

  /* Begun anew. */
  poster_transfer_rate_note (&rate, 13 * SECOND, 0);
  g_assert_cmpint (poster_transfer_rate_get_left_us (&rate, 11000000), ==, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal-words/tells-a-story", test_story);
  g_test_add_func ("/transfer-rate/guesses-late-and-smoothly", test_rate);

  return g_test_run ();
}
