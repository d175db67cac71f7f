/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "poster-step.h"

G_BEGIN_DECLS

/**
 * PosterJournalPhase:
 * @POSTER_JOURNAL_BEGUN: the step is about to run
 * @POSTER_JOURNAL_DONE: it ran, and its result is in the target
 * @POSTER_JOURNAL_FAILED: it ran and failed; nothing came of it
 * @POSTER_JOURNAL_UNKNOWN: nobody can tell whether it took effect
 * @POSTER_JOURNAL_NOTE: something else worth remembering (held, missed, retried by a person)
 */
typedef enum
{
  POSTER_JOURNAL_BEGUN,
  POSTER_JOURNAL_DONE,
  POSTER_JOURNAL_FAILED,
  POSTER_JOURNAL_UNKNOWN,
  POSTER_JOURNAL_NOTE,
} PosterJournalPhase;

#define POSTER_TYPE_JOURNAL_ENTRY (poster_journal_entry_get_type ())

/**
 * PosterJournalEntry:
 * @seq: place in the journal, 0 before it is stored
 * @target_id: whose
 * @attempt: which attempt at publishing it belongs to
 * @step: (nullable): name of the step; %NULL for a note
 * @kind: kind of the step
 * @phase: what happened
 * @at_us: when
 * @message: (nullable): a sentence, for people who look into the details
 * @code: (nullable): the machine word of a failure
 *
 * One line of a target's story. A plain record.
 */
typedef struct
{
  gatomicrefcount     ref_count;
  gint64              seq;
  char               *target_id;
  int                 attempt;
  char               *step;
  PosterStepKind      kind;
  PosterJournalPhase  phase;
  gint64              at_us;
  char               *message;
  char               *code;
} PosterJournalEntry;

GType               poster_journal_entry_get_type (void);
PosterJournalEntry *poster_journal_entry_new      (const char *target_id, int attempt, const char *step,
                                                   PosterStepKind kind, PosterJournalPhase phase, gint64 at_us);
PosterJournalEntry *poster_journal_entry_ref      (PosterJournalEntry *self);
void                poster_journal_entry_unref    (PosterJournalEntry *self);
const char         *poster_journal_phase_to_string (PosterJournalPhase phase);
gboolean            poster_journal_phase_from_string (const char *text, PosterJournalPhase *phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterJournalEntry, poster_journal_entry_unref)

G_END_DECLS
