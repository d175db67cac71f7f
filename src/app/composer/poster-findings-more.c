/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-findings-more"

#include "poster-findings-more.h"

#include <glib/gi18n-lib.h>

/* The least window, less the edges of the popover. */
#define LIST_WIDTH 300

struct _PosterFindingsMore
{
  GtkWidget           parent_instance;

  GtkMenuButton      *button;
  GtkLabel           *label;
  GtkPopover         *popover;
  PosterFindingsList *list;
};

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterFindingsMore, poster_findings_more, GTK_TYPE_WIDGET)

static void
activated_cb (PosterFindingsList *list,
              PosterFinding      *finding,
              PosterFindingsMore *self)
{
  g_autoptr(PosterFinding) kept = g_object_ref (finding);

  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[ACTIVATED], 0, kept);
}

static void
poster_findings_more_dispose (GObject *object)
{
  PosterFindingsMore *self = POSTER_FINDINGS_MORE (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  G_OBJECT_CLASS (poster_findings_more_parent_class)->dispose (object);
}

static void
poster_findings_more_class_init (PosterFindingsMoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_findings_more_dispose;
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, POSTER_TYPE_FINDING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "findingsmore");
}

static void
poster_findings_more_init (PosterFindingsMore *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  self->list = g_object_new (POSTER_TYPE_FINDINGS_LIST, NULL);
  poster_findings_list_set_least_width (self->list, LIST_WIDTH);
  g_signal_connect (self->list, "activated", G_CALLBACK (activated_cb), self);
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->list));
  gtk_widget_add_css_class (GTK_WIDGET (self->popover), "all-findings");
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->label));
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_has_frame (self->button, FALSE);
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Show All That Was Found"));
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
poster_findings_more_new (void)
{
  return g_object_new (POSTER_TYPE_FINDINGS_MORE, NULL);
}

/**
 * poster_findings_more_get_list:
 * @self: the button
 *
 * Returns: (transfer none): all that was found, which is the caller's to fill
 */
PosterFindingsList *
poster_findings_more_get_list (PosterFindingsMore *self)
{
  g_return_val_if_fail (POSTER_IS_FINDINGS_MORE (self), NULL);

  return self->list;
}

/**
 * poster_findings_more_set_count:
 * @self: the button
 * @count: how much there is besides; with 0 there is no button
 */
void
poster_findings_more_set_count (PosterFindingsMore *self,
                                guint               count)
{
  GtkWidget *toggle;
  g_autofree char *words = NULL;

  g_return_if_fail (POSTER_IS_FINDINGS_MORE (self));

  if (count == 0)
    gtk_popover_popdown (self->popover);
  gtk_widget_set_visible (GTK_WIDGET (self), count > 0);
  words = g_strdup_printf (ngettext ("%u more", "%u more", count), count);
  if (count == 0 || g_strcmp0 (gtk_label_get_label (self->label), words) == 0)
    return;
  gtk_label_set_label (self->label, words);
  /* What a screen reader speaks of is the button inside of the menu button. */
  toggle = gtk_widget_get_first_child (GTK_WIDGET (self->button));
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Show All That Was Found"), -1);
}
