/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-journal-entry"

#include "poster-journal-entry.h"

G_DEFINE_BOXED_TYPE (PosterJournalEntry, poster_journal_entry, poster_journal_entry_ref, poster_journal_entry_unref)

static const char *const phase_names[] = { "begun", "done", "failed", "unknown", "note" };

/**
 * poster_journal_entry_new:
 * @target_id: whose
 * @attempt: which attempt
 * @step: (nullable): name of the step
 * @kind: kind of the step
 * @phase: what happened
 * @at_us: when
 *
 * Returns: (transfer full): an entry to be stored
 */
PosterJournalEntry *
poster_journal_entry_new (const char         *target_id,
                          int                 attempt,
                          const char         *step,
                          PosterStepKind      kind,
                          PosterJournalPhase  phase,
                          gint64              at_us)
{
  PosterJournalEntry *self = g_new0 (PosterJournalEntry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->target_id = g_strdup (target_id);
  self->attempt = attempt;
  self->step = g_strdup (step);
  self->kind = kind;
  self->phase = phase;
  self->at_us = at_us;
  return self;
}

PosterJournalEntry *
poster_journal_entry_ref (PosterJournalEntry *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
poster_journal_entry_unref (PosterJournalEntry *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->target_id);
  g_free (self->step);
  g_free (self->message);
  g_free (self->code);
  g_free (self);
}

/**
 * poster_journal_phase_to_string:
 * @phase: a phase
 *
 * Returns: its word in the database
 */
const char *
poster_journal_phase_to_string (PosterJournalPhase phase)
{
  return phase_names[phase];
}

/**
 * poster_journal_phase_from_string:
 * @text: (nullable): a word
 * @phase: (out): the phase
 *
 * Returns: whether @text is one
 */
gboolean
poster_journal_phase_from_string (const char         *text,
                                  PosterJournalPhase *phase)
{
  for (guint i = 0; i < G_N_ELEMENTS (phase_names); i++)
    if (g_strcmp0 (text, phase_names[i]) == 0)
      {
        *phase = i;
        return TRUE;
      }
  return FALSE;
}
