/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PosterTargetState:
 * @POSTER_TARGET_DRAFT: being written; nothing happens by itself
 * @POSTER_TARGET_SCHEDULED: will be published at its time
 * @POSTER_TARGET_HELD: would be due, but something only a person can mend stands in the way
 * @POSTER_TARGET_PREPARING: credentials, permissions and file are looked at
 * @POSTER_TARGET_SENDING: announced; bytes are on their way
 * @POSTER_TARGET_PROCESSING: the platform has everything and works on it
 * @POSTER_TARGET_PUBLISHED: out (or delivered to the inbox)
 * @POSTER_TARGET_FAILED: refused or given up; nothing was published
 * @POSTER_TARGET_MISSED: its time passed while nobody could publish it
 * @POSTER_TARGET_UNKNOWN: perhaps published; only a person can tell
 * @POSTER_TARGET_CANCELLED: taken back before it went out
 */
typedef enum
{
  POSTER_TARGET_DRAFT,
  POSTER_TARGET_SCHEDULED,
  POSTER_TARGET_HELD,
  POSTER_TARGET_PREPARING,
  POSTER_TARGET_SENDING,
  POSTER_TARGET_PROCESSING,
  POSTER_TARGET_PUBLISHED,
  POSTER_TARGET_FAILED,
  POSTER_TARGET_MISSED,
  POSTER_TARGET_UNKNOWN,
  POSTER_TARGET_CANCELLED,
} PosterTargetState;

#define POSTER_N_TARGET_STATES (POSTER_TARGET_CANCELLED + 1)

/* Sets of states, for comparing in one transaction. */
typedef guint PosterTargetStates;
#define POSTER_STATES(state) (1u << (state))
#define POSTER_STATES_ANY      ((1u << POSTER_N_TARGET_STATES) - 1)
#define POSTER_STATES_ACTIVE   (POSTER_STATES (POSTER_TARGET_PREPARING) | POSTER_STATES (POSTER_TARGET_SENDING) | \
                                POSTER_STATES (POSTER_TARGET_PROCESSING))
#define POSTER_STATES_EDITABLE (POSTER_STATES (POSTER_TARGET_DRAFT) | POSTER_STATES (POSTER_TARGET_SCHEDULED) | \
                                POSTER_STATES (POSTER_TARGET_HELD) | POSTER_STATES (POSTER_TARGET_FAILED) | \
                                POSTER_STATES (POSTER_TARGET_MISSED) | POSTER_STATES (POSTER_TARGET_CANCELLED))

const char *poster_target_state_to_string   (PosterTargetState state);
gboolean    poster_target_state_from_string (const char *text, PosterTargetState *state);
const char *poster_target_state_to_api      (PosterTargetState state);

G_END_DECLS
