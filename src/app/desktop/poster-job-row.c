/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-job-row"

#include "poster-job-row.h"

#include <glib/gi18n-lib.h>

/**
 * PosterJobRow:
 *
 * A job that runs: what it is, how far it has come, and a button that ends it.
 */
struct _PosterJobRow
{
  GtkListBoxRow   parent_instance;

  GtkLabel       *title_label;
  GtkLabel       *detail_label;
  GtkProgressBar *progress_bar;
  GtkButton      *cancel_button;

  PosterJob      *job;
};

G_DEFINE_FINAL_TYPE (PosterJobRow, poster_job_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (PosterJobRow *self)
{
  const char *title = poster_job_get_title (self->job);
  const char *detail = poster_job_get_detail (self->job);
  double fraction = poster_job_get_fraction (self->job);
  /* Translators: %s is what a job does: a caption, a file's name */
  g_autofree char *cancel = g_strdup_printf (_("Cancel “%s”"), title);

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->detail_label, detail != NULL ? detail : "");
  gtk_progress_bar_set_fraction (self->progress_bar, MAX (fraction, 0));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button),
                            !g_cancellable_is_cancelled (poster_job_get_cancellable (self->job)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel_button), GTK_ACCESSIBLE_PROPERTY_LABEL, cancel, -1);
}

static void
cancel_clicked_cb (PosterJobRow *self)
{
  poster_job_cancel (self->job);
  update (self);
}

static void
poster_job_row_dispose (GObject *object)
{
  PosterJobRow *self = POSTER_JOB_ROW (object);

  g_clear_object (&self->job);
  G_OBJECT_CLASS (poster_job_row_parent_class)->dispose (object);
}

static void
poster_job_row_class_init (PosterJobRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_job_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterJobRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, PosterJobRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, PosterJobRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, PosterJobRow, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
poster_job_row_init (PosterJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_job_row_new:
 * @job: a job
 *
 * Returns: (transfer floating): a row that follows @job
 */
GtkWidget *
poster_job_row_new (PosterJob *job)
{
  PosterJobRow *self = g_object_new (POSTER_TYPE_JOB_ROW, NULL);

  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
