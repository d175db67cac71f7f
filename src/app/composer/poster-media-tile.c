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
  GtkWidget       *handle;
  GtkWidget       *cover;
  GtkWidget       *remove_button;
  guint            place;        /* from 1 */
  guint            count;
  double           grip_x;       /* where it was taken hold of */
  double           grip_y;
};

enum
{
  CHOSEN,
  REMOVED,
  DRAGGED,
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
focused_cb (PosterMediaTile *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            PosterMediaTile *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource   *source,
                 double           x,
                 double           y,
                 PosterMediaTile *self)
{
  if (self->item->facts == NULL)
    return NULL;
  self->grip_x = x;
  self->grip_y = y;
  return gdk_content_provider_new_typed (POSTER_TYPE_MEDIA_TILE, self);
}

static void
drag_begin_cb (GtkDragSource   *source,
               GdkDrag         *drag,
               PosterMediaTile *self)
{
  g_autoptr(GdkPaintable) live = gtk_widget_paintable_new (GTK_WIDGET (self));
  g_autoptr(GdkPaintable) icon = gdk_paintable_get_current_image (live);

  gtk_drag_source_set_icon (source, icon, (int) self->grip_x, (int) self->grip_y);
  gtk_widget_add_css_class (GTK_WIDGET (self), "dragged");
  g_signal_emit (self, signals[DRAGGED], 0, TRUE);
}

static void
drag_end_cb (GtkDragSource   *source,
             GdkDrag         *drag,
             gboolean         is_deleted,
             PosterMediaTile *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "dragged");
  g_signal_emit (self, signals[DRAGGED], 0, FALSE);
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

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[DRAGGED] = g_signal_new ("dragged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mediatile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_badge (PosterMediaTile *self,
           GtkWidget       *badge,
           GtkAlign         halign,
           GtkAlign         valign)
{
  gtk_widget_add_css_class (badge, "media-badge");
  gtk_widget_set_halign (badge, halign);
  gtk_widget_set_valign (badge, valign);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), badge);
}

static void
add_controllers (PosterMediaTile *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focused_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

static void
poster_media_tile_init (PosterMediaTile *self)
{
  self->cancellable = g_cancellable_new ();
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_size_request (self->overlay, TILE_WIDTH, TILE_HEIGHT);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->spinner);

  self->number = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "numeric");
  add_badge (self, GTK_WIDGET (self->number), GTK_ALIGN_START, GTK_ALIGN_START);

  self->handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  gtk_widget_add_css_class (self->handle, "handle-badge");
  gtk_widget_set_cursor_from_name (self->handle, "grab");
  add_badge (self, self->handle, GTK_ALIGN_END, GTK_ALIGN_START);

  self->cover = gtk_label_new (_("Cover"));
  gtk_widget_add_css_class (self->cover, "cover-badge");
  gtk_widget_set_visible (self->cover, FALSE);
  add_badge (self, self->cover, GTK_ALIGN_START, GTK_ALIGN_END);

  self->remove_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_set_tooltip_text (self->remove_button, _("Take Out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take Out"), -1);
  g_signal_connect (self->remove_button, "clicked", G_CALLBACK (removed_cb), self);
  gtk_widget_set_visible (self->remove_button, FALSE);
  add_badge (self, self->remove_button, GTK_ALIGN_END, GTK_ALIGN_END);
  add_controllers (self);
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

  poster_media_tile_set_item (self, item);
  return GTK_WIDGET (self);
}

PosterMediaItem *
poster_media_tile_get_item (PosterMediaTile *self)
{
  g_return_val_if_fail (POSTER_IS_MEDIA_TILE (self), NULL);

  return self->item;
}

/**
 * poster_media_tile_set_item:
 * @self: a tile
 * @item: a file; one without facts is being looked into
 *
 * Shows @item. What is seen stays until there is another picture.
 */
void
poster_media_tile_set_item (PosterMediaTile *self,
                            PosterMediaItem *item)
{
  PosterThumbCache *cache = poster_thumb_cache_get_default ();

  g_return_if_fail (POSTER_IS_MEDIA_TILE (self));

  g_set_object (&self->item, item);
  gtk_widget_set_visible (self->spinner, item->facts == NULL);
  gtk_widget_set_visible (self->handle, item->facts != NULL);
  if (item->facts == NULL)
    gtk_spinner_start (GTK_SPINNER (self->spinner));
  else
    gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (item->facts != NULL && cache != NULL)
    poster_thumb_cache_load_async (cache, item, 2 * TILE_HEIGHT, self->cancellable, loaded_cb, self);
}

static void
show_name (PosterMediaTile *self)
{
  g_autofree char *base = g_path_get_basename (self->item->path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *label = NULL;

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  if (gtk_widget_get_visible (self->cover))
    /* Translators: the picture that is shown first: "2 of 6, lake.jpg, cover" */
    label = g_strdup_printf (_("%u of %u, %s, cover"), self->place, self->count, name);
  else
    /* Translators: a picture of several: "2 of 6, lake.jpg" */
    label = g_strdup_printf (_("%u of %u, %s"), self->place, self->count, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Arrow keys go to another; with Control they move it; Delete takes it out."), -1);
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
  g_autofree char *text = g_strdup_printf ("%u", number);

  g_return_if_fail (POSTER_IS_MEDIA_TILE (self));

  self->place = number;
  self->count = count;
  gtk_label_set_label (self->number, text);
  show_name (self);
}

/**
 * poster_media_tile_set_chosen:
 * @self: a tile
 * @is_chosen: whether it is the one of all that something can be done with: the keyboard comes to it
 */
void
poster_media_tile_set_chosen (PosterMediaTile *self,
                              gboolean         is_chosen)
{
  g_return_if_fail (POSTER_IS_MEDIA_TILE (self));

  if (is_chosen)
    gtk_widget_add_css_class (GTK_WIDGET (self), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "chosen");
  gtk_widget_set_focusable (GTK_WIDGET (self), is_chosen);
  gtk_widget_set_visible (self->remove_button, is_chosen);
}

/**
 * poster_media_tile_set_is_cover:
 * @self: a tile
 * @is_cover: whether it is what is seen first
 */
void
poster_media_tile_set_is_cover (PosterMediaTile *self,
                                gboolean         is_cover)
{
  g_return_if_fail (POSTER_IS_MEDIA_TILE (self));

  gtk_widget_set_visible (self->cover, is_cover);
  show_name (self);
}
