/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview"

#include "poster-preview-private.h"

#include "poster-player.h"
#include "poster-still.h"

static void
tell_room_of (PosterPreview         *self,
              GdkPaintable          *paintable,
              const graphene_rect_t *place)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = (int) (place->size.width * self->frame.unit * (float) scale + 0.5f);
  int height = (int) (place->size.height * self->frame.unit * (float) scale + 0.5f);

  if (width < 1 || height < 1)
    return;
  if (POSTER_IS_PLAYER (paintable))
    poster_player_set_room (POSTER_PLAYER (paintable), width, height);
  else if (POSTER_IS_STILL (paintable))
    poster_still_set_room (POSTER_STILL (paintable), width, height);
}

/**
 * poster_preview_tell_room:
 * @self: a preview
 *
 * Tells each picture that is shown, and no other, how much room it has: it is decoded for that.
 */
void
poster_preview_tell_room (PosterPreview *self)
{
  if (self->scene == NULL)
    return;
  if (self->scene->n_cells == 0)
    tell_room_of (self, self->paintable, &self->scene->media);
  for (guint i = 0; i < MIN (self->scene->n_cells, self->cells->len); i++)
    tell_room_of (self, g_ptr_array_index (self->cells, i), &self->scene->cells[i].place);
}

/* What is known of the picture only once it is there. */
static void
learn (PosterPreview *self)
{
  double aspect = self->paintable != NULL ? gdk_paintable_get_intrinsic_aspect_ratio (self->paintable) : 0;
  double seconds = POSTER_IS_PLAYER (self->paintable) ?
    (double) poster_player_get_duration_us (POSTER_PLAYER (self->paintable)) / G_USEC_PER_SEC : 0;

  if (ABS (aspect - self->aspect) > 0.001)
    {
      self->aspect = aspect;
      poster_preview_rebuild (self);
    }
  self->seconds = seconds;
  poster_preview_choose_look (self);
}

/**
 * poster_preview_redraw_picture:
 * @self: a preview
 *
 * Draws what is shown anew, since it looks different: the rest of the page stays as it is.
 */
void
poster_preview_redraw_picture (PosterPreview *self)
{
  poster_preview_frame_clear_picture (&self->frame);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
size_cb (PosterPreview *self)
{
  learn (self);
  poster_preview_redraw_picture (self);
}

static void
drop_paintable (PosterPreview *self)
{
  if (self->paintable != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->paintable, poster_preview_redraw_picture, self);
      g_signal_handlers_disconnect_by_func (self->paintable, size_cb, self);
      g_signal_handlers_disconnect_by_func (self->paintable, poster_preview_rebuild, self);
      g_signal_handlers_disconnect_by_func (self->paintable, learn, self);
    }
  g_clear_object (&self->paintable);
  poster_preview_frame_clear_picture (&self->frame);
}

/* One of several. Apart from what is connected to the paintable, which may be the same. */
static void
cell_changed_cb (PosterPreview *self)
{
  poster_preview_redraw_picture (self);
}

static void
cell_failed_cb (PosterPreview *self)
{
  poster_preview_rebuild (self);
}

static void
drop_cells (PosterPreview *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      GdkPaintable *paintable = g_ptr_array_index (self->cells, i);

      g_signal_handlers_disconnect_by_func (paintable, cell_changed_cb, self);
      g_signal_handlers_disconnect_by_func (paintable, cell_failed_cb, self);
    }
  g_ptr_array_set_size (self->cells, 0);
  poster_preview_frame_clear_picture (&self->frame);
}

static GdkPaintable *
dup_picture (PosterPreview *self,
             guint          position)
{
  if (self->pictures != NULL)
    return g_list_model_get_item (self->pictures, position);
  return self->paintable != NULL ? g_object_ref (self->paintable) : NULL;
}

/**
 * poster_preview_settle_cells:
 * @self: a preview that was laid out
 *
 * Takes those pictures that are shown, and lets go of those that are not.
 */
void
poster_preview_settle_cells (PosterPreview *self)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean is_same;

  for (guint i = 0; i < self->scene->n_cells; i++)
    {
      GdkPaintable *paintable = dup_picture (self, self->scene->cells[i].picture);

      g_ptr_array_add (wanted, paintable != NULL ? paintable : gdk_paintable_new_empty (0, 0));
    }
  is_same = wanted->len == self->cells->len;
  for (guint i = 0; is_same && i < wanted->len; i++)
    is_same = g_ptr_array_index (wanted, i) == g_ptr_array_index (self->cells, i);
  if (is_same)
    return;
  drop_cells (self);
  for (guint i = 0; i < wanted->len; i++)
    {
      GdkPaintable *paintable = g_ptr_array_index (wanted, i);

      g_ptr_array_add (self->cells, g_object_ref (paintable));
      g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (cell_changed_cb), self);
      g_signal_connect_swapped (paintable, "invalidate-size", G_CALLBACK (cell_changed_cb), self);
      if (POSTER_IS_STILL (paintable))
        g_signal_connect_swapped (paintable, "notify::error", G_CALLBACK (cell_failed_cb), self);
    }
}

