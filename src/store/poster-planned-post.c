/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-planned-post"

#include "poster-planned-post.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (PosterPlannedPost, poster_planned_post, poster_planned_post_ref, poster_planned_post_unref)

/* The first of these that a target is in is what is shown of the post: what asks for somebody before
 * what goes on by itself. */
static const PosterTargetState ranking[] = {
  POSTER_TARGET_FAILED, POSTER_TARGET_UNKNOWN, POSTER_TARGET_HELD, POSTER_TARGET_MISSED,
  POSTER_TARGET_SENDING, POSTER_TARGET_PROCESSING, POSTER_TARGET_PREPARING,
  POSTER_TARGET_SCHEDULED, POSTER_TARGET_DRAFT, POSTER_TARGET_CANCELLED, POSTER_TARGET_PUBLISHED,
};

/**
 * poster_planned_post_new:
 * @id: id of the post
 *
 * Returns: (transfer full): one to be filled in
 */
PosterPlannedPost *
poster_planned_post_new (const char *id)
{
  PosterPlannedPost *self = g_new0 (PosterPlannedPost, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  return self;
}

PosterPlannedPost *
poster_planned_post_ref (PosterPlannedPost *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
poster_planned_post_unref (PosterPlannedPost *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->text);
  g_free (self->zone);
  g_clear_object (&self->media);
  g_strfreev (self->account_ids);
  g_free (self);
}

/**
 * poster_planned_post_get_state:
 * @self: a planned post
 *
 * Returns: the state of that of its targets that decides how it is shown
 */
PosterTargetState
poster_planned_post_get_state (PosterPlannedPost *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranking); i++)
    if ((self->states & POSTER_STATES (ranking[i])) != 0)
      return ranking[i];
  return POSTER_TARGET_DRAFT;
}

/**
 * poster_planned_post_can_move:
 * @self: a planned post
 *
 * Returns: whether it can be given another time in passing: it is a draft, or waits for its time
 */
gboolean
poster_planned_post_can_move (PosterPlannedPost *self)
{
  return (self->states & ~(POSTER_STATES (POSTER_TARGET_DRAFT) | POSTER_STATES (POSTER_TARGET_SCHEDULED))) == 0;
}

/**
 * poster_planned_post_goes_to:
 * @self: a planned post
 * @account_id: (nullable): id of an account; %NULL for any
 *
 * Returns: whether it goes there
 */
gboolean
poster_planned_post_goes_to (PosterPlannedPost *self,
                             const char        *account_id)
{
  return account_id == NULL || g_strv_contains ((const char *const *) self->account_ids, account_id);
}

static void
free_plan (gpointer data)
{
  PosterPlan *plan = data;

  poster_planned_post_unref (plan->post);
  g_free (plan);
}

/**
 * poster_plans_new:
 *
 * Returns: (transfer full) (element-type PosterPlan): an empty list
 */
GPtrArray *
poster_plans_new (void)
{
  return g_ptr_array_new_with_free_func (free_plan);
}

/**
 * poster_plans_add:
 * @plans: (element-type PosterPlan): a list
 * @at_us: when
 * @post: the post
 *
 * Adds at the end.
 */
void
poster_plans_add (GPtrArray         *plans,
                  gint64             at_us,
                  PosterPlannedPost *post)
{
  PosterPlan *plan = g_new0 (PosterPlan, 1);

  plan->at_us = at_us;
  plan->post = poster_planned_post_ref (post);
  g_ptr_array_add (plans, plan);
}

static int
compare_plans (gconstpointer a,
               gconstpointer b)
{
  const PosterPlan *first = *(const PosterPlan *const *) a;
  const PosterPlan *second = *(const PosterPlan *const *) b;

  if (first->at_us != second->at_us)
    return first->at_us < second->at_us ? -1 : 1;
  return strcmp (first->post->id, second->post->id);
}

/**
 * poster_plans_settle:
 * @plans: (element-type PosterPlan): a list
 *
 * Puts the earliest first, and leaves each post in once for the same instant.
 */
void
poster_plans_settle (GPtrArray *plans)
{
  guint n_kept = 0;

  g_ptr_array_sort (plans, compare_plans);
  for (guint i = 0; i < plans->len; i++)
    {
      if (n_kept > 0 && compare_plans (&plans->pdata[n_kept - 1], &plans->pdata[i]) == 0)
        {
          free_plan (plans->pdata[i]);
          continue;
        }
      plans->pdata[n_kept++] = plans->pdata[i];
    }
  plans->len = n_kept;
}
