/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-tile"

#include "poster-media-tile.h"

#include <glib/gi18n-lib.h>

#include "poster-thumb-cache.h"

#define TILE_WIDTH 76
#define TILE_HEIGHT 95
#define TILE_RADIUS 6

struct _PosterMediaTile
{
  GtkWidget        parent_instance;

  PosterMediaItem *item;
  GdkTexture      *texture;      /* (nullable) until it is there */
  GCancellable    *cancellable;
  GtkWidget       *overlay;
  GtkLabel        *number;
  GtkWidget       *spinner;
};

enum
{
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterMediaTile, poster_media_tile, GTK_TYPE_WIDGET)

static void
snapshot (GtkWidget   *widget,
          GtkSnapshot *snapshot)
{
  PosterMediaTile *self = POSTER_MEDIA_TILE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GskRoundedRect frame;

  if (self->texture != NULL)
    {
      double scale = MAX ((double) width / gdk_texture_get_width (self->texture),
                          (double) height / gdk_texture_get_height (self->texture));
      float shown_width = (float) (gdk_texture_get_width (self->texture) * scale);
      float shown_height = (float) (gdk_texture_get_height (self->texture) * scale);

      gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height), TILE_RADIUS);
      gtk_snapshot_push_rounded_clip (snapshot, &frame);
      gtk_snapshot_append_texture (snapshot, self->texture,
                                   &GRAPHENE_RECT_INIT (((float) width - shown_width) / 2,
                                                        ((float) height - shown_height) / 2,
                                                        shown_width, shown_height));
      gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (poster_media_tile_parent_class)->snapshot (widget, snapshot);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterMediaTile *self = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;

  texture = poster_thumb_cache_load_finish (POSTER_THUMB_CACHE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
removed_cb (GtkButton       *button,
            PosterMediaTile *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
poster_media_tile_dispose (GObject *object)
{
  PosterMediaTile *self = POSTER_MEDIA_TILE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
  g_clear_object (&self->item);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_media_tile_parent_class)->dispose (object);
}

static void
poster_media_tile_class_init (PosterMediaTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_media_tile_dispose;
  widget_class->snapshot = snapshot;

  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mediatile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_media_tile_init (PosterMediaTile *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *number = gtk_label_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->overlay = gtk_overlay_new ();
  self->spinner = gtk_spinner_new ();
  self->number = GTK_LABEL (number);
  gtk_widget_set_size_request (self->overlay, TILE_WIDTH, TILE_HEIGHT);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->spinner);

  gtk_widget_add_css_class (number, "media-badge");
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_set_halign (number, GTK_ALIGN_START);
  gtk_widget_set_valign (number, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), number);

  gtk_widget_add_css_class (button, "media-badge");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _("Take Out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take Out"), -1);
  g_signal_connect (button, "clicked", G_CALLBACK (removed_cb), self);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), button);
}

/**
 * poster_media_tile_new:
 * @item: a file; one without facts is being looked into
 *
 * Returns: (transfer floating): a tile
 */
GtkWidget *
poster_media_tile_new (PosterMediaItem *item)
{
  PosterMediaTile *self = g_object_new (POSTER_TYPE_MEDIA_TILE, NULL);
  PosterThumbCache *cache = poster_thumb_cache_get_default ();

  self->item = g_object_ref (item);
  if (item->facts == NULL)
    gtk_spinner_start (GTK_SPINNER (self->spinner));
  else
    gtk_widget_set_visible (self->spinner, FALSE);
  if (item->facts != NULL && cache != NULL)
    poster_thumb_cache_load_async (cache, item, 2 * TILE_HEIGHT, self->cancellable, loaded_cb, self);
  return GTK_WIDGET (self);
}

PosterMediaItem *
poster_media_tile_get_item (PosterMediaTile *self)
{
  g_return_val_if_fail (POSTER_IS_MEDIA_TILE (self), NULL);

  return self->item;
}

/**
 * poster_media_tile_set_number:
 * @self: a tile
 * @number: its place, from 1
 * @count: of so many
 *
 * Says which one it is.
 */
void
poster_media_tile_set_number (PosterMediaTile *self,
                              guint            number,
                              guint            count)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (POSTER_IS_MEDIA_TILE (self));

  base = g_path_get_basename (self->item->path);
  name = g_filename_display_name (base);
  text = g_strdup_printf ("%u", number);
  gtk_label_set_label (self->number, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  /* Translators: a picture of several: "2 of 6, lake.jpg" */
  label = g_strdup_printf (_("%u of %u, %s"), number, count, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
