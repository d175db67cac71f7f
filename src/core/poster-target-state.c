/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-target-state"

#include "poster-target-state.h"

static const struct
{
  const char *name;
  const char *api;
} states[POSTER_N_TARGET_STATES] = {
  [POSTER_TARGET_DRAFT] = { "draft", "pending" },
  [POSTER_TARGET_SCHEDULED] = { "scheduled", "pending" },
  [POSTER_TARGET_HELD] = { "held", "pending" },
  [POSTER_TARGET_PREPARING] = { "preparing", "publishing" },
  [POSTER_TARGET_SENDING] = { "sending", "publishing" },
  [POSTER_TARGET_PROCESSING] = { "processing", "publishing" },
  [POSTER_TARGET_PUBLISHED] = { "published", "published" },
  [POSTER_TARGET_FAILED] = { "failed", "failed" },
  [POSTER_TARGET_MISSED] = { "missed", "failed" },
  [POSTER_TARGET_UNKNOWN] = { "unknown", "publishing" },
  [POSTER_TARGET_CANCELLED] = { "cancelled", "cancelled" },
};

/**
 * poster_target_state_to_string:
 * @state: a state
 *
 * Returns: our word for it, as kept in the database
 */
const char *
poster_target_state_to_string (PosterTargetState state)
{
  return states[state].name;
}

/**
 * poster_target_state_from_string:
 * @text: (nullable): one of our words
 * @state: (out): the state
 *
 * Returns: whether @text is one
 */
gboolean
poster_target_state_from_string (const char        *text,
                                 PosterTargetState *state)
{
  for (guint i = 0; i < POSTER_N_TARGET_STATES; i++)
    if (g_strcmp0 (text, states[i].name) == 0)
      {
        *state = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * poster_target_state_to_api:
 * @state: a state
 *
 * Returns: the Late API's word for the status of one platform of a post
 */
const char *
poster_target_state_to_api (PosterTargetState state)
{
  return states[state].api;
}
