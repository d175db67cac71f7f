/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-filmstrip"

#include "poster-filmstrip.h"

#include "poster-texture.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How high the strip is, and how far the playhead stands out of it. */
#define HEIGHT   46
#define OVERHANG 3

/* About how wide a picture in it is. */
#define CELL_WIDTH 34

/* How much wider than high a picture in it may be: the rest is cut off anyway. */
#define MAX_RATIO 4

#define PLAYHEAD_WIDTH 4
#define RADIUS         6

/* However long or wide it is: each picture costs a decoder some time. */
#define MIN_PICTURES  4
#define MAX_PICTURES 24

/* How far the keys for pages go. */
#define PAGE_US G_USEC_PER_SEC

/**
 * PosterFilmstrip:
 *
 * A clip from beginning to end in small pictures, on which one goes to any frame. They come from
 * the media worker while one can use it already.
 */
struct _PosterFilmstrip
{
  GtkWidget        parent_instance;

  PosterPlayer    *player;
  PosterMediaPool *pool;         /* (nullable) */
  GdkTexture      *strip;        /* (nullable): the pictures side by side */
  int              count;        /* of the pictures that were asked for; 0 for none */
  GCancellable    *cancellable;  /* (nullable): while they are made */
  gboolean         dragging;
  gint64           told_us;      /* what a screen reader knows */
};

G_DEFINE_FINAL_TYPE (PosterFilmstrip, poster_filmstrip, GTK_TYPE_WIDGET)

/* The steps: make -> made (by the worker) -> decoded (as a texture) */
static void made_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void decoded_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static gboolean
is_mirrored (PosterFilmstrip *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
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
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GBytes) png = NULL;
  PosterFilmstrip *self = user_data;

  png = poster_media_pool_filmstrip_finish (POSTER_MEDIA_POOL (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (png == NULL)
    {
      /* One can scrub without as well; what is wrong with the file, others tell. */
      g_debug ("No pictures: %s", error->message);
      g_clear_object (&self->cancellable);
      return;
    }
  task = g_task_new (NULL, self->cancellable, decoded_cb, self);
  g_task_set_source_tag (task, made_cb);
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
  PosterFilmstrip *self = user_data;

  texture = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  g_set_object (&self->strip, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_pictures (PosterFilmstrip *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->strip);
  self->count = 0;
}

/* Starts when there is a clip, and a width to make pictures for. */
static void
make_pictures (PosterFilmstrip *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->pool == NULL || self->count > 0 || width < 1 || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !poster_player_get_is_prepared (self->player) || poster_player_get_duration_us (self->player) <= 0)
    return;
  self->count = CLAMP ((width + CELL_WIDTH / 2) / CELL_WIDTH, MIN_PICTURES, MAX_PICTURES);
  self->cancellable = g_cancellable_new ();
  poster_media_pool_filmstrip_async (self->pool, poster_player_get_file (self->player), self->count,
                                     MAX_RATIO * HEIGHT * scale, HEIGHT * scale,
                                     self->cancellable, made_cb, self);
}

/* Returns: (transfer full): whole seconds, as the transport shows them */
static char *
format_time (gint64 time_us)
{
  return poster_words_duration (time_us / G_USEC_PER_SEC * G_USEC_PER_SEC);
}

static void
update_value (PosterFilmstrip *self)
{
  g_autofree char *position = format_time (poster_player_get_position_us (self->player));
  g_autofree char *duration = format_time (poster_player_get_duration_us (self->player));
  /* Translators: a time within a clip and how long that is, e.g. "0:07 of 0:21" */
  g_autofree char *text = g_strdup_printf (_("%s of %s"), position, duration);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double) poster_player_get_duration_us (self->player) / G_USEC_PER_SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) poster_player_get_position_us (self->player) / G_USEC_PER_SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  /* GTK 4.8 tells a screen reader the value of its own widgets only. */
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
position_cb (PosterFilmstrip *self)
{
  gint64 position_us = poster_player_get_position_us (self->player);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* While it plays, once a second is enough for a screen reader. */
  if (poster_player_get_playing (self->player) && position_us / G_USEC_PER_SEC == self->told_us / G_USEC_PER_SEC)
    return;
  self->told_us = position_us;
  update_value (self);
}

