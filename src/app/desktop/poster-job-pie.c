/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-job-pie"

#include "poster-job-pie.h"

#include <glib/gi18n-lib.h>

#include "poster-job-row.h"
#include "poster-pie.h"
#include "poster-publish-jobs.h"
#include "poster-words.h"

/**
 * PosterJobPie:
 *
 * Shows in the header bar that something runs, and how far all of it is; its popover says what.
 * While nothing runs its room is kept, so that nothing beside it moves. Who has the popover open
 * keeps it until they close it: nothing goes from under the pointer or the focus.
 */
struct _PosterJobPie
{
  GtkWidget          parent_instance;

  GtkMenuButton     *menu_button;
  GtkPopover        *popover;
  PosterPie         *pie;
  GtkListBox        *list_box;
  GtkLabel          *more_label;

  PosterSession     *session;       /* (nullable) */
  PosterPublishJobs *publish_jobs;  /* (nullable) */
  char              *words;         /* (nullable), how much runs */
};

G_DEFINE_FINAL_TYPE (PosterJobPie, poster_job_pie, GTK_TYPE_WIDGET)

/* The part of a menu button that has the focus, and that screen readers therefore speak of. */
static GtkAccessible *
get_spoken (PosterJobPie *self)
{
  return GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->menu_button)));
}

static void
say (PosterJobPie *self,
     const char   *words)
{
  if (g_strcmp0 (words, self->words) == 0)
    return;
  g_free (self->words);
  self->words = g_strdup (words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_accessible_update_property (get_spoken (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static gboolean
query_tooltip_cb (PosterJobPie *self,
                  int           x,
                  int           y,
                  gboolean      is_keyboard,
                  GtkTooltip   *tooltip)
{
  gtk_tooltip_set_text (tooltip, self->words);
  return self->words != NULL;
}

static void
update_pie (PosterJobPie *self)
{
  GListModel *jobs = poster_session_get_jobs (self->session);
  guint n_jobs = g_list_model_get_n_items (jobs);
  guint n_all = n_jobs + (self->publish_jobs != NULL ? poster_publish_jobs_get_n_more (self->publish_jobs) : 0);
  gboolean is_known = FALSE;
  double sum = 0;
  g_autofree char *count = NULL;
  g_autofree char *percent = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr(PosterJob) job = g_list_model_get_item (jobs, i);
      double fraction = poster_job_get_fraction (job);

      is_known = is_known || fraction >= 0;
      sum += MAX (fraction, 0);
    }
  poster_pie_set_fraction (self->pie, is_known ? sum / n_jobs : -1);

  count = n_all > 0 ? g_strdup_printf (ngettext ("%u thing runs", "%u things run", n_all), n_all)
                    : g_strdup (_("Nothing runs now"));
  percent = is_known ? poster_words_percent (sum / n_jobs) : NULL;
  /* Translators: how much runs, and how much of it is done: "3 things run, 62 %" */
  words = percent != NULL ? g_strdup_printf (_("%s, %s"), count, percent) : g_strdup (count);
  say (self, words);
}

static void
update_visible (PosterJobPie *self)
{
  GtkWidget *button = GTK_WIDGET (self->menu_button);
  gboolean is_needed = g_list_model_get_n_items (poster_session_get_jobs (self->session)) > 0 ||
                       gtk_widget_get_visible (GTK_WIDGET (self->popover));

  if (is_needed == gtk_widget_get_child_visible (button))
    return;
  /* Who stands on it goes on to what comes next, instead of losing their place. */
  if (!is_needed && gtk_widget_get_focus_child (GTK_WIDGET (self)) == button)
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (button)), GTK_DIR_TAB_FORWARD);
  gtk_widget_set_child_visible (button, is_needed);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* A row that had the focus has gone: the next one gets it, or the popover, so that Escape still
 * closes it. */
static void
keep_focus (PosterJobPie *self)
{
  GtkWidget *popover = GTK_WIDGET (self->popover);
  GtkRoot *root = gtk_widget_get_root (popover);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (popover) || (focus != NULL && gtk_widget_is_ancestor (focus, popover)))
    return;
  if (!gtk_widget_child_focus (GTK_WIDGET (self->list_box), GTK_DIR_TAB_FORWARD))
    {
      /* Not before: who tabs through the rows is not to stop at it. */
      gtk_widget_set_focusable (popover, TRUE);
      gtk_widget_grab_focus (popover);
    }
}

static void
jobs_changed_cb (GListModel   *jobs,
                 guint         position,
                 guint         removed,
                 guint         added,
                 PosterJobPie *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(PosterJob) job = g_list_model_get_item (jobs, i);

      g_signal_connect_object (job, "notify::fraction", G_CALLBACK (update_pie), self, G_CONNECT_SWAPPED);
    }
  update_pie (self);
  update_visible (self);
  if (removed > 0)
    keep_focus (self);
}

static void
popover_closed_cb (PosterJobPie *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self->popover), FALSE);
  if (self->session != NULL)
    update_visible (self);
}

static void
update_more (PosterJobPie *self)
{
  guint n = poster_publish_jobs_get_n_more (self->publish_jobs);
  g_autofree char *words = g_strdup_printf (ngettext ("and %u more post", "and %u more posts", n), n);

  gtk_label_set_label (self->more_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n > 0);
  update_pie (self);
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
poster_job_pie_finalize (GObject *object)
{
  PosterJobPie *self = POSTER_JOB_PIE (object);

  g_free (self->words);
  G_OBJECT_CLASS (poster_job_pie_parent_class)->finalize (object);
}

static void
poster_job_pie_class_init (PosterJobPieClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_job_pie_dispose;
  object_class->finalize = poster_job_pie_finalize;

  g_type_ensure (POSTER_TYPE_PIE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-job-pie.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, popover);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, pie);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, list_box);
  gtk_widget_class_bind_template_child (widget_class, PosterJobPie, more_label);
  gtk_widget_class_bind_template_callback (widget_class, popover_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
}

static void
poster_job_pie_init (PosterJobPie *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (get_spoken (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What Runs Now"), -1);
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
  gtk_list_box_bind_model (self->list_box, jobs, create_row, NULL, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self, 0);
  self->publish_jobs = poster_publish_jobs_new (session);
  g_signal_connect_object (self->publish_jobs, "notify::n-more", G_CALLBACK (update_more), self, G_CONNECT_SWAPPED);
  jobs_changed_cb (jobs, 0, 0, g_list_model_get_n_items (jobs), self);
}
