/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-finding-row"

#include "poster-finding-row.h"

#include <glib/gi18n-lib.h>

struct _PosterFindingRow
{
  GtkListBoxRow  parent_instance;

  char          *key;
  PosterFinding *finding;   /* (nullable) */
  char          *css_class; /* (nullable), of the icon */
  GtkBox        *box;
  GtkImage      *icon;
  GtkLabel      *title;
  GtkLabel      *subtitle;
  GtkButton     *fix;
};

G_DEFINE_FINAL_TYPE (PosterFindingRow, poster_finding_row, GTK_TYPE_LIST_BOX_ROW)

static void
poster_finding_row_dispose (GObject *object)
{
  g_clear_object (&POSTER_FINDING_ROW (object)->finding);
  G_OBJECT_CLASS (poster_finding_row_parent_class)->dispose (object);
}

static void
poster_finding_row_finalize (GObject *object)
{
  PosterFindingRow *self = POSTER_FINDING_ROW (object);

  g_free (self->key);
  g_free (self->css_class);
  G_OBJECT_CLASS (poster_finding_row_parent_class)->finalize (object);
}

static void
poster_finding_row_class_init (PosterFindingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_finding_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_finding_row_finalize;
}

static GtkLabel *
new_label (void)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  return label;
}

static void
poster_finding_row_init (PosterFindingRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_widget_add_css_class (GTK_WIDGET (self), "finding");
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->title = new_label ();
  self->subtitle = new_label ();
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "dim-label");
  self->fix = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->fix), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self->fix), FALSE);

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->subtitle));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), words);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_box_append (self->box, line);
  gtk_box_append (self->box, GTK_WIDGET (self->fix));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
}

/**
 * poster_finding_row_new:
 * @key: tells it from the other rows, and is the same for the same thing found again
 *
 * Returns: (transfer floating): a row that says nothing yet
 */
GtkWidget *
poster_finding_row_new (const char *key)
{
  PosterFindingRow *self = g_object_new (POSTER_TYPE_FINDING_ROW, NULL);

  self->key = g_strdup (key);
  return GTK_WIDGET (self);
}

const char *
poster_finding_row_get_key (PosterFindingRow *self)
{
  return self->key;
}

/**
 * poster_finding_row_get_finding:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it speaks of
 */
PosterFinding *
poster_finding_row_get_finding (PosterFindingRow *self)
{
  return self->finding;
}

/* What did not change is not touched: nothing is measured, drawn or read out anew for nothing. */
static void
set_label (GtkLabel   *label,
           const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_icon (PosterFindingRow         *self,
          const PosterFindingWords *words)
{
  if (g_strcmp0 (self->css_class, words->css_class) == 0)
    return;
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  g_free (self->css_class);
  self->css_class = g_strdup (words->css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), words->css_class);
  gtk_image_set_from_icon_name (self->icon, words->icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), words->state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, words->state, -1);
}

static void
set_fix (PosterFindingRow         *self,
         const PosterFindingWords *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->fix), words->fix != NULL);
  if (words->fix == NULL)
    return;
  if (g_strcmp0 (gtk_button_get_label (self->fix), words->fix) != 0)
    gtk_button_set_label (self->fix, words->fix);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->fix), words->fix_action);
}

/* To the ear: how bad it is comes first, then what was found; then what to do, and for whom. */
static void
describe (PosterFindingRow         *self,
          const PosterFindingWords *words)
{
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  /* Translators: how bad it is, and what was found: "Stands in the way: 22 frames a second" */
  name = g_strdup_printf (_("%s: %s"), words->state, words->title);
  if (words->whom != NULL && words->subtitle != NULL)
    description = g_strdup_printf ("%s %s", words->whom, words->subtitle);
  else
    description = g_strdup (words->whom != NULL ? words->whom : words->subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (description != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/**
 * poster_finding_row_set:
 * @self: a row
 * @finding: (nullable): what it speaks of
 * @words: what it says
 *
 * Shows it.
 */
void
poster_finding_row_set (PosterFindingRow         *self,
                        PosterFinding            *finding,
                        const PosterFindingWords *words)
{
  g_return_if_fail (POSTER_IS_FINDING_ROW (self));

  g_set_object (&self->finding, finding);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), finding != NULL);
  set_icon (self, words);
  set_label (self->title, words->title);
  set_label (self->subtitle, words->subtitle);
  set_fix (self, words);
  describe (self, words);
}

/**
 * poster_finding_row_set_compact:
 * @self: a row
 * @compact: whether it is thin: what mends it comes below the words
 */
void
poster_finding_row_set_compact (PosterFindingRow *self,
                                gboolean          compact)
{
  g_return_if_fail (POSTER_IS_FINDING_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  compact ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->box, compact ? 6 : 12);
}
