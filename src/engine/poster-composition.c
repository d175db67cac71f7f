/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composition"

#include "poster-composition.h"

#include "poster-error.h"
#include "poster-finding.h"

static GPtrArray *
copy_objects (GPtrArray *objects)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < objects->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (objects, i)));
  return copy;
}

/**
 * poster_composition_target_new:
 * @account: an account
 *
 * Returns: (transfer full): a wish to post there, without options
 */
PosterCompositionTarget *
poster_composition_target_new (PosterAccount *account)
{
  PosterCompositionTarget *self = g_new0 (PosterCompositionTarget, 1);

  self->account = g_object_ref (account);
  self->holder = -1;
  self->options = json_object_new ();
  return self;
}

void
poster_composition_target_free (PosterCompositionTarget *self)
{
  g_object_unref (self->account);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->place, json_object_unref);
  g_free (self->content);
  g_free (self->title);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_clear_pointer (&self->creator, json_object_unref);
  g_free (self);
}

/**
 * poster_composition_request_new:
 * @base: (nullable): the stored post to be edited
 *
 * Returns: (transfer full): an empty request for a new post to go out now; or with what @base has,
 *   but for its targets, to go out when that does
 */
PosterCompositionRequest *
poster_composition_request_new (PosterPost *base)
{
  PosterCompositionRequest *self = g_new0 (PosterCompositionRequest, 1);

  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_composition_target_free);
  self->slot_us = -1;
  if (base != NULL)
    {
      self->base = g_object_ref (base);
      self->content = g_strdup (base->content);
      self->title = g_strdup (base->title);
      self->media = copy_objects (base->media);
      self->when = POSTER_COMPOSITION_KEEP;
    }
  else
    {
      self->content = g_strdup ("");
      self->media = g_ptr_array_new_with_free_func (g_object_unref);
      self->when = POSTER_COMPOSITION_NOW;
    }
  return self;
}

void
poster_composition_request_free (PosterCompositionRequest *self)
{
  g_clear_object (&self->base);
  g_free (self->content);
  g_free (self->title);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  g_free (self->queue_id);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  g_free (self);
}

/**
 * poster_composition_new:
 * @post: a post not handed on yet
 * @is_draft: whether findings do not stand in its way
 *
 * Returns: (transfer full): @post, without findings
 */
PosterComposition *
poster_composition_new (PosterPost *post,
                        gboolean    is_draft)
{
  PosterComposition *self = g_new0 (PosterComposition, 1);

  self->post = g_object_ref (post);
  self->is_draft = is_draft;
  self->slot_us = -1;
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->target_findings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
poster_composition_free (PosterComposition *self)
{
  g_clear_object (&self->post);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->target_findings, g_ptr_array_unref);
  g_free (self->queue_id);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  g_free (self);
}

static gboolean
same_finding (gconstpointer a,
              gconstpointer b)
{
  const PosterFinding *one = a;
  const PosterFinding *other = b;

  return one->media_index == other->media_index &&
         g_strcmp0 (one->platform, other->platform) == 0 &&
         g_strcmp0 (one->rule, other->rule) == 0 &&
         g_strcmp0 (one->message, other->message) == 0;
}

/* Each account once: one may be in several targets. */
static void
add_account (PosterFinding *finding,
             const char    *account_id)
{
  if (!g_ptr_array_find_with_equal_func (finding->account_ids, account_id, g_str_equal, NULL))
    g_ptr_array_add (finding->account_ids, g_strdup (account_id));
}

/**
 * poster_composition_add_findings:
 * @self: a composition
 * @of_target: the element of its target_findings that they belong to
 * @findings: (element-type PosterFinding): what was found
 *
 * Adds @findings to those of one target, and to those of all unless another target brought the
 * same, behind those as bad. Each says for which accounts it was found.
 */
void
poster_composition_add_findings (PosterComposition *self,
                                 GPtrArray         *of_target,
                                 GPtrArray         *findings)
{
  guint number = 0;
  PosterTarget *target;

  g_return_if_fail (g_ptr_array_find (self->target_findings, of_target, &number));

  target = g_ptr_array_index (self->post->targets, number);
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      guint same = 0;
      guint at = 0;

      g_ptr_array_add (of_target, g_object_ref (finding));
      add_account (finding, target->account_id);
      if (g_ptr_array_find_with_equal_func (self->findings, finding, same_finding, &same))
        {
          add_account (g_ptr_array_index (self->findings, same), target->account_id);
          continue;
        }
      while (at < self->findings->len &&
             ((PosterFinding *) g_ptr_array_index (self->findings, at))->severity >= finding->severity)
        at++;
      g_ptr_array_insert (self->findings, (int) at, g_object_ref (finding));
    }
}

/**
 * poster_composition_is_allowed:
 * @self: a composition
 * @error: %POSTER_ERROR_INVALID with the sentence of the first error found
 *
 * Returns: whether nothing that was found stands in the way of storing it
 */
gboolean
poster_composition_is_allowed (PosterComposition  *self,
                               GError            **error)
{
  PosterFinding *worst;

  if (self->is_draft || !poster_findings_have_error (self->findings))
    return TRUE;
  worst = g_ptr_array_index (self->findings, 0);
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, worst->message);
  return FALSE;
}
