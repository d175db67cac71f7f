/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-picture-bar"

#include "poster-picture-bar.h"

#include <glib/gi18n-lib.h>

#include "poster-media-item.h"
#include "poster-thumb.h"

#define THUMB_WIDTH 37
#define THUMB_HEIGHT 46

struct _PosterPictureBar
{
  GtkWidget          parent_instance;

  GtkWidget         *previous;
  GtkWidget         *next;
  GtkScrolledWindow *scroller;
  GtkWidget         *thumbs;
  guint              position;
  guint              n_items;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterPictureBar, poster_picture_bar, GTK_TYPE_WIDGET)

static void
show_position (PosterPictureBar *self)
{
  guint i = 0;

  gtk_widget_set_sensitive (self->previous, self->position > 0);
  gtk_widget_set_sensitive (self->next, self->position + 1 < self->n_items);
  for (GtkWidget *thumb = gtk_widget_get_first_child (self->thumbs); thumb != NULL;
       thumb = gtk_widget_get_next_sibling (thumb), i++)
    {
      if (i == self->position)
        gtk_widget_add_css_class (thumb, "chosen");
      else
        gtk_widget_remove_css_class (thumb, "chosen");
    }
}

static void
choose (PosterPictureBar *self,
        guint             position)
{
  self->position = position;
  show_position (self);
  g_signal_emit (self, signals[CHOSEN], 0, position);
}

static void
previous_cb (PosterPictureBar *self)
{
  if (self->position > 0)
    choose (self, self->position - 1);
}

static void
next_cb (PosterPictureBar *self)
{
  if (self->position + 1 < self->n_items)
    choose (self, self->position + 1);
}

static void
thumb_clicked_cb (GtkWidget        *button,
                  PosterPictureBar *self)
{
  guint i = 0;

  for (GtkWidget *thumb = gtk_widget_get_first_child (self->thumbs); thumb != NULL;
       thumb = gtk_widget_get_next_sibling (thumb), i++)
    if (thumb == button)
      {
        choose (self, i);
        return;
      }
}

static GtkWidget *
new_turn (PosterPictureBar *self,
          const char       *icon_name,
          const char       *label,
          GCallback         callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "turn");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (button, 40, 40);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
poster_picture_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_picture_bar_parent_class)->dispose (object);
}

static void
poster_picture_bar_class_init (PosterPictureBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_picture_bar_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "picturebar");
}

static void
poster_picture_bar_init (PosterPictureBar *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 10);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->previous = new_turn (self, "go-previous-symbolic", _("Previous Picture"), G_CALLBACK (previous_cb));

  self->thumbs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  /* Room for the ring around the chosen one. */
  gtk_widget_set_margin_start (self->thumbs, 4);
  gtk_widget_set_margin_end (self->thumbs, 4);
  gtk_widget_set_margin_top (self->thumbs, 4);
  gtk_widget_set_margin_bottom (self->thumbs, 4);
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (self->scroller, TRUE);
  gtk_scrolled_window_set_child (self->scroller, self->thumbs);
  gtk_widget_set_parent (GTK_WIDGET (self->scroller), GTK_WIDGET (self));

  self->next = new_turn (self, "go-next-symbolic", _("Next Picture"), G_CALLBACK (next_cb));
}

GtkWidget *
poster_picture_bar_new (void)
{
  return g_object_new (POSTER_TYPE_PICTURE_BAR, NULL);
}

static GtkWidget *
new_thumb (PosterPictureBar *self,
           PosterMediaItem  *item,
           guint             number)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *thumb = poster_thumb_new (THUMB_WIDTH, THUMB_HEIGHT);
  g_autofree char *label = g_strdup_printf (_("Picture %u"), number);

  if (item->facts != NULL)
    poster_thumb_set_item (POSTER_THUMB (thumb), item, 1);
  gtk_button_set_child (GTK_BUTTON (button), thumb);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "item", g_object_ref (item), g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (thumb_clicked_cb), self);
  return button;
}

/* Those before the first that is another now may stay. Returns: how many */
static guint
keep_thumbs (PosterPictureBar *self,
             GListModel       *media)
{
  GtkWidget *thumb = gtk_widget_get_first_child (self->thumbs);
  guint kept = 0;

  for (; thumb != NULL; thumb = gtk_widget_get_next_sibling (thumb), kept++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, kept);

      if (item == NULL || g_object_get_data (G_OBJECT (thumb), "item") != item)
        break;
    }
  while (thumb != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (thumb);

      gtk_box_remove (GTK_BOX (self->thumbs), thumb);
      thumb = next;
    }
  return kept;
}

/**
 * poster_picture_bar_set_media:
 * @self: a bar
 * @media: (element-type PosterMediaItem): the pictures
 * @position: which one is seen
 *
 * Shows which pictures there are.
 */
void
poster_picture_bar_set_media (PosterPictureBar *self,
                              GListModel       *media,
                              guint             position)
{
  guint first;

  g_return_if_fail (POSTER_IS_PICTURE_BAR (self));

  self->n_items = g_list_model_get_n_items (media);
  self->position = position;
  first = keep_thumbs (self, media);
  for (guint i = first; i < self->n_items; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);

      gtk_box_append (GTK_BOX (self->thumbs), new_thumb (self, item, i + 1));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_items > 1);
  show_position (self);
}
