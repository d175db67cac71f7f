/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-alt-text-row"

#include "poster-alt-text-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-thumb.h"

/* Characters: what most platforms that show descriptions take, X and Instagram among them
 * (https://help.x.com/en/using-x/add-image-descriptions). */
#define LONGEST 1000

#define THUMB_WIDTH 30
#define THUMB_HEIGHT 38

struct _PosterAltTextRow
{
  GtkWidget    parent_instance;

  GtkWidget   *list;
  AdwEntryRow *entry;
  PosterThumb *thumb;
  GtkLabel    *left;
  char        *path;        /* (nullable), of the picture that is seen */
  gboolean     is_setting;
};

enum
{
  DESCRIBED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterAltTextRow, poster_alt_text_row, GTK_TYPE_WIDGET)

static void
show_left (PosterAltTextRow *self)
{
  long used = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  long left = LONGEST - used;
  g_autofree char *words = NULL;

  if (left >= 0)
    words = g_strdup_printf (ngettext ("%ld left", "%ld left", (gulong) left), left);
  else
    words = g_strdup_printf (ngettext ("%ld too many", "%ld too many", (gulong) -left), -left);
  gtk_label_set_label (self->left, words);
  if (left < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->left), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->left), "error");
}

static void
changed_cb (PosterAltTextRow *self)
{
  show_left (self);
  if (!self->is_setting)
    g_signal_emit (self, signals[DESCRIBED], 0, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
poster_alt_text_row_dispose (GObject *object)
{
  PosterAltTextRow *self = POSTER_ALT_TEXT_ROW (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (poster_alt_text_row_parent_class)->dispose (object);
}

static void
poster_alt_text_row_class_init (PosterAltTextRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_alt_text_row_dispose;

  signals[DESCRIBED] = g_signal_new ("described", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
poster_alt_text_row_init (PosterAltTextRow *self)
{
  GtkWidget *thumb = poster_thumb_new (THUMB_WIDTH, THUMB_HEIGHT);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));

  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  self->thumb = POSTER_THUMB (thumb);
  gtk_widget_set_valign (thumb, GTK_ALIGN_CENTER);
  adw_entry_row_add_prefix (self->entry, thumb);
  self->left = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->left), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->left), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->left), "dim-label");
  adw_entry_row_add_suffix (self->entry, GTK_WIDGET (self->left));
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (self->entry));
}

/**
 * poster_alt_text_row_new:
 *
 * Returns: (transfer floating): a row without a picture
 */
GtkWidget *
poster_alt_text_row_new (void)
{
  return g_object_new (POSTER_TYPE_ALT_TEXT_ROW, NULL);
}

/**
 * poster_alt_text_row_set_item:
 * @self: a row
 * @item: a picture that was looked into
 * @number: which one it is, from 1
 *
 * Shows the description of @item; what is being written stays as it is.
 */
void
poster_alt_text_row_set_item (PosterAltTextRow *self,
                              PosterMediaItem  *item,
                              guint             number)
{
  g_autofree char *title = g_strdup_printf (_("Describe picture %u for those who cannot see it"), number);
  const char *text = item->alt_text != NULL ? item->alt_text : "";

  g_return_if_fail (POSTER_IS_ALT_TEXT_ROW (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), title);
  if (g_strcmp0 (self->path, item->path) != 0)
    {
      g_free (self->path);
      self->path = g_strdup (item->path);
      poster_thumb_set_item (self->thumb, item, 1);
    }
  self->is_setting = TRUE;
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_left (self);
  self->is_setting = FALSE;
}
