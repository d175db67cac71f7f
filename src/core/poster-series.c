/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-series"

#include "poster-series.h"

#include "poster-id.h"

G_DEFINE_FINAL_TYPE (PosterSeries, poster_series, G_TYPE_OBJECT)

static void
poster_series_finalize (GObject *object)
{
  PosterSeries *self = POSTER_SERIES (object);

  g_free (self->id);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  g_clear_pointer (&self->start, poster_schedule_unref);
  g_free (self->next_post_id);
  G_OBJECT_CLASS (poster_series_parent_class)->finalize (object);
}

static void
poster_series_class_init (PosterSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_series_finalize;
}

static void
poster_series_init (PosterSeries *self)
{
}

/**
 * poster_series_new:
 * @recurrence: how it repeats
 * @start: when it begins
 *
 * Returns: (transfer full): a series with a new id
 */
PosterSeries *
poster_series_new (PosterRecurrence *recurrence,
                   PosterSchedule   *start)
{
  PosterSeries *self = g_object_new (POSTER_TYPE_SERIES, NULL);

  self->id = poster_id_new ();
  self->recurrence = poster_recurrence_ref (recurrence);
  self->start = poster_schedule_ref (start);
  return self;
}

/**
 * poster_series_list_next:
 * @self: a series
 * @after_us: begin after this instant
 * @n_dates: how many at most
 *
 * Returns: (transfer full) (element-type PosterSchedule): its next dates
 */
GPtrArray *
poster_series_list_next (PosterSeries *self,
                         gint64        after_us,
                         guint         n_dates)
{
  return poster_recurrence_list (self->recurrence, self->start, after_us, n_dates);
}
