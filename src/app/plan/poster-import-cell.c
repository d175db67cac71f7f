/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-import-cell"

#include "poster-import-cell.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

struct _PosterImportCell
{
  GtkWidget  parent_instance;

  GtkImage  *icon;
  GtkLabel  *caption;
  GtkLabel  *details;
  GtkLabel  *message;
  GtkLabel  *line;
};

G_DEFINE_FINAL_TYPE (PosterImportCell, poster_import_cell, GTK_TYPE_WIDGET)

static void
poster_import_cell_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_import_cell_parent_class)->dispose (object);
}

static void
poster_import_cell_class_init (PosterImportCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_import_cell_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-import-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterImportCell, icon);
  gtk_widget_class_bind_template_child (widget_class, PosterImportCell, caption);
  gtk_widget_class_bind_template_child (widget_class, PosterImportCell, details);
  gtk_widget_class_bind_template_child (widget_class, PosterImportCell, message);
  gtk_widget_class_bind_template_child (widget_class, PosterImportCell, line);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_import_cell_init (PosterImportCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_import_cell_new:
 *
 * Returns: (transfer floating): a cell that shows nothing yet
 */
GtkWidget *
poster_import_cell_new (void)
{
  return g_object_new (POSTER_TYPE_IMPORT_CELL, NULL);
}

static char *
dup_when (PosterImportRow *row,
          gint64           now_us)
{
  PosterPlanRow *plan = row->row;

  switch (plan->when)
    {
    case POSTER_PLAN_NOW:
      return g_strdup (_("At once"));
    case POSTER_PLAN_DRAFT:
      if (plan->schedule != NULL)
        {
          g_autofree char *time = poster_words_time_within (poster_schedule_get_instant_us (plan->schedule), now_us,
                                                            poster_schedule_get_zone (plan->schedule));

          /* Translators: %s is a time, such as "tomorrow, 18:00" */
          return g_strdup_printf (_("Draft, meant for %s"), time);
        }
      return g_strdup (_("Draft"));
    case POSTER_PLAN_AT:
      return plan->schedule != NULL ? poster_words_time (poster_schedule_get_instant_us (plan->schedule), now_us,
                                                         poster_schedule_get_zone (plan->schedule))
                                    : g_strdup (_("No time"));
    case POSTER_PLAN_NEXT_SLOT:
    default:
      return row->queue != NULL ? g_strdup_printf (_("Next free slot of “%s”"), row->queue->name)
                                : g_strdup (_("Next free slot"));
    }
}

static char *
dup_accounts (PosterPlanRow *row)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < row->accounts->len; i++)
    g_ptr_array_add (names, g_strconcat ("@", (char *) g_ptr_array_index (row->accounts, i), NULL));
  g_ptr_array_add (names, NULL);
  return names->len > 1 ? poster_words_list ((const char *const *) names->pdata, 3) : g_strdup (_("no account"));
}

static char *
dup_details (PosterImportRow *row,
             gint64           now_us)
{
  g_autofree char *when = dup_when (row, now_us);
  g_autofree char *accounts = dup_accounts (row->row);
  guint n_files = row->row->media->len;
  g_autofree char *files = NULL;

  if (n_files == 0)
    /* Translators: when, and where to: "Tomorrow, 18:00 · @kitchen" */
    return g_strdup_printf (_("%s · %s"), when, accounts);
  files = g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);
  /* Translators: when, where to, how many files: "Tomorrow, 18:00 · @kitchen · 1 file" */
  return g_strdup_printf (_("%s · %s · %s"), when, accounts, files);
}

static char *
join (GPtrArray *sentences)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (sentences, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_message (PosterImportRow *row)
{
  switch ((int) row->verdict)
    {
    case POSTER_IMPORT_HERE:
      return g_strdup (_("Here already: it stays as it is"));
    case POSTER_IMPORT_OUT:
      return g_strdup (_("Was out already: it is left out"));
    case POSTER_IMPORT_REFUSED:
      return join (row->problems);
    default:
      return join (row->warnings);
    }
}

static void
set_icon (PosterImportCell *self,
          PosterImportRow  *row)
{
  static const char *const classes[] = { "plan-problem", "plan-warning", "dim-label", "success" };
  const char *name = "emblem-ok-symbolic";
  const char *class = "success";

  if (row->verdict == POSTER_IMPORT_REFUSED)
    {
      name = "dialog-error-symbolic";
      class = "plan-problem";
    }
  else if (row->verdict != POSTER_IMPORT_NEW)
    {
      name = "poster-state-published-symbolic";
      class = "dim-label";
    }
  else if (row->warnings->len > 0)
    {
      name = "dialog-warning-symbolic";
      class = "plan-warning";
    }
  gtk_image_set_from_icon_name (self->icon, name);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), classes[i]);
      gtk_widget_remove_css_class (GTK_WIDGET (self->message), classes[i]);
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), class);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), class);
}

/**
 * poster_import_cell_set_row:
 * @self: a cell
 * @row: (nullable): what it shows; to outlive it, or be taken from it
 * @now_us: the present instant, microseconds since the epoch
 */
void
poster_import_cell_set_row (PosterImportCell *self,
                            PosterImportRow  *row,
                            gint64            now_us)
{
  g_autofree char *first_line = NULL;
  g_autofree char *details = NULL;
  g_autofree char *message = NULL;
  g_autofree char *line = NULL;
  g_autofree char *name = NULL;

  if (row == NULL)
    return;
  first_line = g_strndup (row->row->content, strcspn (row->row->content, "\n"));
  details = dup_details (row, now_us);
  message = dup_message (row);
  /* Translators: where in a table a post stands */
  line = g_strdup_printf (_("Line %u"), row->row->line);
  gtk_label_set_label (self->caption, *first_line != '\0' ? first_line : _("No text"));
  gtk_label_set_label (self->details, details);
  gtk_label_set_label (self->message, message);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *message != '\0');
  gtk_label_set_label (self->line, line);
  set_icon (self, row);

  name = g_strdup_printf ("%s: %s. %s. %s", line, gtk_label_get_label (self->caption), details, message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
