/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-thumb"

#include "poster-thumb.h"

#include "poster-thumb-cache.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define RADIUS 6

/* Of the second sheet: what is seen of it, what is left free before it, and how much shorter it is. */
#define SECOND_WIDTH 4
#define SECOND_GAP   2
#define SECOND_SHORT 4

/* Even pictures: the part of the place that a picture fills at most. */
#define EVEN_PART 0.67

/**
 * PosterThumb:
 *
 * A small picture of what is posted.
 */
struct _PosterThumb
{
  GtkWidget        parent_instance;

  PosterMediaItem *item;         /* (nullable) */
  guint            n_items;
  int              max_width;
  int              max_height;
  gboolean         is_even;

  GtkWidget       *sheet;        /* stands for the picture until it is there */
  GtkWidget       *icon;         /* (nullable), made when there is no picture */
  GdkTexture      *texture;      /* (nullable) */
  graphene_rect_t  place;        /* of the picture */
  GCancellable    *cancellable;  /* (nullable), of the load that runs */
  int              loaded_size;  /* that @texture was asked for; 0 for none */
};

enum
{
  PROP_0,
  PROP_ITEM,
  PROP_N_ITEMS,
  PROP_MAX_WIDTH,
  PROP_MAX_HEIGHT,
  PROP_EVEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PosterThumb, poster_thumb, GTK_TYPE_WIDGET)

/* What to ask the cache for: real pixels, in steps so that like places share pictures. */
static int
wanted_size (PosterThumb *self)
{
  int size = MAX (self->max_width, self->max_height) * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return (size + 31) / 32 * 32;
}