/**
 * poster_preview_find_cell:
 * @self: a preview that was laid out
 * @x: of a place, in pixels of the widget
 * @y: of it
 * @picture: (out): which picture is there
 *
 * Returns: whether one is
 */
gboolean
poster_preview_find_cell (PosterPreview *self,
                          double         x,
                          double         y,
                          guint         *picture)
{
  for (guint i = 0; i < self->scene->n_cells; i++)
    {
      graphene_rect_t place;

      poster_preview_frame_place (&self->frame, &self->scene->cells[i].place, &place);
      if (graphene_rect_contains_point (&place, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        {
          *picture = self->scene->cells[i].picture;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * poster_preview_drop_pictures:
 * @self: a preview
 *
 * Lets go of all that it shows.
 */
void
poster_preview_drop_pictures (PosterPreview *self)
{
  drop_cells (self);
  drop_paintable (self);
  if (self->pictures != NULL)
    g_signal_handlers_disconnect_by_data (self->pictures, self);
  g_clear_object (&self->pictures);
}

void
poster_preview_set_paintable (PosterPreview *self,
                              GdkPaintable  *paintable)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));
  g_return_if_fail (paintable == NULL || GDK_IS_PAINTABLE (paintable));

  if (self->paintable == paintable)
    return;
  /* Nothing plays on unseen. */
  if (POSTER_IS_PLAYER (self->paintable))
    poster_player_pause (POSTER_PLAYER (self->paintable));
  drop_paintable (self);
  self->resumes = FALSE;
  if (paintable != NULL)
    {
      self->paintable = g_object_ref (paintable);
      g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (poster_preview_redraw_picture), self);
      g_signal_connect_swapped (paintable, "invalidate-size", G_CALLBACK (size_cb), self);
      if (POSTER_IS_PLAYER (paintable) || POSTER_IS_STILL (paintable))
        g_signal_connect_swapped (paintable, "notify::error", G_CALLBACK (poster_preview_rebuild), self);
      if (POSTER_IS_PLAYER (paintable))
        g_signal_connect_swapped (paintable, "notify::duration-us", G_CALLBACK (learn), self);
    }
  poster_preview_tell_room (self);
  learn (self);
  poster_preview_changed (self, POSTER_PREVIEW_PROP_PAINTABLE);
}

/**
 * poster_preview_take_picture:
 * @self: a preview
 *
 * Where there are several pictures, the one whose turn it is becomes the paintable.
 */
void
poster_preview_take_picture (PosterPreview *self)
{
  g_autoptr(GdkPaintable) paintable = NULL;

  if (self->pictures == NULL)
    return;
  paintable = g_list_model_get_item (self->pictures, self->index);
  poster_preview_set_paintable (self, paintable);
}

static void
pictures_cb (PosterPreview *self)
{
  guint n_pictures = g_list_model_get_n_items (self->pictures);

  poster_preview_set_picture (self, n_pictures > 0 ? MIN (self->index, n_pictures - 1) : 0, n_pictures);
  poster_preview_take_picture (self);
  poster_preview_rebuild (self);
}

/**
 * poster_preview_set_pictures:
 * @self: a preview
 * @pictures: (nullable): #GdkPaintable's, of which only those are taken that are shown
 *
 * Shows several pictures: as many at once as the platform does. The paintable, the index and the
 * count then follow from @pictures; without them, they are what they were set to.
 */
void
poster_preview_set_pictures (PosterPreview *self,
                             GListModel    *pictures)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));
  g_return_if_fail (pictures == NULL || G_IS_LIST_MODEL (pictures));

  if (self->pictures == pictures)
    return;
  if (self->pictures != NULL)
    g_signal_handlers_disconnect_by_data (self->pictures, self);
  g_set_object (&self->pictures, pictures);
  if (pictures != NULL)
    {
      g_signal_connect_swapped (pictures, "items-changed", G_CALLBACK (pictures_cb), self);
      pictures_cb (self);
    }
  else
    poster_preview_rebuild (self);
  poster_preview_notify (self, POSTER_PREVIEW_PROP_PICTURES);
}
