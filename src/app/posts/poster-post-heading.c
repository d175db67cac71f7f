/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-heading"

#include "poster-post-heading.h"

#include <glib/gi18n-lib.h>

/**
 * PosterPostHeading:
 *
 * Stands above the posts of a section.
 */
struct _PosterPostHeading
{
  GtkWidget        parent_instance;

  PosterPostEntry *entry;   /* (nullable) */
  GtkWidget       *box;
  GtkWidget       *name;
  GtkWidget       *count;
};

G_DEFINE_FINAL_TYPE (PosterPostHeading, poster_post_heading, GTK_TYPE_WIDGET)

static const char *const names[POSTER_N_SECTIONS] = {
  [POSTER_SECTION_NEEDS_YOU] = N_("Needs you"),
  [POSTER_SECTION_SENDING] = N_("Sending"),
  [POSTER_SECTION_SCHEDULED] = N_("Scheduled"),
  [POSTER_SECTION_DRAFTS] = N_("Drafts"),
  [POSTER_SECTION_PUBLISHED] = N_("Published"),
};

static void
fill (PosterPostHeading *self)
{
  guint count = poster_post_entry_get_count (self->entry);
  const char *name = _(names[poster_post_entry_get_section (self->entry)]);
  g_autofree char *number = g_strdup_printf ("%'u", count);
  /* Translators: what a screen reader says of a section of the list: "Scheduled, 2 posts" */
  g_autofree char *label = g_strdup_printf (ngettext ("%s, %u post", "%s, %u posts", count), name, count);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->count), number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    /* What is focused has to say it as well. */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
poster_post_heading_dispose (GObject *object)
{
  PosterPostHeading *self = POSTER_POST_HEADING (object);

  poster_post_heading_set_entry (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_post_heading_parent_class)->dispose (object);
}

static void
poster_post_heading_class_init (PosterPostHeadingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_post_heading_dispose;
  gtk_widget_class_set_css_name (widget_class, "postheading");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_HEADING);
}

static void
poster_post_heading_init (PosterPostHeading *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->name = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->name, "heading");
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "count");
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->name);
  gtk_box_append (GTK_BOX (self->box), self->count);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * poster_post_heading_new:
 *
 * Returns: (transfer floating): a heading of nothing yet
 */
GtkWidget *
poster_post_heading_new (void)
{
  return g_object_new (POSTER_TYPE_POST_HEADING, NULL);
}

/**
 * poster_post_heading_set_entry:
 * @self: a heading
 * @entry: (nullable): the heading's entry in the list; %NULL while it is not used
 */
void
poster_post_heading_set_entry (PosterPostHeading *self,
                               PosterPostEntry   *entry)
{
  if (self->entry == entry)
    return;
  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    return;
  g_signal_connect_swapped (entry, "notify::count", G_CALLBACK (fill), self);
  fill (self);
}