static void
show_icon (PosterThumb *self,
           const char  *icon_name)
{
  if (self->icon == NULL)
    {
      if (icon_name == NULL)
        return;
      self->icon = gtk_image_new ();
      adw_bin_set_child (ADW_BIN (self->sheet), self->icon);
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
  gtk_widget_set_visible (self->icon, icon_name != NULL);
}

static void
take_texture (PosterThumb *self,
              GdkTexture  *texture,
              int          size)
{
  g_set_object (&self->texture, texture);
  self->loaded_size = size;
  show_icon (self, NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterThumb *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_cache_load_finish (POSTER_THUMB_CACHE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (texture != NULL)
    take_texture (self, texture, wanted_size (self));
  else
    show_icon (self, "image-missing-symbolic");
}

static void
stop_loading (PosterThumb *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
load (PosterThumb *self)
{
  PosterThumbCache *cache = poster_thumb_cache_get_default ();
  int size = wanted_size (self);
  GdkTexture *texture;

  stop_loading (self);
  if (self->item == NULL || cache == NULL)
    return;
  texture = poster_thumb_cache_peek (cache, self->item, size);
  if (texture != NULL)
    {
      take_texture (self, texture, size);
      return;
    }
  self->cancellable = g_cancellable_new ();
  poster_thumb_cache_load_async (cache, self->item, size, self->cancellable, loaded_cb, self);
}

static void
scale_factor_cb (GObject    *object,
                 GParamSpec *pspec,
                 gpointer    user_data)
{
  PosterThumb *self = POSTER_THUMB (object);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->loaded_size != wanted_size (self))
    load (self);
}

/* The shape of what is shown: of the picture itself, else as measured, else of a phone's clip. */
static double
get_ratio (PosterThumb *self)
{
  double width = 9, height = 16;

  if (self->texture != NULL)
    {
      width = gdk_texture_get_width (self->texture);
      height = gdk_texture_get_height (self->texture);
    }
  else if (self->item == NULL)
    return 1;
  else if (self->item->facts != NULL && self->item->facts->width > 0 && self->item->facts->height > 0)
    {
      width = self->item->facts->width;
      height = self->item->facts->height;
    }
  /* A thread is not a picture. */
  return CLAMP (width / height, 0.2, 5);
}

static void
poster_thumb_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  PosterThumb *self = POSTER_THUMB (widget);

  gtk_widget_measure (self->sheet, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->max_width : self->max_height;
}

static void
poster_thumb_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  PosterThumb *self = POSTER_THUMB (widget);
  gboolean has_second = self->n_items > 1;
  int second = has_second ? SECOND_WIDTH + SECOND_GAP : 0;
  int free_width = MIN (width, self->max_width) - second;
  int free_height = MIN (height, self->max_height) - (has_second ? second : 0);
  double ratio = get_ratio (self);
  double picture_width = MIN (free_width, free_height * ratio);
  double picture_height = picture_width / ratio;
  GtkAllocation place;

  if (self->is_even)
    {
      double part = EVEN_PART * self->max_width * self->max_height / (picture_width * picture_height);

      if (part < 1)
        {
          picture_width *= sqrt (part);
          picture_height *= sqrt (part);
        }
    }
  place.width = MAX ((int) lround (picture_width), 1);
  place.height = MAX ((int) lround (picture_height), 1);
  place.x = (width - place.width - second) / 2;
  place.y = (height - place.height) / 2;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    place.x += second;
  self->place = GRAPHENE_RECT_INIT ((float) place.x, (float) place.y, (float) place.width, (float) place.height);
  gtk_widget_size_allocate (self->sheet, &place, -1);
}

/* Draws the picture, or what stands for it, at its place. */
static void
snapshot_sheet (PosterThumb *self,
                GtkSnapshot *snapshot)
{
  GskRoundedRect outline;

  if (self->texture == NULL)
    {
      gtk_widget_snapshot_child (GTK_WIDGET (self), self->sheet, snapshot);
      return;
    }
  gsk_rounded_rect_init_from_rect (&outline, &self->place, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_texture (snapshot, self->texture, &self->place);
  gtk_snapshot_pop (snapshot);
}

/* The edge of a second sheet, half as strong, beside the first one. */
static void
snapshot_second (PosterThumb *self,
                 GtkSnapshot *snapshot)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t edge = self->place;
  float offset = is_rtl ? -(SECOND_WIDTH + SECOND_GAP) : SECOND_WIDTH + SECOND_GAP;

  edge.origin.x = is_rtl ? self->place.origin.x + offset : self->place.origin.x + self->place.size.width + SECOND_GAP;
  edge.origin.y += SECOND_SHORT;
  edge.size.width = SECOND_WIDTH;
  edge.size.height -= 2 * SECOND_SHORT;
  gtk_snapshot_push_opacity (snapshot, 0.5);
  gtk_snapshot_push_clip (snapshot, &edge);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (offset, 0));
  snapshot_sheet (self, snapshot);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
poster_thumb_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  PosterThumb *self = POSTER_THUMB (widget);

  if (self->n_items > 1)
    snapshot_second (self, snapshot);
  snapshot_sheet (self, snapshot);
}

/* A row that is not on screen asks for nothing. */
static void
poster_thumb_map (GtkWidget *widget)
{
  PosterThumb *self = POSTER_THUMB (widget);

  GTK_WIDGET_CLASS (poster_thumb_parent_class)->map (widget);
  if (self->texture == NULL || self->loaded_size != wanted_size (self))
    load (self);
}

static void
poster_thumb_unmap (GtkWidget *widget)
{
  stop_loading (POSTER_THUMB (widget));
  GTK_WIDGET_CLASS (poster_thumb_parent_class)->unmap (widget);
}

static void
poster_thumb_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PosterThumb *self = POSTER_THUMB (object);

  switch (property_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->n_items);
      break;
    case PROP_MAX_WIDTH:
      g_value_set_int (value, self->max_width);
      break;
    case PROP_MAX_HEIGHT:
      g_value_set_int (value, self->max_height);
      break;
    case PROP_EVEN:
      g_value_set_boolean (value, self->is_even);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_thumb_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  PosterThumb *self = POSTER_THUMB (object);

  switch (property_id)
    {
    case PROP_ITEM:
      poster_thumb_set_item (self, g_value_get_object (value), self->n_items);
      break;
    case PROP_N_ITEMS:
      poster_thumb_set_item (self, self->item, g_value_get_uint (value));
      break;
    case PROP_MAX_WIDTH:
      self->max_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_MAX_HEIGHT:
      self->max_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_EVEN:
      poster_thumb_set_even (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_thumb_dispose (GObject *object)
{
  PosterThumb *self = POSTER_THUMB (object);

  stop_loading (self);
  g_clear_object (&self->item);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->sheet, gtk_widget_unparent);
  self->icon = NULL;
  G_OBJECT_CLASS (poster_thumb_parent_class)->dispose (object);
}

static void
poster_thumb_class_init (PosterThumbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_thumb_get_property;
  object_class->set_property = poster_thumb_set_property;
  object_class->dispose = poster_thumb_dispose;
  widget_class->measure = poster_thumb_measure;
  widget_class->size_allocate = poster_thumb_size_allocate;
  widget_class->snapshot = poster_thumb_snapshot;
  widget_class->map = poster_thumb_map;
  widget_class->unmap = poster_thumb_unmap;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, POSTER_TYPE_MEDIA_ITEM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAX_WIDTH] =
    g_param_spec_int ("max-width", NULL, NULL, 8, 4096, 54,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAX_HEIGHT] =
    g_param_spec_int ("max-height", NULL, NULL, 8, 4096, 56,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_EVEN] =
    g_param_spec_boolean ("even", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "thumb");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
poster_thumb_init (PosterThumb *self)
{
  self->sheet = adw_bin_new ();
  gtk_widget_add_css_class (self->sheet, "sheet");
  gtk_widget_set_overflow (self->sheet, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (self->sheet, GTK_WIDGET (self));
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_factor_cb), NULL);
}

/**
 * poster_thumb_new:
 * @max_width: pixels of its place
 * @max_height: pixels of its place
 *
 * Returns: (transfer floating): a place without a picture
 */
GtkWidget *
poster_thumb_new (int max_width,
                  int max_height)
{
  return g_object_new (POSTER_TYPE_THUMB, "max-width", max_width, "max-height", max_height, NULL);
}

static void
update_label (PosterThumb *self)
{
  const char *label;

  if (self->item == NULL)
    label = _("No picture");
  else if (self->item->alt_text != NULL && *self->item->alt_text != '\0')
    label = self->item->alt_text;
  else if (self->item->facts != NULL && self->item->facts->type == POSTER_MEDIA_IMAGE)
    label = _("Picture");
  else
    label = _("Video");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
is_same_content (PosterMediaItem *a,
                 PosterMediaItem *b)
{
  return a != NULL && b != NULL && g_strcmp0 (a->path, b->path) == 0 && a->size == b->size &&
         a->mtime_ns == b->mtime_ns && g_strcmp0 (a->sampled_hash, b->sampled_hash) == 0;
}

/**
 * poster_thumb_set_item:
 * @self: a thumbnail
 * @item: (nullable): of what; %NULL for a post without media
 * @n_items: how many there are in all
 */
void
poster_thumb_set_item (PosterThumb     *self,
                       PosterMediaItem *item,
                       guint            n_items)
{
  gboolean is_same = is_same_content (self->item, item);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->n_items != n_items)
    {
      self->n_items = n_items;
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
    }
  if (g_set_object (&self->item, item))
    {
      update_label (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
    }
  /* A post that was read anew keeps its picture. */
  if (!is_same)
    {
      stop_loading (self);
      g_clear_object (&self->texture);
      self->loaded_size = 0;
      show_icon (self, NULL);
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        load (self);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * poster_thumb_set_even:
 * @self: a thumbnail
 * @even: whether wide, square and high pictures should look equally large
 */
void
poster_thumb_set_even (PosterThumb *self,
                       gboolean     even)
{
  if (self->is_even == even)
    return;
  self->is_even = even;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVEN]);
}

/**
 * poster_thumb_set_icon:
 * @self: a thumbnail without an item
 * @icon_name: (nullable): a symbolic icon
 *
 * Shows an icon where there is nothing to take a picture of.
 */
void
poster_thumb_set_icon (PosterThumb *self,
                       const char  *icon_name)
{
  show_icon (self, icon_name);
}
