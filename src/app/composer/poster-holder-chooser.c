/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-holder-chooser"

#include "poster-holder-chooser.h"

#include <glib/gi18n-lib.h>

/* The order of what is offered; the last one only while it is so. */
typedef enum
{
  LATE,
  HERE,
  AS_ACCOUNTS,
} Choice;

/**
 * PosterHolderChooser:
 *
 * Who publishes the post for accounts that are reached through a service, and what that means for
 * this computer.
 */
struct _PosterHolderChooser
{
  GtkWidget    parent_instance;

  gboolean     is_showing;  /* what changes is our doing */
  GtkWidget   *box;
  GtkDropDown *choices;
  GtkLabel    *note;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterHolderChooser, poster_holder_chooser, GTK_TYPE_WIDGET)

static void
show_note (PosterHolderChooser *self)
{
  switch ((Choice) gtk_drop_down_get_selected (self->choices))
    {
    case HERE:
      gtk_label_set_label (self->note, _("This computer has to be on and online at that time."));
      break;
    case AS_ACCOUNTS:
      gtk_label_set_label (self->note, _("As it was chosen for each account."));
      break;
    case LATE:
    default:
      gtk_label_set_label (self->note, _("Late gets it as soon as it is scheduled; this computer may be off then."));
    }
}

static void
chosen_cb (PosterHolderChooser *self)
{
  if (self->is_showing)
    return;
  show_note (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
poster_holder_chooser_dispose (GObject *object)
{
  g_clear_pointer (&POSTER_HOLDER_CHOOSER (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_holder_chooser_parent_class)->dispose (object);
}

static void
poster_holder_chooser_class_init (PosterHolderChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_holder_chooser_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_holder_chooser_init (PosterHolderChooser *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (_("Posted _By"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->choices = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->choices));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->choices));
  gtk_box_append (GTK_BOX (self->box), row);

  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_max_width_chars (self->note, 30);
  gtk_label_set_xalign (self->note, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->note));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choices), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Posted by"), -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->choices), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->note, NULL, -1);
  g_signal_connect_swapped (self->choices, "notify::selected", G_CALLBACK (chosen_cb), self);
}

/**
 * poster_holder_chooser_new:
 *
 * Returns: a chooser that shows nothing yet
 */
GtkWidget *
poster_holder_chooser_new (void)
{
  return g_object_new (POSTER_TYPE_HOLDER_CHOOSER, NULL);
}

/**
 * poster_holder_chooser_set:
 * @self: a chooser
 * @holder: a #PosterHolder, -1 where that differs from account to account
 *
 * Shows who publishes.
 */
void
poster_holder_chooser_set (PosterHolderChooser *self,
                           int                  holder)
{
  Choice choice = holder < 0 ? AS_ACCOUNTS : holder == POSTER_HOLDER_REMOTE ? LATE : HERE;
  const char *names[] = { C_("posted by", "Late"), C_("posted by", "This Computer"),
                          choice == AS_ACCOUNTS ? C_("posted by", "Each as Set") : NULL, NULL };
  GListModel *model;

  g_return_if_fail (POSTER_IS_HOLDER_CHOOSER (self));

  model = gtk_drop_down_get_model (self->choices);
  self->is_showing = TRUE;
  if (model == NULL || g_list_model_get_n_items (model) != g_strv_length ((char **) names))
    {
      g_autoptr(GtkStringList) list = gtk_string_list_new (names);

      gtk_drop_down_set_model (self->choices, G_LIST_MODEL (list));
    }
  gtk_drop_down_set_selected (self->choices, choice);
  self->is_showing = FALSE;
  show_note (self);
}

/**
 * poster_holder_chooser_get:
 * @self: a chooser
 *
 * Returns: a #PosterHolder, -1 where it is left to the accounts
 */
int
poster_holder_chooser_get (PosterHolderChooser *self)
{
  g_return_val_if_fail (POSTER_IS_HOLDER_CHOOSER (self), -1);

  switch ((Choice) gtk_drop_down_get_selected (self->choices))
    {
    case LATE:
      return POSTER_HOLDER_REMOTE;
    case HERE:
      return POSTER_HOLDER_HERE;
    case AS_ACCOUNTS:
    default:
      return -1;
    }
}
