/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-step"

#include "poster-step.h"

#include "poster-json.h"

G_DEFINE_BOXED_TYPE (PosterStep, poster_step, poster_step_copy, poster_step_free)
G_DEFINE_BOXED_TYPE (PosterStepResult, poster_step_result, poster_step_result_copy, poster_step_result_free)

static const char *const kind_names[] = { "prepare", "reserve", "transfer", "commit", "wait" };

/**
 * poster_step_new:
 * @name: what the connector calls it
 * @kind: what it is
 *
 * Returns: (transfer full): a step
 */
PosterStep *
poster_step_new (const char     *name,
                 PosterStepKind  kind)
{
  PosterStep *self = g_new0 (PosterStep, 1);

  self->name = g_strdup (name);
  self->kind = kind;
  return self;
}

PosterStep *
poster_step_copy (const PosterStep *self)
{
  return poster_step_new (self->name, self->kind);
}

void
poster_step_free (PosterStep *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * poster_step_kind_to_string:
 * @kind: a kind
 *
 * Returns: its word in the journal
 */
const char *
poster_step_kind_to_string (PosterStepKind kind)
{
  return kind_names[kind];
}

/**
 * poster_step_kind_from_string:
 * @text: (nullable): a word
 * @kind: (out): the kind
 *
 * Returns: whether @text is one
 */
gboolean
poster_step_kind_from_string (const char     *text,
                              PosterStepKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (text, kind_names[i]) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * poster_step_result_new:
 * @outcome: what came of it
 * @state: (nullable) (transfer full): the connector's new state
 *
 * Returns: (transfer full): a result, to be filled in further
 */
PosterStepResult *
poster_step_result_new (PosterStepOutcome  outcome,
                        JsonObject        *state)
{
  PosterStepResult *self = g_new0 (PosterStepResult, 1);

  self->outcome = outcome;
  self->state = state;
  self->delay_us = -1;
  return self;
}

PosterStepResult *
poster_step_result_copy (const PosterStepResult *self)
{
  PosterStepResult *copy = poster_step_result_new (self->outcome, poster_json_copy (self->state));

  copy->delay_us = self->delay_us;
  copy->platform_post_id = g_strdup (self->platform_post_id);
  copy->platform_post_url = g_strdup (self->platform_post_url);
  copy->is_inbox = self->is_inbox;
  copy->in_doubt = self->in_doubt;
  copy->note = g_strdup (self->note);
  copy->remote_id = g_strdup (self->remote_id);
  copy->remote_mark = g_strdup (self->remote_mark);
  return copy;
}

void
poster_step_result_free (PosterStepResult *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->state, json_object_unref);
  g_free (self->platform_post_id);
  g_free (self->platform_post_url);
  g_free (self->note);
  g_free (self->remote_id);
  g_free (self->remote_mark);
  g_free (self);
}