static void
prepared_cb (PosterFilmstrip *self)
{
  if (!poster_player_get_is_prepared (self->player))
    drop_pictures (self);
  make_pictures (self);
  position_cb (self);
}

/* Returns: how far along the clip is, from 0 to 1 */
static float
get_fraction (PosterFilmstrip *self)
{
  gint64 duration_us = poster_player_get_duration_us (self->player);

  if (duration_us <= 0)
    return 0;
  return CLAMP ((float) poster_player_get_position_us (self->player) / (float) duration_us, 0, 1);
}

/* Draws one of the pictures, so that it fills its place. */
static void
snapshot_picture (PosterFilmstrip       *self,
                  GtkSnapshot           *snapshot,
                  int                    index,
                  const graphene_rect_t *cell)
{
  float picture_width = (float) gdk_texture_get_width (self->strip) / (float) self->count;
  float picture_height = (float) gdk_texture_get_height (self->strip);
  float scale = MAX (cell->size.width / picture_width, cell->size.height / picture_height);
  float x = cell->origin.x + (cell->size.width - picture_width * scale) / 2;
  float y = cell->origin.y + (cell->size.height - picture_height * scale) / 2;

  gtk_snapshot_push_clip (snapshot, cell);
  gtk_snapshot_append_texture (snapshot, self->strip,
                               &GRAPHENE_RECT_INIT (x - (float) index * picture_width * scale, y,
                                                    (float) self->count * picture_width * scale,
                                                    picture_height * scale));
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_playhead (PosterFilmstrip *self,
                   GtkSnapshot     *snapshot,
                   float            x,
                   float            height)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA shadow = { 0, 0, 0, 0.55f };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x - PLAYHEAD_WIDTH / 2.0f, 0, PLAYHEAD_WIDTH, height), 2);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 0, 1, 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &white, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
poster_filmstrip_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  PosterFilmstrip *self = POSTER_FILMSTRIP (widget);
  const GdkRGBA dim = { 0, 0, 0, 0.34f };
  const GdkRGBA room = { 0.5f, 0.5f, 0.5f, 0.2f };
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float top = (height - HEIGHT) / 2;
  float place = roundf (get_fraction (self) * width);
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, top, width, HEIGHT), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &room, &outline.bounds);
  for (int i = 0; self->strip != NULL && i < self->count; i++)
    {
      int cell = is_mirrored (self) ? self->count - 1 - i : i;
      float from = roundf (width * (float) cell / (float) self->count);
      float to = roundf (width * (float) (cell + 1) / (float) self->count);

      snapshot_picture (self, snapshot, i, &GRAPHENE_RECT_INIT (from, top, to - from, HEIGHT));
    }
  if (is_mirrored (self))
    place = width - place;
  if (self->strip != NULL)
    gtk_snapshot_append_color (snapshot, &dim,
                               is_mirrored (self) ? &GRAPHENE_RECT_INIT (0, top, place, HEIGHT)
                                                  : &GRAPHENE_RECT_INIT (place, top, width - place, HEIGHT));
  gtk_snapshot_pop (snapshot);
  if (poster_player_get_is_prepared (self->player))
    snapshot_playhead (self, snapshot, CLAMP (place, PLAYHEAD_WIDTH / 2.0f, width - PLAYHEAD_WIDTH / 2.0f), height);
}

static void
poster_filmstrip_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 2 * CELL_WIDTH;
      *natural = 10 * CELL_WIDTH;
    }
  else
    *minimum = *natural = HEIGHT + 2 * OVERHANG;
}

