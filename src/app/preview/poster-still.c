/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-still"

#include "poster-still.h"

#include "poster-texture.h"

/* How much more room there must be before the picture is made anew. */
#define MATERIALLY 1.25

struct _PosterStill
{
  GObject          parent_instance;

  PosterMediaPool *pool;
  GFile           *file;
  GdkTexture      *texture;      /* (nullable) */
  char            *error;        /* (nullable) */
  GCancellable    *cancellable;  /* (nullable): while one is made */
  int              room_width;   /* that it was asked for in; 0 for never */
  int              room_height;
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterStill, poster_still, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

enum
{
  PROP_0,
  PROP_IS_PREPARED,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The steps: loaded (what the worker made) -> decoded (as a texture) */
static void loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void decoded_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
fail (PosterStill *self,
      GError      *error)
{
  g_clear_object (&self->cancellable);
  /* What there is, however small, is better than words. */
  if (self->texture != NULL)
    return;
  g_free (self->error);
  self->error = g_strdup (error->message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
decode_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = poster_texture_read (task_data, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GBytes) png = NULL;
  PosterStill *self = user_data;

  png = poster_media_pool_thumbnail_finish (POSTER_MEDIA_POOL (object), result, NULL, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (png == NULL)
    {
      fail (self, error);
      return;
    }
  task = g_task_new (NULL, self->cancellable, decoded_cb, self);
  g_task_set_source_tag (task, loaded_cb);
  g_task_set_task_data (task, g_steal_pointer (&png), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_in_thread);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  PosterStill *self = user_data;
  gboolean first;

  texture = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_object (&self->cancellable);
  first = self->texture == NULL;
  g_set_object (&self->texture, texture);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  if (first)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PREPARED]);
}

static void
poster_still_snapshot (GdkPaintable *paintable,
                       GdkSnapshot  *snapshot,
                       double        width,
                       double        height)
{
  PosterStill *self = POSTER_STILL (paintable);

  if (self->texture != NULL)
    gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
}

static GdkPaintable *
poster_still_get_current_image (GdkPaintable *paintable)
{
  PosterStill *self = POSTER_STILL (paintable);

  return self->texture != NULL ? g_object_ref (GDK_PAINTABLE (self->texture)) : gdk_paintable_new_empty (0, 0);
}

static int
poster_still_get_intrinsic_width (GdkPaintable *paintable)
{
  PosterStill *self = POSTER_STILL (paintable);

  return self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
}

static int
poster_still_get_intrinsic_height (GdkPaintable *paintable)
{
  PosterStill *self = POSTER_STILL (paintable);

  return self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = poster_still_snapshot;
  iface->get_current_image = poster_still_get_current_image;
  iface->get_intrinsic_width = poster_still_get_intrinsic_width;
  iface->get_intrinsic_height = poster_still_get_intrinsic_height;
}

static void
poster_still_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PosterStill *self = POSTER_STILL (object);

  switch (property_id)
    {
    case PROP_IS_PREPARED:
      g_value_set_boolean (value, self->texture != NULL);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_still_dispose (GObject *object)
{
  PosterStill *self = POSTER_STILL (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (poster_still_parent_class)->dispose (object);
}

static void
poster_still_finalize (GObject *object)
{
  PosterStill *self = POSTER_STILL (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->file);
  g_free (self->error);
  G_OBJECT_CLASS (poster_still_parent_class)->finalize (object);
}

static void
poster_still_class_init (PosterStillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_still_get_property;
  object_class->dispose = poster_still_dispose;
  object_class->finalize = poster_still_finalize;
  properties[PROP_IS_PREPARED] =
    g_param_spec_boolean ("is-prepared", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_still_init (PosterStill *self)
{
}

/**
 * poster_still_new:
 * @pool: what decodes it
 * @file: a picture
 *
 * Returns: (transfer full): a paintable, which is empty until poster_still_set_room() was called
 *   and the picture is there
 */
PosterStill *
poster_still_new (PosterMediaPool *pool,
                  GFile           *file)
{
  PosterStill *self = g_object_new (POSTER_TYPE_STILL, NULL);

  self->pool = g_object_ref (pool);
  self->file = g_object_ref (file);
  return self;
}

/**
 * poster_still_set_room:
 * @self: a still
 * @width: room there is to show the picture in, in pixels of the screen
 * @height: room there is
 *
 * Makes the picture for that room, unless there is one that is large enough.
 */
void
poster_still_set_room (PosterStill *self,
                       int          width,
                       int          height)
{
  g_return_if_fail (POSTER_IS_STILL (self));

  if (width < 1 || height < 1 || self->pool == NULL ||
      (self->room_width > 0 && width <= self->room_width * MATERIALLY && height <= self->room_height * MATERIALLY))
    return;
  self->room_width = width;
  self->room_height = height;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  poster_media_pool_thumbnail_async (self->pool, self->file, width, height, -1, self->cancellable, loaded_cb, self);
}

GFile *
poster_still_get_file (PosterStill *self)
{
  return self->file;
}

gboolean
poster_still_get_is_prepared (PosterStill *self)
{
  return self->texture != NULL;
}

/**
 * poster_still_get_error:
 * @self: a still
 *
 * Returns: (nullable): why there is no picture, as a sentence for people
 */
const char *
poster_still_get_error (PosterStill *self)
{
  return self->error;
}

/**
 * poster_still_get_texture:
 * @self: a still
 *
 * Returns: (nullable) (transfer none): the picture, once it is there
 */
GdkTexture *
poster_still_get_texture (PosterStill *self)
{
  return self->texture;
}
