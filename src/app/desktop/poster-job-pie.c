/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-job-pie"

#include "poster-job-pie.h"

#include <glib/gi18n-lib.h>

#include "poster-job-row.h"
#include "poster-pie.h"
#include "poster-publish-jobs.h"

/**
 * PosterJobPie:
 *
 * Shows in the header bar that something runs, and how far all of it is; its popover says what.
 * While nothing runs its room is kept, so that nothing beside it moves.
 */
struct _PosterJobPie
{
  GtkWidget          parent_instance;

  GtkMenuButton     *menu_button;
  PosterPie         *pie;
  GtkListBox        *list_box;
  GtkLabel          *more_label;

  PosterSession     *session;       /* (nullable) */
  PosterPublishJobs *publish_jobs;  /* (nullable) */
};

G_DEFINE_FINAL_TYPE (PosterJobPie, poster_job_pie, GTK_TYPE_WIDGET)

static void
update_pie (PosterJobPie *self)
{
  GListModel *jobs = poster_session_get_jobs (self->session);
  guint n = g_list_model_get_n_items (jobs);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PosterJob) job = g_list_model_get_item (jobs, i);

      sum += MAX (poster_job_get_fraction (job), 0);
    }
  poster_pie_set_fraction (self->pie, n > 0 ? sum / n : 0);
}

static void
jobs_changed_cb (GListModel   *jobs,
                 guint         position,
                 guint         removed,
                 guint         added,
                 PosterJobPie *self)
{
  gboolean is_idle = g_list_model_get_n_items (jobs) == 0;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(PosterJob) job = g_list_model_get_item (jobs, i);

      g_signal_connect_object (job, "notify::fraction", G_CALLBACK (update_pie), self, G_CONNECT_SWAPPED);
    }
  update_pie (self);
  if (is_idle)
    gtk_menu_button_popdown (self->menu_button);
  gtk_widget_set_child_visible (GTK_WIDGET (self->menu_button), !is_idle);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_more (PosterJobPie *self)
{
  guint n = poster_publish_jobs_get_n_more (self->publish_jobs);
  g_autofree char *words = g_strdup_printf (ngettext ("and %u more post", "and %u more posts", n), n);

  gtk_label_set_label (self->more_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n > 0);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return poster_job_row_new (item);
}

static void
poster_job_pie_dispose (GObject *object)
{
  PosterJobPie *self = POSTER_JOB_PIE (object);

  if (self->menu_button != NULL)
    gtk_list_box_bind_model (self->list_box, NULL, NULL, NULL, NULL);
  g_clear_object (&self->publish_jobs);
  g_clear_object (&self->session);
  if (self->menu_button != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu_button)));
  G_OBJECT_CLASS (poster_job_pie_parent_class)->dispose (object);
}

static void
poster_job_pie_class_init (PosterJobPieClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_job_pie_dispose;

  g_type_ensure (POSTER_TYPE_PIE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-job-pie.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, pie);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, list_box);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, more_label);
}

static void
poster_job_pie_init (PosterJobPie *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_child_visible (GTK_WIDGET (self->menu_button), FALSE);
}

/**
 * poster_job_pie_new:
 *
 * Returns: (transfer floating): a pie that shows nothing yet
 */
GtkWidget *
poster_job_pie_new (void)
{
  return g_object_new (POSTER_TYPE_JOB_PIE, NULL);
}

/**
 * poster_job_pie_set_session:
 * @self: a pie
 * @session: whose jobs to show
 *
 * To be called once.
 */
void
poster_job_pie_set_session (PosterJobPie  *self,
                            PosterSession *session)
{
  GListModel *jobs = poster_session_get_jobs (session);

  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->publish_jobs = poster_publish_jobs_new (session);
  gtk_list_box_bind_model (self->list_box, jobs, create_row, NULL, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self, 0);
  g_signal_connect_object (self->publish_jobs, "notify::n-more", G_CALLBACK (update_more), self, G_CONNECT_SWAPPED);
  jobs_changed_cb (jobs, 0, 0, g_list_model_get_n_items (jobs), self);
}