static void
poster_filmstrip_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  make_pictures (POSTER_FILMSTRIP (widget));
}

static void
poster_filmstrip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (poster_filmstrip_parent_class)->map (widget);
  make_pictures (POSTER_FILMSTRIP (widget));
}

static void
go_to (PosterFilmstrip *self,
       double           x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double fraction = width > 0 ? CLAMP (x / width, 0, 1) : 0;

  if (is_mirrored (self))
    fraction = 1 - fraction;
  poster_player_seek (self->player, (gint64) (fraction * (double) poster_player_get_duration_us (self->player)));
}

static void
drag_begin_cb (PosterFilmstrip *self,
               double           x,
               double           y,
               GtkGestureDrag  *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragging = TRUE;
  poster_player_begin_scrub (self->player);
  go_to (self, x);
}

static void
drag_update_cb (PosterFilmstrip *self,
                double           offset_x,
                double           offset_y,
                GtkGestureDrag  *gesture)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_to (self, x + offset_x);
}

static void
drag_end_cb (PosterFilmstrip *self)
{
  if (!self->dragging)
    return;
  self->dragging = FALSE;
  poster_player_end_scrub (self->player);
}

static gboolean
key_pressed_cb (PosterFilmstrip *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  int forward = is_mirrored (self) ? -1 : 1;
  gint64 position_us = poster_player_get_position_us (self->player);

  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      poster_player_step_frame (self->player, -forward);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      poster_player_step_frame (self->player, forward);
      break;
    case GDK_KEY_Page_Up:
      poster_player_seek (self->player, position_us - PAGE_US);
      break;
    case GDK_KEY_Page_Down:
      poster_player_seek (self->player, position_us + PAGE_US);
      break;
    case GDK_KEY_Home:
      poster_player_seek (self->player, 0);
      break;
    case GDK_KEY_End:
      poster_player_seek (self->player, poster_player_get_duration_us (self->player));
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
poster_filmstrip_dispose (GObject *object)
{
  PosterFilmstrip *self = POSTER_FILMSTRIP (object);

  drop_pictures (self);
  if (self->player != NULL)
    {
      drag_end_cb (self);
      g_signal_handlers_disconnect_by_data (self->player, self);
    }
  g_clear_object (&self->player);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (poster_filmstrip_parent_class)->dispose (object);
}

static void
poster_filmstrip_class_init (PosterFilmstripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_filmstrip_dispose;
  widget_class->snapshot = poster_filmstrip_snapshot;
  widget_class->measure = poster_filmstrip_measure;
  widget_class->size_allocate = poster_filmstrip_size_allocate;
  widget_class->map = poster_filmstrip_map;
  gtk_widget_class_set_css_name (widget_class, "filmstrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
poster_filmstrip_init (PosterFilmstrip *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Place in the Clip"), -1);
}

/**
 * poster_filmstrip_new:
 * @player: what it goes along with
 * @pool: (nullable): what makes its pictures
 *
 * Returns: (transfer floating): a filmstrip
 */
GtkWidget *
poster_filmstrip_new (PosterPlayer    *player,
                      PosterMediaPool *pool)
{
  PosterFilmstrip *self = g_object_new (POSTER_TYPE_FILMSTRIP, NULL);

  self->player = g_object_ref (player);
  g_set_object (&self->pool, pool);
  g_signal_connect_swapped (player, "notify::is-prepared", G_CALLBACK (prepared_cb), self);
  g_signal_connect_swapped (player, "notify::duration-us", G_CALLBACK (position_cb), self);
  g_signal_connect_swapped (player, "notify::position-us", G_CALLBACK (position_cb), self);
  update_value (self);
  return GTK_WIDGET (self);
}

/**
 * poster_filmstrip_has_pictures:
 * @self: a filmstrip
 *
 * Returns: whether the pictures are there
 */
gboolean
poster_filmstrip_has_pictures (PosterFilmstrip *self)
{
  return self->strip != NULL;
}
